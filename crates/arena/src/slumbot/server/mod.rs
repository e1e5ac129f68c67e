//! Any player of this crate as a server of Slumbot's interface.
//!
//! A client without a token, or with a token that is no longer known, gets a new session. Its position
//! changes from hand to hand; the cards depend on the seed, the number of the session and that of the hand. A
//! hand that is left for a new one counts as folded. `baseline_winnings` is what the server's own player wins
//! in the client's place with the same cards, so that the difference of the two has less luck in it.

mod http;
mod session;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

pub use http::{HttpOptions, serve};
use session::Session;

use super::{Answer, table};
use crate::player::{Player, PlayerError};
use crate::table::Table;

/// Largest number of sessions kept; beyond that the least recently used one is dropped.
const MOST_SESSIONS: usize = 1024;

/// Makes a player for the table.
pub type MakePlayer = Box<dyn Fn(&Table) -> Result<Box<dyn Player>, PlayerError> + Send + Sync>;

/// A player that serves sessions.
pub struct Server {
    table: Table,
    make_player: MakePlayer,
    seed: u64,
    sessions: Mutex<Sessions>,
}

#[derive(Default)]
struct Sessions {
    by_token: HashMap<String, (u64, Arc<Mutex<Session>>)>,
    /// Counts requests, to tell which session was used last.
    clock: u64,
    begun: u64,
}

/// What is asked of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// `/api/new_hand`.
    NewHand,
    /// `/api/act`.
    Act,
}

impl Server {
    /// A server whose cards follow from a seed.
    ///
    /// # Errors
    /// If the player cannot sit at the table.
    pub fn new(make_player: MakePlayer, seed: u64) -> Result<Self, PlayerError> {
        let table = table();
        make_player(&table)?;
        Ok(Self { table, make_player, seed, sessions: Mutex::default() })
    }

    /// Answers a request: its body, JSON or nothing.
    pub fn answer(&self, request: Request, body: &[u8]) -> Answer {
        self.answer_or_refuse(request, body).unwrap_or_else(Answer::error)
    }

    fn answer_or_refuse(&self, request: Request, body: &[u8]) -> Result<Answer, String> {
        let body: Value = match body.trim_ascii() {
            b"" => Value::Null,
            body => serde_json::from_slice(body).map_err(|error| format!("Not JSON: {error}"))?,
        };
        let text = |key: &str| match &body[key] {
            Value::Null => Ok(None),
            Value::String(text) => Ok(Some(text.as_str())),
            _ => Err(format!("`{key}` is not a string")),
        };
        let token = text("token")?;
        match request {
            Request::NewHand => {
                let session = match token.and_then(|token| self.session(token)) {
                    Some(session) => session,
                    None => self.begin()?,
                };
                let mut session = lock(&session);
                session.new_hand(&self.table).map_err(|error| error.to_string())
            }
            Request::Act => {
                let token = token.ok_or("Missing token")?;
                let increment = text("incr")?.ok_or("Missing incr")?;
                let session = self.session(token).ok_or("Unknown token: begin a new hand")?;
                let mut session = lock(&session);
                session.act(&self.table, increment)
            }
        }
    }

    fn session(&self, token: &str) -> Option<Arc<Mutex<Session>>> {
        let mut sessions = lock(&self.sessions);
        sessions.clock += 1;
        let clock = sessions.clock;
        let (used, session) = sessions.by_token.get_mut(token)?;
        *used = clock;
        Some(Arc::clone(session))
    }

    fn begin(&self) -> Result<Arc<Mutex<Session>>, String> {
        let player = || (self.make_player)(&self.table).map_err(|error| error.to_string());
        let players = [player()?, player()?, player()?];
        let mut sessions = lock(&self.sessions);
        if sessions.by_token.len() >= MOST_SESSIONS {
            let oldest = sessions.by_token.iter().min_by_key(|(_, (used, _))| *used);
            if let Some(token) = oldest.map(|(token, _)| token.clone()) {
                sessions.by_token.remove(&token);
            }
        }
        let session = Session::new(new_token(), self.seed, sessions.begun, players);
        let token = session.token().to_owned();
        let session = Arc::new(Mutex::new(session));
        sessions.begun += 1;
        sessions.clock += 1;
        let clock = sessions.clock;
        sessions.by_token.insert(token, (clock, Arc::clone(&session)));
        Ok(session)
    }
}

/// A panic in one session does not end the others.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A token that nobody can guess.
fn new_token() -> String {
    use std::hash::{BuildHasher, Hasher};
    let word = || std::collections::hash_map::RandomState::new().build_hasher().finish();
    let (a, b) = (word(), word());
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        a >> 32,
        a >> 16 & 0xffff,
        a & 0xffff,
        b >> 48,
        b & 0xffff_ffff_ffff
    )
}
