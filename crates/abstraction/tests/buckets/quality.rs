//! Figures of quality against what they must be, on buckets that need no file and on a built file.

use std::fs;
use std::sync::LazyLock;

use crate::default_buckets::{BUILT, go_on, scratch};
use holdem_abstraction::quality::StreetQuality;
use holdem_abstraction::quality::bands::bands;
use holdem_abstraction::quality::examples::examples;
use holdem_abstraction::quality::recount::recount;
use holdem_abstraction::quality::transition::{TransitionOptions, transition};
use holdem_abstraction::{BucketCount, BucketFile, BucketParams, write_file};
use holdem_cards::canonical::BoardIndex;
use holdem_cards::{CardSet, Combo, Street};
use holdem_game::deal::BucketRows;

struct Files {
    coarse: BucketFile,
    fine: BucketFile,
}

static FILES: LazyLock<Files> = LazyLock::new(|| {
    let [coarse, fine] = [8, 300].map(|buckets| {
        let path = scratch("quality").join(format!("{buckets}.hdm"));
        let params = BucketParams::percentile([BucketCount::try_from(buckets).unwrap(); 3]);
        write_file(&params, &BUILT.strength, &path, 2, &mut go_on).unwrap();
        let file = BucketFile::open(&path).unwrap();
        fs::remove_file(path).unwrap();
        file
    });
    Files { coarse, fine }
});

const AFTER_PREFLOP: [Street; 3] = [Street::Flop, Street::Turn, Street::River];

/// Every hand of every board in one bucket of its own street, every flop hand told apart: ids go far beyond
/// 65,535.
struct LosslessFlop;

impl LosslessFlop {
    fn bucket(street: Street, board: CardSet, combo: u16) -> u32 {
        if street != Street::Flop {
            return 0;
        }
        let (row, renaming) = BoardIndex::for_street(street).index(board);
        row * Combo::COUNT as u32 + u32::from(renaming.combo_indices()[usize::from(combo)])
    }
}

impl BucketRows for LosslessFlop {
    fn num_buckets(&self, street: Street) -> usize {
        if street == Street::Flop { 1_755 * Combo::COUNT } else { 1 }
    }

    fn buckets(&self, street: Street, board: CardSet, combos: &[u16], out: &mut [u32]) {
        combos.iter().zip(out).for_each(|(&combo, out)| *out = Self::bucket(street, board, combo));
    }
}

fn options(boards: usize, threads: usize) -> TransitionOptions {
    TransitionOptions { boards, seed: 3, threads }
}

#[test]
fn recounted_statistics_are_those_of_the_file_for_any_number_of_threads() {
    for street in Street::ALL {
        let counted = recount(&FILES.fine, street, &BUILT.strength, 2);
        let stored = FILES.fine.stats(street);
        assert_eq!(counted.len(), stored.len());
        for (counted, stored) in counted.iter().zip(&stored) {
            assert_eq!(counted.mass, stored.mass);
            assert!((counted.mean - stored.mean).abs() < 1e-12);
            assert!((counted.variance - stored.variance).abs() < 1e-12);
        }
    }
    let [two, three] = [2, 3].map(|threads| recount(&FILES.fine, Street::Flop, &BUILT.strength, threads));
    assert_eq!(two, three);
}

#[test]
fn the_variance_of_equity_is_the_same_whatever_the_buckets() {
    for street in AFTER_PREFLOP {
        let [coarse, fine] = [&FILES.coarse, &FILES.fine].map(|file| StreetQuality::of(&file.stats(street)));
        let whole = |q: &StreetQuality| q.variance_within + q.variance_between;
        assert!((whole(&coarse) - whole(&fine)).abs() < 1e-10, "{street}");
        assert!(coarse.explained() < fine.explained() && fine.explained() < 1.0);
        assert!(fine.effective_buckets <= 300.0 && fine.effective_buckets > 250.0);
    }
}

#[test]
fn finer_buckets_predict_the_next_street_better() {
    // The yardstick is the next street, so it must be the same for both: flop buckets of one, turns of the
    // other.
    struct Mixed<'b>(&'b BucketFile, &'b BucketFile);
    impl BucketRows for Mixed<'_> {
        fn num_buckets(&self, street: Street) -> usize {
            if street == Street::Flop { self.0.num_buckets(street) } else { self.1.num_buckets(street) }
        }
        fn buckets(&self, street: Street, board: CardSet, combos: &[u16], out: &mut [u32]) {
            let file = if street == Street::Flop { self.0 } else { self.1 };
            file.buckets(street, board, combos, out);
        }
    }
    let stats = FILES.fine.stats(Street::Turn);
    let of = |rows: &dyn BucketRows| transition(rows, Street::Flop, &stats, &options(80, 2));
    let [coarse, fine] = [of(&Mixed(&FILES.coarse, &FILES.fine)), of(&FILES.fine)];
    assert!(fine.distance < coarse.distance * 0.95, "{fine:?} {coarse:?}");
    assert!(coarse.distance < coarse.without_buckets * 0.7, "{coarse:?}");
    assert_eq!(fine.without_buckets, coarse.without_buckets);
}

#[test]
fn transitions_do_not_depend_on_threads_and_samples_agree_with_all_boards() {
    let stats = FILES.coarse.stats(Street::Turn);
    let of = |boards, threads| transition(&FILES.coarse, Street::Flop, &stats, &options(boards, threads));
    let (one, three, all) = (of(200, 1), of(200, 3), of(2_000, 2));
    assert_eq!(one, three);
    assert_eq!((all.boards, all.standard_error, all.alone_share), (1_755, None, 0.0));
    let error = one.standard_error.unwrap();
    assert!(error > 0.0 && error < 0.02 * one.distance, "{one:?}");
    assert!((one.distance - all.distance).abs() < 5.0 * error, "{one:?} {all:?}");
}

#[test]
fn hands_told_apart_predict_their_future_exactly() {
    // Turn buckets of the file behind flop hands that are all told apart.
    struct Behind<'b>(&'b BucketFile);
    impl BucketRows for Behind<'_> {
        fn num_buckets(&self, street: Street) -> usize {
            if street == Street::Flop { LosslessFlop.num_buckets(street) } else { self.0.num_buckets(street) }
        }
        fn buckets(&self, street: Street, board: CardSet, combos: &[u16], out: &mut [u32]) {
            match street {
                Street::Flop => LosslessFlop.buckets(street, board, combos, out),
                _ => self.0.buckets(street, board, combos, out),
            }
        }
    }
    let found =
        transition(&Behind(&FILES.fine), Street::Flop, &FILES.fine.stats(Street::Turn), &options(60, 2));
    assert_eq!(found.distance, 0.0);
    assert!(found.alone_share > 0.9, "{found:?}");
    assert!(found.without_buckets > 0.1, "{found:?}");
}

#[test]
fn buckets_beyond_a_u16_are_counted() {
    let counted = recount(&LosslessFlop, Street::Flop, &BUILT.strength, 2);
    let quality = StreetQuality::of(&counted);
    assert_eq!(quality.deals, 22_100 * 1_176);
    assert_eq!(quality.explained(), 1.0);
    assert_eq!(quality.buckets - quality.empty, 1_755 * 1_176);
}

#[test]
fn bands_ascend_and_hold_every_bucket_and_deal() {
    for street in Street::ALL {
        let stats = FILES.fine.stats(street);
        let bands = bands(&FILES.fine, street, &BUILT.strength, &stats, 100, 2);
        assert!(bands.len() <= 100 && bands.is_sorted_by(|a, b| a.mean < b.mean), "{street}");
        assert_eq!(bands.iter().map(|band| band.buckets).sum::<usize>(), stats.len());
        let share: f64 = bands.iter().map(|band| band.share * band.buckets as f64).sum();
        assert!((share - 1.0).abs() < 1e-9);
        assert!(bands.iter().all(|band| band.low <= band.mean + 0.01 && band.mean <= band.high + 0.01));
    }
    // Equal masses along equity: a band is about as wide as its bucket, so four fifths of the way to the
    // next.
    let stats = FILES.coarse.stats(Street::River);
    let bands = bands(&FILES.coarse, Street::River, &BUILT.strength, &stats, 100, 1);
    for pair in bands.windows(2) {
        assert!(pair[0].high < pair[1].low, "{pair:?}");
        assert!(pair[0].high - pair[0].low > 0.5 * (pair[1].low - pair[0].low), "{pair:?}");
    }
}

#[test]
fn examples_are_different_hands_of_the_bucket_with_their_equity() {
    for (street, bucket) in [(Street::Preflop, 0), (Street::Flop, 7), (Street::Turn, 0), (Street::River, 5)] {
        let found = examples(&FILES.coarse, street, bucket, 5, 11);
        assert_eq!(found, examples(&FILES.coarse, street, bucket, 5, 11));
        assert!(found.is_sorted_by(|a, b| a.equity <= b.equity));
        let mean = FILES.coarse.stats(street)[bucket].mean;
        for (place, example) in found.iter().enumerate() {
            assert_eq!(FILES.coarse.bucket(example.board, example.combo), Some(bucket));
            assert!((example.equity - mean).abs() < 0.3, "{example:?} {mean}");
            assert!(
                found[..place]
                    .iter()
                    .all(|other| (other.board, other.combo) != (example.board, example.combo))
            );
            if street != Street::Preflop {
                let (row, renaming) = BoardIndex::for_street(street).index(example.board);
                let equity = BUILT.strength.equity(street, row, renaming.combo(example.combo)).unwrap();
                assert!((example.equity - equity).abs() < 1e-9, "{example:?} {equity}");
            }
        }
        assert_eq!(found.len(), if street == Street::Preflop { 1 } else { 5 }, "{street}");
    }
    let board = BoardIndex::for_street(Street::Flop).board(0);
    let blocked = Combo::all().find(|combo| combo.set().intersects(board)).unwrap();
    assert!(examples(&LosslessFlop, Street::Flop, blocked.index(), 5, 1).is_empty());
}
