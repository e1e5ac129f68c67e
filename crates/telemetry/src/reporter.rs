//! One reporter, many sinks.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use crate::event::{Event, EventKind, Outcome, Progress};

/// Shows or keeps events.
pub trait Sink: Send {
    /// What it is called in a warning about it: its path, or the option that asked for it.
    fn name(&self) -> &str;

    /// Takes one event. Events arrive in the order of their times.
    ///
    /// # Errors
    /// What keeps it from doing so; the sink is then dropped.
    fn event(&mut self, event: &Event) -> Result<(), SinkError>;

    /// Makes everything taken so far visible.
    ///
    /// # Errors
    /// As [`Sink::event`].
    fn flush(&mut self) -> Result<(), SinkError>;
}

/// A sink could not take an event.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SinkError {
    /// The operating system refused.
    #[error("cannot write {name}")]
    Io {
        /// The sink.
        name: String,
        /// Why.
        source: io::Error,
    },
    /// An event could not be encoded.
    #[error("cannot encode an event for {name}")]
    Encode {
        /// The sink.
        name: String,
        /// Why.
        source: serde_json::Error,
    },
}

impl SinkError {
    pub(crate) fn io(name: &str, source: io::Error) -> SinkError {
        SinkError::Io { name: name.to_owned(), source }
    }
}

/// The voice of a run: turns calls into timed events and hands them to every sink.
///
/// It is owned by one thread; workers hand their counts to that thread.
pub struct Reporter {
    start: Instant,
    interval: Duration,
    sinks: Vec<Box<dyn Sink>>,
    failures: Vec<SinkError>,
    /// The phases begun and not finished, innermost last.
    phases: Vec<Phase>,
}

/// A phase under way.
struct Phase {
    name: String,
    start: Instant,
    /// What its latest progress was called.
    part: String,
    /// Time and count of the first progress of that name: what the time left is estimated from.
    first: Option<(Instant, u64)>,
    last: Option<Instant>,
}

impl Reporter {
    /// A reporter without sinks; its clock starts now, and progress is due every second.
    #[must_use]
    pub fn new() -> Reporter {
        let interval = Duration::from_secs(1);
        Reporter {
            start: Instant::now(),
            interval,
            sinks: Vec::new(),
            failures: Vec::new(),
            phases: Vec::new(),
        }
    }

    /// Adds a sink.
    #[must_use]
    pub fn with(mut self, sink: impl Sink + 'static) -> Reporter {
        self.add(Box::new(sink));
        self
    }

    /// Adds a sink chosen at run time.
    pub fn add(&mut self, sink: Box<dyn Sink>) {
        self.sinks.push(sink);
    }

    /// Makes progress due every `interval` instead of every second.
    #[must_use]
    pub fn with_progress_interval(self, interval: Duration) -> Reporter {
        Reporter { interval, ..self }
    }

    /// Time since the run started.
    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// The sinks that failed and were dropped, in the order in which they did.
    pub fn failures(&self) -> &[SinkError] {
        &self.failures
    }

    /// Says that the run begins.
    pub fn run_started(&mut self, command: &str, version: &str) {
        let unix_secs = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |t| t.as_secs());
        self.emit(EventKind::RunStarted {
            command: command.to_owned(),
            version: version.to_owned(),
            unix_secs,
        });
    }

    /// Says that a phase begins; it may lie within another one.
    pub fn phase_started(&mut self, phase: &str) {
        self.phases.push(Phase {
            name: phase.to_owned(),
            start: Instant::now(),
            part: String::new(),
            first: None,
            last: None,
        });
        self.emit(EventKind::PhaseStarted { phase: phase.to_owned() });
    }

    /// Says that a phase is over, and with it every phase within it. A phase that never began is not
    /// reported.
    pub fn phase_finished(&mut self, phase: &str) {
        let Some(at) = self.phases.iter().rposition(|p| p.name == phase) else { return };
        for phase in self.phases.split_off(at).into_iter().rev() {
            let secs = to_millis(phase.start.elapsed());
            self.emit(EventKind::PhaseFinished { phase: phase.name, secs });
        }
    }

    /// True if the next [`Reporter::progress`] will be passed on. Costs a look at the clock: call it before
    /// computing rates.
    pub fn progress_due(&self) -> bool {
        self.phases.last().is_none_or(|p| p.last.is_none_or(|last| last.elapsed() >= self.interval))
    }

    /// Reports how far the current phase has got. Ignored when neither due nor complete, so that it can be
    /// called once per batch. Phase and time left are filled in where they are missing.
    pub fn progress(&mut self, mut progress: Progress) {
        if !self.progress_due() && !progress.is_complete() {
            return;
        }
        if let Some(phase) = self.phases.last_mut() {
            let now = Instant::now();
            phase.last = Some(now);
            if phase.part != progress.phase {
                phase.part.clone_from(&progress.phase);
                phase.first = None;
            }
            let (since, done) = *phase.first.get_or_insert((now, progress.done));
            let secs = (now - since).as_secs_f64();
            progress.remaining_secs = progress.remaining_secs.or_else(|| time_left(&progress, done, secs));
            if progress.phase.is_empty() {
                progress.phase.clone_from(&phase.name);
            }
        }
        self.emit(EventKind::Progress(progress));
    }

    /// Adds a point to a chart.
    pub fn scalar(&mut self, tag: &str, step: u64, value: f64) {
        self.emit(EventKind::Scalar { tag: tag.to_owned(), step, value });
    }

    /// Says something worth knowing.
    pub fn message(&mut self, text: impl Into<String>) {
        self.emit(EventKind::Message { text: text.into() });
    }

    /// Says something that should not be missed.
    pub fn warning(&mut self, text: impl Into<String>) {
        self.emit(EventKind::Warning { text: text.into() });
    }

    /// Says that a file is complete, for example a `checkpoint`.
    pub fn file_written(&mut self, what: &str, path: &Path, bytes: u64) {
        let path = path.to_string_lossy().into_owned();
        self.emit(EventKind::FileWritten { what: what.to_owned(), path, bytes });
    }

    /// Says that the run is over: ends all phases and flushes all sinks.
    pub fn run_finished(&mut self, outcome: Outcome) {
        if let Some(outermost) = self.phases.first().map(|p| p.name.clone()) {
            self.phase_finished(&outermost);
        }
        let secs = to_millis(self.elapsed());
        self.emit(EventKind::RunFinished { outcome, secs });
        self.flush();
    }

    /// Hands an event to every sink.
    pub fn emit(&mut self, kind: EventKind) {
        let event = Event { elapsed_secs: to_millis(self.elapsed()), kind };
        self.for_each_sink(|sink| sink.event(&event));
    }

    /// Makes everything said so far visible.
    pub fn flush(&mut self) {
        self.for_each_sink(|sink| sink.flush());
    }

    /// Calls every sink; drops those that fail, and tells the others.
    fn for_each_sink(&mut self, mut call: impl FnMut(&mut dyn Sink) -> Result<(), SinkError>) {
        let mut failed = Vec::new();
        self.sinks.retain_mut(|sink| match call(sink.as_mut()) {
            Ok(()) => true,
            Err(error) => {
                failed.push(error);
                false
            }
        });
        for error in failed {
            let text = match std::error::Error::source(&error) {
                Some(source) => format!("{error}: {source}; the run goes on without it"),
                None => format!("{error}; the run goes on without it"),
            };
            self.failures.push(error);
            // Ends: each round has fewer sinks.
            self.warning(text);
        }
    }
}

impl Default for Reporter {
    fn default() -> Reporter {
        Reporter::new()
    }
}

impl std::fmt::Debug for Reporter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sinks: Vec<_> = self.sinks.iter().map(|s| s.name()).collect();
        f.debug_struct("Reporter")
            .field("sinks", &sinks)
            .field("failures", &self.failures)
            .finish_non_exhaustive()
    }
}

/// Seconds left if the rest goes as fast as in the last `secs` seconds, since `done_before` were done.
fn time_left(progress: &Progress, done_before: u64, secs: f64) -> Option<f64> {
    let rest = progress.total?.saturating_sub(progress.done) as f64;
    let done = progress.done.checked_sub(done_before).filter(|&done| done > 0)? as f64;
    Some((rest * secs / done * 1e3).round() / 1e3)
}

/// Seconds, to the millisecond.
fn to_millis(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e3).round() / 1e3
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// Keeps events; fails from the given one on.
    struct Memory {
        events: Arc<Mutex<Vec<EventKind>>>,
        fails_at: usize,
    }

    impl Sink for Memory {
        fn name(&self) -> &str {
            "memory"
        }

        fn event(&mut self, event: &Event) -> Result<(), SinkError> {
            let mut events = self.events.lock().unwrap();
            if events.len() == self.fails_at {
                return Err(SinkError::io("memory", io::ErrorKind::StorageFull.into()));
            }
            events.push(event.kind.clone());
            Ok(())
        }

        fn flush(&mut self) -> Result<(), SinkError> {
            Ok(())
        }
    }

    fn memory(fails_at: usize) -> (Memory, Arc<Mutex<Vec<EventKind>>>) {
        let events = Arc::new(Mutex::new(Vec::new()));
        (Memory { events: events.clone(), fails_at }, events)
    }

    #[test]
    fn a_failing_sink_is_named_once_and_dropped_and_the_others_go_on() {
        let (bad, bad_events) = memory(1);
        let (good, good_events) = memory(usize::MAX);
        let mut reporter = Reporter::new().with(bad).with(good);
        (0..5).for_each(|i| reporter.message(i.to_string()));
        assert_eq!(reporter.failures().len(), 1);
        assert_eq!(bad_events.lock().unwrap().len(), 1);
        let events = good_events.lock().unwrap();
        let warnings: Vec<_> = events.iter().filter(|e| matches!(e, EventKind::Warning { .. })).collect();
        assert_eq!((events.len(), warnings.len()), (6, 1));
        let EventKind::Warning { text } = warnings[0] else { unreachable!() };
        assert!(
            text.starts_with("cannot write memory: ") && text.ends_with("the run goes on without it"),
            "{text}"
        );
    }

    #[test]
    fn a_reporter_whose_sinks_all_fail_stays_usable() {
        let mut reporter = Reporter::new().with(memory(0).0).with(memory(0).0).with(memory(1).0);
        (0..3).for_each(|_| reporter.message("x"));
        reporter.run_finished(Outcome::Done);
        assert_eq!(reporter.failures().len(), 3);
    }

    #[test]
    fn progress_is_passed_on_when_due_or_complete() {
        let (sink, events) = memory(usize::MAX);
        let mut reporter = Reporter::new().with(sink).with_progress_interval(Duration::from_secs(3600));
        reporter.phase_started("train");
        for done in 1..=10 {
            reporter.progress(Progress { total: Some(10), ..Progress::new("it", done) });
        }
        let events = events.lock().unwrap();
        let done =
            events.iter().filter_map(|e| if let EventKind::Progress(p) = e { Some(p.done) } else { None });
        assert_eq!(done.collect::<Vec<_>>(), [1, 10]);
        assert!(matches!(&events[1], EventKind::Progress(p) if p.phase == "train"));
    }

    #[test]
    fn a_part_of_a_phase_is_timed_from_its_own_beginning() {
        let (sink, events) = memory(usize::MAX);
        let mut reporter = Reporter::new().with(sink).with_progress_interval(Duration::ZERO);
        reporter.phase_started("buckets");
        for (part, done) in [("river", 95), ("river", 100), ("turn", 10), ("turn", 90)] {
            let progress = Progress { phase: part.into(), total: Some(100), ..Progress::new("boards", done) };
            reporter.progress(progress);
            std::thread::sleep(Duration::from_millis(2));
        }
        let events = events.lock().unwrap();
        let left: Vec<_> = events
            .iter()
            .filter_map(|e| if let EventKind::Progress(p) = e { Some(p.remaining_secs) } else { None })
            .collect();
        assert_eq!((left[0], left[2]), (None, None));
        // 80 of the second part in the time since it began, though it is not as far as the first one began.
        assert!(left[3].is_some(), "{left:?}");
    }

    #[test]
    fn phases_within_a_phase_end_with_it() {
        let (sink, events) = memory(usize::MAX);
        let mut reporter = Reporter::new().with(sink);
        reporter.phase_started("outer");
        reporter.phase_started("inner");
        reporter.phase_finished("outer");
        reporter.phase_finished("never begun");
        reporter.phase_started("last");
        reporter.run_finished(Outcome::Done);
        let events = events.lock().unwrap();
        let finished: Vec<_> = events
            .iter()
            .filter_map(|e| {
                if let EventKind::PhaseFinished { phase, .. } = e { Some(phase.as_str()) } else { None }
            })
            .collect();
        assert_eq!(finished, ["inner", "outer", "last"]);
        assert!(matches!(events.last(), Some(EventKind::RunFinished { outcome: Outcome::Done, .. })));
    }

    #[test]
    fn time_left_counts_from_where_this_run_began() {
        // Resumed at 50 of 100; ten more took five seconds.
        let progress = Progress { total: Some(100), ..Progress::new("it", 60) };
        assert_eq!(time_left(&progress, 50, 5.0), Some(20.0));
        assert_eq!(time_left(&progress, 60, 0.0), None);
        assert_eq!(time_left(&Progress::new("it", 60), 50, 5.0), None);
    }
}
