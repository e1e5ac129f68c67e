//! What a run can say.

use serde::{Deserialize, Deserializer, Serialize};

/// One thing that happened, with its time.
///
/// In JSON it is one flat object:
/// `{"elapsed_secs":1.5,"event":"scalar","tag":"Training/Utility","step":100,"value":0.25}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Seconds since the run started, to the millisecond.
    pub elapsed_secs: f64,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened; the tag `event` names it in JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum EventKind {
    /// The run begins. A log that was continued holds one of these per start.
    RunStarted {
        /// The command, for example `train`.
        command: String,
        /// The version of the program.
        version: String,
        /// Seconds since 1970-01-01 UTC.
        unix_secs: u64,
    },
    /// A part of the run begins.
    PhaseStarted {
        /// Its name, for example `train`.
        phase: String,
    },
    /// How far the current phase has got, and how fast.
    Progress(Progress),
    /// A number to be charted.
    Scalar {
        /// The name of the chart, for example `Training/Utility`.
        tag: String,
        /// The iteration it belongs to.
        step: u64,
        /// Its value; non-finite numbers become `null` in JSON.
        #[serde(deserialize_with = "null_is_nan")]
        value: f64,
    },
    /// Something worth knowing.
    Message {
        /// The sentence.
        text: String,
    },
    /// Something that should not be missed.
    Warning {
        /// The sentence.
        text: String,
    },
    /// The program ends with an error.
    Error {
        /// What went wrong, with all causes.
        text: String,
        /// The exit code.
        exit_code: u8,
    },
    /// A file is complete.
    FileWritten {
        /// What it is, for example `checkpoint`.
        what: String,
        /// Its path.
        path: String,
        /// Its length.
        bytes: u64,
    },
    /// A part of the run is over.
    PhaseFinished {
        /// Its name.
        phase: String,
        /// How long it took, in seconds.
        secs: f64,
    },
    /// The run is over.
    RunFinished {
        /// How it ended.
        outcome: Outcome,
        /// How long it took, in seconds.
        secs: f64,
    },
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As asked.
    Done,
    /// Stopped by the user or the system, with everything saved.
    Interrupted,
    /// By an error.
    Failed,
}

/// How far a phase has got, and how fast. Unknown fields are `None`, and absent in JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// The phase. May be left empty: the reporter fills in the one that started last.
    #[serde(default)]
    pub phase: String,
    /// What is counted, for example `it` or `boards`. `s` counts seconds and `B` bytes; they are shown as
    /// such.
    pub unit: String,
    /// How many are done.
    pub done: u64,
    /// How many there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// Iterations per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iterations_per_sec: Option<f64>,
    /// Betting-tree nodes visited per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nodes_per_sec: Option<f64>,
    /// Pairs of a private hand and a node visited per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand_node_visits_per_sec: Option<f64>,
    /// Resident memory of the process in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident_bytes: Option<u64>,
    /// Time left in seconds. The reporter estimates it from `done` and `total` where it is `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining_secs: Option<f64>,
}

impl Progress {
    /// This many units are done; everything else is unknown.
    pub fn new(unit: &str, done: u64) -> Progress {
        Progress { unit: unit.to_owned(), done, ..Progress::default() }
    }

    /// The part done, between 0 and 1; `None` without a total.
    pub fn fraction(&self) -> Option<f64> {
        let total = self.total?;
        Some(if total == 0 { 1.0 } else { (self.done as f64 / total as f64).min(1.0) })
    }

    /// True if all is done.
    pub fn is_complete(&self) -> bool {
        self.total.is_some_and(|total| self.done >= total)
    }
}

/// JSON has no NaN; it is written as `null`.
fn null_is_nan<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or(f64::NAN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(kind: EventKind) -> String {
        serde_json::to_string(&Event { elapsed_secs: 1.5, kind }).unwrap()
    }

    #[test]
    fn events_are_flat_objects_that_name_themselves() {
        let scalar = EventKind::Scalar { tag: "Training/Utility".into(), step: 100, value: 0.25 };
        assert_eq!(
            json(scalar),
            r#"{"elapsed_secs":1.5,"event":"scalar","tag":"Training/Utility","step":100,"value":0.25}"#
        );
        let progress = Progress { total: Some(10), nodes_per_sec: Some(2.5), ..Progress::new("it", 4) };
        assert_eq!(
            json(EventKind::Progress(progress)),
            concat!(
                r#"{"elapsed_secs":1.5,"event":"progress","phase":"","unit":"it","done":4,"#,
                r#""total":10,"nodes_per_sec":2.5}"#
            )
        );
        let error = EventKind::Error { text: "a.hdm: not found".into(), exit_code: 3 };
        assert_eq!(
            json(error),
            r#"{"elapsed_secs":1.5,"event":"error","text":"a.hdm: not found","exit_code":3}"#
        );
        let finished = EventKind::RunFinished { outcome: Outcome::Interrupted, secs: 2.0 };
        assert_eq!(
            json(finished),
            r#"{"elapsed_secs":1.5,"event":"run_finished","outcome":"interrupted","secs":2.0}"#
        );
    }

    #[test]
    fn a_value_that_is_not_finite_is_null_and_reads_back_as_nan() {
        let text = json(EventKind::Scalar { tag: "t".into(), step: 1, value: f64::INFINITY });
        assert!(text.ends_with(r#""value":null}"#), "{text}");
        let event: Event = serde_json::from_str(&text).unwrap();
        assert!(matches!(event.kind, EventKind::Scalar { value, .. } if value.is_nan()));
    }

    #[test]
    fn fractions_stay_between_zero_and_one() {
        let of = |done, total| Progress { total, ..Progress::new("it", done) }.fraction();
        assert_eq!((of(1, None), of(0, Some(0))), (None, Some(1.0)));
        assert_eq!((of(1, Some(4)), of(5, Some(4))), (Some(0.25), Some(1.0)));
    }
}
