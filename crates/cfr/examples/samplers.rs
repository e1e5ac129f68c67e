//! Vector training against external sampling on the same tree and buckets, judged by `versus` on shared boards.
//!
//! ```text
//! cargo run --release -p holdem-cfr --example samplers -- BUCKETS.hdm [--stack BB] [--hands N] [--workers N]
//!     [--vector SECS,SECS,...] [--external SECS,...] [--batch N] [--boards N] [--exact FLOPS]
//!     [--menu MENU.yaml] [--clock wall|cpu] [--pairs all|equal]
//! ```
//! Each sampler trains once and is looked at after each of its times. Prints the speed so far, the result of every pair (with
//! `--pairs equal` of those with the same time), and with `--exact` each strategy's exploitability. With `--clock cpu` a second is
//! one second of processor time of each worker: for machines that do other things as well.
#![allow(clippy::print_stdout)]

use holdem_abstraction::BucketFile;
use holdem_cfr::discount::Discount;
use holdem_cfr::evaluate::exact::exploitability;
use holdem_cfr::evaluate::versus::{Boards, versus};
use holdem_cfr::layout::{bucket_counts, table_bytes_by_street};
use holdem_cfr::sampled::{SampledOptions, SampledSolver};
use holdem_cfr::solver::{Solver, SolverOptions};
use holdem_cfr::strategy::Strategy;
use holdem_game::deal::HoldemCards;
use holdem_game::menu::BetMenu;
use holdem_game::tree::{BettingTree, NoLimitHoldem};
use std::collections::HashMap;
use std::time::Instant;

type Cards = HoldemCards<BucketFile>;

/// Big blind of 2 chips to thousandths.
const MBB_PER_CHIP: f64 = 500.0;

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
}

/// Sampler, seconds, strategy.
type Trained = (&'static str, f64, Strategy);

fn vector(tree: &BettingTree, cards: &Cards, args: &Args) -> Vec<Trained> {
    if args.list("--vector").is_empty() {
        return Vec::new();
    }
    let hands = args.number("--hands", 128.0) as usize;
    let discount = match args.0.get("--discount").map(String::as_str) {
        None | Some("linear") => Discount::Linear,
        Some("none") => Discount::None,
        Some("dcfr") => Discount::Dcfr { alpha: 1.5, beta: 0.0, gamma: 2.0, interval: 1000 },
        Some(other) => panic!("no discount {other}"),
    };
    let options = SolverOptions {
        seed: 11,
        batch_size: args.number("--batch", 64.0) as usize,
        hands_per_board: (hands > 0).then_some(hands),
        discount,
        ..SolverOptions::default()
    };
    let mut solver = Solver::new(tree, cards, options).expect("memory");
    let mut clock = Clock::new(args);
    args.list("--vector")
        .into_iter()
        .map(|seconds| {
            clock.train(|workers, stop| solver.run(workers, u64::MAX, &|_| stop(seconds)));
            let (secs, work) = (clock.secs, *solver.work());
            println!(
                "vector {seconds} s: {} boards, {:.0} boards/s, {:.2} M nodes/s, {:.0} M hand-node visits/s, {} batches",
                work.iterations,
                work.iterations as f64 / secs,
                work.nodes as f64 / secs / 1e6,
                work.hand_node_visits as f64 / secs / 1e6,
                work.batches
            );
            ("vector", seconds, solver.average_strategy())
        })
        .collect()
}

fn external(tree: &BettingTree, cards: &Cards, args: &Args) -> Vec<Trained> {
    if args.list("--external").is_empty() {
        return Vec::new();
    }
    let mut sampler = SampledSolver::new(tree, cards, SampledOptions::external(11, 2)).expect("memory");
    let mut clock = Clock::new(args);
    args.list("--external")
        .into_iter()
        .map(|seconds| {
            clock.train(|workers, stop| sampler.run(workers, u64::MAX, &|_| stop(seconds)));
            let (secs, work) = (clock.secs, *sampler.work());
            println!(
                "external {seconds} s: {} deals, {:.0} deals/s, {:.2} M nodes/s",
                work.iterations,
                work.iterations as f64 / secs,
                work.nodes as f64 / secs / 1e6
            );
            ("external", seconds, sampler.average_strategy())
        })
        .collect()
}

/// Time spent training by one sampler.
struct Clock {
    cpu: bool,
    workers: usize,
    secs: f64,
}

impl Clock {
    fn new(args: &Args) -> Self {
        let cpu = args.0.get("--clock").is_some_and(|clock| clock == "cpu");
        Self { cpu, workers: args.number("--workers", 2.0) as usize, secs: 0.0 }
    }
    /// Calls `run` with the number of workers and a question that is true once so many seconds have been spent in all.
    fn train(&mut self, run: impl FnOnce(usize, &(dyn Fn(f64) -> bool + Sync))) {
        let (start, cpu, before) = (Instant::now(), cpu_seconds(), self.secs);
        let secs = || match self.cpu {
            true => before + (cpu_seconds() - cpu) / self.workers as f64,
            false => before + start.elapsed().as_secs_f64(),
        };
        run(self.workers, &|until| secs() >= until);
        self.secs = secs();
    }
}

/// User and system time of this process in seconds.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(") ").next().unwrap_or_default();
    let ticks = |field: usize| after_name.split(' ').nth(field).and_then(|t| t.parse::<f64>().ok());
    (ticks(11).unwrap_or(0.0) + ticks(12).unwrap_or(0.0)) / 100.0
}

fn menu(args: &Args) -> BetMenu {
    args.0.get("--menu").map_or_else(BetMenu::default, |path| {
        let text = std::fs::read_to_string(path).expect("a menu file");
        serde_saphyr::from_str(&text).expect("a menu")
    })
}

fn main() {
    let args = Args::parse();
    let tree = NoLimitHoldem::heads_up(args.number("--stack", 100.0), menu(&args))
        .and_then(|game| game.tree_within(50_000_000))
        .expect("the menu makes a tree");
    let cards = HoldemCards::new(BucketFile::open(&args.1).expect("a bucket file"));
    let bytes: u64 = table_bytes_by_street(&tree, &bucket_counts(&cards)).iter().sum();
    println!("{} decisions, {} nodes, tables of {bytes} bytes", tree.num_decisions(), tree.nodes().len());
    let mut strategies = vector(&tree, &cards, &args);
    strategies.extend(external(&tree, &cards, &args));
    let equal = args.0.get("--pairs").is_some_and(|pairs| pairs == "equal");
    let boards = Boards { seed: 99, count: args.number("--boards", 1000.0) as usize, workers: 2 };
    for (i, (name, secs, a)) in strategies.iter().enumerate() {
        for (other, other_secs, b) in strategies[..i].iter().filter(|other| !equal || other.1 == *secs) {
            let start = Instant::now();
            let gain = versus(&tree, &cards, a, b, boards).gain.scaled(MBB_PER_CHIP);
            println!(
                "{name} {secs} s against {other} {other_secs} s: {:+.1} ± {:.1} mbb/h ({:.1} s)",
                gain.mean,
                gain.interval(),
                start.elapsed().as_secs_f64()
            );
        }
    }
    let flops = args.number("--exact", 0.0) as usize;
    if flops > 0 {
        let flops = Cards::sample_flops(flops, 5);
        for (name, trained, strategy) in &strategies {
            let start = Instant::now();
            let gap = exploitability(&tree, &cards, [strategy, strategy], Some(&flops), 2, &|_, _| {});
            let gap = gap.chips.scaled(MBB_PER_CHIP);
            let secs = start.elapsed().as_secs_f64();
            println!(
                "{name} {trained} s: exploitability {:.0} ± {:.0} mbb/h ({secs:.1} s)",
                gap.mean,
                gap.interval()
            );
        }
    }
}
