//! Joins several strategies of one tree and one abstraction into their average.
//!
//! *What an average is.* A player who draws one of the strategies before each hand, with the given weights,
//! and plays it to the end wins against anybody what the strategies win on average. The single strategy that
//! plays in the same way weights each of them at every information set by the probability with which its
//! *own* decisions lead there (Kuhn 1953; Zinkevich, Johanson, Bowling & Piccione 2007). The plain mean of
//! the probabilities does not do this: it gives weight to strategies that never reach the information set.
//!
//! *Buckets.* Hands of one bucket arrive from different buckets of earlier streets, so a bucket has no own
//! reach; its hands do. So this does what training does: it carries the reach of every hand down the tree on
//! sampled boards, with the hand's own bucket on every street, and adds it up by bucket. All strategies see
//! the same boards and hands, so that strategies that play alike weigh alike to the last digit. Games with
//! few boards visit all of them, which is exact.
//!
//! A row that no sampled hand reaches is averaged by the given weights alone.

use crate::kernels::Kernels;
use crate::tables::layout::{Layout, bucket_counts};
use crate::tables::strategy::{Strategy, WrongSize};
use crate::vector::cut::Cut;
use crate::vector::deals::{BoardStream, DealBatch};
use holdem_cards::parallel::in_parallel;
use holdem_game::deal::{CardModel, HandSample};
use holdem_game::tree::{BettingTree, MAX_STREETS, NodeId, NodeKind};

/// Boards that are walked together.
const GROUP: usize = 8;

/// Weight of a hand with reach 1 in all strategies that every row starts with. It decides only where no
/// sampled hand arrives.
const PRIOR: f64 = 1e-9;

/// The hands by which strategies are weighted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReachSample {
    /// Seed of boards and hands.
    pub seed: u64,
    /// Number of boards; games with few boards visit each once instead.
    pub boards: usize,
    /// Which private hands of a board are looked at.
    pub hands: HandSample,
    /// Threads; the result does not depend on them.
    pub workers: usize,
}

impl Default for ReachSample {
    fn default() -> Self {
        Self { seed: 1, boards: 2000, hands: HandSample::Uniform(128), workers: 1 }
    }
}

/// An average being built, for any number of players.
pub struct Average<'a> {
    tree: &'a BettingTree,
    cut: Cut,
    layout: Layout,
    groups: Vec<Hands>,
    workers: usize,
    sums: Vec<f32>,
}

/// Some boards with their hands, side by side.
struct Hands {
    /// `[street][slot]`.
    buckets: [Vec<u32>; MAX_STREETS],
    /// `[slot]`: 1, or 0 for padding.
    live: Vec<f32>,
}

impl<'a> Average<'a> {
    /// Deals the sample. Without a strategy the average is uniform.
    ///
    /// # Complexity
    /// Keeps the resulting strategy, and about 20 bytes for each sampled hand.
    pub fn new(tree: &'a BettingTree, cards: &dyn CardModel, sample: ReachSample) -> Self {
        let layout = Layout::of_strategy(tree, &bucket_counts(cards));
        let sums = vec![0.0; layout.len()];
        let (groups, workers) = (Hands::deal(cards, sample), sample.workers);
        Self { tree, cut: Cut::by_size(tree), layout, groups, workers, sums }
    }

    /// Adds a strategy. Only the ratio of weights counts.
    ///
    /// # Complexity
    /// O(hands x decision nodes), and as much memory as there are information sets.
    ///
    /// # Errors
    /// [`WrongSize`] if the strategy is for another tree or other buckets.
    ///
    /// # Panics
    /// If the weight is negative or not finite.
    pub fn add(&mut self, strategy: &Strategy, weight: f64) -> Result<(), WrongSize> {
        assert!(weight >= 0.0 && weight.is_finite(), "a weight is a number from 0 on, not {weight}");
        let (found, expected) = (strategy.probabilities().len(), self.layout.len());
        if found != expected {
            return Err(WrongSize { found, expected });
        }
        // The trunk, then the subtrees, largest first: no two tasks count hands at the same node.
        let tasks: Vec<Part> = std::iter::once(Part::Trunk)
            .chain(self.cut.roots().iter().map(|&root| Part::Below(root)))
            .collect();
        let counted = in_parallel(self.workers, tasks.len(), |i| self.count(strategy, tasks[i]));
        for (node, hands) in counted.into_iter().flatten() {
            self.add_rows(node, strategy, weight, &hands);
        }
        Ok(())
    }

    /// The average.
    pub fn finish(self) -> Strategy {
        Strategy::from_weights(self.layout, self.sums)
    }

    /// Adds the rows of a node; `hands`, by bucket: how many arrive there, each weighted by its reach.
    fn add_rows(&mut self, node: NodeId, strategy: &Strategy, weight: f64, hands: &[f64]) {
        let (range, num_actions) = (self.layout.range(node), self.layout.block(node).num_actions);
        let rows = strategy.probabilities()[range.clone()].chunks_exact(num_actions);
        let sums = self.sums[range].chunks_exact_mut(num_actions);
        for ((sums, row), hands) in sums.zip(rows).zip(hands) {
            let weight = (weight * (hands + PRIOR)) as f32;
            for (sum, p) in sums.iter_mut().zip(row) {
                *sum += weight * p;
            }
        }
    }

    /// Counts the hands that arrive at each node of a part, by bucket, each weighted by its reach.
    fn count(&self, strategy: &Strategy, part: Part) -> Vec<(NodeId, Vec<f64>)> {
        let is_counted = |node: NodeId| match part {
            Part::Trunk => self.cut.in_trunk(node),
            Part::Below(root) => self.tree.subtree(root).contains(&node),
        };
        let rows = |node: NodeId| if is_counted(node) { self.layout.block(node).num_buckets } else { 0 };
        let range = match part {
            Part::Trunk => self.tree.subtree(0),
            Part::Below(root) => self.tree.subtree(root),
        };
        let mut hands: Vec<Vec<f64>> = range.clone().map(|node| vec![0.0; rows(node)]).collect();
        for group in &self.groups {
            let reach = vec![group.live.clone(); self.tree.num_players()];
            let (kernels, free, first) = (Kernels::detect(), Vec::new(), range.start);
            let mut descent = Descent {
                average: self,
                strategy,
                kernels,
                part,
                group,
                reach,
                free,
                first,
                hands: &mut hands,
            };
            if descent.enters(0) {
                descent.visit(0);
            }
        }
        range.zip(hands).filter(|(_, hands)| !hands.is_empty()).collect()
    }
}

impl Hands {
    fn deal(cards: &dyn CardModel, sample: ReachSample) -> Vec<Self> {
        let all = cards.final_boards().map(|boards| boards.len());
        let hands = if all.is_some() { HandSample::All } else { sample.hands };
        let (stream, count) = (BoardStream::new(cards, sample.seed, hands), all.unwrap_or(sample.boards));
        in_parallel(sample.workers, count.div_ceil(GROUP), |i| {
            let mut batch = DealBatch::default();
            batch.fill(&stream, cards, (i * GROUP) as u64..((i + 1) * GROUP).min(count) as u64);
            Self { buckets: batch.all().buckets[0].map(<[u32]>::to_vec), live: batch.live().to_vec() }
        })
    }
}

/// The part of a tree whose hands are counted together.
#[derive(Clone, Copy)]
enum Part {
    /// The nodes above the subtrees.
    Trunk,
    /// The subtree of a node.
    Below(NodeId),
}

/// The way down from the root with every player's reach.
struct Descent<'d> {
    average: &'d Average<'d>,
    strategy: &'d Strategy,
    kernels: &'static Kernels,
    part: Part,
    group: &'d Hands,
    /// `[player][slot]`.
    reach: Vec<Vec<f32>>,
    /// Vectors to be used again.
    free: Vec<Vec<f32>>,
    /// `[node - first][bucket]`; no buckets where nothing is counted.
    hands: &'d mut [Vec<f64>],
    first: NodeId,
}

impl Descent<'_> {
    /// Whether a node is on the path.
    fn enters(&self, node: NodeId) -> bool {
        let tree = self.average.tree;
        match self.part {
            _ if !matches!(tree.node(node).kind, NodeKind::Decision { .. }) => false,
            Part::Trunk => self.average.cut.in_trunk(node),
            Part::Below(root) => tree.subtree(root).contains(&node) || tree.subtree(node).contains(&root),
        }
    }

    fn visit(&mut self, node: NodeId) {
        let (tree, group) = (self.average.tree, self.group);
        let NodeKind::Decision { player } = tree.node(node).kind else { return };
        let (player, edges) = (usize::from(player), tree.edges(node));
        let buckets = &group.buckets[usize::from(tree.node(node).street)];
        self.count(node, player, buckets);
        let mut chosen = self.vector(edges.len() * buckets.len());
        let rows = self.strategy.rows_from(node);
        (self.kernels.strategy)(rows, Strategy::shape(edges.len()), buckets, &mut chosen);
        let own = std::mem::take(&mut self.reach[player]);
        for (edge, chosen) in edges.iter().zip(chosen.chunks_exact(buckets.len())) {
            if self.enters(edge.child) {
                let mut behind = self.vector(buckets.len());
                (self.kernels.scale)(&own, chosen, &mut behind);
                self.reach[player] = behind;
                self.visit(edge.child);
                let behind = std::mem::take(&mut self.reach[player]);
                self.free.push(behind);
            }
        }
        self.reach[player] = own;
        self.free.push(chosen);
    }

    /// Counts the acting player's hands by bucket.
    fn count(&mut self, node: NodeId, player: usize, buckets: &[u32]) {
        let Some(hands) = node.checked_sub(self.first).and_then(|i| self.hands.get_mut(i as usize)) else {
            return;
        };
        if !hands.is_empty() {
            for (&bucket, &reach) in buckets.iter().zip(&self.reach[player]) {
                hands[bucket as usize] += f64::from(reach);
            }
        }
    }

    /// A vector of some numbers.
    fn vector(&mut self, len: usize) -> Vec<f32> {
        let mut vector = self.free.pop().unwrap_or_default();
        vector.resize(len, 0.0);
        vector
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::exact::{Watch, exploitability, values};
    use crate::vector::solver::{SolverOptions, VectorSolver};
    use holdem_game::deal::{DealRng, KuhnCards, LeducCards};
    use holdem_game::tree::{KuhnPoker, LeducPoker};
    use std::sync::Arc;

    fn leduc() -> BettingTree {
        BettingTree::build(&LeducPoker { players: 2 }).unwrap()
    }

    /// Random probabilities, sharp ones among them.
    fn random(tree: &BettingTree, cards: &dyn CardModel, seed: u64) -> Strategy {
        let mut rng = DealRng::for_iteration(seed, 0);
        Strategy::from_rows(tree, &bucket_counts(cards), |_, rows| {
            rows.iter_mut().for_each(|p| *p = rng.unit().powi(4));
        })
    }

    fn averaged(tree: &BettingTree, cards: &dyn CardModel, parts: &[(&Strategy, f64)]) -> Strategy {
        let mut average = Average::new(tree, cards, ReachSample::default());
        parts.iter().for_each(|(strategy, weight)| average.add(strategy, *weight).unwrap());
        average.finish()
    }

    /// The mean of the probabilities, row by row.
    fn plain_mean(tree: &BettingTree, cards: &dyn CardModel, parts: &[(&Strategy, f64)]) -> Strategy {
        let total: f64 = parts.iter().map(|part| part.1).sum();
        let layout = Layout::of_strategy(tree, &bucket_counts(cards));
        let mut mean = vec![0.0; layout.len()];
        for (strategy, weight) in parts {
            let share = (weight / total) as f32;
            mean.iter_mut().zip(strategy.probabilities()).for_each(|(mean, p)| *mean += share * p);
        }
        Strategy::from_weights(layout, mean)
    }

    #[test]
    fn an_average_is_worth_against_anybody_what_its_parts_are_worth_on_average() {
        let tree = leduc();
        let [a, b, c, other] = [1, 2, 3, 4].map(|seed| random(&tree, &LeducCards, seed));
        let parts = [(&a, 1.0), (&b, 3.0), (&c, 0.5)];
        let worth = |first: &Strategy, second: &Strategy| values(&tree, &LeducCards, [first, second], 1)[0];
        let expected = |worth: &dyn Fn(&Strategy) -> f64| {
            parts.iter().map(|(s, weight)| weight * worth(s)).sum::<f64>() / 4.5
        };
        let mut plain_error: f64 = 0.0;
        let (average, mean) = (averaged(&tree, &LeducCards, &parts), plain_mean(&tree, &LeducCards, &parts));
        for as_first in [true, false] {
            let seated = |s: &Strategy| if as_first { worth(s, &other) } else { worth(&other, s) };
            let expected = expected(&seated);
            assert!((seated(&average) - expected).abs() < 1e-5, "{} {expected}", seated(&average));
            plain_error = plain_error.max((seated(&mean) - expected).abs());
        }
        assert!(plain_error > 0.01, "the mean of the probabilities is something else: {plain_error}");
    }

    #[test]
    fn an_average_is_exploited_by_no_more_than_its_parts_on_average() {
        let tree = leduc();
        let [a, b] = [5, 6].map(|seed| random(&tree, &LeducCards, seed));
        let gap = |s: &Strategy| {
            exploitability(&tree, &LeducCards, [s, s], None, 1, &Watch::NOBODY)
                .expect("nobody stops it")
                .chips
                .mean
        };
        let average = averaged(&tree, &LeducCards, &[(&a, 1.0), (&b, 1.0)]);
        assert!(
            gap(&average) <= (gap(&a) + gap(&b)) / 2.0 + 1e-6,
            "{} {} {}",
            gap(&average),
            gap(&a),
            gap(&b)
        );
    }

    #[test]
    fn the_average_of_all_strategies_that_training_went_through_is_its_average_strategy() {
        let tree = Arc::new(BettingTree::build(&KuhnPoker { players: 2 }).unwrap());
        let cards: Arc<dyn CardModel> = Arc::new(KuhnCards);
        let options = SolverOptions { batch_size: 1, hands: HandSample::All, ..SolverOptions::default() };
        let mut solver = VectorSolver::new(&tree, &cards, options).unwrap();
        let mut average = Average::new(&tree, &KuhnCards, ReachSample::default());
        for t in 1..=400 {
            average.add(&solver.current_strategy(), t as f64).unwrap();
            solver.run(1, t, &|_| false);
        }
        let (average, trained) = (average.finish(), solver.average_strategy());
        for (a, b) in average.probabilities().iter().zip(trained.probabilities()) {
            assert!((a - b).abs() < 1e-4, "{a} {b}");
        }
    }

    #[test]
    fn rows_that_nobody_comes_to_are_averaged_as_they_stand() {
        let tree = leduc();
        let [a, b] = [7, 8].map(|seed| random(&tree, &LeducCards, seed));
        // Neither ever takes its last action at the root, so nothing behind it is reached by the first
        // player.
        let never = |s: &Strategy| {
            Strategy::from_rows(&tree, &bucket_counts(&LeducCards), |node, rows| {
                let n = tree.edges(node).len();
                for (bucket, row) in rows.chunks_exact_mut(n).enumerate() {
                    row.copy_from_slice(s.row(node, bucket));
                    if node == 0 {
                        row[n - 1] = 0.0;
                    }
                }
            })
        };
        let (a, b) = (never(&a), never(&b));
        let average = averaged(&tree, &LeducCards, &[(&a, 1.0), (&b, 3.0)]);
        let behind = tree.edges(0).last().unwrap().child;
        let answers =
            tree.subtree(behind).filter(|&node| tree.node(node).kind == NodeKind::Decision { player: 0 });
        let mut rows = 0;
        for node in answers {
            for bucket in 0..bucket_counts(&LeducCards)[usize::from(tree.node(node).street)] {
                rows += 1;
                let pairs = a.row(node, bucket).iter().zip(b.row(node, bucket));
                for (p, (a, b)) in average.row(node, bucket).iter().zip(pairs) {
                    assert!((p - (a + 3.0 * b) / 4.0).abs() < 1e-6);
                }
            }
        }
        assert!(rows > 0);
    }

    #[test]
    fn a_strategy_of_something_else_is_refused() {
        let (tree, kuhn) = (leduc(), BettingTree::build(&KuhnPoker { players: 2 }).unwrap());
        let mut average = Average::new(&tree, &LeducCards, ReachSample::default());
        let found = Strategy::uniform(&kuhn, &bucket_counts(&KuhnCards));
        assert_eq!(average.add(&found, 1.0).unwrap_err().found, found.probabilities().len());
        let uniform = Strategy::uniform(&tree, &bucket_counts(&LeducCards));
        assert_eq!(average.finish().probabilities(), uniform.probabilities(), "nothing was added");
    }
}
