//! Vector-form public chance sampling over trunk and subtrees (Johanson, Bard, Lanctot, Gibson & Bowling
//! 2012, "Efficient Nash equilibrium approximation through Monte Carlo counterfactual regret minimization").
//!
//! A batch is a number of sampled boards. Every subtree is one task that walks all boards of the batch. The
//! trunk nodes above are done on the way up, each by the worker that finished the last part below it. Both
//! players learn in the same walk.
//!
//! *No contended locks, no queues, no polling.* Tasks are numbers taken by counting: see `tasks`. What a
//! subtree or a trunk node learns is touched only by the worker whose turn it is, and which worker that is
//! does not affect the result. Locks are there only to let the compiler check this: see `locks`.
//!
//! *From one batch to the next.* A few more tasks deal the next batch in pieces. A trunk node that has
//! learned fixes its strategy for it at once, if it is dealt by then. When the last task is finished the root
//! is done too. The worker that finished it counts the batch, fixes the strategies that are not yet fixed,
//! and wakes the others, which parked when they found no task left: at most one park per worker and batch.
//!
//! *Within a batch* the trunk plays the strategy it had at the start; subtrees take the boards in groups of a
//! few and learn from each group before the next. A subtree whose tables exceed the caches can be walked part
//! by part: see `route`.

use super::ahead::{Ahead, PIECES};
use super::deals::BoardStream;
use super::deals::DealBatch;
use super::open_subtree::{OpenSubtree, is_worth_it};
use super::run::{Held, Parts, Run};
use super::seat::Seat;
use super::setup::Setup;
use super::share::Peers;
use super::subtree::{Subtree, WorkerScratch};
use super::trunk::Trunk;
use super::watch::Watch;
use crate::discount::Discount;
use crate::locks::own;
use crate::tables::storage::Storage;
use holdem_game::deal::{CardModel, HandSample};
use holdem_game::tree::{BettingTree, NodeId, NodeKind};
use std::io;
use std::sync::{Arc, Mutex, RwLock};

/// A batch is at most this share of the iterations before it, until it has reached its size.
pub const RAMP: u64 = 200;

/// What a solver does; the defaults are those of `holdem train`.
#[derive(Clone, Debug, PartialEq)]
pub struct SolverOptions {
    /// Seed of the boards and hands.
    pub seed: u64,
    /// Boards per batch, reached by a ramp, because large batches early in a run are known to hurt.
    pub batch_size: usize,
    /// Boards in the first batches, at most `batch_size`: where the ramp begins. Four boards walked together
    /// pass faster than one by one, but each teaches less.
    pub batch_start: usize,
    /// Bytes of tables that are walked for all boards of a batch before the next are entered. Subtrees with
    /// more are walked part by part, and the nodes above the parts play one strategy throughout a batch, as
    /// the trunk does. `None` for no limit; no effect on a solver with a responder.
    pub part_bytes: Option<u64>,
    /// Which private hands of a board are walked.
    pub hands: HandSample,
    /// How much each iteration counts.
    pub discount: Discount,
    /// Regret matching+ (Tammelin 2014): negative regrets are raised to zero after each group of boards, and
    /// all iterations count the same in regrets; the discount weights only the average strategy.
    pub regret_floor: bool,
    /// How regrets and strategy sums are kept.
    pub storage: Storage,
}

impl SolverOptions {
    /// Boards of the batch that follows after `iterations`: at most a [`RAMP`]-th of them, until `batch_size`
    /// is reached.
    pub fn batch_after(&self, iterations: u64) -> u64 {
        let most = self.batch_size.max(1) as u64;
        (iterations / RAMP).clamp(most.min(self.batch_start.max(1) as u64), most)
    }

    /// Number of batches in this many iterations.
    pub fn batches(&self, iterations: u64) -> u64 {
        let (mut done, mut batches) = (0, 0);
        while done < iterations {
            let next = self.batch_after(done);
            if next == self.batch_size.max(1) as u64 {
                return batches + (iterations - done).div_ceil(next);
            }
            (done, batches) = (done + next, batches + 1);
        }
        batches
    }
}

impl Default for SolverOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            batch_size: 64,
            batch_start: 1,
            part_bytes: None,
            hands: HandSample::Stratified(128),
            discount: Discount::Linear,
            regret_floor: false,
            storage: Storage::F32,
        }
    }
}

/// Work done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Work {
    /// Boards played, both players updated on each.
    pub iterations: u64,
    /// Batches finished.
    pub batches: u64,
    /// Nodes entered, terminal nodes included: once per node and board.
    pub nodes: u64,
    /// Hands valued at nodes: once per node, board, hand and player.
    pub hand_node_visits: u64,
    /// Sum over iterations of the first player's expected payoff in chips under the strategies of that
    /// moment.
    pub utility_sum: f64,
}

impl std::ops::Add for Work {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            iterations: self.iterations + other.iterations,
            batches: self.batches + other.batches,
            nodes: self.nodes + other.nodes,
            hand_node_visits: self.hand_node_visits + other.hand_node_visits,
            utility_sum: self.utility_sum + other.utility_sum,
        }
    }
}

/// A solver: trains one betting tree with one card model.
pub struct VectorSolver {
    pub(super) setup: Setup,
    /// The batch being played and the next one, alternating.
    deals: [RwLock<DealBatch>; 2],
    ahead: Ahead,
    pub(super) trunk: Trunk,
    pub(super) subtrees: Vec<Mutex<Subtree>>,
    pub(super) work: Work,
    scratches: Vec<WorkerScratch>,
}

/// Why a solver cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SolverError {
    /// The system refused the memory for the tables.
    #[error("no memory for the tables of {bytes} bytes: {source}")]
    Memory {
        /// Size of the tables.
        bytes: u64,
        /// What the system said.
        source: io::Error,
    },
    /// The vector form is for two players.
    #[error("vector training is for 2 players, this betting tree has {0}")]
    Players(usize),
    /// The tree and the cards are of different games.
    #[error("the betting tree has {tree} streets, the card model {cards}")]
    Streets {
        /// Streets of the tree.
        tree: usize,
        /// Streets of the card model.
        cards: usize,
    },
    /// No player would be left to learn on the last street.
    #[error("at most one seat can play best responses")]
    Responders,
    /// What one player wins would not be what the other loses.
    #[error("vector training is for games without rake")]
    Rake,
    /// A node with two folds or two showdowns.
    #[error("node {0} has more than one fold or more than one showdown behind it")]
    Leaves(NodeId),
}

impl VectorSolver {
    /// Prepares to train both players from uniform strategies.
    ///
    /// # Errors
    /// [`SolverError`] if the tree cannot be trained this way or the memory is refused.
    pub fn new(
        tree: &Arc<BettingTree>,
        cards: &Arc<dyn CardModel>,
        options: SolverOptions,
    ) -> Result<Self, SolverError> {
        Self::with_seats(tree, cards, Default::default(), options)
    }

    /// Prepares to train the players whose seats learn. If one responds, take the strategy of the other
    /// player from [`VectorSolver::average_strategy_of`]; [`CfrBrSolver`](super::cfr_br::CfrBrSolver) trains
    /// both.
    ///
    /// # Errors
    /// [`SolverError`] if the tree cannot be trained this way or the memory is refused.
    pub fn with_seats(
        tree: &Arc<BettingTree>,
        cards: &Arc<dyn CardModel>,
        seats: [Seat; 2],
        options: SolverOptions,
    ) -> Result<Self, SolverError> {
        Self::prepare(tree, (cards, None), seats, options, None)
    }

    /// Prepares to train both players, each over its own buckets. Take the strategy of each from
    /// [`VectorSolver::average_strategy_of`].
    ///
    /// # Errors
    /// [`SolverError`] if the tree cannot be trained this way or the memory is refused.
    pub fn across(
        tree: &Arc<BettingTree>,
        [first, second]: [&Arc<dyn CardModel>; 2],
        options: SolverOptions,
    ) -> Result<Self, SolverError> {
        check(tree, &**second)?;
        Self::prepare(tree, (first, Some(second)), Default::default(), options, None)
    }

    /// Prepares to train both players together with peers that walk the subtrees that are not walked here:
    /// see [`share`](super::share). The strategy comes from [`VectorSolver::average_with`].
    ///
    /// # Errors
    /// [`SolverError`] if the tree cannot be trained this way or the memory is refused.
    pub fn shared(
        tree: &Arc<BettingTree>,
        cards: &Arc<dyn CardModel>,
        options: SolverOptions,
        peers: Arc<dyn Peers>,
    ) -> Result<Self, SolverError> {
        Self::prepare(tree, (cards, None), Default::default(), options, Some(peers))
    }

    fn prepare(
        tree: &Arc<BettingTree>,
        (cards, second): (&Arc<dyn CardModel>, Option<&Arc<dyn CardModel>>),
        seats: [Seat; 2],
        options: SolverOptions,
        peers: Option<Arc<dyn Peers>>,
    ) -> Result<Self, SolverError> {
        check(tree, &**cards)?;
        if let [Seat::Responds, Seat::Responds] = seats {
            return Err(SolverError::Responders);
        }
        let stream = BoardStream::new(&**cards, options.seed, options.hands);
        let (tree, cards, second) = (Arc::clone(tree), Arc::clone(cards), second.map(Arc::clone));
        let setup = Setup { tree, cards, second, seats, options, stream, peers };
        let (trunk, subtrees) = setup.tables()?;
        let (deals, ahead, work, scratches) =
            (Default::default(), Ahead::default(), Work::default(), Vec::new());
        Ok(Self { setup, deals, ahead, trunk, subtrees, work, scratches })
    }

    /// Work done so far.
    pub fn work(&self) -> &Work {
        &self.work
    }
    /// The options that the solver was made with.
    pub fn options(&self) -> &SolverOptions {
        &self.setup.options
    }
    /// The number of things that can be done at the same time here: walking subtrees, or parts of them. If
    /// there is a single subtree, dealing the next boards counts as well, unless the game has few of them.
    pub fn num_tasks(&self) -> usize {
        let walked: usize = self.subtrees.iter().map(|subtree| own(subtree).route.num_parts()).sum();
        let deals_beside = self.trunk.is_empty() && self.setup.stream.draws();
        walked + if deals_beside { PIECES } else { 0 }
    }

    /// Plays batches on `workers` threads until `limit` iterations are reached in all, or `stop` says so.
    /// `stop` is called between batches, by whichever worker finished last. The result does not depend on
    /// `workers`, nor on how a run is divided into calls unless `limit` cuts a batch short.
    ///
    /// # Panics
    /// If a worker panics.
    pub fn run(&mut self, workers: usize, limit: u64, stop: &(dyn Fn(&Work) -> bool + Sync)) {
        self.run_with(workers, limit, stop, None);
    }

    /// [`VectorSolver::run`], while a watch records what workers spend their time on.
    pub fn run_watched(
        &mut self,
        workers: usize,
        limit: u64,
        stop: &(dyn Fn(&Work) -> bool + Sync),
        watch: &dyn Watch,
    ) {
        self.run_with(workers, limit, stop, Some(watch));
    }

    fn run_with(
        &mut self,
        workers: usize,
        limit: u64,
        stop: &(dyn Fn(&Work) -> bool + Sync),
        watch: Option<&dyn Watch>,
    ) {
        if self.work.iterations >= limit || !self.trunk.has_subtrees() {
            return;
        }
        let workers = workers.clamp(1, self.num_tasks().max(1));
        let laid_out_for = watch.map_or(workers, |watch| watch.laid_out_for(workers));
        let subtrees = hold(&self.setup.tree, &mut self.subtrees, laid_out_for);
        self.scratches.resize_with(workers.max(self.scratches.len()), WorkerScratch::default);
        let run = Run::new(Parts {
            setup: &self.setup,
            deals: &self.deals,
            ahead: &self.ahead,
            trunk: self.trunk.open(),
            subtrees,
            workers,
            limit,
            stop,
            watch,
            work: self.work,
        });
        self.work = run.play_batches(&mut self.scratches[..workers]);
        self.trunk.close();
        self.subtrees.iter_mut().for_each(|subtree| in_nobodys_hands(subtree).close());
    }
}

/// The subtrees, prepared for this many workers.
fn hold<'r>(tree: &BettingTree, subtrees: &'r mut [Mutex<Subtree>], workers: usize) -> Vec<Held<'r>> {
    let all: usize = subtrees.iter_mut().map(|subtree| in_nobodys_hands(subtree).num_nodes()).sum();
    let hold = |subtree: &'r mut Mutex<Subtree>| {
        let subtree = in_nobodys_hands(subtree);
        let opens = is_worth_it(subtree.num_nodes(), all, workers) && subtree.route.num_parts() > 1;
        match opens {
            true => Held::Open(OpenSubtree::new(tree, subtree)),
            false => Held::Alone(Mutex::new(subtree)),
        }
    };
    subtrees.iter_mut().map(hold).collect()
}

fn in_nobodys_hands(subtree: &mut Mutex<Subtree>) -> &mut Subtree {
    subtree.get_mut().expect("nobody has panicked over it")
}

fn check(tree: &BettingTree, cards: &dyn CardModel) -> Result<(), SolverError> {
    if tree.num_players() != 2 {
        return Err(SolverError::Players(tree.num_players()));
    }
    if tree.num_streets() != cards.num_streets() {
        return Err(SolverError::Streets { tree: tree.num_streets(), cards: cards.num_streets() });
    }
    if !tree.rake().is_none() {
        return Err(SolverError::Rake);
    }
    let count = |id: NodeId, fold: bool| {
        let kinds = tree.edges(id).iter().map(|edge| tree.node(edge.child).kind);
        kinds
            .filter(|k| matches!(k, NodeKind::Fold { .. }) == fold && !matches!(k, NodeKind::Decision { .. }))
            .count()
    };
    match tree.subtree(0).find(|&id| count(id, true) > 1 || count(id, false) > 1) {
        Some(id) => Err(SolverError::Leaves(id)),
        None => Ok(()),
    }
}
