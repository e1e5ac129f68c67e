//! Exit codes, and which error leads to which.

use std::error::Error;
use std::io;
use std::process::ExitCode;

use holdem_game::rules::conformance::ReadError;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done as asked.
    Done = 0,
    /// A mistake of this program.
    Bug = 1,
    /// A mistake in the command line or in a configuration.
    Usage = 2,
    /// Data that is missing, damaged or wrong, or that cannot be written.
    Data = 3,
    /// Stopped by the user, everything saved.
    Interrupted = 130,
}

/// What `--help` says about them.
pub(crate) const HELP: &str = "\
Exit codes:
  0    done
  1    a bug in holdem
  2    wrong usage or configuration
  3    bad or missing data
  130  interrupted, after everything was saved";

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// What the command line itself finds wrong.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// Wrong usage or configuration.
    #[error("{0}")]
    Usage(String),
    /// Bad or missing data.
    #[error("{0}")]
    Data(String),
}

impl Refusal {
    /// Refuses what was asked for.
    pub(crate) fn usage(message: impl Into<String>) -> anyhow::Error {
        Self::Usage(message.into()).into()
    }

    /// Refuses what was found.
    pub(crate) fn data(message: impl Into<String>) -> anyhow::Error {
        Self::Data(message.into()).into()
    }
}

/// Tells the user about an error, and how the program ends.
pub(crate) fn report(result: anyhow::Result<Exit>) -> Exit {
    let error = match result {
        Ok(exit) => return exit,
        Err(error) => error,
    };
    if error.chain().any(is_closed_pipe) {
        // Whoever read the output has seen enough: `holdem show RUN | head`.
        return Exit::Done;
    }
    let exit = error.chain().find_map(classify).unwrap_or(Exit::Bug);
    crate::output::complain(&error, exit);
    exit
}

fn is_closed_pipe(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
}

/// The exit code that an error stands for, if it is known by itself.
fn classify(error: &(dyn Error + 'static)) -> Option<Exit> {
    if let Some(refusal) = error.downcast_ref::<Refusal>() {
        return Some(match refusal {
            Refusal::Usage(_) => Exit::Usage,
            Refusal::Data(_) => Exit::Data,
        });
    }
    let is_data = error.is::<ReadError>() || error.is::<holdem_store::Error>() || error.is::<io::Error>();
    is_data.then_some(Exit::Data)
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    fn exit_of(error: anyhow::Error) -> Exit {
        error.chain().find_map(classify).unwrap_or(Exit::Bug)
    }

    #[test]
    fn an_error_keeps_its_code_under_any_context() {
        let refused = Err::<(), _>(Refusal::usage("no")).context("while parsing").unwrap_err();
        assert_eq!(exit_of(refused), Exit::Usage);
        let missing = std::fs::read("/no/such/file").context("outer").context("outermost").unwrap_err();
        assert_eq!(exit_of(missing), Exit::Data);
        assert_eq!(exit_of(anyhow::anyhow!("something else")), Exit::Bug);
    }

    #[test]
    fn a_reader_that_went_away_is_not_an_error() {
        let closed = anyhow::Error::from(io::Error::from(io::ErrorKind::BrokenPipe)).context("printing");
        assert_eq!(report(Err(closed)), Exit::Done);
    }

    #[test]
    fn every_code_is_in_the_help() {
        for exit in [Exit::Done, Exit::Bug, Exit::Usage, Exit::Data, Exit::Interrupted] {
            let code = (exit as u8).to_string();
            assert!(HELP.lines().any(|line| line.trim_start().starts_with(&code)), "{code}");
        }
    }
}
