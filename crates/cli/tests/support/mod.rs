//! The binary under test.
#![allow(dead_code, reason = "not every test binary needs every helper")]
#![allow(clippy::unwrap_used, reason = "a helper that fails fails the test")]

pub(crate) mod disk;
pub(crate) mod shared;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Process, Stdio};

use assert_cmd::Command;
use serde_json::Value;

/// `holdem`, without anything that this machine's environment could add.
pub(crate) fn holdem() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("holdem"));
    command.env_remove("HOLDEM_CACHE").env("NO_COLOR", "1");
    command
}

/// A file in `configs/`.
pub(crate) fn config(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs").join(name)
}

/// Trains `configs/NAME` into `logdir`, with more arguments.
pub(crate) fn train(name: &str, logdir: &Path, arguments: &[&str]) -> Command {
    let mut command = holdem();
    command.arg("train").arg("--config").arg(config(name)).arg("--logdir").arg(logdir).args(arguments);
    command
}

/// What a command wrote to standard output, as JSON.
pub(crate) fn json(command: &mut Command) -> Value {
    let output = command.assert().code(0).get_output().stdout.clone();
    serde_json::from_slice(&output).expect("standard output is JSON")
}

/// A JSON file.
pub(crate) fn read_json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// A process that is spoken to while it runs.
pub(crate) struct Running {
    child: Child,
    lines: Box<dyn Iterator<Item = String> + Send>,
}

impl Running {
    /// Starts `holdem`.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut process = Process::new(assert_cmd::cargo::cargo_bin!("holdem"));
        process.args(arguments);
        Self::of(process)
    }

    /// Starts a command.
    pub(crate) fn of(mut process: Process) -> Self {
        process.stdout(Stdio::null()).stderr(Stdio::piped());
        Self::spoken_to(process)
    }

    /// Starts a command whose standard error is a pipe.
    pub(crate) fn spoken_to(mut process: Process) -> Self {
        let mut child = process.spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        Self { child, lines: Box::new(stderr.lines().map_while(Result::ok)) }
    }

    /// Waits for a line on standard error that contains a text, however long it takes.
    pub(crate) fn wait_for(&mut self, text: &str) -> String {
        let found = self.lines.find(|line| line.contains(text));
        found.unwrap_or_else(|| panic!("the process ended without saying `{text}`"))
    }

    /// Sends a signal, for instance `INT`.
    pub(crate) fn signal(&self, name: &str) {
        let status = Process::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(status.unwrap().success());
    }

    /// Waits for the end; the exit code, if there is one, and what was still said.
    pub(crate) fn finish(mut self) -> (Option<i32>, String) {
        let rest: Vec<String> = self.lines.by_ref().collect();
        (self.child.wait().unwrap().code(), rest.join("\n"))
    }
}

/// Every file below a directory with its bytes.
pub(crate) fn contents(directory: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            let bytes = fs::read(&path).unwrap();
            found.push((path, bytes));
        }
    }
    found.sort();
    found
}
