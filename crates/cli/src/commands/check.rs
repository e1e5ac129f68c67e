//! `holdem check`: whether every file of a run is whole.

use std::path::PathBuf;

use clap::Args;
use holdem_training::check::{RunCheck, check};

use crate::exit::Exit;
use crate::output::{self, Format};

/// Verify every file of a run: configuration, record, checkpoints, snapshots, blueprint, log, charts and
/// report.
///
/// Reads all of it, compares all checksums, and every file with the manifest of what the run wrote; changes
/// nothing. Ends with exit code 3 if anything is bad, missing or changed.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Run directory.
    run: PathBuf,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs `holdem check`.
pub(crate) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    let checked = check(&args.run)?;
    output::result(args.format, || text(&checked), &checked)?;
    Ok(if checked.bad == 0 { Exit::Done } else { Exit::Data })
}

fn text(checked: &RunCheck) -> String {
    let width = checked.files.iter().map(|f| f.file.display().to_string().len()).max().unwrap_or(0);
    let mut lines: Vec<_> = checked
        .files
        .iter()
        .map(|f| format!("{:<8}  {:<width$}  {}", f.state, f.file.display().to_string(), f.detail))
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
                checked.run.display()
            )
        }
        None => "no checkpoint to go on from".to_owned(),
    });
    lines.join("\n")
}
