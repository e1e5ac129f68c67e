//! A run: from a configuration to tables, and from tables to a measured strategy in a run directory.
//!
//! - [`config`]: [`TrainConfig`]: every key of a configuration file, [`Draft`] for what a command line
//!   overrides
//! - [`run_dir`]: the run directory, its lock, and `run.json`
//! - [`mod@log`]: the log of a run as a table
//! - [`checkpoint`]: the full state of a run
//! - [`plan`]: what a configuration amounts to: sampler, buckets, memory, parts ([`Plan`])
//! - [`report`]: `report.json` and `report.md`
//! - [`runs`]: the runs of a folder, listed and compared
//! - [`mod@check`]: [`check()`]: whether every file of a run is whole
//! - [`trainer`]: [`train`]: buckets, training, measurement, report
//! - [`bench`](mod@bench): [`bench()`]: the same work for every sampler, its speed and its signature;
//!   [`calibrate`]
//!
//! A room imports only from those above it; a test of the binary checks this. [`mod@observer`] reports the
//! progress of the crates below.
//!
//! ```
//! use holdem_telemetry::{Reporter, StopFlag};
//! use holdem_training::{TrainConfig, TrainOptions, train};
//!
//! let config = TrainConfig::from_yaml_str("game: { kind: kuhn }\nnum_iterations: 2000\nbatch_size: 1")?;
//! # let eval = holdem_blueprint::config::EvalConfig { exploiter_seconds: 0.0, ..config.eval };
//! # let config = TrainConfig { eval, ..config };
//! # let dir = tempfile::tempdir()?;
//! # let logdir = Some(dir.path().join("run"));
//! let options = TrainOptions { logdir, ..TrainOptions::default() };
//! let outcome = train(&config, &options, &mut Reporter::new(), &StopFlag::new())?;
//! let value = outcome.report.game_value_chips.expect("nobody stopped it");
//! assert!((value + 1.0 / 18.0).abs() < 0.02);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod bench;
pub mod check;
pub mod checkpoint;
pub mod config;
mod error;
pub mod log;
pub mod observer;
pub mod plan;
pub mod report;
pub mod run_dir;
pub mod runs;
pub mod trainer;

pub use bench::bench;
pub use bench::calibration::{Calibration, calibrate};
pub use check::check;
pub use checkpoint::{config_to_resume, open_run};
pub use config::{ConfigError, Draft, TrainConfig};
pub use error::TrainError;
pub use observer::observer;
pub use plan::Plan;
pub use plan::estimate::Estimate;
pub use report::Report;
pub use trainer::{
    MakeEngine, MeasurePlay, PlayFailure, RunEngine, SharedEngine, TrainOptions, TrainOutcome, train,
    train_with,
};
