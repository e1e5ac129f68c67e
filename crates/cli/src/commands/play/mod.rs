//! `holdem play`: a person against a strategy, in the terminal.

mod screen;
mod spot;

use std::io::{self, BufRead, IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use holdem_arena::players::OpenOptions;
use holdem_arena::session::{Session, SessionFile};
use holdem_arena::table::Table;
use holdem_blueprint::config::GameConfig;
use holdem_telemetry::StopFlag;
use holdem_training::observer;

use self::screen::Screen;
use crate::exit::{Exit, UsageError};
use crate::output;
use crate::players::{Translation, open};
use crate::progress::ProgressArgs;

/// Play hands against a strategy, both seats in turn.
///
/// `f` folds, `k` checks, `c` calls (or checks), `2.5bb` and `66%` bet or raise to that many big blinds or by
/// that share of the pot, `r 12` to that many chips, `r` is the smallest raise, `a` all-in. After a hand, `?`
/// shows what the strategy does with every hand it could have had; `q` ends. Input that is no terminal is
/// read line by line.
#[derive(Debug, Args)]
pub(crate) struct PlayArgs {
    /// Run directory, blueprint, snapshot, or another player of `holdem eval match`.
    #[arg(value_name = "PLAYER")]
    player: String,
    /// Directory that keeps the session: hand histories (PHH) and how far it is. A session that is there
    /// goes on.
    #[arg(long, value_name = "DIR")]
    session: Option<PathBuf>,
    /// Your name in hand histories.
    #[arg(long, value_name = "NAME", default_value = "you")]
    name: String,
    /// Seed of the cards [default: a new one for each session].
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Ends after so many hands.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    hands: Option<u64>,
    #[command(flatten)]
    translation: Translation,
    #[command(flatten)]
    progress: ProgressArgs,
}

/// Runs `holdem play`.
pub(crate) fn run(args: &PlayArgs) -> anyhow::Result<Exit> {
    let mut file = match &args.session {
        Some(directory) => {
            output::not_a_run(directory)?;
            Some(SessionFile::new(directory))
        }
        None => None,
    };
    let kept = file.as_ref().map(SessionFile::seed).transpose()?.flatten();
    let mut session = start(args, args.seed.or(kept).unwrap_or_else(new_seed))?;
    if let Some(file) = &mut file {
        file.take_up(&mut session)?.iter().for_each(|note| output::say(note));
    }
    let mut game = Game { session, file, screen: Screen::new(), until: args.hands, idle: 0 };
    game.play(&mut io::stdin().lock())?;
    output::print(&game.screen.farewell(&game.session))?;
    Ok(Exit::Done)
}

/// Opens the player and sits down with it.
fn start(args: &PlayArgs, seed: u64) -> anyhow::Result<Session> {
    let (mut reporter, stop) = (args.progress.reporter(), StopFlag::new());
    let observer = &mut observer(&mut reporter, &stop);
    let mut options = OpenOptions { mapping: args.translation.mapping(), threads: 0, observer };
    let other = open(&args.player, &mut options)?;
    let table = match other.table() {
        Some(table) => table.clone(),
        None => Table::new(&GameConfig::default())?,
    };
    Ok(Session::new(table, &args.name, &[other], seed)?)
}

/// A seed that nobody can guess.
fn new_seed() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::collections::hash_map::RandomState::new().build_hasher().finish()
}

/// Most lines in a row that a script may write without making a move: `yes k` would never come to an end
/// where there is a bet to call.
const MOST_IDLE: u32 = 1_000;

/// A session at a terminal or in a pipe.
struct Game {
    session: Session,
    file: Option<SessionFile>,
    screen: Screen,
    until: Option<u64>,
    /// Lines read since the last move.
    idle: u32,
}

impl Game {
    fn play(&mut self, input: &mut dyn BufRead) -> anyhow::Result<()> {
        if self.session.hand().is_some() {
            self.show(|screen, session| screen.taken_up(session))?;
        }
        loop {
            if self.session.hand().is_none() {
                if self.until.is_some_and(|hands| self.session.hands() >= hands) {
                    return Ok(());
                }
                self.session.deal()?;
                self.keep()?;
                self.show(|screen, session| screen.begins(session))?;
                self.after_move()?;
                if self.session.hand().is_none() && self.between(input)?.is_break() {
                    return Ok(());
                }
                continue;
            }
            self.say(&self.screen.prompt(&self.session))?;
            let Some(line) = read_line(input)? else { return Ok(()) };
            self.expect_moves(line.trim())?;
            match line.trim() {
                "q" | "quit" => return Ok(()),
                "?" => self.show(|screen, session| screen.explained(session))?,
                "" | "h" | "help" => self.show(|screen, session| screen.help(session))?,
                text => {
                    self.make(text)?;
                    if self.session.hand().is_none() && self.between(input)?.is_break() {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Makes the person's move, if it is one.
    fn make(&mut self, text: &str) -> anyhow::Result<()> {
        match self.session.parse(text) {
            Ok(action) => {
                self.idle = 0;
                self.session.act(action)?;
                self.keep()?;
                self.after_move()
            }
            Err(error) => {
                let why = self.screen.refused(&self.session, &error);
                self.say(&format!("{why}\n"))
            }
        }
    }

    /// Ends a script that writes line after line without making a move.
    fn expect_moves(&mut self, line: &str) -> anyhow::Result<()> {
        self.idle += 1;
        if self.idle <= MOST_IDLE || io::stdin().is_terminal() {
            return Ok(());
        }
        let found = format!("{MOST_IDLE} lines in a row without a legal move, the last one `{line}`");
        Err(UsageError(found).into())
    }

    /// Shows what has happened since.
    fn after_move(&mut self) -> anyhow::Result<()> {
        self.show(|screen, session| screen.goes_on(session))
    }

    /// A person reads the result before the next hand; a script goes on.
    fn between(&mut self, input: &mut dyn BufRead) -> anyhow::Result<ControlFlow<()>> {
        if !io::stdin().is_terminal() || self.until.is_some_and(|hands| self.session.hands() >= hands) {
            return Ok(ControlFlow::Continue(()));
        }
        loop {
            self.say("enter: next hand, ?: what the strategy does, q: end > ")?;
            match read_line(input)?.as_deref().map(str::trim) {
                None | Some("q" | "quit") => return Ok(ControlFlow::Break(())),
                Some("?") => self.show(|screen, session| screen.explained(session))?,
                Some(_) => return Ok(ControlFlow::Continue(())),
            }
        }
    }

    /// Keeps how far the session is, if it is kept.
    fn keep(&mut self) -> anyhow::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        if self.session.hand().is_none() {
            file.add_hand(&self.session)?;
        }
        Ok(file.keep(&self.session)?)
    }

    fn show(&mut self, text: impl FnOnce(&mut Screen, &Session) -> String) -> anyhow::Result<()> {
        let text = text(&mut self.screen, &self.session);
        self.say(&text)
    }

    fn say(&self, text: &str) -> anyhow::Result<()> {
        let mut out = io::stdout().lock();
        let said = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        output::written(said.context("writing to standard output"))
    }
}

fn read_line(input: &mut dyn BufRead) -> anyhow::Result<Option<String>> {
    let mut line = String::new();
    let read = input.read_line(&mut line).context("reading standard input")?;
    Ok((read > 0).then_some(line))
}
