//! Buckets by the rank of a hand as the board stands.

use crate::support::{Random, live};
use holdem_abstraction::{BucketCount, RankBuckets};
use holdem_cards::evaluator::evaluate;
use holdem_cards::{Combo, Street, SuitPermutation};
use holdem_game::deal::BucketRows;

fn rank_buckets(counts: [u64; 3]) -> RankBuckets {
    RankBuckets::new(counts.map(|count| BucketCount::try_from(count).unwrap()))
}

fn indices(combos: &[Combo]) -> Vec<u16> {
    combos.iter().map(|combo| combo.index() as u16).collect()
}

fn look_up(
    rows: &dyn BucketRows,
    street: Street,
    board: holdem_cards::CardSet,
    combos: &[Combo],
) -> Vec<u32> {
    let mut buckets = vec![u32::MAX; combos.len()];
    rows.buckets(street, board, &indices(combos), &mut buckets);
    buckets
}

#[test]
fn counts_are_those_asked_for() {
    let rows = rank_buckets([5, 6, 7]);
    assert_eq!(Street::ALL.map(|street| rows.num_buckets(street)), [169, 5, 6, 7]);
}

#[test]
fn preflop_buckets_are_the_hand_classes() {
    let all: Vec<Combo> = Combo::all().collect();
    let buckets = look_up(&rank_buckets([5; 3]), Street::Preflop, holdem_cards::CardSet::EMPTY, &all);
    assert!(all.iter().zip(buckets).all(|(combo, bucket)| combo.class().index() as u32 == bucket));
}

#[test]
fn better_hands_never_have_lower_buckets_and_the_extremes_are_reached() {
    let (rows, mut random) = (rank_buckets([5, 10, 50]), Random(1));
    for street in [Street::Flop, Street::Turn, Street::River].repeat(10) {
        let board = random.board(street.board_len());
        let mut combos = live(board);
        combos.sort_by_key(|combo| evaluate(board | combo.set()));
        let buckets = look_up(&rows, street, board, &combos);
        assert!(buckets.is_sorted(), "{board}");
        assert!(buckets.iter().all(|&bucket| (bucket as usize) < rows.num_buckets(street)));
        let ranks: Vec<_> = combos.iter().map(|combo| evaluate(board | combo.set())).collect();
        for i in 1..combos.len() {
            assert!(ranks[i] != ranks[i - 1] || buckets[i] == buckets[i - 1], "a tie on {board} is torn");
        }
        // The middle of a group of ties decides.
        let count = rows.num_buckets(street);
        let weakest = ranks.iter().filter(|&&rank| rank == ranks[0]).count();
        let strongest = ranks.iter().filter(|&&rank| rank == ranks[ranks.len() - 1]).count();
        let middle = |twice_below: usize| (twice_below * count / (2 * ranks.len())).min(count - 1) as u32;
        assert_eq!(buckets[0], middle(weakest), "{board}");
        assert_eq!(buckets[ranks.len() - 1], middle(2 * ranks.len() - strongest), "{board}");
    }
}

#[test]
fn renaming_the_suits_changes_nothing() {
    let (rows, mut random) = (rank_buckets([20; 3]), Random(2));
    for street in [Street::Flop, Street::Turn, Street::River].repeat(8) {
        let board = random.board(street.board_len());
        let combos = live(board);
        let buckets = look_up(&rows, street, board, &combos);
        for renaming in SuitPermutation::all() {
            let renamed: Vec<Combo> = combos.iter().map(|&combo| renaming.combo(combo)).collect();
            assert_eq!(
                look_up(&rows, street, renaming.set(board), &renamed),
                buckets,
                "{board} {renaming:?}"
            );
        }
    }
}
