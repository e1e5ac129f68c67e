//! A match from the words that name its players to its result.

use std::sync::Arc;

use holdem_blueprint::BlueprintError;
use holdem_blueprint::config::GameConfig;
use holdem_blueprint::progress::Observer;
use serde::Serialize;

use super::deals::TellDeal;
use super::{Match, MatchError, MatchOptions, Score, Standing};
use crate::aivat::{Aivat, AivatOptions, Baseline, BaselineError, BaselineOptions};
use crate::phh::HandHistory;
use crate::players::{Entrant, OpenOptions, SpecError, open};
use crate::table::Table;

/// The opened players, and the table at which they meet.
pub struct Contest {
    entrants: Vec<Box<dyn Entrant>>,
    table: Table,
}

/// Why players cannot meet.
#[derive(Debug, thiserror::Error)]
pub enum ContestError {
    /// A word that does not name a player, or names one that cannot be opened.
    #[error(transparent)]
    Player(#[from] SpecError),
    /// Blinds and stacks that do not make a valid game.
    #[error(transparent)]
    Table(#[from] BlueprintError),
    /// A number of seats that the strategies are not for.
    #[error("{found} seats, the strategies are for {known}")]
    Seats {
        /// Seats that were asked for.
        found: usize,
        /// Those of the first strategy.
        known: usize,
    },
}

/// What a match has come to.
#[derive(Clone, Debug, Serialize)]
pub struct MatchResult {
    /// Hands played.
    pub hands: u64,
    /// Deals played, each from all seats.
    pub deals: u64,
    /// Seats at the table.
    pub seats: usize,
    /// Seed of cards and players.
    pub seed: u64,
    /// Whether it was stopped early.
    pub interrupted: bool,
    /// Why luck was not taken out although that was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_only: Option<String>,
    /// What each player has won, in the order in which they were named.
    pub players: Vec<Score>,
    /// The hands, in order, if they are kept.
    #[serde(skip)]
    pub histories: Vec<HandHistory>,
}

impl Contest {
    /// Opens the players that these [words](crate::players) name.
    ///
    /// # Errors
    /// [`ContestError`].
    pub fn open(
        words: &[String],
        seats: Option<usize>,
        options: &mut OpenOptions<'_, '_>,
    ) -> Result<Self, ContestError> {
        let entrants = words.iter().map(|word| open(word, options)).collect::<Result<_, _>>()?;
        Self::new(entrants, seats)
    }

    /// Brings players together at the table of the first one that knows its game; if none does, at hold'em
    /// with blinds of 1 and 2 and 100 big blinds, with `seats` or as many seats as there are players.
    ///
    /// # Errors
    /// [`ContestError::Seats`], [`ContestError::Table`].
    pub fn new(entrants: Vec<Box<dyn Entrant>>, seats: Option<usize>) -> Result<Self, ContestError> {
        let table = match entrants.iter().find_map(|entrant| entrant.table()) {
            Some(table) => table.clone(),
            None => {
                let seats = seats.unwrap_or(entrants.len()).max(2);
                let num_players = Some(u8::try_from(seats).unwrap_or(u8::MAX));
                Table::new(&GameConfig { num_players, ..GameConfig::default() })?
            }
        };
        match seats.filter(|&found| found != table.num_seats()) {
            Some(found) => Err(ContestError::Seats { found, known: table.num_seats() }),
            None => Ok(Self { entrants, table }),
        }
    }

    /// The players, in the order in which they were named.
    pub fn entrants(&self) -> &[Box<dyn Entrant>] {
        &self.entrants
    }

    /// The table.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Plays. With `aivat` luck is taken out by the values of the first strategy that takes part, where
    /// possible: at tables for two. Phases `baseline` and `match`.
    ///
    /// # Errors
    /// As [`Match::play`].
    pub fn play(
        &self,
        options: &MatchOptions,
        aivat: bool,
        observer: &mut Observer<'_>,
    ) -> Result<MatchResult, MatchError> {
        self.play_telling(options, aivat, None, observer)
    }

    /// The same; what is counted is told deal by deal.
    ///
    /// # Errors
    /// As [`Match::play_telling`].
    pub fn play_telling(
        &self,
        options: &MatchOptions,
        aivat: bool,
        tell: Option<TellDeal<'_>>,
        observer: &mut Observer<'_>,
    ) -> Result<MatchResult, MatchError> {
        let meeting = Match::new(&self.table, &self.entrants)?;
        let (aivat, raw_only) = match aivat {
            true => self.aivat(options, observer)?,
            false => (None, None),
        };
        let standing = meeting.with_aivat(aivat).play_telling(options, tell, observer)?;
        let Standing { scores, hands, deals, interrupted, histories } = standing;
        let (seats, seed) = (self.table.num_seats(), options.seed);
        Ok(MatchResult { hands, deals, seats, seed, interrupted, raw_only, players: scores, histories })
    }

    /// What takes luck out, or why nothing does.
    fn aivat(
        &self,
        options: &MatchOptions,
        observer: &mut Observer<'_>,
    ) -> Result<(Option<Aivat>, Option<String>), MatchError> {
        let raw = |why: String| Ok((None, Some(why)));
        if self.table.num_seats() != 2 {
            return raw(format!("luck is taken out for 2 players only, not for {}", self.table.num_seats()));
        }
        let Some(strategy) = self.entrants.iter().find_map(|entrant| entrant.strategy()) else {
            return raw("luck is taken out by the values of a strategy, and none takes part".to_owned());
        };
        let how = BaselineOptions { workers: options.workers, ..BaselineOptions::default() };
        let baseline = match Baseline::learn(Arc::clone(strategy), how, observer) {
            Ok(baseline) => Arc::new(baseline),
            Err(BaselineError::Interrupted) => return Err(MatchError::Interrupted),
            Err(error) => return raw(error.to_string()),
        };
        let seed = options.seed;
        let aivat = Aivat::new(baseline, &self.table, AivatOptions { seed, ..AivatOptions::default() });
        let why = aivat.is_none().then(|| "the strategy is for another table".to_owned());
        Ok((aivat, why))
    }
}

impl MatchResult {
    /// One line per player after a header line; mbb per hand. Unknown values are empty.
    pub fn csv(&self) -> String {
        let mut text = "player,hands,seed,raw_mbb,raw_low,raw_high,raw_deviation,aivat_mbb,aivat_low,\
                        aivat_high,aivat_deviation\n"
            .to_owned();
        for Score { player, won, deviation_mbb, aivat } in &self.players {
            let raw = numbers(won, *deviation_mbb);
            let aivat = aivat.as_ref().map_or(",,,".to_owned(), |c| numbers(&c.won, c.deviation_mbb));
            text += &format!("{},{},{},{raw},{aivat}\n", quoted(player), self.hands, self.seed);
        }
        text
    }
}

fn numbers(won: &holdem_blueprint::measure::Value, deviation: f64) -> String {
    let ends = won.interval95_mbb.map(|ends| ends.map(|end| format!("{end:.3}")));
    let [low, high] = ends.unwrap_or_default();
    format!("{:.3},{low},{high},{deviation:.3}", won.mbb)
}

/// A field, in quotes where it needs them (RFC 4180).
fn quoted(field: &str) -> String {
    match field.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use holdem_blueprint::unobserved;

    use super::*;
    use crate::translation::Mapping;

    fn contest(words: &[&str], seats: Option<usize>) -> Result<Contest, ContestError> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let mut observer = unobserved;
        let mut how = OpenOptions { mapping: Mapping::default(), threads: 1, observer: &mut observer };
        Contest::open(&words, seats, &mut how)
    }

    #[test]
    fn players_without_a_game_of_their_own_meet_at_as_many_seats() {
        let seats = |words: &[&str], seats| contest(words, seats).map(|contest| contest.table().num_seats());
        assert_eq!(seats(&["call", "uniform", "fold"], None).unwrap(), 3);
        assert_eq!(seats(&["call", "uniform"], Some(6)).unwrap(), 6);
        assert!(matches!(seats(&["call", "call"], Some(10)), Err(ContestError::Table(_))));
        assert!(matches!(seats(&["call", "nobody"], None), Err(ContestError::Player(_))));
    }

    #[test]
    fn a_match_says_why_luck_was_not_taken_out_and_adds_up_to_nothing() {
        let options = MatchOptions { hands: 300, ..MatchOptions::default() };
        let play = |words: &[&str], aivat| {
            contest(words, None).unwrap().play(&options, aivat, &mut unobserved).unwrap()
        };
        let found = play(&["call", "uniform", "raise"], true);
        assert_eq!((found.seats, found.hands, found.players.len()), (3, 300, 3));
        assert!(found.raw_only.as_deref().is_some_and(|why| why.contains("for 2")));
        let sum: f64 = found.players.iter().map(|score| score.won.chips).sum();
        assert!(sum.abs() < 1e-9, "{sum}");
        assert_eq!(play(&["call", "uniform"], false).raw_only, None);
        assert!(play(&["call", "uniform"], true).raw_only.is_some());
    }

    #[test]
    fn names_with_commas_stay_one_field() {
        let mut found = contest(&["call", "fold"], None)
            .unwrap()
            .play(&MatchOptions { hands: 4, ..MatchOptions::default() }, false, &mut unobserved)
            .unwrap();
        found.players[0].player = "a \"b\", c".to_owned();
        assert!(found.csv().lines().nth(1).unwrap().starts_with("\"a \"\"b\"\", c\",4,1,"));
    }
}
