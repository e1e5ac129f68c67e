//! The two ends of a wire that lines go over.

use std::io::{self, ErrorKind, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::lines::{Lines, Next};

/// How long a peer may leave what is sent to it unread.
const WRITE_LIMIT: Duration = Duration::from_secs(20);

/// What came over a wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// A line.
    Line(&'a [u8]),
    /// A line beyond [`MAX_LINE`](super::lines::MAX_LINE), with its number of bytes.
    TooLong(usize),
    /// Nothing in the time given.
    Nothing,
    /// The other end is gone; this many bytes of an unfinished line had come.
    Closed(usize),
}

/// A way for lines in both directions. What is queued is sent by [`Wire::flush`], all at once.
pub trait Wire: Send {
    /// What waits to be sent.
    fn queue(&mut self) -> &mut String;

    /// Sends all that is queued.
    ///
    /// # Errors
    /// If the other end is gone, or has not read what was sent to it for too long.
    fn flush(&mut self) -> io::Result<()>;

    /// Whether a line has come that has not been received yet.
    fn has_line(&mut self) -> bool;

    /// The next line, waiting no longer than this.
    ///
    /// # Errors
    /// Those of the system; it is not an error if the other end leaves.
    fn receive(&mut self, wait: Duration) -> io::Result<Event<'_>>;
}

/// A connection over TCP.
#[derive(Debug)]
pub struct TcpWire {
    stream: TcpStream,
    lines: Lines,
    queue: String,
    wait: Duration,
}

impl TcpWire {
    /// A wire over a connection.
    ///
    /// # Errors
    /// If the system refuses an option.
    pub fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nonblocking(false)?;
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(WRITE_LIMIT))?;
        Ok(Self { stream, lines: Lines::default(), queue: String::new(), wait: Duration::ZERO })
    }

    fn wait_for(&mut self, wait: Duration) -> io::Result<()> {
        if wait != self.wait {
            self.stream.set_read_timeout(Some(wait.max(Duration::from_micros(1))))?;
            self.wait = wait;
        }
        Ok(())
    }
}

/// Whether a call merely timed out.
fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// Whether the other end has left without a word.
fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe)
}

impl Wire for TcpWire {
    fn queue(&mut self) -> &mut String {
        &mut self.queue
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.queue.is_empty() {
            return Ok(());
        }
        let sent = self.stream.write_all(self.queue.as_bytes());
        self.queue.clear();
        sent
    }

    fn has_line(&mut self) -> bool {
        self.lines.has_line()
    }

    fn receive(&mut self, wait: Duration) -> io::Result<Event<'_>> {
        if !self.lines.has_line() {
            self.wait_for(wait)?;
            match self.lines.fill(&mut self.stream) {
                Ok(0) => return Ok(Event::Closed(self.lines.unfinished())),
                Ok(_) => {}
                Err(error) if is_timeout(&error) || error.kind() == ErrorKind::Interrupted => {}
                Err(error) if is_gone(&error) => return Ok(Event::Closed(self.lines.unfinished())),
                Err(error) => return Err(error),
            }
        }
        Ok(event(self.lines.take()))
    }
}

/// What the next line is as something that came over a wire.
pub(crate) fn event(next: Next<'_>) -> Event<'_> {
    match next {
        Next::Line(line) => Event::Line(line),
        Next::TooLong(bytes) => Event::TooLong(bytes),
        Next::Nothing => Event::Nothing,
    }
}
