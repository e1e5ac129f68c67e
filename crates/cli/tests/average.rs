//! `holdem average`.
#![allow(clippy::unwrap_used, reason = "a helper that fails fails the test")]

mod support;

use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use support::{holdem, json, train};

#[test]
fn runs_of_two_seeds_are_joined_to_a_blueprint_that_can_be_used_like_any_other() {
    let directory = tempfile::tempdir().unwrap();
    let [a, b, out] = ["a", "b", "average.hdm"].map(|name| directory.path().join(name));
    for (run, seed) in [(&a, "3"), (&b, "4")] {
        train("small.yaml", run, &["--iters", "200", "--seed", seed]).assert().code(0);
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

    let other = directory.path().join("kuhn");
    train("kuhn.yaml", &other, &["--iters", "20"]).assert().code(0);
    holdem()
        .arg("average")
        .arg(directory.path().join("none.hdm"))
        .args([&a, &other])
        .assert()
        .code(2)
        .stderr(contains("betting tree").and(contains(a.display().to_string())));
}
