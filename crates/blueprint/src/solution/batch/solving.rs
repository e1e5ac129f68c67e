//! A spot solved on one flop after the other, and what is kept of each.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use holdem_game::spot::{Spot, SpotGame};
use holdem_store::{Destination, create_directory, hash64, read_text, write_atomic};

use super::{FlopResult, WeightedFlop};
use crate::hex;
use crate::solution::file::spot_yaml;
use crate::solution::{
    ExactProgress, Keep, NamedVariant, Needed, Record, Solution, SolutionError, StopAt, Stopped,
    StorageChoice, pooled,
};

/// Largest file of results that is read, in bytes.
const LONGEST: u64 = 16 << 20;

/// How each flop is solved.
#[derive(Clone, Copy, Debug, Default)]
pub struct Solving {
    /// When to stop.
    pub stop_at: StopAt,
    /// How tables are kept.
    pub storage: StorageChoice,
    /// The variant of CFR.
    pub variant: NamedVariant,
    /// Threads, at least 1; the result is the same for any number.
    pub workers: usize,
    /// Bytes of memory that tables may take (`None`: unknown).
    pub available: Option<u64>,
}

/// One spot to be solved on many flops; its own board is ignored.
#[derive(Clone, Debug)]
pub struct Batch {
    spot: Spot,
    solving: Solving,
    /// Decisions that are reported, without cards; the root is the empty line.
    lines: Vec<String>,
    kept: Option<Kept>,
}

/// Where results are kept.
#[derive(Clone, Debug)]
struct Kept {
    directory: PathBuf,
    solutions: Option<Keep>,
    /// What the results depend on besides the flop.
    hash: String,
}

impl Batch {
    /// A batch that keeps nothing. Without `lines` it reports the root.
    pub fn new(spot: &Spot, solving: Solving, lines: &[String]) -> Self {
        let lines = if lines.is_empty() { vec![String::new()] } else { lines.to_vec() };
        let spot = Spot { board: String::new(), name: String::new(), ..spot.clone() };
        Self { spot, solving, lines, kept: None }
    }

    /// Keeps the results of each flop in a directory, `QsJh2h.json`, and optionally its solution beside it.
    /// Existing results are used instead of solving again.
    ///
    /// # Errors
    /// If the directory cannot be created.
    pub fn kept_in(mut self, directory: &Path, solutions: Option<Keep>) -> Result<Self, SolutionError> {
        create_directory(directory)?;
        self.kept = Some(Kept { directory: directory.to_path_buf(), solutions, hash: self.hash() });
        Ok(self)
    }

    /// Decisions that are reported.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// What the results depend on besides the flop.
    fn hash(&self) -> String {
        let Solving { stop_at, storage, variant, .. } = self.solving;
        let how = format!("{stop_at:?} {storage:?} {variant} {:?}", self.lines);
        hex(hash64(format!("{}{how}", spot_yaml(&self.spot)).as_bytes()))
    }

    /// The spot solved on a flop; `None` if `progress` stopped it.
    ///
    /// # Errors
    /// If the spot is not valid there, or its tables do not fit.
    pub fn solution(
        &self,
        flop: &WeightedFlop,
        progress: &mut dyn FnMut(&ExactProgress) -> ControlFlow<()>,
    ) -> Result<Option<Solution>, SolutionError> {
        let Solving { ref stop_at, storage, variant, workers, available } = self.solving;
        let spot = Spot { board: flop.cards.clone(), ..self.spot.clone() };
        let storage = Needed::of(&SpotGame::new(&spot)?, variant)?.choose(storage, available)?;
        let record = Record { variant, storage, ..Record::default() };
        let mut solution = Solution::prepare(&spot, record, workers.max(1))?;
        let stopped = solution.solve(stop_at, progress);
        Ok((stopped != Stopped::Asked).then_some(solution))
    }

    /// The results on a flop, one for each line: kept ones, or new ones, which are kept if there is a
    /// directory; `None` if `progress` stopped it.
    ///
    /// # Errors
    /// As [`Batch::solution`], with the flop named; if nobody acts after a line; if files cannot be read or
    /// written, or hold the results of another spot.
    pub fn results(
        &self,
        flop: &WeightedFlop,
        progress: &mut dyn FnMut(&ExactProgress) -> ControlFlow<()>,
    ) -> Result<Option<Vec<FlopResult>>, SolutionError> {
        if let Some(found) = self.kept.as_ref().and_then(|kept| kept.found(flop, self.lines.len())) {
            return found.map(Some);
        }
        let on_flop = |error| SolutionError::OnFlop { flop: flop.cards.clone(), source: Box::new(error) };
        let Some(solution) = self.solution(flop, progress).map_err(on_flop)? else { return Ok(None) };
        let hash = self.kept.as_ref().map_or(String::new(), |kept| kept.hash.clone());
        let result = |line: &String| -> Result<FlopResult, SolutionError> {
            Ok(FlopResult::of(&pooled(&solution, line)?, solution.record(), flop, hash.clone()))
        };
        let results: Vec<FlopResult> =
            self.lines.iter().map(result).collect::<Result<_, _>>().map_err(on_flop)?;
        if let Some(kept) = &self.kept {
            kept.keep(flop, &solution, &results)?;
        }
        Ok(Some(results))
    }
}

impl Kept {
    fn file(&self, flop: &WeightedFlop, extension: &str) -> PathBuf {
        self.directory.join(format!("{}.{extension}", flop.cards))
    }

    /// Existing results, of this many lines.
    fn found(&self, flop: &WeightedFlop, lines: usize) -> Option<Result<Vec<FlopResult>, SolutionError>> {
        let path = self.file(flop, "json");
        // A dangling link counts as existing.
        fs::symlink_metadata(&path).ok().map(|_| self.read(path, flop, lines))
    }

    fn read(
        &self,
        path: PathBuf,
        flop: &WeightedFlop,
        lines: usize,
    ) -> Result<Vec<FlopResult>, SolutionError> {
        let text = read_text(&path, LONGEST)?;
        let mut results: Vec<FlopResult> = match serde_json::from_str(&text) {
            Ok(results) => results,
            Err(source) => return Err(SolutionError::NoResults { path, source }),
        };
        if results.len() != lines || results.iter().any(|result| result.spot_hash != self.hash) {
            return Err(SolutionError::OtherResults { path });
        }
        results.iter_mut().for_each(|result| result.weight = flop.weight);
        Ok(results)
    }

    /// The solution comes first, because results mark a flop as done.
    fn keep(
        &self,
        flop: &WeightedFlop,
        solution: &Solution,
        results: &[FlopResult],
    ) -> Result<(), SolutionError> {
        if let Some(keep) = self.solutions {
            solution.write(&Destination::new(self.file(flop, "hdm"), true)?, keep)?;
        }
        let text = serde_json::to_string_pretty(results).expect("numbers and texts are JSON");
        Ok(write_atomic(self.file(flop, "json"), text.as_bytes())?)
    }
}
