//! Card models: everything that cards do to a walk over the betting tree.
//!
//! A walk carries one number per private hand. Cards enter it in two places only: which pairs of hands can be
//! held at the same time (card removal), and which hand wins at showdown. A [`CardModel`] answers both for
//! one game, and maps every hand on every board to its bucket; Kuhn, Leduc, mini hold'em and Hold'em differ
//! in nothing else.
//!
//! *Blockers.* Two hands collide if they share a blocker, a number below [`NUM_BLOCKERS`]. Each hand has
//! exactly two, so that the sum over all hands that do not collide with `h` is `total - sum[a] - sum[b] +
//! own` in every game. In Hold'em they are its two cards; a one-card hand of Kuhn or Leduc has its card and a
//! private stand-in.

mod board;
mod hand_on;
mod hands;
mod holdem;
mod kuhn;
mod leduc;
mod merged;
mod mini;
mod sample;

pub use board::{Board, cards_on};
pub use hands::DealtHand;
pub use holdem::{BucketRows, HoldemCards};
pub use holdem_cards::random::DealRng;
pub use kuhn::KuhnCards;
pub use leduc::LeducCards;
pub use merged::MergedBuckets;
pub use mini::{MiniDeck, MiniError, MiniHoldemCards, Percentiles};
pub use sample::HandSample;

use std::borrow::Cow;

use crate::tree::MAX_STREETS;

/// Blocker ids are below this number.
pub const NUM_BLOCKERS: usize = 52;

/// Slots of a [`Deal`] are padded to a multiple of this number, the widest vector of the kernels.
pub const SLOT_ALIGN: usize = 8;

/// A board that may follow another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Runout {
    /// All public cards, those before it included.
    pub board: Board,
    /// Probability of this board given any two private hands that leave it possible.
    pub probability: f32,
}

/// A renaming of all cards that changes nothing else, such as another order of the suits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renaming {
    /// `[card]`: the card it becomes, for cards that boards are made of.
    pub cards: Vec<u8>,
    /// `[hand]`: the private hand it becomes.
    pub hands: Cow<'static, [u16]>,
}

impl Renaming {
    /// The board that a board becomes.
    pub fn board(&self, board: Board) -> Board {
        let renamed = |(card, deal)| self.cards.get(usize::from(card)).map(|&new| (new, deal));
        board::board_of(board::dealt(board).filter_map(renamed))
    }
}

/// The private hands in play on one board, slot by slot.
///
/// Slots are sorted by strength on the final board, weakest first, so that a showdown is one pass of prefix
/// sums. Slots from [`Deal::len`] to [`Deal::width`] are padding: they carry bucket 0 and must carry reach 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deal {
    /// Private hand of each live slot.
    pub hands: Vec<u16>,
    /// Blockers of each live slot.
    pub blockers: Vec<[u8; 2]>,
    /// Weight of each live slot's own reach in the sum over all hands that do not collide with it, `total -
    /// sum[a] - sum[b] + own`; empty if it is 1 everywhere. It is more in a [stratified
    /// sample](HandSample::Stratified): a hand that is drawn keeps those close to it in strength out, and
    /// stands for them. A showdown against them is next to a tie, so only what does not depend on strength,
    /// such as the other player's folds, has to know.
    pub own: Vec<f32>,
    /// `[street][slot]`: bucket of the slot, padded to the width; empty for streets that were not requested.
    pub buckets: [Vec<u32>; MAX_STREETS],
    /// End (exclusive) of each group of equally strong slots, ascending; empty unless the board is final.
    pub tie_ends: Vec<u16>,
    /// Slots that tie, for showdowns; see [`Ties`].
    pub ties: Ties,
}

/// Equally strong slots, in a form that makes showdowns fast: small groups as pairs, large ones as ranges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ties {
    /// Pairs `[i, j]`, `i < j`, of slots of one small group that do not collide.
    pub pairs: Vec<[u16; 2]>,
    /// Ranges `[start, end]`, end exclusive, of the slots of large groups.
    pub ranges: Vec<[u16; 2]>,
}

/// Groups of up to this many slots are kept as pairs.
const SMALL_TIE: usize = 6;

impl Deal {
    /// Number of hands in play.
    pub fn len(&self) -> usize {
        self.hands.len()
    }
    /// Whether no hand is in play.
    pub fn is_empty(&self) -> bool {
        self.hands.is_empty()
    }
    /// Number of slots with padding, a multiple of [`SLOT_ALIGN`].
    pub fn width(&self) -> usize {
        self.len().next_multiple_of(SLOT_ALIGN)
    }
    /// Number of ordered pairs of hands in play that do not collide.
    pub fn num_pairs(&self) -> u64 {
        let mut held = [0u64; NUM_BLOCKERS];
        for [a, b] in &self.blockers {
            held[*a as usize] += 1;
            held[*b as usize] += 1;
        }
        let n = self.len() as u64;
        self.blockers.iter().map(|[a, b]| n + 1 - held[*a as usize] - held[*b as usize]).sum()
    }
    /// The same, with hands that others stand for: the sum of all weights in the sums of [`Deal::own`].
    pub fn mass_of_pairs(&self) -> f64 {
        self.num_pairs() as f64 + self.own.iter().map(|own| f64::from(own - 1.0)).sum::<f64>()
    }
    /// Removes all hands; keeps the memory.
    fn clear(&mut self) {
        self.hands.clear();
        self.own.clear();
        self.blockers.clear();
        self.tie_ends.clear();
        self.ties.pairs.clear();
        self.ties.ranges.clear();
        self.buckets.iter_mut().for_each(Vec::clear);
    }
    /// Ends the tie group that the slot before `end` belongs to.
    fn end_tie(&mut self, end: usize) {
        self.tie_ends.push(end as u16);
    }
    /// Makes room for the largest number of ties that this many hands can have, so that no later deal into
    /// this memory needs more.
    fn reserve_ties(&mut self) {
        let hands = self.len();
        self.tie_ends.reserve(hands.saturating_sub(self.tie_ends.len()));
        // Each slot of a group of n is in n - 1 of its pairs, and each pair has two slots.
        self.ties.pairs.reserve(hands * (SMALL_TIE - 1) / 2);
        self.ties.ranges.reserve(hands / (SMALL_TIE + 1));
    }
    /// Lists the ties of all groups; called once hands, blockers and groups are known.
    fn list_ties(&mut self) {
        self.reserve_ties();
        let mut start = 0;
        for &end in &self.tie_ends {
            if (end - start) as usize > SMALL_TIE {
                self.ties.ranges.push([start, end]);
            } else {
                let blockers = &self.blockers;
                let collide =
                    |i: u16, j: u16| blockers[i as usize].iter().any(|b| blockers[j as usize].contains(b));
                let pairs = (start..end).flat_map(|j| (start..j).map(move |i| [i, j]));
                self.ties.pairs.extend(pairs.filter(|[i, j]| !collide(*i, *j)));
            }
            start = end;
        }
    }
}

/// The cards of one game. Streets count from 0; a board of street `s` holds all public cards up to and
/// including it.
pub trait CardModel: Send + Sync {
    /// Number of private hands, dead or alive.
    fn num_hands(&self) -> usize;
    /// Number of streets.
    fn num_streets(&self) -> usize;
    /// Number of buckets on a street.
    fn num_buckets(&self, street: usize) -> usize;
    /// Blockers of a private hand.
    fn blockers(&self, hand: usize) -> [u8; 2];
    /// Text of a private hand, for instance `AsKs`.
    fn hand_name(&self, hand: usize) -> String;

    /// All final boards, each equally likely, if they are few enough to be visited in turn; `None` if they
    /// must be sampled.
    fn final_boards(&self) -> Option<Vec<Board>>;
    /// Draws a final board uniformly.
    fn sample_final_board(&self, rng: &mut DealRng) -> Board;
    /// Fills `deal` with hands alive on a final board, all or a sample of them, and their buckets on every
    /// street.
    fn deal(&self, board: Board, sample: HandSample, rng: &mut DealRng, deal: &mut Deal);

    /// Deals one hand to each of `players` players and a final board, for each of the random streams: `out`
    /// is `[stream][player]`. Every deal is equally likely, and depends only on its own stream.
    ///
    /// # Panics
    /// If `out` does not have `players` hands for each stream, or there are not enough cards.
    fn deal_hands(&self, rngs: &mut [DealRng], players: usize, out: &mut [DealtHand]) {
        assert_eq!(out.len(), rngs.len() * players, "one hand for each player of each deal");
        let mut deal = Deal::default();
        for (rng, hands) in rngs.iter_mut().zip(out.chunks_mut(players)) {
            hands::deal_by_rejection(self, rng, &mut deal, hands);
        }
    }

    /// All boards of the first street that may follow, or of `street + 1` after a board of `street`.
    fn runouts(&self, street: usize, board: Board) -> Vec<Runout>;
    /// All final boards that may follow a board of `street`, each once whatever the order of its cards.
    fn final_runouts(&self, street: usize, board: Board) -> Vec<Runout>;
    /// Fills `deal` with all hands alive on a board of `street` and their buckets on this street; sorted by
    /// strength with ties marked if the street is the last.
    fn layer(&self, street: usize, board: Board, deal: &mut Deal);
    /// The bucket of one hand on a board of `street`; `None` if the board blocks it.
    fn bucket(&self, street: usize, board: Board, hand: usize) -> Option<u32> {
        let mut deal = Deal::default();
        self.layer(street, board, &mut deal);
        let slot = deal.hands.iter().position(|&other| usize::from(other) == hand)?;
        Some(deal.buckets[street][slot])
    }
    /// All renamings except the trivial one that leave a board unchanged. Hands on such a board are the same
    /// up to them, in their buckets and in everything else, so a walk over all boards that may follow needs
    /// only one of those that become each other. If boards of the first deal stand for their relabellings,
    /// the renamings of the empty board must be listed, because hands that they turn into each other are
    /// worth the same.
    fn renamings(&self, _board: Board) -> Vec<Renaming> {
        Vec::new()
    }
}
