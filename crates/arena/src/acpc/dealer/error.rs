//! Why a match ends early.

use std::io;
use std::net::SocketAddr;

use crate::acpc::interpreter::TableError;
use crate::player::PlayerError;

/// Why a match ends early.
#[derive(Debug, thiserror::Error)]
pub enum DealerError {
    /// No port to listen on.
    #[error("cannot listen on {address}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// More or fewer players than the game has.
    #[error("{found} players, the game has {expected}")]
    Players {
        /// Players given.
        found: usize,
        /// Players of the game.
        expected: usize,
    },
    /// A match of nothing.
    #[error("a match has at least one hand, and one in play at a time")]
    NoHands,
    /// A player of this crate cannot sit at the game.
    #[error("player {name}: {source}")]
    Table {
        /// Its name.
        name: String,
        /// Why.
        #[source]
        source: TableError,
    },
    /// A player did not come, did not greet, or left.
    #[error("player {name}: {reason}")]
    Gone {
        /// Its name.
        name: String,
        /// What happened.
        reason: String,
    },
    /// A player took too long.
    #[error("player {name} ran out of time in hand {hand}: {reason}")]
    Time {
        /// Its name.
        name: String,
        /// Number of the hand.
        hand: u32,
        /// Which limit.
        reason: String,
    },
    /// A player made more mistakes than allowed.
    #[error("player {name} made more than {limit} mistakes, the last one in hand {hand}")]
    Mistakes {
        /// Its name.
        name: String,
        /// Number of the hand.
        hand: u32,
        /// Mistakes allowed.
        limit: u32,
    },
    /// A player of this crate failed.
    #[error(transparent)]
    Player(#[from] PlayerError),
    /// The log cannot be written.
    #[error("cannot record the match")]
    Log(#[from] io::Error),
    /// Stopped on request.
    #[error("interrupted")]
    Interrupted,
}
