//! What hands are compared by, against playing out every river against every opponent with the slow
//! evaluator.

use std::cmp::Ordering;
use std::sync::LazyLock;

use crate::default_buckets::{BUILT, go_on};
use crate::support::{Random, live, slow_points};
use holdem_abstraction::features::ochs::OPPONENTS;
use holdem_abstraction::features::{Feature, OpponentClusters, RiverHistogram, SquaredStrength};
use holdem_cards::canonical::BoardIndex;
use holdem_cards::evaluator::evaluate;
use holdem_cards::{Card, CardSet, Combo, Street};

static OPPONENT_CLUSTERS: LazyLock<OpponentClusters> =
    LazyLock::new(|| OpponentClusters::new(&BUILT.strength));

/// The canonical board behind a random one, and its row.
fn canonical(random: &mut Random, len: usize) -> (u32, CardSet) {
    let index = BoardIndex::for_street(Street::of_board_len(len).unwrap());
    let (row, _) = index.index(random.board(len));
    (row, index.board(row))
}

fn vectors<F: Feature>(feature: &F, row: u32) -> Vec<f32> {
    let mut vectors = vec![f32::NAN; Combo::COUNT * feature.dims()];
    feature.write(&mut feature.scratch(), row, &mut vectors);
    vectors
}

/// Two points a win and one a tie against each cluster of opponents, and the number of those opponents.
fn slow_counts(board: CardSet, combo: Combo) -> [(u32, u32); OPPONENTS] {
    let own = evaluate(board | combo.set());
    let mut counts = [(0, 0); OPPONENTS];
    for other in live(board | combo.set()) {
        let (points, hands) = &mut counts[OPPONENT_CLUSTERS.cluster(other)];
        *hands += 1;
        *points += match own.cmp(&evaluate(board | other.set())) {
            Ordering::Less => 0,
            Ordering::Equal => 1,
            Ordering::Greater => 2,
        };
    }
    counts
}

#[test]
fn ochs_is_the_equity_against_each_kind_of_opponent() {
    let mut random = Random(41);
    for _ in 0..3 {
        let (row, board) = canonical(&mut random, 5);
        let vectors = vectors(&*OPPONENT_CLUSTERS, row);
        for combo in live(board) {
            let counts = slow_counts(board, combo);
            let found = &vectors[combo.index() * OPPONENTS..][..OPPONENTS];
            let all = counts.iter().fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
            for (cluster, (&one, found)) in counts.iter().zip(found).enumerate() {
                // Where the board and the hand leave no opponent of a kind, all others stand in.
                let (points, hands) = if one.1 == 0 { all } else { one };
                let expected = points as f32 / (2 * hands) as f32;
                assert_eq!(*found, expected, "{combo} on {board} against cluster {cluster}");
            }
        }
    }
}

#[test]
fn kinds_of_opponents_are_preflop_classes_the_weakest_first() {
    let cluster = |combo: &str| OPPONENT_CLUSTERS.cluster(combo.parse().unwrap());
    assert_eq!(cluster("3h2c"), 0);
    assert_eq!(cluster("AsAh"), OPPONENTS - 1);
    let mut sizes = [0; OPPONENTS];
    for combo in Combo::all() {
        let kind = OPPONENT_CLUSTERS.cluster(combo);
        sizes[kind] += 1;
        let other = Combo::all().find(|other| other.class() == combo.class()).unwrap();
        assert_eq!(OPPONENT_CLUSTERS.cluster(other), kind, "{combo} and {other}");
    }
    assert!(sizes.iter().all(|&size| size > 0), "{sizes:?}");
}

/// Twice the strength of a hand on every river after a board, each order of the cards to come counted.
fn slow_river_keys(board: CardSet, combo: Combo) -> Vec<u32> {
    if board.len() == 5 {
        return vec![slow_points(board, combo).0 as u32];
    }
    let taken = board | combo.set();
    let runouts = Card::all().filter(|&card| !taken.contains(card));
    runouts.flat_map(|card| slow_river_keys(board.with(card), combo)).collect()
}

#[test]
fn squared_strengths_are_those_of_playing_out_every_river() {
    let mut random = Random(43);
    for (street, boards) in [(Street::Turn, 12), (Street::Flop, 2)] {
        let squared = SquaredStrength::compute(street, &BUILT.strength, 2, &mut go_on).unwrap();
        for _ in 0..boards {
            let (row, board) = canonical(&mut random, street.board_len());
            let combo = random.combo(board);
            let expected: u32 = slow_river_keys(board, combo).into_iter().map(|key| key * key / 4).sum();
            assert_eq!(squared.key(row, combo), expected, "{combo} on {board}");
            let blocked = Combo::all().find(|combo| combo.set().intersects(board)).unwrap();
            assert_eq!(squared.key(row, blocked), 0);
        }
    }
}

#[test]
fn histograms_are_those_of_playing_out_every_river() {
    const BINS: usize = 32;
    let mut random = Random(44);
    for (street, boards) in [(Street::Turn, 8), (Street::Flop, 2)] {
        let feature = RiverHistogram::new(street, &BUILT.strength);
        for _ in 0..boards {
            let (row, board) = canonical(&mut random, street.board_len());
            let combo = random.combo(board);
            let rivers = slow_river_keys(board, combo);
            let mut counts = [0; BINS];
            rivers.iter().for_each(|&key| counts[key as usize * BINS / 1981] += 1);
            let vectors = vectors(&feature, row);
            let found = &vectors[combo.index() * feature.dims()..][..BINS - 1];
            let mut below = 0;
            for (bin, found) in found.iter().enumerate() {
                below += counts[bin];
                let expected = below as f32 / (BINS * rivers.len()) as f32;
                assert!((found - expected).abs() < 1e-6, "{combo} on {board}, bin {bin}");
            }
        }
    }
}
