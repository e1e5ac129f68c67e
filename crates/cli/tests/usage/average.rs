//! `holdem average`.

use std::fs;
use std::path::Path;

use crate::support::{holdem, json, train};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

#[test]
fn runs_of_two_seeds_are_joined_to_a_blueprint_that_can_be_used_like_any_other() {
    let directory = tempfile::tempdir().unwrap();
    let [a, b, out] = ["a", "b", "average.hdm"].map(|name| directory.path().join(name));
    for (run, seed) in [(&a, "3"), (&b, "4")] {
        train("small.yaml", run, &["--iters", "200", "--seed", seed, "--no-eval"]).assert().code(0);
    }
    let average = |more: &[&str]| {
        let mut command = holdem();
        command.arg("average").arg(&out).args([&a, &b]).args(more);
        command
    };
    average(&["--weights", "1,1,1"]).assert().code(2).stderr(contains("3 weights for 2 strategies"));
    average(&["--weights", "some"]).assert().code(2).stderr(contains("not `equal`"));
    average(&["--boards", "100"]).assert().code(0).stdout(contains("50.0 %"));
    average(&[]).assert().code(2).stderr(contains("--force"));
    let written = json(&mut average(&["--force", "--weights", "1,3", "--format", "json"]));
    assert_eq!(
        (written["iterations"].as_u64(), written["parts"][1]["weight"].as_f64()),
        (Some(400), Some(0.75))
    );
    let versus =
        json(holdem().args(["eval", "versus", "--boards", "20", "--format", "json"]).args([&out, &a]));
    assert!(versus["gain"]["mbb"].is_number(), "{versus}");
    holdem().arg("show").arg(&out).assert().code(0).stdout(contains("small blind to open"));

    #[cfg(unix)]
    goes_to_pipes_devices_and_links_and_replaces_none(&a, &b, directory.path());
    has_colours_where_they_are_wanted(&a);

    let other = directory.path().join("kuhn");
    train("kuhn.yaml", &other, &["--iters", "20", "--no-eval"]).assert().code(0);
    holdem()
        .arg("average")
        .arg(directory.path().join("none.hdm"))
        .args([&a, &other])
        .assert()
        .code(2)
        .stderr(contains("betting tree").and(contains(a.display().to_string())));
}

/// What `export` and `average` write, to something that is no regular file.
#[cfg(unix)]
fn goes_to_pipes_devices_and_links_and_replaces_none(run: &Path, other: &Path, directory: &Path) {
    let export = |out: &Path, more: &[&str]| {
        holdem().arg("export").arg(run).args(["--last-street", "0", "--out"]).arg(out).args(more).assert()
    };
    let average = |out: &Path, more: &[&str]| {
        holdem().arg("average").arg(out).args([run, other]).args(["--boards", "100"]).args(more).assert()
    };
    for force in [&[][..], &["--force"]] {
        export(Path::new("/dev/null"), force).code(0);
        average(Path::new("/dev/null"), force).code(0);
        export(directory, force).code(3).stderr(contains("a directory"));
        average(directory, force).code(3).stderr(contains("a directory"));
    }
    assert!(!fs::metadata("/dev/null").unwrap().is_file());

    let (real, link) = (directory.join("real.json"), directory.join("link.json"));
    std::os::unix::fs::symlink("real.json", &link).unwrap();
    export(&link, &[]).code(0);
    export(&link, &[]).code(2).stderr(contains("--force"));
    export(&link, &["--force"]).code(0);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());

    let pipe = directory.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).unwrap()
    });
    export(&pipe, &["--force"]).code(0);
    assert_eq!(reader.join().unwrap(), fs::read(&real).unwrap());
    assert!(!fs::metadata(&pipe).unwrap().is_file());
}

fn has_colours_where_they_are_wanted(run: &Path) {
    let escapes = |variables: &[(&str, &str)]| {
        let mut command = holdem();
        command.env_remove("NO_COLOR").arg("show").arg(run).envs(variables.iter().copied());
        let shown = command.assert().code(0).get_output().stdout.clone();
        shown.iter().filter(|&&byte| byte == 0x1b).count()
    };
    assert!(escapes(&[("CLICOLOR_FORCE", "1")]) > 100);
    assert_eq!(escapes(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]), 0);
    assert_eq!(escapes(&[("TERM", "xterm")]), 0, "a pipe has none");
    on_a_dumb_terminal(run);
}

/// On a terminal of its own, where there is a program that makes one.
fn on_a_dumb_terminal(run: &Path) {
    let program = assert_cmd::cargo::cargo_bin!("holdem").display().to_string();
    let shown = |term: &str| {
        let mut script = std::process::Command::new("script");
        script.args(["-qec", &format!("'{program}' show '{}'", run.display()), "/dev/null"]);
        script.env_remove("NO_COLOR").env("TERM", term).stdin(std::process::Stdio::null()).output()
    };
    // Without the program `script` there is no terminal to test with.
    let Ok(dumb) = shown("dumb") else { return };
    assert!(
        dumb.status.success() && !dumb.stdout.contains(&0x1b),
        "{}",
        String::from_utf8_lossy(&dumb.stdout)
    );
    assert!(shown("xterm").unwrap().stdout.contains(&0x1b));
}
