//! A spot ready to be solved.

use super::lock::{drop_idle, locks_of};
use super::{Spot, SpotBetting, SpotError, SpotLock};
use crate::tree::BettingTree;
use holdem_cards::range::{ParseRangeError, Range};
use holdem_cards::{CardSet, Combo};
use std::sync::Arc;

/// Betting tree, board, ranges and locks of a spot.
#[derive(Clone, Debug)]
pub struct SpotGame {
    /// The betting tree; street 1 is the flop. Contributions count from the root, the pot is its dead chips.
    pub tree: Arc<BettingTree>,
    /// Public cards at the root.
    pub board: CardSet,
    /// Ranges by player; hands that the board blocks, or with which no hand of the other player is possible,
    /// have weight 0.
    pub ranges: [Range; 2],
    /// Strategies held fixed.
    pub locks: Vec<SpotLock>,
}

impl SpotGame {
    /// Builds the tree and reads board, ranges and locks.
    ///
    /// # Errors
    /// [`SpotError`], for anything in the spot that is not valid.
    pub fn new(spot: &Spot) -> Result<Self, SpotError> {
        let board = board_of(&spot.board)?;
        let tree = BettingTree::build(&SpotBetting::new(spot, board.len())?)?;
        let ranges =
            [range_of("oop_range", &spot.oop_range, board)?, range_of("ip_range", &spot.ip_range, board)?];
        let locks = locks_of(&spot.locks, &tree, board)?;
        Ok(Self { tree: Arc::new(tree), board, ranges: without_company(ranges)?, locks })
    }
}

impl Spot {
    /// The same spot without the locks that lock no hand. Such locks are refused now, but spots that were
    /// solved when they were skipped still have them.
    pub fn without_idle_locks(mut self) -> Self {
        if let Ok(board) = board_of(&self.board) {
            drop_idle(&mut self.locks, board);
        }
        self
    }
}

/// Reads 3 to 5 different cards.
fn board_of(text: &str) -> Result<CardSet, SpotError> {
    let refuse = |message: String| SpotError::Board { message };
    let board: CardSet =
        text.parse().map_err(|error: holdem_cards::ParseCardSetError| refuse(error.to_string()))?;
    match board.len() {
        3..=5 => Ok(board),
        cards => Err(refuse(format!("{cards} cards, expected 3 to 5"))),
    }
}

/// Reads a range in which the first of overlapping groups counts.
pub(super) fn first_wins(text: &str) -> Result<Range, ParseRangeError> {
    let range: Range = text.parse()?;
    let backwards = |separates: fn(char) -> bool| {
        let items: Vec<&str> = text.split(separates).map(str::trim).filter(|item| !item.is_empty()).collect();
        items.into_iter().rev().collect::<Vec<_>>().join(",").parse::<Range>()
    };
    // Read backwards, the first item has the last word. Blanks separate too, unless they come before a
    // weight.
    let read = backwards(|c| c == ',' || c.is_whitespace()).or_else(|_| backwards(|c| c == ','));
    Ok(read.unwrap_or(range))
}

fn range_of(key: &'static str, text: &str, board: CardSet) -> Result<Range, SpotError> {
    let mut range = first_wins(text).map_err(|source| SpotError::Range { key, source })?;
    range.remove(board);
    Ok(range)
}

/// Removes the hands that collide with every hand of the other player.
fn without_company(ranges: [Range; 2]) -> Result<[Range; 2], SpotError> {
    const KEYS: [&str; 2] = ["oop_range", "ip_range"];
    if let Some(player) = ranges.iter().position(Range::is_empty) {
        return Err(SpotError::EmptyRange { key: KEYS[player] });
    }
    let mut kept = ranges.clone();
    for (player, key) in KEYS.into_iter().enumerate() {
        for (combo, _) in ranges[player].iter() {
            let alone = |(other, _): (Combo, f32)| other.set().intersects(combo.set());
            if ranges[1 - player].iter().all(alone) {
                kept[player].set_weight(combo, 0.0).expect("0 is a weight");
            }
        }
        if kept[player].is_empty() {
            return Err(SpotError::NoHands { key });
        }
    }
    Ok(kept)
}
