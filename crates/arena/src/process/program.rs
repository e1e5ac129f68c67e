//! A program that does not outlive its use.

use std::io::{self, ErrorKind};
use std::process::{Child, ChildStdin, ChildStdout, Command};
use std::thread;
use std::time::{Duration, Instant};

/// How long a program may take to end once nobody needs it.
const GRACE: Duration = Duration::from_millis(500);

/// A running program. When this is dropped the program ends by itself, or is made to.
#[derive(Debug)]
pub(super) struct Program {
    child: Child,
}

impl Program {
    /// Starts a program: its path or name and its arguments, separated by white space, and whatever `prepare`
    /// adds.
    pub(super) fn start(command: &str, prepare: impl FnOnce(&mut Command)) -> io::Result<Self> {
        let mut words = command.split_whitespace();
        let nothing = || io::Error::new(ErrorKind::InvalidInput, "no program is named");
        let mut program = Command::new(words.next().ok_or_else(nothing)?);
        prepare(program.args(words));
        Ok(Self { child: program.spawn()? })
    }

    /// Its standard input and output, which are pipes; may be taken once.
    pub(super) fn pipes(&mut self) -> (ChildStdin, ChildStdout) {
        let stdin = self.child.stdin.take().expect("standard input is a pipe");
        (stdin, self.child.stdout.take().expect("standard output is a pipe"))
    }

    /// Whether it has ended with a failure status.
    pub(super) fn has_failed(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(status)) if !status.success())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let asked = Instant::now();
        while asked.elapsed() < GRACE {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
