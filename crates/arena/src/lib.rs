//! Matches and hand histories.
//!
//! | module | holds |
//! |---|---|
//! | [`phh`] | hand histories in the format of PokerKit: [`phh::HandHistory`], its text, its replay |
//! | [`mod@convert`] | files of recorded hands to files of hand histories, and back |

pub mod convert;
pub mod phh;
