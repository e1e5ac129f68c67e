//! Discounts, regret floor, 16-bit tables and averages of the first streets alone, against one another at
//! equal work, judged by `versus` on shared boards, and if flops are given, by best responses with real cards
//! on them.
//!
//! ```text
//! cargo run --release -p holdem-experiments --bin discounting -- BUCKETS.hdm MILLION_VISITS SEED \
//!     BOARDS VARIANT,VARIANT,... [FLOPS [STACK]]
//! ```
//! A variant is `none`, `linear`, `powerP` (with its exponent), `dcfr` or `dcfrA:B:G` (with its exponents),
//! followed by `+` for a regret floor and `/16` for tables of 16 bits: `linear+/16`. With `@N` at the end the
//! average strategy is played on the first N streets, and on the others the current one, for which no
//! averages would have to be kept. `*N` after that trains N times as long: against a first variant that has
//! learned much more the others tell how near an equilibrium they are, against one that has not, who exploits
//! whom. With a STACK in big blinds the tree has one bet size a street. Prints the speed of each run by CPU
//! time, and what each wins against the first.
#![allow(clippy::print_stdout)]

use holdem_cfr::discount::Discount;
use holdem_cfr::evaluate::exact::{Watch, exploitability};
use holdem_cfr::evaluate::versus::{Boards, versus};
use holdem_cfr::tables::layout::bucket_counts;
use holdem_cfr::{SolverOptions, Storage, Strategy, VectorSolver};
use holdem_experiments::{
    Cards, MBB_PER_CHIP, cpu_secs, heads_up, open, plus_minus, sample_flops, shared, small_tree,
};
use holdem_game::menu::BetMenu;
use holdem_game::tree::BettingTree;
use std::sync::Arc;

/// The name of a variant without its number of streets with averages, and that number.
fn averaged(variant: &str) -> (&str, u8) {
    variant.split_once('@').map_or((variant, u8::MAX), |(name, n)| (name, n.parse().expect("streets")))
}

/// The name of a variant without its multiple of the visits, and that.
fn lasting(variant: &str) -> (&str, u64) {
    variant.split_once('*').map_or((variant, 1), |(name, n)| (name, n.parse().expect("a multiple")))
}

fn options(variant: &str, seed: u64) -> SolverOptions {
    let (variant, storage) = match variant.strip_suffix("/16") {
        Some(variant) => (variant, Storage::I16),
        None => (variant, Storage::F32),
    };
    let (variant, regret_floor) = match variant.strip_suffix('+') {
        Some(variant) => (variant, true),
        None => (variant, false),
    };
    let discount = match variant.strip_prefix("dcfr") {
        Some(exponents) => {
            let exponents = if exponents.is_empty() { "1.5:0:2" } else { exponents };
            let exponents: Vec<f32> = exponents.split(':').map(|x| x.parse().expect("a number")).collect();
            let [alpha, beta, gamma] = exponents[..] else { panic!("dcfrALPHA:BETA:GAMMA") };
            Discount::Dcfr { alpha, beta, gamma, interval: 1000 }
        }
        None if variant == "none" => Discount::None,
        None => match variant.strip_prefix("power") {
            Some(exponent) => Discount::Power { exponent: exponent.parse().expect("a number") },
            None if variant == "linear" => Discount::Linear,
            None => panic!("no discount {variant}"),
        },
    };
    SolverOptions { seed, discount, regret_floor, storage, ..SolverOptions::default() }
}

fn train(tree: &Arc<BettingTree>, cards: &Cards, variant: &str, seed: u64, visits: u64) -> Strategy {
    let (name, times) = lasting(variant);
    let (name, streets) = averaged(name);
    let visits = visits * times;
    let mut solver = VectorSolver::new(tree, &shared(cards), options(name, seed)).expect("memory");
    let start = cpu_secs();
    solver.run(1, u64::MAX, &|work| work.hand_node_visits >= visits);
    let (secs, work) = (cpu_secs() - start, solver.work());
    println!(
        "{variant}: {} boards, {} batches, {:.0} M hand-node visits/s, {} bytes, {:?}",
        work.iterations,
        work.batches,
        work.hand_node_visits as f64 / secs / 1e6,
        solver.table_bytes(),
        solver.losses()
    );
    let (average, current) = (solver.average_strategy(), solver.current_strategy());
    Strategy::from_rows(tree, &bucket_counts(cards.as_ref()), |node, out| {
        let strategy = if tree.node(node).street < streets { &average } else { &current };
        let num_actions = tree.edges(node).len();
        for (bucket, out) in out.chunks_exact_mut(num_actions).enumerate() {
            out.copy_from_slice(strategy.row(node, bucket));
        }
    })
}

fn main() {
    holdem_experiments::help(include_str!("discounting.rs"));
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [buckets, visits, seed, boards, variants, rest @ ..] = &args[..] else {
        panic!(
            "usage: discounting BUCKETS.hdm MILLION_VISITS SEED BOARDS VARIANT,VARIANT,... [FLOPS [STACK]]"
        )
    };
    let number = |text: &String| text.parse::<u64>().expect("a number");
    let tree = match rest.get(1) {
        Some(stack) => small_tree(stack.parse().expect("big blinds")),
        None => heads_up(100.0, BetMenu::compact()),
    };
    let cards = open(buckets);
    let flops = rest.first().map(|flops| sample_flops(&cards, number(flops) as usize, 5));
    let boards = Boards { seed: 99, count: number(boards) as usize, workers: 1 };
    let mut first: Option<Strategy> = None;
    for variant in variants.split(',') {
        let strategy = train(&tree, &cards, variant, number(seed), number(visits) * 1_000_000);
        if let Some(flops) = &flops {
            let gap = exploitability(&tree, cards.as_ref(), [&strategy; 2], Some(flops), 1, &Watch::NOBODY)
                .expect("nobody stops it");
            let least = gap.held_out.map_or("-".to_owned(), plus_minus);
            println!("{variant} is exploited by {} at most, {least} at least", plus_minus(gap.chips));
        }
        let Some(first) = &first else {
            first = Some(strategy);
            continue;
        };
        let gain = versus(&tree, cards.as_ref(), &strategy, first, boards).gain.scaled(MBB_PER_CHIP);
        println!("{variant} against the first: {gain:+.1} mbb/h");
    }
}
