//! The rules of no-limit Texas Hold'em for two to nine seats, in integer chips.
//!
//! A hand is a [`HandState`]: set up from [`Stakes`] and stacks, asked for its [`LegalActions`], advanced by
//! a [`Move`] and, once betting is over, settled into payoffs. About cards it knows only that streets follow
//! each other and that the winner of a showdown holds the highest rank, so that betting trees, matches and
//! replays share one set of rules.
//!
//! # Seats
//! Seats are numbered from the small blind: seat 0 posts the small blind, seat 1 the big blind, the last seat
//! is the button. With two players seat 1 is the button and posts the small blind; seat 0 posts the big blind
//! and is first to act after the flop. Postflop the first seat still in the hand acts first, so seat order is
//! order of action.
//!
//! # Where rule books differ
//! The rules are those of PokerKit (Juho Kim, 2023), the reference implementation that the conformance data
//! comes from:
//! - **A full raise** is at least as large as the largest bet or raise of the street so far, however small
//!   that one was: after an opening all-in of 6 with a minimum bet of 10, everybody may raise, to 16 or more,
//!   and an all-in of 13 counts as a full raise. The smallest raise that is not all-in adds at least the
//!   minimum bet.
//! - **An all-in below a full raise** does not reopen the betting for those who have acted. Several in a row
//!   reopen it once they add up to a full raise, for those who face at least a full raise; the sum then
//!   starts again.
//! - **A short blind** counts as posted: if the big blind is all-in for less, the bet to call is the largest
//!   blind posted.
//! - **Nobody to win from**: a seat may not raise when every other hand still in is all-in for no more than
//!   the bet.
//! - **Odd chips** of a pot all go to its first winner in seat order, the first left of the button.
//!
//! Antes and rake go beyond that data. An ante counts for pots like any other chip (a short ante wins no more
//! than its size from each seat), and rake is taken once from the whole pot, after uncalled chips are
//! returned.
//!
//! | module | holds |
//! |---|---|
//! | `stakes` | blinds, antes, straddles, rake |
//! | `setup` | stacks that a hand cannot begin with |
//! | `moves` | moves, legal actions, rejected moves |
//! | `state` | the hand in play |
//! | `resume` | a hand resumed at any public state |
//! | `payout` | who gets the pots |
//! | `pots` | main pot, side pots and their settlement |
//! | [`conformance`] | recorded hands, replayed against the rules |

pub mod conformance;
mod moves;
mod payout;
mod pots;
mod resume;
mod setup;
mod stakes;
mod state;

pub use moves::{IllegalMove, LegalActions, Move};
pub use payout::showdown_payoff;
pub(crate) use payout::showdown_won;
pub(crate) use pots::matched;
pub use pots::{Pot, Pots, SettleError, Settlement};
pub use resume::{PublicState, ResumeError, Round};
pub use setup::SetupError;
pub use stakes::{MAX_TOTAL_CHIPS, Rake, Stakes, StakesError};
pub use state::{HandState, Phase};

pub use holdem_cards::Street;

pub use crate::tree::Chips;

/// Most seats at a table.
pub const MAX_SEATS: usize = 9;

/// A set of seats, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SeatSet(u16);

impl SeatSet {
    /// The seats `0..num_seats`; at most [`MAX_SEATS`].
    fn first(num_seats: usize) -> Self {
        Self((1 << num_seats) - 1)
    }

    /// Whether `seat` is in the set.
    pub fn contains(self, seat: usize) -> bool {
        seat < MAX_SEATS && self.0 >> seat & 1 == 1
    }

    /// Number of seats in the set.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether no seat is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The seats, in seat order.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let seat = rest.trailing_zeros() as usize;
            rest &= rest.wrapping_sub(1);
            (seat < MAX_SEATS).then_some(seat)
        })
    }

    fn insert(&mut self, seat: usize) {
        self.0 |= 1 << seat;
    }

    fn remove(&mut self, seat: usize) {
        self.0 &= !(1 << seat);
    }

    /// The first member after `seat` round the table, `seat` itself last.
    fn next_after(self, seat: usize) -> Option<usize> {
        self.iter().find(|&s| s > seat).or_else(|| self.iter().next())
    }
}

impl FromIterator<usize> for SeatSet {
    /// # Panics
    /// If a seat is not below [`MAX_SEATS`].
    fn from_iter<I: IntoIterator<Item = usize>>(seats: I) -> Self {
        let mut set = Self::default();
        for seat in seats {
            assert!(seat < MAX_SEATS, "seat {seat} is not below {MAX_SEATS}");
            set.insert(seat);
        }
        set
    }
}
