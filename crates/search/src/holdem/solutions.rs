//! Solutions that are kept for reuse, whoever asks.
//!
//! What a player finds in a subgame depends on the history that led to it only as far as the history shaped
//! the tree: moves that the menu offers anyway lead to the same subgame. So a walk through many lines of a
//! hand solves each subgame once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use holdem_cards::Card;
use holdem_game::rules::{Chips, Move};

use super::Hand;
use super::decision::Refused;
use super::kept::Kept;

/// What a solution is known by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    player: usize,
    /// Chips put in before the first move, and chips behind, by seat.
    chips: [Vec<Chips>; 2],
    moves: Vec<Move>,
    board: Vec<Card>,
}

impl Key {
    /// The subgame of a player on the current street, whose tree was shaped by the first `moves` moves.
    pub(super) fn new(player: usize, hand: &Hand, moves: usize) -> Self {
        let begun = hand.state_before(0).hand();
        Self {
            player,
            chips: [begun.contributed().to_vec(), begun.stacks().to_vec()],
            moves: hand.moves()[..moves].to_vec(),
            board: hand.board().to_vec(),
        }
    }
}

/// A solution, or why there is none.
pub(super) type Outcome = Result<Arc<Kept>, Refused>;

/// The most recently used solutions within a limit of memory.
#[derive(Debug)]
pub(super) struct Solutions {
    most_bytes: usize,
    shelf: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    entries: HashMap<Key, Entry>,
    bytes: usize,
    /// Counts what is asked.
    clock: u64,
}

#[derive(Debug)]
struct Entry {
    outcome: Outcome,
    used: u64,
}

impl Entry {
    fn bytes(&self) -> usize {
        self.outcome.as_ref().map_or(0, |kept| kept.found.table_bytes)
    }
}

impl Solutions {
    pub(super) fn new(most_bytes: usize) -> Self {
        Self { most_bytes, shelf: Mutex::default() }
    }

    pub(super) fn get(&self, key: &Key) -> Option<Outcome> {
        let mut shelf = self.shelf();
        shelf.clock += 1;
        let now = shelf.clock;
        let entry = shelf.entries.get_mut(key)?;
        entry.used = now;
        Some(entry.outcome.clone())
    }

    /// Adds a solution; the least recently used ones make room for it.
    ///
    /// # Complexity
    /// A look at all kept solutions for each one removed.
    pub(super) fn put(&self, key: Key, outcome: Outcome) {
        let mut shelf = self.shelf();
        shelf.clock += 1;
        let entry = Entry { outcome, used: shelf.clock };
        shelf.bytes += entry.bytes();
        if let Some(same) = shelf.entries.insert(key, entry) {
            shelf.bytes -= same.bytes();
        }
        while shelf.bytes > self.most_bytes && shelf.entries.len() > 1 {
            let oldest = shelf.entries.iter().min_by_key(|(_, entry)| entry.used);
            let oldest = oldest.map(|(key, _)| key.clone()).expect("there are two or more");
            let gone = shelf.entries.remove(&oldest).expect("it was found a moment ago");
            shelf.bytes -= gone.bytes();
        }
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        // A panic happens before or after, never between two changes that belong together.
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
