//! Plain lines, for pipes: progress every ten seconds, beginning at once; everything else as it happens.

use std::io::Write;

use crate::event::{Event, EventKind, Progress};
use crate::reporter::{Sink, SinkError};
use crate::text;

const INTERVAL_SECS: f64 = 10.0;

/// Writes lines for people to any writer.
#[derive(Debug)]
pub struct LineSink<W> {
    name: String,
    out: W,
    /// The phase and the time of the last progress line.
    last: Option<(String, f64)>,
}

impl<W: Write + Send> LineSink<W> {
    /// Writes to `out`, which a warning would call `name`.
    pub fn new(name: &str, out: W) -> LineSink<W> {
        LineSink { name: name.to_owned(), out, last: None }
    }

    /// A progress line is due ten seconds after the last one, for a new phase, and at its end.
    fn is_due(&self, progress: &Progress, now: f64) -> bool {
        let Some((phase, last)) = &self.last else { return true };
        *phase != progress.phase || now - last >= INTERVAL_SECS || progress.is_complete()
    }

    fn text(&mut self, event: &Event) -> Option<String> {
        let EventKind::Progress(progress) = &event.kind else { return text::line(&event.kind) };
        if !self.is_due(progress, event.elapsed_secs) {
            return None;
        }
        self.last = Some((progress.phase.clone(), event.elapsed_secs));
        Some(text::progress_line(progress))
    }
}

impl<W: Write + Send> Sink for LineSink<W> {
    fn name(&self) -> &str {
        &self.name
    }

    fn event(&mut self, event: &Event) -> Result<(), SinkError> {
        let Some(text) = self.text(event) else { return Ok(()) };
        let written = writeln!(self.out, "{text}").and_then(|()| self.out.flush());
        written.map_err(|e| SinkError::io(&self.name, e))
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        self.out.flush().map_err(|e| SinkError::io(&self.name, e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_progress_is_shown_at_once_then_one_every_ten_seconds_and_the_last() {
        let mut sink = LineSink::new("stderr", Vec::new());
        for second in 0..=25 {
            let progress = Progress { phase: "train".into(), total: Some(25), ..Progress::new("it", second) };
            sink.event(&Event { elapsed_secs: second as f64, kind: EventKind::Progress(progress) }).unwrap();
        }
        let progress = Progress { phase: "eval".into(), ..Progress::new("boards", 1) };
        sink.event(&Event { elapsed_secs: 25.5, kind: EventKind::Progress(progress) }).unwrap();
        let text = String::from_utf8(sink.out).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "train:   0 %  0/25 it",
                "train:  40 %  10/25 it",
                "train:  80 %  20/25 it",
                "train: 100 %  25/25 it",
                "eval: 1 boards"
            ]
        );
    }

    #[test]
    fn warnings_are_shown_at_once_and_scalars_never() {
        let mut sink = LineSink::new("stderr", Vec::new());
        let scalar = EventKind::Scalar { tag: "t".into(), step: 1, value: 0.0 };
        for kind in [scalar, EventKind::Warning { text: "disk almost full".into() }] {
            sink.event(&Event { elapsed_secs: 0.0, kind }).unwrap();
        }
        assert_eq!(sink.out, b"warning: disk almost full\n");
    }
}
