//! Strategies and players for tests.

use std::path::Path;
use std::sync::Arc;

use holdem_arena::player::{Player, PlayerError, Turn};
use holdem_arena::players::{BlueprintEntrant, Entrant};
use holdem_arena::table::Table;
use holdem_arena::translation::Mapping;
use holdem_blueprint::config::GameConfig;
use holdem_blueprint::file::{self, Stamp};
use holdem_blueprint::{Blueprint, Game, Recipe, Strategy, unobserved};
use holdem_cfr::tables::strategy::Strategy as Rows;
use holdem_game::deal::DealRng;
use holdem_game::rules::Move;

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

/// Bets anything that is legal: smallest raises, all-ins, and any size between.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wild;

impl Entrant for Wild {
    fn name(&self) -> String {
        "wild".to_owned()
    }

    fn seat(&self, _table: &Table) -> Result<Box<dyn Player>, PlayerError> {
        Ok(Box::new(*self))
    }
}

impl Player for Wild {
    fn name(&self) -> String {
        Entrant::name(self)
    }

    fn begin(&mut self, _turn: &Turn<'_>) -> Result<(), PlayerError> {
        Ok(())
    }

    fn act(&mut self, turn: &Turn<'_>, rng: &mut DealRng) -> Result<Move, PlayerError> {
        let legal = turn.public.betting().legal();
        let passive = legal.passive();
        let Some((least, most)) = legal.raise_to else {
            return Ok(if legal.fold && rng.below(8) == 0 { Move::Fold } else { passive });
        };
        // Small raises more often than large ones, so that hands become long.
        let any = least + (f64::from(most - least) * f64::from(rng.unit().powi(3))) as u32;
        Ok(match rng.below(16) {
            0 if legal.fold => Move::Fold,
            0..=6 => passive,
            7 | 8 => Move::RaiseTo(least),
            9 => Move::RaiseTo(most),
            _ => Move::RaiseTo(any),
        })
    }
}
