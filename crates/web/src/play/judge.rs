//! What a strategy would have done, and what a decision cost by its own values.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use holdem_arena::player::PlayerError;
use holdem_arena::players::BlueprintPlayer;
use holdem_arena::table::{PublicHand, Table};
use holdem_blueprint::strategy::ValueOptions;
use holdem_cards::{CardSet, Combo};
use holdem_game::deal::{Board, DealRng};
use holdem_game::rules::Move;
use holdem_game::tree::NodeId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::tokens::token;
use crate::ask::Book;
use crate::ask::numbers::{MoveKind, chips, share};
use crate::ask::ribbon::actions;
use crate::error::ApiError;

/// Grades by cost, in big blinds: up to this much.
const BY_COST: [(f64, Grade); 4] =
    [(0.02, Grade::Best), (0.1, Grade::Good), (0.5, Grade::Inaccuracy), (2.0, Grade::Mistake)];
/// Grades by how often the strategy does the same, where costs are unknown: at least this often.
const BY_FREQUENCY: [(f64, Grade); 4] =
    [(0.4, Grade::Best), (0.1, Grade::Good), (0.02, Grade::Inaccuracy), (0.001, Grade::Mistake)];

/// How good a decision was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Grade {
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

/// What the strategy does with an action.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct JudgedAction {
    token: String,
    label: String,
    kind: MoveKind,
    frequency: f32,
    /// Chips over the whole hand, where they are known.
    ev: Option<f32>,
}

/// A decision that was judged.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Reviewed {
    /// The line in the strategy's own tree.
    line: String,
    board: Vec<String>,
    seat: usize,
    hand: String,
    /// What was done.
    taken: String,
    /// Whether the strategy's tree has another line: bets are taken for its own.
    off_tree: bool,
    actions: Vec<JudgedAction>,
    /// Chips lost against the best action.
    pub(crate) cost: Option<f32>,
    pub(crate) grade: Option<Grade>,
}

/// Judges decisions by a strategy.
pub(crate) struct Judge<'a> {
    pub(crate) table: &'a Table,
    /// A seat of the strategy where the person sits: it knows where the hand stands in its tree.
    pub(crate) advisor: &'a mut BlueprintPlayer,
    /// The advisor's random stream: how bets are taken that the tree does not have.
    pub(crate) rng: &'a mut DealRng,
    /// Threads for values.
    pub(crate) workers: usize,
    /// Set when nobody waits any more.
    pub(crate) given_up: &'a AtomicBool,
}

/// A decision by its node and cards.
struct Decision<'d> {
    node: NodeId,
    board: &'d str,
    hand: usize,
}

impl Judge<'_> {
    /// Judges a move that is about to be made; none where the strategy's tree has no such decision.
    ///
    /// # Errors
    /// If the strategy cannot be read.
    pub(crate) fn judge(
        &mut self,
        public: &PublicHand,
        hand: usize,
        action: Move,
    ) -> Result<Option<Reviewed>, ApiError> {
        let follower = self.advisor.follow(public, self.rng);
        let Some(node) = follower.decision() else { return Ok(None) };
        let taken = nearest(follower.moves_at(node), action);
        let exact = follower.moves_at(node).any(|known| known == action);
        let off_tree = !exact || !follower.translated().is_empty();
        let board = board_text(public.boards());
        let decision = Decision { node, board: &board.concat(), hand };
        let strategy = std::sync::Arc::clone(self.advisor.strategy());
        let book = Book::Strategy(&strategy);
        let cards = strategy.board(decision.board)?;
        let (_, player) = strategy.decision(node)?;
        let frequencies = strategy.probabilities(node, hand, &cards)?.to_vec();
        let values = self.values(&decision)?;
        let cost = cost(&values, taken);
        let known = |at: usize| values.as_ref().and_then(|values| values[at]).map(chips);
        let judged = |(at, action): (usize, crate::ask::ribbon::ActionOf)| JudgedAction {
            token: action.token,
            label: action.label,
            kind: action.kind,
            frequency: share(f64::from(frequencies[at])),
            ev: known(at),
        };
        let unit = f64::from(self.table.unit());
        Ok(Some(Reviewed {
            line: book.line(node),
            board,
            seat: player,
            hand: strategy.game().cards.hand_name(hand),
            taken: taken
                .filter(|_| exact)
                .map_or_else(|| token(action), |at| book.token(node, strategy.tree().edges(node)[at].action)),
            off_tree,
            actions: actions(book, node, player).into_iter().enumerate().map(judged).collect(),
            cost: cost.map(chips),
            grade: match (cost, taken) {
                (Some(cost), _) => Some(by_cost(cost / unit)),
                (None, Some(at)) => Some(by_frequency(f64::from(frequencies[at]))),
                (None, None) => None,
            },
        }))
    }

    /// `[action]`: what each is worth to the hand, from the flop on and for two players.
    fn values(&self, decision: &Decision<'_>) -> Result<Option<Vec<Option<f64>>>, ApiError> {
        let strategy = self.advisor.strategy();
        if strategy.tree().num_players() != 2 || decision.board.is_empty() {
            return Ok(None);
        }
        // Relaxed: the flag orders nothing.
        let mut observer = |_: holdem_blueprint::progress::Event<'_>| {
            if self.given_up.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let options = ValueOptions { workers: self.workers, ..ValueOptions::default() };
        let board = strategy.board(decision.board)?;
        let found = strategy.values(decision.node, &board, &options, &mut observer)?;
        Ok(Some((0..found.actions.len()).map(|action| found.of_action(action, decision.hand)).collect()))
    }
}

/// The action that comes closest to a move: itself, or among bets the one of the nearest size.
fn nearest(known: impl Iterator<Item = Move>, action: Move) -> Option<usize> {
    let known: Vec<Move> = known.collect();
    let same = known.iter().position(|&known| known == action);
    let Move::RaiseTo(wanted) = action else { return same };
    let bets = known.iter().enumerate().filter_map(|(at, known)| match known {
        Move::RaiseTo(to) => Some((at, to.abs_diff(wanted))),
        _ => None,
    });
    same.or_else(|| bets.min_by_key(|(_, apart)| *apart).map(|(at, _)| at))
}

fn cost(values: &Option<Vec<Option<f64>>>, taken: Option<usize>) -> Option<f64> {
    let values = values.as_ref()?;
    let best = values.iter().flatten().copied().max_by(f64::total_cmp)?;
    Some((best - values[taken?]?).max(0.0))
}

fn by_cost(blinds: f64) -> Grade {
    BY_COST.iter().find(|(most, _)| blinds <= *most).map_or(Grade::Blunder, |(_, grade)| *grade)
}

fn by_frequency(frequency: f64) -> Grade {
    BY_FREQUENCY.iter().find(|(least, _)| frequency >= *least).map_or(Grade::Blunder, |(_, grade)| *grade)
}

/// The cards of a hand's boards, in the order in which streets were dealt.
pub(crate) fn board_text(boards: &[Board]) -> Vec<String> {
    let mut before = CardSet::EMPTY;
    let mut cards = Vec::new();
    for board in boards.iter().filter_map(|&board| CardSet::from_bits(board)) {
        let mut new: Vec<_> = board.difference(before).iter().collect();
        new.sort_unstable_by(|a, b| b.cmp(a));
        cards.extend(new.iter().map(ToString::to_string));
        before = board;
    }
    cards
}

/// The cards of a private hand of hold'em, the higher first.
pub(crate) fn hole_text(hand: usize) -> Vec<String> {
    let combo = u16::try_from(hand).ok().and_then(Combo::from_index);
    combo.map_or_else(Vec::new, |combo| {
        let mut cards = combo.cards();
        cards.sort_unstable_by(|a, b| b.cmp(a));
        cards.iter().map(ToString::to_string).collect()
    })
}

/// What went wrong with a player.
pub(crate) fn of_player(error: &PlayerError) -> ApiError {
    ApiError::unavailable(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bet_is_taken_for_the_nearest_one() {
        let known = [Move::Check, Move::RaiseTo(10), Move::RaiseTo(40)];
        let at = |action| nearest(known.iter().copied(), action);
        assert_eq!(
            (at(Move::Check), at(Move::RaiseTo(40)), at(Move::RaiseTo(15))),
            (Some(0), Some(2), Some(1))
        );
        assert_eq!(at(Move::Fold), None);
    }

    #[test]
    fn grades_follow_costs() {
        assert_eq!(
            (by_cost(0.0), by_cost(0.3), by_cost(5.0)),
            (Grade::Best, Grade::Inaccuracy, Grade::Blunder)
        );
        assert_eq!(
            (by_frequency(1.0), by_frequency(0.05), by_frequency(0.0)),
            (Grade::Best, Grade::Inaccuracy, Grade::Blunder)
        );
        assert_eq!(cost(&Some(vec![Some(1.0), None, Some(3.0)]), Some(0)), Some(2.0));
        assert_eq!(cost(&Some(vec![Some(1.0), None]), Some(1)), None);
    }
}
