//! The last solution of a hand, and where the next one starts from.

use std::sync::Arc;

use holdem_cards::Street;
use holdem_cfr::exact::{ExactSolver, Lock};
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

    /// Whether the moves since the solution's beginning are in its tree.
    pub(super) fn knows(&self, hand: &Hand) -> bool {
        self.follow(hand).is_some()
    }

    /// What is played at a decision of the street, which is in the tree.
    pub(super) fn played(&self, hand: &Hand) -> Result<Mixed, SearchError> {
        let node = self.decision(hand);
        let (hands, rows) = self.solved.solver.strategy(node, &[])?;
        let moves = self.tree.edges(node).iter().map(|edge| move_of(edge.action)).collect();
        let strategy = rows.iter().map(|row| self.spread(&hands, row)).collect();
        Ok(Mixed { moves, strategy, evs: None, move_evs: None })
    }

    /// Adds the values of hands and moves there.
    pub(super) fn value(&self, hand: &Hand, mixed: &mut Mixed) -> Result<(), SearchError> {
        let view = self.solved.solver.view(self.decision(hand), &[])?;
        let held = &view.hands[view.player];
        let hands: Vec<u16> = held.iter().map(|held| held.hand).collect();
        let evs: Vec<f64> = held.iter().map(|held| held.ev).collect();
        mixed.evs = Some(self.spread(&hands, &evs));
        mixed.move_evs = Some(view.action_evs.iter().map(|row| self.spread(&hands, row)).collect());
        Ok(())
    }

    fn decision(&self, hand: &Hand) -> NodeId {
        let path = self.follow(hand).expect("the decision is in its tree");
        path[path.len() - 1]
    }

    /// `[hand]`: values of some hands, 0 for the others.
    fn spread<T: Copy + Default>(&self, hands: &[u16], values: &[T]) -> Vec<T> {
        let mut all = vec![T::default(); self.solved.solver.game().cards.num_hands()];
        hands.iter().zip(values).for_each(|(&hand, value)| all[usize::from(hand)] = *value);
        all
    }

    /// The decision with which a later street begins, and the boards dealt on the way; `None` if it is not in
    /// the tree.
    pub(super) fn later(&self, hand: &Hand) -> Option<(NodeId, Vec<Board>)> {
        let start = hand.before(hand.street_start());
        let node = self.follow(&start)?.last().copied()?;
        acts(&self.tree, node)?;
        let later = Street::ALL.into_iter().filter(|street| (self.street..=hand.street()).contains(street));
        Some((node, later.skip(1).map(|street| hand.board_on(street).bits()).collect()))
    }

    /// Where both players stand at the beginning of a later street.
    pub(super) fn standing(&self, hand: &Hand, player: usize) -> Result<Option<Standing>, SearchError> {
        let Some((node, boards)) = self.later(hand) else { return Ok(None) };
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
                // How the other player entered the gadget tells nothing about its range; what it did since
                // does.
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
    let (hands, rows) = solver.strategy(node, &[])?;
    let old = |action| from.edges(node).iter().position(|edge| move_of(edge.action) == move_of(action));
    let numbers: Vec<Option<usize>> = to.edges(new).iter().map(|edge| old(edge.action)).collect();
    let mut strategy = vec![None; solver.game().cards.num_hands()];
    for (at, &hand) in hands.iter().enumerate() {
        let row = numbers.iter().map(|number| number.map_or(0.0, |a| rows[a][at]));
        strategy[usize::from(hand)] = Some(row.collect());
    }
    Ok(Lock { node: new, boards: Vec::new(), strategy })
}
