//! `holdem serve`: strategies, runs and spots in the browser.

use std::path::PathBuf;

use clap::Args;
use holdem_web::{Limits, ServeOptions, Server};

use crate::exit::Exit;
use crate::output;
use crate::progress::stop_on_signals;

/// Serve a web page on this machine: look at strategies, watch and start runs, solve spots, play and review.
///
/// Nothing is fetched from elsewhere, and nothing but the folders named here can be read. The page is for
/// this machine alone unless `--host` says otherwise; then the address that is printed has a token, and
/// nobody is let in without. Ctrl-C ends it with everything saved.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Runs, strategies, solutions, or folders that hold them. New runs and solutions are written into the
    /// first folder.
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// The port; 0 picks one that is free.
    #[arg(long, value_name = "N", default_value_t = 8321)]
    port: u16,
    /// The address or name to listen at; 0.0.0.0 for all of this machine.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: String,
    /// Open the page in the browser.
    #[arg(long)]
    open: bool,
    /// Threads for walks and solves, 0 for one per core.
    #[arg(long, value_name = "N", default_value_t = 0)]
    workers: usize,
}

/// Runs `holdem serve`.
pub(crate) fn run(args: ServeArgs) -> anyhow::Result<Exit> {
    let stop = stop_on_signals()?;
    let ServeArgs { paths, port, host, open, workers } = args;
    let server = Server::bind(ServeOptions { paths, host, port, workers, limits: Limits::default() })?;
    let url = server.url();
    output::print(&url)?;
    output::say("serving; Ctrl-C ends it");
    if open && let Err(error) = ::open::that_detached(&url) {
        output::say(&format!("no browser could be started: {error}"));
    }
    server.serve(&stop);
    output::say("ended; everything is saved");
    Ok(Exit::Done)
}
