//! The boards to look at, and how suits may be renamed to look at fewer.

use super::Problem;
use crate::canonical::BoardIndex;
use crate::set::CardSet;
use crate::street::Street;
use crate::suits::SuitPermutation;

/// Complete boards that together stand for every way to complete the board.
///
/// Before the flop these are the canonical boards. By symmetry, a sum over all boards equals a sum over the
/// canonical boards and all 24 renamings of the ranges, with each board weighted by its multiplicity / 24.
/// Renamings that change the ranges in the same way form classes of equal size, so one *image* of each class,
/// with weight multiplicity / number of images, is enough.
pub(super) struct Boards {
    boards: Vec<Weighted>,
    images: Vec<SuitPermutation>,
    /// The dead cards under each image.
    dead: Vec<CardSet>,
}

/// A complete board and how many boards it stands for.
#[derive(Clone, Copy)]
pub(super) struct Weighted {
    pub(super) board: CardSet,
    pub(super) multiplicity: u32,
}

impl Boards {
    pub(super) fn new(problem: &Problem) -> Self {
        let (boards, images) = if problem.board.is_empty() {
            (canonical_boards(), images(problem))
        } else {
            (completions(problem), vec![SuitPermutation::IDENTITY])
        };
        let dead = images.iter().map(|image| image.set(problem.dead)).collect();
        Self { boards, images, dead }
    }

    /// The renamings to apply to the ranges.
    pub(super) fn images(&self) -> &[SuitPermutation] {
        &self.images
    }

    /// Boards times images.
    pub(super) fn visits(&self) -> u64 {
        (self.boards.len() * self.images.len()) as u64
    }

    /// The boards in pieces for workers; the cut depends on nothing else.
    pub(super) fn pieces(&self) -> Vec<&[Weighted]> {
        self.boards.chunks(self.boards.len().div_ceil(128).max(1)).collect()
    }

    /// Whether a board is possible under an image.
    pub(super) fn is_possible(&self, image: usize, board: CardSet) -> bool {
        !self.dead[image].intersects(board)
    }
}

fn canonical_boards() -> Vec<Weighted> {
    let index = BoardIndex::for_street(Street::River);
    let weighted = |row| Weighted { board: index.board(row), multiplicity: index.multiplicity(row) };
    (0..index.len() as u32).map(weighted).collect()
}

/// Every way to complete a board of three cards or more.
fn completions(problem: &Problem) -> Vec<Weighted> {
    let mut boards = vec![problem.board];
    for _ in 0..problem.cards_to_come() {
        // Later cards are lower ones, so that each board appears once.
        let add_below = |board: CardSet| {
            let lowest_new = (board - problem.board).iter().next();
            let free = !(board | problem.dead);
            free.iter()
                .take_while(move |card| lowest_new.is_none_or(|low| *card < low))
                .map(move |card| board.with(card))
        };
        boards = boards.into_iter().flat_map(add_below).collect();
    }
    boards.into_iter().map(|board| Weighted { board, multiplicity: 1 }).collect()
}

/// One renaming for each different image of the ranges and dead cards.
fn images(problem: &Problem) -> Vec<SuitPermutation> {
    let mut seen = Vec::new();
    let is_new = |image: &SuitPermutation| {
        let renamed = renamed(problem, *image);
        let new = !seen.contains(&renamed);
        if new {
            seen.push(renamed);
        }
        new
    };
    SuitPermutation::all().filter(is_new).collect()
}

type Renamed = (CardSet, Vec<Vec<(usize, u64)>>);

fn renamed(problem: &Problem, image: SuitPermutation) -> Renamed {
    let rename = |hands: &Vec<(crate::combo::Combo, f64)>| {
        let mut hands: Vec<_> =
            hands.iter().map(|&(combo, weight)| (image.combo(combo).index(), weight.to_bits())).collect();
        hands.sort_unstable();
        hands
    };
    (image.set(problem.dead), problem.hands.iter().map(rename).collect())
}
