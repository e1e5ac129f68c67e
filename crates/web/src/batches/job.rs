//! One batch, watched and stopped by others.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use holdem_game::spot::Spot;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::library::SourceId;
use crate::locks::locked;
use crate::solves::job::{ProgressOf, StateOf};
use crate::solves::request::Goal;

/// A flop, and how many deals it stands for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Flop {
    pub(crate) cards: String,
    pub(crate) weight: f64,
}

/// A batch as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeptBatch {
    /// The folder of its solutions.
    pub(crate) name: String,
    pub(crate) state: StateOf,
    pub(crate) spot: Spot,
    pub(crate) flops: Vec<Flop>,
    pub(crate) done: usize,
    pub(crate) goal: Goal,
    pub(crate) error: Option<String>,
}

/// The flop that is being solved.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CurrentFlop {
    pub(crate) flop: String,
    pub(crate) progress: ProgressOf,
}

/// A batch as it is sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BatchOf {
    id: String,
    /// The folder of its solutions.
    name: String,
    /// What people call it: the spot in short.
    title: String,
    state: StateOf,
    done: usize,
    flops: usize,
    current: Option<CurrentFlop>,
    error: Option<String>,
}

/// A spot in short, by its name if it has one.
fn title(spot: &Spot) -> String {
    let behind = spot.effective_stack.or_else(|| Some(spot.oop_stack?.min(spot.ip_stack?)));
    match (spot.name.as_str(), behind) {
        ("", Some(behind)) => format!("pot {}, {behind} behind", spot.pot),
        ("", None) => format!("pot {}", spot.pot),
        (name, _) => name.to_owned(),
    }
}

/// A batch.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) id: SourceId,
    kept: Mutex<KeptBatch>,
    current: Mutex<Option<CurrentFlop>>,
    news: watch::Sender<u64>,
    stop: AtomicBool,
    /// Whether it is forgotten; set under the lock of what is kept.
    forgotten: AtomicBool,
}

impl Batch {
    /// A batch that nobody works on.
    pub(crate) fn new(id: SourceId, kept: KeptBatch) -> Self {
        Self {
            id,
            kept: Mutex::new(kept),
            current: Mutex::default(),
            news: watch::Sender::new(0),
            stop: AtomicBool::new(false),
            forgotten: AtomicBool::new(false),
        }
    }

    /// What is kept of it.
    pub(crate) fn kept(&self) -> KeptBatch {
        locked(&self.kept).clone()
    }

    /// How it stands.
    pub(crate) fn now(&self) -> BatchOf {
        let kept = locked(&self.kept);
        BatchOf {
            id: self.id.to_string(),
            name: kept.name.clone(),
            title: title(&kept.spot),
            state: kept.state,
            done: kept.done,
            flops: kept.flops.len(),
            current: locked(&self.current).clone(),
            error: kept.error.clone(),
        }
    }

    /// Whether a thread works on it.
    pub(crate) fn is_under_way(&self) -> bool {
        locked(&self.kept).state.is_under_way()
    }

    /// Takes a batch that nobody works on, to work on it; whoever comes at the same time is refused.
    ///
    /// # Errors
    /// If a thread works on it, or it is forgotten.
    pub(crate) fn claim(self: &Arc<Self>) -> Result<Claim, ApiError> {
        let mut kept = locked(&self.kept);
        // Relaxed: it is read and written under the lock.
        if self.forgotten.load(Ordering::Relaxed) {
            return Err(ApiError::not_found("there is no such batch"));
        }
        if kept.state.is_under_way() {
            return Err(ApiError::conflict("busy", "it is being solved already"));
        }
        let before = Some((kept.state, kept.error.take()));
        kept.state = StateOf::Waiting;
        self.set_stop(false);
        drop(kept);
        self.news.send_modify(|count| *count += 1);
        Ok(Claim { batch: Arc::clone(self), before })
    }

    /// Forgets what no thread works on: then none will; says whether it did.
    pub(crate) fn forget_if_idle(&self) -> bool {
        let kept = locked(&self.kept);
        let idle = !kept.state.is_under_way();
        if idle {
            self.forgotten.store(true, Ordering::Relaxed);
        }
        idle
    }

    /// Changes it, and tells it.
    pub(crate) fn tell(&self, change: impl FnOnce(&mut KeptBatch)) {
        change(&mut locked(&self.kept));
        self.news.send_modify(|count| *count += 1);
    }

    /// Says which flop is being solved, and how far.
    pub(crate) fn at(&self, current: Option<CurrentFlop>) {
        *locked(&self.current) = current;
        self.news.send_modify(|count| *count += 1);
    }

    /// What counts its changes.
    pub(crate) fn news(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    /// Asks the thread to stop, or not to stop any more.
    pub(crate) fn set_stop(&self, stop: bool) {
        // Relaxed: the flag orders nothing.
        self.stop.store(stop, Ordering::Relaxed);
    }

    /// Whether the thread should stop.
    pub(crate) fn should_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// A batch that was taken to be worked on. Unless a thread begins, it is put back as it was.
#[derive(Debug)]
pub(crate) struct Claim {
    pub(super) batch: Arc<Batch>,
    before: Option<(StateOf, Option<String>)>,
}

impl Claim {
    /// A thread works on it from here on.
    pub(crate) fn begun(mut self) -> Arc<Batch> {
        self.before = None;
        Arc::clone(&self.batch)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(before) = self.before.take() {
            self.batch.tell(|kept| (kept.state, kept.error) = before);
        }
    }
}
