//! What a strategy would have done, and what a decision cost by its own values.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use holdem_arena::player::PlayerError;
use holdem_arena::players::BlueprintPlayer;
pub(crate) use holdem_arena::review::Grade;
use holdem_arena::review::{Graded, GradedAction, OpenDecision, Spot, Ungraded, Valuer, grade};
use holdem_arena::table::PublicHand;
use holdem_arena::translation::Follower;
use holdem_blueprint::strategy::ValueOptions;
use holdem_blueprint::{PublicCards, Strategy};
use holdem_cards::{CardSet, Combo};
use holdem_cfr::evaluate::Estimate;
use holdem_game::deal::{Board, DealRng};
use holdem_game::rules::Move;
use holdem_game::tree::NodeKind;
use serde::Serialize;
use utoipa::ToSchema;

use super::tokens::token;
use crate::ask::Book;
use crate::ask::numbers::{MoveKind, chips, share};
use crate::ask::ribbon::{ActionOf, actions};
use crate::error::ApiError;

/// All grades, the best first, as they are sent.
pub(crate) const GRADES: [(Grade, &str); 5] = [
    (Grade::Best, "best"),
    (Grade::Good, "good"),
    (Grade::Inaccuracy, "inaccuracy"),
    (Grade::Mistake, "mistake"),
    (Grade::Blunder, "blunder"),
];

/// What the strategy does with an action.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct JudgedAction {
    token: String,
    label: String,
    kind: MoveKind,
    /// Chips of the player on this street after it.
    to: u32,
    /// Share of the pot of a bet or raise.
    size: Option<f32>,
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
    /// Half the 95 % interval of the cost, before the flop, where boards are sampled.
    cost_error: Option<f32>,
    /// By cost; where there is none, by how often the strategy does the same: `best`, `good`, `inaccuracy`,
    /// `mistake`, `blunder`.
    #[schema(value_type = Option<String>)]
    pub(crate) grade: Option<Grade>,
    /// Whether the cost is as well known as it will be.
    pub(crate) valued: bool,
    /// Why there is no cost, and there will be none.
    why_no_cost: Option<String>,
}

/// A decision that was made, with all that its judgement follows from.
pub(crate) struct Question {
    strategy: Arc<Strategy>,
    /// The hand followed through the strategy's tree up to the decision.
    follower: Follower,
    board: Vec<String>,
    cards: PublicCards,
    /// What was held.
    hand: usize,
    made: Move,
    graded: Graded,
}

impl Question {
    /// A move that is about to be made; none where the strategy's tree has no such decision. The advisor is a
    /// seat of the strategy where the person sits: it knows where the hand stands in its tree, and its random
    /// stream how bets are taken that the tree does not have.
    ///
    /// # Errors
    /// If the strategy cannot be read.
    pub(crate) fn about(
        (advisor, rng): (&mut BlueprintPlayer, &mut DealRng),
        public: &PublicHand,
        hand: usize,
        made: Move,
    ) -> Result<Option<Self>, ApiError> {
        let follower = advisor.follow(public, rng).clone();
        let (strategy, board) = (Arc::clone(advisor.strategy()), board_text(public.boards()));
        let cards = strategy.board(&board.concat())?;
        let spot = Spot { strategy: &strategy, follower: &follower, board: &cards, hand };
        let Some(graded) = grade(&spot, made)? else { return Ok(None) };
        Ok(Some(Self { strategy, follower, board, cards, hand, made, graded }))
    }

    /// A recorded decision under review; none where the hand has left the strategy's tree.
    pub(crate) fn recorded(strategy: &Arc<Strategy>, open: OpenDecision) -> Option<Self> {
        let OpenDecision { graded, follower, board, board_text, hand, made, .. } = open;
        let cards = board_text.as_bytes().chunks(2).map(|card| String::from_utf8_lossy(card).into_owned());
        let (strategy, shown) = (Arc::clone(strategy), cards.collect());
        Some(Self { strategy, follower, board: shown, cards: board, hand, made, graded: graded? })
    }

    /// The judgement as far as it has come, nothing of which is being worked out.
    pub(crate) fn as_it_stands(&self) -> Reviewed {
        self.reviewed(&self.graded, true)
    }

    /// What the strategy does here, and how good the move was by that alone: at once.
    pub(crate) fn by_chance(&self) -> Reviewed {
        self.reviewed(&self.graded, !self.has_values())
    }

    /// The same with what the move cost, for two players: a walk over the boards that may follow.
    ///
    /// # Errors
    /// If the strategy cannot be read, or the walk was given up.
    pub(crate) fn by_value(&self, workers: usize, given_up: &AtomicBool) -> Result<Reviewed, ApiError> {
        // Relaxed: the flag orders nothing.
        let mut observer = |_: holdem_blueprint::progress::Event<'_>| match given_up.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        };
        let (strategy, follower, board) = (&*self.strategy, &self.follower, &self.cards);
        let (spot, mut graded) = (Spot { strategy, follower, board, hand: self.hand }, self.graded.clone());
        let mut valuer = Valuer::new(ValueOptions { workers, ..ValueOptions::default() });
        valuer.value(&spot, &mut graded, &mut observer)?;
        Ok(self.reviewed(&graded, true))
    }

    fn has_values(&self) -> bool {
        let can = self.graded.ungraded == Some(Ungraded::NotValued);
        can && self.strategy.tree().num_players() == 2
    }

    fn reviewed(&self, graded: &Graded, valued: bool) -> Reviewed {
        let (book, node) = (Book::Strategy(&self.strategy), graded.node);
        let player = match book.tree().node(node).kind {
            NodeKind::Decision { player } => usize::from(player),
            NodeKind::Fold { .. } | NodeKind::Showdown => 0,
        };
        let judged = |(action, graded): (ActionOf, &GradedAction)| JudgedAction {
            token: action.token,
            label: action.label,
            kind: action.kind,
            to: action.to,
            size: action.size,
            frequency: share(graded.chance),
            ev: graded.value_chips.map(chips),
        };
        let exact = self.follower.moves_at(node).any(|known| known == self.made);
        let taken = graded.taken.filter(|_| exact).map(|at| graded.actions[at].at.token.clone());
        Reviewed {
            line: book.line(node),
            board: self.board.clone(),
            seat: player,
            hand: self.strategy.game().cards.hand_name(self.hand),
            taken: taken.unwrap_or_else(|| token(self.made)),
            off_tree: graded.is_off_tree(),
            actions: actions(book, node, player).into_iter().zip(&graded.actions).map(judged).collect(),
            // Where boards are sampled, a little less than nothing is nothing.
            cost: graded.cost_chips.map(|cost| chips(cost.mean.max(0.0))),
            cost_error: graded.cost_chips.and_then(interval).map(chips),
            grade: graded.grade(self.strategy.game().unit),
            valued,
            why_no_cost: graded.ungraded.filter(|_| valued).map(|why| Self::no_cost(why).to_owned()),
        }
    }

    /// Why a decision has no cost, for who made it.
    fn no_cost(why: Ungraded) -> &'static str {
        match why {
            Ungraded::ManyPlayers | Ungraded::NotValued => NO_COST_OF_MANY,
            Ungraded::NeverComes => "the strategy's opponent never comes here: there is no range to play",
            Ungraded::NoSuchRaise => "the strategy has no raise here",
            Ungraded::BehindCap | Ungraded::LeftTree => "the hand has left the strategy's tree before this",
        }
    }
}

/// Half the 95 % interval of a cost that is not exact.
fn interval(cost: Estimate) -> Option<f64> {
    cost.interval().filter(|half| *half > 0.0)
}

/// Why there is no cost with more than two players.
const NO_COST_OF_MANY: &str =
    "costs are worked out for two players: graded by how often the strategy does it";

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
