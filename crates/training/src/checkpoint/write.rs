//! Writing a checkpoint.

use std::path::Path;

use holdem_cfr::solver::Solver;
use holdem_store::{ContainerWriter, SealedFile};

use super::{ALGORITHM, KIND, PREFIX, parts};
use crate::TrainError;
use crate::config::{Compression, Recipe};
use crate::game::Game;

/// What is saved.
#[derive(Debug)]
pub struct State<'s> {
    /// The game that is trained.
    pub game: &'s Game,
    /// What it is trained with.
    pub recipe: &'s Recipe,
    /// Seconds of training so far.
    pub elapsed_secs: f64,
    /// How the tables are written.
    pub compression: Compression,
    /// Threads to compress with.
    pub threads: usize,
}

/// Hands the state of a solver to the operating system, as a file of `directory` that appears when it is
/// [committed](SealedFile::commit); the solver may go on before that.
///
/// # Complexity
/// One pass over the tables: about half a second for 1 GB that is not compressed.
///
/// # Errors
/// [`TrainError::Store`]; nothing is then left under the final name.
pub fn seal(directory: &Path, state: &State<'_>, solver: &Solver<'_>) -> Result<SealedFile, TrainError> {
    let State { game, recipe, .. } = state;
    let work = solver.work();
    let path = directory.join(format!("{PREFIX}{:012}.hdm", work.iterations));
    let mut writer = ContainerWriter::create(&path, KIND, recipe.hash())?;
    let mut parts = parts::Writer::new(&mut writer, state.compression, state.threads);
    let mut result = Ok(());
    solver.export_tables(|numbers| {
        if result.is_ok() {
            result = parts.write(numbers);
        }
    });
    result?;
    parts.finish()?;
    let counts = [work.iterations, work.batches, work.nodes, work.hand_node_visits];
    writer.typed_section("work", &counts)?;
    writer.typed_section("sums", &[work.utility_sum, state.elapsed_secs])?;
    writer.typed_section("algorithm", &[ALGORITHM])?;
    writer.section("program", env!("CARGO_PKG_VERSION").as_bytes())?;
    writer.section("recipe", recipe.to_json().as_bytes())?;
    writer.typed_section("tree_hash", &[game.tree.fingerprint()])?;
    writer.typed_section("bucket_hash", &[game.buckets.hash])?;
    let buckets: Vec<u64> = game.buckets.counts.iter().map(|&n| n as u64).collect();
    writer.typed_section("bucket_counts", &buckets)?;
    Ok(writer.seal()?)
}
