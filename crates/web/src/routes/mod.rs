//! Handlers: each reads a request, calls the library, and sends what it says.
//!
//! | module | routes |
//! |---|---|
//! | [`extract`] | what handlers take: ids, parameters, bodies |
//! | [`guarded`] | what stands before and behind all of them |
//! | [`about`] | the server itself |
//! | [`sources`] | sources: list, one of them, its hands |
//! | [`strategy`] | what a source says at a place |
//! | [`batches`] | one spot on many flops |
//! | [`play`] | sessions, and recorded hands that are judged |
//! | [`ranges`] | text, weights and grids of ranges |
//! | [`events`] | server-sent events |
//! | [`runs`] | runs: listed and watched |
//! | [`training`] | runs that are trained here: estimated, begun, stopped, continued |
//! | [`solves`] | spots: checked, solved, watched, saved |
//! | [`assets`] | the page |

pub(crate) mod about;
pub(crate) mod assets;
pub(crate) mod batches;
pub(crate) mod events;
pub(crate) mod extract;
pub(crate) mod guarded;
pub(crate) mod play;
pub(crate) mod ranges;
pub(crate) mod runs;
pub(crate) mod solves;
pub(crate) mod sources;
pub(crate) mod strategy;
pub(crate) mod training;
