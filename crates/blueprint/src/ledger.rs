//! A ledger of measurements: a file of JSON lines that grows, and pictures of it.
//!
//! Each line is one measurement: which files were measured (with the hashes of their contents), with which
//! seed and on how many boards, and the result.
//!
//! ```text
//! {"ledger":1,"measured":"compare","unix_secs":1764230400,"files":[{"path":"runs/a","hash":"9f.."},..],
//!  "seed":20240229,"boards":300,"numbers":[{"name":"against before","value":{"mbb":12.3,..},
//!  "p_value":0.002}]}
//! ```
//!
//! A line is added whole, with one write; lines that are whole are never changed. If a kill or a full disk
//! cut the last one short, it is passed over, and removed when the next one is added.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use holdem_store::{open_regular_as, read_text};
use serde::{Deserialize, Serialize};

use crate::measure::Value;

/// Version of a line.
const VERSION: u64 = 1;
/// How every line begins.
const BEGINNING: &str = r#"{"ledger":1,"#;
/// Largest file that is read: some hundred thousand lines.
const MOST_BYTES: u64 = 64 << 20;

/// One measurement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Version of the line.
    ledger: u64,
    /// What was measured: `compare`.
    pub measured: String,
    /// When, in seconds since 1970.
    pub unix_secs: u64,
    /// What was measured.
    pub files: Vec<MeasuredFile>,
    /// Seed of boards and flops.
    pub seed: u64,
    /// Boards sampled; `None` for all.
    pub boards: Option<usize>,
    /// What came out.
    pub numbers: Vec<Number>,
}

/// A file that was measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasuredFile {
    /// Where it was.
    #[serde(serialize_with = "crate::paths::lossy")]
    pub path: PathBuf,
    /// Hash of its contents; `None` if it came from a checkpoint.
    pub hash: Option<String>,
}

/// A number of a measurement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// What it is.
    pub name: String,
    /// The number with its interval.
    pub value: Value,
    /// The probability of a value at least that far from 0 by chance alone.
    pub p_value: Option<f64>,
}

/// A ledger cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] holdem_store::Error),
    /// The file cannot be written to.
    #[error("{path}: cannot add a line", path = path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// A line is not a measurement.
    #[error("{path}: line {line} is not a measurement: {why}", path = path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Line, counted from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
}

impl Entry {
    /// A measurement.
    pub fn new(measured: &str, unix_secs: u64, seed: u64, boards: Option<usize>) -> Self {
        let measured = measured.to_owned();
        Self { ledger: VERSION, measured, unix_secs, files: Vec::new(), seed, boards, numbers: Vec::new() }
    }

    /// Adds it to the end of a file, which is created if necessary. A last line that was cut short is
    /// removed; a file that is not a ledger is left alone.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub fn append(&self, path: &Path) -> Result<(), LedgerError> {
        let mut options = OpenOptions::new();
        let (mut file, _) = open_regular_as(path, options.create(true).append(true).read(true))?;
        // So that nobody takes a line that another process is writing for one that was cut. File systems
        // without locks keep nobody out.
        let _ = file.lock();
        let text = read_text(path, MOST_BYTES)?;
        let whole = without_cut_line(&text);
        parse(path, whole)?;
        let line = serde_json::to_string(self).expect("a measurement holds nothing that JSON cannot") + "\n";
        let feed = if whole.is_empty() || whole.ends_with('\n') { "" } else { "\n" };
        let mut write = || {
            file.set_len(whole.len() as u64)?;
            let written = file.write_all([feed, &line].concat().as_bytes()).and_then(|()| file.sync_all());
            written.inspect_err(|_: &io::Error| drop(file.set_len(whole.len() as u64)))
        };
        write().map_err(|source| LedgerError::Write { path: path.to_path_buf(), source })
    }
}

/// Reads all measurements of a file; a last line that was cut short is none.
///
/// # Errors
/// [`LedgerError::Read`], [`LedgerError::Line`].
pub fn read(path: &Path) -> Result<Vec<Entry>, LedgerError> {
    Ok(read_noting(path)?.0)
}

/// The same, and what was passed over, in words.
///
/// # Errors
/// As [`read`].
pub fn read_noting(path: &Path) -> Result<(Vec<Entry>, Option<String>), LedgerError> {
    let text = read_text(path, MOST_BYTES)?;
    let whole = without_cut_line(&text);
    let note = || format!("{}: the last line was cut short and does not count", path.display());
    Ok((parse(path, whole)?, (whole.len() < text.len()).then(note)))
}

/// The text without a last line that begins as one of a ledger, and ends before its end.
fn without_cut_line(text: &str) -> &str {
    let start = text.rfind('\n').map_or(0, |feed| feed + 1);
    let (whole, last) = text.split_at(start);
    let is_ours = last.starts_with(BEGINNING) || BEGINNING.starts_with(last);
    match serde_json::from_str::<serde::de::IgnoredAny>(last) {
        // A number that was cut is wrong at its last digit, not at the end.
        Err(error) if is_ours && (error.is_eof() || error.column() >= last.len()) => whole,
        _ => text,
    }
}

fn parse(path: &Path, text: &str) -> Result<Vec<Entry>, LedgerError> {
    let entry = |(number, text): (usize, &str)| {
        let wrong = |why| LedgerError::Line { path: path.to_path_buf(), line: number + 1, why };
        #[derive(Deserialize)]
        struct Version {
            ledger: u64,
        }
        let words = |error: serde_json::Error| wrong(error.to_string());
        let Version { ledger } = serde_json::from_str(text).map_err(words)?;
        match ledger {
            VERSION => serde_json::from_str(text).map_err(words),
            _ => Err(wrong(format!("version {ledger} (this holdem knows {VERSION}); update holdem"))),
        }
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(entry).collect()
}

/// A number in a picture: its name, its position, and its interval.
struct Row {
    name: String,
    value: Value,
}

impl Row {
    /// The numbers of all measurements.
    fn all(entries: &[Entry]) -> Vec<Self> {
        let of_entry = |(at, entry): (usize, &Entry)| {
            let name = |number: &Number| format!("{:>3} {} {}", at + 1, entry.measured, number.name);
            let row = |number: &Number| Self { name: name(number), value: number.value };
            entry.numbers.iter().map(row).collect::<Vec<_>>()
        };
        entries.iter().enumerate().flat_map(of_entry).collect()
    }

    fn interval(&self) -> [f64; 2] {
        self.value.interval95_mbb.unwrap_or([self.value.mbb; 2])
    }
}

/// The smallest range that holds 0 and all intervals.
fn range(rows: &[Row]) -> [f64; 2] {
    let ends = rows.iter().flat_map(Row::interval);
    let [low, high] = ends.fold([0.0_f64; 2], |[low, high], end| [low.min(end), high.max(end)]);
    if low < high { [low, high] } else { [-1.0, 1.0] }
}

/// Draws every number with its interval as a line of text: `o` the number, `-` the interval, `|` zero.
pub fn text_plot(entries: &[Entry], width: usize) -> String {
    let rows = Row::all(entries);
    let names = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let ([low, high], cells) = (range(&rows), width.saturating_sub(names + 30).clamp(20, 60));
    let cell = |mbb: f64| (((mbb - low) / (high - low) * (cells - 1) as f64).round() as usize).min(cells - 1);
    let mut text = String::new();
    for row in &rows {
        let mut line = vec![' '; cells];
        let [from, to] = row.interval().map(cell);
        line[from..=to].fill('-');
        line[cell(0.0)] = '|';
        line[cell(row.value.mbb)] = 'o';
        let line: String = line.into_iter().collect();
        writeln!(text, "{:<names$} {line} {}", row.name, row.value).expect("a string takes all text");
    }
    text
}

/// Draws the same as a picture in SVG.
pub fn svg_plot(entries: &[Entry]) -> String {
    const WIDTH: f64 = 860.0;
    const LEFT: f64 = 300.0;
    const RIGHT: f64 = 640.0;
    const LINE: f64 = 22.0;
    let rows = Row::all(entries);
    let ([low, high], height) = (range(&rows), LINE * (rows.len() as f64 + 2.0));
    let x = |mbb: f64| LEFT + (mbb - low) / (high - low) * (RIGHT - LEFT);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <line x1=\"{0:.1}\" y1=\"8\" x2=\"{0:.1}\" y2=\"{1:.1}\" stroke=\"#999\"/>\n",
        x(0.0),
        height - 8.0
    );
    for (row, at) in rows.iter().zip(1..) {
        let (y, [from, to]) = (LINE * f64::from(at), row.interval().map(x));
        write!(
            svg,
            "<text x=\"8\" y=\"{0:.1}\">{1}</text>\n<line x1=\"{from:.1}\" y1=\"{y:.1}\" x2=\"{to:.1}\" \
             y2=\"{y:.1}\" stroke=\"#369\" stroke-width=\"2\"/>\n<circle cx=\"{2:.1}\" cy=\"{y:.1}\" r=\"4\" \
             fill=\"#369\"/>\n<text x=\"{3:.1}\" y=\"{0:.1}\">{4}</text>\n",
            y + 4.0,
            escaped(&row.name),
            x(row.value.mbb),
            RIGHT + 12.0,
            escaped(&row.value.to_string())
        )
        .expect("a string takes all text");
    }
    svg + "</svg>\n"
}

/// Text as XML writes it.
fn escaped(text: &str) -> String {
    text.trim().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(mbb: f64, name: &str) -> Entry {
        let value = Value {
            mbb,
            standard_error_mbb: Some(2.0),
            interval95_mbb: Some([mbb - 4.0, mbb + 4.0]),
            exact: false,
            chips: mbb / 500.0,
        };
        let number = Number { name: name.to_owned(), value, p_value: Some(0.03) };
        let file = MeasuredFile { path: "runs/a".into(), hash: Some("9f".to_owned()) };
        let mut entry = Entry::new("compare", 1_700_000_000, 7, Some(300));
        (entry.files, entry.numbers) = (vec![file], vec![number]);
        entry
    }

    #[test]
    fn what_is_added_is_read_back_in_order() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ledger.jsonl");
        let entries = [entry(3.0, "against before"), entry(-12.5, "against <uniform>")];
        entries.iter().for_each(|entry| entry.append(&path).unwrap());
        assert_eq!(read(&path).unwrap(), entries);
    }

    #[test]
    fn a_line_that_was_cut_anywhere_is_passed_over_and_gives_way_to_the_next() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ledger.jsonl");
        let entries = ["x", "y", "z"].map(|name| entry(1.0, name));
        entries[..2].iter().for_each(|entry| entry.append(&path).unwrap());
        let text = std::fs::read_to_string(&path).unwrap();
        let first = text.find('\n').unwrap() + 1;
        for cut in first..text.len() {
            std::fs::write(&path, &text[..cut]).unwrap();
            // Without its line feed alone, a line is whole.
            let left = if cut + 1 == text.len() { 2 } else { 1 };
            let (found, note) = read_noting(&path).unwrap();
            assert_eq!((&found[..], note.is_some()), (&entries[..left], left == 1 && cut > first), "{cut}");
            entries[2].append(&path).unwrap();
            let expected = [&entries[..left], &entries[2..]].concat();
            assert_eq!(read(&path).unwrap(), expected, "{cut}");
            assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), left + 1, "{cut}");
        }
    }

    #[test]
    fn text_that_is_not_ours_is_not_cut_and_not_added_to() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ledger.jsonl");
        for text in ["a note", "{\"a\": 1", "[1, 2", "{\"ledger\": 1,"] {
            std::fs::write(&path, text).unwrap();
            entry(1.0, "x").append(&path).unwrap_err();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_not_text_is_written_as_well_as_it_can_be() {
        use std::os::unix::ffi::OsStrExt;

        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ledger.jsonl");
        let mut odd = entry(1.0, "x");
        odd.files[0].path = std::ffi::OsStr::from_bytes(b"run\xff").into();
        odd.append(&path).unwrap();
        assert_eq!(read(&path).unwrap()[0].files[0].path, Path::new("run\u{fffd}"));
    }

    #[test]
    fn a_file_that_is_no_ledger_or_a_newer_one_is_named_by_line_and_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ledger.jsonl");
        entry(1.0, "x").append(&path).unwrap();
        let good = std::fs::read_to_string(&path).unwrap();
        let newer = good.replace("\"ledger\":1", "\"ledger\":2");
        for (bad, why) in
            [("not JSON\n", "line 2 is no"), (&*newer, "version 2"), ("{\"ledger\":1}\n", "line 2")]
        {
            let text = format!("{good}{bad}");
            std::fs::write(&path, &text).unwrap();
            let error = entry(2.0, "y").append(&path).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn pictures_show_every_number_between_the_ends_of_its_interval() {
        let entries = [entry(3.0, "against before"), entry(-12.5, "against <uniform>")];
        let text = text_plot(&entries, 100);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        for line in &lines {
            assert!(line.contains("-o") && line.contains("o-") && line.contains('|'), "{line}");
        }
        assert!(lines[0].find("-o") > lines[1].find("-o"), "the larger number stands further right: {text}");
        let svg = svg_plot(&entries);
        assert_eq!(svg.matches("<circle").count(), 2);
        assert!(svg.contains("against &lt;uniform&gt;") && svg.ends_with("</svg>\n"));
    }

    #[test]
    fn a_ledger_without_numbers_has_an_empty_picture() {
        assert_eq!(text_plot(&[], 80), "");
        assert!(svg_plot(&[]).starts_with("<svg"));
    }
}
