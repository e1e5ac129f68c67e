//! Exact solving of games for two: spots after the flop, and small games from the blinds.
//!
//! Nothing is abstracted: a table has a row for each node, board and hand. Two players learn in turn; each
//! walk values one of them over all boards.
//!
//! | module | holds |
//! |---|---|
//! | `game` | what is solved: tree, cards, ranges, strategies held fixed |
//! | `board`, `boards` | who can hold what on a board; one board of each class up to the names of the suits |
//! | `gadget` | a choice before the root: take what was promised, or follow |
//! | `plan`, `payoffs` | the order of work on one board of a street, fixed once |
//! | `layout`, `table` | regrets and strategy sums of a part of the boards, in 32 or 16 bits |
//! | `rule`, `schedule` | what a walk does at decisions: the variants of CFR, play, best response |
//! | `prices`, `held` | frequencies that a node plays on average, and what keeps them on a walk |
//! | `whole` | CFR+ in whole numbers |
//! | `walk`, `scratch` | the walk over a board and all that follows it |
//! | `session`, `crew` | walks over all parts, shared out to workers |
//! | `solver`, `clock`, `options` | a game with its tables; iterations |
//! | `measure`, `stop` | exploitability, and iterations until a target is reached |
//! | `place`, `seen`, `query` | what a solution says about a node on a board |
//! | `fitted` | average strategies levelled to wanted frequencies |
//! | `keep` | average strategies alone, for a file |
//! | `put` | a strategy from elsewhere in place of the average one, to be measured and asked |
//! | `respond` | what each hand gains by a best response |
//!
//! # What counts
//! EV of a hand at a node: the chips that it gets out of the pot less those that it puts in from there on, so
//! that folding is worth 0 and both players' EVs at the root sum to the pot, less the rake. Exploitability:
//! the mean over both players of what a best response gains; strategies held fixed bind it too. Everything is
//! weighed by the reach of both hands, and hands that share a card never meet.
//!
//! # Parts and bits
//! The boards that follow the root's are parts, each with what follows it: the tasks of the workers. A part's
//! tables are one piece of memory in the order in which it is walked. Sums over boards are taken in one
//! order, so that the number of workers cannot be seen in the result.
//!
//! # Deviations from the papers
//! Strategy sums of DCFR add up strategies hand by hand without the weight of the player's own reach (as the
//! fastest open solver does): that saves a third of the work, and on the shared spots it needs as many
//! iterations, up to 10 % more or fewer (`docs/experiments/solving.md`).

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
pub use query::{HandView, NodeView};
pub use respond::{HandBest, HandGain};
pub use rule::Weighting;
pub use schedule::Variant;
pub use solver::ExactSolver;
pub use table::LentTables;
