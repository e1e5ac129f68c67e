//! Games as the dealers of the competition describe them.

use std::fmt;

use holdem_game::rules::{MAX_TOTAL_CHIPS, Stakes};
use holdem_game::tree::Chips;

use super::game_file;

/// Most players of a game.
pub const MAX_PLAYERS: usize = 10;

/// Largest number of betting rounds of a game.
pub const MAX_ROUNDS: usize = 4;

/// Largest number of private cards of a player.
pub const MAX_HOLE_CARDS: usize = 3;

/// Largest number of public cards of a hand.
pub const MAX_BOARD_CARDS: usize = 7;

/// The stack where a game file gives none: it never runs out.
pub const UNLIMITED: Chips = i32::MAX as Chips;

/// Stacks of more big blinds are no deeper than these.
const MOST_BLINDS: Chips = 1_000_000;

/// How large a raise is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Raises {
    /// `limit`: these chips over the bet, by round.
    Limit(Vec<Chips>),
    /// `nolimit`: any size from the smallest to the whole stack.
    NoLimit,
}

/// A game of poker: what a game file says. Players are counted from 0, the first left of the button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Game {
    /// How large a raise is.
    pub raises: Raises,
    /// Number of players, 2 to [`MAX_PLAYERS`].
    pub players: usize,
    /// Chips of each player at the start of every hand; [`UNLIMITED`] where none are given.
    pub stacks: Vec<Chips>,
    /// Chips that each player posts.
    pub blinds: Vec<Chips>,
    /// `[round]`: player who acts first, if it can.
    pub first: Vec<usize>,
    /// `[round]`: largest number of raises, the first bet included; `u8::MAX` where none is given.
    pub max_raises: Vec<u8>,
    /// Suits of the deck: the last of clubs, diamonds, hearts, spades.
    pub suits: u8,
    /// Ranks of the deck: the highest ones.
    pub ranks: u8,
    /// Private cards of each player.
    pub hole_cards: usize,
    /// `[round]`: public cards dealt before it. The number of rounds is its length.
    pub board_cards: Vec<usize>,
}

/// Why a text is not a game.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GameError {
    /// A line that does not begin with a known word.
    #[error("line {line}: unknown key `{found}`{}", nearest(.found))]
    UnknownKey {
        /// Number of the line, from 1.
        line: usize,
        /// The word.
        found: String,
    },
    /// A word that is not a number, or one out of its range.
    #[error("line {line}: `{found}` is not a number of {expected}")]
    Number {
        /// Number of the line, from 1.
        line: usize,
        /// The word.
        found: String,
        /// The range.
        expected: &'static str,
    },
    /// Something is missing, or there is too little of it.
    #[error("`{key}` has {found} entries, expected {expected}")]
    Missing {
        /// The key.
        key: &'static str,
        /// Entries found.
        found: usize,
        /// Entries expected.
        expected: usize,
    },
    /// A number that is not possible in any game.
    #[error("`{key}` is {found}, expected {expected}")]
    Range {
        /// The key.
        key: &'static str,
        /// What it is.
        found: u64,
        /// What it may be.
        expected: &'static str,
    },
    /// A blind above the stack that it is posted from.
    #[error("player {player} posts {blind} of a stack of {stack}")]
    Blind {
        /// The player, from 1 as in the file.
        player: usize,
        /// Its blind.
        blind: Chips,
        /// Its stack.
        stack: Chips,
    },
    /// Fewer cards in the deck than are dealt.
    #[error("{dealt} cards are dealt from a deck of {deck}")]
    Deck {
        /// Cards of one hand.
        dealt: usize,
        /// Cards of the deck.
        deck: usize,
    },
}

fn nearest(found: &str) -> String {
    let near = game_file::KEYS.into_iter().map(|key| (strsim::osa_distance(&found.to_lowercase(), key), key));
    match near.min() {
        Some((distance, key)) if distance <= 3 => format!(", did you mean `{key}`?"),
        _ => format!(", expected one of {}", game_file::KEYS.join(", ")),
    }
}

impl Game {
    /// Reads a game file.
    ///
    /// ```
    /// use holdem_arena::acpc::Game;
    ///
    /// let text = "GAMEDEF\nnolimit\nnumPlayers = 2\nnumRounds = 4\nstack = 20000 20000\nblind = 100 50\n\
    ///     firstPlayer = 2 1 1 1\nnumSuits = 4\nnumRanks = 13\nnumHoleCards = 2\nnumBoardCards = 0 3 1 1\n\
    ///     END GAMEDEF\n";
    /// let game = Game::parse(text)?;
    /// assert!(game.is_holdem());
    /// assert_eq!(game.to_string(), text);
    /// # Ok::<(), holdem_arena::acpc::GameError>(())
    /// ```
    ///
    /// # Errors
    /// If a line is not understood, or the lines do not make a game.
    pub fn parse(text: &str) -> Result<Self, GameError> {
        game_file::parse(text)
    }

    /// The no-limit game of the competition for two: blinds 50 and 100, 20,000 chips every hand.
    pub fn heads_up_no_limit() -> Self {
        Self::no_limit(&[100, 50], &[20_000, 20_000])
    }

    /// No-limit hold'em with these blinds and stacks, by player; seats and order of action are those of
    /// [`holdem_game::rules`].
    pub fn no_limit(blinds: &[Chips], stacks: &[Chips]) -> Self {
        let players = stacks.len();
        let first = if players == 2 { 1 } else { 2 % players };
        Self {
            raises: Raises::NoLimit,
            players,
            stacks: stacks.to_vec(),
            blinds: blinds.to_vec(),
            first: vec![first, 0, 0, 0],
            max_raises: vec![u8::MAX; 4],
            suits: 4,
            ranks: 13,
            hole_cards: 2,
            board_cards: vec![0, 3, 1, 1],
        }
    }

    /// Number of betting rounds.
    pub fn rounds(&self) -> usize {
        self.board_cards.len()
    }

    /// Number of public cards on the board in a round.
    pub fn board_len(&self, round: usize) -> usize {
        self.board_cards[..=round].iter().sum()
    }

    /// Cards dealt in a hand.
    pub fn cards_dealt(&self) -> usize {
        self.players * self.hole_cards + self.board_len(self.rounds() - 1)
    }

    /// The largest blind.
    pub fn big_blind(&self) -> Chips {
        self.blinds.iter().copied().fold(0, Chips::max)
    }

    /// Whether raises have a size.
    pub fn is_no_limit(&self) -> bool {
        self.raises == Raises::NoLimit
    }

    /// Whether cards are dealt as in Texas hold'em.
    pub fn is_holdem(&self) -> bool {
        (self.suits, self.ranks, self.hole_cards) == (4, 13, 2) && self.board_cards == [0, 3, 1, 1]
    }

    /// The most that a player can put into the pot of one hand: its stack or, with limits on the number of
    /// raises, what they add up to.
    pub fn most_put_in(&self, player: usize) -> Chips {
        let Raises::Limit(sizes) = &self.raises else { return self.stacks[player] };
        let raised =
            sizes.iter().zip(&self.max_raises).map(|(&size, &most)| u64::from(size) * u64::from(most));
        let most = u64::from(self.big_blind()) + raised.sum::<u64>();
        most.min(u64::from(self.stacks[player])) as Chips
    }

    /// Small and big blind, if the game has the blinds and the order of action of [`holdem_game::rules`]:
    /// only the two blinds are posted, and the seat after them begins.
    pub fn stakes(&self) -> Option<Stakes> {
        let (small, big) = if self.players == 2 { (1, 0) } else { (0, 1) };
        let stakes = Stakes::new(self.blinds[small], self.blinds[big]).ok()?;
        let usual = Self::no_limit(&self.blinds, &self.stacks);
        (self.blinds.iter().skip(2).all(|&chips| chips == 0) && self.first == usual.first).then_some(stakes)
    }

    /// Chips of each player in a form that the rules can count with; `None` if they are too many.
    pub fn finite_stacks(&self) -> Option<Vec<Chips>> {
        let stacks: Vec<Chips> = (0..self.players).map(|player| self.most_put_in(player)).collect();
        let sum: u64 = stacks.iter().map(|&chips| u64::from(chips)).sum();
        if sum <= u64::from(MAX_TOTAL_CHIPS) {
            return Some(stacks);
        }
        // Nobody can tell a stack of this many chips from one that never runs out.
        let share = MAX_TOTAL_CHIPS / self.players as Chips;
        let share = share.min(self.big_blind().max(1).saturating_mul(MOST_BLINDS));
        self.stacks.iter().all(|&chips| chips >= share).then(|| vec![share; self.players])
    }

    /// Checks what no single line can show.
    pub(super) fn validated(self) -> Result<Self, GameError> {
        for (player, (&blind, &stack)) in self.blinds.iter().zip(&self.stacks).enumerate() {
            if blind > stack {
                return Err(GameError::Blind { player: player + 1, blind, stack });
            }
        }
        let (dealt, deck) = (self.cards_dealt(), usize::from(self.suits) * usize::from(self.ranks));
        if dealt > deck {
            return Err(GameError::Deck { dealt, deck });
        }
        Ok(self)
    }
}

impl fmt::Display for Game {
    /// The text of a game file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        game_file::write(self, f)
    }
}
