//! `holdem train`: zero to blueprint.

use std::path::{Path, PathBuf};

use clap::Args;
use holdem_arena::{after_training, players};
use holdem_telemetry::{Reporter, StopFlag};
use holdem_training::{Plan, TrainConfig, TrainError, TrainOptions, TrainOutcome, config_to_resume, train};

use crate::commands::estimate;
use crate::config_args::ConfigArgs;
use crate::exit::Exit;
use crate::output::{self, Format};
use crate::progress::{self, ProgressArgs};
use crate::summary;

/// Train a strategy: build the abstraction if none is cached, train, measure, report.
///
/// Without arguments: heads-up no-limit hold'em, blinds 1/2, 100 big blinds, for 120 s on all cores. Ctrl-C
/// ends the run early with everything saved; a second one ends it at once.
#[derive(Debug, Args)]
pub struct TrainArgs {
    #[command(flatten)]
    config: ConfigArgs,
    /// The run directory; it must not hold a run [default: a new one in runs/].
    #[arg(long, value_name = "DIR")]
    logdir: Option<PathBuf>,
    /// Continue a run directory from its newest checkpoint, or a certain checkpoint; in place unless --logdir
    /// names another.
    #[arg(long, value_name = "RUN|CHECKPOINT")]
    resume_from: Option<PathBuf>,
    /// Continue the run in --logdir if there is one, start it otherwise: one command for a scheduler to
    /// repeat.
    #[arg(long, requires = "logdir", conflicts_with = "resume_from")]
    auto_resume: bool,
    /// Show the resolved configuration and what it needs, and stop; nothing is written.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    progress: ProgressArgs,
}

impl TrainArgs {
    /// What is continued.
    pub fn resumed(&self) -> Option<&Path> {
        let begun =
            || self.logdir.as_deref().filter(|logdir| self.auto_resume && logdir.join("run.json").exists());
        self.resume_from.as_deref().or_else(begun)
    }

    /// Whether a file says what is trained; otherwise the run that is continued, or nothing but this command
    /// line.
    pub fn has_file(&self) -> bool {
        self.config.has_file()
    }

    /// Whether progress and messages are to be lines of JSON.
    pub fn is_json(&self) -> bool {
        self.progress.format() == Format::Json
    }

    /// The configuration: that of the file or of the resumed run, and what the command line says over it.
    ///
    /// # Errors
    /// Those of the file, of the run, and of the values.
    pub fn config(&self) -> anyhow::Result<TrainConfig> {
        self.config.read(|| self.resumed().map_or(Ok(TrainConfig::default()), config_to_resume))
    }
}

/// Runs `holdem train`.
pub(crate) fn run(args: &TrainArgs) -> anyhow::Result<Exit> {
    lead(args, &args.config()?, &progress::stop_on_signals()?, train)
}

/// Goes through a run: `trainer` trains, measures and writes it, everything else is done and said here.
///
/// # Errors
/// Those of the trainer, and of what is measured by play.
pub fn lead(
    args: &TrainArgs,
    config: &TrainConfig,
    stop: &StopFlag,
    trainer: impl FnOnce(
        &TrainConfig,
        &TrainOptions,
        &mut Reporter,
        &StopFlag,
    ) -> Result<TrainOutcome, TrainError>,
) -> anyhow::Result<Exit> {
    if args.dry_run {
        return dry_run(config, args.resumed(), args.progress.format());
    }
    config.eval.match_players.iter().try_for_each(|player| players::recognise(player))?;
    let mut reporter = args.progress.reporter();
    let options = TrainOptions {
        logdir: args.logdir.clone(),
        resume_from: args.resumed().map(Path::to_path_buf),
        command: std::env::args_os()
            .map(|word| word.to_string_lossy().into_owned())
            .collect::<Vec<_>>()
            .join(" "),
        play: Some(after_training::hook),
        ..TrainOptions::default()
    };
    let outcome = trainer(config, &options, &mut reporter, stop)?;
    output::result(args.progress.format(), || summary::of_run(&outcome), &outcome.report)?;
    if let Some(failure) = outcome.play_error {
        // With its type, which tells the exit code.
        let failure = match failure.downcast::<after_training::PlayError>() {
            Ok(failure) => anyhow::Error::from(*failure),
            Err(other) => anyhow::Error::from_boxed(other),
        };
        return Err(failure.context("measuring by play what the run came to"));
    }
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
    let plan = Plan::new(config, resumed)?;
    plan.notes.iter().for_each(|text| output::say(text));
    if format == Format::Text {
        output::print(&plan.config.resolved().to_yaml())?;
        output::print("")?;
    }
    output::result(format, || estimate::text(&plan.estimate), &plan.estimate)?;
    plan.estimate.check()?;
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
        let three = TrainConfig { num_players: Some(3), ..TrainConfig::default() }.resolved();
        let buckets = |config: &TrainConfig| config.buckets.counts()[0];
        let budget = default.time_budget_seconds.map(|secs| secs.to_string());
        let expected = [
            ("time_budget", budget.unwrap_or_default()),
            ("buckets", format!("{} for two players, {} for more", buckets(&default), buckets(&three))),
            ("checkpoint_interval", format!("{}m", default.checkpoint_interval / 60.0)),
            ("snapshot_interval", format!("{}s", default.snapshot_interval_seconds)),
            ("discount_mode", default.discount_mode.map_or_else(String::new, |mode| mode.to_string())),
            ("discount_interval", default.discount_interval.to_string()),
            ("num_players", default.players().to_string()),
            ("num_workers", default.num_workers.to_string()),
            ("batch_size", default.batch_size.to_string()),
            ("hands_per_board", default.hands_per_board.to_string()),
            ("hand_sampling", default.hand_sampling.map_or_else(String::new, |how| how.to_string())),
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
}
