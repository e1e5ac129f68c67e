//! `holdem runs`.

use std::fs;

use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

use crate::support::shared::small_run;
use crate::support::{holdem, json, train};

#[test]
fn runs_are_listed_sorted_and_compared_within_80_columns() {
    let folder = tempfile::tempdir().unwrap();
    let runs = |arguments: &[&str]| {
        let mut command = holdem();
        command.arg("runs").arg(folder.path()).args(arguments);
        command
    };
    runs(&[]).assert().code(0).stdout(contains("no runs in"));
    let long = "a-name-".repeat(12);
    small_run(&folder.path().join("deep").join(&long));
    train("kuhn.yaml", &folder.path().join("kuhn"), &["--iters", "2000"]).assert().code(0);
    let broken = folder.path().join("broken");
    small_run(&broken);
    fs::write(broken.join("run.json"), "{").unwrap();

    let listed = json(&mut runs(&["--sort", "iterations", "--format", "json"]));
    let field =
        |name: &str| listed.as_array().unwrap().iter().map(|run| run[name].clone()).collect::<Vec<_>>();
    assert_eq!(field("name"), ["kuhn", &format!("deep/{long}"), "broken"]);
    assert_eq!(field("state"), ["finished", "finished", "unreadable"]);
    assert_eq!(field("game")[..2], ["kuhn", "2p 4bb"]);
    assert_eq!((&listed[0]["iterations"], &listed[1]["iterations"]), (&2000.into(), &1000.into()));
    assert!(listed[0]["exploitability_mbb"].is_number() && listed[1]["exploitability_mbb"].is_null());
    assert!(listed[0]["iterations_per_sec"].as_f64().unwrap() > 0.0, "{listed}");
    let names = |sort: &str| {
        let listed = json(&mut runs(&["--sort", sort, "--format", "json"]));
        listed
            .as_array()
            .unwrap()
            .iter()
            .map(|run| run["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names("name")[0], "broken");
    assert_eq!(names("exploitability")[0], "kuhn");
    assert_eq!(names("age")[2], "broken", "what is not known comes last");

    let text = runs(&[]).assert().code(0).get_output().stdout.clone();
    let text = String::from_utf8(text).unwrap();
    assert!(text.lines().count() == 4 && text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(text.contains("unreadable") && text.contains("…"), "{text}");
}

#[test]
fn a_run_is_listed_alone_and_a_folder_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("only");
    small_run(&run);
    holdem().arg("runs").arg(&run).assert().code(0).stdout(contains("only").and(contains("1.00 k")));
    let missing = folder.path().join("missing");
    holdem().arg("runs").arg(&missing).assert().code(3).stderr(contains("missing: cannot read"));
    // The folder that is looked into if none is named.
    holdem().current_dir(folder.path()).arg("runs").assert().code(3).stderr(contains("runs: cannot read"));
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_text_lose_no_listing_and_command_no_terminal() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join(OsStr::from_bytes(b"run\xff"));
    for arguments in [&["--iters", "500"][..], &["--iters", "900", "--auto-resume"]] {
        train("kuhn.yaml", &run, &[arguments, &["--no-eval"]].concat()).assert().code(0);
    }
    holdem().args(["train", "--iters", "950", "--no-eval", "--resume-from"]).arg(&run).assert().code(0);
    let red = folder.path().join("red\x1b[31m\nrun");
    train("kuhn.yaml", &red, &["--iters", "500", "--no-eval"]).assert().code(0);

    let listed = json(holdem().arg("runs").arg(folder.path()).args(["--sort", "name", "--format", "json"]));
    let names: Vec<_> = listed.as_array().unwrap().iter().map(|run| run["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["red\x1b[31m\nrun", "run\u{fffd}"]);
    let checked = json(holdem().arg("check").arg(&run).args(["--format", "json"]));
    assert!(checked["run"].as_str().unwrap().ends_with("run\u{fffd}"), "{checked}");
    let solution = folder.path().join(OsStr::from_bytes(b"small\xff.hdm"));
    let spot =
        ["solve", "--board", "QsJh2h8c3d", "--oop", "QQ", "--ip", "JJ", "--pot", "20", "--stack", "20"];
    holdem().args(spot).args(["--bet", "50%", "--out"]).arg(&solution).assert().code(0);
    let checked = json(holdem().arg("check").arg(&solution).args(["--format", "json"]));
    assert!(checked["file"].as_str().unwrap().ends_with("small\u{fffd}.hdm"), "{checked}");

    for mut command in [holdem(), holdem()].into_iter().zip(["runs", "check"]).map(|(mut command, name)| {
        command.arg(name).arg(if name == "runs" { folder.path() } else { &red });
        command
    }) {
        let found = command.assert().code(0);
        let text = String::from_utf8(found.get_output().stdout.clone()).unwrap();
        assert!(text.contains("red\\u{1b}[31m\\nrun") && !text.contains('\x1b'), "{text}");
    }
    let none = folder.path().join("none\x1b[2J");
    holdem().arg("show").arg(&none).assert().code(3).stderr(contains("none\\u{1b}[2J"));
}

#[cfg(unix)]
#[test]
fn a_folder_of_runs_that_cannot_be_one_is_named_as_what_it_is() {
    let directory = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("nowhere", directory.path().join("runs")).unwrap();
    let start = || {
        let mut command = holdem();
        command.current_dir(directory.path()).arg("train").arg(crate::support::config("kuhn.yaml"));
        command
            .args(["--iters", "100", "--no-eval"])
            .assert()
            .code(3)
            .stderr(contains("runs: not a directory"));
    };
    start();
    fs::remove_file(directory.path().join("runs")).unwrap();
    fs::write(directory.path().join("runs"), "a file").unwrap();
    start();
}
