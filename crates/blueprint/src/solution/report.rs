//! What a solution says about one decision.

use holdem_cards::{Card, CardSet, Combo};
use holdem_cfr::exact::NodeView;
use holdem_game::deal::cards_on;
use holdem_game::spot::SpotStep;
use holdem_game::tree::{Action, BettingTree, Chips, NodeId};
use serde::{Deserialize, Serialize};

use super::Solution;
use super::solved::At;

/// Something of each player.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByPlayer<T> {
    /// The player out of position.
    pub oop: T,
    /// The player in position.
    pub ip: T,
}

impl<T> ByPlayer<T> {
    /// From player 0, out of position, and player 1.
    pub fn of(mut value: impl FnMut(usize) -> T) -> Self {
        Self { oop: value(0), ip: value(1) }
    }

    /// A player's.
    pub fn get(&self, player: usize) -> &T {
        if player == 0 { &self.oop } else { &self.ip }
    }
}

/// Names of the players.
pub(super) const PLAYERS: [&str; 2] = ["oop", "ip"];

/// An action of a decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActionReport {
    /// Its text in lines: `x`, `c`, `f`, `b50`.
    pub action: String,
    /// In words: `bet 50`.
    pub label: String,
    /// How often the player takes it, over all hands, weighted by reach; 0 if no hands get here.
    pub frequency: f64,
}

/// A hand at a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct ComboReport {
    /// The hand.
    pub combo: Combo,
    /// Weight at the root times the probability of the player's own actions.
    pub reach: f64,
    /// How often it is here: reach times the reach of all the other player's hands possible with it.
    pub weight: f64,
    /// Chips that it gets out of the pot less what it puts in from here on.
    pub ev: f64,
    /// Share of the pot that it would get without further bets.
    pub equity: f64,
    /// `[action]`: what it does; empty if the other player acts.
    pub strategy: Vec<f32>,
    /// `[action]`: what each action is worth, as `ev` is counted; empty if the other player acts.
    pub action_evs: Vec<f64>,
}

/// A decision on a board.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeReport {
    /// The way here.
    pub line: String,
    /// Public cards, in the order in which they were dealt.
    pub board: String,
    /// The same as a set.
    pub cards: CardSet,
    /// Who acts: 0 out of position, 1 in position.
    pub player: usize,
    /// Chips in the pot, bets of the street included.
    pub pot: Chips,
    /// Chips that the player has to put in to stay.
    pub to_call: Chips,
    /// Chips behind the player.
    pub behind: Chips,
    /// Whether any pair of hands gets here. If not, all means and frequencies are 0.
    pub is_reached: bool,
    /// Mean EV over hands, in chips.
    pub ev: ByPlayer<f64>,
    /// Mean equity over hands, 0 to 1.
    pub equity: ByPlayer<f64>,
    /// What can be done.
    pub actions: Vec<ActionReport>,
    /// What the actions are.
    pub moves: Vec<Action>,
    /// Whether a bet opens the street.
    pub opens: bool,
    /// Hands of both players.
    pub combos: ByPlayer<Vec<ComboReport>>,
}

impl NodeReport {
    pub(super) fn new(solution: &Solution, at: &At, view: &NodeView) -> Self {
        let (tree, player) = (solution.tree(), view.player);
        let put_in = tree.contributions(at.node);
        let edges = tree.edges(at.node);
        let action = |(number, edge): (usize, &holdem_game::tree::Edge)| ActionReport {
            action: SpotStep::Act(edge.action).to_string(),
            label: tree.label(at.node, edge.action, None),
            frequency: view.frequency(number),
        };
        Self {
            line: line_text(solution, at),
            board: board_text(solution, at),
            cards: at
                .boards
                .last()
                .and_then(|&b| CardSet::from_bits(cards_on(b)))
                .unwrap_or(solution.game().board),
            player,
            pot: tree.pot(at.node),
            to_call: put_in[1 - player].saturating_sub(put_in[player]),
            behind: solution.spot().stack() - put_in[player],
            is_reached: view.is_reached(),
            ev: ByPlayer::of(|player| view.ev(player)),
            equity: ByPlayer::of(|player| view.equity(player)),
            actions: edges.iter().enumerate().map(action).collect(),
            moves: edges.iter().map(|edge| edge.action).collect(),
            opens: tree.is_opening_bet(at.node),
            combos: ByPlayer::of(|player| combos(view, player)),
        }
    }

    /// `oop` or `ip`: who acts.
    pub fn player_name(&self) -> &'static str {
        PLAYERS[self.player]
    }

    /// How much of its equity a player realises: EV as a share of equity times pot; 0 without equity.
    pub fn realisation(&self) -> ByPlayer<f64> {
        realisation(self.ev, self.equity, self.pot)
    }
}

/// EV as a share of equity times pot; 0 without equity.
pub(super) fn realisation(ev: ByPlayer<f64>, equity: ByPlayer<f64>, pot: Chips) -> ByPlayer<f64> {
    ByPlayer::of(|player| {
        let share = equity.get(player) * f64::from(pot);
        if share > 0.0 { ev.get(player) / share } else { 0.0 }
    })
}

fn combos(view: &NodeView, player: usize) -> Vec<ComboReport> {
    let acts = player == view.player;
    let combo = |(at, hand): (usize, &holdem_cfr::exact::HandView)| ComboReport {
        combo: Combo::from_index(hand.hand).expect("private hands of a spot are combos"),
        reach: f64::from(hand.reach),
        weight: hand.weight,
        ev: hand.ev,
        equity: hand.equity,
        strategy: if acts { view.strategy.iter().map(|row| row[at]).collect() } else { Vec::new() },
        action_evs: if acts { view.action_evs.iter().map(|row| row[at]).collect() } else { Vec::new() },
    };
    view.hands[player].iter().enumerate().map(combo).collect()
}

/// Cards dealt after the root.
fn dealt(solution: &Solution, at: &At) -> Vec<Card> {
    let mut before = solution.game().board;
    let card = |&board: &u64| {
        let now = CardSet::from_bits(cards_on(board))?;
        let new = now.difference(before).iter().next();
        before = now;
        new
    };
    at.boards.iter().filter_map(card).collect()
}

/// The board in the order of the spot, then the cards dealt since.
pub(super) fn board_text(solution: &Solution, at: &At) -> String {
    let cards = dealt(solution, at).into_iter().map(|card| format!(" {card}"));
    let is_between = |c: &char| c.is_whitespace() || *c == ',';
    let letters: Vec<char> = solution.spot().board.chars().filter(|c| !is_between(c)).collect();
    let written = letters.chunks(2).map(|card| card.iter().collect::<String>());
    let first: Vec<String> =
        written.map(|text| text.parse::<Card>().map_or(text, |card| card.to_string())).collect();
    first.join(" ") + &cards.collect::<String>()
}

/// The line to a node with the cards dealt on the way.
pub(super) fn line_text(solution: &Solution, at: &At) -> String {
    let (tree, cards) = (solution.tree(), dealt(solution, at));
    let root = tree.node(0).street;
    let mut steps = Vec::new();
    let (mut street, mut cards) = (root, cards.into_iter());
    for (parent, action) in way(tree, at.node) {
        while street < tree.node(parent).street {
            steps.extend(cards.next().map(|card| card.to_string()));
            street += 1;
        }
        steps.push(SpotStep::Act(action).to_string());
    }
    steps.extend(cards.map(|card| card.to_string()));
    steps.join(" ")
}

/// Decisions and actions from the root to a node.
fn way(tree: &BettingTree, node: NodeId) -> Vec<(NodeId, Action)> {
    let mut steps = Vec::new();
    let mut child = node;
    while child != 0 {
        let parent = tree.node(child).parent;
        let edge = tree.edges(parent).iter().find(|edge| edge.child == child);
        steps.extend(edge.map(|edge| (parent, edge.action)));
        child = parent;
    }
    steps.reverse();
    steps
}
