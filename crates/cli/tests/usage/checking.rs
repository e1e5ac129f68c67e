//! `holdem eval lbr` and `holdem review`.

use std::fs;
use std::path::{Path, PathBuf};

use predicates::str::contains;

use crate::support::{holdem, json};

/// A small strategy of an earlier version.
fn trained(game: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../training/tests/data").join(game).join("straight.hdm")
}

#[test]
fn local_best_response_is_exact_in_leduc_and_below_exploitability() {
    let found = json(holdem().args(["eval", "lbr"]).arg(trained("leduc")).args(["--format", "json"]));
    assert_eq!((&found["gain"]["exact"], &found["bets"]), (&true.into(), &"fcpa".into()));
    let best =
        json(holdem().args(["eval", "exploitability"]).arg(trained("leduc")).args(["--format", "json"]));
    let [gain, best] = [&found["gain"], &best["exploitability"]].map(|value| value["mbb"].as_f64().unwrap());
    assert!(gain <= best + 1e-3, "{gain} {best}");
}

#[test]
fn local_best_response_in_holdem_has_an_interval_and_the_same_numbers_again() {
    let run = |workers: &str| {
        let options = ["--from", "turn", "--bets", "fc", "--flops", "2", "--format", "json"];
        let mut found = json(
            holdem()
                .args(["eval", "lbr"])
                .arg(trained("holdem"))
                .args(options)
                .args(["--num-workers", workers]),
        );
        found["secs"].take();
        found
    };
    let found = run("1");
    assert!(found["gain"]["interval95_mbb"][0].is_number() && found["flops"] == 2 && found["from"] == "turn");
    assert_eq!(found, run("2"));
}

#[test]
fn local_best_response_refuses_streets_that_are_not_there() {
    let refused =
        holdem().args(["eval", "lbr"]).arg(trained("kuhn")).args(["--from", "turn"]).assert().code(2);
    refused.stderr(contains("1 streets"));
    holdem().args(["eval", "lbr"]).arg(trained("leduc")).args(["--until", "-3"]).assert().code(2);
}

#[test]
fn search_on_a_small_game_starts_from_its_exploitability_and_keeps_promises() {
    let directory = tempfile::tempdir().unwrap();
    let mini = directory.path().join("mini");
    let text = "game: { kind: mini-holdem, ranks: 4, suits: 2, board_cards: [1, 1], stack: 10 }\n\
                buckets: { turn: 3 }\nnum_iterations: 200\n";
    let file = directory.path().join("mini.yaml");
    fs::write(&file, text).unwrap();
    holdem().args(["train", "--no-eval", "--config"]).arg(&file).arg("--logdir").arg(&mini).assert().code(0);
    for (run, street) in [(trained("leduc"), "1"), (mini.clone(), "1"), (mini, "2")] {
        let mut subgames = holdem();
        subgames.args(["eval", "subgames"]).arg(&run).args(["--street", street, "--iterations", "100"]);
        let found = json(subgames.args(["--format", "json"]));
        let best = json(holdem().args(["eval", "exploitability"]).arg(&run).args(["--format", "json"]));
        let best = best["exploitability"]["mbb"].as_f64().unwrap();
        let methods = found["methods"].as_array().unwrap();
        assert_eq!(methods.len(), 5);
        for one in methods {
            let [before, after, residual] =
                ["before", "after", "residual"].map(|key| one[key]["mbb"].as_f64().unwrap());
            assert!((before - best).abs() < 0.01, "{before} {best}");
            assert!(one["subgames"].as_u64().unwrap() > 0);
            if ["resolve", "max-margin"].contains(&one["method"].as_str().unwrap()) {
                assert!(after <= before + residual + 0.01, "{one}");
            }
        }
    }
}

#[test]
fn only_subgames_that_there_are_are_solved() {
    let refused = |run: &str, arguments: &[&str], why: &str| {
        let mut command = holdem();
        command.args(["eval", "subgames"]).arg(trained(run)).args(arguments);
        command.assert().code(2).stderr(contains(why));
    };
    refused("holdem", &[], "small games");
    refused("leduc", &["--street", "2"], "street 2 of 2");
    refused("leduc", &["--street", "0"], "counted from 0");
    refused("kuhn", &[], "street 1 of 1");
    refused("leduc", &["--method", "safer"], "not a search method");
}

/// Five big blinds, two named players.
const HAND: &str = "variant = 'NT'\nantes = [0, 0]\nblinds_or_straddles = [1, 2]\nmin_bet = 2\n\
                    starting_stacks = [10, 10]\nplayers = ['Ann', 'Bob']\nactions = ['d dh p1 QsJs', \
                    'd dh p2 7h7d', 'p2 cbr 4', 'p1 cc', 'd db AhKd7c', 'p1 cc', 'p2 cbr 6', 'p1 f']\n";

#[test]
fn hands_are_reviewed_as_a_page_as_json_and_as_csv() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("hand.phh");
    fs::write(&file, HAND).unwrap();
    let review = |arguments: &[&str]| {
        let mut command = holdem();
        command.arg("review").arg(&file).arg("--strategy").arg(trained("holdem")).args(arguments);
        command
    };
    review(&[]).assert().code(0).stdout(contains("1 of 1 hands, 5 decisions."));
    let found = json(&mut review(&["--format", "json", "--player", "Ann"]));
    let decisions = found["decisions"].as_array().unwrap();
    assert_eq!(decisions.len(), 3);
    let fold = &decisions[2];
    assert_eq!((&fold["choice"], &fold["hole"]), (&"fold".into(), &"QsJs".into()));
    assert!(fold["cost_bb"].as_f64().unwrap() >= 0.0 && fold["actions"][0]["label"] == "fold");
    let csv = review(&["--format", "csv"]).assert().code(0).get_output().stdout.clone();
    assert!(String::from_utf8(csv).unwrap().starts_with("hand,decision,player,"));
    review(&["--player", "Eve"]).assert().code(2).stderr(contains("Ann, Bob"));
    let mut kuhn = holdem();
    kuhn.arg("review").arg(&file).arg("--strategy").arg(trained("kuhn")).assert().code(2);
    fs::write(&file, "no hand").unwrap();
    review(&[]).assert().code(3);
}
