//! Small configurations and runs in temporary directories.

use std::path::{Path, PathBuf};

use holdem_telemetry::{Reporter, StopFlag};
use holdem_training::{TrainConfig, TrainError, TrainOptions, TrainOutcome, train};

/// A file of `configs/`.
pub(crate) fn config_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs").join(name)
}

pub(crate) fn config(yaml: &str) -> TrainConfig {
    TrainConfig::from_yaml_str(yaml).unwrap_or_else(|e| panic!("{e}"))
}

/// Nothing measured, nothing kept on the way.
pub(crate) const QUIET: &str = "
snapshot_interval_seconds: 0
checkpoint_interval: 0
tensorboard: false
eval: { exploitability: false, exploiter_seconds: 0, boards: 2 }
";

/// Hold'em with four streets and a tree of some hundred nodes, without a bucket file.
pub(crate) fn small_holdem(more: &str) -> TrainConfig {
    config(&format!(
        "
game:
  stack: 10
  menu:
    preflop: {{ sizes: [[2bb], [all-in]], max_raises: 2 }}
    limped: null
    flop: {{ sizes: [[33%, 75%], [all-in]], max_raises: 2 }}
    turn: {{ sizes: [[100%]], max_raises: 1 }}
    river: {{ sizes: [[100%]], max_raises: 1 }}
    add_all_in_below: 0
buckets: {{ family: coarse, flop: 6, turn: 7, river: 8 }}
hands_per_board: 40
batch_size: 8
seed: 5
{more}"
    ))
}

pub(crate) fn leduc(more: &str) -> TrainConfig {
    config(&format!("game: {{ kind: leduc }}\nhands_per_board: all\nbatch_size: 6\nseed: 7\n{more}"))
}

pub(crate) fn run(config: &TrainConfig, logdir: &Path) -> Result<TrainOutcome, TrainError> {
    let options = TrainOptions { logdir: Some(logdir.to_path_buf()), ..TrainOptions::default() };
    train(config, &options, &mut Reporter::new(), &StopFlag::new())
}

pub(crate) fn resume(
    config: &TrainConfig,
    from: &Path,
    logdir: Option<&Path>,
) -> Result<TrainOutcome, TrainError> {
    let options = TrainOptions {
        logdir: logdir.map(Path::to_path_buf),
        resume_from: Some(from.to_path_buf()),
        ..TrainOptions::default()
    };
    train(config, &options, &mut Reporter::new(), &StopFlag::new())
}

pub(crate) fn blueprint_bytes(run: &Path) -> Vec<u8> {
    std::fs::read(run.join("blueprint.hdm")).expect("a run leaves a blueprint")
}
