//! Training fits a strategy to its abstraction, and with real cards it becomes easier to exploit. What helps
//! at equal work?
//!
//! ```text
//! cargo run --release -p holdem-experiments --bin overfitting -- windows FILE.hdm [--visits 1,2,4,8]
//! cargo run --release -p holdem-experiments --bin overfitting -- seeds FILE.hdm [--visits 2] [--seeds 4]
//! cargo run --release -p holdem-experiments --bin overfitting -- opponent FILE.hdm FINE.hdm... [--cpu 20]
//! cargo run --release -p holdem-experiments --bin overfitting -- responder FILE.hdm [--cpu 20] \
//!     [--hands 0]
//! ```
//! `windows`: one run, stopped at each of the amounts (thousand million hand-node visits); averages over
//! parts of it, and of its current strategies. `seeds`: runs of as many seeds and their averages. `opponent`:
//! each seat trained against an opponent over finer buckets, half of the CPU-seconds each, against plain
//! training for as long, and plain training over the finer buckets. `responder`: each seat trained against
//! best responses with real cards on the river, with so many hands a board, 0 for all.
//!
//! All take `[--flops 24] [--boards 300] [--stack 20]`. Everything is judged by best responses with real
//! cards on the same flops, and by play against the last plain average. Prints Markdown.
#![allow(clippy::print_stdout)]

use holdem_cfr::average::{Average, ReachSample};
use holdem_cfr::discount::Discount;
use holdem_cfr::evaluate::exact::{Watch, exploitability};
use holdem_cfr::evaluate::versus::{Boards, Contender, versus_across};
use holdem_cfr::tables::layout::bucket_counts;
use holdem_cfr::vector::solver::{SolverOptions, VectorSolver, Work};
use holdem_cfr::{CfrBrSolver, Strategy};
use holdem_experiments::{
    Cards, MBB_PER_CHIP, cpu_secs, numbers, open, plus_minus, sample_flops, shared, small_tree,
};
use holdem_game::deal::HandSample;
use holdem_game::tree::BettingTree;
use std::path::PathBuf;
use std::sync::Arc;

/// Current strategies that are kept on the way from one amount to the next.
const SNAPSHOTS: u64 = 8;

struct Args {
    visits: Vec<f64>,
    cpu: Vec<f64>,
    seeds: u64,
    flops: usize,
    boards: usize,
    hands: Vec<f64>,
    stack: f64,
    mode: String,
    files: Vec<PathBuf>,
}

impl Args {
    fn parse() -> Self {
        let mut parsed = Self {
            visits: vec![1.0, 2.0, 4.0, 8.0],
            cpu: vec![20.0],
            seeds: 4,
            flops: 24,
            boards: 300,
            hands: vec![0.0],
            stack: 20.0,
            mode: String::new(),
            files: Vec::new(),
        };
        let mut args = std::env::args().skip(1);
        parsed.mode = args.next().expect("windows, seeds, opponent or responder");
        while let Some(arg) = args.next() {
            let mut value = || args.next().expect("every --key has a value");
            match arg.as_str() {
                "--visits" => parsed.visits = numbers(&value()),
                "--cpu" => parsed.cpu = numbers(&value()),
                "--seeds" => parsed.seeds = numbers(&value())[0] as u64,
                "--flops" => parsed.flops = numbers(&value())[0] as usize,
                "--hands" => parsed.hands = numbers(&value()),
                "--boards" => parsed.boards = numbers(&value())[0] as usize,
                "--stack" => parsed.stack = numbers(&value())[0],
                key if key.starts_with("--") => panic!("no option {key}"),
                file => parsed.files.push(file.into()),
            }
        }
        assert!(!parsed.files.is_empty(), "at least one bucket file");
        parsed
    }
}

/// A strategy, and what was spent on it.
struct Candidate<'c> {
    name: String,
    cards: &'c Cards,
    work: Work,
    strategy: Strategy,
}

/// Prints a row for each candidate; the last one is who all play against.
fn judge(args: &Args, tree: &Arc<BettingTree>, candidates: &[Candidate<'_>]) {
    let boards = Boards { seed: 99, count: args.boards, workers: 1 };
    let last = candidates.last().expect("somebody to play against");
    let flops = sample_flops(last.cards, args.flops, 5);
    println!("\n| {} | boards | G visits | at most | at least | over the last |", name(last.cards));
    println!("|---|---|---|---|---|---|");
    for Candidate { name, cards, work, strategy } in candidates {
        let gap = exploitability(tree, cards.as_ref(), [strategy; 2], Some(&flops), 1, &Watch::NOBODY)
            .expect("nobody stops it");
        let contenders = [(*cards, strategy), (last.cards, &last.strategy)];
        let contenders = contenders.map(|(cards, strategy)| Contender { cards: cards.as_ref(), strategy });
        let gain = versus_across(tree, contenders, boards).gain.scaled(MBB_PER_CHIP);
        println!(
            "| {name} | {} | {:.1} | {} | {} | {gain:.1} |",
            work.iterations,
            work.hand_node_visits as f64 / 1e9,
            plus_minus(gap.chips),
            gap.held_out.map_or("-".to_owned(), plus_minus),
        );
    }
}

fn options(seed: u64) -> SolverOptions {
    SolverOptions { seed, ..SolverOptions::default() }
}

fn name(cards: &Cards) -> String {
    cards.bucket_rows().params().to_string()
}

fn solver(tree: &Arc<BettingTree>, cards: &Cards, seed: u64) -> VectorSolver {
    VectorSolver::new(tree, &shared(cards), options(seed)).expect("memory for the tables")
}

fn train(solver: &mut VectorSolver, giga_visits: f64) {
    solver.run(1, u64::MAX, &|work| work.hand_node_visits as f64 >= giga_visits * 1e9);
}

fn average<'s>(
    tree: &Arc<BettingTree>,
    cards: &Cards,
    parts: impl IntoIterator<Item = (&'s Strategy, f64)>,
) -> Strategy {
    let mut average = Average::new(tree, cards.as_ref(), ReachSample::default());
    for (strategy, weight) in parts {
        average.add(strategy, weight).expect("the same tree and buckets");
    }
    average.finish()
}

/// Changes a row.
type Reshape = fn(&mut [f32]);

/// What may be done to a strategy afterwards (Ganzfried, Sandholm & Waugh 2012, "Strategy purification and
/// thresholding").
const RESHAPED: [(&str, Reshape); 3] = [
    ("thresholded at 0.15", |row| threshold(row, 0.15)),
    ("purified", |row| {
        let most = row.iter().copied().fold(0.0, f32::max);
        threshold(row, most);
    }),
    ("mixed with 5 % uniform play", |row| {
        let uniform = 0.05 / row.len() as f32;
        row.iter_mut().for_each(|p| *p = 0.95 * *p + uniform);
    }),
];

fn threshold(row: &mut [f32], least: f32) {
    row.iter_mut().filter(|p| **p < least).for_each(|p| *p = 0.0);
}

/// All numbers of the tables.
fn tables(solver: &VectorSolver) -> Vec<f32> {
    let mut all = Vec::new();
    solver.export_tables(|numbers| all.extend_from_slice(numbers));
    all
}

/// The average strategy of what was added to the tables between two moments.
fn window(tree: &Arc<BettingTree>, cards: &Cards, from: &[f32], to: &[f32]) -> Strategy {
    let added: Vec<f32> = to.iter().zip(from).map(|(to, from)| to - from).collect();
    let mut between = solver(tree, cards, 1);
    between.import(Work::default(), &added);
    between.average_strategy()
}

fn windows(args: &Args, tree: &Arc<BettingTree>) {
    let cards = open(&args.files[0]);
    let mut solver = solver(tree, &cards, 1);
    let (mut points, mut sums, mut currents) = (Vec::new(), Vec::new(), Vec::new());
    let mut before = 0.0;
    for &visits in &args.visits {
        for step in 1..=SNAPSHOTS {
            train(&mut solver, before + (visits - before) * step as f64 / SNAPSHOTS as f64);
            // Each stands for as many boards as lie between two of them, which count by their number.
            let weight = solver.work().iterations as f64 * (visits - before);
            currents.push((solver.current_strategy(), weight));
        }
        before = visits;
        let (work, strategy) = (*solver.work(), solver.average_strategy());
        points.push(Candidate {
            name: format!("average, stopped at {visits}"),
            cards: &cards,
            work,
            strategy,
        });
        sums.push(tables(&solver));
    }
    let work = *solver.work();
    let to = sums.last().expect("an amount of training");
    let last = points.pop().expect("an amount of training");
    let mut candidates = Vec::new();
    for (from, visits) in sums.iter().zip(&args.visits).take(points.len()) {
        let strategy = window(tree, &cards, from, to);
        candidates.push(Candidate {
            name: format!("average from {visits} on"),
            cards: &cards,
            work,
            strategy,
        });
    }
    let of = |name: &str, parts: &[(Strategy, f64)]| {
        let strategy = average(tree, &cards, parts.iter().map(|(s, weight)| (s, *weight)));
        Candidate { name: format!("{name}, {}", parts.len()), cards: &cards, work, strategy }
    };
    let mut equally =
        VectorSolver::new(tree, &shared(&cards), SolverOptions { discount: Discount::None, ..options(1) })
            .expect("memory for the tables");
    train(&mut equally, before);
    let strategy = equally.average_strategy();
    candidates.push(Candidate {
        name: "all iterations count the same".to_owned(),
        cards: &cards,
        work,
        strategy,
    });
    let averages: Vec<_> = points.iter().chain([&last]).map(|c| (c.strategy.clone(), 1.0)).collect();
    candidates.push(of("average of averages", &averages));
    candidates.push(of("average of current strategies", &currents));
    let late = &currents[currents.len() - SNAPSHOTS as usize..];
    candidates.push(of("average of late current strategies", late));
    candidates.push(of("current strategy", &currents[currents.len() - 1..]));
    for (name, reshape) in RESHAPED {
        let strategy = Strategy::from_rows(tree, &bucket_counts(cards.as_ref()), |node, rows| {
            let n = tree.edges(node).len();
            for (bucket, row) in rows.chunks_exact_mut(n).enumerate() {
                row.copy_from_slice(last.strategy.row(node, bucket));
                reshape(row);
            }
        });
        candidates.push(Candidate { name: name.to_owned(), cards: &cards, work, strategy });
    }
    points.extend(candidates);
    points.push(last);
    judge(args, tree, &points);
}

fn seeds(args: &Args, tree: &Arc<BettingTree>) {
    let cards = open(&args.files[0]);
    let trained = |seed, visits, name: String| {
        let mut solver = solver(tree, &cards, seed);
        train(&mut solver, visits);
        Candidate { name, cards: &cards, work: *solver.work(), strategy: solver.average_strategy() }
    };
    let visits = args.visits[0];
    let mut all: Vec<_> =
        (1..=args.seeds).map(|seed| trained(seed, visits, format!("seed {seed}"))).collect();
    let averaged = |count: usize| {
        let strategy = average(tree, &cards, all[..count].iter().map(|c| (&c.strategy, 1.0)));
        let sum = |of: fn(&Work) -> u64| all[..count].iter().map(|c| of(&c.work)).sum();
        let (iterations, hand_node_visits) = (sum(|w| w.iterations), sum(|w| w.hand_node_visits));
        let work = Work { iterations, hand_node_visits, ..Work::default() };
        Candidate { name: format!("average of {count} seeds"), cards: &cards, work, strategy }
    };
    let averages = [2, args.seeds as usize].map(averaged);
    all.truncate(2);
    all.extend(averages);
    all.push(trained(1, visits * args.seeds as f64, format!("seed 1, {} times as long", args.seeds)));
    judge(args, tree, &all);
}

/// Trains for so many CPU-seconds more.
fn train_cpu(solver: &mut VectorSolver, secs: f64) {
    let start = cpu_secs();
    solver.run(1, u64::MAX, &|_| cpu_secs() - start >= secs);
}

/// Plain training for each of the amounts of time.
fn plain<'c>(args: &Args, tree: &Arc<BettingTree>, cards: &'c Cards) -> Vec<Candidate<'c>> {
    let (mut solver, mut spent) = (solver(tree, cards, 1), 0.0);
    let amounts = args.cpu.iter().map(|&secs| {
        train_cpu(&mut solver, secs - spent);
        spent = secs;
        let name = format!("{}, plain, {secs} CPU-s", name(cards));
        Candidate { name, cards, work: *solver.work(), strategy: solver.average_strategy() }
    });
    amounts.collect()
}

/// Each seat trained against an opponent over finer buckets, for half of each of the amounts of time.
fn against<'c>(args: &Args, tree: &Arc<BettingTree>, cards: &'c Cards, fine: &Cards) -> Vec<Candidate<'c>> {
    let make = |models: [&Cards; 2]| {
        let models = models.map(shared);
        VectorSolver::across(tree, models.each_ref(), options(1)).expect("memory for the tables")
    };
    let (mut sides, mut spent) = ([make([cards, fine]), make([fine, cards])], 0.0);
    let amounts = args.cpu.iter().map(|&secs| {
        sides.iter_mut().for_each(|side| train_cpu(side, (secs - spent) / 2.0));
        spent = secs;
        let [first, second] = [0, 1].map(|seat: u8| sides[usize::from(seat)].average_strategy_of(seat));
        let name = format!("against {}, {secs} CPU-s", name(fine));
        Candidate { name, cards, work: *sides[0].work(), strategy: first.with_seat(tree, 1, &second) }
    });
    amounts.collect()
}

/// Each seat trained against best responses on the river, for half of each of the amounts of time.
fn against_responders<'c>(
    args: &Args,
    tree: &Arc<BettingTree>,
    cards: &'c Cards,
    hands: Option<usize>,
) -> Vec<Candidate<'c>> {
    let sample = hands.map_or(HandSample::All, HandSample::Stratified);
    let options = SolverOptions { hands: sample, ..options(1) };
    let (mut solver, mut spent) =
        (CfrBrSolver::new(tree, &shared(cards), &options).expect("memory for the tables"), 0.0);
    let amounts = args.cpu.iter().map(|&secs| {
        let start = cpu_secs();
        solver.run(1, u64::MAX, &|_| cpu_secs() - start >= secs - spent);
        spent = secs;
        let hands = hands.map_or("all".to_owned(), |hands| hands.to_string());
        let name = format!("against responders, {hands} hands, {secs} CPU-s");
        Candidate { name, cards, work: solver.work(), strategy: solver.average_strategy() }
    });
    amounts.collect()
}

fn responder(args: &Args, tree: &Arc<BettingTree>) {
    let cards = open(&args.files[0]);
    let mut candidates = plain(args, tree, &cards);
    let last = candidates.pop().expect("an amount of training");
    for &hands in &args.hands {
        let hands = (hands > 0.0).then_some(hands as usize);
        candidates.extend(against_responders(args, tree, &cards, hands));
    }
    candidates.push(last);
    judge(args, tree, &candidates);
}

fn opponent(args: &Args, tree: &Arc<BettingTree>) {
    let all: Vec<Cards> = args.files.iter().map(open).collect();
    let (cards, finer) = all.split_first().expect("a bucket file");
    let mut candidates = plain(args, tree, cards);
    let last = candidates.pop().expect("an amount of training");
    for fine in finer {
        candidates.extend(against(args, tree, cards, fine));
        candidates.extend(plain(args, tree, fine));
    }
    candidates.push(last);
    judge(args, tree, &candidates);
}

fn main() {
    holdem_experiments::help(include_str!("overfitting.rs"));
    let args = Args::parse();
    let tree = small_tree(args.stack);
    println!("{} big blinds, {} nodes, {} flops", args.stack, tree.nodes().len(), args.flops);
    match args.mode.as_str() {
        "windows" => windows(&args, &tree),
        "seeds" => seeds(&args, &tree),
        "opponent" => opponent(&args, &tree),
        "responder" => responder(&args, &tree),
        mode => panic!("no experiment {mode}"),
    }
}
