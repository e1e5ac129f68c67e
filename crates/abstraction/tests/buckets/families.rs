//! Files of the other families, built small, and what must be true of them.

use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;

use crate::default_buckets::{BUILT, go_on, scratch};
use crate::support::{Random, live};
use holdem_abstraction::build::part_path;
use holdem_abstraction::{BucketFile, BucketParams, Error, Phase, Progress, write_file};
use holdem_cards::canonical::BoardIndex;
use holdem_cards::{CardSet, Combo, Street, SuitPermutation};
use holdem_game::deal::BucketRows;

fn build(name: &str, params: &str, threads: usize) -> (PathBuf, BucketFile) {
    let path = scratch(name).join("buckets.hdm");
    write_file(&params.parse().unwrap(), &BUILT.strength, &path, threads, &mut go_on).unwrap();
    let file = BucketFile::open(&path).unwrap();
    (path, file)
}

fn buckets(file: &BucketFile, board: CardSet, combos: &[Combo]) -> Vec<u32> {
    let indices: Vec<u16> = combos.iter().map(|combo| combo.index() as u16).collect();
    let mut buckets = vec![u32::MAX; combos.len()];
    file.buckets(Street::of_board_len(board.len()).unwrap(), board, &indices, &mut buckets);
    buckets
}

fn renaming_changes_nothing(file: &BucketFile) {
    let mut random = Random(17);
    for street in [Street::Flop, Street::Turn, Street::River].repeat(5) {
        let board = random.board(street.board_len());
        let combos = live(board);
        let found = buckets(file, board, &combos);
        assert!(found.iter().all(|&bucket| (bucket as usize) < file.num_buckets(street)));
        for renaming in SuitPermutation::all() {
            let renamed: Vec<Combo> = combos.iter().map(|&combo| renaming.combo(combo)).collect();
            assert_eq!(buckets(file, renaming.set(board), &renamed), found, "{board} {renaming:?}");
        }
    }
}

#[test]
#[ignore = "slow: sorts 145 million river hands twice"]
fn clusters_are_numbered_by_strength_and_have_the_same_bytes_for_any_number_of_threads() {
    let text = "potential:5/histogram:7/ochs:6";
    let (path, one) = build("clusters-one", text, 1);
    let (other, three) = build("clusters-three", text, 3);
    assert_eq!(one.content_hash(), three.content_hash());
    assert_eq!(Street::ALL.map(|street| one.num_buckets(street)), [169, 5, 7, 6]);
    for street in [Street::Flop, Street::Turn, Street::River] {
        let stats = one.stats(street);
        assert!(stats.windows(2).all(|pair| pair[0].mean < pair[1].mean), "{street}: {stats:?}");
        let between: f64 = stats.iter().map(|s| s.mass as f64 * (s.mean - 0.5).powi(2)).sum();
        let within: f64 = stats.iter().map(|s| s.mass as f64 * s.variance).sum();
        assert!(between > 4.0 * within, "{street}: {between} between, {within} within");
        assert!(!part_path(&path, street).exists());
    }
    renaming_changes_nothing(&one);
    one.check().unwrap();
    fs::remove_file(path).unwrap();
    fs::remove_file(other).unwrap();
}

#[test]
fn boards_of_lossless_and_nested_buckets_share_none() {
    let (path, file) = build("per-board", "lossless/nested:3/percentile-squared:9", 2);
    let counts = Street::ALL.map(|street| file.num_buckets(street));
    assert_eq!(counts, [169, 1_286_792, 3 * 16_432, 9]);
    // What stands in their rows are no buckets.
    assert_eq!(Street::ALL.map(|street| file.rows(street).is_some()), [false, false, false, true]);
    for (street, most) in [(Street::Flop, 1176), (Street::Turn, 3)] {
        let mut next = 0;
        for (row, &board) in (0..).zip(BoardIndex::for_street(street).boards()) {
            assert_eq!(file.base(street, row), next);
            let entries = file.row(street, row);
            let highest = live(board).iter().map(|combo| entries[combo.index()]).max().unwrap();
            next += u32::from(highest) + 1;
            assert!(u32::from(highest) < most);
        }
        assert_eq!(next as usize, file.num_buckets(street));
    }
    renaming_changes_nothing(&file);
    file.check().unwrap();
    fs::remove_file(path).unwrap();
}

#[test]
fn hands_of_one_lossless_bucket_are_the_same_up_to_suits() {
    let (path, file) = build("lossless", "percentile lossless/2/2", 2);
    let board: CardSet = "AcKc2d".parse().unwrap();
    let bucket = |combo: &str| file.bucket(board, combo.parse().unwrap()).unwrap();
    assert_eq!(bucket("7h6s"), bucket("7s6h"));
    assert_eq!(bucket("QcJh"), bucket("QcJs"));
    assert_ne!(bucket("QcJh"), bucket("QhJs"));
    assert_ne!(bucket("QcJh"), bucket("QcJd"));
    fs::remove_file(path).unwrap();
}

#[test]
#[ignore = "slow: sorts 145 million river hands twice"]
fn an_interrupted_build_keeps_the_streets_it_finished_and_the_next_one_uses_them() {
    let params: BucketParams = "percentile 2/histogram:3/ochs:4".parse().unwrap();
    let path = scratch("resumed").join("buckets.hdm");
    let mut stop = |progress: Progress| match (progress.street, progress.phase) {
        (Street::Turn, Phase::Buckets) => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    };
    let error = write_file(&params, &BUILT.strength, &path, 2, &mut stop).unwrap_err();
    assert!(matches!(error, Error::Interrupted));
    assert!(!path.exists() && part_path(&path, Street::River).exists());
    assert!(!part_path(&path, Street::Turn).exists());

    let mut seen = Vec::new();
    let mut listen = |progress: Progress| {
        seen.push(progress.street);
        ControlFlow::Continue(())
    };
    write_file(&params, &BUILT.strength, &path, 2, &mut listen).unwrap();
    assert!(!seen.contains(&Street::River) && seen.contains(&Street::Turn));
    assert!(!part_path(&path, Street::River).exists());
    let resumed = BucketFile::open(&path).unwrap().content_hash();

    // A part of other parameters, or damaged, is not believed.
    fs::write(part_path(&path, Street::River), "nonsense").unwrap();
    write_file(&params, &BUILT.strength, &path, 2, &mut go_on).unwrap();
    assert_eq!(BucketFile::open(&path).unwrap().content_hash(), resumed);
    fs::remove_file(path).unwrap();
}
