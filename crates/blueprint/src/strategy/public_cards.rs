//! Public cards in the order in which they were dealt.

use holdem_cards::{Card, CardSet, ParseCardSetError, Street};
use holdem_game::deal::{Board, CardModel};

use super::{AskError, Strategy};
use crate::BlueprintError;
use crate::ask::cards;
use crate::config::GameKind;
use crate::game::Game;

/// The public cards of a hand so far, street by street. It matters which three of them are the flop, because
/// the way to the turn leads over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicCards {
    /// `[street]`: all cards dealt by then; at least the first street, without any.
    boards: Vec<Board>,
    text: String,
}

impl Default for PublicCards {
    /// No card is dealt yet.
    fn default() -> Self {
        Self { boards: vec![0], text: String::new() }
    }
}

impl PublicCards {
    /// The street that they are dealt for, 0 = preflop.
    pub fn street(&self) -> usize {
        self.boards.len() - 1
    }

    /// All cards.
    pub fn board(&self) -> Board {
        self.boards[self.street()]
    }

    /// The board on a street.
    ///
    /// # Panics
    /// If the street is not dealt yet.
    pub fn on(&self, street: usize) -> Board {
        self.boards[street]
    }

    /// The cards in order, as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Reads public cards of a game as [`Strategy::board`] does.
    ///
    /// # Errors
    /// As [`Strategy::board`].
    pub(crate) fn read(game: &Game, text: &str) -> Result<Self, BlueprintError> {
        let board = match game.kind {
            GameKind::Holdem => Self::of_holdem(text),
            GameKind::Leduc => Self::of_leduc(text, &*game.cards),
            GameKind::MiniHoldem => Self::of_mini(text, game),
            GameKind::Kuhn if text.trim().is_empty() => Ok(Self::default()),
            GameKind::Kuhn => {
                Err(AskError::Card { found: text.to_owned(), expected: "no public cards".to_owned() })
            }
        };
        Ok(board?)
    }

    /// Reads Hold'em cards, the flop first.
    fn of_holdem(text: &str) -> Result<Self, AskError> {
        let set = |text: &str| text.parse::<CardSet>();
        let error = |source: ParseCardSetError| AskError::Cards { found: text.to_owned(), source };
        let count = set(text).map_err(error)?.len();
        let Some(street) = Street::of_board_len(count) else {
            let expected = "3 cards on the flop, 4 on the turn or 5 on the river".to_owned();
            return Err(AskError::NoStreet { board: text.to_owned(), found: cards(count), expected });
        };
        let letters: String = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
        // Two letters of one byte each are a card.
        let dealt = |street: &Street| set(&letters[..2 * street.board_len()]).map(CardSet::bits);
        let streets = &Street::ALL[..=street.index()];
        let boards = streets.iter().map(dealt).collect::<Result<_, _>>().map_err(error)?;
        Ok(Self { boards, text: letters })
    }

    /// Reads the cards of mini hold'em, those of the first deal first.
    fn of_mini(text: &str, game: &Game) -> Result<Self, AskError> {
        let error = |source: ParseCardSetError| AskError::Cards { found: text.to_owned(), source };
        let set = text.parse::<CardSet>().map_err(error)?;
        let Some(deck) = game.deck() else { unreachable!("mini hold'em has a deck") };
        if let Some(other) = set.iter().find(|card| deck.cards().all(|known| known != *card)) {
            let expected = format!("cards of {} ranks in {} suits", deck.ranks, deck.suits);
            return Err(AskError::Card { found: other.to_string(), expected });
        }
        let streets = 0..deck.num_streets();
        let Some(street) = streets.clone().find(|&street| deck.board_len(street) == set.len()) else {
            let lens: Vec<_> = streets.map(|street| deck.board_len(street).to_string()).collect();
            let expected = format!("{} cards", lens.join(" or "));
            return Err(AskError::NoStreet { board: text.to_owned(), found: cards(set.len()), expected });
        };
        let letters: String = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
        // Two letters of one byte each are a card.
        let card = |at: usize| letters[2 * at..2 * at + 2].parse::<CardSet>();
        let dealt: Vec<Card> = (0..set.len())
            .map(|at| card(at).map(|set| set.iter().next()))
            .collect::<Result<Option<_>, _>>()
            .map_err(error)?
            .unwrap_or_default();
        let boards = (0..=street).map(|street| deck.board(street, &dealt)).collect();
        Ok(Self { boards, text: letters })
    }

    /// Reads the one public card of Leduc.
    fn of_leduc(text: &str, model: &dyn CardModel) -> Result<Self, AskError> {
        match text.trim() {
            "" => Ok(Self::default()),
            card => {
                let number = find_hand(model, card)
                    .ok_or_else(|| AskError::Card { found: text.to_owned(), expected: hand_names(model) })?;
                Ok(Self { boards: vec![0, 1 << number], text: model.hand_name(number) })
            }
        }
    }
}

/// The number of a hand by its name, ignoring case.
pub(super) fn find_hand(model: &dyn CardModel, name: &str) -> Option<usize> {
    (0..model.num_hands()).find(|&hand| model.hand_name(hand).eq_ignore_ascii_case(name.trim()))
}

/// All hands of a small game.
pub(super) fn hand_names(model: &dyn CardModel) -> String {
    (0..model.num_hands()).map(|hand| model.hand_name(hand)).collect::<Vec<_>>().join(", ")
}

impl Strategy {
    /// Reads public cards in the order in which they were dealt: `AhKd7c` for a flop, `AhKd7c2s` for a turn
    /// after it; `Q1` in Leduc, nothing in Kuhn.
    ///
    /// # Errors
    /// [`AskError::Cards`] and [`AskError::Card`] for text that is not a list of different cards,
    /// [`AskError::NoStreet`].
    pub fn board(&self, text: &str) -> Result<PublicCards, BlueprintError> {
        PublicCards::read(self.game(), text)
    }

    /// Refuses a board that is not of a history's street.
    pub(super) fn expect_street(&self, node: u32, board: &PublicCards) -> Result<(), AskError> {
        let street = self.street(node);
        if street == board.street() {
            return Ok(());
        }
        let history = match self.tree().history_text(node) {
            text if text.is_empty() => "the first decision".to_owned(),
            text => format!("history `{text}`"),
        };
        let on = |street: usize| match self.game().kind {
            GameKind::Holdem => cards(Street::ALL[street].board_len()),
            GameKind::MiniHoldem => cards(self.game().deck().map_or(0, |deck| deck.board_len(street))),
            GameKind::Kuhn | GameKind::Leduc => cards(street),
        };
        let found = on(board.street());
        if street == 0 {
            return Err(AskError::TooEarly { history, found });
        }
        Err(AskError::OtherStreet {
            history,
            street: self.game().street_name(street),
            expected: on(street),
            found,
        })
    }
}
