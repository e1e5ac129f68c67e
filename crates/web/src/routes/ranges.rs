//! Ranges: text, weights and grids.

use axum::Json;
use axum::extract::State;
use holdem_cards::range::Range;
use holdem_cards::{CardSet, Combo, HandClass};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::Body;
use crate::app::{App, Cost};
use crate::ask::book::read_cards;
use crate::ask::numbers::share;
use crate::error::{ApiError, ErrorBody};

/// A range in one of three forms.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RangeRequest {
    /// As players write it: `QQ+,AKs:0.5`.
    text: Option<String>,
    /// 1,326 weights by combo.
    weights: Option<Vec<f32>>,
    /// 169 weights by cell of the grid.
    cells: Option<Vec<f32>>,
    /// Cards whose hands are taken out.
    board: Option<String>,
}

/// A range in all forms.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RangeAnswer {
    text: String,
    /// Sum of the weights.
    combos: f32,
    /// Share of all hands that the board leaves.
    share: f32,
    weights: Vec<f32>,
    cells: Vec<f32>,
}

/// Reads a range and writes it in all forms.
#[utoipa::path(post, path = "/ranges", tag = "ranges", request_body = RangeRequest,
    responses((status = 200, body = RangeAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn range(
    State(app): State<App>,
    Body(asked): Body<RangeRequest>,
) -> Result<Json<RangeAnswer>, ApiError> {
    app.work(Cost::Light, move |_, _| answer(&asked)).await.map(Json)
}

fn answer(asked: &RangeRequest) -> Result<RangeAnswer, ApiError> {
    let mut range = read(asked)?;
    let cards = read_cards(asked.board.as_deref().unwrap_or(""))?;
    let board = cards.iter().fold(CardSet::EMPTY, |board, &card| board.with(card));
    range.remove(board);
    let live = Combo::all().filter(|combo| !combo.set().intersects(board)).count();
    Ok(RangeAnswer {
        text: range.to_string(),
        combos: share(range.total_weight()),
        share: share(range.total_weight() / live as f64),
        weights: range.weights().iter().map(|&weight| share(f64::from(weight))).collect(),
        cells: HandClass::all().map(|class| share(f64::from(range.class_weight(class)))).collect(),
    })
}

fn read(asked: &RangeRequest) -> Result<Range, ApiError> {
    let refuse = |field: &'static str, message: String| ApiError::bad("bad_range", message).of_field(field);
    match (&asked.text, &asked.weights, &asked.cells) {
        (Some(text), None, None) => text
            .parse()
            .map_err(|error: holdem_cards::range::ParseRangeError| refuse("text", error.to_string())),
        (None, Some(weights), None) => {
            let count = weights.len();
            let weights = <&[f32; Combo::COUNT]>::try_from(weights.as_slice())
                .map_err(|_| refuse("weights", format!("{count} weights, expected {}", Combo::COUNT)))?;
            Range::from_weights(weights).map_err(|error| refuse("weights", error.to_string()))
        }
        (None, None, Some(cells)) if cells.len() == HandClass::COUNT => {
            let mut range = Range::empty();
            for (class, &weight) in HandClass::all().zip(cells) {
                range.set_class_weight(class, weight).map_err(|e| refuse("cells", e.to_string()))?;
            }
            Ok(range)
        }
        (None, None, Some(cells)) => {
            Err(refuse("cells", format!("{} cells, expected {}", cells.len(), HandClass::COUNT)))
        }
        _ => Err(ApiError::bad("bad_request", "one of `text`, `weights` and `cells` is expected")),
    }
}
