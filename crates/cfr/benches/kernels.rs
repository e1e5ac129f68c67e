//! The fast kernels beside the plain ones: `cargo bench -p holdem-cfr --bench kernels`.
//!
//! Both run in turn on the same data, seven times; printed are the medians in nanoseconds per hand and their
//! ratio. The results are compared bit by bit, so a fast kernel that computes something else fails here.
#![allow(clippy::print_stdout)]

use holdem_cfr::kernels::{Kernels, NodeValues, RowShape};
use holdem_game::deal::DealRng;
use std::hint::black_box;
use std::time::Instant;

const LANES: usize = 512;
const NUM_BUCKETS: usize = 200;
const REPEATS: usize = 20_000;
const ROUNDS: usize = 7;

struct Case {
    num_actions: usize,
    rows: Vec<f32>,
    buckets: Vec<u32>,
    strategy: Vec<f32>,
    values: Vec<f32>,
    reach: Vec<f32>,
}

impl Case {
    fn new(num_actions: usize) -> Self {
        let mut rng = DealRng::for_iteration(1, num_actions as u64);
        let mut numbers = |n: usize| (0..n).map(|_| rng.unit() - 0.3).collect::<Vec<f32>>();
        Self {
            num_actions,
            rows: numbers(NUM_BUCKETS * 2 * num_actions),
            strategy: numbers(num_actions * LANES),
            values: numbers(num_actions * LANES),
            reach: numbers(LANES),
            buckets: (0..LANES).map(|i| (i * NUM_BUCKETS / LANES) as u32).collect(),
        }
    }

    /// Runs a kernel `REPEATS` times; seconds, and what it computed.
    fn strategy(&self, kernels: &Kernels) -> (f64, Vec<f32>) {
        let mut out = vec![0.0; self.num_actions * LANES];
        let shape = RowShape { stride: 2 * self.num_actions, num_actions: self.num_actions };
        let start = Instant::now();
        for _ in 0..REPEATS {
            (kernels.strategy)(black_box(&self.rows), shape, &self.buckets, &mut out);
        }
        (start.elapsed().as_secs_f64(), out)
    }

    fn update(&self, kernels: &Kernels) -> (f64, Vec<f32>) {
        let (mut rows, mut out) = (self.rows.clone(), vec![0.0; LANES]);
        let node = NodeValues {
            strategy: &self.strategy,
            values: &self.values,
            reach: &self.reach,
            regret_weight: 0.1,
            strategy_weight: 0.1,
        };
        let start = Instant::now();
        for _ in 0..REPEATS {
            (kernels.update)(&mut rows, &self.buckets, black_box(&node), &mut out);
        }
        (start.elapsed().as_secs_f64(), rows)
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2] * 1e9 / (REPEATS * LANES) as f64
}

fn compare(name: &str, run: impl Fn(&Kernels) -> (f64, Vec<f32>)) {
    let (mut fast, mut plain) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (seconds, computed) = run(Kernels::detect());
        let (seconds_plain, expected) = run(Kernels::scalar());
        assert!(
            computed.iter().map(|x| x.to_bits()).eq(expected.iter().map(|x| x.to_bits())),
            "{name}: other bits"
        );
        fast.push(seconds);
        plain.push(seconds_plain);
    }
    let (fast, plain) = (median(fast), median(plain));
    println!(
        "{name}: {} {fast:.2}, scalar {plain:.2} ns per hand, ratio {:.1}",
        Kernels::detect().name,
        plain / fast
    );
}

fn main() {
    for num_actions in [2, 3, 4, 6] {
        let case = Case::new(num_actions);
        compare(&format!("strategy, {num_actions} actions"), |kernels| case.strategy(kernels));
        compare(&format!("update, {num_actions} actions"), |kernels| case.update(kernels));
    }
}
