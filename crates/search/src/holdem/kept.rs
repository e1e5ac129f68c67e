//! The last solution of a hand, and where the next one starts from.

use std::sync::Arc;

use holdem_cards::Street;
use holdem_cfr::exact::{ExactSolver, Lock, NodeView};
use holdem_game::deal::Board;
use holdem_game::tree::{BettingTree, NodeId, NodeKind};

use super::Hand;
use super::betting::{is, move_of};
use super::decision::{Found, Mixed};
use crate::{SearchError, Solved, Standing};

/// The last solution of a hand.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) street: Street,
    /// Number of the first move of the street.
    pub(super) start: usize,
    pub(super) tree: Arc<BettingTree>,
    pub(super) standing: Standing,
    pub(super) promises: bool,
    pub(super) solved: Solved,
    pub(super) found: Found,
}

impl Kept {
    /// The nodes of the moves since the solution's beginning, and the boards dealt after it; `None` if they
    /// are not in its tree.
    pub(super) fn follow(&self, hand: &Hand) -> Option<Vec<NodeId>> {
        let mut path = vec![0];
        for &step in hand.moves().get(self.start..)? {
            let node = path[path.len() - 1];
            path.push(self.tree.edges(node).iter().find(|edge| is(edge.action, step))?.child);
        }
        Some(path)
    }

    /// Where both players stand at the beginning of a later street.
    pub(super) fn standing(&self, hand: &Hand, player: usize) -> Result<Option<Standing>, SearchError> {
        let start = hand.before(hand.street_start());
        let Some(node) = self.follow(&start).and_then(|path| path.last().copied()) else { return Ok(None) };
        if acts(&self.tree, node).is_none() {
            return Ok(None);
        }
        let later = Street::ALL.into_iter().filter(|street| (self.street..=hand.street()).contains(street));
        let boards: Vec<Board> = later.skip(1).map(|street| hand.board_on(street).bits()).collect();
        let view = self.solved.solver.best_view(node, &boards)?;
        let entering = self.solved.solver.root_reach(1 - player);
        let put_in = self.tree.contributions(node);
        let num_hands = entering.len();
        let mut ranges = [vec![0.0; num_hands], vec![0.0; num_hands]];
        let mut promised = [vec![0.0; num_hands], vec![0.0; num_hands]];
        for whose in 0..2 {
            for held in &view.hands[whose] {
                let hand = usize::from(held.hand);
                promised[whose][hand] = held.ev - f64::from(put_in[whose]);
                // How the other player came into the gadget is no belief; what it did since is.
                let came = match whose == player || entering[hand] <= 0.0 {
                    true => held.reach,
                    false => self.standing.ranges[whose][hand] * held.reach / entering[hand],
                };
                ranges[whose][hand] = came;
            }
        }
        Ok(Some(Standing { ranges, promised }))
    }
}

/// The player who acts at a node.
pub(super) fn acts(tree: &BettingTree, node: NodeId) -> Option<usize> {
    match tree.node(node).kind {
        NodeKind::Decision { player } => Some(usize::from(player)),
        NodeKind::Fold { .. } | NodeKind::Showdown => None,
    }
}

/// Holds the strategy of a node fixed at the same node of another tree.
pub(super) fn lock(
    solver: &ExactSolver,
    from: &BettingTree,
    node: NodeId,
    (to, new): (&BettingTree, NodeId),
) -> Result<Lock, SearchError> {
    let view = solver.view(node, &[])?;
    let old = |action| from.edges(node).iter().position(|edge| move_of(edge.action) == move_of(action));
    let numbers: Vec<Option<usize>> = to.edges(new).iter().map(|edge| old(edge.action)).collect();
    let mut strategy = vec![None; solver.game().cards.num_hands()];
    for (at, held) in view.hands[view.player].iter().enumerate() {
        let row = numbers.iter().map(|number| number.map_or(0.0, |a| view.strategy[a][at]));
        strategy[usize::from(held.hand)] = Some(row.collect());
    }
    Ok(Lock { node: new, boards: Vec::new(), strategy })
}

/// A view as a strategy for all hands.
pub(super) fn mixed(view: &NodeView, tree: &BettingTree, num_hands: usize) -> Mixed {
    let held = &view.hands[view.player];
    let spread = |of: &dyn Fn(usize) -> f64| {
        let mut all = vec![0.0; num_hands];
        held.iter().enumerate().for_each(|(at, hand)| all[usize::from(hand.hand)] = of(at));
        all
    };
    let narrow = |row: &Vec<f32>| {
        let mut all = vec![0.0; num_hands];
        held.iter().zip(row).for_each(|(hand, p)| all[usize::from(hand.hand)] = *p);
        all
    };
    Mixed {
        moves: tree.edges(view.node).iter().map(|edge| move_of(edge.action)).collect(),
        strategy: view.strategy.iter().map(narrow).collect(),
        evs: Some(spread(&|at| held[at].ev)),
        move_evs: Some(view.action_evs.iter().map(|row| spread(&|at| row[at])).collect()),
    }
}
