//! Checkpoints: the full state of a solver, so that a continued run arrives at the same bits.
//!
//! # Format, kind `checkpoint`, versions 2 and 3
//! A container of [`holdem_store`] whose `params_hash` is the hash of the recipe, with these sections:
//!
//! - `part-0000`, `part-0001`, ... (f32): words of one part (regrets and strategy sums), in the order of
//!   [`Engine::export`]
//! - the same, compressed (u8): Zstandard frames, one after the other; unpacked they are the f32
//! - `part_lens` (u64): numbers in each part
//! - `work` (u64): iterations, batches, nodes, hand-node visits
//! - `sums` (f64): sum of utilities in chips, seconds of training
//! - `memory` (f64): external and outcome sampling only: the numbers of [`EngineState`]
//! - `algorithm` (u64): [`ALGORITHM`]
//! - `program` (u8): version of the program, for people
//! - `recipe`, `tree_hash`, `bucket_hash`, `bucket_counts` (): as in a [blueprint](holdem_blueprint::file)
//!
//! Version 3 is the *head* of a checkpoint that several processes wrote: instead of the parts it has
//!
//! - `shares` (u8): JSON, a list of [`Share`]: files beside it ([`shares`] has their format), each with the
//!   parts of one process
//!
//! and `part_lens` is of the parts in all shares. A reader need not know how many processes there were.
//!
//! Version 1, which is still read, had one section `tables` instead of the parts, and neither `algorithm` nor
//! `program`.
//!
//! Random streams, discounts and schedules are functions of the seed, the recipe and the number of
//! iterations, so they need not be kept.
//!
//! Files are called `checkpoint-000000123456.hdm` after their iterations; [`superseded`] says which are no
//! longer kept, and [`files_of`] what belongs to each.

mod copy;
mod keep;
mod parts;
mod resume;
mod room;
pub mod shares;
mod strategy;
mod write;

use std::ops::ControlFlow;
use std::path::Path;

use holdem_blueprint::file::{expect_game, read_number, read_recipe};
use holdem_blueprint::{BlueprintError, Difference, Game, Recipe};
use holdem_cfr::engine::{Engine, EngineState};
use holdem_cfr::vector::solver::Work;
use holdem_store::{Container, Kind};

use crate::TrainError;

pub use copy::TableCopy;
pub use keep::{files_of, iterations_of, list, orphans, superseded};
pub use resume::config_to_resume;
pub use room::{CopyRoom, SharedCopy};
use shares::Shares;
pub use shares::{Share, ShareOrder};
pub use strategy::open_run;
pub use write::{Export, Format, Head};

/// What a checkpoint says about itself.
pub const KIND: Kind = Kind::new("checkpoint", 3).reads_from(1);
/// One that holds its tables itself.
const WHOLE: Kind = Kind::new("checkpoint", 2);

/// Raised whenever the same state would be trained to different bits than before: a checkpoint with another
/// number cannot be continued exactly, and is refused.
pub const ALGORITHM: u64 = 2;

const PREFIX: &str = "checkpoint-";
/// The section of [`Engine::memory`].
const MEMORY: &str = "memory";

/// A checkpoint, opened and verified.
#[derive(Debug)]
pub struct Checkpoint {
    container: Container,
    shares: Shares,
    recipe: Recipe,
    work: Work,
    elapsed_secs: f64,
}

impl Checkpoint {
    /// Opens a file, and the shares that it lists, and compares all checksums.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`] if a file is absent, foreign, newer or damaged.
    pub fn open(path: &Path) -> Result<Self, TrainError> {
        let container = Container::open(path, KIND)?;
        container.verify()?;
        let shares = Shares::open(&container)?;
        parts::check(&container, &shares)?;
        let recipe = read_recipe(&container)?;
        let (work, elapsed_secs) = read_work(&container)?;
        Ok(Self { container, shares, recipe, work, elapsed_secs })
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

    /// The files beside it that hold its tables; none if it holds them itself.
    pub fn shares(&self) -> impl ExactSizeIterator<Item = &Path> {
        self.shares.files().iter().map(Container::path)
    }

    /// What it was trained with.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// Refuses a checkpoint of another configuration, and one that this version would continue to different
    /// bits.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`] with every difference.
    pub fn expect_recipe(&self, recipe: &Recipe) -> Result<(), TrainError> {
        let mut differences = recipe.differences(&self.recipe);
        let (found, program) = self.algorithm()?;
        if found != ALGORITHM {
            let expected = format!("{ALGORITHM} (holdem {})", env!("CARGO_PKG_VERSION"));
            let found = format!("{found} (holdem {program})");
            differences.push(Difference { key: "training algorithm".to_owned(), found, expected });
        }
        if differences.is_empty() { Ok(()) } else { Err(self.mismatch(differences)) }
    }

    /// The number of the algorithm, and the version of the program that wrote the file.
    fn algorithm(&self) -> Result<(u64, String), TrainError> {
        if self.container.kind_version() < 2 {
            return Ok((1, "0.1.0".to_owned()));
        }
        let program = String::from_utf8_lossy(self.container.bytes("program")?).into_owned();
        Ok((read_number(&self.container, "algorithm")?, program))
    }

    /// Puts an engine into this state.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`] if it was made for another tree or other buckets; [`TrainError::Blueprint`]
    /// for compressed tables that cannot be unpacked. The engine can then only be dropped.
    pub fn restore(&self, game: &Game, engine: &mut dyn Engine) -> Result<(), TrainError> {
        expect_game(&self.container, game)?;
        let (found, expected) = (parts::lens(&self.container)?, engine.part_lens());
        if found.parts_mismatch(&expected) {
            let [found, expected] = [found.to_string(), format!("{expected:?}")];
            return Err(self.mismatch(vec![Difference {
                key: "numbers in the tables".to_owned(),
                found,
                expected,
            }]));
        }
        let mut reader = parts::Reader::new(&self.container, &self.shares);
        let mut result = Ok(());
        let mut fill = |part: usize, words: &mut [u32]| {
            result = reader.read(part, bytemuck::cast_slice_mut(words));
            if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let state = EngineState::from_numbers(self.work, &self.memory()?);
        let restored = state.is_some_and(|state| engine.import(&state, &mut fill));
        match (result, restored) {
            (Ok(()), false) => Err(TrainError::from(BlueprintError::Unreadable {
                path: self.path().to_path_buf(),
                section: MEMORY,
                reason: "it is not that of this sampler".to_owned(),
            })),
            (result, _) => result,
        }
    }

    /// What the engine remembered besides work and tables.
    fn memory(&self) -> Result<Vec<f64>, TrainError> {
        match self.container.section(MEMORY) {
            Ok(_) => Ok(self.container.typed::<f64>(MEMORY)?.to_vec()),
            Err(_) => Ok(Vec::new()),
        }
    }

    fn mismatch(&self, differences: Vec<Difference>) -> TrainError {
        BlueprintError::Mismatch { path: self.path().to_path_buf(), differences }.into()
    }
}

fn read_work(container: &Container) -> Result<(Work, f64), TrainError> {
    let (counts, sums) = (container.typed::<u64>("work")?, container.typed::<f64>("sums")?);
    match (counts, sums) {
        (&[iterations, batches, nodes, hand_node_visits], &[utility_sum, elapsed_secs])
            if elapsed_secs >= 0.0 =>
        {
            Ok((Work { iterations, batches, nodes, hand_node_visits, utility_sum }, elapsed_secs))
        }
        _ => Err(TrainError::from(BlueprintError::Unreadable {
            path: container.path().to_path_buf(),
            section: "work",
            reason: format!("found {counts:?} and {sums:?}, expected 4 counts, a sum and seconds"),
        })),
    }
}
