//! Payoffs as multiples of the two sums that a terminal pass takes (see [`crate::kernels::exact`]).
//!
//! Half of the pot's dead chips is subtracted from every payoff, which changes no decision. Then both
//! players' payoffs sum to minus the rake, and a showdown without rake is a multiple of `D` alone. With win
//! `w`, loss `l` and tie `(w + l) / 2` a showdown is worth `(w - l) / 2 D + (w + l) / 2 M`.

use holdem_game::tree::{BettingTree, NodeId};

/// The payoff of one player at a terminal node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Centred {
    /// Chips per unit of `D`.
    pub(super) compared: f32,
    /// Chips per unit of `M`.
    pub(super) all: f32,
}

impl Centred {
    pub(super) fn of(tree: &BettingTree, node: NodeId, player: usize) -> Self {
        let payoffs = tree.payoffs(node, player);
        let middle = 0.5 * (payoffs.win + payoffs.lose);
        debug_assert!((middle - payoffs.tie).abs() < 1e-6, "a tie is half a win and half a loss");
        Self { compared: (0.5 * (payoffs.win - payoffs.lose)) as f32, all: (middle - half_dead(tree)) as f32 }
    }
}

/// Chips to add to each player's centred payoffs.
pub(super) fn half_dead(tree: &BettingTree) -> f64 {
    0.5 * f64::from(tree.dead())
}
