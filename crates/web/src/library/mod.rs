//! The strategies and runs that may be looked at: declared folders, what lies in them, what is open.
//!
//! | module | holds |
//! |---|---|
//! | [`folders`] | the declared folders, and what lies in them |
//! | [`stamp`] | what tells one state of a file from another |
//! | [`facts`] | what a listing says of a source |
//! | [`solved`] | a solved spot that remembers what it was asked |
//! | [`open`] | strategies and solutions that are open |
//!
//! Nobody names a path: what was found has an id, and only what was found can be opened.

pub(crate) mod facts;
pub(crate) mod folders;
pub(crate) mod open;
pub(crate) mod solved;
pub(crate) mod stamp;

pub(crate) use folders::{Folders, Found, Kind, SourceId};
pub(crate) use open::{Library, Opened};
pub(crate) use solved::Solved;
pub(crate) use stamp::Stamp;
