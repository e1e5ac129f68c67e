//! Percentile buckets, built once for all tests of this file, and everything that must be true of them.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::support::{Random, live, slow_points};
use holdem_abstraction::{
    BucketCount, BucketFile, BucketParams, Error, HandStrength, Phase, Progress, build_file, open_or_build,
    write_file,
};
use holdem_cards::canonical::BoardIndex;
use holdem_cards::{CardSet, Combo, HandClass, Street, SuitPermutation};
use holdem_game::deal::BucketRows;

const AFTER_PREFLOP: [Street; 3] = [Street::Flop, Street::Turn, Street::River];

pub(crate) struct Built {
    pub(crate) strength: HandStrength,
    file: BucketFile,
}

/// 200 percentiles a street.
fn params() -> BucketParams {
    BucketParams::percentile([BucketCount::try_from(200).unwrap(); 3])
}

/// Strengths by two threads, and the file made of them.
pub(crate) static BUILT: LazyLock<Built> = LazyLock::new(|| {
    let strength = HandStrength::compute(2, &mut go_on).unwrap();
    let path = scratch("built").join("buckets.hdm");
    write_file(&params(), &strength, &path, 2, &mut go_on).unwrap();
    let file = BucketFile::open(&path).unwrap();
    // What is mapped stays; nothing is left behind.
    fs::remove_file(path).unwrap();
    Built { strength, file }
});

pub(crate) fn go_on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// A new directory below the target directory.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("default-buckets").join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    dir
}

fn look_up(board: CardSet, combos: &[Combo]) -> Vec<u32> {
    let indices: Vec<u16> = combos.iter().map(|combo| combo.index() as u16).collect();
    let mut buckets = vec![u32::MAX; combos.len()];
    let street = Street::of_board_len(board.len()).unwrap();
    BUILT.file.buckets(street, board, &indices, &mut buckets);
    buckets
}

fn equity(board: CardSet, combo: Combo) -> f64 {
    let street = Street::of_board_len(board.len()).unwrap();
    let (row, renaming) = BoardIndex::for_street(street).index(board);
    BUILT.strength.equity(street, row, renaming.combo(combo)).unwrap()
}

#[test]
fn preflop_equities_are_the_known_ones() {
    let known: BTreeMap<String, f64> =
        serde_json::from_str(include_str!("../data/equity_against_random_hand.json")).unwrap();
    assert_eq!(known.len(), HandClass::COUNT);
    for (class, stats) in HandClass::all().zip(BUILT.file.stats(Street::Preflop)) {
        let expected = known[&class.to_string()];
        assert!((stats.mean - expected).abs() < 1e-12, "{class}: {} is not {expected}", stats.mean);
        assert_eq!(stats.mass, class.num_combos() as u64);
    }
}

#[test]
fn river_strengths_are_those_of_counting_every_opponent() {
    let mut random = Random(3);
    for _ in 0..3 {
        let board = random.board(5);
        for combo in live(board) {
            let (points, most) = slow_points(board, combo);
            assert_eq!(equity(board, combo), points as f64 / most as f64, "{combo} on {board}");
        }
    }
}

#[test]
fn turn_strengths_are_those_of_playing_out_every_river() {
    let mut random = Random(4);
    for _ in 0..12 {
        let board = random.board(4);
        let combo = random.combo(board);
        let (points, most) = slow_points(board, combo);
        assert_eq!(equity(board, combo), points as f64 / most as f64, "{combo} on {board}");
    }
}

#[test]
fn flop_strengths_are_those_of_playing_out_every_turn_and_river() {
    let mut random = Random(5);
    for _ in 0..2 {
        let board = random.board(3);
        let combo = random.combo(board);
        let (points, most) = slow_points(board, combo);
        assert_eq!(equity(board, combo), points as f64 / most as f64, "{combo} on {board}");
    }
}

#[test]
fn the_hands_of_a_board_win_half_of_the_pot_on_average() {
    // Every pair of hands shares two points on every river.
    let expected = [49 * 48 * 1081 * 990, 48 * 1081 * 990, 1081 * 990u64];
    for (street, expected) in AFTER_PREFLOP.into_iter().zip(expected) {
        let index = BoardIndex::for_street(street);
        for (row, &board) in (0..).zip(index.boards()).step_by(if street == Street::River { 29 } else { 7 }) {
            let keys = live(board).into_iter().map(|combo| BUILT.strength.key(street, row, combo));
            assert_eq!(keys.map(u64::from).sum::<u64>(), expected, "{board}");
        }
    }
}

#[test]
fn buckets_ascend_with_strength_and_ties_share_one() {
    for (street, step) in AFTER_PREFLOP.into_iter().zip([1, 7, 41]) {
        let mut bucket_of = BTreeMap::new();
        for (row, &board) in (0..).zip(BoardIndex::for_street(street).boards()).step_by(step) {
            let entries = BUILT.file.row(street, row);
            for combo in live(board) {
                let (key, entry) = (BUILT.strength.key(street, row, combo), entries[combo.index()]);
                assert_eq!(*bucket_of.entry(key).or_insert(entry), entry, "{combo} on {board}");
            }
        }
        assert!(bucket_of.values().is_sorted(), "{street}");
    }
}

#[test]
fn masses_add_up_and_are_as_equal_as_ties_allow() {
    let deals = [22_100 * 1176, 270_725 * 1128, 2_598_960 * 1081u64];
    for (street, deals) in AFTER_PREFLOP.into_iter().zip(deals) {
        let stats = BUILT.file.stats(street);
        assert_eq!(stats.len(), 200);
        assert_eq!(BUILT.file.num_buckets(street), 200);
        assert_eq!(stats.iter().map(|stats| stats.mass).sum::<u64>(), deals);
        let heaviest = BUILT.strength.key_masses(street).into_iter().max().unwrap();
        for (bucket, stats) in stats.iter().enumerate() {
            let off = stats.mass.abs_diff(deals / 200);
            assert!(off <= heaviest, "{street} bucket {bucket}: {} of {}", stats.mass, deals / 200);
        }
    }
}

#[test]
fn statistics_are_those_of_the_hands() {
    let mut random = Random(6);
    for street in AFTER_PREFLOP {
        let stats = BUILT.file.stats(street);
        let all: f64 = stats.iter().map(|stats| stats.mass as f64 * stats.mean).sum();
        let deals: f64 = stats.iter().map(|stats| stats.mass as f64).sum();
        assert!((all / deals - 0.5).abs() < 1e-9, "{street}: {}", all / deals);
        assert!(stats.windows(2).all(|pair| pair[0].mean < pair[1].mean));
        for _ in 0..200 {
            let board = random.board(street.board_len());
            let combo = random.combo(board);
            let bucket = BUILT.file.bucket(board, combo).unwrap();
            let below = bucket.checked_sub(1).map_or(0.0, |below| stats[below].mean);
            let above = stats.get(bucket + 1).map_or(1.0, |above| above.mean);
            assert!((below..=above).contains(&equity(board, combo)), "{combo} on {board}: {bucket}");
        }
    }
}

#[test]
fn renaming_the_suits_changes_no_bucket() {
    let mut random = Random(7);
    for street in Street::ALL.repeat(6) {
        let board = random.board(street.board_len());
        let combos = live(board);
        let buckets = look_up(board, &combos);
        for renaming in SuitPermutation::all() {
            let renamed: Vec<Combo> = combos.iter().map(|&combo| renaming.combo(combo)).collect();
            assert_eq!(look_up(renaming.set(board), &renamed), buckets, "{board} {renaming:?}");
        }
    }
}

#[test]
fn one_hand_is_looked_up_as_many_are_and_blocked_hands_have_no_bucket() {
    let mut random = Random(8);
    for street in Street::ALL.repeat(3) {
        let board = random.board(street.board_len());
        let combos = live(board);
        for (&combo, bucket) in combos.iter().zip(look_up(board, &combos)) {
            assert_eq!(BUILT.file.bucket(board, combo), Some(bucket as usize));
        }
        let blocked = Combo::all().filter(|combo| combo.set().intersects(board));
        assert!(blocked.into_iter().all(|combo| BUILT.file.bucket(board, combo).is_none()));
    }
}

#[test]
fn a_whole_file_passes_its_check() {
    BUILT.file.check().unwrap();
    assert_eq!(BUILT.file.params(), &params());
    assert_eq!(BUILT.file.params_hash(), params().hash());
}

#[test]
fn three_threads_write_the_same_bytes_as_two_and_report_every_board() {
    let path = scratch("three").join("buckets.hdm");
    let mut reports = Vec::new();
    build_file(&params(), &path, 3, &mut |progress| {
        reports.push(progress);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(BucketFile::open(&path).unwrap().content_hash(), BUILT.file.content_hash());
    fs::remove_file(path).unwrap();

    for phase in [Phase::Strength, Phase::Buckets] {
        for street in AFTER_PREFLOP {
            let of_street = reports.iter().filter(|report| (report.phase, report.street) == (phase, street));
            let done: Vec<usize> = of_street.map(|report| report.done).collect();
            assert!(done.is_sorted());
            assert_eq!(done.last(), Some(&BoardIndex::for_street(street).len()));
        }
    }
}

#[test]
fn the_cache_builds_what_is_absent_opens_what_is_there_and_never_overwrites_damage() {
    let dir = scratch("cache").join("made/if/need/be");
    let params = params();
    let path = dir.join(params.file_name());
    // One thread: the same bytes as two.
    let built = open_or_build(&params, &dir, 1, &mut go_on).unwrap();
    assert_eq!(built.content_hash(), BUILT.file.content_hash());
    assert_eq!(built.path(), path);

    let left = dir.join(".killed.hdm.partial-1-0");
    fs::write(&left, "half a file").unwrap();
    let mut builds = |_| panic!("a file that is there is not built again");
    let opened = open_or_build(&params, &dir, 1, &mut builds).unwrap();
    assert_eq!(opened.content_hash(), built.content_hash());
    assert!(!left.exists(), "who uses the cache removes what the dead left");

    flip_byte(&path, 300_000_000);
    assert!(BucketFile::open(&path).unwrap().check().is_err_and(|e| e.to_string().contains("river.rows")));
    let refused = open_or_build(&params, &dir, 1, &mut builds).unwrap_err();
    assert!(matches!(refused, Error::Unusable { .. }), "{refused:?}");
    assert!(refused.to_string().contains("delete it and it is built again"), "{refused}");
    let cause = std::error::Error::source(&refused).unwrap().to_string();
    assert!(cause.contains("section river.rows damaged"), "{cause}");
    flip_byte(&path, 300_000_000);
    open_or_build(&params, &dir, 1, &mut builds).unwrap();

    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(1_000_000).unwrap();
    let cut = open_or_build(&params, &dir, 1, &mut builds).unwrap_err();
    let cause = std::error::Error::source(&cut).unwrap().to_string();
    assert!(cause.contains("truncated: found 1000000 bytes"), "{cause}");
    assert_eq!(fs::metadata(&path).unwrap().len(), 1_000_000, "left as it was");

    fs::write(&path, "a holiday picture".repeat(100)).unwrap();
    let foreign = open_or_build(&params, &dir, 1, &mut builds).unwrap_err();
    let cause = std::error::Error::source(&foreign).unwrap().to_string();
    assert!(cause.contains("not a holdem file"), "{cause}");
    fs::remove_file(&path).unwrap();
}

/// Changes one byte, or changes it back.
fn flip_byte(path: &Path, at: u64) {
    let mut file = fs::OpenOptions::new().read(true).write(true).open(path).unwrap();
    let mut byte = [0];
    file.seek(SeekFrom::Start(at)).unwrap();
    file.read_exact(&mut byte).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(&[byte[0] ^ 1]).unwrap();
}

#[test]
fn a_file_of_other_buckets_is_refused_naming_both() {
    let count = BucketCount::try_from(7).unwrap();
    let refused = BUILT.file.expect_params(&BucketParams::percentile([count; 3])).unwrap_err();
    let message = refused.to_string();
    assert!(message.contains("found buckets percentile 169/200/200/200"), "{message}");
    assert!(message.contains("expected percentile 169/7/7/7"), "{message}");
}

#[test]
fn more_buckets_than_different_hands_give_as_many_as_there_are() {
    let dir = scratch("many");
    let path = dir.join("buckets.hdm");
    let params: BucketParams = "percentile 2/65535/65535".parse().unwrap();
    write_file(&params, &BUILT.strength, &path, 2, &mut go_on).unwrap();
    let file = BucketFile::open(&path).unwrap();
    file.check().unwrap();
    let river_keys = BUILT.strength.key_masses(Street::River).into_iter().filter(|&mass| mass > 0).count();
    let found = Street::ALL.map(|street| file.num_buckets(street));
    assert_eq!([found[0], found[1], found[3]], [169, 2, river_keys]);
    assert!((1_000..1_981).contains(&river_keys), "{river_keys}");
    fs::remove_file(path).unwrap();
}

#[test]
fn an_interrupted_build_leaves_nothing() {
    let dir = scratch("interrupted");
    let path = dir.join("buckets.hdm");
    let mut stop = |progress: Progress| match progress.done {
        0..1000 => ControlFlow::Continue(()),
        _ => ControlFlow::Break(()),
    };
    let error = build_file(&params(), &path, 2, &mut stop).unwrap_err();
    assert!(matches!(error, Error::Interrupted));
    assert_eq!(fs::read_dir(dir).unwrap().count(), 0);
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let dir = scratch("blocked");
    fs::write(dir.join("file"), "").unwrap();
    let below = dir.join("file").join("cache");
    let error = open_or_build(&params(), &below, 1, &mut go_on).unwrap_err();
    assert!(error.to_string().contains("file/cache"), "{error}");
}
