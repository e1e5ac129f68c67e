//! Reads menus through serde. Every error names its street and raise level and is raised at the token it is
//! about, so that a format that tracks positions can show the line.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{BetSize, DEFAULT_MAX_RAISES, StreetMenu, check_postflop_players, check_threshold, parse_size};

pub(super) fn preflop<'de, D: Deserializer<'de>>(d: D) -> Result<StreetMenu, D::Error> {
    d.deserialize_map(StreetVisitor("preflop"))
}

pub(super) fn limped<'de, D: Deserializer<'de>>(d: D) -> Result<Option<StreetMenu>, D::Error> {
    d.deserialize_option(OptionalVisitor("limped"))
}

pub(super) fn flop<'de, D: Deserializer<'de>>(d: D) -> Result<StreetMenu, D::Error> {
    d.deserialize_map(StreetVisitor("flop"))
}

pub(super) fn turn<'de, D: Deserializer<'de>>(d: D) -> Result<StreetMenu, D::Error> {
    d.deserialize_map(StreetVisitor("turn"))
}

pub(super) fn river<'de, D: Deserializer<'de>>(d: D) -> Result<StreetMenu, D::Error> {
    d.deserialize_map(StreetVisitor("river"))
}

pub(super) fn merge_threshold<'de, D: Deserializer<'de>>(d: D) -> Result<f64, D::Error> {
    threshold("merge_threshold", d)
}

pub(super) fn all_in_threshold<'de, D: Deserializer<'de>>(d: D) -> Result<f64, D::Error> {
    threshold("all_in_threshold", d)
}

pub(super) fn add_all_in_below<'de, D: Deserializer<'de>>(d: D) -> Result<f64, D::Error> {
    threshold("add_all_in_below", d)
}

pub(super) fn postflop_max_players<'de, D: Deserializer<'de>>(d: D) -> Result<u8, D::Error> {
    check_postflop_players(u8::deserialize(d)?).map_err(D::Error::custom)
}

pub(super) fn multiway_preflop<'de, D: Deserializer<'de>>(d: D) -> Result<Option<StreetMenu>, D::Error> {
    d.deserialize_option(OptionalVisitor("multiway.preflop"))
}

pub(super) fn multiway_flop<'de, D: Deserializer<'de>>(d: D) -> Result<Option<StreetMenu>, D::Error> {
    d.deserialize_option(OptionalVisitor("multiway.flop"))
}

pub(super) fn multiway_turn<'de, D: Deserializer<'de>>(d: D) -> Result<Option<StreetMenu>, D::Error> {
    d.deserialize_option(OptionalVisitor("multiway.turn"))
}

pub(super) fn multiway_river<'de, D: Deserializer<'de>>(d: D) -> Result<Option<StreetMenu>, D::Error> {
    d.deserialize_option(OptionalVisitor("multiway.river"))
}

fn threshold<'de, D: Deserializer<'de>>(key: &'static str, d: D) -> Result<f64, D::Error> {
    check_threshold(key, f64::deserialize(d)?).map_err(D::Error::custom)
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    Sizes,
    MaxRaises,
}

/// A street menu that may be left out.
struct OptionalVisitor(&'static str);

impl<'de> Visitor<'de> for OptionalVisitor {
    type Value = Option<StreetMenu>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "null or the {} menu: `sizes`, one list per raise level, and `max_raises`", self.0)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, d: D) -> Result<Self::Value, D::Error> {
        d.deserialize_map(StreetVisitor(self.0)).map(Some)
    }
}

struct StreetVisitor(&'static str);

impl<'de> Visitor<'de> for StreetVisitor {
    type Value = StreetMenu;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} menu: `sizes`, one list per raise level, and `max_raises`", self.0)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<StreetMenu, A::Error> {
        let (mut sizes, mut max_raises) = (None, None);
        while let Some(key) = map.next_key()? {
            match key {
                Key::Sizes if sizes.is_none() => sizes = Some(map.next_value_seed(Levels(self.0))?),
                Key::MaxRaises if max_raises.is_none() => max_raises = Some(map.next_value()?),
                Key::Sizes => return Err(A::Error::duplicate_field("sizes")),
                Key::MaxRaises => return Err(A::Error::duplicate_field("max_raises")),
            }
        }
        let sizes = sizes.ok_or_else(|| A::Error::missing_field("sizes"))?;
        Ok(StreetMenu { sizes, max_raises: max_raises.unwrap_or(DEFAULT_MAX_RAISES) })
    }
}

/// All lists of a street.
struct Levels(&'static str);

impl<'de> Visitor<'de> for Levels {
    type Value = Vec<Vec<BetSize>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} sizes, one list per raise level such as [[\"33%\", \"75%\"], [\"3x\"]]", self.0)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut levels = Vec::new();
        while let Some(level) = seq.next_element_seed(Level { key: self.0, level: levels.len() })? {
            levels.push(level);
        }
        Ok(levels)
    }
}

/// One list.
#[derive(Clone, Copy)]
struct Level {
    key: &'static str,
    level: usize,
}

impl<'de> Visitor<'de> for Level {
    type Value = Vec<BetSize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} sizes of raise level {}, a list such as [\"33%\", \"75%\"]", self.key, self.level)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut sizes = Vec::new();
        while let Some(size) = seq.next_element_seed(Size(self))? {
            sizes.push(size);
        }
        Ok(sizes)
    }
}

/// One token.
struct Size(Level);

impl Visitor<'_> for Size {
    type Value = BetSize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a {} bet size of raise level {} such as \"75%\"", self.0.key, self.0.level)
    }

    fn visit_str<E: Error>(self, token: &str) -> Result<BetSize, E> {
        parse_size(self.0.key, self.0.level, token).map_err(E::custom)
    }
}

impl<'de> DeserializeSeed<'de> for Levels {
    type Value = Vec<Vec<BetSize>>;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Self::Value, D::Error> {
        d.deserialize_seq(self)
    }
}

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Vec<BetSize>;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Self::Value, D::Error> {
        d.deserialize_seq(self)
    }
}

impl<'de> DeserializeSeed<'de> for Size {
    type Value = BetSize;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<BetSize, D::Error> {
        d.deserialize_str(self)
    }
}
