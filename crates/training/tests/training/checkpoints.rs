//! Checkpoints: which are written and kept, what damage does to them, and that every way to continue comes to
//! the same bits.

use std::fs;
use std::path::{Path, PathBuf};

use holdem_blueprint::ErrorClass;
use holdem_store::{Container, Kind};
use holdem_training::checkpoint::{self, Checkpoint, iterations_of};
use holdem_training::config::Compression;
use holdem_training::run_dir::{RunRecord, RunState};
use holdem_training::{TrainConfig, TrainError, config_to_resume};

use crate::support::{QUIET, blueprint_bytes, leduc, resume, run, small_holdem};

fn of(iterations: u64) -> TrainConfig {
    leduc(&format!("num_iterations: {iterations}\n{QUIET}"))
}

fn checkpoints(run: &Path) -> Vec<PathBuf> {
    checkpoint::list(&run.join("checkpoints")).unwrap()
}

fn iterations(run: &Path) -> Vec<u64> {
    checkpoints(run).iter().map(|path| iterations_of(path).unwrap()).collect()
}

#[test]
fn checkpoints_come_at_multiples_of_an_interval_and_do_not_change_what_is_learned() {
    let dir = tempfile::tempdir().unwrap();
    let (with, without) = (dir.path().join("with"), dir.path().join("without"));
    let config = TrainConfig {
        checkpoint_interval_iterations: Some(500),
        checkpoints_kept: 1000,
        ..small_holdem(&format!("num_iterations: 3000\nnum_workers: 2\n{QUIET}"))
    };
    run(&config, &with).unwrap();
    run(&TrainConfig { checkpoint_interval_iterations: None, ..config }, &without).unwrap();
    let found = iterations(&with);
    // The first comes with the batch that reaches it. One that comes due while another is being finished
    // waits for it.
    let [last, .., first] = found[..] else { panic!("{found:?}") };
    assert!(last == 3000 && (500..508).contains(&first), "{found:?}");
    assert_eq!(iterations(&without), [3000]);
    assert!(blueprint_bytes(&with) == blueprint_bytes(&without));
}

#[test]
fn the_newest_are_kept_and_the_first_after_each_power_of_two() {
    let dir = tempfile::tempdir().unwrap();
    for n in [40, 80, 120, 160, 200, 240] {
        let config = TrainConfig { checkpoints_kept: 2, ..of(n) };
        if n == 40 { run(&config, dir.path()) } else { resume(&config, dir.path(), None) }.unwrap();
    }
    assert_eq!(iterations(dir.path()), [240, 200, 160, 80, 40]);
}

#[test]
fn compressed_checkpoints_are_smaller_and_continue_to_the_same_bits() {
    let dir = tempfile::tempdir().unwrap();
    let [straight, packed] = ["straight", "packed"].map(|name| dir.path().join(name));
    let with = |iterations: u64, compression| TrainConfig {
        checkpoint_compression: compression,
        ..small_holdem(&format!("num_iterations: {iterations}\nnum_workers: 2\n{QUIET}"))
    };
    run(&with(400, Compression::None), &straight).unwrap();
    run(&with(200, Compression::Zstd), &packed).unwrap();
    let compressed = fs::metadata(&checkpoints(&packed)[0]).unwrap().len();
    assert!(compressed < fs::metadata(&checkpoints(&straight)[0]).unwrap().len());
    resume(&with(400, Compression::Zstd), &packed, None).unwrap();
    assert!(blueprint_bytes(&straight) == blueprint_bytes(&packed));
}

#[test]
fn a_checkpoint_cut_at_any_section_or_with_any_flipped_byte_gives_way_to_the_one_before() {
    let dir = tempfile::tempdir().unwrap();
    run(&of(40), dir.path()).unwrap();
    resume(&of(80), dir.path(), None).unwrap();
    let newest = checkpoints(dir.path())[0].clone();
    let whole = fs::read(&newest).unwrap();
    let container = Container::open(&newest, Kind::new("checkpoint", 2)).unwrap();
    let ends = container.sections().iter().flat_map(|s| [s.offset, s.offset + s.len, s.offset + s.len / 2]);
    let mut cuts: Vec<usize> = ends.map(|at| at as usize).chain([0, 1, 127, whole.len() - 1]).collect();
    cuts.dedup();
    drop(container);
    for cut in cuts.into_iter().filter(|&cut| cut < whole.len()) {
        fs::write(&newest, &whole[..cut]).unwrap();
        assert!(Checkpoint::open(&newest).unwrap_err().is_damage(), "cut at {cut}");
    }
    for at in (0..whole.len()).step_by(whole.len() / 400) {
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 8);
        fs::write(&newest, &flipped).unwrap();
        // A higher version is not damage: somebody may have written it on purpose.
        let error = Checkpoint::open(&newest).expect_err("a flipped bit is found");
        assert!(error.is_damage() || error.to_string().contains("newer holdem"), "byte {at}: {error}");
    }
    fs::write(&newest, &whole[..whole.len() / 2]).unwrap();
    // Even where only one is kept the good one survives the damaged one that seems newer.
    let config = TrainConfig { checkpoints_kept: 1, checkpoint_milestones: false, ..of(60) };
    assert_eq!(resume(&config, dir.path(), None).unwrap().report.iterations, 60);
    assert_eq!(iterations(dir.path()), [60]);
    let aside = dir.path().join("checkpoints/checkpoint-000000000080.hdm.damaged");
    assert_eq!(fs::read(aside).unwrap(), &whole[..whole.len() / 2], "what was damaged is kept");
    let log = fs::read_to_string(dir.path().join("log.jsonl")).unwrap();
    assert!(log.contains("truncated") && log.contains("continuing from an older checkpoint"));
}

#[test]
fn a_checkpoint_of_a_newer_version_is_refused_and_not_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    run(&of(40), dir.path()).unwrap();
    resume(&of(80), dir.path(), None).unwrap();
    let newest = checkpoints(dir.path())[0].clone();
    let mut bytes = fs::read(&newest).unwrap();
    bytes[8] += 1;
    fs::write(&newest, &bytes).unwrap();
    let error = resume(&of(120), dir.path(), None).unwrap_err();
    assert!(error.to_string().contains("update holdem"), "{error}");
    assert_eq!(fs::read(&newest).unwrap(), bytes);
}

#[test]
fn one_checkpoint_is_continued_in_a_directory_of_its_own_and_in_place_only_if_newest() {
    let dir = tempfile::tempdir().unwrap();
    let [old, new, copy] = ["old", "new", "copy"].map(|name| dir.path().join(name));
    run(&of(42), &old).unwrap();
    resume(&of(84), &old, None).unwrap();
    let [newest, older] = &checkpoints(&old)[..] else { panic!("two checkpoints") };
    let error = resume(&of(126), older, None).unwrap_err();
    assert!(matches!(error, TrainError::NewerCheckpoint { newest: 84, .. }), "{error}");
    assert_eq!(error.class(), ErrorClass::Usage);
    assert_eq!(resume(&of(126), older, Some(&new)).unwrap().report.iterations, 126);
    assert_eq!(resume(&of(126), newest, None).unwrap().report.iterations, 126);

    // Alone in the world it still knows how it was trained.
    let alone = dir.path().join("alone.hdm");
    fs::copy(older, &alone).unwrap();
    let config = TrainConfig { num_iterations: Some(126), ..config_to_resume(&alone).unwrap() };
    assert_eq!(config.recipe(), of(126).recipe());
    assert!(matches!(resume(&config, &alone, None), Err(TrainError::Homeless { .. })));
    resume(&config, &alone, Some(&copy)).unwrap();
    assert!(blueprint_bytes(&copy) == blueprint_bytes(&new));
}

#[test]
fn a_run_in_chunks_comes_to_the_same_bits_as_one_in_one_piece() {
    let dir = tempfile::tempdir().unwrap();
    let [whole, chunks] = ["whole", "chunks"].map(|name| dir.path().join(name));
    let config = small_holdem(&format!("num_iterations: 2500\nnum_workers: 2\n{QUIET}"));
    run(&config, &whole).unwrap();
    let config = TrainConfig { chunk_iterations: Some(700), ..config };
    let mut outcome = run(&config, &chunks).unwrap();
    let mut stints = 1;
    while outcome.paused {
        assert!(!outcome.interrupted && outcome.report.exploitability_mbb.is_none());
        assert!(outcome.report.iterations >= 700 * stints);
        let record = RunRecord::read(&chunks).unwrap();
        assert_eq!((record.state, record.iterations), (RunState::Paused, outcome.report.iterations));
        outcome = resume(&config, &chunks, None).unwrap();
        stints += 1;
    }
    assert_eq!((stints, outcome.report.iterations), (4, 2500));
    assert_eq!(RunRecord::read(&chunks).unwrap().state, RunState::Finished);
    assert!(blueprint_bytes(&whole) == blueprint_bytes(&chunks));
}

#[test]
fn a_chunk_of_seconds_ends_after_them() {
    let dir = tempfile::tempdir().unwrap();
    let with = |budget: f64, chunk: f64| {
        leduc(&format!("time_budget_seconds: {budget}\nchunk_seconds: {chunk}\n{QUIET}"))
    };
    let first = run(&with(3600.0, 0.3), dir.path()).unwrap();
    let secs = first.report.elapsed_secs;
    assert!(first.paused && secs >= 0.3, "{secs}");
    let second = resume(&with(secs + 0.2, 3600.0), dir.path(), None).unwrap();
    assert!(!second.paused && second.report.elapsed_secs >= secs + 0.2, "the budget counts all chunks");
}
