//! Kuhn and Leduc, for every way of sampling and discounting, by one worker: the same bits every time.

use super::games::{DCFR, external, gap, kuhn, leduc, leduc_gap, outcome, shared, trained};
use holdem_cfr::discount::Discount;
use holdem_cfr::evaluate::exact::values;
use holdem_cfr::sampled::{Averaging, Pruning, SampledError, SampledOptions, SampledSolver, Schedule};
use holdem_game::deal::{KuhnCards, LeducCards};

#[test]
fn external_sampling_reaches_the_equilibrium_of_kuhn() {
    let tree = kuhn(2);
    let strategy = trained(&tree, &shared(KuhnCards), external(), 1, 400_000);
    let value = values(&tree, &KuhnCards, [&strategy, &strategy], 1)[0];
    let gap = gap(&tree, &KuhnCards, &strategy);
    assert!((value + 1.0 / 18.0).abs() < 3e-3, "value {value}");
    assert!((0.0..5e-3).contains(&gap), "exploitability {gap}");
}

#[test]
fn outcome_sampling_reaches_the_equilibrium_of_kuhn() {
    let tree = kuhn(2);
    let strategy = trained(&tree, &shared(KuhnCards), outcome(0.6, Schedule::Constant), 1, 1_000_000);
    let gap = gap(&tree, &KuhnCards, &strategy);
    assert!((0.0..1e-2).contains(&gap), "exploitability {gap}");
}

#[test]
fn external_sampling_reaches_the_equilibrium_of_leduc_under_every_discount() {
    let floor = SampledOptions { regret_floor: true, ..external() };
    let squares = Discount::Power { exponent: 2.0 };
    let discounted = |discount| SampledOptions { discount, ..external() };
    for (options, bound) in [
        (discounted(Discount::None), 0.045),
        (external(), 0.025),
        (discounted(squares), 0.035),
        (discounted(DCFR), 0.025),
        (floor, 0.045),
    ] {
        let gap = leduc_gap(options, 400_000);
        println!("{:?} {} {gap}", options.discount, options.regret_floor);
        assert!((0.0..bound).contains(&gap), "{options:?}: {gap}");
    }
}

#[test]
fn outcome_sampling_converges_on_leduc_under_every_schedule() {
    let adaptive = Schedule::Adaptive { min: 0.3, max: 0.8, target: 1e-4, interval: 10_000 };
    for schedule in [
        Schedule::Constant,
        Schedule::Linear { end: 0.3, over: 1_000_000 },
        Schedule::Exponential { end: 0.3, over: 1_000_000 },
        adaptive,
    ] {
        let gap = leduc_gap(outcome(0.6, schedule), 2_000_000);
        println!("{schedule:?} {gap}");
        assert!((0.0..0.08).contains(&gap), "{schedule:?}: {gap}");
    }
}

#[test]
fn pruning_walks_fewer_nodes_and_still_converges_on_leduc() {
    let tree = leduc();
    let pruning = Some(Pruning { threshold: -100.0, probability: 0.95 });
    let run = |options| {
        let mut solver = SampledSolver::new(&tree, &shared(LeducCards), options).expect("small tables");
        solver.run(1, 400_000, &|_| false);
        (solver.work().nodes, gap(&tree, &LeducCards, &solver.average_strategy()))
    };
    let (all, _) = run(external());
    let (fewer, gap) = run(SampledOptions { pruning, ..external() });
    println!("{fewer} of {all} nodes, {gap}");
    assert!(fewer < all * 97 / 100, "{fewer} of {all} nodes");
    assert!((0.0..0.03).contains(&gap), "{gap}");
}

#[test]
fn lines_of_their_own_give_the_same_average_as_the_opponents_nodes() {
    let gap = leduc_gap(SampledOptions { averaging: Averaging::Lines, ..external() }, 400_000);
    println!("lines {gap}");
    assert!((0.0..0.035).contains(&gap), "{gap}");
}

#[test]
fn options_that_do_not_go_together_are_refused() {
    let tree = kuhn(2);
    let refused = |options| {
        let error = SampledSolver::new(&tree, &shared(KuhnCards), options).err();
        assert!(matches!(error, Some(SampledError::Options(_))), "{options:?}");
    };
    refused(SampledOptions { regret_floor: true, discount: DCFR, ..external() });
    refused(outcome(0.0, Schedule::Constant));
    let pruning = Some(Pruning { threshold: -1.0, probability: 0.95 });
    refused(SampledOptions { pruning, ..outcome(0.5, Schedule::Constant) });
    refused(SampledOptions { pruning: Some(Pruning { threshold: 1.0, probability: 0.95 }), ..external() });
}
