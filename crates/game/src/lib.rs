//! Rules, bet-size menus, the flattened betting tree and the card models.
//!
//! The rules know nothing of abstraction or training; the betting tree knows nothing of cards.
pub mod deal;
pub mod menu;
pub mod mini;
pub mod rules;
pub mod spot;
pub mod tree;
