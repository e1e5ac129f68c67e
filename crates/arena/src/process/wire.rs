//! Lines to and from a program.

use std::io::{self, ErrorKind, Read, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::Duration;

use super::Program;
use crate::acpc::lines::Lines;
use crate::acpc::wire::{Event, Wire, event};

/// Largest number of pieces that may wait in either direction.
const MOST_PIECES: usize = 1024;

/// A running program, and the pipes to and from it. It is ended together with the wire.
#[derive(Debug)]
pub struct ProcessWire {
    /// Dropped once nothing more will be sent.
    _program: Program,
    queue: String,
    lines: Lines,
    /// `None` once the program's input was closed.
    to_program: Option<SyncSender<String>>,
    from_program: Receiver<Vec<u8>>,
}

impl ProcessWire {
    /// Starts a program: its path or name and its arguments, separated by white space.
    ///
    /// # Errors
    /// If there is no such program, or the system cannot start it.
    pub fn start(command: &str) -> io::Result<Self> {
        let piped = |program: &mut Command| {
            program.stdin(Stdio::piped()).stdout(Stdio::piped());
        };
        let mut program = Program::start(command, piped)?;
        let (stdin, stdout) = program.pipes();
        let (to_program, queued) = sync_channel(MOST_PIECES);
        let (heard, from_program) = sync_channel(MOST_PIECES);
        thread::spawn(move || write(stdin, &queued));
        thread::spawn(move || read(stdout, &heard));
        let lines = Lines::default();
        Ok(Self {
            _program: program,
            queue: String::new(),
            lines,
            to_program: Some(to_program),
            from_program,
        })
    }
}

/// Writes what is queued until there is no more to come, or the program does not read.
fn write(mut stdin: ChildStdin, queued: &Receiver<String>) {
    while let Ok(text) = queued.recv() {
        if stdin.write_all(text.as_bytes()).and_then(|()| stdin.flush()).is_err() {
            return;
        }
    }
}

/// Reads until the program ends, or nobody listens.
fn read(mut stdout: ChildStdout, heard: &SyncSender<Vec<u8>>) {
    let mut bytes = vec![0; 1 << 14];
    loop {
        match stdout.read(&mut bytes) {
            Ok(0) => return,
            Ok(count) if heard.send(bytes[..count].to_vec()).is_err() => return,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}

impl Wire for ProcessWire {
    fn queue(&mut self) -> &mut String {
        &mut self.queue
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.queue.is_empty() {
            return Ok(());
        }
        let text = std::mem::take(&mut self.queue);
        let sender = self.to_program.as_ref().expect("it is open as long as the wire");
        sender.try_send(text).map_err(|error| match error {
            TrySendError::Full(_) => io::Error::new(ErrorKind::TimedOut, "the program does not read"),
            TrySendError::Disconnected(_) => io::Error::new(ErrorKind::BrokenPipe, "the program has ended"),
        })
    }

    fn has_line(&mut self) -> bool {
        self.lines.has_line()
    }

    fn receive(&mut self, wait: Duration) -> io::Result<Event<'_>> {
        if !self.lines.has_line() {
            match self.from_program.recv_timeout(wait) {
                Ok(bytes) => self.lines.extend(&bytes),
                Err(RecvTimeoutError::Timeout) => return Ok(Event::Nothing),
                Err(RecvTimeoutError::Disconnected) => return Ok(Event::Closed(self.lines.unfinished())),
            }
        }
        Ok(event(self.lines.take()))
    }
}

impl Drop for ProcessWire {
    /// Sends what is queued and closes the program's input, so that it can end.
    fn drop(&mut self) {
        let _ = self.flush();
        self.to_program = None;
    }
}
