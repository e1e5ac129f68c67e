//! `holdem solve`.

mod batches;
mod locks;
mod small_games;
mod solutions;
mod spots;
mod streets;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{holdem, json};

/// A spot of the solver's own tests; EVs of an independent solver stand there.
fn shared(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../cfr/tests/data/spots").join(name)
}

/// A river spot that takes milliseconds.
const SMALL: &str = "\
name: small
board: Qs Jh 2h 8c 3d
oop_range: 'AA,KQs,76s'
ip_range: 'QQ,AJs,T9s'
pot: 100
effective_stack: 200
river: {bet: '50%, a', raise: '60%'}
";

fn spot(directory: &Path, text: &str) -> PathBuf {
    let path = directory.join("spot.yaml");
    fs::write(&path, text).unwrap();
    path
}

fn solved(path: &Path, arguments: &[&str]) -> Value {
    json(holdem().arg("solve").arg(path).args(arguments).args(["--format", "json"]))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("a number, not {value}"))
}
