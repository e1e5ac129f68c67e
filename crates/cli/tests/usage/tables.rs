//! Tables for other programs: solutions, logs of runs, matches.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use predicates::str::contains;
use serde_json::Value;

use crate::support::shared::small_run;
use crate::support::{holdem, json};

/// A turn with rivers behind it, solved in milliseconds.
fn solution(directory: &Path) -> PathBuf {
    let spot = "board: Qs Jh 2h 8c\noop_range: 'AA,KQs,76s'\nip_range: 'QQ,AJs,T9s'\npot: 100\n\
        effective_stack: 200\nturn: {bet: '50%'}\nriver: {bet: '50%'}\n";
    let [path, file] = ["turn.yaml", "turn.hdm"].map(|name| directory.join(name));
    fs::write(&path, spot).unwrap();
    holdem().arg("solve").arg(&path).args(["--iterations", "20", "--out"]).arg(&file).assert().code(0);
    file
}

fn export(path: &Path, arguments: &[&str]) -> Command {
    let mut command = holdem();
    command.arg("export").arg(path).args(arguments);
    command
}

/// The rows of a table without quotes in it, its head first.
fn rows(command: &mut Command) -> Vec<Vec<String>> {
    let output = command.assert().code(0).get_output().stdout.clone();
    let text = String::from_utf8(output).unwrap();
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn a_solution_has_a_row_for_each_decision_hand_and_action_as_it_is_shown() {
    let directory = tempfile::tempdir().unwrap();
    let file = solution(directory.path());
    let table = rows(&mut export(&file, &["--format", "csv"]));
    let head = "line,board,street,player,hand,weight,equity,ev,action,to,probability,action_ev";
    assert_eq!(table[0].join(","), head);
    for (line, player) in [("", "oop"), ("x", "ip"), ("b50", "ip"), ("x b50", "oop")] {
        let here = as_shown(&file, &table, line, player);
        assert!(here.iter().all(|row| row[1] == "Qs Jh 2h 8c" && row[2] == "turn"));
    }
    let rivers = rows(&mut export(&file, &["--format", "csv", "--last-street", "3"]));
    // Behind cards that are walked themselves, and behind those that another stands for.
    for (line, player) in [("x x Kd", "oop"), ("b50 c Kc x", "ip"), ("x b50 c 2s b100", "ip")] {
        assert!(as_shown(&file, &rivers, line, player).iter().all(|row| row[2] == "river"));
    }
    assert_eq!(as_shown(&file, &rivers, "x", "ip"), as_shown(&file, &table, "x", "ip"));
    let listed = json(&mut export(&file, &[]));
    let listed = listed.as_array().unwrap();
    assert_eq!(listed.len(), table.len() - 1);
    assert_eq!((&listed[0]["board"], &listed[0]["to"]), (&"Qs Jh 2h 8c".into(), &Value::Null));
}

/// The rows of a decision, which must be what `holdem solve show` says.
fn as_shown<'t>(file: &Path, table: &'t [Vec<String>], line: &str, player: &str) -> Vec<&'t Vec<String>> {
    let shown = json(holdem().args(["solve", "show"]).arg(file).args([line, "--combos", "--format", "json"]));
    let here: Vec<_> = table.iter().filter(|row| row[0] == line).collect();
    let mut expected = 0;
    for hand in shown["combos"][player].as_array().unwrap().iter().filter(|hand| hand["reach"] != 0.0) {
        for (action, share) in hand["strategy"].as_object().unwrap() {
            let is_it = |row: &&&Vec<String>| hand["combo"] == *row[4] && *action == row[8];
            let row = here.iter().find(is_it).unwrap_or_else(|| panic!("{line} {hand} {action}"));
            assert_eq!((&*row[3], &*row[9]), (player, action.strip_prefix('b').unwrap_or_default()));
            let near = |value: &Value, at: usize| {
                let apart = value.as_f64().unwrap() - row[at].parse::<f64>().unwrap_or(f64::NAN);
                apart.abs() < 1e-6
            };
            assert!(near(&hand["reach"], 5) && near(share, 10), "{line} {hand} {row:?}");
            match hand["weight"] == 0.0 {
                true => assert!([6, 7, 11].iter().all(|&at| row[at].is_empty()), "{row:?}"),
                false => {
                    let values = [(&hand["equity"], 6), (&hand["ev"], 7), (&hand["action_ev"][action], 11)];
                    assert!(values.into_iter().all(|(value, at)| near(value, at)), "{line} {hand} {row:?}");
                }
            }
            expected += 1;
        }
    }
    assert_eq!(here.len(), expected, "{line}");
    here
}

#[test]
fn a_solution_is_written_from_a_line_to_a_street_behind_every_card() {
    let directory = tempfile::tempdir().unwrap();
    let file = solution(directory.path());
    let boards = |arguments: &[&str]| {
        let table = rows(&mut export(&file, &[arguments, &["--format", "csv"]].concat()));
        let mut boards: Vec<String> = table[1..].iter().map(|row| row[1].clone()).collect();
        boards.dedup();
        (boards, table.len())
    };
    let (rivers, count) = boards(&["--from", "x x"]);
    assert_eq!(rivers.len(), 48);
    assert_eq!(boards(&["--from", "x x Kd"]).0, ["Qs Jh 2h 8c Kd"]);
    let (_, all) = boards(&["--last-street", "3"]);
    // The turn, and three ways to a river.
    assert!(all > 2 * count, "{all} {count}");
    export(&file, &["--from", "x q"]).assert().code(2);
    export(&file, &["--from", "b50 f"]).assert().code(2).stderr(contains("hand is over"));
    let behind = ["--from", "x x Kd", "--last-street", "2"];
    export(&file, &behind).assert().code(2).stderr(contains("past the last street"));
    export(&file, &["--decimals", "3"]).assert().code(2).stderr(contains("for strategies"));
}

#[test]
fn a_solution_that_is_missing_cut_or_changed_is_bad_data_and_leaves_no_table() {
    let directory = tempfile::tempdir().unwrap();
    let file = solution(directory.path());
    let out = directory.path().join("out.csv");
    let to = ["--format", "csv", "--out", out.to_str().unwrap()];
    export(&directory.path().join("none.hdm"), &to).assert().code(3).stderr(contains("none.hdm"));
    let whole = fs::read(&file).unwrap();
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    for bytes in [&whole[..whole.len() / 2], &changed] {
        fs::write(&file, bytes).unwrap();
        export(&file, &to).assert().code(3).stderr(contains("turn.hdm"));
        assert!(!out.exists());
    }
    fs::write(&file, &whole).unwrap();
    export(&file, &to).assert().code(0);
    export(&file, &to).assert().code(2).stderr(contains("--force"));
    let blinds = directory.path().join("kuhn.hdm");
    let config = crate::support::config("kuhn.yaml");
    holdem().arg("solve").arg(config).args(["--iterations", "5", "--out"]).arg(&blinds).assert().code(0);
    export(&blinds, &[]).assert().code(2).stderr(contains("a game from the blinds"));
}

#[test]
fn the_log_of_a_run_is_a_table_of_its_charts() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    small_run(&run);
    let log = |path: &Path, more: &[&str]| export(path, &[&["--table", "log"], more].concat());
    let table = rows(&mut log(&run, &["--format", "csv"]));
    assert_eq!(table[0], ["elapsed_secs", "step", "tag", "value"]);
    let points: Vec<Value> = fs::read_to_string(run.join("log.jsonl"))
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|event| event["event"] == "scalar")
        .collect();
    assert_eq!(table.len() - 1, points.len());
    for (row, point) in table[1..].iter().zip(&points) {
        assert_eq!((point["tag"].as_str().unwrap(), point["step"].to_string()), (&*row[2], row[1].clone()));
        assert_eq!(point["value"].as_f64().unwrap_or(f64::NAN).to_bits(), bits(&row[3]));
    }
    assert_eq!(json(&mut log(&run, &[]))[0]["tag"], points[0]["tag"]);
    let cut = directory.path().join("cut.jsonl");
    let whole = fs::read(run.join("log.jsonl")).unwrap();
    fs::write(&cut, &whole[..whole.len() - 9]).unwrap();
    assert_eq!(rows(&mut log(&cut, &["--format", "csv"])), table);
    fs::write(&cut, [b"{\n{\n", &whole[..]].concat()).unwrap();
    log(&cut, &[]).assert().code(3).stderr(contains("cut.jsonl: line 1 is no event"));
    log(directory.path(), &[]).assert().code(3).stderr(contains("not found"));
    for refused in [["--from", "r5"], ["--last-street", "0"], ["--decimals", "3"]] {
        log(&run, &refused).assert().code(2).stderr(contains(refused[0]));
    }
}

fn bits(number: &str) -> u64 {
    number.parse::<f64>().unwrap().to_bits()
}

#[test]
fn the_deals_of_a_match_add_up_to_its_result_for_any_number_of_workers() {
    let directory = tempfile::tempdir().unwrap();
    let strategy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../training/tests/data/leduc/straight.hdm");
    let [one, three] = ["one.csv", "three.csv"].map(|name| directory.path().join(name));
    let play = |workers: &str, table: &Path| {
        let mut command = holdem();
        command.args(["eval", "match"]).arg(&strategy).arg("uniform").args(["--hands", "2000"]);
        command.args(["--num-workers", workers, "--format", "json", "--table"]).arg(table);
        command
    };
    let found = json(&mut play("1", &one));
    assert_eq!(json(&mut play("3", &three)), found);
    let table = fs::read_to_string(&one).unwrap();
    assert_eq!(fs::read_to_string(&three).unwrap(), table);
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("deal,number,player,hands,won,aivat"));
    let mut sums = [[0.0; 2]; 2];
    for (at, line) in lines.enumerate() {
        let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap_or(f64::NAN)).collect();
        assert_eq!((cells[0], cells[1], cells[3]), ((at / 2) as f64, (at % 2) as f64, 2.0), "{line}");
        [4, 5].into_iter().enumerate().for_each(|(sum, cell)| sums[at % 2][sum] += cells[cell] / 2.0);
    }
    assert_eq!(table.lines().count(), 2001);
    for (player, [won, aivat]) in sums.into_iter().enumerate() {
        let score = &found["players"][player];
        let means = [&score["won"], &score["aivat"]["won"]].map(|won| won["chips"].as_f64().unwrap());
        let apart = [won / 1000.0 - means[0], aivat / 1000.0 - means[1]];
        assert!(apart.iter().all(|apart| apart.abs() < 1e-9), "{apart:?}");
    }
    play("1", &one).assert().code(2).stderr(contains("--force"));
    play("1", &one).arg("--force").assert().code(0);
    play("1", &directory.path().join("deals.txt")).assert().code(2).stderr(contains("ends in `.csv`"));
}
