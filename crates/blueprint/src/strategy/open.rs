//! The strategy itself: the file it was opened from, and its game.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use holdem_abstraction::BucketFile;
use holdem_cfr::Strategy as Table;
use holdem_game::deal::HoldemCards;
use holdem_game::tree::BettingTree;

use super::AskError;
use super::unopened::Unopened;
use super::values::Kept;
use crate::BlueprintError;
use crate::config::{BucketConfig, GameConfig};
use crate::file::Blueprint;
use crate::game::{BucketNeed, BucketsInUse, Game, build_tree};
use crate::open::{Located, OpenStrategy, locate};
use crate::progress::{Observer, unobserved};
use crate::recipe::Recipe;

/// An open strategy with its game. Threads share it: `Send` and `Sync`, and it borrows nothing.
///
/// ```no_run
/// # use std::path::Path;
/// # use holdem_blueprint::Strategy;
/// let strategy = Strategy::open(Path::new("runs/hu20"))?;
/// let board = strategy.board("AhKd7c")?;
/// let hand = strategy.hand("AsKs")?;
/// let actions = strategy.actions("r5c/k")?;
/// let chances = strategy.probabilities("r5c/k", hand, &board)?;
/// for (action, chance) in actions.iter().zip(chances) {
///     println!("{}: {:.1} %", action.label, 100.0 * chance);
/// }
/// # Ok::<(), holdem_blueprint::BlueprintError>(())
/// ```
pub struct Strategy {
    path: PathBuf,
    recipe: Recipe,
    iterations: u64,
    is_provisional: bool,
    table: Table,
    /// The file; `None` if it came from elsewhere.
    blueprint: Option<Blueprint>,
    /// The game before the first query about a board.
    public: Game,
    /// The game with its buckets.
    on_boards: OnceLock<Game>,
    /// The sections that the game is made from, with the directory of its bucket file.
    sections: (GameConfig, BucketConfig),
    /// Values before the flop.
    pub(super) opening: Kept,
}

impl Strategy {
    /// Opens a run directory (its blueprint; if there is none yet, its newest snapshot) or a file of a
    /// strategy. Damaged probabilities are detected when they are read, if they are no longer probabilities;
    /// [`Strategy::verify`] detects all damage.
    ///
    /// # Complexity
    /// O(nodes of the betting tree): the file is mapped, not read.
    ///
    /// # Errors
    /// [`BlueprintError::NotARun`] for a directory with neither a blueprint nor a snapshot; those of
    /// [`Blueprint::open_at_once`]; [`BlueprintError::Mismatch`] and [`BlueprintError::WrongSize`] if the
    /// file contradicts itself.
    pub fn open(path: &Path) -> Result<Self, BlueprintError> {
        let Located { path, cache_dir, is_provisional } = locate(path)?;
        let blueprint = Blueprint::open_at_once(&path)?;
        let (game, mut buckets) = blueprint.recipe().sections();
        buckets.cache_dir = cache_dir;
        let (public, has_buckets) = public_game(&blueprint, &game, &buckets)?;
        let on_boards = OnceLock::new();
        if has_buckets {
            on_boards.get_or_init(|| public.clone());
        }
        let table = blueprint.strategy(&public)?;
        let (recipe, iterations) = (blueprint.recipe().clone(), blueprint.iterations());
        let (blueprint, sections) = (Some(blueprint), (game, buckets));
        Ok(Self {
            path,
            recipe,
            iterations,
            is_provisional,
            table,
            blueprint,
            public,
            on_boards,
            sections,
            opening: Kept::default(),
        })
    }

    /// Reads the whole file and compares all checksums. It reads the file that was opened, not whatever has
    /// its name by now.
    ///
    /// # Complexity
    /// O(length of the file): the speed of the disk, then several GB/s.
    ///
    /// # Errors
    /// [`BlueprintError::Store`] with what is damaged.
    pub fn verify(&self) -> Result<(), BlueprintError> {
        self.blueprint.as_ref().map_or(Ok(()), Blueprint::verify)
    }

    /// Opens the buckets of the boards, or builds them on `threads` threads (0: one per core) as a phase
    /// `buckets`. Does nothing if they are open.
    ///
    /// # Errors
    /// Those of [`Game::build`]; [`BlueprintError::Mismatch`] if they are not those the strategy was trained
    /// with.
    pub fn prepare(&self, threads: usize, observer: &mut Observer<'_>) -> Result<(), BlueprintError> {
        match self.on_boards() {
            Err(BlueprintError::Ask(AskError::NotBuilt { .. })) => {}
            ready => return ready.map(|_| ()),
        }
        let (game, buckets) = &self.sections;
        let tree = Arc::clone(&self.public.tree);
        self.accept(Game::with_tree(game, tree, buckets, threads, observer)?).map(|_| ())
    }

    /// Whether [`Strategy::prepare`] would have to build buckets.
    pub fn lacks_buckets(&self) -> bool {
        matches!(self.on_boards(), Err(BlueprintError::Ask(AskError::NotBuilt { .. })))
    }

    /// The file that it was opened from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it was trained with.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// Boards trained on.
    pub fn iterations(&self) -> u64 {
        self.iterations
    }

    /// Whether it is a snapshot or a checkpoint of a run that has no blueprint yet.
    pub fn is_provisional(&self) -> bool {
        self.is_provisional
    }

    /// The betting tree.
    pub fn tree(&self) -> &BettingTree {
        &self.public.tree
    }

    /// The game. Its cards can answer about boards only once the buckets are open: see [`Strategy::prepare`].
    pub fn game(&self) -> &Game {
        self.on_boards.get().unwrap_or(&self.public)
    }

    /// All probabilities, by node and bucket.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The file of the probabilities; `None` if they came from elsewhere.
    pub(super) fn blueprint(&self) -> Option<&Blueprint> {
        self.blueprint.as_ref()
    }

    /// The game with open buckets.
    pub(super) fn on_boards(&self) -> Result<&Game, BlueprintError> {
        match self.on_boards.get() {
            Some(game) => Ok(game),
            None => self.accept(self.open_buckets()?),
        }
    }

    fn open_buckets(&self) -> Result<Game, BlueprintError> {
        let (game, buckets) = &self.sections;
        let path = bucket_path(buckets)?;
        let file = match BucketFile::open(&path) {
            Err(holdem_abstraction::Error::Store(holdem_store::Error::NotFound { .. }))
                if buckets.path.is_none() =>
            {
                return Err(AskError::NotBuilt { path }.into());
            }
            opened => opened?,
        };
        file.expect_scattered_reads();
        Ok(Game::over(game, Arc::clone(&self.public.tree), file))
    }

    /// Keeps the game if its buckets are those the strategy was trained with. Two threads may open it at
    /// once: the first one stays.
    fn accept(&self, game: Game) -> Result<&Game, BlueprintError> {
        crate::file::expect_buckets(&self.path, &self.public.buckets, &game.buckets)?;
        Ok(self.on_boards.get_or_init(|| game))
    }
}

/// The bucket file of a configuration.
fn bucket_path(buckets: &BucketConfig) -> Result<PathBuf, BlueprintError> {
    if let Some(path) = &buckets.path {
        return Ok(path.clone());
    }
    let params = buckets.params().map_err(holdem_abstraction::Error::from)?;
    Ok(buckets.directory().join(params.file_name()))
}

/// The part of a file's game that needs no bucket file, and whether that is all of it.
fn public_game(
    blueprint: &Blueprint,
    game: &GameConfig,
    buckets: &BucketConfig,
) -> Result<(Game, bool), BlueprintError> {
    let tree = build_tree(game)?;
    if BucketNeed::of(game.kind, &tree, buckets) != BucketNeed::File {
        return Ok((Game::with_tree(game, tree, buckets, 1, &mut unobserved)?, true));
    }
    let (hash, counts) = blueprint.buckets()?;
    let name = match &buckets.path {
        Some(path) => path.display().to_string(),
        None => buckets.params().map_err(holdem_abstraction::Error::from)?.to_string(),
    };
    let cards = Arc::new(HoldemCards::new(Unopened { counts }));
    let buckets = BucketsInUse { name, hash, counts: counts.to_vec(), file_bytes: 0 };
    let public =
        Game { kind: game.kind, tree: Arc::new(tree), cards, unit: game.unit(), buckets, mini: None };
    Ok((public, false))
}

/// A strategy that was opened in full, buckets included.
impl From<OpenStrategy> for Strategy {
    fn from(opened: OpenStrategy) -> Self {
        let OpenStrategy { path, recipe, iterations, is_provisional, game, strategy: table, .. } = opened;
        let (sections, on_boards) = (recipe.sections(), OnceLock::new());
        on_boards.get_or_init(|| game.clone());
        Self {
            path,
            recipe,
            iterations,
            is_provisional,
            table,
            blueprint: None,
            public: game,
            on_boards,
            sections,
            opening: Kept::default(),
        }
    }
}

impl fmt::Debug for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Strategy")
            .field("path", &self.path)
            .field("iterations", &self.iterations)
            .field("game", self.game())
            .finish_non_exhaustive()
    }
}
