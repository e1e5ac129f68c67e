//! The exact solver against values that have one right answer.

mod combinations;
mod invariance;
mod linear_program;
mod locks;
mod oracle;
mod simplex;
mod small_games;
mod values;
mod varied;

use holdem_cfr::exact::{ExactGame, ExactOptions, ExactSolver};
use holdem_cfr::tables::storage::Storage;
use holdem_game::spot::{Spot, SpotGame};
use std::path::Path;

/// A spot of the test data.
fn spot_text(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/spots").join(name);
    std::fs::read_to_string(path).expect("valid test data")
}

fn game_of(text: &str) -> ExactGame {
    ExactGame::from(
        &SpotGame::new(&Spot::from_yaml_str(text).expect("valid test data")).expect("valid test data"),
    )
}

fn solver_of(text: &str, storage: Storage, workers: usize) -> ExactSolver {
    let options = ExactOptions { storage, workers, ..ExactOptions::default() };
    ExactSolver::new(game_of(text), options).expect("valid test data")
}

/// Everything that a solver holds.
fn bits_of(solver: &ExactSolver) -> Vec<u32> {
    (0..solver.num_parts()).flat_map(|part| solver.state(part, <[u32]>::to_vec)).collect()
}

/// Another solver of the same game, from where a solver is on.
fn resumed(from: &ExactSolver, mut to: ExactSolver) -> ExactSolver {
    let filled = to.restore(from.iterations(), |part, words| -> Result<(), ()> {
        from.state(part, |saved| words.copy_from_slice(saved));
        Ok(())
    });
    assert_eq!(filled, Ok(()));
    to.put_held(&from.held());
    to
}
