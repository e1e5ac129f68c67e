//! EV of hands and actions.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use holdem_blueprint::Strategy;
use holdem_blueprint::strategy::ValueOptions;
use holdem_cards::HandClass;
use serde::Serialize;
use utoipa::ToSchema;

use super::cells::means;
use super::equity::{equities, mean};
use super::hands::{Hands, Worth};
use super::node::worth_by_hand;
use super::numbers::{ByHand, chips, known, share};
use super::{Book, Place};
use crate::error::ApiError;

/// A cell of the acting player.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ValueCell {
    class: String,
    ev: Option<f32>,
    equity: Option<f32>,
}

/// What hands and actions are worth.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Values {
    /// `[seat][hand]`: chips.
    ev: Vec<ByHand>,
    /// `[action][hand]` of the acting player.
    action_ev: Option<Vec<ByHand>>,
    /// `[seat][hand]`; `null` before the flop.
    equity: Option<Vec<ByHand>>,
    mean_ev: Vec<Option<f32>>,
    mean_equity: Option<Vec<Option<f32>>>,
    /// EV as a share of equity times pot, by seat; solutions.
    realisation: Option<Vec<Option<f32>>>,
    /// Mean EV of the hands that take an action.
    action_mean_ev: Option<Vec<Option<f32>>>,
    cells: Option<Vec<ValueCell>>,
    /// Whether boards were sampled.
    sampled: bool,
    /// `hand`: chips won over the whole hand; `node`: chips out of the pot from here on.
    meaning: &'static str,
}

impl Values {
    /// Of a solution, whose report has them.
    pub(crate) fn of_solution(book: Book<'_>, place: &Place, hands: &Hands, worth: &Worth) -> Self {
        let (ev, equity) = worth_by_hand(worth);
        let pot = f64::from(book.tree().pot(place.node));
        let realised = worth.mean_ev.iter().zip(&worth.mean_equity);
        let means = |row: &[f64], round: fn(f64) -> f32| row.iter().map(|&v| known(v, round)).collect();
        Self {
            ev,
            action_ev: Some(
                worth.action_ev.iter().map(|row| row.iter().map(|&v| known(v, chips)).collect()).collect(),
            ),
            equity: Some(equity),
            mean_ev: means(&worth.mean_ev, chips),
            mean_equity: Some(means(&worth.mean_equity, share)),
            realisation: Some(realised.map(|(ev, equity)| known(ev / (equity * pot), share)).collect()),
            action_mean_ev: Some(means(&hands.action_means(&worth.action_ev), chips)),
            cells: hands
                .acting
                .map(|acting| cells(&hands.weights, &worth.ev[acting], Some(&worth.equity[acting]))),
            sampled: false,
            meaning: "node",
        }
    }

    /// Of a strategy: one walk over the boards that may follow, see [`ValueOptions::boards`], until
    /// `given_up` is set.
    ///
    /// # Errors
    /// If the strategy does not answer, or the walk was given up.
    pub(crate) fn of_strategy(
        strategy: &Strategy,
        place: &Place,
        boards: Option<usize>,
        workers: usize,
        given_up: &AtomicBool,
    ) -> Result<Self, ApiError> {
        let acting = place.acting()?;
        let board = place.public_cards(strategy)?;
        let options = ValueOptions { boards, seed: 1, workers };
        // Relaxed: the flag orders nothing.
        let mut observer = |_: holdem_blueprint::progress::Event<'_>| match given_up.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        };
        let found = strategy.values(place.node, &board, &options, &mut observer)?;
        let book = Book::Strategy(strategy);
        let hands = Hands::of_strategy(strategy, place)?;
        let count = hands.live.len();
        let of_hands = |seat: usize| -> Vec<f64> {
            (0..count).map(|hand| found.of_hand(seat, hand).unwrap_or(f64::NAN)).collect()
        };
        let ev: Vec<Vec<f64>> = (0..2).map(of_hands).collect();
        let of_action = |action: usize| -> Vec<f64> {
            (0..count).map(|hand| found.of_action(action, hand).unwrap_or(f64::NAN)).collect()
        };
        let action_ev: Vec<Vec<f64>> = (0..found.actions.len()).map(of_action).collect();
        let taken = |action: usize| -> Vec<f64> {
            let row = &hands.probabilities[action];
            let beside = &found.beside[acting];
            (0..count).map(|hand| f64::from(row[hand]) * hands.weights[hand] * beside[hand]).collect()
        };
        let by_equity = match book.is_holdem() && place.board.len() >= 3 {
            true => Some(equities(book, place, &hands, workers)?),
            false => None,
        };
        let row = |row: &Vec<f64>, round: fn(f64) -> f32| -> ByHand {
            row.iter().map(|&value| known(value, round)).collect()
        };
        let equity_mean = |seat: usize| {
            let (equity, beside) = by_equity.as_ref()?;
            let met: Vec<f64> =
                hands.ranges[seat].iter().zip(&beside[seat]).map(|(&w, b)| f64::from(w) * b).collect();
            mean(&equity[seat], &met).map(share)
        };
        let acting_equity = by_equity.as_ref().map(|(equity, _)| equity[acting].as_slice());
        Ok(Self {
            ev: ev.iter().map(|ev| row(ev, chips)).collect(),
            action_mean_ev: Some(
                action_ev.iter().enumerate().map(|(a, ev)| mean(ev, &taken(a)).map(chips)).collect(),
            ),
            action_ev: Some(action_ev.iter().map(|ev| row(ev, chips)).collect()),
            equity: by_equity.as_ref().map(|(equity, _)| equity.iter().map(|e| row(e, share)).collect()),
            mean_ev: found.mean.iter().map(|&mean| known(mean, chips)).collect(),
            mean_equity: by_equity.as_ref().map(|_| vec![equity_mean(0), equity_mean(1)]),
            realisation: None,
            cells: book.is_holdem().then(|| cells(&hands.weights, &ev[acting], acting_equity)),
            sampled: !found.rounds.is_empty(),
            meaning: "hand",
        })
    }
}

impl Values {
    /// Mean EV and mean equity by seat.
    pub(crate) fn into_means(self) -> (Vec<Option<f32>>, Option<Vec<Option<f32>>>) {
        (self.mean_ev, self.mean_equity)
    }
}

fn cells(weights: &[f64], ev: &[f64], equity: Option<&[f64]>) -> Vec<ValueCell> {
    let ev = means(weights, |hand| ev[hand]);
    let equity = equity.map(|equity| means(weights, |hand| equity[hand]));
    let cell = |class: HandClass| ValueCell {
        class: class.to_string(),
        ev: ev[class.index()].map(chips),
        equity: equity.as_ref().and_then(|equity| equity[class.index()]).map(share),
    };
    HandClass::all().map(cell).collect()
}
