//! Batches of vector training over made-up buckets: time, busy cores, and a hash of all tables.
//!
//! ```text
//! cargo run --release -p holdem-experiments --bin batches -- WORKERS BOARDS [f32|i16]
//! ```
//! The game of `holdem train` with 169 and 1,000 buckets a street that are drawn by chance, so that no bucket
//! file is needed; batches of 64 boards from the start. What is hashed depends on the boards and the storage,
//! never on the workers.
#![allow(clippy::print_stdout)]

use holdem_cards::{CardSet, Street};
use holdem_cfr::Storage;
use holdem_cfr::vector::solver::{SolverOptions, VectorSolver, Work};
use holdem_experiments::{cpu_secs, heads_up};
use holdem_game::deal::{BucketRows, CardModel, HoldemCards};
use holdem_game::menu::BetMenu;
use std::sync::Arc;
use std::time::Instant;

/// A number that spreads over 64 bits.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// Buckets drawn by chance.
struct MadeUp;

impl BucketRows for MadeUp {
    fn num_buckets(&self, street: Street) -> usize {
        if street == Street::Preflop { 169 } else { 1_000 }
    }
    fn buckets(&self, street: Street, board: CardSet, combos: &[u16], out: &mut [u32]) {
        let board = board.bits().wrapping_mul(MIX) >> 20;
        for (out, combo) in out.iter_mut().zip(combos) {
            let hash = (board ^ u64::from(*combo)).wrapping_mul(MIX) >> 32;
            *out = (hash % self.num_buckets(street) as u64) as u32;
        }
    }
}

fn main() {
    holdem_experiments::help(include_str!("batches.rs"));
    let mut args = std::env::args().skip(1);
    let mut number =
        || args.next().and_then(|arg| arg.parse().ok()).expect("usage: batches WORKERS BOARDS [f32|i16]");
    let (workers, boards): (u64, u64) = (number(), number());
    let storage = if args.next().as_deref() == Some("i16") { Storage::I16 } else { Storage::F32 };
    let tree = heads_up(100.0, BetMenu::compact());
    let cards: Arc<dyn CardModel> = Arc::new(HoldemCards::new(MadeUp));
    let options = SolverOptions { storage, batch_start: 64, ..SolverOptions::default() };
    let mut solver = VectorSolver::new(&tree, &cards, options).expect("memory for the tables");
    let mut run = |boards: u64| {
        let limit = solver.work().iterations + boards;
        solver.run(workers as usize, limit, &|_: &Work| false);
    };
    run(256);
    let (start, used) = (Instant::now(), cpu_secs());
    run(boards);
    let (secs, used) = (start.elapsed().as_secs_f64(), cpu_secs() - used);
    let mut hash = 0u64;
    solver.export_words(&mut |words| {
        hash = words.iter().fold(hash, |hash, word| (hash ^ u64::from(*word)).wrapping_mul(MIX));
    });
    println!(
        "{workers} workers, {boards} boards: {secs:.2} s, {:.0} boards/s, {:.3} cores busy, hash {hash:016x}",
        boards as f64 / secs,
        used / secs
    );
}
