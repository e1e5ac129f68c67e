//! Deals that are walked together.

use holdem_game::deal::Deal;
use holdem_game::tree::MAX_STREETS;
use std::ops::Range;

/// Deals that are walked together.
#[derive(Clone, Copy, Debug)]
pub struct Group<'a> {
    /// The deals.
    pub deals: &'a [Deal],
    /// Slots per deal, padding included.
    pub width: usize,
    /// `[player][street][slot]`.
    pub buckets: [[&'a [u32]; MAX_STREETS]; 2],
}

impl Group<'_> {
    /// Slots of the group.
    pub fn num_slots(&self) -> usize {
        self.deals.len() * self.width
    }
    /// Slots of each deal in turn.
    pub fn slots(&self) -> impl Iterator<Item = (&Deal, Range<usize>)> {
        self.deals.iter().enumerate().map(|(i, deal)| (deal, i * self.width..(i + 1) * self.width))
    }
}
