//! Values of keys that are one word of a few: said, shown and read by the names that they have in a file.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::de::value::{Error, StrDeserializer};
use serde::{Serialize, de::IntoDeserializer};

/// Shows a value as it stands in a file.
pub(crate) fn show(value: &impl Serialize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => f.pad(&word),
        _ => Err(fmt::Error),
    }
}

/// Reads a word.
pub(crate) fn read<T: DeserializeOwned>(word: &str) -> Result<T, String> {
    let word: StrDeserializer<'_, Error> = word.into_deserializer();
    T::deserialize(word).map_err(|error| error.to_string())
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
