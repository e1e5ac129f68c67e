//! Two solutions at one decision.

use holdem_cards::{CardSet, Combo};

use super::{ByPlayer, ComboReport, NodeReport, Solution, SolutionError};

/// An action in both solutions.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionDifference {
    /// Its text in lines.
    pub action: String,
    /// How often each solution takes it; `None` if its tree has no such action.
    pub frequencies: [Option<f64>; 2],
}

/// Two solutions at one decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// `[solution]`: mean EV in chips.
    pub ev: [ByPlayer<f64>; 2],
    /// `[solution]`: mean equity.
    pub equity: [ByPlayer<f64>; 2],
    /// What both do.
    pub actions: Vec<ActionDifference>,
    /// How far apart the strategies are: the share of all hands, by their weight in the first, that would
    /// have to act differently.
    pub distance: f64,
    /// `(hand, distance, EV of the second less that of the first)` of the acting player, the most important
    /// first.
    pub combos: Vec<(Combo, f64, f64)>,
}

/// Compares two solutions after a line.
///
/// # Errors
/// As [`Solution::node`]; if different players act there, or the boards differ.
pub fn compare(first: &Solution, second: &Solution, line: &str) -> Result<Comparison, SolutionError> {
    let nodes = [first.node(line)?, second.node(line)?];
    if nodes[0].player != nodes[1].player {
        let reason = "different players act there";
        return Err(SolutionError::Incomparable { line: line.to_owned(), reason });
    }
    let board = |node: &NodeReport| node.board.parse::<CardSet>().ok();
    if board(&nodes[0]) != board(&nodes[1]) {
        let reason = "the boards differ";
        return Err(SolutionError::Incomparable { line: line.to_owned(), reason });
    }
    let actions = all_actions(&nodes);
    let frequency = |node: &NodeReport, action: &str| {
        node.actions.iter().find(|known| known.action == action).map(|known| known.frequency)
    };
    let mut apart: Vec<(Combo, f64, f64, f64)> = Vec::new();
    for hand in nodes[0].combos.get(nodes[0].player) {
        let others = nodes[1].combos.get(nodes[0].player).iter();
        if let Some(other) = others.clone().find(|other| other.combo == hand.combo) {
            let distance = distance(&nodes, &actions, hand, other);
            apart.push((hand.combo, distance, other.ev - hand.ev, hand.weight));
        }
    }
    let total: f64 = apart.iter().map(|(.., weight)| weight).sum();
    let sum: f64 = apart.iter().map(|(_, distance, _, weight)| distance * weight).sum();
    let mean = if total > 0.0 { sum / total } else { 0.0 };
    apart.sort_by(|a, b| (b.1 * b.3).total_cmp(&(a.1 * a.3)));
    Ok(Comparison {
        ev: [nodes[0].ev, nodes[1].ev],
        equity: [nodes[0].equity, nodes[1].equity],
        actions: actions
            .iter()
            .map(|action| ActionDifference {
                action: action.clone(),
                frequencies: [0, 1].map(|i: usize| frequency(&nodes[i], action)),
            })
            .collect(),
        distance: mean,
        combos: apart.into_iter().map(|(combo, distance, ev, _)| (combo, distance, ev)).collect(),
    })
}

/// Actions of either solution, those of the first in order.
fn all_actions(nodes: &[NodeReport; 2]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for action in nodes.iter().flat_map(|node| &node.actions) {
        if !all.contains(&action.action) {
            all.push(action.action.clone());
        }
    }
    all
}

/// Half the sum of the differences of a hand's probabilities.
fn distance(nodes: &[NodeReport; 2], actions: &[String], a: &ComboReport, b: &ComboReport) -> f64 {
    let played = |node: &NodeReport, hand: &ComboReport, action: &str| {
        let at = node.actions.iter().position(|known| known.action == action);
        at.map_or(0.0, |at| f64::from(hand.strategy[at]))
    };
    let apart = |action: &String| (played(&nodes[0], a, action) - played(&nodes[1], b, action)).abs();
    0.5 * actions.iter().map(apart).sum::<f64>()
}
