//! The blueprint: an average strategy with everything needed to play it, in one memory-mapped file.
//!
//! # Format, kind `blueprint`, version 1
//! A container of [`holdem_store`] whose `params_hash` is the hash of the recipe, with these sections:
//!
//! | section | elements | content |
//! |---|---|---|
//! | `probabilities` | f32 | `[node][bucket][action]`, nodes in depth-first order, terminal nodes left out |
//! | `recipe` | u8 | the [`Recipe`] as JSON: game, menu, buckets, seed, batches, discounting |
//! | `tree_hash` | u64 | fingerprint of the betting tree |
//! | `bucket_hash` | u64 | hash of the bucket parameters |
//! | `bucket_counts` | u64 | buckets by street |
//! | `iterations` | u64 | boards trained on |
//! | `average_of` | u8 | only in an average of other blueprints: JSON, a list of [`AveragedPart`] |
//!
//! Nothing in it depends on time, place or the number of workers: the same recipe and the same number of
//! iterations give the same bytes.

mod stamp;
mod write;

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use holdem_cfr::tables::strategy::{Probabilities, Strategy};
use holdem_game::tree::MAX_STREETS;
use holdem_store::{Container, Kind};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub(crate) use self::stamp::expect_buckets;
pub use self::stamp::{Stamp, expect_game};
pub use self::write::{Rows, Taker, seal, seal_rows, write, write_average};
use crate::BlueprintError;
use crate::game::Game;
use crate::progress::Observer;
use crate::recipe::Recipe;

/// Kind and version of blueprint files.
pub const KIND: Kind = Kind::new("blueprint", 1);

const PROBABILITIES: &str = "probabilities";
const AVERAGE_OF: &str = "average_of";

/// A strategy that went into an average.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AveragedPart {
    /// Hash of everything in its file, in hexadecimal digits.
    pub content_hash: String,
    /// Seed of its run.
    pub seed: u64,
    /// Boards that it was trained on.
    pub iterations: u64,
    /// Its share; those of all parts sum to 1.
    pub weight: f64,
}

/// A blueprint file.
pub struct Blueprint {
    container: Arc<Container>,
    recipe: Recipe,
    iterations: u64,
}

/// Probabilities in a mapped file.
struct Mapped(Arc<Container>);

impl Probabilities for Mapped {
    fn as_slice(&self) -> &[f32] {
        self.0.typed(PROBABILITIES).expect("the section was there when the file was opened")
    }
}

impl Blueprint {
    /// Opens a file: maps it, compares all checksums, reads the recipe.
    ///
    /// # Complexity
    /// Reads the file once, several GB/s.
    ///
    /// # Errors
    /// [`BlueprintError::Store`] if the file is absent, foreign, newer or damaged;
    /// [`BlueprintError::Unreadable`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, BlueprintError> {
        let blueprint = Self::open_at_once(path)?;
        blueprint.container.verify()?;
        Ok(blueprint)
    }

    /// Opens a file to play from it: maps it and compares the checksums of everything except the
    /// probabilities, which are read when they are needed. Damage among them goes unnoticed;
    /// [`Blueprint::verify`] finds it, before or during play.
    ///
    /// # Complexity
    /// Under a millisecond, whatever the length of the file.
    ///
    /// # Errors
    /// As [`Blueprint::open`], except for damaged probabilities.
    pub fn open_at_once(path: impl AsRef<Path>) -> Result<Self, BlueprintError> {
        let container = Container::open(path, KIND)?;
        for section in container.sections().iter().filter(|section| section.name != PROBABILITIES) {
            container.verify_section(&section.name)?;
        }
        container.typed::<f32>(PROBABILITIES)?;
        let recipe = read_recipe(&container)?;
        let iterations = read_number(&container, "iterations")?;
        Ok(Self { container: Arc::new(container), recipe, iterations })
    }

    /// Reads everything and compares all checksums.
    ///
    /// # Errors
    /// [`BlueprintError::Store`] with what is damaged.
    pub fn verify(&self) -> Result<(), BlueprintError> {
        Ok(self.container.verify()?)
    }

    /// Asks the operating system to start reading these probabilities in, `[node][bucket][action]`, and
    /// returns at once.
    pub fn will_need(&self, probabilities: Range<usize>) {
        let bytes = probabilities.start * size_of::<f32>()..probabilities.end * size_of::<f32>();
        self.container.will_need_of(PROBABILITIES, bytes).expect("the section was there when it was opened");
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.container.path()
    }

    /// What it was trained with.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// Boards trained on.
    pub fn iterations(&self) -> u64 {
        self.iterations
    }

    /// What it is an average of; empty if it was trained.
    ///
    /// # Errors
    /// [`BlueprintError::Unreadable`].
    pub fn average_of(&self) -> Result<Vec<AveragedPart>, BlueprintError> {
        if !self.container.sections().iter().any(|section| section.name == AVERAGE_OF) {
            return Ok(Vec::new());
        }
        read_json(&self.container, AVERAGE_OF)
    }

    /// Hash of everything in the file.
    pub fn content_hash(&self) -> u64 {
        self.container.content_hash()
    }

    /// Hash of the buckets that it was trained with, and their number by street of Hold'em.
    ///
    /// # Errors
    /// [`BlueprintError::Store`], [`BlueprintError::Unreadable`].
    pub(crate) fn buckets(&self) -> Result<(u64, [usize; MAX_STREETS]), BlueprintError> {
        let counts = self.container.typed::<u64>("bucket_counts")?;
        let found = counts.iter().map(|&count| count as usize).collect::<Vec<_>>();
        let counts = found.try_into().map_err(|found: Vec<usize>| BlueprintError::Unreadable {
            path: self.path().to_path_buf(),
            section: "bucket_counts",
            reason: format!("found {} streets, expected {MAX_STREETS}", found.len()),
        })?;
        Ok((read_number(&self.container, "bucket_hash")?, counts))
    }

    /// Rebuilds the game and gives access to the strategy in place. Buckets that are not in the cache
    /// (`cache_dir`, or the user's) are built on `threads` threads.
    ///
    /// # Errors
    /// Those of [`Game::build`]; [`BlueprintError::Mismatch`] if tree or buckets are not those of the file,
    /// [`BlueprintError::WrongSize`].
    pub fn load(
        &self,
        cache_dir: Option<PathBuf>,
        threads: usize,
        observer: &mut Observer<'_>,
    ) -> Result<(Game, Strategy), BlueprintError> {
        let (game, mut buckets) = self.recipe.sections();
        buckets.cache_dir = cache_dir;
        let game = Game::build(&game, &buckets, threads, observer)?;
        let strategy = self.strategy(&game)?;
        Ok((game, strategy))
    }

    /// The strategy, in place, for a game that was built already.
    ///
    /// # Errors
    /// [`BlueprintError::Mismatch`] if the game is another one, [`BlueprintError::WrongSize`].
    pub fn strategy(&self, game: &Game) -> Result<Strategy, BlueprintError> {
        expect_game(&self.container, game)?;
        let mapped = Arc::new(Mapped(Arc::clone(&self.container)));
        Strategy::new(&game.tree, &game.buckets.counts, mapped)
            .map_err(|source| BlueprintError::WrongSize { path: self.path().to_path_buf(), source })
    }
}

impl fmt::Debug for Blueprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blueprint")
            .field("path", &self.path())
            .field("iterations", &self.iterations)
            .finish_non_exhaustive()
    }
}

/// Reads the section `recipe`.
///
/// # Errors
/// [`BlueprintError::Store`], [`BlueprintError::Unreadable`].
pub fn read_recipe(container: &Container) -> Result<Recipe, BlueprintError> {
    read_json(container, "recipe")
}

fn read_json<T: DeserializeOwned>(container: &Container, section: &'static str) -> Result<T, BlueprintError> {
    let unreadable = |e: serde_json::Error| BlueprintError::Unreadable {
        path: container.path().to_path_buf(),
        section,
        reason: e.to_string(),
    };
    serde_json::from_slice(container.bytes(section)?).map_err(unreadable)
}

/// Reads a section of one number.
///
/// # Errors
/// [`BlueprintError::Store`], [`BlueprintError::Unreadable`].
pub fn read_number(container: &Container, section: &'static str) -> Result<u64, BlueprintError> {
    match container.typed::<u64>(section)? {
        [number] => Ok(*number),
        numbers => Err(BlueprintError::Unreadable {
            path: container.path().to_path_buf(),
            section,
            reason: format!("found {} numbers, expected 1", numbers.len()),
        }),
    }
}
