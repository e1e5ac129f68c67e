//! Per-card words, and the perfect hash tables over them.

use std::sync::LazyLock;

use super::Hand;
use super::classes::{HandRank, RankMasks, rank_of_flush, rank_without_flush};

/// What a card adds to a [`Hand`].
#[derive(Clone, Copy)]
pub(crate) struct CardWord {
    pub(crate) key: u64,
    pub(crate) suits: u64,
}

/// Every suit counter starts at 3.
pub(super) const EMPTY_KEY: u64 = 0x3333 << 48;
/// The top bit of every suit counter.
pub(super) const SUIT_COUNTERS_FULL: u64 = 0x8888 << 48;

/// Keys of the ranks: random 29-bit numbers, the first draw for which no two multisets of one table share both the
/// 13 low bits of their sum and the bits above that make up the slot.
const RANK_KEYS: [u32; 13] = [
    0x0e80_7a34,
    0x1bae_1e67,
    0x0fb2_e906,
    0x0a91_e823,
    0x1f7a_c084,
    0x050a_b392,
    0x1f7c_4a58,
    0x15ba_ca3f,
    0x1484_e0c3,
    0x1bec_d34b,
    0x1ee4_b7ae,
    0x0afa_4422,
    0x1423_948d,
];

/// The key of a rank, 0 = deuce .. 12 = ace.
pub(crate) const fn rank_key(rank: u8) -> u64 {
    RANK_KEYS[rank as usize] as u64
}

/// What each card adds, by card index.
pub(crate) static CARD_WORDS: [CardWord; 52] = {
    let mut words = [CardWord { key: 0, suits: 0 }; 52];
    let mut card = 0;
    while card < 52 {
        let (rank, suit) = (card / 4, card % 4);
        words[card] = CardWord {
            key: RANK_KEYS[rank] as u64 | 1 << 40 | 1 << (48 + 4 * suit),
            suits: 1 << (16 * suit + rank),
        };
        card += 1;
    }
    words
};

const ROWS: usize = 8192;
const SLOTS_SEVEN: usize = 65_536;
const SLOTS_FEWER: usize = 32_768;

/// The look-up tables of the evaluator.
pub(crate) struct Tables {
    seven: PerfectHash<SLOTS_SEVEN>,
    /// Five and six cards.
    fewer: PerfectHash<SLOTS_FEWER>,
    /// By the 13-bit mask of the ranks of the suit; zero below five ranks.
    flush: Box<[u16; 8192]>,
}

pub(super) static TABLES: LazyLock<Tables> = LazyLock::new(Tables::build);

/// The tables, made at the first call: take the reference out of a loop.
pub(crate) fn tables() -> &'static Tables {
    &TABLES
}

impl Tables {
    fn build() -> Self {
        let mut flush = boxed_zeros();
        for (mask, rank) in flush.iter_mut().enumerate().filter(|(mask, _)| mask.count_ones() >= 5) {
            *rank = rank_of_flush(mask as u16).0;
        }
        let seven = PerfectHash::build(multisets(7));
        let fewer = PerfectHash::build(multisets(6).into_iter().chain(multisets(5)).collect());
        Self { seven, fewer, flush }
    }

    /// As [`Hand::rank`].
    #[inline]
    pub(crate) fn rank(&self, hand: Hand) -> HandRank {
        if let Some(shift) = hand.flush_shift() {
            return self.rank_of_flush_mask((hand.suits >> shift) as u16);
        }
        match hand.len() {
            7 => self.rank_of_seven(hand.key),
            5 | 6 => self.fewer.get(hand.key),
            len => panic!("a hand to rank has 5 to 7 cards, this one {len}"),
        }
    }

    /// The rank of a flush in a suit whose ranks are `mask`; `HandRank::NONE` below five ranks.
    #[inline]
    pub(crate) fn rank_of_flush_mask(&self, mask: u16) -> HandRank {
        HandRank(self.flush[usize::from(mask) & 8191])
    }

    /// The rank of seven cards without a flush, by the sum of their rank keys (bits above 32 are ignored).
    #[inline]
    pub(crate) fn rank_of_seven(&self, key: u64) -> HandRank {
        self.seven.get(key)
    }
}

/// A multiset of ranks: the sum of its keys and its rank.
struct Multiset {
    key: u64,
    rank: HandRank,
}

/// Every multiset of `size` ranks, none more than four times.
fn multisets(size: u32) -> Vec<Multiset> {
    let mut found = Vec::new();
    extend(size, 0, 0, [0; 4], &mut found);
    found
}

fn extend(left: u32, rank: usize, key: u64, masks: RankMasks, found: &mut Vec<Multiset>) {
    if rank == 13 {
        if left == 0 {
            found.push(Multiset { key, rank: rank_without_flush(masks) });
        }
        return;
    }
    let (mut key, mut masks) = (key, masks);
    for count in 0..=left.min(4) {
        if count > 0 {
            key += u64::from(RANK_KEYS[rank]);
            masks[count as usize - 1] |= 1 << rank;
        }
        extend(left - count, rank + 1, key, masks, found);
    }
}

/// A map from key sums to ranks: `slots[(key >> 13) + rows[key & 8191]]`, the index taken modulo `SLOTS`.
struct PerfectHash<const SLOTS: usize> {
    rows: Box<[u16; ROWS]>,
    slots: Box<[u16; SLOTS]>,
}

impl<const SLOTS: usize> PerfectHash<SLOTS> {
    #[inline]
    fn get(&self, key: u64) -> HandRank {
        let displacement = self.rows[key as usize & (ROWS - 1)];
        HandRank(self.slots[slot::<SLOTS>(key, displacement)])
    }

    /// Places the fullest rows first, each at the first displacement at which all its slots are free.
    fn build(mut entries: Vec<Multiset>) -> Self {
        let (mut rows, mut slots) = (boxed_zeros(), boxed_zeros::<SLOTS>());
        let mut sizes = [0u32; ROWS];
        for entry in &entries {
            sizes[entry.key as usize & (ROWS - 1)] += 1;
        }
        let row_of = |entry: &Multiset| entry.key as usize & (ROWS - 1);
        entries.sort_unstable_by_key(|entry| (u32::MAX - sizes[row_of(entry)], row_of(entry)));
        for row in entries.chunk_by(|a, b| row_of(a) == row_of(b)) {
            let free = |d: &u16| row.iter().all(|entry| slots[slot::<SLOTS>(entry.key, *d)] == 0);
            let displacement =
                (0..=u16::MAX).find(free).expect("the rank keys were chosen so that every row fits");
            for entry in row {
                slots[slot::<SLOTS>(entry.key, displacement)] = entry.rank.0;
            }
            rows[row_of(&row[0])] = displacement;
        }
        Self { rows, slots }
    }
}

#[inline]
fn slot<const SLOTS: usize>(key: u64, displacement: u16) -> usize {
    ((key >> 13) as usize + usize::from(displacement)) & (SLOTS - 1)
}

fn boxed_zeros<const N: usize>() -> Box<[u16; N]> {
    vec![0; N].into_boxed_slice().try_into().expect("the vector has N entries")
}
