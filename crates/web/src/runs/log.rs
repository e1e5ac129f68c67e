//! `log.jsonl`, read as it grows.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use holdem_telemetry::Event;
use holdem_telemetry::log::LogClock;

pub(crate) use holdem_telemetry::log::Logged;

use crate::files::FileId;

/// Most bytes that are read at once.
const MOST: u64 = 8 << 20;
/// Bytes that a log is known by: the start of a run, with its time, and the first events behind it.
const HEAD: usize = 1 << 10;

/// A place in a log.
#[derive(Clone, Debug, Default)]
pub(crate) struct LogReader {
    /// Which file it is, and how it begins: another run may have been put in its place.
    file: Option<FileId>,
    head: Vec<u8>,
    /// Bytes that were read.
    read: u64,
    /// A line that is not whole yet.
    rest: Vec<u8>,
    /// The time there.
    clock: LogClock,
}

/// What came of reading a log.
#[derive(Debug, Default)]
pub(crate) struct News {
    pub(crate) events: Vec<Logged>,
    /// Whether there is more.
    pub(crate) more: bool,
    /// Whether this is another log than the one before, read from its beginning.
    pub(crate) anew: bool,
}

impl LogReader {
    /// Everything that was written since the last time, up to some megabytes. A log that is not there has
    /// nothing; one that is shorter than before, begins in another way or is another file is read from the
    /// beginning.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn read(&mut self, path: &Path) -> io::Result<News> {
        let mut file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let anew = std::mem::take(self).file.is_some();
                return Ok(News { anew, ..News::default() });
            }
            opened => opened?,
        };
        let metadata = file.metadata()?;
        let (length, id) = (metadata.len(), FileId::of(&metadata));
        let mut head = Vec::new();
        (&file).take(self.head.len() as u64).read_to_end(&mut head)?;
        let anew = self.file.is_some_and(|known| known != id) || length < self.read || head != self.head;
        if anew {
            *self = Self::default();
        }
        self.file = Some(id);
        file.seek(SeekFrom::Start(self.read))?;
        let mut bytes = Vec::new();
        file.take(MOST).read_to_end(&mut bytes)?;
        if self.head.len() as u64 == self.read {
            let room = HEAD - self.head.len();
            self.head.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
        self.read += bytes.len() as u64;
        Ok(News { events: self.events(&bytes), more: self.read < length, anew })
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
        assert!(reader.read(&path).unwrap().events.is_empty());
        let scalar = |secs: f64, step: u64| {
            format!(r#"{{"elapsed_secs":{secs},"event":"scalar","tag":"t","step":{step},"value":1.0}}"#)
        };
        let started =
            r#"{"elapsed_secs":0.0,"event":"run_started","command":"c","version":"v","unix_secs":1}"#;
        let first = format!("{started}\n{}\n{}", scalar(5.0, 1), &scalar(6.0, 2)[..20]);
        fs::write(&path, first).unwrap();
        let secs = |events: &[Logged]| events.iter().map(|event| event.secs).collect::<Vec<_>>();
        let mut read = || reader.read(&path).map(|news| (secs(&news.events), news.anew)).unwrap();
        assert_eq!(read(), (vec![0.0, 5.0], false));
        let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
        write!(file, "\n{started}\n{}\n", scalar(2.0, 3)).unwrap();
        assert_eq!(read(), (vec![5.0, 7.0], false));
        // Shorter: it cannot be the same.
        fs::write(&path, format!("{}\n", scalar(1.0, 1))).unwrap();
        assert_eq!((read(), read()), ((vec![1.0], true), (vec![], false)));
        // Longer than before, and begun in another way.
        fs::write(&path, format!("{}\n{}\n", scalar(3.0, 1), scalar(4.0, 2))).unwrap();
        assert_eq!(read(), (vec![3.0, 4.0], true));
        // The same text and more in another file.
        let longer = format!("{}{}\n", fs::read_to_string(&path).unwrap(), scalar(5.0, 3));
        fs::write(folder.path().join("new"), longer).unwrap();
        fs::rename(folder.path().join("new"), &path).unwrap();
        assert_eq!(read(), (vec![3.0, 4.0, 5.0], true));
        fs::remove_file(&path).unwrap();
        assert_eq!((read(), read()), ((vec![], true), (vec![], false)));
    }
}
