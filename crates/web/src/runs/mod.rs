//! Runs: what their files say while training goes on, and those that are trained here.
//!
//! | module | holds |
//! |---|---|
//! | [`log`] | `log.jsonl`, read as it grows |
//! | [`story`] | what a log comes to: the newest of everything, and charts |
//! | [`train`] | runs that this server trains |
//!
//! Who trains a run makes no difference to who watches it: everything that is shown stands in its files.

pub(crate) mod log;
pub(crate) mod story;
pub(crate) mod train;

pub(crate) use story::Stories;
pub(crate) use train::Trainings;
