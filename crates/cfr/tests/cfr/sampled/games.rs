//! What these tests train.

use holdem_cfr::Strategy;
use holdem_cfr::discount::Discount;
use holdem_cfr::evaluate::exact::{Watch, exploitability};
use holdem_cfr::sampled::{Averaging, Exploration, Method, SampledOptions, SampledSolver, Schedule};
use holdem_game::deal::{Board, CardModel, Deal, DealRng, HandSample, LeducCards, Runout};
use holdem_game::tree::BettingTree;
use std::sync::Arc;

pub(crate) use crate::games::{kuhn, leduc, shared};

pub(crate) fn external() -> SampledOptions {
    SampledOptions { averaging: Averaging::Opponents, ..SampledOptions::external(7, 2) }
}

pub(crate) fn outcome(epsilon: f32, schedule: Schedule) -> SampledOptions {
    SampledOptions { method: Method::Outcome(Exploration { epsilon, schedule }), ..external() }
}

pub(crate) fn trained(
    tree: &Arc<BettingTree>,
    cards: &Arc<dyn CardModel>,
    options: SampledOptions,
    workers: usize,
    iterations: u64,
) -> Strategy {
    let mut solver = SampledSolver::new(tree, cards, options).expect("small tables");
    solver.run(workers, iterations, &|_| false);
    assert_eq!(solver.work().iterations, iterations);
    solver.average_strategy()
}

/// Exploitability in chips per hand.
pub(crate) fn gap(tree: &BettingTree, cards: &dyn CardModel, strategy: &Strategy) -> f64 {
    exploitability(tree, cards, [strategy, strategy], None, 1, &Watch::NOBODY)
        .expect("nobody stops it")
        .chips
        .mean
}

/// Exploitability of a strategy trained on Leduc by one worker.
pub(crate) fn leduc_gap(options: SampledOptions, iterations: u64) -> f64 {
    let tree = leduc();
    gap(&tree, &LeducCards, &trained(&tree, &shared(LeducCards), options, 1, iterations))
}

pub(crate) const DCFR: Discount = Discount::Dcfr { alpha: 1.5, beta: 0.0, gamma: 2.0, interval: 1000 };

/// Kuhn's cards for three players: jack, queen, king, ace.
pub(crate) struct FourCards;

impl CardModel for FourCards {
    fn num_hands(&self) -> usize {
        4
    }
    fn num_streets(&self) -> usize {
        1
    }
    fn num_buckets(&self, _street: usize) -> usize {
        4
    }
    fn blockers(&self, hand: usize) -> [u8; 2] {
        [hand as u8, hand as u8 + 4]
    }
    fn hand_name(&self, hand: usize) -> String {
        ["J", "Q", "K", "A"][hand].to_owned()
    }
    fn final_boards(&self) -> Option<Vec<Board>> {
        Some(vec![0])
    }
    fn sample_final_board(&self, _rng: &mut DealRng) -> Board {
        0
    }
    fn deal(&self, board: Board, _sample: HandSample, _rng: &mut DealRng, deal: &mut Deal) {
        self.layer(0, board, deal);
    }
    fn runouts(&self, _street: usize, _board: Board) -> Vec<Runout> {
        Vec::new()
    }
    fn final_runouts(&self, _street: usize, _board: Board) -> Vec<Runout> {
        Vec::new()
    }
    fn layer(&self, _street: usize, _board: Board, deal: &mut Deal) {
        *deal = Deal {
            hands: (0..4).collect(),
            blockers: (0..4).map(|hand| self.blockers(hand)).collect(),
            tie_ends: (1..=4).collect(),
            ..Deal::default()
        };
        deal.buckets[0] = (0..8).map(|slot| slot % 4).collect();
    }
}
