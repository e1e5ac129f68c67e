//! The exact solver against values that have one right answer.

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
