//! Why there is no tree for a game.

use super::super::Chips;
use super::super::builder::BuildError;
use crate::menu::MenuError;
use crate::rules::{ResumeError, SetupError, StakesError};

/// Why there is no tree for a game of no-limit hold'em.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum HoldemError {
    /// Blinds or antes that cannot be played.
    #[error(transparent)]
    Stakes(#[from] StakesError),
    /// Seats or stacks that cannot be played.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// A state that no hand can be in.
    #[error(transparent)]
    Resume(#[from] ResumeError),
    /// The number of menus is neither one nor one for each player.
    #[error("{found} bet-size menus, expected 1 or one for each of {players} players")]
    Menus {
        /// Number of menus.
        found: usize,
        /// Number of players.
        players: usize,
    },
    /// A stack in big blinds that is not a number of chips.
    #[error("stack of {found} big blinds, expected {expected}")]
    Stack {
        /// The stack in big blinds.
        found: f64,
        /// The range.
        expected: &'static str,
    },
    /// A stack in big blinds between two numbers of chips.
    #[error(
        "stack of {found} big blinds is no whole number of chips at a big blind of {big_blind}: use \
         {below} or {above}, or \
         larger blinds"
    )]
    StackFraction {
        /// The stack in big blinds.
        found: f64,
        /// Big blind in chips.
        big_blind: Chips,
        /// The nearest smaller stack in big blinds.
        below: f64,
        /// The nearest larger stack in big blinds.
        above: f64,
    },
    /// Antes and blinds that leave nobody a choice.
    #[error(
        "antes of {ante} chips and blinds of {small_blind} and {big_blind} leave no decision with stacks \
         of {most}"
    )]
    NoDecision {
        /// Ante in chips.
        ante: Chips,
        /// Small blind in chips.
        small_blind: Chips,
        /// Big blind in chips.
        big_blind: Chips,
        /// The largest stack in chips.
        most: Chips,
    },
    /// A menu that cannot be used here.
    #[error(transparent)]
    Menu(#[from] MenuError),
    /// A tree that is too large.
    #[error(transparent)]
    Build(BuildError),
}
