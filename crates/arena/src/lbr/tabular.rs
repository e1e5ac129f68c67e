//! A strategy over a betting tree as the opponent of local best response.

use std::sync::{Arc, OnceLock};

use holdem_blueprint::{AskError, BlueprintError, Strategy};
use holdem_game::deal::{Board, Deal};
use holdem_game::rules::Move;
use holdem_game::tree::NodeId;

use super::opponent::Opponent;
use crate::player::{Mixture, PlayerError};
use crate::players::{Odds, OddsPlayer};
use crate::table::{PublicHand, Table};
use crate::translation::{Follower, Mapping, Place};

/// A strategy that follows the betting through its tree. It plays as [`BlueprintPlayer`] does, including pot
/// odds where its tree has no answer. But where that player draws what it takes a bet for, here both ways are
/// followed.
///
/// [`BlueprintPlayer`]: crate::players::BlueprintPlayer
pub struct Tabular {
    strategy: Arc<Strategy>,
    table: Table,
    begin: Standing,
    /// Built when it is first needed.
    odds: OnceLock<OddsPlayer>,
}

/// Where the strategy takes the hand to be.
#[derive(Clone, Debug)]
pub struct Standing(Follower);

impl PartialEq for Standing {
    /// For two that have followed the same hand: whether they are at the same place.
    fn eq(&self, other: &Self) -> bool {
        self.0.place() == other.0.place()
    }
}

impl Tabular {
    /// A strategy whose buckets are open, at the table that it was trained for.
    ///
    /// # Errors
    /// If its recipe makes no game.
    pub fn new(strategy: Arc<Strategy>, mapping: Mapping) -> Result<Self, BlueprintError> {
        let table = Table::new(&strategy.recipe().game)?;
        let tree = Arc::clone(&strategy.game().tree);
        let swapped = table.player_of(0) != 0;
        let begin = Standing(Follower::begin(tree, mapping, swapped, &table.begin()));
        Ok(Self { strategy, table, begin, odds: OnceLock::new() })
    }

    /// The table that it was trained for.
    pub fn table(&self) -> &Table {
        &self.table
    }

    fn mixture(&self, at: &Follower, node: NodeId, cards: &Deal) -> Result<Mixture, BlueprintError> {
        let game = self.strategy.game();
        let street = usize::from(self.strategy.tree().node(node).street);
        let actions: Vec<Move> = at.moves_at(node).collect();
        let mut moves = actions.clone();
        moves.dedup();
        // Actions are sorted, so those that come to the same move are adjacent.
        let at_move = |action: &Move| moves.iter().position(|other| other == action).expect("one of them");
        let to: Vec<usize> = actions.iter().map(at_move).collect();
        let mut probabilities = vec![vec![0.0; game.cards.num_hands()]; moves.len()];
        let expected = game.buckets.counts[street];
        for (&hand, &bucket) in cards.hands.iter().zip(&cards.buckets[street]) {
            let found = bucket as usize;
            if found >= expected {
                let (path, street) = (self.strategy.path().to_owned(), game.street_name(street));
                return Err(AskError::NoBucket { path, found, expected, street }.into());
            }
            for (&to, chance) in to.iter().zip(self.strategy.row(node, found)?) {
                probabilities[to][usize::from(hand)] += chance;
            }
        }
        Ok(Mixture { moves, probabilities })
    }

    fn by_odds(&self, public: &PublicHand) -> Mixture {
        self.odds.get_or_init(|| OddsPlayer::new(Odds::PotOdds, &self.table)).mixture(public)
    }
}

impl Opponent for Tabular {
    type Position = Standing;
    type Cards = Deal;

    fn begin(&self) -> Standing {
        self.begin.clone()
    }

    fn look(&self, boards: &[Board]) -> Result<Deal, PlayerError> {
        let mut deal = Deal::default();
        self.strategy.game().cards.layer(boards.len() - 1, boards[boards.len() - 1], &mut deal);
        Ok(deal)
    }

    fn answer(&self, at: &Standing, public: &PublicHand, cards: &Deal) -> Result<Mixture, PlayerError> {
        let Some(node) = at.0.decision() else { return Ok(self.by_odds(public)) };
        self.mixture(&at.0, node, cards).map_err(|source| {
            let player = self.strategy.path().display().to_string();
            PlayerError::Strategy { player, source: Box::new(source) }
        })
    }

    fn hear(&self, at: &Standing, _public: &PublicHand, heard: Move) -> Vec<(f64, Standing)> {
        match at.0.place() {
            Place::Lost => vec![(1.0, at.clone())],
            Place::At(_) | Place::Capped { .. } => {
                at.0.ways(heard).into_iter().map(|(chance, way)| (chance, Standing(way))).collect()
            }
        }
    }
}
