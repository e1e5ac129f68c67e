//! Recorded hands, and whether they agree with these rules.
//!
//! # Format
//! Text, optionally compressed with gzip, one JSON object per line; chips are integers, cards are like `Ah`,
//! seats are numbered from the small blind as everywhere in [`crate::rules`]:
//!
//! - `id`: number of the hand
//! - `players`: number of seats, 2 to 9
//! - `small_blind`, `big_blind`, `ante`: forced bets; the ante is due from every seat
//! - `stacks`: chips before forced bets, by seat
//! - `posted_blinds`: blinds posted, by seat; all 0 if nobody has a decision
//! - `holes`, `board`: two cards by seat; five public cards
//! - `board_dealt`: how many of them were dealt: 0, 3, 4 or 5
//! - `actions`: objects of `player` (seat), `act` (`fold`, `check`, `call` or `raise`), `to` (only of a
//!   raise: total on this street) and `legal`, what was legal just before: `fold`, `call`, `raise_to`
//!   (`[smallest, largest]` or null)
//! - `payoffs`: net results, by seat
//!
//! Keys beyond these are ignored. A line that is not such an object, or whose parts contradict each other, is
//! a [`ReadError`] with its number; a hand that was played by other rules is a list of [`Disagreement`]s.

mod reader;
mod record;

use std::fmt;
use std::io::BufRead;

use holdem_cards::evaluator::{HandRank, evaluate};

pub use reader::{HandReader, MAX_LINE_BYTES, ReadError};
pub use record::{HandRecord, RecordError, RecordedAction};

use super::{HandState, LegalActions};

/// What a recorded hand and the rules disagree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aspect {
    /// Whether the hand can be set up.
    Setup,
    /// Blinds posted.
    PostedBlinds,
    /// Who is in turn.
    ToAct,
    /// Whether folding is legal.
    Fold,
    /// Chips to call.
    Call,
    /// Bounds of a raise.
    RaiseTo,
    /// Whether the recorded move is legal.
    Action,
    /// Whether the hand ends after its last action.
    End,
    /// Number of public cards dealt.
    BoardDealt,
    /// Net result of this seat.
    Payoff(usize),
}

/// One difference between a recorded hand and the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The hand's `id`.
    pub hand: u64,
    /// Index in the hand's `actions`, counted from 0, of the action before which it shows; `None` before the
    /// first and after the last.
    pub action: Option<usize>,
    /// What differs.
    pub what: Aspect,
    /// What the record says.
    pub expected: String,
    /// What the rules say.
    pub found: String,
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setup => f.write_str("setup"),
            Self::PostedBlinds => f.write_str("posted blinds"),
            Self::ToAct => f.write_str("seat to act"),
            Self::Fold => f.write_str("may fold"),
            Self::Call => f.write_str("chips to call"),
            Self::RaiseTo => f.write_str("raise to"),
            Self::Action => f.write_str("action"),
            Self::End => f.write_str("end of betting"),
            Self::BoardDealt => f.write_str("board cards dealt"),
            Self::Payoff(seat) => write!(f, "payoff of seat {seat}"),
        }
    }
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hand {}", self.hand)?;
        if let Some(action) = self.action {
            write!(f, ", action {action}")?;
        }
        write!(f, ": {}: expected {}, found {}", self.what, self.expected, self.found)
    }
}

/// Counts of a file of hands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Hands read.
    pub hands: u64,
    /// Actions in them.
    pub actions: u64,
    /// Hands that disagree with the rules.
    pub hands_disagreeing: u64,
    /// Disagreements in them.
    pub disagreements: u64,
}

/// Replays every hand of a file, passing each disagreement to `report`. One hand is held in memory at a time.
///
/// # Errors
/// If a line cannot be read or is not a hand; hands before it have been replayed.
pub fn check<R: BufRead>(
    hands: HandReader<R>,
    mut report: impl FnMut(&Disagreement),
) -> Result<Summary, ReadError> {
    let mut summary = Summary::default();
    for hand in hands {
        let hand = hand?;
        summary.hands += 1;
        summary.actions += hand.actions.len() as u64;
        if let Err(disagreements) = replay(&hand) {
            summary.hands_disagreeing += 1;
            summary.disagreements += disagreements.len() as u64;
            disagreements.iter().for_each(&mut report);
        }
    }
    Ok(summary)
}

/// Plays a recorded hand by the rules. If the record names a seat other than the one to act, or a move that
/// is not legal, the replay of that hand ends.
///
/// # Errors
/// Every disagreement, in the order of play.
pub fn replay(hand: &HandRecord) -> Result<(), Vec<Disagreement>> {
    let mut replay = Replay { hand: hand.id, action: None, disagreements: Vec::new() };
    replay.run(hand);
    if replay.disagreements.is_empty() { Ok(()) } else { Err(replay.disagreements) }
}

struct Replay {
    hand: u64,
    action: Option<usize>,
    disagreements: Vec<Disagreement>,
}

impl Replay {
    fn run(&mut self, hand: &HandRecord) {
        let mut state = match HandState::new(&hand.stakes, &hand.stacks) {
            Ok(state) => state,
            Err(error) => return self.disagree(Aspect::Setup, "a hand that can be dealt", error),
        };
        self.compare_debug(Aspect::PostedBlinds, hand.posted_blinds.as_slice(), state.street_contributed());
        for (index, recorded) in hand.actions.iter().enumerate() {
            self.action = Some(index);
            if !self.step(&mut state, recorded) {
                return;
            }
        }
        self.action = None;
        self.finish(hand, &state);
    }

    /// Compares and makes one move; false if the replay cannot go on.
    fn step(&mut self, state: &mut HandState, recorded: &RecordedAction) -> bool {
        if state.to_act() != Some(recorded.player) {
            let found = state.to_act().map_or_else(|| "nobody".to_owned(), |seat| seat.to_string());
            self.disagree(Aspect::ToAct, recorded.player, found);
            return false;
        }
        self.compare_legal(&recorded.legal, &state.legal());
        match state.act(recorded.action) {
            Ok(()) => true,
            Err(error) => {
                self.disagree(Aspect::Action, recorded.action, error);
                false
            }
        }
    }

    fn compare_legal(&mut self, expected: &LegalActions, found: &LegalActions) {
        self.compare_debug(Aspect::Fold, &expected.fold, &found.fold);
        self.compare_debug(Aspect::Call, &expected.call, &found.call);
        if expected.raise_to != found.raise_to {
            self.disagree(Aspect::RaiseTo, bounds(expected.raise_to), bounds(found.raise_to));
        }
    }

    fn finish(&mut self, hand: &HandRecord, state: &HandState) {
        match state.settle(&ranks(hand)) {
            Ok(settlement) => {
                self.compare_debug(Aspect::BoardDealt, &hand.board_dealt, &state.board_len());
                for (seat, (expected, found)) in hand.payoffs.iter().zip(settlement.payoffs()).enumerate() {
                    self.compare_debug(Aspect::Payoff(seat), expected, found);
                }
            }
            Err(error) => self.disagree(Aspect::End, "no more actions", error),
        }
    }

    fn compare_debug<T: PartialEq + fmt::Debug + ?Sized>(&mut self, what: Aspect, expected: &T, found: &T) {
        if expected != found {
            self.disagree(what, format!("{expected:?}"), format!("{found:?}"));
        }
    }

    fn disagree(&mut self, what: Aspect, expected: impl fmt::Display, found: impl fmt::Display) {
        let (expected, found) = (expected.to_string(), found.to_string());
        self.disagreements.push(Disagreement { hand: self.hand, action: self.action, what, expected, found });
    }
}

fn ranks(hand: &HandRecord) -> Vec<Option<HandRank>> {
    hand.holes.iter().map(|hole| Some(evaluate(hand.board.union(hole.set())))).collect()
}

fn bounds(raise_to: Option<(u32, u32)>) -> String {
    match raise_to {
        None => "none".to_owned(),
        Some((min, max)) if min == max => max.to_string(),
        Some((min, max)) => format!("{min}-{max}"),
    }
}
