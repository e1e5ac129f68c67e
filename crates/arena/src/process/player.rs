//! A program as a player of matches.

use std::sync::Arc;
use std::time::{Duration, Instant};

use holdem_cards::random::DealRng;
use holdem_cards::{Card, CardSet, Combo};
use holdem_game::deal::{Board, MiniDeck};
use holdem_game::rules::Move;

use super::ProcessWire;
use crate::acpc::wire::{Event as Came, Wire};
use crate::acpc::{Action, Game, Hand, Known, MAX_PLAYERS, push_match_state, read_action};
use crate::player::{Player, PlayerError, Turn};
use crate::table::{Betting, Event, PublicHand, Table};

/// How long a program may take to greet, and to answer.
pub const ANSWER_LIMIT: Duration = Duration::from_secs(60);

/// How often a silent program is polled.
const POLL: Duration = Duration::from_millis(100);

/// A program that plays no-limit hold'em. An action that the rules do not allow becomes the nearest one that
/// they do, as with the competition's dealer.
pub struct ProcessPlayer {
    name: String,
    wire: ProcessWire,
    hand: Option<HandSoFar>,
}

/// A hand as far as the program has been told of it.
struct HandSoFar {
    hand: Hand,
    position: usize,
    number: u32,
    /// `[player]`: private cards that are known.
    holes: Vec<Vec<Card>>,
    board: Vec<Card>,
    /// Number of events of the public hand that it has been told.
    told: usize,
    /// The last match state.
    prompt: String,
}

impl ProcessPlayer {
    /// Starts a program for a table, and waits for its greeting.
    ///
    /// # Errors
    /// If the table is not one of hold'em, or the program does not start or greet.
    pub fn start(command: &str, table: &Table) -> Result<Self, PlayerError> {
        let name = format!("exec:{command}");
        let deck = table.deck().cards().map(|cards| cards.deck() == &MiniDeck::holdem());
        if deck != Some(true) {
            let reason = "programs outside play Texas hold'em only".to_owned();
            return Err(PlayerError::Table { player: name, reason });
        }
        let gone = |reason: String| PlayerError::Gone { player: name.clone(), reason };
        let wire = ProcessWire::start(command).map_err(|error| gone(format!("does not start: {error}")))?;
        let mut player = Self { name, wire, hand: None };
        let greeting = player.line()?;
        if !greeting.starts_with("VERSION:2.") {
            let found: String = greeting.chars().take(60).collect();
            return Err(player.gone(format!("greets with `{found}`, expected VERSION:2.0.0")));
        }
        Ok(player)
    }

    fn gone(&self, reason: impl Into<String>) -> PlayerError {
        PlayerError::Gone { player: self.name.clone(), reason: reason.into() }
    }

    /// The next line that is not a comment.
    fn line(&mut self) -> Result<String, PlayerError> {
        let started = Instant::now();
        loop {
            let failed = match self.wire.receive(POLL) {
                Ok(Came::Line(line)) if line.starts_with(b"#") || line.starts_with(b";") => None,
                Ok(Came::Line(line)) => return Ok(String::from_utf8_lossy(line).into_owned()),
                Ok(Came::TooLong(bytes)) => Some(format!("wrote a line of {bytes} bytes")),
                Ok(Came::Closed(_)) => Some("the program has ended".to_owned()),
                Ok(Came::Nothing) if started.elapsed() < ANSWER_LIMIT => None,
                Ok(Came::Nothing) => Some(format!("no answer for {} s", ANSWER_LIMIT.as_secs())),
                Err(error) => Some(error.to_string()),
            };
            if let Some(reason) = failed {
                return Err(self.gone(reason));
            }
        }
    }

    /// Tells the program what has happened since, and sends it all.
    fn tell(&mut self, public: &PublicHand) -> Result<(), PlayerError> {
        let so_far = self.hand.as_mut().expect("a hand has begun");
        so_far.tell(public, self.wire.queue());
        self.wire.flush().map_err(|error| self.gone(error.to_string()))
    }
}

impl HandSoFar {
    fn tell(&mut self, public: &PublicHand, queue: &mut String) {
        // A state is told once the cards that follow its last action are dealt.
        let mut untold = self.prompt.is_empty();
        for &event in &public.events()[self.told..] {
            match event {
                Event::Dealt { board, .. } => self.deal(board),
                Event::Move { seat, street, action } => {
                    if std::mem::replace(&mut untold, true) {
                        self.push_state(queue);
                    }
                    self.act(public, seat, street, action);
                }
            }
        }
        self.told = public.events().len();
        if untold {
            self.push_state(queue);
        }
    }

    fn deal(&mut self, board: Board) {
        let cards = CardSet::from_bits(board).expect("a board holds cards only");
        let new: Vec<Card> = cards.iter().filter(|card| !self.board.contains(card)).collect();
        self.board.extend(new);
    }

    fn act(&mut self, public: &PublicHand, seat: usize, street: usize, action: Move) {
        let action = match action {
            Move::Fold => Action::Fold,
            Move::Check | Move::Call => Action::Call,
            Move::RaiseTo(to) => Action::Raise(to + before_street(&self.hand, seat, street, public)),
        };
        // Where the rule books allow what the competition does not, it is told the nearest action that it
        // knows.
        let action = self.hand.nearest(action);
        self.hand.act(action);
    }

    fn push_state(&mut self, queue: &mut String) {
        let hole = |player: usize| self.holes.get(player).map_or(&[][..], Vec::as_slice);
        let known = Known { holes: std::array::from_fn::<_, MAX_PLAYERS, _>(hole), board: &self.board };
        self.prompt.clear();
        push_match_state(&mut self.prompt, self.position, self.number, &self.hand, &known);
        queue.push_str(&self.prompt);
        queue.push_str("\r\n");
    }
}

/// Chips that a seat had put in when a street began: antes and blinds count as the first street's, but antes
/// are not part of its bets.
fn before_street(hand: &Hand, seat: usize, street: usize, public: &PublicHand) -> u32 {
    if street == 0 {
        let start = public.start();
        let bet = start.no_limit().map_or(0, |hand| hand.street_contributed()[seat]);
        return start.contributed()[seat] - bet;
    }
    let earlier = hand.taken().iter().rev().find(|taken| taken.player == seat && taken.round < street);
    earlier.map_or(hand.game().blinds[seat], |taken| taken.put_in)
}

impl Player for ProcessPlayer {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn begin(&mut self, turn: &Turn<'_>) -> Result<(), PlayerError> {
        let public = turn.public;
        let start = public.start();
        let mut game = Game::no_limit(start.contributed(), public.stacks());
        if let Some(first) = start.to_act() {
            game.first[0] = first;
        }
        let game = Arc::new(game);
        let mut holes = vec![Vec::new(); public.stacks().len()];
        holes[turn.seat] = cards_of(turn.hand);
        self.hand = Some(HandSoFar {
            hand: Hand::begin(&game),
            position: turn.seat,
            number: (turn.number % (1 << 31)) as u32,
            holes,
            board: Vec::new(),
            told: 0,
            prompt: String::new(),
        });
        Ok(())
    }

    fn act(&mut self, turn: &Turn<'_>, _: &mut DealRng) -> Result<Move, PlayerError> {
        self.tell(turn.public)?;
        loop {
            let line = self.line()?;
            let so_far = self.hand.as_ref().expect("a hand has begun");
            let Some(answer) = line.strip_prefix(&*so_far.prompt).and_then(|rest| rest.strip_prefix(':'))
            else {
                continue;
            };
            let Some(action) = read_action(answer, so_far.hand.game()) else {
                return Err(self.gone(format!("answers `{answer}`, which is no action")));
            };
            return Ok(nearest(action, turn.public.betting(), turn.seat));
        }
    }

    fn end(&mut self, public: &PublicHand, _: &[i64], shown: &[Option<usize>]) -> Result<(), PlayerError> {
        let Some(so_far) = &mut self.hand else { return Ok(()) };
        for (hole, shown) in so_far.holes.iter_mut().zip(shown) {
            if let (true, Some(hand)) = (hole.is_empty(), shown) {
                *hole = cards_of(*hand);
            }
        }
        self.tell(public)?;
        self.hand = None;
        Ok(())
    }
}

fn cards_of(hand: usize) -> Vec<Card> {
    let combo = Combo::from_index(hand as u16).expect("a hand of hold'em is a combo");
    combo.cards().to_vec()
}

/// The move that an action means, or the nearest legal one.
fn nearest(action: Action, betting: &Betting, seat: usize) -> Move {
    let legal = betting.legal();
    let before =
        betting.contributed()[seat] - betting.no_limit().map_or(0, |hand| hand.street_contributed()[seat]);
    legal.nearest(match action {
        Action::Fold => Move::Fold,
        Action::Call => Move::Call,
        Action::Raise(to) => Move::RaiseTo(to.saturating_sub(before)),
    })
}
