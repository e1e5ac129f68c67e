//! Made hands and draws of both ranges.

use holdem_blueprint::solution::{ComboReport, DividedBy, RangePart, by_kind};
use holdem_cards::Combo;
use serde::Serialize;
use utoipa::ToSchema;

use super::equity::{postflop, two_left};
use super::hands::Hands;
use super::numbers::{chips, known, share};
use super::{Book, Place};
use crate::error::ApiError;

/// A part of a range.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Part {
    name: String,
    combos: f32,
    share: f32,
    /// By action; `null` for the seat that does not act.
    frequencies: Option<Vec<f32>>,
    ev: Option<f32>,
    equity: Option<f32>,
}

/// The parts of a seat's range.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SeatParts {
    seat: usize,
    acting: bool,
    /// By what is made, the strongest first.
    made: Vec<Part>,
    /// By what is drawn to; empty on the river.
    draws: Vec<Part>,
}

/// Made hands and draws.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Breakdown {
    seats: Vec<SeatParts>,
}

/// The answer for both seats.
///
/// # Errors
/// Before the flop, in other games, and if not two players are left.
pub(crate) fn answer(book: Book<'_>, place: &Place, hands: &Hands) -> Result<Breakdown, ApiError> {
    let board = postflop(book, place)?;
    let seats = two_left(book, place)?;
    let parts = |seat: usize| {
        let acting = hands.acting == Some(seat);
        let parts = by_kind(&combos(hands, seat, acting), board);
        let is_draw = |part: &RangePart| part.by == DividedBy::Draw;
        let (draws, made): (Vec<_>, Vec<_>) = parts.into_iter().partition(is_draw);
        let send = |parts: Vec<RangePart>| parts.into_iter().map(part).collect();
        SeatParts { seat, acting, made: send(made), draws: send(draws) }
    };
    Ok(Breakdown { seats: seats.into_iter().map(parts).collect() })
}

/// Hands of a seat, weighed as frequencies are.
fn combos(hands: &Hands, seat: usize, acting: bool) -> Vec<ComboReport> {
    let worth = |of: fn(&super::hands::Worth) -> &Vec<Vec<f64>>, hand: usize| {
        hands.worth.as_ref().map_or(f64::NAN, |worth| of(worth)[seat][hand])
    };
    let combo = |combo: Combo| {
        let hand = combo.index();
        let reach = f64::from(hands.ranges[seat][hand]);
        let strategy = |row: &Vec<f32>| row[hand];
        ComboReport {
            combo,
            reach,
            weight: if acting { hands.weights[hand] } else { reach },
            ev: worth(|worth| &worth.ev, hand),
            equity: worth(|worth| &worth.equity, hand),
            action_evs: Vec::new(),
            strategy: if acting { hands.probabilities.iter().map(strategy).collect() } else { Vec::new() },
        }
    };
    Combo::all().filter(|combo| hands.live[combo.index()]).map(combo).collect()
}

fn part(part: RangePart) -> Part {
    Part {
        name: part.name,
        combos: share(part.combos),
        share: share(part.share),
        frequencies: (!part.frequencies.is_empty())
            .then(|| part.frequencies.iter().map(|&frequency| share(frequency)).collect()),
        ev: known(part.ev, chips),
        equity: known(part.equity, share),
    }
}
