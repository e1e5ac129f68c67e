//! `holdem train`, and what can be done with a run.

use std::fs;

use crate::support::shared::small_run;
use crate::support::{contents, holdem, json, read_json, train};
use predicates::str::contains;
use serde_json::Value;

fn number(value: &Value, field: &str) -> f64 {
    value[field].as_f64().unwrap_or_else(|| panic!("{field} is {}", value[field]))
}

#[test]
fn kuhn_reaches_its_value_and_equilibrium() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("kuhn");
    train("kuhn.yaml", &run, &[]).assert().code(0).stdout(contains("game value"));
    let report = read_json(&run.join("report.json"));
    assert!((number(&report, "game_value_chips") + 1.0 / 18.0).abs() < 1e-3, "{report}");
    assert!((0.0..1e-3).contains(&number(&report, "exploitability_chips")), "{report}");
    let measured = json(holdem().args(["eval", "exploitability", "--format", "json"]).arg(&run));
    let chips = number(&measured["exploitability"], "chips");
    assert!((chips - number(&report, "exploitability_chips")).abs() < 1e-12);
}

#[test]
fn leduc_reaches_its_value_and_equilibrium() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("leduc");
    train("leduc.yaml", &run, &[]).assert().code(0);
    let report = read_json(&run.join("report.json"));
    assert!((number(&report, "game_value_chips") + 0.085_606).abs() < 2e-3, "{report}");
    assert!((0.0..1e-2).contains(&number(&report, "exploitability_chips")), "{report}");
}

#[test]
fn a_run_of_holdem_is_self_contained_and_its_results_are_sound() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    let output = train("small.yaml", &run, &["--iters", "1000"]).assert().code(0).get_output().clone();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains(&run.display().to_string()), "{text}");
    let grid: Vec<_> = text.lines().skip_while(|line| !line.trim_start().starts_with("A  ")).collect();
    assert_eq!(grid.len(), 14, "a header and thirteen rows: {text}");
    for file in ["config.yaml", "run.json", "blueprint.hdm", "log.jsonl", "report.md", "report.json"] {
        assert!(fs::metadata(run.join(file)).unwrap().len() > 0, "{file}");
    }
    assert!(fs::read_dir(run.join("checkpoints")).unwrap().next().is_some());
    assert!(fs::read_dir(run.join("tensorboard")).unwrap().next().is_some());

    // Of two equal strategies none wins, seats are opposite.
    let own =
        json(holdem().args(["eval", "versus", "--boards", "40", "--format", "json"]).args([&run, &run]));
    assert!(number(&own["gain"], "mbb").abs() < 0.01, "{own}");
    let sum = number(&own["as_first"], "mbb") + number(&own["as_second"], "mbb");
    assert!(sum.abs() < 0.02, "{own}");
    let gained = json(
        holdem()
            .args(["eval", "exploiter", "--iters", "300", "--boards", "40", "--format", "json"])
            .arg(&run),
    );
    assert_eq!(gained["iterations"], serde_json::json!([300, 300]));
    assert!(gained["gain"]["mbb"].is_number(), "{gained}");
}

#[test]
fn a_strategy_is_shown_by_hand_class_then_by_bucket_with_what_may_follow() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    small_run(&run);
    let show = |history: &str| {
        let mut command = holdem();
        command.arg("show").arg(&run).arg(history);
        command
    };
    show("").assert().code(0).stdout(contains("small blind to open")).stdout(contains("a      all-in 4bb"));
    let first = json(show("").args(["--format", "json"]));
    assert_eq!(first["strategy"].as_object().unwrap().len(), 169);
    for (class, row) in first["strategy"].as_object().unwrap() {
        let sum: f64 = row.as_array().unwrap().iter().map(|p| p.as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-5, "{class}: {sum}");
    }
    show("ck/").assert().code(0).stdout(contains("flop")).stdout(contains("bucket"));
    let flop = json(show("ck/").args(["--format", "json"]));
    assert_eq!(flop["strategy"].as_object().unwrap().len(), 8);
    show("cq").assert().code(2).stderr(contains("unknown action `q`"));
    show("cc").assert().code(2).stderr(contains("k, a"));
    show("f").assert().code(2).stderr(contains("the hand is over"));
}

#[test]
fn an_export_holds_every_decision_and_replaces_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    small_run(&run);
    let exported = json(holdem().arg("export").arg(&run));
    let nodes = exported["nodes"].as_array().unwrap();
    let estimate = json(
        holdem().args(["estimate", "--format", "json", "--config"]).arg(crate::support::config("small.yaml")),
    );
    let decisions: u64 =
        estimate["streets"].as_array().unwrap().iter().map(|s| s["decisions"].as_u64().unwrap()).sum();
    assert_eq!(nodes.len() as u64, decisions);
    assert_eq!(nodes[0]["strategy"].as_object().unwrap().len(), 169);

    let out = directory.path().join("strategy.json");
    let export = || {
        let mut command = holdem();
        command.arg("export").arg(&run).args(["--last-street", "0", "--out"]).arg(&out);
        command
    };
    export().assert().code(0);
    assert!(read_json(&out)["nodes"].as_array().unwrap().len() < nodes.len());
    fs::write(&out, "precious").unwrap();
    export().assert().code(2).stderr(contains("--force"));
    assert_eq!(fs::read_to_string(&out).unwrap(), "precious");
}

#[test]
fn json_lines_are_json_on_both_sides() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("kuhn");
    let arguments = ["--json", "--iters", "2000", "--no-eval", "--no-tensorboard"];
    let output = train("kuhn.yaml", &run, &arguments).assert().code(0).get_output().clone();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["iterations"], 2000);
    assert_eq!(report["exploitability_mbb"], Value::Null);
    let events: Vec<Value> = String::from_utf8(output.stderr)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}")))
        .collect();
    assert_eq!(events.first().unwrap()["event"], "run_started");
    assert_eq!(events.last().unwrap()["event"], "run_finished");
    assert!(!run.join("tensorboard").exists());
}

#[test]
fn a_dry_run_shows_everything_and_writes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    train("small.yaml", &run, &["--dry-run", "--stack", "7"])
        .current_dir(directory.path())
        .assert()
        .code(0)
        .stdout(contains("stack: 7"))
        .stdout(contains("peak while training"));
    assert!(contents(directory.path()).is_empty());
}

#[test]
fn the_same_seed_gives_the_same_blueprint_for_any_number_of_workers() {
    let directory = tempfile::tempdir().unwrap();
    let blueprint = |workers: &str| {
        let run = directory.path().join(workers);
        let arguments = ["--iters", "600", "--seed", "11", "--no-eval", "--num-workers", workers];
        train("small.yaml", &run, &arguments).assert().code(0);
        fs::read(run.join("blueprint.hdm")).unwrap()
    };
    let one = blueprint("1");
    assert!(one == blueprint("2") && one == blueprint("3"));
}

#[test]
fn estimate_and_dry_run_say_the_same_numbers_for_every_configuration() {
    let directory = crate::support::config("small.yaml").parent().unwrap().to_path_buf();
    let files = fs::read_dir(directory).unwrap().flatten().map(|entry| entry.path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "yaml")).collect();
    // The file of `holdem solve` is no configuration of a run.
    files.retain(|path| !path.ends_with("spot.yaml"));
    files.sort();
    assert!(files.len() > 5);
    let said = ["--num-workers", "3", "--set", "checkpoint_interval=0"];
    for file in files {
        let mut estimate = holdem();
        estimate.args(["estimate", "--no-calibration", "--format", "json"]).args(said).arg(&file);
        let mut estimate = json(&mut estimate);
        let mut dry_run = holdem();
        dry_run.args(["train", "--dry-run", "--json"]).args(said).arg("--config").arg(&file);
        // Code 2 where it does not fit in the memory of this machine.
        let mut dry_run: Value = serde_json::from_slice(&dry_run.output().unwrap().stdout).unwrap();
        for numbers in [&mut estimate, &mut dry_run] {
            for key in ["available_bytes", "calibration", "calibration_note"] {
                numbers.as_object_mut().unwrap().remove(key);
            }
        }
        assert_eq!(estimate, dry_run, "{}", file.display());
        assert_eq!((&estimate["workers"], &estimate["checkpoint_copy_bytes"]), (&3.into(), &0.into()));
    }
}

#[test]
fn a_file_is_judged_together_with_the_command_line() {
    let directory = tempfile::tempdir().unwrap();
    let dry_run = |yaml: &str, said: &[&str]| {
        let file = directory.path().join("config.yaml");
        fs::write(&file, yaml).unwrap();
        let mut command = holdem();
        command.args(["train", "--dry-run"]).args(said).arg(&file);
        command.assert()
    };
    let stacks = "game: { stacks: [5, 10, 20] }";
    dry_run(stacks, &[]).code(2).stderr(contains("line 1: game.stacks"));
    dry_run(stacks, &["--num-players", "3"]).code(0).stdout(contains("num_players: 3"));
    dry_run("", &["--stack", "5,10,20"]).code(0).stdout(contains("num_players: 3")).stdout(contains("- 20"));
    dry_run("", &["--stack", "deep"]).code(2).stderr(contains("`deep` is not a number of big blinds"));
    dry_run("num_players: 2", &["--stack", "5,10,20"])
        .code(2)
        .stderr(contains("game.stacks: found 3 stacks, expected one for each of 2 players"));
    dry_run("game: { stack: 50 }", &["--stack", "5,10"]).code(0).stdout(contains("- 10"));
    dry_run(stacks, &["--stack", "7"]).code(0).stdout(contains("stack: 7"));
    dry_run("", &["--stack", "7.25"]).code(2).stderr(contains("use 7 or 7.5"));
    dry_run("checkpoint_interval: 5m", &["--set", "chunk_seconds=1h30m"])
        .code(0)
        .stdout(contains("checkpoint_interval: 300"))
        .stdout(contains("chunk_seconds: 5400"));
    let epsilon = "seed: 3\nexploration_epsilon: 0.3\ngame: { kind: kuhn }";
    dry_run(epsilon, &[]).code(2).stderr(contains("line 2: exploration_epsilon"));
    dry_run(epsilon, &["--sampler", "outcome"]).code(0).stdout(contains("exploration_epsilon: 0.3"));
    dry_run(epsilon, &["--sampler", "outcome", "--set", "eval.flobs=3"])
        .code(2)
        .stderr(contains("eval.flobs=3: unknown key `flobs`, the nearest known key is `flops`"));
    dry_run(epsilon, &["--sampler", "outcome", "--set", "eval.flops=3"]).code(0).stdout(contains("flops: 3"));
}
