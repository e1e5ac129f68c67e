//! The runs of a folder, with what is known about each, for listing and comparison.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use holdem_blueprint::config::GameKind;
use holdem_blueprint::measure::Value;
use holdem_store::{open_regular, read_text};
use serde::{Deserialize, Serialize};

use crate::TrainError;
use crate::config::TrainConfig;
use crate::run_dir::{LOCK, RUN, RunRecord, RunState, config_of};

/// How many levels below the folder are searched for runs.
const DEEPEST: usize = 4;
/// Far more than a report needs.
const MOST_BYTES: u64 = 64 << 20;

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// A process works on it.
    Running,
    /// Recorded as running, but no process works on it: it was killed, or the machine went down.
    Killed,
    /// Trained as long as asked for.
    Finished,
    /// Stopped by the user, with everything saved.
    Interrupted,
    /// Stopped at the end of a chunk, with everything saved.
    Paused,
    /// Ended by an error.
    Failed,
    /// Its record cannot be read.
    Unreadable,
}

impl Standing {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Killed => "killed",
            Self::Finished => "finished",
            Self::Interrupted => "interrupted",
            Self::Paused => "paused",
            Self::Failed => "failed",
            Self::Unreadable => "unreadable",
        }
    }

    /// The standing of a run with this record; the lock tells whether a process works on it.
    fn of(record: &RunRecord, run: &Path) -> Self {
        match record.state {
            RunState::Running if is_locked(run) => Self::Running,
            RunState::Running => Self::Killed,
            RunState::Finished => Self::Finished,
            RunState::Interrupted => Self::Interrupted,
            RunState::Paused => Self::Paused,
            RunState::Failed => Self::Failed,
        }
    }
}

/// What is known about a run. Anything not measured or not readable is `None`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunSummary {
    /// The run directory.
    #[serde(serialize_with = "holdem_blueprint::paths::lossy")]
    pub path: PathBuf,
    /// Its path below the folder that was listed.
    pub name: String,
    /// How it stands.
    pub state: Standing,
    /// Why its record cannot be read.
    pub error: Option<String>,
    /// The game in a word or two: `kuhn`, `2p 100bb`, `3p 5-20bb`.
    pub game: Option<String>,
    /// How deals are drawn and walked.
    pub sampler: Option<String>,
    /// The buckets in words.
    pub buckets: Option<String>,
    /// Seed of boards and hands.
    pub seed: Option<u64>,
    /// Hash of what the tables depend on: the same for runs that differ only in their number of iterations.
    pub config_hash: Option<String>,
    /// Boards trained on, or deals.
    pub iterations: Option<u64>,
    /// Seconds of training, all sessions.
    pub elapsed_secs: Option<f64>,
    /// Iterations a second: of the last session as reported, else over all sessions.
    pub iterations_per_sec: Option<f64>,
    /// Exploitability of the last report, in thousandths of the unit per hand.
    pub exploitability_mbb: Option<f64>,
    /// Its standard error.
    pub exploitability_standard_error_mbb: Option<f64>,
    /// Its 95 % interval, by Student's t; `None` if too little was sampled.
    pub exploitability_interval95_mbb: Option<[f64; 2]>,
    /// Iterations of the last report; fewer than `iterations` if training has gone on since.
    pub reported_iterations: Option<u64>,
    /// When it was first started, in seconds since 1970-01-01 UTC.
    pub started_unix_secs: Option<u64>,
    /// Seconds since then.
    pub age_secs: Option<u64>,
}

/// What a listing takes from `report.json`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Reported {
    iterations: Option<u64>,
    iterations_per_sec: Option<f64>,
    exploitability_mbb: Option<f64>,
    exploitability_standard_error_mbb: Option<f64>,
    measurements: ReportedMeasurements,
}

/// And from its measurements.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ReportedMeasurements {
    exploitability: Option<ReportedExploitability>,
}

#[derive(Debug, Deserialize)]
struct ReportedExploitability {
    exploitability: Value,
}

impl Reported {
    /// The interval of the reported exploitability, unless the measurement is from another moment.
    fn interval95_mbb(&self) -> Option<[f64; 2]> {
        let measured = self.measurements.exploitability.as_ref()?.exploitability;
        measured.interval95_mbb.filter(|_| self.exploitability_mbb == Some(measured.mbb))
    }
}

/// Lists the runs in a folder and below it, by name; if the folder is a run itself, it is the only one.
///
/// A damaged record is listed as [`Standing::Unreadable`], a damaged report as none.
///
/// # Errors
/// [`TrainError::Io`] if the folder cannot be read.
pub fn list(folder: &Path) -> Result<Vec<RunSummary>, TrainError> {
    let mut found = Vec::new();
    fs::read_dir(folder).map_err(TrainError::io(folder, "read this directory"))?;
    find(folder, DEEPEST, &mut found);
    found.sort();
    Ok(found.iter().map(|run| RunSummary::read(run, folder)).collect())
}

/// Collects directories with a record; links and what cannot be read are skipped.
fn find(directory: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    if directory.join(RUN).exists() {
        found.push(directory.to_path_buf());
        return;
    }
    if depth == 0 {
        return;
    }
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let directories = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    directories.for_each(|entry| find(&entry.path(), depth - 1, found));
}

impl RunSummary {
    fn read(run: &Path, folder: &Path) -> Self {
        match RunRecord::read(run) {
            Ok(record) => Self::of(&record, run, folder),
            Err(error) => Self { error: Some(error.to_string()), ..Self::unreadable(run, folder) },
        }
    }

    fn of(record: &RunRecord, run: &Path, folder: &Path) -> Self {
        let config = config_of(run).ok();
        let reported = reported(run);
        let by_record = (record.elapsed_secs > 0.0).then(|| record.iterations as f64 / record.elapsed_secs);
        Self {
            state: Standing::of(record, run),
            error: None,
            game: Some(config.as_ref().map_or_else(|| record.game.clone(), game_in_words)),
            sampler: config.map(|config| config.sampler().to_string()),
            buckets: record.buckets.clone(),
            seed: Some(record.seed),
            config_hash: Some(record.config_hash.clone()),
            iterations: Some(record.iterations),
            elapsed_secs: Some(record.elapsed_secs),
            iterations_per_sec: reported.iterations_per_sec.filter(|&rate| rate > 0.0).or(by_record),
            exploitability_mbb: reported.exploitability_mbb,
            exploitability_standard_error_mbb: reported.exploitability_standard_error_mbb,
            exploitability_interval95_mbb: reported.interval95_mbb(),
            reported_iterations: reported.iterations,
            started_unix_secs: Some(record.started_unix_secs),
            age_secs: Some(unix_secs().saturating_sub(record.started_unix_secs)),
            ..Self::unreadable(run, folder)
        }
    }

    fn unreadable(run: &Path, folder: &Path) -> Self {
        let below = run.strip_prefix(folder).ok().filter(|below| !below.as_os_str().is_empty());
        let name = below.or(run.file_name().map(Path::new)).unwrap_or(run);
        Self {
            path: run.to_path_buf(),
            name: name.display().to_string(),
            state: Standing::Unreadable,
            error: None,
            game: None,
            sampler: None,
            buckets: None,
            seed: None,
            config_hash: None,
            iterations: None,
            elapsed_secs: None,
            iterations_per_sec: None,
            exploitability_mbb: None,
            exploitability_standard_error_mbb: None,
            exploitability_interval95_mbb: None,
            reported_iterations: None,
            started_unix_secs: None,
            age_secs: None,
        }
    }
}

/// A missing or damaged report gives nothing.
fn reported(run: &Path) -> Reported {
    let text = read_text(run.join("report.json"), MOST_BYTES).ok();
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn game_in_words(config: &TrainConfig) -> String {
    if config.game.kind != GameKind::Holdem {
        return config.game.kind.to_string();
    }
    let stacks = config.game().stacks_bb();
    let [least, most] = [f64::min, f64::max].map(|pick| stacks.iter().copied().reduce(pick).unwrap_or(0.0));
    match least == most {
        true => format!("{}p {most}bb", stacks.len()),
        false => format!("{}p {least}-{most}bb", stacks.len()),
    }
}

/// Whether a process holds the lock of a run. The lock is taken for a moment, and for reading only.
fn is_locked(run: &Path) -> bool {
    let lock = open_regular(run.join(LOCK)).map(|(lock, _)| lock.try_lock_shared());
    matches!(lock, Ok(Err(fs::TryLockError::WouldBlock)))
}

fn unix_secs() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |t| t.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run_dir::RunDir;

    fn run(path: &Path, yaml: &str) -> RunDir {
        let config = TrainConfig::from_yaml_str(yaml).unwrap();
        RunDir::create(path, &config, &RunRecord::new(&config, "train")).unwrap()
    }

    #[test]
    fn runs_are_found_at_any_depth_and_stand_as_their_lock_and_record_say() {
        let folder = tempfile::tempdir().unwrap();
        let under_way =
            run(&folder.path().join("b/under-way"), "num_players: 3\ngame: { stacks: [5, 10, 20] }");
        drop(run(&folder.path().join("a"), "game: { kind: kuhn }\nsampler: outcome"));
        let broken = run(&folder.path().join("c"), "");
        fs::write(broken.file(RUN), "{").unwrap();
        fs::create_dir_all(folder.path().join("no run/at all")).unwrap();
        let measured = r#"{"mbb": 2.5, "standard_error_mbb": 1, "interval95_mbb": [-1.8, 6.8], "chips": 5}"#;
        let report = |mbb: f64| {
            let report = format!(
                r#"{{"iterations_per_sec": 7, "exploitability_mbb": {mbb},
                     "measurements": {{"exploitability": {{"exploitability": {measured}}}}}}}"#
            );
            fs::write(folder.path().join("a/report.json"), report).unwrap();
        };
        report(2.5);

        let found = list(folder.path()).unwrap();
        let states: Vec<_> = found.iter().map(|run| (run.name.as_str(), run.state)).collect();
        let expected =
            [("a", Standing::Killed), ("b/under-way", Standing::Running), ("c", Standing::Unreadable)];
        assert_eq!(states, expected);
        assert_eq!((found[0].game.as_deref(), found[0].sampler.as_deref()), (Some("kuhn"), Some("outcome")));
        assert_eq!((found[0].iterations_per_sec, found[0].exploitability_mbb), (Some(7.0), Some(2.5)));
        assert_eq!(found[0].exploitability_interval95_mbb, Some([-1.8, 6.8]));
        assert_eq!(found[1].game.as_deref(), Some("3p 5-20bb"));
        assert!(found[2].error.as_ref().unwrap().contains("run.json"));
        let alone = list(under_way.path()).unwrap();
        assert_eq!((alone.len(), alone[0].name.as_str()), (1, "under-way"));
        assert!(list(&folder.path().join("missing")).is_err());
        // An earlier measurement does not give the interval of the value reported now.
        report(2.0);
        assert_eq!(list(folder.path()).unwrap()[0].exploitability_interval95_mbb, None);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_in_place_of_a_lock_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let lock = run(&folder.path().join("a"), "").file(LOCK);
        fs::remove_file(&lock).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&lock).status().unwrap().success());
        assert_eq!(list(folder.path()).unwrap()[0].state, Standing::Killed);
    }
}
