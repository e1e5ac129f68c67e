//! Any number of ranks comes to the bits of one process.

use holdem_training::TrainConfig;

use crate::support::{alone, blueprint, config, in_directory, resuming, state, together};

#[test]
fn any_number_of_ranks_and_workers_comes_to_the_bits_of_one_process() {
    let dir = tempfile::tempdir().unwrap();
    for (i, more) in [
        "",
        "seed: 7\nstorage_mode: i16\ndiscount_mode: dcfr\ndiscount_interval: 100\n",
        "seed: 8\npart_bytes: 20000\nbatch_start: 4\n",
    ]
    .into_iter()
    .enumerate()
    {
        let config = config(more);
        let one = alone(&config, &in_directory(&dir.path().join(format!("one-{i}"))));
        for ranks in 1..=4 {
            let num_workers = 1 + (ranks + i) % 3;
            let logdir = dir.path().join(format!("{ranks}-{i}"));
            let config = TrainConfig { num_workers, ..config.clone() };
            let (run, traffic) = together(ranks, &config, &in_directory(&logdir)).unwrap();
            assert!(blueprint(&run) == blueprint(&one), "{ranks} ranks, {more}");
            assert!(state(&run) == state(&one), "{ranks} ranks, {more}");
            let given: u64 = traffic.iter().map(|rank| rank.given_bytes).sum();
            assert!(traffic.iter().all(|rank| rank.given_bytes + rank.taken_bytes == given));
            assert!(traffic.len() == ranks && traffic.iter().all(|rank| rank.given_bytes > 0));
        }
    }
}

#[test]
fn a_game_of_one_subtree_is_trained_by_one_of_the_ranks() {
    let text = "game: { kind: kuhn }\nnum_iterations: 2000\nbatch_size: 1\ntensorboard: false\n\
                eval: { exploitability: false, exploiter_seconds: 0 }";
    let config = TrainConfig::from_yaml_str(text).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let one = alone(&config, &in_directory(&dir.path().join("one")));
    let (run, _) = together(3, &config, &in_directory(&dir.path().join("three"))).unwrap();
    assert!(blueprint(&run) == blueprint(&one));
}

#[test]
fn a_run_goes_on_with_any_other_number_of_ranks_to_the_same_bits() {
    let dir = tempfile::tempdir().unwrap();
    let whole = config("");
    let sitting = TrainConfig { chunk_iterations: Some(110), ..whole.clone() };
    let one = alone(&whole, &in_directory(&dir.path().join("whole")));
    let (run, _) = together(2, &sitting, &in_directory(&dir.path().join("sittings"))).unwrap();
    together(4, &sitting, &resuming(&run)).unwrap();
    // One machine alone reads what several have written, and the other way round.
    alone(&sitting, &resuming(&run));
    assert!(state(&run) != state(&one));
    together(3, &whole, &resuming(&run)).unwrap();
    assert!(blueprint(&run) == blueprint(&one) && state(&run) == state(&one));
}
