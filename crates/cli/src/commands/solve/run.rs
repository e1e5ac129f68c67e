//! `holdem solve SPOT`: solves a spot, prints its root and keeps the solution.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use holdem_blueprint::solution::file::{holds_game, spot_of};
use holdem_blueprint::solution::{
    ExactProgress, Keep, NamedVariant, Needed, Origin, Record, Solution, StopAt, Stopped, Storage,
    StorageChoice,
};
use holdem_game::spot::{Spot, SpotGame};
use holdem_store::Destination;
use holdem_telemetry::resources::{self, Memory};
use holdem_telemetry::{Progress, Reporter, terminal};

use super::spot_args::SpotArgs;
use super::{text, value, workers};
use crate::duration::parse_secs;
use crate::exit::{Exit, UsageError};
use crate::output::{self, Format};
use crate::progress::stop_on_signals;
use crate::words::{KEEPS, STORAGES, one_of};

/// When to stop: whatever comes first.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Limits {
    /// Exploitability to reach, in percent of the pot; 0: never [default: 0.3 if nothing else ends it].
    #[arg(long, value_name = "PERCENT")]
    target: Option<f64>,
    /// Time to solve: `30s`, `5m`.
    #[arg(long, value_name = "TIME", value_parser = parse_secs)]
    time: Option<f64>,
    /// Iterations in all.
    #[arg(long, value_name = "N")]
    iterations: Option<u64>,
}

impl Limits {
    /// What the solver is told.
    pub(super) fn stop_at(&self) -> Result<StopAt, UsageError> {
        let ends = self.iterations.is_some() || self.time.is_some();
        let target_pct = self.target.unwrap_or(if ends { 0.0 } else { StopAt::default().target_pct });
        if !(target_pct >= 0.0 && target_pct.is_finite()) {
            return Err(UsageError(format!(
                "--target is {target_pct}, expected 0 or more per cent of the pot"
            )));
        }
        // Longer than any clock: no limit.
        let time = self.time.and_then(|secs| Duration::try_from_secs_f64(secs).ok());
        Ok(StopAt { target_pct, iterations: self.iterations, time })
    }
}

/// Arguments of `holdem solve`.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    spot: SpotArgs,
    #[command(flatten)]
    limits: Limits,
    /// How tables are kept [default: f32].
    #[arg(long, value_parser = one_of(STORAGES))]
    storage: Option<StorageChoice>,
    /// Variant of CFR: dcfr-fast, dcfr-restarts, dcfr, hs-dcfr, cfr+, pcfr+, pdcfr+ or cfr+whole [default:
    /// dcfr-fast].
    #[arg(long, value_name = "NAME")]
    variant: Option<NamedVariant>,
    /// Threads, 0 for one per core; the result is the same.
    #[arg(long, value_name = "N", default_value_t = 0)]
    workers: usize,
    /// Show what would be solved and the memory it needs, and end.
    #[arg(long)]
    dry_run: bool,
    /// File for the solution.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// What is kept in it.
    #[arg(long, value_parser = one_of(KEEPS), default_value = "all")]
    keep: Keep,
    /// Replace a file that stands at --out.
    #[arg(long, requires = "out")]
    force: bool,
    /// Solve on from this solution; it is replaced unless --out names another file.
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
    /// Write every hand of both players as well (JSON).
    #[arg(long)]
    combos: bool,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What is to be solved, before memory is taken.
struct Job {
    spot: Spot,
    /// Line to the decision that is shown.
    line: String,
    record: Record,
    needed: Needed,
}

/// Runs `holdem solve`.
pub(crate) fn run(args: &RunArgs) -> anyhow::Result<Exit> {
    if let Some(path) = args.spot.file().filter(|path| super::blinds::is_game(path)) {
        return super::blinds::run(args, path);
    }
    if let Some(file) = &args.resume
        && holds_game(file)?
    {
        return super::blinds::resume(args, file);
    }
    let stop_at = args.limits.stop_at()?;
    let to = args.destination()?;
    let job = args.job()?;
    output::say(&text::needed(&job.needed, job.record.storage));
    if args.dry_run {
        output::result(args.format, || text::dry_run(&job.spot, &job.needed), &value::dry_run(&job.needed))?;
        return Ok(Exit::Done);
    }
    let workers = workers(args.workers);
    let mut solution = match &args.resume {
        Some(file) => Solution::resume(file, workers)?,
        None => Solution::prepare(&job.spot, job.record, workers)?,
    };
    let first = solution.record().iterations;
    let stopped = with_progress(["oop", "ip"], first, &stop_at, |told| solution.solve(&stop_at, told))?;
    if let Some(to) = &to {
        args.write(&solution, to)?;
    }
    let root = solution.node(&job.line)?;
    let shown = value::Shown { combos: args.combos };
    output::result(
        args.format,
        || text::solved(&solution, &root, stopped),
        &value::solved(&solution, &root, stopped, shown),
    )?;
    Ok(if stopped == Stopped::Asked { Exit::Interrupted } else { Exit::Done })
}

impl RunArgs {
    /// Where the solution is to go, judged before the work.
    pub(super) fn destination(&self) -> anyhow::Result<Option<Destination>> {
        match (&self.out, &self.resume) {
            (Some(out), _) => output::destination(out, self.force).map(Some),
            (None, Some(resumed)) => output::destination(resumed, true).map(Some),
            (None, None) => Ok(None),
        }
    }

    fn job(&self) -> anyhow::Result<Job> {
        let (Origin { spot, line }, mut record) = match &self.resume {
            Some(file) => self.resumed(file)?,
            None => (self.spot.origin()?, self.bare_record()),
        };
        let needed = Needed::of(&SpotGame::new(&spot)?, record.variant)?;
        record.storage = self.fitting(&needed, &record)?;
        Ok(Job { spot, line, record, needed })
    }

    fn bare_record(&self) -> Record {
        Record { variant: self.variant(), ..Record::default() }
    }

    /// The variant of CFR.
    pub(super) fn variant(&self) -> NamedVariant {
        self.variant.unwrap_or_default()
    }

    /// How a game of so many bytes is solved, if it fits.
    pub(super) fn record(&self, needed: &Needed) -> anyhow::Result<Record> {
        let record = self.bare_record();
        Ok(Record { storage: self.fitting(needed, &record)?, ..record })
    }

    /// The storage that is taken for so many bytes, if they fit.
    pub(super) fn fitting(&self, needed: &Needed, record: &Record) -> anyhow::Result<Storage> {
        let available = Memory::now().map(|memory| memory.available_bytes);
        let storage = needed.choose(self.choice(record), available)?;
        record.variant.expect_storage(storage)?;
        Ok(storage)
    }

    /// When to stop.
    pub(super) fn stop_at(&self) -> Result<StopAt, UsageError> {
        self.limits.stop_at()
    }

    /// What is kept in a file.
    pub(super) fn keep(&self) -> Keep {
        self.keep
    }

    /// Whether nothing is to be solved.
    pub(super) fn is_dry(&self) -> bool {
        self.dry_run
    }

    /// Threads.
    pub(super) fn workers(&self) -> usize {
        workers(self.workers)
    }

    /// How the result is written.
    pub(super) fn format(&self) -> Format {
        self.format
    }

    /// The spot of a file that is solved on, as it was.
    fn resumed(&self, file: &std::path::Path) -> anyhow::Result<(Origin, Record)> {
        self.expect_bare()?;
        let (spot, record) = spot_of(file)?;
        Ok((Origin { spot, line: String::new() }, record))
    }

    /// Refuses what a file that is solved on says itself.
    pub(super) fn expect_bare(&self) -> Result<(), UsageError> {
        let fixed = [
            ("a spot", self.spot.is_given()),
            ("--variant", self.variant.is_some()),
            ("--storage", self.storage.is_some()),
        ];
        if let Some((name, _)) = fixed.iter().find(|(_, given)| *given) {
            return Err(UsageError(format!("{name} cannot be combined with --resume: the file has its own")));
        }
        Ok(())
    }

    fn choice(&self, record: &Record) -> StorageChoice {
        match (&self.resume, self.storage) {
            (Some(_), _) if record.storage == Storage::I16 => StorageChoice::I16,
            (None, Some(storage)) => storage,
            _ => StorageChoice::F32,
        }
    }

    fn write(&self, solution: &Solution, to: &Destination) -> anyhow::Result<()> {
        output::say(&text::written(to, solution.write(to, self.keep())?));
        Ok(())
    }
}

/// A progress callback.
type Callback<'a> = &'a mut dyn FnMut(&ExactProgress) -> ControlFlow<()>;

/// Solves with progress on standard error, until Ctrl-C at the latest. `players`: what both are called.
pub(super) fn with_progress(
    players: [&str; 2],
    first: u64,
    limits: &StopAt,
    solve: impl FnOnce(Callback<'_>) -> Stopped,
) -> anyhow::Result<Stopped> {
    let stop = stop_on_signals()?;
    let mut reporter = Reporter::new();
    reporter.add(terminal::stderr());
    reporter.phase_started("solve");
    let stopped = solve(&mut |at| {
        tell(&mut reporter, players, at);
        if reporter.progress_due() {
            reporter.progress(progress(at, first, limits));
        }
        if stop.is_set() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    reporter.phase_finished("solve");
    Ok(stopped)
}

/// Says in a line what a check has found. What the game is worth is known to within the exploitability: the
/// middle between what a player's strategy guarantees and what the other's allows.
fn tell(reporter: &mut Reporter, [first, second]: [&str; 2], at: &ExactProgress) {
    if let (Some(pct), Some([one, other])) = (at.exploitability_pct, at.ev) {
        reporter.message(format!(
            "iteration {}: exploitability {pct:.3} % of the pot, EV {first} {one:.3}, {second} {other:.3}",
            at.iterations
        ));
    }
}

fn progress(at: &ExactProgress, first: u64, limits: &StopAt) -> Progress {
    let secs = at.elapsed.as_secs_f64();
    let rate = (at.iterations - first) as f64 / secs.max(1e-9);
    let target = at.expected.filter(|_| limits.target_pct > 0.0);
    let last = target.into_iter().chain(limits.iterations).min();
    let by_count = last.map(|last| last.saturating_sub(at.iterations) as f64 / rate);
    let by_time = limits.time.map(|time| time.as_secs_f64() - secs);
    let left = by_count.into_iter().chain(by_time).min_by(f64::total_cmp);
    Progress {
        total: last,
        iterations_per_sec: Some(rate),
        resident_bytes: resources::resident_bytes(),
        remaining_secs: left.map(|left| left.max(0.0)),
        ..Progress::new("it", at.iterations)
    }
}
