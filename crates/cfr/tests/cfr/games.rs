//! The games of these tests.

use holdem_game::deal::CardModel;
use holdem_game::tree::{BettingTree, KuhnPoker, LeducPoker};
use std::sync::Arc;

pub(crate) fn kuhn(players: usize) -> Arc<BettingTree> {
    Arc::new(BettingTree::build(&KuhnPoker { players }).expect("kuhn is small"))
}

pub(crate) fn leduc() -> Arc<BettingTree> {
    Arc::new(BettingTree::build(&LeducPoker { players: 2 }).expect("leduc is small"))
}

/// Cards as solvers keep them.
pub(crate) fn shared(cards: impl CardModel + 'static) -> Arc<dyn CardModel> {
    Arc::new(cards)
}
