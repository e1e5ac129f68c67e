//! Options that are one word of a few, read into types of the library crates.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use holdem_arena::lbr::LbrBets;
use holdem_arena::translation::Mapping;
use holdem_blueprint::solution::{Keep, StorageChoice};

/// How bets are taken that a strategy does not know.
pub(crate) const MAPPINGS: [Word<Mapping>; 2] = [
    ("randomised", Mapping::Randomised, "By chance"),
    ("deterministic", Mapping::Deterministic, "The likelier one"),
];

/// Bets that local best response chooses from.
pub(crate) const LBR_BETS: [Word<LbrBets>; 3] = [
    ("fc", LbrBets::Fc, "Fold or call"),
    ("fcpa", LbrBets::Fcpa, "Fold, call, a bet of the pot, all-in"),
    ("many", LbrBets::Many, "Fold, call, nine bets from a quarter of the pot to four times the pot, all-in"),
];

/// How tables are kept.
pub(crate) const STORAGES: [Word<StorageChoice>; 3] = [
    ("f32", StorageChoice::F32, "32 bits"),
    ("i16", StorageChoice::I16, "16 bits: half the memory"),
    ("auto", StorageChoice::Auto, "32 bits if they fit, else 16"),
];

/// What is kept of a solution.
pub(crate) const KEEPS: [Word<Keep>; 2] = [
    ("all", Keep::All, "Everything: it can be solved on"),
    ("strategy", Keep::Strategy, "Strategies alone: a quarter of the size"),
];

/// A word, what it says, and what help says of it.
pub(crate) type Word<T> = (&'static str, T, &'static str);

/// Reads one of these words.
pub(crate) fn one_of<T: Clone + Send + Sync + 'static, const N: usize>(
    words: [Word<T>; N],
) -> impl TypedValueParser<Value = T> {
    let names = words.clone().map(|(name, _, help)| PossibleValue::new(name).help(help));
    PossibleValuesParser::new(names).map(move |word| {
        let known = words.iter().find(|(name, ..)| *name == word);
        known.expect("no other word comes here").1.clone()
    })
}
