//! Reading and writing YAML, with errors that name their line.

use std::path::{Path, PathBuf};

use holdem_store::read_text;

use super::quote::{LONGEST_MESSAGE, LONGEST_VALUE, scalar, shortened, window};
use super::{ConfigError, Draft, Place, TrainConfig, refused};

/// Far more than a configuration needs.
const MOST_BYTES: u64 = 1 << 20;

impl TrainConfig {
    /// Reads a configuration from text and checks it; an empty text is the default.
    ///
    /// # Errors
    /// [`ConfigError`] with the line.
    pub fn from_yaml_str(text: &str) -> Result<Self, ConfigError> {
        Draft::from_yaml_str(text)?.check()
    }

    /// Reads a configuration file of at most a megabyte and checks it.
    ///
    /// # Errors
    /// [`ConfigError`] with file and line.
    pub fn from_yaml_path(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        Draft::from_yaml_path(path.as_ref())?.check()
    }

    /// The configuration as YAML, every key.
    pub fn to_yaml(&self) -> String {
        serde_saphyr::to_string(self).expect("a configuration holds nothing that YAML cannot")
    }
}

/// Text of a configuration, and where it comes from.
#[derive(Clone, Debug, Default)]
pub(super) struct Source {
    pub(super) path: Option<PathBuf>,
    pub(super) text: String,
}

impl Source {
    pub(super) fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = read_text(path, MOST_BYTES).map_err(|source| ConfigError::Read { source })?;
        Ok(Self { path: Some(path.to_path_buf()), text })
    }

    /// What it says, unchecked.
    pub(super) fn parse(&self) -> Result<TrainConfig, ConfigError> {
        match is_blank(&self.text) {
            true => Ok(TrainConfig::default()),
            false => serde_saphyr::from_str(&self.text)
                .map_err(|e| read_error(&e, &self.text, |at| self.place_at(at))),
        }
    }

    /// A line of it, counted from 1.
    pub(super) fn place(&self, line: usize) -> Box<Place> {
        self.place_at(At { line, column: 0 })
    }

    /// A line of it, of which the part around a column is shown if it is long.
    fn place_at(&self, at: At) -> Box<Place> {
        let text = window(at.line_of(&self.text), at.column);
        Box::new(Place { path: self.path.clone(), line: at.line, text })
    }

    /// The line on which a dotted key stands, counted from 1; 0 if it is not found.
    pub(super) fn line_of(&self, key: &str) -> usize {
        line_of(&self.text, key)
    }
}

/// Reads a text as plain values, whatever its keys mean.
pub(super) fn value(text: &str) -> Result<serde_json::Value, ConfigError> {
    serde_saphyr::from_str(text).map_err(|e| read_error(&e, text, |_| Box::default()))
}

/// Whether there is nothing but comments.
fn is_blank(text: &str) -> bool {
    text.lines().map(str::trim).all(|line| line.is_empty() || line.starts_with('#') || line == "---")
}

/// A line and a column, both counted from 1; 0 if not known.
#[derive(Clone, Copy, Debug, Default)]
struct At {
    line: usize,
    column: usize,
}

impl At {
    fn line_of(self, text: &str) -> &str {
        text.lines().nth(self.line.wrapping_sub(1)).unwrap_or_default()
    }
}

fn read_error(error: &serde_saphyr::Error, text: &str, place: impl Fn(At) -> Box<Place>) -> ConfigError {
    use serde_saphyr::Error;
    let error = error.without_snippet();
    let at = error
        .location()
        .map_or(At::default(), |at| At { line: at.line() as usize, column: at.column() as usize });
    let syntax = |message: String| ConfigError::Syntax {
        place: place(at),
        message: shortened(&message, LONGEST_MESSAGE).into_owned(),
    };
    match error {
        Error::SerdeUnknownField { field, expected, .. } => unknown_key(field, expected, place(at)),
        Error::Message { msg, .. } => {
            match msg.strip_prefix(DUPLICATE).and_then(|rest| rest.strip_suffix('`')) {
                Some(key) if at.line == 0 => {
                    let place = place(At { line: line_of(text, key), column: 0 });
                    ConfigError::Syntax { place, message: said_twice(key) }
                }
                Some(key) => syntax(said_twice(key)),
                None => syntax(msg.clone()),
            }
        }
        Error::DuplicateMappingKey { key: Some(key), .. } => syntax(said_twice(key)),
        Error::InvalidScalar { ty, .. } => syntax(not_a(ty, scalar(at.line_of(text), at.column))),
        Error::SerdeUnknownVariant { variant, expected, .. } => syntax(not_one_of(variant, expected)),
        Error::Unexpected { expected, .. } => syntax(format!("expected {}", in_words(expected))),
        Error::NonFiniteFloat { value, .. } => {
            syntax(format!("found {value}, expected a number with an end"))
        }
        Error::MultipleDocuments { .. } => {
            syntax("a second document begins here (`---`); a configuration is one document".to_owned())
        }
        other => syntax(without_place(&other.to_string())),
    }
}

/// How serde says that two keys mean the same field.
const DUPLICATE: &str = "duplicate field `";

fn said_twice(key: &str) -> String {
    let alias = match key {
        "strategy_discount_gamma" => " (`strategy_discount_beta` is the same key)",
        _ => "",
    };
    format!("`{key}` is said twice{alias}")
}

/// Words that are read and not shown: another name of `public-chance`.
const OTHER_NAMES: [&str; 1] = ["vector"];

/// A word that is not among those that a key knows.
fn not_one_of(found: &str, known: &[&str]) -> String {
    let known: Vec<_> = known.iter().copied().filter(|word| !OTHER_NAMES.contains(word)).collect();
    let expected = match known.as_slice() {
        [others @ .., last] if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        all => all.concat(),
    };
    format!("found {}, expected {expected}", shortened(found, LONGEST_VALUE))
}

/// A value of the wrong type for its key.
fn not_a(ty: &str, found: &str) -> String {
    let is_whole = !found.is_empty() && found.bytes().all(|c| c.is_ascii_digit());
    let expected = match largest(ty).filter(|_| is_whole) {
        Some(largest) => format!("a whole number up to {largest}"),
        None => in_words(ty).to_owned(),
    };
    match found {
        "" => format!("expected {expected}"),
        found => format!("found {}, expected {expected}", shortened(found, LONGEST_VALUE)),
    }
}

/// The largest number of a type of whole numbers without a sign.
fn largest(ty: &str) -> Option<u64> {
    Some(match ty {
        "u8" => u8::MAX.into(),
        "u16" => u16::MAX.into(),
        "u32" => u32::MAX.into(),
        "u64" | "usize" => u64::MAX,
        _ => return None,
    })
}

/// The types of configuration values, for people.
fn in_words(ty: &str) -> &str {
    match ty {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more",
        "i8" | "i16" | "i32" | "i64" => "a whole number",
        "f32" | "f64" | "floating point" => "a number",
        "mapping start" => "keys with values, such as `seed: 1`",
        "sequence start" => "a list, such as `[20, 50]`",
        "bool" | "boolean" => "true or false",
        other => other,
    }
}

fn unknown_key(key: &str, known: &[&str], place: Box<Place>) -> ConfigError {
    let key = key.to_owned();
    if let Some(instead) = refused::instead_of(&key) {
        return ConfigError::Refused { place, key, instead };
    }
    let likeness = |known: &&str| strsim::jaro_winkler(&key, known);
    let nearest = known.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let nearest = nearest.unwrap_or_default().to_owned();
    let key = shortened(&key, LONGEST_VALUE).into_owned();
    ConfigError::UnknownKey { place, key, nearest }
}

/// A message of the reader without the position at its end: ours is in front.
fn without_place(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default();
    let end = first.rfind(" at line ").unwrap_or(first.len());
    first[..end].to_owned()
}

/// The line on which a dotted key stands, counted from 1; 0 if it is not found.
fn line_of(text: &str, key: &str) -> usize {
    let (mut found, mut from) = (0, 0);
    for part in key.split('.') {
        let here = text.lines().enumerate().skip(from).find(|(_, line)| {
            let line = line.trim_start();
            line.strip_prefix(part).is_some_and(|rest| rest.trim_start().starts_with(':'))
        });
        match here {
            Some((index, _)) => (found, from) = (index + 1, index + 1),
            // Perhaps within braces on the line of the part above.
            None => break,
        }
    }
    found
}
