//! What does not change while a solver trains, and what it implies for each batch.

use super::seat::Seat;
use super::share::Peers;
use super::solver::SolverOptions;
use crate::discount::Fading;
use crate::kernels::{Kernels, mix_bits};
use crate::vector::ahead::Ahead;
use crate::vector::deals::{BoardStream, DealBatch};
use crate::vector::learn::{Play, Sides};
use holdem_game::deal::CardModel;
use holdem_game::tree::BettingTree;
use std::ops::Range;
use std::sync::Arc;

/// What is trained, with which cards, and how.
pub(super) struct Setup {
    pub(super) tree: Arc<BettingTree>,
    pub(super) cards: Arc<dyn CardModel>,
    /// The second player's, if they differ.
    pub(super) second: Option<Arc<dyn CardModel>>,
    pub(super) seats: [Seat; 2],
    pub(super) options: SolverOptions,
    pub(super) stream: BoardStream,
    /// The peers that walk the other subtrees, if some are not walked here.
    pub(super) peers: Option<Arc<dyn Peers>>,
}

impl Setup {
    /// Cards and buckets of a player.
    pub(super) fn cards_of(&self, player: u8) -> &dyn CardModel {
        self.second.as_deref().filter(|_| player == 1).unwrap_or(&*self.cards)
    }

    /// The player who answers with a best response on the last street.
    pub(super) fn responder(&self) -> Option<u8> {
        Seat::responder(&self.seats)
    }

    /// Whether a subtree of the cut is walked here.
    pub(super) fn is_mine(&self, subtree: usize) -> bool {
        self.peers.as_ref().is_none_or(|peers| peers.is_mine(subtree))
    }

    /// Batch that follows `iterations` played ones.
    fn batch_len(&self, iterations: u64, limit: u64) -> u64 {
        self.options.batch_after(iterations).min(limit - iterations)
    }

    /// Deals the batch that begins after `done` iterations, unless it is already there.
    pub(super) fn fill(&self, batch: &mut DealBatch, done: u64, limit: u64) {
        let iterations = done..done + self.batch_len(done, limit);
        if batch.iterations() != iterations {
            batch.fill(&self.stream, &*self.cards, iterations);
            if let Some(second) = &self.second {
                batch.fill_second(&self.stream, &**second);
            }
        }
    }

    /// Deals a piece of the batch that follows; returns whether it was the last.
    pub(super) fn deal_piece(&self, ahead: &Ahead, piece: usize, done: u64, limit: u64) -> bool {
        let iterations = done..done + self.batch_len(done, limit);
        ahead.deal(piece, &self.stream, &*self.cards, &iterations)
    }

    /// Puts the pieces of the batch that follows together.
    pub(super) fn put_together(&self, ahead: &Ahead, batch: &mut DealBatch, done: u64, limit: u64) {
        ahead.put_together(batch, &*self.cards, done..done + self.batch_len(done, limit));
        if let Some(second) = &self.second {
            batch.fill_second(&self.stream, &**second);
        }
    }

    /// Some boards of a batch, in play.
    pub(super) fn play<'w>(&'w self, deals: &'w DealBatch, range: Range<usize>) -> Play<'w> {
        Play {
            tree: &self.tree,
            kernels: Kernels::detect(),
            sides: self.sides(deals, range.start),
            group: deals.group(range),
        }
    }

    /// All boards of a batch, in play.
    pub(super) fn play_all<'w>(&'w self, deals: &'w DealBatch) -> Play<'w> {
        self.play(deals, 0..deals.deals().len())
    }

    /// What is learned from the boards of a batch from the `first` on. Regrets are in chips against one hand
    /// of the other player on average, whatever the sample.
    fn sides(&self, deals: &DealBatch, first: usize) -> Sides<'_> {
        let Range { start, end } = deals.iterations();
        let weight = self.options.discount.weight(start + 1, end - start);
        let others = deals.deals().first().map_or(1, |deal| deal.len().max(2) - 1);
        let regret_floor = self.options.regret_floor;
        Sides {
            frozen: self.seats.each_ref().map(Seat::frozen),
            regret_weight: if regret_floor { 1.0 } else { weight } / others as f32,
            strategy_weight: weight,
            regret_floor,
            key: self.key(start + first as u64),
        }
    }

    /// Seed of the random bits by which numbers are rounded in an iteration.
    fn key(&self, iteration: u64) -> u64 {
        mix_bits(self.options.seed ^ mix_bits(iteration))
    }

    /// The discount that is due when a batch ends, if any.
    pub(super) fn fading(&self, batch: Range<u64>) -> Option<Fading> {
        let mut factors = self.options.discount.due(batch.start, batch.end)?;
        if self.options.regret_floor {
            (factors.positive, factors.negative) = (1.0, 1.0);
        }
        Some(Fading { factors, key: self.key(!batch.end) })
    }
}
