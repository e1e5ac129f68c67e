//! Progress of the crates below, passed to a reporter.

use std::ops::ControlFlow;

use holdem_blueprint::progress::{Advance, Event};
use holdem_telemetry::{Progress, Reporter, StopFlag};

/// An observer that passes events to a reporter, and ends the work when the flag is set.
pub fn observer<'o>(
    reporter: &'o mut Reporter,
    stop: &'o StopFlag,
) -> impl FnMut(Event<'_>) -> ControlFlow<()> + Send + 'o {
    move |event| {
        match event {
            Event::Started(phase) => reporter.phase_started(phase),
            Event::Finished(phase) => reporter.phase_finished(phase),
            // Checked first: one event per batch would be too many.
            Event::Advanced(advance) if reporter.progress_due() || advance.is_complete() => {
                reporter.progress(progress(&advance));
            }
            Event::Advanced(_) => {}
        }
        if stop.is_set() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

fn progress(advance: &Advance<'_>) -> Progress {
    Progress {
        phase: advance.detail.to_owned(),
        total: advance.total,
        iterations_per_sec: advance.iterations_per_sec,
        nodes_per_sec: advance.nodes_per_sec,
        ..Progress::new(advance.unit, advance.done)
    }
}
