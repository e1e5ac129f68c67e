//! Betting as Slumbot writes it.

use holdem_cards::{Card, CardSet};
use holdem_game::deal::Board;
use holdem_game::rules::{LegalActions, Move, Phase};

use crate::table::{PublicHand, Table};

/// Why a text is not the betting of a hand.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BettingError {
    /// A letter that is not an action.
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
    /// Too few public cards for the streets, a repeated card, or something that is not a card.
    #[error("the public cards are not those of the street")]
    Board,
}

/// Reads one action from the front of a text: the move (`None` for a bet without a size) and its length.
fn read_move(text: &str) -> Option<(Option<Move>, usize)> {
    match text.bytes().next()? {
        b'k' => Some((Some(Move::Check), 1)),
        b'c' => Some((Some(Move::Call), 1)),
        b'f' => Some((Some(Move::Fold), 1)),
        b'b' => {
            let digits = text[1..].bytes().take_while(u8::is_ascii_digit).count();
            Some((text[1..=digits].parse().ok().map(Move::RaiseTo), 1 + digits))
        }
        _ => None,
    }
}

/// Plays a hand from its betting and its public cards, as far as both go. Slashes after the last action may
/// be missing.
///
/// # Errors
/// [`BettingError`], with the place.
pub fn read(table: &Table, action: &str, board: &[Card]) -> Result<PublicHand, BettingError> {
    let mut public = table.begin();
    let boards = boards(board)?;
    let (mut at, mut slashes) = (0, 0);
    while at < action.len() {
        let column = at + 1;
        if action.as_bytes()[at] == b'/' {
            slashes += 1;
            at += 1;
            let over = public.betting().to_act().is_none();
            if slashes > if over { 3 } else { public.betting().street() } {
                return Err(BettingError::Slash { column });
            }
            continue;
        }
        if slashes != public.betting().street() {
            return Err(BettingError::Slash { column });
        }
        deal_up_to(&mut public, &boards, slashes)?;
        at += read_and_act(&mut public, &action[at..], column)?;
    }
    let last = match public.betting().phase() {
        Phase::Act(_) => public.betting().street(),
        Phase::Showdown => boards.len() - 1,
        Phase::Over { .. } => (boards.len() - 1).min(public.betting().street()),
    };
    deal_up_to(&mut public, &boards, last)?;
    Ok(public)
}

/// Makes the move at the front of a text; returns its length.
fn read_and_act(public: &mut PublicHand, text: &str, column: usize) -> Result<usize, BettingError> {
    let found = text.chars().next().unwrap_or_default();
    let (action, length) = read_move(text).ok_or(BettingError::Letter { found, column })?;
    let action = action.ok_or(BettingError::Size { column })?;
    public.act(action).map_err(|_| BettingError::Illegal { column })?;
    Ok(length)
}

fn deal_up_to(public: &mut PublicHand, boards: &[Board], street: usize) -> Result<(), BettingError> {
    while public.boards().len() <= street {
        let board = boards.get(public.boards().len()).ok_or(BettingError::Board)?;
        public.deal(*board);
    }
    Ok(())
}

/// `[street]`: the board on each street that there are cards for.
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
    let mut begin = |text: &mut String, street: usize| {
        while at < street {
            text.push('/');
            at += 1;
        }
    };
    for (_, street, action) in public.moves() {
        begin(&mut text, street);
        text.push_str(&increment(action));
    }
    let betting = public.betting();
    begin(&mut text, if betting.phase() == Phase::Showdown { 3 } else { betting.street() });
    text
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

/// Reads a client's action, given what is legal; says what is wrong with it otherwise.
///
/// # Errors
/// A message for `error_msg`.
pub fn read_increment(text: &str, legal: &LegalActions) -> Result<Move, String> {
    let unknown = || format!("Unknown action, expected k, c, f or b<chips>; legal is {legal}");
    let (action, length) = read_move(text).ok_or_else(unknown)?;
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
