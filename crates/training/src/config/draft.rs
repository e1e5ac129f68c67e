//! A configuration that is put together before it is checked: a file, and the command line's overrides.
//!
//! Overrides are given key by key, `eval.flops` for the key `flops` of the section `eval`, and replace what
//! the file says. A key that says the same in another way ([`SILENCED`]) is dropped.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::quote::{LONGEST_VALUE, shortened};
use super::yaml::{self, Source};
use super::{ConfigError, Place, TrainConfig};

/// Keys, and those that they silence unless these are overridden as well.
const SILENCED: &[(&str, &[&str])] = &[
    // Whoever gives either time or iterations means that one alone.
    ("num_iterations", &["time_budget_seconds"]),
    ("time_budget_seconds", &["num_iterations"]),
    ("num_players", &["game.num_players"]),
    ("game.num_players", &["num_players"]),
    ("game.stack", &["game.stacks"]),
    ("game.stacks", &["game.stack"]),
    ("discount_mode", &["use_linear_weighting"]),
    ("use_linear_weighting", &["discount_mode"]),
];

/// A configuration that is not checked yet.
#[derive(Clone, Debug)]
pub struct Draft {
    config: TrainConfig,
    source: Source,
    said: Vec<(String, Value)>,
}

impl From<TrainConfig> for Draft {
    fn from(config: TrainConfig) -> Self {
        Self { config, source: Source::default(), said: Vec::new() }
    }
}

impl Draft {
    /// Reads a configuration from text; an empty text is the default.
    ///
    /// # Errors
    /// [`ConfigError`] with the line, for text that is not a configuration whatever the overrides.
    pub fn from_yaml_str(text: &str) -> Result<Self, ConfigError> {
        Self::read(Source { path: None, text: text.to_owned() })
    }

    /// Reads a configuration file.
    ///
    /// # Errors
    /// As [`Draft::from_yaml_str`]; [`ConfigError::Read`].
    pub fn from_yaml_path(path: &Path) -> Result<Self, ConfigError> {
        Self::read(Source::read(path)?)
    }

    fn read(source: Source) -> Result<Self, ConfigError> {
        Ok(Self { config: source.parse()?, source, said: Vec::new() })
    }

    /// What was read, without the overrides.
    pub fn read_config(&self) -> &TrainConfig {
        &self.config
    }

    /// Overrides a key; `None` leaves it as it is.
    ///
    /// # Panics
    /// If the value cannot be written as JSON; values of a configuration always can.
    pub fn say(&mut self, key: &str, value: Option<impl Serialize>) {
        if let Some(value) = value {
            let value = serde_json::to_value(value).expect("a configuration holds nothing that JSON cannot");
            self.said.push((key.to_owned(), value));
        }
    }

    /// Overrides a key given as text, `eval.flops=4`; the value is YAML.
    ///
    /// # Errors
    /// [`ConfigError`] for a key that does not exist, or a value of another type.
    pub fn say_text(&mut self, assignment: &str) -> Result<(), ConfigError> {
        let shown = shortened(assignment, LONGEST_VALUE);
        let place = || Box::new(Place { path: Some(PathBuf::from(&*shown)), ..Place::default() });
        let is_key = |key: &str| key.chars().all(|c| c.is_ascii_alphanumeric() || "_.".contains(c));
        let parts = assignment.split_once('=').map(|(key, value)| (key.trim(), value));
        let Some((key, value)) = parts.filter(|(key, _)| is_key(key)) else {
            let message = "expected KEY=VALUE, such as eval.flops=4".to_owned();
            return Err(ConfigError::Syntax { place: place(), message });
        };
        let depth = key.matches('.').count();
        let text = format!("{}: {value}{}", opened(key), "}".repeat(depth));
        let source = Source { path: None, text };
        source.parse().map_err(|error| error.at(place()))?;
        let mut value: Value = yaml::value(&source.text).map_err(|error| error.at(place()))?;
        for part in key.split('.') {
            value = value.get_mut(part).map(Value::take).unwrap_or_default();
        }
        self.said.push((key.to_owned(), value));
        Ok(())
    }

    /// Puts everything together and checks it.
    ///
    /// # Errors
    /// [`ConfigError::Value`] or [`ConfigError::Conflict`], with the line if the mistake is in the file.
    pub fn check(self) -> Result<TrainConfig, ConfigError> {
        let config = self.merged()?;
        config.validate().map_err(|error| match error.key() {
            Some(key) if !self.is_said(key) => {
                let place = self.source.place(self.source.line_of(key));
                error.at(place)
            }
            _ => error,
        })?;
        Ok(config)
    }

    /// Whether a key, or one that it belongs to, is overridden.
    fn is_said(&self, key: &str) -> bool {
        let belongs =
            |said: &str| key.strip_prefix(said).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.said.iter().any(|(said, _)| belongs(said))
    }

    fn merged(&self) -> Result<TrainConfig, ConfigError> {
        if self.said.is_empty() {
            return Ok(self.config.clone());
        }
        let mut merged =
            serde_json::to_value(&self.config).expect("a configuration holds nothing that JSON cannot");
        // Null is not given: it silences nobody.
        for (key, _) in self.said.iter().filter(|(_, value)| !value.is_null()) {
            let silenced =
                SILENCED.iter().filter(|(said, _)| said == key).flat_map(|(_, silenced)| *silenced);
            silenced.for_each(|key| put(&mut merged, key, Value::Null));
        }
        let (menu, rest): (Vec<_>, Vec<_>) = self.said.iter().partition(|(key, _)| key.starts_with(MENU));
        rest.into_iter().for_each(|(key, value)| put(&mut merged, key, value.clone()));
        if !menu.is_empty() && merged["game"]["menu"].is_null() {
            // A part of the menu is given: the rest is that of the default menu.
            let menu = menu_of(&read(&merged)?);
            put(&mut merged, "game.menu", menu);
        }
        menu.into_iter().for_each(|(key, value)| put(&mut merged, key, value.clone()));
        read(&merged)
    }
}

/// What keys of the menu begin with.
const MENU: &str = "game.menu.";

/// A dotted key as the beginning of a text in YAML. A street of the menu must have sizes; if another of its
/// keys is given, sizes are added here, so that the text can be checked by itself.
fn opened(key: &str) -> String {
    let is_of_a_street = key.strip_prefix(MENU).is_some_and(|rest| rest.contains('.'));
    match key.rsplit_once('.') {
        Some((street, last)) if is_of_a_street && last == "max_raises" => {
            format!("{}: {{sizes: [], {last}", street.replace('.', ": {"))
        }
        _ => key.replace('.', ": {"),
    }
}

fn menu_of(config: &TrainConfig) -> Value {
    serde_json::to_value(config.game().menu).expect("a configuration holds nothing that JSON cannot")
}

fn read(value: &Value) -> Result<TrainConfig, ConfigError> {
    TrainConfig::deserialize(value)
        .map_err(|error| ConfigError::Syntax { place: Box::default(), message: error.to_string() })
}

/// Puts a value where a dotted key says.
fn put(object: &mut Value, key: &str, value: Value) {
    let (first, rest) = key.split_once('.').unwrap_or((key, ""));
    if !object.is_object() {
        *object = Value::Object(Map::new());
    }
    let Value::Object(object) = object else { return };
    match rest {
        "" => drop(object.insert(first.to_owned(), value)),
        rest => put(object.entry(first).or_insert(Value::Null), rest, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(file: &str, said: &[&str]) -> Result<TrainConfig, ConfigError> {
        let mut draft = Draft::from_yaml_str(file)?;
        said.iter().try_for_each(|text| draft.say_text(text))?;
        draft.check()
    }

    #[test]
    fn null_takes_back_a_key_and_no_other() {
        let file = "num_iterations: 200\ntime_budget_seconds: 9\n";
        assert_eq!(over(file, &["time_budget_seconds=null"]).unwrap().num_iterations, Some(200));
        let stack = over("game: { stack: 20 }", &["game.stacks=null"]).unwrap();
        assert_eq!(stack, TrainConfig::from_yaml_str("game: { stack: 20 }").unwrap());
        let dcfr = over("discount_mode: dcfr", &["use_linear_weighting=null"]).unwrap();
        assert_eq!(dcfr, TrainConfig::from_yaml_str("discount_mode: dcfr").unwrap());
    }

    #[test]
    fn a_file_is_judged_with_what_is_said_over_it() {
        let file = "game: { stacks: [5, 10, 20] }";
        assert!(over(file, &[]).is_err());
        assert_eq!(over(file, &["num_players=3"]).unwrap().game().stack_chips(), [10, 20, 40]);
        let file = "exploration_epsilon: 0.3";
        assert!(over(file, &[]).is_err());
        assert_eq!(over(file, &["sampler=outcome"]).unwrap().exploration_epsilon, Some(0.3));
        let error = over("sampler: outcome\nexploration_epsilon: 0.3", &["sampler=external"]).unwrap_err();
        assert!(error.to_string().starts_with("line 2: exploration_epsilon"), "{error}");
    }

    #[test]
    fn what_is_said_replaces_what_the_file_says_in_any_way() {
        let config = over("time_budget_seconds: 60\nseed: 3", &["num_iterations=500"]).unwrap();
        assert_eq!((config.num_iterations, config.time_budget(), config.seed), (Some(500), None, 3));
        let both = over("seed: 3", &["num_iterations=500", "time_budget_seconds=9"]).unwrap();
        assert_eq!((both.num_iterations, both.time_budget()), (Some(500), Some(9.0)));
        let players = over("game: { num_players: 2 }", &["num_players=6"]).unwrap();
        assert_eq!((players.players(), players.game.num_players), (6, None));
        let stack = over("game: { stacks: [5, 7] }", &["game.stack=40"]).unwrap();
        assert_eq!(stack.game().stack_chips(), [80, 80]);
        let mode = over("use_linear_weighting: true", &["discount_mode=dcfr"]).unwrap();
        assert_eq!(mode.use_linear_weighting, None);
    }

    #[test]
    fn every_key_can_be_said_in_text_and_mistakes_name_what_was_said() {
        let config =
            over("", &["eval.flops=4", "game.menu.flop={ sizes: [[50%]], max_raises: 1 }", "buckets=auto"]);
        let config = config.unwrap();
        assert!(config.eval.flops == Some(4) && config.buckets.auto && config.game.menu.is_some());
        for (said, expected) in [
            ("eval.flobs=4", "eval.flobs=4: unknown key `flobs`, the nearest known key is `flops`"),
            ("seed=many", "seed=many: "),
            ("seed", "seed: expected KEY=VALUE"),
            ("seed: 4}=3", "seed: 4}=3: "),
            ("eval.flops=0", "eval.flops: found 0"),
        ] {
            let error = over("", &[said]).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn a_part_of_the_menu_leaves_the_rest_as_it_is_played() {
        let menu = |said: &[&str]| over("", said).unwrap().game().menu.unwrap();
        let default = menu(&[]);
        let raises = menu(&["game.menu.flop.max_raises=1"]);
        assert_eq!((raises.flop.max_raises, &raises.flop.sizes), (1, &default.flop.sizes));
        assert_eq!(raises.turn, default.turn);
        let six = menu(&["num_players=6"]);
        let limps = menu(&["game.menu.limp=true", "num_players=6"]);
        assert!(limps.limp && !six.limp && limps.preflop == six.preflop && limps.multiway == six.multiway);
        assert!(over("", &["game.menu.flop.raises=1"]).is_err());
        assert!(over("", &["game.menu.limp=true", "game.kind=kuhn"]).is_err());
    }

    #[test]
    fn nothing_said_changes_nothing() {
        for text in ["", "game: { kind: leduc }\nseed: 7", "hands_per_board: all\npart_bytes: 70000"] {
            assert_eq!(over(text, &[]).unwrap(), TrainConfig::from_yaml_str(text).unwrap());
            let same = over(text, &["num_workers=0"]).unwrap();
            assert_eq!(same, TrainConfig::from_yaml_str(text).unwrap(), "{text}");
        }
    }
}
