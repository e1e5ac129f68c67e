//! The strategy played so far, in the betting of a new subgame.
//!
//! The new tree has other sizes than the old one. So bets of one stand for the nearest bets of the other, in
//! both directions: to find where a decision of the new tree is in the old one, and to find what the old
//! strategy does in the new tree. Where the old tree has ended the player checks and calls. Whatever its
//! sizes, this is a strategy of the new tree, so the player can always hold a best response to what it gets
//! against this strategy.

use std::sync::Arc;
use std::time::Instant;

use holdem_blueprint::Strategy;
use holdem_cfr::exact::{ExactSolver, PutAt};
use holdem_game::deal::{Board, Deal};
use holdem_game::tree::{Action, BettingTree, NodeId, NodeKind};

use super::Hand;
use super::kept::Kept;
use super::shadow::{Shadow, Step};
use crate::SearchError;

/// The strategy that was played so far, by the tree that it was made for.
pub(super) trait Played {
    /// Its tree.
    fn tree(&self) -> &BettingTree;
    /// The decision where the new subgame begins.
    fn start(&self) -> NodeId;
    /// `[action][hand]` at a decision; `boards` are the public cards after each deal in the new subgame.
    ///
    /// # Errors
    /// If it has no answer.
    fn strategy(&mut self, node: NodeId, boards: &[Board]) -> Result<Vec<Vec<f32>>, SearchError>;
}

/// A blueprint from a decision on.
pub(super) struct OfBlueprint<'a> {
    strategy: &'a Strategy,
    start: NodeId,
    root: Board,
    /// The last board looked at, and the hands on it.
    looked: Option<Board>,
    deal: Deal,
}

impl<'a> OfBlueprint<'a> {
    /// A blueprint with open buckets, from a decision on a board on.
    pub(super) fn new(strategy: &'a Strategy, start: NodeId, root: Board) -> Self {
        Self { strategy, start, root, looked: None, deal: Deal::default() }
    }
}

impl Played for OfBlueprint<'_> {
    fn tree(&self) -> &BettingTree {
        self.strategy.tree()
    }

    fn start(&self) -> NodeId {
        self.start
    }

    fn strategy(&mut self, node: NodeId, boards: &[Board]) -> Result<Vec<Vec<f32>>, SearchError> {
        let board = boards.last().copied().unwrap_or(self.root);
        if self.looked != Some(board) {
            let street = usize::from(self.strategy.tree().node(node).street);
            self.strategy.game().cards.layer(street, board, &mut self.deal);
            self.looked = Some(board);
        }
        Ok(self.strategy.dealt_probabilities(node, &self.deal)?)
    }
}

/// A solution from a decision on a board on.
pub(super) struct OfSolution<'a> {
    pub(super) kept: &'a Kept,
    pub(super) start: NodeId,
    /// Public cards after each deal between the solution's root and the decision.
    pub(super) boards: Vec<Board>,
}

impl Played for OfSolution<'_> {
    fn tree(&self) -> &BettingTree {
        &self.kept.tree
    }

    fn start(&self) -> NodeId {
        self.start
    }

    fn strategy(&mut self, node: NodeId, boards: &[Board]) -> Result<Vec<Vec<f32>>, SearchError> {
        let solver = &self.kept.solved.solver;
        let (hands, rows) = solver.strategy(node, &[&self.boards, boards].concat())?;
        let spread = |row: Vec<f32>| {
            let mut all = vec![0.0; solver.game().cards.num_hands()];
            hands.iter().zip(row).for_each(|(&hand, p)| all[usize::from(hand)] = p);
            all
        };
        Ok(rows.into_iter().map(spread).collect())
    }
}

/// The strategy played so far at the beginning of the current street: the last solution if it reaches that
/// far, otherwise the blueprint; `None` if neither does.
pub(super) fn played<'a>(
    strategy: &'a Strategy,
    kept: Option<&'a Kept>,
    hand: &Hand,
) -> Option<Box<dyn Played + 'a>> {
    if let Some(kept) = kept {
        let place = match kept.street == hand.street() {
            true => Some((0, Vec::new())),
            false => kept.later(hand),
        };
        if let Some((start, boards)) = place {
            return Some(Box::new(OfSolution { kept, start, boards }));
        }
    }
    let (tree, street) = (strategy.tree(), hand.street());
    match Shadow::of(tree, hand, hand.street_start()) {
        Shadow::At(node) if usize::from(tree.node(node).street) == street.index() => {
            Some(Box::new(OfBlueprint::new(strategy, node, hand.board_on(street).bits())))
        }
        Shadow::At(_) | Shadow::Lost(_) => None,
    }
}

/// Puts the strategy played so far in place of a player's average strategy; returns whether this was done by
/// `end`.
///
/// # Errors
/// If there is no answer.
pub(super) fn put(
    solver: &mut ExactSolver,
    player: usize,
    played: &mut dyn Played,
    end: Option<Instant>,
) -> Result<bool, SearchError> {
    let tree = Arc::clone(&solver.game().tree);
    let shadows = shadows(&tree, played);
    let (mut failed, mut is_late) = (None, false);
    solver.put(&mut |at, rows| {
        is_late = is_late || end.is_some_and(|end| Instant::now() >= end);
        if at.player != player || failed.is_some() || is_late {
            return false;
        }
        let filled = fill(&tree, shadows[at.node as usize], played, at, rows);
        failed = filled.err();
        failed.is_none()
    });
    failed.map_or(Ok(!is_late), Err)
}

/// `[node of the new tree]`: the decision of the old one that stands for it, if there is one.
fn shadows(tree: &BettingTree, played: &dyn Played) -> Vec<Option<NodeId>> {
    let old = played.tree();
    let mut shadows = vec![None; tree.nodes().len()];
    shadows[0] = Some(played.start());
    for node in tree.subtree(0) {
        let Some(shadow) = shadows[node as usize] else { continue };
        for edge in tree.edges(node) {
            let behind = Step::of_tree(tree, node, edge).in_tree(old, shadow);
            let same = |&there: &NodeId| {
                let (new, there) = (tree.node(edge.child), old.node(there));
                matches!(new.kind, NodeKind::Decision { .. })
                    && new.kind == there.kind
                    && new.street == there.street
            };
            shadows[edge.child as usize] = behind.filter(same);
        }
    }
    shadows
}

/// Fills the rows of a decision, `[action][slot]`.
fn fill(
    tree: &BettingTree,
    shadow: Option<NodeId>,
    played: &mut dyn Played,
    at: PutAt<'_>,
    rows: &mut [f32],
) -> Result<(), SearchError> {
    let hands = at.hands.len();
    let passive =
        tree.edges(at.node).iter().position(|edge| matches!(edge.action, Action::Check | Action::Call));
    let passive = passive.unwrap_or(0);
    rows.fill(0.0);
    let Some(shadow) = shadow else {
        rows[passive * hands..][..hands].fill(1.0);
        return Ok(());
    };
    let strategy = played.strategy(shadow, at.boards)?;
    for (edge, chosen) in played.tree().edges(shadow).iter().zip(&strategy) {
        let child = Step::of_tree(played.tree(), shadow, edge).in_tree(tree, at.node);
        let to = tree.edges(at.node).iter().position(|edge| Some(edge.child) == child).unwrap_or(passive);
        let row = &mut rows[to * hands..][..hands];
        row.iter_mut().zip(at.hands).for_each(|(to, &hand)| *to += chosen[usize::from(hand)]);
    }
    Ok(())
}
