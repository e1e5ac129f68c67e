//! Playing against a strategy, and judging decisions.
//!
//! | module | holds |
//! |---|---|
//! | [`tokens`] | moves as text |
//! | [`judge`] | what a strategy would have done, and what a decision cost |
//! | [`chances`] | how the chances stand when all are all-in |
//! | [`hand`] | [`Hand`]: one hand in play |
//! | [`luck`] | luck taken out of results |
//! | [`session`] | [`Session`]: hands one after the other, kept in a file |
//! | [`story`] | what happened in a hand, line by line |
//! | [`showdown`] | how a hand ended |
//! | [`shown`] | a session as it is sent |
//! | [`book`] | [`Sessions`]: all of them |
//! | [`review`] | recorded hands, judged |

pub(crate) mod book;
pub(crate) mod chances;
pub(crate) mod hand;
pub(crate) mod judge;
pub(crate) mod luck;
pub(crate) mod review;
pub(crate) mod session;
pub(crate) mod showdown;
pub(crate) mod shown;
pub(crate) mod story;
pub(crate) mod tokens;

pub(crate) use book::Sessions;
pub(crate) use session::Session;
