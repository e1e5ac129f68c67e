//! Spots with every key of the format against an independent program (`crates/experiments/peers`), which has
//! its own reading of the format, its own tree, and no suit classes.

use super::*;
use holdem_cfr::exact::StopAt;
use holdem_game::spot::SpotStep;
use std::ops::ControlFlow;

/// A spot as the witness solved it.
struct Witnessed {
    name: String,
    ev: [f64; 2],
    equity: f64,
    /// In percent of the pot.
    exploitability: f64,
    actions: String,
}

fn witnessed() -> Vec<Witnessed> {
    let text = spot_text("varied/witness.csv");
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |at: usize| cells[at].parse::<f64>().expect("valid test data");
        Witnessed {
            name: cells[0].to_owned(),
            ev: [number(1), number(2)],
            equity: number(3),
            exploitability: number(4),
            actions: cells[5].to_owned(),
        }
    };
    text.lines().skip(1).map(row).collect()
}

#[test]
fn spots_of_every_key_come_to_the_values_of_an_independent_program() {
    let all = witnessed();
    assert_eq!(all.len(), 23);
    for witnessed in all {
        let name = &witnessed.name;
        let text = spot_text(&format!("varied/{name}.yaml"));
        let mut solver = solver_of(&text, Storage::F32, 2);
        let target_pct = 0.05;
        let stop = StopAt { target_pct, iterations: Some(2_000), ..StopAt::default() };
        solver.solve(&stop, &mut |_| ControlFlow::Continue(()));
        let root = solver.view(0, &[]).expect("a decision");
        let edges = solver.game().tree.edges(0).iter();
        let actions: Vec<String> = edges.map(|edge| SpotStep::Act(edge.action).to_string()).collect();
        assert_eq!(actions.join(" "), witnessed.actions, "{name}");
        assert!((root.equity(0) - witnessed.equity).abs() < 1e-5, "{name}: {}", root.equity(0));
        // In zero-sum games values differ by no more than both exploitabilities, twice: each is a mean of
        // two gains. Rake leaves more room, and these spots do not use it.
        let most = 2.0 * (target_pct + witnessed.exploitability) * solver.game().pot() / 100.0;
        for player in 0..2 {
            let apart = (root.ev(player) - witnessed.ev[player]).abs();
            assert!(apart < most, "{name}, player {player}: {}", root.ev(player));
        }
    }
}
