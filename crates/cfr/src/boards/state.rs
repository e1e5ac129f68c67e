//! Where a walk over chance begins.

use holdem_game::deal::{Board, CardModel};
use holdem_game::tree::NodeId;

/// A public state: a decision node, the board dealt by then, and both players' ranges.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicState {
    /// A decision node of the betting tree.
    pub node: NodeId,
    /// All cards of the node's street and those before it.
    pub board: Board,
    /// `[player][hand]`: weight of every private hand, 0 or more; hands that the board blocks do not count.
    pub ranges: [Vec<f32>; 2],
}

impl PublicState {
    /// The start of a hand: nothing is dealt, and all hands are equally likely.
    pub fn root(cards: &dyn CardModel) -> Self {
        Self { node: 0, board: 0, ranges: [vec![1.0; cards.num_hands()], vec![1.0; cards.num_hands()]] }
    }

    /// Whether hands that are the same before any public card is seen have the same weights.
    pub(super) fn is_symmetric(&self, cards: &dyn CardModel) -> bool {
        self.ranges.iter().all(|range| {
            let renamings = cards.renamings(0);
            let mut pairs = renamings.iter().flat_map(|renaming| renaming.hands.iter().zip(range));
            pairs.all(|(&to, weight)| range[usize::from(to)] == *weight)
        })
    }
}
