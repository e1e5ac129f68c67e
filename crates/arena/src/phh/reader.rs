//! From TOML to a hand.

use holdem_game::rules::{Chips, Rake};
use toml::Value;
use toml::de::{DeTable, DeValue};

use super::HandHistory;
use super::action::{self, Action};
use super::amount::{Amount, shortened};
use super::error::{ActionError, AmountError, PhhError};

/// Keys of the fields of [`HandHistory`], and the variant.
pub(super) const OWN_KEYS: [&str; 11] = [
    "variant",
    "ante_trimming_status",
    "antes",
    "blinds_or_straddles",
    "min_bet",
    "starting_stacks",
    "actions",
    "players",
    "finishing_stacks",
    "winnings",
    RAKE,
];

/// Key of the rake, for which the format has no name.
pub(super) const RAKE: &str = "_rake";

/// Optional keys of the format that are kept as [`HandHistory::metadata`], in its order.
pub(super) const OPTIONAL_KEYS: [(&str, Kind); 24] = [
    ("author", Kind::Text),
    ("event", Kind::Text),
    ("url", Kind::Text),
    ("venue", Kind::Text),
    ("address", Kind::Text),
    ("city", Kind::Text),
    ("region", Kind::Text),
    ("postal_code", Kind::Text),
    ("country", Kind::Text),
    ("time", Kind::Time),
    ("time_zone", Kind::Text),
    ("time_zone_abbreviation", Kind::Text),
    ("day", Kind::Integer),
    ("month", Kind::Integer),
    ("year", Kind::Integer),
    ("hand", Kind::TextOrInteger),
    ("level", Kind::Integer),
    ("seats", Kind::IntegerPerSeat),
    ("seat_count", Kind::Integer),
    ("table", Kind::TextOrInteger),
    ("currency", Kind::Text),
    ("currency_symbol", Kind::Text),
    ("time_limit", Kind::Number),
    ("time_banks", Kind::NumberPerSeat),
];

/// Type of an optional key.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Text,
    Integer,
    TextOrInteger,
    Number,
    Time,
    IntegerPerSeat,
    NumberPerSeat,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Integer => "an integer",
            Self::TextOrInteger => "a string or an integer",
            Self::Number => "a number",
            Self::Time => "a local time",
            Self::IntegerPerSeat => "an array of integers",
            Self::NumberPerSeat => "an array of numbers",
        }
    }

    fn fits(self, value: &Value) -> bool {
        let number = |value: &Value| value.is_integer() || value.is_float();
        match self {
            Self::Text => value.is_str(),
            Self::Integer => value.is_integer(),
            Self::TextOrInteger => value.is_str() || value.is_integer(),
            Self::Number => number(value),
            Self::Time => value.as_datetime().is_some_and(|at| at.date.is_none() && at.offset.is_none()),
            Self::IntegerPerSeat => value.as_array().is_some_and(|all| all.iter().all(Value::is_integer)),
            Self::NumberPerSeat => value.as_array().is_some_and(|all| all.iter().all(number)),
        }
    }
}

pub(super) fn parse(text: &str) -> Result<HandHistory, PhhError> {
    hand(document(text)?)
}

pub(super) fn parse_all(text: &str) -> Result<Vec<HandHistory>, PhhError> {
    let document = document(text)?;
    if !document.values().all(|value| value.get_ref().is_table()) {
        return Ok(vec![hand(document)?]);
    }
    let mut tables: Vec<_> = document.into_iter().collect();
    tables.sort_by_key(|(name, _)| name.span().start);
    tables
        .into_iter()
        .map(|(name, table)| match table.into_inner() {
            DeValue::Table(table) => hand(table).map_err(|error| PhhError::InHand {
                table: shortened(name.get_ref()),
                error: Box::new(error),
            }),
            other => Err(wrong_type(name.get_ref(), "a table", other.type_str())),
        })
        .collect()
}

fn document(text: &str) -> Result<DeTable<'_>, PhhError> {
    DeTable::parse(text).map(|document| document.into_inner()).map_err(|error| {
        let before = error.span().and_then(|span| text.as_bytes().get(..span.start)).unwrap_or_default();
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        PhhError::Toml { line, reason: error.message().to_owned() }
    })
}

/// A hand before the unit of its amounts is known.
struct Amounts {
    antes: Vec<Amount>,
    blinds_or_straddles: Vec<Amount>,
    min_bet: Amount,
    /// `None` for an unknown stack.
    starting_stacks: Vec<Option<Amount>>,
    finishing_stacks: Option<Vec<Amount>>,
    winnings: Option<Vec<Amount>>,
}

impl Amounts {
    fn take(fields: &mut Fields<'_>) -> Result<Self, PhhError> {
        let stacks = fields.need("starting_stacks")?;
        let starting_stacks = each("starting_stacks", stacks, |value| match &value {
            DeValue::Float(float) if matches!(float.as_str(), "inf" | "+inf") => Ok(None),
            _ => amount("starting_stacks", value).map(Some),
        })?;
        fields.seats = starting_stacks.len();
        Ok(Self {
            antes: fields.need_amounts("antes")?,
            blinds_or_straddles: fields.need_amounts("blinds_or_straddles")?,
            min_bet: amount("min_bet", fields.need("min_bet")?)?,
            finishing_stacks: fields.amounts("finishing_stacks")?,
            winnings: fields.amounts("winnings")?,
            starting_stacks,
        })
    }

    fn decimal_places(&self) -> u8 {
        let optional = [&self.finishing_stacks, &self.winnings].into_iter().flatten().flatten();
        let stacks = self.starting_stacks.iter().flatten();
        let all = self.antes.iter().chain(&self.blinds_or_straddles).chain(stacks).chain(optional);
        all.map(|amount| amount.places()).fold(self.min_bet.places(), u8::max)
    }
}

/// The keys of a hand that have not been read yet.
struct Fields<'i> {
    table: DeTable<'i>,
    seats: usize,
}

impl<'i> Fields<'i> {
    fn take(&mut self, key: &str) -> Option<DeValue<'i>> {
        self.table.remove(key).map(|value| value.into_inner())
    }

    fn need(&mut self, key: &'static str) -> Result<DeValue<'i>, PhhError> {
        self.take(key).ok_or(PhhError::Missing { key })
    }

    fn need_amounts(&mut self, key: &'static str) -> Result<Vec<Amount>, PhhError> {
        self.amounts(key)?.ok_or(PhhError::Missing { key })
    }

    /// Amounts, one per seat.
    fn amounts(&mut self, key: &'static str) -> Result<Option<Vec<Amount>>, PhhError> {
        let Some(value) = self.take(key) else { return Ok(None) };
        let amounts = each(key, value, |value| amount(key, value))?;
        one_per_seat(key, amounts.len(), self.seats)?;
        Ok(Some(amounts))
    }

    fn trimming(&mut self) -> Result<bool, PhhError> {
        match self.take("ante_trimming_status") {
            None => Ok(false),
            Some(DeValue::Boolean(status)) => Ok(status),
            Some(other) => Err(wrong_type("ante_trimming_status", "a boolean", other.type_str())),
        }
    }

    fn players(&mut self) -> Result<Option<Vec<String>>, PhhError> {
        let Some(value) = self.take("players") else { return Ok(None) };
        let players = each("players", value, |value| string("players", value))?;
        one_per_seat("players", players.len(), self.seats)?;
        Ok(Some(players))
    }

    /// All keys that are left.
    fn metadata(self) -> Result<toml::Table, PhhError> {
        let mut metadata = toml::Table::new();
        for (name, found) in self.table {
            let name = name.into_inner().into_owned();
            let found = value(&name, found.into_inner())?;
            if let Some((_, kind)) = OPTIONAL_KEYS.iter().find(|(key, _)| *key == name) {
                check_optional(&name, *kind, &found, self.seats)?;
            }
            metadata.insert(name, found);
        }
        Ok(metadata)
    }
}

fn hand(table: DeTable<'_>) -> Result<HandHistory, PhhError> {
    let mut fields = Fields { table, seats: 0 };
    match string("variant", fields.need("variant")?)? {
        variant if variant == "NT" => {}
        found => return Err(PhhError::Variant { found: shortened(&found) }),
    }
    let amounts = Amounts::take(&mut fields)?;
    let texts = each("actions", fields.need("actions")?, |value| string("actions", value))?;
    let (ante_trimming, players) = (fields.trimming()?, fields.players()?);
    let mut metadata = fields.metadata()?;
    let rake = metadata.get(RAKE).and_then(rake);
    if rake.is_some() {
        metadata.remove(RAKE);
    }
    let places = unit(&amounts, &texts)?;
    let chips = |key, list: &[Amount]| {
        list.iter().map(|&amount| in_chips(key, amount, places)).collect::<Result<Vec<_>, _>>()
    };
    let optional = |key, list: Option<Vec<Amount>>| list.map(|list| chips(key, &list)).transpose();
    let stack =
        |stack: &Option<Amount>| stack.map(|amount| in_chips("starting_stacks", amount, places)).transpose();
    let hand = HandHistory {
        antes: chips("antes", &amounts.antes)?,
        blinds_or_straddles: chips("blinds_or_straddles", &amounts.blinds_or_straddles)?,
        min_bet: in_chips("min_bet", amounts.min_bet, places)?,
        starting_stacks: amounts.starting_stacks.iter().map(stack).collect::<Result<_, _>>()?,
        actions: numbered(&texts, |text| Action::parse(text, places))?,
        ante_trimming,
        rake: rake.unwrap_or_default(),
        decimal_places: places,
        players,
        finishing_stacks: optional("finishing_stacks", amounts.finishing_stacks)?,
        winnings: optional("winnings", amounts.winnings)?,
        metadata,
    };
    hand.replay()?;
    Ok(hand)
}

/// Decimal places of all amounts of a hand.
fn unit(amounts: &Amounts, actions: &[String]) -> Result<u8, PhhError> {
    let of_actions = numbered(actions, |text| Ok(action::decimal_places(text)?))?;
    Ok(of_actions.into_iter().fold(amounts.decimal_places(), u8::max))
}

fn numbered<T>(
    actions: &[String],
    read: impl Fn(&str) -> Result<T, ActionError>,
) -> Result<Vec<T>, PhhError> {
    let numbered = actions.iter().enumerate();
    numbered
        .map(|(index, text)| {
            read(text).map_err(|error| PhhError::Action { number: index + 1, text: shortened(text), error })
        })
        .collect()
}

fn in_chips(key: &'static str, amount: Amount, places: u8) -> Result<Chips, PhhError> {
    amount.chips(places).map_err(|error| PhhError::Amount { key, error })
}

fn amount(key: &'static str, value: DeValue<'_>) -> Result<Amount, PhhError> {
    let text = match &value {
        DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str(),
        DeValue::Integer(integer) => {
            let error = AmountError::Malformed { found: shortened(&integer.to_string()) };
            return Err(PhhError::Amount { key, error });
        }
        DeValue::Float(float) => float.as_str(),
        other => return Err(wrong_type(key, "an amount", other.type_str())),
    };
    Amount::parse(text).map_err(|error| PhhError::Amount { key, error })
}

fn string(key: &str, value: DeValue<'_>) -> Result<String, PhhError> {
    match value {
        DeValue::String(text) => Ok(text.into_owned()),
        other => Err(wrong_type(key, "a string", other.type_str())),
    }
}

fn each<'i, T>(
    key: &str,
    value: DeValue<'i>,
    read: impl Fn(DeValue<'i>) -> Result<T, PhhError>,
) -> Result<Vec<T>, PhhError> {
    match value {
        DeValue::Array(values) => values.into_iter().map(|value| read(value.into_inner())).collect(),
        other => Err(wrong_type(key, "an array", other.type_str())),
    }
}

fn one_per_seat(key: &str, found: usize, expected: usize) -> Result<(), PhhError> {
    if found == expected { Ok(()) } else { Err(PhhError::Length { key: key.to_owned(), expected, found }) }
}

fn wrong_type(key: &str, expected: &'static str, found: &'static str) -> PhhError {
    PhhError::Type { key: shortened(key), expected, found }
}

fn check_optional(key: &str, kind: Kind, value: &Value, seats: usize) -> Result<(), PhhError> {
    match value {
        _ if !kind.fits(value) => Err(wrong_type(key, kind.name(), value.type_str())),
        Value::Array(entries) => one_per_seat(key, entries.len(), seats),
        _ => Ok(()),
    }
}

/// The value of a key that is kept as it is.
fn value(key: &str, found: DeValue<'_>) -> Result<Value, PhhError> {
    Ok(match found {
        DeValue::String(text) => Value::String(text.into_owned()),
        DeValue::Integer(integer) => {
            let parsed = i64::from_str_radix(integer.as_str(), integer.radix());
            Value::Integer(parsed.map_err(|_| wrong_type(key, "an integer of 64 bits", "larger integer"))?)
        }
        DeValue::Float(float) => {
            Value::Float(float.as_str().parse().map_err(|_| wrong_type(key, "a number", "float"))?)
        }
        DeValue::Boolean(status) => Value::Boolean(status),
        DeValue::Datetime(at) => Value::Datetime(at),
        DeValue::Array(values) => Value::Array(
            values.into_iter().map(|entry| value(key, entry.into_inner())).collect::<Result<_, _>>()?,
        ),
        DeValue::Table(entries) => {
            let entries = entries.into_iter().map(|(name, entry)| {
                let name = name.into_inner().into_owned();
                let entry = value(&name, entry.into_inner())?;
                Ok((name, entry))
            });
            Value::Table(entries.collect::<Result<_, PhhError>>()?)
        }
    })
}

/// The rake as [`super::writer`] writes it; other values under its key are left alone.
fn rake(value: &Value) -> Option<Rake> {
    let table = value.as_table().filter(|table| table.len() == 2)?;
    let integer = |key| table.get(key).and_then(Value::as_integer);
    let basis_points = integer("basis_points").and_then(|points| u16::try_from(points).ok())?;
    Some(Rake { basis_points, cap: Chips::try_from(integer("cap")?).ok()? })
}
