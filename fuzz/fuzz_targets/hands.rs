//! Recorded hands, one JSON object a line.
#![no_main]

use holdem_game::rules::conformance::{HandReader, check};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Disagreements are what it is for; an error names the line.
    let _ = check(HandReader::new(bytes), |_| {});
});
