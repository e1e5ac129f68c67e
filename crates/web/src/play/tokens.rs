//! Moves as text: `f`, `k`, `c`, `r12`.

use holdem_arena::table::{Betting, PublicHand};
use holdem_game::rules::Move;

use crate::ask::numbers::MoveKind;
use crate::error::ApiError;

/// A move as text.
pub(crate) fn token(action: Move) -> String {
    match action {
        Move::Fold => "f".to_owned(),
        Move::Check => "k".to_owned(),
        Move::Call => "c".to_owned(),
        Move::RaiseTo(to) => format!("r{to}"),
    }
}

/// A move that was written by [`token`].
pub(crate) fn move_of(text: &str) -> Option<Move> {
    match text {
        "f" => Some(Move::Fold),
        "k" => Some(Move::Check),
        "c" => Some(Move::Call),
        _ => text.strip_prefix('r')?.parse().ok().map(Move::RaiseTo),
    }
}

/// Reads a move: also `x` for a check, `b12` for a bet and `a` for all chips.
///
/// # Errors
/// For anything else, and for `a` where nothing can be raised.
pub(crate) fn read(text: &str, betting: &Betting) -> Result<Move, ApiError> {
    let refuse = || {
        let message = format!("`{text}` is no move: f, k, c, r12 or a");
        ApiError::bad("bad_action", message).of_field("token")
    };
    match text {
        "f" => Ok(Move::Fold),
        "k" | "x" => Ok(Move::Check),
        "c" => Ok(Move::Call),
        "a" => betting.legal().raise_to.map(|(_, most)| Move::RaiseTo(most)).ok_or_else(refuse),
        _ => {
            let to = text.strip_prefix(['r', 'b']).and_then(|chips| chips.parse().ok());
            to.map(Move::RaiseTo).ok_or_else(refuse)
        }
    }
}

/// What kind of move it is, for the seat in turn.
pub(crate) fn kind(action: Move, betting: &Betting, stack: u32, bet: u32) -> MoveKind {
    match action {
        Move::Fold => MoveKind::Fold,
        Move::Check => MoveKind::Check,
        Move::Call => MoveKind::Call,
        Move::RaiseTo(to) if to == stack + bet => MoveKind::Allin,
        Move::RaiseTo(_) if betting.legal().call == 0 && bet == 0 => MoveKind::Bet,
        Move::RaiseTo(_) => MoveKind::Raise,
    }
}

/// A move in words, in big blinds.
pub(crate) fn label(action: Move, kind: MoveKind, unit: u32) -> String {
    match (action, kind) {
        (Move::RaiseTo(to), kind) => {
            let blinds = (f64::from(to) * 100.0 / f64::from(unit)).round() / 100.0;
            let word = match kind {
                MoveKind::Bet => "bet",
                MoveKind::Allin => "all-in",
                _ => "raise to",
            };
            format!("{word} {blinds}bb")
        }
        (other, _) => other.to_string(),
    }
}

/// The moves of a hand as a line, streets divided by `/`.
pub(crate) fn line(public: &PublicHand) -> String {
    let (mut text, mut at) = (String::new(), 0);
    for (_, street, action) in public.moves() {
        while at < street {
            text.push('/');
            at += 1;
        }
        text += &token(action);
    }
    while at < public.betting().street() {
        text.push('/');
        at += 1;
    }
    text
}
