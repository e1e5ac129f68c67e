//! A blueprint, and how hands are searched with it.

use std::sync::Arc;

use holdem_blueprint::config::GameKind;
use holdem_blueprint::{Strategy, unobserved};
use holdem_cards::Street;
use holdem_game::deal::CardModel;
use holdem_game::rules::Stakes;
use holdem_game::tree::HoldemError;

use super::rivers::RiversByRank;
use super::solutions::Solutions;
use super::{Hand, LineError, SearchOptions};
use crate::SearchError;

/// A blueprint and how hands are searched with it. A clone shares the blueprint.
#[derive(Clone, Debug)]
pub struct Searcher {
    pub(super) strategy: Arc<Strategy>,
    pub(super) options: Arc<SearchOptions>,
    /// Solutions that all players of this search share.
    pub(super) solutions: Option<Arc<Solutions>>,
}

impl Searcher {
    /// Search with a blueprint of Hold'em for two. Missing buckets are built.
    ///
    /// # Errors
    /// [`SearchError::Game`] for another game; those of [`Strategy::prepare`].
    pub fn new(strategy: Arc<Strategy>, options: SearchOptions) -> Result<Self, SearchError> {
        let players = strategy.tree().num_players();
        if strategy.game().kind != GameKind::Holdem || players != 2 {
            return Err(SearchError::Game { players });
        }
        for street in [Street::Flop, Street::Turn, Street::River] {
            options.menu(street).validate().map_err(|source| SearchError::Menu(Box::new(source)))?;
        }
        strategy.prepare(options.workers, &mut unobserved)?;
        Ok(Self { strategy, options: Arc::new(options), solutions: None })
    }

    /// The same, but it keeps the most recently used solutions, up to the given number of bytes, for reuse.
    /// This is for measurements, which go through all lines that a hand can take. If the budget is a number
    /// of iterations, answers are the same bits as without.
    #[must_use]
    pub fn remembering(self, bytes: usize) -> Self {
        Self { solutions: Some(Arc::new(Solutions::new(bytes))), ..self }
    }

    /// The cards of subgames that begin on a street.
    pub(super) fn cards(&self, street: Street) -> Arc<dyn CardModel> {
        let all = Arc::clone(&self.strategy.game().cards);
        match street {
            Street::Preflop | Street::Flop => Arc::new(RiversByRank::new(all)),
            Street::Turn | Street::River => all,
        }
    }

    /// The blueprint.
    pub fn strategy(&self) -> &Arc<Strategy> {
        &self.strategy
    }

    /// How hands are searched.
    pub fn options(&self) -> &SearchOptions {
        &self.options
    }

    /// A hand before the first move, with the stakes and stacks of the blueprint.
    ///
    /// # Errors
    /// [`LineError::Game`] if they do not make a valid hand.
    pub fn hand(&self) -> Result<Hand, LineError> {
        let (game, _) = self.strategy.recipe().sections();
        let [small, big] = game.blinds();
        let stakes = Stakes::new(small, big).map_err(HoldemError::from)?;
        let stakes = stakes.with_ante(game.ante.unwrap_or(0)).map_err(HoldemError::from)?;
        Hand::new(&stakes, &game.stack_chips())
    }
}
