//! `holdem check`: whether every file of a run is whole.

use std::path::PathBuf;

use clap::Args;
use holdem_training::check::{RunCheck, check};

use crate::exit::Exit;
use crate::output::{self, Format};

/// Verify every file of a run: configuration, record, checkpoints, snapshots, blueprint, log, charts and report.
///
/// Reads all of it, compares all checksums and changes nothing. Ends with exit code 3 if anything is bad or missing.
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
        bad => format!("{} files, {bad} bad or missing", checked.files.len()),
    });
    lines.push(match checked.resumes_at {
        Some(iterations) => {
            format!(
                "holdem train --resume-from {} goes on from {iterations} iterations",
                checked.run.display()
            )
        }
        None => "no checkpoint to go on from".to_owned(),
    });
    lines.join("\n")
}
