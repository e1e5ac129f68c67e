//! A log read back: the lines that [`JsonSink`](crate::json::JsonSink) has written, event by event.
//!
//! A kill may cut a line short: the last one, or the last one before the run was started again. Any other
//! line that is no event is an error.

use std::io::{self, BufRead, Read};

use crate::event::{Event, EventKind};

/// Longest line, in bytes.
const MOST_BYTES: u64 = 1 << 20;

/// An event with the time of all sessions.
#[derive(Clone, Debug, PartialEq)]
pub struct Logged {
    /// Seconds of all sessions until then.
    pub secs: f64,
    /// What happened.
    pub kind: EventKind,
}

/// The time of a log over its sessions, each of which counts its own seconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogClock {
    /// Seconds of the sessions before.
    before: f64,
    /// Seconds since the last start.
    this_session: f64,
}

impl LogClock {
    /// The next event of a log with its time.
    pub fn timed(&mut self, event: Event) -> Logged {
        if matches!(event.kind, EventKind::RunStarted { .. }) {
            *self = Self { before: self.before + self.this_session, this_session: 0.0 };
        }
        self.this_session = event.elapsed_secs;
        Logged { secs: self.before + self.this_session, kind: event.kind }
    }
}

/// Why a log cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LogReadError {
    /// A line that no kill has cut.
    #[error("line {line} is no event")]
    NoEvent {
        /// Its number, from 1.
        line: u64,
    },
    /// The system refuses.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The events of a log, in order; ends with the first error.
#[derive(Debug)]
pub struct LogReader<R> {
    reader: R,
    clock: LogClock,
    line: Vec<u8>,
    /// Number of the line.
    number: u64,
    /// A line that did not parse, and that nothing followed yet.
    unread: Option<u64>,
    whole: u64,
    cut: u64,
    is_over: bool,
}

impl<R: BufRead> LogReader<R> {
    /// Reads a log from its beginning.
    pub fn new(reader: R) -> Self {
        let (clock, line) = (LogClock::default(), Vec::new());
        Self { reader, clock, line, number: 0, unread: None, whole: 0, cut: 0, is_over: false }
    }

    /// Lines that were read and are whole.
    pub fn whole(&self) -> u64 {
        self.whole
    }

    /// Lines that were read and that a kill has cut short.
    pub fn cut(&self) -> u64 {
        self.cut
    }

    fn read(&mut self) -> Result<Option<Logged>, LogReadError> {
        loop {
            self.line.clear();
            if self.reader.by_ref().take(MOST_BYTES).read_until(b'\n', &mut self.line)? == 0 {
                self.cut += u64::from(self.unread.take().is_some());
                return Ok(None);
            }
            self.number += 1;
            if let Some(event) = self.parsed()? {
                return Ok(Some(self.clock.timed(event)));
            }
        }
    }

    /// The event of the line; `None` if a kill may have cut it.
    fn parsed(&mut self) -> Result<Option<Event>, LogReadError> {
        let event = serde_json::from_slice::<Event>(&self.line).ok();
        let starts = event.as_ref().is_some_and(|event| matches!(event.kind, EventKind::RunStarted { .. }));
        if let Some(line) = self.unread.take() {
            if !starts {
                return Err(LogReadError::NoEvent { line });
            }
            self.cut += 1;
        }
        match event {
            Some(_) => self.whole += 1,
            None => self.unread = Some(self.number),
        }
        Ok(event)
    }
}

impl<R: BufRead> Iterator for LogReader<R> {
    type Item = Result<Logged, LogReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let read = self.read().transpose();
        self.is_over = !matches!(read, Some(Ok(_)));
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::JsonSink;
    use crate::{Outcome, Reporter};

    /// What a session of one scalar writes.
    fn session(step: u64) -> Vec<u8> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log.jsonl");
        let mut reporter = Reporter::new().with(JsonSink::append(&path).unwrap());
        reporter.run_started("train", "1");
        reporter.scalar("t", step, 0.5);
        reporter.run_finished(Outcome::Done);
        std::fs::read(path).unwrap()
    }

    fn read(log: &[u8]) -> (Vec<Result<Logged, String>>, u64, u64) {
        let mut reader = LogReader::new(log);
        let read = reader.by_ref().map(|event| event.map_err(|error| error.to_string())).collect();
        (read, reader.whole(), reader.cut())
    }

    #[test]
    fn a_line_cut_by_a_kill_is_passed_over_at_the_end_and_before_a_start() {
        let whole = session(7);
        let (events, lines, cut) = read(&whole);
        assert!(events.iter().all(Result::is_ok));
        assert_eq!((events.len(), lines, cut), (3, 3, 0));
        let killed = &whole[..whole.len() - 7];
        assert_eq!(read(killed).0, events[..2]);
        let resumed = [killed, b"\n", &session(9)].concat();
        let (events, lines, cut) = read(&resumed);
        assert_eq!((events.len(), lines, cut), (5, 5, 1));
    }

    #[test]
    fn any_other_line_that_is_no_event_is_named_and_ends_the_log() {
        let log = [&b"{}\n"[..], &session(1)[20..], &session(2)].concat();
        let (events, ..) = read(&log);
        assert_eq!(events, [Err("line 1 is no event".to_owned())]);
        let scalar = br#"{"elapsed_secs":1.0,"event":"scalar","tag":"t","step":1,"value":1.0}"#;
        let log = [&scalar[..], b"\nwhat\n", scalar, b"\n"].concat();
        let (events, ..) = read(&log);
        assert!(matches!(&events[..], [Ok(_), Err(error)] if error == "line 2 is no event"), "{events:?}");
    }

    #[test]
    fn the_time_of_a_log_goes_on_over_its_sessions() {
        let at = |elapsed_secs: f64, kind: &str| format!("{{\"elapsed_secs\":{elapsed_secs},{kind}}}\n");
        let started = r#""event":"run_started","command":"c","version":"v","unix_secs":1"#;
        let said = r#""event":"message","text":"t""#;
        let log = [at(0.0, started), at(5.0, said), at(0.0, started), at(2.0, said)].concat();
        let secs: Vec<f64> = LogReader::new(log.as_bytes()).map(|event| event.unwrap().secs).collect();
        assert_eq!(secs, [0.0, 5.0, 5.0, 7.0]);
    }
}
