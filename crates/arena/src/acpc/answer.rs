//! What a dealer makes of a player's action.

use super::hand::{Action, Hand};
use super::match_state::read_action;

/// What an answer turns out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The action taken: what was meant, or the nearest action that the rules allow.
    pub action: Action,
    /// What was wrong with the answer.
    pub wrong: Option<&'static str>,
    /// Whether that counts as a mistake.
    pub is_mistake: bool,
}

impl Answer {
    /// Reads what a player said in a hand, the text after the colon. Something that is not an action, or not
    /// an allowed one, is taken as a call and counts as a mistake; a raise of a wrong size is taken as the
    /// nearest right one.
    pub fn read(text: &str, hand: &Hand) -> Self {
        let Some(action) = read_action(text, hand.game()) else {
            let wrong = Some("not an action, taken as a call");
            return Self { action: Action::Call, wrong, is_mistake: true };
        };
        if hand.allows(action) {
            return Self { action, wrong: None, is_mistake: false };
        }
        match hand.nearest(action) {
            action @ Action::Raise(_) => {
                let wrong = Some("a raise of this size is not allowed, taken as the nearest");
                Self { action, wrong, is_mistake: false }
            }
            _ => {
                let wrong = Some("not allowed here, taken as a call");
                Self { action: Action::Call, wrong, is_mistake: true }
            }
        }
    }
}
