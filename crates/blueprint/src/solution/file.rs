//! Solutions in the store's container, kind `solution`.
//!
//! | section | holds |
//! |---|---|
//! | `spot` | the spot as YAML |
//! | `record` | JSON: variant, storage, iterations, time, exploitability ([`Record`]) |
//! | `tables` | all tables, part after part, as `u32` words: what solving on needs |
//! | `strategies` | instead: average strategies alone, shares of 65,535 in 16 bits, two a word |
//!
//! The file's `params_hash` is the hash of `spot`. Tables are mapped, not read: opening costs listing the
//! boards (tens of milliseconds for a flop) whatever the length of the file.

use std::path::Path;
use std::sync::Arc;

use holdem_cfr::exact::{ExactGame, ExactSolver, LentTables};
use holdem_game::spot::{Spot, SpotGame};
use holdem_store::{Container, ContainerWriter, Destination, Kind, hash64};

use super::solved::options;
use super::{Record, Solution, SolutionError};

/// Kind and version of solution files.
pub const KIND: Kind = Kind::new("solution", 1);

/// Longest text of a spot that is read, in bytes.
const LONGEST_SPOT: u64 = 16 << 20;
/// Tables up to this length are compared with their checksum when a file is opened.
const CHECKED_BYTES: u64 = 64 << 20;

const SPOT: &str = "spot";
const RECORD: &str = "record";
const TABLES: &str = "tables";
const STRATEGIES: &str = "strategies";

/// What is kept of a solution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// All tables: it can be solved on.
    #[default]
    All,
    /// Average strategies in 16 bits: a quarter of the tables in 32 bits.
    Strategy,
}

/// Reads a spot file.
///
/// # Errors
/// [`SolutionError::Store`] if there is none; [`SolutionError::File`] with what is wrong in it, and where.
pub fn read_spot(path: &Path) -> Result<Spot, SolutionError> {
    let text = holdem_store::read_text(path, LONGEST_SPOT)?;
    Spot::from_yaml_str(&text).map_err(|source| SolutionError::File { path: path.to_path_buf(), source })
}

/// A spot as YAML, without comments.
pub fn spot_yaml(spot: &Spot) -> String {
    serde_saphyr::to_string(spot).expect("a spot holds nothing that YAML cannot")
}

impl Solution {
    /// Writes a file; returns its length in bytes.
    ///
    /// # Errors
    /// Those of the writer; whatever stood there is then as it was. [`SolutionError::StrategyOnly`] if all
    /// tables are to be kept of a solution that has strategies alone.
    pub fn write(&self, to: &Destination, keep: Keep) -> Result<u64, SolutionError> {
        let spot = spot_yaml(&self.spot);
        let mut writer = ContainerWriter::create_at(to, KIND, hash64(spot.as_bytes()))?;
        writer.section(SPOT, spot.as_bytes())?;
        let record = serde_json::to_vec(&self.record).expect("a record holds nothing that JSON cannot");
        writer.section(RECORD, &record)?;
        let name = if keep == Keep::All { TABLES } else { STRATEGIES };
        let mut section = writer.begin_section::<u32>(name)?;
        for part in 0..self.solver.num_parts() {
            match keep {
                Keep::All => self.solver.state(part, |words| section.write(words))?,
                Keep::Strategy => section.write(&pairs(&self.solver.averages(part)))?,
            }
        }
        section.end();
        Ok(writer.finish()?)
    }

    /// Opens a file to be asked.
    ///
    /// # Complexity
    /// Lists the boards of the spot; tables are mapped.
    ///
    /// # Errors
    /// If the file is absent, foreign, damaged or contradicts itself.
    pub fn open(path: &Path, workers: usize) -> Result<Self, SolutionError> {
        let read = Read::of(path)?;
        let averages = !read.has(TABLES);
        let section = if averages { STRATEGIES } else { TABLES };
        let container = Arc::new(read.container);
        if container.section(section)?.len <= CHECKED_BYTES {
            container.verify_section(section)?;
        }
        container.typed::<u32>(section)?;
        let lent: Arc<dyn LentTables> = Arc::new(Mapped { container, section });
        let game = SpotGame::new(&read.spot)?;
        let so_far = (read.record.iterations, averages);
        let solver =
            ExactSolver::over(ExactGame::from(&game), options(&read.record, workers), so_far, &lent)?;
        Ok(Self { spot: read.spot, game, solver, record: read.record })
    }

    /// Opens a file to be solved on: takes the memory and reads the tables into it.
    ///
    /// # Errors
    /// As [`Solution::open`] and [`Solution::prepare`]; [`SolutionError::StrategyOnly`].
    pub fn resume(path: &Path, workers: usize) -> Result<Self, SolutionError> {
        let read = Read::of(path)?;
        if !read.has(TABLES) {
            return Err(SolutionError::StrategyOnly { path: path.to_path_buf() });
        }
        read.container.verify_section(TABLES)?;
        let mut words = read.container.typed::<u32>(TABLES)?;
        let iterations = read.record.iterations;
        let mut solution = Self::prepare(&read.spot, read.record, workers)?;
        let wrong = |reason: &str| SolutionError::Unreadable {
            path: path.to_path_buf(),
            what: TABLES,
            reason: reason.to_owned(),
        };
        solution.solver.restore(iterations, |_, part| {
            let (here, rest) = words.split_at_checked(part.len()).ok_or_else(|| wrong("it is too short"))?;
            part.copy_from_slice(here);
            words = rest;
            Ok::<(), SolutionError>(())
        })?;
        if words.is_empty() { Ok(solution) } else { Err(wrong("it is too long")) }
    }
}

/// A file that is open, without its tables.
struct Read {
    container: Container,
    spot: Spot,
    record: Record,
}

impl Read {
    fn of(path: &Path) -> Result<Self, SolutionError> {
        let container = Container::open(path, KIND)?;
        container.verify_section(SPOT)?;
        container.verify_section(RECORD)?;
        let unreadable =
            |what, reason: String| SolutionError::Unreadable { path: path.to_path_buf(), what, reason };
        let text = str::from_utf8(container.bytes(SPOT)?).map_err(|e| unreadable(SPOT, e.to_string()))?;
        let spot = Spot::from_yaml_str(text).map_err(|error| unreadable(SPOT, error.to_string()))?;
        let record = serde_json::from_slice(container.bytes(RECORD)?)
            .map_err(|error| unreadable(RECORD, error.to_string()))?;
        Ok(Self { container, spot, record })
    }

    fn has(&self, section: &str) -> bool {
        self.container.section(section).is_ok()
    }
}

/// The memory that a file needs to be solved on.
///
/// # Errors
/// As [`Solution::open`].
pub fn spot_of(path: &Path) -> Result<(Spot, Record), SolutionError> {
    Read::of(path).map(|read| (read.spot, read.record))
}

/// Tables in a mapped file.
#[derive(Debug)]
struct Mapped {
    container: Arc<Container>,
    section: &'static str,
}

impl LentTables for Mapped {
    fn words(&self) -> &[u32] {
        self.container.typed(self.section).expect("the section was found when the file was opened")
    }
}

/// Two numbers of 16 bits a word, the first in the low half.
fn pairs(numbers: &[u16]) -> Vec<u32> {
    numbers.chunks_exact(2).map(|pair| u32::from(pair[0]) | u32::from(pair[1]) << 16).collect()
}
