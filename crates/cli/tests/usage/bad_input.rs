//! Bad input: a clear message, the documented exit code, nothing overwritten, nothing lost.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{contents, holdem, train};
use assert_cmd::assert::Assert;
use predicates::str::contains;
use tempfile::TempDir;

/// Trains with a configuration of this text, in a new directory in which nothing may be left behind.
fn refused(yaml: &str, arguments: &[&str]) -> Assert {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("config.yaml");
    fs::write(&file, yaml).unwrap();
    let mut command = holdem();
    command.current_dir(directory.path()).args(["train", "--config", "config.yaml"]).args(arguments);
    let assert = command.assert();
    assert_eq!(contents(directory.path()).len(), 1, "nothing but the configuration is there");
    assert
}

#[test]
fn an_unknown_key_is_named_with_its_line_and_the_nearest_known_key() {
    refused("seed: 1\nnum_iteration: 5\n", &[])
        .code(2)
        .stderr(contains("config.yaml, line 2"))
        .stderr(contains("`num_iteration`"))
        .stderr(contains("`num_iterations`"));
    refused("game: { stak: 20 }\n", &[]).code(2).stderr(contains("`stack`"));
}

#[test]
fn keys_and_flags_without_a_meaning_here_are_refused_by_name_with_what_to_use_instead() {
    refused("queue_timeout: 5\n", &[]).code(2).stderr(contains("`queue_timeout`")).stderr(contains("remove"));
    refused("enable_pruning: true\n", &[]).code(2).stderr(contains("sampler: external"));
    refused("", &["--epsilon", "0.6"])
        .code(2)
        .stderr(contains("exploration_epsilon"))
        .stderr(contains("sampler: outcome"));
    refused("", &["--sampler", "chance"])
        .code(2)
        .stderr(contains("--sampler"))
        .stderr(contains("public-chance"));
    refused("", &["--num-players", "10"]).code(2).stderr(contains("num_players")).stderr(contains("2 to 9"));
}

#[test]
fn misspelt_flags_and_values_out_of_range_are_wrong_usage() {
    refused("", &["--time-buget", "5"]).code(2).stderr(contains("--time-budget"));
    for key in ["snapshot_interval_seconds", "checkpoint_interval"] {
        let tiny = format!("{key}: 1e-300\nnum_iterations: 5\n");
        refused(&tiny, &[]).code(2).stderr(contains(key)).stderr(contains("0, or 0.001 to"));
    }
    refused("", &["--time-budget", "5 parsecs"]).code(2).stderr(contains("90s"));
    refused("", &["--batch-size", "0"]).code(2).stderr(contains("batch_size"));
    refused("", &["--buckets", "1"]).code(2).stderr(contains("2 to 65535"));
    refused("num_iterations: many\n", &[]).code(2).stderr(contains("line 1"));
    refused("game: [\n", &[]).code(2).stderr(contains("config.yaml"));
}

#[test]
fn a_wrong_path_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("missing.yaml");
    holdem().args(["train", "--config"]).arg(&missing).assert().code(2).stderr(contains("missing.yaml"));
    holdem().arg("show").arg(directory.path().join("nowhere")).assert().code(3).stderr(contains("nowhere"));
    holdem().arg("show").arg(directory.path()).assert().code(3).stderr(contains("not a run directory"));
    holdem().args(["eval", "versus", "a.hdm", "b.hdm"]).assert().code(3).stderr(contains("a.hdm: not found"));
    // A file where a directory should be made.
    let file = directory.path().join("file");
    fs::write(&file, "mine").unwrap();
    train("kuhn.yaml", &file.join("run"), &["--iters", "10"]).assert().code(3).stderr(contains("file"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
#[cfg(unix)]
fn what_is_read_whole_is_a_file_with_an_end_or_is_named_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let pipe = directory.path().join("run.json");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let says = |arguments: &[&str], path: &Path, code: i32, words: &str| {
        holdem()
            .args(arguments)
            .arg(path)
            .assert()
            .code(code)
            .stderr(contains(words))
            .stderr(contains(path.to_str().unwrap()));
    };
    let run = directory.path();
    fs::write(run.join("config.yaml"), "").unwrap();
    for command in [&["train", "--resume-from"][..], &["show"], &["export"], &["eval", "exploitability"]] {
        holdem().args(command).arg(run).assert().code(3).stderr(contains("not a regular file"));
    }
    holdem().arg("check").arg(run).assert().code(3);
    for path in [pipe.as_path(), Path::new("/dev/zero")] {
        says(&["train", "--config"], path, 2, "not a regular file");
        says(&["estimate"], path, 2, "not a regular file");
        says(&["hands", "check"], path, 3, "not a regular file");
    }
    let histories = directory.path().join("hands.phhs");
    std::os::unix::fs::symlink("/dev/zero", &histories).unwrap();
    let to = directory.path().join("hands.jsonl");
    holdem()
        .args(["hands", "convert"])
        .args([&histories, &to])
        .assert()
        .code(3)
        .stderr(contains("not a regular file"));
    says(&["train", "--config"], directory.path(), 2, "a directory");
    let long = directory.path().join("long.yaml");
    fs::File::create(&long).unwrap().set_len(1 << 40).unwrap();
    says(&["train", "--config"], &long, 2, "longer than 1048576 bytes");
}

#[test]
fn what_was_meant_as_counts_is_not_looked_for_as_a_file() {
    refused("", &["--buckets", "1e9"]).code(2).stderr(contains("1e9"));
    refused("buckets: { path: \"\" }\n", &["--dry-run"]).stderr(contains("\"\": this path names no file"));
}

#[test]
fn a_command_that_speaks_in_json_lines_ends_with_one_for_its_error() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("missing.yaml");
    let output = holdem().args(["train", "--json", "--config"]).arg(&missing).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let last = lines.last().unwrap();
    assert_eq!((&last["event"], &last["exit_code"]), (&"error".into(), &2.into()), "{text}");
    assert!(last["text"].as_str().unwrap().contains("missing.yaml: not found"), "{text}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_menu_without_legal_actions_is_refused_with_what_to_add() {
    let menu = "game:\n  menu:\n    preflop: { sizes: [], max_raises: 0 }\n    limp: false\n";
    refused(menu, &[]).code(2).stderr(contains("the menu leaves no choice")).stderr(contains("limp: true"));
}

#[test]
fn a_configuration_that_cannot_fit_in_memory_is_refused_with_how_much_and_what_to_reduce() {
    // Some hundred thousand river decisions with 65,535 buckets each: terabytes.
    let yaml = "\
game:
  stack: 500
  menu:
    flop: { sizes: [[33%, 75%, 150%], [2.5x, 4x]], max_raises: 4 }
    turn: { sizes: [[33%, 75%, 150%], [2.5x, 4x]], max_raises: 5 }
    river: { sizes: [[20%, 33%, 50%, 75%, 100%, 150%, 200%], [2x, 2.5x, 3x, 4x]], max_raises: 4 }
buckets: { family: coarse, flop: 65535, turn: 65535, river: 65535 }
";
    refused(yaml, &[])
        .code(2)
        .stderr(contains("not enough memory"))
        .stderr(contains("TB"))
        .stderr(contains("buckets"))
        .stderr(contains("max_raises"));
}

#[test]
fn workers_that_do_not_fit_in_memory_are_named_and_not_the_buckets() {
    let yaml = "game: { kind: leduc }\nnum_workers: 4096\n";
    let needed = 4096 * 8_000_000u64;
    let available = holdem_telemetry::resources::Memory::now().map(|memory| memory.available_bytes);
    if available.is_some_and(|available| available < needed) {
        refused(yaml, &[]).code(2).stderr(contains("use fewer workers (num_workers)"));
    }
}

#[test]
fn six_players_have_a_menu_that_fits() {
    let estimate = holdem().args(["estimate", "--num-players", "6", "--no-calibration"]).assert().code(0);
    estimate.stdout(contains("nodes"));
}

/// A run that may be damaged.
fn kuhn(directory: &TempDir) -> PathBuf {
    let run = directory.path().join("kuhn");
    train("kuhn.yaml", &run, &["--iters", "1000", "--no-eval"]).assert().code(0);
    run
}

fn show(run: &Path) -> Assert {
    holdem().arg("show").arg(run).assert()
}

#[test]
fn truncated_damaged_and_foreign_blueprints_are_named_and_exit_with_3() {
    let directory = tempfile::tempdir().unwrap();
    let run = kuhn(&directory);
    let blueprint = run.join("blueprint.hdm");
    let whole = fs::read(&blueprint).unwrap();
    show(&run).code(0);
    for (length, says) in [(whole.len() / 2, "truncated"), (40, "too short"), (0, "too short")] {
        fs::write(&blueprint, &whole[..length]).unwrap();
        show(&run).code(3).stderr(contains("blueprint.hdm")).stderr(contains(says));
    }
    let mut flipped = whole.clone();
    flipped[130] ^= 1;
    fs::write(&blueprint, &flipped).unwrap();
    show(&run).code(3).stderr(contains("blueprint.hdm")).stderr(contains("damaged"));
    fs::write(&blueprint, "this is not the file you are looking for ".repeat(9)).unwrap();
    show(&run).code(3).stderr(contains("blueprint.hdm")).stderr(contains("not a holdem file"));
    let checkpoint = fs::read_dir(run.join("checkpoints")).unwrap().next().unwrap().unwrap().path();
    show(&checkpoint).code(3).stderr(contains("found a checkpoint file, expected a blueprint file"));
}

#[test]
fn a_damaged_checkpoint_is_named_and_a_foreign_bucket_file_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let run = kuhn(&directory);
    let checkpoint = fs::read_dir(run.join("checkpoints")).unwrap().next().unwrap().unwrap().path();
    let whole = fs::read(&checkpoint).unwrap();
    fs::write(&checkpoint, &whole[..whole.len() - 8]).unwrap();
    holdem().args(["train", "--resume-from"]).arg(&run).assert().code(3).stderr(contains("checkpoint-"));

    let blueprint = run.join("blueprint.hdm");
    refused("", &["--buckets", blueprint.to_str().unwrap(), "--dry-run"])
        .code(3)
        .stderr(contains("found a blueprint file, expected a buckets file"));
    refused("", &["--buckets", "nowhere.hdm", "--dry-run"]).code(3).stderr(contains("nowhere.hdm"));
}

#[test]
fn strategies_of_different_games_do_not_play_each_other() {
    let directory = tempfile::tempdir().unwrap();
    let kuhn = kuhn(&directory);
    let leduc = directory.path().join("leduc");
    train("leduc.yaml", &leduc, &["--iters", "1000", "--no-eval"]).assert().code(0);
    holdem()
        .args(["eval", "versus"])
        .args([&kuhn, &leduc])
        .assert()
        .code(2)
        .stderr(contains("cannot play each other"))
        .stderr(contains("game.kind"));
}
