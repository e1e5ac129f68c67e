//! The interface of Slumbot: heads-up no-limit hold'em over HTTP, blinds 50 and 100, 20,000 chips every hand.
//!
//! - `POST /api/new_hand` with `{"token"}`, without one the first time: a hand in which the client is to act,
//!   or which is over
//! - `POST /api/act` with `{"token", "incr"}`: the same hand after the client's action and the answers to it
//!
//! An answer has `old_action`, the betting before the request, `action`, the betting now, `client_pos` (0:
//! the client is the big blind, 1: it is the button), `hole_cards`, `board` and `token`; when the hand is
//! over also `winnings`, `bot_hole_cards`, `won_pot`, `session_num_hands`, `session_total`,
//! `baseline_winnings` and `session_baseline_total`. Errors are reported in `error_msg` instead.
//!
//! Betting is `k` (check), `c` (call), `f` (fold) and `b` with all chips put in **on the street**; `/`
//! separates streets, including those on which nobody can bet any more: `b200c/kk/b20000c/`.
//!
//! | module | holds |
//! |---|---|
//! | [`betting`] | that betting, read and written |
//! | `message` | [`Answer`]: what a server answers |
//! | [`server`] | any player of this crate as such a server |
//! | [`client`] | any player of this crate against such a server |

pub mod betting;
pub mod client;
mod message;
pub mod server;

pub use message::Answer;

use holdem_blueprint::config::GameConfig;
use holdem_game::tree::Chips;

use crate::table::Table;

/// Chips of both players at the start of every hand.
pub const STACK: Chips = 20_000;

/// Small and big blind.
pub const BLINDS: [Chips; 2] = [50, 100];

/// The table that all hands are played at. Its seats are the positions of the protocol: 0 is the big blind.
pub fn table() -> Table {
    let [small, big] = BLINDS;
    Table::new(&GameConfig {
        stack: Some(f64::from(STACK / big)),
        small_blind: Some(small),
        big_blind: Some(big),
        ..GameConfig::default()
    })
    .expect("hold'em with two hundred big blinds is a game")
}
