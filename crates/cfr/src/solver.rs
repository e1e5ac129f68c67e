//! Vector-form public chance sampling over trunk and subtrees (Johanson, Bard, Lanctot, Gibson & Bowling 2012, "Efficient
//! Nash equilibrium approximation through Monte Carlo counterfactual regret minimization").
//!
//! A batch is a number of sampled boards. For each batch the trunk is walked down once, every subtree is one task that walks
//! all boards of the batch, and the trunk is walked up. Both players learn in the same walk.
//!
//! *No locks in the way, no queues, no polling.* Tasks are numbers taken from one counter. A subtree's tables are touched by
//! the worker that took its number and by nobody else, and which worker that is cannot be seen in the result. Each subtree
//! sits in a `Mutex` only to let the compiler prove this: it is taken with `try_lock`, which never waits, and failing would
//! be a bug. The worker that finishes the last task of a batch walks the trunk up, deals the next batch, walks the trunk
//! down and wakes the others, which parked when they found no task left: at most one park per worker and batch.
//!
//! *Within a batch* the trunk plays the strategy it had at the start; subtrees take the boards in groups of a few and learn
//! from each group before the next. A subtree whose tables exceed the caches can be walked part by part: see `route`.

use crate::cut::Cut;
use crate::deals::{BoardStream, DealBatch};
use crate::discount::Discount;
use crate::kernels::{Kernels, mix_bits};
use crate::layout::{NodeBytes, bucket_counts};
use crate::learn::Sides;
use crate::pinning::Cores;
use crate::route::Route;
use crate::storage::Storage;
use crate::strategy::Strategy;
use crate::table::Table;
use crate::trunk::{Play, Trunk};
use holdem_game::deal::CardModel;
use holdem_game::tree::{BettingTree, NodeId, NodeKind};
use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::thread::Thread;

mod state;
mod subtree;

use subtree::{Arenas, Subtree};

/// Boards that a subtree task walks together: the tables pass through the caches once for so many.
const GROUP: usize = 4;

/// A batch is at most this share of the iterations before it, until it has reached `batch_size`.
const RAMP: u64 = 200;

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

/// What all workers share.
struct Shared {
    /// The batch that is played and the next one, by turns.
    deals: [RwLock<DealBatch>; 2],
    trunk: RwLock<Trunk>,
    subtrees: Vec<Mutex<Subtree>>,
}

/// A solver: trains one betting tree with one card model.
pub struct Solver<'a> {
    tree: &'a BettingTree,
    cards: &'a dyn CardModel,
    /// The second player's, where they are others.
    second: Option<&'a dyn CardModel>,
    /// Who answers with a best response on the last street.
    responder: Option<u8>,
    options: SolverOptions,
    frozen: [Option<&'a Strategy>; 2],
    stream: BoardStream,
    shared: Shared,
    work: Work,
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
    /// the other player from [`Solver::average_strategy_of`]; [`RobustSolver`](crate::robust::RobustSolver) trains both.
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
            // The trunk is walked once for a batch, and who responds has to look first.
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
                Ok(Mutex::new(Subtree { route, table, port: trunk.port(root) }))
            })
            .collect();
        let shared = Shared {
            deals: Default::default(),
            trunk: RwLock::new(trunk),
            subtrees: subtrees.map_err(memory)?,
        };
        let stream = BoardStream::new(cards, options.seed, options.hands_per_board);
        let (work, arenas, cores) = (Work::default(), Vec::new(), None);
        Ok(Self { tree, cards, second, responder, options, frozen, stream, shared, work, arenas, cores })
    }

    /// Work done so far.
    pub fn work(&self) -> &Work {
        &self.work
    }
    /// The options that the solver was made with.
    pub fn options(&self) -> &SolverOptions {
        &self.options
    }
    /// Keeps the workers of later runs on cores, or lets them free again. Nothing that is learned depends on it.
    pub fn pin(&mut self, cores: Option<Cores>) {
        self.cores = cores;
    }
    /// Subtrees that can be walked at the same time.
    pub fn num_tasks(&self) -> usize {
        self.shared.subtrees.len()
    }

    /// Plays batches on `workers` threads until `limit` iterations are reached in all, or `stop` says so. `stop` is asked
    /// between batches, by whichever worker finished last. The result does not depend on `workers`, nor on how a run is
    /// divided into calls unless `limit` cuts a batch short.
    ///
    /// # Panics
    /// If a worker panics.
    pub fn run(&mut self, workers: usize, limit: u64, stop: &(dyn Fn(&Work) -> bool + Sync)) {
        if self.work.iterations >= limit || self.shared.subtrees.is_empty() {
            return;
        }
        let workers = workers.clamp(1, self.shared.subtrees.len());
        self.arenas.resize_with(workers.max(self.arenas.len()), Arenas::default);
        let mut arenas = std::mem::take(&mut self.arenas);
        let run = Run {
            solver: self,
            limit,
            stop,
            state: Mutex::new(self.work),
            next: AtomicUsize::new(usize::MAX / 2),
            done: AtomicUsize::new(0),
            playing: AtomicUsize::new(0),
            round: AtomicU64::new(0),
            finished: AtomicBool::new(false),
            workers: OnceLock::new(),
        };
        std::thread::scope(|scope| {
            let (first, others) = arenas.split_first_mut().expect("there is at least one worker");
            let run = &run;
            let others = (1..workers).zip(others);
            let handles: Vec<_> =
                others.map(|(worker, arenas)| scope.spawn(move || run.work(worker, arenas))).collect();
            let threads = handles.iter().map(|h| h.thread().clone()).chain([std::thread::current()]);
            run.workers.get_or_init(|| threads.collect());
            let _alarm = EndOnPanic(run);
            run.start_batch();
            run.open_round();
            run.work(0, first);
        });
        let work = *own(&run.state);
        self.work = work;
        self.arenas = arenas;
    }

    /// Batch that follows `iterations` played ones.
    fn batch_len(&self, iterations: u64, limit: u64) -> u64 {
        let SolverOptions { batch_size, batch_start, .. } = self.options;
        let most = batch_size.max(1) as u64;
        let ramped = (iterations / RAMP).clamp(most.min(batch_start.max(1) as u64), most);
        ramped.min(limit - iterations)
    }

    /// What is learned from the boards of a batch from the `first` on. Regrets are in chips against one hand of the other
    /// player on average, whatever the sample.
    fn sides(&self, deals: &DealBatch, first: usize) -> Sides<'a> {
        let Range { start, end } = deals.iterations();
        let weight = self.options.discount.weight(start + 1, end - start);
        let others = deals.deals().first().map_or(1, |deal| deal.len().max(2) - 1);
        let regret_floor = self.options.regret_floor;
        Sides {
            frozen: self.frozen,
            regret_weight: if regret_floor { 1.0 } else { weight } / others as f32,
            strategy_weight: weight,
            regret_floor,
            key: self.key(start + first as u64),
        }
    }

    /// Chooses the random bits of an iteration where numbers are rounded.
    fn key(&self, iteration: u64) -> u64 {
        mix_bits(self.options.seed ^ mix_bits(iteration))
    }

    /// Applies the discount that is due when a batch ends, if any.
    fn discount(&self, table: &mut Table, batch: Range<u64>) {
        if let Some(mut factors) = self.options.discount.due(batch.start, batch.end) {
            if self.options.regret_floor {
                (factors.positive, factors.negative) = (1.0, 1.0);
            }
            table.discount(factors, self.key(!batch.end));
        }
    }
}

/// One call of [`Solver::run`].
struct Run<'r, 'a> {
    solver: &'r Solver<'a>,
    limit: u64,
    stop: &'r (dyn Fn(&Work) -> bool + Sync),
    state: Mutex<Work>,
    /// Next task of the batch; past their number when none is left, as before the first batch.
    next: AtomicUsize,
    /// Tasks finished in the batch.
    done: AtomicUsize,
    /// Which of the two batches is played.
    playing: AtomicUsize,
    /// Batches started by this call; a change wakes the parked.
    round: AtomicU64,
    finished: AtomicBool,
    /// Who may be parked; set before the first batch opens.
    workers: OnceLock<Vec<Thread>>,
}

/// Ends the run when a worker panics, so that nobody waits for it; the panic itself is passed on by the scope.
struct EndOnPanic<'x, 'r, 'a>(&'x Run<'r, 'a>);

impl Drop for EndOnPanic<'_, '_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.finished.store(true, Ordering::Release);
            self.0.open_round();
        }
    }
}

impl Run<'_, '_> {
    /// Takes tasks until the run is finished.
    fn work(&self, worker: usize, arenas: &mut Arenas) {
        let _alarm = EndOnPanic(self);
        let _held = self.solver.cores.as_ref().map(|cores| cores.hold(worker));
        let tasks = self.num_tasks();
        loop {
            // Acquire pairs with the release in `open_round`: who reads a round also sees its deals and reach vectors.
            let round = self.round.load(Ordering::Acquire);
            if self.finished.load(Ordering::Acquire) {
                return;
            }
            loop {
                let task = self.next.fetch_add(1, Ordering::AcqRel);
                if task >= tasks {
                    break;
                }
                self.task(task, arenas);
                if self.done.fetch_add(1, Ordering::AcqRel) + 1 == tasks {
                    self.turn();
                }
            }
            while self.round.load(Ordering::Acquire) == round && !self.finished.load(Ordering::Acquire) {
                std::thread::park();
            }
        }
    }

    /// Tasks of a batch: dealing the next one, and every subtree.
    fn num_tasks(&self) -> usize {
        1 + self.solver.shared.subtrees.len()
    }

    fn task(&self, task: usize, arenas: &mut Arenas) {
        match task.checked_sub(1) {
            None => self.deal_ahead(),
            Some(subtree) => self.walk_subtree(subtree, arenas),
        }
    }

    /// Ends a batch and starts the next one: done by the worker that finished the last task, while no other has one.
    fn turn(&self) {
        self.end_batch();
        let work = *own(&self.state);
        if work.iterations >= self.limit || (self.stop)(&work) {
            self.finished.store(true, Ordering::Release);
        } else {
            self.start_batch();
        }
        self.open_round();
    }

    /// Wakes all workers but the caller, to take tasks or to leave.
    fn open_round(&self) {
        self.round.fetch_add(1, Ordering::AcqRel);
        let me = std::thread::current().id();
        for thread in self.workers.get().into_iter().flatten().filter(|t| t.id() != me) {
            thread.unpark();
        }
    }

    fn start_batch(&self) {
        let solver = self.solver;
        let done = own(&self.state).iterations;
        // Relaxed: who takes a task of the batch sees it through the release below.
        self.playing.fetch_xor(1, Ordering::Relaxed);
        self.fill(self.playing(), done);
        let deals = read(self.playing());
        let play = self.play(&deals, 0..deals.deals().len());
        write(&solver.shared.trunk).down(play, &deals);
        self.done.store(0, Ordering::Relaxed);
        // Release: opens the batch; everything written above is seen by whoever takes a task.
        self.next.store(0, Ordering::Release);
    }

    /// The batch that is played.
    fn playing(&self) -> &RwLock<DealBatch> {
        &self.solver.shared.deals[self.playing.load(Ordering::Relaxed)]
    }

    /// Deals the batch that begins after `done` iterations, unless it is there already.
    fn fill(&self, batch: &RwLock<DealBatch>, done: u64) {
        let solver = self.solver;
        let iterations = done..done + solver.batch_len(done, self.limit);
        let mut batch = write(batch);
        if batch.iterations() != iterations {
            batch.fill(&solver.stream, solver.cards, iterations);
            if let Some(second) = solver.second {
                batch.fill_second(&solver.stream, second);
            }
        }
    }

    /// Deals the next batch while this one is played.
    fn deal_ahead(&self) {
        let done = read(self.playing()).iterations().end;
        if done < self.limit {
            let other = 1 - self.playing.load(Ordering::Relaxed);
            self.fill(&self.solver.shared.deals[other], done);
        }
    }

    fn end_batch(&self) {
        let solver = self.solver;
        let deals = read(self.playing());
        let play = self.play(&deals, 0..deals.deals().len());
        let mut trunk = write(&solver.shared.trunk);
        trunk.up(play, &solver.shared);
        let mut state = own(&self.state);
        trunk.root_values(&solver.shared, &mut |values| state.utility_sum += utility(&deals, &values[0]));
        state.iterations += deals.deals().len() as u64;
        state.batches += 1;
        let nodes = solver.tree.nodes().len() as u64;
        state.nodes += nodes * deals.deals().len() as u64;
        state.hand_node_visits += 2 * nodes * deals.deals().iter().map(|d| d.len() as u64).sum::<u64>();
        solver.discount(&mut trunk.table, deals.iterations());
    }

    fn play<'w>(&'w self, deals: &'w DealBatch, range: Range<usize>) -> Play<'w> {
        Play {
            tree: self.solver.tree,
            kernels: Kernels::detect(),
            sides: self.solver.sides(deals, range.start),
            group: deals.group(range),
        }
    }
}

/// Sum over boards of the first player's expected payoff in chips.
fn utility(deals: &DealBatch, values: &[f32]) -> f64 {
    let per_deal = deals.all();
    per_deal
        .slots()
        .map(|(deal, slots)| {
            let sum: f64 = values[slots].iter().map(|v| f64::from(*v)).sum();
            sum / deal.num_pairs().max(1) as f64
        })
        .sum()
}

/// Takes what nobody else can be holding: see the module's text.
fn own<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.try_lock().expect("each part has one owner at a time")
}

fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.try_read().expect("nobody writes while tasks are under way")
}

fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.try_write().expect("nobody reads between batches")
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
