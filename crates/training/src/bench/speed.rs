//! How fast the game of `holdem train` without a configuration is trained.

use std::fs;
use std::ops::ControlFlow;
use std::time::Instant;

use holdem_abstraction::BucketCount;
use holdem_cfr::engine::{Engine, EngineOptions, EngineState};
use holdem_cfr::tables::layout::{bucket_counts, table_bytes_by_street};
use holdem_cfr::vector::solver::RAMP;
use holdem_cfr::vector::solver::Work;
use holdem_game::menu::BetMenu;
use holdem_telemetry::Reporter;
use holdem_telemetry::resources::{self, Sample};
use serde::Serialize;

use super::deck::Deck;
use super::{BenchOptions, workload};
use crate::TrainError;
use crate::config::TrainConfig;
use holdem_blueprint::build_tree;
use holdem_blueprint::config::BucketConfig;
use holdem_blueprint::sampling::Sampler;

/// Buckets of a street.
const BUCKETS: u64 = 1000;
/// Warm-up before the measurement, as a share of the measured time.
const WARM_UP: f64 = 0.25;
/// Slices of the measured time, which show how much the rate varies.
const SLICES: usize = 4;

/// Rates of all samplers on one game.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpeedBench {
    /// The game in words.
    pub game: String,
    /// Nodes of its betting tree.
    pub nodes: usize,
    /// The buckets in words.
    pub buckets: String,
    /// Whether coarse buckets stand in for a file, see [`super::stand_in`].
    pub stands_in: bool,
    /// Seconds for which each sampler was measured.
    pub secs: f64,
    /// By sampler.
    pub rates: Vec<SamplerSpeed>,
}

/// Speed of one sampler.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SamplerSpeed {
    /// The sampler.
    pub sampler: Sampler,
    /// What was done.
    #[serde(flatten)]
    pub rates: Rates,
    /// Bytes of regrets and strategy sums.
    pub table_bytes: u64,
    /// Peak of resident memory during training, buckets included; `None` where the system does not report it.
    pub peak_resident_bytes: Option<u64>,
}

/// How fast something is trained.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Rates {
    /// Boards of vector training, deals of the other samplers.
    pub iterations_per_sec: f64,
    /// Nodes entered per second, terminal ones included: once per board, or once per walk of a deal.
    pub nodes_per_sec: f64,
    /// Hands valued at nodes per second. A walk of a single hand values one at each node.
    pub hand_node_visits_per_sec: f64,
    /// Difference of the fastest and the slowest quarter of the time, in percent of the mean rate.
    pub spread_percent: f64,
    /// Cores kept busy; `None` where the system does not report it.
    pub busy_cores: Option<f64>,
}

/// Measures the speed of every requested sampler.
///
/// # Errors
/// [`TrainError::Engine`] if memory is refused, [`TrainError::Blueprint`] if the cached bucket file cannot be
/// used.
pub(super) fn measure(options: &BenchOptions, reporter: &mut Reporter) -> Result<SpeedBench, TrainError> {
    let mut config = TrainConfig::default();
    // The default menu and buckets may change, but rates must stay comparable with earlier ones.
    config.game.menu = Some(BetMenu::compact());
    let buckets = Some(BucketCount::try_from(BUCKETS).expect("1,000 is a number of buckets"));
    config.buckets = BucketConfig { flop: buckets, turn: buckets, river: buckets, ..config.buckets };
    let tree = build_tree(&config.game())?;
    reporter.phase_started("buckets");
    let deck = Deck::of(&config, tree.into(), options.workers, options.stand_in)?;
    reporter.phase_finished("buckets");
    let mut rates = Vec::new();
    for &sampler in &options.samplers {
        let phase = format!("speed: {sampler}");
        reporter.phase_started(&phase);
        rates.push(of_sampler(sampler, &deck, options)?);
        reporter.phase_finished(&phase);
    }
    Ok(SpeedBench {
        game: format!("heads-up, {} big blinds, compact menu", config.game.stack_bb()),
        nodes: deck.tree.nodes().len(),
        buckets: deck.buckets,
        stands_in: deck.stands_in,
        secs: options.seconds,
        rates,
    })
}

fn of_sampler(sampler: Sampler, deck: &Deck, options: &BenchOptions) -> Result<SamplerSpeed, TrainError> {
    forget_peak();
    let (tree, cards) = (&deck.tree, &deck.cards);
    let training = workload::options(sampler, tree.num_players());
    let mut engine = training.engine(tree, cards)?;
    skip_ramp(&training, &mut *engine);
    Ok(SamplerSpeed {
        sampler,
        rates: rates(&mut *engine, options.workers, options.seconds),
        table_bytes: table_bytes_by_street(tree, &bucket_counts(&**cards)).iter().sum(),
        peak_resident_bytes: resources::peak_resident_bytes(),
    })
}

/// Resets the peak of resident memory. Where the system refuses, it stays that of the whole process.
fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// Lets vector training begin with full-size batches, which it would otherwise reach only after many seconds.
pub(crate) fn skip_ramp(options: &EngineOptions, engine: &mut dyn Engine) {
    if let EngineOptions::PublicChance(options) = options {
        let work = Work { iterations: RAMP * options.batch_size as u64, ..Work::default() };
        let state = EngineState { work, ..engine.state() };
        let as_it_is = engine.import(&state, &mut |_, _| ControlFlow::Continue(()));
        assert!(as_it_is, "an engine takes back its own state");
    }
}

/// Trains for a quarter of `secs`, then for `secs`, and returns the rate of the latter.
pub(crate) fn rates(engine: &mut dyn Engine, workers: usize, secs: f64) -> Rates {
    train(engine, workers, secs * WARM_UP);
    let (first, before, start) = (engine.work(), Sample::now(), Instant::now());
    let mut slices = Vec::new();
    for _ in 0..SLICES {
        let (then, start) = (engine.work().nodes, Instant::now());
        train(engine, workers, secs / SLICES as f64);
        slices.push((engine.work().nodes - then) as f64 / start.elapsed().as_secs_f64());
    }
    let (last, secs) = (engine.work(), start.elapsed().as_secs_f64());
    let usage = Sample::now().since(&before);
    let per_sec = |count: fn(&Work) -> u64| (count(&last) - count(&first)) as f64 / secs;
    let mean = per_sec(|work| work.nodes);
    let (low, high) =
        slices.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), &x| (low.min(x), high.max(x)));
    Rates {
        iterations_per_sec: per_sec(|work| work.iterations),
        nodes_per_sec: mean,
        hand_node_visits_per_sec: per_sec(|work| work.hand_node_visits),
        spread_percent: 100.0 * (high - low) / mean.max(f64::MIN_POSITIVE),
        busy_cores: usage.busy_cores(),
    }
}

fn train(engine: &mut dyn Engine, workers: usize, secs: f64) {
    let start = Instant::now();
    engine.run(workers.min(engine.most_workers()), u64::MAX, &|_| start.elapsed().as_secs_f64() >= secs);
}
