//! Who plays a match.

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use super::DealerError;
use crate::acpc::wire::{TcpWire, Wire};
use crate::player::Player;

/// How often an open port is polled.
const ACCEPT_POLL: Duration = Duration::from_millis(5);

/// A player of a match.
pub struct Seat {
    /// What it is called in the log.
    pub name: String,
    /// How it is reached.
    pub sitting: Sitting,
}

/// How a player is reached.
pub enum Sitting {
    /// By lines over a wire.
    Wire(Box<dyn Wire>),
    /// In this process: one player for each hand in play at once.
    Players(Vec<Box<dyn Player>>),
}

/// An open port that waits for one player.
#[derive(Debug)]
pub struct Listening {
    listener: TcpListener,
    address: SocketAddr,
}

impl Listening {
    /// Opens a port; 0 is any that is free.
    ///
    /// # Errors
    /// If the system refuses it.
    pub fn open(host: IpAddr, port: u16) -> Result<Self, DealerError> {
        let address = SocketAddr::new(host, port);
        let open = || {
            let listener = TcpListener::bind(address)?;
            listener.set_nonblocking(true)?;
            Ok(Self { address: listener.local_addr()?, listener })
        };
        open().map_err(|source| DealerError::Listen { address, source })
    }

    /// Where a player finds it.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits for the player `name`, and closes the port behind it.
    ///
    /// # Errors
    /// If it does not come in time, or on `stop`.
    pub fn accept(
        self,
        name: &str,
        timeout: Option<Duration>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Box<dyn Wire>, DealerError> {
        let started = Instant::now();
        let gone = |reason: String| DealerError::Gone { name: name.to_owned(), reason };
        loop {
            match self.listener.accept() {
                Ok((stream, _)) => {
                    let wire = TcpWire::new(stream).map_err(|error| gone(error.to_string()))?;
                    return Ok(Box::new(wire));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
                Err(error) => return Err(gone(error.to_string())),
            }
            if stop() {
                return Err(DealerError::Interrupted);
            }
            if timeout.is_some_and(|timeout| started.elapsed() > timeout) {
                let port = self.address.port();
                return Err(gone(format!("did not connect to port {port} in time")));
            }
            std::thread::sleep(ACCEPT_POLL);
        }
    }
}
