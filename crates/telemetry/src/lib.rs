//! Telemetry: what a run reports, and who listens.
//!
//! A run emits [`Event`]s through one [`Reporter`]; every [`Sink`] shows or keeps them in its own way.
//! Nothing here knows what is being run, and no sink can stop a run: a sink that fails is named in a warning
//! to the others and dropped.
//!
//! | module | holds |
//! |---|---|
//! | [`event`] | the events: phases, progress, scalars, messages, files |
//! | [`reporter`] | [`Reporter`], [`Sink`], [`SinkError`] |
//! | [`terminal`] | a progress bar at 1 Hz, for people |
//! | [`lines`] | a line every 10 s, for pipes and log collectors |
//! | [`json`] | one JSON object per event: `log.jsonl` and `--json` |
//! | [`log`] | [`LogReader`](log::LogReader): the same lines read back |
//! | [`tensorboard`] | scalars as TensorBoard event files |
//! | [`text`] | the words the first two show |
//! | [`units`] | numbers for people: `12.3 M`, `353 MB`, `1 min 20 s` |
//! | [`colour`] | whether colours are written |
//! | [`resources`] | what the process and the machine use |
//! | [`signals`] | Ctrl-C, a closed terminal and similar signals as a flag |
//!
//! ```
//! use holdem_telemetry::{Progress, Reporter, json::JsonSink};
//!
//! let mut reporter = Reporter::new().with(JsonSink::new("--json", std::io::sink()));
//! reporter.phase_started("train");
//! for done in 1..=100 {
//!     if reporter.progress_due() {
//!         reporter.progress(Progress { total: Some(100), ..Progress::new("it", done) });
//!     }
//! }
//! reporter.scalar("Training/Utility", 100, 0.25);
//! reporter.phase_finished("train");
//! assert!(reporter.failures().is_empty());
//! ```

pub mod colour;
pub mod event;
pub mod json;
pub mod lines;
pub mod log;
pub mod reporter;
pub mod resources;
pub mod signals;
pub mod tensorboard;
pub mod terminal;
pub mod text;
pub mod units;

pub use event::{Event, EventKind, Outcome, Progress};
pub use reporter::{Reporter, Sink, SinkError};
pub use signals::StopFlag;
