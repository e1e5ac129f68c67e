//! The boards of a batch, laid side by side.

use crate::walk::Group;
use holdem_game::deal::{Board, CardModel, Deal, DealRng, HandSample, SLOT_ALIGN};
use holdem_game::tree::MAX_STREETS;
use std::ops::Range;

/// The boards and their order, a pure function of `(seed, iteration)`.
///
/// Games with few boards visit all of them once per round, in an order drawn anew for each round; others draw
/// each board independently.
#[derive(Clone, Debug)]
pub struct BoardStream {
    seed: u64,
    sample: HandSample,
    few: Option<Vec<Board>>,
}

/// Random streams of one seed must not overlap: boards and rounds draw from different ones.
const ROUND_STREAM: u64 = 1 << 63;

impl BoardStream {
    /// The stream of a seed, with a sample of the hands of each board.
    pub fn new(cards: &dyn CardModel, seed: u64, sample: HandSample) -> Self {
        Self { seed, sample, few: cards.final_boards() }
    }

    /// Whether boards are drawn, rather than visited in turn because they are few.
    pub fn draws(&self) -> bool {
        self.few.is_none()
    }

    /// Deals the board of an iteration (counted from 0).
    pub fn deal(&self, cards: &dyn CardModel, iteration: u64, deal: &mut Deal) {
        let mut rng = DealRng::for_iteration(self.seed, iteration);
        let board = match &self.few {
            Some(boards) => self.in_turn(boards, iteration),
            None => cards.sample_final_board(&mut rng),
        };
        cards.deal(board, self.sample, &mut rng, deal);
    }

    fn in_turn(&self, boards: &[Board], iteration: u64) -> Board {
        let count = boards.len() as u64;
        let mut order = boards.to_vec();
        DealRng::for_iteration(self.seed, ROUND_STREAM | (iteration / count))
            .choose_front(&mut order, boards.len());
        order[(iteration % count) as usize]
    }
}

/// The deals of one batch. Vectors over it hold deal after deal, each padded to the same width.
#[derive(Debug, Default)]
pub struct DealBatch {
    deals: Vec<Deal>,
    iterations: Range<u64>,
    len: usize,
    width: usize,
    buckets: [Vec<u32>; MAX_STREETS],
    /// The second player's buckets, if they differ.
    second: Option<[Vec<u32>; MAX_STREETS]>,
    live: Vec<f32>,
}

impl DealBatch {
    /// Deals the boards of `iterations`, reusing the memory.
    pub fn fill(&mut self, stream: &BoardStream, cards: &dyn CardModel, iterations: Range<u64>) {
        self.make_room(&iterations);
        for (deal, iteration) in self.deals.iter_mut().zip(iterations) {
            stream.deal(cards, iteration, deal);
        }
        self.join(cards.num_streets());
    }

    /// The same from boards that were dealt before, piece by piece: `pieces` are those of `iterations` in
    /// order, and get memory to be reused.
    ///
    /// # Panics
    /// If they are fewer.
    pub(super) fn put_together<'p>(
        &mut self,
        cards: &dyn CardModel,
        iterations: Range<u64>,
        pieces: impl Iterator<Item = &'p mut Deal>,
    ) {
        self.make_room(&iterations);
        let mut dealt = 0;
        for (deal, piece) in self.deals[..self.len].iter_mut().zip(pieces) {
            std::mem::swap(deal, piece);
            dealt += 1;
        }
        assert_eq!(dealt, self.len, "all boards are dealt");
        self.join(cards.num_streets());
    }

    fn make_room(&mut self, iterations: &Range<u64>) {
        self.iterations = iterations.clone();
        self.len = (iterations.end - iterations.start) as usize;
        if self.deals.len() < self.len {
            self.deals.resize_with(self.len, Deal::default);
        }
    }

    /// Looks the hands up in another abstraction for the second player: `cards` deals the same hands as those
    /// of the last [`DealBatch::fill`].
    ///
    /// # Panics
    /// If it does not.
    pub fn fill_second(&mut self, stream: &BoardStream, cards: &dyn CardModel) {
        let second = self.second.get_or_insert_default();
        second.iter_mut().for_each(Vec::clear);
        let mut again = Deal::default();
        for (i, (iteration, deal)) in self.iterations.clone().zip(&self.deals).enumerate() {
            stream.deal(cards, iteration, &mut again);
            assert!(again.hands == deal.hands, "both abstractions see the same hands");
            for (joined, buckets) in second.iter_mut().zip(&again.buckets).take(cards.num_streets()) {
                joined.extend_from_slice(buckets);
                joined.resize((i + 1) * self.width, 0);
            }
        }
    }

    fn join(&mut self, num_streets: usize) {
        self.width = self.deals().iter().map(Deal::width).max().unwrap_or(SLOT_ALIGN);
        let (width, deals) = (self.width, &self.deals[..self.len]);
        for (street, joined) in self.buckets.iter_mut().enumerate().take(num_streets) {
            joined.clear();
            for (i, deal) in deals.iter().enumerate() {
                joined.extend_from_slice(&deal.buckets[street]);
                joined.resize((i + 1) * width, 0);
            }
        }
        self.live.clear();
        for (i, deal) in deals.iter().enumerate() {
            self.live.resize(i * width + deal.len(), 1.0);
            self.live.resize((i + 1) * width, 0.0);
        }
    }

    /// Iterations of the batch, counted from 0.
    pub fn iterations(&self) -> Range<u64> {
        self.iterations.clone()
    }
    /// The deals.
    pub fn deals(&self) -> &[Deal] {
        &self.deals[..self.len]
    }
    /// Slots per deal, padding included.
    pub fn width(&self) -> usize {
        self.width
    }
    /// Slots of the whole batch.
    pub fn num_slots(&self) -> usize {
        self.len * self.width
    }
    /// Reach at the root: 1 for live slots, 0 for padding.
    pub fn live(&self) -> &[f32] {
        &self.live
    }
    /// All deals as one group.
    pub fn all(&self) -> Group<'_> {
        self.group(0..self.len)
    }
    /// Some of the deals.
    pub fn group(&self, deals: Range<usize>) -> Group<'_> {
        let slots = deals.start * self.width..deals.end * self.width;
        let [first, second] = [&self.buckets, self.second.as_ref().unwrap_or(&self.buckets)]
            .map(|buckets| buckets.each_ref().map(|street| street.get(slots.clone()).unwrap_or(&[])));
        Group { deals: &self.deals[deals], width: self.width, buckets: [first, second] }
    }
    /// All deals, with the buckets that `other`, the same deals under another abstraction, has for the second
    /// player.
    ///
    /// # Panics
    /// If `other` holds other hands.
    pub(crate) fn across<'a>(&'a self, other: &'a Self) -> Group<'a> {
        let same = self.deals().iter().zip(other.deals()).all(|(a, b)| a.hands == b.hands);
        assert!(same && self.len == other.len, "both abstractions see the same deals");
        let [mine, theirs] = [self, other].map(|batch| batch.all().buckets[0]);
        Group { buckets: [mine, theirs], ..self.all() }
    }
}
