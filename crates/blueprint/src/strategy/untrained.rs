//! Information sets that were never trained.
//!
//! Where training has never added to an average, a strategy plays all actions equally often. A file does not
//! say how often a row was visited. But a learned row plays all actions equally often, to the last bit, only
//! by chance, so equal probabilities identify untrained rows.

use holdem_game::tree::NodeKind;

use super::Strategy;
use super::hands::is_uniform;

/// How many information sets play all their actions equally often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Untrained {
    /// Information sets with the same probability for every action: untrained, or uniform by chance.
    pub uniform: u64,
    /// Information sets with a choice.
    pub infosets: u64,
}

impl Strategy {
    /// Counts the information sets that were never trained.
    ///
    /// # Complexity
    /// Reads the whole strategy.
    pub fn untrained(&self) -> Untrained {
        Untrained::of(self.game(), self.table())
    }
}

impl Untrained {
    /// Counts in a strategy of a game.
    ///
    /// # Complexity
    /// Reads the whole strategy.
    pub fn of(game: &crate::Game, table: &holdem_cfr::Strategy) -> Self {
        let mut counted = Self::default();
        for node in game.tree.subtree(0) {
            let at = game.tree.node(node);
            if !matches!(at.kind, NodeKind::Decision { .. }) || at.num_actions < 2 {
                continue;
            }
            let buckets = game.buckets.counts[usize::from(at.street)];
            let uniform = (0..buckets).filter(|&bucket| is_uniform(table.row(node, bucket))).count();
            counted.uniform += uniform as u64;
            counted.infosets += buckets as u64;
        }
        counted
    }
}
