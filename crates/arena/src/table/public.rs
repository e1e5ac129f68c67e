//! The public side of a hand in play.

use holdem_game::deal::Board;
use holdem_game::rules::{IllegalMove, Move};
use holdem_game::tree::Chips;

use super::Betting;

/// Something that everybody at the table has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A seat has made a move.
    Move {
        /// Who.
        seat: usize,
        /// Street on which it was made, 0 = preflop.
        street: usize,
        /// What.
        action: Move,
    },
    /// A street's public cards have been dealt.
    Dealt {
        /// The street.
        street: usize,
        /// All public cards dealt by now.
        board: Board,
    },
}

/// The public side of a hand in play: betting, public cards, and their history.
#[derive(Clone, Debug)]
pub struct PublicHand {
    betting: Betting,
    start: Betting,
    stacks: Vec<Chips>,
    /// `[street]`: all public cards dealt by then.
    boards: Vec<Board>,
    events: Vec<Event>,
}

impl PublicHand {
    /// A hand whose first decision is open. `stacks[seat]`: chips before antes and blinds.
    pub fn begin(betting: Betting, stacks: Vec<Chips>) -> Self {
        Self { start: betting.clone(), betting, stacks, boards: vec![0], events: Vec::new() }
    }

    /// The betting as it stands.
    pub fn betting(&self) -> &Betting {
        &self.betting
    }

    /// The betting before the first move, blinds and antes posted.
    pub fn start(&self) -> &Betting {
        &self.start
    }

    /// Chips of a seat before antes and blinds, by seat.
    pub fn stacks(&self) -> &[Chips] {
        &self.stacks
    }

    /// `[street]`: the board on each street dealt so far; the first is empty.
    pub fn boards(&self) -> &[Board] {
        &self.boards
    }

    /// All public cards.
    pub fn board(&self) -> Board {
        self.boards[self.boards.len() - 1]
    }

    /// Everything that has happened, in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The moves so far: seat, street, move.
    pub fn moves(&self) -> impl Iterator<Item = (usize, usize, Move)> + '_ {
        self.events.iter().filter_map(|event| match *event {
            Event::Move { seat, street, action } => Some((seat, street, action)),
            Event::Dealt { .. } => None,
        })
    }

    /// Whether the betting has reached a street whose cards have not been dealt.
    pub fn awaits_cards(&self) -> bool {
        self.boards.len() <= self.betting.street()
    }

    /// Deals the public cards of the next street.
    pub fn deal(&mut self, board: Board) {
        self.events.push(Event::Dealt { street: self.boards.len(), board });
        self.boards.push(board);
    }

    /// Records a move of `seat` that another rule book allowed, with the betting after it.
    pub fn note(&mut self, seat: usize, action: Move, after: Betting) {
        self.events.push(Event::Move { seat, street: self.betting.street(), action });
        self.betting = after;
    }

    /// Makes a move for the seat to act.
    ///
    /// # Errors
    /// If the move is not legal; nothing has changed then.
    pub fn act(&mut self, action: Move) -> Result<(), IllegalMove> {
        let (turn, street) = (self.betting.to_act(), self.betting.street());
        self.betting.act(action)?;
        let seat = turn.expect("a move was legal, so somebody was to act");
        self.events.push(Event::Move { seat, street, action });
        Ok(())
    }
}
