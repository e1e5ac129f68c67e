//! Configured games small enough to be solved from the blinds: Kuhn, Leduc, mini hold'em.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use holdem_cfr::exact::{ExactGame, ExactProgress, ExactSolver, NodeView, StopAt, Stopped};
use holdem_game::deal::Board;
use holdem_game::tree::NodeId;
use holdem_store::{Container, ContainerWriter, Destination, hash64};

use super::file::{GAME, KIND};
use super::kept::{self, unreadable};
use super::recorded::Recorded;
use super::{Keep, NamedVariant, Needed, Record, SolutionError};
use crate::config::{BucketConfig, GameConfig, GameKind};
use crate::{Game, PublicCards, unobserved};

/// A small game with its strategies.
#[derive(Debug)]
pub struct SolvedGame {
    config: GameConfig,
    game: Game,
    pub(super) recorded: Recorded,
}

/// The bytes that a small game needs with a variant.
///
/// # Errors
/// [`SolutionError::NeedsBoard`] for Hold'em; if the game is not for two, or not valid.
pub fn needed(config: &GameConfig, variant: NamedVariant) -> Result<Needed, SolutionError> {
    Ok(ExactSolver::estimate(&exact(&build(config)?), &variant.variant())?.into())
}

/// Tree and cards of a configuration. Buckets are not used.
fn build(config: &GameConfig) -> Result<Game, SolutionError> {
    match config.kind {
        GameKind::Holdem => Err(SolutionError::NeedsBoard),
        _ => Ok(Game::build(config, &BucketConfig::default(), 0, &mut unobserved)?),
    }
}

fn exact(game: &Game) -> ExactGame {
    ExactGame::with_all_hands(Arc::clone(&game.tree), Arc::clone(&game.cards))
}

impl SolvedGame {
    /// Allocates the memory for a game.
    ///
    /// # Errors
    /// As [`needed`]; if the memory is refused.
    pub fn prepare(config: &GameConfig, record: Record, workers: usize) -> Result<Self, SolutionError> {
        let game = build(config)?;
        let recorded = Recorded::prepare(exact(&game), record, workers)?;
        Ok(Self { config: config.clone(), game, recorded })
    }

    /// Continues solving until a stopping rule applies.
    pub fn solve(
        &mut self,
        stop: &StopAt,
        progress: &mut dyn FnMut(&ExactProgress) -> ControlFlow<()>,
    ) -> Stopped {
        self.recorded.solve(stop, progress)
    }

    /// Writes a file; returns its length in bytes.
    ///
    /// # Errors
    /// Those of the writer; an existing file is then unchanged.
    pub fn write(&self, to: &Destination, keep: Keep) -> Result<u64, SolutionError> {
        let config = serde_json::to_vec(&self.config).expect("a game holds nothing that JSON cannot");
        let mut writer = ContainerWriter::create_at(to, KIND, hash64(&config))?;
        writer.section(GAME, &config)?;
        kept::write(&mut writer, &self.recorded, keep)?;
        Ok(writer.finish()?)
    }

    /// Opens a file for queries; tables are mapped.
    ///
    /// # Errors
    /// If the file is absent, foreign, damaged, contradicts itself, or holds a spot.
    pub fn open(path: &Path, workers: usize) -> Result<Self, SolutionError> {
        let container = Container::open(path, KIND)?;
        let config = game_in(&container)?;
        let game = build(&config)?;
        let recorded = kept::open(container, exact(&game), workers)?;
        Ok(Self { config, game, recorded })
    }

    /// Opens a file to continue solving: allocates memory and reads the tables into it.
    ///
    /// # Errors
    /// As [`SolvedGame::open`] and [`SolvedGame::prepare`]; [`SolutionError::StrategyOnly`].
    pub fn resume(path: &Path, workers: usize) -> Result<Self, SolutionError> {
        let container = Container::open(path, KIND)?;
        let config = game_in(&container)?;
        let game = build(&config)?;
        let recorded = kept::resume(&container, exact(&game), workers)?;
        Ok(Self { config, game, recorded })
    }

    /// The keys of the game.
    pub(super) fn config(&self) -> &GameConfig {
        &self.config
    }
    /// The game.
    pub fn game(&self) -> &Game {
        &self.game
    }
    /// How it was solved, and how far.
    pub fn record(&self) -> &Record {
        &self.recorded.record
    }
    /// Bytes of the tables.
    pub fn memory_bytes(&self) -> u64 {
        self.recorded.memory_bytes()
    }
    /// What both seats win per hand, in chips.
    pub fn values(&self) -> [f64; 2] {
        self.recorded.ev()
    }

    /// The decision after a betting history on a board, both as in [`Strategy`](crate::Strategy).
    ///
    /// # Errors
    /// If the history is not in the tree, nobody decides there, or the board is not one of its street.
    pub fn node(&self, history: &str, board: &str) -> Result<NodeView, SolutionError> {
        let (node, boards) = self.find(history, board)?;
        Ok(self.recorded.solver.view(node, &boards)?)
    }

    /// The node after a betting history, and the boards on the way to it.
    pub(super) fn find(&self, history: &str, board: &str) -> Result<(NodeId, Vec<Board>), SolutionError> {
        let node = self.game.find(history)?;
        let board = PublicCards::read(&self.game, board)?;
        Ok((node, (1..=board.street()).map(|street| board.on(street)).collect()))
    }
}

fn game_in(container: &Container) -> Result<GameConfig, SolutionError> {
    let path = container.path();
    if container.section(GAME).is_err() {
        return Err(SolutionError::NoGameThere { path: path.to_path_buf() });
    }
    container.verify_section(GAME)?;
    serde_json::from_slice(container.bytes(GAME)?).map_err(|error| unreadable(path, GAME, error.to_string()))
}

/// The game and the record of a file.
///
/// # Errors
/// As [`SolvedGame::open`].
pub fn game_of(path: &Path) -> Result<(GameConfig, Record), SolutionError> {
    let container = Container::open(path, KIND)?;
    Ok((game_in(&container)?, kept::record(&container)?))
}
