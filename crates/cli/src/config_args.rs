//! A configuration on the command line: a file, and what is said over it.

use std::path::{Path, PathBuf};

use clap::{ArgAction, Args};
use holdem_abstraction::{BucketParams, ParseParamsError};
use holdem_blueprint::config::{BucketConfig, DiscountMode, HandsPerBoard};
use holdem_blueprint::sampling::{HandSampling, Sampler};
use holdem_training::config::Draft;
use holdem_training::{TrainConfig, TrainError};

use crate::duration::parse_secs;

/// A configuration file and the keys that most runs are told.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// Configuration in YAML; what the command line says goes over it. `configs/full.yaml` lists every key.
    #[arg(value_name = "CONFIG")]
    file: Option<PathBuf>,
    /// The same as CONFIG.
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    config: Option<PathBuf>,
    /// Iterations: boards to train on; deals for external and outcome sampling. The last batch is cut short:
    /// to stop on the way and go on to the same bits use --chunk-iters.
    #[arg(long, value_name = "N", visible_alias = "iterations")]
    iters: Option<u64>,
    /// How long to train: `120`, `90s`, `5m`, `1h`. With --resume-from it counts all sessions [default: 120].
    #[arg(long, value_name = "DURATION", value_parser = parse_secs)]
    time_budget: Option<f64>,
    /// Buckets on the flop, the turn and the river (`500`, `500/300/200`), each with a family if need be
    /// (`percentile:200`, `potential:200/histogram:200/ochs:200`; see `holdem buckets build --help`), `auto`
    /// for as many as memory and time allow, or a bucket file [default: 5000 for two players, 1000 for more].
    #[arg(long, value_name = "BUCKETS|auto|FILE", value_parser = parse_buckets)]
    buckets: Option<Buckets>,
    /// Time between checkpoints, 0 for one at the end only; the first after 30 s at most [default: 5m].
    #[arg(long, value_name = "DURATION", value_parser = parse_secs)]
    checkpoint_interval: Option<f64>,
    /// Boards between checkpoints, besides the time [default: none].
    #[arg(long, value_name = "N")]
    checkpoint_iters: Option<u64>,
    /// Stop after so many boards: everything is saved, and the exit code is 75 [default: none].
    #[arg(long, value_name = "N")]
    chunk_iters: Option<u64>,
    /// Stop after so long: everything is saved, and the exit code is 75 [default: none].
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
    /// Write TensorBoard files [default].
    #[arg(long, overrides_with = "no_tensorboard")]
    tensorboard: bool,
    /// Write no TensorBoard files.
    #[arg(long, overrides_with = "tensorboard")]
    no_tensorboard: bool,
    /// Threads, 0 for one per core. Public chance sampling gives the same bits for any number; external and
    /// outcome sampling for one only [default: 0].
    #[arg(long, value_name = "N")]
    num_workers: Option<usize>,
    /// Boards per batch, reached by a ramp [default: 64].
    #[arg(long, value_name = "N")]
    batch_size: Option<usize>,
    /// Private hands sampled per board, or `all` [default: 128].
    #[arg(long, value_name = "N|all")]
    hands_per_board: Option<HandsPerBoard>,
    /// How these hands are drawn: stratified (one from each of equal shares in order of strength) or uniform
    /// [default: stratified].
    #[arg(long, value_name = "NAME")]
    hand_sampling: Option<HandSampling>,
    /// Seed of all boards and hands [default: 1].
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Stack of every player in big blinds, or one for each: `5,10,20`, the small blind first, the button
    /// last [default: 100].
    #[arg(
        long,
        value_name = "BB",
        value_delimiter = ',',
        num_args = 1,
        action = ArgAction::Set,
        value_parser = parse_stack
    )]
    stack: Option<Vec<f64>>,
    /// How deals are drawn and walked: public-chance (all hands of a board at once, two players), external or
    /// outcome (one hand for each player) [default: public-chance for two players, external for more].
    #[arg(long, value_name = "NAME")]
    sampler: Option<Sampler>,
    /// Skip the exploiter and the exploitability at the end.
    #[arg(long)]
    no_eval: bool,
    /// Any key of a configuration, `eval.flops=4`; may be said several times.
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
}

/// Where buckets come from.
#[derive(Clone, Debug, PartialEq)]
enum Buckets {
    Params(BucketParams),
    Auto,
    File(PathBuf),
}

/// A stack in big blinds.
fn parse_stack(text: &str) -> Result<f64, String> {
    text.parse().map_err(|_| format!("`{text}` is not a number of big blinds"))
}

/// Families and counts, or else the path of a file; what begins with a digit or has a colon was meant as
/// counts, unless there is such a file.
fn parse_buckets(text: &str) -> Result<Buckets, ParseParamsError> {
    if text == "auto" {
        return Ok(Buckets::Auto);
    }
    match text.parse::<BucketParams>() {
        Ok(params) => Ok(Buckets::Params(params)),
        Err(error) if looks_like_counts(text) && !Path::new(text).exists() => Err(error),
        Err(_) => Ok(Buckets::File(PathBuf::from(text))),
    }
}

fn looks_like_counts(text: &str) -> bool {
    text.contains(':') || text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
}

impl Buckets {
    /// The section `buckets` with these instead of those that it has.
    fn over(&self, section: &BucketConfig) -> BucketConfig {
        let mut section = section.clone();
        section.auto = *self == Self::Auto;
        section.memory_bytes = section.memory_bytes.filter(|_| section.auto);
        match self {
            Self::Params(params) => section.set_params(params),
            Self::Auto => {
                [section.flop, section.turn, section.river] = [None; 3];
                section.path = None;
            }
            Self::File(path) => {
                section.forget_params();
                section.path = Some(path.clone());
            }
        }
        section
    }
}

impl ConfigArgs {
    /// The configuration of the file, or the one that holds without a file, with what is said over it.
    pub(crate) fn read(
        &self,
        without: impl FnOnce() -> Result<TrainConfig, TrainError>,
    ) -> anyhow::Result<TrainConfig> {
        let mut draft = match self.file.as_ref().or(self.config.as_ref()) {
            Some(file) => Draft::from_yaml_path(file)?,
            None => Draft::from(without()?),
        };
        self.say(&mut draft);
        self.set.iter().try_for_each(|text| draft.say_text(text))?;
        Ok(draft.check()?)
    }

    /// Whether a file was named.
    pub(crate) fn has_file(&self) -> bool {
        self.file.is_some() || self.config.is_some()
    }

    fn say(&self, draft: &mut Draft) {
        let section = self.buckets.as_ref().map(|buckets| buckets.over(&draft.read_config().buckets));
        draft.say("buckets", section);
        draft.say("num_iterations", self.iters);
        draft.say("time_budget_seconds", self.time_budget);
        draft.say("num_players", self.num_players.or(self.players_by_stacks(draft.read_config())));
        draft.say("num_workers", self.num_workers);
        draft.say("batch_size", self.batch_size);
        draft.say("hands_per_board", self.hands_per_board);
        draft.say("hand_sampling", self.hand_sampling);
        draft.say("seed", self.seed);
        self.say_stacks(draft);
        draft.say("sampler", self.sampler);
        draft.say("exploration_epsilon", self.epsilon);
        draft.say("checkpoint_interval", self.checkpoint_interval);
        draft.say("checkpoint_interval_iterations", self.checkpoint_iters);
        draft.say("chunk_iterations", self.chunk_iters);
        draft.say("chunk_seconds", self.chunk_time);
        draft.say("snapshot_interval_seconds", self.snapshot_interval);
        draft.say("discount_mode", self.discount_mode);
        draft.say("discount_interval", self.discount_interval);
        draft.say("tensorboard", (self.tensorboard || self.no_tensorboard).then_some(self.tensorboard));
        if self.no_eval {
            draft.say("eval.exploitability", Some(false));
            draft.say("eval.exploiter_seconds", Some(0.0));
            draft.say("eval.exploiter_iterations", Some(None::<u64>));
            draft.say("eval.match", Some(Vec::<String>::new()));
            draft.say("eval.lbr", Some(None::<String>));
        }
    }

    fn say_stacks(&self, draft: &mut Draft) {
        match self.stack.as_deref() {
            Some([stack]) => draft.say("game.stack", Some(stack)),
            stacks => draft.say("game.stacks", stacks),
        }
    }

    /// Several stacks say how many players there are, where nothing else does.
    fn players_by_stacks(&self, read: &TrainConfig) -> Option<u8> {
        let said = read.num_players.or(read.game.num_players);
        let stacks = self.stack.as_ref().filter(|stacks| stacks.len() > 1 && said.is_none())?;
        u8::try_from(stacks.len()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
