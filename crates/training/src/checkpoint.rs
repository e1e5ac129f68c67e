//! Checkpoints: the full state of a solver, so that a run that is continued comes to the same bits.
//!
//! # Format, kind `checkpoint`, version 1
//! A container of [`holdem_store`] whose `params_hash` is the hash of the recipe, with these sections:
//!
//! | section | elements | content |
//! |---|---|---|
//! | `tables` | f32 | regrets and strategy sums, in the order of [`Solver::export_tables`] |
//! | `work` | u64 | iterations, batches, nodes, hand-node visits |
//! | `sums` | f64 | sum of utilities in chips, seconds of training |
//! | `recipe`, `tree_hash`, `bucket_hash`, `bucket_counts` | | as in a [blueprint](crate::blueprint) |
//!
//! Files are called `checkpoint-000000123456.hdm` after their iterations; the newest few are kept.

use std::fs;
use std::path::{Path, PathBuf};

use holdem_cfr::solver::{Solver, Work};
use holdem_store::{Container, ContainerWriter, Kind};

use crate::TrainError;
use crate::blueprint::{expect_game, read_recipe};
use crate::config::{Difference, Recipe};
use crate::game::Game;
use crate::run_dir::numbered_files;

/// What a checkpoint says of itself.
pub const KIND: Kind = Kind::new("checkpoint", 1);

const PREFIX: &str = "checkpoint-";

/// Writes the state of a solver to `directory`; returns path and length in bytes.
///
/// # Errors
/// [`TrainError::Store`]; nothing is then left under the final name.
pub fn write(
    directory: &Path,
    game: &Game,
    recipe: &Recipe,
    solver: &Solver<'_>,
    elapsed_secs: f64,
) -> Result<(PathBuf, u64), TrainError> {
    let work = solver.work();
    let path = directory.join(format!("{PREFIX}{:012}.hdm", work.iterations));
    let mut writer = ContainerWriter::create(&path, KIND, recipe.hash())?;
    let mut tables = writer.begin_section::<f32>("tables")?;
    let mut result = Ok(());
    solver.export_tables(|numbers| {
        if result.is_ok() {
            result = tables.write(numbers);
        }
    });
    result?;
    tables.end();
    let counts = [work.iterations, work.batches, work.nodes, work.hand_node_visits];
    writer.typed_section("work", &counts)?;
    writer.typed_section("sums", &[work.utility_sum, elapsed_secs])?;
    writer.section("recipe", recipe.to_json().as_bytes())?;
    writer.typed_section("tree_hash", &[game.tree.fingerprint()])?;
    writer.typed_section("bucket_hash", &[game.buckets.hash])?;
    let buckets: Vec<u64> = game.buckets.counts.iter().map(|&n| n as u64).collect();
    writer.typed_section("bucket_counts", &buckets)?;
    let bytes = writer.finish()?;
    Ok((path, bytes))
}

/// A checkpoint, opened and verified.
#[derive(Debug)]
pub struct Checkpoint {
    container: Container,
    recipe: Recipe,
    work: Work,
    elapsed_secs: f64,
}

impl Checkpoint {
    /// Opens a file and compares all checksums.
    ///
    /// # Errors
    /// [`TrainError::Store`] if the file is absent, foreign, newer or damaged; [`TrainError::Unreadable`].
    pub fn open(path: &Path) -> Result<Self, TrainError> {
        let container = Container::open(path, KIND)?;
        container.verify()?;
        container.typed::<f32>("tables")?;
        let recipe = read_recipe(&container)?;
        let (work, elapsed_secs) = read_work(&container)?;
        Ok(Self { container, recipe, work, elapsed_secs })
    }

    /// Boards trained on.
    pub fn iterations(&self) -> u64 {
        self.work.iterations
    }

    /// Seconds of training before it.
    pub fn elapsed_secs(&self) -> f64 {
        self.elapsed_secs
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.container.path()
    }

    /// Refuses a checkpoint of another configuration.
    ///
    /// # Errors
    /// [`TrainError::Mismatch`] with every difference.
    pub fn expect_recipe(&self, recipe: &Recipe) -> Result<(), TrainError> {
        match recipe.differences(&self.recipe) {
            differences if differences.is_empty() => Ok(()),
            differences => Err(self.mismatch(differences)),
        }
    }

    /// Puts a solver into this state.
    ///
    /// # Errors
    /// [`TrainError::Mismatch`] if it was made for another tree or other buckets.
    pub fn restore(&self, game: &Game, solver: &mut Solver<'_>) -> Result<(), TrainError> {
        expect_game(&self.container, game)?;
        let numbers = self.container.typed::<f32>("tables")?;
        let expected: usize = solver.table_lens().iter().sum();
        if numbers.len() != expected {
            let [found, expected] = [numbers.len(), expected].map(|n| n.to_string());
            return Err(self.mismatch(vec![Difference { key: "table numbers".to_owned(), found, expected }]));
        }
        solver.import(self.work, numbers);
        Ok(())
    }

    fn mismatch(&self, differences: Vec<Difference>) -> TrainError {
        TrainError::Mismatch { path: self.path().to_path_buf(), differences }
    }
}

fn read_work(container: &Container) -> Result<(Work, f64), TrainError> {
    let (counts, sums) = (container.typed::<u64>("work")?, container.typed::<f64>("sums")?);
    match (counts, sums) {
        (&[iterations, batches, nodes, hand_node_visits], &[utility_sum, elapsed_secs]) => {
            Ok((Work { iterations, batches, nodes, hand_node_visits, utility_sum }, elapsed_secs))
        }
        _ => Err(TrainError::Unreadable {
            path: container.path().to_path_buf(),
            section: "work",
            reason: format!("found {} and {} numbers, expected 4 and 2", counts.len(), sums.len()),
        }),
    }
}

/// The checkpoints of a directory, newest first; none if it does not exist.
///
/// # Errors
/// [`TrainError::Io`] if the directory cannot be read.
pub fn list(directory: &Path) -> Result<Vec<PathBuf>, TrainError> {
    let mut paths = numbered_files(directory, PREFIX)?;
    paths.reverse();
    Ok(paths)
}

/// Removes all but the newest `kept` checkpoints.
///
/// # Errors
/// [`TrainError::Io`].
pub fn remove_old(directory: &Path, kept: usize) -> Result<(), TrainError> {
    for path in list(directory)?.into_iter().skip(kept) {
        fs::remove_file(&path).map_err(TrainError::io(&path, "remove"))?;
    }
    Ok(())
}
