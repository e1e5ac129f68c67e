//! A disk that is full, for real: a run says so, goes on, keeps what it had, and saves again when there is
//! space.
//!
//! Two ways: a file system of some MB in memory (needs the right to mount, as in a container of CI), and a
//! limit on the size of files, which works everywhere.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::disk::SmallDisk;
use crate::support::shared::small_run;
use crate::support::{Running, config, contents, read_json};
use holdem_training::checkpoint::{self, Checkpoint};

/// `small.yaml` with tables of 1.2 MB and a checkpoint every 0.2 s.
const TRAIN: [&str; 9] = [
    "--no-eval",
    "--snapshot-interval",
    "0",
    "--checkpoint-interval",
    "0.2",
    "--buckets",
    "2000",
    "--seed",
    "4",
];

/// Starts `holdem train` under a shell that sets limits first; its words end up in the output.
fn train(limits: &str, run: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("{limits} exec \"$0\" \"$@\""))
        .arg(assert_cmd::cargo::cargo_bin!("holdem"));
    command.arg("train").arg("--config").arg(config("small.yaml")).arg("--logdir").arg(run).args(TRAIN);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!text.contains("panicked") && !text.contains("bug in holdem"), "{text}");
    text
}

fn newest(run: &Path) -> Checkpoint {
    let paths = checkpoint::list(&run.join("checkpoints")).unwrap();
    Checkpoint::open(&paths[0]).unwrap()
}

fn no_unfinished_files(run: &Path) {
    let unfinished =
        contents(run).into_iter().find(|(path, _)| path.display().to_string().contains(".partial-"));
    assert_eq!(unfinished.map(|(path, _)| path), None);
}

#[test]
fn a_checkpoint_that_does_not_fit_is_told_and_tried_again_and_the_old_one_stays() {
    let Some(disk) = SmallDisk::new("24m") else { return };
    let run = disk.path().join("run");
    let first = train("", &run, &["--iters", "3000"]).output().unwrap();
    assert_eq!(first.status.code(), Some(0), "{}", said(&first));
    let before = newest(&run).iterations();

    let ballast = disk.fill(100);
    let mut second = Running::of(train("", &run, &["--time-budget", "1h", "--auto-resume"]));
    second.wait_for("may be needed");
    let told = second.wait_for("training goes on");
    assert!(told.contains("disk full"), "{told}");
    assert_eq!(newest(&run).iterations(), before, "the old one stays");
    fs::remove_file(ballast).unwrap();
    second.wait_for("checkpoint written");
    second.signal("INT");
    let (code, text) = second.finish();
    assert_eq!(code, Some(130), "{text}");
    no_unfinished_files(&run);
    assert!(newest(&run).iterations() > before);
    assert_eq!(read_json(&run.join("run.json"))["state"], "interrupted");
}

#[test]
fn a_run_that_ends_on_a_full_disk_keeps_its_last_checkpoint_and_says_what_is_missing() {
    let Some(disk) = SmallDisk::new("24m") else { return };
    let run = disk.path().join("run");
    assert!(train("", &run, &["--iters", "3000"]).status().unwrap().success());
    let blueprint = fs::read(run.join("blueprint.hdm")).unwrap();
    for but_kb in [0, 1, 4, 16, 64, 300, 700] {
        let ballast = disk.fill(but_kb);
        let output = train("", &run, &["--iters", "6000", "--auto-resume"]).output().unwrap();
        let text = said(&output);
        assert_eq!(output.status.code(), Some(3), "{but_kb} kB left: {text}");
        assert!(text.contains("disk full"), "{but_kb} kB left: {text}");
        assert_eq!(newest(&run).iterations(), 3000);
        no_unfinished_files(&run);
        fs::remove_file(ballast).unwrap();
    }
    let output = train("", &run, &["--iters", "6000", "--auto-resume"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(newest(&run).iterations(), 6000);
    assert!(fs::read(run.join("blueprint.hdm")).unwrap() != blueprint);
    let check =
        Command::new(assert_cmd::cargo::cargo_bin!("holdem")).arg("check").arg(&run).output().unwrap();
    let text = String::from_utf8_lossy(&check.stdout);
    // What the full disk cut out of the log is named; everything that counts is good.
    assert!(text.contains("good      blueprint.hdm") && text.contains("goes on from 6000"), "{text}");
}

#[test]
fn a_disk_that_cannot_be_written_is_named_before_training_starts() {
    let Some(disk) = SmallDisk::new("24m") else { return };
    let run = disk.path().join("run");
    assert!(train("", &run, &["--iters", "500"]).status().unwrap().success());
    let before = contents(&run);
    disk.remount("ro");
    for (logdir, arguments) in
        [(&run, &["--iters", "900", "--auto-resume"][..]), (&disk.path().join("new"), &[])]
    {
        let output = train("", logdir, arguments).output().unwrap();
        let text = said(&output);
        assert_eq!(output.status.code(), Some(3), "{text}");
        assert!(text.contains("Read-only file system") && !text.contains("train: started"), "{text}");
    }
    disk.remount("rw");
    assert!(contents(&run) == before);
}

#[test]
fn files_that_may_not_grow_stop_neither_training_nor_the_process() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    // No file may have more than 512 kB: a checkpoint has 1.2 MB. The signal that comes with it would end the
    // process.
    let mut limited = Running::of(train("ulimit -f 1000;", &run, &["--time-budget", "1h"]));
    limited.wait_for("training goes on");
    limited.signal("INT");
    let (code, text) = limited.finish();
    assert!(code == Some(3) && text.contains("File too large"), "{text}");
    assert_eq!(checkpoint::list(&run.join("checkpoints")).unwrap().len(), 0);
    no_unfinished_files(&run);
    assert_eq!(read_json(&run.join("run.json"))["state"], "failed");

    // Nothing was saved, so that nothing can be lost: the same command begins again, and says so.
    let again = train("", &run, &["--iters", "3000", "--auto-resume"]).output().unwrap();
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    assert!(said(&again).contains("starting from the beginning"), "{}", said(&again));
    assert_eq!(newest(&run).iterations(), 3000);
}

#[test]
fn a_full_disk_under_the_words_of_the_program_does_not_stop_it() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let status = train("", &run, &["--iters", "2000"]).stderr(full()).status().unwrap();
    assert_eq!(status.code(), Some(0));
    assert_eq!(newest(&run).iterations(), 2000);
    // The result itself goes to standard output: whoever asked for it is told by the exit code.
    let status = train("", &run, &["--iters", "3000", "--auto-resume"]).stdout(full()).status().unwrap();
    assert_eq!(status.code(), Some(3));
    assert_eq!(newest(&run).iterations(), 3000);
}

#[test]
fn a_limit_on_files_fails_any_command_and_leaves_no_part_of_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    small_run(&run);
    let out = directory.path().join("out");
    fs::create_dir(&out).unwrap();
    let mut export = Command::new("sh");
    export.args(["-c", "ulimit -f 1; exec \"$0\" \"$@\""]).arg(assert_cmd::cargo::cargo_bin!("holdem"));
    let output = export.arg("export").arg(&run).arg("--out").arg(out.join("u.json")).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("u.json"), "{}", said(&output));
    assert_eq!(contents(&out), []);
}
