//! One recorded hand.

use holdem_cards::{Card, CardSet, Combo};
use serde::Deserialize;

use crate::rules::{Chips, LegalActions, MAX_SEATS, Move, Stakes, StakesError};

/// A hand that somebody played, with what was legal at each decision.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "RawRecord")]
pub struct HandRecord {
    /// Number of the hand in its collection.
    pub id: u64,
    /// Blinds and ante.
    pub stakes: Stakes,
    /// Chips before forced bets, by seat.
    pub stacks: Vec<Chips>,
    /// Blinds posted, by seat.
    pub posted_blinds: Vec<Chips>,
    /// Private cards, by seat.
    pub holes: Vec<Combo>,
    /// All five public cards.
    pub board: CardSet,
    /// How many of them were dealt.
    pub board_dealt: usize,
    /// All moves in order.
    pub actions: Vec<RecordedAction>,
    /// Net result in chips, by seat.
    pub payoffs: Vec<i64>,
}

/// A move and what was legal just before it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RawAction")]
pub struct RecordedAction {
    /// Seat that moves.
    pub player: usize,
    /// The move.
    pub action: Move,
    /// What was legal.
    pub legal: LegalActions,
}

/// Why an object is not a hand.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// No table of that size.
    #[error("`players` is {found}, expected 2 to {MAX_SEATS}")]
    Players {
        /// Number of players given.
        found: usize,
    },
    /// A list that does not have one entry per seat.
    #[error("`{key}` has {found} entries, expected {expected}")]
    Length {
        /// Key of the list.
        key: &'static str,
        /// Entries it should have.
        expected: usize,
        /// Entries it has.
        found: usize,
    },
    /// A card that cannot be read.
    #[error("`{key}` holds `{found}`, expected a card such as `Ah`")]
    Card {
        /// Key of the card.
        key: &'static str,
        /// The text.
        found: String,
    },
    /// The same card twice.
    #[error("{card} appears twice in `{key}` or with another seat")]
    Duplicate {
        /// Key under which it is found the second time.
        key: &'static str,
        /// The card.
        card: Card,
    },
    /// A number of public cards that no street has.
    #[error("`board_dealt` is {found}, expected 0, 3, 4 or 5")]
    BoardDealt {
        /// Number given.
        found: usize,
    },
    /// A word that is not a move, a raise without its total, or another move with one.
    #[error(
        "`act` is `{act}` {}, expected `fold`, `check`, `call`, or `raise` with `to`",
        .to.map_or_else(|| "without `to`".to_owned(), |to| format!("to {to}"))
    )]
    Act {
        /// The word.
        act: String,
        /// The total given.
        to: Option<Chips>,
    },
    /// Blinds or antes that are not a valid game.
    #[error(transparent)]
    Stakes(#[from] StakesError),
}

#[derive(Deserialize)]
struct RawRecord {
    id: u64,
    players: usize,
    small_blind: Chips,
    big_blind: Chips,
    ante: Chips,
    stacks: Vec<Chips>,
    posted_blinds: Vec<Chips>,
    holes: Vec<(String, String)>,
    board: Vec<String>,
    board_dealt: usize,
    actions: Vec<RecordedAction>,
    payoffs: Vec<i64>,
}

#[derive(Deserialize)]
struct RawAction {
    player: usize,
    act: String,
    to: Option<Chips>,
    legal: LegalActions,
}

impl TryFrom<RawRecord> for HandRecord {
    type Error = RecordError;

    fn try_from(raw: RawRecord) -> Result<Self, RecordError> {
        raw.check_lengths()?;
        let mut seen = CardSet::default();
        let mut holes = Vec::with_capacity(raw.players);
        for (first, second) in &raw.holes {
            let first = deal("holes", first, &mut seen)?;
            let second = deal("holes", second, &mut seen)?;
            holes.push(Combo::new(first, second).expect("a card is dealt once"));
        }
        let mut board = CardSet::default();
        for card in &raw.board {
            board.insert(deal("board", card, &mut seen)?);
        }
        Ok(Self {
            id: raw.id,
            stakes: Stakes::new(raw.small_blind, raw.big_blind)?.with_ante(raw.ante)?,
            stacks: raw.stacks,
            posted_blinds: raw.posted_blinds,
            holes,
            board,
            board_dealt: raw.board_dealt,
            actions: raw.actions,
            payoffs: raw.payoffs,
        })
    }
}

impl RawRecord {
    fn check_lengths(&self) -> Result<(), RecordError> {
        if !(2..=MAX_SEATS).contains(&self.players) {
            return Err(RecordError::Players { found: self.players });
        }
        let lengths = [
            ("stacks", self.stacks.len(), self.players),
            ("posted_blinds", self.posted_blinds.len(), self.players),
            ("holes", self.holes.len(), self.players),
            ("payoffs", self.payoffs.len(), self.players),
            ("board", self.board.len(), 5),
        ];
        if let Some((key, found, expected)) =
            lengths.into_iter().find(|(_, found, expected)| found != expected)
        {
            return Err(RecordError::Length { key, expected, found });
        }
        match self.board_dealt {
            0 | 3 | 4 | 5 => Ok(()),
            found => Err(RecordError::BoardDealt { found }),
        }
    }
}

impl TryFrom<RawAction> for RecordedAction {
    type Error = RecordError;

    fn try_from(raw: RawAction) -> Result<Self, RecordError> {
        let action = match (raw.act.as_str(), raw.to) {
            ("fold", None) => Move::Fold,
            ("check", None) => Move::Check,
            ("call", None) => Move::Call,
            ("raise", Some(to)) => Move::RaiseTo(to),
            _ => return Err(RecordError::Act { act: raw.act, to: raw.to }),
        };
        Ok(Self { player: raw.player, action, legal: raw.legal })
    }
}

/// Reads a card that has not been seen yet.
fn deal(key: &'static str, text: &str, seen: &mut CardSet) -> Result<Card, RecordError> {
    let card: Card = text.parse().map_err(|_| RecordError::Card { key, found: text.to_owned() })?;
    if seen.contains(card) {
        return Err(RecordError::Duplicate { key, card });
    }
    seen.insert(card);
    Ok(card)
}
