//! A strategy that answers: what it does with any hand, after any history, on any board.
//!
//! | query | answer | cost |
//! |---|---|---|
//! | [`Strategy::actions`] | the legal actions | O(length of the history) |
//! | [`Strategy::bucket`] | the bucket of a hand on a board | one look-up |
//! | [`Strategy::probabilities`] | `[action]`: what one hand does | one look-up |
//! | [`Strategy::all_probabilities`] | `[action][hand]`: what all hands do | O(actions x hands) |
//! | [`Strategy::ranges`] | `[player][hand]`: the weights of both ranges | O(history x hands) |
//! | [`Strategy::values`] | what hands and actions are worth, to both players | one walk over later boards |
//!
//! A *hand* is the number of a private hand of the game's [`CardModel`](holdem_game::deal::CardModel): below
//! 1,326 in Hold'em, where it is the index of a [`Combo`](holdem_cards::Combo). A *history* is a node of the
//! betting tree, or its text: see [`History`]. A *board* is all public cards of the history's street in the
//! order in which they were dealt: see [`PublicCards`].
//!
//! Opening maps the file and reads none of its probabilities. Buckets are opened when the first board is
//! asked about, and never built unless [`Strategy::prepare`] is called; before the flop nothing needs them.
//! Rows are requested before they are read, so that the disk works on all of them at once.

mod actions;
mod ahead;
mod hands;
mod open;
mod public_cards;
mod ranges;
mod unopened;
mod untrained;
mod values;

pub use crate::ask::AskError;
pub use actions::{ActionAt, History};
pub use hands::{AllHands, is_uniform};

pub use open::Strategy;
pub use public_cards::PublicCards;
pub use untrained::Untrained;
pub use values::{ValueOptions, Values};
