//! What can be wrong with a hand history.

use std::fmt;
use std::io;
use std::path::PathBuf;

use holdem_cards::Card;
use holdem_game::rules::{IllegalMove, LegalActions, SetupError, StakesError};

use super::amount::MAX_DECIMAL_PLACES;

/// Why a hand history cannot be read, written or played.
#[derive(Debug, thiserror::Error)]
pub enum PhhError {
    /// The file cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file cannot be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file for one hand, with none or several.
    #[error("{}: {found} hands, expected one, or a file named .phhs", path.display())]
    OneHand {
        /// The file.
        path: PathBuf,
        /// Number of hands.
        found: usize,
    },
    /// Something is wrong in this file.
    #[error("{}: {error}", path.display())]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: Box<PhhError>,
    },
    /// Something is wrong with one hand of several.
    #[error("hand [{table}]: {error}")]
    InHand {
        /// Its table.
        table: String,
        /// What is wrong.
        error: Box<PhhError>,
    },
    /// The text is not TOML.
    #[error("line {line}: not TOML: {reason}")]
    Toml {
        /// Line where reading stopped, counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A missing key that every hand must have.
    #[error("no `{key}`")]
    Missing {
        /// The key.
        key: &'static str,
    },
    /// Poker of another kind.
    #[error("`variant` is `{found}`, expected `NT`, no-limit hold'em")]
    Variant {
        /// The variant.
        found: String,
    },
    /// A value of a type that the format does not allow.
    #[error("`{key}` is of type {found}, expected {expected}")]
    Type {
        /// Key of the value.
        key: String,
        /// What it should be.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// A list that does not have one entry per player.
    #[error("`{key}` has {found} entries, expected one for each of {expected} players")]
    Length {
        /// Key of the list.
        key: String,
        /// Players at the table, the length of `starting_stacks`.
        expected: usize,
        /// Entries in the list.
        found: usize,
    },
    /// An amount that cannot be counted in chips.
    #[error("`{key}`: {error}")]
    Amount {
        /// Key of the amount.
        key: &'static str,
        /// What is wrong with it.
        error: AmountError,
    },
    /// Blinds, straddles or antes that are not a valid game.
    #[error(transparent)]
    Stakes(#[from] StakesError),
    /// Stacks that nobody can play with.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// Antes that differ between players, cut to what each has put in.
    #[error("`antes` differ between players, expected `ante_trimming_status` to be false")]
    TrimmedAntes,
    /// An ante of its own that leaves a player no chips.
    #[error("`antes` differ between players and leave p{} no chips, expected a larger stack", seat + 1)]
    AllInAnte {
        /// Seat, counted from 0.
        seat: usize,
    },
    /// An action that cannot be read or is not legal.
    #[error("action {number} `{text}`: {error}")]
    Action {
        /// Number of the action, counted from 1.
        number: usize,
        /// The action.
        text: String,
        /// What is wrong with it.
        error: ActionError,
    },
}

/// Why text is not an amount of chips.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Not a number, or one with a sign or an exponent.
    #[error("`{found}` is not an amount, expected digits, perhaps with a decimal point")]
    Malformed {
        /// The text.
        found: String,
    },
    /// Too fine.
    #[error("`{found}` has more than {MAX_DECIMAL_PLACES} decimal places")]
    Places {
        /// The text.
        found: String,
    },
    /// Too many chips.
    #[error("`{found}` with {places} decimal places is more than the rules count with")]
    Range {
        /// The text.
        found: String,
        /// Decimal places that the file needs.
        places: u8,
    },
}

/// Why an action is not one, or not legal where it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActionError {
    /// Words that are no action.
    #[error(
        "not an action, expected `d dh pN CARDS`, `d db CARDS`, `pN f`, `pN cc`, `pN cbr AMOUNT` or `pN sm \
         [CARDS]`"
    )]
    Grammar,
    /// Text that is not cards, or too many cards.
    #[error("`{found}` is not {expected}, such as `AsKs` or `??`")]
    Cards {
        /// The text.
        found: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A raise to no amount.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// No such player.
    #[error("no player p{}, expected p1 to p{seats}", seat + 1)]
    Player {
        /// Seat named, counted from 0.
        seat: usize,
        /// Players at the table.
        seats: usize,
    },
    /// A card that is elsewhere.
    #[error("{card} is dealt twice")]
    Duplicate {
        /// The card.
        card: Card,
    },
    /// Hole cards dealt after the first move.
    #[error("hole cards are dealt before the first player acts")]
    LateHoleCards,
    /// More hole cards than hold'em has.
    #[error("p{} has {held} hole cards, expected 2 in all", seat + 1)]
    HoleCards {
        /// Seat, counted from 0.
        seat: usize,
        /// Cards that it already has.
        held: usize,
    },
    /// Public cards out of place.
    #[error("{found} public cards, expected {due}")]
    BoardNotDue {
        /// Cards dealt.
        found: usize,
        /// Cards to be dealt next.
        due: usize,
    },
    /// A move before the public cards of its street.
    #[error("{missing} public cards are to be dealt first")]
    BoardDue {
        /// Cards to be dealt.
        missing: usize,
    },
    /// It is another player's turn, or nobody's.
    #[error("{}", Turn(*turn, legal))]
    Turn {
        /// Seat in turn, counted from 0.
        turn: Option<usize>,
        /// What it may do.
        legal: LegalActions,
    },
    /// A move against the rules.
    #[error(transparent)]
    Illegal(#[from] IllegalMove),
    /// Showing while somebody may still act.
    #[error("betting is not over: {}", Turn(Some(*turn), legal))]
    EarlyShow {
        /// Seat in turn, counted from 0.
        turn: usize,
        /// What it may do.
        legal: LegalActions,
    },
    /// Showing a hand that is not at showdown.
    #[error("p{} has folded, or has shown or given up its hand", seat + 1)]
    NotAtShowdown {
        /// Seat, counted from 0.
        seat: usize,
    },
    /// Giving up a pot that nobody else can win.
    #[error("p{} has won: nobody else is left", seat + 1)]
    NothingToMuck {
        /// Seat, counted from 0.
        seat: usize,
    },
    /// Showing other cards than those dealt.
    #[error("p{} was dealt other cards", seat + 1)]
    OtherCards {
        /// Seat, counted from 0.
        seat: usize,
    },
}

struct Turn<'a>(Option<usize>, &'a LegalActions);

impl fmt::Display for Turn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(seat) => write!(f, "p{} is in turn, legal is {}", seat + 1, self.1),
            None => f.write_str("betting is over"),
        }
    }
}
