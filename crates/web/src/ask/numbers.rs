//! Numbers as they are sent: rounded, `null` where there is none.

use serde::Serialize;
use utoipa::ToSchema;

/// A number by hand, in the source's order; `null` for hands that the board takes a card of.
pub(crate) type ByHand = Vec<Option<f32>>;

/// Frequencies, weights, equities: four decimals; 0 has no sign.
pub(crate) fn share(value: f64) -> f32 {
    ((value * 1e4).round() / 1e4 + 0.0) as f32
}

/// Chips: three decimals.
pub(crate) fn chips(value: f64) -> f32 {
    ((value * 1e3).round() / 1e3 + 0.0) as f32
}

/// A finite number rounded, or none.
pub(crate) fn known(value: f64, round: fn(f64) -> f32) -> Option<f32> {
    value.is_finite().then(|| round(value))
}

/// What an action is called by programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MoveKind {
    /// Gives up.
    Fold,
    /// Passes.
    Check,
    /// Matches the bet.
    Call,
    /// Opens the street.
    Bet,
    /// Goes over a bet.
    Raise,
    /// Puts in all chips.
    Allin,
}
