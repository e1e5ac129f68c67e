//! Writing a checkpoint.

use std::path::{Path, PathBuf};

use holdem_blueprint::Recipe;
use holdem_blueprint::file::Stamp;
use holdem_cfr::engine::Engine;
use holdem_cfr::vector::solver::Work;
use holdem_store::{ContainerWriter, SealedFile};

use super::shares::{SHARES, Share};
use super::{ALGORITHM, KIND, MEMORY, PREFIX, WHOLE, parts};
use crate::TrainError;
use crate::config::Compression;

/// Hands out the tables part by part to the given function, as [`Engine::export`] does.
pub type Export<'f> = dyn FnMut(&mut dyn FnMut(&[u32])) + 'f;

/// How a checkpoint is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// How the tables are written.
    pub compression: Compression,
    /// Threads to compress with.
    pub threads: usize,
}

/// Everything in a checkpoint but the tables.
#[derive(Clone, Debug)]
pub struct Head {
    stamp: Stamp,
    recipe: Recipe,
    elapsed_secs: f64,
    work: Work,
    memory: Vec<f64>,
}

impl Head {
    /// The state of an engine after so many seconds of training.
    pub fn new(stamp: Stamp, recipe: Recipe, elapsed_secs: f64, engine: &dyn Engine) -> Self {
        let state = engine.state();
        Self { stamp, recipe, elapsed_secs, work: state.work, memory: state.numbers() }
    }

    /// Hash of what is trained, which the files carry.
    pub fn recipe_hash(&self) -> u64 {
        self.recipe.hash()
    }

    /// Boards trained on.
    pub fn iterations(&self) -> u64 {
        self.work.iterations
    }

    /// Where it belongs within a directory.
    pub fn path(&self, directory: &Path) -> PathBuf {
        directory.join(format!("{PREFIX}{:012}.hdm", self.work.iterations))
    }

    /// Hands the state to the operating system, as a file of `directory` that appears when it is
    /// [committed](SealedFile::commit).
    ///
    /// # Complexity
    /// One pass over the tables, as long as the disk takes: about a second for 1 GB that is not compressed.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`]; nothing is then left under the final name.
    pub fn seal(
        &self,
        directory: &Path,
        format: Format,
        export: &mut Export<'_>,
    ) -> Result<SealedFile, TrainError> {
        let mut writer = ContainerWriter::create(self.path(directory), WHOLE, self.recipe_hash())?.uncached();
        write_parts(&mut writer, format, 0.., export)?;
        self.finish(writer)
    }

    /// The same over tables that lie in shares beside it, which are safe already; `lens` are the words in
    /// each part of all of them.
    ///
    /// # Errors
    /// As [`Head::seal`].
    pub fn seal_over(
        &self,
        directory: &Path,
        lens: &[usize],
        shares: &[Share],
    ) -> Result<SealedFile, TrainError> {
        let mut writer = ContainerWriter::create(self.path(directory), KIND, self.recipe_hash())?;
        let lens: Vec<u64> = lens.iter().map(|&len| len as u64).collect();
        writer.typed_section(parts::LENS, &lens)?;
        let shares = serde_json::to_vec(shares).expect("shares hold nothing that JSON cannot");
        writer.section(SHARES, &shares)?;
        self.finish(writer)
    }

    /// Writes everything but the tables.
    fn finish(&self, mut writer: ContainerWriter) -> Result<SealedFile, TrainError> {
        let Work { iterations, batches, nodes, hand_node_visits, utility_sum } = self.work;
        writer.typed_section("work", &[iterations, batches, nodes, hand_node_visits])?;
        writer.typed_section("sums", &[utility_sum, self.elapsed_secs])?;
        if !self.memory.is_empty() {
            writer.typed_section(MEMORY, &self.memory)?;
        }
        writer.typed_section("algorithm", &[ALGORITHM])?;
        writer.section("program", env!("CARGO_PKG_VERSION").as_bytes())?;
        writer.section("recipe", self.recipe.to_json().as_bytes())?;
        self.stamp.write(&mut writer)?;
        Ok(writer.seal()?)
    }
}

/// Writes parts of these numbers, in the order in which they are handed out.
pub(super) fn write_parts(
    writer: &mut ContainerWriter,
    format: Format,
    numbers: impl IntoIterator<Item = usize>,
    export: &mut Export<'_>,
) -> Result<(), TrainError> {
    let mut parts = parts::Writer::new(writer, format.compression, format.threads);
    let (mut numbers, mut result) = (numbers.into_iter(), Ok(()));
    export(&mut |words| {
        let part = numbers.next().expect("every part that is handed out has a number");
        if result.is_ok() {
            result = parts.write(part, bytemuck::cast_slice(words));
        }
    });
    result?;
    parts.finish()
}
