//! Checkpoints that every rank writes its share of.

use std::fs;
use std::path::Path;

use holdem_blueprint::unobserved;
use holdem_training::check::FileState;
use holdem_training::checkpoint::Checkpoint;
use holdem_training::{TrainConfig, check, open_run};

use crate::support::{
    alone, blueprint, checkpoints, config, in_directory, in_trouble, resuming, shares, state, together,
};

/// Names of the files that are in the directory of the checkpoints.
fn names(run: &Path) -> Vec<String> {
    let entries = fs::read_dir(run.join("checkpoints")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn every_rank_writes_its_share_and_one_machine_reads_them_all() {
    let dir = tempfile::tempdir().unwrap();
    for more in ["checkpoint_compression: zstd\n", "storage_mode: i16\n"] {
        let config = config(more);
        let (one, three) = (dir.path().join("one"), dir.path().join("three"));
        alone(&config, &in_directory(&one));
        together(3, &config, &in_directory(&three)).unwrap();
        assert_eq!(
            names(&three),
            [
                "checkpoint-000000000420.hdm",
                "checkpoint-000000000420.set-1.rank-0-of-3.hdm",
                "checkpoint-000000000420.set-1.rank-1-of-3.hdm",
                "checkpoint-000000000420.set-1.rank-2-of-3.hdm",
            ]
        );
        let found = check(&three).unwrap();
        assert!(found.bad == 0 && found.resumes_at == Some(420), "{found:?}");
        let good = found.files.iter().filter(|file| file.state == FileState::Good);
        assert_eq!(good.filter(|file| file.file.starts_with("checkpoints")).count(), 4);
        // Without a blueprint a strategy is what the newest checkpoint comes to.
        for run in [&one, &three] {
            fs::remove_file(run.join("blueprint.hdm")).unwrap();
        }
        let [one_alone, all] = [&one, &three].map(|run| open_run(run, 1, &mut unobserved).unwrap());
        assert!(one_alone.strategy.probabilities() == all.strategy.probabilities());
        for run in [one, three] {
            fs::remove_dir_all(run).unwrap();
        }
    }
}

#[test]
fn old_checkpoints_go_with_their_shares() {
    let dir = tempfile::tempdir().unwrap();
    let more = "checkpoint_interval_iterations: 50\ncheckpoints_kept: 2\ncheckpoint_milestones: false\n";
    let (run, _) = together(2, &config(more), &in_directory(&dir.path().join("run"))).unwrap();
    let heads = checkpoints(&run);
    assert_eq!((heads.len(), names(&run).len()), (2, 6), "{:?}", names(&run));
    assert!(heads.iter().all(|head| shares(head).len() == 2));
}

/// What is done to the newest share, beside one of the checkpoint before.
type Damage<'d> = &'d dyn Fn(&Path, &Path);

#[test]
fn a_share_that_is_damaged_gone_or_of_another_checkpoint_makes_way_for_the_checkpoint_before() {
    let dir = tempfile::tempdir().unwrap();
    let whole = config("checkpoint_milestones: false\n");
    let one = alone(&whole, &in_directory(&dir.path().join("one")));
    let sitting = TrainConfig { chunk_iterations: Some(150), ..whole.clone() };
    let damages: [Damage<'_>; 4] = [
        &|new, _| fs::remove_file(new).unwrap(),
        &|new, old| assert!(fs::copy(old, new).unwrap() > 0),
        &|new, _| {
            let mut bytes = fs::read(new).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 4;
            fs::write(new, bytes).unwrap();
        },
        &|new, _| {
            let bytes = fs::read(new).unwrap();
            fs::write(new, &bytes[..bytes.len() - 1]).unwrap();
        },
    ];
    for (i, damage) in damages.into_iter().enumerate() {
        let (run, _) = together(2, &sitting, &in_directory(&dir.path().join(i.to_string()))).unwrap();
        together(2, &sitting, &resuming(&run)).unwrap();
        let [newest, older] = &checkpoints(&run)[..] else { panic!("two checkpoints") };
        let (new, old) = (&shares(newest)[1], &shares(older)[1]);
        damage(new, old);
        let error = Checkpoint::open(newest).unwrap_err();
        let name = new.file_name().unwrap().to_str().unwrap();
        assert!(error.is_damage() && error.to_string().contains(name), "{error}");
        assert!(check(&run).unwrap().bad > 0);
        together(3, &whole, &resuming(&run)).unwrap();
        assert!(blueprint(&run) == blueprint(&one) && state(&run) == state(&one), "damage {i}");
        assert!(names(&run).iter().any(|name| name.ends_with(".hdm.damaged")), "what is left is kept");
        assert_eq!(check(&run).unwrap().bad, 0);
    }
}

#[test]
fn shares_of_a_checkpoint_that_was_never_finished_are_removed_by_whoever_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let whole = config("");
    let sitting = TrainConfig { chunk_iterations: Some(150), ..whole.clone() };
    let (run, _) = together(2, &sitting, &in_directory(&dir.path().join("run"))).unwrap();
    let head = checkpoints(&run).remove(0);
    let [first, _] = &shares(&head)[..] else { panic!("two shares") };
    let left = [
        "checkpoint-000000000999.set-1.rank-1-of-4.hdm".to_owned(),
        first.file_name().unwrap().to_str().unwrap().replace("set-1", "set-2"),
    ];
    for name in &left {
        fs::copy(first, run.join("checkpoints").join(name)).unwrap();
    }
    let found = check(&run).unwrap();
    let leftovers: Vec<_> = found.files.iter().filter(|file| file.state == FileState::Leftover).collect();
    assert_eq!((found.bad, leftovers.len()), (0, 2), "{found:?}");
    alone(&whole, &resuming(&run));
    assert!(left.iter().all(|name| !names(&run).contains(name)));
}

#[test]
fn where_a_rank_does_not_see_the_run_directory_its_tables_travel() {
    let dir = tempfile::tempdir().unwrap();
    let config = config("");
    let one = alone(&config, &in_directory(&dir.path().join("one")));
    let run = dir.path().join("run");
    let ended = in_trouble(3, &config, &in_directory(&run), |rank, message| {
        if rank == 1 && message.starts_with(br#"{"Reach":"#) {
            *message = String::from_utf8_lossy(message).replace("/checkpoints", "/elsewhere").into_bytes();
        }
    });
    assert!(ended.iter().all(Result::is_ok));
    assert_eq!(names(&run), ["checkpoint-000000000420.hdm"]);
    assert!(blueprint(&run) == blueprint(&one) && state(&run) == state(&one));
    let log = fs::read_to_string(run.join("log.jsonl")).unwrap();
    assert!(log.contains("checkpoints travel to rank 0") && log.contains("rank 1 on "), "{log}");
}
