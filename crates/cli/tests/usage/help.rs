//! Wrong usage, and help.

use crate::support::holdem;
use predicates::str::contains;

#[test]
fn help_documents_the_exit_codes() {
    for arguments in [&["--help"][..], &["hands", "check", "--help"]] {
        let help = holdem().args(arguments).assert().code(0);
        for line in ["0    done", "2    wrong usage", "3    bad or missing data", "130  interrupted"] {
            assert!(
                String::from_utf8_lossy(&help.get_output().stdout).contains(line),
                "{arguments:?}: {line}"
            );
        }
    }
}

/// Help of a command and of all below it, as a terminal of 80 columns has it.
fn helps(command: &[String]) -> Vec<(Vec<String>, String)> {
    let output = holdem().env("COLUMNS", "80").args(command).arg("--help").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let listed = help.split_once("Commands:\n").map_or("", |(_, listed)| listed);
    let rows = listed.lines().take_while(|line| line.starts_with("  "));
    let names = rows.filter(|row| !row.starts_with("   ")).filter_map(|row| row.split_whitespace().next());
    let below = names.filter(|name| *name != "help").flat_map(|name| {
        let command = [command, &[name.to_owned()]].concat();
        helps(&command)
    });
    let below = below.collect::<Vec<_>>();
    [(command.to_vec(), help)].into_iter().chain(below).collect()
}

#[test]
fn every_help_fits_into_80_columns_and_ends_with_examples_and_exit_codes() {
    let helps = helps(&[]);
    assert!(helps.len() > 18, "only {} commands found", helps.len());
    for (command, help) in &helps {
        let wide: Vec<_> = help.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(wide.is_empty(), "{command:?}: {wide:?}");
        let has_commands = help.contains("Commands:");
        assert!(has_commands || help.contains("Examples:\n  holdem "), "{command:?}: {help}");
        assert!(help.contains("Exit codes:\n  0    done"), "{command:?}: {help}");
    }
}

#[test]
fn a_misspelt_command_or_flag_exits_with_2_and_names_the_right_one() {
    holdem().args(["hnads"]).assert().code(2).stderr(contains("hands"));
    holdem()
        .args(["hands", "check", "file", "--fromat", "json"])
        .assert()
        .code(2)
        .stderr(contains("--format"));
}

#[test]
fn no_command_is_wrong_usage_and_shows_help() {
    holdem().assert().code(2).stderr(contains("Usage: holdem"));
}
