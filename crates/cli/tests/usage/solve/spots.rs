//! Spots as they are said, solved and refused.

use std::fs;
use std::path::Path;

use holdem_game::spot::{LockText, Spot, SpotSizes, StreetSizes};
use predicates::str::contains;

use super::{SMALL, number, shared, solved, spot};
use crate::support::{holdem, json};

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
        (("oop_range: 'AA,KQs,76s'", "oop_range: 'QsJh'"), "`oop_range` has no hand"),
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
    holdem()
        .arg("solve")
        .arg(&path)
        .args(["--ip", ""])
        .assert()
        .code(2)
        .stderr(contains("`ip_range` has no hand"));
    for wrong in [["--target", "inf"], ["--variant", "dfr"], ["--bet", "rivr=5%"], ["--rake", "inf"]] {
        holdem().arg("solve").arg(&path).args(wrong).assert().code(2).stderr(contains(wrong[1]));
    }
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
