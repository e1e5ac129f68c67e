//! Boards up to the names of the suits.
//!
//! Two boards that differ by a renaming of the suits play alike. There are 1,755 such classes of three
//! unordered cards, 16,432 of four and 134,459 of five. Everything that depends on a board is stored as one
//! row per class.
//!
//! # Row order
//! Write a board as four 13-bit masks, one per suit, of the ranks it holds in that suit. Renaming the suits
//! permutes the masks, so a class is a multiset of masks. The *canonical board* gives the suits c, d, h, s
//! its masks in descending order of (number of cards, mask as a number).
//!
//! Rows are ordered first by *shape*, the numbers of cards per suit: `3, 21, 111` on the flop, `4, 31, 22,
//! 211, 1111` on the turn, `5, 41, 32, 311, 221, 2111` on the river. Within a shape, suits that hold equally
//! many cards form a group. A mask of k cards has its colexicographic index among the masks of k cards; a
//! group of suits with indices `x1 >= x2 >= ..` has the index `C(x1 + n - 1, n) + .. + C(xn, 1)` among the
//! multisets of its size n; and the groups are the digits of the row, the group of the largest suits the most
//! significant one. (Kevin Waugh, *A Fast and Optimal Hand Isomorphism Algorithm*, 2013, for one round.)
//!
//! So computing an index is arithmetic on a few small tables, without a search.

use std::sync::{LazyLock, OnceLock};

use crate::card::Card;
use crate::combinatorics::binomial;
use crate::set::CardSet;
use crate::street::Street;
use crate::suits::SuitPermutation;

/// The canonical boards of one street, numbered.
#[derive(Debug)]
pub struct BoardIndex {
    /// The canonical board of each row, made on first use: numbering a board does not need them.
    boards: OnceLock<Box<[CardSet]>>,
    /// The shapes of this street by [`shape_key`].
    shapes: [Shape; SHAPE_KEYS],
    /// What each suit of a shape adds to the row, by the colexicographic index of its mask; the first is 0.
    terms: Box<[u32]>,
    street: Street,
}

/// Where the terms of each suit start; at the term 0 for suits without cards.
#[derive(Clone, Copy, Debug, Default)]
struct Shape {
    terms: [u16; 4],
}

/// Shapes are looked up by the sizes of the three largest suits, each at most 5.
const SHAPE_KEYS: usize = 6 * 36;

/// Colexicographic index of every 13-bit mask among the masks with as many bits.
static COLEX: [u16; 8192] = colex_table();

static INDICES: [LazyLock<BoardIndex>; 4] = [
    LazyLock::new(|| BoardIndex::build(Street::Preflop)),
    LazyLock::new(|| BoardIndex::build(Street::Flop)),
    LazyLock::new(|| BoardIndex::build(Street::Turn)),
    LazyLock::new(|| BoardIndex::build(Street::River)),
];

impl BoardIndex {
    /// The boards of `street`. The first call makes tables of 30 KB; the first request for a board by its row
    /// makes the list of boards, which takes a few milliseconds and 1 MB on the river.
    ///
    /// Preflop there is one row, the empty board.
    #[must_use]
    pub fn for_street(street: Street) -> &'static Self {
        &INDICES[street.index()]
    }

    /// Number of rows of a street, without making them: 1, 1,755, 16,432, 134,459.
    #[must_use]
    pub const fn rows_of(street: Street) -> usize {
        [1, 1_755, 16_432, 134_459][street.index()]
    }

    /// Number of rows: [`BoardIndex::rows_of`] the street.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> usize {
        Self::rows_of(self.street)
    }

    /// The street whose boards these are.
    #[must_use]
    pub fn street(&self) -> Street {
        self.street
    }

    /// The row of `board` and the renaming that makes `board` the canonical board of that row.
    ///
    /// Among suits with equal ranks the one with the lower number keeps the lower canonical number.
    ///
    /// # Complexity
    /// Constant: a few dozen operations on tables of 30 KB.
    ///
    /// # Panics
    /// If `board` does not have the number of cards of this street.
    #[must_use]
    pub fn index(&self, board: CardSet) -> (u32, SuitPermutation) {
        let sorted = sorted_suits(board);
        let sizes = sorted.map(size_of);
        let (found, expected) = (sizes.iter().sum::<usize>(), self.street.board_len());
        assert!(found == expected, "a board of the {} has {expected} cards, not {found}", self.street);
        let row = self.shapes[shape_key(sizes)].row(&self.terms, sorted.map(mask_of));
        (row, renaming(sorted))
    }

    /// The canonical board of `row`.
    ///
    /// # Panics
    /// If `row` is not below [`len`](Self::len).
    #[must_use]
    pub fn board(&self, row: u32) -> CardSet {
        self.boards()[row as usize]
    }

    /// The canonical boards in order of row.
    #[must_use]
    pub fn boards(&self) -> &[CardSet] {
        self.boards.get_or_init(|| self.list_boards())
    }

    /// Number of raw (unordered) boards that `row` stands for: 1, 4, 6, 12 or 24.
    ///
    /// # Panics
    /// If `row` is not below [`len`](Self::len).
    #[must_use]
    pub fn multiplicity(&self, row: u32) -> u32 {
        let masks = suit_masks(self.board(row));
        // 24 renamings, divided by those that only swap equal suits.
        let mut run = 1;
        let mut swaps = 1;
        for pair in masks.windows(2) {
            run = if pair[0] == pair[1] { run + 1 } else { 1 };
            swaps *= run;
        }
        24 / swaps
    }

    fn build(street: Street) -> Self {
        let mut builder = Builder { rows: 0, shapes: [Shape::default(); SHAPE_KEYS], terms: vec![0] };
        each_shape(street, &mut |sizes| builder.add_shape(sizes));
        let Builder { shapes, terms, .. } = builder;
        Self { boards: OnceLock::new(), shapes, terms: terms.into_boxed_slice(), street }
    }

    fn list_boards(&self) -> Box<[CardSet]> {
        let mut boards = vec![CardSet::EMPTY; self.len()];
        each_shape(self.street, &mut |sizes| {
            let shape = self.shapes[shape_key(sizes)];
            each_choice(sizes, 0, &mut [0; 4], &mut |masks| {
                boards[shape.row(&self.terms, masks) as usize] = board_of(masks);
            });
        });
        boards.into_boxed_slice()
    }
}

impl Shape {
    /// The row of masks in canonical order.
    fn row(self, terms: &[u32], masks: [u16; 4]) -> u32 {
        let term =
            |suit: usize| terms[usize::from(self.terms[suit] + COLEX[usize::from(masks[suit]) % 8192])];
        term(0) + term(1) + term(2) + term(3)
    }
}

/// Collects the terms of a street, shape by shape.
struct Builder {
    rows: u32,
    shapes: [Shape; SHAPE_KEYS],
    terms: Vec<u32>,
}

impl Builder {
    /// Adds the shape with these suit sizes, largest first.
    fn add_shape(&mut self, sizes: [usize; 4]) {
        let (mut shape, mut rows, mut end) = (Shape::default(), 1, 4);
        while end > 0 {
            let size = sizes[end - 1];
            let start = sizes.iter().position(|&other| other == size).unwrap_or(0);
            let masks = binomial(13, size as u32);
            for suit in (start..end).filter(|_| size > 0) {
                let place = (end - suit) as u32;
                let first = if suit == 0 { self.rows } else { 0 };
                shape.terms[suit] = self.terms.len() as u16;
                self.terms.extend((0..masks).map(|x| first + rows * binomial(x + place - 1, place)));
            }
            let group = (end - start) as u32;
            rows *= binomial(masks + group - 1, group);
            end = start;
        }
        self.shapes[shape_key(sizes)] = shape;
        self.rows += rows;
    }
}

/// Visits the shapes of a street in order of row, by their suit sizes, largest first.
fn each_shape(street: Street, visit: &mut impl FnMut([usize; 4])) {
    split_cards(street.board_len(), 0, &mut [0; 4], visit);
}

/// Visits every way to put `left` cards on the suits from `suit` on, more cards on earlier suits.
fn split_cards(left: usize, suit: usize, sizes: &mut [usize; 4], visit: &mut impl FnMut([usize; 4])) {
    if suit == 4 {
        if left == 0 {
            visit(*sizes);
        }
        return;
    }
    let most = if suit == 0 { left } else { left.min(sizes[suit - 1]) };
    for size in (0..=most).rev() {
        sizes[suit] = size;
        split_cards(left - size, suit + 1, sizes, visit);
    }
}

/// Visits the masks of every board of a shape, from the choice of those of the suits before `suit`.
fn each_choice(sizes: [usize; 4], suit: usize, masks: &mut [u16; 4], visit: &mut impl FnMut([u16; 4])) {
    if suit == 4 {
        return visit(*masks);
    }
    let same_size = suit > 0 && sizes[suit] == sizes[suit - 1];
    let most = if same_size { masks[suit - 1] } else { 8191 };
    // The masks with this many bits, in ascending order.
    let mut mask = (1u16 << sizes[suit]) - 1;
    while mask <= most {
        masks[suit] = mask;
        each_choice(sizes, suit + 1, masks, visit);
        if mask == 0 {
            break;
        }
        let lowest = mask & mask.wrapping_neg();
        let carried = mask + lowest;
        mask = carried | ((mask ^ carried) >> (2 + lowest.trailing_zeros()));
    }
}

/// The ranks of the board by suit.
fn suit_masks(board: CardSet) -> [u16; 4] {
    [0, 1, 2, 3].map(|suit| board.ranks_of_suit(suit))
}

/// The suits in canonical order, each packed as `cards << 15 | mask << 2 | 3 - suit`.
fn sorted_suits(board: CardSet) -> [u32; 4] {
    let mut packed = [0; 4];
    for card in board {
        packed[usize::from(card.suit())] += 1 << 15 | 4 << card.rank();
    }
    let [c, d, h, s] = packed;
    let (c, d) = descending(c + 3, d + 2);
    let (h, s) = descending(h + 1, s);
    let (first, middle) = descending(c, h);
    let (other, last) = descending(d, s);
    let (second, third) = descending(middle, other);
    [first, second, third, last]
}

fn descending(a: u32, b: u32) -> (u32, u32) {
    (a.max(b), a.min(b))
}

fn size_of(packed: u32) -> usize {
    (packed >> 15) as usize
}

fn mask_of(packed: u32) -> u16 {
    (packed >> 2) as u16 & 8191
}

/// The renaming that gives the sorted suits the names c, d, h, s.
fn renaming(sorted: [u32; 4]) -> SuitPermutation {
    let mut images = [0; 4];
    for (name, packed) in (0..).zip(sorted) {
        images[3 - (packed & 3) as usize] = name;
    }
    SuitPermutation::from_images(images).expect("the four packed suits are different")
}

/// Sizes in descending order; the last follows from the others.
fn shape_key(sizes: [usize; 4]) -> usize {
    sizes[0] * 36 + sizes[1] * 6 + sizes[2]
}

fn board_of(masks: [u16; 4]) -> CardSet {
    let cards = |suit: u8| {
        let mask = masks[usize::from(suit)];
        (0..13).filter(move |rank| mask >> rank & 1 == 1).map(move |rank| Card::new(rank, suit))
    };
    (0..4).flat_map(cards).collect()
}

const fn colex_table() -> [u16; 8192] {
    let mut table = [0; 8192];
    let mut seen = [0u16; 14];
    let mut mask = 0u32;
    while mask < 8192 {
        let bits = mask.count_ones() as usize;
        table[mask as usize] = seen[bits];
        seen[bits] += 1;
        mask += 1;
    }
    table
}
