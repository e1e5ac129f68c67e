//! The words shown to people: in the bar, and in the lines of a pipe.

use std::borrow::Cow;

use crate::event::{EventKind, Outcome, Progress};
use crate::units;

/// The text beside the bar: time left, rates, memory, progress; unknown values are left out.
///
/// `1 min 20 s left, 1.20 M it/s, 3.40 M nodes/s, 353 MB, 120 k/285 k it`
pub fn progress(progress: &Progress) -> String {
    parts(progress).join(SEPARATOR)
}

/// As many of the first parts of [`progress`] as fit into so many columns, none of them cut; at least one.
///
/// What matters most comes first: 80 columns show time left, both rates and memory.
pub fn progress_within(progress: &Progress, columns: usize) -> String {
    let mut text = String::new();
    for part in parts(progress) {
        let width = text.chars().count() + SEPARATOR.len() + part.chars().count();
        if !text.is_empty() {
            if width > columns {
                break;
            }
            text.push_str(SEPARATOR);
        }
        text.push_str(&part);
    }
    text
}

const SEPARATOR: &str = ", ";

fn parts(progress: &Progress) -> Vec<String> {
    let rate = |per_sec: Option<f64>, unit| per_sec.map(|rate| units::si_unit(rate, unit));
    let left = progress.remaining_secs.filter(|secs| secs.is_finite() && !progress.is_complete());
    let parts = [
        left.map(|secs| format!("{} left", units::clock(secs.ceil() as u64))),
        rate(progress.iterations_per_sec, "it/s"),
        rate(progress.nodes_per_sec, "nodes/s"),
        progress.resident_bytes.map(units::bytes),
        Some(counts(progress)),
        rate(progress.hand_node_visits_per_sec, "hand-nodes/s"),
    ];
    parts.into_iter().flatten().collect()
}

/// The line of a pipe: the text beside the bar, with the name of the phase and the part done.
pub fn progress_line(p: &Progress) -> String {
    let part = p.fraction().map(|f| format!("{:>5}  ", units::percent(f))).unwrap_or_default();
    format!("{}: {part}{}", p.phase, progress(p))
}

/// A text with its control characters spelled out, because names of files may hold any, and a terminal would
/// obey them. Line feeds stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    spelled_out(text, |character| character.is_control() && character != '\n')
}

/// The same without line feeds: a name in a table.
pub fn visible_name(name: &str) -> Cow<'_, str> {
    spelled_out(name, char::is_control)
}

fn spelled_out(text: &str, hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&hidden) {
        return text.into();
    }
    let character = |c: char| if hidden(c) { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(character).collect()
}

/// The line for any other event; `None` for events that people are not shown. Control characters are spelled
/// out.
pub fn line(kind: &EventKind) -> Option<String> {
    words(kind).map(|text| visible(&text).into_owned())
}

fn words(kind: &EventKind) -> Option<String> {
    Some(match kind {
        EventKind::PhaseStarted { phase } => format!("{phase}: started"),
        EventKind::PhaseFinished { phase, secs } => format!("{phase}: done in {}", units::duration(*secs)),
        EventKind::Message { text } => text.clone(),
        EventKind::Warning { text } => format!("warning: {text}"),
        EventKind::Error { text, .. } => format!("error: {text}"),
        EventKind::FileWritten { what, path, bytes } => {
            format!("{what} written: {path} ({})", units::bytes(*bytes))
        }
        EventKind::RunFinished { outcome, secs } => {
            let ended = match outcome {
                Outcome::Done => "finished",
                Outcome::Interrupted => "interrupted",
                Outcome::Failed => "failed",
            };
            format!("{ended} after {}", units::duration(*secs))
        }
        EventKind::RunStarted { .. } | EventKind::Progress(_) | EventKind::Scalar { .. } => return None,
    })
}

/// `120 k/285 k it`; seconds and bytes in their own notation.
fn counts(progress: &Progress) -> String {
    let number = |n: u64| match progress.unit.as_str() {
        "s" => units::clock(n),
        "B" => units::bytes(n),
        _ => units::si(n as f64),
    };
    let unit = if matches!(progress.unit.as_str(), "s" | "B") { "" } else { &progress.unit };
    let counts = match progress.total {
        Some(total) => format!("{}/{}", number(progress.done), number(total)),
        None => number(progress.done),
    };
    if unit.is_empty() { counts } else { format!("{counts} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Progress {
        Progress {
            phase: "train".into(),
            total: Some(285_000),
            iterations_per_sec: Some(1_204_000.0),
            nodes_per_sec: Some(3.4e6),
            hand_node_visits_per_sec: Some(281e6),
            resident_bytes: Some(353_000_000),
            remaining_secs: Some(80.0),
            ..Progress::new("it", 120_000)
        }
    }

    #[test]
    fn names_cannot_command_a_terminal() {
        let message = EventKind::Message { text: "run directory: a\x1b[2Jb\r\u{9b}ü\nnext".to_owned() };
        assert_eq!(line(&message).unwrap(), "run directory: a\\u{1b}[2Jb\\r\\u{9b}ü\nnext");
        assert_eq!(visible_name("a\n\tb"), "a\\n\\tb");
        assert!(matches!(visible("plain ü"), Cow::Borrowed("plain ü")));
    }

    #[test]
    fn everything_known_is_shown_with_its_unit() {
        assert_eq!(
            progress(&full()),
            "1 min 20 s left, 1.20 M it/s, 3.40 M nodes/s, 353 MB, 120 k/285 k it, 281 M hand-nodes/s"
        );
        assert!(progress_line(&full()).starts_with("train:  42 %  1 min 20 s left, "));
    }

    #[test]
    fn a_narrow_place_gets_whole_parts() {
        let whole = progress(&full());
        assert_eq!(progress_within(&full(), whole.len()), whole);
        for columns in 0..whole.len() {
            let text = progress_within(&full(), columns);
            assert!(whole.starts_with(&format!("{text}, ")), "{columns}: {text}");
            assert!(text.len() <= columns.max("1 min 20 s left".len()), "{columns}: {text}");
        }
    }

    #[test]
    fn what_is_unknown_is_left_out() {
        assert_eq!(progress(&Progress::new("boards", 12)), "12 boards");
        let line = progress_line(&Progress { phase: "flop".into(), ..Progress::new("boards", 12) });
        assert_eq!(line, "flop: 12 boards");
        assert!(!progress(&Progress { done: 285_000, ..full() }).contains("left"));
    }

    #[test]
    fn seconds_and_bytes_have_their_own_notation() {
        assert_eq!(progress(&Progress { total: Some(120), ..Progress::new("s", 45) }), "45 s/2 min 00 s");
        assert_eq!(
            progress(&Progress { total: Some(2_000_000), ..Progress::new("B", 5_000) }),
            "5.00 kB/2.00 MB"
        );
    }

    #[test]
    fn lines_say_what_happened() {
        let written =
            EventKind::FileWritten { what: "checkpoint".into(), path: "runs/a/3.hdm".into(), bytes: 4_500 };
        assert_eq!(line(&written).unwrap(), "checkpoint written: runs/a/3.hdm (4.50 kB)");
        let finished = EventKind::RunFinished { outcome: Outcome::Interrupted, secs: 80.0 };
        assert_eq!(line(&finished).unwrap(), "interrupted after 1 min 20 s");
        assert_eq!(line(&EventKind::Scalar { tag: "t".into(), step: 1, value: 0.0 }), None);
    }
}
