//! Why nothing is searched.

use holdem_blueprint::{BlueprintError, ErrorClass};
use holdem_cfr::exact::ExactError;
use holdem_game::menu::MenuError;

use crate::holdem::LineError;

/// Why a state cannot be searched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The blueprint has no answer.
    #[error(transparent)]
    Blueprint(#[from] BlueprintError),
    /// The subgame cannot be solved.
    #[error(transparent)]
    Exact(#[from] ExactError),
    /// A history that is not valid, or after which nobody acts.
    #[error(transparent)]
    Line(Box<LineError>),
    /// A menu that is not valid.
    #[error("menu of the search: {0}")]
    Menu(Box<MenuError>),
    /// A game that search does not play.
    #[error("search is for hold'em for two, this is another game with {players} players")]
    Game {
        /// Its players.
        players: usize,
    },
    /// A game with too many subgames to solve them all.
    #[error("all subgames of a street are solved in small games alone: Leduc and mini hold'em")]
    NotSmall,
    /// A street with which no subgame begins.
    #[error(
        "street {street} of {streets}: subgames begin with a later street than the first, counted from 0"
    )]
    Street {
        /// The street.
        street: usize,
        /// Streets of the game.
        streets: usize,
    },
    /// The other player's turn.
    #[error("player {player} is in turn")]
    Turn {
        /// Who is.
        player: usize,
    },
    /// Tables larger than allowed.
    #[error("the subgame needs {needed} bytes, more than the {allowed} allowed")]
    Memory {
        /// Bytes of the tables.
        needed: usize,
        /// Bytes allowed.
        allowed: usize,
    },
    /// The watcher stopped it.
    #[error("the search was stopped")]
    Interrupted,
    /// A player cannot have reached the state with any hand.
    #[error("player {player} comes there with no hand that the board leaves")]
    NoRange {
        /// The player.
        player: usize,
    },
}

impl SearchError {
    /// Which kind of error it is.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Blueprint(error) => error.class(),
            Self::Exact(_) | Self::Memory { .. } => ErrorClass::Data,
            Self::Line(_)
            | Self::Menu(_)
            | Self::Game { .. }
            | Self::NotSmall
            | Self::Street { .. }
            | Self::Turn { .. }
            | Self::Interrupted
            | Self::NoRange { .. } => ErrorClass::Usage,
        }
    }
}
