//! The four betting rounds.

use std::fmt;

/// A betting round, from preflop (0) to river (3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Street {
    /// Before any public card.
    Preflop,
    /// Three public cards.
    Flop,
    /// Four public cards.
    Turn,
    /// Five public cards.
    River,
}

impl Street {
    /// Number of streets.
    pub const COUNT: usize = 4;
    /// All streets in order of play.
    pub const ALL: [Self; 4] = [Self::Preflop, Self::Flop, Self::Turn, Self::River];

    /// 0 = preflop .. 3 = river.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The street with this index, or `None` from 4 on.
    #[must_use]
    pub const fn from_index(index: usize) -> Option<Self> {
        if index < 4 { Some(Self::ALL[index]) } else { None }
    }

    /// Number of public cards: 0, 3, 4, 5.
    #[must_use]
    pub const fn board_len(self) -> usize {
        [0, 3, 4, 5][self.index()]
    }

    /// The street on which a board of `len` cards is played, or `None` if there is none.
    #[must_use]
    pub const fn of_board_len(len: usize) -> Option<Self> {
        match len {
            0 => Some(Self::Preflop),
            3 => Some(Self::Flop),
            4 => Some(Self::Turn),
            5 => Some(Self::River),
            _ => None,
        }
    }

    /// The street after this one, `None` after the river.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        Self::from_index(self.index() + 1)
    }
}

impl fmt::Display for Street {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(["preflop", "flop", "turn", "river"][self.index()])
    }
}
