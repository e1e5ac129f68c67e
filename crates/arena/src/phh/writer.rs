//! From a hand to TOML 1.0, one key per line.

use std::fmt::{self, Write};

use holdem_game::rules::{Chips, Rake};
use toml::Value;

use super::HandHistory;
use super::amount;
use super::reader::{OPTIONAL_KEYS, OWN_KEYS, RAKE};

impl fmt::Display for HandHistory {
    /// The text of a `.phh` file. Keys of [`HandHistory::metadata`] that belong to fields are left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("variant = \"NT\"\n")?;
        if self.ante_trimming {
            f.write_str("ante_trimming_status = true\n")?;
        }
        writeln!(f, "antes = {}", self.amounts(&self.antes))?;
        writeln!(f, "blinds_or_straddles = {}", self.amounts(&self.blinds_or_straddles))?;
        writeln!(f, "min_bet = {}", amount::text(self.min_bet, self.decimal_places))?;
        writeln!(f, "starting_stacks = {}", self.stacks())?;
        f.write_str("actions = [\n")?;
        for action in &self.actions {
            writeln!(f, "  {},", Quoted(&action.text(self.decimal_places)))?;
        }
        f.write_str("]\n")?;
        self.write_optional(f)
    }
}

impl HandHistory {
    fn write_optional(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(players) = &self.players {
            writeln!(f, "players = {}", list(players.iter().map(|name| Quoted(name).to_string())))?;
        }
        for (key, chips) in [("finishing_stacks", &self.finishing_stacks), ("winnings", &self.winnings)] {
            if let Some(chips) = chips {
                writeln!(f, "{key} = {}", self.amounts(chips))?;
            }
        }
        let optional = || OPTIONAL_KEYS.iter().map(|(key, _)| *key);
        for (key, value) in optional().filter_map(|key| self.metadata.get_key_value(key)) {
            writeln!(f, "{key} = {}", Inline(value))?;
        }
        for (key, value) in self.metadata.iter().filter(|(key, _)| !optional().any(|known| known == *key)) {
            if !OWN_KEYS.contains(&key.as_str()) || (key == RAKE && self.rake == Rake::default()) {
                writeln!(f, "{} = {}", Key(key), Inline(value))?;
            }
        }
        match self.rake {
            rake if rake == Rake::default() => Ok(()),
            Rake { basis_points, cap } => {
                writeln!(f, "{RAKE} = {{ basis_points = {basis_points}, cap = {cap} }}")
            }
        }
    }

    fn amounts(&self, chips: &[Chips]) -> String {
        list(chips.iter().map(|&chips| amount::text(chips, self.decimal_places)))
    }

    fn stacks(&self) -> String {
        let text = |stack: &Option<Chips>| {
            stack.map_or_else(|| "inf".to_owned(), |chips| amount::text(chips, self.decimal_places))
        };
        list(self.starting_stacks.iter().map(text))
    }
}

fn list(entries: impl Iterator<Item = String>) -> String {
    format!("[{}]", entries.collect::<Vec<_>>().join(", "))
}

/// A string in quotes, on one line.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for letter in self.0.chars() {
            match letter {
                '"' | '\\' => write!(f, "\\{letter}")?,
                _ if letter.is_control() => write!(f, "\\u{:04X}", u32::from(letter))?,
                _ => f.write_char(letter)?,
            }
        }
        f.write_char('"')
    }
}

struct Key<'a>(&'a str);

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        if !self.0.is_empty() && self.0.bytes().all(bare) {
            f.write_str(self.0)
        } else {
            Quoted(self.0).fmt(f)
        }
    }
}

/// A value on one line.
struct Inline<'a>(&'a Value);

impl fmt::Display for Inline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::String(text) => Quoted(text).fmt(f),
            Value::Array(values) => f.write_str(&list(values.iter().map(|value| Inline(value).to_string()))),
            Value::Table(table) => {
                let entries = table.iter().map(|(key, value)| format!("{} = {}", Key(key), Inline(value)));
                write!(f, "{{ {} }}", entries.collect::<Vec<_>>().join(", "))
            }
            scalar => scalar.fmt(f),
        }
    }
}
