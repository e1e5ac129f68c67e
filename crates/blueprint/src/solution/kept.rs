//! The tables of a solution in a container: written, mapped for queries, read to continue solving.

use std::path::Path;
use std::sync::Arc;

use holdem_cfr::exact::{ExactGame, ExactSolver, LentTables};
use holdem_store::{Container, ContainerWriter};
use serde::{Deserialize, Serialize};

use super::recorded::{Recorded, options};
use super::{Record, SolutionError};

/// Section of all tables.
pub(super) const TABLES: &str = "tables";
/// Section with average strategies only.
pub(super) const STRATEGIES: &str = "strategies";
/// Section of the record.
pub(super) const RECORD: &str = "record";

/// Tables up to this length are compared with their checksum when a file is opened.
const CHECKED_BYTES: u64 = 64 << 20;

/// What is kept of a solution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// All tables: solving can continue.
    #[default]
    All,
    /// Average strategies in 16 bits: a quarter of the tables in 32 bits.
    Strategy,
}

crate::words::words!(Keep);

/// Which tables a container holds.
pub(super) fn kept_in(container: &Container) -> Keep {
    if container.section(TABLES).is_ok() { Keep::All } else { Keep::Strategy }
}

/// Writes the record and the tables.
///
/// # Errors
/// Those of the writer.
pub(super) fn write(
    writer: &mut ContainerWriter,
    Recorded { solver, record }: &Recorded,
    keep: Keep,
) -> Result<(), SolutionError> {
    let record = serde_json::to_vec(record).expect("a record holds nothing that JSON cannot");
    writer.section(RECORD, &record)?;
    let name = if keep == Keep::All { TABLES } else { STRATEGIES };
    let mut section = writer.begin_section::<u32>(name)?;
    for part in 0..solver.num_parts() {
        match keep {
            Keep::All => solver.state(part, |words| section.write(words))?,
            Keep::Strategy => section.write(&pairs(&solver.averages(part)))?,
        }
    }
    section.end();
    Ok(())
}

/// Reads the record.
///
/// # Errors
/// If it is damaged or not a record.
pub(super) fn record(container: &Container) -> Result<Record, SolutionError> {
    container.verify_section(RECORD)?;
    serde_json::from_slice(container.bytes(RECORD)?)
        .map_err(|error| unreadable(container.path(), RECORD, error.to_string()))
}

/// A solver over the tables of a file, which are mapped; it can be queried.
///
/// # Errors
/// If record or tables are damaged or not those of the game.
pub(super) fn open(container: Container, game: ExactGame, workers: usize) -> Result<Recorded, SolutionError> {
    let record = record(&container)?;
    let averages = kept_in(&container) == Keep::Strategy;
    let section = if averages { STRATEGIES } else { TABLES };
    if container.section(section)?.len <= CHECKED_BYTES {
        container.verify_section(section)?;
    }
    container.typed::<u32>(section)?;
    let lent: Arc<dyn LentTables> = Arc::new(Mapped { container, section });
    let so_far = (record.iterations, averages);
    let mut solver = ExactSolver::over(game, options(&record, workers), so_far, &lent)?;
    solver.put_held(&record.held);
    Ok(Recorded { solver, record })
}

/// Allocates memory for a game and reads the tables of a file into it, to continue solving.
///
/// # Errors
/// [`SolutionError::StrategyOnly`]; those of [`Recorded::prepare`]; if record or tables are damaged or not
/// those of the game.
pub(super) fn resume(
    container: &Container,
    game: ExactGame,
    workers: usize,
) -> Result<Recorded, SolutionError> {
    expect_tables(container)?;
    let mut recorded = Recorded::prepare(game, record(container)?, workers)?;
    restore(container, &mut recorded)?;
    Ok(recorded)
}

fn restore(container: &Container, Recorded { solver, record }: &mut Recorded) -> Result<(), SolutionError> {
    let path = container.path();
    solver.put_held(&record.held);
    container.verify_section(TABLES)?;
    let mut words = container.typed::<u32>(TABLES)?;
    let wrong = |reason: &str| unreadable(path, TABLES, reason.to_owned());
    solver.restore(record.iterations, |_, part| {
        let (here, rest) = words.split_at_checked(part.len()).ok_or_else(|| wrong("it is too short"))?;
        part.copy_from_slice(here);
        words = rest;
        Ok::<(), SolutionError>(())
    })?;
    if words.is_empty() { Ok(()) } else { Err(wrong("it is too long")) }
}

/// Refuses a file with strategies only, before memory is allocated to continue solving.
fn expect_tables(container: &Container) -> Result<(), SolutionError> {
    match kept_in(container) {
        Keep::All => Ok(()),
        Keep::Strategy => Err(SolutionError::StrategyOnly { path: container.path().to_path_buf() }),
    }
}

pub(super) fn unreadable(path: &Path, what: &'static str, reason: String) -> SolutionError {
    SolutionError::Unreadable { path: path.to_path_buf(), what, reason }
}

/// Tables in a mapped file.
#[derive(Debug)]
struct Mapped {
    container: Container,
    section: &'static str,
}

impl LentTables for Mapped {
    fn words(&self) -> &[u32] {
        self.container.typed(self.section).expect("the section was found when the file was opened")
    }
}

/// Two numbers of 16 bits per word, the first in the low half.
fn pairs(numbers: &[u16]) -> Vec<u32> {
    numbers.chunks_exact(2).map(|pair| u32::from(pair[0]) | u32::from(pair[1]) << 16).collect()
}
