//! Players, tables and hand histories.
//!
//! - [`table`]: [`PublicHand`](table::PublicHand): a hand in play by the rules of any game
//! - [`player`]: [`Player`]: what sits at a table
//! - [`tally`]: sums of a sample
//! - [`acpc`]: the protocol of the computer poker competition: agent and dealer
//! - [`process`]: external programs that play over its lines
//! - [`translation`]: bets that a betting tree does not have
//! - [`players`]: strategies and rules of thumb as players, and the words that name them
//! - [`play`]: one hand, from the blinds to the payoffs
//! - [`batch`]: many hands side by side, stepped together
//! - [`aivat`]: luck taken out of a match for two
//! - [`mod@matches`]: players against each other, dealt and counted
//! - [`lbr`]: local best response: a lower bound on exploitability, with bets of any size
//! - [`subgames`]: what search gains over its own blueprint, with nearly all luck taken out
//! - [`after_training`]: what a training run measures by play
//! - [`mod@review`]: a review of recorded hands: what a strategy does, what each choice cost
//! - [`directory`]: a directory that keeps a session
//! - [`session`]: a person at the table, one move at a time
//! - [`slumbot`]: Slumbot's interface over HTTP: server and client
//! - [`phh`]: [`HandHistory`]: a recorded hand in the format of PokerKit, its text and its replay by the
//!   rules
//! - [`mod@convert`]: [`convert()`]: files of recorded hands to files of hand histories, and back
//!
//! ```
//! use holdem_arena::HandHistory;
//!
//! let text = "\
//! variant = 'NT'
//! antes = [0, 0]
//! blinds_or_straddles = [1, 2]
//! min_bet = 2
//! starting_stacks = [100, 100]
//! actions = ['d dh p1 ????', 'd dh p2 AsKs', 'p2 cbr 6', 'p1 f']
//! ";
//! let hand = HandHistory::parse(text)?;
//! assert_eq!((hand.num_seats(), hand.actions.len()), (2, 4));
//! assert_eq!(HandHistory::parse(&hand.to_string())?, hand);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod phh;

pub mod convert;

pub mod table;

pub mod player;

pub mod tally;

pub mod acpc;

pub mod process;

pub mod translation;

pub mod players;

pub mod play;

pub mod batch;

pub mod aivat;

pub mod matches;

pub mod lbr;

pub mod subgames;

pub mod after_training;

pub mod review;

pub mod directory;

pub mod session;

pub mod slumbot;

pub use convert::convert;
pub use phh::HandHistory;
pub use player::{Player, PlayerError};
