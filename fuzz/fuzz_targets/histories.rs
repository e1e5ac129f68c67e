//! Hand histories in the format of PokerKit.
#![no_main]

use holdem_arena::phh::HandHistory;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(hands) = HandHistory::parse_all(text) else { return };
    for hand in &hands {
        // A history that breaks the rules is refused with its action.
        let _ = hand.replay();
    }
    let again = HandHistory::write_all(&hands);
    assert_eq!(HandHistory::parse_all(&again).expect("what is written can be read").len(), hands.len());
});
