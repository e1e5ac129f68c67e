//! One decision graded: what a strategy does there, what each action is worth, what a choice cost.

use std::fmt;
use std::sync::Arc;

use holdem_blueprint::progress::Observer;
use holdem_blueprint::strategy::{ActionAt, ValueOptions, Values};
use holdem_blueprint::{BlueprintError, PublicCards, Strategy};
use holdem_cfr::evaluate::Estimate;
use holdem_game::rules::Move;
use holdem_game::tree::{Action, NodeId};
use serde::{Deserialize, Serialize};

use crate::translation::{Follower, Place, Translated};

/// A decision in play: where a strategy takes the hand to be, and the cards of the player to act.
#[derive(Clone, Copy)]
pub struct Spot<'a> {
    /// The strategy that judges; its buckets are open.
    pub strategy: &'a Strategy,
    /// The hand followed through the strategy's tree up to this decision.
    pub follower: &'a Follower,
    /// Public cards.
    pub board: &'a PublicCards,
    /// Number of the player's private hand.
    pub hand: usize,
}

/// What a strategy says about an action.
#[derive(Clone, Debug, PartialEq)]
pub struct GradedAction {
    /// The action, with its token and its label.
    pub at: ActionAt,
    /// How often the strategy takes it with this hand.
    pub chance: f64,
    /// Mean payoff of the whole hand in the strategy's chips if it is taken; `None` where nothing is valued.
    pub value_chips: Option<f64>,
}

/// A decision and what a strategy says about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Graded {
    /// The decision of the strategy's tree.
    pub node: NodeId,
    /// Bets up to and including this choice that the strategy does not know, and what they were mapped to.
    pub translated: Vec<Translated>,
    /// The strategy's actions.
    pub actions: Vec<GradedAction>,
    /// Which action the choice is, from 0; `None` if none of them.
    pub taken: Option<usize>,
    /// What the choice cost in the strategy's chips: how much more the best action is worth; exact except
    /// before the flop, see [`Values::cost`].
    pub cost_chips: Option<Estimate>,
    /// Why there is no cost.
    pub ungraded: Option<Ungraded>,
}

/// Why a decision has no cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ungraded {
    /// The hand has left the strategy's tree: nothing is known.
    LeftTree,
    /// A raise before it is beyond the tree; probabilities are those after the largest raise in the tree.
    BehindCap,
    /// Three and more players.
    ManyPlayers,
    /// The strategy's opponent never gets here.
    NeverComes,
    /// A raise where the strategy has none.
    NoSuchRaise,
    /// Values were not requested.
    NotValued,
}

impl fmt::Display for Ungraded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LeftTree => "the hand has left the strategy's tree",
            Self::BehindCap => {
                "a raise before it is beyond the strategy's tree: chances are those behind its largest"
            }
            Self::ManyPlayers => "values are for two players",
            Self::NeverComes => "the strategy's opponent never comes here",
            Self::NoSuchRaise => "the strategy has no such raise here",
            Self::NotValued => "not valued",
        })
    }
}

/// What a strategy does at a decision, and which of its actions a choice is; for a bet between two sizes, the
/// likelier. Nothing is valued yet, see [`Valuer::value`]; `None` if the hand has left the tree.
///
/// # Errors
/// If the strategy cannot be read.
pub fn grade(spot: &Spot<'_>, made: Move) -> Result<Option<Graded>, BlueprintError> {
    let Some(node) = spot.follower.decision() else { return Ok(None) };
    let actions = spot.strategy.actions(node)?;
    let chances = spot.strategy.probabilities(node, spot.hand, spot.board)?;
    let after = likelier(spot.follower, made);
    let graded =
        |(at, &chance): (ActionAt, &f32)| GradedAction { at, chance: chance.into(), value_chips: None };
    Ok(Some(Graded {
        node,
        taken: taken(&actions, made, &after),
        translated: after.translated().to_vec(),
        actions: actions.into_iter().zip(chances).map(graded).collect(),
        cost_chips: None,
        ungraded: Some(match spot.follower.place() {
            Place::At(_) => Ungraded::NotValued,
            Place::Capped { .. } | Place::Lost => Ungraded::BehindCap,
        }),
    }))
}

/// The hand after a move, followed along the likelier mapping.
pub(super) fn likelier(follower: &Follower, made: Move) -> Follower {
    // Of two equally likely ones the smaller bet, as in play.
    let ways = follower.ways(made).into_iter().rev();
    let (_, after) = ways.max_by(|a, b| a.0.total_cmp(&b.0)).expect("a move is followed in one way at least");
    after
}

/// Which of the strategy's actions a move is taken as.
fn taken(actions: &[ActionAt], made: Move, after: &Follower) -> Option<usize> {
    let is_it = |action: &ActionAt| match (made, action.action) {
        (Move::Fold, Action::Fold) | (Move::Check | Move::Call, Action::Check | Action::Call) => true,
        // A small bet may be taken as a check.
        (Move::RaiseTo(_), _) => after.place() == Place::At(action.child),
        _ => false,
    };
    actions.iter().position(is_it)
}

impl Graded {
    /// How often the strategy does what was done.
    pub fn chance(&self) -> Option<f64> {
        self.taken.map(|taken| self.actions[taken].chance)
    }

    /// Whether the hand has left the tree's own lines: bets were mapped to others, or could not be mapped.
    pub fn is_off_tree(&self) -> bool {
        !self.translated.is_empty() || self.taken.is_none()
    }

    /// The grade: by its cost if it has one, otherwise by how often the strategy does the same. `unit` is the
    /// strategy's big blind in chips.
    pub fn grade(&self, unit: u32) -> Option<Grade> {
        // A choice that may not be a mistake is not called one.
        let least = |cost: Estimate| cost.mean - cost.interval().unwrap_or(0.0);
        let by_cost = self.cost_chips.map(|cost| Grade::by_cost(least(cost) / f64::from(unit)));
        by_cost.or_else(|| self.chance().map(Grade::by_chance))
    }

    /// Fills in the values of a walk.
    fn take(&mut self, values: &Values, hand: usize) {
        for (at, action) in self.actions.iter_mut().enumerate() {
            action.value_chips = values.of_action(at, hand);
        }
        let is_valued = self.actions.iter().any(|action| action.value_chips.is_some());
        self.cost_chips = self.taken.and_then(|taken| values.cost(taken, hand));
        self.ungraded = match self.cost_chips {
            _ if !is_valued => Some(Ungraded::NeverComes),
            None => Some(Ungraded::NoSuchRaise),
            Some(_) => None,
        };
    }
}

/// How good a decision was, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Nothing is better.
    Best,
    /// Close to it.
    Good,
    /// A little is lost.
    Inaccuracy,
    /// Something is lost.
    Mistake,
    /// Much is lost.
    Blunder,
}

impl Grade {
    /// By cost, in big blinds: up to this much.
    const BY_COST: [(f64, Self); 4] =
        [(0.02, Self::Best), (0.1, Self::Good), (0.5, Self::Inaccuracy), (2.0, Self::Mistake)];
    /// By how often the strategy does the same: at least this often.
    const BY_CHANCE: [(f64, Self); 4] =
        [(0.4, Self::Best), (0.1, Self::Good), (0.02, Self::Inaccuracy), (0.001, Self::Mistake)];

    /// By what it cost, in big blinds.
    pub fn by_cost(blinds: f64) -> Self {
        Self::BY_COST.iter().find(|(most, _)| blinds <= *most).map_or(Self::Blunder, |(_, grade)| *grade)
    }

    /// By how often the strategy does the same, where the cost is not known.
    pub fn by_chance(chance: f64) -> Self {
        Self::BY_CHANCE.iter().find(|(least, _)| chance >= *least).map_or(Self::Blunder, |(_, grade)| *grade)
    }
}

/// Values decisions; walks once for all decisions at the same node on the same board.
pub struct Valuer {
    options: ValueOptions,
    last: Option<(NodeId, PublicCards, Arc<Values>)>,
}

impl Valuer {
    /// For decisions of one strategy.
    pub fn new(options: ValueOptions) -> Self {
        Self { options, last: None }
    }

    /// Values a decision as far as possible, and records why where it is not.
    ///
    /// # Complexity
    /// One walk of [`Strategy::values`]: a millisecond on the river, a tenth of a second on the turn, seconds
    /// on the flop, and before the flop seconds for the first decision.
    ///
    /// # Errors
    /// If the strategy cannot be read; [`BlueprintError::Interrupted`] if the observer ends it.
    pub fn value(
        &mut self,
        spot: &Spot<'_>,
        graded: &mut Graded,
        observer: &mut Observer<'_>,
    ) -> Result<(), BlueprintError> {
        if graded.ungraded != Some(Ungraded::NotValued) {
            return Ok(());
        }
        if spot.strategy.tree().num_players() > 2 {
            graded.ungraded = Some(Ungraded::ManyPlayers);
        } else {
            let values = self.values(spot, graded.node, observer)?;
            graded.take(&values, spot.hand);
        }
        Ok(())
    }

    fn values(
        &mut self,
        spot: &Spot<'_>,
        node: NodeId,
        observer: &mut Observer<'_>,
    ) -> Result<Arc<Values>, BlueprintError> {
        let board = spot.board;
        if let Some((at, on, values)) = &self.last
            && (*at, on) == (node, board)
        {
            return Ok(Arc::clone(values));
        }
        let values = Arc::new(spot.strategy.values(node, board, &self.options, observer)?);
        self.last = Some((node, board.clone(), Arc::clone(&values)));
        Ok(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_follow_costs_and_chances() {
        let costs = [0.0, 0.05, 0.3, 1.0, 5.0].map(Grade::by_cost);
        let grades = [Grade::Best, Grade::Good, Grade::Inaccuracy, Grade::Mistake, Grade::Blunder];
        assert_eq!(costs, grades);
        assert_eq!([1.0, 0.2, 0.05, 0.01, 0.0].map(Grade::by_chance), grades);
    }
}
