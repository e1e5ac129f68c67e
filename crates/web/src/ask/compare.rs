//! Two sources at one place.

use holdem_cards::HandClass;
use serde::Serialize;
use utoipa::ToSchema;

use super::cells::means;
use super::hands::Hands;
use super::numbers::{MoveKind, share};
use super::runouts::named;
use super::{Book, Place};
use crate::error::ApiError;

/// An action by both sources; `null` where a tree does not have it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BothTake {
    token: String,
    label: String,
    kind: MoveKind,
    frequencies: [Option<f32>; 2],
}

/// A cell by both sources.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CellDifference {
    class: String,
    /// Mean weight in the first.
    weight: f32,
    /// Half the sum of the absolute differences; `null` where the first never comes.
    distance: Option<f32>,
    /// By action: the second less the first.
    differences: Option<Vec<f32>>,
}

/// Two sources at one place.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Comparison {
    a: String,
    b: String,
    line: String,
    board: Vec<String>,
    seat: usize,
    /// Share of all hands that would have to act differently, by weight in the first.
    distance: Option<f32>,
    actions: Vec<BothTake>,
    cells: Vec<CellDifference>,
}

/// A source at the place.
pub(crate) struct Side<'a> {
    /// Its id.
    pub(crate) id: String,
    /// What is asked.
    pub(crate) book: Book<'a>,
    /// The place in its tree.
    pub(crate) place: Place,
    /// What is done there.
    pub(crate) hands: Hands,
}

/// Compares two sources.
///
/// # Errors
/// In other games than hold'em, and if different players act.
pub(crate) fn answer(sides: &[Side<'_>; 2]) -> Result<Comparison, ApiError> {
    let seats = [sides[0].place.acting()?, sides[1].place.acting()?];
    if !sides.iter().all(|side| side.book.is_holdem()) {
        return Err(ApiError::unavailable("strategies of hold'em alone are compared"));
    }
    if seats[0] != seats[1] {
        return Err(ApiError::bad("bad_line", "different players act there").of_field("line"));
    }
    let names = [0, 1].map(|at: usize| named(sides[at].book, &sides[at].place, seats[at]));
    let mut tokens: Vec<&str> = names[0].iter().map(|action| action.token.as_str()).collect();
    for action in &names[1] {
        if !tokens.contains(&action.token.as_str()) {
            tokens.push(&action.token);
        }
    }
    let row = |side: usize, token: &str| {
        let at = names[side].iter().position(|action| action.token == token)?;
        Some(&sides[side].hands.probabilities[at])
    };
    let played =
        |side: usize, token: &str, hand: usize| row(side, token).map_or(0.0, |row| f64::from(row[hand]));
    let weights = &sides[0].hands.weights;
    let apart = |hand: usize| {
        0.5 * tokens.iter().map(|token| (played(1, token, hand) - played(0, token, hand)).abs()).sum::<f64>()
    };
    let distances = means(weights, apart);
    let differences: Vec<Vec<Option<f64>>> = tokens
        .iter()
        .map(|token| means(weights, |hand| played(1, token, hand) - played(0, token, hand)))
        .collect();
    let grid = super::cells::cells(&sides[0].hands);
    let cell = |class: HandClass| CellDifference {
        class: class.to_string(),
        weight: grid[class.index()].weight(),
        distance: distances[class.index()].map(share),
        differences: differences.iter().map(|row| row[class.index()].map(share)).collect(),
    };
    let total: f64 = weights.iter().sum();
    let all: f64 = weights.iter().enumerate().filter(|(_, w)| **w > 0.0).map(|(h, w)| w * apart(h)).sum();
    let frequencies = [0, 1].map(|at: usize| sides[at].hands.frequencies());
    let take = |token: &&str| {
        let at = |side: usize| names[side].iter().position(|action| action.token == *token);
        let name = [0, 1].iter().find_map(|&side| at(side).map(|at| &names[side][at]));
        name.map(|name| BothTake {
            token: name.token.clone(),
            label: name.label.clone(),
            kind: name.kind,
            frequencies: [0, 1].map(|side| at(side).map(|at| share(frequencies[side][at]))),
        })
    };
    Ok(Comparison {
        a: sides[0].id.clone(),
        b: sides[1].id.clone(),
        line: sides[0].book.line(sides[0].place.node),
        board: sides[0].place.board.clone(),
        seat: seats[0],
        distance: (total > 0.0).then(|| share(all / total)),
        actions: tokens.iter().filter_map(take).collect(),
        cells: HandClass::all().map(cell).collect(),
    })
}
