//! Decision after decision of one hand, each starting from the last solution.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use holdem_blueprint::config::GameKind;
use holdem_blueprint::{Strategy, unobserved};
use holdem_cards::Street;
use holdem_cfr::exact::{ExactProgress, Lock, StopAt};
use holdem_game::rules::{Move, Stakes};
use holdem_game::tree::{BettingTree, HoldemError, NodeId, NodeKind};

use super::betting::{StreetTree, is, street_tree};
use super::decision::{Decision, Found, Mixed, Refused, Source, of_blueprint};
use super::kept::{Kept, acts, lock, mixed};
use super::standing::{Known, known};
use super::{Budget, Hand, LineError, SearchOptions};
use crate::{Method, SearchError, SolveOptions, Solved, Subgame};

/// Share of the time that is left which the solver gets; the rest is for looking at the result.
const SOLVING: f64 = 0.85;

/// A blueprint and how hands are searched with it. A clone shares the blueprint.
#[derive(Clone, Debug)]
pub struct Searcher {
    strategy: Arc<Strategy>,
    options: Arc<SearchOptions>,
}

impl Searcher {
    /// Search with a blueprint of Hold'em for two. Buckets that are not there are built.
    ///
    /// # Errors
    /// [`SearchError::Game`] for another game; those of [`Strategy::prepare`].
    pub fn new(strategy: Arc<Strategy>, options: SearchOptions) -> Result<Self, SearchError> {
        let players = strategy.tree().num_players();
        if strategy.game().kind != GameKind::Holdem || players != 2 {
            return Err(SearchError::Game { players });
        }
        for street in [Street::Flop, Street::Turn, Street::River] {
            options.menu(street).validate().map_err(|source| SearchError::Menu(Box::new(source)))?;
        }
        strategy.prepare(options.workers, &mut unobserved)?;
        Ok(Self { strategy, options: Arc::new(options) })
    }

    /// The blueprint.
    pub fn strategy(&self) -> &Arc<Strategy> {
        &self.strategy
    }

    /// How hands are searched.
    pub fn options(&self) -> &SearchOptions {
        &self.options
    }

    /// A hand before the first move, with the stakes and stacks of the blueprint.
    ///
    /// # Errors
    /// [`LineError::Game`] if they make no hand.
    pub fn hand(&self) -> Result<Hand, LineError> {
        let (game, _) = self.strategy.recipe().sections();
        let [small, big] = game.blinds();
        let stakes = Stakes::new(small, big).map_err(HoldemError::from)?;
        let stakes = stakes.with_ante(game.ante.unwrap_or(0)).map_err(HoldemError::from)?;
        Hand::new(&stakes, &game.stack_chips())
    }

    /// One player of one hand after another.
    pub fn seat(&self, player: usize) -> Seat {
        Seat { searcher: self.clone(), player, asked: Vec::new(), board: Vec::new(), next: 0, kept: None }
    }
}

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
    kept: Option<Kept>,
}

impl Seat {
    /// The player.
    pub fn player(&self) -> usize {
        self.player
    }

    /// What to do in a hand in play.
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
                self.search(&before)?;
            }
            self.next = at + 1;
        }
        let decision = self.search(hand)?;
        self.next = hand.moves().len() + 1;
        Ok(decision)
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
        let begun = Instant::now();
        let street = hand.street();
        let refused = match street < self.searcher.options.from.max(Street::Flop) {
            true => Refused::Street(street),
            false => match self.solve(hand, begun)? {
                None => return self.decision(hand),
                Some(refused) => {
                    self.kept = None;
                    refused
                }
            },
        };
        let blueprint = of_blueprint(&self.searcher.strategy, hand)?;
        let played = blueprint.clone().unwrap_or_else(|| passive(hand));
        Ok(self.told(hand, played, blueprint, Source::Blueprint(refused)))
    }

    /// Solves the subgame of the street unless the last solution knows the decision. Says why not, if it has
    /// none.
    fn solve(&mut self, hand: &Hand, begun: Instant) -> Result<Option<Refused>, SearchError> {
        if let Some(kept) = self.kept.as_mut().filter(|kept| kept.street == hand.street())
            && kept.follow(hand).is_some()
        {
            kept.found.is_kept = true;
            return Ok(None);
        }
        let options = &self.searcher.options;
        let StreetTree { tree, path } = match street_tree(hand, options.menu(hand.street())) {
            Ok(found) => found,
            Err(error) => return Ok(Some(Refused::Tree(error.to_string()))),
        };
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
        let method = if promises { options.method } else { Method::Unsafe };
        let (solved, trace) = match self.solved(&subgame, (hand.street(), method), begun)? {
            Ok(found) => found,
            Err(refused) => return Ok(Some(refused)),
        };
        let margin = solved.margin();
        let excess = margin.filter(|_| method.is_safe()).map_or(0.0, |margin| margin.excess);
        if excess > options.tolerance * f64::from(tree.pot(0)) {
            return Ok(Some(Refused::Margin { excess }));
        }
        let decides = |node: &&holdem_game::tree::Node| matches!(node.kind, NodeKind::Decision { .. });
        let found = Found {
            method,
            iterations: solved.outcome.iterations,
            exploitability_pct: solved.outcome.exploitability_pct,
            margin,
            trace,
            time: begun.elapsed(),
            table_bytes: solved.solver.table_bytes(),
            decisions: tree.nodes().iter().filter(decides).count(),
            is_kept: false,
        };
        let (street, start, standing) = (hand.street(), hand.street_start(), subgame.standing);
        self.kept = Some(Kept { street, start, tree, standing, promises, solved, found });
        Ok(None)
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
        let path = kept.follow(hand).expect("the decision is in its tree");
        let node = path[path.len() - 1];
        let view = kept.solved.solver.view(node, &[])?;
        let hands = self.searcher.strategy.game().cards.num_hands();
        let played = mixed(&view, &kept.tree, hands);
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
            found: kept.map(|kept| kept.found.clone()),
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
