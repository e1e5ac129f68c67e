//! `holdem solve`.
#![allow(clippy::unwrap_used, reason = "a helper that fails fails the test")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use holdem_game::spot::{LockText, Spot, SpotSizes, StreetSizes};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use serde_json::Value;
use support::{Running, holdem, json};

/// A spot of the solver's own tests; EVs of an independent solver stand there.
fn shared(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../cfr/tests/data/spots").join(name)
}

/// A river spot that takes milliseconds.
const SMALL: &str = "\
name: small
board: Qs Jh 2h 8c 3d
oop_range: 'AA,KQs,76s'
ip_range: 'QQ,AJs,T9s'
pot: 100
effective_stack: 200
river: {bet: '50%, a', raise: '60%'}
";

fn spot(directory: &Path, text: &str) -> PathBuf {
    let path = directory.join("spot.yaml");
    fs::write(&path, text).unwrap();
    path
}

fn solved(path: &Path, arguments: &[&str]) -> Value {
    json(holdem().arg("solve").arg(path).args(arguments).args(["--format", "json"]))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("a number, not {value}"))
}

#[test]
fn the_root_has_evs_equities_and_frequencies_and_the_values_of_an_independent_solver() {
    let root = solved(&shared("river.yaml"), &["--target", "0.1"]);
    let (oop, ip) = (number(&root["ev"]["oop"]), number(&root["ev"]["ip"]));
    assert!((oop - 103.457).abs() < 0.2, "{oop}");
    assert!((oop + ip - 200.0).abs() < 1e-3, "{oop} {ip}");
    assert!(number(&root["exploitability_pct_of_pot"]) <= 0.1);
    let (oop, ip) = (number(&root["equity"]["oop"]), number(&root["equity"]["ip"]));
    assert!((oop + ip - 1.0).abs() < 1e-5 && oop > 0.3 && ip > 0.3);
    let actions = root["actions"].as_array().unwrap();
    let names: Vec<&str> = actions.iter().map(|a| a["action"].as_str().unwrap()).collect();
    assert_eq!(names, ["x", "b100", "b200"]);
    let sum: f64 = actions.iter().map(|action| number(&action["frequency"])).sum();
    assert!((sum - 1.0).abs() < 1e-6);
    assert!(number(&root["iterations"]) > 0.0 && number(&root["memory_bytes"]) > 0.0);
    assert!(number(&root["solve_secs"]) > 0.0 && root["combos"].is_null());
}

#[test]
fn every_combo_is_listed_if_asked_and_means_are_those_of_the_root() {
    let directory = tempfile::tempdir().unwrap();
    let root = solved(&spot(directory.path(), SMALL), &["--iterations", "200", "--combos"]);
    assert_eq!(root["iterations"], 200);
    for player in ["oop", "ip"] {
        let hands = root["combos"][player].as_array().unwrap();
        let weight: f64 = hands.iter().map(|hand| number(&hand["weight"])).sum();
        let ev: f64 = hands.iter().map(|hand| number(&hand["weight"]) * number(&hand["ev"])).sum();
        assert!((ev / weight - number(&root["ev"][player])).abs() < 1e-9, "{player}");
    }
    let hand = &root["combos"]["oop"][0];
    let played: f64 = hand["strategy"].as_object().unwrap().values().map(number).sum();
    assert!((played - 1.0).abs() < 1e-5, "{hand}");
    // What a hand is worth is the mean of what its actions are worth.
    for hand in root["combos"]["oop"].as_array().unwrap() {
        let played = hand["strategy"].as_object().unwrap().iter();
        let mean: f64 = played.map(|(name, share)| number(share) * number(&hand["action_ev"][name])).sum();
        assert!((mean - number(&hand["ev"])).abs() < 1e-3, "{hand}");
    }
    assert!(root["combos"]["ip"][0]["action_ev"].is_null());
}

#[test]
fn options_make_the_same_spot_as_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let from_file = solved(&spot(directory.path(), SMALL), &["--iterations", "50"]);
    let from_options = json(holdem().arg("solve").args([
        "--board=QsJh2h8c3d",
        "--oop=AA,KQs,76s",
        "--ip=QQ,AJs,T9s",
        "--pot=100",
        "--stack=200",
        "--bet=river=50%, a",
        "--raise=60%",
        "--iterations=50",
        "--format=json",
    ]));
    assert_eq!(from_options["ev"], from_file["ev"]);
    assert_eq!(from_options["actions"], from_file["actions"]);
    let raked = solved(&spot(directory.path(), SMALL), &["--iterations", "50", "--rake", "0.05"]);
    assert!(number(&raked["ev"]["oop"]) + number(&raked["ev"]["ip"]) < 100.0);
}

#[test]
fn the_root_is_a_grid_of_80_columns_and_a_table_of_actions() {
    let directory = tempfile::tempdir().unwrap();
    let path = spot(directory.path(), SMALL);
    let output = holdem().arg("solve").arg(path).assert().code(0).get_output().stdout.clone();
    let text = String::from_utf8(output).unwrap();
    for wanted in ["target reached", "EV, chips", "bet 50", "oop to act on Qs Jh 2h 8c 3d", "\nA "] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn memory_is_told_before_anything_is_solved() {
    let mut command = holdem();
    command.args(["solve", "--dry-run", "--format", "json"]).arg(shared("basic_turn.yaml"));
    let needed = json(&mut command)["memory_bytes"].clone();
    let (wide, short) = (number(&needed["f32"]), number(&needed["i16"]));
    assert!(short < 0.6 * wide && short > 0.45 * wide, "{needed}");
    let short = solved(&shared("river.yaml"), &["--iterations", "20", "--storage", "i16"]);
    assert_eq!(short["storage"], "i16");
}

#[test]
fn a_solution_is_kept_walked_and_solved_on_to_the_same_bits() {
    let directory = tempfile::tempdir().unwrap();
    let path = spot(directory.path(), SMALL);
    let file = directory.path().join("a.hdm");
    let kept = ["--out", file.to_str().unwrap()];
    solved(&path, &[&["--iterations", "40"][..], &kept].concat());
    holdem().arg("solve").arg(&path).args(kept).assert().code(2).stderr(contains("--force"));
    let resume = ["solve", "--resume", kept[1], "--iterations", "100", "--format", "json"];
    let resumed = json(holdem().args(resume));
    let at_once = solved(&path, &["--iterations", "100"]);
    assert_eq!(resumed["iterations"], 100);
    assert_eq!(resumed["ev"], at_once["ev"]);
    assert_eq!(resumed["actions"], at_once["actions"]);

    let show = |line: &str| json(holdem().args(["solve", "show", kept[1], line, "--format", "json"]));
    assert_eq!(show("")["ev"], at_once["ev"]);
    let node = show("b50");
    assert_eq!((&node["player"], &node["to_call"]), (&"ip".into(), &50.into()));
    holdem().args(["solve", "show", kept[1], "b50 f"]).assert().code(2).stderr(contains("hand is over"));
    holdem().args(["solve", "show", kept[1], "b51"]).assert().code(2).stderr(contains("b50"));
    holdem().args(["solve", "show", kept[1], "x"]).assert().code(0).stdout(contains("set"));
}

#[test]
fn strategies_alone_take_a_quarter_and_say_nearly_the_same() {
    let directory = tempfile::tempdir().unwrap();
    let [all, strategy] = ["all.hdm", "strategy.hdm"].map(|name| directory.path().join(name));
    let path = shared("river.yaml");
    for (file, keep) in [(&all, "all"), (&strategy, "strategy")] {
        solved(&path, &["--iterations", "60", "--out", file.to_str().unwrap(), "--keep", keep]);
    }
    let bytes = |file: &Path| fs::metadata(file).unwrap().len() as f64;
    assert!(bytes(&strategy) < 0.3 * bytes(&all), "{} {}", bytes(&strategy), bytes(&all));
    let show =
        |file: &Path| json(holdem().args(["solve", "show"]).arg(file).args(["b100", "--format", "json"]));
    let (whole, alone) = (show(&all), show(&strategy));
    for player in ["oop", "ip"] {
        let apart = number(&whole["ev"][player]) - number(&alone["ev"][player]);
        assert!(apart.abs() < 0.01, "{player}: {apart}");
    }
    holdem().args(["solve", "--resume"]).arg(&strategy).assert().code(2).stderr(contains("strategies alone"));
    let same = json(holdem().args(["solve", "compare"]).args([&all, &strategy]).args(["--format", "json"]));
    assert!(number(&same["strategy_distance"]) < 1e-4, "{}", same["strategy_distance"]);
}

#[test]
fn cards_to_come_are_reported_one_by_one() {
    let directory = tempfile::tempdir().unwrap();
    let turn = SMALL.replace(" 3d", "").replace("river: {", "turn: {bet: '50%'}\nriver: {");
    let file = directory.path().join("turn.hdm");
    let path = spot(directory.path(), &turn);
    let root = solved(&path, &["--iterations", "30", "--out", file.to_str().unwrap()]);
    let shown = json(holdem().args(["solve", "show"]).arg(&file).args(["x x", "--format", "json"]));
    let runouts = shown["runouts"].as_array().unwrap();
    assert_eq!(runouts.len(), 48);
    let sum: f64 = runouts.iter().map(|runout| number(&runout["probability"])).sum();
    assert!((sum - 1.0).abs() < 1e-9);
    // Suits that the board and the ranges do not tell apart come out alike, through renaming.
    let of = |card: &str| runouts.iter().find(|runout| runout["card"] == card).unwrap();
    assert!((number(&of("Ks")["ev"]["oop"]) - number(&of("Kc")["ev"]["oop"])).abs() < 20.0);
    let line = json(holdem().args(["solve", "show"]).arg(&file).args(["x x Kd x", "--format", "json"]));
    assert_eq!((&line["line"], &line["board"]), (&"x x Kd x".into(), &"Qs Jh 2h 8c Kd".into()));
    assert!(number(&root["ev"]["oop"]).is_finite());
}

#[test]
fn locked_hands_play_as_they_are_told_and_a_best_response_gains_against_them() {
    let directory = tempfile::tempdir().unwrap();
    let locked = SMALL.to_owned()
        + "locks:\n  - {line: 'b50', strategy: [{hands: all, play: {c: 1}}]}\n"
        + "  - {line: 'b200', strategy: [{hands: all, play: {c: 1}}]}\n"
        + "  - {line: 'x b200', strategy: [{hands: all, play: {f: 0.25, c: 0.75}}]}\n";
    let file = directory.path().join("locked.hdm");
    let path = spot(directory.path(), &locked);
    let root = solved(&path, &["--iterations", "3", "--out", file.to_str().unwrap()]);
    let show = |line: &str| {
        json(holdem().args(["solve", "show"]).arg(&file).args([line, "--combos", "--format", "json"]))
    };
    let plays = |line: &str, expected: &[f64]| {
        let node = show(line);
        let player = node["player"].as_str().unwrap();
        for hand in node["combos"][player].as_array().unwrap() {
            let played: Vec<f64> = hand["strategy"].as_object().unwrap().values().map(number).collect();
            let apart = played.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(played.len() == expected.len() && apart < 1e-6, "{line}: {hand}");
        }
    };
    plays("b50", &[0.0, 1.0, 0.0]);
    plays("x b200", &[0.25, 0.75]);
    let exploit =
        |player| json(holdem().args(["solve", "exploit"]).arg(&file).args([player, "--format", "json"]));
    // What both gain is what the root says of exploitability; no hand loses by its best response.
    let found = ["oop", "ip"].map(exploit);
    let gain: f64 = found.iter().map(|found| number(&found["gain"])).sum();
    assert!(gain > 0.1 && (gain / 2.0 - number(&root["exploitability_chips"])).abs() < 1e-3, "{gain}");
    for hand in found.iter().flat_map(|found| found["combos"].as_array().unwrap()) {
        assert!(number(&hand["gain"]) > -1e-3, "{hand}");
    }
    // Behind a bet that is always called, a hand can do nothing but what it is locked to.
    let behind = |player, line| {
        json(holdem().args(["solve", "exploit"]).arg(&file).args([player, line, "--format", "json"]))
    };
    let called = behind("ip", "b50");
    assert!(number(&called["gain"]).abs() < 1e-6, "{called}");
    assert_eq!(called["line"], "b50");
    let ev = number(&show("b50")["ev"]["ip"]);
    assert!((number(&called["ev"]) - ev).abs() < 1e-6, "{ev}");
    let checked = behind("ip", "x");
    assert!(number(&checked["best_response_ev"]) >= number(&checked["ev"]));
    holdem().args(["solve", "exploit"]).arg(&file).args(["ip", "x x"]).assert().code(2);
}

#[test]
fn where_nobody_comes_all_sums_are_nothing_and_it_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let checks = SMALL.to_owned() + "locks:\n  - {line: '', strategy: [{hands: all, play: {x: 1}}]}\n";
    let file = directory.path().join("checks.hdm");
    let path = spot(directory.path(), &checks);
    let root = solved(&path, &["--iterations", "3", "--out", file.to_str().unwrap()]);
    assert_eq!(root["reached"], true);
    let show = |line: &str| {
        let mut command = holdem();
        command.args(["solve", "show"]).arg(&file).arg(line);
        command
    };
    let behind = json(show("b50").args(["--format", "json"]));
    assert_eq!(behind["reached"], false);
    for sums in ["ev", "equity", "equity_realisation"] {
        assert_eq!([number(&behind[sums]["oop"]), number(&behind[sums]["ip"])], [0.0; 2], "{sums}");
    }
    let actions = behind["actions"].as_array().unwrap();
    assert!(actions.len() > 1 && actions.iter().all(|action| number(&action["frequency"]) == 0.0));
    let compared = ["solve", "compare", file.to_str().unwrap(), file.to_str().unwrap(), "b50"];
    assert_eq!(number(&json(holdem().args(compared).args(["--format", "json"]))["strategy_distance"]), 0.0);
    show("b50").assert().code(0).stdout(contains("nobody comes here").and(contains("NaN").not()));
    show("").assert().code(0).stdout(contains("nobody comes here").not());
}

#[test]
fn a_solution_is_checked_as_a_file_and_a_changed_one_is_bad() {
    let directory = tempfile::tempdir().unwrap();
    let path = spot(directory.path(), SMALL);
    let file = directory.path().join("a.hdm");
    solved(&path, &["--iterations", "5", "--out", file.to_str().unwrap()]);
    let checked = json(holdem().arg("check").arg(&file).args(["--format", "json"]));
    assert_eq!((&checked["state"], &checked["keeps"]), (&"good".into(), &"all".into()));
    assert_eq!(checked["record"]["iterations"], 5);
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();
    holdem().arg("check").arg(&file).assert().code(3).stderr(contains("a.hdm"));
}

#[test]
fn a_small_game_is_kept_shown_and_solved_on_to_the_same_bits() {
    let directory = tempfile::tempdir().unwrap();
    let config = directory.path().join("leduc.yaml");
    fs::write(&config, "game:\n  kind: leduc\n").unwrap();
    let file = directory.path().join("leduc.hdm");
    let kept = ["--out", file.to_str().unwrap()];
    solved(&config, &[&["--iterations", "40"][..], &kept].concat());
    let resume = ["solve", "--resume", kept[1], "--iterations", "100", "--format", "json"];
    let resumed = json(holdem().args(resume));
    let at_once = solved(&config, &["--iterations", "100"]);
    assert_eq!((&resumed["iterations"], &resumed["strategy"]), (&100.into(), &at_once["strategy"]));
    let show = |more: &[&str]| {
        let mut command = holdem();
        command.args(["solve", "show", kept[1]]).args(more).args(["--format", "json"]);
        command
    };
    assert_eq!(json(&mut show(&[]))["strategy"], at_once["strategy"]);
    let second = json(&mut show(&["kk/", "--board", "Q1"]));
    assert_eq!(second["player"], 0);
    let kings = &second["strategy"]["K1"];
    assert!(number(&kings["b4"]) + number(&kings["k"]) > 0.999, "{second}");
    show(&["kk/"]).assert().code(2);
    holdem().arg("check").arg(&file).assert().code(0).stdout(contains("good"));
    holdem().args(["solve", "exploit"]).arg(&file).arg("oop").assert().code(2).stderr(contains("first and"));
    small_games_are_exploited_and_compared(&config, &file);
    let spot = spot(directory.path(), SMALL);
    let other = directory.path().join("spot.hdm");
    solved(&spot, &["--iterations", "5", "--out", other.to_str().unwrap()]);
    let mut command = holdem();
    command.args(["solve", "show"]).arg(&other).args(["x", "--board", "Qc"]);
    command.assert().code(2).stderr(contains("--board"));
}

/// `better` is a solution of the game of `config` by 100 iterations.
fn small_games_are_exploited_and_compared(config: &Path, better: &Path) {
    let worse = config.with_file_name("worse.hdm");
    let said = solved(config, &["--iterations", "10", "--out", worse.to_str().unwrap()]);
    let exploit = |player: &str, more: &[&str]| {
        let mut command = holdem();
        command.args(["solve", "exploit"]).arg(&worse).arg(player).args(more).args(["--format", "json"]);
        json(&mut command)
    };
    let gains = ["first", "second"].map(|player| exploit(player, &[]));
    let gained: f64 = gains.iter().map(|gains| number(&gains["gain"])).sum();
    assert!(gained > 0.01 && (gained / 2.0 - number(&said["exploitability_chips"])).abs() < 1e-4, "{said}");
    assert!((number(&gains[0]["ev"]) - number(&said["value_chips"][0])).abs() < 1e-4);
    let behind = exploit("second", &["kk/k", "--board", "Q1"]);
    assert!(number(&behind["gain"]) >= -1e-6 && behind["hands"].as_array().unwrap().len() > 1, "{behind}");
    let compared = |second: &Path| {
        json(holdem().args(["solve", "compare"]).arg(&worse).arg(second).args(["--format", "json"]))
    };
    assert_eq!(number(&compared(&worse)["strategy_distance"]), 0.0);
    let apart = compared(better);
    assert!(number(&apart["strategy_distance"]) > 1e-3, "{apart}");
    let sums = [0, 1].map(|i| {
        let shares = apart["actions"].as_array().unwrap().iter();
        shares.map(|action| number(&action["frequencies"][i])).sum::<f64>()
    });
    assert!(sums.iter().all(|sum| (sum - 1.0).abs() < 1e-5), "{apart}");
}

#[test]
fn every_variant_comes_to_the_same_value_and_predictions_take_memory() {
    let directory = tempfile::tempdir().unwrap();
    let path = spot(directory.path(), SMALL);
    let default = solved(&path, &["--target", "0.1"]);
    for variant in ["dcfr-restarts", "dcfr", "hs-dcfr", "cfr+", "pcfr+", "pdcfr+", "cfr+whole"] {
        let root = solved(&path, &["--target", "0.1", "--iterations", "2000", "--variant", variant]);
        let apart = number(&root["ev"]["oop"]) - number(&default["ev"]["oop"]);
        assert!(root["stopped"] == "target" && apart.abs() < 0.4, "{variant}: {root}");
        let bytes = [&root, &default].map(|root| number(&root["memory_bytes"]));
        let factor = if variant.starts_with('p') { 1.5 } else { 1.0 };
        assert_eq!(bytes[0], factor * bytes[1], "{variant}");
    }
    let short = ["--variant", "pcfr+", "--storage", "i16"];
    for more in [&[][..], &["--dry-run"]] {
        let refused = holdem().arg("solve").arg(&path).args(short).args(more).assert().code(2);
        refused.stderr(contains("32 bits"));
    }
    let held = SMALL.to_owned() + "locks: [{line: '', frequencies: {x: 0.5, b50: 0.25, b200: 0.25}}]\n";
    let path = spot(directory.path(), &held);
    for more in [&[][..], &["--dry-run"]] {
        let refused = holdem().arg("solve").arg(&path).args(["--variant", "cfr+whole"]).args(more).assert();
        refused.code(2).stderr(contains("`cfr+whole`"));
    }
}

#[test]
fn nonsense_is_named_and_nothing_is_written() {
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().join("out.hdm");
    let cases = [
        (("pot: 100", "pot: 0"), "`pot` is 0"),
        (("effective_stack: 200", "effective_stack: 0"), "effective_stack"),
        (("board: Qs Jh 2h 8c 3d", "board: Qs Qs 2h 8c 3d"), "board"),
        (("board: Qs Jh 2h 8c 3d", "board: Qs Jh"), "2 cards"),
        (("oop_range: 'AA,KQs,76s'", "oop_range: 'QsJh'"), "oop_range"),
        (("oop_range: 'AA,KQs,76s'", "oop_range: 'AA,KQz'"), "oop_range"),
        (("bet: '50%, a'", "bet: '0%'"), "0%"),
        (("bet: '50%, a'", "bet: 'nan%'"), "nan"),
        (("effective_stack: 200", "effective_stack: .nan"), "line 6"),
        (("river:", "rivr:"), "unknown key `rivr`, did you mean `river`?"),
        (("pot: 100", "pot: 100\nrake_rate: 1.5"), "rake_rate"),
        (("pot: 100", "pot: 100\nlocks: [{line: 'b51', strategy: []}]"), "b51"),
        (("pot: 100", "pot: 100\nlocks: [{line: 'x x', strategy: []}]"), "nobody acts"),
        (("pot: 100", "pot: 100\nadd_lines: [b300]"), "only b1 to b200"),
        (("pot: 100", "pot: 100\nremove_lines: [x b51]"), "no `b51` there"),
    ];
    for ((from, to), named) in cases {
        let path = spot(directory.path(), &SMALL.replace(from, to));
        let command = holdem().arg("solve").arg(path).arg("--out").arg(&out).assert();
        command.code(2).stderr(contains(named));
        assert!(!out.exists(), "{to}");
    }
    holdem().args(["solve", "no-such.yaml"]).assert().code(3).stderr(contains("no-such.yaml"));
    holdem().arg("solve").assert().code(2).stderr(contains("--board"));
    let path = spot(directory.path(), SMALL);
    for wrong in [["--target", "inf"], ["--variant", "dfr"], ["--bet", "rivr=5%"], ["--rake", "inf"]] {
        holdem().arg("solve").arg(&path).args(wrong).assert().code(2).stderr(contains(wrong[1]));
    }
}

#[test]
fn cut_foreign_and_changed_files_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = spot(directory.path(), SMALL);
    let file = directory.path().join("a.hdm");
    solved(&path, &["--iterations", "10", "--out", file.to_str().unwrap()]);
    let whole = fs::read(&file).unwrap();
    let damaged = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        holdem().args(["solve", "show"]).arg(&file).assert().code(3).stderr(contains("a.hdm"));
        holdem().args(["solve", "--resume"]).arg(&file).assert().code(3).stderr(contains("a.hdm"));
        assert_eq!(fs::read(&file).unwrap(), bytes);
    };
    damaged(&whole[..whole.len() / 2]);
    damaged(b"not a solution");
    for at in [20, 200, whole.len() / 2] {
        let mut changed = whole.clone();
        changed[at] ^= 0x10;
        damaged(&changed);
    }
}

#[test]
fn ctrl_c_keeps_what_there_is() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("kept.hdm");
    let path = shared("basic_turn.yaml");
    let mut running = Running::start(&[
        "solve",
        path.to_str().unwrap(),
        "--target=0.000001",
        "--out",
        file.to_str().unwrap(),
    ]);
    running.wait_for("iteration 20:");
    running.signal("INT");
    let (code, said) = running.finish();
    assert_eq!(code, Some(130), "{said}");
    assert!(said.contains("solution written"), "{said}");
    let kept = json(holdem().args(["solve", "show"]).arg(&file).args(["--format", "json"]));
    assert!(number(&kept["iterations"]) >= 20.0);
}

#[test]
fn spot_yaml_says_every_key_and_its_default() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs/spot.yaml");
    let text = fs::read_to_string(path).unwrap();
    let sizes = Some(StreetSizes { donk: Some(SpotSizes::default()), ..StreetSizes::default() });
    let every = Spot {
        effective_stack: Some(1),
        oop_stack: Some(1),
        ip_stack: Some(1),
        rake_cap: Some(1.0),
        flop_oop: sizes.clone(),
        flop_ip: sizes.clone(),
        turn_oop: sizes.clone(),
        turn_ip: sizes.clone(),
        river_oop: sizes.clone(),
        river_ip: sizes,
        locks: vec![LockText::default()],
        add_lines: vec![String::new()],
        remove_lines: vec![String::new()],
        ..Spot::from_yaml_str(&text).unwrap()
    };
    for key in serde_json::to_value(&every).unwrap().as_object().unwrap().keys() {
        let says = |line: &str| line.trim_start_matches("# ").starts_with(&format!("{key}:"));
        assert!(text.lines().any(says), "{key}");
    }
    let required =
        ["board:", "oop_range:", "ip_range:", "pot:", "effective_stack:", "flop:", "turn:", "river:"];
    let bare: Vec<&str> =
        text.lines().filter(|line| required.iter().any(|key| line.starts_with(key))).collect();
    assert_eq!(Spot::from_yaml_str(&bare.join("\n")).unwrap(), Spot::from_yaml_str(&text).unwrap());
}

#[test]
fn a_batch_goes_on_where_it_ended_and_sums_up_by_texture() {
    let directory = tempfile::tempdir().unwrap();
    let flop = "board: Qs Jh 2h\noop_range: 'AA,T9s'\nip_range: 'KK,AJs'\npot: 100\neffective_stack: 100\n\
        flop: {bet: '50%'}\nturn: {bet: '50%'}\n";
    let path = spot(directory.path(), flop);
    let list = directory.path().join("flops.txt");
    let results = directory.path().join("results");
    let batch = |flops: &str, more: &[&str]| {
        fs::write(&list, flops).unwrap();
        let mut command = holdem();
        command.args(["solve", "batch"]).arg(&path).arg("--flops").arg(&list);
        command.args(["--iterations", "10", "--format", "json"]).args(more);
        if !more.contains(&"--dir") {
            command.arg("--dir").arg(&results);
        }
        command
    };
    json(&mut batch("QsJh2h 2\n", &["--solutions", "strategy"]));
    let first = fs::read(results.join("QsJh2h.json")).unwrap();
    holdem().args(["solve", "show"]).arg(results.join("QsJh2h.hdm")).assert().code(0);
    let value = json(&mut batch("QsJh2h 2\n8c5c2c 1\n", &[]));
    assert_eq!(fs::read(results.join("QsJh2h.json")).unwrap(), first);
    let flops = value[0]["flops"].as_array().unwrap();
    let ev = |at: usize| number(&flops[at]["ev"]["oop"]);
    let all = &value[0]["by_texture"][0];
    assert_eq!((&all["texture"], &all["flops"]), (&"all".into(), &2.into()));
    assert!((number(&all["ev"]["oop"]) - (2.0 * ev(0) + ev(1)) / 3.0).abs() < 1e-9);
    let csv = fs::read_to_string(results.join("summary.csv")).unwrap();
    assert!(csv.starts_with("flop,weight,") && csv.contains("8 high,unpaired,monotone"), "{csv}");
    assert!(csv.lines().next().unwrap().ends_with("freq_x,freq_b50"), "{csv}");
    let parts = fs::read_to_string(results.join("summary-parts.csv")).unwrap();
    let rows = |of: &str| parts.lines().filter(|line| line.starts_with(of)).count();
    assert!(rows("flop,weight,line,player,by,part,combos,share,ev,equity,freq_x") == 1, "{parts}");
    for flop in ["QsJh2h,2", "8c5c2c,1"] {
        for part in ["oop,made", "oop,draw", "oop,equity", "ip,made", "ip,draw", "ip,equity"] {
            assert!(rows(&format!("{flop},,{part},")) > 0, "{flop} {part}: {parts}");
        }
    }
    for player in ["oop", "ip"] {
        let shares = value[0]["by_part"][player].as_array().unwrap().iter();
        let of = |by: &str| -> f64 {
            let parts = shares.clone().filter(|part| part["by"] == by);
            parts.map(|part| number(&part["share"])).sum()
        };
        assert!(["made", "draw", "equity"].iter().all(|by| (of(by) - 1.0).abs() < 1e-9), "{player}");
    }
    let pooled = results.with_file_name("pooled");
    let value = json(&mut batch("QsJh2h\n", &["--line", "x x", "--dir", pooled.to_str().unwrap()]));
    let turn = &value[0]["flops"][0];
    assert_eq!((&turn["line"], &turn["boards"]), (&"x x".into(), &49.into()));
    assert!((number(&turn["ev"]["oop"]) + number(&turn["ev"]["ip"]) - 100.0).abs() < 1e-3, "{turn}");
    batch("QsJh2h", &["--rake", "0.05"]).assert().code(2).stderr(contains("another spot"));
    batch("QsQs2h", &[]).assert().code(2).stderr(contains("line 1"));
}

#[test]
fn the_start_of_a_street_of_a_blueprint_is_a_spot_with_its_tree_and_ranges() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    let menu = ["--set", "game.menu.preflop.sizes=[[2bb]]", "--set", "game.stack=6"];
    support::train("small.yaml", &run, &[&["--iters", "200", "--no-eval"][..], &menu].concat())
        .assert()
        .code(0);
    let from = |history: &str| {
        let mut command = holdem();
        command.args(["solve", "--from"]).arg(&run).arg(history).args(["--board", "QsJh2h8c3d"]);
        command.args(["--iterations", "20", "--format", "json"]);
        command
    };
    let shown = |history: &str| -> Vec<String> {
        let mut command = holdem();
        command.arg("show").arg(&run).arg(history).args(["--format", "json"]);
        let actions = json(&mut command)["actions"].as_array().unwrap().clone();
        actions.iter().map(|action| action["label"].as_str().unwrap().to_owned()).collect()
    };
    let root = json(&mut from("r4c/kk/kk"));
    assert_eq!(root["pot"], 8);
    let labels: Vec<&str> =
        root["actions"].as_array().unwrap().iter().map(|action| action["label"].as_str().unwrap()).collect();
    assert_eq!(labels.len(), shown("r4c/kk/kk").len(), "{labels:?}");
    assert!((number(&root["ev"]["oop"]) + number(&root["ev"]["ip"]) - 8.0).abs() < 1e-4);
    from("r4").assert().code(2).stderr(contains("spots begin after the flop is dealt"));
    // Inside a street the ranges are those there, and everybody played the way to it.
    let bet = shown("r4c/kk/kk").iter().position(|label| label != "check").unwrap();
    let bet = root["actions"][bet]["action"].as_str().unwrap();
    let inside = json(&mut from(&format!("r4c/kk/kk{bet}")));
    assert_eq!((&inside["line"], &inside["player"]), (&bet.into(), &"ip".into()));
    assert_eq!(inside["actions"].as_array().unwrap().len(), shown(&format!("r4c/kk/kk{bet}")).len());
    let pot = number(&inside["pot"]);
    assert!((number(&inside["ev"]["oop"]) + number(&inside["ev"]["ip"]) - pot).abs() < 1e-3, "{inside}");
}

#[test]
fn small_games_are_solved_from_the_blinds() {
    let kuhn = solved(&support::config("kuhn.yaml"), &["--iterations", "2000"]);
    let value = number(&kuhn["value_chips"][0]);
    assert!((value + 1.0 / 18.0).abs() < 1e-3, "{value}");
    let leduc = solved(&support::config("leduc.yaml"), &["--iterations", "2000"]);
    assert!((number(&leduc["value_chips"][0]) + 0.0856).abs() < 1e-3, "{leduc}");
    let mut command = holdem();
    command
        .arg("solve")
        .arg(support::config("small.yaml"))
        .assert()
        .code(2)
        .stderr(contains("from a flop on"));
}
