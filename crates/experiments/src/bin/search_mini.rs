//! Search on games with exact answers: all subgames of a street solved and put into the base strategy.
//!
//! ```text
//! cargo run --release -p holdem-experiments --bin search_mini -- GAME STREET [BASE] [ITERATIONS] \
//!     [BUCKETS] [METHOD]
//! ```
//! `GAME` is `leduc` (over buckets that forget: holding a jack, boards queen and king look alike; holding a
//! king, boards jack and queen), or mini hold'em by its ranks and public cards: `13:1`, `5:1,1`, `5:1,1,1`.
//! `STREET` counts from 0. The base strategy comes from `BASE` iterations of CFR+ in whole numbers without
//! abstraction (in Leduc from as many sampled boards); with `BUCKETS`, the hands on each last board are then
//! cut into that many by strength, and all of one play the mean of their strategies. Subgames are solved by
//! CFR+ with weight 1 up to half of their iterations. Exploitabilities in thousandths of the big blind, of
//! Leduc in thousandths of a chip.
#![allow(clippy::print_stdout)]

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Instant;

use holdem_cfr::exact::{ExactGame, ExactOptions, ExactSolver, Variant};
use holdem_cfr::tables::layout::bucket_counts;
use holdem_cfr::{SolverOptions, VectorSolver};
use holdem_game::deal::{CardModel, HandSample, LeducCards, MergedBuckets};
use holdem_game::mini::MiniHoldem;
use holdem_game::tree::{BettingTree, LeducPoker};
use holdem_search::offline::{resolve_street, table};
use holdem_search::{Method, SolveOptions};

/// After the public card of Leduc a bucket is three times the private rank and the public one: holding a
/// jack a king on the board looks like a queen, holding a king a jack does.
const FORGETS: [u32; 9] = [0, 1, 1, 3, 4, 5, 7, 7, 8];

const USAGE: &str = "usage: search_mini leduc|RANKS:CARDS,... STREET [BASE] [ITERATIONS] [BUCKETS] [METHOD]";

/// A game, the cards that the base strategy sees, by how many buckets it is made coarse, and chips of a
/// thousandth.
struct Setting {
    game: ExactGame,
    coarse: Option<Arc<dyn CardModel>>,
    buckets: Option<usize>,
    thousandth: f64,
}

fn leduc() -> Setting {
    let tree = Arc::new(BettingTree::build(&LeducPoker::default()).expect("a small game"));
    let game = ExactGame::with_all_hands(tree, Arc::new(LeducCards));
    Setting {
        game,
        coarse: Some(Arc::new(MergedBuckets::new(LeducCards, 1, FORGETS.to_vec()))),
        buckets: None,
        thousandth: 1e-3,
    }
}

fn mini(text: &str, buckets: Option<usize>) -> Setting {
    let (ranks, board_cards) = text.split_once(':').expect(USAGE);
    let board_cards: Vec<u8> = board_cards.split(',').map(|n| n.parse().expect(USAGE)).collect();
    let mini = MiniHoldem { ranks: ranks.parse().expect(USAGE), board_cards, ..MiniHoldem::default() };
    let betting = mini.betting(MiniHoldem::one_pot_bet()).expect("a game");
    let tree = Arc::new(betting.tree().expect("a small tree"));
    let game = ExactGame::with_all_hands(tree, Arc::new(mini.cards().expect("cards")));
    Setting { game, coarse: None, buckets, thousandth: f64::from(mini.big_blind) / 1e3 }
}

/// Plays all hands alike that are among the same share of a last board's hands by strength.
fn coarsen(solver: &mut ExactSolver, buckets: usize) {
    let tree = Arc::clone(&solver.game().tree);
    let last = tree.num_streets() - 1 - usize::from(tree.node(0).street);
    solver.put(&mut |at, rows| {
        let hands = at.hands.len();
        if at.boards.len() == last {
            // On a last board hands stand in order of strength.
            for bucket in 0..buckets {
                let members = bucket * hands / buckets..(bucket + 1) * hands / buckets;
                play_alike(rows, hands, members);
            }
        }
        at.boards.len() == last
    });
}

/// Gives some hands the mean of their strategies.
fn play_alike(rows: &mut [f32], hands: usize, members: std::ops::Range<usize>) {
    let actions = rows.len() / hands;
    let mut mean = vec![0.0; actions];
    for slot in members.clone() {
        let sum: f32 = (0..actions).map(|a| rows[a * hands + slot]).sum();
        let share = |a: usize| if sum > 0.0 { rows[a * hands + slot] / sum } else { 1.0 / actions as f32 };
        (0..actions).for_each(|a| mean[a] += share(a));
    }
    for slot in members {
        (0..actions).for_each(|a| rows[a * hands + slot] = mean[a]);
    }
}

/// A base strategy without abstraction, or over coarse cards.
fn base(setting: &Setting, iterations: u64) -> ExactSolver {
    let Some(cards) = &setting.coarse else {
        let variant = Variant::CfrPlusWhole { delay: iterations / 2 };
        let options = ExactOptions { variant, workers: 2, ..ExactOptions::default() };
        let mut solver = ExactSolver::new(setting.game.clone(), options).expect("memory");
        solver.run(iterations);
        if let Some(buckets) = setting.buckets {
            coarsen(&mut solver, buckets);
        }
        return solver;
    };
    let options = SolverOptions { hands: HandSample::All, ..SolverOptions::default() };
    let mut solver = VectorSolver::new(&setting.game.tree, cards, options).expect("memory");
    solver.run(2, iterations, &|_| false);
    let average = solver.average_strategy();
    assert!(bucket_counts(&**cards).len() > 1, "there is a street to search");
    let tree = Arc::clone(&setting.game.tree);
    let first = usize::from(tree.node(0).street);
    let filled = table(setting.game.clone(), 2, &mut |at, rows| {
        let street = first + at.boards.len();
        let board = at.boards.last().copied().unwrap_or(setting.game.board);
        for (slot, &hand) in at.hands.iter().enumerate() {
            let bucket = cards.bucket(street, board, hand.into()).expect("the board leaves the hand");
            let row = average.row(at.node, bucket as usize);
            rows.chunks_exact_mut(at.hands.len()).zip(row).for_each(|(rows, p)| rows[slot] = *p);
        }
    });
    filled.expect("memory")
}

fn main() {
    holdem_experiments::help(include_str!("search_mini.rs"));
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: u64| args.get(at).map_or(default, |arg| arg.parse().expect(USAGE));
    let (name, street) = (args.first().expect(USAGE), number(1, 1) as u8);
    let (base_iterations, iterations) = (number(2, 200), number(3, 200));
    // 0: none.
    let buckets = args.get(4).map(|arg| arg.parse().expect(USAGE)).filter(|&buckets| buckets > 0);
    let only: Option<Method> = args.get(5).map(|arg| arg.parse().expect(USAGE));
    let setting = if name == "leduc" { leduc() } else { mini(name, buckets) };
    let start = Instant::now();
    let base = base(&setting, base_iterations);
    let thousandths = |chips: f64| chips / setting.thousandth;
    println!(
        "{name}, street {street}: base {:.2} after {base_iterations} ({:.1} s)",
        thousandths(base.exploitability()),
        start.elapsed().as_secs_f64()
    );
    for method in Method::ALL.into_iter().filter(|&method| only.is_none_or(|only| only == method)) {
        let start = Instant::now();
        let mut options = SolveOptions { method, workers: 2, ..SolveOptions::default() };
        options.variant = Variant::CfrPlus { delay: iterations / 2 };
        options.stop.iterations = Some(iterations);
        let found =
            resolve_street(&base, street, &options, &mut |_, _| ControlFlow::Continue(())).expect("subgames");
        println!(
            "{method:>10} {iterations} iterations: {:.2}, residual {:.2}, {} subgames ({:.1} s)",
            thousandths(found.strategy.exploitability()),
            thousandths(found.residual),
            found.subgames,
            start.elapsed().as_secs_f64()
        );
    }
}
