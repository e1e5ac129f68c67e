//! `holdem completions`: what shells know of the command line.

use anyhow::Context;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::args::Cli;
use crate::exit::Exit;
use crate::output;

/// Write the completions of a shell to standard output.
///
/// bash: `holdem completions bash > ~/.local/share/bash-completion/completions/holdem`. zsh: into a file
/// `_holdem` in a folder of `$fpath`. fish: `~/.config/fish/completions/holdem.fish`. PowerShell: append to
/// `$PROFILE`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Runs `holdem completions`.
pub(crate) fn run(args: &CompletionsArgs) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "holdem", &mut script);
    output::print(&String::from_utf8(script).context("completions")?)?;
    Ok(Exit::Done)
}
