//! Values by node and bucket.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use holdem_blueprint::Strategy;
use holdem_blueprint::progress::{Advance, Event, Observer};
use holdem_cards::parallel::in_parallel;
use holdem_cards::random::mix;
use holdem_game::deal::{Deal, DealRng, HandSample};
use holdem_game::tree::{BettingTree, NodeId};

use super::hands::Hands;
use super::joined::{Joined, Shape};
use super::learn::{Listener, Walk};

/// How a baseline is learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaselineOptions {
    /// Boards that are walked; by default their number depends on the size of the tree.
    pub boards: Option<usize>,
    /// Seed of the boards. Another one than that of the hands that are corrected: luck is taken out without
    /// bias only by values that do not depend on the hands.
    pub seed: u64,
    /// Threads, of which two are used; the result does not depend on them.
    pub workers: usize,
    /// Largest number of bytes that values and their weights may take while they are learned. If they would
    /// take more, buckets of about the same strength share a value, and a little less luck is taken out.
    pub most_bytes: u64,
}

impl Default for BaselineOptions {
    fn default() -> Self {
        Self { boards: None, seed: mix(SEED), workers: 1, most_bytes: 2 << 30 }
    }
}

/// Gives the seed of the boards: no seed that anybody chooses for a match.
const SEED: u64 = u64::from_be_bytes(*b"baseline");
/// Nodes times boards that are walked by default: seconds of work.
const NODES_WALKED: usize = 1_000_000;
/// Smallest own reach that a hand counts with, where the strategy would never get.
const LEAST_REACH: f32 = 0.01;

/// Bytes of a value while it is learned, and of its weight, for two players.
const BYTES: u64 = 2 * 2 * 4;

/// Why no baseline can be learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaselineError {
    /// More than two players.
    #[error("luck is taken out for 2 players only, this strategy is for {found}")]
    Seats {
        /// Players of the strategy.
        found: usize,
    },
    /// Stopped by the observer.
    #[error("interrupted")]
    Interrupted,
    /// Too many nodes.
    #[error("values of all nodes would take {found} bytes, expected at most {most}")]
    Memory {
        /// Bytes, with one bucket on every street.
        found: u64,
        /// Bytes.
        most: u64,
    },
}

/// What every bucket is worth to both players at every node if a strategy plays against itself, learned on
/// sampled boards with all hands.
pub struct Baseline {
    strategy: Arc<Strategy>,
    hands: Hands,
    joined: Joined,
    /// By player.
    values: [Table; 2],
}

/// Values of one player.
struct Table {
    /// `[node]`: where its rows begin; if a deal leads to the node, the rows before that deal come first.
    offsets: Vec<u32>,
    values: Vec<f32>,
    /// `[node]`: mean over all hands, weighted as they arrive there.
    means: Vec<f32>,
}

impl Baseline {
    /// Learns from a strategy for two players whose buckets are open: a phase `values`.
    ///
    /// # Complexity
    /// O(boards x nodes x hands) time, O(nodes x buckets) memory within the limit.
    ///
    /// # Errors
    /// For more players, or too many nodes; [`BaselineError::Interrupted`].
    pub fn learn(
        strategy: Arc<Strategy>,
        options: BaselineOptions,
        observer: &mut Observer<'_>,
    ) -> Result<Self, BaselineError> {
        let tree = Arc::clone(&strategy.game().tree);
        if tree.num_players() != 2 {
            return Err(BaselineError::Seats { found: tree.num_players() });
        }
        let (most, counts) = (options.most_bytes, &strategy.game().buckets.counts);
        let joined = Joined::within(most / BYTES, &tree, counts)
            .map_err(|found| BaselineError::Memory { found: BYTES * found, most })?;
        let boards = options.boards.unwrap_or((NODES_WALKED / tree.nodes().len()).clamp(24, 2_000));
        let _ = observer(Event::Started("values"));
        let told = Told { observer: Mutex::new(observer), done: AtomicUsize::new(0), total: 2 * boards };
        let learn = |player| learn(&strategy, &joined, player, (boards, options.seed), &told);
        let tables = in_parallel(options.workers.min(2), 2, learn);
        let observer = told.observer.into_inner().unwrap_or_else(PoisonError::into_inner);
        let _ = observer(Event::Finished("values"));
        let mut tables = tables.into_iter().flatten();
        let (Some(first), Some(second)) = (tables.next(), tables.next()) else {
            return Err(BaselineError::Interrupted);
        };
        let values = [first, second];
        let hands = Hands::new(&*strategy.game().cards);
        Ok(Self { strategy, hands, joined, values })
    }

    /// The strategy that it was learned from.
    pub fn strategy(&self) -> &Arc<Strategy> {
        &self.strategy
    }

    pub(super) fn hands(&self) -> &Hands {
        &self.hands
    }

    /// `[bucket >> shift]`: values of a player at a node, in chips of the tree, by its buckets on the node's
    /// street or, before that street is dealt, on its parent's. [`Baseline::shift`] gives the shift.
    pub(super) fn row(&self, player: usize, node: NodeId, is_dealt: bool) -> &[f32] {
        let Shape { before, own } = Shape::of(self.strategy.tree(), &self.joined.counts, node);
        let start = self.values[player].offsets[node as usize] as usize;
        let row = &self.values[player].values[start..start + before + own];
        if before > 0 && !is_dealt { &row[..before] } else { &row[before..] }
    }

    /// How many low bits of a street's buckets are dropped.
    pub(super) fn shift(&self, street: usize) -> u32 {
        self.joined.shifts[street]
    }

    /// Mean of a player's values at a node.
    pub(super) fn mean(&self, player: usize, node: NodeId) -> f32 {
        self.values[player].means[node as usize]
    }
}

/// An observer that the threads of both players report to.
struct Told<'a, 'o> {
    observer: Mutex<&'a mut Observer<'o>>,
    done: AtomicUsize,
    total: usize,
}

impl Told<'_, '_> {
    /// A board is done.
    fn advance(&self) -> ControlFlow<()> {
        // Relaxed: the counter orders nothing.
        let done = 1 + self.done.fetch_add(1, Ordering::Relaxed);
        let mut observer = self.observer.lock().unwrap_or_else(PoisonError::into_inner);
        observer(Event::Advanced(Advance::of("boards", done as u64, self.total as u64)))
    }
}

/// Values of one player; `None` if stopped.
fn learn(
    strategy: &Strategy,
    joined: &Joined,
    player: usize,
    (boards, seed): (usize, u64),
    told: &Told<'_, '_>,
) -> Option<Table> {
    let (tree, cards) = (strategy.tree(), &strategy.game().cards);
    let mut sums = Accumulated::new(tree, joined);
    let mut deal = Deal::default();
    let every = cards.final_boards().filter(|all| all.len() <= boards);
    for number in 0..every.as_ref().map_or(boards, Vec::len) {
        let mut rng = DealRng::for_iteration(seed, number as u64);
        let board = match &every {
            Some(all) => all[number],
            None => cards.sample_final_board(&mut rng),
        };
        cards.deal(board, HandSample::All, &mut rng, &mut deal);
        let ones = vec![1.0f32; deal.len()];
        let mut walk = Walk { tree, rows: strategy.table(), player, deal: &deal, listener: &mut sums };
        walk.root_values(&ones, &ones);
        if told.advance().is_break() {
            return None;
        }
    }
    Some(sums.finish())
}

/// Sums that become a [`Table`].
struct Accumulated<'a> {
    tree: &'a BettingTree,
    joined: &'a Joined,
    offsets: Vec<u32>,
    /// Sum of values, sum of weights.
    sums: Vec<[f32; 2]>,
    means: Vec<[f64; 2]>,
}

impl<'a> Accumulated<'a> {
    fn new(tree: &'a BettingTree, joined: &'a Joined) -> Self {
        let mut end = 0u32;
        let offsets = (0..tree.nodes().len() as NodeId).map(|node| {
            let Shape { before, own } = Shape::of(tree, &joined.counts, node);
            let start = end;
            end += (before + own) as u32;
            start
        });
        let offsets: Vec<u32> = offsets.collect();
        let size = end as usize;
        let means = vec![[0.0; 2]; tree.nodes().len()];
        Self { tree, joined, offsets, sums: vec![[0.0; 2]; size], means }
    }

    /// Means of the sums; a bucket that never occurred has the mean of its node.
    fn finish(self) -> Table {
        let mut values = vec![0.0; self.sums.len()];
        let means: Vec<f32> =
            self.means.iter().map(|[sum, weight]| (sum / weight.max(f64::MIN_POSITIVE)) as f32).collect();
        for (node, &mean) in means.iter().enumerate() {
            let Shape { before, own } = Shape::of(self.tree, &self.joined.counts, node as NodeId);
            let start = self.offsets[node] as usize;
            let range = start..start + before + own;
            for (value, &[sum, weight]) in values[range.clone()].iter_mut().zip(&self.sums[range]) {
                *value = if weight > 0.0 { sum / weight } else { mean };
            }
        }
        Table { offsets: self.offsets, values, means }
    }

    /// Adds values of hands by their buckets on a street, at a place of the sums.
    fn add(&mut self, (start, street): (usize, usize), deal: &Deal, [values, beside, own]: [&[f32]; 3]) {
        let shift = self.joined.shifts[street];
        let hands = deal.buckets[street].iter().zip(values).zip(beside).zip(own);
        for (((&bucket, &value), &beside), &own) in hands {
            let (at, reach) = (start + (bucket >> shift) as usize, own.max(LEAST_REACH));
            let [sum, weight] = &mut self.sums[at];
            *sum += reach * value;
            *weight += reach * beside;
        }
    }
}

impl Listener for Accumulated<'_> {
    fn hear(&mut self, node: NodeId, deal: &Deal, values: &[f32], beside: &[f32], own: &[f32]) {
        let at = self.tree.node(node);
        let Shape { before, .. } = Shape::of(self.tree, &self.joined.counts, node);
        let start = self.offsets[node as usize] as usize;
        if before > 0 {
            let parent = usize::from(self.tree.node(at.parent).street);
            self.add((start, parent), deal, [values, beside, own]);
        }
        self.add((start + before, usize::from(at.street)), deal, [values, beside, own]);
        let [sum, weight] = &mut self.means[node as usize];
        *sum += product(values, own);
        *weight += product(beside, own);
    }
}

/// The sum of the products, in lanes that do not depend on each other.
fn product(a: &[f32], b: &[f32]) -> f64 {
    const LANES: usize = 8;
    let mut lanes = [0.0f64; LANES];
    let (whole, rest) = (a.chunks_exact(LANES), a.len() - a.len() % LANES);
    for (a, b) in whole.zip(b.chunks_exact(LANES)) {
        (0..LANES).for_each(|lane| lanes[lane] += f64::from(a[lane] * b[lane]));
    }
    let tail: f64 = a[rest..].iter().zip(&b[rest..]).map(|(a, b)| f64::from(a * b)).sum();
    lanes.iter().sum::<f64>() + tail
}
