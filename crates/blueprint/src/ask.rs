//! Queries that a strategy cannot answer.

use std::path::PathBuf;

use holdem_cards::{ParseCardSetError, ParseComboError};

/// A query that makes no sense, or that the strategy cannot answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AskError {
    /// A history that ends the hand.
    #[error("history `{history}`: the hand is over, nobody acts")]
    Over {
        /// The history.
        history: String,
    },
    /// Text that is not a list of different cards.
    #[error("board `{found}`: {source}")]
    Cards {
        /// The text.
        found: String,
        /// What is wrong.
        source: ParseCardSetError,
    },
    /// Text that is not a public card of a small game.
    #[error("board `{found}` is not a public card of the game, which has {expected}")]
    Card {
        /// The text.
        found: String,
        /// The cards of the game.
        expected: String,
    },
    /// A number of cards that no street has.
    #[error("board `{board}` has {found}, expected {expected}")]
    NoStreet {
        /// The board.
        board: String,
        /// How many cards it has, in words.
        found: String,
        /// What the streets have.
        expected: String,
    },
    /// A board that is not of the history's street.
    #[error("{history} is on the {street}, which has {expected}; the board has {found}")]
    OtherStreet {
        /// The history, in words.
        history: String,
        /// Its street.
        street: &'static str,
        /// Cards on the board there, in words.
        expected: String,
        /// Cards of the board, in words.
        found: String,
    },
    /// A board for a decision before the first public card.
    #[error(
        "{history} comes before any public card, but the board has {found}: name a history that leads to it"
    )]
    TooEarly {
        /// The history, in words.
        history: String,
        /// Cards of the board, in words.
        found: String,
    },
    /// Text that is not a Hold'em hand.
    #[error("hand {0}")]
    Combo(#[from] ParseComboError),
    /// Text that is not a hand of a small game.
    #[error("hand `{found}` is not one of the game, which has {expected}")]
    Hand {
        /// The text.
        found: String,
        /// The hands of the game.
        expected: String,
    },
    /// A hand and a board that share a card.
    #[error("hand {hand} collides with the board {board}")]
    Collision {
        /// The hand.
        hand: String,
        /// The board.
        board: String,
    },
    /// The buckets of the boards are missing, and building them was not requested.
    #[error("{path}: no bucket file; boards can be asked about once it is built", path = path.display())]
    NotBuilt {
        /// Where the file was looked for.
        path: PathBuf,
    },
    /// Values for more than two players.
    #[error("hands are valued for 2 players, this game has {found}")]
    Seats {
        /// Seats of the game.
        found: usize,
    },
    /// Numbers that are not probabilities.
    #[error(
        "{path}: damaged: history `{history}`, bucket {bucket}: the probabilities are {found}",
        path = path.display()
    )]
    Damaged {
        /// The file of the strategy.
        path: PathBuf,
        /// The history.
        history: String,
        /// The bucket.
        bucket: usize,
        /// What stands there.
        found: String,
    },
    /// A bucket that the strategy does not have.
    #[error("{path}: damaged: bucket {found} of {expected} on the {street}", path = path.display())]
    NoBucket {
        /// The bucket file, or the strategy's.
        path: PathBuf,
        /// The bucket.
        found: usize,
        /// How many there are.
        expected: usize,
        /// The street.
        street: &'static str,
    },
}

impl AskError {
    /// Whether a file is at fault, rather than the query.
    pub(crate) fn is_of_data(&self) -> bool {
        matches!(self, Self::NotBuilt { .. } | Self::Damaged { .. } | Self::NoBucket { .. })
    }
}

/// `3 cards`.
pub(crate) fn cards(count: usize) -> String {
    match count {
        0 => "no cards".to_owned(),
        1 => "1 card".to_owned(),
        _ => format!("{count} cards"),
    }
}
