//! `log.jsonl`, read as it grows.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use holdem_telemetry::Event;
use holdem_telemetry::log::LogClock;

pub(crate) use holdem_telemetry::log::Logged;

/// Most bytes that are read at once.
const MOST: u64 = 8 << 20;

/// A place in a log.
#[derive(Clone, Debug, Default)]
pub(crate) struct LogReader {
    /// Bytes that were read.
    read: u64,
    /// A line that is not whole yet.
    rest: Vec<u8>,
    /// The time there.
    clock: LogClock,
}

impl LogReader {
    /// Everything that was written since the last time, up to some megabytes; says whether there is more. A
    /// log that is not there has nothing; one that is shorter than before is read from the beginning.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn read(&mut self, path: &Path) -> io::Result<(Vec<Logged>, bool)> {
        let mut file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((Vec::new(), false)),
            opened => opened?,
        };
        let length = file.metadata()?.len();
        if length < self.read {
            *self = Self::default();
        }
        file.seek(SeekFrom::Start(self.read))?;
        let mut bytes = Vec::new();
        self.read += file.take(MOST).read_to_end(&mut bytes)? as u64;
        let events = self.events(&bytes);
        Ok((events, self.read < length))
    }

    fn events(&mut self, bytes: &[u8]) -> Vec<Logged> {
        self.rest.extend_from_slice(bytes);
        let whole = self.rest.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let rest = self.rest.split_off(whole);
        let lines = std::mem::replace(&mut self.rest, rest);
        // A line that a kill has cut is no event.
        let events = lines.split(|&byte| byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok());
        events.map(|event: Event| self.clock.timed(event)).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::*;

    #[test]
    fn a_log_is_read_as_it_grows_over_starts_and_cut_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.jsonl");
        let mut reader = LogReader::default();
        assert!(reader.read(&path).unwrap().0.is_empty());
        let scalar = |secs: f64, step: u64| {
            format!(r#"{{"elapsed_secs":{secs},"event":"scalar","tag":"t","step":{step},"value":1.0}}"#)
        };
        let started =
            r#"{"elapsed_secs":0.0,"event":"run_started","command":"c","version":"v","unix_secs":1}"#;
        let first = format!("{started}\n{}\n{}", scalar(5.0, 1), &scalar(6.0, 2)[..20]);
        fs::write(&path, first).unwrap();
        let secs = |events: &[Logged]| events.iter().map(|event| event.secs).collect::<Vec<_>>();
        assert_eq!(secs(&reader.read(&path).unwrap().0), [0.0, 5.0]);
        let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
        write!(file, "\n{started}\n{}\n", scalar(2.0, 3)).unwrap();
        assert_eq!(secs(&reader.read(&path).unwrap().0), [5.0, 7.0]);
        fs::write(&path, format!("{}\n", scalar(1.0, 1))).unwrap();
        assert_eq!(secs(&reader.read(&path).unwrap().0), [1.0]);
    }
}
