//! Match states: the lines that dealer and players exchange.
//!
//! ```text
//! MATCHSTATE:<position>:<hand>:<betting>:<cards>           from the dealer, after every event
//! MATCHSTATE:<position>:<hand>:<betting>:<cards>:<action>  from the player in turn
//! ```
//! *Position* counts from the first player left of the button; with two players and the usual blinds of the
//! competition 0 is the big blind. *Betting* is `f`, `c` and `r`; in no-limit games `r` is followed by the
//! chips that the player has put into the pot in the whole hand, and `/` separates rounds. *Cards* are
//! everybody's private cards with `|` between players, nothing for those not shown, and the public cards of
//! every round after a `/`. Lines end in CR LF; those that begin with `#` or `;` are comments.

use std::sync::Arc;

use holdem_cards::Card;
use holdem_game::tree::Chips;

use super::deal::Known;
use super::game::Game;
use super::hand::{Action, Hand, push_number};

/// What a match state says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchState {
    /// Place of the player it is addressed to.
    pub position: usize,
    /// Number of the hand.
    pub number: u32,
    /// The betting.
    pub hand: Hand,
    /// Private cards by player; empty where they are not shown.
    pub holes: Vec<Vec<Card>>,
    /// Public cards, in the order of dealing.
    pub board: Vec<Card>,
}

/// Why a line is not a match state of the game.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// It does not begin as one.
    #[error("not a match state, expected MATCHSTATE:<position>:<hand>:<betting>:<cards>")]
    Form,
    /// A position that nobody has.
    #[error("position {found}, expected one below {players}")]
    Position {
        /// The position.
        found: usize,
        /// Number of players.
        players: usize,
    },
    /// Something that is not an action, or one that the rules do not allow.
    #[error("action {number} of the betting is not allowed, or not an action")]
    Betting {
        /// Its number, from 1.
        number: usize,
    },
    /// Cards that are invalid, too many, too few or repeated.
    #[error("the {which} cards are not those of the game")]
    Cards {
        /// Private or public.
        which: &'static str,
    },
}

impl MatchState {
    /// Reads a match state; returns it with what follows it.
    ///
    /// # Errors
    /// If the line is not a match state, or not one that the game can reach.
    pub fn parse<'a>(line: &'a str, game: &Arc<Game>) -> Result<(Self, &'a str), StateError> {
        let rest = line.strip_prefix("MATCHSTATE:").ok_or(StateError::Form)?;
        let (position, rest) = field(rest)?;
        let (number, rest) = field(rest)?;
        let (betting, rest) = rest.split_once(':').ok_or(StateError::Form)?;
        let position = position as usize;
        if position >= game.players {
            return Err(StateError::Position { found: position, players: game.players });
        }
        let hand = read_betting(betting, game)?;
        let (holes, rest) = read_holes(rest, game)?;
        let (board, rest) = read_board(rest, game, hand.round())?;
        let state = Self { position, number, hand, holes, board };
        match state.are_distinct() {
            true => Ok((state, rest)),
            false => Err(StateError::Cards { which: "private and public" }),
        }
    }

    fn are_distinct(&self) -> bool {
        let mut seen = 0_u64;
        self.holes.iter().flatten().chain(&self.board).all(|card| {
            let new = seen >> card.index() & 1 == 0;
            seen |= 1 << card.index();
            new
        })
    }

    /// The cards in it.
    pub fn known(&self) -> Known<'_> {
        let hole = |player| self.holes.get(player).map_or(&[][..], Vec::as_slice);
        Known { holes: std::array::from_fn(hole), board: &self.board }
    }

    /// Whether it is the turn of the player it is addressed to.
    pub fn is_turn(&self) -> bool {
        self.hand.to_act() == Some(self.position)
    }
}

/// Reads the action after a match state and its colon, as [`Action`]; `None` if it is not one. What follows
/// it does not matter.
///
/// A size is read as dealers read it: white space and a sign may come first. A negative size is 0, and one
/// beyond all chips is the largest possible.
pub fn read_action(text: &str, game: &Game) -> Option<Action> {
    split_action(text, game).map(|(action, _)| action)
}

/// An action at the beginning of a text, and what follows.
fn split_action<'a>(text: &'a str, game: &Game) -> Option<(Action, &'a str)> {
    let rest = text.get(1..)?;
    match text.as_bytes()[0].to_ascii_lowercase() {
        b'f' => Some((Action::Fold, rest)),
        b'c' | b'k' => Some((Action::Call, rest)),
        b'r' | b'b' if game.is_no_limit() => {
            leading_size(rest).map(|(size, behind)| (Action::Raise(size), behind))
        }
        b'r' | b'b' => Some((Action::Raise(0), rest)),
        _ => None,
    }
}

/// The size of a raise, and what follows.
fn leading_size(text: &str) -> Option<(Chips, &str)> {
    let text = text.trim_start_matches(|c: char| c.is_ascii_whitespace());
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let end = digits.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
    let size = match (end, text.starts_with('-')) {
        (0, _) => return None,
        (_, true) => 0,
        // Only its length can be wrong.
        (_, false) => digits[..end].parse().unwrap_or(Chips::MAX),
    };
    Some((size, &digits[end..]))
}

/// Appends an action as written after a match state.
pub(super) fn push_action(text: &mut String, action: Action, game: &Game) {
    match action {
        Action::Fold => text.push('f'),
        Action::Call => text.push('c'),
        Action::Raise(to) if game.is_no_limit() => {
            text.push('r');
            push_number(text, to);
        }
        Action::Raise(_) => text.push('r'),
    }
}

/// Digits at the beginning of a text, and what follows.
fn leading_number(text: &str) -> Option<(u32, &str)> {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

fn field(text: &str) -> Result<(u32, &str), StateError> {
    let (number, rest) = leading_number(text).ok_or(StateError::Form)?;
    Ok((number, rest.strip_prefix(':').ok_or(StateError::Form)?))
}

/// Plays a betting string. Slashes are for people: rounds end by the rules.
fn read_betting(betting: &str, game: &Arc<Game>) -> Result<Hand, StateError> {
    let mut hand = Hand::begin(game);
    let mut rest = betting;
    while let Some(letter) = rest.bytes().next() {
        let number = hand.taken().len() + 1;
        if letter == b'/' {
            rest = &rest[1..];
            continue;
        }
        let (action, behind) = split_action(rest, game).ok_or(StateError::Betting { number })?;
        if !hand.act(action) {
            return Err(StateError::Betting { number });
        }
        rest = behind;
    }
    Ok(hand)
}

fn read_holes<'a>(text: &'a str, game: &Game) -> Result<(Vec<Vec<Card>>, &'a str), StateError> {
    let mut rest = text;
    let mut holes = Vec::with_capacity(game.players);
    for player in 0..game.players {
        if player > 0 {
            rest = rest.strip_prefix('|').ok_or(StateError::Cards { which: "private" })?;
        }
        let (cards, behind) = read_cards(rest, game.hole_cards);
        if !cards.is_empty() && cards.len() != game.hole_cards {
            return Err(StateError::Cards { which: "private" });
        }
        holes.push(cards);
        rest = behind;
    }
    Ok((holes, rest))
}

fn read_board<'a>(text: &'a str, game: &Game, round: usize) -> Result<(Vec<Card>, &'a str), StateError> {
    let wrong = StateError::Cards { which: "public" };
    let mut rest = text;
    let mut board = Vec::new();
    for (number, &count) in game.board_cards[..=round].iter().enumerate() {
        if number > 0 {
            rest = rest.strip_prefix('/').ok_or(wrong.clone())?;
        }
        let (cards, behind) = read_cards(rest, count);
        if cards.len() != count {
            return Err(wrong);
        }
        board.extend(cards);
        rest = behind;
    }
    Ok((board, rest))
}

/// Reads as many cards as there are, at most `most`.
fn read_cards(text: &str, most: usize) -> (Vec<Card>, &str) {
    let mut rest = text;
    let mut cards = Vec::new();
    while cards.len() < most {
        let Some(card) = rest.get(..2).and_then(|two| two.parse().ok()) else { break };
        cards.push(card);
        rest = &rest[2..];
    }
    (cards, rest)
}

/// Appends the match state that a player is to see, without the end of its line.
pub fn push_match_state(text: &mut String, position: usize, number: u32, hand: &Hand, cards: &Known<'_>) {
    text.push_str("MATCHSTATE:");
    push_number(text, position as u32);
    push_common(text, number, hand);
    let showdown = hand.is_showdown();
    for player in 0..hand.game().players {
        if player > 0 {
            text.push('|');
        }
        if player == position || showdown && !hand.is_folded(player) {
            push_cards(text, cards.holes[player]);
        }
    }
    push_board(text, hand, cards.board);
}

/// Appends a hand as the log has it, `STATE:` with all private cards, without what it was worth to whom.
pub fn push_log_state(text: &mut String, number: u32, hand: &Hand, cards: &Known<'_>) {
    text.push_str("STATE");
    push_common(text, number, hand);
    for player in 0..hand.game().players {
        if player > 0 {
            text.push('|');
        }
        push_cards(text, cards.holes[player]);
    }
    push_board(text, hand, cards.board);
}

fn push_common(text: &mut String, number: u32, hand: &Hand) {
    text.push(':');
    push_number(text, number);
    text.push(':');
    text.push_str(hand.betting());
    text.push(':');
}

fn push_board(text: &mut String, hand: &Hand, board: &[Card]) {
    let mut dealt = 0;
    for (number, &count) in hand.game().board_cards[..=hand.round()].iter().enumerate() {
        if number > 0 {
            text.push('/');
        }
        push_cards(text, &board[dealt..dealt + count]);
        dealt += count;
    }
}

/// Appends cards: rank and suit of each.
pub(super) fn push_cards(text: &mut String, cards: &[Card]) {
    for card in cards {
        text.push(char::from(b"23456789TJQKA"[usize::from(card.rank())]));
        text.push(char::from(b"cdhs"[usize::from(card.suit())]));
    }
}
