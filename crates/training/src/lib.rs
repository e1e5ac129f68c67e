//! A run: from a configuration to tables, and from tables to a measured strategy in a run directory.
//!
//! | module | holds |
//! |---|---|
//! | [`config`] | [`TrainConfig`]: every key of a configuration file, [`Overrides`] of the command line, errors with their line |
//! | [`game`] | [`Game`]: betting tree, cards and buckets of a configuration |
//! | [`mod@estimate`] | [`estimate()`]: nodes and bytes before anything is allocated |
//! | [`bench`](mod@bench) | [`bench()`]: the same work for every sampler, its speed and its signature |
//! | [`run_dir`] | the run directory, its lock, and `run.json` |
//! | [`blueprint`], [`checkpoint`] | the two files of a run: the average strategy, and the full state |
//! | [`trainer`] | [`train`]: buckets, training, measurement, report |
//! | [`measure`] | exploitability, exploiter, game value, versus |
//! | [`report`] | `report.json` and `report.md` |
//! | [`grid`], [`export`] | a strategy as 13x13 grids and as JSON |
//! | [`mod@average`] | [`average()`]: blueprints and snapshots joined to one |
//! | [`open_run`] | [`OpenRun`]: a run directory or a blueprint, opened |
//!
//! ```
//! use holdem_telemetry::{Reporter, StopFlag};
//! use holdem_training::{TrainConfig, TrainOptions, train};
//!
//! let config = TrainConfig::from_yaml_str("game: { kind: kuhn }\nnum_iterations: 2000\nbatch_size: 1")?;
//! # let config = TrainConfig { eval: holdem_training::config::EvalConfig { exploiter_seconds: 0.0, ..config.eval }, ..config };
//! # let dir = tempfile::tempdir()?;
//! # let logdir = Some(dir.path().join("run"));
//! let options = TrainOptions { logdir, ..TrainOptions::default() };
//! let outcome = train(&config, &options, &mut Reporter::new(), &StopFlag::new())?;
//! let value = outcome.report.game_value_chips.expect("nobody stopped it");
//! assert!((value + 1.0 / 18.0).abs() < 0.02);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod average;
pub mod bench;
pub mod blueprint;
pub mod checkpoint;
pub mod config;
mod error;
pub mod estimate;
pub mod export;
pub mod game;
pub mod grid;
pub mod measure;
pub mod multiway;
pub mod open_run;
pub mod report;
pub mod run_dir;
pub mod trainer;

pub use average::average;
pub use bench::bench;
pub use config::{ConfigError, Overrides, TrainConfig};
pub use error::{ExitClass, TrainError};
pub use estimate::{Calibration, Estimate, calibrate, estimate};
pub use game::Game;
pub use open_run::OpenRun;
pub use report::Report;
pub use trainer::{TrainOptions, TrainOutcome, config_to_resume, train};
