//! Boards that are the same up to a renaming of the cards: only one of each class is walked.

use holdem_game::deal::{Board, Renaming, Runout};

/// Boards that renamings turn into each other.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Class {
    /// The board that is walked.
    pub(super) runout: Runout,
    /// A renaming to each of the others, as an index into [`Classes::same`].
    pub(super) images: Vec<usize>,
}

/// The boards that may follow a board, in classes.
#[derive(Clone, Debug)]
pub(super) struct Classes {
    pub(super) classes: Vec<Class>,
    /// The renamings that change nothing dealt before.
    pub(super) same: Vec<Renaming>,
}

impl Classes {
    /// Sorts boards into classes under renamings that map them to each other; their probabilities are equal.
    pub(super) fn new(boards: &[Runout], same: Vec<Renaming>) -> Self {
        let mut classes: Vec<Class> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for &runout in boards {
            if !seen.insert(runout.board) {
                continue;
            }
            let new = |(_, renaming): &(usize, &Renaming)| seen.insert(renaming.board(runout.board));
            let images = same.iter().enumerate().filter(new).map(|(i, _)| i).collect();
            classes.push(Class { runout, images });
        }
        Self { classes, same }
    }

    /// Each board in a class of its own, even those that occur more than once.
    pub(super) fn each(boards: &[Runout]) -> Self {
        let alone = |&runout: &Runout| Class { runout, images: Vec::new() };
        Self { classes: boards.iter().map(alone).collect(), same: Vec::new() }
    }

    /// Chance of a class.
    pub(super) fn chance_of(&self, class: usize) -> f64 {
        let Class { runout, images } = &self.classes[class];
        f64::from(runout.probability) * (1 + images.len()) as f64
    }

    /// The renamings that leave this board as it is as well.
    pub(super) fn that_keep(&self, board: Board) -> Vec<Renaming> {
        self.same.iter().filter(|renaming| renaming.board(board) == board).cloned().collect()
    }
}
