//! The first signal sets the flag, the second ends the process with code 130.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use holdem_telemetry::StopFlag;

#[test]
#[ignore = "helper: started and signalled by the other test"]
fn helper_waits_for_signals() {
    let stop = StopFlag::on_signals().unwrap();
    println!("\nready");
    let end = Instant::now() + Duration::from_secs(20);
    while !stop.is_set() && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(2));
    }
    println!("\nstopping {}", stop.is_set());
    std::thread::sleep(Duration::from_secs(20));
}

fn await_line(lines: &mut impl Iterator<Item = std::io::Result<String>>, wanted: &str) {
    assert!(lines.any(|line| line.unwrap() == wanted), "never said {wanted}");
}

fn first_stops_second_ends(first: &str, second: &str) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "helper_waits_for_signals", "--ignored", "--nocapture"]).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let kill = |signal: &str| {
        let pid = child.id().to_string();
        assert!(Command::new("sh").args(["-c", "kill -s $0 $1", signal, &pid]).status().unwrap().success());
    };
    await_line(&mut lines, "ready");
    kill(first);
    await_line(&mut lines, "stopping true");
    let start = Instant::now();
    kill(second);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(start.elapsed() < Duration::from_secs(10), "the second signal must not wait");
}

#[test]
fn the_first_signal_sets_the_flag_and_the_second_ends_at_once() {
    first_stops_second_ends("INT", "INT");
    first_stops_second_ends("TERM", "INT");
}
