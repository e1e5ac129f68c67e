//! Decision after decision of one hand, each starting from the last solution.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use holdem_cards::Street;
use holdem_cfr::exact::{ExactOptions, ExactProgress, ExactSolver, Lock, StopAt};
use holdem_game::rules::Move;
use holdem_game::tree::{BettingTree, NodeId, NodeKind};

use super::betting::{StreetTree, is, street_tree};
use super::compare::Comparison;
use super::decision::{Decision, Found, Mixed, Refused, Source, of_blueprint};
use super::kept::{Kept, acts, lock};
use super::solutions::{Key, Outcome};
use super::standing::{Known, known};
use super::translated::{played, put};
use super::{Budget, Hand, LineError, Searcher};
use crate::{Margin, Method, SearchError, SolveOptions, Solved, Subgame};

/// Share of the time that is left which the solver gets; the rest is for looking at the result.
const SOLVING: f64 = 0.85;

/// A player who searches. What it answers depends on the history of the hand alone: decisions that it was not
/// asked about are gone through first.
#[derive(Debug)]
pub struct Seat {
    searcher: Searcher,
    player: usize,
    /// The hand that was last asked about.
    asked: Vec<Move>,
    board: Vec<holdem_cards::Card>,
    /// Own decisions before this move are gone through.
    next: usize,
    kept: Option<Arc<Kept>>,
    /// Whether the last answer comes from a solution that was there before.
    is_kept: bool,
}

impl Searcher {
    /// One player of one hand after another.
    pub fn seat(&self, player: usize) -> Seat {
        Seat {
            searcher: self.clone(),
            player,
            asked: Vec::new(),
            board: Vec::new(),
            next: 0,
            kept: None,
            is_kept: false,
        }
    }
}

impl Seat {
    /// The player.
    pub fn player(&self) -> usize {
        self.player
    }

    /// What to do in a hand in play. What hands and moves are worth is left out: see [`Seat::explain`].
    ///
    /// # Errors
    /// [`SearchError::Line`] if the hand is over or it is not the player's turn; those of the blueprint.
    pub fn decide(&mut self, hand: &Hand) -> Result<Decision, SearchError> {
        let player = hand.decision()?;
        if player != self.player {
            return Err(SearchError::Turn { player });
        }
        self.take_up(hand);
        for at in self.next..hand.moves().len() {
            let before = hand.before(at);
            if before.decision() == Ok(self.player) {
                self.settle(&before)?;
            }
            self.next = at + 1;
        }
        let decision = self.search(hand)?;
        self.next = hand.moves().len() + 1;
        Ok(decision)
    }

    /// The same, with what hands and moves are worth where it was searched.
    ///
    /// # Errors
    /// As [`Seat::decide`].
    ///
    /// # Complexity
    /// As [`Seat::decide`], and four walks over what follows the decision.
    pub fn explain(&mut self, hand: &Hand) -> Result<Decision, SearchError> {
        let mut decision = self.decide(hand)?;
        if let Some(kept) = self.kept.as_ref().filter(|_| decision.source == Source::Search) {
            kept.value(hand, &mut decision.played)?;
        }
        Ok(decision)
    }

    /// What the solution of the present street changes about the blueprint, if the last decision was searched
    /// and the blueprint knows the beginning of the street.
    ///
    /// # Errors
    /// If the blueprint has no answer.
    ///
    /// # Complexity
    /// Four walks over the subgame.
    pub fn compare(&self, hand: &Hand) -> Result<Option<Comparison>, SearchError> {
        let Searcher { strategy, options, .. } = &self.searcher;
        let Some(kept) = self.kept.as_ref().filter(|kept| kept.street == hand.street()) else {
            return Ok(None);
        };
        let Some(mut blueprint) = played(strategy, None, hand) else { return Ok(None) };
        Comparison::of(kept, &mut *blueprint, self.player, options.workers).map(Some)
    }

    /// Forgets what belongs to another hand, or to another way this one could have gone.
    fn take_up(&mut self, hand: &Hand) {
        let known = hand.moves().starts_with(&self.asked) && hand.board().starts_with(&self.board);
        if !known || self.asked.is_empty() {
            (self.next, self.kept) = (0, None);
        }
        // Asked again about the same decision: its solution is still there.
        self.next = self.next.min(hand.moves().len());
        (self.asked, self.board) = (hand.moves().to_vec(), hand.board().to_vec());
    }

    /// Answers a decision by the subgame of its street.
    fn search(&mut self, hand: &Hand) -> Result<Decision, SearchError> {
        let Some(refused) = self.settle(hand)? else { return self.decision(hand) };
        let blueprint = of_blueprint(&self.searcher.strategy, hand)?;
        let played = blueprint.clone().unwrap_or_else(|| passive(hand));
        Ok(self.told(hand, played, blueprint, Source::Blueprint(refused)))
    }

    /// Sees to it that the subgame of the street is solved; says why not, if it is not.
    fn settle(&mut self, hand: &Hand) -> Result<Option<Refused>, SearchError> {
        let (begun, street) = (Instant::now(), hand.street());
        if street < self.searcher.options.from.max(Street::Flop) {
            self.kept = None;
            return Ok(Some(Refused::Street(street)));
        }
        self.is_kept = self.kept.as_ref().is_some_and(|kept| kept.street == street && kept.knows(hand));
        if self.is_kept {
            return Ok(None);
        }
        let tree = match street_tree(hand, self.searcher.options.menu(street)) {
            Ok(found) => found,
            Err(error) => {
                self.kept = None;
                return Ok(Some(Refused::Tree(error.to_string())));
            }
        };
        let outcome = self.remembered(hand, tree, begun)?;
        let refused = outcome.as_ref().err().cloned();
        self.kept = outcome.ok();
        Ok(refused)
    }

    /// Solves a subgame, unless solutions are kept and it is one of them.
    fn remembered(&mut self, hand: &Hand, tree: StreetTree, begun: Instant) -> Result<Outcome, SearchError> {
        let Some(solutions) = self.searcher.solutions.clone() else { return self.solve(hand, tree, begun) };
        let key = Key::new(self.player, hand, tree.made_by);
        if let Some(outcome) = solutions.get(&key) {
            self.is_kept = outcome.is_ok();
            return Ok(outcome);
        }
        let outcome = self.solve(hand, tree, begun)?;
        solutions.put(key, outcome.clone());
        Ok(outcome)
    }

    /// Solves the subgame of the street, or says why not.
    fn solve(
        &self,
        hand: &Hand,
        StreetTree { tree, path, .. }: StreetTree,
        begun: Instant,
    ) -> Result<Outcome, SearchError> {
        let options = &self.searcher.options;
        let Known { standing, promises } = self.standing(hand)?;
        let frozen = self.frozen(hand, &tree, &path)?;
        let tree = Arc::new(tree);
        let strategy = &self.searcher.strategy;
        let subgame = Subgame {
            tree: Arc::clone(&tree),
            cards: Arc::clone(&strategy.game().cards),
            board: hand.board_on(hand.street()).bits(),
            standing,
            frozen,
        };
        let ways: &[Method] = match (promises, options.method) {
            (false, _) => &[Method::Unsafe],
            (true, Method::Mixed) => &[Method::Mixed, Method::Resolve],
            (true, _) => std::slice::from_ref(&options.method),
        };
        let mut refused = None;
        for &method in ways {
            match self.attempt(hand, &subgame, method, begun)? {
                Ok((solved, found)) => {
                    let (street, start, standing) = (hand.street(), hand.street_start(), subgame.standing);
                    return Ok(Ok(Arc::new(Kept { street, start, tree, standing, promises, solved, found })));
                }
                Err(reason) => refused = Some(reason),
            }
        }
        Ok(Err(refused.expect("there is a way to try")))
    }

    /// Solves a subgame in one way; refuses what breaks promises.
    fn attempt(
        &self,
        hand: &Hand,
        subgame: &Subgame,
        method: Method,
        begun: Instant,
    ) -> Result<Result<(Solved, Found), Refused>, SearchError> {
        let (options, tree) = (&self.searcher.options, &subgame.tree);
        let (solved, trace) = match self.solved(subgame, (hand.street(), method), begun)? {
            Ok(found) => found,
            Err(refused) => return Ok(Err(refused)),
        };
        // Where nothing is promised there is no margin.
        let margin = solved.margin();
        let allowed = options.tolerance * f64::from(tree.pot(0));
        let excess = margin.map_or(0.0, |margin| margin.excess);
        let last = if excess > allowed { self.last_margin(hand, subgame, method)? } else { None };
        let before = last.map_or(0.0, |last| last.excess);
        if excess > before + allowed {
            return Ok(Err(Refused::Margin { excess, before }));
        }
        let decides = |node: &&holdem_game::tree::Node| matches!(node.kind, NodeKind::Decision { .. });
        let found = Found {
            method,
            iterations: solved.outcome.iterations,
            exploitability_pct: solved.outcome.exploitability_pct,
            margin,
            last,
            trace,
            time: begun.elapsed(),
            table_bytes: solved.solver.table_bytes(),
            decisions: tree.nodes().iter().filter(decides).count(),
            is_kept: false,
        };
        Ok(Ok((solved, found)))
    }

    /// What a best response in a subgame can get of what was played so far, beside what was promised.
    fn last_margin(
        &self,
        hand: &Hand,
        subgame: &Subgame,
        method: Method,
    ) -> Result<Option<Margin>, SearchError> {
        let Searcher { strategy, options, .. } = &self.searcher;
        let Some(mut played) = played(strategy, self.kept.as_deref(), hand) else { return Ok(None) };
        let exact = ExactOptions { workers: options.workers, ..ExactOptions::default() };
        let mut solver = ExactSolver::new(subgame.game(self.player, method)?, exact)?;
        put(&mut solver, self.player, &mut *played)?;
        Ok(Margin::of(&solver))
    }

    /// Solves a subgame within the budget.
    #[expect(clippy::type_complexity, reason = "a solution with its trace, or why there is none")]
    fn solved(
        &self,
        subgame: &Subgame,
        (street, method): (Street, Method),
        begun: Instant,
    ) -> Result<Result<(Solved, Vec<(Duration, u64, f64)>), Refused>, SearchError> {
        let options = &self.searcher.options;
        let stop = match options.budget {
            Budget::Iterations(most) => StopAt { target_pct: 0.0, iterations: Some(most), time: None },
            Budget::Time(time) => {
                let left = time.saturating_sub(begun.elapsed()).mul_f64(SOLVING);
                StopAt { target_pct: options.target_pct(street), iterations: None, time: Some(left) }
            }
        };
        let how = SolveOptions { method, stop, workers: options.workers, ..SolveOptions::default() };
        let mut trace = Vec::new();
        let mut progress = |progress: &ExactProgress| {
            if let Some(pct) = progress.exploitability_pct {
                trace.push((begun.elapsed(), progress.iterations, pct));
            }
            ControlFlow::Continue(())
        };
        match subgame.solve_within(self.player, &how, options.memory_bytes, &mut progress) {
            Ok(solved) => Ok(Ok((solved, trace))),
            Err(SearchError::NoRange { player }) => Ok(Err(Refused::Range(player))),
            Err(SearchError::Memory { needed, allowed }) => Ok(Err(Refused::Memory { needed, allowed })),
            Err(error) => Err(error),
        }
    }

    /// Where both players stand at the beginning of the street: by the last solution where it goes so far, or
    /// by the blueprint.
    fn standing(&self, hand: &Hand) -> Result<Known, SearchError> {
        if let Some(kept) = &self.kept {
            if kept.street == hand.street() {
                return Ok(Known { standing: kept.standing.clone(), promises: kept.promises });
            }
            if let Some(standing) = kept.standing(hand, self.player)? {
                return Ok(Known { standing, promises: true });
            }
        }
        known(&self.searcher.strategy, hand, self.searcher.options.workers)
    }

    /// What the player did already on the street stays as the last solution had it.
    fn frozen(&self, hand: &Hand, tree: &BettingTree, path: &[NodeId]) -> Result<Vec<Lock>, SearchError> {
        let Some(kept) = self.kept.as_ref().filter(|kept| kept.street == hand.street()) else {
            return Ok(Vec::new());
        };
        let (mut node, mut locks) = (0, Vec::new());
        for (&new, &step) in path.iter().zip(&hand.moves()[kept.start..]) {
            if acts(&kept.tree, node) == Some(self.player) {
                locks.push(lock(&kept.solved.solver, &kept.tree, node, (tree, new))?);
            }
            match kept.tree.edges(node).iter().find(|edge| is(edge.action, step)) {
                Some(edge) => node = edge.child,
                None => break,
            }
        }
        Ok(locks)
    }

    /// The decision at hand by the last solution.
    fn decision(&self, hand: &Hand) -> Result<Decision, SearchError> {
        let kept = self.kept.as_ref().expect("a subgame was solved");
        let played = kept.played(hand)?;
        let blueprint = of_blueprint(&self.searcher.strategy, hand)?;
        Ok(self.told(hand, played, blueprint, Source::Search))
    }

    fn told(&self, hand: &Hand, played: Mixed, blueprint: Option<Mixed>, source: Source) -> Decision {
        let kept = self.kept.as_ref().filter(|_| source == Source::Search);
        Decision {
            player: self.player,
            street: hand.street(),
            board: hand.board_on(hand.street()).bits(),
            pot: hand.state().hand().pot(),
            played,
            blueprint,
            source,
            ranges: kept.map(|kept| kept.standing.ranges.clone()),
            found: kept.map(|kept| Found { is_kept: self.is_kept, ..kept.found.clone() }),
        }
    }
}

/// Checks or calls nothing: what is played where neither search nor blueprint has an answer.
fn passive(hand: &Hand) -> Mixed {
    let legal = hand.state().hand().legal();
    let step = if legal.call == 0 { Move::Check } else { Move::Fold };
    Mixed {
        moves: vec![step],
        strategy: vec![vec![1.0; holdem_cards::Combo::COUNT]],
        evs: None,
        move_evs: None,
    }
}

impl From<LineError> for SearchError {
    fn from(error: LineError) -> Self {
        Self::Line(Box::new(error))
    }
}
