//! Who may ask, and what every response says to the browser.
//!
//! | module | holds |
//! |---|---|
//! | [`origin`] | which hosts and origins are ours |
//! | [`token`] | the token of a server that is bound beyond loopback |
//! | [`rate`] | how many requests a second |
//! | [`headers`] | content security policy and its kin |
//! | [`gate`] | the judge of every request |

pub(crate) mod gate;
pub(crate) mod headers;
pub(crate) mod origin;
pub(crate) mod rate;
pub(crate) mod token;

pub(crate) use gate::Gate;
