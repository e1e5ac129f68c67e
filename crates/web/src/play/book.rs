//! All sessions of a server.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::session::{KeptSession, Session};
use crate::desk::{Desk, new_id};
use crate::error::ApiError;
use crate::library::SourceId;
use crate::locks::locked;

/// The room of sessions.
const ROOM: &str = "sessions";
/// Most sessions that are kept.
const MOST: usize = 500;

/// A session, and what is open of it.
struct Entry {
    kept: KeptSession,
    open: Option<Session>,
}

/// The sessions.
pub(crate) struct Sessions {
    desk: Desk,
    entries: Mutex<BTreeMap<SourceId, Arc<Mutex<Entry>>>>,
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
        let entries = kept.map(|(id, kept)| (id, Arc::new(Mutex::new(Entry { kept, open: None }))));
        Self { entries: Mutex::new(entries.collect()), desk }
    }

    /// All of them, by id.
    pub(crate) fn list(&self) -> Vec<SessionLine> {
        let entries: Vec<_> =
            locked(&self.entries).iter().map(|(id, entry)| (*id, Arc::clone(entry))).collect();
        let line = |(id, entry): (SourceId, Arc<Mutex<Entry>>)| {
            let entry = locked(&entry);
            let kept = entry.open.as_ref().map_or(&entry.kept, |session| &session.kept);
            let won = kept.hands.iter().filter_map(|hand| hand.chips.as_ref()?.get(hand.player).copied());
            SessionLine {
                id: id.to_string(),
                source: kept.source.clone(),
                name: kept.name.clone(),
                practice: kept.practice,
                hands: kept.hands.iter().filter(|hand| hand.chips.is_some()).count(),
                chips: won.sum::<i64>() as f64,
            }
        };
        entries.into_iter().map(line).collect()
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
        if locked(&self.entries).len() >= MOST {
            return Err(ApiError::too_many("too many sessions: delete one of them first", 60));
        }
        let id = new_id();
        let session = open(id, kept)?;
        self.desk.keep(ROOM, id, &session.kept)?;
        let entry = Entry { kept: session.kept.clone(), open: Some(session) };
        locked(&self.entries).insert(id, Arc::new(Mutex::new(entry)));
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
        let entry = locked(&self.entries).get(&id).cloned();
        let entry = entry.ok_or_else(|| ApiError::not_found("there is no such session"))?;
        let mut entry = locked(&entry);
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

    /// Throws a session away.
    ///
    /// # Errors
    /// If there is none with this id.
    pub(crate) fn delete(&self, id: SourceId) -> Result<(), ApiError> {
        match locked(&self.entries).remove(&id) {
            Some(_) => {
                self.desk.forget(ROOM, id);
                Ok(())
            }
            None => Err(ApiError::not_found("there is no such session")),
        }
    }
}
