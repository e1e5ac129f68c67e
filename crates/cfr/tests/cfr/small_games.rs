//! Kuhn and Leduc: values with one right answer, through the engine that trains Hold'em.

use crate::games::{kuhn, leduc, shared};
use holdem_cfr::discount::Discount;
use holdem_cfr::evaluate::exact::{Watch, exploitability, values};
use holdem_cfr::evaluate::exploiter::{ExploiterOptions, exploiter};
use holdem_cfr::evaluate::versus::{Boards, versus};
use holdem_cfr::tables::layout::bucket_counts;
use holdem_cfr::{CfrBrSolver, SolverOptions, Storage, Strategy, VectorSolver};
use holdem_game::deal::{CardModel, HandSample, KuhnCards, LeducCards, MergedBuckets};
use holdem_game::tree::BettingTree;
use std::sync::Arc;

fn options(discount: Discount) -> SolverOptions {
    SolverOptions { seed: 7, batch_size: 6, hands: HandSample::All, discount, ..SolverOptions::default() }
}

fn trained(
    tree: &Arc<BettingTree>,
    cards: &Arc<dyn CardModel>,
    options: SolverOptions,
    workers: usize,
    iterations: u64,
) -> Strategy {
    let mut solver = VectorSolver::new(tree, cards, options).expect("small tables");
    solver.run(workers, iterations, &|_| false);
    assert_eq!(solver.work().iterations, iterations);
    solver.average_strategy()
}

fn nash_gap(tree: &BettingTree, cards: &dyn CardModel, s: &Strategy) -> (f64, f64) {
    let gap = exploitability(tree, cards, [s, s], None, 2, &Watch::NOBODY).expect("nobody stops it");
    let value = values(tree, cards, [s, s], 2);
    assert!((value[0] + value[1]).abs() < 1e-5, "zero sum: {value:?}");
    (value[0], gap.chips.mean)
}

#[test]
fn uniform_strategies_are_worth_what_they_are_known_to_be() {
    let tree = kuhn(2);
    let uniform = Strategy::uniform(&tree, &bucket_counts(&KuhnCards));
    let (value, _) = nash_gap(&tree, &KuhnCards, &uniform);
    assert!((value - 0.125).abs() < 1e-6, "{value}");
    let gap = exploitability(&tree, &KuhnCards, [&uniform, &uniform], None, 1, &Watch::NOBODY)
        .expect("nobody stops it");
    assert!(
        (gap.best_response[0] - 0.5).abs() < 1e-6 && (gap.best_response[1] - 5.0 / 12.0).abs() < 1e-6,
        "{gap:?}"
    );

    let tree = leduc();
    let uniform = Strategy::uniform(&tree, &bucket_counts(&LeducCards));
    let (value, _) = nash_gap(&tree, &LeducCards, &uniform);
    assert!((value + 0.078125).abs() < 1e-5, "{value}");
    let gap = exploitability(&tree, &LeducCards, [&uniform, &uniform], None, 2, &Watch::NOBODY)
        .expect("nobody stops it");
    let [first, second] = gap.best_response;
    assert!((first - 2.0875).abs() < 1e-5 && (second - 2.659_722_2).abs() < 1e-5, "{gap:?}");
}

#[test]
fn kuhn_reaches_its_value_and_equilibrium() {
    let tree = kuhn(2);
    let options = SolverOptions { batch_size: 1, ..options(Discount::Linear) };
    let mut solver = VectorSolver::new(&tree, &shared(KuhnCards), options).expect("small tables");
    solver.run(1, 200_000, &|_| false);
    let strategy = solver.average_strategy();
    let (value, gap) = nash_gap(&tree, &KuhnCards, &strategy);
    assert!((value + 1.0 / 18.0).abs() < 1e-3, "value {value}");
    assert!((0.0..1e-3).contains(&gap), "exploitability {gap}");
}

/// Trains Leduc on 1, 2 and 3 workers, which must not change a bit, and checks value and exploitability.
fn leduc_converges(options: &SolverOptions, bound: f64) {
    let tree = leduc();
    let strategy = trained(&tree, &shared(LeducCards), options.clone(), 1, 60_000);
    for workers in [2, 3] {
        let other = trained(&tree, &shared(LeducCards), options.clone(), workers, 60_000);
        assert!(strategy.probabilities() == other.probabilities(), "{workers} workers, {options:?}");
    }
    let (value, gap) = nash_gap(&tree, &LeducCards, &strategy);
    assert!((value + 0.085_606).abs() < bound, "{options:?}: value {value}");
    assert!((0.0..bound).contains(&gap), "{options:?}: exploitability {gap}");
}

const SQUARES: Discount = Discount::Power { exponent: 2.0 };
const DCFR: Discount = Discount::Dcfr { alpha: 1.5, beta: 0.0, gamma: 2.0, interval: 60 };

#[test]
fn leduc_reaches_its_value_and_equilibrium_under_every_discount() {
    for (discount, bound) in
        [(Discount::Linear, 0.01), (SQUARES, 0.015), (DCFR, 0.01), (Discount::None, 0.02)]
    {
        leduc_converges(&options(discount), bound);
    }
}

#[test]
fn leduc_reaches_its_value_and_equilibrium_with_a_regret_floor() {
    for (discount, bound) in
        [(Discount::Linear, 0.01), (SQUARES, 0.015), (DCFR, 0.01), (Discount::None, 0.02)]
    {
        leduc_converges(&SolverOptions { regret_floor: true, ..options(discount) }, bound);
    }
}

#[test]
fn leduc_reaches_its_value_and_equilibrium_in_16_bits() {
    for (discount, bound) in
        [(Discount::Linear, 0.01), (SQUARES, 0.015), (DCFR, 0.01), (Discount::None, 0.02)]
    {
        let options = SolverOptions { storage: Storage::I16, ..options(discount) };
        leduc_converges(&options, bound);
        leduc_converges(&SolverOptions { regret_floor: true, ..options }, bound);
    }
}

#[test]
fn leduc_reaches_its_value_and_equilibrium_from_batches_of_several_boards() {
    leduc_converges(&SolverOptions { batch_start: 4, ..options(Discount::Linear) }, 0.01);
}

#[test]
fn leduc_reaches_its_value_and_equilibrium_in_parts() {
    // With none, some and most of the nodes in parts.
    for part_bytes in [0, 100, 2_000] {
        leduc_converges(&SolverOptions { part_bytes: Some(part_bytes), ..options(Discount::Linear) }, 0.015);
    }
}

#[test]
fn parts_larger_than_the_tables_change_nothing() {
    let tree = leduc();
    let [whole, part] = [None, Some(u64::MAX)].map(|part_bytes| {
        let options = SolverOptions { part_bytes, ..options(Discount::Linear) };
        trained(&tree, &shared(LeducCards), options, 2, 600)
    });
    assert!(whole.probabilities() == part.probabilities());
}

#[test]
fn batches_begin_with_the_boards_they_are_told_and_never_exceed_their_size() {
    let tree = leduc();
    for (batch_start, batch_size, expected) in [(1, 6, 12), (4, 6, 3), (9, 6, 2), (0, 6, 12), (4, 0, 12)] {
        let options = SolverOptions { batch_start, batch_size, ..options(Discount::Linear) };
        let mut solver = VectorSolver::new(&tree, &shared(LeducCards), options).expect("small tables");
        solver.run(2, 12, &|_| false);
        assert_eq!(solver.work().batches, expected, "{batch_start}, {batch_size}");
    }
}

#[test]
fn batches_are_counted_as_they_are_played() {
    let tree = kuhn(2);
    for (batch_start, batch_size, iterations) in [
        (1, 1, 50),
        (1, 3, 1000),
        (1, 8, 1650),
        (1, 8, 5003),
        (4, 8, 5003),
        (3, 3, 10),
        (9, 6, 100),
        (0, 0, 9),
    ] {
        let options = SolverOptions { batch_start, batch_size, ..options(Discount::Linear) };
        let mut solver = VectorSolver::new(&tree, &shared(KuhnCards), options.clone()).expect("small tables");
        solver.run(1, iterations, &|_| false);
        assert_eq!(options.batches(iterations), solver.work().batches, "{batch_start}, {batch_size}");
    }
}

#[test]
fn a_state_in_16_bits_goes_on_to_the_same_bits() {
    let tree = leduc();
    let options = SolverOptions { storage: Storage::I16, ..options(DCFR) };
    let words = |solver: &VectorSolver| {
        let mut all = Vec::new();
        solver.export_words(&mut |words| all.extend_from_slice(words));
        all
    };
    let mut first = VectorSolver::new(&tree, &shared(LeducCards), options.clone()).expect("small tables");
    first.run(1, 3_000, &|_| false);
    let saved = words(&first);
    assert_eq!(first.table_lens().iter().sum::<usize>(), saved.len());
    let mut second = VectorSolver::new(&tree, &shared(LeducCards), options).expect("small tables");
    let mut saved = &saved[..];
    let restored = second.import_words(*first.work(), |_, to| {
        let (mine, rest) = saved.split_at(to.len());
        to.copy_from_slice(mine);
        saved = rest;
        Ok::<(), ()>(())
    });
    assert!(restored.is_ok() && saved.is_empty());
    for solver in [&mut first, &mut second] {
        solver.run(2, 6_000, &|_| false);
    }
    assert!(words(&first) == words(&second));
    assert_eq!(first.losses(), second.losses());
    assert_ne!(first.losses().numbers, 0);
}

#[test]
fn exploiters_find_what_best_responses_find() {
    let tree = leduc();
    let boards = Boards { seed: 9, count: 600, workers: 2 };
    let exploit = |iterations: u64| ExploiterOptions {
        solver: SolverOptions { seed: 5, ..options(Discount::Linear) },
        workers: 1,
        iterations,
        spent: &|_, _| 0.0,
        boards,
    };
    let uniform = Strategy::uniform(&tree, &bucket_counts(&LeducCards));
    let found =
        exploiter(&tree, &shared(LeducCards), &uniform, &exploit(6_000)).expect("leduc fits").gain.mean;
    assert!((found - 2.373_611).abs() < 0.02, "{found}");

    let good = trained(&tree, &shared(LeducCards), options(Discount::Linear), 1, 30_000);
    let (_, gap) = nash_gap(&tree, &LeducCards, &good);
    let found = exploiter(&tree, &shared(LeducCards), &good, &exploit(6_000)).expect("leduc fits").gain.mean;
    assert!(found < gap + 1e-4, "an exploiter wins {found}, more than the best response, {gap}");
    assert!(found > gap - 0.03, "an exploiter wins {found}, the best response {gap}");

    let better = versus(&tree, &LeducCards, &good, &uniform, boards);
    assert!(better.gain.mean > 0.5, "{better:?}");
    let mirrored = versus(&tree, &LeducCards, &uniform, &good, boards);
    assert!((better.gain.mean + mirrored.gain.mean).abs() < 1e-6, "zero sum: {better:?} {mirrored:?}");
}

#[test]
fn an_exploiter_that_hardly_trained_gains_nothing_and_says_that_it_still_learns() {
    let tree = leduc();
    let exploit = |strategy: &Strategy, iterations| {
        let options = ExploiterOptions {
            solver: SolverOptions { seed: 5, ..options(Discount::Linear) },
            workers: 1,
            iterations,
            spent: &|_, _| 0.0,
            boards: Boards { seed: 9, count: 600, workers: 1 },
        };
        exploiter(&tree, &shared(LeducCards), strategy, &options).expect("leduc fits")
    };
    let good = trained(&tree, &shared(LeducCards), options(Discount::Linear), 1, 30_000);
    for iterations in [1, 2, 5, 20, 100, 500] {
        let found = exploit(&good, iterations);
        assert!(found.gain.mean > -1e-6, "{iterations}: {found:?}");
    }
    let uniform = Strategy::uniform(&tree, &bucket_counts(&LeducCards));
    let [short, long] = [30, 6_000].map(|iterations| exploit(&uniform, iterations));
    assert_eq!(short.rises, [true; 2], "{short:?}");
    assert_eq!(long.rises, [false; 2], "{long:?}");
    for curve in long.curves {
        assert_eq!(
            curve.iter().map(|point| point.iterations).collect::<Vec<_>>(),
            [375, 750, 1500, 3000, 6000]
        );
        assert!(curve.windows(2).all(|pair| pair[0].gain.mean < pair[1].gain.mean + 0.05), "{curve:?}");
    }
}

/// Leduc for players who do not see the public card: after it, buckets are private ranks.
fn forgetful() -> MergedBuckets<LeducCards> {
    MergedBuckets::new(LeducCards, 1, (0..9).map(|bucket| bucket / 3).collect())
}

/// Johanson, Bard, Burch & Bowling 2012: against an opponent who sees all cards, a player finds the strategy
/// of the abstraction that is exploited least; playing against itself, one that is exploited more.
#[test]
fn who_learns_against_an_opponent_that_sees_more_is_exploited_less() {
    let tree = leduc();
    let gap = |s: &Strategy| {
        exploitability(&tree, &forgetful(), [s, s], None, 1, &Watch::NOBODY)
            .expect("nobody stops it")
            .chips
            .mean
    };
    let alone = trained(&tree, &shared(forgetful()), options(Discount::Linear), 1, 30_000);
    let [first, second] =
        [[shared(forgetful()), shared(LeducCards)], [shared(LeducCards), shared(forgetful())]].map(|cards| {
            let mut solver = VectorSolver::across(&tree, cards.each_ref(), options(Discount::Linear))
                .expect("small tables");
            solver.run(1, 30_000, &|_| false);
            solver
        });
    let robust = first.average_strategy_of(0).with_seat(&tree, 1, &second.average_strategy_of(1));
    assert!(gap(&robust) < gap(&alone) - 0.02, "{} {}", gap(&robust), gap(&alone));
}

#[test]
fn a_responder_leaves_lossless_buckets_their_equilibrium_and_coarse_ones_their_least_exploitable_strategy() {
    let tree = leduc();
    let against_best_responses = |cards: Arc<dyn CardModel>, workers| {
        let mut solver = CfrBrSolver::new(&tree, &cards, &options(Discount::Linear)).expect("small tables");
        solver.run(workers, 60_000, &|_| false);
        assert_eq!(solver.work().iterations, 60_000);
        solver.average_strategy()
    };
    let lossless = against_best_responses(shared(LeducCards), 1);
    let (value, gap) = nash_gap(&tree, &LeducCards, &lossless);
    assert!((value + 0.085_606).abs() < 0.02 && (0.0..0.03).contains(&gap), "{value}, exploitability {gap}");
    assert!(
        lossless.probabilities() == against_best_responses(shared(LeducCards), 2).probabilities(),
        "whatever the workers"
    );
    let coarse = |s: &Strategy| {
        exploitability(&tree, &forgetful(), [s, s], None, 1, &Watch::NOBODY)
            .expect("nobody stops it")
            .chips
            .mean
    };
    let alone = trained(&tree, &shared(forgetful()), options(Discount::Linear), 1, 30_000);
    let against = against_best_responses(shared(forgetful()), 1);
    assert!(coarse(&against) < coarse(&alone) - 0.02, "{} {}", coarse(&against), coarse(&alone));
}
