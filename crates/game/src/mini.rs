//! Mini hold'em: the structure of hold'em with exact answers.
//!
//! A part of the deck, one to four streets, betting by the rules of no-limit hold'em. These games are small
//! enough to be solved exactly from the blinds, so the cost of an abstraction and the gain of search can be
//! measured without sampling.

use holdem_cards::Street;
use serde::{Deserialize, Serialize};

use crate::deal::{MiniDeck, MiniError, MiniHoldemCards};
use crate::menu::{BetMenu, BetSize, StreetMenu};
use crate::rules::Stakes;
use crate::tree::{Chips, HoldemError, NoLimitHoldem};

/// A game of mini hold'em for two: its deck, its blinds and stacks.
///
/// ```yaml
/// { ranks: 5, suits: 4, hole_cards: 2, board_cards: [1, 1], small_blind: 1, big_blind: 2, stack: 162 }
/// ```
///
/// ```
/// use holdem_game::deal::CardModel;
/// use holdem_game::mini::MiniHoldem;
///
/// let game = MiniHoldem { board_cards: vec![1], ..MiniHoldem::default() };
/// let tree = game.betting(MiniHoldem::one_pot_bet())?.tree()?;
/// let cards = game.cards()?;
/// assert_eq!((tree.num_streets(), cards.num_streets(), cards.num_hands()), (2, 2, 1326));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MiniHoldem {
    /// Number of ranks from the deuce up, 2 to 13.
    pub ranks: u8,
    /// Number of suits, 2 to 4.
    pub suits: u8,
    /// Private cards of each player, 1 or 2.
    pub hole_cards: u8,
    /// Public cards dealt before each street after the first; at most three numbers, each at least 1,
    /// together at most 5.
    pub board_cards: Vec<u8>,
    /// Small blind in chips, posted by player 0.
    pub small_blind: Chips,
    /// Big blind in chips, posted by player 1.
    pub big_blind: Chips,
    /// Chips of each player before the blinds.
    pub stack: Chips,
}

impl Default for MiniHoldem {
    /// All 52 cards, two hole cards, one street without a board, blinds of 1 and 2, stacks of 162, which is
    /// what four pot-size bets put in.
    fn default() -> Self {
        Self {
            ranks: 13,
            suits: 4,
            hole_cards: 2,
            board_cards: Vec::new(),
            small_blind: 1,
            big_blind: 2,
            stack: 162,
        }
    }
}

impl MiniHoldem {
    /// The deck.
    pub fn deck(&self) -> MiniDeck {
        MiniDeck {
            ranks: self.ranks,
            suits: self.suits,
            hole_cards: self.hole_cards,
            board_cards: self.board_cards.clone(),
        }
    }

    /// The cards, with a bucket for each hand on a board.
    ///
    /// # Errors
    /// As [`MiniHoldemCards::new`].
    pub fn cards(&self) -> Result<MiniHoldemCards, MiniError> {
        MiniHoldemCards::new(&self.deck())
    }

    /// The betting, with the sizes of a menu.
    ///
    /// # Errors
    /// If blinds and stacks do not make a valid hand, or the menu is not valid.
    ///
    /// # Panics
    /// If there are more than four streets; [`MiniDeck::validate`] refuses them.
    pub fn betting(&self, menu: BetMenu) -> Result<NoLimitHoldem, HoldemError> {
        let stakes = Stakes::new(self.small_blind, self.big_blind)?;
        let game = NoLimitHoldem::new(&stakes, &[self.stack; 2], menu)?;
        Ok(game.ending_on(Street::ALL[self.board_cards.len()]))
    }

    /// The menu of the published figures: fold, check or call, one pot-size bet per street, no raise over it.
    pub fn one_pot_bet() -> BetMenu {
        let street = || StreetMenu { sizes: vec![vec![BetSize::PotPercent(100.0)]], max_raises: 1 };
        BetMenu {
            preflop: street(),
            limped: None,
            flop: street(),
            turn: street(),
            river: street(),
            merge_threshold: 0.0,
            all_in_threshold: 0.0,
            add_all_in_below: 0.0,
            ..BetMenu::default()
        }
    }
}
