//! The same decision on every next card.

use std::sync::atomic::{AtomicBool, Ordering};

use holdem_cards::{Card, CardSet};
use serde::Serialize;
use utoipa::ToSchema;

use super::hands::Hands;
use super::numbers::{MoveKind, chips, known, share};
use super::place::State;
use super::ribbon::{ActionOf, actions};
use super::values::Values;
use super::{Book, Place};
use crate::error::ApiError;

/// An action without what lies behind it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Named {
    pub(crate) token: String,
    pub(crate) label: String,
    pub(crate) kind: MoveKind,
    /// Chips of the player on this street after it.
    pub(crate) to: u32,
    /// Share of the pot of a bet or raise.
    pub(crate) size: Option<f32>,
}

/// What happens on one card.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OnCard {
    card: String,
    /// How often it comes.
    probability: f32,
    /// By action.
    frequencies: Vec<f32>,
    /// By seat: mean EV in chips.
    ev: Option<Vec<Option<f32>>>,
    /// By seat: mean equity.
    equity: Option<Vec<Option<f32>>>,
}

/// A decision by its last card.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Runouts {
    street: String,
    seat: usize,
    actions: Vec<Named>,
    cards: Vec<OnCard>,
}

/// The names of a decision's actions.
pub(crate) fn named(book: Book<'_>, place: &Place, seat: usize) -> Vec<Named> {
    let named = |action: ActionOf| {
        let ActionOf { token, label, kind, to, size, .. } = action;
        Named { token, label, kind, to, size }
    };
    actions(book, place.node, seat).into_iter().map(named).collect()
}

/// The decision on every last card, on turn and river; `values` asks for what costs a walk a card. Ends early
/// when `given_up` is set.
///
/// # Errors
/// On other streets and in other games; if the source does not answer.
pub(crate) fn answer(
    book: Book<'_>,
    place: &Place,
    values: bool,
    workers: usize,
    given_up: &AtomicBool,
) -> Result<Runouts, ApiError> {
    let street = book.street(place.node);
    if !book.is_holdem() || street < 2 || place.state == State::Over {
        return Err(ApiError::unavailable("next cards are compared on turn and river"));
    }
    let before = book.cards_on(street) - 1;
    if place.board.len() < before {
        return Err(ApiError::bad("bad_board", "the cards before are missing").of_field("board"));
    }
    let board = &place.board[..before];
    if board.len() < book.root_board().len() {
        return Err(ApiError::unavailable("the last card belongs to the spot"));
    }
    let set: CardSet = board.concat().parse().unwrap_or(CardSet::EMPTY);
    let (mut cards, mut actions, mut seat) = (Vec::new(), Vec::new(), 0);
    for card in Card::all().filter(|&card| !set.contains(card)) {
        // Relaxed: the flag orders nothing.
        if given_up.load(Ordering::Relaxed) {
            return Err(ApiError::conflict("ended", "the request was given up"));
        }
        let on = Place::at(book, place.node, board.iter().cloned().chain([card.to_string()]).collect())?;
        let by = values.then_some(workers);
        let Some((weight, found)) = on_card(book, &on, card, by, given_up)? else { continue };
        seat = on.acting()?;
        if actions.is_empty() {
            actions = named(book, &on, seat);
        }
        cards.push((weight, found));
    }
    let total: f64 = cards.iter().map(|(weight, _)| weight).sum();
    let cards = cards.into_iter().map(|(weight, found)| OnCard {
        probability: if total > 0.0 { share(weight / total) } else { 0.0 },
        ..found
    });
    Ok(Runouts { street: book.street_name(street).to_owned(), seat, actions, cards: cards.collect() })
}

/// How often a card comes, and what is done on it; none if no hands of both players go with it. What hands
/// are worth to a strategy is worked out by so many threads, if it is wanted.
fn on_card(
    book: Book<'_>,
    place: &Place,
    card: Card,
    values_by: Option<usize>,
    given_up: &AtomicBool,
) -> Result<Option<(f64, OnCard)>, ApiError> {
    let hands = match book {
        Book::Strategy(strategy) => Hands::of_strategy(strategy, place)?,
        // Every card once: nothing of it is remembered.
        Book::Solution(solution) => match solution.node(&place.solver_line(book)).map_err(ApiError::from) {
            Err(error) if error.code == "bad_board" => return Ok(None),
            found => Hands::of_report(&found?),
        },
    };
    let weight = match book {
        // Both players hold two of the cards that are left: the weight of pairs of hands.
        Book::Strategy(_) => pairs(&hands),
        Book::Solution(_) => hands.weights.iter().sum(),
    };
    let (ev, equity) = match (&hands.worth, book, values_by) {
        (Some(worth), ..) => {
            let row = |row: &[f64], round: fn(f64) -> f32| row.iter().map(|&v| known(v, round)).collect();
            (Some(row(&worth.mean_ev, chips)), Some(row(&worth.mean_equity, share)))
        }
        (None, Book::Strategy(strategy), Some(workers)) => {
            let found = Values::of_strategy(strategy, place, None, workers, given_up)?;
            let (ev, equity) = found.into_means();
            (Some(ev), equity)
        }
        (None, ..) => (None, None),
    };
    let frequencies = hands.frequencies().into_iter().map(share).collect();
    Ok(Some((weight, OnCard { card: card.to_string(), probability: 0.0, frequencies, ev, equity })))
}

/// The weight of all pairs of hands that two players can hold at once.
fn pairs(hands: &Hands) -> f64 {
    let [a, b] = [&hands.ranges[0], &hands.ranges[1 % hands.ranges.len()]];
    let (mut all, mut of_card) = (0.0, [0.0; Card::COUNT]);
    let combos = || holdem_cards::Combo::all().zip(0..);
    for (combo, at) in combos() {
        let weight = f64::from(b[at]);
        all += weight;
        combo.cards().iter().for_each(|card| of_card[card.index()] += weight);
    }
    let beside = |(combo, at): (holdem_cards::Combo, usize)| {
        let [x, y] = combo.cards();
        f64::from(a[at]) * (all - of_card[x.index()] - of_card[y.index()] + f64::from(b[at]))
    };
    combos().map(beside).sum()
}
