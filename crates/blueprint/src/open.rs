//! Opens what a run left: a run directory, a blueprint, a snapshot.

use std::fs;
use std::path::{Path, PathBuf};

use holdem_cfr::{SolverOptions, Strategy};
use holdem_store::{read_text, read_whole};
use serde::Deserialize;

use crate::BlueprintError;
use crate::config::{BucketConfig, GameKind};
use crate::file::Blueprint;
use crate::game::Game;
use crate::progress::Observer;
use crate::recipe::{Difference, Recipe};

/// Largest configuration or `run.json` that is read: pages of text.
const MOST_BYTES: u64 = 1 << 20;

/// A strategy with its game, ready to be measured, shown or exported.
#[derive(Debug)]
pub struct OpenStrategy {
    /// The file that holds the strategy.
    pub path: PathBuf,
    /// What it was trained with.
    pub recipe: Recipe,
    /// Boards trained on.
    pub iterations: u64,
    /// The game.
    pub game: Game,
    /// The average strategy.
    pub strategy: Strategy,
    /// Whether it is a snapshot or a checkpoint of a run that has no blueprint yet.
    pub is_provisional: bool,
    /// The file; `None` if it came from a checkpoint.
    blueprint: Option<Blueprint>,
}

impl OpenStrategy {
    /// Opens a run directory (its blueprint; if there is none yet, its newest snapshot) or a blueprint file.
    /// Buckets that are missing in the cache are built on `threads` threads.
    ///
    /// # Errors
    /// [`BlueprintError::NotARun`] for a directory with neither a blueprint nor a snapshot, and those of
    /// [`Blueprint::open`] and [`Blueprint::load`].
    pub fn open(path: &Path, threads: usize, observer: &mut Observer<'_>) -> Result<Self, BlueprintError> {
        let opened = Self::open_to_play(path, threads, observer)?;
        // The same file, not whatever has its name by now.
        opened.blueprint.as_ref().map_or(Ok(()), Blueprint::verify)?;
        Ok(opened)
    }

    /// Opens a run directory or a blueprint file without reading the whole strategy first, see
    /// [`Blueprint::open_at_once`].
    ///
    /// # Errors
    /// As [`OpenStrategy::open`], except for damage among the probabilities.
    pub fn open_to_play(
        path: &Path,
        threads: usize,
        observer: &mut Observer<'_>,
    ) -> Result<Self, BlueprintError> {
        let Located { path, cache_dir, is_provisional } = locate(path)?;
        let blueprint = Blueprint::open_at_once(&path)?;
        let (game, strategy) = blueprint.load(cache_dir, threads, observer)?;
        let (recipe, iterations) = (blueprint.recipe().clone(), blueprint.iterations());
        Ok(Self { path, recipe, iterations, game, strategy, is_provisional, blueprint: Some(blueprint) })
    }

    /// A strategy from the checkpoint `path` of a run in progress.
    pub fn of_checkpoint(
        path: PathBuf,
        recipe: Recipe,
        iterations: u64,
        game: Game,
        strategy: Strategy,
    ) -> Self {
        Self { path, recipe, iterations, game, strategy, is_provisional: true, blueprint: None }
    }

    /// How the strategy was trained, and how an exploiter of it is trained.
    pub fn solver_options(&self) -> SolverOptions {
        self.recipe.solver_options()
    }

    /// The file that holds the strategy; `None` if it came from a checkpoint.
    pub fn blueprint(&self) -> Option<&Blueprint> {
        self.blueprint.as_ref()
    }

    /// Opens another strategy for the same betting tree over the same buckets.
    ///
    /// # Errors
    /// [`BlueprintError::Unalike`] if its tree or buckets differ, and those of [`Blueprint::open`].
    pub fn fellow(&self, path: &Path) -> Result<(Blueprint, Strategy), BlueprintError> {
        let blueprint = Blueprint::open(locate(path)?.path)?;
        match blueprint.strategy(&self.game) {
            Ok(strategy) => Ok((blueprint, strategy)),
            Err(BlueprintError::Mismatch { differences, .. }) => {
                let (b, differences) = self.all_differences(&blueprint, differences);
                Err(BlueprintError::Unalike { a: self.path.clone(), b, differences })
            }
            Err(other) => Err(other),
        }
    }

    /// Opens another strategy for the same betting tree, to be played against this one. Buckets that are
    /// missing in the cache are built on `threads` threads.
    ///
    /// # Errors
    /// [`BlueprintError::Incomparable`] if it is for another tree, and those of [`OpenStrategy::open`].
    pub fn opponent(
        &self,
        path: &Path,
        threads: usize,
        observer: &mut Observer<'_>,
    ) -> Result<Opponent, BlueprintError> {
        let blueprint = Blueprint::open(locate(path)?.path)?;
        match blueprint.strategy(&self.game) {
            Ok(strategy) => Ok(strategy.into()),
            Err(BlueprintError::Mismatch { differences, .. }) if self.same_game(&differences) => {
                let Self { game, strategy, .. } = Self::open(path, threads, observer)?;
                Ok(Opponent { game: Some(game), strategy })
            }
            Err(BlueprintError::Mismatch { differences, .. }) => {
                let (b, differences) = self.all_differences(&blueprint, differences);
                Err(BlueprintError::Incomparable { a: self.path.clone(), b, differences })
            }
            Err(other) => Err(other),
        }
    }

    /// Whether only the buckets of Hold'em differ; then the strategies can still play each other.
    fn same_game(&self, differences: &[Difference]) -> bool {
        self.game.kind == GameKind::Holdem && differences.iter().all(|d| d.key.starts_with("bucket"))
    }

    /// The path of a strategy of another game, and the differences between the recipes.
    fn all_differences(
        &self,
        other: &Blueprint,
        mut differences: Vec<Difference>,
    ) -> (PathBuf, Vec<Difference>) {
        let of_game = |d: &Difference| d.key.starts_with("game") || d.key.starts_with("buckets");
        let recipes = self.recipe.differences(other.recipe()).into_iter().filter(of_game);
        differences.extend(recipes);
        (other.path().to_path_buf(), differences)
    }
}

/// A strategy to be played against, and its game if its buckets differ.
#[derive(Debug)]
pub struct Opponent {
    game: Option<Game>,
    strategy: Strategy,
}

/// A strategy over the same buckets.
impl From<Strategy> for Opponent {
    fn from(strategy: Strategy) -> Self {
        Self { game: None, strategy }
    }
}

impl Opponent {
    /// The strategy.
    pub fn strategy(&self) -> &Strategy {
        &self.strategy
    }
    /// Its game if it differs from that of the run it was opened for: the same betting tree with other
    /// buckets.
    pub fn game(&self) -> Option<&Game> {
        self.game.as_ref()
    }
}

/// The strategy of a path, and where the buckets of its run are cached.
pub(crate) struct Located {
    pub(crate) path: PathBuf,
    pub(crate) cache_dir: Option<PathBuf>,
    pub(crate) is_provisional: bool,
}

pub(crate) fn locate(path: &Path) -> Result<Located, BlueprintError> {
    if !path.is_dir() {
        return Ok(Located { path: path.to_path_buf(), cache_dir: None, is_provisional: false });
    }
    let none = || BlueprintError::NotARun { path: path.to_path_buf(), what: why_none(path) };
    let file = path.join("blueprint.hdm");
    let is_provisional = !file.is_file();
    let file = if is_provisional { newest_snapshot(path).ok_or_else(none)? } else { file };
    Ok(Located { path: file, cache_dir: cache_dir(&path.join("config.yaml")), is_provisional })
}

/// The newest intermediate strategy of a run.
fn newest_snapshot(run: &Path) -> Option<PathBuf> {
    let iterations = |path: &PathBuf| -> Option<u64> {
        path.file_name()?.to_str()?.strip_prefix("snapshot-")?.strip_suffix(".hdm")?.parse().ok()
    };
    let entries = fs::read_dir(run.join("snapshots")).ok()?.flatten();
    entries.map(|entry| entry.path()).filter(|path| iterations(path).is_some()).max_by_key(iterations)
}

/// Why a directory has no blueprint.
fn why_none(directory: &Path) -> String {
    /// The one key of `run.json` that is needed.
    #[derive(Deserialize)]
    struct Run {
        state: String,
    }
    match read_whole(directory.join("run.json"), MOST_BYTES) {
        Err(holdem_store::Error::NotFound { .. }) => "run.json is missing".to_owned(),
        Err(error) => error.to_string(),
        Ok(text) => match serde_json::from_slice::<Run>(&text) {
            Ok(run) => format!("blueprint.hdm is missing: the run is {}", run.state),
            Err(_) => "blueprint.hdm is missing, and run.json cannot be read".to_owned(),
        },
    }
}

/// The key `buckets.cache_dir` in a run's configuration, if given.
fn cache_dir(config: &Path) -> Option<PathBuf> {
    #[derive(Deserialize)]
    struct Config {
        buckets: BucketConfig,
    }
    let text = read_text(config, MOST_BYTES).ok()?;
    serde_saphyr::from_str::<Config>(&text).ok()?.buckets.cache_dir
}
