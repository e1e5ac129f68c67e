//! Speed of training on the default tree with made-up buckets: `cargo run --release --example train_rate -- WORKERS SECS`.
#![allow(clippy::print_stdout)]
use holdem_cards::{CardSet, Street};
use holdem_cfr::solver::{Solver, SolverOptions};
use holdem_game::deal::{BucketRows, HoldemCards};
use holdem_game::menu::BetMenu;
use holdem_game::tree::NoLimitHoldem;
use std::time::Instant;

struct MadeUp;

impl BucketRows for MadeUp {
    fn num_buckets(&self, street: Street) -> usize {
        if street == Street::Preflop { 169 } else { 200 }
    }
    fn buckets(&self, street: Street, _board: CardSet, combos: &[u16], out: &mut [u32]) {
        let n = combos.len() as u32;
        for (i, (out, combo)) in out.iter_mut().zip(combos).enumerate() {
            *out = match street {
                Street::Preflop => u32::from(*combo) % 169,
                Street::River => i as u32 * 200 / n,
                Street::Flop | Street::Turn => (i as u32 * 200 / n + u32::from(*combo) % 40) % 200,
            };
        }
    }
}

fn main() {
    let arg =
        |i: usize, default: f64| std::env::args().nth(i).map_or(default, |a| a.parse().expect("a number"));
    let (workers, seconds, stack, hands) =
        (arg(1, 2.0) as usize, arg(2, 10.0), arg(3, 100.0), arg(4, 128.0) as usize);
    let tree =
        NoLimitHoldem::heads_up(stack, BetMenu::default()).and_then(|g| g.tree()).expect("the default tree");
    let cards = HoldemCards::new(MadeUp);
    let options = SolverOptions { hands_per_board: (hands > 0).then_some(hands), ..SolverOptions::default() };
    let mut solver = Solver::new(&tree, &cards, options).expect("memory");
    println!("{} nodes, {} tasks", tree.nodes().len(), solver.num_tasks());
    let start = Instant::now();
    solver.run(workers, u64::MAX, &|_| start.elapsed().as_secs_f64() > seconds);
    let (work, secs) = (*solver.work(), start.elapsed().as_secs_f64());
    println!(
        "{workers} workers: {:.0} boards/s, {:.2} M nodes/s, {:.1} M hand-node visits/s, {} batches",
        work.iterations as f64 / secs,
        work.nodes as f64 / secs / 1e6,
        work.hand_node_visits as f64 / secs / 1e6,
        work.batches
    );
}
