//! What a solution says about one node on one board.
//!
//! Chips, EV and equity are as in the [module documentation](super).

use super::error::ExactError;
use super::payoffs::half_dead;
use super::place::Place;
use super::plan::Plan;
use super::rule::Rule;
use super::scratch::Scratch;
use super::seen::Rows;
use super::session::Phase;
use super::solver::ExactSolver;
use crate::kernels::exact::{Due, Pass, WIDE};
use crate::locks::read;
use holdem_game::deal::Board;
use holdem_game::tree::{NodeId, NodeKind};

/// One hand of a player at a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HandView {
    /// Private hand, as the card model numbers it.
    pub hand: u16,
    /// Weight at the root times the probability of the player's own actions.
    pub reach: f32,
    /// Reach times the reach of all the other player's hands possible with it: how often the hand is here.
    pub weight: f64,
    /// Chips that the hand gets out of the pot less what it puts in from here on; 0 if no hand of the other
    /// player gets here with it.
    pub ev: f64,
    /// Share of the pot that the hand would get without any further bet.
    pub equity: f64,
}

/// A decision on one board.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeView {
    /// The node.
    pub node: NodeId,
    /// Public cards.
    pub board: Board,
    /// Seat that acts.
    pub player: usize,
    /// `[player][hand]`: hands of positive weight, in the same order as `strategy`.
    pub hands: [Vec<HandView>; 2],
    /// `[action][hand]`: the acting player's average strategy.
    pub strategy: Vec<Vec<f32>>,
    /// `[action][hand]`: what each action is worth to the acting player's hands, as their EV is counted.
    pub action_evs: Vec<Vec<f64>>,
}

impl NodeView {
    /// Whether any pair of hands gets here. If not, sums over hands are 0.
    pub fn is_reached(&self) -> bool {
        self.hands[self.player].iter().any(|hand| hand.weight > 0.0)
    }

    /// A player's mean EV over hands by weight, in chips; 0 if nobody gets here.
    pub fn ev(&self, player: usize) -> f64 {
        self.mean(player, |hand| hand.ev)
    }

    /// A player's mean equity over hands by weight; 0 if nobody gets here.
    pub fn equity(&self, player: usize) -> f64 {
        self.mean(player, |hand| hand.equity)
    }

    /// How often the acting player takes an action, over hands by weight; 0 for every action if nobody gets
    /// here.
    pub fn frequency(&self, action: usize) -> f64 {
        let hands = &self.hands[self.player];
        let total: f64 = hands.iter().map(|hand| hand.weight).sum();
        let chosen = hands.iter().zip(&self.strategy[action]).map(|(hand, &p)| hand.weight * f64::from(p));
        share(chosen.sum(), total)
    }

    fn mean(&self, player: usize, of: impl Fn(&HandView) -> f64) -> f64 {
        let hands = self.hands[player].iter().filter(|hand| hand.weight > 0.0);
        let (sum, total) =
            hands.fold((0.0, 0.0), |(sum, total), hand| (sum + hand.weight * of(hand), total + hand.weight));
        share(sum, total)
    }
}

/// A board that was walked.
pub struct BoardView<'a> {
    solver: &'a ExactSolver,
    boards: Vec<Board>,
    place: Place<'a>,
    /// By player, as all that follows.
    phases: [Phase; 2],
    walked: [Scratch; 2],
}

impl BoardView<'_> {
    /// Looks at a decision on the board.
    ///
    /// # Errors
    /// If the node is no decision, or the boards do not lead to its street.
    ///
    /// # Complexity
    /// Two walks over what follows the board, without bets.
    pub fn node(&self, node: NodeId) -> Result<NodeView, ExactError> {
        let Self { solver, boards, place, phases, walked } = self;
        let (_, player) = solver.decision_at(node, boards)?;
        let level = boards.len();
        let rows = [0, 1].map(|player| solver.rows_of(&walked[player], place, node, phases[player]));
        let equities = [0, 1].map(|player| solver.equities(place, level, player, &rows));
        let view = |player: usize| solver.hands(place, node, player, &rows, &equities[player]);
        let board = boards.last().copied().unwrap_or(solver.setup.game.board);
        let strategy = solver.strategy_at(place, level, node, player);
        let action_evs = solver.action_evs(place, node, player, &rows[player]);
        Ok(NodeView { node, board, player, hands: [view(0), view(1)], strategy, action_evs })
    }
}

/// A part as a share of a total; 0 if the total is 0.
fn share(part: f64, total: f64) -> f64 {
    if total > 0.0 { part / total } else { 0.0 }
}

impl ExactSolver {
    /// Looks at a decision on a board: `boards` are the public cards after each deal on the way from the
    /// root.
    ///
    /// # Errors
    /// If the node is not a decision, or the boards do not lead to its street.
    ///
    /// # Complexity
    /// Four walks over what follows the board.
    pub fn view(&self, node: NodeId, boards: &[Board]) -> Result<NodeView, ExactError> {
        self.view_by(Rule::Play(self.source()), node, boards)
    }

    /// The same, with the value of every hand under its player's best response to the other's average
    /// strategy from there on; reach and strategy are those of the average strategies.
    ///
    /// # Errors
    /// As [`ExactSolver::view`].
    ///
    /// # Complexity
    /// As [`ExactSolver::view`].
    pub fn best_view(&self, node: NodeId, boards: &[Board]) -> Result<NodeView, ExactError> {
        self.view_by(Rule::Respond(self.source()), node, boards)
    }

    /// `[private hand]`: a player's reach at the root; if the player has a gadget, what follows into the game
    /// under its average strategy.
    pub fn root_reach(&self, player: usize) -> Vec<f32> {
        let mut all = vec![0.0; self.setup.game.cards.num_hands()];
        let hands = &self.setup.boards.root().hands[player];
        hands.iter().zip(self.root_row(player)).for_each(|(&hand, reach)| all[usize::from(hand)] = reach);
        all
    }

    /// `[slot]`: the same.
    pub(super) fn root_row(&self, player: usize) -> Vec<f32> {
        let root = self.setup.boards.root();
        let mut row = vec![0.0; root.width(player)];
        match &*read(&self.choice) {
            Some(choice) if choice.player == player => choice.reach(self.source(), &mut row),
            _ => self.setup.root_reach(player, &mut row),
        }
        row.truncate(root.hands[player].len());
        row
    }

    /// Walks over a board once, so that all its decisions can be looked at, as [`ExactSolver::view`] looks.
    ///
    /// # Errors
    /// If no hands of both players go with it.
    ///
    /// # Complexity
    /// Two walks over what follows the board.
    pub fn board_view(&self, boards: &[Board]) -> Result<BoardView<'_>, ExactError> {
        self.board_view_by(Rule::Play(self.source()), boards)
    }

    fn board_view_by(&self, rule: Rule, boards: &[Board]) -> Result<BoardView<'_>, ExactError> {
        let place = Place::find(&self.setup, boards)?;
        let phases = [0, 1].map(|player| Phase { own: true, ..Phase::new(rule, player) });
        let walked = phases.map(|phase| self.walk_to(&place, &self.setup.plans, phase, None));
        Ok(BoardView { solver: self, boards: boards.to_vec(), place, phases, walked })
    }

    fn view_by(&self, rule: Rule, node: NodeId, boards: &[Board]) -> Result<NodeView, ExactError> {
        // Before the walks.
        self.decision_at(node, boards)?;
        self.board_view_by(rule, boards)?.node(node)
    }

    /// The board of a decision, and who acts there.
    pub(super) fn decision_at(
        &self,
        node: NodeId,
        boards: &[Board],
    ) -> Result<(Place<'_>, usize), ExactError> {
        let tree = &self.setup.game.tree;
        let NodeKind::Decision { player } = tree.node(node).kind else {
            return Err(ExactError::NotThere("nobody acts there".to_owned()));
        };
        let street = usize::from(tree.node(node).street - tree.node(0).street);
        if street != boards.len() {
            let found = boards.len();
            return Err(ExactError::NotThere(format!("{found} deals lead there, expected {street}")));
        }
        Ok((Place::find(&self.setup, boards)?, usize::from(player)))
    }

    /// `[slot]`: the share of the pot that each hand gets without further bets, times the other player's
    /// reach possible with it.
    fn equities(&self, place: &Place<'_>, level: usize, player: usize, rows: &[Rows; 2]) -> Vec<f32> {
        let plans: Vec<[Plan; 2]> = (1..=self.setup.plans.len())
            .map(|street| [0, 1].map(|_| check_down(street == self.setup.plans.len())))
            .collect();
        let phase = Phase::new(Rule::Play(self.source()), player);
        let scratch = self.walk_to(place, &plans, phase, Some(&rows[player]));
        scratch.levels[level].values[..place.board.width(player)].to_vec()
    }

    fn hands(
        &self,
        place: &Place<'_>,
        node: NodeId,
        player: usize,
        rows: &[Rows; 2],
        compared: &[f32],
    ) -> Vec<HandView> {
        let shift = self.shift(node, player);
        let board = place.board;
        let chance = f64::from(board.chance);
        let view = |slot: usize| {
            let together = board.beside(player, slot, &rows[player].reach);
            let reach = rows[player].own[slot];
            let hand = place.named(board.hands[player][slot]);
            if together <= 0.0 {
                return HandView { hand, reach, weight: 0.0, ev: 0.0, equity: 0.0 };
            }
            let per_hand = |sum: f32| f64::from(sum) / (chance * together);
            HandView {
                hand,
                reach,
                weight: f64::from(reach) * together,
                ev: per_hand(rows[player].values[slot]) + shift,
                equity: 0.5 + 0.5 * per_hand(compared[slot]),
            }
        };
        (0..board.hands[player].len()).map(view).collect()
    }

    /// Chips to add to centred payoffs for a player's EV at a node.
    pub(super) fn shift(&self, node: NodeId, player: usize) -> f64 {
        let tree = &self.setup.game.tree;
        half_dead(tree) + f64::from(tree.contributions(node)[player])
    }

    /// `[action][hand]`: what each action is worth; 0 for hands that no hand of the other player gets here
    /// with.
    fn action_evs(&self, place: &Place<'_>, node: NodeId, player: usize, rows: &Rows) -> Vec<Vec<f64>> {
        let (board, shift) = (place.board, self.shift(node, player));
        let hands = 0..board.hands[player].len();
        let together: Vec<f64> = hands.map(|slot| board.beside(player, slot, &rows.reach)).collect();
        let ev = |(&value, &together): (&f32, &f64)| match together > 0.0 {
            true => f64::from(value) / (f64::from(board.chance) * together) + shift,
            false => 0.0,
        };
        rows.by_action.iter().map(|values| values.iter().zip(&together).map(ev).collect()).collect()
    }
}

/// A street without bets: one way in, all the way down to a showdown for one chip.
fn check_down(last: bool) -> Plan {
    let mut plan = Plan { reach_rows: 1, own_rows: 1, value_rows: 1, ..Plan::default() };
    match last {
        true => plan.passes.push(Pass {
            reach: vec![0; WIDE],
            compare: vec![Due { lane: 0, to: 0, chips: 1.0, adds: false }],
            all: Vec::new(),
        }),
        false => plan.exits.push(0, [0; 3]),
    }
    plan
}
