//! A progress bar for people, drawn once a second; messages scroll above it.

use std::fmt;
use std::io;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::colour;
use crate::event::{Event, EventKind, Progress};
use crate::lines::LineSink;
use crate::reporter::{Sink, SinkError};
use crate::text;

const BAR: &str = "{prefix} [{bar:12}] {percent:>3} %  {wide_msg}";
const SPINNER: &str = "{prefix} {spinner} {elapsed}  {wide_msg}";
/// Columns of a bar before its message, without the prefix.
const BAR_COLUMNS: usize = " [            ] 100 %  ".len();
/// The same of a spinner, whose clock grows.
const SPINNER_COLUMNS: usize = " | 59m  ".len();
const TICK: Duration = Duration::from_secs(1);

/// Output for people: a bar if standard error is a terminal that can draw one, otherwise a line every ten
/// seconds.
pub fn stderr() -> Box<dyn Sink> {
    if colour::stderr_moves_its_cursor() {
        let columns = || console::Term::stderr().size().1;
        Box::new(TerminalSink::new(ProgressDrawTarget::stderr(), Box::new(columns)))
    } else {
        Box::new(LineSink::new("standard error", io::stderr()))
    }
}

/// Draws the current phase as a bar, or as a spinner as long as its total is unknown.
///
/// The spinner and its clock move by themselves once a second; the rest changes with [`EventKind::Progress`].
pub struct TerminalSink {
    screen: MultiProgress,
    columns: Columns,
    /// The phases begun and not finished; the innermost is drawn.
    phases: Vec<String>,
    bar: Option<ProgressBar>,
}

/// How wide the terminal is now.
pub type Columns = Box<dyn Fn() -> u16 + Send>;

impl fmt::Debug for TerminalSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TerminalSink").field("phases", &self.phases).finish_non_exhaustive()
    }
}

impl TerminalSink {
    /// Draws on a terminal, within its columns.
    pub fn new(target: ProgressDrawTarget, columns: Columns) -> TerminalSink {
        let screen = MultiProgress::with_draw_target(target);
        TerminalSink { screen, columns, phases: Vec::new(), bar: None }
    }

    /// Replaces what is drawn by a spinner for the innermost phase, or by nothing.
    fn redraw(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
            self.screen.remove(&bar);
        }
        if let Some(phase) = self.phases.last() {
            let bar = self.screen.add(ProgressBar::no_length());
            bar.set_style(style(SPINNER));
            bar.set_prefix(phase.clone());
            bar.enable_steady_tick(TICK);
            self.bar = Some(bar);
        }
    }

    fn progress(&mut self, progress: &Progress) {
        let Some(bar) = &self.bar else { return };
        if let Some(total) = progress.total {
            if bar.length() != Some(total) {
                bar.set_style(style(BAR));
                bar.set_length(total);
            }
            bar.set_position(progress.done);
        }
        let drawn = if bar.length().is_some() { BAR_COLUMNS } else { SPINNER_COLUMNS };
        let before = bar.prefix().chars().count() + drawn;
        bar.set_message(text::progress_within(
            progress,
            usize::from((self.columns)()).saturating_sub(before),
        ));
        bar.tick();
    }
}

/// A style of this module.
fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template).expect("the templates of this module are tested");
    style.progress_chars("=> ").tick_chars("|/-\\ ")
}

impl Sink for TerminalSink {
    fn name(&self) -> &str {
        "terminal"
    }

    fn event(&mut self, event: &Event) -> Result<(), SinkError> {
        match &event.kind {
            EventKind::Progress(progress) => self.progress(progress),
            EventKind::PhaseStarted { phase } => {
                self.phases.push(phase.clone());
                self.redraw();
                return Ok(());
            }
            EventKind::PhaseFinished { .. } => {
                self.phases.pop();
                self.redraw();
            }
            EventKind::RunFinished { .. } => {
                self.phases.clear();
                self.redraw();
            }
            _ => {}
        }
        let Some(line) = text::line(&event.kind) else { return Ok(()) };
        self.screen.println(line).map_err(|e| SinkError::io(self.name(), e))
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        Ok(())
    }
}

impl Drop for TerminalSink {
    /// Leaves no half-drawn bar behind.
    fn drop(&mut self) {
        self.phases.clear();
        self.redraw();
    }
}

#[cfg(test)]
mod screen;

#[cfg(test)]
mod tests {
    use super::screen::Screen;
    use super::*;
    use crate::event::Outcome;
    use crate::reporter::Reporter;

    fn screen(width: u16) -> (Screen, Reporter) {
        let term = Screen::new(width);
        let target = ProgressDrawTarget::term_like_with_hz(Box::new(term.clone()), 250);
        let sink = TerminalSink::new(target, Box::new(move || width));
        (term, Reporter::new().with(sink).with_progress_interval(Duration::ZERO))
    }

    fn half() -> Progress {
        Progress {
            total: Some(200),
            iterations_per_sec: Some(1_204_000.0),
            nodes_per_sec: Some(3.4e6),
            resident_bytes: Some(353_000_000),
            remaining_secs: Some(80.0),
            ..Progress::new("it", 100)
        }
    }

    #[test]
    fn a_known_total_is_drawn_as_a_bar_with_rates_memory_and_time_left() {
        let (term, mut reporter) = screen(120);
        reporter.phase_started("train");
        reporter.progress(half());
        assert_eq!(
            term.contents(),
            "train [======>     ]  50 %  1 min 20 s left, 1.20 M it/s, 3.40 M nodes/s, 353 MB, 100/200 it"
        );
    }

    #[test]
    fn an_unknown_total_is_drawn_as_a_spinner() {
        let (term, mut reporter) = screen(80);
        reporter.phase_started("buckets");
        reporter.progress(Progress::new("boards", 1_755));
        let line = term.contents();
        // The clock of the spinner goes on.
        assert!(line.starts_with("buckets ") && line.ends_with("s  1.75 k boards"), "{line}");
    }

    #[test]
    fn messages_scroll_above_the_bar_and_the_end_leaves_only_lines() {
        let (term, mut reporter) = screen(100);
        reporter.phase_started("train");
        reporter.progress(half());
        reporter.warning("the rate drifts");
        let lines = term.contents();
        let lines: Vec<_> = lines.lines().collect();
        assert_eq!(lines[0], "warning: the rate drifts");
        assert!(lines[1].starts_with("train [") && lines.len() == 2, "{lines:?}");
        reporter.run_finished(Outcome::Done);
        let lines = term.contents();
        let lines: Vec<_> = lines.lines().collect();
        assert_eq!(lines[0], "warning: the rate drifts");
        assert!(
            lines[1].starts_with("train: done in ") && lines[2].starts_with("finished after "),
            "{lines:?}"
        );
    }

    #[test]
    fn eighty_columns_show_time_left_rates_and_memory_and_fewer_still_keep_one_line() {
        for (width, last) in [(80, "353 MB"), (60, "1.20 M it/s"), (44, "1 min 20 s left")] {
            let (term, mut reporter) = screen(width);
            reporter.phase_started("train");
            reporter.progress(half());
            reporter.progress(Progress { done: 150, ..half() });
            let line = term.contents();
            assert!(line.contains("1 min 20 s left") && line.ends_with(last), "{line}");
            assert_eq!(line.lines().count(), 1, "{line}");
        }
    }

    #[test]
    fn dropping_the_sink_clears_the_bar() {
        let (term, mut reporter) = screen(80);
        reporter.phase_started("train");
        reporter.progress(half());
        drop(reporter);
        assert_eq!(term.contents(), "");
    }
}
