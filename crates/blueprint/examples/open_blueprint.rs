//! How long it takes until a blueprint can be played from.
//!
//! ```sh
//! cargo run --release -p holdem-blueprint --example open_blueprint -- RUN/blueprint.hdm
//! ```
#![allow(clippy::print_stdout, reason = "an example")]

use std::error::Error;
use std::time::Instant;

use holdem_blueprint::{Blueprint, Game, unobserved};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: open_blueprint RUN/blueprint.hdm")?;
    let bytes = std::fs::metadata(&path)?.len();
    let blueprint = Blueprint::open_at_once(&path)?;
    let (game, buckets) = blueprint.recipe().sections();
    let game = Game::build(&game, &buckets, 0, &mut unobserved)?;
    drop(blueprint);

    let start = Instant::now();
    let blueprint = Blueprint::open_at_once(&path)?;
    let strategy = blueprint.strategy(&game)?;
    let first = strategy.row(0, 0).to_vec();
    let at_once = start.elapsed();
    let start = Instant::now();
    blueprint.verify()?;
    println!(
        "{:.2} GB: opened and first asked in {:.3} ms ({first:?}), verified in {:.0} ms",
        bytes as f64 / 1e9,
        at_once.as_secs_f64() * 1e3,
        start.elapsed().as_secs_f64() * 1e3
    );
    Ok(())
}
