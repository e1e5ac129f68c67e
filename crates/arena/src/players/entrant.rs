//! From a word to players.

use std::sync::Arc;

use holdem_blueprint::progress::Observer;
use holdem_blueprint::{BlueprintError, Strategy};

use super::program::Program;
use super::{BlueprintEntrant, Fixed, Odds, SearchEntrant};
use crate::player::{Player, PlayerError};
use crate::table::Table;
use crate::translation::Mapping;

/// A participant: opened once, seated at as many tables as are played at the same time.
pub trait Entrant: Send + Sync {
    /// What it is called in results.
    fn name(&self) -> String;

    /// The table that it knows, if it knows only one.
    fn table(&self) -> Option<&Table> {
        None
    }

    /// The strategy that it plays or starts from, if it has one.
    fn strategy(&self) -> Option<&Arc<Strategy>> {
        None
    }

    /// Whether its players' answers depend only on what they are told in a hand, so that it does not matter
    /// which of them plays which hand.
    fn is_reproducible(&self) -> bool {
        true
    }

    /// A player for a table.
    ///
    /// # Errors
    /// If it cannot play there.
    fn seat(&self, table: &Table) -> Result<Box<dyn Player>, PlayerError>;
}

/// How players are opened.
pub struct OpenOptions<'a, 'o> {
    /// How bets are mapped that a strategy does not know.
    pub mapping: Mapping,
    /// Threads for what has to be built; 0 for one per core.
    pub threads: usize,
    /// Hears of progress.
    pub observer: &'a mut Observer<'o>,
}

/// Opens a player, given what follows the colon of its word.
pub type OpenEntrant = fn(&str, &mut OpenOptions<'_, '_>) -> Result<Box<dyn Entrant>, SpecError>;

/// A kind of player.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Word before the colon, or the whole word.
    pub word: &'static str,
    /// What follows the colon, for help texts; empty if nothing does.
    pub argument: &'static str,
    /// What it plays, for help texts.
    pub about: &'static str,
    /// Opens it, given what follows the colon.
    pub open: OpenEntrant,
}

/// All kinds of players.
pub const KINDS: &[Kind] = &[
    Kind {
        word: "blueprint",
        argument: "PATH",
        about: "a run, a blueprint or a snapshot; a path alone says the same",
        open: |path, options| Ok(Box::new(BlueprintEntrant::open(path.as_ref(), options)?)),
    },
    Kind {
        word: "search",
        argument: "PATH[,think=2s][,iterations=200][,from=turn][,unsafe]",
        about: "a blueprint that searches while it plays: hold'em for two",
        open: |argument, options| Ok(Box::new(SearchEntrant::open(argument, options)?)),
    },
    Kind {
        word: "uniform",
        argument: "",
        about: "fold, call, the smallest raise, a raise of the pot, all-in: all with the same chance",
        open: |_, _| Ok(Box::new(Fixed::Uniform)),
    },
    Kind { word: "call", argument: "", about: "checks and calls", open: |_, _| Ok(Box::new(Fixed::Call)) },
    Kind {
        word: "raise",
        argument: "",
        about: "raises by the pot as long as it may",
        open: |_, _| Ok(Box::new(Fixed::Raise)),
    },
    Kind {
        word: "fold",
        argument: "",
        about: "checks, and folds to any bet",
        open: |_, _| Ok(Box::new(Fixed::Fold)),
    },
    Kind {
        word: "random",
        argument: "",
        about: "any legal move, bets of any size",
        open: |_, _| Ok(Box::new(Fixed::Random)),
    },
    Kind {
        word: "pot-odds",
        argument: "",
        about: "calls if its chance against a random hand is worth it; never bets",
        open: |_, _| Ok(Box::new(Odds::PotOdds)),
    },
    Kind {
        word: "tight",
        argument: "",
        about: "few hands before the flop, bets good ones, calls by its chance against a random hand",
        open: |_, _| Ok(Box::new(Odds::Tight)),
    },
    Kind {
        word: "exec",
        argument: "COMMAND",
        about: "a program that plays by the lines of the computer poker competition",
        open: |command, _| Ok(Box::new(Program { command: command.to_owned() })),
    },
];

/// Opens the player that a word names.
///
/// # Errors
/// [`SpecError`] for a word that does not name a player, or a player that cannot be opened.
pub fn open(spec: &str, options: &mut OpenOptions<'_, '_>) -> Result<Box<dyn Entrant>, SpecError> {
    match read(spec)? {
        Some((kind, rest)) => (kind.open)(rest, options),
        None => Ok(Box::new(BlueprintEntrant::open(spec.as_ref(), options)?)),
    }
}

/// Whether a word names a player that could be opened, without opening it.
///
/// # Errors
/// [`SpecError`] for a word that does not name a player.
pub fn recognise(spec: &str) -> Result<(), SpecError> {
    read(spec).map(|_| ())
}

/// The kind of player and what follows the colon; `None` for a plain path.
fn read(spec: &str) -> Result<Option<(&'static Kind, &str)>, SpecError> {
    let (word, rest) = spec.split_once(':').unwrap_or((spec, ""));
    match KINDS.iter().find(|kind| kind.word == word) {
        Some(kind) if kind.argument.is_empty() && spec.contains(':') => {
            Err(SpecError::Argument { word: kind.word, found: rest.to_owned() })
        }
        Some(kind) if !kind.argument.is_empty() && rest.is_empty() => {
            Err(SpecError::NoArgument { word: kind.word, argument: kind.argument })
        }
        Some(kind) => Ok(Some((kind, rest))),
        None if std::path::Path::new(spec).exists() => Ok(None),
        None => Err(SpecError::Unknown { found: spec.to_owned() }),
    }
}

/// Why a word does not name a player.
#[derive(Debug, thiserror::Error)]
pub enum SpecError {
    /// Neither a kind of player nor a path.
    #[error("no player `{found}`: expected the path of a strategy, or one of {}", words())]
    Unknown {
        /// The word.
        found: String,
    },
    /// An argument to a word that takes none.
    #[error("player `{word}` takes no argument, found `{found}`")]
    Argument {
        /// The word.
        word: &'static str,
        /// What stands behind it.
        found: String,
    },
    /// A missing argument to a word that needs one.
    #[error("player `{word}` is written `{word}:{argument}`")]
    NoArgument {
        /// The word.
        word: &'static str,
        /// What is missing.
        argument: &'static str,
    },
    /// A strategy that cannot be opened.
    #[error(transparent)]
    Strategy(#[from] BlueprintError),
    /// A search with an invalid option, or of a game that cannot be searched.
    #[error("search: {0}")]
    Search(String),
    /// A player that cannot be started.
    #[error(transparent)]
    Player(#[from] PlayerError),
}

fn words() -> String {
    let words = KINDS.iter().map(|kind| match kind.argument {
        "" => kind.word.to_owned(),
        argument => format!("{}:{argument}", kind.word),
    });
    words.collect::<Vec<_>>().join(", ")
}
