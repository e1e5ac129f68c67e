//! What a hand is set up from, and why it cannot be.

use super::stakes::{MAX_TOTAL_CHIPS, Stakes};
use super::{Chips, MAX_SEATS};

/// Why a hand cannot be set up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// Too few or too many seats.
    #[error("{found} seats, expected 2 to {MAX_SEATS}")]
    Seats {
        /// Number of stacks given.
        found: usize,
    },
    /// A seat without chips.
    #[error("empty stack at seat {seat}")]
    EmptyStack {
        /// Seat without chips.
        seat: usize,
    },
    /// More chips than the rules count with.
    #[error("{found} chips on the table, expected at most {MAX_TOTAL_CHIPS}")]
    TooManyChips {
        /// Sum of all stacks.
        found: u64,
    },
    /// A straddle by a seat that is not at this table.
    #[error("straddle by seat {seat} at a table of {num_seats}")]
    StraddleSeat {
        /// Seat that should straddle.
        seat: usize,
        /// Seats at the table.
        num_seats: usize,
    },
}

/// Refuses stacks that no hand can be played with.
pub(super) fn validate_stacks(stakes: &Stakes, stacks: &[Chips]) -> Result<(), SetupError> {
    let num_seats = stacks.len();
    if !(2..=MAX_SEATS).contains(&num_seats) {
        return Err(SetupError::Seats { found: num_seats });
    }
    if let Some(seat) = stacks.iter().position(|&chips| chips == 0) {
        return Err(SetupError::EmptyStack { seat });
    }
    let found: u64 = stacks.iter().map(|&chips| u64::from(chips)).sum();
    if found > u64::from(MAX_TOTAL_CHIPS) {
        return Err(SetupError::TooManyChips { found });
    }
    match stakes.last_straddle() {
        Some(seat) if seat >= num_seats => Err(SetupError::StraddleSeat { seat, num_seats }),
        _ => Ok(()),
    }
}
