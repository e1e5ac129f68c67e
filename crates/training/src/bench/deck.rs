//! Tree and cards for measuring a configuration, with or without its bucket file.

use std::sync::Arc;

use holdem_game::deal::{CardModel, HoldemCards};
use holdem_game::tree::BettingTree;

use super::stand_in::StandIn;
use crate::TrainError;
use crate::config::TrainConfig;
use crate::plan::estimate::{has_file, planned_buckets};
use holdem_blueprint::game::BucketNeed;
use holdem_blueprint::{Game, unobserved};

/// A tree and cards over the buckets of a configuration, or over stand-ins for them.
pub(crate) struct Deck {
    pub(crate) tree: Arc<BettingTree>,
    pub(crate) cards: Arc<dyn CardModel>,
    /// The buckets in words.
    pub(crate) buckets: String,
    /// Whether coarse buckets stand in for a file.
    pub(crate) stands_in: bool,
}

impl Deck {
    /// Opens the bucket file; if it is missing, or not wanted, a [`StandIn`] with as many buckets takes its
    /// place.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`] for an existing bucket file that cannot be used.
    pub(crate) fn of(
        config: &TrainConfig,
        tree: Arc<BettingTree>,
        workers: usize,
        stand_in: bool,
    ) -> Result<Self, TrainError> {
        let need = BucketNeed::of(config.game.kind, &tree, &config.buckets);
        if need != BucketNeed::File || (has_file(config) && !stand_in) {
            let game = Game::with_tree(&config.game(), tree, &config.buckets, workers, &mut unobserved)?;
            let Game { tree, cards, buckets, .. } = game;
            return Ok(Self { tree, cards, buckets: buckets.name, stands_in: false });
        }
        let counts = planned_buckets(config, need)?;
        let buckets = counts.iter().map(ToString::to_string).collect::<Vec<_>>().join("/");
        let stand_in = StandIn::new([counts[1], counts[2], counts[3]], workers);
        Ok(Self { tree, cards: Arc::new(HoldemCards::new(stand_in)), buckets, stands_in: true })
    }
}
