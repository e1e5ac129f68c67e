//! Programs outside as players.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use holdem_arena::acpc::{Game, MatchState};
use holdem_arena::matches::{Match, MatchOptions};
use holdem_arena::players::{Entrant, OpenOptions, open};
use holdem_arena::table::Table;
use holdem_arena::translation::Mapping;
use holdem_blueprint::config::GameConfig;

fn entrant(spec: &str) -> Box<dyn Entrant> {
    let observer: &mut holdem_blueprint::progress::Observer<'_> =
        &mut |_| std::ops::ControlFlow::Continue(());
    open(spec, &mut OpenOptions { mapping: Mapping::Deterministic, threads: 1, observer }).unwrap()
}

fn table() -> Table {
    Table::new(&GameConfig::default()).unwrap()
}

/// Whether there is a Python to run programs with.
fn has_python() -> bool {
    Command::new("python3").arg("--version").output().is_ok()
}

/// A program in Python, in a directory that goes with it.
fn program(text: &str) -> (tempfile::TempDir, String) {
    let directory = tempfile::tempdir().unwrap();
    let path: PathBuf = directory.path().join("program.py");
    std::fs::write(&path, text).unwrap();
    let command = format!("exec:python3 {}", path.display());
    (directory, command)
}

fn play(spec: &str, hands: u64) -> Result<f64, String> {
    let (table, players) = (table(), [entrant(spec), entrant("call")]);
    let options = MatchOptions { hands, ..MatchOptions::default() };
    let standing = Match::new(&table, &players)
        .and_then(|the_match| the_match.play(&options, &mut |_| std::ops::ControlFlow::Continue(())));
    standing.map(|standing| standing.scores[0].won.mbb).map_err(|error| error.to_string())
}

/// A program that keeps what it was told, and folds or calls.
const RECORDER: &str = r##"
import sys
print("VERSION:2.0.0", flush=True)
with open(sys.argv[1], "w") as record:
    for line in sys.stdin:
        record.write(line)
        print(f"# seen\nnonsense\n{line.strip()}:r1", flush=True)
"##;

#[test]
fn a_program_is_told_every_state_and_its_mistakes_become_the_nearest_moves() {
    if !has_python() {
        return;
    }
    let (directory, command) = program(RECORDER);
    let record = directory.path().join("record");
    play(&format!("{command} {}", record.display()), 40).unwrap();
    let game = Arc::new(Game::no_limit(&[2, 1], &[200, 200]));
    let text = std::fs::read_to_string(record).unwrap();
    let mut ends = 0;
    let mut longest = 0;
    for line in text.lines() {
        let (state, rest) = MatchState::parse(line, &game).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!((rest, state.holes[state.position].len()), ("", 2), "{line}");
        ends += usize::from(state.hand.to_act().is_none());
        longest = longest.max(state.hand.taken().len());
        if state.hand.is_showdown() {
            assert!(state.holes.iter().all(|hole| hole.len() == 2), "{line}");
        }
    }
    // Every hand goes to its showdown: it raises as little as it can, the other calls.
    assert_eq!((ends, text.lines().filter(|line| line.contains("::")).count()), (40, 40));
    assert!(longest > 8, "{longest}");
}

#[test]
fn the_example_of_the_documentation_beats_a_player_who_only_calls() {
    if !has_python() {
        return;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/players/bot.py");
    let won = play(&format!("exec:python3 {} 2 1 200", path.display()), 400).unwrap();
    assert!(won > 0.0, "{won}");
}

#[test]
fn a_program_that_fails_is_named_with_what_it_did() {
    if !has_python() {
        return;
    }
    for (text, expected) in [
        ("", "the program has ended"),
        ("print('HELLO')", "greets with `HELLO`, expected VERSION:2.0.0"),
        ("print('VERSION:2.0.0')", "the program has ended"),
        ("print('x' * 100000)", "wrote a line of 100000 bytes"),
        (
            "import sys\nprint('VERSION:2.0.0', flush=True)\n\
             for line in sys.stdin: print(line.strip() + ':?', flush=True)",
            "answers `?`, which is no action",
        ),
    ] {
        let (_directory, command) = program(text);
        let error = play(&command, 10).unwrap_err();
        assert!(error.contains(expected) && error.contains("exec:python3"), "{text}: {error}");
    }
    let error = play("exec:/no/such/program", 10).unwrap_err();
    assert!(error.contains("does not start"), "{error}");
}
