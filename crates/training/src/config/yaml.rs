//! Reading and writing YAML, with errors that stand at their line.

use std::fs;
use std::path::Path;

use super::{ConfigError, Place, TrainConfig, refused};

impl TrainConfig {
    /// Reads a configuration from text and checks it; an empty text is the default.
    ///
    /// # Errors
    /// [`ConfigError`] with the line.
    pub fn from_yaml_str(text: &str) -> Result<Self, ConfigError> {
        Self::from_yaml(text, None)
    }

    /// Reads a configuration file and checks it.
    ///
    /// # Errors
    /// [`ConfigError`] with file and line.
    pub fn from_yaml_path(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let path = path.as_ref();
        let text = fs::read_to_string(path)
            .map_err(|source| ConfigError::Read { path: path.to_path_buf(), source })?;
        Self::from_yaml(&text, Some(path))
    }

    fn from_yaml(text: &str, path: Option<&Path>) -> Result<Self, ConfigError> {
        let place = |line: usize| {
            let text = text.lines().nth(line.wrapping_sub(1)).unwrap_or_default().to_owned();
            Box::new(Place { path: path.map(Path::to_path_buf), line, text })
        };
        let config = match is_blank(text) {
            true => Self::default(),
            false => serde_saphyr::from_str(text).map_err(|e| read_error(&e, place))?,
        };
        config.validate().map_err(|error| {
            let line = error.key().map_or(0, |key| line_of(text, key));
            error.at(place(line))
        })?;
        Ok(config)
    }

    /// The configuration as YAML, every key.
    pub fn to_yaml(&self) -> String {
        serde_saphyr::to_string(self).expect("a configuration holds nothing that YAML cannot")
    }
}

/// Whether there is nothing but comments.
fn is_blank(text: &str) -> bool {
    text.lines().map(str::trim).all(|line| line.is_empty() || line.starts_with('#') || line == "---")
}

fn read_error(error: &serde_saphyr::Error, place: impl Fn(usize) -> Box<Place>) -> ConfigError {
    let error = error.without_snippet();
    let at = place(error.location().map_or(0, |at| at.line() as usize));
    match error {
        serde_saphyr::Error::SerdeUnknownField { field, expected, .. } => unknown_key(field, expected, at),
        serde_saphyr::Error::Message { msg, .. } => ConfigError::Syntax { place: at, message: msg.clone() },
        other => ConfigError::Syntax { place: at, message: without_place(&other.to_string()) },
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
    ConfigError::UnknownKey { place, key, nearest }
}

/// A message of the reader without the position that it ends with: ours stands in front.
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
