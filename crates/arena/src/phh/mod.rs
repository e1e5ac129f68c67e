//! Hand histories in the PHH format: `.phh` files of one hand, `.phhs` files of many.
//!
//! Source: Juho Kim, *Recording and Describing Poker Hands* (2024); its reference reader and writer is
//! PokerKit. A file is TOML. Only the variant `NT`, no-limit Texas hold'em, is read.
//!
//! # Keys
//! - `variant`: `"NT"`;
//! - `ante_trimming_status`: whether a short ante wins no more than its size from each seat; false if absent;
//!   [`HandHistory::ante_trimming`]
//! - `antes`: amounts, one per player; [`HandHistory::antes`]
//! - `blinds_or_straddles`: amounts, one per player: small blind, big blind, straddles, zeros;
//!   [`HandHistory::blinds_or_straddles`]
//! - `min_bet`: amount: smallest bet and raise; [`HandHistory::min_bet`]
//! - `starting_stacks`: amounts before forced bets; `inf` if unknown; [`HandHistory::starting_stacks`]
//! - `actions`: strings, see below; [`HandHistory::actions`]
//! - `players`, `finishing_stacks`, `winnings`: one entry per player; optional; fields of these names
//! - `_rake`: `{basis_points, cap}`, see [`Rake`]; PokerKit reads past it; optional; [`HandHistory::rake`]
//! - `author`, `event`, `venue`, `hand`, `time` and the other optional keys of the format: of the types it
//!   names; [`HandHistory::metadata`]
//! - any other key: anything; [`HandHistory::metadata`]
//!
//! Players `p1`, `p2`, ... are the seats 0, 1, ... of [`holdem_game::rules`]: `p1` is the small blind and the
//! last one the button. With two players `p2` is the button and posts the small blind; `antes` and
//! `blinds_or_straddles` are then written in reverse, so that the small blind still comes first. All other
//! lists are in the order of the players.
//!
//! # Actions
//! | text | meaning |
//! |---|---|
//! | `d dh p1 AsKs` | two hole cards, or one of them; `??` is a card that is not known |
//! | `d db 7c8d9h` | public cards |
//! | `p1 f`, `p1 cc`, `p1 cbr 400` | fold, check or call, bet or raise **to** this total on the street |
//! | `p1 sm AsKs`, `p1 sm -`, `p1 sm` | shows these cards, shows the cards it was dealt, gives up unseen |
//! | `... # text` | a comment on an action, or alone |
//!
//! # Amounts
//! Chips are integers. If a file has decimals, the unit is the last place that any of its amounts has, so
//! `0.5` together with `0.25` is 50 units with [`HandHistory::decimal_places`] 2. Decimals are read digit by
//! digit and exactly; amounts with an exponent, a sign, more than [`MAX_DECIMAL_PLACES`] places, or beyond
//! the range of [`Chips`] are refused. An odd chip is one unit here; PokerKit divides decimals without limit.
//!
//! # Where this reader is stricter than PokerKit
//! A missing move is not filled in. Refused are a fold without a bet to face, negative blinds (posts), shown
//! cards that differ from those dealt, unequal antes with `ante_trimming_status` or with a stack that the
//! ante uses up, and straddles that do not grow from seat to seat. A hand at showdown that is neither shown
//! nor given up is compared if it is known.
//!
//! Before the flop the seat after the big blind or the last straddle acts first, as the rule books say.
//! PokerKit looks for the largest blind posted, taking the later seat if there are two. With two players and
//! equal blinds, or with a straddle or a blind that a stack does not cover, its order of action can differ;
//! such a hand is refused.
//!
//! | module | holds |
//! |---|---|
//! | `action` | actions and their text |
//! | `amount` | exact decimals |
//! | `reader`, `writer` | TOML |
//! | `replay` | the hand played by the rules |
//! | `antes` | antes that belong to nobody's bet |
//! | `record` | recorded hands of the conformance data, in both directions |

mod action;
mod amount;
mod antes;
mod error;
mod reader;
mod record;
mod replay;
mod writer;

use std::io;
use std::path::Path;

use holdem_cards::Card;
use holdem_game::rules::{Chips, HandState, Rake, Stakes};
use holdem_store::Destination;

pub use action::{Action, ActionKind};
pub use amount::MAX_DECIMAL_PLACES;
pub use error::{ActionError, AmountError, PhhError};
pub use record::RecordConversionError;
pub use replay::Replay;

/// Largest file in bytes. No collection of hands meant to be read at once comes near it; a larger file is not
/// read into memory.
pub const MAX_FILE_BYTES: u64 = 1 << 24;

/// A card, or `None` where it is not known.
pub type MaybeCard = Option<Card>;

/// One hand as it was written down. All chips are in units of the last decimal place, see
/// [`HandHistory::decimal_places`].
///
/// ```
/// use holdem_arena::phh::HandHistory;
///
/// let hand = HandHistory::parse(
///     r#"
///     variant = "NT"
///     antes = [0, 0]
///     blinds_or_straddles = [1, 2]
///     min_bet = 2
///     starting_stacks = [200, 200]
///     actions = ["d dh p1 ????", "d dh p2 AsKs", "p2 cbr 6", "p1 f"]
///     players = ["Ann", "Bob"]
///     "#,
/// )?;
/// assert_eq!(hand.replay()?.payoffs(), Some(&[-2, 2][..]));
/// assert_eq!(HandHistory::parse(&hand.to_string())?, hand);
/// # Ok::<(), holdem_arena::phh::PhhError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct HandHistory {
    /// Antes as written: by seat; with two players in reverse.
    pub antes: Vec<Chips>,
    /// Blinds and straddles as written: by seat; with two players in reverse.
    pub blinds_or_straddles: Vec<Chips>,
    /// Smallest bet and raise.
    pub min_bet: Chips,
    /// Chips before forced bets, by seat; `None` where a stack is not known and assumed to cover all bets.
    pub starting_stacks: Vec<Option<Chips>>,
    /// All that happened, in order.
    pub actions: Vec<Action>,
    /// Whether a seat whose stack does not cover the ante wins no more than what it put in from each other
    /// seat; otherwise it can win all antes.
    pub ante_trimming: bool,
    /// What the house takes.
    pub rake: Rake,
    /// Decimal places of the amounts in the file: 2 if chips are cents of the unit that the file uses.
    pub decimal_places: u8,
    /// Names, by seat.
    pub players: Option<Vec<String>>,
    /// Chips after the last action as the author noted them, by seat. A replay does not look at them.
    pub finishing_stacks: Option<Vec<Chips>>,
    /// Chips collected from pots as the author noted them, by seat. A replay does not look at them.
    pub winnings: Option<Vec<Chips>>,
    /// All other keys: optional ones of the format, and user-defined ones, whose names begin with an
    /// underscore. The format's own keys have the types that it specifies.
    pub metadata: toml::Table,
}

impl HandHistory {
    /// A hand without actions, antes and metadata: two blinds, and stacks by seat.
    pub fn new(stakes: &Stakes, starting_stacks: &[Chips]) -> Self {
        let seats = starting_stacks.len();
        let mut blinds: Vec<_> = (0..seats).map(|seat| stakes.blind_of(seat, seats)).collect();
        if seats == 2 {
            blinds.reverse();
        }
        Self {
            antes: vec![stakes.ante(); seats],
            blinds_or_straddles: blinds,
            min_bet: stakes.opening_raise(),
            starting_stacks: starting_stacks.iter().copied().map(Some).collect(),
            actions: Vec::new(),
            ante_trimming: starting_stacks.iter().any(|&chips| chips < stakes.ante()),
            rake: stakes.rake(),
            decimal_places: 0,
            players: None,
            finishing_stacks: None,
            winnings: None,
            metadata: toml::Table::new(),
        }
    }

    /// Number of players.
    pub fn num_seats(&self) -> usize {
        self.starting_stacks.len()
    }

    /// Reads one hand and plays it by the rules.
    ///
    /// # Errors
    /// If the text is not TOML, a key is missing or not of its type, or an action is not legal; the error
    /// then names the number of the action and what is legal.
    pub fn parse(text: &str) -> Result<Self, PhhError> {
        reader::parse(text)
    }

    /// Reads the text of a `.phhs` file, a table per hand in the order of the file, or that of a `.phh` file.
    ///
    /// # Errors
    /// As [`HandHistory::parse`]; a hand of several is named by its table.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, PhhError> {
        reader::parse_all(text)
    }

    /// Reads a file of one or several hands; its content tells which.
    ///
    /// # Errors
    /// As [`HandHistory::parse_all`], or if the file cannot be read, has more than [`MAX_FILE_BYTES`], or is
    /// not UTF-8.
    pub fn read(path: impl AsRef<Path>) -> Result<Vec<Self>, PhhError> {
        let path = path.as_ref();
        let text = read_text(path).map_err(|source| PhhError::Read { path: path.to_owned(), source })?;
        Self::parse_all(&text)
            .map_err(|error| PhhError::InFile { path: path.to_owned(), error: Box::new(error) })
    }

    /// Writes a file: with one table per hand if its name ends in `.phhs`, otherwise as `.phh`, which holds
    /// one hand. The file appears under its name when it is complete.
    ///
    /// # Errors
    /// If it cannot be written, or if the number of hands for a `.phh` file is not one.
    pub fn write(hands: &[Self], path: impl AsRef<Path>) -> Result<(), PhhError> {
        let path = path.as_ref();
        let text = match hands {
            _ if path.extension().is_some_and(|extension| extension == "phhs") => Self::write_all(hands),
            [hand] => hand.to_string(),
            _ => return Err(PhhError::OneHand { path: path.to_owned(), found: hands.len() }),
        };
        write_file(path, text.as_bytes()).map_err(|source| PhhError::Write { path: path.to_owned(), source })
    }

    /// The text of a `.phhs` file: tables numbered from 1.
    pub fn write_all(hands: &[Self]) -> String {
        let tables = hands.iter().enumerate().map(|(index, hand)| format!("[{}]\n{hand}", index + 1));
        tables.collect::<Vec<_>>().join("\n")
    }

    /// Plays the hand by the rules.
    ///
    /// # Errors
    /// If it cannot be set up or an action is not legal.
    pub fn replay(&self) -> Result<Replay, PhhError> {
        replay::replay(self)
    }

    /// The hand before its first action, by the rules.
    ///
    /// # Errors
    /// If it cannot be set up.
    pub fn before_the_first_move(&self) -> Result<HandState, PhhError> {
        replay::deal(self)
    }

    /// Records payoffs, by seat, as [`HandHistory::finishing_stacks`] if all stacks are known.
    pub fn note_finishing_stacks(&mut self, payoffs: &[i64]) {
        let after = |(stack, payoff): (&Option<Chips>, &i64)| {
            stack.and_then(|s| s.checked_add_signed(i32::try_from(*payoff).ok()?))
        };
        self.finishing_stacks = self.starting_stacks.iter().zip(payoffs).map(after).collect();
    }

    /// Blinds, straddles, the ante if it is the same for all (otherwise none), smallest bet and rake.
    ///
    /// # Errors
    /// If they do not make a valid game.
    pub fn stakes(&self) -> Result<Stakes, PhhError> {
        let blind = |index: usize| self.blinds_or_straddles.get(index).copied().unwrap_or(0);
        let mut stakes = Stakes::new(blind(0), blind(1))?.with_rake(self.rake)?;
        stakes = stakes.with_ante(self.uniform_ante().unwrap_or(0))?;
        for (seat, &chips) in
            self.blinds_or_straddles.iter().enumerate().skip(2).filter(|(_, chips)| **chips > 0)
        {
            stakes = stakes.with_straddle(seat, chips)?;
        }
        if self.min_bet != stakes.min_bet() || stakes.opening_raise() != stakes.min_bet() {
            stakes = stakes.with_min_bet(self.min_bet)?;
        }
        Ok(stakes)
    }

    /// The ante, if it is the same for all.
    pub(crate) fn uniform_ante(&self) -> Option<Chips> {
        let first = *self.antes.first()?;
        self.antes.iter().all(|&ante| ante == first).then_some(first)
    }
}

fn read_text(path: &Path) -> io::Result<String> {
    Ok(holdem_store::read_text(path, MAX_FILE_BYTES)?)
}

/// Writes an output file: a regular file appears whole; a pipe or a device is written to.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    Ok(holdem_store::write_output(&Destination::new(path, true)?, bytes)?)
}
