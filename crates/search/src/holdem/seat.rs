//! Decision after decision of one hand, each starting from the last solution.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Instant;

use holdem_cards::Street;
use holdem_cfr::exact::Lock;
use holdem_game::rules::Move;
use holdem_game::tree::{BettingTree, NodeId};

use super::betting::{StreetTree, is, street_tree};
use super::compare::Comparison;
use super::decision::{Decision, Found, Mixed, Refused, Source, of_blueprint};
use super::kept::{Kept, acts, lock};
use super::solutions::{Key, Outcome};
use super::solving::{Solving, Watch};
use super::standing::{Known, known};
use super::translated::played;
use super::{Hand, LineError, Searcher};
use crate::SearchError;

/// A player who searches. Its answers depend only on the history of the hand: decisions that it was not asked
/// about are gone through first.
#[derive(Debug)]
pub struct Seat {
    searcher: Searcher,
    player: usize,
    /// The hand that was last asked about.
    asked: Vec<Move>,
    board: Vec<holdem_cards::Card>,
    /// Its own decisions before this move have been gone through.
    next: usize,
    kept: Option<Arc<Kept>>,
    /// Whether the last answer came from a solution, or a refusal, that was already there.
    is_known: bool,
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
            is_known: false,
        }
    }
}

impl Seat {
    /// The player.
    pub fn player(&self) -> usize {
        self.player
    }

    /// What to do in a hand in play, without the values of hands and moves: see [`Seat::explain`].
    ///
    /// # Errors
    /// [`SearchError::Line`] if the hand is over or it is not the player's turn; those of the blueprint.
    pub fn decide(&mut self, hand: &Hand) -> Result<Decision, SearchError> {
        self.decide_watched(hand, &mut |_| ControlFlow::Continue(()))
    }

    /// The same; `watch` is told of the iterations of every subgame that is solved on the way, about ten
    /// times a second, and can stop the search.
    ///
    /// # Errors
    /// As [`Seat::decide`]; [`SearchError::Interrupted`] if it was stopped.
    pub fn decide_watched(&mut self, hand: &Hand, watch: Watch<'_>) -> Result<Decision, SearchError> {
        let player = hand.decision()?;
        if player != self.player {
            return Err(SearchError::Turn { player });
        }
        self.take_up(hand);
        for at in self.next..hand.moves().len() {
            let before = hand.before(at);
            if before.decision() == Ok(self.player) {
                self.settle(&before, watch)?;
            }
            self.next = at + 1;
        }
        let decision = self.search(hand, watch)?;
        self.next = hand.moves().len() + 1;
        Ok(decision)
    }

    /// The same, with the values of hands and moves where it was searched.
    ///
    /// # Errors
    /// As [`Seat::decide`].
    ///
    /// # Complexity
    /// As [`Seat::decide`], and four walks over what follows the decision.
    pub fn explain(&mut self, hand: &Hand) -> Result<Decision, SearchError> {
        self.explain_watched(hand, &mut |_| ControlFlow::Continue(()))
    }

    /// The same, watched.
    ///
    /// # Errors
    /// As [`Seat::decide_watched`].
    pub fn explain_watched(&mut self, hand: &Hand, watch: Watch<'_>) -> Result<Decision, SearchError> {
        let mut decision = self.decide_watched(hand, watch)?;
        if let Some(kept) = self.kept.as_ref().filter(|_| decision.source == Source::Search) {
            kept.value(hand, &mut decision.played)?;
        }
        Ok(decision)
    }

    /// What the solution of the current street changes compared with the blueprint, if the last decision was
    /// searched and the blueprint knows the beginning of the street.
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

    /// Forgets what belongs to another hand, or to another line of this one.
    fn take_up(&mut self, hand: &Hand) {
        let known = hand.moves().starts_with(&self.asked) && hand.board().starts_with(&self.board);
        if !known || self.asked.is_empty() {
            (self.next, self.kept) = (0, None);
        }
        // Asked again about the same decision: its solution is still there.
        self.next = self.next.min(hand.moves().len());
        (self.asked, self.board) = (hand.moves().to_vec(), hand.board().to_vec());
    }

    /// Answers a decision from the subgame of its street.
    fn search(&mut self, hand: &Hand, watch: Watch<'_>) -> Result<Decision, SearchError> {
        let Some(refused) = self.settle(hand, watch)? else { return self.decision(hand) };
        let blueprint = of_blueprint(&self.searcher.strategy, hand)?;
        let played = blueprint.clone().unwrap_or_else(|| passive(hand));
        Ok(self.told(hand, played, blueprint, Source::Blueprint(refused)))
    }

    /// Makes sure that the subgame of the street is solved, or says why it is not.
    fn settle(&mut self, hand: &Hand, watch: Watch<'_>) -> Result<Option<Refused>, SearchError> {
        let (begun, street) = (Instant::now(), hand.street());
        if street < self.searcher.options.from.max(Street::Flop) {
            self.kept = None;
            return Ok(Some(Refused::Street(street)));
        }
        self.is_known = self.kept.as_ref().is_some_and(|kept| kept.street == street && kept.knows(hand));
        if self.is_known {
            return Ok(None);
        }
        let tree = match street_tree(hand, self.searcher.options.menu(street)) {
            Ok(found) => found,
            Err(error) => {
                self.kept = None;
                return Ok(Some(Refused::Tree(error.to_string())));
            }
        };
        let outcome = self.remembered(hand, tree, begun, watch)?;
        let refused = outcome.as_ref().err().cloned();
        self.kept = outcome.ok();
        Ok(refused)
    }

    /// Solves a subgame, unless solutions are kept and it is one of them.
    fn remembered(
        &mut self,
        hand: &Hand,
        tree: StreetTree,
        begun: Instant,
        watch: Watch<'_>,
    ) -> Result<Outcome, SearchError> {
        let Some(solutions) = self.searcher.solutions.clone() else {
            return self.solve(hand, tree, begun, watch);
        };
        let key = Key::new(self.player, hand, tree.made_by);
        if let Some(outcome) = solutions.get(&key) {
            self.is_known = true;
            return Ok(outcome);
        }
        let outcome = self.solve(hand, tree, begun, watch)?;
        solutions.put(key, outcome.clone());
        Ok(outcome)
    }

    /// Solves the subgame of the street, or says why not.
    fn solve(
        &self,
        hand: &Hand,
        StreetTree { tree, path, .. }: StreetTree,
        begun: Instant,
        watch: Watch<'_>,
    ) -> Result<Outcome, SearchError> {
        let end = self.searcher.options.end_of(begun);
        let Some(known) = self.standing(hand, end)? else { return Ok(Err(Refused::Time)) };
        let frozen = self.frozen(hand, &tree, &path)?;
        let (searcher, player, before) = (&self.searcher, self.player, self.kept.as_deref());
        let solving = Solving { searcher, hand, player, before, begun };
        let promises = known.promises;
        solving.solve(solving.subgame(tree, known, frozen), promises, watch)
    }

    /// Where both players stand at the beginning of the street: by the last solution if it reaches that far,
    /// otherwise by the blueprint; `None` if there is no time to find out.
    fn standing(&self, hand: &Hand, end: Option<Instant>) -> Result<Option<Known>, SearchError> {
        if let Some(kept) = &self.kept {
            if kept.street == hand.street() {
                return Ok(Some(Known { standing: kept.standing.clone(), promises: kept.promises }));
            }
            if let Some(standing) = kept.standing(hand, self.player)? {
                return Ok(Some(Known { standing, promises: true }));
            }
        }
        known(&self.searcher, hand, end)
    }

    /// What the player has already done on the street stays as the last solution had it.
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
            found: kept.map(|kept| Found { is_kept: self.is_known, ..kept.found.clone() }),
            is_known: self.is_known,
        }
    }
}

/// Checks, or folds to a bet: what is played where neither search nor blueprint has an answer.
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
