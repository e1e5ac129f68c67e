//! Moves as people write them.

use holdem_game::rules::{LegalActions, Move};
use holdem_game::tree::Chips;

use crate::table::Betting;

/// Why a text is not a move here.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SpokenError {
    /// Not a move at all.
    #[error(
        "`{found}` is no move: f folds, k checks, c calls, a is all-in; 2.5bb, 66% of the pot or r 12 raise"
    )]
    Unknown {
        /// The text.
        found: String,
    },
    /// A move that is not legal now.
    #[error("you cannot {rejected}: legal is {legal}")]
    Illegal {
        /// The move.
        rejected: Move,
        /// What is.
        legal: LegalActions,
    },
    /// A raise where none is possible.
    #[error("you cannot raise: legal is {legal}")]
    NoRaise {
        /// What is legal.
        legal: LegalActions,
    },
    /// No hand is in play, or somebody else is to act.
    #[error("it is not your turn")]
    NoHand,
}

/// Reads a move for the seat in turn.
///
/// | text | move |
/// |---|---|
/// | `f`, `fold` | fold |
/// | `k`, `x`, `check` | check |
/// | `c`, `call` | call, or check |
/// | `a`, `all-in` | all-in |
/// | `2.5bb` | bet or raise **to** this many big blinds on this street |
/// | `66%`, `pot` | bet or raise by this share of the pot after a call |
/// | `12`, `r 12`, `b12` | bet or raise to this many chips; `r 2.5bb`, `r 66%` mean the same as without `r` |
/// | `r`, `b` | the smallest bet or raise |
///
/// A share of the pot below the smallest raise means the smallest raise, and one beyond all chips means
/// all-in; other amounts are taken as they are.
///
/// # Errors
/// If it is not a move, or not legal.
pub fn parse_move(text: &str, betting: &Betting, big_blind: Chips) -> Result<Move, SpokenError> {
    if betting.to_act().is_none() {
        return Err(SpokenError::NoHand);
    }
    let legal = betting.legal();
    let text = text.trim().to_lowercase();
    let action = match text.as_str() {
        "f" | "fold" => Move::Fold,
        "k" | "x" | "check" => Move::Check,
        "c" | "call" => legal.passive(),
        _ => raise(&text, betting, &legal, big_blind)?,
    };
    match legal.allows(action) {
        true => Ok(action),
        false => Err(SpokenError::Illegal { rejected: action, legal }),
    }
}

fn raise(text: &str, betting: &Betting, legal: &LegalActions, big_blind: Chips) -> Result<Move, SpokenError> {
    let unknown = || SpokenError::Unknown { found: text.to_owned() };
    let size = text.strip_prefix(['r', 'b']).unwrap_or(text).trim();
    let wanted = match size {
        "" if !text.is_empty() => Size::Smallest,
        "a" | "all-in" | "allin" => Size::Largest,
        "pot" => Size::OfPot(1.0),
        _ => Size::parse(size, big_blind).ok_or_else(unknown)?,
    };
    let (least, most) = legal.raise_to.ok_or(SpokenError::NoRaise { legal: *legal })?;
    Ok(Move::RaiseTo(match wanted {
        Size::Smallest => least,
        Size::Largest => most,
        Size::To(chips) => chips,
        Size::OfPot(share) => (of_pot(betting, share).unwrap_or(least)).clamp(least, most),
    }))
}

enum Size {
    Smallest,
    Largest,
    To(Chips),
    OfPot(f64),
}

impl Size {
    fn parse(text: &str, big_blind: Chips) -> Option<Self> {
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|x| x.is_finite() && *x >= 0.0);
        if let Some(blinds) = text.strip_suffix("bb") {
            return Some(Self::To((number(blinds)? * f64::from(big_blind)).round() as Chips));
        }
        if let Some(percent) = text.strip_suffix('%') {
            return Some(Self::OfPot(number(percent)? / 100.0));
        }
        text.parse().ok().map(Self::To)
    }
}

/// A raise by a share of the pot after a call.
fn of_pot(betting: &Betting, share: f64) -> Option<Chips> {
    let (hand, seat) = (betting.no_limit()?, betting.to_act()?);
    let pot = hand.pot() + hand.bet() - hand.street_contributed()[seat];
    Some(hand.bet() + (f64::from(pot) * share).round() as Chips)
}

#[cfg(test)]
mod tests {
    use holdem_game::rules::{HandState, Stakes};

    use super::*;

    fn betting() -> Betting {
        Betting::NoLimit(HandState::new(&Stakes::new(1, 2).unwrap(), &[200, 200]).unwrap())
    }

    #[test]
    fn moves_are_read_as_people_write_them() {
        let betting = betting();
        let read = |text: &str| parse_move(text, &betting, 2);
        for (text, expected) in [
            ("f", Move::Fold),
            ("C", Move::Call),
            ("call", Move::Call),
            ("2.5bb", Move::RaiseTo(5)),
            ("r 2.5bb", Move::RaiseTo(5)),
            ("r6", Move::RaiseTo(6)),
            ("b 6", Move::RaiseTo(6)),
            ("7", Move::RaiseTo(7)),
            ("r", Move::RaiseTo(4)),
            ("a", Move::RaiseTo(200)),
            ("all-in", Move::RaiseTo(200)),
            // The pot after the call is 4.
            ("100%", Move::RaiseTo(6)),
            ("r 50%", Move::RaiseTo(4)),
            ("pot", Move::RaiseTo(6)),
            ("9999%", Move::RaiseTo(200)),
        ] {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
        assert!(matches!(read("k"), Err(SpokenError::Illegal { rejected: Move::Check, .. })));
        assert!(matches!(read("3"), Err(SpokenError::Illegal { .. })));
        for text in ["", "hello", "r x", "-5%", "nan%", "1e400bb", "99999999999"] {
            assert!(matches!(read(text), Err(SpokenError::Unknown { .. })), "{text}: {:?}", read(text));
        }
    }

    #[test]
    fn nobody_raises_when_no_raise_is_possible() {
        let mut betting = betting();
        betting.act(Move::RaiseTo(200)).unwrap();
        assert!(matches!(parse_move("100%", &betting, 2), Err(SpokenError::NoRaise { .. })));
        betting.act(Move::Call).unwrap();
        assert_eq!(parse_move("c", &betting, 2), Err(SpokenError::NoHand));
    }
}
