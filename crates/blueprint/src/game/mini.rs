//! What mini hold'em needs beyond its cards: the names of its buckets.

use std::sync::{Arc, OnceLock};

use holdem_cards::CardSet;
use holdem_game::deal::{CardModel, MiniHoldemCards, Percentiles};

use crate::BlueprintError;
use crate::config::{BucketConfig, GameConfig};

/// Cards and buckets of mini hold'em.
///
/// # Errors
/// [`BlueprintError::Deck`].
pub fn mini_cards(game: &GameConfig, buckets: &BucketConfig) -> Result<MiniHoldemCards, BlueprintError> {
    Ok(MiniHoldemCards::with_percentiles(&game.deck(), buckets.percentiles())?)
}

/// A deck with its buckets and their names.
#[derive(Debug)]
pub struct Mini {
    pub(super) cards: Arc<MiniHoldemCards>,
    percentiles: Percentiles,
    /// By street, once they have been needed.
    names: [OnceLock<Vec<String>>; 4],
}

impl Mini {
    pub(super) fn new(game: &GameConfig, buckets: &BucketConfig) -> Result<Self, BlueprintError> {
        let cards = Arc::new(mini_cards(game, buckets)?);
        Ok(Self { cards, percentiles: buckets.percentiles(), names: Default::default() })
    }

    /// The buckets in words: `lossless`, or `lossless/lossless/8` by street.
    pub(super) fn description(&self) -> String {
        let later = 1..self.cards.num_streets();
        let words = later.map(|street| match self.percentiles[street - 1] {
            Some(_) => self.cards.num_buckets(street).to_string(),
            None => "lossless".to_owned(),
        });
        let words: Vec<String> = std::iter::once("lossless".to_owned()).chain(words).collect();
        if words.iter().all(|word| word == "lossless") {
            return "lossless".to_owned();
        }
        words.join("/")
    }

    pub(super) fn find_hand(&self, text: &str) -> Option<usize> {
        let set: CardSet = text.parse().ok()?;
        (0..self.cards.num_hands()).find(|&hand| self.cards.hand(hand) == set)
    }

    /// A hand and its board, or the number of a percentile.
    pub(super) fn bucket_name(&self, street: usize, bucket: usize) -> String {
        if street.checked_sub(1).is_some_and(|later| self.percentiles[later].is_some()) {
            return bucket.to_string();
        }
        self.names[street].get_or_init(|| self.cards.bucket_names(street))[bucket].clone()
    }
}
