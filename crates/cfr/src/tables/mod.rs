//! What is known of every information set.
//!
//! | module | holds |
//! |---|---|
//! | [`layout`] | where the numbers of an information set stand |
//! | `table` | regrets and strategy sums of one part of the tree |
//! | [`storage`] | the numbers of the tables in 32 or in 16 bits |
//! | [`strategy`] | probabilities of every action |

pub mod layout;
pub mod storage;
pub mod strategy;
pub(crate) mod table;
