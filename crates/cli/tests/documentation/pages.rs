//! What the documentation names exists: paths, links, commands and their options.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::holdem;

/// A page of the documentation.
struct Page {
    path: PathBuf,
    text: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// README and its neighbours, and everything below `docs`.
fn pages() -> Vec<Page> {
    let root = root();
    let mut paths: Vec<PathBuf> =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"].map(|name| root.join(name)).into();
    let mut folders = vec![root.join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths.into_iter().map(|path| Page { text: fs::read_to_string(&path).unwrap(), path }).collect()
}

impl Page {
    fn name(&self) -> String {
        self.path.strip_prefix(root()).unwrap().display().to_string()
    }

    /// Everything between single backticks outside fenced blocks; a span may go over the end of a line.
    fn spans(&self) -> Vec<String> {
        let outside: Vec<&str> = self.text.split("```").step_by(2).collect();
        let spans = outside.iter().flat_map(|text| text.split('`').skip(1).step_by(2));
        spans.map(|span| span.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    /// Lines of fenced blocks.
    fn fenced_lines(&self) -> impl Iterator<Item = &str> {
        self.text.split("```").skip(1).step_by(2).flat_map(str::lines)
    }

    /// Targets of links to files.
    fn links(&self) -> Vec<&str> {
        let targets = self.text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        targets.filter(|target| !target.contains("://") && !target.starts_with('#')).collect()
    }
}

/// All files of the repository: what lies below the folders that hold its sources.
fn files() -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            match path.is_dir() {
                true if matches!(name.as_str(), ".git" | "target" | "runs" | ".cache" | "node_modules") => {}
                true => folders.push(path),
                false => drop(files.insert(path)),
            }
        }
    }
    files
}

/// Whether a word is meant as the name of a file or folder of the repository.
fn is_path(word: &str) -> bool {
    const FOLDERS: [&str; 6] = ["crates/", "docs/", "ci/", "configs/", "fuzz/", ".ci/"];
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-'));
    plain && (FOLDERS.iter().any(|folder| word.starts_with(folder)) || word.ends_with(".rs"))
}

/// From the root, below `crates`, or anywhere by its last folders.
fn exists(word: &str, files: &BTreeSet<PathBuf>) -> bool {
    let root = root();
    root.join(word).exists()
        || root.join("crates").join(word).exists()
        || files.iter().any(|path| path.ends_with(word))
}

#[test]
fn every_path_in_the_documentation_exists() {
    let files = files();
    let mut missing = Vec::new();
    for page in pages() {
        for word in page.spans().iter().flat_map(|span| span.split(' ')).filter(|word| is_path(word)) {
            if !exists(word, &files) {
                missing.push(format!("{}: {word}", page.name()));
            }
        }
    }
    assert!(missing.is_empty(), "not in the repository:\n{}", missing.join("\n"));
}

#[test]
fn every_link_in_the_documentation_leads_to_a_file() {
    let mut missing = Vec::new();
    for page in pages() {
        for target in page.links() {
            let file = target.split('#').next().unwrap_or_default();
            if !page.path.with_file_name("").join(file).exists() {
                missing.push(format!("{}: {target}", page.name()));
            }
        }
    }
    assert!(missing.is_empty(), "links to nothing:\n{}", missing.join("\n"));
}

#[test]
fn every_page_below_docs_stands_once_in_the_contents_of_the_book() {
    let docs = root().join("docs");
    let contents = fs::read_to_string(docs.join("contents.md")).unwrap();
    for page in pages().iter().filter(|page| page.path.starts_with(&docs)) {
        let name = page.path.strip_prefix(&docs).unwrap().display().to_string();
        let expected = usize::from(name != "contents.md");
        assert_eq!(contents.matches(&format!("]({name})")).count(), expected, "docs/contents.md: {name}");
    }
}

/// Help texts by command, asked for once each.
#[derive(Default)]
struct Helps(BTreeMap<Vec<String>, String>);

impl Helps {
    fn of(&mut self, command: &[String]) -> &str {
        self.0.entry(command.to_vec()).or_insert_with(|| {
            let output = holdem().args(command).arg("--help").output().unwrap();
            String::from_utf8(output.stdout).unwrap()
        })
    }

    /// Names of the commands below one, aliases included; none if it has none.
    fn commands(&mut self, command: &[String]) -> BTreeSet<String> {
        let help = self.of(command);
        let Some((_, listed)) = help.split_once("Commands:\n") else { return BTreeSet::new() };
        let rows = listed.lines().take_while(|line| line.starts_with("  "));
        let mut names = BTreeSet::new();
        for row in rows {
            names.extend(row.split_whitespace().next().map(str::to_owned));
            if let Some((_, aliases)) = row.split_once("[aliases: ").or(row.split_once("[alias: ")) {
                names.extend(aliases.trim_end_matches(']').split(", ").map(str::to_owned));
            }
        }
        names
    }

    /// What is wrong with a command line that begins behind `holdem`.
    fn mistake(&mut self, line: &str) -> Option<String> {
        let words: Vec<&str> =
            line.split_whitespace().take_while(|word| !matches!(*word, "#" | "|" | ">" | "&&")).collect();
        let mut command = Vec::new();
        for &word in words.iter().take_while(|word| !word.starts_with('-')) {
            let below = self.commands(&command);
            if below.is_empty() {
                break;
            }
            if !below.contains(word) && takes_an_argument(self.of(&command)) {
                break;
            }
            if !below.contains(word) {
                return Some(format!("no command `{word}`"));
            }
            command.push(word.to_owned());
        }
        let help = self.of(&command).to_owned();
        let known = |option: &str| {
            help.match_indices(option).any(|(at, _)| {
                !help[at + option.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
            })
        };
        let options =
            words.iter().filter_map(|word| word.starts_with("--").then(|| word.split('=').next()).flatten());
        options.into_iter().find(|option| !known(option)).map(|option| format!("no option `{option}`"))
    }
}

/// Whether a command that has others below it takes an argument itself:
/// `Usage: holdem solve [OPTIONS] [SPOT]`.
fn takes_an_argument(help: &str) -> bool {
    help.lines().any(|line| line.starts_with("Usage:") && line.contains("[OPTIONS] ["))
}

/// The command lines of a page, without `holdem`.
fn commands(page: &Page) -> Vec<String> {
    let begins = ["holdem ", "cargo run --release -- ", "time holdem "];
    let lines = page.spans().into_iter().chain(page.fenced_lines().map(|line| line.trim().to_owned()));
    lines
        .filter_map(|line| begins.iter().find_map(|begin| line.strip_prefix(begin)).map(str::to_owned))
        .collect()
}

#[test]
fn every_command_and_option_in_the_documentation_is_one_of_the_binary() {
    let mut helps = Helps::default();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for page in pages() {
        for line in commands(&page) {
            // `holdem COMMAND --help` and the like speak of any command.
            if line.starts_with(|c: char| c.is_ascii_uppercase()) {
                continue;
            }
            seen += 1;
            wrong.extend(helps.mistake(&line).map(|what| format!("{}: holdem {line}: {what}", page.name())));
        }
    }
    assert!(seen > 30, "only {seen} commands found: the test does not see them");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
