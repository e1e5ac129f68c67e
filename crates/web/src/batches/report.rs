//! A decision on all flops of a batch, and means by texture.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use holdem_blueprint::solution::batch::{FlopResult, Means, WeightedFlop, by_part, by_texture, csv};
use holdem_blueprint::solution::{ByPlayer, DividedBy, RangePart, Solution, pooled};
use serde::Serialize;
use utoipa::ToSchema;

use super::job::{Flop, KeptBatch};
use super::work::file;
use crate::ask::numbers::{MoveKind, chips, known, share};
use crate::ask::place::State;
use crate::ask::ribbon::{ActionOf, actions};
use crate::ask::{Book, Place};
use crate::desk::Desk;
use crate::error::ApiError;
use crate::library::{Solved, SourceId, Stamp};
use crate::locks::locked;

/// Most decisions that are remembered.
const MOST: usize = 20_000;

/// An action of the decision.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct BatchAction {
    token: String,
    label: String,
    kind: MoveKind,
    /// Chips of the player on this street after it.
    to: u32,
    /// Share of the pot of a bet or raise.
    size: Option<f32>,
    /// The line behind it.
    line: String,
}

/// What a flop is like.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct TextureOf {
    high_card: String,
    pairing: String,
    suits: String,
    connectedness: String,
}

/// The decision on a flop.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct OnFlop {
    /// The solution.
    source: String,
    flop: String,
    weight: f64,
    texture: TextureOf,
    ev: [Option<f32>; 2],
    equity: [Option<f32>; 2],
    realisation: [Option<f32>; 2],
    /// By action.
    frequencies: Vec<f32>,
    exploitability_pct: f64,
}

/// Means over some flops.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct MeansOf {
    /// `all`, `high_card`, `pairing`, `suits` or `connectedness`.
    by: String,
    texture: String,
    flops: usize,
    weight: f64,
    ev: [Option<f32>; 2],
    equity: [Option<f32>; 2],
    frequencies: Vec<f32>,
}

/// A part of a range over all flops.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct PartOf {
    seat: usize,
    /// `made`, `draw` or `equity`.
    #[schema(value_type = String)]
    by: DividedBy,
    name: String,
    share: f32,
    ev: Option<f32>,
    equity: Option<f32>,
    /// By action; empty for the seat that does not act.
    frequencies: Vec<f32>,
}

/// A decision that can be asked about.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct LineOf {
    line: String,
    label: String,
}

/// A decision on all flops.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BatchReport {
    line: String,
    seat: usize,
    actions: Vec<BatchAction>,
    flops: Vec<OnFlop>,
    means: Vec<MeansOf>,
    /// Both ranges by what hands make, what they draw to, and their equity.
    parts: Vec<PartOf>,
    /// The decisions behind the actions.
    lines: Vec<LineOf>,
}

/// The file of a flop as it was then, and a line.
type Key = (SourceId, Stamp, String);

/// Decisions that were worked out: a few walks a flop each.
#[derive(Debug, Default)]
pub(crate) struct Reports(Mutex<HashMap<Key, FlopResult>>);

/// What a report is of.
pub(crate) struct Asked<'a> {
    pub(crate) desk: &'a Desk,
    pub(crate) batch: &'a KeptBatch,
    pub(crate) line: &'a str,
    pub(crate) workers: usize,
    pub(crate) given_up: &'a AtomicBool,
}

impl Reports {
    /// The decision on the flops that are done.
    fn results(&self, asked: &Asked<'_>) -> Result<Vec<(SourceId, FlopResult)>, ApiError> {
        let mut found = Vec::new();
        for flop in &asked.batch.flops {
            // Relaxed: the flag orders nothing.
            if asked.given_up.load(Ordering::Relaxed) {
                return Err(ApiError::conflict("ended", "the request was given up"));
            }
            let path = file(asked.desk, &asked.batch.name, flop);
            let Some(stamp) = Stamp::of(&path).filter(|_| path.is_file()) else { continue };
            let key = (SourceId::of(&path), stamp, asked.line.to_owned());
            let known = locked(&self.0).get(&key).cloned();
            let result = match known {
                Some(result) => result,
                None => {
                    let result = result(&Solution::open(&path, asked.workers)?, asked.line, flop)?;
                    let mut known = locked(&self.0);
                    if known.len() >= MOST {
                        known.clear();
                    }
                    known.insert(key.clone(), result.clone());
                    result
                }
            };
            found.push((key.0, result));
        }
        match found.is_empty() {
            true => Err(ApiError::conflict("busy", "no flop of this batch is done yet")),
            false => Ok(found),
        }
    }

    /// The report at a line.
    ///
    /// # Errors
    /// If no flop is done, or nobody acts there.
    pub(crate) fn report(&self, asked: &Asked<'_>) -> Result<BatchReport, ApiError> {
        let results = self.results(asked)?;
        let first = asked.batch.flops.iter().map(|flop| file(asked.desk, &asked.batch.name, flop));
        let first = first.into_iter().find(|path| path.is_file());
        let first = first.ok_or_else(|| ApiError::conflict("busy", "no flop of this batch is done yet"))?;
        let solution = Solved::new(Solution::open(&first, asked.workers)?);
        let book = Book::Solution(&solution);
        let place = Place::find(book, asked.line, "")?;
        let seat = match (place.state, book.tree().node(place.node).kind) {
            (State::Decision(seat), _) => seat,
            (_, holdem_game::tree::NodeKind::Decision { player }) => usize::from(player),
            _ => {
                return Err(ApiError::bad("bad_line", "the hand is over there, nobody acts").of_field("line"));
            }
        };
        let edges = actions(book, place.node, seat);
        let behind = edges.iter().filter(|action| !action.ends);
        let lines = behind.map(|a| LineOf { line: a.line.clone(), label: a.label.clone() }).collect();
        let tokens: Vec<String> = edges.iter().map(|action| action.token.clone()).collect();
        let all: Vec<FlopResult> = results.iter().map(|(_, result)| result.clone()).collect();
        Ok(BatchReport {
            line: asked.line.to_owned(),
            seat,
            flops: results.iter().map(|(id, result)| on_flop(*id, result, &tokens)).collect(),
            means: by_texture(&all).iter().map(|means| means_of(means, &tokens)).collect(),
            parts: parts_of(by_part(&all)),
            actions: edges
                .into_iter()
                .map(|action| {
                    let ActionOf { token, label, kind, to, size, line, .. } = action;
                    BatchAction { token, label, kind, to, size, line }
                })
                .collect(),
            lines,
        })
    }

    /// The same as a table.
    ///
    /// # Errors
    /// As [`Reports::report`].
    pub(crate) fn table(&self, asked: &Asked<'_>) -> Result<String, ApiError> {
        let results: Vec<FlopResult> = self.results(asked)?.into_iter().map(|(_, result)| result).collect();
        Ok(csv(&results))
    }
}

fn result(solution: &Solution, line: &str, flop: &Flop) -> Result<FlopResult, ApiError> {
    let report = pooled(solution, line)?;
    let flop = WeightedFlop { cards: flop.cards.clone(), weight: flop.weight };
    Ok(FlopResult::of(&report, solution.record(), &flop, String::new()))
}

fn both(of: &ByPlayer<f64>, round: fn(f64) -> f32) -> [Option<f32>; 2] {
    [known(of.oop, round), known(of.ip, round)]
}

/// Frequencies in the order of the report; 0 where a tree lacks an action.
fn in_order(actions: &[(String, f64)], tokens: &[String]) -> Vec<f32> {
    let frequency = |token: &String| actions.iter().find(|(name, _)| name == token).map_or(0.0, |(_, f)| *f);
    tokens.iter().map(|token| share(frequency(token))).collect()
}

fn on_flop(id: SourceId, result: &FlopResult, tokens: &[String]) -> OnFlop {
    let texture = result.texture();
    OnFlop {
        source: id.to_string(),
        flop: result.flop.clone(),
        weight: result.weight,
        texture: TextureOf {
            high_card: texture.high_card(),
            pairing: texture.pairing().to_owned(),
            suits: texture.suits().to_owned(),
            connectedness: texture.connectedness().to_owned(),
        },
        ev: both(&result.ev, chips),
        equity: both(&result.equity, share),
        realisation: both(&result.equity_realisation, share),
        frequencies: in_order(&result.actions, tokens),
        exploitability_pct: result.exploitability_pct_of_pot,
    }
}

fn parts_of(parts: ByPlayer<Vec<RangePart>>) -> Vec<PartOf> {
    let part = |(seat, part): (usize, RangePart)| PartOf {
        seat,
        by: part.by,
        name: part.name,
        share: share(part.share),
        ev: known(part.ev, chips),
        equity: known(part.equity, share),
        frequencies: part.frequencies.into_iter().map(share).collect(),
    };
    let of = |seat: usize, parts: Vec<RangePart>| parts.into_iter().map(move |part| (seat, part));
    of(0, parts.oop).chain(of(1, parts.ip)).map(part).collect()
}

fn means_of(means: &Means, tokens: &[String]) -> MeansOf {
    MeansOf {
        by: means.by.to_owned(),
        texture: means.texture.clone(),
        flops: means.flops,
        weight: means.weight,
        ev: both(&means.ev, chips),
        equity: both(&means.equity, share),
        frequencies: in_order(&means.actions, tokens),
    }
}
