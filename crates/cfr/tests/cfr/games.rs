//! The games of these tests.

use holdem_game::deal::{CardModel, MiniDeck};
use holdem_game::mini::MiniHoldem;
use holdem_game::tree::{BettingTree, KuhnPoker, LeducPoker};
use std::sync::Arc;

pub(crate) fn kuhn(players: usize) -> Arc<BettingTree> {
    Arc::new(BettingTree::build(&KuhnPoker { players }).expect("kuhn is small"))
}

pub(crate) fn leduc() -> Arc<BettingTree> {
    Arc::new(BettingTree::build(&LeducPoker { players: 2 }).expect("leduc is small"))
}

/// The betting of mini hold'em with a deck: one bet of the pot a street.
pub(crate) fn mini_tree(deck: &MiniDeck) -> BettingTree {
    let mini = MiniHoldem {
        ranks: deck.ranks,
        suits: deck.suits,
        hole_cards: deck.hole_cards,
        board_cards: deck.board_cards.clone(),
        ..MiniHoldem::default()
    };
    mini.betting(MiniHoldem::one_pot_bet()).and_then(|game| game.tree()).expect("a small tree")
}

/// Cards as solvers keep them.
pub(crate) fn shared(cards: impl CardModel + 'static) -> Arc<dyn CardModel> {
    Arc::new(cards)
}
