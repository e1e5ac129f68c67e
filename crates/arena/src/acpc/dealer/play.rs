//! The course of a match.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::clock::Clock;
use super::seats::{Seat, Sitting};
use super::table::Table;
use super::{DealerError, MatchOptions, Records, Score};
use crate::acpc::deal::Deals;
use crate::acpc::game::Game;
use crate::acpc::hand::{Action, Hand};
use crate::acpc::interpreter::Interpreter;
use crate::acpc::match_state::{push_log_state, push_match_state};
use crate::acpc::value::{Value, values};
use crate::acpc::wire::Wire;

/// How often a silent wire is polled.
pub(super) const POLL: Duration = Duration::from_millis(50);

/// Bytes that may wait for a player who has nothing to answer.
const MOST_HELD: usize = 1 << 15;

/// A hand that is over.
pub(super) struct Finished {
    /// Its line of the log.
    line: String,
    /// `[seat]`: what it was worth.
    values: Vec<f64>,
}

pub(super) struct Match<'a> {
    pub(super) game: Arc<Game>,
    pub(super) interpreter: Option<Interpreter>,
    pub(super) options: &'a MatchOptions,
    pub(super) seats: Vec<Seat>,
    pub(super) records: Records<'a>,
    pub(super) stop: &'a dyn Fn() -> bool,
    pub(super) deals: Deals,
    pub(super) tables: Vec<Table>,
    pub(super) clocks: Vec<Clock>,
    pub(super) totals: Vec<f64>,
    pub(super) next_hand: u32,
    /// Lines of finished hands that come after an unfinished one.
    pub(super) finished: BTreeMap<u32, Finished>,
    pub(super) next_logged: u32,
    pub(super) line: String,
}

impl<'a> Match<'a> {
    pub(super) fn new(
        game: &Game,
        options: &'a MatchOptions,
        seats: Vec<Seat>,
        records: Records<'a>,
        stop: &'a dyn Fn() -> bool,
    ) -> Result<Self, DealerError> {
        if seats.len() != game.players {
            return Err(DealerError::Players { found: seats.len(), expected: game.players });
        }
        if options.hands == 0 || options.tables == 0 {
            return Err(DealerError::NoHands);
        }
        let game = Arc::new(game.clone());
        let inside = seats.iter().find(|seat| matches!(seat.sitting, Sitting::Players(_)));
        let interpreter = inside.map(|seat| {
            let refused = |source| DealerError::Table { name: seat.name.clone(), source };
            Interpreter::new(&game).map_err(refused)
        });
        Ok(Self {
            interpreter: interpreter.transpose()?,
            deals: Deals::new(&game, options.seed),
            tables: Vec::new(),
            clocks: vec![Clock::default(); seats.len()],
            totals: vec![0.0; seats.len()],
            next_hand: 0,
            finished: BTreeMap::new(),
            next_logged: 0,
            line: String::new(),
            game,
            options,
            seats,
            records,
            stop,
        })
    }

    pub(super) fn run(&mut self) -> Result<Score, DealerError> {
        self.write_header()?;
        self.greet()?;
        self.write_moment("STARTED")?;
        while self.tables.len() < self.options.tables && self.next_hand < self.options.hands {
            let table = self.tables.len();
            let hand = Hand::begin(&self.game);
            let deal = self.deals.deal(&self.game);
            self.tables.push(Table {
                number: self.next_hand,
                first_seat: self.first_seat(self.next_hand),
                hand,
                deal,
                waits_for: None,
                prompt: String::new(),
                used: vec![Duration::ZERO; self.seats.len()],
                public: None,
            });
            self.next_hand += 1;
            self.begin(table)?;
            self.advance(table)?;
        }
        let mut seat = 0;
        while let Some(next) = self.next_waiting(seat) {
            self.serve(next)?;
            seat = next + 1;
        }
        self.flush_all()?;
        let score = Score {
            names: self.seats.iter().map(|seat| seat.name.clone()).collect(),
            totals: self.totals.clone(),
            hands: self.options.hands,
            invalid_actions: self.clocks.iter().map(|clock| clock.mistakes).collect(),
        };
        self.write_moment("FINISHED")?;
        self.write_everywhere(&format!("{}\n", score.line()))?;
        Ok(score)
    }

    /// Writes the lines at the head of a log.
    fn write_header(&mut self) -> io::Result<()> {
        let MatchOptions { name, game_name, hands, seed, limits, .. } = self.options;
        self.write_everywhere(&format!(
            "# name/game/hands/seed {name} {game_name} {hands} {seed}\n\
             #--t_response {}\n#--t_hand {}\n#--t_per_hand {}\n",
            limits.response.as_millis(),
            limits.hand.as_millis(),
            limits.per_hand.as_millis()
        ))
    }

    /// Writes lines to log and transcript.
    fn write_everywhere(&mut self, lines: &str) -> io::Result<()> {
        self.records.log.write_all(lines.as_bytes())?;
        self.records.transcript.as_mut().map_or(Ok(()), |transcript| transcript.write_all(lines.as_bytes()))
    }

    /// Writes to the transcript that something happens now.
    fn write_moment(&mut self, what: &str) -> io::Result<()> {
        let Some(transcript) = &mut self.records.transcript else { return Ok(()) };
        writeln!(transcript, "{what} at {}", now())
    }

    pub(super) fn flush_records(&mut self) -> io::Result<()> {
        self.records.log.flush()?;
        self.records.transcript.as_mut().map_or(Ok(()), |transcript| transcript.flush())
    }

    fn first_seat(&self, hand: u32) -> usize {
        if self.options.fixed_seats { 0 } else { hand as usize % self.seats.len() }
    }

    fn next_waiting(&self, from: usize) -> Option<usize> {
        let seats = self.seats.len();
        let waits = |seat: usize| {
            self.tables.iter().any(|table| table.waits_for.is_some_and(|(waiting, _)| waiting == seat))
        };
        (0..seats).map(|step| (from + step) % seats).find(|&seat| waits(seat))
    }

    pub(super) fn wire(&mut self, seat: usize) -> Option<&mut Box<dyn Wire>> {
        match &mut self.seats[seat].sitting {
            Sitting::Wire(wire) => Some(wire),
            Sitting::Players(_) => None,
        }
    }

    pub(super) fn gone(&self, seat: usize, reason: impl ToString) -> DealerError {
        DealerError::Gone { name: self.seats[seat].name.clone(), reason: reason.to_string() }
    }

    pub(super) fn flush(&mut self, seat: usize) -> Result<(), DealerError> {
        let flushed = self.wire(seat).map_or(Ok(()), |wire| wire.flush());
        flushed.map_err(|error| self.gone(seat, format!("does not take what is sent to it: {error}")))
    }

    pub(super) fn flush_all(&mut self) -> Result<(), DealerError> {
        (0..self.seats.len()).try_for_each(|seat| self.flush(seat))
    }

    pub(super) fn act(&mut self, table: usize, action: Action) -> Result<(), DealerError> {
        let Table { hand, public, deal, .. } = &mut self.tables[table];
        let allowed = hand.act(action);
        debug_assert!(allowed, "only allowed actions come here");
        if let (Some(public), Some(interpreter), Some(taken)) =
            (public, &self.interpreter, hand.taken().last())
        {
            interpreter.take(public, taken, hand);
            interpreter.deal_up_to(public, deal.board(), hand.round());
        }
        Ok(())
    }

    /// Continues a hand until a wire owes an answer, and then the hands after it.
    pub(super) fn advance(&mut self, table: usize) -> Result<(), DealerError> {
        loop {
            self.tell(table)?;
            let Some(position) = self.tables[table].hand.to_act() else {
                self.finish(table)?;
                if self.next_hand >= self.options.hands {
                    return Ok(());
                }
                self.next(table)?;
                continue;
            };
            let seat = self.tables[table].seat_of(position);
            if matches!(self.seats[seat].sitting, Sitting::Wire(_)) {
                self.tables[table].waits_for = Some((seat, Instant::now()));
                return Ok(());
            }
            if (self.stop)() {
                return Err(DealerError::Interrupted);
            }
            let action = self.ask(table, seat)?;
            self.act(table, action)?;
        }
    }

    /// Queues the state of a hand for everybody on a wire.
    fn tell(&mut self, table: usize) -> Result<(), DealerError> {
        let acting = self.tables[table].hand.to_act().map(|position| self.tables[table].seat_of(position));
        for seat in 0..self.seats.len() {
            let table = &mut self.tables[table];
            let position = table.position_of(seat);
            let Sitting::Wire(wire) = &mut self.seats[seat].sitting else { continue };
            let queue = wire.queue();
            let from = queue.len();
            push_match_state(queue, position, table.number, &table.hand, &table.deal.known());
            if acting == Some(seat) {
                table.prompt.clear();
                table.prompt.push_str(&queue[from..]);
            }
            queue.push_str("\r\n");
            let (held, line) =
                (queue.len(), self.records.transcript.is_some().then(|| queue[from..].to_owned()));
            if let Some(line) = line {
                self.write_transcript("TO", seat, line.trim_end())?;
            }
            if held > MOST_HELD {
                self.flush(seat)?;
            }
        }
        Ok(())
    }

    pub(super) fn write_transcript(&mut self, way: &str, seat: usize, line: &str) -> io::Result<()> {
        let Some(transcript) = &mut self.records.transcript else { return Ok(()) };
        writeln!(transcript, "{way} {} at {} {line}", seat + 1, now())
    }

    /// Pays a hand out and logs it.
    fn finish(&mut self, table: usize) -> Result<(), DealerError> {
        let index = table;
        let table = &self.tables[table];
        let values = values(&table.hand, &table.deal.known());
        let mut line = String::new();
        push_log_state(&mut line, table.number, &table.hand, &table.deal.known());
        for (position, value) in values.iter().enumerate() {
            line.push(if position == 0 { ':' } else { '|' });
            line.push_str(&Value(*value).to_string());
        }
        for position in 0..self.seats.len() {
            line.push(if position == 0 { ':' } else { '|' });
            line.push_str(&self.seats[table.seat_of(position)].name);
        }
        line.push('\n');
        let by_seat = (0..self.seats.len()).map(|seat| values[table.position_of(seat)]).collect();
        self.finished.insert(table.number, Finished { line, values: by_seat });
        // Added up in the order of the log, so that it does not matter which hand ended first.
        while let Some(Finished { line, values }) = self.finished.remove(&self.next_logged) {
            self.records.log.write_all(line.as_bytes())?;
            self.totals.iter_mut().zip(values).for_each(|(total, value)| *total += value);
            self.next_logged += 1;
        }
        self.end(index, &values)
    }

    /// Deals the next hand at a table.
    fn next(&mut self, table: usize) -> Result<(), DealerError> {
        let (number, first_seat) = (self.next_hand, self.first_seat(self.next_hand));
        let deal = self.deals.deal(&self.game);
        self.next_hand += 1;
        let next = &mut self.tables[table];
        (next.number, next.first_seat, next.deal) = (number, first_seat, deal);
        next.hand.restart();
        next.used.fill(Duration::ZERO);
        self.begin(table)
    }
}

/// The time in seconds, to the microsecond.
fn now() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("{}.{:06}", now.as_secs(), now.subsec_micros())
}
