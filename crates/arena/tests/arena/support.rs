//! Strategies and players for tests.

use std::path::Path;
use std::sync::Arc;

use holdem_arena::players::BlueprintEntrant;
use holdem_arena::translation::Mapping;
use holdem_blueprint::config::GameConfig;
use holdem_blueprint::file::{self, Stamp};
use holdem_blueprint::{Blueprint, Game, Recipe, Strategy, unobserved};
use holdem_cfr::tables::strategy::Strategy as Rows;
use holdem_game::deal::DealRng;

/// A game by its section of a configuration.
pub(crate) fn config(json: &str) -> GameConfig {
    serde_json::from_str(json).unwrap()
}

/// A strategy of random probabilities, sharp ones among them; in Hold'em over a few coarse buckets.
pub(crate) fn random(game: &GameConfig, seed: u64) -> Arc<Strategy> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../training/tests/data/holdem/straight.hdm");
    let base = Blueprint::open(data).unwrap().recipe().clone();
    let recipe = Recipe { game: game.resolved(), ..base };
    let (game, buckets) = recipe.sections();
    let game = Game::build(&game, &buckets, 1, &mut unobserved).unwrap();
    let mut rng = DealRng::for_iteration(seed, 0);
    let table = Rows::from_rows(&game.tree, &game.buckets.counts, |_, rows| {
        rows.iter_mut().for_each(|p| *p = rng.unit().powi(4));
    });
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(format!("random-{seed}.hdm"));
    file::write(&path, &Stamp::from(&game), &recipe, &table, 7).unwrap();
    let strategy = Strategy::open(&path).unwrap();
    strategy.prepare(1, &mut unobserved).unwrap();
    Arc::new(strategy)
}

/// A strategy as a player.
pub(crate) fn entrant(strategy: &Arc<Strategy>) -> BlueprintEntrant {
    BlueprintEntrant::new(Arc::clone(strategy), Mapping::Randomised).unwrap()
}
