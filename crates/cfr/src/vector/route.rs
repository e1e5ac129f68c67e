//! The route through a subtree: as a whole, or part by part if its tables exceed the caches.
//!
//! The nodes above the parts are walked once for all boards of a batch. Each part is walked group by group
//! before the next one is entered, so that its tables come from memory once per batch instead of once per
//! group.

use crate::tables::layout::NodeBytes;
use crate::walk::plan::{Behind, Plan};
use holdem_game::tree::{BettingTree, NodeId, NodeKind};

/// How a subtree is walked.
#[derive(Debug)]
pub(crate) enum Route {
    /// As a whole, group by group.
    Whole(Plan),
    /// The nodes above the parts, and the parts by the numbers of their exits, in the order of the tree.
    Parts { upper: Plan, parts: Vec<Plan>, roots: Vec<NodeId> },
}

impl Route {
    /// The route through a subtree so that no part has tables of more than `most` bytes.
    ///
    /// # Complexity
    /// O(nodes x vectors alive at a time), once.
    pub(crate) fn new(tree: &BettingTree, root: NodeId, bytes: &NodeBytes, most: u64) -> Self {
        let Some(roots) = part_roots(tree, root, bytes, most) else {
            return Self::Whole(Plan::of_subtree(tree, root));
        };
        let upper =
            Plan::new(tree, root, &|child| match (is_decision(tree, child), roots.binary_search(&child)) {
                (false, _) => Behind::Leaf,
                (true, Ok(exit)) => Behind::Exit(exit as u32),
                (true, Err(_)) => Behind::Inside,
            });
        Self::Parts { upper, parts: roots.iter().map(|&part| Plan::of_subtree(tree, part)).collect(), roots }
    }

    /// Parts that can be walked at the same time.
    pub(crate) fn num_parts(&self) -> usize {
        match self {
            Self::Whole(_) => 1,
            Self::Parts { parts, .. } => parts.len().max(1),
        }
    }
}

/// Where the parts of a subtree begin, in the order of the tree; `None` if it is walked as a whole.
///
/// # Complexity
/// O(nodes).
pub(super) fn part_roots(
    tree: &BettingTree,
    root: NodeId,
    bytes: &NodeBytes,
    most: u64,
) -> Option<Vec<NodeId>> {
    let is_upper = |node: NodeId| bytes.of(tree.subtree(node)) > most;
    let begins_part = |&node: &NodeId| {
        node != root && is_decision(tree, node) && !is_upper(node) && is_upper(tree.node(node).parent)
    };
    is_upper(root).then(|| tree.subtree(root).filter(begins_part).collect())
}

fn is_decision(tree: &BettingTree, node: NodeId) -> bool {
    matches!(tree.node(node).kind, NodeKind::Decision { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::storage::Storage;
    use crate::walk::plan::Step;
    use holdem_game::menu::BetMenu;
    use holdem_game::tree::NoLimitHoldem;

    fn decisions(plan: &Plan) -> impl Iterator<Item = NodeId> + '_ {
        plan.steps.iter().filter_map(|step| match step {
            Step::Decide { node, .. } => Some(*node),
            _ => None,
        })
    }

    #[test]
    fn every_decision_is_on_the_way_once_and_no_part_is_larger_than_allowed() {
        let tree = NoLimitHoldem::heads_up(100.0, BetMenu::compact()).and_then(|game| game.tree()).unwrap();
        let bytes = NodeBytes::new(&tree, &[169, 20, 20, 20], Storage::F32);
        let whole = bytes.of(tree.subtree(0));
        let all = tree.num_decisions();
        for most in [0, 1_000, 10_000, whole - 1, whole] {
            let mut walked: Vec<NodeId> = match Route::new(&tree, 0, &bytes, most) {
                Route::Whole(plan) => {
                    assert_eq!(most, whole);
                    decisions(&plan).collect()
                }
                Route::Parts { upper, parts, .. } => {
                    let exits = upper.steps.iter().filter(|step| matches!(step, Step::Exit { .. })).count();
                    assert_eq!(exits, parts.len());
                    // The last decision of a walk is its root.
                    let roots = parts.iter().map(|part| decisions(part).last().unwrap());
                    assert!(roots.into_iter().all(|root| bytes.of(tree.subtree(root)) <= most));
                    assert!(decisions(&upper).all(|node| bytes.of(tree.subtree(node)) > most));
                    parts.iter().chain([&upper]).flat_map(decisions).collect()
                }
            };
            walked.sort_unstable();
            walked.dedup();
            assert_eq!(walked.len(), all, "{most}");
        }
    }
}
