//! Any player of this crate against a server of Slumbot's interface.
//!
//! One request is under way at a time. The client waits for a server that asks it to, or that is not there.
//! If it cannot be known whether an action has arrived, it is not sent twice: the hand is given up, which is
//! reported and counted. Every hand is recorded before the next one begins, and a session that was broken off
//! can be continued.

mod http;
mod kept;
mod record;

use holdem_cards::Card;
use holdem_cards::random::DealRng;
use holdem_game::rules::Phase;

use self::http::{Failure, Http};
use super::betting::{self, BettingError, increment};
use super::{Answer, STACK, table};
use crate::player::{Player, PlayerError, Turn};
use crate::table::{PublicHand, Table};
use crate::tally::Tally;

pub use crate::directory::DirectoryError;
pub use kept::{Kept, SessionDirectory};
pub use record::history;

/// How a session is played.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// Where the server is, without `/api`.
    pub url: String,
    /// Number of hands to reach, those of earlier sessions included.
    pub hands: u64,
    /// Seed of the player's choices.
    pub seed: u64,
    /// How long to wait for a server that does not answer.
    pub patience: std::time::Duration,
}

/// Why a session ends early.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The address is invalid, or the server is not there.
    #[error("{url}: {reason}")]
    Server {
        /// The address asked.
        url: String,
        /// What happened.
        reason: String,
    },
    /// The server refuses a request.
    #[error("the server says: {0}")]
    Refused(String),
    /// The server reports something that no hand can reach.
    #[error("the server's answer makes no hand: {0}")]
    Senseless(String),
    /// The session cannot be kept.
    #[error(transparent)]
    Kept(#[from] DirectoryError),
    /// The player cannot play.
    #[error(transparent)]
    Player(#[from] PlayerError),
    /// Stopped on request.
    #[error("interrupted")]
    Interrupted,
}

impl From<BettingError> for ClientError {
    fn from(error: BettingError) -> Self {
        Self::Senseless(error.to_string())
    }
}

/// A player at a server's table.
pub struct Client<'a> {
    options: &'a ClientOptions,
    table: Table,
    player: Box<dyn Player>,
    http: Http<'a>,
    directory: SessionDirectory,
    kept: Kept,
    notice: &'a mut dyn FnMut(&str),
    stop: &'a dyn Fn() -> bool,
}

impl<'a> Client<'a> {
    /// A client that keeps its session in a directory, and continues the one that is there.
    ///
    /// # Errors
    /// If the session there is damaged or belongs to another server, or the player cannot sit at this table.
    pub fn new(
        options: &'a ClientOptions,
        make_player: impl FnOnce(&Table) -> Result<Box<dyn Player>, PlayerError>,
        mut directory: SessionDirectory,
        notice: &'a mut dyn FnMut(&str),
        stop: &'a dyn Fn() -> bool,
    ) -> Result<Self, ClientError> {
        if options.url.starts_with("https:") && !cfg!(feature = "tls") {
            let reason = "https needs a build with `--features tls`".to_owned();
            return Err(ClientError::Server { url: options.url.clone(), reason });
        }
        let table = table();
        let player = make_player(&table)?;
        let (kept, mended) = directory.take_up(&options.url)?;
        mended.iter().for_each(|note| notice(note));
        let http = Http::new(options, stop);
        Ok(Self { options, table, player, http, directory, kept, notice, stop })
    }

    /// What was played so far.
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Plays until the number of hands is reached; `each` is told of every hand.
    ///
    /// # Errors
    /// [`ClientError`]; every finished hand is kept.
    pub fn play(&mut self, each: &mut dyn FnMut(&Kept)) -> Result<(), ClientError> {
        let mut patience = self.http.patience();
        while self.kept.won.count < self.options.hands {
            if (self.stop)() {
                return Err(ClientError::Interrupted);
            }
            match self.hand() {
                Ok(()) => {
                    each(&self.kept);
                    patience = self.http.patience();
                }
                Err(Failure::GivenUp(reason)) => {
                    self.kept.given_up += 1;
                    self.directory.keep(&self.kept, None)?;
                    (self.notice)(&format!("a hand is given up: {reason}"));
                    let Some(pause) = patience.next(None) else {
                        let url = self.options.url.clone();
                        return Err(ClientError::Server { url, reason });
                    };
                    self.http.wait(pause)?;
                }
                Err(Failure::Ends(error)) => return Err(error),
            }
        }
        Ok(())
    }

    /// Plays one hand to its end, and keeps it.
    fn hand(&mut self) -> Result<(), Failure> {
        let number = self.kept.begun;
        let token = self.kept.token.clone();
        let mut answer = self.http.new_hand(token.as_deref(), self.notice)?;
        self.kept.begun += 1;
        self.take_token(&answer);
        let mut begun = false;
        loop {
            let seen = self.see(&answer)?;
            if answer.winnings.is_some() {
                return Ok(self.end(&answer, &seen, number, begun)?);
            }
            let turn = Turn { public: &seen.public, seat: seen.seat, hand: seen.hand, number };
            if seen.public.betting().to_act() != Some(seen.seat) {
                return Err(ClientError::Senseless(
                    "the client is not in turn, and nobody has won".to_owned(),
                )
                .into());
            }
            if !begun {
                self.player.begin(&turn)?;
                begun = true;
            }
            let decision = number << 16 | seen.public.moves().count() as u64;
            let mut rng = DealRng::for_iteration(self.options.seed, decision);
            let action = self.player.act(&turn, &mut rng)?;
            let action = seen.public.betting().legal().nearest(action);
            let token = self.kept.token.clone().unwrap_or_default();
            answer = self.http.act(&token, &increment(action), self.notice)?;
            self.take_token(&answer);
        }
    }

    fn take_token(&mut self, answer: &Answer) {
        if let Some(token) = &answer.token {
            self.kept.token = Some(token.clone());
        }
    }

    /// What an answer says about the hand.
    fn see(&self, answer: &Answer) -> Result<Seen, ClientError> {
        let board = read_cards(&answer.board)?;
        let hole = read_cards(&answer.hole_cards)?;
        let public = betting::read(&self.table, &answer.action, &board)?;
        let hand = match hole[..] {
            [a, b] => holdem_cards::Combo::new(a, b).map(|combo| combo.index()),
            _ => None,
        };
        let distinct = hole.iter().all(|card| !board.contains(card));
        let hand = hand.filter(|_| distinct && answer.client_pos < 2);
        let senseless = || ClientError::Senseless("no hole cards, or no position".to_owned());
        Ok(Seen { public, seat: answer.client_pos.into(), hand: hand.ok_or_else(senseless)? })
    }

    fn end(&mut self, answer: &Answer, seen: &Seen, number: u64, begun: bool) -> Result<(), ClientError> {
        let winnings = answer.winnings.unwrap_or(0);
        for chips in [Some(winnings), answer.baseline_winnings].into_iter().flatten() {
            if chips.unsigned_abs() > u64::from(STACK) {
                return Err(ClientError::Senseless(format!("{chips} chips are won, with stacks of {STACK}")));
            }
        }
        let mut payoffs = vec![-winnings; 2];
        payoffs[seen.seat] = winnings;
        let other = read_cards(answer.bot_hole_cards.as_deref().unwrap_or_default())?;
        let shown = match other[..] {
            [a, b] => holdem_cards::Combo::new(a, b).map(|combo| combo.index()),
            _ => None,
        };
        let mut hands = vec![None; 2];
        (hands[seen.seat], hands[1 - seen.seat]) = (Some(seen.hand), shown);
        self.check(answer, seen, &hands);
        if begun {
            let showdown = seen.public.betting().phase() == Phase::Showdown;
            let told: Vec<Option<usize>> = hands
                .iter()
                .enumerate()
                .map(|(seat, hand)| hand.filter(|_| showdown || seat == seen.seat))
                .collect();
            self.player.end(&seen.public, &payoffs, &told)?;
        }
        self.kept.won.add(winnings as f64);
        if let Some(baseline) = answer.baseline_winnings {
            self.kept.beyond_baseline.get_or_insert_with(Tally::default).add((winnings - baseline) as f64);
        }
        let names = if seen.seat == 0 {
            [self.player.name(), self.options.url.clone()]
        } else {
            [self.options.url.clone(), self.player.name()]
        };
        let written = history(&self.table, &seen.public, &hands, names, &payoffs, number);
        self.directory.keep(&self.kept, Some(&written))?;
        Ok(())
    }

    /// Reports if the cards contradict the server's result.
    fn check(&mut self, answer: &Answer, seen: &Seen, hands: &[Option<usize>]) {
        let betting = seen.public.betting();
        let is_fold = betting.phase() != Phase::Showdown;
        // What a fold comes to does not depend on the cards of whoever folded, or made the others fold.
        let known: Option<Vec<usize>> =
            hands.iter().map(|hand| hand.or(is_fold.then_some(seen.hand))).collect();
        let (Some(hands), None) = (known, betting.to_act()) else { return };
        if !is_fold && seen.public.boards().len() < 4 {
            return;
        }
        let dealt = crate::table::Dealt { hands, boards: seen.public.boards().to_vec() };
        let expected = self.table.payoffs(betting, &dealt)[seen.seat];
        if answer.winnings != Some(expected) {
            let said = answer.winnings.unwrap_or(0);
            (self.notice)(&format!(
                "{}: the server says {said} chips, the cards say {expected}",
                answer.action
            ));
        }
    }
}

/// What the client knows about a hand.
struct Seen {
    public: PublicHand,
    seat: usize,
    hand: usize,
}

fn read_cards(cards: &[String]) -> Result<Vec<Card>, ClientError> {
    let read =
        |text: &String| text.parse().map_err(|_| ClientError::Senseless(format!("`{text:.20}` is no card")));
    cards.iter().map(read).collect()
}
