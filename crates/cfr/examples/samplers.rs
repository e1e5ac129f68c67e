//! Vector training against external sampling on the same tree and buckets, judged by `versus` on shared boards.
//!
//! ```text
//! cargo run --release -p holdem-cfr --example samplers -- BUCKETS.hdm [--stack BB] [--hands N] [--workers N]
//!     [--vector SECS,SECS,...] [--external SECS,...] [--batch N] [--boards N] [--exact FLOPS]
//! ```
//! Prints the speed of each run, the result of every pair, and with `--exact` each strategy's exploitability.
#![allow(clippy::print_stdout)]

use holdem_abstraction::BucketFile;
use holdem_cfr::discount::Discount;
use holdem_cfr::evaluate::exact::exploitability;
use holdem_cfr::evaluate::versus::{Boards, versus};
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

fn vector(tree: &BettingTree, cards: &Cards, args: &Args, seconds: f64) -> Strategy {
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
    };
    let mut solver = Solver::new(tree, cards, options).expect("memory");
    let start = Instant::now();
    let workers = args.number("--workers", 2.0) as usize;
    solver.run(workers, u64::MAX, &|_| start.elapsed().as_secs_f64() >= seconds);
    let (secs, work) = (start.elapsed().as_secs_f64(), *solver.work());
    println!(
        "vector {seconds} s, {workers} workers: {:.0} boards/s, {:.2} M nodes/s, {:.0} M hand-node visits/s, {} batches",
        work.iterations as f64 / secs,
        work.nodes as f64 / secs / 1e6,
        work.hand_node_visits as f64 / secs / 1e6,
        work.batches
    );
    solver.average_strategy()
}

fn external(tree: &BettingTree, cards: &Cards, args: &Args, seconds: f64) -> Strategy {
    let mut sampler = SampledSolver::new(tree, cards, SampledOptions::external(11, 2)).expect("memory");
    let start = Instant::now();
    let workers = args.number("--workers", 2.0) as usize;
    sampler.run(workers, u64::MAX, &|_| start.elapsed().as_secs_f64() >= seconds);
    let secs = start.elapsed().as_secs_f64();
    println!(
        "external {seconds} s, {workers} workers: {:.0} deals/s, {:.2} M nodes/s",
        sampler.work().iterations as f64 / secs,
        sampler.work().nodes as f64 / secs / 1e6
    );
    sampler.average_strategy()
}

fn main() {
    let args = Args::parse();
    let tree = NoLimitHoldem::heads_up(args.number("--stack", 100.0), BetMenu::default())
        .and_then(|game| game.tree())
        .expect("the default menu fits");
    let cards = HoldemCards::new(BucketFile::open(&args.1).expect("a bucket file"));
    println!("{} nodes", tree.nodes().len());
    let mut strategies: Vec<(String, Strategy)> = Vec::new();
    for seconds in args.list("--vector") {
        strategies.push((format!("vector {seconds} s"), vector(&tree, &cards, &args, seconds)));
    }
    for seconds in args.list("--external") {
        strategies.push((format!("external {seconds} s"), external(&tree, &cards, &args, seconds)));
    }
    let boards = Boards { seed: 99, count: args.number("--boards", 1000.0) as usize, workers: 2 };
    for (i, (name, a)) in strategies.iter().enumerate() {
        for (other, b) in &strategies[..i] {
            let start = Instant::now();
            let gain = versus(&tree, &cards, a, b, boards).gain.scaled(MBB_PER_CHIP);
            let secs = start.elapsed().as_secs_f64();
            println!(
                "{name} against {other}: {:+.1} ± {:.1} mbb/h ({secs:.1} s)",
                gain.mean,
                gain.interval()
            );
        }
    }
    let flops = args.number("--exact", 0.0) as usize;
    if flops > 0 {
        let flops = Cards::sample_flops(flops, 5);
        for (name, strategy) in &strategies {
            let start = Instant::now();
            let gap = exploitability(&tree, &cards, [strategy, strategy], Some(&flops), 2, &|_, _| {});
            let gap = gap.chips.scaled(MBB_PER_CHIP);
            let secs = start.elapsed().as_secs_f64();
            println!("{name}: exploitability {:.0} ± {:.0} mbb/h ({secs:.1} s)", gap.mean, gap.interval());
        }
    }
}
