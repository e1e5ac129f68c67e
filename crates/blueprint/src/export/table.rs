//! The columns of exported tables: one row for each information set and action, in the order of the tree, its
//! buckets and its actions.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `history` | text | betting so far, see [`holdem_game::tree::BettingTree::find`] |
//! | `street` | text | `preflop`, `flop`, `turn`, `river`; `first`, `second` in the small games |
//! | `player` | whole number | who acts; 0 posts the small blind |
//! | `bucket` | whole number | bucket of the hand |
//! | `hand` | text | its name: before the flop the hand class, in small games the cards, else its number |
//! | `action` | text | as in a history: `f`, `k`, `c`, `r12` |
//! | `to` | whole number, may be absent | chips put in on this street that a bet or raise goes to |
//! | `probability` | 32-bit number | how often the hand takes the action |

use holdem_cfr::Strategy;
use holdem_game::tree::{Action, NodeId};

use crate::game::Game;

/// Names of the columns, in order.
pub const COLUMNS: [&str; 8] =
    ["history", "street", "player", "bucket", "hand", "action", "to", "probability"];

/// A decision to be written: what its rows have in common.
pub(super) struct Decision<'a> {
    pub(super) history: String,
    pub(super) street: &'static str,
    pub(super) player: u8,
    /// `[action]`: its text and where a raise goes to.
    pub(super) actions: Vec<(String, Option<u32>)>,
    /// `[bucket]`.
    pub(super) hands: &'a [String],
    /// `[bucket][action]`, one after the other.
    pub(super) rows: &'a [f32],
}

/// Names of all buckets, by street.
pub(super) fn bucket_names(game: &Game) -> Vec<Vec<String>> {
    let counts = game.buckets.counts.iter().enumerate();
    counts
        .map(|(street, &count)| (0..count).map(|bucket| game.bucket_name(street, bucket)).collect())
        .collect()
}

impl<'a> Decision<'a> {
    pub(super) fn new(
        game: &Game,
        strategy: &'a Strategy,
        names: &'a [Vec<String>],
        (node, player): (NodeId, u8),
    ) -> Self {
        let (tree, street) = (&game.tree, usize::from(game.tree.node(node).street));
        let action = |action: Action| {
            let to = match action {
                Action::RaiseTo(to) | Action::AllIn(to) => Some(to),
                Action::Fold | Action::Check | Action::Call => None,
            };
            (tree.token(node, action), to)
        };
        Self {
            history: tree.history_text(node),
            street: game.street_name(street),
            player,
            actions: tree.edges(node).iter().map(|edge| action(edge.action)).collect(),
            hands: &names[street],
            rows: strategy.rows(node),
        }
    }
}
