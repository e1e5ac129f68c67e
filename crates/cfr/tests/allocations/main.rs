//! Training that has come to its pace allocates nothing: counted with an allocator of its own, for all
//! threads, so this binary holds one test only.

mod counting;

use counting::{Counting, calls};
use holdem_cards::{CardSet, Street};
use holdem_cfr::sampled::{Exploration, Method, SampledOptions, SampledSolver, Schedule};
use holdem_cfr::vector::solver::{SolverOptions, VectorSolver, Work};
use holdem_game::deal::{BucketRows, CardModel, HandSample, HoldemCards};
use holdem_game::menu::BetMenu;
use holdem_game::rules::Stakes;
use holdem_game::tree::{BettingTree, NoLimitHoldem};
use std::sync::{Arc, Mutex};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Batches, or chunks, in a row that allocate nothing: then training has come to its pace.
const STEADY: u64 = 100;
/// Batches, or chunks, within which it must: vectors grow at first, in a worker that comes late a little
/// later.
const PATIENCE: u64 = 3000;
/// Boards of a batch.
const BATCH: usize = 4;

/// What was allocated by when.
#[derive(Debug, Default)]
struct Tally {
    notes: u64,
    calls: u64,
    /// Note of the last allocation that was seen.
    last: u64,
}

impl Tally {
    /// Looks for allocations since the last note; says whether it has seen enough.
    fn note(&mut self) -> bool {
        self.notes += 1;
        if calls() != self.calls {
            (self.calls, self.last) = (calls(), self.notes);
        }
        self.is_steady() || self.notes >= PATIENCE
    }
    fn is_steady(&self) -> bool {
        self.notes - self.last >= STEADY
    }
}

/// Trains until nothing has been allocated for a while; says whether that happened.
fn comes_to_its_pace(train: impl FnOnce(&(dyn Fn() -> bool + Sync))) -> bool {
    let tally = Mutex::new(Tally::default());
    train(&|| tally.lock().expect("nobody panics while counting").note());
    tally.into_inner().expect("nobody panics while counting").is_steady()
}

/// Buckets without any meaning: what they are does not matter here.
struct Remainders;

impl BucketRows for Remainders {
    fn num_buckets(&self, _street: Street) -> usize {
        50
    }
    fn buckets(&self, _street: Street, _board: CardSet, combos: &[u16], out: &mut [u32]) {
        combos.iter().zip(out).for_each(|(combo, out)| *out = u32::from(combo % 50));
    }
}

fn cards() -> Arc<dyn CardModel> {
    Arc::new(HoldemCards::new(Remainders))
}

fn heads_up() -> Arc<BettingTree> {
    let tree = NoLimitHoldem::heads_up(10.0, BetMenu::compact())
        .and_then(|game| game.tree())
        .expect("the compact menu fits");
    Arc::new(tree)
}

fn three_handed() -> Arc<BettingTree> {
    let menu = BetMenu { postflop_max_players: 2, ..BetMenu::compact() };
    let stakes = Stakes::new(1, 2).expect("blinds");
    let tree = NoLimitHoldem::new(&stakes, &[20, 40, 30], menu)
        .and_then(|game| game.tree())
        .expect("the compact menu fits");
    Arc::new(tree)
}

fn vector(hands: HandSample, workers: usize) -> bool {
    let (tree, cards) = (heads_up(), cards());
    let options = SolverOptions { batch_size: BATCH, hands, ..SolverOptions::default() };
    let mut solver = VectorSolver::new(&tree, &cards, options).expect("small tables");
    // Past the ramp, so that batches have their size from the first one on.
    let work = Work { iterations: 200 * BATCH as u64, ..Work::default() };
    solver.import_parts(work, |_, _| Ok::<(), ()>(())).expect("nothing is filled in");
    comes_to_its_pace(|enough| solver.run(workers, u64::MAX, &|_| enough()))
}

fn sampled(tree: &Arc<BettingTree>, method: Method, workers: usize) -> bool {
    let options = SampledOptions { method, ..SampledOptions::external(1, tree.num_players()) };
    let mut solver = SampledSolver::new(tree, &cards(), options).expect("small tables");
    comes_to_its_pace(|enough| solver.run(workers, u64::MAX, &|_| enough()))
}

#[test]
fn steady_training_allocates_nothing() {
    assert!(!comes_to_its_pace(|enough| while !enough() {
        drop(std::hint::black_box(Box::new(1)));
    }));
    for workers in [1, 2] {
        for hands in [HandSample::Stratified(128), HandSample::Uniform(128), HandSample::All] {
            assert!(vector(hands, workers), "{hands:?} of a board, {workers} workers");
        }
        let outcome = Method::Outcome(Exploration { epsilon: 0.6, schedule: Schedule::Constant });
        for method in [Method::External, outcome] {
            for tree in [heads_up(), three_handed()] {
                let players = tree.num_players();
                assert!(sampled(&tree, method, workers), "{method:?}, {players} players, {workers} workers");
            }
        }
    }
}
