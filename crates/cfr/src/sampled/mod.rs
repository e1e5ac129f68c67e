//! Sampled-hand training: external and outcome sampling (Lanctot, Waugh, Zinkevich & Bowling, "Monte Carlo
//! sampling for regret minimization in extensive games", 2009) for two or more players, side pots included.
//!
//! An iteration deals one hand to each player and a board, and walks the tree once for each player. The
//! vector form carries all hands of a board at once and is the better choice for two players. The sampled
//! form needs no comparison of all hands, so it can train multiway games, and a walk costs what the sampled
//! lines cost, not the whole tree.
//!
//! | module | holds |
//! |---|---|
//! | `options`, [`exploration`] | what a solver does |
//! | `nodes`, `table` | the tree in 20 bytes per node; one table for all workers |
//! | `walk`, `row` | groups of deals, level by level; the operations on one row |
//! | `fade` | DCFR for rows that are touched only occasionally |
//!
//! # Averages
//! A visit must count in proportion to the acting player's own reach. At the traverser's nodes it would not,
//! because all actions are walked there, whatever the strategy plays. See [`Averaging`].
//!
//! # What several workers share
//! Workers share one table without locks; see `table` for why that does no harm. One worker gives the same
//! bits for the same seed, however a run is divided, as long as no limit cuts a chunk of [`CHUNK`]
//! iterations. Several workers do not.

pub mod exploration;
mod fade;
mod nodes;
mod options;
mod payoff;
mod row;
mod table;
mod walk;

use crate::discount::Discount;
use crate::tables::layout::{Look, bucket_counts};
use crate::tables::strategy::Strategy;
pub use exploration::{Coverage, Exploration, Schedule};
use fade::Fades;
use holdem_game::deal::CardModel;
use holdem_game::tree::{BettingTree, MAX_PLAYERS, NodeId, NodeKind};
use nodes::{MAX_ACTIONS, Nodes};
pub use options::{Averaging, Method, Pruning, SampledOptions};
use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use table::Table;
use walk::{Counts, Game, Walker};

/// Iterations that a worker takes at a time; a run stops at a multiple of it unless its limit is not one.
pub const CHUNK: u64 = 256;

/// Largest number of deals that a worker walks together.
const GROUP: u64 = 16;

/// A group is at most this share of the iterations before it, until it has reached its size.
const RAMP: u64 = 256;

/// Work done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SampledWork {
    /// Deals walked, once for each player.
    pub iterations: u64,
    /// Nodes visited, terminal nodes included.
    pub nodes: u64,
    /// By player: sum over iterations of the sampled payoff in chips.
    pub utility_sum: [f64; MAX_PLAYERS],
    /// The current share of an adaptive exploration schedule.
    pub adapted_epsilon: f32,
    /// Coverage since the last adaptation.
    pub coverage: Coverage,
}

impl SampledWork {
    /// Adds what a worker has done.
    fn add(&mut self, iterations: u64, counts: &Counts) {
        self.iterations += iterations;
        self.nodes += counts.nodes;
        self.utility_sum.iter_mut().zip(counts.utility).for_each(|(sum, x)| *sum += x);
        self.coverage.join(counts.coverage);
    }
}

/// Why a sampled solver cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SampledError {
    /// The system refused the memory for the tables.
    #[error("no memory for the tables of {bytes} bytes: {source}")]
    Memory {
        /// Size of the tables.
        bytes: u64,
        /// What the system said.
        source: io::Error,
    },
    /// A node with too many actions.
    #[error("a node has {0} actions, expected at most {MAX_ACTIONS}")]
    Actions(usize),
    /// More rows than can be addressed.
    #[error("the tables are too large to be addressed")]
    TooLarge,
    /// The tree and the cards are of different games.
    #[error("the betting tree has {tree} streets, the card model {cards}")]
    Streets {
        /// Streets of the tree.
        tree: usize,
        /// Streets of the card model.
        cards: usize,
    },
    /// Options that do not go together.
    #[error("{0}")]
    Options(&'static str),
}

/// A solver that walks sampled hands.
pub struct SampledSolver {
    game: Game,
    num_buckets: Vec<usize>,
    work: SampledWork,
}

impl SampledSolver {
    /// Prepares to train all players from uniform strategies.
    ///
    /// # Errors
    /// [`SampledError`] if tree, cards or options do not fit, or the memory is refused.
    pub fn new(
        tree: &Arc<BettingTree>,
        cards: &Arc<dyn CardModel>,
        options: SampledOptions,
    ) -> Result<Self, SampledError> {
        check(&options)?;
        if tree.num_streets() != cards.num_streets() {
            return Err(SampledError::Streets { tree: tree.num_streets(), cards: cards.num_streets() });
        }
        let num_buckets = bucket_counts(&**cards);
        let fades = Fades::new(options.discount);
        let epochs = usize::from(fades.are_needed());
        let nodes = Nodes::new(tree, &num_buckets, epochs)?;
        let bytes = nodes.words as u64 * 4;
        let table = Table::new(nodes.words).map_err(|source| SampledError::Memory { bytes, source })?;
        let adapted_epsilon = match options.method {
            Method::External => 0.0,
            Method::Outcome(exploration) => exploration.epsilon,
        };
        let work = SampledWork { adapted_epsilon, ..SampledWork::default() };
        let learners = (1 << tree.num_players()) - 1;
        let (tree, cards) = (Arc::clone(tree), Arc::clone(cards));
        let game = Game { tree, cards, options, nodes, table, fades, learners };
        Ok(Self { game, num_buckets, work })
    }

    /// Prepares to train one player against a strategy that the others keep and that the player begins with
    /// too: each row starts with regrets that play it, `trust` pots in all (Brown & Sandholm, "Strategy-based
    /// warm starting for regret minimization in games", 2016). The evidence of a few visits does not outweigh
    /// them; with any trust the player reaches the best response in the end. Weights that grow with the
    /// iterations would make these regrets count less and less, so use [`Discount::None`].
    ///
    /// # Errors
    /// As [`SampledSolver::new`].
    ///
    /// # Panics
    /// If there is no player of this number, or the strategy is for another tree or other buckets.
    pub fn against(
        tree: &Arc<BettingTree>,
        cards: &Arc<dyn CardModel>,
        options: SampledOptions,
        learner: usize,
        strategy: &Strategy,
        trust: f32,
    ) -> Result<Self, SampledError> {
        assert!(learner < tree.num_players(), "no player {learner}");
        let mut solver = Self::new(tree, cards, options)?;
        solver.game.learners = 1 << learner;
        let Game { nodes, table, .. } = &mut solver.game;
        let words = table.words_mut();
        for id in tree.subtree(0) {
            let record = nodes.of(id);
            if !record.is_decision() {
                continue;
            }
            // Regret matching over probabilities gives the strategy itself. Nobody changes the rows of the
            // others.
            let scale = if usize::from(record.player) == learner { trust * tree.pot(id) as f32 } else { 1.0 };
            let n = usize::from(record.num_actions);
            for bucket in 0..solver.num_buckets[usize::from(record.street)] {
                let row = &mut words[record.row(bucket as u32)..][..n];
                row.iter_mut()
                    .zip(strategy.row(id, bucket))
                    .for_each(|(word, p)| *word = (p * scale).to_bits());
            }
        }
        Ok(solver)
    }

    /// Work done so far.
    pub fn work(&self) -> &SampledWork {
        &self.work
    }
    /// The options that the solver was made with.
    pub fn options(&self) -> &SampledOptions {
        &self.game.options
    }
    /// Bytes of the tables, touched or not.
    pub fn table_bytes(&self) -> u64 {
        self.game.nodes.words as u64 * 4
    }

    /// Shows every `stride`-th information set, counted through all decisions in their order: its street,
    /// regrets and strategy sums.
    pub fn sample_rows(&self, stride: usize, look: &mut Look<'_>) {
        let words = self.game.table.words();
        let (mut next, mut numbers) = (0, [0.0; 2 * MAX_ACTIONS]);
        for record in self.game.tree.subtree(0).map(|id| self.game.nodes.of(id)) {
            if !record.is_decision() {
                continue;
            }
            let (n, street) = (usize::from(record.num_actions), usize::from(record.street));
            let buckets = self.num_buckets[street];
            for bucket in (next..buckets).step_by(stride) {
                let row = &words[record.row(bucket as u32)..][..2 * n];
                numbers.iter_mut().zip(row).for_each(|(number, word)| *number = table::load(word));
                look(street, &numbers[..n], &numbers[n..2 * n]);
                next = bucket + stride;
            }
            next = next.saturating_sub(buckets);
        }
    }
    /// Whether it explores at all; outcome sampling does.
    pub fn explores(&self) -> bool {
        matches!(self.game.options.method, Method::Outcome(_))
    }
    /// Share of exploration at this point of the training; 0 for external sampling.
    pub fn epsilon(&self) -> f32 {
        match self.game.options.method {
            Method::External => 0.0,
            Method::Outcome(exploration) => exploration.at(self.work.iterations, self.work.adapted_epsilon),
        }
    }

    /// Walks deals on `workers` threads until `limit` iterations are reached in all, or `stop` says so. Every
    /// worker calls `stop` before each chunk of [`CHUNK`] iterations, with the work that all have finished by
    /// then. With one worker the result does not depend on how a run is divided into calls unless `limit`
    /// cuts a chunk short.
    ///
    /// # Panics
    /// If a worker panics.
    pub fn run(&mut self, workers: usize, limit: u64, stop: &(dyn Fn(&SampledWork) -> bool + Sync)) {
        let interval = match self.game.options.method {
            Method::Outcome(exploration) => exploration.interval().map(|n| n.next_multiple_of(CHUNK)),
            Method::External => None,
        };
        while self.work.iterations < limit {
            let before = self.work.iterations;
            let next = interval.map_or(u64::MAX, |interval| (before / interval + 1) * interval);
            self.segment(workers.max(1), limit.min(next), stop);
            if self.work.iterations == next {
                self.adapt();
            }
            if self.work.iterations < limit.min(next) {
                return;
            }
        }
    }

    fn adapt(&mut self) {
        if let Method::Outcome(exploration) = self.game.options.method {
            let coverage = std::mem::take(&mut self.work.coverage);
            self.work.adapted_epsilon = exploration.adapt(self.work.adapted_epsilon, coverage);
        }
    }

    fn segment(&mut self, workers: usize, limit: u64, stop: &(dyn Fn(&SampledWork) -> bool + Sync)) {
        let next = AtomicU64::new(self.work.iterations);
        // Locked once for each chunk: a few milliseconds of work.
        let total = Mutex::new(self.work);
        let work = || {
            let mut walker = Walker::new(&self.game, self.epsilon());
            let mut work = *locked(&total);
            while !stop(&work) {
                let Some(chunk) = take_chunk(&next, limit) else { break };
                self.walk_chunk(&mut walker, chunk.clone());
                let mut total = locked(&total);
                total.add(chunk.end - chunk.start, &std::mem::take(&mut walker.counts));
                work = *total;
            }
        };
        std::thread::scope(|scope| {
            let work = &work;
            let others: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
            work();
            for other in others {
                other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            }
        });
        self.work = *locked(&total);
    }

    fn walk_chunk(&self, walker: &mut Walker<'_>, chunk: Range<u64>) {
        if let Method::Outcome(exploration) = self.game.options.method {
            walker.set_epsilon(exploration.at(chunk.start, self.work.adapted_epsilon));
        }
        let group = (chunk.start / RAMP).clamp(1, GROUP);
        let mut start = chunk.start;
        while start < chunk.end {
            let end = (start + group).min(chunk.end);
            walker.group(start..end);
            start = end;
        }
    }

    /// The average strategy.
    ///
    /// # Complexity
    /// O(table), one pass.
    pub fn average_strategy(&self) -> Strategy {
        self.strategy_from(1)
    }
    /// The current strategy, by regret matching.
    pub fn current_strategy(&self) -> Strategy {
        self.strategy_from(0)
    }

    /// Strategy from the regrets (`part` 0) or the strategy sums (`part` 1).
    fn strategy_from(&self, part: usize) -> Strategy {
        let words = self.game.table.words();
        Strategy::from_rows(&self.game.tree, &self.num_buckets, |node, out| {
            let record = self.game.nodes.of(node);
            let n = usize::from(record.num_actions);
            for (bucket, out) in out.chunks_exact_mut(n).enumerate() {
                let row = record.row(bucket as u32) + part * n;
                for (out, x) in out.iter_mut().zip(&words[row..row + n]) {
                    *out = table::load(x).max(0.0);
                }
            }
        })
    }

    /// Regrets and strategy sums of one bucket at a decision.
    ///
    /// # Panics
    /// If `node` is not a decision, or has no such bucket.
    pub fn row(&self, node: NodeId, bucket: usize) -> (Vec<f32>, Vec<f32>) {
        let decision = self.game.tree.node(node);
        assert!(matches!(decision.kind, NodeKind::Decision { .. }), "node {node} is no decision");
        assert!(bucket < self.num_buckets[usize::from(decision.street)], "no bucket {bucket}");
        let record = self.game.nodes.of(node);
        let (row, n) = (record.row(bucket as u32), usize::from(record.num_actions));
        let numbers: Vec<f32> = self.game.table.words()[row..row + 2 * n].iter().map(table::load).collect();
        (numbers[..n].to_vec(), numbers[n..].to_vec())
    }

    /// All words of the table: the state of the solver together with [`SampledSolver::work`]. Regrets and
    /// sums are the bits of `f32`, epochs are numbers.
    pub fn words(&mut self) -> &[u32] {
        self.game.table.words_mut()
    }

    /// Sets the work done and lends the table to be filled with the words of a solver with the same tree,
    /// buckets and discount.
    pub fn restore(&mut self, work: SampledWork) -> &mut [u32] {
        self.work = work;
        self.game.table.words_mut()
    }
}

fn check(options: &SampledOptions) -> Result<(), SampledError> {
    let refuse = |why| Err(SampledError::Options(why));
    match (options.method, options.discount) {
        (_, Discount::Dcfr { .. }) if options.regret_floor => {
            refuse("regret matching+ has its own discount: use none or linear with it")
        }
        (Method::Outcome(_), _) if options.pruning.is_some() => {
            refuse("outcome sampling walks one line of play: there is nothing to prune")
        }
        (Method::Outcome(exploration), _) if !(exploration.epsilon > 0.0 && exploration.epsilon <= 1.0) => {
            refuse("outcome sampling needs a share of exploration above 0, at most 1")
        }
        (Method::External, _)
            if options.pruning.is_some_and(|p| p.threshold.is_nan() || p.threshold >= 0.0) =>
        {
            refuse("the pruning threshold is a negative number of chips")
        }
        _ => Ok(()),
    }
}

/// The next chunk, up to the next multiple of [`CHUNK`], so that the division of a run does not affect the
/// result.
fn take_chunk(next: &AtomicU64, limit: u64) -> Option<Range<u64>> {
    let end_of = |start: u64| ((start / CHUNK + 1) * CHUNK).min(limit);
    // Relaxed: it only gives out numbers; `table` argues the ordering of the table itself.
    let start = next
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |start| (start < limit).then(|| end_of(start)))
        .ok()?;
    Some(start..end_of(start))
}

fn locked(total: &Mutex<SampledWork>) -> MutexGuard<'_, SampledWork> {
    total.lock().expect("a worker that panics ends the run")
}
