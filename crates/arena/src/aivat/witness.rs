//! Watches a hand and corrects its result.

use std::sync::Arc;

use holdem_game::deal::{Board, CardModel, DealRng};
use holdem_game::rules::{Move, Phase};
use holdem_game::tree::NodeKind;

use super::baseline::Baseline;
use super::ranges::{At, Layer, Ranges, showdown};
use crate::play::Witness;
use crate::player::{Mixture, Player, PlayerError, Turn};
use crate::table::{Betting, Dealt, Event, PublicHand, Table};
use crate::translation::{Follower, Mapping};

/// How much work goes into a hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AivatOptions {
    /// Number of boards that could have come and are valued each time public cards come; all if there are no
    /// more.
    pub boards: usize,
    /// Number of boards on which hands are compared if the betting ends before the last card; all if there
    /// are no more.
    pub runouts: usize,
    /// Seed of what is sampled.
    pub seed: u64,
}

impl Default for AivatOptions {
    fn default() -> Self {
        Self { boards: 8, runouts: 50, seed: 1 }
    }
}

/// Corrects the result of one hand for two.
///
/// A hand is begun by [`Witness::begin`]; at its end [`Aivat::result`] has the same expectation as the payoff
/// of seat 0.
#[derive(Clone)]
pub struct Aivat {
    baseline: Arc<Baseline>,
    table: Table,
    options: AivatOptions,
    /// Chips at the table per chip of the baseline's tree.
    scale: f64,
    players: [usize; 2],
    hand: Option<Hand>,
}

/// A hand under way.
#[derive(Clone)]
struct Hand {
    dealt: Dealt,
    follower: Follower,
    ranges: Ranges,
    layer: Layer,
    /// To seat 0, in chips.
    correction: f64,
    expected: Option<Expected>,
    events: usize,
    rng: DealRng,
}

/// A move about to be made by a player that says how it plays.
#[derive(Clone)]
struct Expected {
    seat: usize,
    mixture: Mixture,
    /// By move: value to seat 0, in chips; `None` if the baseline does not know one of them.
    values: Option<Vec<f64>>,
    /// Their mean under the true probabilities.
    mean: f64,
}

impl Aivat {
    /// For a table for two of the baseline's game; `None` for another table.
    pub fn new(baseline: Arc<Baseline>, table: &Table, options: AivatOptions) -> Option<Self> {
        let known = Table::new(&baseline.strategy().recipe().game).ok()?;
        if table.num_seats() != 2 || table.same_in_blinds(&known).is_err() {
            return None;
        }
        let scale = f64::from(table.unit()) / f64::from(known.unit());
        let players = [table.player_of(0), table.player_of(1)];
        Some(Self { baseline, table: table.clone(), options, scale, players, hand: None })
    }

    /// What seat 0 has won, corrected, in chips.
    ///
    /// # Panics
    /// If no hand has begun, or it is not over.
    pub fn result(&mut self, public: &PublicHand, payoffs: &[i64]) -> f64 {
        let mut hand = self.hand.take().expect("a hand has begun");
        let end = match public.betting().phase() {
            Phase::Showdown => self.at_showdown(&mut hand, public),
            Phase::Act(_) | Phase::Over { .. } => payoffs[0] as f64,
        };
        end + hand.correction
    }

    fn cards(&self) -> &dyn CardModel {
        &*self.baseline.strategy().game().cards
    }

    /// Mean payoff over both ranges, and over the cards that could have come after the last decision.
    fn at_showdown(&self, hand: &mut Hand, public: &PublicHand) -> f64 {
        let stake = f64::from(*public.betting().contributed().iter().min().expect("a table has seats"));
        let dealt = public.betting().street() + 1;
        let boards = self.could_come(hand, &public.boards()[..dealt], self.options.runouts);
        let boards = if boards.is_empty() { vec![public.board()] } else { boards };
        let shares = boards.iter().map(|&board| {
            let mut ranges = hand.ranges.clone();
            block(self.table.deck(), board, &mut ranges);
            showdown(self.cards(), board, &ranges)
        });
        stake * shares.sum::<f64>() / boards.len() as f64
    }

    /// Final boards, or boards of the next street, that could have come: all of them if there are at most
    /// `most`, otherwise a sample. Empty if no card is missing.
    fn could_come(&self, hand: &mut Hand, boards: &[Board], most: usize) -> Vec<Board> {
        let last = self.table.deck().num_streets() - 1;
        if boards.len() > last {
            return Vec::new();
        }
        self.possible(hand, boards, last, most)
    }

    /// Boards of `street` that could come after these, given both hands.
    fn possible(&self, hand: &mut Hand, boards: &[Board], street: usize, most: usize) -> Vec<Board> {
        let deck = self.table.deck();
        let before = boards.len() - 1;
        if let Some(all) = deck.all_boards(&hand.dealt.hands, boards, street, most) {
            return all;
        }
        debug_assert!(street > before);
        let anew = |_| deck.complete(&hand.dealt.hands, boards, &mut hand.rng)[street];
        (0..most).map(anew).collect()
    }

    /// Value of the ranges at the follower's node to seat 0, in chips at the table.
    fn value(
        &self,
        follower: &Follower,
        layer: &Layer,
        ranges: [&[f32]; 2],
        known: Option<(usize, &[f32])>,
    ) -> Option<f64> {
        let node = follower.node()?;
        let tree = follower.tree();
        let street = usize::from(tree.node(node).street);
        let is_read = street == layer.street
            || (node != 0 && usize::from(tree.node(tree.node(node).parent).street) == layer.street);
        if !is_read || matches!(tree.node(node).kind, NodeKind::Fold { .. }) {
            return None;
        }
        let at = At { baseline: &self.baseline, node, layer, players: self.players };
        Some(self.scale * at.value(ranges, known))
    }

    /// The values of the moves of a mixture.
    fn expect(&self, hand: &Hand, seat: usize, mixture: Mixture, betting: &Betting) -> Expected {
        let mut values = Vec::with_capacity(mixture.moves.len());
        let (mut mean, mut weights) = (0.0, 0.0);
        let mut known = true;
        let beside = self.baseline.hands().beside(&hand.ranges[1 - seat]);
        for (&action, chances) in mixture.moves.iter().zip(&mixture.probabilities) {
            let range: Vec<f32> = hand.ranges[seat].iter().zip(chances).map(|(r, c)| r * c).collect();
            let weight: f64 = range.iter().zip(&beside).map(|(&r, &b)| f64::from(r) * f64::from(b)).sum();
            let value = self.value_of(hand, (seat, action, &range), &beside, betting);
            known &= value.is_some();
            let value = value.unwrap_or(0.0);
            values.push(value);
            mean += weight * value;
            weights += weight;
        }
        let mean = if weights > 0.0 { mean / weights } else { 0.0 };
        Expected { seat, mixture, values: (known && weights > 0.0).then_some(values), mean }
    }

    /// What a move is worth with the range that makes it; `None` if the baseline does not know.
    fn value_of(
        &self,
        hand: &Hand,
        (seat, action, range): (usize, Move, &[f32]),
        beside: &[f32],
        betting: &Betting,
    ) -> Option<f64> {
        if action == Move::Fold {
            let lost = f64::from(betting.contributed()[seat]);
            return Some(if seat == 0 { -lost } else { lost });
        }
        let mut follower = hand.follower.clone();
        // Nothing is drawn by a deterministic mapping.
        follower.advance(action, &mut hand.rng.clone());
        let mut ranges: [&[f32]; 2] = [&hand.ranges[0], &hand.ranges[1]];
        ranges[seat] = range;
        self.value(&follower, &hand.layer, ranges, Some((seat, beside)))
    }

    /// A move was made.
    fn moved(&self, hand: &mut Hand, action: Move) {
        hand.follower.advance(action, &mut hand.rng.clone());
        let Some(expected) = hand.expected.take() else { return };
        let Some(at) = expected.mixture.moves.iter().position(|&other| other == action) else {
            // It did not play as it said: its hand counts as it is, and nothing is corrected.
            reveal(hand, expected.seat);
            return;
        };
        if let Some(values) = &expected.values {
            hand.correction += expected.mean - values[at];
        }
        let chances = &expected.mixture.probabilities[at];
        hand.ranges[expected.seat].iter_mut().zip(chances).for_each(|(reach, chance)| *reach *= chance);
    }

    /// Cards were dealt on which somebody will act.
    fn dealt(&self, hand: &mut Hand, public: &PublicHand) {
        let boards = public.boards();
        let street = boards.len() - 1;
        let value_on = |hand: &Hand, board: Board| {
            let layer = Layer::of(self.cards(), street, board);
            let mut ranges = hand.ranges.clone();
            ranges.iter_mut().for_each(|range| layer.block(range));
            let value = self.value(&hand.follower, &layer, [&ranges[0], &ranges[1]], None);
            (value, layer, ranges)
        };
        let (came, layer, ranges) = value_on(hand, public.board());
        if let Some(came) = came {
            let others = self.possible(hand, &boards[..street], street, self.options.boards);
            let values = others.iter().filter_map(|&board| value_on(hand, board).0);
            hand.correction += values.sum::<f64>() / others.len() as f64 - came;
        }
        (hand.layer, hand.ranges) = (layer, ranges);
    }
}

/// Removes the hands that a board blocks.
fn block(deck: &crate::table::Deck, board: Board, ranges: &mut Ranges) {
    for range in ranges {
        for (hand, weight) in range.iter_mut().enumerate() {
            if deck.collides(hand, board) {
                *weight = 0.0;
            }
        }
    }
}

/// A player that does not say how it plays: its range is the hand it holds.
fn reveal(hand: &mut Hand, seat: usize) {
    let held = hand.dealt.hands[seat];
    hand.ranges[seat].iter_mut().enumerate().for_each(|(other, weight)| {
        *weight = f32::from(u8::from(other == held));
    });
}

impl Witness for Aivat {
    fn begin(&mut self, public: &PublicHand, dealt: &Dealt, number: u64) {
        let swapped = self.players[0] != 0;
        let tree = Arc::clone(&self.baseline.strategy().game().tree);
        let follower = Follower::begin(tree, Mapping::Deterministic, swapped, public);
        let layer = Layer::of(self.cards(), 0, public.board());
        let everything = vec![1.0; self.baseline.hands().len()];
        let rng = DealRng::for_iteration(!self.options.seed, number);
        self.hand = Some(Hand {
            dealt: dealt.clone(),
            follower,
            ranges: [everything.clone(), everything],
            layer,
            correction: 0.0,
            expected: None,
            events: 0,
            rng,
        });
    }

    fn before_move(
        &mut self,
        turn: &Turn<'_>,
        player: &mut dyn Player,
        rng: &mut DealRng,
    ) -> Result<(), PlayerError> {
        let mixture = player.view(turn, rng)?.and_then(|view| view.mixture);
        let Some(mut hand) = self.hand.take() else { return Ok(()) };
        match mixture {
            Some(mixture) => {
                hand.expected = Some(self.expect(&hand, turn.seat, mixture, turn.public.betting()));
            }
            None => reveal(&mut hand, turn.seat),
        }
        self.hand = Some(hand);
        Ok(())
    }

    fn after(&mut self, public: &PublicHand) {
        let Some(mut hand) = self.hand.take() else { return };
        for event in &public.events()[hand.events..] {
            match *event {
                Event::Move { action, .. } => self.moved(&mut hand, action),
                Event::Dealt { .. } if public.betting().to_act().is_some() => self.dealt(&mut hand, public),
                Event::Dealt { .. } => {}
            }
        }
        hand.events = public.events().len();
        self.hand = Some(hand);
    }
}
