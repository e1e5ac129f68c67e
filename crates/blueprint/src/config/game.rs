//! The section `game`.

use holdem_game::deal::MiniDeck;
use holdem_game::menu::BetMenu;
use holdem_game::mini::MiniHoldem;
use serde::{Deserialize, Serialize};

/// Which game.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GameKind {
    /// No-limit Texas Hold'em.
    #[default]
    Holdem,
    /// Kuhn poker: three cards, one street.
    Kuhn,
    /// Leduc poker: six cards, two streets.
    Leduc,
    /// No-limit hold'em for two with a part of the deck, small enough for exact answers.
    #[serde(rename = "mini-holdem")]
    MiniHoldem,
}

impl GameKind {
    /// Whether the configuration gives stacks, blinds and bet sizes.
    pub fn is_no_limit(self) -> bool {
        matches!(self, Self::Holdem | Self::MiniHoldem)
    }
}

/// What is played. All keys except `kind` are for no-limit games, and the keys of the deck only for mini
/// hold'em.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GameConfig {
    /// Which game.
    pub kind: GameKind,
    /// Seats; 2. The key of this name outside `game` means the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub num_players: Option<u8>,
    /// Stack of every player in big blinds; 100.
    pub stack: Option<f64>,
    /// Stacks by player in big blinds if they differ: the small blind first, the button last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stacks: Option<Vec<f64>>,
    /// Small blind in chips; 1.
    pub small_blind: Option<u32>,
    /// Big blind in chips; 2.
    pub big_blind: Option<u32>,
    /// Ante of each player in chips; 0.
    pub ante: Option<u32>,
    /// Mini hold'em: ranks from the deuce up; 13.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ranks: Option<u8>,
    /// Mini hold'em: suits; 4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suits: Option<u8>,
    /// Mini hold'em: private cards of each player; 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hole_cards: Option<u8>,
    /// Mini hold'em: public cards dealt before each street after the first, so there is one more street than
    /// numbers; none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub board_cards: Option<Vec<u8>>,
    /// Bets and raises that may be made.
    pub menu: Option<BetMenu>,
}

impl GameConfig {
    /// The same with everything said that follows from the rest.
    #[must_use]
    pub fn resolved(&self) -> Self {
        match self.kind {
            GameKind::Kuhn | GameKind::Leduc => self.clone(),
            GameKind::Holdem | GameKind::MiniHoldem => Self {
                kind: self.kind,
                num_players: self.num_players,
                stack: self.stacks.is_none().then(|| self.stack_bb()),
                stacks: self.stacks.clone(),
                small_blind: Some(self.blinds()[0]),
                big_blind: Some(self.blinds()[1]),
                ante: Some(self.ante.unwrap_or(0)),
                menu: Some(self.bet_menu()),
                ..self.resolved_deck()
            },
        }
    }

    /// The keys of the deck, and nothing else.
    fn resolved_deck(&self) -> Self {
        if self.kind != GameKind::MiniHoldem {
            return Self::default();
        }
        let MiniDeck { ranks, suits, hole_cards, board_cards } = self.deck();
        Self {
            ranks: Some(ranks),
            suits: Some(suits),
            hole_cards: Some(hole_cards),
            board_cards: Some(board_cards),
            ..Self::default()
        }
    }

    /// The deck of mini hold'em.
    pub fn deck(&self) -> MiniDeck {
        let MiniDeck { ranks, suits, hole_cards, board_cards } = MiniHoldem::default().deck();
        MiniDeck {
            ranks: self.ranks.unwrap_or(ranks),
            suits: self.suits.unwrap_or(suits),
            hole_cards: self.hole_cards.unwrap_or(hole_cards),
            board_cards: self.board_cards.clone().unwrap_or(board_cards),
        }
    }

    /// Chips of the unit that results are reported in: the big blind, or the ante of Kuhn and Leduc.
    pub fn unit(&self) -> u32 {
        if self.kind.is_no_limit() { self.blinds()[1] } else { 1 }
    }

    /// Seats.
    pub fn players(&self) -> usize {
        self.num_players.map_or(2, usize::from)
    }

    /// Stack in big blinds; the largest if they differ.
    pub fn stack_bb(&self) -> f64 {
        let largest = self.stacks.iter().flatten().copied().reduce(f64::max);
        largest.unwrap_or(self.stack.unwrap_or(100.0))
    }

    /// Stacks in big blinds by player.
    pub fn stacks_bb(&self) -> Vec<f64> {
        self.stacks.clone().unwrap_or_else(|| vec![self.stack_bb(); self.players()])
    }

    /// Stacks in chips by player, to the nearest chip.
    pub fn stack_chips(&self) -> Vec<u32> {
        let big = f64::from(self.blinds()[1]);
        self.stacks_bb().iter().map(|bb| (bb * big).round() as u32).collect()
    }

    /// Small and big blind in chips.
    pub fn blinds(&self) -> [u32; 2] {
        [self.small_blind.unwrap_or(1), self.big_blind.unwrap_or(2)]
    }

    /// The bet sizes; by default those of [`BetMenu::for_players`], in mini hold'em
    /// [`MiniHoldem::one_pot_bet`].
    pub fn bet_menu(&self) -> BetMenu {
        self.menu.clone().unwrap_or_else(|| match self.kind {
            GameKind::MiniHoldem => MiniHoldem::one_pot_bet(),
            _ => BetMenu::for_players(self.players()),
        })
    }
}

crate::words::words!(GameKind);
