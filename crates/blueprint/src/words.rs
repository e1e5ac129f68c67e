//! Values of keys that are one of a few words: written, shown and read by their names in a file.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::de::value::{Error, StrDeserializer};
use serde::{Serialize, de::IntoDeserializer};

/// Shows a value as it is written in a file.
pub(crate) fn show(value: &impl Serialize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => f.pad(&word),
        _ => Err(fmt::Error),
    }
}

/// Reads a word; the error names the known ones.
pub(crate) fn read<T: DeserializeOwned + Serialize>(word: &str) -> Result<T, String> {
    parse(word).map_err(|refusal| {
        let known: Vec<&str> =
            refusal.split('`').skip(3).step_by(2).filter(|word| is_a_name::<T>(word)).collect();
        match known.split_last() {
            Some((last, others)) if !others.is_empty() => {
                format!("`{word}`: expected {} or {last}", others.join(", "))
            }
            _ => refusal,
        }
    })
}

fn parse<T: DeserializeOwned>(word: &str) -> Result<T, String> {
    let word: StrDeserializer<'_, Error> = word.into_deserializer();
    T::deserialize(word).map_err(|error| error.to_string())
}

/// Whether a value is shown as this word; another word may be read as the same value.
fn is_a_name<T: DeserializeOwned + Serialize>(word: &str) -> bool {
    parse::<T>(word).is_ok_and(|value| serde_json::to_value(value).is_ok_and(|shown| shown == word))
}

/// Shows and reads types by the words of their serde form.
macro_rules! words {
    ($($name:ty),+) => {$(
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::words::show(self, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(word: &str) -> Result<Self, String> {
                $crate::words::read(word)
            }
        }
    )+};
}

pub(crate) use words;
