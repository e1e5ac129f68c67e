//! What a person reads: a hand as it goes, in 80 columns.

use std::fmt::Write;

use holdem_arena::session::{HandInPlay, Session, SpokenError};
use holdem_arena::table::{Betting, Event};
use holdem_game::rules::Move;
use holdem_game::tree::Chips;
use holdem_telemetry::colour;

use super::spot;

/// Writes a session line by line.
pub(super) struct Screen {
    colour: bool,
    /// Events of the hand that have been shown.
    shown: usize,
}

impl Screen {
    pub(super) fn new() -> Self {
        Self { colour: colour::on_stdout(), shown: 0 }
    }

    /// The head of a hand that begins.
    pub(super) fn begins(&mut self, session: &Session) -> String {
        self.shown = 0;
        let hand = in_view(session);
        let table = session.table();
        let seat = hand.seat();
        let title = format!("hand {}: you are {}", hand.number() + 1, the(table.seat_name(seat)));
        let stacks = table.stacks().iter().map(|&chips| amount(session, chips)).collect::<Vec<_>>();
        let alike = stacks.iter().all(|stack| *stack == stacks[0]);
        let stacks = if alike { format!("{} each", stacks[0]) } else { stacks.join(", ") };
        let cards = self.cards(&table.deck().hand_name(hand.dealt().hands[seat]));
        format!("\n{title}, {stacks}\nyour hand  {cards}\n")
    }

    /// A hand that was left in the middle.
    pub(super) fn taken_up(&mut self, session: &Session) -> String {
        self.begins(session) + &self.goes_on(session)
    }

    /// What has happened since the last call; at the end of the hand its result.
    pub(super) fn goes_on(&mut self, session: &Session) -> String {
        let hand = in_view(session);
        let public = hand.public();
        let mut text = String::new();
        // The betting as it was before each event.
        let mut betting = public.start().clone();
        for (at, event) in public.events().iter().enumerate() {
            let line = self.event(session, hand, &betting, event);
            if let Event::Move { action, .. } = *event {
                betting.act(action).expect("a move that was made is legal");
            }
            if at >= self.shown {
                text.push_str(&line);
            }
        }
        self.shown = public.events().len();
        if session.hand().is_none() {
            text.push_str(&self.ends(session));
        }
        text
    }

    fn event(&self, session: &Session, hand: &HandInPlay, betting: &Betting, event: &Event) -> String {
        match *event {
            Event::Move { seat, action, .. } => {
                let who = if seat == hand.seat() { "you" } else { session.table().seat_name(seat) };
                format!("  {who}: {}\n", in_words(session, betting, action))
            }
            Event::Dealt { street, .. } => {
                let boards = &hand.public().boards()[..=street];
                let cards = session.table().deck().board_names(boards);
                let cards: Vec<String> = cards.iter().map(|cards| self.cards(cards)).collect();
                let name = street_name(session, street);
                format!("{name:<10} {}   pot {}\n", cards.join(" "), amount(session, betting.pot()))
            }
        }
    }

    fn ends(&self, session: &Session) -> String {
        let last = session.last().expect("a hand is over");
        let state = session.state().expect("a hand is over");
        let mut text = String::new();
        for (seat, shown) in state.seats.iter().enumerate() {
            if let Some(cards) = shown.hand.as_ref().filter(|_| seat != state.seat) {
                writeln!(text, "  {} shows {}", shown.position, self.cards(cards)).expect("a string");
            }
        }
        let won = last.payoffs[state.seat];
        let chips = amount(session, won.unsigned_abs() as Chips);
        let result = match won {
            0 => "you get back what you put in".to_owned(),
            1.. => self.painted(&format!("you win {chips}"), "32"),
            _ => self.painted(&format!("you lose {chips}"), "31"),
        };
        writeln!(text, "{result}; {}", so_far(session)).expect("a string");
        text
    }

    /// What may be done.
    pub(super) fn prompt(&self, session: &Session) -> String {
        let Some(state) = session.state() else { return String::new() };
        let Some(legal) = state.legal else { return String::new() };
        let mut choices = Vec::new();
        choices.extend(legal.fold.then(|| "f fold".to_owned()));
        choices.push(match legal.call {
            0 => "k check".to_owned(),
            chips => format!("c call {}", amount(session, chips)),
        });
        choices.extend(legal.raise_to.map(|(least, most)| match least == most {
            true => format!("r to {}", amount(session, least)),
            false => format!("r to {}..{}", amount(session, least), amount(session, most)),
        }));
        format!("pot {}: {} > ", amount(session, state.pot), choices.join(", "))
    }

    /// Why a move was not made; what may be done stands in the prompt that follows.
    pub(super) fn refused(&self, session: &Session, error: &SpokenError) -> String {
        match error {
            SpokenError::Illegal { rejected: Move::RaiseTo(to), legal } => match legal.raise_to {
                Some((least, most)) => {
                    let [to, least, most] = [*to, least, most].map(|chips| amount(session, chips));
                    format!("{to} is not between {least} and {most}")
                }
                None => "you cannot raise now".to_owned(),
            },
            SpokenError::Illegal { rejected, .. } => format!("you cannot {rejected} now"),
            SpokenError::NoRaise { .. } => "you cannot raise now".to_owned(),
            SpokenError::Unknown { .. } | SpokenError::NoHand => error.to_string(),
        }
    }

    /// The keys.
    pub(super) fn help(&mut self, session: &Session) -> String {
        let cards = session.hand().map(|hand| {
            let deck = session.table().deck();
            let board: Vec<String> =
                deck.board_names(hand.public().boards()).iter().map(|cards| self.cards(cards)).collect();
            format!("{} on {}", self.cards(&deck.hand_name(hand.dealt().hands[hand.seat()])), board.join(" "))
        });
        let mut text = cards.map(|cards| format!("your hand  {}\n", cards.trim_end_matches(" on ")));
        let text = text.get_or_insert_default();
        text.push_str(
            "f fold   k check   c call   a all-in   2.5bb  66%  r 12   bet or raise\n\
             ? what the strategy did in the last hand   q end\n",
        );
        text.clone()
    }

    /// What the strategy does at each decision of the last hand.
    pub(super) fn explained(&mut self, session: &Session) -> String {
        match session.last() {
            None => "no hand is over yet\n".to_owned(),
            Some(last) => spot::explain(session, last),
        }
    }

    /// The last words.
    pub(super) fn farewell(&self, session: &Session) -> String {
        match session.hands() {
            0 => "no hand was finished".to_owned(),
            _ => format!("{}, {}", so_far(session), session.result()),
        }
    }

    /// Cards with the colours of their suits.
    fn cards(&self, cards: &str) -> String {
        if !self.colour {
            return cards.to_owned();
        }
        let letters: Vec<char> = cards.chars().collect();
        let paint = |card: &[char]| {
            let text: String = card.iter().collect();
            match card.last() {
                Some('h') => self.painted(&text, "1;31"),
                Some('d') => self.painted(&text, "1;34"),
                Some('c') => self.painted(&text, "1;32"),
                _ => self.painted(&text, "1"),
            }
        };
        letters.chunks(2).map(paint).collect()
    }

    fn painted(&self, text: &str, code: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// The hand in play, or the one that is just over.
fn in_view(session: &Session) -> &HandInPlay {
    let last = || &session.last().expect("a hand has been dealt").hand;
    session.hand().unwrap_or_else(last)
}

/// A move in words, before it is made.
pub(super) fn in_words(session: &Session, betting: &Betting, action: Move) -> String {
    match action {
        Move::RaiseTo(to) => {
            let opens = betting.no_limit().is_some_and(|hand| hand.bet() == 0);
            let all_in = betting.legal().raise_to.is_some_and(|(_, most)| most == to);
            let verb = if opens { "bet" } else { "raise to" };
            let end = if all_in && betting.no_limit().is_some() { ", all-in" } else { "" };
            format!("{verb} {}{end}", amount(session, to))
        }
        Move::Call => format!("call {}", amount(session, betting.legal().call)),
        other => other.to_string(),
    }
}

/// Chips in big blinds; in Kuhn and Leduc as they are.
pub(super) fn amount(session: &Session, chips: Chips) -> String {
    let blinds = f64::from(chips) / f64::from(session.table().unit());
    format!("{}{}", (blinds * 100.0).round() / 100.0, unit(session))
}

fn unit(session: &Session) -> &'static str {
    if session.table().stakes().is_some() { "bb" } else { "" }
}

pub(super) fn street_name(session: &Session, street: usize) -> &'static str {
    match session.table().stakes() {
        Some(_) => ["preflop", "flop", "turn", "river"][street],
        None => ["first", "second"][street],
    }
}

fn the(seat: &str) -> String {
    if seat.contains("player") || seat.starts_with("under") { seat.to_owned() } else { format!("the {seat}") }
}

/// The sum of all hands so far.
fn so_far(session: &Session) -> String {
    let (hands, result) = (session.hands(), session.result());
    let total = result.chips * hands as f64 / f64::from(session.table().unit());
    let hands = if hands == 1 { "1 hand".to_owned() } else { format!("{hands} hands") };
    format!("after {hands} {total:+.1}{}", unit(session))
}
