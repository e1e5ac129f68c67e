//! A small game, and ranks as threads that train it.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use holdem_cluster::local::{Local, connect};
use holdem_cluster::{Traffic, Transport, dismiss, greet, serve, train};
use holdem_store::Container;
use holdem_telemetry::{Reporter, StopFlag};
use holdem_training::checkpoint::shares::SHARE_KIND;
use holdem_training::checkpoint::{self, Checkpoint};
use holdem_training::{TrainConfig, TrainError, TrainOptions};

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

pub(crate) fn config(more: &str) -> TrainConfig {
    TrainConfig::from_yaml_str(&format!("{SMALL}{more}")).unwrap()
}

pub(crate) fn in_directory(logdir: &Path) -> TrainOptions {
    TrainOptions { logdir: Some(logdir.to_path_buf()), ..TrainOptions::default() }
}

pub(crate) fn resuming(run: &Path) -> TrainOptions {
    TrainOptions { resume_from: Some(run.to_path_buf()), ..TrainOptions::default() }
}

/// Trains in this process alone.
pub(crate) fn alone(config: &TrainConfig, options: &TrainOptions) -> PathBuf {
    holdem_training::train(config, options, &mut Reporter::new(), &StopFlag::new()).unwrap().directory
}

/// Goes through a run as one of the ranks; returns what rank 0 has.
pub(crate) fn as_rank(
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
pub(crate) fn together(
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

/// The state in the newest checkpoint of a run, by section, in whatever files it lies; without the seconds
/// that it took.
pub(crate) fn state(run: &Path) -> Vec<(String, Vec<u8>)> {
    let newest = checkpoint::list(&run.join("checkpoints")).unwrap().remove(0);
    let head = Container::open(&newest, checkpoint::KIND).unwrap();
    let utility = head.typed::<f64>("sums").unwrap()[0].to_le_bytes().to_vec();
    let mut found = vec![("utility".to_owned(), utility)];
    found.extend(sections(&head).filter(|(name, _)| !["sums", "shares"].contains(&&**name)));
    for share in shares(&newest) {
        let share = Container::open(share, SHARE_KIND).unwrap();
        found.extend(sections(&share).filter(|(name, _)| name != "part_lens"));
    }
    found.sort();
    found
}

fn sections(container: &Container) -> impl Iterator<Item = (String, Vec<u8>)> {
    let names = container.sections().iter().map(|section| section.name.clone());
    names.map(|name| (name.clone(), container.bytes(&name).unwrap().to_vec()))
}

/// The files that hold the tables of a checkpoint beside it.
pub(crate) fn shares(checkpoint: &Path) -> Vec<PathBuf> {
    Checkpoint::open(checkpoint).unwrap().shares().map(Path::to_path_buf).collect()
}

pub(crate) fn checkpoints(run: &Path) -> Vec<PathBuf> {
    checkpoint::list(&run.join("checkpoints")).unwrap()
}

/// A rank to which something happens: `trouble` gets its number and every message that it takes, and may
/// change it, or end the rank.
pub(crate) struct Troubled<F> {
    pub(crate) local: Local,
    pub(crate) trouble: F,
}

impl<F: Fn(usize, &mut Vec<u8>) + Send + Sync> Transport for Troubled<F> {
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
        (self.trouble)(self.rank(), into);
    }
}

/// What rank 0 has in the end.
type Ended = Result<(PathBuf, Vec<Traffic>), TrainError>;

/// Trains on so many ranks, to which something happens; returns for each what rank 0 has, or that it ended.
pub(crate) fn in_trouble(
    ranks: usize,
    config: &TrainConfig,
    options: &TrainOptions,
    trouble: impl Fn(usize, &mut Vec<u8>) + Copy + Send + Sync + 'static,
) -> Vec<thread::Result<Option<Ended>>> {
    thread::scope(|scope| {
        let ranks = connect(ranks).into_iter().map(|local| {
            scope.spawn(move || {
                let troubled: Arc<dyn Transport> = Arc::new(Troubled { local, trouble });
                catch_unwind(AssertUnwindSafe(|| as_rank(troubled, config, options)))
            })
        });
        ranks.collect::<Vec<_>>().into_iter().map(|rank| rank.join().unwrap()).collect()
    })
}

pub(crate) fn blueprint(run: &Path) -> Vec<u8> {
    fs::read(run.join("blueprint.hdm")).unwrap()
}
