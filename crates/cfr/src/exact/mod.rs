//! Exact solving of games for two: spots after the flop, and small games from the blinds.
//!
//! Nothing is abstracted: a table has a row for each node, board and hand. Two players learn in turn; each
//! walk values one of them over all boards.
//!
//! | module | holds |
//! |---|---|
//! | `game` | what is solved: tree, cards, ranges, strategies held fixed |
//! | `board`, `boards` | the hands possible on a board; one board of each class up to suit isomorphism |
//! | `gadget` | a choice before the root: take the promised value, or follow |
//! | `plan`, `payoffs` | the order of work on one board of a street, fixed once |
//! | `layout`, `table` | regrets and strategy sums of a part of the boards, in 32 or 16 bits |
//! | `rule`, `schedule` | what a walk does at decisions: the variants of CFR, play, best response |
//! | `prices`, `held` | frequencies that a node plays on average, and how a walk keeps them |
//! | `whole` | CFR+ in whole numbers |
//! | `walk`, `scratch` | the walk over a board and all that follows it |
//! | `session`, `crew` | walks over all parts, shared among workers |
//! | `solver`, `clock`, `options` | a game with its tables; iterations |
//! | `measure`, `stop` | exploitability, and iterations until a target is reached |
//! | `place`, `seen`, `query` | what a solution says about a node on a board |
//! | `fitted` | average strategies adjusted to wanted frequencies |
//! | `keep` | average strategies only, for a file |
//! | `put` | a strategy from elsewhere in place of the average one, to be measured and queried |
//! | `respond` | what each hand gains by a best response |
//!
//! # What counts
//! The EV of a hand at a node is the chips that it gets out of the pot less those that it puts in from there
//! on. So folding is worth 0, and both players' EVs at the root sum to the pot less the rake. Exploitability
//! is the mean over both players of what a best response gains; strategies held fixed bind the best response
//! too. Everything is weighted by the reach of both hands, and hands that share a card never meet.
//!
//! # Parts and bits
//! Each board that follows the root's, with all boards after it, is a part; parts are the tasks of the
//! workers. A part's tables are one piece of memory, in the order in which it is walked. Sums over boards are
//! taken in a fixed order, so the number of workers does not affect the result.
//!
//! # Deviations from the papers
//! Strategy sums of DCFR add up strategies hand by hand without weighting by the player's own reach (as the
//! fastest open solver does). That saves a third of the work, and on the shared spots it needs the same
//! number of iterations to within 10 % (`docs/experiments/solving.md`).

mod board;
mod boards;
mod clock;
mod crew;
mod error;
mod fitted;
mod gadget;
mod game;
mod held;
mod keep;
mod layout;
mod measure;
mod options;
mod payoffs;
mod place;
mod plan;
mod prices;
mod put;
mod query;
mod respond;
mod rule;
mod schedule;
mod scratch;
mod seen;
mod session;
mod setup;
mod solver;
mod stop;
mod table;
mod walk;
mod whole;

pub use error::ExactError;
pub use gadget::{Gadget, GadgetKind};
pub use game::{ExactGame, Frequency, Lock};
pub use options::{ExactEstimate, ExactOptions, ExactProgress, Outcome, StopAt, Stopped};
pub use prices::HeldState;
pub use put::{PutAt, WalkedBoard};
pub use query::{BoardView, HandView, NodeView};
pub use respond::{HandBest, HandGain};
pub use rule::Weighting;
pub use schedule::Variant;
pub use solver::ExactSolver;
pub use table::LentTables;
