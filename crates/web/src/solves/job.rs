//! One solve, watched and stopped by others.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use holdem_game::spot::Spot;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use utoipa::ToSchema;

use super::audience::Audience;
use super::request::{Goal, Prepared, storage_name};
use crate::error::ApiError;
use crate::library::{Opened, SourceId};
use crate::locks::locked;

/// Most points of the curve that are kept.
const MOST_POINTS: usize = 1_000;

/// How far a solve is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct ProgressOf {
    pub(crate) iterations: u64,
    /// `null` before the first measurement.
    pub(crate) exploitability_chips: Option<f64>,
    /// In percent of the pot.
    pub(crate) exploitability_pct: Option<f64>,
    /// Seconds of all stints.
    pub(crate) secs: f64,
    pub(crate) remaining_secs: Option<f64>,
}

/// How a solve stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StateOf {
    /// For others to end.
    Waiting,
    /// A thread works on it.
    Solving,
    /// Stopped before its goal.
    Paused,
    /// At its goal.
    Done,
    /// Ended by an error.
    Failed,
}

impl StateOf {
    /// Whether a thread works on it, or will.
    pub(crate) fn is_under_way(self) -> bool {
        matches!(self, Self::Waiting | Self::Solving)
    }
}

/// Why a solve stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Why {
    /// The target is reached.
    Target,
    /// So many iterations are done.
    Iterations,
    /// The time is over.
    Time,
    /// It was told to.
    Asked,
    /// Nobody listened any more.
    Left,
    /// The server ended.
    Ended,
}

/// A solve, as it is sent and kept.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct SolveOf {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) state: StateOf,
    pub(crate) keep: bool,
    /// What its spot was taken from.
    pub(crate) from: Option<String>,
    #[schema(value_type = Object)]
    pub(crate) spot: Spot,
    pub(crate) storage: String,
    pub(crate) variant: String,
    pub(crate) target_pct: f64,
    pub(crate) memory_bytes: u64,
    pub(crate) progress: ProgressOf,
    pub(crate) stopped: Option<Why>,
    pub(crate) error: Option<String>,
    /// Iterations, and exploitability in percent of the pot.
    pub(crate) curve: Vec<(u64, f64)>,
    /// When to stop.
    #[serde(default)]
    pub(crate) goal: Goal,
}

impl SolveOf {
    /// A solve that has not begun.
    pub(crate) fn new(id: SourceId, name: String, from: Option<String>, keep: bool, of: &Prepared) -> Self {
        let name = if name.is_empty() { of.spot.name.clone() } else { name };
        Self {
            id: id.to_string(),
            name,
            state: StateOf::Waiting,
            keep,
            from,
            spot: of.spot.clone(),
            storage: storage_name(of.storage).to_owned(),
            variant: of.variant.to_string(),
            target_pct: of.goal.target(),
            memory_bytes: of.bytes,
            progress: ProgressOf::default(),
            stopped: None,
            error: None,
            curve: Vec::new(),
            goal: of.goal,
        }
    }
}

/// A solve.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) id: SourceId,
    told: Mutex<SolveOf>,
    /// Counts changes.
    news: watch::Sender<u64>,
    stop: AtomicBool,
    /// Whether nothing is to be left of it; set under the lock of what is told.
    thrown_away: AtomicBool,
    audience: Mutex<Audience>,
    /// Its tables, while nobody solves.
    pub(crate) opened: Mutex<Option<Opened>>,
}

impl Job {
    /// A job that nobody works on.
    pub(crate) fn new(id: SourceId, told: SolveOf) -> Self {
        Self {
            id,
            told: Mutex::new(told),
            news: watch::Sender::new(0),
            stop: AtomicBool::new(false),
            thrown_away: AtomicBool::new(false),
            audience: Mutex::new(Audience::new(Instant::now())),
            opened: Mutex::default(),
        }
    }

    /// How it stands.
    pub(crate) fn now(&self) -> SolveOf {
        locked(&self.told).clone()
    }

    /// Whether a thread works on it, or will.
    pub(crate) fn is_under_way(&self) -> bool {
        locked(&self.told).state.is_under_way()
    }

    /// Takes a job that nobody works on, to work on it; whoever comes at the same time is refused.
    ///
    /// # Errors
    /// If a thread works on it, or it is thrown away.
    pub(crate) fn claim(self: &Arc<Self>) -> Result<Claim, ApiError> {
        let mut told = locked(&self.told);
        if self.is_thrown_away() {
            return Err(ApiError::not_found("there is no such solve"));
        }
        if told.state.is_under_way() {
            return Err(ApiError::conflict("busy", "it is being solved already"));
        }
        let before = Some((told.state, told.stopped, told.error.take()));
        (told.state, told.stopped) = (StateOf::Waiting, None);
        // Under the lock: who throws it away from here on is heard.
        self.stop.store(false, Ordering::Relaxed);
        drop(told);
        self.news.send_modify(|count| *count += 1);
        self.audience().begin(Instant::now());
        Ok(Claim { job: Arc::clone(self), before })
    }

    /// Changes what is told, and tells it.
    pub(crate) fn tell(&self, change: impl FnOnce(&mut SolveOf)) {
        let mut told = locked(&self.told);
        change(&mut told);
        if told.curve.len() > MOST_POINTS {
            let mut keep = false;
            told.curve.retain(|_| {
                keep = !keep;
                keep
            });
        }
        drop(told);
        self.news.send_modify(|count| *count += 1);
    }

    /// What counts its changes.
    pub(crate) fn news(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    /// Asks the thread to stop.
    pub(crate) fn stop(&self) {
        // Relaxed: the flag orders nothing; what was solved passes through locks.
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Asks the thread to stop, and to leave nothing; says whether there is one. If there is none, there will
    /// be none.
    pub(crate) fn throw_away(&self) -> bool {
        let told = locked(&self.told);
        self.thrown_away.store(true, Ordering::Relaxed);
        self.stop();
        told.state.is_under_way()
    }

    /// Throws away what no thread works on; says whether it did.
    pub(crate) fn throw_away_if_idle(&self) -> bool {
        let told = locked(&self.told);
        let idle = !told.state.is_under_way();
        if idle {
            self.thrown_away.store(true, Ordering::Relaxed);
        }
        idle
    }

    /// Whether nothing is to be left.
    pub(crate) fn is_thrown_away(&self) -> bool {
        self.thrown_away.load(Ordering::Relaxed)
    }

    /// Why the thread should stop, if it should.
    pub(crate) fn should_stop(&self) -> Option<Why> {
        if self.stop.load(Ordering::Relaxed) {
            return Some(Why::Asked);
        }
        let is_over = self.audience().is_over(Instant::now());
        (is_over && !locked(&self.told).keep).then_some(Why::Left)
    }

    /// Who it goes on for.
    pub(crate) fn audience(&self) -> MutexGuard<'_, Audience> {
        locked(&self.audience)
    }
}

/// A job that was taken to be worked on. Unless a thread begins, it is put back as it was.
#[derive(Debug)]
pub(crate) struct Claim {
    job: Arc<Job>,
    before: Option<(StateOf, Option<Why>, Option<String>)>,
}

impl Claim {
    /// A thread works on it from here on.
    pub(crate) fn begun(mut self) -> Arc<Job> {
        self.before = None;
        Arc::clone(&self.job)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(before) = self.before.take() {
            self.job.tell(|told| (told.state, told.stopped, told.error) = before);
        }
    }
}
