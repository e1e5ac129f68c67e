//! Main pot, side pots, and who gets them.

use super::payout::{for_layers, for_won_pots, share, strongest};
use super::stakes::Rake;
use super::state::{HandState, Phase};
use super::{Chips, MAX_SEATS, SeatSet};

/// A pot and the seats that can win it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pot {
    /// Chips in it.
    pub chips: Chips,
    /// Seats that have put in their share and have not folded.
    pub eligible: SeatSet,
}

/// The main pot and the side pots of a hand, the main pot first, each with fewer eligible seats than the one
/// before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pots {
    pots: [Pot; MAX_SEATS],
    len: usize,
}

impl std::ops::Deref for Pots {
    type Target = [Pot];

    fn deref(&self) -> &[Pot] {
        &self.pots[..self.len]
    }
}

impl Pots {
    /// Cuts contributions at the height of each: every layer belongs to the live seats that reach it, and
    /// neighbouring layers of the same seats are one pot. Dead chips are part of the main pot.
    fn of(contributed: &[Chips], live: SeatSet, dead: Chips) -> Self {
        let mut pots = Self::default();
        if dead > 0 {
            pots.add(Pot { chips: dead, eligible: live });
        }
        for_layers(contributed, |reaching, chips| {
            pots.add(Pot { chips, eligible: SeatSet(reaching & live.0) });
        });
        pots
    }

    fn add(&mut self, pot: Pot) {
        match self.pots[..self.len].last_mut() {
            Some(last) if last.eligible == pot.eligible || pot.eligible.is_empty() => last.chips += pot.chips,
            _ => {
                self.pots[self.len] = pot;
                self.len += 1;
            }
        }
    }
}

/// The second largest contribution: the most that more than one seat has put in.
pub(crate) fn matched(contributions: &[Chips]) -> Chips {
    let (mut first, mut second) = (0, 0);
    for &chips in contributions {
        (first, second) = if chips > first { (chips, first) } else { (first, second.max(chips)) };
    }
    second
}

/// How a hand ended for each seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Settlement {
    payoffs: [i64; MAX_SEATS],
    num_seats: usize,
    rake: Chips,
}

impl Settlement {
    /// Net result in chips, by seat; with the rake they sum to the dead chips of the hand.
    pub fn payoffs(&self) -> &[i64] {
        &self.payoffs[..self.num_seats]
    }

    /// Chips that the house has taken.
    pub fn rake(&self) -> Chips {
        self.rake
    }
}

/// Why a hand cannot be settled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettleError {
    /// A decision is open.
    #[error("betting is not over, seat {to_act} is to act")]
    NotOver {
        /// Seat in turn.
        to_act: usize,
    },
    /// A hand at showdown has no rank.
    #[error("no rank for seat {seat} at showdown")]
    MissingRank {
        /// Seat without a rank.
        seat: usize,
    },
}

impl HandState {
    /// Current main and side pots, including bets of the current street. During a betting round the topmost
    /// pots may hold chips that nobody has called yet.
    pub fn pots(&self) -> Pots {
        Pots::of(self.contributed(), self.live(), self.dead())
    }

    /// Settles a hand whose betting is over. `ranks[seat]` says how strong each hand is on the full board,
    /// the higher the better; folded seats need none, and no seat does if all but one have folded.
    ///
    /// Hands that win no pot are removed first, so that pots left to the same winners are shared as one; pots
    /// are distributed from the main pot up. Winners of equal rank share; chips that do not divide go to the
    /// first of them in seat order. The rake is a share of the whole pot without uncalled chips, and nothing
    /// without a flop; it comes out of the main pot first.
    ///
    /// # Errors
    /// If a decision is open, or a hand at showdown has no rank.
    pub fn settle<R: Ord + Copy>(&self, ranks: &[Option<R>]) -> Result<Settlement, SettleError> {
        match self.phase() {
            Phase::Act(to_act) => return Err(SettleError::NotOver { to_act }),
            Phase::Over { winner } => return Ok(self.pay_out(|_| 1 << winner)),
            Phase::Showdown => {}
        }
        let rank = |seat: usize| ranks.get(seat).copied().flatten();
        if let Some(seat) = self.live().iter().find(|&seat| rank(seat).is_none()) {
            return Err(SettleError::MissingRank { seat });
        }
        let ranks: [Option<R>; MAX_SEATS] = std::array::from_fn(rank);
        Ok(self.pay_out(|eligible| strongest(&ranks, eligible)))
    }

    fn pay_out(&self, best: impl Fn(u16) -> u16) -> Settlement {
        let rake = if self.board_len() == 0 { Rake::default() } else { self.rake() };
        let mut payoffs = [0; MAX_SEATS];
        for (payoff, &chips) in payoffs.iter_mut().zip(self.contributed()) {
            *payoff = -i64::from(chips);
        }
        let mut counted = 0;
        for_won_pots(self.contributed(), self.dead(), self.live().0, best, |winners, chips| {
            let drop = rake.of(counted + chips) - rake.of(counted);
            counted += chips;
            let gets = |seat| i64::from(share(winners, chips - drop, seat));
            payoffs.iter_mut().enumerate().for_each(|(seat, payoff)| *payoff += gets(seat));
        });
        Settlement { payoffs, num_seats: self.num_seats(), rake: rake.of(counted) }
    }
}
