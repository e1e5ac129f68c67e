//! All solves of a server.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use holdem_game::spot::Spot;

use super::job::{Job, SolveOf, StateOf, Why};
use super::request::{Goal, Prepared, SolveRequest, check_length, read_spot};
use super::work::{ROOM, Stint};
use crate::desk::{Desk, new_id};
use crate::error::ApiError;
use crate::library::{Opened, SourceId, Stamp};
use crate::locks::locked;

/// Most solves that are remembered.
const MOST: usize = 200;

/// The solves.
#[derive(Debug)]
pub(crate) struct Solves {
    desk: Desk,
    workers: usize,
    /// Solves at once.
    most: usize,
    jobs: Mutex<BTreeMap<SourceId, Arc<Job>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    under_way: Arc<AtomicUsize>,
    ending: Arc<AtomicBool>,
}

impl Solves {
    /// Finds what an earlier server left; solves that are kept go on.
    pub(crate) fn new(desk: Desk, workers: usize, most: usize) -> Self {
        let mut kept = BTreeMap::new();
        for (id, mut told) in desk.kept::<SolveOf>(ROOM) {
            if told.state.is_under_way() {
                (told.state, told.stopped) = (StateOf::Paused, Some(Why::Ended));
            }
            kept.insert(id, Arc::new(Job::new(id, told)));
        }
        Self {
            desk,
            workers,
            most,
            jobs: Mutex::new(kept),
            threads: Mutex::default(),
            under_way: Arc::default(),
            ending: Arc::default(),
        }
    }

    /// All of them, by id.
    pub(crate) fn list(&self) -> Vec<SolveOf> {
        locked(&self.jobs).values().map(|job| job.now()).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// If there is none with this id.
    pub(crate) fn find(&self, id: SourceId) -> Result<Arc<Job>, ApiError> {
        let found = locked(&self.jobs).get(&id).cloned();
        found.ok_or_else(|| ApiError::not_found("there is no such solve"))
    }

    /// The tables of a solve, if the id is one.
    ///
    /// # Errors
    /// If it is being solved, or was never.
    pub(crate) fn open(&self, id: SourceId) -> Option<Result<(String, Opened), ApiError>> {
        let job = self.find(id).ok()?;
        if job.is_under_way() {
            let message = "this spot is being solved; stop it to look at it";
            return Some(Err(ApiError::conflict("busy", message)));
        }
        if locked(&job.opened).is_none()
            && let Err(error) = self.stint(&job).reopen()
        {
            return Some(Err(match self.desk.file(ROOM, id, "hdm").is_file() {
                true => error,
                false => ApiError::conflict("not_running", "nothing of this spot was solved yet"),
            }));
        }
        let opened = locked(&job.opened).clone();
        opened.map(|opened| Ok((job.now().name, opened)))
    }

    /// What tells one state of a solve from another, if the id is one.
    pub(crate) fn stamp(&self, id: SourceId) -> Option<Stamp> {
        self.find(id).ok().map(|_| Stamp::of(&self.desk.file(ROOM, id, "hdm")).unwrap_or_default())
    }

    /// A place among the solves that may be under way.
    ///
    /// # Errors
    /// If there is none.
    pub(crate) fn slot(&self) -> Result<Slot, ApiError> {
        Slot::take(&self.under_way, self.most)
    }

    /// Begins a solve of a spot.
    ///
    /// # Errors
    /// If too many are under way, the spot makes no sense, or it does not fit.
    pub(crate) fn begin(&self, request: &SolveRequest, spot: Spot) -> Result<Arc<Job>, ApiError> {
        request.check_name()?;
        check_length(&spot)?;
        let taken = self.slot()?;
        let prepared = request.prepare(spot)?;
        let id = new_id();
        let told = SolveOf::new(id, request.name.clone(), request.from.clone(), request.keep, &prepared);
        let job = Arc::new(Job::new(id, told));
        self.desk.keep(ROOM, id, &job.now())?;
        self.remember(&job);
        let begun = self.spawn(Arc::clone(&job), prepared, taken);
        if begun.is_err() {
            locked(&self.jobs).remove(&id);
            self.desk.forget(ROOM, id);
        }
        begun.map(|()| job)
    }

    /// Solves on.
    ///
    /// # Errors
    /// If it is under way, too many are, or it does not fit any more: then it stays as it was.
    pub(crate) fn resume(&self, id: SourceId, goal: Goal) -> Result<Arc<Job>, ApiError> {
        goal.check()?;
        let (job, taken) = (self.find(id)?, self.slot()?);
        let claim = job.claim()?;
        let begun = self.begin_again(&job, goal, taken);
        match begun {
            Ok(()) => return Ok(claim.begun()),
            Err(_) => drop(claim),
        }
        // Whoever threw it away meanwhile took it for being solved.
        if job.is_thrown_away() {
            self.desk.forget(ROOM, id);
        }
        begun.map(|()| job)
    }

    fn begin_again(&self, job: &Arc<Job>, goal: Goal, taken: Slot) -> Result<(), ApiError> {
        let told = job.now();
        let request = SolveRequest {
            target_pct: goal.target_pct,
            max_iterations: goal.max_iterations,
            max_secs: goal.max_secs,
            storage: Some(told.storage.clone()),
            variant: Some(told.variant.clone()),
            ..SolveRequest::default()
        };
        let prepared = request.prepare(told.spot)?;
        let before = (told.goal, told.target_pct);
        job.tell(|told| (told.goal, told.target_pct) = (goal, goal.target()));
        let begun = self.spawn(Arc::clone(job), prepared, taken);
        if begun.is_err() {
            job.tell(|told| (told.goal, told.target_pct) = before);
        }
        begun
    }

    /// Goes on with what was to be kept and the end of an earlier server has stopped.
    pub(crate) fn go_on(&self) {
        let left: Vec<SolveOf> = self.list();
        let was_stopped = |told: &&SolveOf| told.state == StateOf::Paused && told.stopped == Some(Why::Ended);
        let kept = left.iter().filter(was_stopped).filter(|told| told.keep);
        for (id, goal) in kept.filter_map(|told| Some((told.id.parse().ok()?, told.goal))) {
            // One that cannot go on now can be resumed by hand.
            drop(self.resume(id, goal));
        }
    }

    /// Stops a solve and throws it away.
    ///
    /// # Errors
    /// If there is none with this id.
    pub(crate) fn delete(&self, id: SourceId) -> Result<(), ApiError> {
        let job = self.find(id)?;
        let under_way = job.throw_away();
        locked(&self.jobs).remove(&id);
        // Otherwise its thread does so in the end.
        if !under_way {
            self.desk.forget(ROOM, id);
        }
        Ok(())
    }

    /// Stops everything and waits until it is written down.
    pub(crate) fn end(&self) {
        // Relaxed: the flag orders nothing; threads are joined.
        self.ending.store(true, Ordering::Relaxed);
        let threads = std::mem::take(&mut *locked(&self.threads));
        for thread in threads {
            drop(thread.join());
        }
    }

    fn remember(&self, job: &Arc<Job>) {
        let mut jobs = locked(&self.jobs);
        jobs.insert(job.id, Arc::clone(job));
        while jobs.len() > MOST {
            let idle = jobs.values().find(|job| job.throw_away_if_idle());
            let Some(oldest) = idle.map(|job| job.id) else { return };
            jobs.remove(&oldest);
            self.desk.forget(ROOM, oldest);
        }
    }

    fn stint<'a>(&'a self, job: &'a Job) -> Stint<'a> {
        Stint { job, desk: &self.desk, workers: self.workers, ending: &self.ending }
    }

    /// The thread begins under the lock: the end of the server waits for it, or it does not begin.
    fn spawn(&self, job: Arc<Job>, prepared: Prepared, slot: Slot) -> Result<(), ApiError> {
        let (desk, workers, ending) = (self.desk.clone(), self.workers, Arc::clone(&self.ending));
        let work = move || {
            let stint = Stint { job: &job, desk: &desk, workers, ending: &ending };
            stint.solve(&prepared);
            drop(slot);
        };
        let mut threads = locked(&self.threads);
        // Relaxed: it is set before the lock is taken that the threads are waited for under.
        if self.ending.load(Ordering::Relaxed) {
            return Err(ApiError::conflict("ended", "the server ends"));
        }
        let thread = thread::Builder::new().name("solve".to_owned()).spawn(work);
        let thread = thread.map_err(|error| ApiError::internal(error.to_string()))?;
        threads.retain(|thread| !thread.is_finished());
        threads.push(thread);
        Ok(())
    }
}

/// The spot that a request means.
///
/// # Errors
/// If it has none, or one that makes no sense.
pub(crate) fn spot_of(
    request: &SolveRequest,
    of_source: impl FnOnce(&str) -> Result<Spot, ApiError>,
) -> Result<Spot, ApiError> {
    let spot = match (&request.spot, &request.from) {
        (Some(spot), None) => read_spot(spot)?,
        (None, Some(from)) => of_source(from)?,
        _ => return Err(ApiError::bad("bad_request", "one of `spot` and `from` is expected")),
    };
    let Some(locks) = &request.locks else { return Ok(spot) };
    let mut value = serde_json::to_value(spot).map_err(|error| ApiError::internal(error.to_string()))?;
    value["locks"] = locks.clone();
    read_spot(&value)
}

/// A place among the solves that may be under way.
pub(crate) struct Slot(Arc<AtomicUsize>);

impl Slot {
    fn take(count: &Arc<AtomicUsize>, most: usize) -> Result<Self, ApiError> {
        let more = |now: usize| (now < most).then_some(now + 1);
        match count.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more) {
            Ok(_) => Ok(Self(Arc::clone(count))),
            Err(_) => {
                Err(ApiError::too_many(format!("{most} solves are under way: stop one of them first"), 5))
            }
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
