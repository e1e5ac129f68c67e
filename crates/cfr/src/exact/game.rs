//! What is solved: a betting tree, cards, ranges and strategies held fixed.

use super::gadget::Gadget;
use holdem_cards::{CardSet, Street};
use holdem_game::deal::{Board, BucketRows, CardModel, HoldemCards};
use holdem_game::spot::{SpotGame, SpotLock};
use holdem_game::tree::{BettingTree, NodeId};
use std::fmt;
use std::sync::Arc;

/// A game for two players to be solved without abstraction.
#[derive(Clone)]
pub struct ExactGame {
    /// The betting tree; its root may be on any street.
    pub tree: Arc<BettingTree>,
    /// The cards; their buckets are not used.
    pub cards: Arc<dyn CardModel>,
    /// Public cards at the root.
    pub board: Board,
    /// `[player][private hand]`: reach at the root; hands of weight 0 are not walked.
    pub weights: [Vec<f32>; 2],
    /// Strategies held fixed.
    pub locks: Vec<Lock>,
    /// Frequencies that nodes play on average.
    pub frequencies: Vec<Frequency>,
    /// A choice that one player makes before the root.
    pub gadget: Option<Gadget>,
}

/// A strategy held fixed at one node.
#[derive(Clone, Debug, PartialEq)]
pub struct Lock {
    /// The node.
    pub node: NodeId,
    /// Public cards after each deal on the way from the root.
    pub boards: Vec<Board>,
    /// `[private hand]`: probabilities of the node's actions; `None` for hands that stay free.
    pub strategy: Vec<Option<Vec<f32>>>,
}

/// Frequencies that a node plays on average over all hands, weighted by how often they are there; which hand
/// plays what is free.
#[derive(Clone, Debug, PartialEq)]
pub struct Frequency {
    /// The node.
    pub node: NodeId,
    /// Public cards after each deal on the way from the root.
    pub boards: Vec<Board>,
    /// `[action]`: how often each is taken; they sum to 1.
    pub shares: Vec<f32>,
}

impl ExactGame {
    /// A game with all hands in both ranges at its root.
    pub fn with_all_hands(tree: Arc<BettingTree>, cards: Arc<dyn CardModel>) -> Self {
        let weights = vec![1.0; cards.num_hands()];
        Self {
            tree,
            cards,
            board: 0,
            weights: [weights.clone(), weights],
            locks: Vec::new(),
            frequencies: Vec::new(),
            gadget: None,
        }
    }

    /// Chips in the pot at the root.
    pub fn pot(&self) -> f64 {
        f64::from(self.tree.pot(0))
    }
}

impl fmt::Debug for ExactGame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExactGame").field("board", &self.board).finish_non_exhaustive()
    }
}

/// Cards without abstraction.
struct EveryCombo;

impl BucketRows for EveryCombo {
    fn num_buckets(&self, _street: Street) -> usize {
        holdem_cards::Combo::COUNT
    }
    fn buckets(&self, _street: Street, _board: CardSet, combos: &[u16], out: &mut [u32]) {
        out.iter_mut().zip(combos).for_each(|(out, &combo)| *out = combo.into());
    }
}

impl From<&SpotGame> for ExactGame {
    fn from(spot: &SpotGame) -> Self {
        let weights = |player: usize| spot.ranges[player].weights().to_vec();
        let boards = |lock: &SpotLock| -> Vec<Board> {
            let mut board = spot.board;
            let dealt = lock.dealt.iter().map(|&card| {
                board = board.with(card);
                board.bits()
            });
            dealt.collect()
        };
        let lock =
            |lock: &SpotLock| Lock { node: lock.node, boards: boards(lock), strategy: lock.strategy.clone() };
        let frequency = |lock: &SpotLock| {
            let shares = lock.frequencies.clone()?;
            Some(Frequency { node: lock.node, boards: boards(lock), shares })
        };
        let free = |lock: &&SpotLock| lock.frequencies.is_none();
        Self {
            tree: Arc::clone(&spot.tree),
            cards: Arc::new(HoldemCards::new(EveryCombo)),
            board: spot.board.bits(),
            weights: [weights(0), weights(1)],
            locks: spot.locks.iter().filter(free).map(lock).collect(),
            frequencies: spot.locks.iter().filter_map(frequency).collect(),
            gadget: None,
        }
    }
}
