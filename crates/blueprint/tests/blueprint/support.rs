//! Strategies to ask.

use std::path::{Path, PathBuf};

use holdem_blueprint::file::{self, Stamp};
use holdem_blueprint::{Blueprint, Game, Recipe, Strategy, unobserved};
use holdem_cfr::tables::strategy::Strategy as Table;
use holdem_game::deal::DealRng;
use tempfile::TempDir;

/// A blueprint of an earlier version: `kuhn`, `leduc` or `holdem`.
pub(crate) fn trained(game: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../training/tests/data").join(game).join("straight.hdm")
}

/// A game with a strategy of random probabilities, sharp ones among them, as a file.
pub(crate) struct Random {
    pub(crate) strategy: Strategy,
    pub(crate) path: PathBuf,
    _directory: TempDir,
}

/// Another strategy for the game of [`trained`].
pub(crate) fn random(game: &str) -> Random {
    random_of(Blueprint::open(trained(game)).unwrap().recipe())
}

/// A strategy for the game of a recipe.
pub(crate) fn random_of(recipe: &Recipe) -> Random {
    let (game, buckets) = recipe.sections();
    let game = Game::build(&game, &buckets, 1, &mut unobserved).unwrap();
    let mut rng = DealRng::for_iteration(11, 0);
    let table = Table::from_rows(&game.tree, &game.buckets.counts, |_, rows| {
        rows.iter_mut().for_each(|p| *p = rng.unit().powi(4));
    });
    written(&game, recipe, &table)
}

/// A strategy for the game of a recipe, in a file and opened.
pub(crate) fn written(game: &Game, recipe: &Recipe, table: &Table) -> Random {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("random.hdm");
    file::write(&path, &Stamp::from(game), recipe, table, 7).unwrap();
    Random { strategy: Strategy::open(&path).unwrap(), path, _directory: directory }
}
