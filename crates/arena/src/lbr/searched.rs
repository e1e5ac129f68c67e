//! A strategy that searches as the opponent of local best response.

use holdem_blueprint::BlueprintError;
use holdem_game::deal::{Board, Deal};
use holdem_game::rules::Move;
use holdem_search::holdem::Source;

use super::opponent::Opponent;
use super::tabular::{Standing, Tabular};
use crate::player::{Mixture, PlayerError};
use crate::players::{SearchAsked, SearchEntrant, joined};
use crate::table::PublicHand;
use crate::translation::Mapping;

/// A strategy with search on top. What it finds depends only on the history of the hand. Where it does not
/// search it plays as its blueprint does, and is in the blueprint's [positions](Standing).
///
/// Subgames that it has solved are kept, in as many bytes as the search allows, so that a public state is
/// solved once as long as there is room.
pub struct Searched {
    blueprint: Tabular,
    search: SearchAsked,
}

impl Searched {
    /// A searching strategy at the table that it was trained for. Bets that its blueprint does not know are
    /// taken as `mapping` says.
    ///
    /// # Errors
    /// If its recipe makes no game.
    pub fn new(search: &SearchEntrant, mapping: Mapping) -> Result<Self, BlueprintError> {
        let blueprint = Tabular::new(search.strategy().clone(), mapping)?;
        let search = search.asked(blueprint.table());
        Ok(Self { blueprint, search })
    }

    /// Its blueprint.
    pub fn blueprint(&self) -> &Tabular {
        &self.blueprint
    }
}

impl Opponent for Searched {
    type Position = Standing;
    type Cards = Deal;

    fn begin(&self) -> Standing {
        self.blueprint.begin()
    }

    fn look(&self, boards: &[Board]) -> Result<Deal, PlayerError> {
        self.blueprint.look(boards)
    }

    fn answer(&self, at: &Standing, public: &PublicHand, cards: &Deal) -> Result<Mixture, PlayerError> {
        let decision = self.search.decide(public)?;
        let blueprint = self.blueprint.answer(at, public, cards)?;
        Ok(match decision.source {
            Source::Search => joined(&decision, Some(blueprint)),
            Source::Blueprint(_) => blueprint,
        })
    }

    fn hear(&self, at: &Standing, public: &PublicHand, heard: Move) -> Vec<(f64, Standing)> {
        self.blueprint.hear(at, public, heard)
    }
}
