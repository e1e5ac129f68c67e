//! What a rank writes of a checkpoint: its own parts, into the run directory that all ranks see.

use std::fs;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread::{self, JoinHandle};

use holdem_cfr::VectorSolver;
use holdem_store::write_atomic;
use holdem_training::TrainError;
use holdem_training::checkpoint::{CopyRoom, Share, ShareOrder, TableCopy};

/// Writes the share of a rank, while training goes on if there is memory for a copy of the tables.
#[derive(Debug, Default)]
pub(crate) struct ShareWriter {
    room: CopyRoom,
    job: Option<JoinHandle<Result<Share, TrainError>>>,
}

/// The circumstances of a write that the order does not contain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Writing {
    pub(crate) rank: usize,
    pub(crate) workers: usize,
    /// Ranks on this machine, which share its memory.
    pub(crate) neighbours: usize,
}

impl ShareWriter {
    /// Whether the next share is written from a copy.
    pub(crate) fn has_room(&mut self, solver: &VectorSolver, writing: Writing) -> bool {
        let reserve = || {
            let mut lens = Vec::new();
            export(solver, &own_parts(solver, writing.rank), &mut |words| lens.push(words.len()));
            TableCopy::with_room(lens, writing.workers, writing.neighbours)
        };
        self.room.or_reserve(reserve).is_some()
    }

    /// Frees the memory of the copy, and makes no other.
    pub(crate) fn forget_copy(&mut self) {
        self.room.give_back();
    }

    /// Begins to write the parts that only this rank holds, and the trunk if it is the first rank: from a
    /// copy if there is room for one; otherwise what remains to be done afterwards does not need the tables.
    pub(crate) fn begin(&mut self, solver: &VectorSolver, order: &ShareOrder, writing: Writing) {
        debug_assert!(self.job.is_none(), "one share at a time");
        let (parts, order, rank) = (own_parts(solver, writing.rank), order.clone(), writing.rank);
        self.job = Some(match self.room.get() {
            Some(copy) => {
                copy.take(&mut |write| export(solver, &parts, write));
                thread::spawn(move || order.seal(rank, 1, parts, &mut |write| copy.export(write))?.commit())
            }
            None => {
                let held = parts.clone();
                let sealed =
                    order.seal(rank, writing.workers, parts, &mut |write| export(solver, &held, write));
                thread::spawn(|| sealed?.commit())
            }
        });
    }

    /// The outcome of the share; `None` if it is not known yet, unless told to `wait`, or if nothing was
    /// begun.
    pub(crate) fn poll(&mut self, wait: bool) -> Option<Result<Share, TrainError>> {
        let job = self.job.take_if(|job| wait || job.is_finished())?;
        Some(job.join().unwrap_or_else(|panic| resume_unwind(panic)))
    }
}

impl Drop for ShareWriter {
    fn drop(&mut self) {
        // What was begun is finished, so that no thread is killed in the middle of it.
        if let Some(job) = self.job.take() {
            let _ = job.join();
        }
    }
}

/// The parts that a rank writes; the trunk, which all hold, is written by the first.
fn own_parts(solver: &VectorSolver, rank: usize) -> Vec<usize> {
    solver.held_parts().into_iter().filter(|&part| part > 0 || rank == 0).collect()
}

fn export(solver: &VectorSolver, parts: &[usize], write: &mut dyn FnMut(&[u32])) {
    for &part in parts {
        assert!(solver.export_part(part, write), "a rank writes what it holds");
    }
}

/// Leaves a sign in a directory, by which other ranks recognise it.
///
/// # Errors
/// Why nothing can be written there.
pub(crate) fn leave_sign(directory: &Path, rank: usize, sign: &str) -> Result<(), String> {
    write_atomic(directory.join(sign_name(rank)), sign.as_bytes()).map_err(|error| with_causes(&error))
}

/// Looks for the sign of rank 0 and tries to leave one.
///
/// # Errors
/// Why this rank cannot write what rank 0 would find.
pub(crate) fn see_sign(directory: &Path, rank: usize, sign: &str) -> Result<(), String> {
    match fs::read_to_string(directory.join(sign_name(0))) {
        Ok(found) if found == sign => {}
        Ok(_) => return Err("it is another directory there".to_owned()),
        Err(error) => return Err(format!("it is not seen there ({error})")),
    }
    leave_sign(directory, rank, sign)?;
    remove_sign(directory, rank);
    Ok(())
}

/// Takes a sign away again.
pub(crate) fn remove_sign(directory: &Path, rank: usize) {
    // One that stays does no harm.
    let _ = fs::remove_file(directory.join(sign_name(rank)));
}

fn sign_name(rank: usize) -> String {
    format!("sign-of-rank-{rank}")
}

/// An error with its causes, without those that it has named itself.
pub(crate) fn with_causes(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |&error| error.source());
    let mut text = String::new();
    for cause in causes.map(ToString::to_string) {
        if !text.contains(&cause) {
            text += if text.is_empty() { "" } else { ": " };
            text += &cause;
        }
    }
    text
}
