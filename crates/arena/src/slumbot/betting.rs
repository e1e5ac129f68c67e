//! Betting as Slumbot writes it.

use holdem_cards::{Card, CardSet};
use holdem_game::deal::Board;
use holdem_game::rules::{LegalActions, Move, Phase};

use crate::table::{PublicHand, Table};

/// Why a text is not the betting of a hand.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BettingError {
    /// A letter that is no action.
    #[error("`{found}` at column {column} is no action")]
    Letter {
        /// The letter.
        found: char,
        /// Where it stands, from 1.
        column: usize,
    },
    /// A bet without a size, or with one beyond all chips.
    #[error("the bet at column {column} has no size that could be bet")]
    Size {
        /// Where it stands, from 1.
        column: usize,
    },
    /// An action against the rules.
    #[error("the action at column {column} is not legal")]
    Illegal {
        /// Where it stands, from 1.
        column: usize,
    },
    /// A slash in the middle of a street, or none between two.
    #[error("a street does not end at column {column}")]
    Slash {
        /// Where it should, or does not, from 1.
        column: usize,
    },
    /// Fewer public cards than streets, a card twice, or something that is none.
    #[error("the public cards are not those of the street")]
    Board,
}

/// Reads one action from the front of a text: the move, and its length.
fn read_move(text: &str, legal: &LegalActions) -> Option<(Option<Move>, usize)> {
    let action = match text.bytes().next()? {
        b'k' => Some(Move::Check),
        b'c' => Some(Move::Call),
        b'f' => Some(Move::Fold),
        b'b' => {
            let end =
                text[1..].bytes().position(|byte| !byte.is_ascii_digit()).map_or(text.len(), |at| at + 1);
            return Some((text[1..end].parse().ok().map(Move::RaiseTo), end));
        }
        _ => return None,
    };
    // A call of nothing is how some clients check.
    let action = if action == Some(Move::Call) && legal.call == 0 { None } else { action };
    Some((action, 1))
}

/// Plays a hand from its betting and its public cards, as far as both go. A slash behind the last action of a
/// street may be missing at the end.
///
/// # Errors
/// [`BettingError`], with the place.
pub fn read(table: &Table, action: &str, board: &[Card]) -> Result<PublicHand, BettingError> {
    let mut public = table.begin();
    let boards = boards(board)?;
    let mut at = 0;
    let mut slashes = 0;
    while at < action.len() {
        let column = at + 1;
        if action.as_bytes()[at] == b'/' {
            slashes += 1;
            let over = public.betting().to_act().is_none();
            let last = if over { 3 } else { public.betting().street() };
            if slashes > last {
                return Err(BettingError::Slash { column });
            }
            at += 1;
            continue;
        }
        if slashes != public.betting().street() {
            return Err(BettingError::Slash { column });
        }
        deal_up_to(&mut public, &boards, slashes)?;
        let legal = public.betting().legal();
        let letter = || action[at..].chars().next().unwrap_or_default();
        let (read, length) = read_move(&action[at..], &legal)
            .ok_or_else(|| BettingError::Letter { found: letter(), column })?;
        let Some(read) = read else {
            let size = action.as_bytes()[at] == b'b';
            return Err(if size { BettingError::Size { column } } else { BettingError::Illegal { column } });
        };
        public.act(read).map_err(|_| BettingError::Illegal { column })?;
        at += length;
    }
    let last = match public.betting().phase() {
        Phase::Act(_) => public.betting().street(),
        Phase::Showdown => boards.len() - 1,
        Phase::Over { .. } => (boards.len() - 1).min(public.betting().street()),
    };
    deal_up_to(&mut public, &boards, last)?;
    Ok(public)
}

fn deal_up_to(public: &mut PublicHand, boards: &[Board], street: usize) -> Result<(), BettingError> {
    while public.boards().len() <= street {
        let board = boards.get(public.boards().len()).ok_or(BettingError::Board)?;
        public.deal(*board);
    }
    Ok(())
}

/// `[street]`: all public cards, of as many streets as there are cards for.
fn boards(cards: &[Card]) -> Result<Vec<Board>, BettingError> {
    let distinct: CardSet = cards.iter().copied().collect();
    if ![0, 3, 4, 5].contains(&cards.len()) || distinct.len() != cards.len() {
        return Err(BettingError::Board);
    }
    let lengths = [0, 3, 4, 5].into_iter().filter(|&length| length <= cards.len());
    Ok(lengths.map(|length| cards[..length].iter().copied().collect::<CardSet>().bits()).collect())
}

/// The betting of a hand as text.
pub fn write(public: &PublicHand) -> String {
    let mut text = String::new();
    let mut at = 0;
    let mut to_call = true;
    for (_, street, action) in public.moves() {
        while at < street {
            text.push('/');
            (at, to_call) = (at + 1, false);
        }
        text.push_str(&increment(action));
        to_call |= matches!(action, Move::RaiseTo(_));
    }
    let betting = public.betting();
    let last =
        if betting.phase() == Phase::Showdown && to_call && is_all_in(public) { 3 } else { betting.street() };
    while at < last {
        text.push('/');
        at += 1;
    }
    text
}

fn is_all_in(public: &PublicHand) -> bool {
    public.betting().no_limit().is_some_and(|hand| hand.stacks().contains(&0))
}

/// One action as text.
pub fn increment(action: Move) -> String {
    match action {
        Move::Fold => "f".to_owned(),
        Move::Check => "k".to_owned(),
        Move::Call => "c".to_owned(),
        Move::RaiseTo(to) => format!("b{to}"),
    }
}

/// Reads the action of a client where this is legal; says what is wrong with it otherwise.
///
/// # Errors
/// A sentence for `error_msg`.
pub fn read_increment(text: &str, legal: &LegalActions) -> Result<Move, String> {
    let unknown = || format!("Unknown action, expected k, c, f or b<chips>; legal is {legal}");
    let (action, length) = read_move(text, legal).ok_or_else(unknown)?;
    if length != text.len() {
        return Err("One action at a time".to_owned());
    }
    let name = match text.as_bytes()[0] {
        b'k' => "check",
        b'c' => "call",
        b'f' => "fold",
        _ => "bet",
    };
    match action.filter(|&action| legal.allows(action)) {
        Some(action) => Ok(action),
        None => Err(format!("Illegal {name}: legal is {legal}")),
    }
}
