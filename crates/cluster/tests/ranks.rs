//! Ranks together come to what one process comes to, and to nothing else.
#![allow(clippy::unwrap_used, reason = "a helper that fails fails the test")]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use holdem_cluster::local::{Local, connect};
use holdem_cluster::{ClusterError, Traffic, Transport, dismiss, greet, serve, train};
use holdem_store::Container;
use holdem_telemetry::{Reporter, StopFlag};
use holdem_training::{TrainConfig, TrainError, TrainOptions, checkpoint};

/// Hold'em of 20 big blinds over all streets, with a trunk and more subtrees than ranks.
const SMALL: &str = "
game: { stack: 20 }
buckets: { family: coarse, flop: 8, turn: 8, river: 8 }
num_iterations: 420
batch_size: 8
hands_per_board: 16
checkpoint_interval: 0
snapshot_interval_seconds: 0
tensorboard: false
eval: { exploitability: false, exploiter_seconds: 0, flops: 1, boards: 2 }
";

fn config(more: &str) -> TrainConfig {
    TrainConfig::from_yaml_str(&format!("{SMALL}{more}")).unwrap()
}

fn in_directory(logdir: &Path) -> TrainOptions {
    TrainOptions { logdir: Some(logdir.to_path_buf()), ..TrainOptions::default() }
}

fn resuming(run: &Path) -> TrainOptions {
    TrainOptions { resume_from: Some(run.to_path_buf()), ..TrainOptions::default() }
}

/// Trains in this process alone.
fn alone(config: &TrainConfig, options: &TrainOptions) -> PathBuf {
    holdem_training::train(config, options, &mut Reporter::new(), &StopFlag::new()).unwrap().directory
}

/// Goes through a run as one of the ranks; returns what rank 0 has.
fn as_rank(
    transport: Arc<dyn Transport>,
    config: &TrainConfig,
    options: &TrainOptions,
) -> Option<Result<(PathBuf, Vec<Traffic>), TrainError>> {
    let places = greet(&*transport, Path::new(""), Ok(Some(config))).unwrap();
    if transport.rank() > 0 {
        serve(&transport, &places);
        return None;
    }
    let (mut reporter, stop) = (Reporter::new(), StopFlag::new());
    let result = train(&transport, &places, config, options, &mut reporter, &stop);
    dismiss(&*transport, 0);
    Some(result.map(|(outcome, traffic)| (outcome.directory, traffic)))
}

/// Trains on so many ranks.
fn together(
    ranks: usize,
    config: &TrainConfig,
    options: &TrainOptions,
) -> Result<(PathBuf, Vec<Traffic>), TrainError> {
    thread::scope(|scope| {
        let ranks = connect(ranks).into_iter();
        let ranks = ranks.map(|rank| scope.spawn(move || as_rank(Arc::new(rank), config, options)));
        let results: Vec<_> =
            ranks.collect::<Vec<_>>().into_iter().map(|rank| rank.join().unwrap()).collect();
        results.into_iter().flatten().next().unwrap()
    })
}

/// The state in the newest checkpoint of a run, by section; without the seconds that it took.
fn state(run: &Path) -> Vec<(String, Vec<u8>)> {
    let newest = checkpoint::list(&run.join("checkpoints")).unwrap().remove(0);
    let container = Container::open(&newest, checkpoint::KIND).unwrap();
    let sums = container.typed::<f64>("sums").unwrap()[0].to_le_bytes().to_vec();
    let names = container.sections().iter().map(|section| section.name.clone());
    let sections = names.filter(|name| name != "sums").map(|name| {
        let bytes = container.bytes(&name).unwrap().to_vec();
        (name, bytes)
    });
    sections.chain([("utility".to_owned(), sums)]).collect()
}

fn blueprint(run: &Path) -> Vec<u8> {
    fs::read(run.join("blueprint.hdm")).unwrap()
}

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

/// A rank that ends in the middle of a batch.
struct Dying {
    local: Local,
    exchanges_left: AtomicU64,
}

impl Transport for Dying {
    fn rank(&self) -> usize {
        self.local.rank()
    }
    fn size(&self) -> usize {
        self.local.size()
    }
    fn send(&self, to: usize, bytes: &[u8]) {
        self.local.send(to, bytes);
    }
    fn receive(&self, from: usize, into: &mut Vec<u8>) {
        self.local.receive(from, into);
    }
    fn gather_all(&self, mine: &[f32], lens: &[usize], all: &mut [f32]) {
        if self.local.rank() == 1 {
            let left = self.exchanges_left.fetch_sub(1, Ordering::Relaxed);
            assert!(left > 0, "this rank is killed");
        }
        self.local.gather_all(mine, lens, all);
    }
}

#[test]
fn when_a_rank_dies_all_end_and_the_run_goes_on_from_its_last_checkpoint_to_the_same_bits() {
    let dir = tempfile::tempdir().unwrap();
    let config = config("checkpoint_interval_iterations: 100\n");
    let one = alone(&config, &in_directory(&dir.path().join("one")));
    let run = dir.path().join("killed");
    let options = in_directory(&run);
    let ended: Vec<bool> = thread::scope(|scope| {
        let ranks = connect(3).into_iter().map(|local| {
            let (config, options) = (&config, &options);
            scope.spawn(move || {
                let dying: Arc<dyn Transport> = Arc::new(Dying { local, exchanges_left: 230.into() });
                catch_unwind(AssertUnwindSafe(|| as_rank(dying, config, options))).is_err()
            })
        });
        ranks.collect::<Vec<_>>().into_iter().map(|rank| rank.join().unwrap()).collect()
    });
    assert_eq!(ended, [true; 3], "nobody goes on alone");
    let checkpoints = checkpoint::list(&run.join("checkpoints")).unwrap();
    assert!(!checkpoints.is_empty());
    together(2, &config, &resuming(&run)).unwrap();
    assert!(blueprint(&run) == blueprint(&one) && state(&run) == state(&one));
}

#[test]
fn a_rank_with_another_configuration_is_named_on_all_ranks() {
    let texts: Vec<String> = thread::scope(|scope| {
        let ranks = connect(3).into_iter().map(|rank| {
            scope.spawn(move || {
                let config = config(if rank.rank() == 2 { "seed: 4\n" } else { "" });
                let Err(ClusterError::Differs(text)) = greet(&rank, Path::new(""), Ok(Some(&config))) else {
                    panic!("rank 2 has another seed")
                };
                text
            })
        });
        ranks.collect::<Vec<_>>().into_iter().map(|rank| rank.join().unwrap()).collect()
    });
    let says = |text: &String| text.starts_with("rank 2 on ") && text.contains("another configuration");
    assert!(texts.iter().all(says), "{texts:?}");
}

#[test]
fn what_is_not_for_several_ranks_is_refused_and_all_ranks_are_free_again() {
    let dir = tempfile::tempdir().unwrap();
    let config = TrainConfig::from_yaml_str("game: { kind: kuhn }\nsampler: external\nnum_iterations: 10");
    let error = together(2, &config.unwrap(), &in_directory(&dir.path().join("run"))).unwrap_err();
    assert!(error.to_string().contains("public chance sampling"), "{error}");
}
