//! The kernels of every instruction set beside the plain ones: `cargo bench -p holdem-cfr --bench kernels`.
//!
//! All run in turn on the same data, seven times; printed are the medians in nanoseconds per hand (of
//! terminal nodes: per hand and node) and their ratio to the plain code. The results are compared bit by bit,
//! so a kernel that computes something else fails here.
#![allow(clippy::print_stdout)]

use holdem_cards::{CardSet, Combo, Street};
use holdem_cfr::kernels::{Kernels, Leaf, NodeValues, RowShape, Showdowns, TerminalScratch, Terminals};
use holdem_game::deal::{BucketRows, CardModel, Deal, DealRng, HoldemCards};
use std::hint::black_box;
use std::time::Instant;

const LANES: usize = 1_088;
const NUM_BUCKETS: usize = 1_000;
const REPEATS: usize = 4_000;
const ROUNDS: usize = 7;

/// Seconds, hands, and what was computed.
type Run = (f64, usize, Vec<f32>);

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
            // Hands lie by strength, and so do buckets, but not quite.
            buckets: (0..LANES).map(|i| (i * NUM_BUCKETS / LANES) as u32 ^ (i % 8) as u32).collect(),
        }
    }

    fn strategy(&self, kernels: &Kernels) -> Run {
        let mut out = vec![0.0; self.num_actions * LANES];
        let shape = RowShape { stride: 2 * self.num_actions, num_actions: self.num_actions };
        let start = Instant::now();
        for _ in 0..REPEATS {
            (kernels.strategy)(black_box(&self.rows), shape, &self.buckets, &mut out);
        }
        (start.elapsed().as_secs_f64(), REPEATS * LANES, out)
    }

    fn update(&self, kernels: &Kernels) -> Run {
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
        (start.elapsed().as_secs_f64(), REPEATS * LANES, rows)
    }
}

/// Every combo is a bucket.
struct EveryCombo;

impl BucketRows for EveryCombo {
    fn num_buckets(&self, _: Street) -> usize {
        Combo::COUNT
    }
    fn buckets(&self, _: Street, _: CardSet, combos: &[u16], out: &mut [u32]) {
        out.iter_mut().zip(combos).for_each(|(out, &combo)| *out = combo.into());
    }
}

/// Terminal children of four nodes on a river: every node has a fold and a showdown.
fn terminals(kernels: &Kernels, together: usize) -> Run {
    let board: CardSet = "Qs Jh 2h 8c 3d".parse().expect("five cards");
    let mut deal = Deal::default();
    HoldemCards::new(EveryCombo).layer(3, board.bits(), &mut deal);
    let (hands, mut rng) = (deal.blockers.len(), DealRng::for_iteration(2, 0));
    let width = deal.width();
    let mut reach = || {
        let mut reach: Vec<f32> = (0..hands).map(|_| rng.unit()).collect();
        reach.resize(width, 0.0);
        reach
    };
    let inputs: [[Vec<f32>; 4]; 4] = [(); 4].map(|()| [(); 4].map(|()| reach()));
    let mut values: [[Vec<f32>; 3]; 4] = [(); 4].map(|()| [(); 3].map(|()| vec![0.0; width]));
    let mut scratch = TerminalScratch::default();
    let deal = Showdowns::from(&deal);
    let (start, repeats) = (Instant::now(), REPEATS / 10);
    for _ in 0..repeats {
        let mut pairs = inputs.iter().zip(&mut values);
        let mut nodes = [(); 4].map(|()| {
            let ([own_reach, other_reach, fold, show], [folds, shows, other_values]) =
                pairs.next().expect("four nodes");
            let leaf = |amount, chosen, values| Some(Leaf { amount, rake: 0.0, chosen, values });
            Terminals {
                own_reach,
                other_reach,
                fold: leaf(3.0, fold, folds),
                showdown: leaf(5.0, show, shows),
                other_values,
                adds: false,
            }
        });
        let [a, b, c, d] = &mut nodes;
        match together {
            1 => [a, b, c, d].map(|node| (kernels.terminals)(black_box(&deal), node, 0, &mut scratch)),
            2 => {
                (kernels.two_terminals)(black_box(&deal), [a, b], 0, &mut scratch);
                (kernels.two_terminals)(black_box(&deal), [c, d], 0, &mut scratch);
                [(); 4]
            }
            _ => {
                (kernels.four_terminals)(black_box(&deal), [a, b, c, d], 0, &mut scratch);
                [(); 4]
            }
        };
    }
    (start.elapsed().as_secs_f64(), repeats * hands * 4, values.concat().concat())
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2] * 1e9
}

fn compare(name: &str, run: impl Fn(&Kernels) -> Run) {
    let all = Kernels::all();
    let mut times = vec![Vec::new(); all.len()];
    for _ in 0..ROUNDS {
        let (_, _, expected) = run(Kernels::scalar());
        for (kernels, times) in all.iter().zip(&mut times) {
            let (seconds, hands, computed) = run(kernels);
            let same = computed.iter().map(|x| x.to_bits()).eq(expected.iter().map(|x| x.to_bits()));
            assert!(same, "{name}: {} computes other bits", kernels.name);
            times.push(seconds / hands as f64);
        }
    }
    let medians: Vec<f64> = times.iter_mut().map(|times| median(times)).collect();
    let plain = medians.last().expect("the plain code is always there");
    let cells = all
        .iter()
        .zip(&medians)
        .map(|(kernels, ns)| format!("{} {ns:.2} ns ({:.1})", kernels.name, plain / ns));
    println!("{name}: {}", cells.collect::<Vec<_>>().join(", "));
}

fn main() {
    for num_actions in [2, 3, 4, 5, 6, 8] {
        let case = Case::new(num_actions);
        compare(&format!("strategy, {num_actions} actions"), |kernels| case.strategy(kernels));
        compare(&format!("update, {num_actions} actions"), |kernels| case.update(kernels));
    }
    for together in [1, 2, 4] {
        compare(&format!("terminals, {together} together"), |kernels| terminals(kernels, together));
    }
}
