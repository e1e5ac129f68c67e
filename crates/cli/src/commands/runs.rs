//! `holdem runs`: what has been trained in a folder.

use std::cmp::Ordering;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use holdem_telemetry::text::visible_name;
use holdem_telemetry::units;
use holdem_training::runs::{self, RunSummary};

use crate::exit::Exit;
use crate::output::{self, Format};
use crate::table::Table;

/// Columns of a terminal that a table fits into.
const COLUMNS: usize = 80;
/// Least characters of a name.
const SHORTEST_NAME: usize = 12;

/// List the runs of a folder and compare them: state, game, iterations, speed, exploitability, age.
///
/// Exploitability is that of the last report, in mbb per hand. A run that is said to be running while no
/// process works on it is `killed`.
#[derive(Debug, Args)]
pub(crate) struct RunsArgs {
    /// The folder; a run itself is listed alone.
    #[arg(value_name = "FOLDER", default_value = "runs")]
    folder: PathBuf,
    /// What comes first.
    #[arg(long, value_enum, default_value_t)]
    sort: Sort,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// An order of runs; what is not known comes last, and equal ones stand by name.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Sort {
    /// The newest.
    #[default]
    Age,
    /// By name.
    Name,
    /// The most iterations.
    Iterations,
    /// The fastest.
    Rate,
    /// The least exploitable.
    Exploitability,
}

/// Runs `holdem runs`.
pub(crate) fn run(args: &RunsArgs) -> anyhow::Result<Exit> {
    let mut runs = runs::list(&args.folder)?;
    runs.sort_by(|a, b| args.sort.compare(a, b).then_with(|| a.name.cmp(&b.name)));
    output::result(args.format, || text(args, &runs), &runs)?;
    Ok(Exit::Done)
}

impl Sort {
    fn compare(self, a: &RunSummary, b: &RunSummary) -> Ordering {
        let number = |run: &RunSummary| match self {
            Self::Name => None,
            Self::Age => run.age_secs.map(|secs| secs as f64),
            Self::Iterations => run.iterations.map(|n| -(n as f64)),
            Self::Rate => run.iterations_per_sec.map(|rate| -rate),
            Self::Exploitability => run.exploitability_mbb,
        };
        let key = |run| number(run).unwrap_or(f64::INFINITY);
        key(a).total_cmp(&key(b))
    }
}

fn text(args: &RunsArgs, runs: &[RunSummary]) -> String {
    if runs.is_empty() {
        return format!("no runs in {}", visible_name(&args.folder.to_string_lossy()));
    }
    let rows: Vec<_> = runs.iter().map(cells).collect();
    let mut table = Table::new(["run", "state", "game", "iterations", "it/s", "mbb/h", "age"]);
    let widths = (0..6).map(|column| {
        let header = ["state", "game", "iterations", "it/s", "mbb/h", "age"][column].len();
        rows.iter().map(|row| row[column].chars().count()).fold(header, usize::max) + 2
    });
    let most = COLUMNS.saturating_sub(widths.sum()).max(SHORTEST_NAME);
    for (run, cells) in runs.iter().zip(rows) {
        table.row([shortened(&visible_name(&run.name), most)].into_iter().chain(cells));
    }
    table.render()
}

/// Everything but the name.
fn cells(run: &RunSummary) -> [String; 6] {
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    [
        run.state.name().to_owned(),
        or_none(run.game.as_deref().map(|game| visible_name(game).into_owned())),
        or_none(run.iterations.map(|n| units::si(n as f64))),
        or_none(run.iterations_per_sec.map(units::si)),
        or_none(run.exploitability_mbb.map(units::si)),
        or_none(run.age_secs.map(age)),
    ]
}

/// In the largest unit that fits: `40 s`, `5 min`, `3 h`, `12 d`.
fn age(secs: u64) -> String {
    match secs {
        0..60 => format!("{secs} s"),
        60..3_600 => format!("{} min", secs / 60),
        3_600..86_400 => format!("{} h", secs / 3_600),
        _ => format!("{} d", secs / 86_400),
    }
}

/// The ends of a name that is longer than `most` characters: the last ones tell more.
fn shortened(name: &str, most: usize) -> String {
    let count = name.chars().count();
    if count <= most {
        return name.to_owned();
    }
    let tail = (most - 1) * 2 / 3;
    let head: String = name.chars().take(most - 1 - tail).collect();
    head + "…" + &name.chars().skip(count - tail).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_keep_their_ends_and_ages_one_unit() {
        assert_eq!(shortened("20260131-235959-holdem", 22), "20260131-235959-holdem");
        assert_eq!(shortened("0123456789abcdefghij", 10), "012…efghij");
        assert_eq!([59, 60, 3_599, 86_399, 864_000].map(age), ["59 s", "1 min", "59 min", "23 h", "10 d"]);
    }
}
