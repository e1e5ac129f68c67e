//! Slumbot's interface: betting that is read is written the same, and a server answers whatever is sent.
#![no_main]

use std::sync::LazyLock;

use holdem_arena::players::{Entrant, Fixed};
use holdem_arena::slumbot::server::{Request, Server};
use holdem_arena::slumbot::{Answer, betting, table};
use holdem_arena::table::Table;
use holdem_cards::Card;
use libfuzzer_sys::fuzz_target;

static TABLE: LazyLock<Table> = LazyLock::new(table);

static SERVER: LazyLock<Server> = LazyLock::new(|| {
    Server::new(Box::new(|table| Fixed::Uniform.seat(table)), 1).expect("it sits anywhere")
});

fuzz_target!(|input: (Vec<u8>, &str, u8)| {
    let (body, action, cards) = input;
    let board: Vec<Card> = Card::all().take(usize::from(cards % 6)).collect();
    if let Ok(public) = betting::read(&TABLE, action, &board) {
        let text = betting::write(&public);
        let again = betting::read(&TABLE, &text, &board).expect("what was written can be read");
        assert_eq!(again.events(), public.events());
    }
    for request in [Request::NewHand, Request::Act] {
        let answer = SERVER.answer(request, &body);
        let text = serde_json::to_string(&answer).expect("an answer is JSON");
        assert_eq!(serde_json::from_str::<Answer>(&text).expect("it is read back"), answer);
    }
    // A hand of the text, letter by letter.
    let begun = SERVER.answer(Request::NewHand, b"");
    for increment in action.split('/') {
        let body = serde_json::json!({ "token": begun.token, "incr": increment }).to_string();
        SERVER.answer(Request::Act, body.as_bytes());
    }
});
