//! The first signal sets the flag, the second ends the process with code 130.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use holdem_telemetry::StopFlag;

/// How often a helper looks for a signal before it gives up, and how long it sleeps between two looks.
const LOOKS: usize = 300_000;
const PAUSE: Duration = Duration::from_millis(2);
/// Long after a signal, also where a machine is busy.
const LATER: Duration = Duration::from_millis(1_000);

#[test]
#[ignore = "helper: started and signalled by the other test"]
fn helper_waits_for_signals() {
    let stop = StopFlag::on_signals().unwrap();
    println!("\nready");
    wait_while(|| !stop.is_set());
    println!("\nstopping {}", stop.is_set());
    // Who gets here to the end has not been ended, and has another exit code.
    wait_while(|| true);
}

fn wait_while(waiting: impl Fn() -> bool) {
    for _ in (0..LOOKS).take_while(|_| waiting()) {
        std::thread::sleep(PAUSE);
    }
}

fn await_line(lines: &mut impl Iterator<Item = std::io::Result<String>>, wanted: &str) {
    assert!(lines.any(|line| line.unwrap() == wanted), "never said {wanted}");
}

/// Starts the helper through a command, and waits until it listens.
fn started(mut command: Command) -> (Child, impl Iterator<Item = std::io::Result<String>>) {
    command.args(["--exact", "signals::helper_waits_for_signals", "--ignored", "--nocapture"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    await_line(&mut lines, "ready");
    (child, lines)
}

fn kill(child: &Child, signal: &str) {
    let pid = child.id().to_string();
    assert!(Command::new("sh").args(["-c", "kill -s $0 $1", signal, &pid]).status().unwrap().success());
}

fn first_stops_second_ends(first: &str, second: &str) {
    let (mut child, mut lines) = started(Command::new(std::env::current_exe().unwrap()));
    kill(&child, first);
    await_line(&mut lines, "stopping true");
    std::thread::sleep(LATER);
    kill(&child, second);
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

/// `timeout` sends its signal to the process and then to the group that it is in.
#[test]
fn signals_that_come_together_are_one() {
    let (mut child, mut lines) = started(Command::new(std::env::current_exe().unwrap()));
    let pid = child.id().to_string();
    let twice = "kill -s INT $0; kill -s INT $0; kill -s TERM $0";
    assert!(Command::new("sh").args(["-c", twice, &pid]).status().unwrap().success());
    await_line(&mut lines, "stopping true");
    std::thread::sleep(LATER);
    assert_eq!(child.try_wait().unwrap(), None);
    kill(&child, "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn the_first_signal_sets_the_flag_and_the_second_ends_at_once() {
    first_stops_second_ends("INT", "INT");
    first_stops_second_ends("TERM", "INT");
    if hangups_are_ignored() {
        return eprintln!("skipped: under `nohup` hangups are ignored, also by what is started here");
    }
    first_stops_second_ends("HUP", "TERM");
    first_stops_second_ends("INT", "HUP");
}

fn hangups_are_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.is_some_and(|mask| u64::from_str_radix(mask.trim(), 16).unwrap() & 1 == 1)
}

#[test]
#[cfg(target_os = "linux")]
fn a_hangup_that_was_ignored_at_the_start_stays_ignored() {
    let mut command = Command::new("nohup");
    command.arg(std::env::current_exe().unwrap());
    let (mut child, mut lines) = started(command);
    kill(&child, "HUP");
    // Had the hangup been heard, the next signal would be a second one.
    std::thread::sleep(LATER);
    kill(&child, "INT");
    await_line(&mut lines, "stopping true");
    std::thread::sleep(LATER);
    kill(&child, "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

/// A shell without job control ignores SIGINT for what it starts in the background, and then sends it.
#[test]
#[cfg(target_os = "linux")]
fn what_a_script_starts_in_the_background_hears_it() {
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' INT; exec \"$@\"", "sh"]).arg(std::env::current_exe().unwrap());
    let (mut child, mut lines) = started(command);
    kill(&child, "INT");
    await_line(&mut lines, "stopping true");
    std::thread::sleep(LATER);
    kill(&child, "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(130));
}
