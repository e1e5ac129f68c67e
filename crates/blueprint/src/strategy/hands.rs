//! What hands do.

use holdem_cards::Combo;
use holdem_game::deal::Deal;
use holdem_game::tree::NodeId;

use super::public_cards::{find_hand, hand_names};
use super::{AskError, History, PublicCards, Strategy};
use crate::BlueprintError;
use crate::config::GameKind;
use crate::game::Game;

/// What all hands do at one decision on one board.
#[derive(Clone, Debug, PartialEq)]
pub struct AllHands {
    /// `[hand]`: the bucket; `None` if the board blocks the hand.
    pub buckets: Vec<Option<u32>>,
    /// `[action][hand]`: probabilities, 0 for hands that the board blocks.
    pub probabilities: Vec<Vec<f32>>,
    /// `[hand]`: whether the row of its bucket plays all actions equally often, as rows do that were never
    /// trained.
    pub uniform: Vec<bool>,
}

/// How far from 1 the sum of a row's probabilities may be.
const TOLERANCE: f32 = 1e-3;

impl Strategy {
    /// Reads a hand: `AsKs`; `K` in Kuhn and `K1` in Leduc.
    ///
    /// # Errors
    /// [`AskError::Combo`] or [`AskError::Hand`].
    pub fn hand(&self, text: &str) -> Result<usize, BlueprintError> {
        let model = &*self.game().cards;
        let hand = match self.game().kind {
            GameKind::Holdem => text.parse::<Combo>().map(Combo::index).map_err(AskError::from),
            GameKind::MiniHoldem => self.game().find_mini_hand(text).ok_or_else(|| AskError::Hand {
                found: text.to_owned(),
                expected: format!("cards of the deck, such as {}", model.hand_name(model.num_hands() - 1)),
            }),
            GameKind::Kuhn | GameKind::Leduc => find_hand(model, text)
                .ok_or_else(|| AskError::Hand { found: text.to_owned(), expected: hand_names(model) }),
        };
        Ok(hand?)
    }

    /// The bucket of a hand on a board.
    ///
    /// # Complexity
    /// O(hands) in the small games, one look-up in Hold'em.
    ///
    /// # Errors
    /// [`AskError::Collision`]; after the flop [`AskError::NotBuilt`] and the errors of
    /// [`Strategy::prepare`].
    ///
    /// # Panics
    /// If there is no such hand.
    pub fn bucket(&self, hand: usize, board: &PublicCards) -> Result<usize, BlueprintError> {
        let street = board.street();
        let bucket = self.with_buckets_of(street)?.cards.bucket(street, board.board(), hand);
        Ok(self.checked(bucket.ok_or_else(|| self.collision(hand, board))?, street)? as usize)
    }

    /// `[action]`: what a hand does after a history, in the order of [`Strategy::actions`]; in place.
    ///
    /// # Errors
    /// As [`Strategy::decision`] and [`Strategy::bucket`]; [`AskError::OtherStreet`], [`AskError::Damaged`].
    pub fn probabilities(
        &self,
        history: impl History,
        hand: usize,
        board: &PublicCards,
    ) -> Result<&[f32], BlueprintError> {
        let (node, _) = self.decision(history)?;
        self.expect_street(node, board)?;
        let bucket = self.bucket(hand, board)?;
        self.will_need(node, [bucket as u32]);
        self.row(node, bucket)
    }

    /// What all hands do after a history.
    ///
    /// # Complexity
    /// O(actions x hands).
    ///
    /// # Errors
    /// As [`Strategy::probabilities`].
    pub fn all_probabilities(
        &self,
        history: impl History,
        board: &PublicCards,
    ) -> Result<AllHands, BlueprintError> {
        let (node, _) = self.decision(history)?;
        self.expect_street(node, board)?;
        let buckets = self.buckets(board, board.street())?;
        self.will_need(node, buckets.iter().flatten().copied());
        self.all_rows(node, buckets)
    }

    /// `[action][hand]`: what the hands of a deal do at a decision of its last street; 0 for the others. For
    /// many decisions on one board, which is evaluated once.
    ///
    /// # Errors
    /// [`AskError::NoBucket`], [`AskError::Damaged`].
    ///
    /// # Panics
    /// If there is no such decision, or the deal is not of its street.
    pub fn dealt_probabilities(&self, node: NodeId, deal: &Deal) -> Result<Vec<Vec<f32>>, BlueprintError> {
        let street = self.street(node);
        let num_hands = self.game().cards.num_hands();
        let mut probabilities = vec![vec![0.0; num_hands]; self.tree().edges(node).len()];
        for (&hand, &bucket) in deal.hands.iter().zip(&deal.buckets[street]) {
            let row = self.row(node, self.checked(bucket, street)? as usize)?;
            probabilities.iter_mut().zip(row).for_each(|(to, p)| to[usize::from(hand)] = *p);
        }
        Ok(probabilities)
    }

    /// What all hands do at a decision, by their buckets.
    pub(super) fn all_rows(
        &self,
        node: NodeId,
        buckets: Vec<Option<u32>>,
    ) -> Result<AllHands, BlueprintError> {
        let num_actions = self.tree().edges(node).len();
        let mut uniform = vec![false; buckets.len()];
        let mut probabilities = vec![vec![0.0; buckets.len()]; num_actions];
        for (hand, bucket) in buckets.iter().enumerate() {
            let Some(bucket) = *bucket else { continue };
            let row = self.row(node, bucket as usize)?;
            uniform[hand] = is_uniform(row);
            probabilities.iter_mut().zip(row).for_each(|(to, p)| to[hand] = *p);
        }
        Ok(AllHands { buckets, probabilities, uniform })
    }

    /// `[action]`: what a bucket does at a decision, in place.
    ///
    /// # Errors
    /// [`AskError::Damaged`].
    ///
    /// # Panics
    /// If there is no such decision or bucket.
    pub fn row(&self, node: NodeId, bucket: usize) -> Result<&[f32], BlueprintError> {
        let row = self.table().row(node, bucket);
        let sum: f32 = row.iter().sum();
        let is_one = (sum - 1.0).abs() <= TOLERANCE && row.iter().all(|p| (0.0..=1.0).contains(p));
        match is_one {
            true => Ok(row),
            false => Err(AskError::Damaged {
                path: self.path().to_path_buf(),
                history: self.tree().history_text(node),
                bucket,
                found: format!("{row:?}"),
            }
            .into()),
        }
    }

    /// `[hand]`: the bucket on a street of a board; `None` for hands that the board blocks, later cards
    /// included.
    pub(super) fn buckets(
        &self,
        board: &PublicCards,
        street: usize,
    ) -> Result<Vec<Option<u32>>, BlueprintError> {
        let deal = self.layer(board, street)?;
        let mut buckets = vec![None; self.game().cards.num_hands()];
        for (&hand, &bucket) in deal.hands.iter().zip(&deal.buckets[street]) {
            buckets[usize::from(hand)] = Some(self.checked(bucket, street)?);
        }
        Ok(buckets)
    }

    /// The hands of a street and their buckets.
    fn layer(&self, board: &PublicCards, street: usize) -> Result<Deal, BlueprintError> {
        let mut deal = Deal::default();
        self.with_buckets_of(street)?.cards.layer(street, board.on(street), &mut deal);
        Ok(deal)
    }

    /// The game, with open buckets if the street needs them.
    fn with_buckets_of(&self, street: usize) -> Result<&Game, BlueprintError> {
        if street == 0 { Ok(self.game()) } else { self.on_boards() }
    }

    /// Refuses a bucket that the strategy has no row for.
    fn checked(&self, bucket: u32, street: usize) -> Result<u32, AskError> {
        let expected = self.game().buckets.counts[street];
        match (bucket as usize) < expected {
            true => Ok(bucket),
            false => Err(AskError::NoBucket {
                path: self.path().to_path_buf(),
                found: bucket as usize,
                expected,
                street: self.game().street_name(street),
            }),
        }
    }

    fn collision(&self, hand: usize, board: &PublicCards) -> AskError {
        let hand = self.game().cards.hand_name(hand);
        AskError::Collision { hand, board: board.as_str().to_owned() }
    }
}

/// Whether a row plays several actions, all with the same probability to the bit.
pub fn is_uniform(row: &[f32]) -> bool {
    row.len() > 1 && row.iter().all(|p| *p == row[0])
}
