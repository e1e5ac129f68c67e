//! The subgame of a street: solved, and held to what was promised.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use holdem_cfr::exact::{self, ExactProgress, ExactSolver, StopAt, Stopped};
use holdem_game::tree::{BettingTree, NodeKind};

use super::decision::{Found, Refused};
use super::kept::Kept;
use super::solutions::Outcome;
use super::standing::Known;
use super::translated::{played, put};
use super::{Budget, Hand, Searcher};
use crate::{Margin, Method, SearchError, SolveOptions, Solved, Subgame};

/// Share of the remaining time that the solver gets; the rest is for checking the result.
const SOLVING: f64 = 0.85;

/// A solution that ran out of time is not played if its exploitability is above this share of the pot: beyond
/// that it begins to lose to the blueprint (`docs/experiments/search-holdem.md`).
const FARTHEST: f64 = 0.12;

/// Called with the solver's iterations; can stop a search.
pub type Watch<'w> = &'w mut dyn FnMut(&ExactProgress) -> ControlFlow<()>;

/// Where a subgame is to be solved.
pub(super) struct Solving<'a> {
    pub(super) searcher: &'a Searcher,
    pub(super) hand: &'a Hand,
    pub(super) player: usize,
    /// The last solution of the hand.
    pub(super) before: Option<&'a Kept>,
    /// When the question was asked.
    pub(super) begun: Instant,
}

/// Time, iterations, percent of the pot.
type Trace = Vec<(Duration, u64, f64)>;

impl Solving<'_> {
    /// Solves the subgame, or says why not.
    ///
    /// # Errors
    /// [`SearchError::Interrupted`]; if the blueprint has no answer.
    pub(super) fn solve(
        &self,
        subgame: Subgame,
        promises: bool,
        watch: Watch<'_>,
    ) -> Result<Outcome, SearchError> {
        let ways: &[Method] = match (promises, self.searcher.options.method) {
            (false, _) => &[Method::Unsafe],
            (true, Method::Mixed) => &[Method::Mixed, Method::Resolve],
            (true, _) => std::slice::from_ref(&self.searcher.options.method),
        };
        let mut refused = None;
        for &method in ways {
            match self.attempt(&subgame, method, watch)? {
                Ok((solved, found)) => {
                    let (street, start) = (self.hand.street(), self.hand.street_start());
                    let (tree, standing) = (Arc::clone(&subgame.tree), subgame.standing);
                    return Ok(Ok(Arc::new(Kept { street, start, tree, standing, promises, solved, found })));
                }
                Err(reason) => refused = refused.or(Some(reason)),
            }
        }
        Ok(Err(refused.expect("there is a way to try")))
    }

    /// Solves a subgame in one way; refuses what breaks promises.
    fn attempt(
        &self,
        subgame: &Subgame,
        method: Method,
        watch: Watch<'_>,
    ) -> Result<Result<(Solved, Found), Refused>, SearchError> {
        let (solved, trace) = match self.within_budget(subgame, method, watch)? {
            Ok(found) => found,
            Err(refused) => return Ok(Err(refused)),
        };
        if is_too_far(&solved.outcome, f64::from(subgame.tree.pot(0))) {
            return Ok(Err(Refused::Time));
        }
        // Where nothing is promised there is no margin.
        let margin = solved.margin();
        let last = match self.hold(subgame, &solved, margin)? {
            Ok(last) => last,
            Err(refused) => return Ok(Err(refused)),
        };
        let found = Found {
            method,
            iterations: solved.outcome.iterations,
            exploitability_pct: solved.outcome.exploitability_pct,
            margin,
            last,
            trace,
            time: self.begun.elapsed(),
            table_bytes: solved.solver.table_bytes(),
            decisions: decisions(&subgame.tree),
            is_kept: false,
        };
        Ok(Ok((solved, found)))
    }

    /// If a best response takes more than a little beyond the promises, compares that with what it takes from
    /// the strategy played so far.
    fn hold(
        &self,
        subgame: &Subgame,
        solved: &Solved,
        margin: Option<Margin>,
    ) -> Result<Result<Option<Margin>, Refused>, SearchError> {
        let pot = f64::from(subgame.tree.pot(0));
        let allowed = self.searcher.options.tolerance * pot;
        let excess = margin.map_or(0.0, |margin| margin.excess);
        if excess <= allowed {
            return Ok(Ok(None));
        }
        let (last, more) = match self.last_margin(subgame, solved.method)? {
            Some(last) => (last, last.map_or(0.0, |last| last.excess)),
            // There was no time for it. Promises are kept except for what is left to solve, which is the mean
            // of what both players gain.
            None => (None, 2.0 * solved.outcome.exploitability),
        };
        match excess > more + allowed {
            true => Ok(Err(Refused::Margin { excess, before: more })),
            false => Ok(Ok(last)),
        }
    }

    /// What a best response in a subgame can get against what was played so far, compared with what was
    /// promised; the inner `None` if that is not known, the outer one if there was no time to find out.
    fn last_margin(&self, subgame: &Subgame, method: Method) -> Result<Option<Option<Margin>>, SearchError> {
        let Searcher { strategy, options, .. } = self.searcher;
        let Some(mut played) = played(strategy, self.before, self.hand) else { return Ok(Some(None)) };
        let mut solver = ExactSolver::for_averages(subgame.game(self.player, method)?, options.workers)?;
        let in_time = put(&mut solver, self.player, &mut *played, self.searcher.options.end_of(self.begun))?;
        Ok(in_time.then(|| Margin::of(&solver)))
    }

    /// Solves a subgame within the budget.
    fn within_budget(
        &self,
        subgame: &Subgame,
        method: Method,
        watch: Watch<'_>,
    ) -> Result<Result<(Solved, Trace), Refused>, SearchError> {
        let (options, begun) = (&self.searcher.options, self.begun);
        let target_pct = options.target_on(self.hand.street());
        let (iterations, limit) = match (options.budget, options.end_of(begun)) {
            (Budget::Iterations(most), _) => (Some(most), None),
            (Budget::Time(_), end) => {
                let left = |end: Instant| end.saturating_duration_since(Instant::now());
                (None, end.map(|end| left(end).mul_f64(SOLVING)))
            }
        };
        let stop = StopAt { target_pct, iterations, time: None };
        let (workers, storage) = (options.workers, Some(options.storage_on(self.hand.street())));
        let how = SolveOptions { method, stop, limit, storage, workers, ..SolveOptions::default() };
        let (mut trace, mut is_stopped) = (Trace::new(), false);
        let mut progress = |progress: &ExactProgress| {
            if let Some(pct) = progress.exploitability_pct {
                trace.push((begun.elapsed(), progress.iterations, pct));
            }
            let flow = watch(progress);
            is_stopped = is_stopped || flow.is_break();
            flow
        };
        let solved = subgame.solve_within(self.player, &how, options.memory_bytes, &mut progress);
        match solved {
            _ if is_stopped => Err(SearchError::Interrupted),
            Ok(solved) if solved.outcome.iterations == 0 => Ok(Err(Refused::Time)),
            Ok(solved) => Ok(Ok((solved, trace))),
            Err(SearchError::NoRange { player }) => Ok(Err(Refused::Range(player))),
            Err(SearchError::Memory { needed, allowed }) => Ok(Err(Refused::Memory { needed, allowed })),
            Err(error) => Err(error),
        }
    }

    /// The subgame that begins with the street.
    pub(super) fn subgame(
        &self,
        tree: BettingTree,
        Known { standing, .. }: Known,
        frozen: Vec<holdem_cfr::exact::Lock>,
    ) -> Subgame {
        Subgame {
            tree: Arc::new(tree),
            cards: self.searcher.cards(self.hand.street()),
            board: self.hand.board_on(self.hand.street()).bits(),
            standing,
            frozen,
        }
    }
}

/// Whether time ran out while the solution was still far from solved.
fn is_too_far(outcome: &exact::Outcome, pot: f64) -> bool {
    outcome.stopped == Stopped::Time && outcome.exploitability > FARTHEST * pot
}

/// Decisions of a tree.
fn decisions(tree: &BettingTree) -> usize {
    tree.nodes().iter().filter(|node| matches!(node.kind, NodeKind::Decision { .. })).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_time_has_ended_can_be_too_far_from_a_solution() {
        let outcome = |stopped, pct: f64| exact::Outcome {
            stopped,
            iterations: 10,
            exploitability: pct,
            exploitability_pct: pct,
        };
        assert!(is_too_far(&outcome(Stopped::Time, 12.1), 100.0));
        assert!(!is_too_far(&outcome(Stopped::Time, 11.9), 100.0));
        for asked_for in [Stopped::Target, Stopped::Iterations] {
            assert!(!is_too_far(&outcome(asked_for, 50.0), 100.0), "{asked_for:?}");
        }
    }
}
