//! `holdem man`: manual pages.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use clap_mangen::Man;
use holdem_store::Output;

use crate::args::Cli;
use crate::exit::Exit;
use crate::output;

/// Write manual pages: `holdem.1`, and one for each command below it.
///
/// Without a folder the page of `holdem` itself goes to standard output: `holdem man | man -l -`.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The folder that the pages are written into; it is made if it is not there.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace pages that are there.
    #[arg(long, requires = "out")]
    force: bool,
}

/// Runs `holdem man`.
pub(crate) fn run(args: &ManArgs) -> anyhow::Result<Exit> {
    let mut command = Cli::documented().disable_help_subcommand(true);
    command.build();
    match &args.out {
        None => output::print(&String::from_utf8(page(command)?).context("a manual page")?)?,
        Some(folder) => {
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
            write(&command, folder, args.force)?;
        }
    }
    Ok(Exit::Done)
}

/// The page of a command.
fn page(command: clap::Command) -> anyhow::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page).context("writing a manual page")?;
    Ok(page)
}

/// Writes the pages of a command and of all below it.
fn write(command: &clap::Command, folder: &Path, force: bool) -> anyhow::Result<()> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    let destination = output::destination(&folder.join(format!("{name}.1")), force)?;
    let mut file = Output::create(&destination)?;
    file.write_all(&page(command.clone())?).context("writing a manual page")?;
    file.finish()?;
    command
        .get_subcommands()
        .filter(|below| !below.is_hide_set())
        .try_for_each(|below| write(below, folder, force))
}
