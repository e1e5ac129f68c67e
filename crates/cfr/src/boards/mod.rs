//! The walk over chance: all boards, street by street, board by board.

mod buffer;
mod classes;
mod entries;
pub(crate) mod game;
pub(crate) mod visit;
