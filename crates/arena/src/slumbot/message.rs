//! What a server says.

use serde::{Deserialize, Serialize};

/// The answer to both requests. Empty keys are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// The betting before the request.
    pub old_action: String,
    /// The betting now.
    pub action: String,
    /// 0: the client is the big blind; 1: it is the button.
    pub client_pos: u8,
    /// Cards of the client.
    pub hole_cards: Vec<String>,
    /// Public cards.
    pub board: Vec<String>,
    /// Identifies the session; to be sent with every request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Chips that the client has won in the hand, which is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub winnings: Option<i64>,
    /// Cards of the other player.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot_hole_cards: Option<Vec<String>>,
    /// Chips of the pot that went to the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub won_pot: Option<i64>,
    /// Hands of the session that are over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_num_hands: Option<u64>,
    /// Chips that the client has won in the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_total: Option<i64>,
    /// What another player would have won with the same cards; the difference has less luck in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline_winnings: Option<i64>,
    /// Sum of these over the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_baseline_total: Option<i64>,
    /// What was wrong with the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_msg: Option<String>,
}

impl Answer {
    /// An answer that says what was wrong.
    pub(super) fn error(text: impl Into<String>) -> Self {
        Self { error_msg: Some(text.into()), ..Self::default() }
    }
}
