//! All sessions of a server.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::judge::{Question, Reviewed};
use super::luck::Baselines;
use super::session::{KeptHand, KeptSession, Session};
use crate::desk::{Desk, new_id};
use crate::error::ApiError;
use crate::library::SourceId;
use crate::locks::locked;

/// The room of sessions.
const ROOM: &str = "sessions";
/// Most sessions that are kept.
const MOST: usize = 500;

/// Most decisions of a session whose judgement is remembered.
const MOST_JUDGED: usize = 1_000;
/// Most hands whose luck is taken out in one request.
const MOST_REPLAYED: usize = 50;

/// A session, and what is open of it.
struct Entry {
    kept: KeptSession,
    open: Option<Session>,
    /// Whether it is thrown away: nothing is kept of it any more.
    gone: bool,
}

/// A session among others.
struct Chair {
    entry: Mutex<Entry>,
    /// Held by who judges: nothing is judged twice, and the hand is played on meanwhile.
    turn: Mutex<()>,
    /// By hand and decision, both from 0.
    judged: Mutex<BTreeMap<(usize, usize), Reviewed>>,
}

impl Chair {
    fn new(kept: KeptSession, open: Option<Session>) -> Arc<Self> {
        let entry = Mutex::new(Entry { kept, open, gone: false });
        Arc::new(Self { entry, turn: Mutex::default(), judged: Mutex::default() })
    }

    /// What is known of a decision.
    fn known(&self, hand: usize, at: usize) -> Option<Reviewed> {
        locked(&self.judged).get(&(hand, at)).cloned()
    }

    fn remember(&self, hand: usize, at: usize, decision: Reviewed) {
        let mut judged = locked(&self.judged);
        if judged.len() >= MOST_JUDGED {
            judged.clear();
        }
        judged.insert((hand, at), decision);
    }
}

/// How decisions are judged.
pub(crate) struct Judging<'a> {
    pub(crate) workers: usize,
    pub(crate) given_up: &'a AtomicBool,
    /// What strategies are worth to themselves.
    pub(crate) baselines: &'a Baselines,
}

/// The sessions.
pub(crate) struct Sessions {
    desk: Desk,
    chairs: Mutex<BTreeMap<SourceId, Arc<Chair>>>,
}

/// A session in a listing.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct SessionLine {
    id: String,
    source: String,
    name: String,
    practice: bool,
    /// Hands that are over.
    hands: usize,
    /// Chips won.
    chips: f64,
}

impl Sessions {
    /// Finds what an earlier server left.
    pub(crate) fn new(desk: Desk) -> Self {
        let kept = desk.kept::<KeptSession>(ROOM).into_iter();
        let chairs = kept.map(|(id, kept)| (id, Chair::new(kept, None)));
        Self { chairs: Mutex::new(chairs.collect()), desk }
    }

    /// All of them, by id.
    pub(crate) fn list(&self) -> Vec<SessionLine> {
        let chairs: Vec<_> =
            locked(&self.chairs).iter().map(|(id, chair)| (*id, Arc::clone(chair))).collect();
        let line = |(id, chair): (SourceId, Arc<Chair>)| {
            let entry = locked(&chair.entry);
            let kept = entry.open.as_ref().map_or(&entry.kept, |session| &session.kept);
            let won = kept.hands.iter().filter_map(KeptHand::won);
            SessionLine {
                id: id.to_string(),
                source: kept.source.clone(),
                name: kept.name.clone(),
                practice: kept.practice,
                hands: kept.hands.iter().filter(|hand| hand.chips.is_some()).count(),
                chips: won.sum::<i64>() as f64,
            }
        };
        chairs.into_iter().map(line).collect()
    }

    /// Sits down.
    ///
    /// # Errors
    /// If the session cannot begin, or there are too many.
    pub(crate) fn begin(
        &self,
        kept: KeptSession,
        open: impl FnOnce(SourceId, KeptSession) -> Result<Session, ApiError>,
    ) -> Result<SourceId, ApiError> {
        let too_many = || ApiError::too_many("too many sessions: delete one of them first", 60);
        if locked(&self.chairs).len() >= MOST {
            return Err(too_many());
        }
        let id = new_id();
        let session = open(id, kept)?;
        self.desk.keep(ROOM, id, &session.kept)?;
        let mut chairs = locked(&self.chairs);
        if chairs.len() >= MOST {
            self.desk.forget(ROOM, id);
            return Err(too_many());
        }
        chairs.insert(id, Chair::new(session.kept.clone(), Some(session)));
        Ok(id)
    }

    /// Does something with a session, and keeps what came of it.
    ///
    /// # Errors
    /// If there is none with this id, its strategy is gone, or what `work` returns.
    pub(crate) fn with<T>(
        &self,
        id: SourceId,
        open: impl FnOnce(SourceId, KeptSession) -> Result<Session, ApiError>,
        work: impl FnOnce(&mut Session) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let chair = self.chair(id)?;
        let mut entry = locked(&chair.entry);
        if entry.gone {
            return Err(no_such_session());
        }
        let mut session = match entry.open.take() {
            Some(session) => session,
            None => open(id, entry.kept.clone())?,
        };
        let before = serde_json::to_vec(&session.kept).unwrap_or_default();
        let result = work(&mut session);
        let changed = serde_json::to_vec(&session.kept).unwrap_or_default() != before;
        entry.kept = session.kept.clone();
        // What failed half way is read again from what is kept.
        if result.is_ok() {
            entry.open = Some(session);
        }
        if changed {
            self.desk.keep(ROOM, id, &entry.kept)?;
        }
        result
    }

    fn chair(&self, id: SourceId) -> Result<Arc<Chair>, ApiError> {
        let chair = locked(&self.chairs).get(&id).cloned();
        chair.ok_or_else(no_such_session)
    }

    /// Judges the person's decisions in a hand, from 0, by what is known of their costs, else by chances
    /// alone: at once, whatever is being judged meanwhile.
    ///
    /// # Errors
    /// If there is no such session or hand, or its strategy is gone.
    pub(crate) fn chances(
        &self,
        id: SourceId,
        number: usize,
        open: impl FnOnce(SourceId, KeptSession) -> Result<Session, ApiError>,
    ) -> Result<Vec<Reviewed>, ApiError> {
        let chair = self.chair(id)?;
        let questions = self.with(id, open, |session| session.questions(number))?;
        let decision = |(at, question): (usize, &Question)| {
            chair.known(number, at).unwrap_or_else(|| question.by_chance())
        };
        Ok(questions.iter().enumerate().map(decision).collect())
    }

    /// Judges the person's decisions in a hand, from 0, by what they cost, takes it down, and takes luck out
    /// of the hands that are over, as far as the values for that are known. The hand is played on meanwhile.
    ///
    /// # Errors
    /// As [`Sessions::chances`]; if it was given up.
    pub(crate) fn judge(
        &self,
        id: SourceId,
        number: usize,
        open: impl Fn(SourceId, KeptSession) -> Result<Session, ApiError>,
        how: &Judging<'_>,
    ) -> Result<Vec<Reviewed>, ApiError> {
        let (chair, mut decisions) = (self.chair(id)?, Vec::new());
        let _turn = locked(&chair.turn);
        let questions = self.with(id, &open, |session| session.questions(number))?;
        for (at, question) in questions.iter().enumerate() {
            let known = chair.known(number, at);
            let decision = known.map_or_else(|| question.by_value(how.workers, how.given_up), Ok)?;
            chair.remember(number, at, decision.clone());
            decisions.push(decision);
        }
        self.with(id, &open, |session| {
            session.take_down(number, &decisions);
            Ok(())
        })?;
        self.take_luck_out(id, &open, how)?;
        Ok(decisions)
    }

    fn take_luck_out(
        &self,
        id: SourceId,
        open: &impl Fn(SourceId, KeptSession) -> Result<Session, ApiError>,
        how: &Judging<'_>,
    ) -> Result<(), ApiError> {
        let replays = self.with(id, open, |session| {
            let baseline = how.baselines.known(session.entrant.strategy());
            Ok(baseline.map(|baseline| (baseline, session.with_luck(MOST_REPLAYED))))
        })?;
        let Some((baseline, replays)) = replays else { return Ok(()) };
        let mut found = Vec::new();
        for replay in replays {
            // Relaxed: the flag orders nothing.
            if how.given_up.load(Ordering::Relaxed) {
                break;
            }
            // What cannot be corrected counts as it was: that has the same expectation.
            let won = replay.won.map(|chips| chips as f64);
            found.push((replay.number, replay.less_luck(&baseline)?.or(won)));
        }
        self.with(id, open, |session| {
            for (number, less_luck) in found {
                session.kept.hands[number].less_luck = less_luck;
            }
            Ok(())
        })
    }

    /// Throws a session away, once the move is made that is under way.
    ///
    /// # Errors
    /// If there is none with this id.
    pub(crate) fn delete(&self, id: SourceId) -> Result<(), ApiError> {
        let chair = self.chair(id)?;
        let mut entry = locked(&chair.entry);
        if std::mem::replace(&mut entry.gone, true) {
            return Err(no_such_session());
        }
        // Under the lock that it is kept under.
        self.desk.forget(ROOM, id);
        drop(entry);
        locked(&self.chairs).remove(&id);
        Ok(())
    }
}

fn no_such_session() -> ApiError {
    ApiError::not_found("there is no such session")
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Barrier;
    use std::thread;

    use holdem_blueprint::Strategy;
    use holdem_telemetry::{Reporter, StopFlag};
    use holdem_training::{TrainConfig, TrainOptions, train};

    use super::*;

    /// Of the small configuration: trained in a moment.
    fn strategy(folder: &Path) -> Arc<Strategy> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../configs/small.yaml");
        let text = std::fs::read_to_string(path).unwrap();
        let text = text.replace("time_budget_seconds: 3", "num_iterations: 4\ntensorboard: false");
        let mut config = TrainConfig::from_yaml_str(&text).unwrap();
        config.eval.exploiter_seconds = 0.0;
        config.eval.exploitability = false;
        let options = TrainOptions { logdir: Some(folder.join("run")), ..TrainOptions::default() };
        train(&config, &options, &mut Reporter::new(), &StopFlag::new()).unwrap();
        Arc::new(Strategy::open(&folder.join("run")).unwrap())
    }

    #[test]
    fn a_session_that_is_deleted_while_a_move_is_made_does_not_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let (strategy, desk) = (strategy(folder.path()), Desk::new(folder.path().to_path_buf()));
        let open = |id: SourceId, kept: KeptSession| Session::open(id, kept, &strategy);
        let kept = KeptSession {
            source: String::new(),
            name: String::new(),
            seat: Some(0),
            practice: false,
            seed: 1,
            hands: Vec::new(),
        };
        let (sessions, barrier) = (Sessions::new(desk.clone()), Barrier::new(2));
        for round in 0..100 {
            let id = sessions.begin(kept.clone(), open).unwrap();
            let moved = thread::scope(|scope| {
                let moved = scope.spawn(|| {
                    barrier.wait();
                    sessions.with(id, open, |session| {
                        // It is under way when the other one begins.
                        thread::yield_now();
                        session.act("f").map(drop)
                    })
                });
                barrier.wait();
                sessions.delete(id).unwrap();
                moved.join().unwrap()
            });
            assert!(moved.as_ref().err().is_none_or(|error| error.code == "not_found"), "{moved:?}");
            assert!(desk.kept::<KeptSession>(ROOM).is_empty(), "round {round}");
            assert_eq!(sessions.with(id, open, |_| Ok(())).unwrap_err().code, "not_found");
            assert_eq!(sessions.delete(id).unwrap_err().code, "not_found");
        }
    }
}
