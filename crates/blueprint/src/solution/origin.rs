//! Where spots come from besides files: nothing, and a blueprint.

use holdem_cards::Combo;
use holdem_cards::range::Range;
use holdem_game::spot::{Spot, SpotStep, StreetSizes};
use holdem_game::tree::{Action, BettingTree, NodeId, NodeKind};

use super::SolutionError;
use crate::config::GameKind;
use crate::{PublicCards, Strategy};

/// A spot whose keys are all at their defaults; board, ranges, pot and stacks are still to be filled in.
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

/// The start of a street of a blueprint as a spot: its ranges there, and exactly its tree from there on, line
/// by line.
///
/// # Errors
/// [`SolutionError::NoSpot`] if the history does not end where a street of Hold'em for two begins; those of
/// [`Strategy::ranges`].
pub fn spot_at(strategy: &Strategy, history: &str, board: &PublicCards) -> Result<Spot, SolutionError> {
    let node = strategy.node(history)?;
    let tree = strategy.tree();
    let player = opening(strategy, node)
        .map_err(|reason| SolutionError::NoSpot { history: history.to_owned(), reason })?;
    let ranges = strategy.ranges(node, board)?;
    let put_in = tree.contributions(node)[player];
    let stacks = strategy.recipe().game.stack_chips();
    let stack = stacks.iter().min().copied().unwrap_or(0).saturating_sub(put_in);
    let rake = tree.rake();
    Ok(Spot {
        name: format!("{} on {}", tree.history_text(node), board.as_str()),
        board: board.as_str().to_owned(),
        oop_range: text_of(&ranges[player]),
        ip_range: text_of(&ranges[1 - player]),
        pot: tree.pot(node),
        effective_stack: Some(stack),
        rake_rate: rake.rate,
        rake_cap: (rake.cap < f64::MAX).then_some(rake.cap),
        add_lines: bets_below(tree, node),
        ..blank()
    })
}

/// The player who opens the street that begins at a node.
fn opening(strategy: &Strategy, node: NodeId) -> Result<usize, &'static str> {
    let tree = strategy.tree();
    let NodeKind::Decision { player } = tree.node(node).kind else {
        return Err("the hand is over there");
    };
    if strategy.game().kind != GameKind::Holdem || tree.num_players() != 2 {
        return Err("spots are of Hold'em for two");
    }
    let begins = node != 0 && tree.node(tree.node(node).parent).street < tree.node(node).street;
    if begins { Ok(usize::from(player)) } else { Err("no street after the preflop begins there") }
}

/// A range of weights by combo as text.
fn text_of(weights: &[f32]) -> String {
    let mut range = Range::empty();
    for (combo, &weight) in Combo::all().zip(weights) {
        // A product of probabilities that rounding carried over 1.
        range.set_weight(combo, weight.clamp(0.0, 1.0)).expect("a number from 0 to 1 is a weight");
    }
    range.to_string()
}

/// Every bet and raise below a node, as the line to it.
fn bets_below(tree: &BettingTree, root: NodeId) -> Vec<String> {
    let mut lines = Vec::new();
    let mut open = vec![(root, String::new())];
    while let Some((node, line)) = open.pop() {
        for edge in tree.edges(node) {
            let blank = if line.is_empty() { "" } else { " " };
            let line = format!("{line}{blank}{}", SpotStep::Act(edge.action));
            if matches!(edge.action, Action::RaiseTo(_) | Action::AllIn(_)) {
                lines.push(line.clone());
            }
            open.push((edge.child, line));
        }
    }
    lines
}
