//! A table: a game that can be dealt and played by its rules, at any size of bet.
//!
//! | module | holds |
//! |---|---|
//! | [`Betting`] | whose turn it is, what is legal, what is in the pot |
//! | [`PublicHand`] | what everybody at the table has seen of a hand |
//! | [`Deck`] | dealing, and which hand is better; [`CardDeck`] where cards have ranks and suits |
//! | [`Table`] | stakes, stacks and cards of a game; who has won what |

mod betting;
mod card_deck;
mod dealt;
mod deck;
mod game;
mod public;

pub use betting::{Betting, TreeBetting, as_move};
pub use card_deck::CardDeck;
pub use dealt::Dealt;
pub use deck::Deck;
pub use game::{Table, player_of};
pub use public::{Event, PublicHand};
