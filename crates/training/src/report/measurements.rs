//! What was measured about a strategy, when, and why something was not.

use std::time::{SystemTime, UNIX_EPOCH};

use holdem_blueprint::measure::{Exploitability, Exploiter, GameValue, Play, Value};
use holdem_blueprint::multiway::{Deviations, SeatValues};
use serde::{Deserialize, Serialize};

use crate::run_dir::timestamp;

/// When something was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasuredAt {
    /// Iterations for which the strategy was trained.
    pub iterations: u64,
    /// Seconds since 1970-01-01 UTC; `None` in reports of older versions.
    pub unix_secs: Option<u64>,
}

/// What was measured at the end of a run, and why something was not. A measurement that was not repeated
/// after the run was continued is kept from before, with a note on why it was not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measurements {
    /// Value of the first seat under the average strategies.
    pub game_value: Option<GameValue>,
    /// When it was measured.
    #[serde(default)]
    pub game_value_at: Option<MeasuredAt>,
    /// Why there is none, or none since the run was last started.
    pub game_value_note: Option<String>,
    /// Best response with real cards.
    pub exploitability: Option<Exploitability>,
    /// When it was measured.
    #[serde(default)]
    pub exploitability_at: Option<MeasuredAt>,
    /// Why there is none, or none since the run was last started.
    pub exploitability_note: Option<String>,
    /// Exploitability while the strategy was trained, every `eval.every` iterations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exploitability_on_the_way: Vec<ExploitabilityPoint>,
    /// Best response learned inside the abstraction.
    pub exploiter: Option<Exploiter>,
    /// When it was measured.
    #[serde(default)]
    pub exploiter_at: Option<MeasuredAt>,
    /// Why there is none, or none since the run was last started.
    pub exploiter_note: Option<String>,
    /// Three and more players: what every seat wins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat_values: Option<SeatValues>,
    /// When it was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat_values_at: Option<MeasuredAt>,
    /// Three and more players: what single players learn to gain against the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviations: Option<Deviations>,
    /// When it was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviations_at: Option<MeasuredAt>,
    /// The results of `eval.match` and `eval.lbr`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub play: Option<Play>,
    /// When it was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub play_at: Option<MeasuredAt>,
    /// Why a requested result is missing or incomplete, or was not repeated since the run was last started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub play_note: Option<String>,
}

/// Exploitability of the strategy at some moment of training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExploitabilityPoint {
    /// Iterations by then.
    pub iterations: u64,
    /// The estimate from above, or exact.
    pub exploitability: Value,
    /// The estimate from below, where flops were sampled.
    pub held_out: Option<Value>,
    /// Flops sampled; `None` if all boards were played.
    pub flops: Option<usize>,
}

impl MeasuredAt {
    /// Now, for a strategy trained for this many iterations.
    pub(crate) fn now(iterations: u64) -> Self {
        let unix_secs = SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|t| t.as_secs());
        Self { iterations, unix_secs }
    }

    /// ` (kept: measured after 500 iterations, 20260131-235959 UTC)`.
    fn kept(self) -> String {
        let when = self.unix_secs.map_or(String::new(), |secs| format!(", {} UTC", timestamp(secs)));
        format!(" (kept: measured after {} iterations{when})", self.iterations)
    }
}

impl Measurements {
    /// Dates everything that was measured.
    pub(crate) fn date(&mut self, at: MeasuredAt) {
        self.game_value_at = self.game_value.as_ref().map(|_| at);
        self.exploitability_at = self.exploitability.as_ref().map(|_| at);
        self.exploiter_at = self.exploiter.as_ref().map(|_| at);
        self.seat_values_at = self.seat_values.as_ref().map(|_| at);
        self.deviations_at = self.deviations.as_ref().map(|_| at);
        self.play_at = self.play.as_ref().map(|_| at);
    }

    /// Takes missing measurements from earlier ones, those of a report with this many iterations.
    pub(crate) fn keep(&mut self, earlier: &Self, iterations: u64) {
        let (m, e) = (self, earlier);
        let first = m.exploitability_on_the_way.first().map_or(u64::MAX, |point| point.iterations);
        let before = e.exploitability_on_the_way.iter().filter(|point| point.iterations < first).cloned();
        m.exploitability_on_the_way = before.chain(m.exploitability_on_the_way.drain(..)).collect();
        keep((&mut m.game_value, &mut m.game_value_at), (&e.game_value, e.game_value_at), iterations);
        keep(
            (&mut m.exploitability, &mut m.exploitability_at),
            (&e.exploitability, e.exploitability_at),
            iterations,
        );
        keep((&mut m.exploiter, &mut m.exploiter_at), (&e.exploiter, e.exploiter_at), iterations);
        keep((&mut m.seat_values, &mut m.seat_values_at), (&e.seat_values, e.seat_values_at), iterations);
        keep((&mut m.deviations, &mut m.deviations_at), (&e.deviations, e.deviations_at), iterations);
        keep((&mut m.play, &mut m.play_at), (&e.play, e.play_at), iterations);
    }
}

/// Takes one missing measurement and its date; one without a date gets the iterations of its report.
fn keep<T: Clone>(
    (mine, at): (&mut Option<T>, &mut Option<MeasuredAt>),
    (earlier, earlier_at): (&Option<T>, Option<MeasuredAt>),
    iterations: u64,
) {
    if mine.is_none() && earlier.is_some() {
        mine.clone_from(earlier);
        *at = earlier_at.or(Some(MeasuredAt { iterations, unix_secs: None }));
    }
}

/// The remark after a measurement that a session did not repeat, as `note` tells; nothing after its own.
pub fn kept(at: Option<MeasuredAt>, note: Option<&str>) -> String {
    at.filter(|_| note.is_some()).map_or(String::new(), MeasuredAt::kept)
}
