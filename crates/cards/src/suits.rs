//! Renaming the suits: the symmetry of the game.

use std::fmt;

use crate::card::Card;
use crate::combo::Combo;
use crate::set::CardSet;

/// One of the 24 ways to rename the suits.
///
/// Index 0 is the identity; the others follow in lexicographic order of their images of `c, d, h, s`.
///
/// ```
/// use holdem_cards::{Combo, SuitPermutation};
/// let swap = SuitPermutation::from_images([0, 1, 3, 2]).expect("four different suits");
/// let combo: Combo = "AhKs".parse().expect("two cards");
/// assert_eq!(swap.combo(combo).to_string(), "AsKh");
/// assert_eq!(swap.compose(swap.inverse()), SuitPermutation::IDENTITY);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct SuitPermutation(u8);

/// `IMAGES[p][suit]`: the new suit.
static IMAGES: [[u8; 4]; 24] = image_table();
/// Permutation with these images, two bits each, the image of clubs lowest; 255 where there is none.
static BY_IMAGES: [u8; 256] = reverse_table();
/// `COMBOS[p][combo]`: the new combo.
static COMBOS: [[u16; Combo::COUNT]; 24] = combo_table();

impl SuitPermutation {
    /// Number of permutations.
    pub const COUNT: usize = 24;
    /// The permutation that changes nothing.
    pub const IDENTITY: Self = Self(0);

    /// The permutation with this index, or `None` from 24 on.
    #[must_use]
    pub const fn from_index(index: u8) -> Option<Self> {
        if index < 24 { Some(Self(index)) } else { None }
    }

    /// The permutation that makes `images[suit]` of `suit`, or `None` if an image is missing or out of range.
    #[must_use]
    pub const fn from_images(images: [u8; 4]) -> Option<Self> {
        let [c, d, h, s] = images;
        if (c | d | h | s) > 3 {
            return None;
        }
        Self::from_index(BY_IMAGES[(c | d << 2 | h << 4 | s << 6) as usize])
    }

    /// All permutations, the identity first.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator + Clone {
        (0..24).map(Self)
    }

    /// 0..24; 0 is the identity.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The new name of each suit.
    #[must_use]
    pub const fn images(self) -> [u8; 4] {
        IMAGES[self.index()]
    }

    /// The permutation that undoes this one.
    #[must_use]
    pub const fn inverse(self) -> Self {
        let images = self.images();
        let (mut code, mut suit) = (0, 0);
        while suit < 4 {
            code |= suit << (2 * images[suit as usize]);
            suit += 1;
        }
        Self(BY_IMAGES[code as usize])
    }

    /// The permutation that does `first`, then this one.
    #[must_use]
    pub const fn compose(self, first: Self) -> Self {
        let (then, first) = (self.images(), first.images());
        let (mut code, mut suit) = (0, 0);
        while suit < 4 {
            code |= then[first[suit] as usize] << (2 * suit);
            suit += 1;
        }
        Self(BY_IMAGES[code as usize])
    }

    /// Renames the suit of a card.
    #[must_use]
    pub const fn card(self, card: Card) -> Card {
        Card::new(card.rank(), self.images()[card.suit() as usize])
    }

    /// Renames the suits of a set.
    #[must_use]
    pub const fn set(self, set: CardSet) -> CardSet {
        const LANE: u64 = 0x1_1111_1111_1111;
        let images = self.images();
        let bits = set.bits();
        let renamed = (bits & LANE) << images[0]
            | (bits >> 1 & LANE) << images[1]
            | (bits >> 2 & LANE) << images[2]
            | (bits >> 3 & LANE) << images[3];
        match CardSet::from_bits(renamed) {
            Some(set) => set,
            None => unreachable!(),
        }
    }

    /// Renames the suits of a combo: one look-up.
    #[must_use]
    pub const fn combo(self, combo: Combo) -> Combo {
        match Combo::from_index(COMBOS[self.index()][combo.index()]) {
            Some(combo) => combo,
            None => unreachable!(),
        }
    }

    /// The renamed index of every combo, by combo index: the row to read through in an inner loop.
    #[must_use]
    pub const fn combo_indices(self) -> &'static [u16; Combo::COUNT] {
        &COMBOS[self.index()]
    }
}

impl Default for SuitPermutation {
    fn default() -> Self {
        Self::IDENTITY
    }
}

impl fmt::Debug for SuitPermutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let images = self.images().map(|suit| ['c', 'd', 'h', 's'][suit as usize]);
        write!(f, "cdhs->{}", images.iter().collect::<String>())
    }
}

const fn image_table() -> [[u8; 4]; 24] {
    let mut table = [[0; 4]; 24];
    let (mut code, mut count) = (0u32, 0);
    while code < 256 {
        let images = [(code >> 6) as u8, (code >> 4 & 3) as u8, (code >> 2 & 3) as u8, (code & 3) as u8];
        if 1 << images[0] | 1 << images[1] | 1 << images[2] | 1 << images[3] == 15 {
            table[count] = images;
            count += 1;
        }
        code += 1;
    }
    assert!(count == 24);
    table
}

const fn reverse_table() -> [u8; 256] {
    let mut table = [255; 256];
    let images = image_table();
    let mut index = 0;
    while index < 24 {
        let [c, d, h, s] = images[index];
        table[(c | d << 2 | h << 4 | s << 6) as usize] = index as u8;
        index += 1;
    }
    table
}

const fn combo_table() -> [[u16; Combo::COUNT]; 24] {
    let mut table = [[0; Combo::COUNT]; 24];
    let images = image_table();
    let mut index = 0;
    while index < 24 {
        let (mut hi, mut combo) = (1, 0);
        while hi < 52 {
            let mut lo = 0;
            while lo < hi {
                let a = hi & !3 | images[index][hi & 3] as usize;
                let b = lo & !3 | images[index][lo & 3] as usize;
                let (top, bottom) = if a > b { (a, b) } else { (b, a) };
                table[index][combo] = (top * (top - 1) / 2 + bottom) as u16;
                combo += 1;
                lo += 1;
            }
            hi += 1;
        }
        index += 1;
    }
    table
}
