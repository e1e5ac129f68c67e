//! What a log comes to: the newest of everything, and charts.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use holdem_telemetry::{EventKind, Progress};
use serde::Serialize;
use utoipa::ToSchema;

use super::log::{LogReader, Logged};
use crate::error::ApiError;
use crate::library::SourceId;

/// Messages that are kept.
const MESSAGES: usize = 50;
/// Most logs that are remembered.
const MOST_LOGS: usize = 64;
/// Most points of a tag that are remembered; twice as many are thinned.
const MOST_POINTS: usize = 20_000;

/// How far a phase is, and how fast.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct RunProgress {
    phase: String,
    unit: String,
    done: u64,
    total: Option<u64>,
    iterations_per_sec: Option<f64>,
    nodes_per_sec: Option<f64>,
    hand_node_visits_per_sec: Option<f64>,
    resident_bytes: Option<u64>,
    remaining_secs: Option<f64>,
}

impl From<&Progress> for RunProgress {
    fn from(progress: &Progress) -> Self {
        Self {
            phase: progress.phase.clone(),
            unit: progress.unit.clone(),
            done: progress.done,
            total: progress.total,
            iterations_per_sec: progress.iterations_per_sec,
            nodes_per_sec: progress.nodes_per_sec,
            hand_node_visits_per_sec: progress.hand_node_visits_per_sec,
            resident_bytes: progress.resident_bytes,
            remaining_secs: progress.remaining_secs,
        }
    }
}

/// The newest point of a chart.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct Newest {
    step: u64,
    value: Option<f64>,
}

/// The newest of everything.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct Live {
    pub(crate) phase: Option<String>,
    pub(crate) progress: Option<RunProgress>,
    pub(crate) scalars: BTreeMap<String, Newest>,
    #[schema(value_type = Vec<String>)]
    pub(crate) messages: VecDeque<String>,
    pub(crate) outcome: Option<String>,
}

/// A chart.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct Series {
    tag: String,
    step: Vec<u64>,
    secs: Vec<f64>,
    value: Vec<Option<f64>>,
}

/// Step, seconds since the run began, value.
type Point = (u64, f64, Option<f64>);

/// What a log comes to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Story {
    /// The newest of everything.
    pub(crate) live: Live,
    points: BTreeMap<String, Vec<Point>>,
}

impl Story {
    /// Takes in an event.
    pub(crate) fn hear(&mut self, event: &Logged) {
        let live = &mut self.live;
        match &event.kind {
            EventKind::RunStarted { .. } => live.outcome = None,
            EventKind::PhaseStarted { phase } => live.phase = Some(phase.clone()),
            EventKind::Progress(progress) => live.progress = Some(progress.into()),
            EventKind::Scalar { tag, step, value } => {
                let value = value.is_finite().then_some(*value);
                live.scalars.insert(tag.clone(), Newest { step: *step, value });
                let points = self.points.entry(tag.clone()).or_default();
                points.push((*step, event.secs, value));
                if points.len() > 2 * MOST_POINTS {
                    *points = thinned(points, MOST_POINTS);
                }
            }
            EventKind::Message { text } | EventKind::Warning { text } | EventKind::Error { text, .. } => {
                live.messages.push_back(crate::error::without_paths(text));
                if live.messages.len() > MESSAGES {
                    live.messages.pop_front();
                }
            }
            EventKind::RunFinished { outcome, .. } => {
                live.outcome = serde_json::to_value(outcome).ok().and_then(|v| v.as_str().map(str::to_owned));
                live.phase = None;
            }
            EventKind::FileWritten { .. } | EventKind::PhaseFinished { .. } => {}
        }
    }

    /// Charts of some tags, or of all, of so many points.
    pub(crate) fn charts(&self, tags: Option<&[&str]>, points: usize) -> Vec<Series> {
        let wanted = |tag: &str| tags.is_none_or(|tags| tags.contains(&tag));
        let chart = |(tag, all): (&String, &Vec<Point>)| {
            let mut series = Series { tag: tag.clone(), ..Series::default() };
            for (step, secs, value) in thinned(all, points) {
                series.step.push(step);
                series.secs.push((secs * 1e3).round() / 1e3);
                series.value.push(value);
            }
            series
        };
        self.points.iter().filter(|(tag, _)| wanted(tag)).map(chart).collect()
    }
}

/// So many of a list, evenly, the first and the last among them.
fn thinned<T: Copy>(all: &[T], count: usize) -> Vec<T> {
    let count = count.max(2);
    if all.len() <= count {
        return all.to_vec();
    }
    (0..count).map(|at| all[at * (all.len() - 1) / (count - 1)]).collect()
}

/// The stories of the logs that were asked about.
#[derive(Debug, Default)]
pub(crate) struct Stories(Mutex<HashMap<SourceId, (LogReader, Story)>>);

impl Stories {
    /// What the log of a run says by now, and the place in it up to which that goes.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn of<T>(
        &self,
        id: SourceId,
        run: &Path,
        look: impl FnOnce(&Story, &LogReader) -> T,
    ) -> Result<T, ApiError> {
        let mut stories = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if stories.len() >= MOST_LOGS && !stories.contains_key(&id) {
            stories.clear();
        }
        let (reader, story) = stories.entry(id).or_default();
        loop {
            let unreadable = |error: std::io::Error| ApiError::internal(error.to_string());
            let news = reader.read(&run.join("log.jsonl")).map_err(unreadable)?;
            if news.anew {
                *story = Story::default();
            }
            news.events.iter().for_each(|event| story.hear(event));
            if !news.more {
                return Ok(look(story, reader));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::ops::Range;

    use super::*;

    const STARTED: &str =
        r#"{"elapsed_secs":0.0,"event":"run_started","command":"c","version":"v","unix_secs":1}"#;

    fn scalars(tag: &str, steps: Range<u64>) -> String {
        let scalar = |step: u64| {
            format!(r#"{{"elapsed_secs":{step}.0,"event":"scalar","tag":"{tag}","step":{step},"value":1.0}}"#)
        };
        steps.fold(STARTED.to_owned(), |text, step| text + "\n" + &scalar(step)) + "\n"
    }

    #[test]
    fn a_folder_that_is_used_again_tells_the_story_of_its_new_run_alone() {
        let (folder, stories) = (tempfile::tempdir().unwrap(), Stories::default());
        let log = folder.path().join("log.jsonl");
        let steps = |tags: &Story| -> Vec<(String, usize)> {
            tags.charts(None, 100).into_iter().map(|series| (series.tag, series.step.len())).collect()
        };
        let told = || stories.of(SourceId(1), folder.path(), |story, _| steps(story)).unwrap();
        fs::write(&log, scalars("old", 0..5)).unwrap();
        assert_eq!(told(), [("old".to_owned(), 5)]);
        for count in [50, 3] {
            fs::remove_file(&log).unwrap();
            fs::write(&log, scalars("new", 0..count)).unwrap();
            assert_eq!(told(), [("new".to_owned(), count as usize)]);
        }
    }

    #[test]
    fn whoever_goes_on_where_a_story_ends_misses_nothing_and_hears_nothing_twice() {
        let (folder, stories) = (tempfile::tempdir().unwrap(), Stories::default());
        let log = folder.path().join("log.jsonl");
        fs::write(&log, scalars("t", 0..2)).unwrap();
        let (newest, mut reader) = stories
            .of(SourceId(1), folder.path(), |story, reader| (story.live.scalars["t"].step, reader.clone()))
            .unwrap();
        fs::write(&log, scalars("t", 0..4)).unwrap();
        // Somebody else hears it first.
        stories.of(SourceId(1), folder.path(), |_, _| ()).unwrap();
        let events = reader.read(&log).unwrap().events;
        let steps: Vec<u64> = events
            .iter()
            .filter_map(
                |event| if let EventKind::Scalar { step, .. } = event.kind { Some(step) } else { None },
            )
            .collect();
        assert_eq!((newest, steps), (1, vec![2, 3]));
    }

    #[test]
    fn thinning_keeps_both_ends() {
        let all: Vec<usize> = (0..1000).collect();
        let some = thinned(&all, 10);
        assert_eq!((some.len(), some[0], some[9]), (10, 0, 999));
        assert!(some.is_sorted());
        assert_eq!(thinned(&all[..3], 10), [0, 1, 2]);
        assert_eq!(thinned(&all, 0), [0, 999]);
    }
}
