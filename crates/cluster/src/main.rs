//! `holdem-mpi`: `holdem train` on many machines. To be started by `mpirun` or a scheduler that knows MPI.

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::{env, panic};

use clap::{Args, Parser, Subcommand};
use holdem_blueprint::ErrorClass;
use holdem_cluster::mpi::Mpi;
use holdem_cluster::{ClusterError, Place, Traffic, Transport, dismiss, greet, serve, train};
use holdem_telemetry::json::JsonSink;
use holdem_telemetry::{Reporter, StopFlag, terminal, units};
use holdem_training::{ConfigError, Draft, TrainConfig, TrainError, TrainOptions, config_to_resume};
use signal_hook::consts::SIGUSR1;

/// Texas Hold'em on many machines: what `holdem train` does, shared by the ranks of MPI.
///
/// Each rank holds the tables of its own subtrees, and the result has the same bits as that of one machine.
/// Rank 0 writes the run directory, which `holdem` reads like any other.
#[derive(Debug, Parser)]
#[command(name = "holdem-mpi", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Train a strategy on all ranks. SIGUSR1 ends the run early with everything saved.
    Train(TrainArgs),
}

#[derive(Debug, Args)]
struct TrainArgs {
    /// Configuration in YAML, as for `holdem train`; what the command line says goes over it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The run directory; it must not hold a run [default: a new one in runs/].
    #[arg(long, value_name = "DIR")]
    logdir: Option<PathBuf>,
    /// Continue a run directory from its newest checkpoint, or a certain checkpoint, whatever number of ranks
    /// it was written by.
    #[arg(long, value_name = "RUN|CHECKPOINT")]
    resume_from: Option<PathBuf>,
    /// Continue the run in --logdir if there is one, start it otherwise: one command for a scheduler to
    /// repeat.
    #[arg(long, requires = "logdir", conflicts_with = "resume_from")]
    auto_resume: bool,
    /// Iterations: boards to train on.
    #[arg(long, value_name = "N", visible_alias = "iterations")]
    iters: Option<u64>,
    /// Seconds to train [default: 120].
    #[arg(long, value_name = "SECONDS")]
    time_budget: Option<f64>,
    /// Seed of all boards and hands.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Threads of each rank, 0 for the cores that it may use, shared with the ranks that may use the same
    /// [default: 0].
    #[arg(long, value_name = "N")]
    num_workers: Option<usize>,
    /// Skip the exploiter and the exploitability at the end.
    #[arg(long)]
    no_eval: bool,
    /// Any key of a configuration, `eval.flops=4`; may be said several times.
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Write progress and messages to standard error as JSON lines.
    #[arg(long)]
    json: bool,
}

impl TrainArgs {
    /// What is continued.
    fn resumed(&self) -> Option<&Path> {
        let begun =
            || self.logdir.as_deref().filter(|logdir| self.auto_resume && logdir.join("run.json").exists());
        self.resume_from.as_deref().or_else(begun)
    }

    /// The configuration that this rank reads. That of a run which is continued is read by rank 0 alone.
    fn config(&self, rank: usize) -> Result<Option<TrainConfig>, TrainError> {
        let mut draft = match (&self.config, self.resumed()) {
            (Some(file), _) => Draft::from_yaml_path(file)?,
            (None, None) => Draft::from(TrainConfig::default()),
            (None, Some(_)) if rank > 0 => return Ok(None),
            (None, Some(run)) => Draft::from(config_to_resume(run)?),
        };
        draft.say("num_iterations", self.iters);
        draft.say("time_budget_seconds", self.time_budget);
        draft.say("seed", self.seed);
        draft.say("num_workers", self.num_workers);
        if self.no_eval {
            draft.say("eval.exploitability", Some(false));
            draft.say("eval.exploiter_seconds", Some(0.0));
            draft.say("eval.exploiter_iterations", Some(None::<u64>));
            draft.say("eval.match", Some(Vec::<String>::new()));
            draft.say("eval.lbr", Some(None::<String>));
        }
        self.set.iter().try_for_each(|text| draft.say_text(text))?;
        Ok(Some(draft.check()?))
    }

    fn reporter(&self) -> Reporter {
        let mut reporter = Reporter::new();
        reporter.add(match self.json {
            true => Box::new(JsonSink::new("standard error", io::stderr())),
            false => terminal::stderr(),
        });
        reporter
    }
}

/// Exit codes, those of `holdem`.
const BUG: u8 = 1;
const USAGE: u8 = 2;
const DATA: u8 = 3;
const PAUSED: u8 = 75;
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let mpi = match Mpi::start() {
        Ok(mpi) => mpi,
        Err(error) => return complain(&error.into()).into(),
    };
    // One rank that ends alone would leave the others waiting.
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        report(panic);
        Mpi::abort(BUG.into());
    }));
    let rank = mpi.rank();
    match Cli::try_parse() {
        Ok(Cli { command: Command::Train(args) }) => match StopFlag::on_signal(SIGUSR1) {
            Ok(stop) => run(mpi, &args, &stop).into(),
            Err(error) => complain(&anyhow::Error::from(error).context("listening for SIGUSR1")).into(),
        },
        Err(error) => {
            // All ranks have the same command line: one speaks for all.
            if rank == 0 {
                let _ = error.print();
            }
            if error.use_stderr() { USAGE.into() } else { ExitCode::SUCCESS }
        }
    }
}

/// Goes through a run as the rank that this process is; returns its exit code. A scheduler sends a signal to
/// all ranks: where rank 0 stops, the others do.
fn run(mpi: Mpi, args: &TrainArgs, stop: &StopFlag) -> u8 {
    let rank = mpi.rank();
    let transport: Arc<dyn Transport> = Arc::new(mpi);
    let program = env::current_exe().unwrap_or_default();
    let read = args.config(rank);
    let told = read.as_ref().map(Option::as_ref).map_err(|error| chain(error));
    let places = match greet(&*transport, &program, told) {
        Ok(places) => places,
        Err(error) if rank > 0 => return code_of(&error),
        // Alone in not reading its configuration, rank 0 knows best why.
        Err(error) => return complain(&read.err().map_or_else(|| error.into(), anyhow::Error::from)),
    };
    if rank > 0 {
        return serve(&transport, &places);
    }
    let config = read.ok().flatten().unwrap_or_default();
    let code = lead(&transport, &places, &config, args, stop).unwrap_or_else(|error| complain(&error));
    dismiss(&*transport, code);
    code
}

/// What rank 0 does while the others serve.
fn lead(
    transport: &Arc<dyn Transport>,
    places: &[Place],
    config: &TrainConfig,
    args: &TrainArgs,
    stop: &StopFlag,
) -> anyhow::Result<u8> {
    let options = TrainOptions {
        logdir: args.logdir.clone(),
        resume_from: args.resumed().map(Path::to_path_buf),
        command: env::args().collect::<Vec<_>>().join(" "),
        ..TrainOptions::default()
    };
    let mut reporter = args.reporter();
    if !config.eval.match_players.is_empty() || config.eval.lbr.is_some() {
        reporter.warning("eval.match and eval.lbr are not played here: ask `holdem eval` for them");
    }
    let (outcome, traffic) = train(transport, places, config, &options, &mut reporter, stop)?;
    for (rank, traffic) in traffic.iter().enumerate() {
        say(&text_of(rank, traffic));
    }
    let directory = outcome.directory.display();
    let (why, code) = match (outcome.paused, outcome.interrupted) {
        (true, _) => ("end of the chunk; everything is saved", PAUSED),
        (false, true) => ("interrupted; everything is saved", INTERRUPTED),
        (false, false) => ("done", 0),
    };
    say(&format!("{why}: {directory}"));
    Ok(code)
}

/// What a rank has exchanged, in a line.
fn text_of(rank: usize, traffic: &Traffic) -> String {
    format!(
        "rank {rank}: {} batches in {:.1} s, {} taken a batch; {:.1} % of the time moving values, {:.1} % \
         waiting for slower ranks",
        traffic.batches,
        traffic.trained_secs,
        units::bytes(traffic.taken_bytes_per_batch() as u64),
        100.0 * traffic.share_moving(),
        100.0 * traffic.share_waiting(),
    )
}

/// Says what went wrong; returns the exit code.
fn complain(error: &anyhow::Error) -> u8 {
    let code = error.chain().map(code_of).find(|&code| code != BUG).unwrap_or(BUG);
    say(&format!("error: {}", chain(error.as_ref())));
    code
}

/// An error and its causes, without those that the error before them has named in full.
fn chain(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |&error| error.source()).map(ToString::to_string);
    causes.fold(String::new(), |text, cause| match text.contains(&cause) {
        true => text,
        false if text.is_empty() => cause,
        false => format!("{text}: {cause}"),
    })
}

fn code_of(error: &(dyn Error + 'static)) -> u8 {
    if error.is::<ClusterError>() || error.is::<ConfigError>() {
        return USAGE;
    }
    match error.downcast_ref::<TrainError>().map(TrainError::class) {
        Some(ErrorClass::Usage) => USAGE,
        Some(ErrorClass::Data) => DATA,
        Some(ErrorClass::Interrupted) => INTERRUPTED,
        None => BUG,
    }
}

/// Writes a line to standard error. If nobody can read it there is nobody to tell.
fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
