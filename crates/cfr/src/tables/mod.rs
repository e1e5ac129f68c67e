//! What is stored for every information set.
//!
//! | module | holds |
//! |---|---|
//! | [`layout`] | where the numbers of an information set are stored |
//! | `table` | regrets and strategy sums of one part of the tree |
//! | `piece` | some nodes of it, changed while others change the rest |
//! | [`storage`] | the numbers of the tables in 32 or in 16 bits |
//! | [`strategy`] | probabilities of every action |

pub mod layout;
pub(crate) mod piece;
pub mod storage;
pub mod strategy;
pub(crate) mod table;
