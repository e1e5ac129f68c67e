use super::*;
use holdem_cfr::exact::{StopAt, Stopped};
use std::ops::ControlFlow;

/// Solves to 0.1 % of the pot and compares the first player's EV with that of an independent solver at the
/// same exploitability.
fn comes_to(name: &str, storage: Storage, ev: f64) {
    let mut solver = solver_of(&spot_text(name), storage, 2);
    let stop = StopAt { target_pct: 0.1, iterations: Some(600), ..StopAt::default() };
    let outcome = solver.solve(&stop, &mut |_| ControlFlow::Continue(()));
    assert_eq!(outcome.stopped, Stopped::Target);
    let evs = [solver.ev(0), solver.ev(1)];
    // Both are within 0.1 % of a pot of 200 chips.
    assert!((evs[0] - ev).abs() < 0.1, "{name}: EV {}, expected {ev}", evs[0]);
    assert!((evs[0] + evs[1] - 200.0).abs() < 1e-3, "{evs:?} do not sum to the pot");
}

#[test]
fn a_river_comes_to_the_value_of_an_independent_solver() {
    comes_to("river.yaml", Storage::F32, 103.457);
    comes_to("river.yaml", Storage::I16, 103.457);
}

#[test]
fn turns_come_to_the_values_of_an_independent_solver() {
    comes_to("basic_turn.yaml", Storage::F32, 91.945);
    comes_to("turn.yaml", Storage::I16, 103.975);
}

#[test]
#[ignore = "slow: a flop of 211 MiB, ten seconds on two cores"]
fn a_flop_comes_to_the_value_of_an_independent_solver() {
    comes_to("flop_pot.yaml", Storage::F32, 110.306);
    comes_to("flop_pot.yaml", Storage::I16, 110.306);
}
