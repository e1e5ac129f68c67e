//! Amounts: digits with an optional decimal point, exact.

use holdem_game::rules::{Chips, MAX_TOTAL_CHIPS};

use super::error::AmountError;

/// Most decimal places of an amount.
pub const MAX_DECIMAL_PLACES: u8 = 6;

/// Longest run of digits: what [`Chips`] can hold and all decimal places, with room for zeros in front.
const MAX_DIGITS: usize = 18;

/// `units / 10^places`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    units: u64,
    places: u8,
}

impl Amount {
    /// Reads `1250`, `12.50` or `1,250`.
    pub(super) fn parse(text: &str) -> Result<Self, AmountError> {
        let malformed = || AmountError::Malformed { found: shortened(text) };
        let digits: String = text.chars().filter(|letter| !matches!(letter, ',' | '_')).collect();
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let all = format!("{whole}{fraction}");
        if whole.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(malformed());
        }
        if fraction.len() > usize::from(MAX_DECIMAL_PLACES) {
            return Err(AmountError::Places { found: shortened(text) });
        }
        let places = fraction.len() as u8;
        if all.len() > MAX_DIGITS {
            return Err(AmountError::Range { found: shortened(text), places });
        }
        Ok(Self { units: all.parse().map_err(|_| malformed())?, places })
    }

    /// Decimal places written.
    pub(super) fn places(self) -> u8 {
        self.places
    }

    /// The amount in units of `places` decimal places, of which it has no more.
    pub(super) fn chips(self, places: u8) -> Result<Chips, AmountError> {
        let factor = 10_u64.pow(u32::from(places - self.places));
        let chips = self.units.checked_mul(factor).and_then(|chips| Chips::try_from(chips).ok());
        chips
            .filter(|&chips| chips <= MAX_TOTAL_CHIPS)
            .ok_or_else(|| AmountError::Range { found: text_of(self.units, self.places), places })
    }
}

/// Text of an amount of `chips` units of `places` decimal places.
pub(super) fn text(chips: Chips, places: u8) -> String {
    text_of(u64::from(chips), places)
}

fn text_of(units: u64, places: u8) -> String {
    let places = usize::from(places);
    if places == 0 {
        return units.to_string();
    }
    let digits = format!("{units:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    format!("{whole}.{fraction}")
}

/// As much of a text as an error shows.
pub(super) fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn amounts_are_read_as_they_are_written(
            chips in 0..=MAX_TOTAL_CHIPS,
            places in 0..=MAX_DECIMAL_PLACES,
        ) {
            let amount = Amount::parse(&text(chips, places)).unwrap();
            prop_assert_eq!(amount.places(), places);
            prop_assert_eq!(amount.chips(places).unwrap(), chips);
        }
    }

    #[test]
    fn amounts_scale_exactly() {
        for (text, places, chips) in
            [("7", 2, 700), ("0.5", 2, 50), ("9,999.99", 2, 999_999), ("1_000", 0, 1000), ("3.", 0, 3)]
        {
            assert_eq!(Amount::parse(text).unwrap().chips(places).unwrap(), chips, "{text}");
        }
    }

    #[test]
    fn other_numbers_are_refused() {
        for text in ["", ".", "-1", "+1", "1e3", "nan", "1.2.3", "½", "1 2", ".5"] {
            assert!(matches!(Amount::parse(text), Err(AmountError::Malformed { .. })), "{text}");
        }
        assert!(matches!(Amount::parse("0.1234567"), Err(AmountError::Places { .. })));
        assert!(matches!(Amount::parse(&"1".repeat(40)), Err(AmountError::Range { .. })));
        assert!(Amount::parse("3000").unwrap().chips(6).is_err());
    }
}
