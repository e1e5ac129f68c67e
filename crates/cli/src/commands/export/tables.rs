//! Solutions and logs, row by row.

use holdem_blueprint::solution::Solution;
use holdem_blueprint::solution::file::KIND;
use holdem_blueprint::solution::table::{TableOptions, write_table};
use holdem_cards::Street;
use holdem_store::{Container, Destination};
use holdem_training::{log, observer};

use super::ExportArgs;
use crate::commands::solve::workers;
use crate::progress;

/// Writes the decisions of a solution.
pub(super) fn solution(args: &ExportArgs, out: Option<&Destination>) -> anyhow::Result<()> {
    Container::open(&args.run, KIND)?.verify()?;
    let solution = Solution::open(&args.run, workers(0))?;
    let last_street = args.last_street.and_then(|street| Street::from_index(street.into()));
    let options = TableOptions { from: args.from.clone(), last_street };
    let (mut reporter, stop) = (progress::on_a_terminal(), progress::stop_on_signals()?);
    let observer = &mut observer(&mut reporter, &stop);
    super::put(out, |file| Ok(write_table(file, args.format.into(), &solution, &options, observer)?))
}

/// Writes the points of all charts in the log of a run.
pub(super) fn log(args: &ExportArgs, out: Option<&Destination>) -> anyhow::Result<()> {
    super::put(out, |file| Ok(log::write_table(file, args.format.into(), &args.run)?))
}
