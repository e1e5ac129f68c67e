//! A best response that walks one board of each class finds what one finds that walks them all.

use holdem_cards::{CardSet, Combo, Street};
use holdem_cfr::Strategy;
use holdem_cfr::evaluate::exact::{Watch, exploitability};
use holdem_cfr::tables::layout::bucket_counts;
use holdem_game::deal::{Board, BucketRows, CardModel, DealRng, HoldemCards, Renaming, Runout};
use holdem_game::hand_on;
use holdem_game::menu::{BetMenu, BetSize, StreetMenu};
use holdem_game::tree::NoLimitHoldem;

/// How many cards of the board share a suit with the hand: depends on suits, not on their names.
struct SharedSuits;

impl BucketRows for SharedSuits {
    fn num_buckets(&self, street: Street) -> usize {
        if street == Street::Preflop { 169 } else { 16 }
    }
    fn buckets(&self, street: Street, board: CardSet, combos: &[u16], out: &mut [u32]) {
        for (out, &combo) in out.iter_mut().zip(combos) {
            let combo = Combo::from_index(combo).expect("a combo");
            let shared = |suit| board.iter().filter(|card| card.suit() == suit).count();
            *out = match street {
                Street::Preflop => combo.class().index() as u32,
                _ => combo.cards().iter().map(|card| shared(card.suit())).sum::<usize>() as u32,
            };
        }
    }
}

/// The same cards without renamings of public ones.
struct AllBoards {
    cards: HoldemCards<SharedSuits>,
}

impl CardModel for AllBoards {
    hand_on!(cards: num_hands num_streets num_buckets blockers hand_name final_boards sample_final_board);
    hand_on!(cards: deal runouts final_runouts layer);
    fn renamings(&self, board: Board) -> Vec<Renaming> {
        // A flop stands for its relabellings all the same.
        if board == 0 { self.cards.renamings(board) } else { Vec::new() }
    }
}

#[test]
fn one_board_of_each_class_is_enough() {
    let bet = StreetMenu { sizes: vec![vec![BetSize::PotPercent(100.0)]], max_raises: 1 };
    let menu =
        BetMenu { flop: bet.clone(), turn: bet.clone(), river: bet, limp: true, ..BetMenu::jam_or_fold() };
    let tree = NoLimitHoldem::heads_up(8.0, menu).and_then(|game| game.tree()).expect("a tree");
    let (few, all) = (HoldemCards::new(SharedSuits), AllBoards { cards: HoldemCards::new(SharedSuits) });
    // Every row another strategy.
    let counts = bucket_counts(&few);
    let mut rng = DealRng::for_iteration(3, 0);
    let strategy = Strategy::from_rows(&tree, &counts, |_, row| row.fill_with(|| rng.unit()));
    for flop in ["2h2d2c", "KhQh2c", "Ah7h2h"] {
        let board = flop.parse::<CardSet>().expect("a flop").bits();
        let flops = [Runout { board, probability: 1.0 }];
        let gap = |cards: &dyn CardModel| {
            exploitability(&tree, cards, [&strategy, &strategy], Some(&flops), 2, &Watch::NOBODY)
                .expect("nobody stops it")
                .best_response
        };
        let (few, all) = (gap(&few), gap(&all));
        let close = few.iter().zip(all).all(|(a, b)| (a - b).abs() < 1e-4 * b.abs());
        assert!(close, "{flop}: {few:?} {all:?}");
    }
}
