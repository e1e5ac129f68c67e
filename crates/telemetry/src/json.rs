//! JSON lines: one object per event, written whole and flushed at once.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::event::Event;
use crate::reporter::{Sink, SinkError};

/// Writes every event as one line of JSON.
#[derive(Debug)]
pub struct JsonSink<W> {
    name: String,
    out: W,
    line: Vec<u8>,
}

impl<W: Write + Send> JsonSink<W> {
    /// Writes to `out`, which a warning would call `name`.
    pub fn new(name: &str, out: W) -> JsonSink<W> {
        JsonSink { name: name.to_owned(), out, line: Vec::new() }
    }
}

impl JsonSink<File> {
    /// Continues a log file such as `log.jsonl`, or starts it. If a kill cut the last line short, that line
    /// is ended, and stays the only one that does not parse.
    ///
    /// # Errors
    /// [`SinkError::Io`] if it cannot be opened.
    pub fn append(path: &Path) -> Result<JsonSink<File>, SinkError> {
        let name = path.to_string_lossy().into_owned();
        match open_at_line_start(path) {
            Ok(file) => Ok(JsonSink { name, out: file, line: Vec::new() }),
            Err(source) => Err(SinkError::Io { name, source }),
        }
    }
}

/// Opens for appending, after a line feed or at the beginning.
fn open_at_line_start(path: &Path) -> io::Result<File> {
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    if file.metadata()?.len() > 0 {
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            file.write_all(b"\n")?;
        }
    }
    Ok(file)
}

impl<W: Write + Send> Sink for JsonSink<W> {
    fn name(&self) -> &str {
        &self.name
    }

    fn event(&mut self, event: &Event) -> Result<(), SinkError> {
        self.line.clear();
        let encoded = serde_json::to_writer(&mut self.line, event);
        encoded.map_err(|source| SinkError::Encode { name: self.name.clone(), source })?;
        self.line.push(b'\n');
        let written = self.out.write_all(&self.line).and_then(|()| self.out.flush());
        written.map_err(|e| SinkError::io(&self.name, e))
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        self.out.flush().map_err(|e| SinkError::io(&self.name, e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{EventKind, Outcome, Progress};
    use crate::reporter::Reporter;

    fn events(path: &Path) -> Vec<Option<Event>> {
        std::fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).ok()).collect()
    }

    #[test]
    fn every_kind_of_event_reads_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log.jsonl");
        let mut reporter = Reporter::new().with(JsonSink::append(&path).unwrap());
        reporter.run_started("train", "0.1.0");
        reporter.phase_started("train");
        let progress = Progress { total: Some(3), nodes_per_sec: Some(0.1), ..Progress::new("it", 1) };
        reporter.progress(progress.clone());
        reporter.scalar("Training/Utility", 1, -0.125);
        reporter.message("line\nfeeds \"stay\" within");
        reporter.warning("ümlaut");
        reporter.file_written("checkpoint", Path::new("a/b.hdm"), 12);
        reporter.run_finished(Outcome::Done);
        let events: Vec<_> = events(&path).into_iter().map(|e| e.expect("every line parses").kind).collect();
        assert_eq!(events.len(), 9);
        assert!(matches!(&events[0], EventKind::RunStarted { command, unix_secs, .. }
                if command == "train" && *unix_secs > 0));
        assert_eq!(events[2], EventKind::Progress(Progress { phase: "train".into(), ..progress }));
        assert_eq!(events[3], EventKind::Scalar { tag: "Training/Utility".into(), step: 1, value: -0.125 });
        assert_eq!(events[4], EventKind::Message { text: "line\nfeeds \"stay\" within".into() });
        assert!(matches!(&events[7], EventKind::PhaseFinished { phase, .. } if phase == "train"));
    }

    #[test]
    fn a_log_cut_by_a_kill_is_continued_on_a_new_line() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log.jsonl");
        let say = |text: &str| Reporter::new().with(JsonSink::append(&path).unwrap()).message(text);
        say("first");
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 5]).unwrap();
        say("second");
        say("third");
        let parsed: Vec<_> = events(&path).into_iter().map(|e| e.is_some()).collect();
        assert_eq!(parsed, [false, true, true]);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_drops_the_log_and_nothing_else() {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut reporter = Reporter::new().with(JsonSink::new("log.jsonl", full));
        reporter.message("x");
        assert!(matches!(&reporter.failures()[0], SinkError::Io { name, source }
            if name == "log.jsonl" && source.kind() == io::ErrorKind::StorageFull));
    }
}
