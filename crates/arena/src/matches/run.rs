//! Many hands on several threads.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use holdem_blueprint::measure::{Corrected, Score, Value};
use holdem_blueprint::progress::{Advance, Event, Observer};
use holdem_cards::parallel::in_parallel;
use holdem_cards::random::{DealRng, mix};

use super::deals::{DealResult, TellDeal};
use super::{Seating, Tally, history};
use crate::aivat::Aivat;
use crate::phh::HandHistory;
use crate::play::{MatchError, Played, Unwatched, play_hand};
use crate::player::{Player, PlayerError};
use crate::players::Entrant;
use crate::table::{Dealt, Table};

/// Deals that a worker takes at a time.
const CHUNK: u64 = 32;
/// Deals before the first look at the interval.
const FIRST_ROUND: u64 = 64;
/// Most deals that are played before they are added up and told of.
const PIECE: u64 = 1 << 14;

/// How long a match goes on, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchOptions {
    /// Largest number of hands; each deal has as many as there are seats, and the last one is played out.
    pub hands: u64,
    /// Ends once the 95 % intervals of all players are no wider than this on either side, in mbb per hand.
    pub until_mbb: Option<f64>,
    /// Seed of cards and players.
    pub seed: u64,
    /// Threads; the result does not depend on them.
    pub workers: usize,
    /// Whether hand histories are kept.
    pub histories: bool,
}

impl Default for MatchOptions {
    fn default() -> Self {
        Self { hands: 100_000, until_mbb: None, seed: 1, workers: 1, histories: false }
    }
}

/// How a match stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// By player.
    pub scores: Vec<Score>,
    /// Hands played.
    pub hands: u64,
    /// Deals played, each by all rotations.
    pub deals: u64,
    /// Whether it was stopped early.
    pub interrupted: bool,
    /// The hands, in order, if they are kept.
    pub histories: Vec<HandHistory>,
}

/// A match to be played.
pub struct Match<'a> {
    table: &'a Table,
    entrants: &'a [Box<dyn Entrant>],
    seating: Seating,
    aivat: Option<Aivat>,
    /// Teams that no worker uses.
    idle: Mutex<Vec<Team>>,
}

/// What a worker plays with.
struct Team {
    /// By chair.
    players: Vec<Box<dyn Player>>,
    aivat: Option<Aivat>,
}

/// The results of a chunk of deals.
struct Chunk {
    /// `[player]`: result of a deal per hand and seat, in chips.
    won: Vec<Tally>,
    /// `[player]`: the same with luck taken out.
    corrected: Vec<Tally>,
    histories: Vec<HandHistory>,
    /// Deals and players in order, if they are told of.
    deals: Vec<DealResult>,
}

impl Chunk {
    fn new(players: usize) -> Self {
        let nothing = vec![Tally::default(); players];
        Self { won: nothing.clone(), corrected: nothing, histories: Vec::new(), deals: Vec::new() }
    }

    fn join(&mut self, other: Self) {
        self.won.iter_mut().zip(&other.won).for_each(|(all, new)| all.join(new));
        self.corrected.iter_mut().zip(&other.corrected).for_each(|(all, new)| all.join(new));
        self.histories.extend(other.histories);
    }
}

/// Deals that are played before they are added up.
struct Piece<'p> {
    deals: std::ops::Range<u64>,
    /// Deals of the match at most.
    most: u64,
    options: &'p MatchOptions,
    /// Whether the deals are told of.
    is_told: bool,
}

impl<'a> Match<'a> {
    /// A match at a table. If there are fewer players than seats, the last one takes all that are left.
    ///
    /// # Errors
    /// [`MatchError::Seats`]; if a player cannot play at this table.
    pub fn new(table: &'a Table, entrants: &'a [Box<dyn Entrant>]) -> Result<Self, MatchError> {
        let (found, seats) = (entrants.len(), table.num_seats());
        let seating = Seating::new(found, seats).ok_or(MatchError::Seats { found, seats })?;
        let new = Self { table, entrants, seating, aivat: None, idle: Mutex::default() };
        let team = new.team()?;
        new.rest(team);
        Ok(new)
    }

    /// The same match, with results that have luck taken out beside the raw ones; for two seats.
    #[must_use]
    pub fn with_aivat(self, aivat: Option<Aivat>) -> Self {
        Self { aivat, idle: Mutex::default(), ..self }
    }

    /// Plays. A phase `match`.
    ///
    /// # Errors
    /// If a player fails or makes an illegal move; [`MatchError::Interrupted`] if nothing was counted yet.
    pub fn play(&self, options: &MatchOptions, observer: &mut Observer<'_>) -> Result<Standing, MatchError> {
        self.play_telling(options, None, observer)
    }

    /// The same; what is counted is told deal by deal.
    ///
    /// # Errors
    /// As [`Match::play`]; [`MatchError::Told`].
    pub fn play_telling(
        &self,
        options: &MatchOptions,
        mut tell: Option<TellDeal<'_>>,
        observer: &mut Observer<'_>,
    ) -> Result<Standing, MatchError> {
        let most = options.hands.div_ceil(self.table.num_seats() as u64).max(1);
        let mut sum = Chunk::new(self.entrants.len());
        let (mut deals, mut look, mut interrupted) = (0, 0, false);
        let _ = observer(Event::Started("match"));
        while deals < most {
            if deals == look {
                // A quarter more each time: the interval is checked often enough and not too often.
                look = (deals + (deals / 4).max(FIRST_ROUND).next_multiple_of(CHUNK)).min(most);
            }
            let next = (deals + PIECE).min(look);
            let how = Piece { deals: deals..next, most, options, is_told: tell.is_some() };
            let Some(chunks) = self.piece(&how, observer)? else {
                interrupted = true;
                break;
            };
            for chunk in chunks {
                if let Some(tell) = &mut tell {
                    chunk.deals.iter().try_for_each(&mut **tell).map_err(MatchError::Told)?;
                }
                sum.join(chunk);
            }
            deals = next;
            if deals == look && options.until_mbb.is_some_and(|width| self.is_narrow(&sum, width)) {
                break;
            }
        }
        let _ = observer(Event::Finished("match"));
        if deals == 0 {
            return Err(MatchError::Interrupted);
        }
        let hands = deals * self.table.num_seats() as u64;
        let scores = self.scores(&sum);
        Ok(Standing { scores, hands, deals, interrupted, histories: sum.histories })
    }

    /// Plays some deals; `None` if stopped.
    fn piece(&self, how: &Piece<'_>, observer: &mut Observer<'_>) -> Result<Option<Vec<Chunk>>, MatchError> {
        let Piece { deals, most, options, .. } = how;
        let observer = Mutex::new(observer);
        let (stopped, done) = (AtomicBool::new(false), AtomicU64::new(deals.start));
        let seats = self.table.num_seats() as u64;
        let reproducible = self.entrants.iter().all(|entrant| entrant.is_reproducible());
        let workers = if reproducible { options.workers.max(1) } else { 1 };
        let chunks = (deals.end - deals.start).div_ceil(CHUNK) as usize;
        let results = in_parallel(workers, chunks, |chunk| {
            let first = deals.start + chunk as u64 * CHUNK;
            let mut team = self.team()?;
            let mut result = Chunk::new(self.entrants.len());
            for deal in first..(first + CHUNK).min(deals.end) {
                // Relaxed: it orders nothing; a worker that reads it late plays one deal more.
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
                self.deal(deal, how, &mut team, &mut result)?;
                let done = 1 + done.fetch_add(1, Ordering::Relaxed);
                // A worker that finds it taken has nothing new to report.
                if let Ok(mut observer) = observer.try_lock() {
                    let advance = Advance::of("hands", done * seats, *most * seats);
                    if observer(Event::Advanced(advance)) == ControlFlow::Break(()) {
                        stopped.store(true, Ordering::Relaxed);
                    }
                }
            }
            self.rest(team);
            Ok(result)
        });
        let results: Vec<Chunk> = results.into_iter().collect::<Result<_, MatchError>>()?;
        Ok((!stopped.into_inner()).then_some(results))
    }

    /// Plays all rotations of a deal.
    fn deal(
        &self,
        deal: u64,
        Piece { options, is_told, .. }: &Piece<'_>,
        team: &mut Team,
        result: &mut Chunk,
    ) -> Result<(), MatchError> {
        let seats = self.table.num_seats();
        let dealt = self.table.deal(&mut DealRng::for_iteration(options.seed, deal));
        let mut won = vec![0.0; self.entrants.len()];
        let mut corrected = won.clone();
        for rotation in 0..seats {
            let number = deal * seats as u64 + rotation as u64;
            let (played, seat_0) = self.hand(&dealt, (number, rotation), options.seed, team)?;
            for (seat, &payoff) in played.payoffs.iter().enumerate() {
                let player = self.seating.player(seat, rotation);
                won[player] += payoff as f64;
                corrected[player] += seat_0.map_or(0.0, |value| if seat == 0 { value } else { -value });
            }
            if options.histories {
                let names: Vec<String> = (0..seats)
                    .map(|seat| self.entrants[self.seating.player(seat, rotation)].name())
                    .collect();
                let written = history(self.table, &dealt, &played.public, &names, Some(&played.payoffs));
                result.histories.extend(written);
            }
        }
        for (player, (&won, &corrected)) in won.iter().zip(&corrected).enumerate() {
            let hands = seats * self.seating.seats_of(player);
            result.won[player].add(won / hands as f64);
            result.corrected[player].add(corrected / hands as f64);
            if *is_told {
                let (hands, aivat) = (hands as u64, self.aivat.is_some().then_some(corrected));
                result.deals.push(DealResult { deal, player, hands, won: won as i64, aivat });
            }
        }
        Ok(())
    }

    /// Plays one hand; returns what seat 0 has won with luck taken out, if requested.
    fn hand(
        &self,
        dealt: &Dealt,
        (number, rotation): (u64, usize),
        seed: u64,
        team: &mut Team,
    ) -> Result<(Played, Option<f64>), MatchError> {
        let seats = self.table.num_seats();
        let chairs: Vec<usize> = (0..seats).map(|seat| self.seating.chair(seat, rotation)).collect();
        let stream = |&chair: &usize| DealRng::for_iteration(seed ^ mix(chair as u64 + 1), number);
        let mut rngs: Vec<DealRng> = chairs.iter().map(stream).collect();
        // In order of the seats, from the chair on the first seat round the table.
        team.players.rotate_left(chairs[0]);
        let played = match &mut team.aivat {
            None => play_hand(self.table, dealt, number, &mut team.players, &mut rngs, &mut Unwatched),
            Some(aivat) => play_hand(self.table, dealt, number, &mut team.players, &mut rngs, aivat),
        };
        team.players.rotate_right(chairs[0]);
        let played = played?;
        let seat_0 = team.aivat.as_mut().map(|aivat| aivat.result(&played.public, &played.payoffs));
        Ok((played, seat_0))
    }

    /// A player for every chair.
    fn team(&self) -> Result<Team, PlayerError> {
        if let Some(team) = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop() {
            return Ok(team);
        }
        let seat = |chair| self.entrants[self.seating.player(chair, 0)].seat(self.table);
        let players = (0..self.table.num_seats()).map(seat).collect::<Result<_, _>>()?;
        Ok(Team { players, aivat: self.aivat.clone() })
    }

    fn rest(&self, team: Team) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(team);
    }

    fn is_narrow(&self, sum: &Chunk, width_mbb: f64) -> bool {
        self.scores(sum).iter().all(|score| {
            let won = score.aivat.as_ref().map_or(score.won, |aivat| aivat.won);
            won.half_width_mbb().is_some_and(|half| half <= width_mbb)
        })
    }

    fn scores(&self, sum: &Chunk) -> Vec<Score> {
        let unit = self.table.unit();
        let corrected = |tally: &Tally| Corrected {
            won: Value::of_chips(tally.estimate(), unit),
            deviation_mbb: tally.deviation() * 1000.0 / f64::from(unit),
        };
        let score = |player: usize| {
            let Corrected { won, deviation_mbb } = corrected(&sum.won[player]);
            let aivat = self.aivat.is_some().then(|| corrected(&sum.corrected[player]));
            Score { player: self.entrants[player].name(), won, deviation_mbb, aivat }
        };
        (0..self.entrants.len()).map(score).collect()
    }
}
