//! Checks every file of a run: what `holdem check` does.

mod lines;
mod result;

use std::fs;
use std::path::{Path, PathBuf};

use holdem_blueprint::{Blueprint, Game, Recipe, hex, unobserved};
use holdem_store::is_partial_name;
use holdem_telemetry::units;

use crate::checkpoint::{self, Checkpoint};
use crate::report::Report;
use crate::run_dir::{
    CHECKPOINTS, CONFIG, LOCK, MANIFEST, Manifest, RUN, RunRecord, RunState, SNAPSHOTS, config_of, name_of,
    not_a_run, numbered_files,
};
use crate::{TrainConfig, TrainError};

use lines::Cut;
pub use result::{FileCheck, FileState, RunCheck};

/// Longest text file that is read as a whole.
const MOST_TEXT_BYTES: u64 = 64 << 20;

/// Reads every file of a run, compares all checksums, and compares the files with the run's manifest; changes
/// nothing.
///
/// # Complexity
/// Reads all files once.
///
/// # Errors
/// [`TrainError::NotARun`] if the directory does not exist or holds nothing of a run. Whatever is wrong with
/// a file is in the result.
pub fn check(run: &Path) -> Result<RunCheck, TrainError> {
    if !run.join(RUN).exists() && !run.join(CONFIG).exists() {
        return Err(not_a_run(run, "it has neither run.json nor config.yaml"));
    }
    let mut checker =
        Checker { run, files: Vec::new(), recipe: None, record: None, resumes_at: None, manifest: None };
    checker.manifest();
    checker.config();
    checker.record();
    checker.buckets();
    checker.checkpoints();
    checker.snapshots();
    checker.results();
    checker.logs();
    checker.gone();
    checker.leftovers();
    let is_bad = |f: &&FileCheck| matches!(f.state, FileState::Bad | FileState::Missing | FileState::Changed);
    let bad = checker.files.iter().filter(is_bad).count();
    Ok(RunCheck {
        run: run.to_path_buf(),
        state: checker.record.as_ref().map(|record| record.state),
        iterations: checker.record.as_ref().map(|record| record.iterations),
        resumes_at: checker.resumes_at,
        compared: checker.manifest.is_some(),
        bad,
        files: checker.files,
    })
}

struct Checker<'r> {
    run: &'r Path,
    files: Vec<FileCheck>,
    recipe: Option<Recipe>,
    record: Option<RunRecord>,
    resumes_at: Option<u64>,
    manifest: Option<Manifest>,
}

/// What is good about a file, or what is wrong with it.
type Found = Result<String, String>;

impl Checker<'_> {
    fn add(&mut self, file: &Path, state: FileState, detail: impl Into<String>) {
        let file = file.strip_prefix(self.run).unwrap_or(file).to_path_buf();
        self.files.push(FileCheck { file, state, detail: detail.into() });
    }

    fn found(&mut self, file: &Path, found: Found) {
        match found {
            Ok(detail) => self.whole(file, FileState::Good, detail),
            // The file is named beside it.
            Err(detail) => {
                let named = format!("{}: ", file.display());
                self.add(file, FileState::Bad, detail.strip_prefix(&named).unwrap_or(&detail));
            }
        }
    }

    /// Records a file that is whole in itself: whether it is what the run wrote.
    fn whole(&mut self, file: &Path, state: FileState, detail: String) {
        match self.is_changed(file) {
            false => self.add(file, state, detail),
            true => self.add(file, FileState::Changed, format!("not what the run wrote: {detail}")),
        }
    }

    fn is_changed(&self, file: &Path) -> bool {
        let Some(name) = name_of(self.run, file) else { return false };
        let kept =
            |manifest: &Manifest| manifest.get(&name).is_none_or(|entry| entry.is_kept(self.run, &name));
        // A running process may have written both in the meantime.
        let now = || Manifest::read(self.run).ok().flatten();
        self.manifest.as_ref().is_some_and(|manifest| !kept(manifest) && !now().is_some_and(|m| kept(&m)))
    }

    fn manifest(&mut self) {
        let path = self.run.join(MANIFEST);
        match Manifest::read(self.run) {
            Ok(Some(manifest)) => {
                let files = manifest.files().count();
                self.manifest = Some(manifest);
                self.add(&path, FileState::Good, format!("{files} files"));
            }
            Ok(None) if RunRecord::read(self.run).is_ok_and(|record| record.manifest) => {
                self.add(&path, FileState::Missing, "not found");
            }
            Ok(None) => {}
            Err(why) => self.add(&path, FileState::Bad, why.to_string()),
        }
    }

    /// Files that the run wrote and that have not been checked yet.
    fn gone(&mut self) {
        let Some(manifest) = &self.manifest else { return };
        let now = Manifest::read(self.run).ok().flatten();
        let listed = |name: &str| now.as_ref().is_none_or(|now| now.get(name).is_some());
        let seen = |name: &str| self.files.iter().any(|found| found.file == Path::new(name));
        let gone: Vec<_> = manifest
            .files()
            .filter(|(name, _)| !seen(name) && listed(name) && !self.run.join(name).exists())
            .map(|(name, entry)| (self.run.join(name), entry.content().bytes))
            .collect();
        for (path, bytes) in gone {
            self.add(&path, FileState::Missing, format!("gone: the run wrote {}", units::bytes(bytes)));
        }
    }

    /// The bucket file that the configuration names, which is kept elsewhere.
    fn buckets(&mut self) {
        let Ok(config) = config_of(self.run) else { return };
        let Some(path) = config.buckets.path.clone() else { return };
        if !path.exists() {
            return self.add(&path, FileState::Missing, "the bucket file of `buckets.path`: not found");
        }
        let expected = self.record.as_ref().and_then(|record| record.bucket_hash.clone());
        let game = Game::build(&config.game(), &config.buckets, config.workers(), &mut unobserved);
        let found = game.map_err(words).map(|game| game.buckets);
        let found = found.and_then(|buckets| match expected.is_none_or(|hash| hash == hex(buckets.hash)) {
            true => Ok(buckets.name),
            false => Err(format!("other buckets than the run was trained with: {}", buckets.name)),
        });
        self.found(&path, found);
    }

    /// Checks a file that must be there.
    fn needs(&mut self, name: &str, check: impl FnOnce(&mut Self, &Path) -> Found) {
        let path = self.run.join(name);
        if path.exists() {
            let found = check(self, &path);
            self.found(&path, found);
        } else {
            self.add(&path, FileState::Missing, "not found");
        }
    }

    fn config(&mut self) {
        self.needs(CONFIG, |checker, path| {
            text(path)?;
            let config: TrainConfig = config_of(checker.run).map_err(words)?;
            checker.recipe = Some(config.recipe());
            Ok(format!("{}, seed {}", config.game.kind, config.seed))
        });
    }

    fn record(&mut self) {
        self.needs(RUN, |checker, path| {
            text(path)?;
            let record = RunRecord::read(checker.run).map_err(words)?;
            if let Some(recipe) = &checker.recipe {
                let expected = hex(recipe.hash());
                if record.config_hash != expected {
                    let found = record.config_hash;
                    return Err(format!("of another configuration: found hash {found}, expected {expected}"));
                }
            }
            let detail = format!("{}, {} iterations", record.state, record.iterations);
            checker.record = Some(record);
            Ok(detail)
        });
    }

    /// Whether a recipe in a file is that of the run.
    fn same_recipe(&self, found: &Recipe) -> Result<(), String> {
        let Some(expected) = &self.recipe else { return Ok(()) };
        match expected.differences(found).first() {
            None => Ok(()),
            Some(difference) => Err(format!("of another run: {difference}")),
        }
    }

    fn checkpoints(&mut self) {
        for path in checkpoint::list(&self.run.join(CHECKPOINTS)).unwrap_or_default() {
            let found = self.checkpoint(&path);
            if path.exists() {
                self.found(&path, found);
            }
        }
        for path in checkpoint::orphans(&self.run.join(CHECKPOINTS)).unwrap_or_default() {
            let detail = format!("of a checkpoint that is not finished, {}", size(&path));
            self.add(&path, FileState::Leftover, detail);
        }
        let trained = self.record.as_ref().is_some_and(|record| record.state != RunState::Running);
        let failed = self.record.as_ref().is_some_and(|record| record.state == RunState::Failed);
        if self.resumes_at.is_none() && trained && !failed {
            self.add(&self.run.join(CHECKPOINTS), FileState::Missing, "no good checkpoint");
        }
    }

    fn checkpoint(&mut self, path: &Path) -> Found {
        let checkpoint = Checkpoint::open(path).map_err(words)?;
        self.same_recipe(checkpoint.recipe())?;
        let iterations = checkpoint.iterations();
        same_number(iterations, checkpoint::iterations_of(path))?;
        self.resumes_at = self.resumes_at.max(Some(iterations));
        let shares = checkpoint.shares().len();
        for share in checkpoint.shares() {
            self.found(share, Ok(format!("a share of {iterations} iterations, {}", size(share))));
        }
        Ok(match shares {
            0 => format!("{iterations} iterations, {}", size(path)),
            _ => format!("{iterations} iterations, in {shares} shares"),
        })
    }

    fn snapshots(&mut self) {
        const PREFIX: &str = "snapshot-";
        for path in numbered_files(&self.run.join(SNAPSHOTS), PREFIX).unwrap_or_default() {
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            let named = name.strip_prefix(PREFIX).and_then(|number| number.parse().ok());
            let found = self.blueprint(&path, named);
            if path.exists() {
                self.found(&path, found);
            }
        }
    }

    fn blueprint(&self, path: &Path, iterations: Option<u64>) -> Found {
        let blueprint = Blueprint::open(path).map_err(words)?;
        self.same_recipe(blueprint.recipe())?;
        same_number(blueprint.iterations(), iterations.or(Some(blueprint.iterations())))?;
        Ok(format!("{} iterations, {}", blueprint.iterations(), size(path)))
    }

    /// The blueprint: it must be of this run and not an average, however it got there.
    fn result(&self, path: &Path) -> Found {
        let detail = self.blueprint(path, None)?;
        match Blueprint::open_at_once(path).and_then(|blueprint| blueprint.average_of()) {
            Ok(parts) if parts.is_empty() => Ok(detail),
            Ok(parts) => {
                Err(format!("not what this run trained, but an average of {} strategies", parts.len()))
            }
            Err(error) => Err(words(error)),
        }
    }

    /// What a finished run has; one that is running, or was killed, may have it.
    fn results(&mut self) {
        let ended = self.record.as_ref().is_some_and(|record| {
            matches!(record.state, RunState::Finished | RunState::Interrupted | RunState::Paused)
                && record.iterations > 0
        });
        let mut check = |name: &str, check: &dyn Fn(&Self, &Path) -> Found| {
            if ended || self.run.join(name).exists() {
                self.needs(name, |checker, path| check(checker, path));
            }
        };
        check("blueprint.hdm", &|checker, path| checker.result(path));
        check("report.json", &|_, path| {
            let report: Report = serde_json::from_str(&text(path)?).map_err(|e| e.to_string())?;
            Ok(format!("{} iterations", report.iterations))
        });
        check("report.md", &|_, path| Ok(format!("{} lines", text(path)?.lines().count())));
    }

    fn logs(&mut self) {
        let log = self.run.join("log.jsonl");
        if log.exists() {
            self.cut(&log, lines::check_log(&log));
        }
        let events = fs::read_dir(self.run.join("tensorboard"));
        let mut events: Vec<_> = events.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        events.sort();
        for path in events {
            let cut = lines::check_events(&path);
            self.cut(&path, cut);
        }
    }

    fn cut(&mut self, path: &Path, found: Result<Cut, String>) {
        match found {
            Ok(Cut { whole, cut: 0, what }) => self.found(path, Ok(format!("{whole} {what}"))),
            Ok(Cut { whole, cut, what }) => {
                self.whole(path, FileState::Cut, format!("{whole} {what}, and {cut} cut short by a kill"));
            }
            Err(error) => self.found(path, Err(error)),
        }
    }

    /// Files that nobody reads.
    fn leftovers(&mut self) {
        for directory in [self.run.to_path_buf(), self.run.join(CHECKPOINTS), self.run.join(SNAPSHOTS)] {
            let entries = fs::read_dir(&directory).into_iter().flatten().flatten();
            let mut found: Vec<(PathBuf, &str)> = entries
                .filter_map(|entry| {
                    let name = entry.file_name().into_string().ok()?;
                    let what = match () {
                        () if is_partial_name(&name) => "unfinished, or being written now",
                        () if name.ends_with(".damaged") => "a damaged checkpoint that was set aside",
                        () => return None,
                    };
                    (name != LOCK).then_some((entry.path(), what))
                })
                .collect();
            found.sort();
            for (path, what) in found {
                let detail = format!("{what}, {}", size(&path));
                self.add(&path, FileState::Leftover, detail);
            }
        }
    }
}

fn same_number(found: u64, named: Option<u64>) -> Result<(), String> {
    match named == Some(found) {
        true => Ok(()),
        false => Err(format!("holds {found} iterations, which is not what its name says")),
    }
}

/// A text file of a plausible length.
fn text(path: &Path) -> Result<String, String> {
    holdem_store::read_text(path, MOST_TEXT_BYTES).map_err(|e| e.to_string())
}

fn size(path: &Path) -> String {
    fs::metadata(path).map_or_else(|_| "gone".to_owned(), |meta| units::bytes(meta.len()))
}

/// An error with its causes.
fn words(error: impl Into<TrainError>) -> String {
    let error = error.into();
    let mut text = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}
