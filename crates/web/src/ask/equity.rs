//! Equity of hands, and its distribution over a range.

use holdem_cards::CardSet;
use holdem_cards::equity::by_hand;
use serde::Serialize;
use utoipa::ToSchema;

use super::hands::Hands;
use super::numbers::{ByHand, share};
use super::{Book, Place};
use crate::error::ApiError;

/// Points of a curve.
const POINTS: usize = 101;

/// Equity by share of a range, the weakest hands first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Curve {
    seat: usize,
    share: Vec<f32>,
    equity: Vec<f32>,
}

/// Equity of the hands of both players against each other's range.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct EquityAnswer {
    /// `[seat][hand]`.
    pub(crate) equity: Vec<ByHand>,
    /// `[seat]`.
    pub(crate) mean_equity: Vec<Option<f32>>,
    /// By seat.
    pub(crate) curves: Vec<Curve>,
}

/// The two seats that are still in the hand.
///
/// # Errors
/// If there are more, or fewer.
pub(crate) fn two_left(book: Book<'_>, place: &Place) -> Result<[usize; 2], ApiError> {
    let live = book.tree().live_players(place.node);
    let left: Vec<usize> = (0..book.tree().num_players()).filter(|seat| live >> seat & 1 == 1).collect();
    left.try_into().map_err(|left: Vec<usize>| {
        let message = format!("{} players are in the hand there, two are compared", left.len());
        ApiError::unavailable(message)
    })
}

/// Refuses other games than hold'em, and places before the flop.
///
/// # Errors
/// If it is one of those, or cards are missing.
pub(crate) fn postflop(book: Book<'_>, place: &Place) -> Result<CardSet, ApiError> {
    if !book.is_holdem() {
        return Err(ApiError::unavailable("this is for hold'em alone"));
    }
    place.acting()?;
    match place.cards() {
        board if board.len() >= 3 => Ok(board),
        _ => Err(ApiError::unavailable("this is known from the flop on")),
    }
}

/// `[seat][hand]`.
type BySeat = Vec<Vec<f64>>;

/// `[seat][hand]` of all seats, where the ranges are known.
///
/// # Errors
/// If the source does not answer, or not two players are left.
pub(crate) fn equities(
    book: Book<'_>,
    place: &Place,
    hands: &Hands,
    workers: usize,
) -> Result<(BySeat, BySeat), ApiError> {
    let board = postflop(book, place)?;
    let left = two_left(book, place)?;
    let found = by_hand(left.map(|seat| hands.ranges[seat].as_slice()), board, workers);
    let seats = hands.ranges.len();
    let mut equity = vec![vec![f64::NAN; hands.live.len()]; seats];
    let mut beside = vec![vec![0.0; hands.live.len()]; seats];
    for (player, &seat) in left.iter().enumerate() {
        equity[seat] = found.hands[player].iter().map(|equity| equity.unwrap_or(f64::NAN)).collect();
        beside[seat].clone_from(&found.beside[player]);
    }
    Ok((equity, beside))
}

/// The answer about equity.
///
/// # Errors
/// As [`equities`].
pub(crate) fn answer(
    book: Book<'_>,
    place: &Place,
    hands: &Hands,
    workers: usize,
) -> Result<EquityAnswer, ApiError> {
    let (equity, beside) = equities(book, place, hands, workers)?;
    let met = |seat: usize| -> Vec<f64> {
        hands.ranges[seat].iter().zip(&beside[seat]).map(|(&w, beside)| f64::from(w) * beside).collect()
    };
    let seats = 0..equity.len();
    let row = |row: &Vec<f64>| row.iter().map(|&v| v.is_finite().then(|| share(v))).collect();
    Ok(EquityAnswer {
        equity: equity.iter().map(row).collect(),
        mean_equity: seats.clone().map(|seat| mean(&equity[seat], &met(seat)).map(share)).collect(),
        curves: seats.filter_map(|seat| curve(seat, &equity[seat], &met(seat))).collect(),
    })
}

/// A mean by weight over what is known.
pub(crate) fn mean(values: &[f64], weights: &[f64]) -> Option<f64> {
    let known = values.iter().zip(weights).filter(|(value, weight)| value.is_finite() && **weight > 0.0);
    let (sum, total) = known.fold((0.0, 0.0), |(sum, total), (v, w)| (sum + v * w, total + w));
    (total > 0.0).then(|| sum / total)
}

/// The distribution of equity over a range; none if it is empty.
fn curve(seat: usize, equity: &[f64], weights: &[f64]) -> Option<Curve> {
    let known = equity.iter().zip(weights).filter(|(equity, weight)| equity.is_finite() && **weight > 0.0);
    let mut hands: Vec<(f64, f64)> = known.map(|(&equity, &weight)| (equity, weight)).collect();
    hands.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = hands.iter().map(|hand| hand.1).sum();
    let last = hands.last()?.0;
    let (mut points, mut below, mut at) = (Vec::with_capacity(POINTS), 0.0, 0);
    for point in 0..POINTS {
        let wanted = total * point as f64 / (POINTS - 1) as f64;
        while at < hands.len() && below + hands[at].1 < wanted {
            below += hands[at].1;
            at += 1;
        }
        points.push(share(hands.get(at).map_or(last, |hand| hand.0)));
    }
    let shares = (0..POINTS).map(|point| share(point as f64 / (POINTS - 1) as f64));
    Some(Curve { seat, share: shares.collect(), equity: points })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_rises_from_the_weakest_hand_to_the_strongest() {
        let curve = curve(1, &[0.9, f64::NAN, 0.1, 0.5], &[1.0, 5.0, 1.0, 2.0]).unwrap();
        assert_eq!((curve.equity[0], curve.equity[POINTS - 1]), (0.1, 0.9));
        assert!(curve.equity.is_sorted());
        assert_eq!(curve.equity[50], 0.5);
        assert!(super::curve(0, &[0.5], &[0.0]).is_none());
    }
}
