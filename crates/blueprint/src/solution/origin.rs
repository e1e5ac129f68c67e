//! Where spots come from besides files: defaults, and a blueprint.

use holdem_cards::Combo;
use holdem_cards::range::Range;
use holdem_game::spot::{Spot, SpotStep, StreetSizes};
use holdem_game::tree::{Action, BettingTree, NodeId, NodeKind};

use super::SolutionError;
use crate::config::GameKind;
use crate::{PublicCards, Strategy};

/// A spot with all keys at their defaults; board, ranges, pot and stacks have to be filled in.
pub fn blank() -> Spot {
    Spot {
        name: String::new(),
        board: String::new(),
        oop_range: String::new(),
        ip_range: String::new(),
        pot: 0,
        effective_stack: None,
        oop_stack: None,
        ip_stack: None,
        rake_rate: 0.0,
        rake_cap: None,
        flop: StreetSizes::default(),
        turn: StreetSizes::default(),
        river: StreetSizes::default(),
        flop_oop: None,
        flop_ip: None,
        turn_oop: None,
        turn_ip: None,
        river_oop: None,
        river_ip: None,
        add_allin_threshold: 0.0,
        force_allin_threshold: 0.0,
        merging_threshold: 0.0,
        locks: Vec::new(),
        add_lines: Vec::new(),
        remove_lines: Vec::new(),
    }
}

/// A place in a blueprint as a spot.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// The spot, from the start of the street.
    pub spot: Spot,
    /// The line to the place, if it is inside the street: all other actions on the way are taken out.
    pub line: String,
}

/// A place in a blueprint as a spot: its ranges there, and exactly its tree from there on, line by line. A
/// spot begins where a street does; the actions on the street up to the place are played by every hand of the
/// ranges.
///
/// # Errors
/// [`SolutionError::NoSpot`] if the history does not lead to a decision of Hold'em for two after the flop is
/// dealt; those of [`Strategy::ranges`].
pub fn spot_at(strategy: &Strategy, history: &str, board: &PublicCards) -> Result<Origin, SolutionError> {
    let node = strategy.node(history)?;
    let tree = strategy.tree();
    let (start, way) = street_of(strategy, node)
        .map_err(|reason| SolutionError::NoSpot { history: history.to_owned(), reason })?;
    let NodeKind::Decision { player } = tree.node(start).kind else { unreachable!("a street is opened") };
    let player = usize::from(player);
    let ranges = strategy.ranges(node, board)?;
    let put_in = tree.contributions(start)[player];
    let stacks = strategy.recipe().game.stack_chips();
    let stack = stacks.iter().min().copied().unwrap_or(0).saturating_sub(put_in);
    let rake = tree.rake();
    let spot = Spot {
        name: format!("{} on {}", tree.history_text(node), board.as_str()),
        board: board.as_str().to_owned(),
        oop_range: text_of(&ranges[player]),
        ip_range: text_of(&ranges[1 - player]),
        pot: tree.pot(start),
        effective_stack: Some(stack),
        rake_rate: rake.rate,
        rake_cap: (rake.cap < f64::MAX).then_some(rake.cap),
        add_lines: [bets_on(&way), bets_below(tree, node, &text_of_way(&way))].concat(),
        remove_lines: others_on(tree, start, &way),
        ..blank()
    };
    Ok(Origin { spot, line: text_of_way(&way) })
}

/// Where the street of a decision begins, and the actions from there.
fn street_of(strategy: &Strategy, node: NodeId) -> Result<(NodeId, Vec<Action>), &'static str> {
    let tree = strategy.tree();
    if !matches!(tree.node(node).kind, NodeKind::Decision { .. }) {
        return Err("the hand is over there");
    }
    if strategy.game().kind != GameKind::Holdem || tree.num_players() != 2 {
        return Err("spots are of Hold'em for two");
    }
    let street = tree.node(node).street;
    if street == 0 {
        return Err("spots begin after the flop is dealt");
    }
    let (mut start, mut way) = (node, Vec::new());
    loop {
        let parent = tree.node(start).parent;
        if tree.node(parent).street < street {
            way.reverse();
            return Ok((start, way));
        }
        way.extend(tree.edges(parent).iter().find(|edge| edge.child == start).map(|edge| edge.action));
        start = parent;
    }
}

fn text_of_way(way: &[Action]) -> String {
    let steps: Vec<String> = way.iter().map(|&action| SpotStep::Act(action).to_string()).collect();
    steps.join(" ")
}

fn is_bet(action: Action) -> bool {
    matches!(action, Action::RaiseTo(_) | Action::AllIn(_))
}

/// The bets and raises on the way inside the street, as lines.
fn bets_on(way: &[Action]) -> Vec<String> {
    (1..=way.len()).filter(|&len| is_bet(way[len - 1])).map(|len| text_of_way(&way[..len])).collect()
}

/// The other actions on the way: a spot without sizes offers checks, folds and calls.
fn others_on(tree: &BettingTree, start: NodeId, way: &[Action]) -> Vec<String> {
    let (mut node, mut lines) = (start, Vec::new());
    for (len, &taken) in way.iter().enumerate() {
        for edge in tree.edges(node) {
            if edge.action != taken && !is_bet(edge.action) {
                lines.push(text_of_way(&[&way[..len], &[edge.action]].concat()));
            }
        }
        let edge = tree.edges(node).iter().find(|edge| edge.action == taken);
        node = edge.map_or(node, |edge| edge.child);
    }
    lines
}

/// A range of weights by combo as text.
fn text_of(weights: &[f32]) -> String {
    let mut range = Range::empty();
    for (combo, &weight) in Combo::all().zip(weights) {
        // Rounding may carry a product of probabilities above 1.
        range.set_weight(combo, weight.clamp(0.0, 1.0)).expect("a number from 0 to 1 is a weight");
    }
    range.to_string()
}

/// Every bet and raise below a node, as the line to it; `way` leads to the node.
fn bets_below(tree: &BettingTree, root: NodeId, way: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut open = vec![(root, way.to_owned())];
    while let Some((node, line)) = open.pop() {
        for edge in tree.edges(node) {
            let blank = if line.is_empty() { "" } else { " " };
            let line = format!("{line}{blank}{}", SpotStep::Act(edge.action));
            if is_bet(edge.action) {
                lines.push(line.clone());
            }
            open.push((edge.child, line));
        }
    }
    lines
}
