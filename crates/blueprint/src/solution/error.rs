//! What can go wrong with a solution.

use std::io;
use std::path::PathBuf;

use holdem_cfr::exact::ExactError;
use holdem_game::spot::SpotError;

use crate::{BlueprintError, ErrorClass};

/// A spot cannot be read or solved, or a solution cannot be opened or queried.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SolutionError {
    /// Something in a spot file makes no sense.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: SpotError,
    },
    /// Something in a spot or a line makes no sense.
    #[error(transparent)]
    Spot(#[from] SpotError),
    /// The spot cannot be solved, or not with these options.
    #[error(transparent)]
    Exact(#[from] ExactError),
    /// A blueprint cannot answer.
    #[error(transparent)]
    Blueprint(#[from] BlueprintError),
    /// A place in a blueprint that is not a spot.
    #[error("history `{history}`: {reason}")]
    NoSpot {
        /// The betting history.
        history: String,
        /// Why.
        reason: &'static str,
    },
    /// A file is absent, foreign, damaged or too new.
    #[error(transparent)]
    Store(#[from] holdem_store::Error),
    /// A solution file contradicts itself.
    #[error("{path}: {what} unreadable: {reason}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The section.
        what: &'static str,
        /// Why.
        reason: String,
    },
    /// The tables do not fit.
    #[error("the tables do not fit: {needed}, and {available} are available; {advice}")]
    TooLarge {
        /// What is needed, in both storages.
        needed: String,
        /// What there is.
        available: String,
        /// What to reduce.
        advice: String,
    },
    /// A file without what is needed to continue solving.
    #[error("{path}: strategies alone are kept there, which cannot be solved on", path = path.display())]
    StrategyOnly {
        /// The file.
        path: PathBuf,
    },
    /// A file with a game from the blinds where a spot is expected.
    #[error("{path}: holds a game from the blinds, not a spot", path = path.display())]
    NoSpotThere {
        /// The file.
        path: PathBuf,
    },
    /// A file with a spot where a game from the blinds is expected.
    #[error("{path}: holds a spot, not a game from the blinds", path = path.display())]
    NoGameThere {
        /// The file.
        path: PathBuf,
    },
    /// Nobody acts after a line.
    #[error("line `{line}`: the hand is over there, nobody acts")]
    Over {
        /// The line.
        line: String,
    },
    /// A decision that no hands reach.
    #[error("line `{line}`: no hand reaches it under these strategies")]
    Unreached {
        /// The line.
        line: String,
    },
    /// The next card is not given.
    #[error("line `{line}`: a card is dealt there; name it (`Qc`), or ask for the runouts")]
    CardMissing {
        /// The line.
        line: String,
    },
    /// A line that leads past the last street to be written.
    #[error("line `{line}`: leads past the last street to be written")]
    BehindLastStreet {
        /// The line.
        line: String,
    },
    /// A table cannot be written.
    #[error("cannot write the table")]
    Write(#[source] io::Error),
    /// No card is dealt after a line.
    #[error("line `{line}`: no card is dealt there")]
    NoDeal {
        /// The line.
        line: String,
    },
    /// Hold'em without a board.
    #[error("hold'em is solved from a flop on: name a spot; `holdem train` learns it from the blinds")]
    NeedsBoard,
    /// A flop of a batch that cannot be solved or reported.
    #[error("flop {flop}: {source}")]
    OnFlop {
        /// The flop.
        flop: String,
        /// Why.
        source: Box<SolutionError>,
    },
    /// A file that should hold the results of a flop.
    #[error("{path}: not the results of a flop; delete it to solve again: {source}", path = path.display())]
    NoResults {
        /// The file.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// A file that holds results of something else.
    #[error(
        "{path}: holds another spot, or one solved with other settings; name another directory",
        path = path.display()
    )]
    OtherResults {
        /// The file.
        path: PathBuf,
    },
    /// The name of no known variant.
    #[error("unknown variant `{name}`, expected one of {known}")]
    Variant {
        /// The name.
        name: String,
        /// Known names.
        known: String,
    },
    /// Two solutions with nothing to compare there.
    #[error("line `{line}`: {reason}")]
    Incomparable {
        /// The line.
        line: String,
        /// Why.
        reason: &'static str,
    },
}

impl SolutionError {
    /// Whose mistake it is.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Blueprint(error) => error.class(),
            Self::OnFlop { source, .. } => source.class(),
            Self::Store(_)
            | Self::Write(_)
            | Self::Unreadable { .. }
            | Self::NoResults { .. }
            | Self::Exact(ExactError::Tables { .. }) => ErrorClass::Data,
            _ => ErrorClass::Usage,
        }
    }
}
