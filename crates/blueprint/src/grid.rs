//! 13x13 grids: what each hand class does at a decision of Hold'em, before the flop or on a board.

mod paint;
mod text;

use holdem_cards::{CardSet, Combo, HandClass};
use holdem_cfr::Strategy as Table;
use holdem_game::tree::{Action, NodeId, NodeKind};

use crate::config::GameKind;
use crate::game::Game;
use crate::solution::{ComboReport, NodeReport};
use crate::strategy::{AllHands, History, PublicCards, is_uniform};
use crate::{BlueprintError, Strategy};

pub use text::Colour;

/// Action frequencies of the 169 hand classes at one decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// The decision in words: `small blind to open`.
    pub title: String,
    /// Actions of the node, in words.
    pub actions: Vec<String>,
    /// `[class][action]`: probabilities, classes by [`HandClass::index`]; on a board the mean over the
    /// remaining combos of a class, weighted by reach.
    pub cells: Vec<Vec<f32>>,
    /// `[class]`: the probability that the acting player's own choices lead here with this hand; on a board
    /// the mean over the remaining combos.
    pub reach: Vec<f64>,
    /// `[class]`: combos that the board leaves.
    pub combos: Vec<usize>,
    /// `[class]`: whether all its rows play all actions equally often, as rows do that were never trained.
    pub uniform: Vec<bool>,
    /// Kind of each action.
    kinds: Vec<Kind>,
}

/// What colour an action has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Fold,
    Check,
    Call,
    Bet,
    Raise,
    AllIn,
}

impl Grid {
    /// Reads the grid of a preflop decision.
    ///
    /// # Errors
    /// [`BlueprintError::NoGrid`] if the node is not a preflop decision of Hold'em.
    pub fn new(game: &Game, table: &Table, node: NodeId) -> Result<Self, BlueprintError> {
        let player = acting(game, node)?;
        if game.tree.node(node).street != 0 {
            let what = format!("after {} the flop is dealt; say which (a board)", history(game, node));
            return Err(BlueprintError::NoGrid { what });
        }
        let row = |class: HandClass| table.row(node, class.index()).to_vec();
        let uniform = |class: HandClass| is_uniform(table.row(node, class.index()));
        Ok(Self {
            cells: HandClass::all().map(row).collect(),
            reach: own_reach(game, table, node, player),
            combos: HandClass::all().map(HandClass::num_combos).collect(),
            uniform: HandClass::all().map(uniform).collect(),
            ..Self::empty(game, node, player, "")
        })
    }

    /// Reads the grid of a decision on a board, or before the flop if there is no card yet.
    ///
    /// # Complexity
    /// O(length of the history x hands).
    ///
    /// # Errors
    /// [`BlueprintError::NoGrid`] if the node is not a decision of Hold'em; those of
    /// [`Strategy::all_probabilities`].
    pub fn on_board(
        strategy: &Strategy,
        history: impl History,
        board: &PublicCards,
    ) -> Result<Self, BlueprintError> {
        let node = strategy.node(history)?;
        let player = acting(strategy.game(), node)?;
        let (hands, reach) = strategy.hands_and_range(node, board)?;
        let mut grid = Self::empty(strategy.game(), node, player, board.as_str());
        for class in HandClass::all() {
            grid.add(class, &hands, &reach);
        }
        Ok(grid)
    }

    /// The grid of a decision of a solved spot: each combo counts by how often it is here.
    pub fn of_solution(node: &NodeReport) -> Self {
        let mut grid = Self {
            title: format!("{} to act on {}", node.player_name(), node.board),
            actions: node.actions.iter().map(|action| action.label.clone()).collect(),
            cells: Vec::new(),
            reach: Vec::new(),
            combos: Vec::new(),
            uniform: vec![false; HandClass::COUNT],
            kinds: node.moves.iter().map(|&action| Kind::of(action, node.opens)).collect(),
        };
        let hands = node.combos.get(node.player);
        for class in HandClass::all() {
            let here: Vec<&ComboReport> = hands.iter().filter(|hand| hand.combo.class() == class).collect();
            let left = class.combos().filter(|combo| !combo.set().intersects(node.cards)).count();
            let total: f64 = here.iter().map(|hand| hand.weight).sum();
            let mean = |action: usize| {
                let sum: f64 = here.iter().map(|hand| hand.weight * f64::from(hand.strategy[action])).sum();
                (sum / total.max(f64::MIN_POSITIVE)) as f32
            };
            grid.cells.push((0..grid.actions.len()).map(mean).collect());
            grid.reach.push(total / left.max(1) as f64);
            grid.combos.push(left);
        }
        let most = grid.reach.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        grid.reach.iter_mut().for_each(|reach| *reach /= most);
        grid
    }

    /// The grid of a strategy for all hands, `[action][hand]`, weighted by reach, on a board. `opens` tells
    /// whether a bet would be the first of the street.
    ///
    /// # Panics
    /// If there are not 1,326 hands.
    pub fn of_hands(
        title: String,
        (actions, opens): (&[(Action, String)], bool),
        strategy: &[Vec<f32>],
        reach: &[f32],
        board: CardSet,
    ) -> Self {
        let mut grid = Self {
            title,
            actions: actions.iter().map(|(_, label)| label.clone()).collect(),
            cells: Vec::new(),
            reach: Vec::new(),
            combos: Vec::new(),
            uniform: Vec::new(),
            kinds: actions.iter().map(|&(action, _)| Kind::of(action, opens)).collect(),
        };
        let left = |combo: Combo| (!combo.set().intersects(board)).then_some(0);
        let hands = AllHands {
            buckets: Combo::all().map(left).collect(),
            probabilities: strategy.to_vec(),
            uniform: vec![false; Combo::COUNT],
        };
        HandClass::all().for_each(|class| grid.add(class, &hands, reach));
        grid
    }

    /// The grid of any mixture over combos on a board: actions with their names, `opens` if a raise is the
    /// first bet of its street, and `[action][combo]` probabilities.
    pub fn of_mixture(
        title: String,
        board: CardSet,
        actions: &[(Action, String)],
        opens: bool,
        probabilities: &[Vec<f32>],
    ) -> Self {
        Self::of_hands(title, (actions, opens), probabilities, &[1.0; Combo::COUNT], board)
    }

    /// A grid without classes.
    fn empty(game: &Game, node: NodeId, player: u8, board: &str) -> Self {
        let (tree, name) = (&game.tree, game.player_name(usize::from(player)));
        let way = if node == 0 { "to open".to_owned() } else { format!("after {}", history(game, node)) };
        let on = if board.is_empty() { String::new() } else { format!(" on {board}") };
        let kind = |action| Kind::of(action, tree.is_opening_bet(node));
        Self {
            title: format!("{name} {way}{on}"),
            actions: tree.edges(node).iter().map(|e| tree.label(node, e.action, Some(game.unit))).collect(),
            cells: Vec::new(),
            reach: Vec::new(),
            combos: Vec::new(),
            uniform: Vec::new(),
            kinds: tree.edges(node).iter().map(|edge| kind(edge.action)).collect(),
        }
    }

    /// Adds the next class: the combos that the board leaves, weighted by reach, or equally if none gets
    /// here.
    fn add(&mut self, class: HandClass, hands: &AllHands, reach: &[f32]) {
        let left: Vec<usize> =
            class.combos().map(Combo::index).filter(|&combo| hands.buckets[combo].is_some()).collect();
        let total: f64 = left.iter().map(|&combo| f64::from(reach[combo])).sum();
        let weight = |combo: usize| if total > 0.0 { f64::from(reach[combo]) } else { 1.0 };
        let weights = if total > 0.0 { total } else { left.len().max(1) as f64 };
        let mean = |action: &Vec<f32>| {
            let sum: f64 = left.iter().map(|&combo| weight(combo) * f64::from(action[combo])).sum();
            (sum / weights) as f32
        };
        self.cells.push(hands.probabilities.iter().map(mean).collect());
        self.reach.push(total / left.len().max(1) as f64);
        self.uniform.push(!left.is_empty() && left.iter().all(|&combo| hands.uniform[combo]));
        self.combos.push(left.len());
    }

    /// Mean frequency of each action, weighted by combos and reach; in the order of `actions`.
    pub fn totals(&self) -> Vec<f64> {
        let weights: Vec<f64> =
            self.combos.iter().zip(&self.reach).map(|(n, reach)| *n as f64 * reach).collect();
        let all: f64 = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let total = |action: usize| {
            let rows = self.cells.iter().zip(&weights);
            rows.map(|(row, weight)| f64::from(row[action]) * weight).sum::<f64>() / all
        };
        (0..self.actions.len()).map(total).collect()
    }
}

impl Kind {
    fn of(action: Action, opens: bool) -> Self {
        match action {
            Action::Fold => Self::Fold,
            Action::Check => Self::Check,
            Action::Call => Self::Call,
            Action::RaiseTo(_) if opens => Self::Bet,
            Action::RaiseTo(_) => Self::Raise,
            Action::AllIn(_) => Self::AllIn,
        }
    }
}

/// The player who acts at a decision of Hold'em.
fn acting(game: &Game, node: NodeId) -> Result<u8, BlueprintError> {
    let no_grid = |what: String| Err(BlueprintError::NoGrid { what });
    match game.tree.node(node).kind {
        _ if game.kind != GameKind::Holdem => no_grid(format!("{} has no hand classes", game.kind)),
        NodeKind::Decision { player } => Ok(player),
        NodeKind::Fold { .. } | NodeKind::Showdown => {
            no_grid(format!("after {} nobody acts: the hand is over", history(game, node)))
        }
    }
}

fn history(game: &Game, node: NodeId) -> String {
    match game.tree.history_text(node) {
        text if text.is_empty() => "the beginning".to_owned(),
        text => format!("`{text}`"),
    }
}

/// Product of the player's own probabilities on the way to a node, by hand class.
fn own_reach(game: &Game, table: &Table, node: NodeId, player: u8) -> Vec<f64> {
    let tree = &game.tree;
    let mut reach = vec![1.0; HandClass::COUNT];
    let mut child = node;
    while child != 0 {
        let parent = tree.node(child).parent;
        if tree.node(parent).kind == (NodeKind::Decision { player }) {
            let action = tree.edges(parent).iter().position(|edge| edge.child == child).unwrap_or_default();
            for (class, reach) in reach.iter_mut().enumerate() {
                *reach *= f64::from(table.row(parent, class)[action]);
            }
        }
        child = parent;
    }
    reach
}
