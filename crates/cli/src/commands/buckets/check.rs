//! `holdem buckets check`.

use holdem_telemetry::units;

use super::FileArgs;
use super::show::Summary;
use crate::exit::Exit;
use crate::output;

/// Runs `holdem buckets check`.
pub(super) fn check(args: &FileArgs) -> anyhow::Result<Exit> {
    let file = args.open()?;
    file.check()?;
    let summary = Summary::of(&file);
    let text = || format!("{}: {}: sound ({})", summary.path, summary.params, units::bytes(summary.bytes));
    output::result(args.format, text, &summary)?;
    Ok(Exit::Done)
}
