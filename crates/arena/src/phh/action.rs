//! Actions and their text.

use holdem_game::rules::{Chips, MAX_SEATS};

use super::MaybeCard;
use super::amount::{self, Amount, shortened};
use super::error::{ActionError, AmountError};

/// Something that happened in a hand, perhaps with a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What happened.
    pub kind: ActionKind,
    /// What the author says about it: not empty, without white space at either end.
    pub commentary: Option<String>,
}

/// What happened. Seats are counted from 0: the player `p1` is seat 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// Hole cards to a seat, both or one of them.
    DealHole {
        /// Seat.
        seat: usize,
        /// One or two cards.
        cards: Vec<MaybeCard>,
    },
    /// Public cards of one street, all or some of them.
    DealBoard {
        /// One to three cards.
        cards: Vec<MaybeCard>,
    },
    /// A seat gives up the pot.
    Fold {
        /// Seat.
        seat: usize,
    },
    /// A seat matches the bet, or passes where there is none.
    CheckOrCall {
        /// Seat.
        seat: usize,
    },
    /// A seat bets or raises.
    RaiseTo {
        /// Seat.
        seat: usize,
        /// Total on this street.
        to: Chips,
    },
    /// A seat shows these cards.
    Show {
        /// Seat.
        seat: usize,
        /// One or two cards.
        cards: Vec<MaybeCard>,
    },
    /// A seat shows the cards that it was dealt.
    ShowDealt {
        /// Seat.
        seat: usize,
    },
    /// A seat gives up at showdown without showing.
    Muck {
        /// Seat.
        seat: usize,
    },
    /// Nothing: room for a comment.
    Nothing,
}

impl From<ActionKind> for Action {
    fn from(kind: ActionKind) -> Self {
        Self { kind, commentary: None }
    }
}

impl Action {
    /// Text of the action, with amounts of `places` decimal places.
    pub(super) fn text(&self, places: u8) -> String {
        let action = self.kind.text(places);
        match &self.commentary {
            None => action,
            Some(comment) if action.is_empty() => format!("# {comment}"),
            Some(comment) => format!("{action} # {comment}"),
        }
    }

    /// Reads an action of a hand with amounts of `places` decimal places.
    pub(super) fn parse(text: &str, places: u8) -> Result<Self, ActionError> {
        let (words, comment) = split_comment(text);
        let commentary = comment.map(str::trim).filter(|comment| !comment.is_empty()).map(str::to_owned);
        Ok(Self { kind: ActionKind::parse(words, places)?, commentary })
    }
}

impl ActionKind {
    fn text(&self, places: u8) -> String {
        match self {
            Self::DealHole { seat, cards } => format!("d dh p{} {}", seat + 1, card_text(cards)),
            Self::DealBoard { cards } => format!("d db {}", card_text(cards)),
            Self::Fold { seat } => format!("p{} f", seat + 1),
            Self::CheckOrCall { seat } => format!("p{} cc", seat + 1),
            Self::RaiseTo { seat, to } => format!("p{} cbr {}", seat + 1, amount::text(*to, places)),
            Self::Show { seat, cards } => format!("p{} sm {}", seat + 1, card_text(cards)),
            Self::ShowDealt { seat } => format!("p{} sm -", seat + 1),
            Self::Muck { seat } => format!("p{} sm", seat + 1),
            Self::Nothing => String::new(),
        }
    }

    fn parse(text: &str, places: u8) -> Result<Self, ActionError> {
        let mut rest = text.split_whitespace();
        let words: [Option<&str>; 5] = std::array::from_fn(|_| rest.next());
        Ok(match words {
            [None, ..] => Self::Nothing,
            [Some("d"), Some("db"), Some(cards), None, _] => {
                Self::DealBoard { cards: parse_cards(cards, 3)? }
            }
            [Some("d"), Some("dh"), Some(player), Some(cards), None] => {
                Self::DealHole { seat: parse_player(player)?, cards: parse_cards(cards, 2)? }
            }
            [Some(player), Some(verb), argument, None, _] => {
                Self::parse_of_player(parse_player(player)?, verb, argument, places)?
            }
            _ => return Err(ActionError::Grammar),
        })
    }

    fn parse_of_player(
        seat: usize,
        verb: &str,
        argument: Option<&str>,
        places: u8,
    ) -> Result<Self, ActionError> {
        Ok(match (verb, argument) {
            ("f", None) => Self::Fold { seat },
            ("cc", None) => Self::CheckOrCall { seat },
            ("cbr", Some(to)) => Self::RaiseTo { seat, to: Amount::parse(to)?.chips(places)? },
            ("sm", None) => Self::Muck { seat },
            ("sm", Some("-")) => Self::ShowDealt { seat },
            ("sm", Some(cards)) => Self::Show { seat, cards: parse_cards(cards, 2)? },
            _ => return Err(ActionError::Grammar),
        })
    }
}

/// Decimal places of the amount of an action, 0 if it has none.
pub(super) fn decimal_places(text: &str) -> Result<u8, AmountError> {
    let mut words = split_comment(text).0.split_whitespace().skip(1);
    match (words.next(), words.next()) {
        (Some("cbr"), Some(to)) => Ok(Amount::parse(to)?.places()),
        _ => Ok(0),
    }
}

fn split_comment(text: &str) -> (&str, Option<&str>) {
    match text.split_once('#') {
        Some((words, comment)) => (words, Some(comment)),
        None => (text, None),
    }
}

fn parse_player(word: &str) -> Result<usize, ActionError> {
    let number = word.strip_prefix('p').and_then(|digits| digits.parse::<usize>().ok());
    match number.and_then(|number| number.checked_sub(1)) {
        Some(seat) if seat < MAX_SEATS => Ok(seat),
        Some(seat) => Err(ActionError::Player { seat: seat.min(usize::MAX - 1), seats: MAX_SEATS }),
        None => Err(ActionError::Grammar),
    }
}

/// Reads one to `most` cards, `??` for unknown ones.
fn parse_cards(word: &str, most: usize) -> Result<Vec<MaybeCard>, ActionError> {
    let wrong = || ActionError::Cards {
        found: shortened(word),
        expected: if most == 2 { "one or two cards" } else { "one to three cards" },
    };
    let letters: Vec<char> = word.chars().take(2 * most + 1).collect();
    if letters.is_empty() || !letters.len().is_multiple_of(2) || letters.len() > 2 * most {
        return Err(wrong());
    }
    letters
        .chunks(2)
        .map(|card| match card {
            ['?', '?'] => Ok(None),
            _ => card.iter().collect::<String>().parse().map(Some).map_err(|_| wrong()),
        })
        .collect()
}

fn card_text(cards: &[MaybeCard]) -> String {
    cards.iter().map(|card| card.map_or_else(|| "??".to_owned(), |card| card.to_string())).collect()
}
