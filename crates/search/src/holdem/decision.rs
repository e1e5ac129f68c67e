//! What is played, and why.

use std::time::Duration;

use holdem_blueprint::Strategy;
use holdem_cards::Street;
use holdem_game::deal::Board;
use holdem_game::rules::Move;
use holdem_game::tree::{Action, NodeId};

use super::Hand;
use super::shadow::{Shadow, sizes};
use super::standing::cards_on;
use crate::subgame::Margin;
use crate::{Method, SearchError};

/// A decision: what every hand does, and where that comes from.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The player to act, numbered as in the betting tree.
    pub player: usize,
    /// Street of the betting.
    pub street: Street,
    /// Public cards.
    pub board: Board,
    /// Chips in the pot.
    pub pot: u32,
    /// What is played.
    pub played: Mixed,
    /// The blueprint's strategy with the nearest of its sizes, where it has one.
    pub blueprint: Option<Mixed>,
    /// Where what is played comes from.
    pub source: Source,
    /// `[player][hand]`: the probability with which each player reaches the beginning of the street with the
    /// hand, if a subgame was solved.
    pub ranges: Option<[Vec<f32>; 2]>,
    /// What was found in the subgame.
    pub found: Option<Found>,
    /// Whether the answer, or the reason why there is none, was known from another decision.
    pub is_known: bool,
}

/// A strategy for all hands at a decision.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mixed {
    /// The moves, all of them legal: fold, check or call, raises from small to large.
    pub moves: Vec<Move>,
    /// `[move][hand]`: probabilities; 0 for hands that it does not cover.
    pub strategy: Vec<Vec<f32>>,
    /// `[hand]`: mean chips from here on, if they are known.
    pub evs: Option<Vec<f64>>,
    /// `[move][hand]`: mean chips from here on if the hand makes the move, if they are known.
    pub move_evs: Option<Vec<Vec<f64>>>,
}

impl Mixed {
    /// `[move]`: what one hand does; `None` if the hand is not covered.
    pub fn of_hand(&self, hand: usize) -> Option<Vec<f32>> {
        let row: Vec<f32> = self.strategy.iter().map(|row| row[hand]).collect();
        (row.iter().sum::<f32>() > 0.5).then_some(row)
    }
}

/// Where a strategy comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// The subgame that begins with the street.
    Search,
    /// The blueprint.
    Blueprint(Refused),
}

/// Why the blueprint is played.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// The street is before the first one that is searched.
    #[error("the {0} is not searched")]
    Street(Street),
    /// The tables would be too large.
    #[error("the subgame needs {needed} bytes, more than {allowed}")]
    Memory {
        /// Bytes of its tables.
        needed: usize,
        /// Bytes allowed.
        allowed: usize,
    },
    /// A best response takes more than was promised, and more than from what was played so far: the solution
    /// is not good enough.
    #[error(
        "a best response takes {excess:.3} chips beyond the promises, and {before:.3} without the search"
    )]
    Margin {
        /// On average over all hands, in chips.
        excess: f64,
        /// The same against the last solution or the blueprint, with bets of the subgame taken for the
        /// nearest of its own.
        before: f64,
    },
    /// There was no time.
    #[error("time ran out before there was a solution")]
    Time,
    /// A player reaches the state with no hand.
    #[error("player {0} reaches this point with no hand under the strategies that were played")]
    Range(usize),
    /// The betting does not make a valid tree.
    #[error("{0}")]
    Tree(String),
}

/// What was found in a subgame.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// How promises were kept: unsafe where the blueprint's tree had ended before.
    pub method: Method,
    /// Iterations of the solver.
    pub iterations: u64,
    /// What best responses gain in the subgame with its gadget, averaged over both players, in percent of the
    /// pot at its root; infinite if there was no time to compute it.
    pub exploitability_pct: f64,
    /// What the other player can get against the strategy found, compared with what was promised.
    pub margin: Option<Margin>,
    /// The same against what was played so far, with bets of the subgame taken for the nearest of its own.
    /// Given if `margin` falls short, because the subgame has more bets than the promises were made for.
    pub last: Option<Margin>,
    /// The course of exploitability: time, iterations, percent of the pot.
    pub trace: Vec<(Duration, u64, f64)>,
    /// Time from the question to the answer; if several decisions were answered from the same solution, that
    /// of the first.
    pub time: Duration,
    /// Bytes of the tables.
    pub table_bytes: usize,
    /// Decisions of the subgame's betting tree.
    pub decisions: usize,
    /// Whether it was already solved for an earlier decision on the street.
    pub is_kept: bool,
}

/// What the blueprint plays at a decision, with its sizes as shares of the pot; `None` once its tree has
/// ended.
pub(crate) fn of_blueprint(strategy: &Strategy, hand: &Hand) -> Result<Option<Mixed>, SearchError> {
    let tree = strategy.tree();
    let street = hand.street();
    let node = match Shadow::of(tree, hand, hand.moves().len()) {
        Shadow::At(node) if usize::from(tree.node(node).street) == street.index() => node,
        Shadow::At(_) | Shadow::Lost(_) => return Ok(None),
    };
    let all = strategy.all_probabilities(node, &cards_on(strategy, hand, street)?)?;
    let mut mixed = Mixed::default();
    for (a, edge) in tree.edges(node).iter().enumerate() {
        let step = real_move(strategy, hand, (node, edge.child, edge.action));
        match mixed.moves.iter().position(|&known| known == step) {
            Some(known) => {
                let row = &mut mixed.strategy[known];
                row.iter_mut().zip(&all.probabilities[a]).for_each(|(to, p)| *to += p);
            }
            None => {
                mixed.moves.push(step);
                mixed.strategy.push(all.probabilities[a].clone());
            }
        }
    }
    Ok(Some(mixed))
}

/// The move at the table that an action of the blueprint's tree stands for: the same share of the pot, as far
/// as the rules allow.
fn real_move(strategy: &Strategy, hand: &Hand, (node, child, action): (NodeId, NodeId, Action)) -> Move {
    let state = hand.state().hand();
    let legal = state.legal();
    let share = sizes(strategy.tree(), node).into_iter().find(|size| size.child == child);
    match (action, share, legal.raise_to) {
        (Action::Fold, ..) if legal.fold => Move::Fold,
        (Action::RaiseTo(_) | Action::AllIn(_), Some(size), Some((least, most))) => {
            let to = f64::from(state.bet()) + size.share * f64::from(state.pot() + legal.call);
            Move::RaiseTo(if size.is_all_in { most } else { (to.round() as u32).clamp(least, most) })
        }
        _ => legal.passive(),
    }
}
