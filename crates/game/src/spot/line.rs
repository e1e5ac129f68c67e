//! Lines: the actions and dealt cards on the way to a node, as text.

use super::SpotError;
use super::betting::same;
use crate::tree::{Action, BettingTree, NodeId};
use holdem_cards::{Card, CardSet};
use std::fmt;
use std::str::FromStr;

/// One step of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpotStep {
    /// A move; bets, raises and all-ins are named by the total on the street.
    Act(Action),
    /// A card dealt between streets.
    Deal(Card),
}

/// Actions from the root: `x` check, `c` call, `f` fold, `b50` bet, raise or all-in to 50 chips on the
/// street, with the cards dealt between streets, separated by blanks: `x b50 c Qc x`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpotLine(Vec<SpotStep>);

impl SpotLine {
    /// The steps in order.
    pub fn steps(&self) -> &[SpotStep] {
        &self.0
    }

    /// The node after the line and the cards dealt on the way, if they were named.
    ///
    /// # Errors
    /// If an action is not in the tree, or a card is named inside a street, is missing between two streets,
    /// or has already been dealt.
    pub fn find(&self, tree: &BettingTree, board: CardSet) -> Result<(NodeId, Vec<Card>), SpotError> {
        let refuse = |message: String| SpotError::Line { line: self.to_string(), message };
        let (mut node, mut dealt, mut seen) = (0, Vec::new(), board);
        let missing = |node: NodeId, dealt: &Vec<Card>| {
            usize::from(tree.node(node).street - tree.node(0).street).saturating_sub(dealt.len())
        };
        for step in &self.0 {
            match *step {
                SpotStep::Deal(_) if missing(node, &dealt) == 0 => {
                    return Err(refuse(format!("no card is dealt at `{step}`")));
                }
                SpotStep::Deal(card) if !seen.insert(card) => {
                    return Err(refuse(format!("{card} is on the board already")));
                }
                SpotStep::Deal(card) => dealt.push(card),
                SpotStep::Act(_) if missing(node, &dealt) > 0 => {
                    return Err(refuse(format!("the card dealt before `{step}` is missing")));
                }
                SpotStep::Act(action) => {
                    let edge = tree.edges(node).iter().find(|edge| same(edge.action, action));
                    let offered = || {
                        tree.edges(node)
                            .iter()
                            .map(|edge| SpotStep::Act(edge.action).to_string())
                            .collect::<Vec<_>>()
                    };
                    node = edge.map(|edge| edge.child).ok_or_else(|| {
                        refuse(format!("no `{step}` there, the tree has {}", offered().join(" ")))
                    })?;
                }
            }
        }
        Ok((node, dealt))
    }
}

impl FromStr for SpotLine {
    type Err = SpotError;

    fn from_str(text: &str) -> Result<Self, SpotError> {
        let step = |token: &str| parse(token).ok_or_else(|| unknown(text, token));
        text.split_whitespace().map(step).collect::<Result<_, _>>().map(Self)
    }
}

fn unknown(line: &str, token: &str) -> SpotError {
    let message = format!("`{token}` is no action (x, c, f, b50) and no card (Qc)");
    SpotError::Line { line: line.to_owned(), message }
}

fn parse(token: &str) -> Option<SpotStep> {
    let action = match token {
        "x" | "k" => Action::Check,
        "c" => Action::Call,
        "f" => Action::Fold,
        _ => match token.strip_prefix(['b', 'r']).and_then(|chips| chips.parse().ok()) {
            Some(to) => Action::RaiseTo(to),
            None => return token.parse().ok().map(SpotStep::Deal),
        },
    };
    Some(SpotStep::Act(action))
}

impl fmt::Display for SpotStep {
    /// The token of a line: `x`, `c`, `f`, `b50`, `Qc`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Act(Action::Check) => f.write_str("x"),
            Self::Act(Action::Call) => f.write_str("c"),
            Self::Act(Action::Fold) => f.write_str("f"),
            Self::Act(Action::RaiseTo(to) | Action::AllIn(to)) => write!(f, "b{to}"),
            Self::Deal(card) => write!(f, "{card}"),
        }
    }
}

impl fmt::Display for SpotLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            let blank = if i == 0 { "" } else { " " };
            write!(f, "{blank}{step}")?;
        }
        Ok(())
    }
}
