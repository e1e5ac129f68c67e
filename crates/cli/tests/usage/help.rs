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
