//! Which card abstraction makes the strongest strategy? One small betting tree, trained over each bucket
//! file, judged by best response with real cards, by an exploiter of the same abstraction, and by play
//! against each other.
//!
//! ```text
//! cargo run --release -p holdem-experiments --bin abstractions -- [--visits 4,16 | --cpu 60,240] \
//!     [--flops 8] [--boards 400]
//!     [--exploiter 0.25] [--workers 2] [--tree small|default] [--stack 20] FILE.hdm...
//! ```
//! `--visits` are hand-node visits of training in thousand millions: the same work for every file, whatever
//! else the machine does. `--cpu` are CPU-seconds: the same time for every file, what larger tables cost
//! included. `--exploiter` is the part of the boards that an exploiter learns from, 0 for none; `--flops 0`
//! leaves out best responses. Prints Markdown.
#![allow(clippy::print_stdout)]

use holdem_cfr::evaluate::Estimate;
use holdem_cfr::evaluate::exact::{Watch, exploitability};
use holdem_cfr::evaluate::exploiter::{ExploiterOptions, exploiter};
use holdem_cfr::evaluate::versus::{Boards, Contender, versus_across};
use holdem_cfr::tables::layout::{bucket_counts, table_bytes_by_street};
use holdem_cfr::{SolverOptions, Strategy, VectorSolver};
use holdem_experiments::{
    Cards, cpu_secs, heads_up, numbers, open, plus_minus, sample_flops, shared, small_tree,
};
use holdem_game::menu::BetMenu;
use holdem_game::tree::{BettingTree, NodeKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// Amounts of training.
enum Budget {
    /// Thousand millions of hand-node visits.
    Visits(Vec<f64>),
    /// CPU-seconds.
    Cpu(Vec<f64>),
}

struct Args {
    budget: Budget,
    exploiter: f64,
    small: bool,
    flops: usize,
    boards: usize,
    workers: usize,
    stack: f64,
    files: Vec<PathBuf>,
}

impl Args {
    fn parse() -> Self {
        let mut parsed = Self {
            budget: Budget::Visits(vec![4.0, 16.0]),
            exploiter: 0.25,
            small: true,
            flops: 8,
            boards: 400,
            workers: 2,
            stack: 20.0,
            files: Vec::new(),
        };
        let mut args = std::env::args().skip(1);
        while let Some(arg) = args.next() {
            let mut value = || args.next().expect("every --key has a value");
            let number = |text: String| text.parse::<f64>().expect("a number");
            match arg.as_str() {
                "--visits" => parsed.budget = Budget::Visits(numbers(&value())),
                "--cpu" => parsed.budget = Budget::Cpu(numbers(&value())),
                "--exploiter" => parsed.exploiter = number(value()),
                "--tree" => parsed.small = value() == "small",
                "--flops" => parsed.flops = number(value()) as usize,
                "--boards" => parsed.boards = number(value()) as usize,
                "--workers" => parsed.workers = number(value()) as usize,
                "--stack" => parsed.stack = number(value()),
                key if key.starts_with("--") => panic!("no option {key}"),
                file => parsed.files.push(file.into()),
            }
        }
        assert!(!parsed.files.is_empty(), "at least one bucket file");
        parsed
    }

    fn judge(&self) -> Boards {
        Boards { seed: 99, count: self.boards, workers: self.workers }
    }
}

struct Trained {
    name: String,
    cards: Cards,
    strategy: Strategy,
}

/// Trains over one file and prints a row for each amount of training.
fn train(args: &Args, tree: &Arc<BettingTree>, path: &Path) -> Trained {
    let cards = open(path);
    let name = cards.bucket_rows().params().to_string();
    let bytes: u64 = table_bytes_by_street(tree, &bucket_counts(cards.as_ref())).iter().sum();
    let mut solver =
        VectorSolver::new(tree, &shared(&cards), SolverOptions::default()).expect("memory for the tables");
    let flops = (args.flops > 0).then(|| sample_flops(&cards, args.flops, 5));
    let (mut secs, mut cpu) = (0.0, 0.0);
    let (Budget::Visits(amounts) | Budget::Cpu(amounts)) = &args.budget;
    for &amount in amounts {
        let (start, start_cpu) = (Instant::now(), cpu_secs());
        solver.run(args.workers, u64::MAX, &|work| match args.budget {
            Budget::Visits(_) => work.hand_node_visits as f64 >= amount * 1e9,
            Budget::Cpu(_) => cpu + cpu_secs() - start_cpu >= amount,
        });
        secs += start.elapsed().as_secs_f64();
        cpu += cpu_secs() - start_cpu;
        let strategy = solver.average_strategy();
        let gap = flops.as_ref().map(|flops| {
            exploitability(tree, cards.as_ref(), [&strategy; 2], Some(flops), args.workers, &Watch::NOBODY)
                .expect("nobody stops it")
        });
        let options = ExploiterOptions {
            solver: SolverOptions { seed: 77, ..SolverOptions::default() },
            workers: args.workers,
            iterations: (solver.work().iterations as f64 * args.exploiter) as u64,
            spent: &|_, _| 0.0,
            boards: Boards { seed: 98, ..args.judge() },
        };
        let gain = (args.exploiter > 0.0).then(|| {
            exploiter(tree, &shared(&cards), &strategy, &options).expect("memory for the exploiter").gain
        });
        let or_none = |estimate: Option<Estimate>| estimate.map_or("-".to_owned(), plus_minus);
        println!(
            "| {name} | {:.1} | {:.1} | {} | {cpu:.0} | {secs:.0} | {} | {} | {} |",
            bytes as f64 / 1e6,
            solver.work().hand_node_visits as f64 / 1e9,
            solver.work().iterations,
            or_none(gap.as_ref().map(|gap| gap.chips)),
            or_none(gap.and_then(|gap| gap.held_out)),
            or_none(gain),
        );
    }
    let strategy = solver.average_strategy();
    drop(solver);
    Trained { name, cards, strategy }
}

fn main() {
    holdem_experiments::help(include_str!("abstractions.rs"));
    let args = Args::parse();
    let tree = if args.small { small_tree(args.stack) } else { heads_up(args.stack, BetMenu::compact()) };
    let decisions = tree.nodes().iter().filter(|n| matches!(n.kind, NodeKind::Decision { .. })).count();
    println!(
        "{} big blinds, {} nodes, {decisions} decisions, {} flops\n",
        args.stack,
        tree.nodes().len(),
        args.flops
    );
    println!(
        "| buckets | tables, MB | G visits | boards | CPU-s | s | exploitability, at most | at least | \
         exploiter |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let trained: Vec<Trained> = args.files.iter().map(|path| train(&args, &tree, path)).collect();
    println!(
        "\n| against, mbb/h | {} |",
        (1..=trained.len()).map(|i| i.to_string()).collect::<Vec<_>>().join(" | ")
    );
    println!("|---{}|", "|---".repeat(trained.len()));
    for (i, a) in trained.iter().enumerate() {
        let cell = |(j, b): (usize, &Trained)| {
            if i == j {
                return String::new();
            }
            let contenders = [a, b].map(|t| Contender { cards: t.cards.as_ref(), strategy: &t.strategy });
            plus_minus(versus_across(&tree, contenders, args.judge()).gain)
        };
        let cells: Vec<String> = trained.iter().enumerate().map(cell).collect();
        println!("| {}: {} | {} |", i + 1, a.name, cells.join(" | "));
    }
}
