//! Programs that connect to a dealer.

use std::cell::RefCell;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::process::Stdio;
use std::time::Duration;

use super::Program;
use crate::acpc::dealer::{DealerError, Listening};
use crate::acpc::wire::{Event, Wire};

/// A program that was told where to connect, and did. It is ended together with the wire.
pub struct ConnectedProgram {
    wire: Box<dyn Wire>,
    /// Dropped after the wire, so that the program sees the wire end.
    _program: Program,
}

impl ConnectedProgram {
    /// Starts a program and waits for it at an open port. Host and port are its last two arguments, as in the
    /// competition's start scripts; its output goes to our standard error.
    ///
    /// # Errors
    /// If it does not start, fails before it has connected, does not connect in time, or on `stop`.
    pub fn start(
        command: &str,
        listening: Listening,
        name: &str,
        timeout: Option<Duration>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Self, DealerError> {
        let address = listening.address();
        let (host, port) = (reachable(address.ip()).to_string(), address.port().to_string());
        let gone = |reason: String| DealerError::Gone { name: name.to_owned(), reason };
        let program = Program::start(command, |program| {
            program.args([host, port]).stdin(Stdio::null()).stdout(io::stderr());
        });
        let program = program.map_err(|error| gone(format!("cannot start `{command}`: {error}")))?;
        let program = RefCell::new(program);
        let accepted = listening.accept(name, timeout, &|| stop() || program.borrow_mut().has_failed());
        match accepted {
            Ok(wire) => Ok(Self { wire, _program: program.into_inner() }),
            Err(DealerError::Interrupted) if !stop() => {
                Err(gone(format!("`{command}` failed before it had connected")))
            }
            Err(error) => Err(error),
        }
    }
}

/// An address under which this machine reaches a port that is open on all addresses.
fn reachable(host: IpAddr) -> IpAddr {
    match host {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        host => host,
    }
}

impl Wire for ConnectedProgram {
    fn queue(&mut self) -> &mut String {
        self.wire.queue()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.wire.flush()
    }

    fn has_line(&mut self) -> bool {
        self.wire.has_line()
    }

    fn receive(&mut self, wait: Duration) -> io::Result<Event<'_>> {
        self.wire.receive(wait)
    }
}
