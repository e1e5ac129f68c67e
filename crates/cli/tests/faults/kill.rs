//! kill -9 at seeded random moments of training and of writing checkpoints, and on from there: no run is ever
//! unreadable, nothing is lost but what came after the last checkpoint, and the end is the same to the bit as
//! without any kill.
#![allow(clippy::print_stdout, reason = "the figures are for the reader")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use holdem_training::check::{FileState, check};
use holdem_training::checkpoint::{self, Checkpoint};

/// Hold'em with tables of 8 MB, so that a checkpoint takes long enough to be hit.
const CONFIG: &str = "\
game:
  stack: 10
  menu:
    preflop: { sizes: [[2bb], [all-in]], max_raises: 2 }
    limped: null
    flop: { sizes: [[33%, 75%], [all-in]], max_raises: 2 }
    turn: { sizes: [[100%]], max_raises: 1 }
    river: { sizes: [[100%]], max_raises: 1 }
    add_all_in_below: 0
buckets: { family: coarse, flop: 1500, turn: 1500, river: 1500 }
seed: 5
snapshot_interval_seconds: 0.5
checkpoint_interval: 0.15
checkpoints_kept: 2
log_interval: 0.05
tensorboard_log_interval: 0.2
eval: { exploitability: false, exploiter_seconds: 0, boards: 2 }
";
/// How it is trained, for some seconds, and the most workers that give the same bits.
#[derive(Clone, Copy)]
struct Training {
    config: &'static str,
    most_workers: u64,
}
const PUBLIC_CHANCE: Training =
    Training { config: "num_iterations: 10000\nhands_per_board: 40\nbatch_size: 8\n", most_workers: 3 };
/// Several workers share one table without locks: no two of their runs are alike.
const EXTERNAL: Training =
    Training { config: "sampler: external\nnum_iterations: 400000\n", most_workers: 1 };

const SEED: u64 = 20_260_214;

/// Random numbers (SplitMix64, Steele, Lea & Flood 2014), so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// A run that is killed again and again.
struct Victim {
    run: PathBuf,
    config: PathBuf,
    most_workers: u64,
    /// Iterations of the newest checkpoint after the last kill.
    saved: u64,
}

/// How long a victim is left alone between two looks at its checkpoints.
const LOOK: Duration = Duration::from_micros(500);
/// The same for its log, which takes longer to be read.
const READ: Duration = Duration::from_millis(4);

#[derive(Debug, Default)]
struct Tally {
    kills: usize,
    runs: usize,
    before_a_run: usize,
    /// Kills that left a checkpoint half written.
    in_checkpoints: usize,
    /// Iterations that the log told of and no checkpoint held, of each kill.
    lost: Vec<u64>,
}

impl Victim {
    fn new(directory: &Path, number: usize, training: Training) -> Self {
        let config = directory.join("config.yaml");
        fs::write(&config, [CONFIG, training.config].concat()).unwrap();
        let run = directory.join(format!("run-{number}"));
        Self { run, config, most_workers: training.most_workers, saved: 0 }
    }

    fn start(&self, workers: u64) -> Child {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("holdem"));
        command.arg("train").arg("--config").arg(&self.config).arg("--logdir").arg(&self.run);
        command.args(["--auto-resume", "--num-workers", &workers.to_string()]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    fn half_written(&self) -> usize {
        let entries = fs::read_dir(self.run.join("checkpoints")).into_iter().flatten().flatten();
        entries
            .filter(|entry| entry.file_name().to_string_lossy().contains("checkpoint-0"))
            .filter(|entry| entry.file_name().to_string_lossy().contains(".partial-"))
            .count()
    }

    /// Lets a session live until it has written some lines of its log and kills it; false if it came to its
    /// end before. The moment is counted in what the session does and not in time, so that a slow machine is
    /// hit at the same places.
    fn live_and_die(&mut self, random: &mut Random, tally: &mut Tally) -> bool {
        let in_checkpoint = random.next().is_multiple_of(2);
        // One in ten hardly begins. Lines come in bursts of 25; what is between two bursts is hit by waiting.
        let hardly = random.next().is_multiple_of(10);
        let lines = if hardly { 0 } else { random.below(60) };
        let (looks, more_looks) = (random.below(if hardly { 40 } else { 300 }), random.below(40));
        let before = self.lines();
        let mut child = self.start(1 + random.next() % self.most_workers);
        let mut look_while = |pause: Duration, waiting: &dyn Fn(u64) -> bool| {
            let mut looked = 0;
            while waiting(looked) && child.try_wait().unwrap().is_none() {
                std::thread::sleep(pause);
                looked += 1;
            }
        };
        look_while(READ, &|_| self.lines() < before + lines);
        look_while(LOOK, &|looked| looked < looks);
        // Half of the kills wait for a checkpoint to be begun.
        if in_checkpoint {
            look_while(LOOK, &|_| self.half_written() == 0);
            look_while(LOOK, &|looked| looked < more_looks);
        }
        // SIGKILL.
        child.kill().unwrap();
        let status = child.wait().unwrap();
        if let Some(code) = status.code() {
            assert_eq!(code, 0, "a session that was not killed ends well");
            return false;
        }
        tally.kills += 1;
        self.inspect(tally);
        true
    }

    /// What a kill has left is readable, and nothing that was saved before is gone.
    fn inspect(&mut self, tally: &mut Tally) {
        if !self.run.join("run.json").exists() {
            tally.before_a_run += 1;
            return;
        }
        tally.in_checkpoints += usize::from(self.half_written() > 0);
        let checked = check(&self.run).unwrap();
        let bad: Vec<_> = checked.files.iter().filter(|f| f.state == FileState::Bad).collect();
        assert!(checked.bad == 0, "kill {}: {bad:?}", tally.kills);
        let newest = checkpoint::list(&self.run.join("checkpoints")).unwrap().into_iter().next();
        let saved = newest.map_or(0, |path| Checkpoint::open(&path).unwrap().iterations());
        assert!(saved >= self.saved, "kill {}: {saved:?} after {:?}", tally.kills, self.saved);
        // On a slow machine a session may lose all that it did: none of it was said to be saved.
        let said = self.said_to_be_saved();
        assert!(saved >= said, "kill {}: {saved} of {said} iterations are left", tally.kills);
        tally.lost.push(self.said_to_be_done().saturating_sub(saved));
        self.saved = saved;
    }

    /// What the log tells; a kill may have cut its last line.
    fn events(&self) -> Vec<serde_json::Value> {
        let log = fs::read_to_string(self.run.join("log.jsonl")).unwrap_or_default();
        log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// Lines of the log.
    fn lines(&self) -> u64 {
        let log = fs::read(self.run.join("log.jsonl")).unwrap_or_default();
        log.iter().filter(|&&byte| byte == b'\n').count() as u64
    }

    /// Iterations of the newest checkpoint that the log says was written.
    fn said_to_be_saved(&self) -> u64 {
        let events = self.events().into_iter();
        let written =
            events.filter(|event| event["event"] == "file_written" && event["what"] == "checkpoint");
        let paths = written.map(|event| PathBuf::from(event["path"].as_str().unwrap()));
        paths.map(|path| checkpoint::iterations_of(&path).unwrap()).max().unwrap_or(0)
    }

    /// Iterations of the last point of a chart in the log.
    fn said_to_be_done(&self) -> u64 {
        let point = self.events().into_iter().rev().find(|event| event["event"] == "scalar");
        point.map_or(0, |event| event["step"].as_u64().unwrap())
    }

    /// Lets the run come to its end.
    fn finish(&self) -> Vec<u8> {
        assert!(self.start(self.most_workers.min(2)).wait().unwrap().success());
        fs::read(self.run.join("blueprint.hdm")).unwrap()
    }
}

fn survives(kills: usize, training: Training) {
    let directory = tempfile::tempdir().unwrap();
    let expected = Victim::new(directory.path(), 0, training).finish();
    let (mut random, mut tally) = (Random(SEED), Tally::default());
    while tally.kills < kills {
        tally.runs += 1;
        let mut victim = Victim::new(directory.path(), tally.runs, training);
        while tally.kills < kills && victim.live_and_die(&mut random, &mut tally) {}
        assert!(victim.finish() == expected, "run {} ends in other bits", tally.runs);
        assert_eq!(check(&victim.run).unwrap().bad, 0);
        fs::remove_dir_all(&victim.run).unwrap();
    }
    tally.lost.sort_unstable();
    let (median, most) = (tally.lost[tally.lost.len() / 2], tally.lost.last().unwrap());
    println!(
        "{} kills of {} runs: {} before there was a run, {} in a checkpoint; iterations lost: {median} \
         in the median, {most} at most",
        tally.kills, tally.runs, tally.before_a_run, tally.in_checkpoints
    );
    assert!(kills < 100 || tally.in_checkpoints > kills / 20, "kills must hit checkpoints too: {tally:?}");
}

#[test]
fn eight_kills_lose_nothing_that_was_saved_and_change_no_bit() {
    survives(8, PUBLIC_CHANCE);
}

#[test]
fn four_kills_of_a_run_over_sampled_hands_change_no_bit() {
    survives(4, EXTERNAL);
}

#[test]
#[ignore = "slow: some minutes of being killed"]
fn two_hundred_kills_lose_nothing_that_was_saved_and_change_no_bit() {
    survives(200, PUBLIC_CHANCE);
}

#[test]
#[ignore = "slow: some minutes of being killed"]
fn a_hundred_kills_of_a_run_over_sampled_hands_change_no_bit() {
    survives(100, EXTERNAL);
}
