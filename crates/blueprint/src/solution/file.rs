//! Solutions in the store's container, kind `solution`.
//!
//! | section | holds |
//! |---|---|
//! | `spot` | the spot as YAML |
//! | `game` | instead: a game that is solved from the blinds, the keys of `game` as JSON |
//! | `record` | JSON: variant, storage, iterations, time, exploitability ([`Record`]) |
//! | `tables` | all tables, part after part, as `u32` words: needed to continue solving |
//! | `strategies` | instead: average strategies only, shares of 65,535 in 16 bits, two per word |
//!
//! The file's `params_hash` is the hash of `spot` or `game`. Tables are mapped, not read: whatever the length
//! of the file, opening costs only listing the boards (tens of milliseconds for a flop).

use std::path::Path;

use holdem_cfr::exact::ExactGame;
use holdem_game::spot::{Spot, SpotGame};
use holdem_store::{Container, ContainerWriter, Destination, Kind, hash64};

use super::kept::{self, unreadable};
use super::{Keep, Record, Solution, SolutionError};

/// Kind and version of solution files.
pub const KIND: Kind = Kind::new("solution", 1);

/// Largest text of a spot that is read, in bytes.
const LONGEST_SPOT: u64 = 16 << 20;

const SPOT: &str = "spot";
/// Section of a small game.
pub(super) const GAME: &str = "game";

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

/// Whether a solution file holds a game from the blinds, not a spot.
///
/// # Errors
/// If the file is absent or not a solution.
pub fn holds_game(path: &Path) -> Result<bool, SolutionError> {
    Ok(Container::open(path, KIND)?.section(GAME).is_ok())
}

/// A file that was read in full and is intact.
#[derive(Clone, Debug, PartialEq)]
pub struct WholeFile {
    /// How it was solved, and how far.
    pub record: Record,
    /// What is kept in it.
    pub keep: Keep,
    /// Its length.
    pub bytes: u64,
}

/// Reads the whole solution file, compares every checksum, and checks its tables against its spot or game.
///
/// # Errors
/// What is wrong with it.
///
/// # Complexity
/// Reads the file once.
pub fn check(path: &Path) -> Result<WholeFile, SolutionError> {
    let container = Container::open(path, KIND)?;
    container.verify()?;
    let record = match holds_game(path)? {
        true => super::SolvedGame::open(path, 1)?.record().clone(),
        false => Solution::open(path, 1)?.record().clone(),
    };
    Ok(WholeFile { record, keep: kept::kept_in(&container), bytes: container.file_bytes() })
}

impl Solution {
    /// Writes a file; returns its length in bytes.
    ///
    /// # Errors
    /// Those of the writer; whatever stood there is then as it was.
    pub fn write(&self, to: &Destination, keep: Keep) -> Result<u64, SolutionError> {
        let spot = spot_yaml(&self.spot);
        let mut writer = ContainerWriter::create_at(to, KIND, hash64(spot.as_bytes()))?;
        writer.section(SPOT, spot.as_bytes())?;
        kept::write(&mut writer, &self.recorded, keep)?;
        Ok(writer.finish()?)
    }

    /// Opens a file for queries.
    ///
    /// # Complexity
    /// Lists the boards of the spot; tables are mapped.
    ///
    /// # Errors
    /// If the file is absent, foreign, damaged or contradicts itself.
    pub fn open(path: &Path, workers: usize) -> Result<Self, SolutionError> {
        let Read { container, spot } = Read::of(path)?;
        let game = SpotGame::new(&spot)?;
        let recorded = kept::open(container, ExactGame::from(&game), workers)?;
        Ok(Self { spot, game, recorded })
    }

    /// Opens a file to be solved on: takes the memory and reads the tables into it.
    ///
    /// # Errors
    /// As [`Solution::open`] and [`Solution::prepare`]; [`SolutionError::StrategyOnly`].
    pub fn resume(path: &Path, workers: usize) -> Result<Self, SolutionError> {
        let Read { container, spot } = Read::of(path)?;
        let game = SpotGame::new(&spot)?;
        let recorded = kept::resume(&container, ExactGame::from(&game), workers)?;
        Ok(Self { spot, game, recorded })
    }
}

/// A file that is open, without its tables.
struct Read {
    container: Container,
    spot: Spot,
}

impl Read {
    fn of(path: &Path) -> Result<Self, SolutionError> {
        let container = Container::open(path, KIND)?;
        if container.section(GAME).is_ok() {
            return Err(SolutionError::NoSpotThere { path: path.to_path_buf() });
        }
        container.verify_section(SPOT)?;
        let text =
            str::from_utf8(container.bytes(SPOT)?).map_err(|e| unreadable(path, SPOT, e.to_string()))?;
        let spot = Spot::from_yaml_str(text).map_err(|error| unreadable(path, SPOT, error.to_string()))?;
        Ok(Self { container, spot: spot.without_idle_locks() })
    }
}

/// The spot and the record of a file.
///
/// # Errors
/// As [`Solution::open`].
pub fn spot_of(path: &Path) -> Result<(Spot, Record), SolutionError> {
    let Read { container, spot } = Read::of(path)?;
    Ok((spot, kept::record(&container)?))
}
