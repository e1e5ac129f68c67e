//! Durations as users write them: `120`, `90s`, `5m`, `1h`, `1h30m`. In files, a number of seconds or one of
//! these.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};

/// What a duration looks like.
const EXAMPLES: &str = "a duration such as 120, 90s, 5m, 1h or 1h30m";

/// Reads a duration in seconds: a number with a unit (`s`, `m`, `h`, `d`; seconds without one), or several in
/// a row.
///
/// ```
/// assert_eq!(holdem_blueprint::duration::parse_secs("1h30m"), Ok(5_400.0));
/// ```
///
/// # Errors
/// A message with examples for anything that is not a duration.
pub fn parse_secs(text: &str) -> Result<f64, String> {
    let bad = || format!("`{text}` is not {EXAMPLES}");
    let text_without_blanks: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut rest = text_without_blanks.as_str();
    let mut secs = 0.0;
    while !rest.is_empty() || text_without_blanks.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number: f64 = rest[..end].parse().map_err(|_| bad())?;
        let unit_end = rest[end..].find(|c: char| c.is_ascii_digit()).map_or(rest.len(), |at| end + at);
        secs += number * secs_per(&rest[end..unit_end]).ok_or_else(bad)?;
        rest = &rest[unit_end..];
    }
    Ok(secs)
}

fn secs_per(unit: &str) -> Option<f64> {
    Some(match unit {
        "" | "s" | "sec" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3_600.0,
        "d" => 86_400.0,
        _ => return None,
    })
}

/// Reads seconds from a file: a number, or a text for [`parse_secs`].
///
/// # Errors
/// Those of the deserializer.
pub fn read_secs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let secs = deserializer.deserialize_any(NumberOrText)?;
    secs.ok_or_else(|| de::Error::custom(format_args!("expected {EXAMPLES}")))
}

/// The same, or `null`.
///
/// # Errors
/// Those of the deserializer.
pub fn read_optional_secs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    deserializer.deserialize_any(NumberOrText)
}

struct NumberOrText;

impl<'de> Visitor<'de> for NumberOrText {
    type Value = Option<f64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXAMPLES)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Option<f64>, E> {
        Ok(None)
    }

    fn visit_none<E: de::Error>(self) -> Result<Option<f64>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<f64>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_u64<E: de::Error>(self, secs: u64) -> Result<Option<f64>, E> {
        Ok(Some(secs as f64))
    }

    fn visit_i64<E: de::Error>(self, secs: i64) -> Result<Option<f64>, E> {
        Ok(Some(secs as f64))
    }

    fn visit_f64<E: de::Error>(self, secs: f64) -> Result<Option<f64>, E> {
        Ok(Some(secs))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Option<f64>, E> {
        parse_secs(text).map(Some).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_every_unit() {
        let cases = [
            ("120", 120.0),
            ("90s", 90.0),
            ("5m", 300.0),
            ("1h", 3_600.0),
            ("1h30m", 5_400.0),
            ("0.5h", 1_800.0),
            ("2 min", 120.0),
            ("1d", 86_400.0),
            ("0", 0.0),
        ];
        for (text, secs) in cases {
            assert_eq!(parse_secs(text), Ok(secs), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused_with_examples() {
        for text in ["", " ", "h", "5x", "-3", "1..5s", "5m-", "1e3", "nan", "inf"] {
            let error = parse_secs(text).unwrap_err();
            assert!(error.contains("such as 120"), "{text}: {error}");
        }
    }
}
