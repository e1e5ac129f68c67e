//! How the numbers of the tables are kept: 32 bits each, or 16.
//!
//! # Sixteen bits
//! A node keeps its regrets as integers in one unit, and its strategy sums in another (block floating point).
//! Regret matching and averaging need only ratios within a row, so a strategy is read without knowing the
//! unit. A table takes exactly half the bytes, plus eight bytes per node for the units.
//!
//! *Rounding.* What is added is rounded up or down at random, so that it is right on average: thousands of
//! visits, each worth a fraction of a unit, add up to what they should. Random bits are a function of seed,
//! iteration and node, so a run has the same bits for any number of workers. The loss depends on the size of
//! the unit relative to what one visit adds, and amounts to a little more sampling noise.
//!
//! *Range.* Before one visit could add more than [`LARGEST_STEP`] units, and as soon as a number exceeds
//! [`CEILING`], the unit is doubled until it fits and all numbers of the node are rounded to it. Nothing
//! overflows upwards. Downwards, regrets stop at the lowest number, which is further below zero than the
//! node's largest regret is above. An action that bad is not played, and exactly how bad it is matters
//! little. Strategies with a *regret floor* behave in the same way (Brown & Sandholm, "Superhuman AI for
//! multiplayer poker", 2019, stop regrets at a fixed number).
//!
//! *Rare hands.* A row that its player's own strategy hardly ever reaches has sums of a few units, or of zero
//! while others of the node have thousands. A row with zero sums plays its current strategy instead of an
//! average.
//!
//! [`LARGEST_STEP`]: crate::kernels::LARGEST_STEP
//! [`CEILING`]: crate::kernels::CEILING

use serde::{Deserialize, Serialize};

/// How regrets and strategy sums are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Storage {
    /// As `f32`.
    #[default]
    F32,
    /// As `i16` in units of the node, see the [module documentation](self).
    I16,
}

impl Storage {
    /// Bytes of one regret or one strategy sum.
    pub fn bytes_per_number(self) -> u64 {
        match self {
            Self::F32 => 4,
            Self::I16 => 2,
        }
    }
}

/// What has been lost by keeping numbers in 16 bits; all zero with [`Storage::F32`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// Numbers in the tables.
    pub numbers: u64,
    /// Regrets that are now at the lowest number: saturation.
    pub floored: u64,
    /// How often a number other than 0 became 0 because the unit grew or a discount was applied: underflow.
    pub vanished: u64,
}

impl std::ops::AddAssign for Losses {
    fn add_assign(&mut self, other: Self) {
        self.numbers += other.numbers;
        self.floored += other.floored;
        self.vanished += other.vanished;
    }
}
