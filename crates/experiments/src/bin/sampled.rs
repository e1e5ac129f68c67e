//! The speed of sampled-hand training on any menu, counted as other trainers count it: one iteration is one
//! deal, walked once for each player.
//!
//! ```text
//! cargo run --release -p holdem-experiments --bin sampled -- MENU.yaml --buckets BUCKETS.hdm \
//!     [--stack BB] [--players N]
//!     [--workers N] [--seconds S] [--sampler external|outcome] [--averages opponents|lines]
//! ```
//! The menu is the value of `game.menu` of a configuration.
#![allow(clippy::print_stdout)]

use holdem_cfr::sampled::{Averaging, Exploration, Method, SampledOptions, SampledSolver, Schedule};
use holdem_cfr::tables::layout::{bucket_counts, table_bytes_by_street};
use holdem_experiments::{cpu_secs, open, shared};
use holdem_game::menu::BetMenu;
use holdem_game::rules::Stakes;
use holdem_game::tree::{BettingTree, NoLimitHoldem};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

struct Args(HashMap<String, String>);

impl Args {
    fn number(&self, key: &str, default: f64) -> f64 {
        self.0.get(key).map_or(default, |value| value.parse().expect("a number"))
    }
    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }
}

fn options(args: &Args, players: usize) -> SampledOptions {
    let mut options = SampledOptions::external(args.number("--seed", 1.0) as u64, players);
    if args.text("--sampler") == Some("outcome") {
        options.method = Method::Outcome(Exploration { epsilon: 0.4, schedule: Schedule::Constant });
    }
    match args.text("--averages") {
        Some("opponents") => options.averaging = Averaging::Opponents,
        Some("lines") => options.averaging = Averaging::Lines,
        _ => {}
    }
    options
}

fn main() {
    holdem_experiments::help(include_str!("sampled.rs"));
    let mut given = std::env::args().skip(1);
    let menu = given.next().expect("usage: sampled MENU.yaml --buckets BUCKETS.hdm [--key value]...");
    let mut args = Args(HashMap::new());
    while let Some(key) = given.next() {
        args.0.insert(key, given.next().expect("every --key has a value"));
    }
    let menu = std::fs::read_to_string(menu).expect("a menu file");
    let menu: BetMenu = serde_saphyr::from_str(&menu).expect("a menu");
    let players = args.number("--players", 2.0) as usize;
    let stakes = Stakes::new(100, 200).expect("blinds");
    let stack = (args.number("--stack", 100.0) * 200.0) as u32;
    let start = Instant::now();
    let tree: Arc<BettingTree> = NoLimitHoldem::new(&stakes, &vec![stack; players], menu)
        .and_then(|game| game.tree_within(50_000_000))
        .map(Arc::new)
        .expect("the menu makes a tree");
    let cards = open(args.text("--buckets").expect("--buckets"));
    let counts = tree.counts().map(|street| street.decisions);
    println!(
        "{} decisions {counts:?}, {} nodes, {:.1} s, {:.0} bytes a node",
        tree.num_decisions(),
        tree.nodes().len(),
        start.elapsed().as_secs_f64(),
        tree.bytes() as f64 / tree.nodes().len() as f64
    );
    println!("table bytes by street {:?}", table_bytes_by_street(&tree, &bucket_counts(cards.as_ref())));
    let workers = args.number("--workers", 2.0) as usize;
    let mut solver = SampledSolver::new(&tree, &shared(&cards), options(&args, players)).expect("memory");
    let seconds = args.number("--seconds", 10.0);
    let (mut cpu, mut done) = (cpu_secs(), *solver.work());
    for _ in 0..5 {
        let start = Instant::now();
        solver.run(workers, u64::MAX, &|_| start.elapsed().as_secs_f64() >= seconds / 5.0);
        let (secs, used, work) = (start.elapsed().as_secs_f64(), cpu_secs() - cpu, *solver.work());
        let iterations = (work.iterations - done.iterations) as f64;
        println!(
            "{:9.0} it/s, {:9.0} it per CPU-second, {:6.1} nodes per walk, {:6.1} M nodes per CPU-second",
            iterations / secs,
            iterations / used,
            (work.nodes - done.nodes) as f64 / iterations / players as f64,
            (work.nodes - done.nodes) as f64 / used / 1e6
        );
        (cpu, done) = (cpu + used, work);
    }
    let utility = &done.utility_sum[..players];
    println!(
        "payoffs in big blinds {:.4?}",
        utility.iter().map(|u| u / done.iterations as f64 / 200.0).collect::<Vec<_>>()
    );
}
