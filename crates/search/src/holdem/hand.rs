//! A hand in play by the rules: real sizes, public cards.

use holdem_cards::{Card, CardSet, Street};
use holdem_game::menu::BetMenu;
use holdem_game::rules::{Chips, HandState, IllegalMove, Move, Stakes};
use holdem_game::tree::{BettingGame, HoldemError, HoldemState, NoLimitHoldem, tokens};

/// A hand of Hold'em for two: the stakes, all moves so far, and the public cards, but no hole cards.
///
/// Players are numbered as in the betting tree: player 0 is the button and posts the small blind.
#[derive(Clone, Debug)]
pub struct Hand {
    betting: NoLimitHoldem,
    /// Before each move, and now.
    states: Vec<HoldemState>,
    moves: Vec<Move>,
    /// In the order in which they were dealt.
    board: Vec<Card>,
}

/// Why a history is none.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LineError {
    /// A text that is no token.
    #[error(
        "unknown action `{token}` at character {at}, expected f (fold), k (check), c (call), b4 or r4 (to 4 \
         chips), a (all-in) or / (next street)"
    )]
    Unknown {
        /// The text.
        token: String,
        /// Position, counted from 1.
        at: usize,
    },
    /// A move that the rules do not allow.
    #[error("move {at}: {source}")]
    Illegal {
        /// Number of the move, counted from 1.
        at: usize,
        /// What is wrong.
        source: IllegalMove,
    },
    /// A street separator in the middle of a street.
    #[error("no new street at character {at}: the street goes on, or the hand is over")]
    Street {
        /// Position, counted from 1.
        at: usize,
    },
    /// A card that has already been dealt.
    #[error("{card} is dealt twice")]
    Twice {
        /// The card.
        card: Card,
    },
    /// A number of public cards that does not match the betting.
    #[error("{found} public cards, but the betting is on the {street}, which has {expected}")]
    Board {
        /// Cards found.
        found: usize,
        /// Street of the betting.
        street: Street,
        /// Cards on that street.
        expected: usize,
    },
    /// Stakes and stacks that do not make a valid hand.
    #[error(transparent)]
    Game(#[from] HoldemError),
    /// Not a game for two.
    #[error("{found} players, expected 2: search is for two")]
    Players {
        /// Seats found.
        found: usize,
    },
    /// The hand is over, or all chips are in.
    #[error("nobody acts: the hand is over")]
    Over,
}

impl Hand {
    /// A hand before the first move: `stacks` in chips before blinds, by player.
    ///
    /// # Errors
    /// [`LineError::Players`], [`LineError::Game`].
    pub fn new(stakes: &Stakes, stacks: &[Chips]) -> Result<Self, LineError> {
        if stacks.len() != 2 {
            return Err(LineError::Players { found: stacks.len() });
        }
        let betting = NoLimitHoldem::new(stakes, stacks, BetMenu::default())?;
        let start = betting.root();
        Ok(Self { betting, states: vec![start], moves: Vec::new(), board: Vec::new() })
    }

    /// A hand from a state of the rules in which blinds and antes are posted and nobody has moved.
    ///
    /// # Errors
    /// [`LineError::Players`].
    pub fn begin(start: HandState) -> Result<Self, LineError> {
        if start.num_seats() != 2 {
            return Err(LineError::Players { found: start.num_seats() });
        }
        let betting = NoLimitHoldem::of_hand(start, BetMenu::default())?;
        let start = betting.root();
        Ok(Self { betting, states: vec![start], moves: Vec::new(), board: Vec::new() })
    }

    /// The hand as it was before move number `at`, counted from 0.
    pub(crate) fn before(&self, at: usize) -> Self {
        let street = self.states[at].hand().street();
        Self {
            betting: self.betting.clone(),
            states: self.states[..=at].to_vec(),
            moves: self.moves[..at].to_vec(),
            board: self.board.iter().take(street.board_len()).copied().collect(),
        }
    }

    /// Records a move of the player to act.
    ///
    /// # Errors
    /// [`LineError::Illegal`]; the hand is then unchanged.
    pub fn act(&mut self, step: Move) -> Result<(), LineError> {
        let at = self.moves.len() + 1;
        let next =
            self.betting.play(self.state(), step).map_err(|source| LineError::Illegal { at, source })?;
        self.states.push(next);
        self.moves.push(step);
        Ok(())
    }

    /// Sets the public cards, the flop first: those already dealt and the new ones.
    ///
    /// # Errors
    /// [`LineError::Twice`]; [`LineError::Board`] if they do not match the street of the betting.
    pub fn show(&mut self, board: &[Card]) -> Result<(), LineError> {
        let mut seen = CardSet::EMPTY;
        for &card in board {
            if seen.contains(card) {
                return Err(LineError::Twice { card });
            }
            seen = seen.with(card);
        }
        let (found, street) = (board.len(), self.street());
        if found != street.board_len() {
            return Err(LineError::Board { found, street, expected: street.board_len() });
        }
        self.board = board.to_vec();
        Ok(())
    }

    /// Plays a line such as `r5c/kb8`: `f`, `k` or `x`, `c`, `b8` and `r8` for a total of 8 chips on the
    /// street, `a` for all-in; `/` between streets may be left out. Sizes need not be in any tree.
    ///
    /// # Errors
    /// [`LineError::Unknown`], [`LineError::Street`], [`LineError::Illegal`].
    pub fn read(&mut self, line: &str) -> Result<(), LineError> {
        let mut told = self.street();
        for (at, token) in tokens(line) {
            if token == "/" {
                told = Street::ALL.into_iter().find(|&next| next > told).unwrap_or(told);
                if told > self.street() || !self.begins_street() {
                    return Err(LineError::Street { at });
                }
                continue;
            }
            let unknown = || LineError::Unknown { token: token.to_owned(), at };
            let step = self.step(token).ok_or_else(unknown)?;
            self.act(step)?;
            told = told.max(self.street_of_last());
        }
        Ok(())
    }

    fn step(&self, token: &str) -> Option<Move> {
        let letter = token.chars().next()?;
        let legal = self.state().hand().legal();
        match (letter, &token[letter.len_utf8()..]) {
            ('f', "") => Some(Move::Fold),
            ('k' | 'x', "") => Some(Move::Check),
            ('c', "") => Some(Move::Call),
            ('a', "") => Some(legal.raise_to.map_or(Move::Call, |(_, most)| Move::RaiseTo(most))),
            ('b' | 'r', digits) => digits.parse().ok().map(Move::RaiseTo),
            _ => None,
        }
    }

    fn street_of_last(&self) -> Street {
        self.states[self.states.len().saturating_sub(2)].hand().street()
    }

    fn begins_street(&self) -> bool {
        self.street_start() + 1 == self.states.len()
    }

    /// The rules, with the stakes of this table.
    pub(crate) fn betting(&self) -> &NoLimitHoldem {
        &self.betting
    }

    /// The state now.
    pub fn state(&self) -> &HoldemState {
        self.states.last().expect("there is a state before the first move")
    }

    /// The state before move number `at`, counted from 0.
    pub(crate) fn state_before(&self, at: usize) -> &HoldemState {
        &self.states[at]
    }

    /// Everything that was done.
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// Public cards in the order in which they were dealt.
    pub fn board(&self) -> &[Card] {
        &self.board
    }

    /// All public cards of a street.
    pub(crate) fn board_on(&self, street: Street) -> CardSet {
        self.board.iter().take(street.board_len()).copied().collect()
    }

    /// Street of the betting.
    pub fn street(&self) -> Street {
        self.state().hand().street()
    }

    /// The player to act, once the public cards of the street are known.
    ///
    /// # Errors
    /// [`LineError::Over`], [`LineError::Board`].
    pub fn decision(&self) -> Result<usize, LineError> {
        let seat = self.state().hand().to_act().ok_or(LineError::Over)?;
        let (found, street) = (self.board.len(), self.street());
        match found == street.board_len() {
            true => Ok(self.betting.player_of(seat)),
            false => Err(LineError::Board { found, street, expected: street.board_len() }),
        }
    }

    /// Number of the first move of the current street.
    pub(crate) fn street_start(&self) -> usize {
        let street = self.street();
        self.states.iter().position(|state| state.hand().street() == street).unwrap_or(0)
    }

    /// Chips that each player has put in before move number `at`.
    pub(crate) fn contributions(&self, at: usize) -> [Chips; 2] {
        let put_in = self.states[at].hand().contributed();
        [0, 1].map(|player| put_in[self.betting.seat_of(player)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hand() -> Hand {
        Hand::new(&Stakes::new(1, 2).expect("blinds"), &[200, 200]).expect("a hand")
    }

    fn read(line: &str) -> Result<Hand, LineError> {
        let mut hand = hand();
        hand.read(line).map(|()| hand)
    }

    #[test]
    fn a_line_of_any_sizes_is_taken_up_by_the_rules() {
        let hand = read("r7c/kb9c/").expect("a line");
        assert_eq!((hand.street(), hand.moves().len(), hand.street_start()), (Street::Turn, 5, 5));
        assert_eq!(hand.contributions(5), [16, 16]);
        assert_eq!(read("r7ckb9c").expect("without separators").moves(), hand.moves());
    }

    #[test]
    fn garbage_is_refused() {
        assert!(matches!(read("r7q"), Err(LineError::Unknown { at: 3, .. })));
        assert!(matches!(read("r7/c"), Err(LineError::Street { at: 3 })));
        assert!(matches!(read("r7c//k"), Err(LineError::Street { at: 5 })));
        assert!(matches!(read("k"), Err(LineError::Illegal { at: 1, .. })));
        assert!(matches!(read("r3"), Err(LineError::Illegal { at: 1, .. })), "below the smallest raise");
        assert!(matches!(read("fc"), Err(LineError::Illegal { at: 2, .. })), "the hand is over");
        assert!(matches!(read("r99999999999"), Err(LineError::Unknown { .. })));
        assert!(matches!(read("ac").and_then(|hand| hand.decision()), Err(LineError::Over)));
    }

    #[test]
    fn cards_are_those_of_the_street() {
        let mut hand = read("ck").expect("a line");
        let cards =
            |text: &str| -> Vec<Card> { text.split(' ').map(|card| card.parse().expect("a card")).collect() };
        assert!(matches!(hand.decision(), Err(LineError::Board { found: 0, expected: 3, .. })));
        assert!(matches!(hand.show(&cards("Ah Kd Ah")), Err(LineError::Twice { .. })));
        assert!(matches!(hand.show(&cards("Ah Kd")), Err(LineError::Board { .. })));
        hand.show(&cards("Ah Kd 7c")).expect("a flop");
        assert_eq!(hand.decision(), Ok(1), "the big blind acts first after the flop");
    }
}
