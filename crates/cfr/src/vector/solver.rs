//! Vector-form public chance sampling over trunk and subtrees (Johanson, Bard, Lanctot, Gibson & Bowling 2012, "Efficient
//! Nash equilibrium approximation through Monte Carlo counterfactual regret minimization").
//!
//! A batch is a number of sampled boards. Every subtree is one task that walks all boards of the batch, and the trunk nodes above
//! are done on the way up: each by the worker that brought the last part below it. Both players learn in the same walk.
//!
//! *No locks in the way, no queues, no polling.* Tasks are numbers taken from one counter. What a subtree or a trunk node learns
//! is touched by the worker whose turn it is and by nobody else, and which worker that is cannot be seen in the result. Locks are
//! there only to let the compiler prove this: see `locks`.
//!
//! *From one batch to the next.* One more task deals the next batch. A trunk node that has learned fixes its strategy for it at
//! once, if it is dealt by then. When the last task is finished the root is done, too; the worker that finished it counts, fixes
//! the strategies that are not, and wakes the others, which parked when they found no task left: at most one park per worker and
//! batch.
//!
//! *Within a batch* the trunk plays the strategy it had at the start; subtrees take the boards in groups of a few and learn
//! from each group before the next. A subtree whose tables exceed the caches can be walked part by part: see `route`.

use super::run::{Parts, Run};
use super::setup::Setup;
use super::subtree::{Arenas, Subtree};
use crate::discount::Discount;
use crate::pinning::Cores;
use crate::tables::layout::{NodeBytes, bucket_counts};
use crate::tables::storage::Storage;
use crate::tables::strategy::Strategy;
use crate::tables::table::Table;
use crate::vector::cut::Cut;
use crate::vector::deals::{BoardStream, DealBatch};
use crate::vector::route::Route;
use crate::vector::trunk::Trunk;
use holdem_game::deal::CardModel;
use holdem_game::tree::{BettingTree, NodeId, NodeKind};
use std::io;
use std::sync::{Mutex, RwLock};

/// What a solver does; the defaults are those of `holdem train`.
#[derive(Clone, Debug, PartialEq)]
pub struct SolverOptions {
    /// Seed of the boards and hands.
    pub seed: u64,
    /// Boards per batch, reached by a ramp: large batches before there is anything to average are known to hurt.
    pub batch_size: usize,
    /// Boards in the first batches, `batch_size` at most: where the ramp begins. Four are walked together and pass faster than
    /// one by one, but teach less each.
    pub batch_start: usize,
    /// Bytes of tables that are walked for all boards of a batch before the next are entered: subtrees with more are walked part by
    /// part, and the nodes above the parts play one strategy throughout a batch, as the trunk does. `None` for no limit; without
    /// effect on a solver with a responder.
    pub part_bytes: Option<u64>,
    /// Private hands sampled per board; `None` for all.
    pub hands_per_board: Option<usize>,
    /// How much each iteration counts.
    pub discount: Discount,
    /// Regret matching+ (Tammelin 2014): negative regrets are raised to zero after each group of boards, and all iterations
    /// count the same in regrets; the discount weights the average strategy alone.
    pub regret_floor: bool,
    /// How regrets and strategy sums are kept.
    pub storage: Storage,
}

impl Default for SolverOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            batch_size: 64,
            batch_start: 1,
            part_bytes: None,
            hands_per_board: Some(128),
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
    /// Sum over iterations of the first player's expected payoff in chips under the strategies of that moment.
    pub utility_sum: f64,
}

/// A solver: trains one betting tree with one card model.
pub struct Solver<'a> {
    pub(super) setup: Setup<'a>,
    /// The batch that is played and the next one, by turns.
    deals: [RwLock<DealBatch>; 2],
    pub(super) trunk: Trunk,
    pub(super) subtrees: Vec<Mutex<Subtree>>,
    pub(super) work: Work,
    arenas: Vec<Arenas>,
    cores: Option<Cores>,
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
    /// A node with two folds or two showdowns.
    #[error("node {0} has more than one fold or more than one showdown behind it")]
    Leaves(NodeId),
}

impl<'a> Solver<'a> {
    /// Prepares to train both players from uniform strategies.
    ///
    /// # Errors
    /// [`SolverError`] if the tree cannot be trained this way or the memory is refused.
    pub fn new(
        tree: &'a BettingTree,
        cards: &'a dyn CardModel,
        options: SolverOptions,
    ) -> Result<Self, SolverError> {
        Self::against(tree, cards, options, [None, None])
    }

    /// Prepares to train the players without a strategy in `frozen` against those with one.
    ///
    /// # Errors
    /// [`SolverError`] if the tree cannot be trained this way or the memory is refused.
    pub fn against(
        tree: &'a BettingTree,
        cards: &'a dyn CardModel,
        options: SolverOptions,
        frozen: [Option<&'a Strategy>; 2],
    ) -> Result<Self, SolverError> {
        Self::prepare(tree, cards, None, None, options, frozen)
    }

    /// Prepares to train both players, each over buckets of its own. Take the strategy of each from
    /// [`Solver::average_strategy_of`].
    ///
    /// # Errors
    /// [`SolverError`] if the tree cannot be trained this way or the memory is refused.
    pub fn across(
        tree: &'a BettingTree,
        [first, second]: [&'a dyn CardModel; 2],
        options: SolverOptions,
    ) -> Result<Self, SolverError> {
        check(tree, second)?;
        Self::prepare(tree, first, Some(second), None, options, [None, None])
    }

    /// Prepares to train one player against a `responder`, who learns before the last street and plays best responses with real cards
    /// there. With `hands_per_board: None` they are exact; of a sample the responder knows which hands were drawn. Take the strategy of
    /// the other player from [`Solver::average_strategy_of`]; [`RobustSolver`](crate::vector::cfr_br::RobustSolver) trains both.
    ///
    /// # Errors
    /// [`SolverError`] if the tree cannot be trained this way or the memory is refused.
    pub fn against_responder(
        tree: &'a BettingTree,
        cards: &'a dyn CardModel,
        options: SolverOptions,
        responder: u8,
    ) -> Result<Self, SolverError> {
        Self::prepare(tree, cards, None, Some(responder), options, [None, None])
    }

    fn prepare(
        tree: &'a BettingTree,
        cards: &'a dyn CardModel,
        second: Option<&'a dyn CardModel>,
        responder: Option<u8>,
        options: SolverOptions,
        frozen: [Option<&'a Strategy>; 2],
    ) -> Result<Self, SolverError> {
        check(tree, cards)?;
        let num_buckets = [cards, second.unwrap_or(cards)].map(bucket_counts);
        let last = tree.num_streets() - 1;
        let mut cut = Cut::by_size(tree);
        let responds = |id: NodeId| cut.in_trunk(id) && usize::from(tree.node(id).street) == last;
        if responder.is_some() && tree.subtree(0).any(responds) {
            // A trunk node takes a batch once, and who responds has to look first.
            cut = Cut::with_largest(tree, tree.nodes().len());
        }
        let rows = |id: NodeId| match tree.node(id).kind {
            NodeKind::Decision { player }
                if Some(player) == responder && usize::from(tree.node(id).street) == last =>
            {
                0
            }
            NodeKind::Decision { player } if frozen[player as usize].is_none() => {
                num_buckets[player as usize][tree.node(id).street as usize]
            }
            NodeKind::Decision { .. } | NodeKind::Fold { .. } | NodeKind::Showdown => 0,
        };
        let memory = |source| {
            let numbers = |id| 2 * rows(id) as u64 * u64::from(tree.node(id).num_actions);
            let bytes = tree.subtree(0).map(numbers).sum::<u64>() * options.storage.bytes_per_number();
            SolverError::Memory { bytes, source }
        };
        let table = |range, rows: &dyn Fn(NodeId) -> usize| Table::new(tree, options.storage, range, rows);
        let trunk = table(tree.subtree(0), &|id| if cut.in_trunk(id) { rows(id) } else { 0 });
        let trunk = Trunk::new(tree, &cut, trunk.map_err(memory)?);
        let bytes = NodeBytes::new(tree, &num_buckets[0], options.storage);
        // Who responds looks at each group of boards before it is learned from: there are no parts then.
        let most = options.part_bytes.filter(|_| responder.is_none()).unwrap_or(u64::MAX);
        let subtrees: io::Result<Vec<_>> = cut
            .roots()
            .iter()
            .map(|&root| {
                let table = table(tree.subtree(root), &rows)?;
                let route = Route::new(tree, root, &bytes, most);
                Ok(Mutex::new(Subtree { route, table }))
            })
            .collect();
        let subtrees = subtrees.map_err(memory)?;
        let stream = BoardStream::new(cards, options.seed, options.hands_per_board);
        let setup = Setup { tree, cards, second, responder, options, frozen, stream };
        let (deals, work, arenas, cores) = (Default::default(), Work::default(), Vec::new(), None);
        Ok(Self { setup, deals, trunk, subtrees, work, arenas, cores })
    }

    /// Work done so far.
    pub fn work(&self) -> &Work {
        &self.work
    }
    /// The options that the solver was made with.
    pub fn options(&self) -> &SolverOptions {
        &self.setup.options
    }
    /// Keeps the workers of later runs on cores, or lets them free again. Nothing that is learned depends on it.
    pub fn pin(&mut self, cores: Option<Cores>) {
        self.cores = cores;
    }
    /// Subtrees that can be walked at the same time.
    pub fn num_tasks(&self) -> usize {
        self.subtrees.len()
    }

    /// Plays batches on `workers` threads until `limit` iterations are reached in all, or `stop` says so. `stop` is asked
    /// between batches, by whichever worker finished last. The result does not depend on `workers`, nor on how a run is
    /// divided into calls unless `limit` cuts a batch short.
    ///
    /// # Panics
    /// If a worker panics.
    pub fn run(&mut self, workers: usize, limit: u64, stop: &(dyn Fn(&Work) -> bool + Sync)) {
        if self.work.iterations >= limit || self.subtrees.is_empty() {
            return;
        }
        let workers = workers.clamp(1, self.subtrees.len());
        self.arenas.resize_with(workers.max(self.arenas.len()), Arenas::default);
        let run = Run::new(Parts {
            setup: &self.setup,
            deals: &self.deals,
            trunk: self.trunk.open(),
            subtrees: &self.subtrees,
            cores: self.cores.as_ref(),
            limit,
            stop,
            work: self.work,
        });
        self.work = run.play_batches(&mut self.arenas[..workers]);
        self.trunk.close();
    }
}

fn check(tree: &BettingTree, cards: &dyn CardModel) -> Result<(), SolverError> {
    if tree.num_players() != 2 {
        return Err(SolverError::Players(tree.num_players()));
    }
    if tree.num_streets() != cards.num_streets() {
        return Err(SolverError::Streets { tree: tree.num_streets(), cards: cards.num_streets() });
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
