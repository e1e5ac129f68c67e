//! What hands are worth.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use holdem_cfr::boards::PublicState;
use holdem_cfr::evaluate::Estimate;
use holdem_cfr::evaluate::street_values::{BoardSample, DecisionValues, Pair, StreetValues};
use holdem_game::tree::NodeId;

use super::{AskError, History, PublicCards, Strategy};
use crate::BlueprintError;
use crate::progress::{Advance, Event, Observer, locked, phase};

/// How hands are valued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueOptions {
    /// Largest number of boards that are walked to the end. If more may follow, before the flop of Hold'em or
    /// on it with a small limit, that many are drawn. `None`: 1,024 before the flop, which tell two actions
    /// apart to a few hundredths of a big blind, and all boards after it.
    pub boards: Option<usize>,
    /// Seed of the sample.
    pub seed: u64,
    /// Threads; the result does not depend on them.
    pub workers: usize,
}

impl Default for ValueOptions {
    fn default() -> Self {
        Self { boards: None, seed: 1, workers: 1 }
    }
}

/// Boards that are drawn before the flop.
const BEFORE_THE_FLOP: usize = 1024;
/// Rounds in which a sample is drawn: enough to estimate its error.
const ROUNDS: usize = 16;
/// Turns and rivers that may follow a flop.
const RUNOUTS_OF_A_FLOP: usize = 49 * 48;
/// Rivers after each sampled turn.
const RIVERS: usize = 4;

impl ValueOptions {
    /// Which boards are drawn from a street of Hold'em on; `None`: all are walked.
    fn sample(&self, street: usize) -> Option<BoardSample> {
        let seed = self.seed;
        let boards = self.boards.or((street == 0).then_some(BEFORE_THE_FLOP))?;
        let sample = |behind: usize| {
            let boards = boards.div_ceil(ROUNDS * behind).max(1);
            BoardSample { rounds: ROUNDS, boards, behind, seed }
        };
        match street {
            0 => Some(sample(1)),
            1 if boards < RUNOUTS_OF_A_FLOP => Some(sample(RIVERS)),
            _ => None,
        }
    }
}

/// What all hands are worth to both players at a decision, if both play the strategy from there on. Values
/// are in signed chips over the whole hand: chips put in before count, and a fold costs exactly those.
///
/// Values are *counterfactual*: the sum over the other player's hands possible with a hand, each with its
/// weight in the range. [`Values::of_hand`] and [`Values::of_action`] divide by these weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// Who acts.
    pub player: usize,
    /// `[player][hand]`; 0 for hands that the board blocks.
    pub hands: [Vec<f64>; 2],
    /// `[action][hand]`: of the player who acts, if the hand took this action.
    pub actions: Vec<Vec<f64>>,
    /// `[player][hand]`: weight of all hands of the other player that are possible with it.
    pub beside: [Vec<f64>; 2],
    /// Mean over both ranges, by player; 0 if they cannot meet.
    pub mean: [f64; 2],
    /// Sum of the products of weights over all pairs of hands that can be held together.
    pub weight: f64,
    /// `[round][action][hand]`: [`Values::actions`] for each round of boards of a sample; empty if all boards
    /// were walked.
    pub rounds: Vec<Vec<Vec<f64>>>,
}

impl Values {
    /// Mean payoff of a hand in chips; `None` if no hand of the other player gets here with it.
    pub fn of_hand(&self, player: usize, hand: usize) -> Option<f64> {
        self.over_weight(player, hand, self.hands[player][hand])
    }

    /// Mean payoff in chips of a hand of the player who acts, if it took this action; `None` as for
    /// [`Values::of_hand`].
    pub fn of_action(&self, action: usize, hand: usize) -> Option<f64> {
        self.over_weight(self.player, hand, self.actions[action][hand])
    }

    /// What an action costs a hand in chips: how much more the best one is worth; `None` as for
    /// [`Values::of_hand`]. On a sample, each round is valued with the action that is best by all other
    /// rounds, so that no action is called better because it was lucky. On average this is no more than the
    /// true cost, and it is sometimes below 0.
    ///
    /// # Complexity
    /// O(rounds x actions).
    pub fn cost(&self, action: usize, hand: usize) -> Option<Estimate> {
        let weight = self.beside[self.player][hand];
        if weight <= 0.0 {
            return None;
        }
        let best = |value: &dyn Fn(usize) -> f64| {
            (0..self.actions.len()).max_by(|&a, &b| value(a).total_cmp(&value(b))).unwrap_or(action)
        };
        if self.rounds.is_empty() {
            let best = best(&|action| self.actions[action][hand]);
            return Some(Estimate::exact((self.actions[best][hand] - self.actions[action][hand]) / weight));
        }
        let sum = |action: usize| self.rounds.iter().map(|round| round[action][hand]).sum::<f64>();
        let sums: Vec<f64> = (0..self.actions.len()).map(sum).collect();
        let costs = self.rounds.iter().map(|round| {
            let best = best(&|action| sums[action] - round[action][hand]);
            (round[best][hand] - round[action][hand]) / weight
        });
        let costs: Vec<f64> = costs.collect();
        Some(Estimate::of(&costs))
    }

    fn over_weight(&self, player: usize, hand: usize, value: f64) -> Option<f64> {
        let weight = self.beside[player][hand];
        (weight > 0.0).then(|| value / weight)
    }

    /// Spread from the slots of a board to all hands.
    fn spread(player: usize, num_hands: usize, found: DecisionValues, rounds: &[DecisionValues]) -> Self {
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
            rounds: rounds.iter().map(|round| round.actions.iter().map(by_hand).collect()).collect(),
        }
    }
}

/// The values where a street ends, of a kept sample: before the flop one sample serves all decisions.
pub(super) type Kept = Mutex<Option<((usize, u64), Arc<StreetValues>)>>;

impl Strategy {
    /// What every hand and every action is worth after a history on a board, for two players, entered with
    /// the [ranges](Strategy::ranges) of both: one walk with real cards, over all boards that may follow or
    /// over [some of them](ValueOptions::boards). It is a phase `values`. Before the flop one walk serves all
    /// decisions, and is kept.
    ///
    /// # Complexity
    /// O(boards x nodes below x hands): about a millisecond for the river of the default tree, 0.1 s for a
    /// turn, seconds for a flop; before the flop seconds for the first decision, milliseconds for others.
    ///
    /// # Errors
    /// As [`Strategy::ranges`] and [`Strategy::decision`]; [`AskError::Seats`] for three or more players,
    /// [`BlueprintError::Interrupted`].
    pub fn values(
        &self,
        history: impl History,
        board: &PublicCards,
        options: &ValueOptions,
        observer: &mut Observer<'_>,
    ) -> Result<Values, BlueprintError> {
        let (node, player) = self.decision(history)?;
        let state = self.public_state(node, board)?;
        let game = self.on_boards()?;
        let pair = Pair { tree: &game.tree, cards: &*game.cards, strategies: [self.table(); 2] };
        let ahead = match options.sample(board.street()).filter(|_| !game.is_exact()) {
            Some(sample) if board.street() == 0 => self.opening(pair, &sample, options, observer)?,
            sample => Arc::new(walked(pair, &state, sample.as_ref(), options, observer)?),
        };
        let rounds = ahead.by_round(pair, &state);
        Ok(Values::spread(player, game.cards.num_hands(), ahead.at(pair, &state), &rounds))
    }

    fn public_state(&self, node: NodeId, board: &PublicCards) -> Result<PublicState, BlueprintError> {
        let ranges = self.ranges(node, board)?;
        let seats = ranges.len();
        let ranges: [Vec<f32>; 2] = ranges.try_into().map_err(|_| AskError::Seats { found: seats })?;
        Ok(PublicState { node, board: board.board(), ranges })
    }

    /// The sample before the flop; a caller waits while another one walks it.
    fn opening(
        &self,
        pair: Pair<'_>,
        sample: &BoardSample,
        options: &ValueOptions,
        observer: &mut Observer<'_>,
    ) -> Result<Arc<StreetValues>, BlueprintError> {
        let mut kept = locked(&self.opening);
        let key = (sample.boards, sample.seed);
        if let Some((of, values)) = &*kept
            && *of == key
        {
            return Ok(Arc::clone(values));
        }
        let state = PublicState::root(pair.cards);
        let found = Arc::new(walked(pair, &state, Some(sample), options, observer)?);
        *kept = Some((key, Arc::clone(&found)));
        Ok(found)
    }
}

fn walked(
    pair: Pair<'_>,
    state: &PublicState,
    sample: Option<&BoardSample>,
    options: &ValueOptions,
    observer: &mut Observer<'_>,
) -> Result<StreetValues, BlueprintError> {
    let found = phase(observer, "values", |observer| {
        // Relaxed: the counter orders nothing.
        let (done, observer) = (AtomicUsize::new(0), Mutex::new(observer));
        let progress = |_: usize, total: usize| -> ControlFlow<()> {
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            locked(&observer)(Event::Advanced(Advance::of("boards", done as u64, total as u64)))
        };
        StreetValues::below(pair, state, sample, options.workers.max(1), &progress)
    });
    found.ok_or(BlueprintError::Interrupted)
}
