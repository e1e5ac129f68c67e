//! Ranks that die, and disks that fail.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use holdem_training::check::FileState;

use crate::support::{alone, blueprint, config, in_directory, in_trouble, resuming, state, together};

#[test]
fn when_a_rank_dies_all_end_and_the_run_goes_on_from_its_last_checkpoint_to_the_same_bits() {
    let dir = tempfile::tempdir().unwrap();
    let config = config("checkpoint_interval_iterations: 60\n");
    let one = alone(&config, &in_directory(&dir.path().join("one")));
    // Messages that are taken before: among them those about checkpoints.
    for (i, messages) in [3, 40, 333, 512, 687, 900].into_iter().enumerate() {
        let run = dir.path().join(messages.to_string());
        let left: &AtomicUsize = Box::leak(Box::new(AtomicUsize::new(messages)));
        let ended = in_trouble(3, &config, &in_directory(&run), move |rank, _| {
            let dies = rank == 1 + i % 2 && left.fetch_sub(1, Ordering::Relaxed) == 0;
            assert!(!dies, "this rank is killed");
        });
        assert!(ended.iter().all(Result::is_err), "nobody goes on alone: {messages}");
        if run.join("run.json").exists() {
            together(1 + i % 3, &config, &resuming(&run)).unwrap();
            assert!(blueprint(&run) == blueprint(&one) && state(&run) == state(&one), "{messages}");
        }
    }
}

#[test]
fn a_rank_whose_disk_fails_is_named_training_goes_on_and_the_next_checkpoint_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    let config = config("checkpoint_interval_iterations: 60\n");
    let one = alone(&config, &in_directory(&dir.path().join("one")));
    let run = dir.path().join("run");
    let orders: &AtomicUsize = Box::leak(Box::new(AtomicUsize::new(0)));
    // The first order leads into the void. There is one more, at the end.
    let ended = in_trouble(3, &config, &in_directory(&run), move |rank, message| {
        let is_order = rank == 2 && message.starts_with(br#"{"Save":"#);
        if is_order && orders.fetch_add(1, Ordering::Relaxed) == 0 {
            *message = String::from_utf8_lossy(message).replace("/checkpoints", "/gone").into_bytes();
        }
    });
    assert!(ended.iter().all(Result::is_ok));
    let log = fs::read_to_string(run.join("log.jsonl")).unwrap();
    let told: Vec<&str> = log.lines().filter(|line| line.contains("was not written")).collect();
    assert!(
        told.len() == 1 && told[0].contains("rank 2 on ") && told[0].contains("training goes on"),
        "{log}"
    );
    assert!(blueprint(&run) == blueprint(&one) && state(&run) == state(&one));
    let check = holdem_training::check(&run).unwrap();
    let left = check.files.iter().filter(|file| file.state != FileState::Good);
    assert_eq!(left.map(|file| file.detail.clone()).collect::<Vec<_>>(), [] as [String; 0]);
}
