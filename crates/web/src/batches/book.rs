//! All batches of a server.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use holdem_blueprint::solution::batch::{WeightedFlop, representative_flops};
use holdem_cards::CardSet;
use holdem_store::create_directory;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::job::{Batch, BatchOf, Flop, KeptBatch};
use super::report::Reports;
use super::work::{ROOM, Work};
use crate::desk::{Desk, new_id, plain_name};
use crate::error::ApiError;
use crate::library::SourceId;
use crate::locks::locked;
use crate::solves::book::Slot;
use crate::solves::job::StateOf;
use crate::solves::request::{Goal, check_length, read_spot};

/// Most batches that are remembered.
const MOST: usize = 200;
/// Most flops of a batch: all of them.
const MOST_FLOPS: usize = 1_755;
/// Exploitability to reach if the request does not say, in percent of the pot.
const TARGET: f64 = 1.0;
/// A board to read a spot with, before its flops are known.
const ANY_FLOP: &str = "AsKd7c";

/// Which flops: so many representative ones, or these.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Which {
    /// So many.
    Count(usize),
    /// These.
    These(Vec<String>),
}

/// A batch to begin.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchRequest {
    /// The spot, with the keys of `configs/spot.yaml`; its board does not count.
    #[schema(value_type = Object)]
    spot: Value,
    flops: Which,
    /// A word: the folder of the solutions.
    name: Option<String>,
    target_pct: Option<f64>,
    max_iterations: Option<u64>,
}

/// The batches.
#[derive(Debug)]
pub(crate) struct Batches {
    desk: Desk,
    workers: usize,
    batches: Mutex<BTreeMap<SourceId, Arc<Batch>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    ending: Arc<AtomicBool>,
    /// What was reported.
    pub(crate) reports: Reports,
}

impl Batches {
    /// Finds what an earlier server left.
    pub(crate) fn new(desk: Desk, workers: usize) -> Self {
        let paused = |(id, mut kept): (SourceId, KeptBatch)| {
            if kept.state.is_under_way() {
                kept.state = StateOf::Paused;
            }
            (id, Arc::new(Batch::new(id, kept)))
        };
        let batches = desk.kept::<KeptBatch>(ROOM).into_iter().map(paused).collect();
        Self {
            desk,
            workers,
            batches: Mutex::new(batches),
            threads: Mutex::default(),
            ending: Arc::default(),
            reports: Reports::default(),
        }
    }

    /// All of them, by id.
    pub(crate) fn list(&self) -> Vec<BatchOf> {
        locked(&self.batches).values().map(|batch| batch.now()).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// If there is none with this id.
    pub(crate) fn find(&self, id: SourceId) -> Result<Arc<Batch>, ApiError> {
        let found = locked(&self.batches).get(&id).cloned();
        found.ok_or_else(|| ApiError::not_found("there is no such batch"))
    }

    /// Begins a batch.
    ///
    /// # Errors
    /// If the spot or the flops make no sense, or the name is taken.
    pub(crate) fn begin(&self, request: &BatchRequest, slot: Slot) -> Result<Arc<Batch>, ApiError> {
        if locked(&self.batches).len() >= MOST {
            return Err(too_many());
        }
        let mut spot = request.spot.clone();
        if !spot.is_object() {
            return Err(ApiError::bad("bad_spot", "a spot is an object").of_field("spot"));
        }
        // What is wrong with it is said before flops are chosen, which takes its time.
        spot["board"] = Value::from(ANY_FLOP);
        read_spot(&spot)?;
        let goal = Goal {
            target_pct: Some(request.target_pct.unwrap_or(TARGET)),
            max_iterations: request.max_iterations,
            max_secs: None,
        };
        goal.check()?;
        let flops = flops(&request.flops)?;
        spot["board"] = Value::from(flops[0].cards.clone());
        let id = new_id();
        let made_up = format!("batch-{}", &id.to_string()[..6]);
        let name = plain_name(request.name.as_deref().unwrap_or(&made_up))?.to_owned();
        let spot = read_spot(&spot)?;
        check_length(&spot)?;
        holdem_game::spot::SpotGame::new(&spot)?;
        let folder = self.folder(&name)?;
        let kept = KeptBatch { name, state: StateOf::Waiting, spot, flops, done: 0, goal, error: None };
        let batch = Arc::new(Batch::new(id, kept));
        let begun = self.remember(&batch).and_then(|()| self.spawn(Arc::clone(&batch), slot));
        if begun.is_err() {
            locked(&self.batches).remove(&id);
            self.desk.forget(ROOM, id);
            // It is empty: nobody else has it.
            drop(std::fs::remove_dir(folder));
        }
        begun.map(|()| batch)
    }

    /// Makes the folder of a batch: of several of one name, one has it.
    fn folder(&self, name: &str) -> Result<PathBuf, ApiError> {
        let folder = self.desk.solutions().join(name);
        create_directory(self.desk.solutions())?;
        match std::fs::create_dir(&folder) {
            Ok(()) => Ok(folder),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let message = "there is a folder of this name already";
                Err(ApiError::conflict("exists", message).of_field("name"))
            }
            Err(error) => Err(ApiError::internal(format!("the folder cannot be made: {error}"))),
        }
    }

    fn remember(&self, batch: &Arc<Batch>) -> Result<(), ApiError> {
        self.desk.keep(ROOM, batch.id, &batch.kept())?;
        let mut batches = locked(&self.batches);
        if batches.len() >= MOST {
            return Err(too_many());
        }
        batches.insert(batch.id, Arc::clone(batch));
        Ok(())
    }

    /// Goes on with a batch.
    ///
    /// # Errors
    /// If it is under way.
    pub(crate) fn resume(&self, id: SourceId, slot: Slot) -> Result<Arc<Batch>, ApiError> {
        let claim = self.find(id)?.claim()?;
        self.spawn(Arc::clone(&claim.batch), slot)?;
        Ok(claim.begun())
    }

    /// Stops a batch and forgets it; the solutions stay.
    ///
    /// # Errors
    /// If there is none with this id, or it is under way.
    pub(crate) fn delete(&self, id: SourceId) -> Result<(), ApiError> {
        if !self.find(id)?.forget_if_idle() {
            return Err(ApiError::conflict("busy", "it is being solved: stop it first"));
        }
        locked(&self.batches).remove(&id);
        self.desk.forget(ROOM, id);
        Ok(())
    }

    /// Stops everything and waits for it.
    pub(crate) fn end(&self) {
        // Relaxed: the flag orders nothing; threads are joined.
        self.ending.store(true, Ordering::Relaxed);
        for thread in std::mem::take(&mut *locked(&self.threads)) {
            drop(thread.join());
        }
    }

    /// The thread begins under the lock: the end of the server waits for it, or it does not begin.
    fn spawn(&self, batch: Arc<Batch>, slot: Slot) -> Result<(), ApiError> {
        let (desk, workers, ending) = (self.desk.clone(), self.workers, Arc::clone(&self.ending));
        let work = move || {
            Work { batch: &batch, desk: &desk, workers, ending: &ending }.solve();
            drop(slot);
        };
        let mut threads = locked(&self.threads);
        // Relaxed: it is set before the lock is taken that the threads are waited for under.
        if self.ending.load(Ordering::Relaxed) {
            return Err(ApiError::conflict("ended", "the server ends"));
        }
        let thread = thread::Builder::new().name("batch".to_owned()).spawn(work);
        let thread = thread.map_err(|error| ApiError::internal(error.to_string()))?;
        threads.retain(|thread| !thread.is_finished());
        threads.push(thread);
        Ok(())
    }
}

fn too_many() -> ApiError {
    ApiError::too_many(format!("{MOST} batches are remembered: delete one of them first"), 60)
}

fn flops(which: &Which) -> Result<Vec<Flop>, ApiError> {
    let refuse = |message: String| Err(ApiError::bad("bad_request", message).of_field("flops"));
    let of = |flop: WeightedFlop| Flop { cards: flop.cards, weight: flop.weight };
    match which {
        Which::Count(count) if (1..=MOST_FLOPS).contains(count) => {
            Ok(representative_flops(*count).into_iter().map(of).collect())
        }
        Which::These(flops) if (1..=MOST_FLOPS).contains(&flops.len()) => {
            let mut read: Vec<Flop> = Vec::new();
            for text in flops {
                let cards: String = text.chars().filter(|c| !c.is_whitespace()).collect();
                let is_flop = cards.len() == 6 && cards.parse::<CardSet>().is_ok_and(|set| set.len() == 3);
                if !is_flop || read.iter().any(|known| known.cards == cards) {
                    return refuse(format!("`{text}` is no flop, or is there twice"));
                }
                read.push(Flop { cards, weight: 1.0 });
            }
            Ok(read)
        }
        _ => refuse(format!("1 to {MOST_FLOPS} flops are expected")),
    }
}
