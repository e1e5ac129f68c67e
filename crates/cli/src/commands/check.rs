//! `holdem check`: whether every file of a run, or a solution, is whole.

use std::path::PathBuf;

use clap::Args;
use holdem_blueprint::solution::{Keep, file};
use holdem_telemetry::text::{visible, visible_name};
use holdem_telemetry::units;
use holdem_training::check::{FileCheck, RunCheck, check};
use serde_json::json;

use crate::exit::Exit;
use crate::output::{self, Format};

/// Verify every file of a run: configuration, record, checkpoints, snapshots, blueprint, log, charts and
/// report; or the file of a solution.
///
/// Reads all of it, compares all checksums, and every file with the manifest of what the run wrote; changes
/// nothing. Ends with exit code 3 if anything is bad, missing or changed.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Run directory, or a solution of `holdem solve`.
    run: PathBuf,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs `holdem check`.
pub(crate) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    if args.run.is_file() {
        return solution(args);
    }
    let checked = check(&args.run)?;
    output::result(args.format, || text(&checked), &checked)?;
    Ok(if checked.bad == 0 { Exit::Done } else { Exit::Data })
}

/// Verifies a solution; what is wrong with it is the error.
fn solution(args: &CheckArgs) -> anyhow::Result<Exit> {
    let whole = file::check(&args.run)?;
    let record = &whole.record;
    let keeps = match whole.keep {
        Keep::All => "all tables",
        Keep::Strategy => "strategies alone",
    };
    let text = || {
        format!(
            "good  {}  solution after {} iterations, exploitability {:.3} % of the pot, {keeps}, {}",
            visible_name(&args.run.to_string_lossy()),
            record.iterations,
            record.exploitability_pct_of_pot,
            units::bytes(whole.bytes),
        )
    };
    let value = json!({
        "file": args.run.to_string_lossy(),
        "state": "good",
        "record": record,
        "keeps": if whole.keep == Keep::All { "all" } else { "strategy" },
        "bytes": whole.bytes,
    });
    output::result(args.format, text, &value)?;
    Ok(Exit::Done)
}

fn text(checked: &RunCheck) -> String {
    let name = |file: &FileCheck| visible_name(&file.file.to_string_lossy()).into_owned();
    let width = checked.files.iter().map(|file| name(file).len()).max().unwrap_or(0);
    let mut lines: Vec<_> = checked
        .files
        .iter()
        .map(|f| format!("{:<8}  {:<width$}  {}", f.state, name(f), visible(&f.detail)))
        .collect();
    lines.push(String::new());
    lines.push(match checked.bad {
        0 => format!("{} files, nothing bad", checked.files.len()),
        bad => format!("{} files, {bad} bad, missing or changed", checked.files.len()),
    });
    if !checked.compared {
        lines.push(
            "no manifest to compare with (runs of older versions have none): files that are gone or were \
             changed \
             as a whole go unnoticed"
                .to_owned(),
        );
    }
    lines.push(match checked.resumes_at {
        Some(iterations) => {
            let had_come = checked.iterations.filter(|&had| had > iterations);
            let lost = had_come.map_or(String::new(), |had| format!("; the run had come to {had}"));
            format!(
                "holdem train --resume-from {} goes on from {iterations} iterations{lost}",
                visible_name(&checked.run.to_string_lossy())
            )
        }
        None => "no checkpoint to go on from".to_owned(),
    });
    lines.join("\n")
}
