//! A trained strategy as a player.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use holdem_blueprint::{AskError, BlueprintError, Strategy};
use holdem_game::deal::{CardModel, DealRng};
use holdem_game::rules::Move;
use holdem_game::tree::NodeId;

use super::odds::{Odds, OddsPlayer};
use super::{Entrant, OpenOptions, SpecError};
use crate::player::{Mixture, Player, PlayerError, Turn, View};
use crate::table::{PublicHand, Table};
use crate::translation::{Follower, Mapping, Place, Translated};

/// An open strategy that can be seated.
#[derive(Clone)]
pub struct BlueprintEntrant {
    strategy: Arc<Strategy>,
    table: Table,
    mapping: Mapping,
    name: String,
    /// Built when it is first needed, where the tree has no answer.
    odds: Arc<OnceLock<OddsPlayer>>,
}

impl BlueprintEntrant {
    /// Opens a run directory, a blueprint or a snapshot, and its buckets; builds them if they are missing.
    ///
    /// # Errors
    /// Those of [`Strategy::open`] and [`Strategy::prepare`].
    pub fn open(path: &Path, options: &mut OpenOptions<'_, '_>) -> Result<Self, SpecError> {
        let strategy = Strategy::open(path)?;
        strategy.prepare(options.threads, options.observer)?;
        let name = path.display().to_string();
        Ok(Self { name, ..Self::new(Arc::new(strategy), options.mapping)? })
    }

    /// A strategy whose buckets are open.
    ///
    /// # Errors
    /// If its recipe makes no game.
    pub fn new(strategy: Arc<Strategy>, mapping: Mapping) -> Result<Self, BlueprintError> {
        let table = Table::new(&strategy.recipe().game)?;
        let name = strategy.path().display().to_string();
        Ok(Self { strategy, table, mapping, name, odds: Arc::default() })
    }

    /// The strategy.
    pub fn strategy(&self) -> &Arc<Strategy> {
        &self.strategy
    }

    /// A player for a table of the same depth in big blinds.
    ///
    /// # Errors
    /// [`PlayerError::Table`] with what differs.
    pub fn player(&self, table: &Table) -> Result<BlueprintPlayer, PlayerError> {
        let refused = |reason| PlayerError::Table { player: self.name.clone(), reason };
        table.same_in_blinds(&self.table).map_err(refused)?;
        let known = self.table.begin();
        Ok(BlueprintPlayer { entrant: self.clone(), known, follower: None, buckets: [None; 4] })
    }

    fn odds(&self) -> &OddsPlayer {
        self.odds.get_or_init(|| OddsPlayer::new(Odds::PotOdds, &self.table))
    }
}

impl Entrant for BlueprintEntrant {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn table(&self) -> Option<&Table> {
        Some(&self.table)
    }

    fn strategy(&self) -> Option<&Arc<Strategy>> {
        Some(&self.strategy)
    }

    fn seat(&self, table: &Table) -> Result<Box<dyn Player>, PlayerError> {
        Ok(Box::new(self.player(table)?))
    }
}

/// A strategy at a table. Where its tree has no answer, because the betting has left the tree for good, it
/// plays by pot odds: see [`Odds::PotOdds`].
pub struct BlueprintPlayer {
    entrant: BlueprintEntrant,
    /// A hand at the table that it knows, before the first move.
    known: PublicHand,
    follower: Option<Follower>,
    /// `[street]`: bucket of its hand.
    buckets: [Option<u32>; 4],
}

impl BlueprintPlayer {
    /// Follows the hand up to now and returns where it is in the tree.
    ///
    /// # Panics
    /// Before [`Player::begin`].
    pub fn follow(&mut self, public: &PublicHand, rng: &mut DealRng) -> &Follower {
        let follower = self.follower.as_mut().expect("a hand has begun");
        follower.follow(public, rng);
        follower
    }

    /// The strategy.
    pub fn strategy(&self) -> &Arc<Strategy> {
        &self.entrant.strategy
    }

    fn cards(&self) -> &dyn CardModel {
        &*self.entrant.strategy.game().cards
    }

    /// `[action]`: what a bucket does at a decision.
    fn row(&self, node: NodeId, bucket: u32) -> Result<&[f32], PlayerError> {
        let strategy = &self.entrant.strategy;
        let street = usize::from(strategy.tree().node(node).street);
        let expected = strategy.game().buckets.counts[street];
        let row = match (bucket as usize) < expected {
            true => strategy.row(node, bucket as usize),
            false => Err(BlueprintError::from(AskError::NoBucket {
                path: strategy.path().to_owned(),
                found: bucket as usize,
                expected,
                street: strategy.game().street_name(street),
            })),
        };
        row.map_err(|source| PlayerError::Strategy {
            player: self.entrant.name.clone(),
            source: Box::new(source),
        })
    }

    fn bucket(&mut self, turn: &Turn<'_>, street: usize) -> u32 {
        if let Some(bucket) = self.buckets[street] {
            return bucket;
        }
        let board = turn.public.boards()[street];
        let bucket = self.cards().bucket(street, board, turn.hand);
        let bucket = bucket.expect("a hand that was dealt leaves the board possible");
        self.buckets[street] = Some(bucket);
        bucket
    }

    fn mixture(&self, node: NodeId, public: &PublicHand) -> Result<Mixture, PlayerError> {
        let follower = self.follower.as_ref().expect("a hand has begun");
        let num_hands = self.cards().num_hands();
        let (moves, at) = merged(follower.moves_at(node));
        let mut probabilities = vec![vec![0.0; num_hands]; moves.len()];
        let street = usize::from(follower.tree().node(node).street);
        let mut deal = holdem_game::deal::Deal::default();
        self.cards().layer(street, public.boards()[street], &mut deal);
        for (&hand, &bucket) in deal.hands.iter().zip(&deal.buckets[street]) {
            for (&at, &chance) in at.iter().zip(self.row(node, bucket)?) {
                probabilities[at][usize::from(hand)] += chance;
            }
        }
        Ok(Mixture { moves, probabilities })
    }
}

/// Distinct moves, and which of them each action comes to.
fn merged(moves: impl Iterator<Item = Move>) -> (Vec<Move>, Vec<usize>) {
    let mut different: Vec<Move> = Vec::new();
    let at = moves.map(|action| {
        different.iter().position(|&other| other == action).unwrap_or_else(|| {
            different.push(action);
            different.len() - 1
        })
    });
    let at = at.collect();
    (different, at)
}

/// Draws an action by the given probabilities.
pub(crate) fn draw(chances: &[f32], rng: &mut DealRng) -> usize {
    let mut left = rng.unit() * chances.iter().sum::<f32>();
    for (at, &chance) in chances.iter().enumerate() {
        left -= chance;
        if left < 0.0 {
            return at;
        }
    }
    // Rounding may leave a little over: take the last one that is played at all.
    chances.iter().rposition(|&chance| chance > 0.0).unwrap_or(0)
}

impl Player for BlueprintPlayer {
    fn name(&self) -> String {
        self.entrant.name.clone()
    }

    fn begin(&mut self, turn: &Turn<'_>) -> Result<(), PlayerError> {
        if !is_scaled(turn.public, &self.known) {
            let reason = "stacks, blinds or antes are others than it was trained with".to_owned();
            return Err(PlayerError::Table { player: self.entrant.name.clone(), reason });
        }
        let swapped = self.entrant.table.player_of(0) != 0;
        let tree = Arc::clone(&self.entrant.strategy.game().tree);
        self.follower = Some(Follower::begin(tree, self.entrant.mapping, swapped, turn.public));
        self.buckets = [None; 4];
        Ok(())
    }

    fn act(&mut self, turn: &Turn<'_>, rng: &mut DealRng) -> Result<Move, PlayerError> {
        let Some(node) = self.follow(turn.public, rng).decision() else {
            return Ok(self.entrant.odds().choose(turn.public, turn.hand));
        };
        let street = usize::from(self.strategy().tree().node(node).street);
        let bucket = self.bucket(turn, street);
        let action = draw(self.row(node, bucket)?, rng);
        let follower = self.follower.as_ref().expect("a hand has begun");
        let action = follower.moves_at(node).nth(action);
        Ok(action.expect("a row has a chance for each action"))
    }

    fn view(&mut self, turn: &Turn<'_>, rng: &mut DealRng) -> Result<Option<View>, PlayerError> {
        let follower = self.follow(turn.public, rng);
        let (decision, reasons) = (follower.decision(), reasons(follower));
        let mixture = match decision {
            Some(node) => self.mixture(node, turn.public)?,
            None => self.entrant.odds().mixture(turn.public),
        };
        Ok(Some(View { mixture: Some(mixture), ranges: None, reasons }))
    }
}

/// Whether a hand has the stacks and forced bets of another one, all multiplied by the same number.
fn is_scaled(hand: &PublicHand, known: &PublicHand) -> bool {
    if hand.stacks().len() != known.stacks().len() {
        return false;
    }
    let [a, b] = [hand, known].map(|hand| u64::from(hand.stacks()[0]));
    let same = |mine: &[u32], theirs: &[u32]| {
        mine.iter().zip(theirs).all(|(&x, &y)| u64::from(x) * b == u64::from(y) * a)
    };
    same(hand.stacks(), known.stacks()) && same(hand.start().contributed(), known.start().contributed())
}

/// What bets were taken for, in words.
fn reasons(follower: &Follower) -> Vec<String> {
    let mut reasons: Vec<String> = follower.translated().iter().map(in_words).collect();
    match follower.place() {
        Place::At(_) => {}
        Place::Capped { .. } => reasons.push("answers as to the largest raise that its tree has".to_owned()),
        Place::Lost => reasons.push("its tree has no such hand: plays by the odds of the pot".to_owned()),
    }
    reasons
}

fn in_words(bet: &Translated) -> String {
    let share = |share: f64| format!("{:.0}% pot", 100.0 * share);
    match bet.taken_as {
        Some(action) => {
            format!("{} ({}) taken as {} ({})", bet.action, share(bet.share), action, share(bet.taken_share))
        }
        None => format!("{} ({}): no room for it in the tree", bet.action, share(bet.share)),
    }
}
