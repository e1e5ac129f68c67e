//! The connection of an agent, and what is done when it breaks.

use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use super::{Account, Agent, GREETING, Heard};
use crate::acpc::interpreter::TableError;
use crate::acpc::wire::{Event, TcpWire, Wire};
use crate::player::PlayerError;

/// How often a silent wire is polled.
const POLL: Duration = Duration::from_millis(100);

/// First and longest pause between two attempts to connect.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// How an agent is connected.
#[derive(Clone, Debug)]
pub struct ConnectOptions {
    /// Host and port of the dealer.
    pub address: String,
    /// How long to go on trying to connect, at the start and in the middle of a hand.
    pub patience: Duration,
    /// How long the dealer may be silent in the middle of a match.
    pub silence: Duration,
}

/// Why an agent gives up.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// Nobody listens.
    #[error("cannot connect to {address} for {:.0} s", .patience.as_secs_f64())]
    Connect {
        /// Host and port.
        address: String,
        /// How long it was tried.
        patience: Duration,
        /// The last failure.
        #[source]
        source: io::Error,
    },
    /// The address is none.
    #[error("`{address}` is not HOST:PORT")]
    Address {
        /// The text.
        address: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The connection broke in a hand and could not be made again.
    #[error("the connection to {address} broke in hand {hand} and could not be made again")]
    Lost {
        /// Host and port.
        address: String,
        /// Number of the hand.
        hand: u32,
        /// The last failure.
        #[source]
        source: io::Error,
    },
    /// A game that this crate cannot play.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The player cannot play this game.
    #[error(transparent)]
    Player(#[from] PlayerError),
    /// Stopped on request.
    #[error("interrupted")]
    Interrupted,
}

/// How a connection ended.
enum End {
    /// The dealer closed it between two hands.
    Done,
    /// It broke.
    Broken(io::Error),
}

/// Plays until the dealer ends the match. `notice` is told of everything that goes wrong.
///
/// # Errors
/// If the dealer cannot be reached, the connection breaks in a hand for good, the player cannot play the
/// game, or on `stop`.
pub fn run(
    agent: &mut Agent,
    options: &ConnectOptions,
    notice: &mut dyn FnMut(&str),
    stop: &dyn Fn() -> bool,
) -> Result<Account, AgentError> {
    let mut wire = connect(options, notice, stop)?;
    let (mut pause, mut heard_at) = (PAUSES.0, Instant::now());
    loop {
        let mut lines = 0;
        let error = match play(agent, &mut wire, options, &mut lines, notice, stop)? {
            End::Done => return Ok(*agent.account()),
            End::Broken(error) => error,
        };
        if lines > 0 {
            (pause, heard_at) = (PAUSES.0, Instant::now());
        }
        let hand = agent.unfinished();
        let place = hand.map_or_else(|| "between hands".to_owned(), |hand| format!("in hand {hand}"));
        if heard_at.elapsed() > options.patience {
            return Err(lost(options, hand, error));
        }
        notice(&format!("the connection broke {place} ({error}), connecting again"));
        wait(pause, stop)?;
        pause = (pause * 2).min(PAUSES.1);
        wire = connect(options, notice, stop).map_err(|failed| match failed {
            AgentError::Connect { source, .. } => lost(options, hand, source),
            failed => failed,
        })?;
    }
}

fn lost(options: &ConnectOptions, hand: Option<u32>, source: io::Error) -> AgentError {
    let ConnectOptions { address, patience, .. } = options.clone();
    match hand {
        Some(hand) => AgentError::Lost { address, hand, source },
        None => AgentError::Connect { address, patience, source },
    }
}

/// Connects and greets, trying again until it works or patience ends.
fn connect(
    options: &ConnectOptions,
    notice: &mut dyn FnMut(&str),
    stop: &dyn Fn() -> bool,
) -> Result<TcpWire, AgentError> {
    let ConnectOptions { address, patience, .. } = options;
    let wrong = |source| AgentError::Address { address: address.clone(), source };
    let addresses: Vec<_> = address.to_socket_addrs().map_err(wrong)?.collect();
    let started = Instant::now();
    let mut pause = PAUSES.0;
    loop {
        let source = match greet(&addresses) {
            Ok(wire) => return Ok(wire),
            Err(error) => error,
        };
        if started.elapsed() + pause > *patience {
            return Err(AgentError::Connect { address: address.clone(), patience: *patience, source });
        }
        if pause == PAUSES.0 {
            notice(&format!("{address} does not answer yet ({source}), trying again"));
        }
        wait(pause, stop)?;
        pause = (pause * 2).min(PAUSES.1);
    }
}

fn greet(addresses: &[std::net::SocketAddr]) -> io::Result<TcpWire> {
    let mut wire = TcpWire::new(TcpStream::connect(addresses)?)?;
    wire.queue().push_str(GREETING);
    wire.flush()?;
    Ok(wire)
}

/// Sleeps in short pieces.
fn wait(pause: Duration, stop: &dyn Fn() -> bool) -> Result<(), AgentError> {
    let started = Instant::now();
    while started.elapsed() < pause {
        if stop() {
            return Err(AgentError::Interrupted);
        }
        std::thread::sleep(POLL.min(pause - started.elapsed().min(pause)));
    }
    Ok(())
}

/// Answers whatever comes until the connection ends; counts the lines.
fn play(
    agent: &mut Agent,
    wire: &mut TcpWire,
    options: &ConnectOptions,
    lines: &mut u64,
    notice: &mut dyn FnMut(&str),
    stop: &dyn Fn() -> bool,
) -> Result<End, AgentError> {
    let mut heard_at = Instant::now();
    let mut answers = String::new();
    loop {
        let heard = match wire.receive(POLL) {
            Ok(Event::Line(line)) => Some(agent.hear(line, &mut answers)?),
            Ok(Event::TooLong(bytes)) => Some(Heard::NotUnderstood(format!("{bytes} bytes without an end"))),
            Ok(Event::Nothing) => None,
            Ok(Event::Closed(0)) if agent.unfinished().is_none() && agent.account().hands.count > 0 => {
                return Ok(End::Done);
            }
            Ok(Event::Closed(bytes)) => {
                let reason = format!("closed after {bytes} bytes of a line");
                return Ok(End::Broken(io::Error::new(io::ErrorKind::ConnectionReset, reason)));
            }
            Err(error) => return Ok(End::Broken(error)),
        };
        match &heard {
            Some(Heard::NotUnderstood(reason)) => notice(&format!("a line is passed over: {reason}")),
            Some(Heard::Failed(reason)) => {
                notice(&format!("checks or folds instead of the player: {reason}"))
            }
            Some(Heard::Answered | Heard::Seen) => {}
            None if stop() => return Err(AgentError::Interrupted),
            None if heard_at.elapsed() > options.silence => {
                let reason = "the dealer has been silent for too long";
                return Ok(End::Broken(io::Error::new(io::ErrorKind::TimedOut, reason)));
            }
            None => continue,
        }
        heard_at = Instant::now();
        *lines += 1;
        if !answers.is_empty() && !wire.has_line() {
            std::mem::swap(wire.queue(), &mut answers);
            answers.clear();
            if let Err(error) = wire.flush() {
                return Ok(End::Broken(error));
            }
        }
        if stop() {
            return Err(AgentError::Interrupted);
        }
    }
}
