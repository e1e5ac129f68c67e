//! What players on wires say, and what they may not say.

use std::time::{Duration, Instant};

use super::DealerError;
use super::play::{Match, POLL};
use super::table::Table;
use crate::acpc::answer::Answer;
use crate::acpc::match_state::MatchState;
use crate::acpc::wire::Event;

/// How long the player to act may think before everybody else is told what has happened.
const PATIENCE: Duration = Duration::from_millis(1);

/// Major and minor number of the protocol.
const VERSION: (u32, u32) = (2, 0);

impl Match<'_> {
    /// Reads the greeting of everybody on a wire.
    pub(super) fn greet(&mut self) -> Result<(), DealerError> {
        let started = Instant::now();
        for seat in 0..self.seats.len() {
            while !self.has_greeted(seat)? {
                if (self.stop)() {
                    return Err(DealerError::Interrupted);
                }
                if self.options.start_timeout.is_some_and(|limit| started.elapsed() > limit) {
                    return Err(self.gone(seat, "did not greet in time"));
                }
            }
        }
        Ok(())
    }

    /// Reads a line that may be a greeting, if one comes within a moment; returns whether it was one.
    fn has_greeted(&mut self, seat: usize) -> Result<bool, DealerError> {
        let Some(wire) = self.wire(seat) else { return Ok(true) };
        let version = wire.receive(POLL).map_err(|error| error.to_string()).and_then(greeting);
        let version = version.map_err(|reason| self.gone(seat, reason))?;
        if let Some((major, minor)) = version.filter(|&version| version != VERSION) {
            self.notice(seat, None, &format!("speaks version {major}.{minor}, this dealer 2.0"));
        }
        Ok(version.is_some())
    }

    /// Listens to a player that owes answers: takes all that have come, or waits a moment.
    pub(super) fn serve(&mut self, seat: usize) -> Result<(), DealerError> {
        self.flush(seat)?;
        let mut wait = PATIENCE;
        loop {
            let heard = self.listen(seat, wait)?;
            self.check_time(seat)?;
            if !heard {
                // Players with nothing to answer are told what they wait for.
                self.flush_all()?;
                self.records.log.flush()?;
            }
            if (self.stop)() {
                return Err(DealerError::Interrupted);
            }
            let more = heard && self.wire(seat).is_some_and(|wire| wire.has_line());
            let alone = self.waits().all(|waiting| waiting == seat);
            let owes = self.waits().any(|waiting| waiting == seat);
            if !owes || !more && (heard || !alone) {
                return Ok(());
            }
            wait = POLL;
        }
    }

    /// Seats that owe an answer, once for every answer.
    fn waits(&self) -> impl Iterator<Item = usize> + '_ {
        self.tables.iter().filter_map(|table| table.waits_for).map(|(seat, _)| seat)
    }

    /// Reads the next line of a player, if one comes within this time.
    fn listen(&mut self, seat: usize, wait: Duration) -> Result<bool, DealerError> {
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        let Some(wire) = self.wire(seat) else { return Ok(false) };
        let event = match wire.receive(wait) {
            Ok(Event::Line(bytes)) => {
                line.push_str(&String::from_utf8_lossy(bytes));
                Ok(None)
            }
            Ok(Event::Nothing) => return Ok(false),
            Ok(Event::TooLong(bytes)) => Ok(Some(bytes)),
            Ok(Event::Closed(0)) => Err("left the table".to_owned()),
            Ok(Event::Closed(bytes)) => Err(format!("left the table after {bytes} bytes of a line")),
            Err(error) => Err(error.to_string()),
        };
        match event.map_err(|reason| self.gone(seat, reason))? {
            None => self.hear(seat, &line)?,
            Some(bytes) => self.notice(seat, None, &format!("a line of {bytes} bytes is passed over")),
        }
        self.line = line;
        Ok(true)
    }

    /// Ends the match if an answer is overdue.
    pub(super) fn check_time(&mut self, seat: usize) -> Result<(), DealerError> {
        for table in &self.tables {
            let Some((_, since)) = table.waits_for.filter(|(waiting, _)| *waiting == seat) else { continue };
            let took = since.elapsed();
            self.judge_time(table, seat, took, table.used[seat] + took, self.clocks[seat].in_match + took)?;
        }
        Ok(())
    }

    pub(super) fn judge_time(
        &self,
        table: &Table,
        seat: usize,
        response: Duration,
        hand: Duration,
        in_match: Duration,
    ) -> Result<(), DealerError> {
        match self.options.limits.broken(response, hand, in_match, self.options.hands) {
            None => Ok(()),
            Some(reason) => {
                let name = self.seats[seat].name.clone();
                Err(DealerError::Time { name, hand: table.number, reason })
            }
        }
    }

    /// Handles a line of a player.
    pub(super) fn hear(&mut self, seat: usize, line: &str) -> Result<(), DealerError> {
        self.write_transcript("FROM", seat, line)?;
        if line.starts_with(['#', ';']) {
            return Ok(());
        }
        let owed = |table: &Table| table.waits_for.is_some_and(|(waiting, _)| waiting == seat);
        let asked = self.tables.iter().position(|table| owed(table) && table.answered(line).is_some());
        let (table, answer) = match asked {
            Some(table) => {
                let Table { hand, .. } = &self.tables[table];
                (table, Answer::read(self.tables[table].answered(line).unwrap_or_default(), hand))
            }
            None => match self.understand(seat, line) {
                Ok(understood) => understood,
                Err(reason) => {
                    self.notice(seat, None, reason);
                    return Ok(());
                }
            },
        };
        self.take_time(table, seat)?;
        if let Some(wrong) = answer.wrong {
            self.notice(seat, Some(self.tables[table].number), wrong);
        }
        self.count_mistake(table, seat, answer.is_mistake)?;
        self.tables[table].waits_for = None;
        self.act(table, answer.action)?;
        self.advance(table)
    }

    /// A line that does not repeat the prompt word for word, but may still say the same.
    pub(super) fn understand(&self, seat: usize, line: &str) -> Result<(usize, Answer), &'static str> {
        let (state, rest) = MatchState::parse(line, &self.game)
            .map_err(|_| "a line that is no match state is passed over")?;
        let owed = |table: &Table| table.waits_for.is_some_and(|(waiting, _)| waiting == seat);
        let asked = self.tables.iter().position(|table| owed(table) && table.is_asked(&state));
        let table = asked.ok_or("an answer that was not asked for is passed over")?;
        Ok((table, Answer::read(rest.strip_prefix(':').unwrap_or_default(), &self.tables[table].hand)))
    }

    pub(super) fn notice(&mut self, seat: usize, hand: Option<u32>, what: &str) {
        let name = &self.seats[seat].name;
        let hand = hand.map_or_else(String::new, |hand| format!(" in hand {hand}"));
        (self.records.notice)(&format!("player {name}{hand}: {what}"));
    }

    pub(super) fn take_time(&mut self, table: usize, seat: usize) -> Result<(), DealerError> {
        let Some((_, since)) = self.tables[table].waits_for else { return Ok(()) };
        let took = since.elapsed();
        self.tables[table].used[seat] += took;
        self.clocks[seat].in_match += took;
        let (hand, in_match) = (self.tables[table].used[seat], self.clocks[seat].in_match);
        self.judge_time(&self.tables[table], seat, took, hand, in_match)
    }

    pub(super) fn count_mistake(
        &mut self,
        table: usize,
        seat: usize,
        counts: bool,
    ) -> Result<(), DealerError> {
        self.clocks[seat].mistakes += u32::from(counts);
        let limit = self.options.limits.invalid_actions;
        if self.clocks[seat].mistakes > limit {
            let (name, hand) = (self.seats[seat].name.clone(), self.tables[table].number);
            return Err(DealerError::Mistakes { name, hand, limit });
        }
        Ok(())
    }
}

/// Version that a greeting names; `None` if what came is not a greeting.
///
/// # Errors
/// What a player did instead.
fn greeting(event: Event<'_>) -> Result<Option<(u32, u32)>, String> {
    match event {
        Event::Nothing => Ok(None),
        Event::Line(line) if line.starts_with(b"#") || line.starts_with(b";") => Ok(None),
        Event::Line(line) => read_version(line).map(Some).ok_or_else(|| {
            let found = String::from_utf8_lossy(&line[..line.len().min(60)]);
            format!("greets with `{found}`, expected VERSION:2.0.0")
        }),
        Event::TooLong(_) => Err("greets with a line without end".to_owned()),
        Event::Closed(_) => Err("left before its greeting".to_owned()),
    }
}

/// Major and minor number of a greeting, `VERSION:2.0.0`.
fn read_version(line: &[u8]) -> Option<(u32, u32)> {
    let numbers = std::str::from_utf8(line).ok()?.trim().strip_prefix("VERSION:")?;
    let mut numbers = numbers.split('.').map(str::parse::<u32>);
    let (major, minor) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    numbers.next()?.ok()?;
    Some((major, minor))
}
