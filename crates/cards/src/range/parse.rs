//! From text to a range.

use std::fmt;
use std::str::FromStr;

use super::{Group, Range, Suits};
use crate::card::{rank_from_char, suit_from_char};
use crate::combo::Combo;

/// Text that is not a range, and where it goes wrong.
///
/// The message is one line of bounded length; [`caret`](Self::caret) draws the line of text with the item
/// underlined.
///
/// ```
/// use holdem_cards::range::Range;
/// let text = "AA, AKx, QQ";
/// let error = text.parse::<Range>().unwrap_err();
/// assert_eq!(error.to_string(), "column 5: `AKx` is not a hand (such as AA, AKs, AKo, AK or AhKh)");
/// assert_eq!(error.caret(text), "AA, AKx, QQ\n    ^^^");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseRangeError {
    /// Line of the mistake, from 1.
    pub line: usize,
    /// Letter of that line, from 1.
    pub column: usize,
    /// The text at fault.
    pub found: String,
    /// What is wrong with it.
    pub mistake: RangeMistake,
}

/// What is wrong with an item of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RangeMistake {
    /// Neither ranks nor a combo.
    #[error("is not a hand (such as AA, AKs, AKo, AK or AhKh)")]
    Hand,
    /// A pair with `s` or `o`, or a combo of one card twice.
    #[error("is a hand that does not exist")]
    Impossible,
    /// `+` after a combo.
    #[error("cannot be counted up: a `+` follows ranks (such as TT+, ATs+ or 76s+)")]
    Plus,
    /// Ends of an interval that do not belong together.
    #[error(
        "is no interval: both ends are pairs, or share their suits and either the higher card or the gap"
    )]
    Ends,
    /// Not a number from 0 to 1.
    #[error("is not a weight (a number from 0 to 1, such as 0.25)")]
    Weight,
    /// A percentage other than 100.
    #[error("is not supported: the only percentage is 100%, the same as random")]
    Percentage,
}

impl ParseRangeError {
    /// The line of the parsed `text` with the mistake, and below it carets under the mistake. A long line is
    /// cut to the part around it.
    #[must_use]
    pub fn caret(&self, text: &str) -> String {
        let line = text.lines().nth(self.line - 1).unwrap_or_default();
        let before = (self.column - 1).min(MOST_SHOWN);
        let skipped = self.column - 1 - before;
        let found = self.found.chars().count().clamp(1, MOST_SHOWN);
        let dots = if skipped > 0 { "..." } else { "" };
        let rest = line.chars().skip(skipped);
        let mut part: String = rest.clone().take(before + found + MOST_SHOWN).collect();
        if rest.count() > before + found + MOST_SHOWN {
            part.push_str("...");
        }
        let indent = " ".repeat(before + dots.len());
        format!("{dots}{part}\n{indent}{}", "^".repeat(found))
    }
}

impl std::error::Error for ParseRangeError {}

impl fmt::Display for ParseRangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 1 {
            write!(f, "line {}, ", self.line)?;
        }
        write!(f, "column {}: `{}` {}", self.column, clipped(&self.found), self.mistake)
    }
}

/// The most letters of a faulty text that are shown.
const MOST_SHOWN: usize = 40;

/// The beginning of a text, with dots where more follows.
fn clipped(text: &str) -> String {
    let (mut letters, mut shown) = (text.chars(), String::new());
    shown.extend(letters.by_ref().take(MOST_SHOWN));
    if letters.next().is_some() {
        shown.push_str("...");
    }
    shown
}

/// A part of an item at fault: its byte offset in the item, its text, and what is wrong.
type Fault<'a> = (usize, &'a str, RangeMistake);

impl FromStr for Range {
    type Err = ParseRangeError;

    /// Reads the syntax of [the module](super).
    fn from_str(text: &str) -> Result<Self, ParseRangeError> {
        let mut range = Self::empty();
        for (line, content) in (1..).zip(text.lines()) {
            for item in content.split(|letter: char| letter == ',' || letter.is_whitespace()) {
                add_item(&mut range, item).map_err(|(offset, found, mistake)| {
                    let start = item.as_ptr().addr() - content.as_ptr().addr() + offset;
                    let column = content[..start].chars().count() + 1;
                    ParseRangeError { line, column, found: found.to_owned(), mistake }
                })?;
            }
        }
        Ok(range)
    }
}

/// Adds one item, which may be empty.
fn add_item<'a>(range: &mut Range, item: &'a str) -> Result<(), Fault<'a>> {
    if item.is_empty() {
        return Ok(());
    }
    let (hands, weight) = match item.split_once(':') {
        Some((hands, text)) => {
            (hands, parse_weight(text).ok_or((hands.len() + 1, text, RangeMistake::Weight))?)
        }
        None => (item, 1.0),
    };
    for combo in parse_hands(hands)? {
        range.weights[combo.index()] = weight;
    }
    Ok(())
}

fn parse_weight(text: &str) -> Option<f32> {
    // No sign, no exponent, no `inf`.
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let weight = text.parse().ok().filter(|weight| (0.0..=1.0).contains(weight));
    weight.filter(|_| plain)
}

fn parse_hands(text: &str) -> Result<Vec<Combo>, Fault<'_>> {
    if text.eq_ignore_ascii_case("random") || text == "100%" {
        return Ok(Combo::all().collect());
    }
    if text.ends_with('%') {
        return Err((0, text, RangeMistake::Percentage));
    }
    if let Some((first, last)) = text.split_once('-') {
        let ends = (parse_group(first, 0)?, parse_group(last, first.len() + 1)?);
        let groups = interval(ends.0, ends.1).ok_or((0, text, RangeMistake::Ends))?;
        return Ok(groups.into_iter().flat_map(Group::combos).collect());
    }
    if let Some(base) = text.strip_suffix('+') {
        if parse_combo(base).is_some() {
            return Err((0, text, RangeMistake::Plus));
        }
        return Ok(ladder(parse_group(base, 0)?).flat_map(Group::combos).collect());
    }
    match parse_combo(text) {
        Some(combo) => Ok(vec![combo.ok_or((0, text, RangeMistake::Impossible))?]),
        None => Ok(parse_group(text, 0)?.combos().collect()),
    }
}

/// A combo: `None` if the text does not look like one, `Some(None)` if it names one card twice.
fn parse_combo(text: &str) -> Option<Option<Combo>> {
    let is_card = |pair: &[char]| rank_from_char(pair[0]).is_some() && suit_from_char(pair[1]).is_some();
    let letters: Vec<char> = text.chars().collect();
    (letters.len() == 4 && letters.chunks(2).all(is_card)).then(|| text.parse().ok())
}

/// One or two classes, at `offset` in the item.
fn parse_group(text: &str, offset: usize) -> Result<Group, Fault<'_>> {
    let fault = |mistake| (offset, text, mistake);
    let mut letters = text.chars();
    let mut rank = || letters.next().and_then(rank_from_char).ok_or(fault(RangeMistake::Hand));
    let (a, b) = (rank()?, rank()?);
    let suits = match (letters.next(), letters.next()) {
        (None, _) => Suits::Both,
        (Some('s' | 'S'), None) => Suits::Suited,
        (Some('o' | 'O'), None) => Suits::Offsuit,
        _ => return Err(fault(RangeMistake::Hand)),
    };
    if a == b && suits != Suits::Both {
        return Err(fault(RangeMistake::Impossible));
    }
    Ok(Group { high: a.max(b), low: a.min(b), suits })
}

/// The groups that `group+` stands for.
fn ladder(group: Group) -> impl Iterator<Item = Group> {
    // Pairs and neighbours climb with both cards, others with the lower card.
    let climbs = group.gap() <= 1;
    let steps = if climbs { 12 - group.high } else { group.gap() - 1 };
    (0..=steps)
        .map(move |step| if climbs { group.above(step) } else { Group { low: group.low + step, ..group } })
}

/// The groups from one end to the other.
fn interval(a: Group, b: Group) -> Option<Vec<Group>> {
    let (bottom, top) = if (a.high, a.low) <= (b.high, b.low) { (a, b) } else { (b, a) };
    if a.suits != b.suits {
        None
    } else if a.gap() == b.gap() {
        Some((0..=top.high - bottom.high).map(|steps| bottom.above(steps)).collect())
    } else if a.high == b.high && !a.is_pair() && !b.is_pair() {
        Some((bottom.low..=top.low).map(|low| Group { low, ..bottom }).collect())
    } else {
        None
    }
}
