//! Vector training against external sampling on the same tree and buckets, judged by `versus` on shared
//! boards.
//!
//! ```text
//! cargo run --release -p holdem-experiments --bin samplers -- BUCKETS.hdm [--stack BB] \
//!     [--hands SAMPLE,SAMPLE,...] [--workers N] [--vector SECS,SECS,...] [--external SECS,...] \
//!     [--variants VARIANT,...] [--batch N] [--start N,N,...] [--part BYTES,BYTES,...] [--seeds N,N,...] \
//!     [--boards N] [--exact FLOPS] [--menu MENU.yaml] [--clock wall|cpu|iterations] [--pairs all|equal]
//! ```
//! Each sampler trains once with each seed and is looked at after each of its times: vector training from
//! each length of the first batches (`--start`), with tables in parts of each size (`--part`, 0 for no parts)
//! and with each sample of the hands of a board (`--hands`: `64` for so many, stratified, `uniform:128`, or
//! `all`), external sampling in each of its
//! `--variants` (`opponents` or `lines` for where averages are collected, `THRESHOLD:SHARE` for pruning below
//! so many big blinds of regret in that share of the iterations). Prints the speed so far, the result of
//! every pair (with `--pairs equal` of those with the same time and seed, and their mean over several seeds),
//! and with `--exact` each strategy's exploitability. With `--clock cpu` a second is one second of processor
//! time of each worker: for machines that do other things as well; with `--clock iterations` it is one
//! iteration.
#![allow(clippy::print_stdout)]

use holdem_cfr::discount::Discount;
use holdem_cfr::evaluate::exact::{Watch, exploitability};
use holdem_cfr::evaluate::versus::{Boards, versus};
use holdem_cfr::sampled::{Averaging, Pruning, SampledOptions, SampledSolver};
use holdem_cfr::tables::layout::{bucket_counts, table_bytes_by_street};
use holdem_cfr::{SolverOptions, Strategy, VectorSolver};
use holdem_experiments::{Cards, MBB_PER_CHIP, cpu_secs, open, sample_flops, shared};
use holdem_game::deal::HandSample;
use holdem_game::menu::BetMenu;
use holdem_game::tree::{BettingTree, NoLimitHoldem};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

const CHIPS_PER_BB: f32 = 2.0;

struct Args(HashMap<String, String>, String);

impl Args {
    fn parse() -> Self {
        let mut args = std::env::args().skip(1);
        let path = args.next().expect("usage: samplers BUCKETS.hdm [--key value]...");
        let mut named = HashMap::new();
        while let Some(key) = args.next() {
            named.insert(key, args.next().expect("every --key has a value"));
        }
        Self(named, path)
    }
    fn number(&self, key: &str, default: f64) -> f64 {
        self.0.get(key).map_or(default, |v| v.parse().expect("a number"))
    }
    fn list(&self, key: &str) -> Vec<f64> {
        let list = self.0.get(key).map_or("", String::as_str);
        list.split(',').filter(|v| !v.is_empty()).map(|v| v.parse().expect("numbers")).collect()
    }
    fn list_or(&self, key: &str, default: f64) -> Vec<f64> {
        let list = self.list(key);
        if list.is_empty() { vec![default] } else { list }
    }
}

/// A strategy and how it came about.
struct Trained {
    name: String,
    seed: u64,
    at: f64,
    strategy: Strategy,
}

impl Trained {
    /// Whether both had the same time and luck.
    fn equals(&self, other: &Self) -> bool {
        (self.seed, self.at) == (other.seed, other.at)
    }
}

impl fmt::Display for Trained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} (seed {})", self.name, self.at, self.seed)
    }
}

fn vector(
    tree: &Arc<BettingTree>,
    cards: &Cards,
    args: &Args,
    seed: u64,
    [batch_start, part]: [usize; 2],
    hands: &str,
) -> Vec<Trained> {
    let discount = match args.0.get("--discount").map(String::as_str) {
        None | Some("linear") => Discount::Linear,
        Some("none") => Discount::None,
        Some("dcfr") => Discount::Dcfr { alpha: 1.5, beta: 0.0, gamma: 2.0, interval: 1000 },
        Some(other) => panic!("no discount {other}"),
    };
    let options = SolverOptions {
        seed,
        batch_start,
        part_bytes: (part > 0).then_some(part as u64),
        batch_size: args.number("--batch", 64.0) as usize,
        hands: sample(hands),
        discount,
        ..SolverOptions::default()
    };
    let mut solver = VectorSolver::new(tree, &shared(cards), options).expect("memory");
    let mut clock = Clock::new(args);
    let name = format!("vector from {batch_start} in parts of {part}, {hands} hands");
    let train = |at| {
        clock.train(|workers, stop| solver.run(workers, u64::MAX, &|work| stop(at, work.iterations)));
        let (secs, work) = (clock.secs, *solver.work());
        println!(
            "{name}, seed {seed}, {at}: {} boards in {secs:.2} s, {:.0} boards/s, {:.2} M nodes/s, {:.0} M \
             hand-node visits/s, \
             {} batches",
            work.iterations,
            work.iterations as f64 / secs,
            work.nodes as f64 / secs / 1e6,
            work.hand_node_visits as f64 / secs / 1e6,
            work.batches
        );
        Trained { name: name.clone(), seed, at, strategy: solver.average_strategy() }
    };
    args.list("--vector").into_iter().map(train).collect()
}

/// `all`, a number, or `uniform:` and a number.
fn sample(text: &str) -> HandSample {
    let number = |text: &str| text.parse().expect("a number of hands, uniform:NUMBER or all");
    match (text, text.strip_prefix("uniform:")) {
        ("all", _) => HandSample::All,
        (_, Some(count)) => HandSample::Uniform(number(count)),
        (count, None) => HandSample::Stratified(number(count)),
    }
}

/// `opponents` or `lines`: where averages are collected. `THRESHOLD:SHARE` in big blinds: pruning of so many
/// of the iterations.
fn external_options(variant: &str, seed: u64) -> SampledOptions {
    let plain = SampledOptions::external(seed, 2);
    match variant {
        "opponents" => SampledOptions { averaging: Averaging::Opponents, ..plain },
        "lines" => SampledOptions { averaging: Averaging::Lines, ..plain },
        pruning => {
            let (threshold, share) = pruning.split_once(':').expect("opponents, lines or THRESHOLD:SHARE");
            let [threshold, probability] = [threshold, share].map(|text| text.parse().expect("a number"));
            let threshold: f32 = threshold;
            let pruning = Pruning { threshold: threshold * CHIPS_PER_BB, probability };
            SampledOptions { pruning: Some(pruning), ..plain }
        }
    }
}

fn external(tree: &Arc<BettingTree>, cards: &Cards, args: &Args, seed: u64, variant: &str) -> Vec<Trained> {
    let mut sampler = SampledSolver::new(tree, &shared(cards), external_options(variant, seed))
        .expect("memory for the tables");
    let name = format!("external {variant}");
    let mut clock = Clock::new(args);
    let train = |at| {
        clock.train(|workers, stop| sampler.run(workers, u64::MAX, &|work| stop(at, work.iterations)));
        let (secs, work) = (clock.secs, *sampler.work());
        println!(
            "{name}, seed {seed}, {at}: {} deals in {secs:.2} s, {:.0} deals/s, {:.2} M nodes/s",
            work.iterations,
            work.iterations as f64 / secs,
            work.nodes as f64 / secs / 1e6
        );
        Trained { name: name.clone(), seed, at, strategy: sampler.average_strategy() }
    };
    args.list("--external").into_iter().map(train).collect()
}

/// What ends training.
#[derive(Clone, Copy, PartialEq)]
enum Limit {
    WallSeconds,
    CpuSeconds,
    Iterations,
}

/// Time spent training by one sampler.
struct Clock {
    limit: Limit,
    workers: usize,
    /// Of the processor for each worker with [`Limit::CpuSeconds`] and [`Limit::Iterations`].
    secs: f64,
}

impl Clock {
    fn new(args: &Args) -> Self {
        let limit = match args.0.get("--clock").map(String::as_str) {
            None | Some("wall") => Limit::WallSeconds,
            Some("cpu") => Limit::CpuSeconds,
            Some("iterations") => Limit::Iterations,
            Some(other) => panic!("no clock {other}"),
        };
        Self { limit, workers: args.number("--workers", 2.0) as usize, secs: 0.0 }
    }
    /// Calls `run` with the number of workers and a question that is true once so many seconds have been
    /// spent in all, or iterations been done.
    fn train(&mut self, run: impl FnOnce(usize, &(dyn Fn(f64, u64) -> bool + Sync))) {
        let (start, cpu, before) = (Instant::now(), cpu_secs(), self.secs);
        let secs = || match self.limit {
            Limit::WallSeconds => before + start.elapsed().as_secs_f64(),
            Limit::CpuSeconds | Limit::Iterations => before + (cpu_secs() - cpu) / self.workers as f64,
        };
        run(self.workers, &|until, iterations| match self.limit {
            Limit::Iterations => iterations as f64 >= until,
            Limit::WallSeconds | Limit::CpuSeconds => secs() >= until,
        });
        self.secs = secs();
    }
}

fn menu(args: &Args) -> BetMenu {
    args.0.get("--menu").map_or_else(BetMenu::default, |path| {
        let text = std::fs::read_to_string(path).expect("a menu file");
        serde_saphyr::from_str(&text).expect("a menu")
    })
}

/// Mean and half the width of its 95 % interval; of a few numbers that is a rough one.
fn mean_and_interval(numbers: &[f64]) -> (f64, f64) {
    let n = numbers.len() as f64;
    let mean = numbers.iter().sum::<f64>() / n;
    let variance = numbers.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, 1.96 * (variance / n).sqrt())
}

/// Trains all that is asked for, seed by seed.
fn train(tree: &Arc<BettingTree>, cards: &Cards, args: &Args) -> Vec<Trained> {
    let mut strategies = Vec::new();
    for seed in args.list_or("--seeds", 11.0).into_iter().map(|seed| seed as u64) {
        if !args.list("--vector").is_empty() {
            for start in args.list_or("--start", 1.0) {
                for part in args.list_or("--part", 0.0) {
                    for hands in args.0.get("--hands").map_or("128", String::as_str).split(',') {
                        let options = [start, part].map(|number| number as usize);
                        strategies.extend(vector(tree, cards, args, seed, options, hands));
                    }
                }
            }
        }
        if !args.list("--external").is_empty() {
            let variants = args.0.get("--variants").map_or("opponents", String::as_str);
            strategies
                .extend(variants.split(',').flat_map(|variant| external(tree, cards, args, seed, variant)));
        }
    }
    strategies
}

/// Lets the strategies meet.
fn compare(tree: &Arc<BettingTree>, cards: &Cards, args: &Args, strategies: &[Trained]) {
    let mut over_seeds = BTreeMap::<String, Vec<f64>>::new();
    let equal = args.0.get("--pairs").is_some_and(|pairs| pairs == "equal");
    let count = args.number("--boards", 1000.0) as usize;
    for (i, mine) in strategies.iter().enumerate() {
        for other in strategies[..i].iter().filter(|other| !equal || other.equals(mine)) {
            let start = Instant::now();
            let boards = Boards { seed: 88 + mine.seed, count, workers: 2 };
            let gain = versus(tree, cards.as_ref(), &mine.strategy, &other.strategy, boards).gain;
            let (gain, secs) = (gain.scaled(MBB_PER_CHIP), start.elapsed().as_secs_f64());
            println!("{mine} against {other}: {gain:+.1} mbb/h ({secs:.1} s)");
            if other.equals(mine) {
                let pair = format!("{} against {} at {}", mine.name, other.name, mine.at);
                over_seeds.entry(pair).or_default().push(gain.mean);
            }
        }
    }
    for (pair, gains) in over_seeds.iter().filter(|(_, gains)| gains.len() > 1) {
        let (mean, interval) = mean_and_interval(gains);
        println!("{pair}: {mean:+.1} ± {interval:.1} mbb/h over {} seeds", gains.len());
    }
}

/// Measures the strategies on so many flops, each with all turns and rivers.
fn measure(tree: &Arc<BettingTree>, cards: &Cards, flops: usize, strategies: &[Trained]) {
    let flops = sample_flops(cards, flops, 5);
    for trained in strategies {
        let start = Instant::now();
        let both = [&trained.strategy; 2];
        let gap = exploitability(tree, cards.as_ref(), both, Some(&flops), 2, &Watch::NOBODY)
            .expect("nobody stops it")
            .chips
            .scaled(MBB_PER_CHIP);
        let secs = start.elapsed().as_secs_f64();
        println!("{trained}: exploitability {gap:.0} mbb/h ({secs:.1} s)");
    }
}

fn main() {
    holdem_experiments::help(include_str!("samplers.rs"));
    let args = Args::parse();
    let tree: Arc<BettingTree> = NoLimitHoldem::heads_up(args.number("--stack", 100.0), menu(&args))
        .and_then(|game| game.tree_within(50_000_000))
        .map(Arc::new)
        .expect("the menu makes a tree");
    let cards = open(&args.1);
    let bytes: u64 = table_bytes_by_street(&tree, &bucket_counts(cards.as_ref())).iter().sum();
    println!("{} decisions, {} nodes, tables of {bytes} bytes", tree.num_decisions(), tree.nodes().len());
    let strategies = train(&tree, &cards, &args);
    compare(&tree, &cards, &args, &strategies);
    let flops = args.number("--exact", 0.0) as usize;
    if flops > 0 {
        measure(&tree, &cards, flops, &strategies);
    }
}
