//! A solved spot, and what it was asked about last: a decision costs a few walks over all that may follow.

use std::ops::Deref;
use std::sync::{Arc, Mutex};

use holdem_blueprint::solution::{NodeReport, Solution, SolutionError};

use crate::locks::locked;

/// Most decisions that are remembered, of some hundred kB each.
const MOST: usize = 32;

/// A solution that remembers what it was asked.
#[derive(Debug)]
pub(crate) struct Solved {
    solution: Solution,
    /// By line; the one asked about last stands last.
    known: Mutex<Vec<(String, Arc<NodeReport>)>>,
}

impl Deref for Solved {
    type Target = Solution;

    fn deref(&self) -> &Solution {
        &self.solution
    }
}

impl Solved {
    /// Nothing was asked yet.
    pub(crate) fn new(solution: Solution) -> Self {
        Self { solution, known: Mutex::default() }
    }

    /// What both players do and expect behind a line, as [`Solution::node`] has it.
    ///
    /// # Errors
    /// Those of [`Solution::node`].
    pub(crate) fn report(&self, line: &str) -> Result<Arc<NodeReport>, SolutionError> {
        if let Some(report) = self.known(line) {
            return Ok(report);
        }
        let report = Arc::new(self.solution.node(line)?);
        let mut known = locked(&self.known);
        if known.len() >= MOST {
            known.remove(0);
        }
        known.push((line.to_owned(), Arc::clone(&report)));
        Ok(report)
    }

    /// The same if it was asked before.
    pub(crate) fn known(&self, line: &str) -> Option<Arc<NodeReport>> {
        let mut known = locked(&self.known);
        let at = known.iter().position(|(of, _)| of == line)?;
        let entry = known.remove(at);
        let report = Arc::clone(&entry.1);
        known.push(entry);
        Some(report)
    }
}
