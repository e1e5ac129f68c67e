//! Times the exact solver on spots: `docs/experiments/solving.md`.
//!
//! ```text
//! cargo run --release -p holdem-experiments --bin solve -- [KEY=VALUE].. SPOT.yaml..
//! ```
//! Keys: `workers`, `bits` (32, 16), `variant` (`default`, `dcfr`, `predictive`, `scheduled`, `cfr+`); of
//! `dcfr` `alpha`, `beta`, `gamma`, `restarts`, `reach` (1: sums by reach); of `predictive` `alpha` (0: no
//! discounts), `gamma`; of `scheduled` the same with `alpha2`, `beta2`, `gamma2` at the end and `over`
//! (iterations, from 1, -1, 30 to 4, -3, 25 over 1,000 if nothing is said); `targets` (percent of the pot,
//! separated by commas), `most` (iterations), `step` (iterations between two checks, 5), `curve` (1: print
//! every check). Exploitability is not part of the times.
#![allow(clippy::print_stdout, reason = "a program for people")]

use holdem_cfr::exact::{ExactGame, ExactOptions, ExactSolver, Variant, Weighting};
use holdem_cfr::tables::storage::Storage;
use holdem_game::spot::{Spot, SpotGame};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use std::collections::HashMap;
use std::time::Instant;

/// Seconds on the wall and of user time.
#[derive(Clone, Copy, Default)]
struct Spent {
    wall: f64,
    user: f64,
}

/// Adds what some work takes.
fn timed<T>(spent: &mut Spent, work: impl FnOnce() -> T) -> T {
    let (start, user) = (Instant::now(), user_secs());
    let done = work();
    spent.wall += start.elapsed().as_secs_f64();
    spent.user += user_secs() - user;
    done
}

fn user_secs() -> f64 {
    getrusage(UsageWho::RUSAGE_SELF).map_or(0.0, |usage| usage.user_time().num_microseconds() as f64 * 1e-6)
}

/// Bytes a second, read and written, when each worker copies 256 MiB: the best of five, as the first touches
/// its pages for the first time.
fn copy_rate(workers: usize) -> f64 {
    const BYTES: usize = 256 << 20;
    const ROUNDS: usize = 5;
    let mut memory = vec![(vec![1u8; BYTES], vec![0u8; BYTES]); workers];
    let mut least = f64::INFINITY;
    for _ in 0..ROUNDS {
        let mut spent = Spent::default();
        timed(&mut spent, || {
            std::thread::scope(|scope| {
                for (from, to) in &mut memory {
                    scope.spawn(|| to.copy_from_slice(from));
                }
            });
        });
        least = least.min(spent.wall);
    }
    (2 * BYTES * workers) as f64 / least
}

/// The keys of the command line.
struct Keys(HashMap<String, String>);

impl Keys {
    fn number(&self, key: &str, default: f64) -> f64 {
        self.0.get(key).map_or(default, |text| text.parse().expect("a number"))
    }

    fn options(&self) -> ExactOptions {
        ExactOptions {
            variant: self.variant(),
            storage: if self.number("bits", 32.0) == 16.0 { Storage::I16 } else { Storage::F32 },
            workers: self.number("workers", 2.0) as usize,
        }
    }

    fn variant(&self) -> Variant {
        match self.0.get("variant").map_or("default", String::as_str) {
            "default" => Variant::default(),
            "dcfr" => Variant::Dcfr {
                alpha: self.number("alpha", 1.5),
                beta: self.number("beta", 0.25),
                gamma: self.number("gamma", 4.0),
                restarts: self.number("restarts", 0.0) as u64,
                weighting: if self.number("reach", 0.0) > 0.0 { Weighting::Reach } else { Weighting::Even },
            },
            "predictive" => Variant::Predictive {
                alpha: Some(self.number("alpha", 2.3)).filter(|&alpha| alpha > 0.0),
                gamma: self.number("gamma", 5.0),
            },
            "scheduled" => Variant::Scheduled {
                alpha: [self.number("alpha", 1.0), self.number("alpha2", 4.0)],
                beta: [self.number("beta", -1.0), self.number("beta2", -3.0)],
                gamma: [self.number("gamma", 30.0), self.number("gamma2", 25.0)],
                over: self.number("over", 1_000.0) as u64,
            },
            "cfr+" => Variant::CfrPlus { delay: 0 },
            other => panic!("variant {other}: expected default, dcfr, predictive, scheduled or cfr+"),
        }
    }

    fn targets(&self) -> Vec<f64> {
        let text = self.0.get("targets").map_or("0.5,0.1", String::as_str);
        text.split(',').map(|target| target.parse().expect("a number")).collect()
    }
}

fn main() {
    holdem_experiments::help(include_str!("solve.rs"));
    let (keys, spots): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|arg| arg.contains('='));
    let pairs = keys.iter().filter_map(|key| key.split_once('='));
    let keys = Keys(pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect());
    println!("{:?}", keys.options());
    for path in &spots {
        solve(path, &keys);
    }
}

fn solve(path: &str, keys: &Keys) {
    let text = std::fs::read_to_string(path).expect("a file");
    let spot = Spot::from_yaml_str(&text).expect("a spot");
    let game = SpotGame::new(&spot).expect("a game");
    let (mut setup, mut solving) = (Spent::default(), Spent::default());
    let options = keys.options();
    let mut solver =
        timed(&mut setup, || ExactSolver::new(ExactGame::from(&game), options)).expect("enough memory");
    let bytes = solver.table_bytes() as f64;
    println!(
        "{path}: {} nodes, {} boards, {:.1} MiB of tables, {}, set up in {:.3} s",
        game.tree.nodes().len(),
        solver.num_boards(),
        bytes / f64::from(1 << 20),
        solver.kernels(),
        setup.wall
    );
    let most = keys.number("most", 2_000.0) as u64;
    let step = keys.number("step", 5.0).max(1.0) as u64;
    let curve = keys.number("curve", 0.0) > 0.0;
    for target in keys.targets() {
        let mut pct = f64::INFINITY;
        while pct > target && solver.iterations() < most {
            timed(&mut solving, || solver.run(step));
            pct = 100.0 * solver.exploitability() / f64::from(spot.pot);
            if curve {
                println!("    {} {pct:.4}", solver.iterations());
            }
        }
        let iterations = solver.iterations() as f64;
        // Own regrets and sums are read and written, the opponent's regrets read: 2.5 times the tables.
        let rate = 2.5 * bytes * iterations / solving.wall;
        let copy = copy_rate(options.workers);
        println!(
            "  {pct:.4} % of the pot: {iterations} iterations, {:.4} s ({:.4} s user), {:.3} ms each, \
             {:.1} MB moved each, {:.1} GB/s, {:.0} % of a copy; EV {:.3}",
            solving.wall,
            solving.user,
            1e3 * solving.wall / iterations,
            2.5e-6 * bytes,
            1e-9 * rate,
            100.0 * rate / copy,
            solver.ev(0),
        );
    }
}
