//! Rules, bet-size menus, the flattened betting tree and the card models.
//!
//! The rules know nothing about abstraction or training; the betting tree knows nothing about cards. In
//! reading order:
//!
//! - [`rules`]: [`HandState`]: one hand of no-limit hold'em, two to nine seats; [`Stakes`], payouts
//! - [`menu`]: [`BetMenu`]: the bets and raises that a tree offers
//! - [`tree`]: [`BettingTree`]: every betting history of a [`BettingGame`], without cards, and what each pays
//! - [`deal`]: [`CardModel`]: hands, boards, buckets and showdowns of one game; [`DealRng`]
//! - [`mini`]: [`MiniHoldem`]: the structure of hold'em with part of the deck
//! - [`spot`]: postflop spots as files
//!
//! A game is a tree and a card model that agree on the streets:
//!
//! ```
//! use holdem_game::{BetMenu, BettingTree, CardModel, LeducCards, LeducPoker, NoLimitHoldem};
//!
//! let (tree, cards) = (BettingTree::build(&LeducPoker { players: 2 })?, LeducCards);
//! assert_eq!((tree.num_streets(), cards.num_streets(), cards.num_hands()), (2, 2, 6));
//!
//! let jam = NoLimitHoldem::heads_up(10.0, BetMenu::jam_or_fold())?.tree()?;
//! let called = jam.find("ac")?;
//! assert_eq!((jam.pot(called), jam.payoffs(called, 0).win), (40, 20.0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`DealRng`]: deal::DealRng

pub mod rules;

pub mod menu;

pub mod tree;

pub mod deal;

pub mod mini;

pub mod spot;

pub use deal::{BucketRows, CardModel, HoldemCards, KuhnCards, LeducCards, MiniHoldemCards};
pub use menu::BetMenu;
pub use mini::MiniHoldem;
pub use rules::{HandState, Stakes};
pub use tree::{BettingGame, BettingTree, KuhnPoker, LeducPoker, NoLimitHoldem, NodeId};
