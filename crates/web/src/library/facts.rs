//! What a listing says of a source without opening it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use holdem_blueprint::Blueprint;
use holdem_blueprint::config::{GameConfig, GameKind};
use holdem_blueprint::solution::file::spot_of;
use holdem_training::runs::{self, Standing};
use serde::Serialize;
use utoipa::ToSchema;

use super::folders::{Found, Kind, SourceId};
use super::open::has_strategy;
use super::stamp::Stamp;
use crate::error::ApiError;

/// A source in a listing. What is not known is left out.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct SourceFacts {
    /// Names it.
    pub(crate) id: String,
    /// `run`, `blueprint` or `solution`.
    pub(crate) kind: &'static str,
    /// Its path below the folder.
    pub(crate) name: String,
    /// The folder's name.
    pub(crate) folder: String,
    /// The game in a word or two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) game: Option<String>,
    /// Public cards of a spot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) board: Option<String>,
    /// Seats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) players: Option<usize>,
    /// How it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<String>,
    /// Boards trained on, or iterations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) iterations: Option<u64>,
    /// Of a run's report, in mbb per hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) exploitability_mbb: Option<f64>,
    /// Of a solution, in percent of the pot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) exploitability_pct: Option<f64>,
    /// Seconds since a run was started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) age_secs: Option<u64>,
    /// Whether there is a strategy to be looked at.
    pub(crate) strategy: bool,
    /// Another text for another strategy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stamp: Option<String>,
}

/// What files say, kept as long as they stay the same.
#[derive(Debug, Default)]
pub(crate) struct Facts(Mutex<HashMap<SourceId, (Stamp, SourceFacts)>>);

impl Facts {
    /// What is known of a source.
    ///
    /// # Errors
    /// If its file cannot be read.
    pub(crate) fn of(&self, found: &Found) -> Result<SourceFacts, ApiError> {
        // The state of a run changes with every second, that of files with the files.
        let stamp = Stamp::of_source(found);
        let stamped =
            |facts: SourceFacts| SourceFacts { stamp: facts.strategy.then(|| stamp.to_string()), ..facts };
        if found.kind == Kind::Run {
            return run(found).map(stamped);
        }
        let known = |facts: &HashMap<SourceId, (Stamp, SourceFacts)>| {
            facts.get(&found.id).filter(|(then, _)| *then == stamp).map(|(_, facts)| facts.clone())
        };
        if let Some(facts) = known(&self.0.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(facts);
        }
        let facts = if found.kind == Kind::Blueprint { blueprint(found) } else { solution(found) };
        let facts = stamped(facts?);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(found.id, (stamp, facts.clone()));
        Ok(facts)
    }
}

fn named(found: &Found, kind: &'static str) -> SourceFacts {
    let (name, folder) = (found.name.clone(), found.folder.clone());
    SourceFacts { id: found.id.to_string(), kind, name, folder, strategy: true, ..SourceFacts::default() }
}

fn run(found: &Found) -> Result<SourceFacts, ApiError> {
    let summary = runs::list(&found.path)?.into_iter().next();
    let summary = summary.ok_or_else(|| ApiError::not_found("there is no such run any more"))?;
    let config = holdem_training::run_dir::config_of(&found.path).ok();
    Ok(SourceFacts {
        game: summary.game,
        players: config.map(|config| config.players()),
        state: Some(summary.state.name().to_owned()),
        iterations: summary.iterations,
        exploitability_mbb: summary.exploitability_mbb,
        age_secs: summary.age_secs,
        strategy: summary.state != Standing::Unreadable && has_strategy(&found.path),
        ..named(found, "run")
    })
}

fn blueprint(found: &Found) -> Result<SourceFacts, ApiError> {
    let blueprint = Blueprint::open_at_once(&found.path)?;
    let game = &blueprint.recipe().game;
    Ok(SourceFacts {
        game: Some(game_in_words(game)),
        players: Some(game.players()),
        iterations: Some(blueprint.iterations()),
        ..named(found, "blueprint")
    })
}

fn solution(found: &Found) -> Result<SourceFacts, ApiError> {
    let (spot, record) = spot_of(&found.path)?;
    Ok(SourceFacts {
        board: Some(spot.board),
        players: Some(2),
        state: Some("saved".to_owned()),
        iterations: Some(record.iterations),
        exploitability_pct: Some(record.exploitability_pct_of_pot),
        ..named(found, "solution")
    })
}

/// `kuhn`, `2p 100bb`, `3p 5-20bb`.
pub(crate) fn game_in_words(game: &GameConfig) -> String {
    if game.kind != GameKind::Holdem {
        return game.kind.to_string();
    }
    let stacks = game.stacks_bb();
    let [least, most] = [f64::min, f64::max].map(|pick| stacks.iter().copied().reduce(pick).unwrap_or(0.0));
    match least == most {
        true => format!("{}p {most}bb", stacks.len()),
        false => format!("{}p {least}-{most}bb", stacks.len()),
    }
}
