//! Why a game is not solved.

use std::io;

/// Why a game cannot be solved exactly, or not with these options.
#[derive(Debug, thiserror::Error)]
pub enum ExactError {
    /// Not a game for two.
    #[error("{found} players, expected 2: exact solving is for two")]
    Players {
        /// Number of seats.
        found: usize,
    },
    /// No two hands can be held at the same time.
    #[error("no hands of both players can be held at the same time on this board")]
    NoHands,
    /// Ranges that do not fit the cards.
    #[error("a range of {found} weights, expected {expected}, each 0 or more")]
    Range {
        /// Number of weights found.
        found: usize,
        /// Number of private hands.
        expected: usize,
    },
    /// A gadget that does not fit the cards.
    #[error("a gadget of player 0 or 1 needs {expected} promised values and weights, all finite")]
    Gadget {
        /// Number of private hands.
        expected: usize,
    },
    /// A gadget with CFR+ in whole numbers.
    #[error("gadgets do not work with CFR+ in whole numbers: use another variant")]
    GadgetVariant,
    /// Frequencies with CFR+ in whole numbers.
    #[error("given frequencies do not work with CFR+ in whole numbers (`cfr+whole`): use another variant")]
    FrequenciesVariant,
    /// Invalid frequencies.
    #[error("frequencies of node {node} are not one share for each action that sum to 1")]
    Frequencies {
        /// The node.
        node: u32,
    },
    /// A variant that does not work in 16 bits.
    #[error("this variant does not work with 16 bits: {reason}; use 32 bits")]
    NeedsF32 {
        /// Why.
        reason: &'static str,
    },
    /// The system refuses the memory.
    #[error("no memory for the tables: use 16 bits, fewer bet sizes or smaller ranges")]
    Memory(#[from] io::Error),
    /// Tables that do not belong to the game.
    #[error("tables of {found} words, expected {expected}")]
    Tables {
        /// Words of 32 bits found.
        found: usize,
        /// Words that the game needs.
        expected: usize,
    },
    /// A node or board that does not exist.
    #[error("{0}")]
    NotThere(String),
}
