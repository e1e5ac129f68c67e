//! What a solution says about one node on one board.
//!
//! Chips, EV and equity are as in the [module's text](super).

use super::boards::BoardHands;
use super::error::ExactError;
use super::payoffs::half_dead;
use super::place::Place;
use super::plan::{Decision, Exit, Plan};
use super::scratch::Scratch;
use super::session::{self, Phase};
use super::solver::ExactSolver;
use super::table::Access;
use super::walk::{Rule, Walk};
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
    /// Reach times the reach of all hands of the other player that go with it: how often the hand is here.
    pub weight: f64,
    /// Chips that the hand gets out of the pot less what it puts in from here on; 0 if no hand of the other
    /// player comes here with it.
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
    /// `[player][hand]`: hands of positive weight, in one order with `strategy`.
    pub hands: [Vec<HandView>; 2],
    /// `[action][hand]`: the acting player's average strategy.
    pub strategy: Vec<Vec<f32>>,
    /// `[action][hand]`: what each action is worth to the acting player's hands, as their EV is counted.
    pub action_evs: Vec<Vec<f64>>,
}

impl NodeView {
    /// A player's mean EV over hands by weight, in chips.
    pub fn ev(&self, player: usize) -> f64 {
        self.mean(player, |hand| hand.ev)
    }

    /// A player's mean equity over hands by weight.
    pub fn equity(&self, player: usize) -> f64 {
        self.mean(player, |hand| hand.equity)
    }

    /// How often the acting player takes an action, over hands by weight.
    pub fn frequency(&self, action: usize) -> f64 {
        let hands = &self.hands[self.player];
        let total: f64 = hands.iter().map(|hand| hand.weight).sum();
        let chosen = hands.iter().zip(&self.strategy[action]).map(|(hand, &p)| hand.weight * f64::from(p));
        chosen.sum::<f64>() / total
    }

    fn mean(&self, player: usize, of: impl Fn(&HandView) -> f64) -> f64 {
        let hands = self.hands[player].iter().filter(|hand| hand.weight > 0.0);
        let (sum, total) =
            hands.fold((0.0, 0.0), |(sum, total), hand| (sum + hand.weight * of(hand), total + hand.weight));
        sum / total
    }
}

impl ExactSolver {
    /// Looks at a decision on a board: `boards` are the public cards after each deal on the way from the
    /// root.
    ///
    /// # Errors
    /// If the node is no decision, or the boards do not lead to its street.
    ///
    /// # Complexity
    /// Four walks over what follows the board.
    pub fn view(&self, node: NodeId, boards: &[Board]) -> Result<NodeView, ExactError> {
        self.view_by(Rule::Play(self.source()), node, boards)
    }

    /// The same with what every hand is worth by its player's best response to the other's average strategy,
    /// from there on; reach and strategy are those of the average strategies.
    ///
    /// # Errors
    /// As [`ExactSolver::view`].
    ///
    /// # Complexity
    /// As [`ExactSolver::view`].
    pub fn best_view(&self, node: NodeId, boards: &[Board]) -> Result<NodeView, ExactError> {
        self.view_by(Rule::Respond(self.source()), node, boards)
    }

    /// `[private hand]`: a player's reach at the root; with a gadget of the player what follows into the game
    /// by its average strategy.
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

    fn view_by(&self, rule: Rule, node: NodeId, boards: &[Board]) -> Result<NodeView, ExactError> {
        let (place, player) = self.decision_at(node, boards)?;
        let level = boards.len();
        let phase = |player| Phase { own: true, ..Phase::new(rule, player) };
        let rows = [0, 1].map(|player| self.rows(&place, level, node, phase(player)));
        let equities = [0, 1].map(|player| self.equities(&place, level, player, &rows));
        let view = |player: usize| self.hands(&place, node, player, &rows, &equities[player]);
        let board = boards.last().copied().unwrap_or(self.setup.game.board);
        let strategy = self.strategy_at(&place, level, node, player);
        let action_evs = self.action_evs(&place, node, player, &rows[player]);
        Ok(NodeView { node, board, player, hands: [view(0), view(1)], strategy, action_evs })
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

    /// Walks to a board and over all that follows it; returns the working memory.
    fn walk_to(&self, place: &Place<'_>, plans: &[[Plan; 2]], phase: Phase, enter: Option<&Rows>) -> Scratch {
        let setup = &self.setup;
        let mut scratch = Scratch::new(setup, plans);
        let Phase { rule, player, own, priced } = phase;
        let walk = Walk { setup, plans, rule, player, own, priced };
        let root = setup.boards.root();
        let tables =
            [read(&self.tables[0]), read(&self.tables[place.part.max(usize::from(self.tables.len() > 1))])];
        let (root_tables, part_tables) = (Access::Read(&tables[0]), &mut Access::Read(&tables[1]));
        let level = place.path.len();
        if enter.is_none() {
            let rows = &mut scratch.levels[0];
            session::enter(setup, &read(&self.choice), &walk, rows);
            let mut board = root;
            for (level, &at) in place.path.iter().enumerate() {
                let (above, below) = scratch.levels.split_at_mut(level + 1);
                let tables = if level == 0 { &root_tables } else { &*part_tables };
                walk.down(board, level, walk.table(board, level, tables), &mut above[level]);
                let next = &setup.boards.parts[place.part][at];
                walk.deal(board, next, level, &above[level], &mut below[0]);
                board = next;
            }
        } else if let Some(rows) = enter {
            let reach = &rows.reach;
            scratch.levels[level].reach[..reach.len()].copy_from_slice(reach);
        }
        match place.path.last() {
            Some(&at) => {
                let part = &setup.boards.parts[place.part];
                let Scratch { levels, lanes } = &mut scratch;
                walk.board(part, at, level, part_tables, &mut levels[level..], lanes);
            }
            None => self.walk_all(&walk, &mut scratch, &root_tables),
        }
        scratch
    }

    /// Walks from the root over everything, by one worker.
    fn walk_all(&self, walk: &Walk<'_>, scratch: &mut Scratch, root_tables: &Access<'_>) {
        let (setup, root) = (&self.setup, self.setup.boards.root());
        walk.down(root, 0, walk.table(root, 0, root_tables), &mut scratch.levels[0]);
        if !root.next.is_empty() {
            walk.clear_behind(root, 0, &mut scratch.levels[0]);
            for &number in &root.next {
                let part = &setup.boards.parts[number as usize];
                let (above, below) = scratch.levels.split_at_mut(1);
                walk.deal(root, &part[0], 0, &above[0], &mut below[0]);
                let tables = read(&self.tables[number as usize]);
                walk.part(part, 1, &mut Access::Read(&tables), scratch);
                let (above, below) = scratch.levels.split_at_mut(1);
                walk.gather(root, &part[0], 0, &below[0].values, &mut above[0]);
            }
            walk.join(root, 0, &mut scratch.levels[0]);
        }
        let tables = read(&self.tables[0]);
        let Scratch { levels, lanes } = scratch;
        walk.up(root, 0, &mut Access::Read(&tables), &mut levels[0], lanes);
    }

    /// Reach and values at a node, valuing one player by a rule.
    pub(super) fn rows(&self, place: &Place<'_>, level: usize, node: NodeId, phase: Phase) -> Rows {
        let player = phase.player;
        let scratch = self.walk_to(place, &self.setup.plans, phase, None);
        let decision = self.decision(level, node, player);
        let rows = &scratch.levels[level];
        let (mine, other) = (place.board.width(player), place.board.width(1 - player));
        let row = |from: &[f32], row: u32, width: usize| from[row as usize * width..][..width].to_vec();
        // Behind an opponent's decision a row is the sum over its actions; the player's own decision is taken
        // by itself.
        let own = self.setup.plans[level][player].up.iter().find(|up| up.node == node);
        let by_action: Vec<Vec<f32>> = own
            .map_or(0..0, |up| up.values..up.values + up.actions)
            .map(|at| row(&rows.values, at, mine))
            .collect();
        let values = match own {
            Some(_) => {
                let chosen = self.strategy_at(place, level, node, player);
                let mut mean = vec![0.0; mine];
                for (values, chosen) in by_action.iter().zip(&chosen) {
                    mean.iter_mut().zip(values).zip(chosen).for_each(|((mean, value), p)| *mean += p * value);
                }
                match phase.rule {
                    Rule::Respond(_) => best_of(place.board, node, &by_action, mean),
                    Rule::Learn(..) | Rule::Count(_) | Rule::Play(_) => mean,
                }
            }
            None => row(&rows.values, decision.value, mine),
        };
        Rows {
            reach: row(&rows.reach, decision.reach, other),
            own: row(&rows.own, decision.own, mine),
            values,
            by_action,
        }
    }

    fn decision(&self, level: usize, node: NodeId, player: usize) -> Decision {
        let decisions = &self.setup.plans[level][player].decisions;
        *decisions.iter().find(|decision| decision.node == node).expect("the node stands on this street")
    }

    /// `[slot]`: the share of the pot that each hand gets without further bets, times the reach that goes
    /// with it.
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
            let together = beside(board, player, slot, &rows[player].reach);
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

    /// Chips that belong to a player's EV at a node besides centred payoffs.
    pub(super) fn shift(&self, node: NodeId, player: usize) -> f64 {
        let tree = &self.setup.game.tree;
        half_dead(tree) + f64::from(tree.contributions(node)[player])
    }

    /// `[action][hand]`: what each action is worth; 0 to hands that no hand of the other player comes with.
    fn action_evs(&self, place: &Place<'_>, node: NodeId, player: usize, rows: &Rows) -> Vec<Vec<f64>> {
        let (board, shift) = (place.board, self.shift(node, player));
        let hands = 0..board.hands[player].len();
        let together: Vec<f64> = hands.map(|slot| beside(board, player, slot, &rows.reach)).collect();
        let ev = |(&value, &together): (&f32, &f64)| match together > 0.0 {
            true => f64::from(value) / (f64::from(board.chance) * together) + shift,
            false => 0.0,
        };
        rows.by_action.iter().map(|values| values.iter().zip(&together).map(ev).collect()).collect()
    }

    pub(super) fn strategy_at(
        &self,
        place: &Place<'_>,
        level: usize,
        node: NodeId,
        player: usize,
    ) -> Vec<Vec<f32>> {
        let board = place.board;
        let decision = self.decision(level, node, player);
        let actions = self.setup.game.tree.edges(node).len();
        let (width, hands) = (board.width(player), board.hands[player].len());
        let tables = read(&self.tables[place.part]);
        let widths = [board.width(0), board.width(1)];
        let table = tables.board(board.table, self.setup.shapes[level], widths);
        let row = super::table::Place {
            player,
            row: decision.table,
            actions: actions as u32,
            index: decision.index,
        };
        let mut chosen = vec![0.0; actions * width];
        table.reach(self.setup.kernels, row, self.source(), &vec![1.0; width], &mut chosen);
        let ones = vec![1.0; width];
        super::walk::play_lock(board, node, &ones, &mut chosen);
        super::held::level(&self.setup, board, node, self.source(), &ones, &mut chosen);
        chosen.chunks_exact(width).map(|row| row[..hands].to_vec()).collect()
    }
}

/// What the best action is worth to each hand; locked hands keep the mean of what they play.
fn best_of(board: &BoardHands, node: NodeId, by_action: &[Vec<f32>], mean: Vec<f32>) -> Vec<f32> {
    let locks = board.locks.iter().filter(|lock| lock.node == node);
    let locked: Vec<usize> = locks.flat_map(|lock| &lock.slots).map(|(slot, _)| usize::from(*slot)).collect();
    let best = |slot: usize| by_action.iter().map(|row| row[slot]).fold(f32::NEG_INFINITY, f32::max);
    let value = |(slot, mean): (usize, f32)| if locked.contains(&slot) { mean } else { best(slot) };
    mean.into_iter().enumerate().map(value).collect()
}

/// The other player's reach over the hands that go with one of `player`.
pub(super) fn beside(board: &BoardHands, player: usize, slot: usize, reach: &[f32]) -> f64 {
    let cards = &board.blockers[player][slot];
    let others = board.blockers[1 - player].iter().zip(reach);
    let beside = others.filter(|(blockers, _)| !cards.iter().any(|card| blockers.contains(card)));
    beside.map(|(_, &reach)| f64::from(reach)).sum()
}

/// What a walk knows at a node.
pub(super) struct Rows {
    /// The opponent's reach.
    pub(super) reach: Vec<f32>,
    /// The player's own reach.
    pub(super) own: Vec<f32>,
    pub(super) values: Vec<f32>,
    /// `[action]`: values behind each, if the player acts.
    by_action: Vec<Vec<f32>>,
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
        false => plan.exits.push(Exit { node: 0, reach: 0, own: 0, to: 0 }),
    }
    plan
}
