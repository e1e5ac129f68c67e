//! External sampling (Lanctot, Waugh, Zinkevich & Bowling 2009), one sampled hand at a time, on the same trees and buckets.
//!
//! The plain sampler that vector training is compared with, and the base of multiway training. An iteration deals one hand to
//! each player and a board, and walks the tree once for each traverser: all actions at the traverser's nodes, one sampled
//! action at the other player's nodes.
//!
//! *Averages* are accumulated at the other player's nodes, with weight 1: there the sampling itself supplies the player's own
//! reach. At the traverser's nodes every action is walked, so a sum taken there would leave the reach out, and the average
//! would not converge to an equilibrium.
//!
//! *Threads* share one table of relaxed atomic numbers, loaded and stored but never locked. Two workers that update the same
//! row at the same moment may lose one of the two updates: a bounded, rare error of one sample among thousands, and no
//! undefined behaviour. One worker is reproducible to the bit; several are not.

use crate::deals::BoardStream;
use crate::discount::Discount;
use crate::layout::{Layout, bucket_counts};
use crate::strategy::Strategy;
use holdem_game::deal::{CardModel, Deal, DealRng};
use holdem_game::tree::{BettingTree, NodeId, NodeKind};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Numbers per action: one regret, one strategy sum.
const PER_ACTION: usize = 2;

/// Streams of action choices must not meet those of deals.
const ACTION_STREAM: u64 = 1 << 62;

/// Most actions at a node.
const MAX_ACTIONS: usize = 32;

/// Iterations that a worker takes at a time.
const CHUNK: u64 = 256;

/// Plain external sampling for two players.
pub struct ExternalSampler<'a> {
    tree: &'a BettingTree,
    cards: &'a dyn CardModel,
    seed: u64,
    discount: Discount,
    stream: BoardStream,
    layout: Layout,
    table: Vec<AtomicU32>,
    iterations: u64,
    nodes: u64,
}

/// The sampler has no discount passes.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ExternalError {
    /// A discount that works by passes over the tables.
    #[error("external sampling discounts by weight: use none or linear")]
    Discount,
    /// Not a game for two.
    #[error("this sampler is for 2 players, the betting tree has {0}")]
    Players(usize),
    /// A node with too many actions.
    #[error("a node has {0} actions, expected at most {MAX_ACTIONS}")]
    Actions(usize),
}

impl<'a> ExternalSampler<'a> {
    /// Prepares to train from uniform strategies.
    ///
    /// # Errors
    /// [`ExternalError`] if the tree or the discount does not fit this sampler.
    pub fn new(
        tree: &'a BettingTree,
        cards: &'a dyn CardModel,
        seed: u64,
        discount: Discount,
    ) -> Result<Self, ExternalError> {
        if tree.num_players() != 2 {
            return Err(ExternalError::Players(tree.num_players()));
        }
        if matches!(discount, Discount::Dcfr { .. }) {
            return Err(ExternalError::Discount);
        }
        let widest = tree.nodes().iter().map(|n| n.num_actions as usize).max().unwrap_or(0);
        if widest > MAX_ACTIONS {
            return Err(ExternalError::Actions(widest));
        }
        let layout = Layout::new(tree, &bucket_counts(cards), tree.subtree(0), PER_ACTION, |_| true);
        let table = std::iter::repeat_with(|| AtomicU32::new(0)).take(layout.len()).collect();
        let stream = BoardStream::new(cards, seed, Some(2));
        Ok(Self { tree, cards, seed, discount, stream, layout, table, iterations: 0, nodes: 0 })
    }

    /// Deals walked so far, once for each traverser.
    pub fn iterations(&self) -> u64 {
        self.iterations
    }
    /// Nodes visited so far, terminal nodes included: one hand at one node.
    pub fn nodes(&self) -> u64 {
        self.nodes
    }

    /// Walks deals on `workers` threads until `limit` iterations are reached in all, or `stop` says so.
    pub fn run(&mut self, workers: usize, limit: u64, stop: &(dyn Fn() -> bool + Sync)) {
        let next = AtomicU64::new(self.iterations);
        let (done, nodes) = (AtomicU64::new(self.iterations), AtomicU64::new(self.nodes));
        let this = &*self;
        std::thread::scope(|scope| {
            for _ in 0..workers.max(1) {
                scope.spawn(|| {
                    let mut walker = Walker::new(this);
                    loop {
                        // Relaxed: hands out numbers; the table's own order is argued in the module's text.
                        let start = next.fetch_add(CHUNK, Ordering::Relaxed);
                        if start >= limit || stop() {
                            break;
                        }
                        let end = (start + CHUNK).min(limit);
                        (start..end).for_each(|iteration| walker.iteration(iteration));
                        done.fetch_add(end - start, Ordering::Relaxed);
                    }
                    nodes.fetch_add(walker.nodes, Ordering::Relaxed);
                });
            }
        });
        self.iterations = done.into_inner();
        self.nodes = nodes.into_inner();
    }

    /// The average strategy.
    pub fn average_strategy(&self) -> Strategy {
        Strategy::from_rows(self.tree, &bucket_counts(self.cards), |node, out| {
            let n = self.tree.edges(node).len();
            let rows = &self.table[self.layout.range(node)];
            for (row, out) in rows.chunks_exact(PER_ACTION * n).zip(out.chunks_exact_mut(n)) {
                for (out, sum) in out.iter_mut().zip(&row[n..]) {
                    *out = load(sum);
                }
            }
        })
    }
}

// Relaxed: every number stands for itself; see the module's text.
fn load(x: &AtomicU32) -> f32 {
    f32::from_bits(x.load(Ordering::Relaxed))
}

fn add(x: &AtomicU32, what: f32) {
    x.store((load(x) + what).to_bits(), Ordering::Relaxed);
}

/// One worker.
struct Walker<'s, 'a> {
    solver: &'s ExternalSampler<'a>,
    deal: Deal,
    rng: DealRng,
    /// By player: slot of the deal.
    slots: [usize; 2],
    /// What player 0 wins at showdown, in stakes: 1, 0 or -1.
    won: f32,
    weight: f32,
    nodes: u64,
}

impl<'s, 'a> Walker<'s, 'a> {
    fn new(solver: &'s ExternalSampler<'a>) -> Self {
        let rng = DealRng::for_iteration(solver.seed, ACTION_STREAM);
        Self { solver, deal: Deal::default(), rng, slots: [0; 2], won: 0.0, weight: 1.0, nodes: 0 }
    }

    fn iteration(&mut self, iteration: u64) {
        self.rng = DealRng::for_iteration(self.solver.seed, ACTION_STREAM | iteration);
        self.weight = self.solver.discount.weight(iteration + 1, 1);
        self.deal_hands(iteration);
        for traverser in 0..2 {
            self.walk(0, traverser);
        }
    }

    /// Deals until two hands of the board do not collide.
    fn deal_hands(&mut self, iteration: u64) {
        let ExternalSampler { stream, cards, .. } = self.solver;
        stream.deal(*cards, iteration, &mut self.deal);
        loop {
            let first = self.rng.below(self.deal.len());
            let second = (first + 1 + self.rng.below(self.deal.len() - 1)) % self.deal.len();
            self.slots = [first, second];
            let blockers = &self.deal.blockers;
            if !blockers[first].iter().any(|b| blockers[second].contains(b)) {
                break;
            }
            stream.redeal(*cards, &mut self.rng, &mut self.deal);
        }
        let group = |slot: usize| self.deal.tie_ends.partition_point(|end| *end as usize <= slot);
        let [first, second] = self.slots.map(group);
        self.won = match first.cmp(&second) {
            std::cmp::Ordering::Less => -1.0,
            std::cmp::Ordering::Equal => 0.0,
            std::cmp::Ordering::Greater => 1.0,
        };
    }

    /// Payoff of the traverser in chips.
    fn walk(&mut self, id: NodeId, traverser: usize) -> f32 {
        self.nodes += 1;
        let tree = self.solver.tree;
        let node = tree.node(id);
        let for_traverser = |won: f32| if traverser == 0 { won } else { -won };
        match node.kind {
            NodeKind::Fold { winner } => {
                let amount = tree.contributions(id)[1 - winner as usize] as f32;
                if winner as usize == traverser { amount } else { -amount }
            }
            NodeKind::Showdown => for_traverser(self.won) * tree.contributions(id)[0] as f32,
            NodeKind::Decision { player } => {
                let n = node.num_actions as usize;
                let bucket = self.deal.buckets[node.street as usize][self.slots[player as usize]] as usize;
                let row = &self.solver.table[self.solver.layout.range(id)][bucket * PER_ACTION * n..]
                    [..PER_ACTION * n];
                let mut strategy = [0.0; MAX_ACTIONS];
                let strategy = &mut strategy[..n];
                regret_matching(&row[..n], strategy);
                match player as usize == traverser {
                    true => self.explore(id, row, strategy, traverser),
                    false => self.sample(id, row, strategy, traverser),
                }
            }
        }
    }

    /// Walks all actions of the traverser and adds regrets.
    fn explore(&mut self, id: NodeId, row: &[AtomicU32], strategy: &[f32], traverser: usize) -> f32 {
        let mut values = [0.0; MAX_ACTIONS];
        let mut mean = 0.0;
        for (i, edge) in self.solver.tree.edges(id).iter().enumerate() {
            values[i] = self.walk(edge.child, traverser);
            mean += strategy[i] * values[i];
        }
        for (regret, value) in row.iter().zip(&values[..strategy.len()]) {
            add(regret, self.weight * (value - mean));
        }
        mean
    }

    /// Adds the other player's strategy to the sums and walks one sampled action.
    fn sample(&mut self, id: NodeId, row: &[AtomicU32], strategy: &[f32], traverser: usize) -> f32 {
        for (sum, p) in row[strategy.len()..].iter().zip(strategy) {
            add(sum, self.weight * p);
        }
        let mut left = self.rng.unit();
        let mut chosen = strategy.len() - 1;
        for (i, p) in strategy.iter().enumerate() {
            left -= p;
            if left < 0.0 {
                chosen = i;
                break;
            }
        }
        self.walk(self.solver.tree.edges(id)[chosen].child, traverser)
    }
}

fn regret_matching(regrets: &[AtomicU32], out: &mut [f32]) {
    let mut sum = 0.0;
    for (out, regret) in out.iter_mut().zip(regrets) {
        *out = load(regret).max(0.0);
        sum += *out;
    }
    if sum > 0.0 {
        out.iter_mut().for_each(|p| *p /= sum);
    } else {
        out.fill(1.0 / out.len() as f32);
    }
}
