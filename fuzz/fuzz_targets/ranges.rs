//! Ranges in text.
#![no_main]

use holdem_cards::range::Range;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(range) = text.parse::<Range>() else { return };
    let again: Range = range.to_string().parse().expect("what is written can be read");
    assert_eq!(range.to_string(), again.to_string());
});
