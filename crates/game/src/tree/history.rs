//! Betting histories: the way to a node, as actions and as text.
//!
//! The text is the usual one: `f` fold, `k` check, `c` call, `b4` bet to 4 chips, `r12` raise to 12 chips,
//! `a` all-in, and `/` between streets. `r5c/kb8c/` is a raise to 5, a call, on the flop a check, a bet of 8
//! and a call: the first decision of the turn. Amounts are totals on the street in chips. The root is the
//! empty text.

use std::fmt::Write;

use super::{Action, BettingTree, NodeId, NodeKind};

/// Why a text is not a history of a tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// A text that is no token.
    #[error(
        "unknown action `{token}` at character {at}, expected f (fold), k (check), c (call), b4 (bet to 4 \
         chips), \
         r12 (raise to 12 chips), a (all-in) or / (next street)"
    )]
    Unknown {
        /// The text.
        token: String,
        /// Position, counted from 1.
        at: usize,
    },
    /// An action that the tree does not offer there.
    #[error("no `{token}` at character {at}: {} the tree has {offered}", place(before))]
    NotOffered {
        /// The text.
        token: String,
        /// Position, counted from 1.
        at: usize,
        /// History of the node reached.
        before: String,
        /// Actions of that node.
        offered: String,
    },
    /// A street separator inside a street.
    #[error("no new street at character {at}: {} the street goes on, or the hand is over", place(before))]
    Street {
        /// Position, counted from 1.
        at: usize,
        /// History of the node reached.
        before: String,
    },
}

impl BettingTree {
    /// Actions on the way from the root to a node, with the seats that took them; empty at the root.
    pub fn history(&self, node: NodeId) -> Vec<(u8, Action)> {
        self.path(node).into_iter().map(|(parent, action)| (self.player_at(parent), action)).collect()
    }

    /// The history of a node as text; [`BettingTree::find`] reads it back.
    ///
    /// ```
    /// # use holdem_game::tree::{BettingTree, LeducPoker};
    /// let tree = BettingTree::build(&LeducPoker::default())?;
    /// let node = tree.find("b2c/kb4")?;
    /// assert_eq!(tree.history_text(node), "b2c/kb4");
    /// assert_eq!(tree.history_text(tree.find("kk")?), "kk/");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn history_text(&self, node: NodeId) -> String {
        let mut text = String::new();
        let mut street = self.node(0).street;
        for (parent, action) in self.path(node) {
            push_streets(&mut text, &mut street, self.node(parent).street);
            text.push_str(&self.token(parent, action));
        }
        push_streets(&mut text, &mut street, self.node(node).street);
        text
    }

    /// The node after a history. Besides the text of [`BettingTree::history_text`] it accepts `x` for a
    /// check, `b` and `r` for each other, `r` with the amount of an all-in, and missing separators; it skips
    /// blanks and commas.
    ///
    /// # Errors
    /// At the first token that is unknown or not offered by the tree; says where and what is offered instead.
    pub fn find(&self, history: &str) -> Result<NodeId, HistoryError> {
        let mut node = 0;
        // Street up to which separators have been read.
        let mut street = self.node(0).street;
        for (at, token) in tokens(history) {
            if token == "/" {
                street += 1;
                if street > self.node(node).street {
                    return Err(HistoryError::Street { at, before: self.history_text(node) });
                }
            } else {
                node = self.step(node, token, at)?;
                street = street.max(self.street_of_last_action(node));
            }
        }
        Ok(node)
    }

    /// The token of an action at a node.
    pub fn token(&self, node: NodeId, action: Action) -> String {
        match action {
            Action::Fold => "f".to_owned(),
            Action::Check => "k".to_owned(),
            Action::Call => "c".to_owned(),
            Action::RaiseTo(to) if self.is_opening_bet(node) => format!("b{to}"),
            Action::RaiseTo(to) => format!("r{to}"),
            Action::AllIn(_) => "a".to_owned(),
        }
    }

    /// Describes an action at a node in words: `check`, `bet 4`, `raise to 12`, `all-in 200`; in big blinds
    /// if the big blind is given in chips: `raise to 2.5bb`.
    pub fn label(&self, node: NodeId, action: Action, big_blind: Option<u32>) -> String {
        let chips = |to: u32| match big_blind {
            Some(blind) => format!("{}bb", (f64::from(to) * 100.0 / f64::from(blind)).round() / 100.0),
            None => to.to_string(),
        };
        match action {
            Action::RaiseTo(to) if self.is_opening_bet(node) => format!("bet {}", chips(to)),
            Action::RaiseTo(to) => format!("raise to {}", chips(to)),
            Action::AllIn(to) => format!("all-in {}", chips(to)),
            other => other.to_string(),
        }
    }

    /// Whether a raise at this node would be the first bet of the street. Blinds are bets, antes are not.
    pub fn is_opening_bet(&self, node: NodeId) -> bool {
        let street = self.node(node).street;
        (street > self.node(0).street || !self.bet_at_root) && self.raises_on_street(node) == 0
    }

    /// Bets and raises on the street of a node before it.
    pub fn raises_on_street(&self, node: NodeId) -> usize {
        let street = self.node(node).street;
        let path = self.path(node);
        let is_raise = |action| matches!(action, Action::RaiseTo(_) | Action::AllIn(_));
        path.iter()
            .filter(|&&(parent, action)| self.node(parent).street == street && is_raise(action))
            .count()
    }

    /// Decisions on the way to a node with the actions taken, from the root.
    fn path(&self, node: NodeId) -> Vec<(NodeId, Action)> {
        let mut path = Vec::new();
        let mut child = node;
        while child != 0 {
            let parent = self.node(child).parent;
            path.push((parent, self.action_to(parent, child)));
            child = parent;
        }
        path.reverse();
        path
    }

    fn action_to(&self, parent: NodeId, child: NodeId) -> Action {
        let edges = self.edges(parent);
        let index = edges.partition_point(|edge| edge.child < child);
        edges[index].action
    }

    fn player_at(&self, node: NodeId) -> u8 {
        match self.node(node).kind {
            NodeKind::Decision { player } => player,
            _ => unreachable!("only decisions have children"),
        }
    }

    fn street_of_last_action(&self, node: NodeId) -> u8 {
        self.node(self.node(node).parent).street
    }

    fn step(&self, node: NodeId, token: &str, at: usize) -> Result<NodeId, HistoryError> {
        let wanted =
            parse_token(token).ok_or_else(|| HistoryError::Unknown { token: token.to_owned(), at })?;
        let edge = self.edges(node).iter().find(|edge| wanted.names(edge.action));
        edge.map(|edge| edge.child).ok_or_else(|| HistoryError::NotOffered {
            token: token.to_owned(),
            at,
            before: self.history_text(node),
            offered: self.offered(node),
        })
    }

    fn offered(&self, node: NodeId) -> String {
        let mut text = String::new();
        for edge in self.edges(node) {
            let comma = if text.is_empty() { "" } else { ", " };
            write!(text, "{comma}{}", self.token(node, edge.action)).expect("a string takes all text");
        }
        if text.is_empty() { "no action: the hand is over".to_owned() } else { text }
    }
}

fn push_streets(text: &mut String, street: &mut u8, until: u8) {
    while *street < until {
        text.push('/');
        *street += 1;
    }
}

/// An action as written, which may be less exact than an [`Action`].
enum Token {
    Exactly(Action),
    To(u32),
    AllIn,
}

impl Token {
    fn names(&self, action: Action) -> bool {
        match (self, action) {
            (Self::Exactly(wanted), _) => *wanted == action,
            (Self::To(to), Action::RaiseTo(chips) | Action::AllIn(chips)) => *to == chips,
            (Self::AllIn, Action::AllIn(_)) => true,
            _ => false,
        }
    }
}

fn parse_token(token: &str) -> Option<Token> {
    let letter = token.chars().next()?;
    let number = &token[letter.len_utf8()..];
    match (letter, number) {
        ('f', "") => Some(Token::Exactly(Action::Fold)),
        ('k' | 'x', "") => Some(Token::Exactly(Action::Check)),
        ('c', "") => Some(Token::Exactly(Action::Call)),
        ('a', "") => Some(Token::AllIn),
        ('b' | 'r', digits) => digits.parse().ok().map(Token::To),
        _ => None,
    }
}

/// Splits the text of a history into tokens, each a character with the digits after it; white space and
/// commas are left out. Positions count characters from 1.
pub fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let letter = rest.chars().next()?.len_utf8();
        let digits = rest[letter..].find(|c: char| !c.is_ascii_digit());
        let (token, tail) = rest.split_at(digits.map_or(rest.len(), |digits| letter + digits));
        let at = text[..text.len() - rest.len()].chars().count() + 1;
        rest = tail;
        Some((at, token))
    })
}

/// Where a history leads, for messages.
pub(crate) fn place(history: &str) -> String {
    if history.is_empty() { "at the first decision".to_owned() } else { format!("after `{history}`") }
}
