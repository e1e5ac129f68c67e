//! Whether colours are written: the one place that decides.
//!
//! In this order: `NO_COLOR` (not empty) forbids them; `CLICOLOR_FORCE` (neither empty nor 0) forces them
//! everywhere; output that is not a terminal has none, nor has a terminal that calls itself `dumb` or, on
//! Unix, gives no name; `CLICOLOR=0` forbids them too. A dumb terminal cannot move its cursor either, so
//! progress is written line by line.

use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal};

/// Whether results on standard output may have colours.
#[must_use]
pub fn on_stdout() -> bool {
    wanted(io::stdout().is_terminal(), |name| env::var_os(name))
}

/// Whether standard error is a terminal that can move its cursor.
#[must_use]
pub fn stderr_moves_its_cursor() -> bool {
    io::stderr().is_terminal() && !is_dumb(|name| env::var_os(name))
}

fn wanted(is_terminal: bool, variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    if set("NO_COLOR").is_some() {
        return false;
    }
    if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    is_terminal && !is_dumb(&variable) && set("CLICOLOR").is_none_or(|value| value != "0")
}

fn is_dumb(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    match variable("TERM").filter(|value| !value.is_empty()) {
        Some(name) => name == "dumb",
        None => cfg!(unix),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(is_terminal: bool, variables: &[(&str, &str)]) -> bool {
        wanted(is_terminal, |name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn terminals_have_colours_unless_they_cannot_or_the_user_forbids_them() {
        let xterm = ("TERM", "xterm-256color");
        assert!(with(true, &[xterm]) && with(true, &[xterm, ("NO_COLOR", "")]));
        assert!(!with(true, &[xterm, ("NO_COLOR", "1")]));
        assert!(!with(true, &[xterm, ("CLICOLOR", "0")]) && with(true, &[xterm, ("CLICOLOR", "1")]));
        assert!(!with(true, &[("TERM", "dumb")]));
        assert_eq!(with(true, &[]), !cfg!(unix));
    }

    #[test]
    fn what_is_no_terminal_has_colours_only_if_the_user_insists() {
        assert!(!with(false, &[("TERM", "xterm")]) && !with(false, &[("CLICOLOR_FORCE", "0")]));
        assert!(
            with(false, &[("CLICOLOR_FORCE", "1")])
                && with(false, &[("CLICOLOR_FORCE", "1"), ("TERM", "dumb")])
        );
        assert!(!with(false, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    }
}
