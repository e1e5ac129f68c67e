//! `holdem-mpi`: `holdem train` on many machines. To be started by `mpirun` or a scheduler that knows MPI.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;
use std::{env, panic};

use clap::{Parser, Subcommand};
use holdem_cli::{Exit, TrainArgs, UsageError};
use holdem_cluster::mpi::Mpi;
use holdem_cluster::{ClusterError, Place, Traffic, Transport, dismiss, greet, serve, train};
use holdem_telemetry::{StopFlag, units};
use holdem_training::TrainConfig;
use signal_hook::consts::SIGUSR1;

/// Texas Hold'em on many machines: what `holdem train` does, shared by the ranks of MPI.
///
/// Each rank holds the tables of its own subtrees, and the result has the same bits as that of one machine.
/// The run directory is one that `holdem` reads like any other.
#[derive(Debug, Parser)]
#[command(name = "holdem-mpi", version, propagate_version = true, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Train a strategy on all ranks: as `holdem train`, with --num-workers for each of them.
    ///
    /// SIGUSR1 ends the run early with everything saved; Ctrl-C ends all ranks at once.
    Train(TrainArgs),
}

fn main() -> ExitCode {
    let started = Instant::now();
    let mpi = match Mpi::start() {
        Ok(mpi) => mpi,
        Err(error) => return holdem_cli::end(Err(error.into()), false, started).into(),
    };
    // One rank that ends alone would leave the others waiting.
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        report(panic);
        Mpi::abort(Exit::Bug as i32);
    }));
    match Cli::try_parse() {
        Ok(Cli { command: Command::Train(args) }) => run(mpi, &args, started).into(),
        Err(error) => {
            // All ranks have the same command line: one speaks for all.
            if mpi.rank() == 0 {
                let _ = error.print();
            }
            if error.use_stderr() { Exit::Usage.into() } else { ExitCode::SUCCESS }
        }
    }
}

/// Takes part in a run as the rank that this process is; returns its exit code. A scheduler sends a signal to
/// all ranks; the others stop when rank 0 does.
fn run(mpi: Mpi, args: &TrainArgs, started: Instant) -> u8 {
    let (rank, stop) = (mpi.rank(), StopFlag::on_signal(SIGUSR1));
    let transport: Arc<dyn Transport> = Arc::new(mpi);
    let end = |result| holdem_cli::end(result, args.is_json(), started) as u8;
    let read = read(args, rank);
    let told = read.as_ref().map(Option::as_ref).map_err(|error| format!("{error:#}"));
    let places = match greet(&*transport, &env::current_exe().unwrap_or_default(), told) {
        Ok(places) => places,
        Err(ClusterError::Differs(_)) if rank > 0 => return Exit::Usage as u8,
        // If only rank 0 could not read its configuration, it knows best why.
        Err(error) => return end(Err(read.err().unwrap_or_else(|| UsageError(error.to_string()).into()))),
    };
    if rank > 0 {
        return serve(&transport, &places);
    }
    let config = read.ok().flatten().unwrap_or_default();
    let result = stop.map_err(|error| anyhow::Error::from(error).context("listening for SIGUSR1"));
    let code = end(result.and_then(|stop| lead(&transport, &places, &config, args, &stop)));
    dismiss(&*transport, code);
    code
}

/// The configuration that a rank reads. The configuration of a continued run is read by rank 0 alone.
fn read(args: &TrainArgs, rank: usize) -> anyhow::Result<Option<TrainConfig>> {
    if rank > 0 && args.resumed().is_some() && !args.has_file() {
        return Ok(None);
    }
    args.config().map(Some)
}

/// What rank 0 does while the others serve.
fn lead(
    transport: &Arc<dyn Transport>,
    places: &[Place],
    config: &TrainConfig,
    args: &TrainArgs,
    stop: &StopFlag,
) -> anyhow::Result<Exit> {
    let mut exchanged = Vec::new();
    let result = holdem_cli::lead(args, config, stop, |config, options, reporter, stop| {
        let (outcome, traffic) = train(transport, places, config, options, reporter, stop)?;
        exchanged = traffic;
        Ok(outcome)
    });
    for (rank, traffic) in exchanged.iter().enumerate() {
        holdem_cli::say(&text_of(rank, traffic));
    }
    result
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
