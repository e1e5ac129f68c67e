//! Wrong usage, and help.

use crate::support::holdem;
use holdem_blueprint::config::EvalConfig;
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
fn the_help_of_a_measurement_says_how_long_it_takes() {
    let default = format!("[default: {}s]", EvalConfig::default().exploitability_seconds);
    holdem().args(["eval", "exploitability", "--help"]).assert().code(0).stdout(contains(default));
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

#[test]
fn the_version_names_commit_target_and_kernels() {
    let long = holdem().arg("--version").assert().code(0);
    let text = String::from_utf8_lossy(&long.get_output().stdout).into_owned();
    for word in ["holdem 0.", "commit  ", "target  ", "kernels "] {
        assert!(text.contains(word), "{word}: {text}");
    }
    let short = holdem().arg("-V").assert().code(0);
    assert_eq!(String::from_utf8_lossy(&short.get_output().stdout).lines().count(), 1);
}

#[test]
fn every_shell_has_completions_that_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        holdem().args(["completions", shell]).assert().code(0).stdout(contains("exploitability"));
    }
    holdem().args(["completions", "cmd"]).assert().code(2).stderr(contains("bash"));
}

#[test]
fn manual_pages_are_written_for_every_command_and_not_over_others() {
    holdem().arg("man").assert().code(0).stdout(contains(".TH holdem 1"));
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("man1");
    let write = |more: &[&str]| holdem().args(["man", "--out"]).arg(&out).args(more).assert();
    write(&[]).code(0);
    let pages = std::fs::read_dir(&out).unwrap().count();
    assert!(pages > 18, "{pages} pages");
    let page = std::fs::read_to_string(out.join("holdem-eval-versus.1")).unwrap();
    assert!(page.contains("\\-\\-boards") && page.contains("Exit codes"), "{page}");
    write(&[]).code(2).stderr(contains("--force"));
    write(&["--force"]).code(0);
}
