//! What hands are worth.

use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use holdem_cfr::boards::PublicState;
use holdem_cfr::evaluate::exact::{DecisionValues, decision_values};

use super::{AskError, History, PublicCards, Strategy};
use crate::BlueprintError;
use crate::progress::{Advance, Event, Observer, locked, phase};

/// How hands are valued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueOptions {
    /// Before the flop of Hold'em: flops sampled, each with all turns and rivers; `None` for all.
    pub flops: Option<usize>,
    /// Seed of the sample.
    pub seed: u64,
    /// Threads; the result does not depend on them.
    pub workers: usize,
}

impl Default for ValueOptions {
    fn default() -> Self {
        Self { flops: None, seed: 1, workers: 1 }
    }
}

/// What all hands are worth at a decision, to both players, if both play the strategy from there on. Chips,
/// signed, over the whole hand: what was put in before is lost with it, and a fold costs just that.
///
/// Values are *counterfactual*: the sum over the other player's hands that can be held beside it, each by its
/// weight in the range. [`Values::of_hand`] and [`Values::of_action`] divide by these weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// Who acts.
    pub player: usize,
    /// `[player][hand]`; 0 for hands that the board takes a card of.
    pub hands: [Vec<f64>; 2],
    /// `[action][hand]`: of the player who acts, if the hand took this action.
    pub actions: Vec<Vec<f64>>,
    /// `[player][hand]`: weight of all hands of the other player that can be held beside it.
    pub beside: [Vec<f64>; 2],
    /// Mean over both ranges, by player; 0 if they cannot meet.
    pub mean: [f64; 2],
    /// Sum of the products of weights over all pairs of hands that can be held together.
    pub weight: f64,
}

impl Values {
    /// Mean payoff of a hand in chips; `None` if no hand of the other player comes here beside it.
    pub fn of_hand(&self, player: usize, hand: usize) -> Option<f64> {
        self.over_weight(player, hand, self.hands[player][hand])
    }

    /// Mean payoff in chips of a hand of the player who acts, if it took this action; `None` as for
    /// [`Values::of_hand`].
    pub fn of_action(&self, action: usize, hand: usize) -> Option<f64> {
        self.over_weight(self.player, hand, self.actions[action][hand])
    }

    fn over_weight(&self, player: usize, hand: usize, value: f64) -> Option<f64> {
        let weight = self.beside[player][hand];
        (weight > 0.0).then(|| value / weight)
    }

    /// Spread from the slots of a board to all hands.
    fn spread(player: usize, num_hands: usize, found: DecisionValues) -> Self {
        let DecisionValues { hands, actions } = found;
        let by_hand = |slots: &Vec<f64>| {
            let mut all = vec![0.0; num_hands];
            hands.hands.iter().zip(slots).for_each(|(&hand, value)| all[usize::from(hand)] = *value);
            all
        };
        Self {
            player,
            actions: actions.iter().map(by_hand).collect(),
            beside: hands.beside.each_ref().map(by_hand),
            hands: hands.values.each_ref().map(by_hand),
            mean: hands.mean,
            weight: hands.weight,
        }
    }
}

impl Strategy {
    /// What every hand and every action is worth after a history on a board, for two players, entered with
    /// the [ranges](Strategy::ranges) of both: one walk with real cards, over all boards that may follow. It
    /// is a phase `values`.
    ///
    /// # Complexity
    /// O(boards x nodes below x hands): about a millisecond for the river of the default tree, 0.1 s for a
    /// turn, seconds for a flop; before the flop about 15 CPU-seconds for each of 1,755 flops, so that a
    /// sample is told.
    ///
    /// # Errors
    /// As [`Strategy::ranges`] and [`Strategy::decision`]; [`AskError::Seats`] for three and more players,
    /// [`BlueprintError::Interrupted`].
    pub fn values(
        &self,
        history: impl History,
        board: &PublicCards,
        options: &ValueOptions,
        observer: &mut Observer<'_>,
    ) -> Result<Values, BlueprintError> {
        let (node, player) = self.decision(history)?;
        let ranges = self.ranges(node, board)?;
        let seats = ranges.len();
        let ranges: [Vec<f32>; 2] = ranges.try_into().map_err(|_| AskError::Seats { found: seats })?;
        let game = self.on_boards()?;
        let first_deal = options
            .flops
            .filter(|_| board.street() == 0)
            .and_then(|flops| game.sample_flops(flops, options.seed));
        let state = PublicState { node, board: board.board(), ranges };
        let found = phase(observer, "values", |observer| {
            // Relaxed: the counter orders nothing.
            let (done, observer) = (AtomicUsize::new(0), Mutex::new(observer));
            let progress = |_: usize, total: usize| -> ControlFlow<()> {
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                locked(&observer)(Event::Advanced(Advance::of("boards", done as u64, total as u64)))
            };
            let (first_deal, workers) = (first_deal.as_deref(), options.workers.max(1));
            let pair = [self.table(); 2];
            decision_values(&game.tree, &*game.cards, &state, pair, first_deal, workers, &progress)
        });
        let found = found.ok_or(BlueprintError::Interrupted)?;
        Ok(Values::spread(player, game.cards.num_hands(), found))
    }
}
