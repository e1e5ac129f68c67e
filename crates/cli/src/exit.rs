//! Exit codes, and which error leads to which.

use std::error::Error;
use std::io;
use std::process::ExitCode;

use holdem_arena::acpc::agent::AgentError;
use holdem_arena::acpc::dealer::DealerError;
use holdem_arena::acpc::{GameError, TableError};
use holdem_arena::after_training::PlayError;
use holdem_arena::convert::ConvertError;
use holdem_arena::directory::DirectoryError;
use holdem_arena::lbr::LbrError;
use holdem_arena::matches::{ContestError, MatchError};
use holdem_arena::phh::PhhError;
use holdem_arena::player::PlayerError;
use holdem_arena::players::SpecError;
use holdem_arena::review::ReviewError;
use holdem_arena::session::{FileError, SessionError};
use holdem_arena::slumbot::client::ClientError;
use holdem_arena::subgames::GainError;
use holdem_blueprint::ledger::LedgerError;
use holdem_blueprint::solution::SolutionError;
use holdem_blueprint::{BlueprintError, ErrorClass};
use holdem_cards::equity::EquityError;
use holdem_game::rules::conformance::ReadError;
use holdem_game::spot::SpotError;
use holdem_search::SearchError;
use holdem_training::log::LogError;
use holdem_training::{ConfigError, TrainError};
use holdem_web::ServeError;

use crate::output::{ReaderGone, Voice};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done as asked.
    Done = 0,
    /// A mistake of this program.
    Bug = 1,
    /// A mistake in the command line or in a configuration.
    Usage = 2,
    /// Data that is missing, damaged or wrong, or that cannot be written.
    Data = 3,
    /// The end of a chunk, everything saved: to be started again.
    Paused = 75,
    /// Stopped by the user, everything saved.
    Interrupted = 130,
}

impl From<ErrorClass> for Exit {
    fn from(class: ErrorClass) -> Self {
        match class {
            ErrorClass::Usage => Self::Usage,
            ErrorClass::Data => Self::Data,
            ErrorClass::Interrupted => Self::Interrupted,
        }
    }
}

/// What `--help` says about them.
pub(crate) const HELP: &str = "\
Exit codes:
  0    done
  1    a bug in holdem
  2    wrong usage or configuration
  3    bad or missing data
  75   end of a chunk, after everything was saved: start it again
  130  interrupted, after everything was saved";

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Wrong usage that only the command line itself can see.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub String);

/// Tells the user about an error, and how the program ends.
pub(crate) fn report(result: anyhow::Result<Exit>, voice: Voice) -> Exit {
    let error = match result {
        Ok(exit) => return exit,
        Err(error) => error,
    };
    if error.chain().any(is_closed_output) {
        // Whoever read the output has seen enough.
        return Exit::Done;
    }
    let exit = error.chain().find_map(classify).unwrap_or(Exit::Bug);
    crate::output::complain(&error, exit, voice);
    exit
}

/// Whether the reader of standard output, or of a pipe that the user named for a result, has gone.
fn is_closed_output(error: &(dyn Error + 'static)) -> bool {
    let named = match error.downcast_ref::<holdem_store::Error>() {
        Some(holdem_store::Error::Io { source, .. }) => source.kind() == io::ErrorKind::BrokenPipe,
        _ => false,
    };
    named || error.is::<ReaderGone>()
}

/// The exit code that an error stands for, if it is known by itself.
fn classify(error: &(dyn Error + 'static)) -> Option<Exit> {
    if error.is::<UsageError>() {
        return Some(Exit::Usage);
    }
    if let Some(buckets) = error.downcast_ref::<holdem_abstraction::Error>() {
        return Some(match buckets {
            holdem_abstraction::Error::Interrupted => Exit::Interrupted,
            _ => Exit::Data,
        });
    }
    if let Some(error) = error.downcast_ref::<TrainError>() {
        return Some(error.class().into());
    }
    if let Some(error) = error.downcast_ref::<BlueprintError>() {
        return Some(error.class().into());
    }
    if error.is::<LedgerError>() || error.is::<LogError>() {
        return Some(Exit::Data);
    }
    if let Some(error) = error.downcast_ref::<SearchError>() {
        return Some(error.class().into());
    }
    if let Some(error) = error.downcast_ref::<SolutionError>() {
        return Some(error.class().into());
    }
    if let Some(error) = error.downcast_ref::<MatchError>() {
        return of_match(error);
    }
    if let Some(error) = error.downcast_ref::<PlayerError>() {
        return of_player(error);
    }
    if let Some(error) = error.downcast_ref::<SessionError>() {
        return matches!(error, SessionError::Turn(_)).then_some(Exit::Bug);
    }
    if let Some(error) = error.downcast_ref::<FileError>() {
        return match error {
            FileError::Session(_) => None,
            FileError::Directory(error) => Some(of_directory(error)),
        };
    }
    if let Some(error) = error.downcast_ref::<DealerError>() {
        return of_dealer(error);
    }
    if let Some(error) = error.downcast_ref::<AgentError>() {
        return of_agent(error);
    }
    if let Some(error) = error.downcast_ref::<ClientError>() {
        return of_client(error);
    }
    if error.is::<GameError>() || error.is::<TableError>() {
        return Some(Exit::Usage);
    }
    if let Some(error) = error.downcast_ref::<SpecError>() {
        return of_spec(error);
    }
    if let Some(error) = error.downcast_ref::<ContestError>() {
        return of_contest(error);
    }
    if let Some(error) = error.downcast_ref::<PlayError>() {
        return match error {
            PlayError::Players { source, .. } => of_contest(source),
            PlayError::Match { source, .. } => of_match(source),
            // Among their causes.
            PlayError::Strategy(_) | PlayError::Lbr(_) => None,
        };
    }
    if error.is::<ConfigError>() || error.is::<EquityError>() || error.is::<SpotError>() {
        return Some(Exit::Usage);
    }
    if let Some(error) = error.downcast_ref::<ServeError>() {
        let is_usage = matches!(error, ServeError::Bind { .. } | ServeError::Taken { .. });
        return Some(if is_usage { Exit::Usage } else { Exit::Data });
    }
    if let Some(error) = error.downcast_ref::<GainError>() {
        return match error {
            GainError::Street { .. } => Some(Exit::Usage),
            GainError::Interrupted => Some(Exit::Interrupted),
            GainError::Game(error) => Some(error.class().into()),
            GainError::Strategy(_) => Some(Exit::Data),
            GainError::Illegal(_) => None,
        };
    }
    if let Some(error) = error.downcast_ref::<LbrError>() {
        return match error {
            LbrError::Seats { .. } => Some(Exit::Usage),
            LbrError::Interrupted => Some(Exit::Interrupted),
            LbrError::Game(error) => Some(error.class().into()),
            LbrError::Opponent(_) => Some(Exit::Data),
            LbrError::Illegal(_) => None,
        };
    }
    if let Some(error) = error.downcast_ref::<ReviewError>() {
        return match error {
            ReviewError::Strategy(error) => Some(error.class().into()),
            ReviewError::Game { .. } | ReviewError::Player { .. } => Some(Exit::Usage),
        };
    }
    if let Some(error) = error.downcast_ref::<ConvertError>() {
        return Some(if matches!(error, ConvertError::Kinds { .. }) { Exit::Usage } else { Exit::Data });
    }
    let is_data = error.is::<ReadError>()
        || error.is::<PhhError>()
        || error.is::<holdem_store::Error>()
        || error.is::<io::Error>();
    is_data.then_some(Exit::Data)
}

/// A word that names no player, or one that cannot be opened.
fn of_spec(error: &SpecError) -> Option<Exit> {
    match error {
        SpecError::Unknown { .. }
        | SpecError::Argument { .. }
        | SpecError::NoArgument { .. }
        | SpecError::Search(_) => Some(Exit::Usage),
        SpecError::Strategy(error) => Some(error.class().into()),
        SpecError::Player(error) => of_player(error),
    }
}

/// Players that cannot meet.
fn of_contest(error: &ContestError) -> Option<Exit> {
    match error {
        ContestError::Player(error) => of_spec(error),
        ContestError::Table(error) => Some(error.class().into()),
        ContestError::Seats { .. } => Some(Exit::Usage),
    }
}

/// A match that cannot go on.
fn of_match(error: &MatchError) -> Option<Exit> {
    match error {
        MatchError::Player(error) => of_player(error),
        MatchError::Illegal { .. } | MatchError::Told(_) | MatchError::File(_) => Some(Exit::Data),
        MatchError::Seats { .. } => Some(Exit::Usage),
        MatchError::Interrupted => Some(Exit::Interrupted),
    }
}

/// A player that cannot play; those without a code of their own have it among their causes.
fn of_player(error: &PlayerError) -> Option<Exit> {
    match error {
        PlayerError::Table { .. } => Some(Exit::Usage),
        PlayerError::Strategy { source, .. } => Some(source.class().into()),
        _ => Some(Exit::Data),
    }
}

fn of_dealer(error: &DealerError) -> Option<Exit> {
    match error {
        DealerError::Players { .. } | DealerError::NoHands | DealerError::Table { .. } => Some(Exit::Usage),
        DealerError::Interrupted => Some(Exit::Interrupted),
        DealerError::Player(error) => of_player(error),
        _ => Some(Exit::Data),
    }
}

fn of_agent(error: &AgentError) -> Option<Exit> {
    match error {
        AgentError::Address { .. } | AgentError::Table(_) => Some(Exit::Usage),
        AgentError::Interrupted => Some(Exit::Interrupted),
        AgentError::Player(error) => of_player(error),
        AgentError::Connect { .. } | AgentError::Lost { .. } => Some(Exit::Data),
    }
}

fn of_client(error: &ClientError) -> Option<Exit> {
    match error {
        ClientError::Interrupted => Some(Exit::Interrupted),
        ClientError::Player(error) => of_player(error),
        ClientError::Kept(error) => Some(of_directory(error)),
        _ => Some(Exit::Data),
    }
}

fn of_directory(error: &DirectoryError) -> Exit {
    match error {
        DirectoryError::Other { .. } | DirectoryError::Locked { .. } => Exit::Usage,
        DirectoryError::Store(_) | DirectoryError::Hands { .. } | DirectoryError::Malformed { .. } => {
            Exit::Data
        }
    }
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
        let refused = Err::<(), _>(UsageError("no".to_owned())).context("while parsing").unwrap_err();
        assert_eq!(exit_of(refused), Exit::Usage);
        let missing = std::fs::read("/no/such/file").context("outer").context("outermost").unwrap_err();
        assert_eq!(exit_of(missing), Exit::Data);
        assert_eq!(exit_of(anyhow::anyhow!("something else")), Exit::Bug);
    }

    #[test]
    fn a_reader_that_went_away_is_not_an_error_and_another_broken_pipe_is_one() {
        let broken = || anyhow::Error::from(io::Error::from(io::ErrorKind::BrokenPipe)).context("printing");
        let gone = crate::output::written::<()>(Err(broken())).context("playing");
        assert_eq!(report(gone.map(|()| Exit::Done), Voice::Plain), Exit::Done);
        assert_eq!(report(Err(broken()), Voice::Plain), Exit::Data);
    }

    #[test]
    fn every_code_is_in_the_help() {
        for exit in [Exit::Done, Exit::Bug, Exit::Usage, Exit::Data, Exit::Paused, Exit::Interrupted] {
            let code = (exit as u8).to_string();
            assert!(HELP.lines().any(|line| line.trim_start().starts_with(&code)), "{code}");
        }
    }
}
