//! Blinds, antes, straddles and rake.

use super::{Chips, MAX_SEATS};

/// Largest number of chips on a table, all stacks together: within this, no sum in the rules leaves the range
/// of [`Chips`].
pub const MAX_TOTAL_CHIPS: Chips = 1 << 31;

/// What the house takes from a pot: a share, up to a cap, and nothing from a hand that ends before the flop
/// (no flop, no drop).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rake {
    /// Share of the pot in hundredths of a percent, 0 to 10,000.
    pub basis_points: u16,
    /// Largest number of chips taken from one hand.
    pub cap: Chips,
}

impl Rake {
    /// Chips taken from a pot of `pot` chips, rounded down.
    pub fn of(self, pot: Chips) -> Chips {
        let share = u64::from(pot) * u64::from(self.basis_points) / 10_000;
        share.min(u64::from(self.cap)) as Chips
    }
}

/// Forced bets and rake of a game: what is fixed before stacks and seats are known.
///
/// ```
/// use holdem_game::rules::Stakes;
///
/// let stakes = Stakes::new(50, 100)?.with_ante(10)?.with_straddle(2, 200)?;
/// assert_eq!(stakes.opening_raise(), 200);
/// assert!(Stakes::new(100, 50).is_err());
/// # Ok::<(), holdem_game::rules::StakesError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stakes {
    small_blind: Chips,
    big_blind: Chips,
    ante: Chips,
    straddles: [Chips; MAX_SEATS],
    min_bet: Option<Chips>,
    rake: Rake,
}

/// Why stakes cannot be played.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StakesError {
    /// Nothing would force anybody to bet.
    #[error("big blind of 0 chips, expected at least 1")]
    NoBigBlind,
    /// The blinds are the wrong way round.
    #[error("small blind of {small_blind} chips above the big blind of {big_blind}")]
    SmallBlind {
        /// Small blind in chips.
        small_blind: Chips,
        /// Big blind in chips.
        big_blind: Chips,
    },
    /// A straddle by a blind or by a seat that does not exist.
    #[error("straddle by seat {seat}, expected a seat of 2..{MAX_SEATS}")]
    StraddleSeat {
        /// Seat named.
        seat: usize,
    },
    /// A straddle that is not larger than what earlier seats have posted, or not smaller than a later one.
    #[error(
        "straddle of {found} chips by seat {seat}, expected more than {above} and less than any straddle \
         of a later seat"
    )]
    Straddle {
        /// Seat that straddles.
        seat: usize,
        /// Straddle in chips.
        found: Chips,
        /// Largest forced bet of an earlier seat.
        above: Chips,
    },
    /// A smallest bet of nothing.
    #[error("smallest bet of 0 chips, expected at least 1")]
    MinBet,
    /// More than the whole pot.
    #[error("rake of {found} basis points, expected at most 10000")]
    Rake {
        /// Share in basis points.
        found: u16,
    },
    /// A forced bet beyond [`MAX_TOTAL_CHIPS`].
    #[error("forced bet of {found} chips, expected at most {MAX_TOTAL_CHIPS}")]
    TooLarge {
        /// Forced bet in chips.
        found: Chips,
    },
}

impl Stakes {
    /// Blinds in chips, without antes, straddles or rake.
    ///
    /// # Errors
    /// If the big blind is zero, below the small blind or beyond [`MAX_TOTAL_CHIPS`].
    pub fn new(small_blind: Chips, big_blind: Chips) -> Result<Self, StakesError> {
        if big_blind == 0 {
            return Err(StakesError::NoBigBlind);
        }
        if small_blind > big_blind {
            return Err(StakesError::SmallBlind { small_blind, big_blind });
        }
        within_bounds(big_blind)?;
        let straddles = [0; MAX_SEATS];
        Ok(Self { small_blind, big_blind, ante: 0, straddles, min_bet: None, rake: Rake::default() })
    }

    /// The same with an ante in chips from every seat.
    ///
    /// # Errors
    /// If it is beyond [`MAX_TOTAL_CHIPS`].
    pub fn with_ante(self, ante: Chips) -> Result<Self, StakesError> {
        within_bounds(ante)?;
        Ok(Self { ante, ..self })
    }

    /// The same with a straddle: a third blind of `chips` by `seat`, which must not be a blind. Each straddle
    /// is larger than the forced bets of all seats before it, the first to act is the seat after the last
    /// straddle, and the preflop bet to raise is the largest straddle.
    ///
    /// # Errors
    /// If the seat is a blind or does not exist, or the chips do not grow from seat to seat.
    pub fn with_straddle(mut self, seat: usize, chips: Chips) -> Result<Self, StakesError> {
        if !(2..MAX_SEATS).contains(&seat) {
            return Err(StakesError::StraddleSeat { seat });
        }
        within_bounds(chips)?;
        let (before, after) = (&self.straddles[..seat], &self.straddles[seat + 1..]);
        let above = before.iter().copied().fold(self.big_blind, Chips::max);
        if chips <= above || after.iter().any(|&later| later != 0 && later <= chips) {
            return Err(StakesError::Straddle { seat, found: chips, above });
        }
        self.straddles[seat] = chips;
        Ok(self)
    }

    /// The same with a smallest bet and raise other than the big blind, in chips, for all streets; it then
    /// also replaces the largest straddle as the smallest opening raise.
    ///
    /// # Errors
    /// If it is zero or beyond [`MAX_TOTAL_CHIPS`].
    pub fn with_min_bet(self, chips: Chips) -> Result<Self, StakesError> {
        if chips == 0 {
            return Err(StakesError::MinBet);
        }
        within_bounds(chips)?;
        Ok(Self { min_bet: Some(chips), ..self })
    }

    /// The same with rake.
    ///
    /// # Errors
    /// If the share is more than the whole pot.
    pub fn with_rake(self, rake: Rake) -> Result<Self, StakesError> {
        if rake.basis_points > 10_000 {
            return Err(StakesError::Rake { found: rake.basis_points });
        }
        Ok(Self { rake, ..self })
    }

    /// Small blind in chips.
    pub fn small_blind(&self) -> Chips {
        self.small_blind
    }

    /// Big blind in chips.
    pub fn big_blind(&self) -> Chips {
        self.big_blind
    }

    /// Ante of every seat in chips.
    pub fn ante(&self) -> Chips {
        self.ante
    }

    /// Straddle of a seat in chips, 0 if it posts none.
    pub fn straddle(&self, seat: usize) -> Chips {
        self.straddles.get(seat).copied().unwrap_or(0)
    }

    /// Seat that has the last word before the flop at a table of `num_seats`: the last straddle or the big
    /// blind.
    pub(super) fn last_to_act(&self, num_seats: usize) -> usize {
        let big_blind = if num_seats == 2 { 0 } else { 1 };
        self.last_straddle().unwrap_or(big_blind)
    }

    /// Highest seat that straddles.
    pub fn last_straddle(&self) -> Option<usize> {
        self.straddles.iter().rposition(|&chips| chips != 0)
    }

    /// Smallest bet, and smallest raise of a street without a larger one, in chips.
    pub fn min_bet(&self) -> Chips {
        self.min_bet.unwrap_or(self.big_blind)
    }

    /// Chips that the first raise before the flop must add: the largest straddle or the big blind.
    pub fn opening_raise(&self) -> Chips {
        let largest = self.straddles.iter().copied().fold(self.big_blind, Chips::max);
        self.min_bet.unwrap_or(largest)
    }

    /// What the house takes.
    pub fn rake(&self) -> Rake {
        self.rake
    }

    /// Blind or straddle of a seat of a table of `num_seats`, in chips.
    pub fn blind_of(&self, seat: usize, num_seats: usize) -> Chips {
        let small = if num_seats == 2 { 1 } else { 0 };
        match seat {
            _ if seat == small => self.small_blind,
            0 | 1 => self.big_blind,
            _ => self.straddle(seat),
        }
    }
}

fn within_bounds(found: Chips) -> Result<(), StakesError> {
    if found > MAX_TOTAL_CHIPS { Err(StakesError::TooLarge { found }) } else { Ok(()) }
}
