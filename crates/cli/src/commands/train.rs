//! `holdem train`: zero to blueprint.

use std::path::{Path, PathBuf};

use clap::Args;
use holdem_abstraction::{BucketParams, ParseParamsError};
use holdem_blueprint::config::{DiscountMode, HandsPerBoard};
use holdem_blueprint::sampling::Sampler;
use holdem_training::{Overrides, TrainConfig, TrainOptions, config_to_resume, train};

use crate::commands::estimate;
use crate::duration::parse_secs;
use crate::exit::Exit;
use crate::output::{self, Format};
use crate::progress::{self, ProgressArgs};
use crate::summary;

/// Train a strategy: build the abstraction if none is cached, train, measure, report.
///
/// Without arguments: heads-up no-limit hold'em, blinds 1/2, 100 big blinds, for 120 s on all cores. Ctrl-C ends the run
/// early with everything saved; a second one ends it at once.
#[derive(Debug, Args)]
pub(crate) struct TrainArgs {
    /// Configuration in YAML; what the command line says goes over it. `configs/full.yaml` lists every key.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Iterations: boards to train on; deals for external and outcome sampling.
    #[arg(long, value_name = "N", visible_alias = "iterations")]
    iters: Option<u64>,
    /// How long to train: `120`, `90s`, `5m`, `1h`. With --resume-from it counts all sessions [default: 120].
    #[arg(long, value_name = "DURATION", value_parser = parse_secs)]
    time_budget: Option<f64>,
    /// Buckets on the flop, the turn and the river (`500`, `500/300/200`), each with a
    /// family if need be (`percentile:200`, `potential:200/histogram:200/ochs:200`; see `holdem buckets build --help`), `auto` for as many as memory
    /// and time allow, or a bucket file [default: 1000].
    #[arg(long, value_name = "BUCKETS|auto|FILE", value_parser = parse_buckets)]
    buckets: Option<Buckets>,
    /// The run directory; it must not hold a run [default: a new one in runs/].
    #[arg(long, value_name = "DIR")]
    logdir: Option<PathBuf>,
    /// Time between checkpoints, 0 for one at the end only [default: 5m].
    #[arg(long, value_name = "DURATION", value_parser = parse_secs)]
    checkpoint_interval: Option<f64>,
    /// Boards between checkpoints, besides the time [default: none].
    #[arg(long, value_name = "N")]
    checkpoint_iters: Option<u64>,
    /// Boards of one sitting: then everything is saved and the exit code is 75 [default: none].
    #[arg(long, value_name = "N")]
    chunk_iters: Option<u64>,
    /// Time of one sitting: then everything is saved and the exit code is 75 [default: none].
    #[arg(long, value_name = "DURATION", value_parser = parse_secs)]
    chunk_time: Option<f64>,
    /// Time between snapshots of the strategy, 0 for none [default: 60s].
    #[arg(long, value_name = "DURATION", value_parser = parse_secs)]
    snapshot_interval: Option<f64>,
    /// How much an iteration counts: none (all the same), linear, power or dcfr [default: linear].
    #[arg(long, value_name = "MODE")]
    discount_mode: Option<DiscountMode>,
    /// Boards from one DCFR discount to the next [default: 1000].
    #[arg(long, value_name = "N")]
    discount_interval: Option<u64>,
    /// Seats [default: 2].
    #[arg(long, value_name = "N")]
    num_players: Option<u8>,
    /// Outcome sampling: share of exploration [default: 0.6].
    #[arg(long, value_name = "SHARE")]
    epsilon: Option<f64>,
    /// Continue a run directory from its newest checkpoint, or a certain checkpoint; in place unless --logdir names another.
    #[arg(long, value_name = "RUN|CHECKPOINT")]
    resume_from: Option<PathBuf>,
    /// Continue the run in --logdir if there is one, start it otherwise: one command for a scheduler to repeat.
    #[arg(long, requires = "logdir", conflicts_with = "resume_from")]
    auto_resume: bool,
    /// Write TensorBoard files [default].
    #[arg(long, overrides_with = "no_tensorboard")]
    tensorboard: bool,
    /// Write no TensorBoard files.
    #[arg(long, overrides_with = "tensorboard")]
    no_tensorboard: bool,
    /// Threads, 0 for one per core [default: 0].
    #[arg(long, value_name = "N")]
    num_workers: Option<usize>,
    /// Boards per batch, reached by a ramp [default: 64].
    #[arg(long, value_name = "N")]
    batch_size: Option<usize>,
    /// Private hands sampled per board, or `all` [default: 128].
    #[arg(long, value_name = "N|all")]
    hands_per_board: Option<HandsPerBoard>,
    /// Seed of all boards and hands [default: 1].
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Stacks in big blinds [default: 100].
    #[arg(long, value_name = "BB")]
    stack: Option<f64>,
    /// How deals are drawn and walked: public-chance (all hands of a board at once, two players), external or outcome
    /// (one hand for each player) [default: public-chance for two players, external for more].
    #[arg(long, value_name = "NAME")]
    sampler: Option<Sampler>,
    /// Skip the exploiter and the exploitability at the end.
    #[arg(long)]
    no_eval: bool,
    /// Show the resolved configuration and what it needs, and stop; nothing is written.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    progress: ProgressArgs,
}

/// Where buckets come from.
#[derive(Clone, Debug, PartialEq)]
enum Buckets {
    Params(BucketParams),
    Auto,
    File(PathBuf),
}

/// Families and counts, or else the path of a file. What is made of digits and slashes only or has a colon was meant as counts.
fn parse_buckets(text: &str) -> Result<Buckets, ParseParamsError> {
    if text == "auto" {
        return Ok(Buckets::Auto);
    }
    match text.parse::<BucketParams>() {
        Ok(params) => Ok(Buckets::Params(params)),
        Err(error) if text.contains(':') || text.chars().all(|c| c.is_ascii_digit() || c == '/') => {
            Err(error)
        }
        Err(_) => Ok(Buckets::File(PathBuf::from(text))),
    }
}

impl TrainArgs {
    /// The configuration: file (or that of the resumed run), then command line.
    fn config(&self) -> anyhow::Result<TrainConfig> {
        let mut config = match (&self.config, self.resumed()) {
            (Some(file), _) => TrainConfig::from_yaml_path(file)?,
            (None, Some(run)) => config_to_resume(run)?,
            (None, None) => TrainConfig::default(),
        };
        let buckets = &mut config.buckets;
        match &self.buckets {
            Some(Buckets::File(path)) => {
                buckets.forget_params();
                (buckets.auto, buckets.memory_bytes, buckets.path) = (false, None, Some(path.clone()));
            }
            Some(Buckets::Auto) => {
                [buckets.flop, buckets.turn, buckets.river] = [None; 3];
                (buckets.auto, buckets.path) = (true, None);
            }
            Some(Buckets::Params(_)) | None => {}
        }
        if self.no_eval {
            config.eval.exploitability = false;
            config.eval.exploiter_seconds = 0.0;
            config.eval.exploiter_iterations = None;
        }
        Ok(config.with(&self.overrides())?)
    }

    /// What is continued.
    fn resumed(&self) -> Option<&Path> {
        let begun =
            || self.logdir.as_deref().filter(|logdir| self.auto_resume && logdir.join("run.json").exists());
        self.resume_from.as_deref().or_else(begun)
    }

    fn overrides(&self) -> Overrides {
        Overrides {
            time_budget_seconds: self.time_budget,
            num_iterations: self.iters,
            num_players: self.num_players,
            num_workers: self.num_workers,
            batch_size: self.batch_size,
            hands_per_board: self.hands_per_board,
            seed: self.seed,
            stack: self.stack,
            sampler: self.sampler,
            exploration_epsilon: self.epsilon,
            buckets: match self.buckets {
                Some(Buckets::Params(params)) => Some(params),
                Some(Buckets::File(_) | Buckets::Auto) | None => None,
            },
            checkpoint_interval: self.checkpoint_interval,
            checkpoint_interval_iterations: self.checkpoint_iters,
            chunk_iterations: self.chunk_iters,
            chunk_seconds: self.chunk_time,
            snapshot_interval_seconds: self.snapshot_interval,
            discount_mode: self.discount_mode,
            discount_interval: self.discount_interval,
            tensorboard: match (self.tensorboard, self.no_tensorboard) {
                (true, _) => Some(true),
                (_, true) => Some(false),
                (false, false) => None,
            },
        }
    }
}

/// Runs `holdem train`.
pub(crate) fn run(args: &TrainArgs) -> anyhow::Result<Exit> {
    let config = args.config()?;
    if args.dry_run {
        return dry_run(&config, args.resumed(), args.progress.format());
    }
    let stop = progress::stop_on_signals()?;
    let mut reporter = args.progress.reporter();
    let options = TrainOptions {
        logdir: args.logdir.clone(),
        resume_from: args.resumed().map(Path::to_path_buf),
        command: std::env::args().collect::<Vec<_>>().join(" "),
        ..TrainOptions::default()
    };
    let outcome = train(&config, &options, &mut reporter, &stop)?;
    output::result(args.progress.format(), || summary::of_run(&outcome), &outcome.report)?;
    let (why, exit) = match (outcome.paused, outcome.interrupted) {
        (true, _) => ("end of the chunk", Exit::Paused),
        (false, true) => ("interrupted", Exit::Interrupted),
        (false, false) => return Ok(Exit::Done),
    };
    let directory = outcome.directory.display();
    output::say(&format!("{why}; everything is saved; go on with: holdem train --resume-from {directory}"));
    Ok(exit)
}

/// Shows what a run would do. A run that would be refused for lack of memory is refused here too.
fn dry_run(config: &TrainConfig, resumed: Option<&Path>, format: Format) -> anyhow::Result<Exit> {
    let (config, why) = config.with_sampler(resumed)?;
    why.iter().for_each(|text| output::say(text));
    let config = &estimate::with_bucket_counts(&config, resumed)?;
    let (config, why) = &config.with_parts(resumed)?;
    why.iter().for_each(|text| output::say(text));
    let estimate = holdem_training::estimate(config)?;
    if format == Format::Text {
        output::print(&config.resolved().to_yaml())?;
        output::print("")?;
    }
    output::result(format, || estimate::text(&estimate), &estimate)?;
    estimate.check()?;
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;

    #[derive(Debug, Parser)]
    struct Train {
        #[command(flatten)]
        args: TrainArgs,
    }

    #[test]
    fn defaults_in_the_help_are_those_of_the_configuration() {
        let default = TrainConfig::default().resolved();
        let budget = default.time_budget_seconds.map(|secs| secs.to_string());
        let expected = [
            ("time_budget", budget.unwrap_or_default()),
            ("buckets", default.buckets.counts()[0].to_string()),
            ("checkpoint_interval", format!("{}m", default.checkpoint_interval / 60.0)),
            ("snapshot_interval", format!("{}s", default.snapshot_interval_seconds)),
            ("discount_mode", default.discount_mode.map_or_else(String::new, |mode| mode.to_string())),
            ("discount_interval", default.discount_interval.to_string()),
            ("num_players", default.players().to_string()),
            ("num_workers", default.num_workers.to_string()),
            ("batch_size", default.batch_size.to_string()),
            ("hands_per_board", default.hands_per_board.to_string()),
            ("seed", default.seed.to_string()),
            ("stack", default.game.stack_bb().to_string()),
            ("sampler", format!("{} for two players, external for more", default.sampler())),
            ("epsilon", "0.6".to_owned()),
        ];
        let command = Train::command();
        for (id, value) in expected {
            let argument = command.get_arguments().find(|argument| argument.get_id() == id);
            let help = argument.and_then(|a| a.get_help()).expect("every argument is described").to_string();
            assert!(help.ends_with(&format!("[default: {value}]")), "{id}: {help}");
        }
    }

    #[test]
    fn the_command_line_goes_over_the_file() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../configs/small.yaml");
        let words = ["train", "--config", file, "--seed", "9", "--time-budget", "1m", "--no-tensorboard"];
        let config = Train::parse_from(words).args.config().unwrap();
        assert_eq!((config.seed, config.time_budget_seconds, config.tensorboard), (9, Some(60.0), false));
        let alone = TrainConfig::from_yaml_path(file).unwrap();
        assert_eq!((&config.game, &config.buckets), (&alone.game, &alone.buckets));
        let words =
            ["train", "--config", file, "--buckets", "30", "--no-eval", "--no-tensorboard", "--tensorboard"];
        let config = Train::parse_from(words).args.config().unwrap();
        assert_eq!(config.buckets.counts().map(|count| count.get()), [30; 3]);
        assert!(!config.eval.exploitability && config.eval.exploiter_seconds == 0.0 && config.tensorboard);
    }

    #[test]
    fn buckets_are_counts_or_a_file() {
        let counts = |text: &str| match parse_buckets(text) {
            Ok(Buckets::Params(p)) => [p.flop, p.turn, p.river].map(|street| street.buckets.get()),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(counts("200"), [200; 3]);
        assert_eq!(counts("169/30/20/10"), [30, 20, 10]);
        assert_eq!(parse_buckets("cache/mine.hdm"), Ok(Buckets::File("cache/mine.hdm".into())));
        assert_eq!(parse_buckets("auto"), Ok(Buckets::Auto));
        assert!(parse_buckets("20/30").is_err() && parse_buckets("1").is_err());
        let families: BucketParams = "histogram:9/histogram:8/ochs:7".parse().expect("families per street");
        assert_eq!(parse_buckets("histogram:9/histogram:8/ochs:7"), Ok(Buckets::Params(families)));
        assert!(parse_buckets("histogramm:9/200/200").is_err());
    }
}
