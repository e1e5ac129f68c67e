//! Damaged, foreign and hostile input for everything that the program reads: an error that says what is
//! wrong, or a value; never a panic, never more memory than a limit allows, never a wait.
//!
//! The cases are a function of a seed. They run in a child process under a limit on memory, so that a length
//! that is believed ends the test and not the machine.
#![allow(clippy::print_stdout, reason = "the figures are for the reader")]

mod corpus;
mod damage;
mod readers;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;

use damage::Random;
use holdem_telemetry::resources::Sample;

const SEED: u64 = 20_260_215;
/// Address space of the child: the program, its threads, and mapped files.
const LIMIT_KB: u64 = 3_000_000;
/// Seconds of processor time; no file here takes more than some milliseconds.
const PATIENCE_SECS: f64 = 10.0;

/// Starts the child with this many cases.
fn in_a_child(cases: usize, buckets: bool) {
    let program = std::env::current_exe().unwrap();
    let script = format!("ulimit -v {LIMIT_KB}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).arg(program).args([
        "--ignored",
        "--exact",
        "--nocapture",
        "input::helper_cases",
    ]);
    command.env("HOLDEM_DAMAGED_CASES", cases.to_string()).env("RUST_BACKTRACE", "0");
    command.env("HOLDEM_DAMAGED_BUCKETS", u8::from(buckets).to_string());
    let output = command.output().unwrap();
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    let summary = text.lines().find(|line| line.contains("damaged inputs")).expect("the child has run");
    println!("{summary}");
}

#[test]
fn hundreds_of_damaged_inputs_are_refused_or_read_and_nothing_else() {
    in_a_child(800, false);
}

#[test]
#[ignore = "slow: ten thousand files, and buckets are built"]
fn ten_thousand_damaged_inputs_are_refused_or_read_and_nothing_else() {
    in_a_child(10_000, true);
}

#[test]
#[ignore = "started by the others, under a limit on memory"]
fn helper_cases() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    let (cases, with_buckets) = (number("HOLDEM_DAMAGED_CASES"), number("HOLDEM_DAMAGED_BUCKETS") > 0);
    let beyond = usize::try_from(2 * LIMIT_KB * 1024).unwrap();
    assert!(Vec::<u8>::new().try_reserve_exact(beyond).is_err(), "memory is limited");
    let directory = tempfile::tempdir().unwrap();
    let seeds = corpus::seeds(directory.path(), with_buckets);
    let (mut random, mut refused, mut slowest) = (Random::new(SEED), 0, 0.0_f64);
    for case in 0..cases {
        let seed = &seeds[case % seeds.len()];
        let (bytes, how) = damage::damaged(seed, &seeds, &mut random);
        let start = Sample::now();
        let result = catch_unwind(AssertUnwindSafe(|| seed.reader.read(directory.path(), &bytes)));
        let took = Sample::now().since(&start).cpu_secs().unwrap_or(0.0);
        slowest = slowest.max(took);
        let what = format!("case {case}, {} {how}", seed.name);
        assert!(took < PATIENCE_SECS, "{what}: took {took} s");
        match result.unwrap_or_else(|_| panic!("{what}: panicked")) {
            Ok(()) => {}
            Err(words) => {
                assert!(!words.trim().is_empty(), "{what}: an error without words");
                refused += 1;
            }
        }
    }
    if with_buckets {
        refused += readers::damaged_buckets(directory.path(), &mut random, 500);
    }
    println!("{cases} damaged inputs of {} kinds, {refused} refused, slowest {slowest:.4} s", seeds.len());
    assert!(refused * 2 > cases, "most of them are refused");
}
