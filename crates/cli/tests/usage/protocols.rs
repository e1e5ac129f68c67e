//! `holdem dealer`, `holdem acpc` and `holdem slumbot`: the field's protocols.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command as Process, Stdio};

use crate::support::{config, holdem, json, train};
use predicates::str::contains;

/// Starts `holdem` and waits for its first line.
fn start(arguments: &[&str]) -> (Child, BufReader<ChildStdout>, String) {
    let mut process = Process::new(assert_cmd::cargo::cargo_bin!("holdem"));
    process.args(arguments).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = process.spawn().unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    (child, reader, line.trim().to_owned())
}

fn game(name: &str) -> String {
    config(&format!("acpc/{name}.game")).display().to_string()
}

#[test]
fn a_match_of_players_in_the_process_is_dealt_written_down_and_repeated() {
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("match.log");
    let deal = |more: &[&str]| {
        let mut command = holdem();
        command.args(["dealer", &game("limit-3p"), "--players", "Ann=uniform", "call", "tight"]);
        command.args(["--hands", "60", "--seed", "0", "--log"]).arg(&log).args(more);
        command
    };
    let output = deal(&[]).assert().code(0).get_output().stdout.clone();
    let score = String::from_utf8(output).unwrap();
    assert!(score.starts_with("SCORE:") && score.trim().ends_with(":Ann|call-2|tight-3"), "{score}");
    let written = fs::read_to_string(&log).unwrap();
    let header = format!("# name/game/hands/seed match {} 60 0\n", game("limit-3p"));
    assert!(written.starts_with(&header), "{written}");
    assert_eq!(written.lines().filter(|line| line.starts_with("STATE:")).count(), 60);
    assert!(written.ends_with(&score));
    deal(&[]).assert().code(2).stderr(contains("--force"));
    let again = json(&mut deal(&["--force", "--format", "json"]));
    assert_eq!(fs::read_to_string(&log).unwrap(), written);
    let sum: f64 = again["chips"].as_array().unwrap().iter().map(|chips| chips.as_f64().unwrap()).sum();
    assert!(sum.abs() < 1e-6, "{again}");
}

#[test]
fn every_game_that_comes_with_the_program_is_dealt() {
    for (name, players) in
        [("nolimit-2p", 2), ("nolimit-3p", 3), ("nolimit-6p", 6), ("limit-2p", 2), ("limit-3p", 3)]
    {
        let mut command = holdem();
        command.args(["dealer", &game(name), "--hands", "20", "--players"]);
        command.args(vec!["uniform"; players]).assert().code(0).stdout(contains("SCORE:"));
    }
}

/// As the scripts of the competition start players: host and port are the last two arguments.
#[cfg(unix)]
#[test]
fn a_program_that_is_started_connects_to_the_host_and_port_behind_its_arguments() {
    use std::os::unix::fs::PermissionsExt;

    let directory = tempfile::tempdir().unwrap();
    let script = directory.path().join("player.sh");
    let program = assert_cmd::cargo::cargo_bin!("holdem");
    fs::write(&script, format!("#!/bin/sh\nexec {} acpc \"$1\" --connect \"$2:$3\"\n", program.display()))
        .unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let deal = |player: &str| {
        let mut command = holdem();
        command.args(["dealer", &game("nolimit-2p"), "--hands", "30", "--format", "json", "--players"]);
        command.args([&format!("Ann=start:{player}"), "call"]);
        command
    };
    let played = json(&mut deal(&format!("{} uniform", script.display())));
    assert_eq!((&played["hands"], &played["mistakes"]), (&30.into(), &serde_json::json!([0, 0])));
    deal("false").assert().code(3).stderr(contains("player Ann: `false` failed before it had connected"));
    deal("/no/such/program").assert().code(3).stderr(contains("player Ann: cannot start `/no/such/program`"));
}

#[test]
fn wrong_matches_are_refused_before_they_begin() {
    let deal = |game: &str, players: &[&str]| {
        let mut command = holdem();
        command.args(["dealer", game, "--players"]).args(players).assert()
    };
    let two = game("nolimit-2p");
    deal(&two, &["call"]).code(2).stderr(contains("1 players, the game has 2"));
    deal(&two, &["call", "nobody"]).code(2).stderr(contains("no player `nobody`"));
    deal(&two, &["call", "tcp:x"]).code(2).stderr(contains("`x` is not a port"));
    deal("/no/such.game", &["call"]).code(3).stderr(contains("cannot read /no/such.game"));
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wrong.game");
    fs::write(&path, "gamedef\nlimitt\nblimd = 1 2\n").unwrap();
    deal(path.to_str().unwrap(), &["call"]).code(2).stderr(contains("did you mean `blind`"));
}

#[test]
fn agents_play_at_the_dealers_ports_and_both_count_the_same() {
    let hands = ["--hands", "50"];
    let two = game("nolimit-2p");
    let (mut dealer, mut rest, ports) =
        start(&[&["dealer", &two, "--players", "Ann=tcp", "Bob=tcp"][..], &hands].concat());
    let ports: Vec<&str> = ports.split(' ').collect();
    let [ann, bob] = [0, 1].map(|seat| format!("127.0.0.1:{}", ports[seat]));
    let mut other = Process::new(assert_cmd::cargo::cargo_bin!("holdem"));
    other.args(["acpc", "call", "--connect", &ann]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut other = other.spawn().unwrap();
    let played = json(holdem().args(["acpc", "uniform", "--format", "json", "--connect", &bob]));
    assert_eq!(played["hands"], 50);
    let mut score = String::new();
    rest.read_to_string(&mut score).unwrap();
    assert!(dealer.wait().unwrap().success() && other.wait().unwrap().success());
    let chips = played["chips"].as_f64().unwrap();
    assert_eq!(score.trim(), format!("SCORE:{}|{chips}:Ann|Bob", -chips));
    holdem()
        .args(["acpc", "call", "--connect", &ann, "--patience", "0.2s"])
        .assert()
        .code(3)
        .stderr(contains("cannot connect to"));
    holdem().args(["acpc", "call", "--connect", "nonsense"]).assert().code(2);
}

#[cfg(unix)]
#[test]
fn a_server_of_slumbots_interface_is_played_against_and_ends_on_ctrl_c() {
    let directory = tempfile::tempdir().unwrap();
    let session = directory.path().join("session");
    let (mut server, _rest, url) = start(&["slumbot", "serve", "uniform", "--port", "0"]);
    for hands in ["20", "30"] {
        let mut command = holdem();
        command.args(["slumbot", "play", "call", "--url", &url, "--hands", hands, "--format", "json"]);
        let played = json(command.arg("--session").arg(&session));
        assert_eq!(played["hands"].as_u64().map(|count| count.to_string()).as_deref(), Some(hands));
        assert!(played["won"]["mbb"].is_number() && played["beyond_baseline"]["mbb"].is_number(), "{played}");
    }
    let written = fs::read_to_string(session.join("hands.phhs")).unwrap();
    assert_eq!(written.matches("variant = ").count(), 30);
    let id = server.id().to_string();
    assert!(Process::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(server.wait().unwrap().code(), Some(130));
    holdem()
        .args(["slumbot", "play", "call", "--url", &url, "--hands", "1", "--patience", "0.2s"])
        .assert()
        .code(3)
        .stderr(contains("/api/new_hand"));
}

/// A strategy for 200 big blinds over coarse buckets, which need no file.
fn trained(directory: &std::path::Path) -> String {
    let arguments = ["--stack", "200", "--iters", "400", "--seed", "2", "--no-eval"];
    train("small.yaml", directory, &arguments).assert().code(0);
    directory.display().to_string()
}

/// Chips of each name in a line `SCORE:chips|chips:name|name`.
fn chips_of(score: &str, name: &str) -> f64 {
    let mut fields = score.trim().split(':').skip(1).map(|field| field.split('|'));
    let (mut chips, mut names) = (fields.next().unwrap(), fields.next().unwrap());
    let at = names.position(|other| other == name).unwrap();
    chips.nth(at).unwrap().parse().unwrap()
}

#[test]
fn a_trained_strategy_is_dealt_to_and_plays_as_it_was_trained() {
    let directory = tempfile::tempdir().unwrap();
    let run = trained(&directory.path().join("run"));
    let log = directory.path().join("match.log");
    let mut command = holdem();
    command.args(["dealer", &game("nolimit-2p"), "--players", &format!("Run={run}"), "Fold=fold"]);
    command.args(["--hands", "200", "--seed", "5", "--log"]).arg(&log);
    let score = String::from_utf8(command.assert().code(0).get_output().stdout.clone()).unwrap();
    assert!(chips_of(&score, "Run") > 0.0, "it wins blinds from a player that folds: {score}");
    let written = fs::read_to_string(&log).unwrap();
    let bettings: Vec<&str> = written
        .lines()
        .filter(|line| line.starts_with("STATE:"))
        .map(|line| line.split(':').nth(2).unwrap())
        .collect();
    assert_eq!(bettings.len(), 200);
    // All-in is the only raise that it knows before the flop.
    let raises = bettings.iter().filter_map(|betting| betting.split('/').next()?.split_once('r'));
    let raises: Vec<&str> = raises.map(|(_, rest)| rest).collect();
    assert!(raises.iter().all(|rest| rest.starts_with("20000")), "{raises:?}");
}

#[test]
fn a_trained_strategy_sits_at_a_dealers_port() {
    let directory = tempfile::tempdir().unwrap();
    let run = trained(&directory.path().join("run"));
    let two = game("nolimit-2p");
    let (mut dealer, mut rest, port) =
        start(&["dealer", &two, "--players", "Run=tcp", "random", "--hands", "150", "--seed", "3"]);
    let address = format!("127.0.0.1:{port}");
    let played = json(holdem().args(["acpc", &run, "--format", "json", "--connect", &address]));
    assert_eq!((&played["hands"], &played["failures"]), (&150.into(), &0.into()));
    let mut score = String::new();
    rest.read_to_string(&mut score).unwrap();
    assert!(dealer.wait().unwrap().success());
    assert_eq!(chips_of(&score, "Run"), played["chips"].as_f64().unwrap());
    // One for other stacks is refused by name.
    let shallow = directory.path().join("shallow");
    crate::support::shared::small_run(&shallow);
    let mut command = holdem();
    command.args(["dealer", &two, "--hands", "2", "--players", "call"]).arg(&shallow);
    command.assert().code(2).stderr(contains("it was trained with 4"));
}

#[cfg(unix)]
#[test]
fn a_trained_strategy_serves_and_plays_by_slumbots_interface() {
    let directory = tempfile::tempdir().unwrap();
    let run = trained(&directory.path().join("run"));
    let (mut server, _rest, url) = start(&["slumbot", "serve", &run, "--port", "0"]);
    let session = directory.path().join("session");
    let mut command = holdem();
    command.args(["slumbot", "play", &run, "--url", &url, "--hands", "60", "--format", "json", "--session"]);
    let played = json(command.arg(&session));
    assert_eq!((&played["hands"], &played["given_up"]), (&60.into(), &0.into()));
    let checked = fs::read_to_string(session.join("hands.phhs")).unwrap();
    assert_eq!(checked.matches("variant = ").count(), 60);
    assert!(checked.contains("cbr 20000"), "all-in is what it raises to");
    let id = server.id().to_string();
    assert!(Process::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(server.wait().unwrap().code(), Some(130));
}
