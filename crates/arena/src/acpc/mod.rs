//! The protocol of the Annual Computer Poker Competition, version 2.0.0: games, match states, an agent that
//! plays by them and a dealer.
//!
//! | module | holds |
//! |---|---|
//! | [`Game`] | a game file: limit or not, 2 to 10 players, any blinds and stacks |
//! | [`Hand`], [`Action`] | the betting by the competition's rules |
//! | [`Deals`], [`values`] | the cards under a seed, and who wins them |
//! | [`MatchState`] | the lines, read and written |
//! | [`Answer`] | what a dealer makes of a player's action |
//! | [`lines`], [`wire`] | lines of limited length out of bytes, and the wires that carry them |
//! | [`Interpreter`] | a hand as players of this crate see it, and their moves as actions |
//! | [`agent`] | a player of this crate at another program's table |
//! | [`dealer`] | a match between players over wires and in this process |

mod answer;
mod deal;
mod game;
mod game_file;
mod hand;
mod interpreter;
mod match_state;
mod value;

pub mod agent;
pub mod dealer;
pub mod lines;
pub mod wire;

pub use agent::Agent;
pub use answer::Answer;
pub use deal::{Deal, Deals, Known};
pub use game::{
    Game, GameError, MAX_BOARD_CARDS, MAX_HOLE_CARDS, MAX_PLAYERS, MAX_ROUNDS, Raises, UNLIMITED,
};
pub use hand::{Action, Hand, MAX_ACTIONS, Taken};
pub use interpreter::{Interpreter, TableError, action_of};
pub use match_state::{MatchState, StateError, push_log_state, push_match_state, read_action};
pub use value::{Value, values};
