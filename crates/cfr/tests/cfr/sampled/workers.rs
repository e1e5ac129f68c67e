//! What several workers share, and what one worker promises.

use super::games::{DCFR, external, gap, leduc, outcome, shared, trained};
use holdem_cfr::sampled::{CHUNK, SampledOptions, SampledSolver, Schedule};
use holdem_game::deal::LeducCards;
use std::sync::atomic::{AtomicU64, Ordering};

fn options() -> [SampledOptions; 3] {
    let adaptive = Schedule::Adaptive { min: 0.3, max: 0.8, target: 1e-3, interval: 1000 };
    [external(), SampledOptions { discount: DCFR, ..external() }, outcome(0.6, adaptive)]
}

#[test]
fn one_worker_gives_the_same_bits_however_the_run_is_divided() {
    let tree = leduc();
    for options in options() {
        let mut whole = SampledSolver::new(&tree, &shared(LeducCards), options).expect("small tables");
        whole.run(1, 40 * CHUNK, &|_| false);
        let mut divided = SampledSolver::new(&tree, &shared(LeducCards), options).expect("small tables");
        let asked = AtomicU64::new(0);
        while divided.work().iterations < 40 * CHUNK {
            // Stops after every third question.
            divided.run(1, 40 * CHUNK, &|_| asked.fetch_add(1, Ordering::Relaxed) % 3 == 2);
        }
        assert_eq!(whole.words(), divided.words());
        assert_eq!(whole.work().adapted_epsilon, divided.work().adapted_epsilon);
    }
}

#[test]
fn a_restored_solver_goes_on_with_the_same_bits() {
    let tree = leduc();
    for options in options() {
        let mut first = SampledSolver::new(&tree, &shared(LeducCards), options).expect("small tables");
        first.run(1, 20 * CHUNK, &|_| false);
        let mut second = SampledSolver::new(&tree, &shared(LeducCards), options).expect("small tables");
        second.restore(*first.work()).copy_from_slice(first.words());
        first.run(1, 40 * CHUNK, &|_| false);
        second.run(1, 40 * CHUNK, &|_| false);
        assert_eq!(first.words(), second.words());
        assert_eq!(first.work(), second.work());
    }
}

#[test]
fn another_seed_gives_other_bits() {
    let tree = leduc();
    let words = |seed| {
        let options = SampledOptions { seed, ..external() };
        let mut solver = SampledSolver::new(&tree, &shared(LeducCards), options).expect("small tables");
        solver.run(1, 1000, &|_| false);
        solver.words().to_vec()
    };
    assert_eq!(words(1), words(1));
    assert_ne!(words(1), words(2));
}

/// Leduc has 288 rows, so workers write to the same row all the time: the worst there is for tables without locks.
#[test]
fn lost_updates_cost_less_than_the_seed_does() {
    let tree = leduc();
    let mean = |workers| {
        let seeds = 1..=5;
        let gaps = seeds.map(|seed| {
            let options = SampledOptions { seed, ..external() };
            gap(&tree, &LeducCards, &trained(&tree, &shared(LeducCards), options, workers, 200_000))
        });
        gaps.sum::<f64>() / 5.0
    };
    let [one, two, three] = [1, 2, 3].map(mean);
    println!("{one} {two} {three}");
    assert!(two < 1.35 * one && three < 1.35 * one, "{one}, {two}, {three}");
}
