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
    random_by_street(game, &[seed])
}

/// The same with a seed for each street, the last one for all that follow: of two that have the same seeds
/// up to a street, both play alike there.
pub(crate) fn random_by_street(game: &GameConfig, seeds: &[u64]) -> Arc<Strategy> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../training/tests/data/holdem/straight.hdm");
    let base = Blueprint::open(data).unwrap().recipe().clone();
    let recipe = Recipe { game: game.resolved(), ..base };
    let (game, buckets) = recipe.sections();
    let game = Game::build(&game, &buckets, 1, &mut unobserved).unwrap();
    let table = Rows::from_rows(&game.tree, &game.buckets.counts, |node, rows| {
        let street = usize::from(game.tree.node(node).street).min(seeds.len() - 1);
        let mut rng = DealRng::for_iteration(seeds[street], node.into());
        rows.iter_mut().for_each(|p| *p = rng.unit().powi(4));
    });
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(format!("random-{}.hdm", seeds[0]));
    file::write(&path, &Stamp::from(&game), &recipe, &table, 7).unwrap();
    let strategy = Strategy::open(&path).unwrap();
    strategy.prepare(1, &mut unobserved).unwrap();
    Arc::new(strategy)
}

/// A strategy as a player.
pub(crate) fn entrant(strategy: &Arc<Strategy>) -> BlueprintEntrant {
    BlueprintEntrant::new(Arc::clone(strategy), Mapping::Randomised).unwrap()
}
