//! What several workers come to that write to one table without locks.
//!
//! Which of two updates of one number is lost depends on how threads are scheduled, so no bits are compared
//! here. Bounds that no schedule can break are asserted as such. The others are such that one run in ten
//! million would miss them, by fits to the tails of 300 runs (docs/experiments/racy-tests.md).

use super::games::{DCFR, FourCards, external, gap, kuhn, leduc, outcome, shared, trained};
use super::three_players::nash_conv;
use holdem_cfr::discount::Discount;
use holdem_cfr::evaluate::exact::values;
use holdem_cfr::sampled::{Averaging, SampledOptions, SampledSolver, Schedule};
use holdem_game::deal::{CardModel, KuhnCards, LeducCards};
use holdem_game::tree::BettingTree;
use std::sync::Arc;

/// Checks a figure that depends on the schedule, and prints it for whoever measures its distribution.
#[allow(clippy::print_stdout, reason = "ci/tail_bounds.py reads it")]
fn within(bound: f64, what: &str, found: f64) {
    println!("racy: {what}: {found}");
    assert!((0.0..bound).contains(&found), "{what}: {found}, bound {bound}");
}

#[test]
fn two_and_three_workers_reach_the_equilibrium_of_kuhn_by_external_sampling() {
    let tree = kuhn(2);
    for workers in [2, 3] {
        let strategy = trained(&tree, &shared(KuhnCards), external(), workers, 1_000_000);
        let gap = gap(&tree, &KuhnCards, &strategy);
        within(0.025, &format!("kuhn, external, {workers} workers"), gap);
        // No strategy is further from the value of the game than what best responses gain from both players
        // together.
        let value = values(&tree, &KuhnCards, [&strategy, &strategy], 1)[0];
        assert!((value + 1.0 / 18.0).abs() < 2.0 * gap + 1e-6, "{workers} workers: value {value}, {gap}");
    }
}

#[test]
fn three_workers_reach_the_equilibrium_of_kuhn_by_outcome_sampling() {
    let tree = kuhn(2);
    let strategy = trained(&tree, &shared(KuhnCards), outcome(0.6, Schedule::Constant), 3, 1_000_000);
    within(0.04, "kuhn, outcome, 3 workers", gap(&tree, &KuhnCards, &strategy));
}

#[test]
fn two_and_three_workers_converge_on_leduc() {
    let tree = leduc();
    let dcfr = SampledOptions { discount: DCFR, ..external() };
    for (what, workers, options) in [("linear", 2, external()), ("dcfr", 3, dcfr)] {
        let gap = gap(&tree, &LeducCards, &trained(&tree, &shared(LeducCards), options, workers, 400_000));
        within(0.045, &format!("leduc, {what}, {workers} workers"), gap);
    }
}

#[test]
fn three_workers_find_an_equilibrium_of_three_players() {
    let tree = kuhn(3);
    let options = SampledOptions { averaging: Averaging::Lines, ..external() };
    let strategy = trained(&tree, &shared(FourCards), options, 3, 1_000_000);
    within(0.08, "three players, external, 3 workers", nash_conv(&tree, &strategy));
}

/// Share of the strategies at the root that its sums miss: without a discount each deal adds one there.
fn missing_at_the_root(tree: &Arc<BettingTree>, cards: &Arc<dyn CardModel>, workers: usize) -> f64 {
    let deals = 200_000;
    let options = SampledOptions { discount: Discount::None, ..external() };
    let mut solver = SampledSolver::new(tree, cards, options).expect("small tables");
    solver.run(workers, deals, &|_| false);
    let sums = (0..cards.num_buckets(0)).flat_map(|bucket| solver.row(0, bucket).1);
    1.0 - sums.map(f64::from).sum::<f64>() / deals as f64
}

/// A worker that is stopped between a load and its store puts a number back to what it was when it was
/// stopped, so how much is missing has no bound that a measurement could give. But no schedule lets a sum
/// grow beyond what was added.
#[test]
fn updates_may_be_lost_and_are_never_made_twice() {
    let tree = leduc();
    let rounding = 1e-4;
    let alone = missing_at_the_root(&tree, &shared(LeducCards), 1);
    assert!(alone.abs() < rounding, "{alone}");
    for workers in [2, 3] {
        let missing = missing_at_the_root(&tree, &shared(LeducCards), workers);
        println!("racy: leduc, share missing at the root, {workers} workers: {}", missing.max(0.0));
        assert!((-rounding..1.0).contains(&missing), "{workers} workers: {missing}");
    }
}
