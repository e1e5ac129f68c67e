//! Game files: what is read is written and read back the same, and can be dealt and played to its end.
#![no_main]

use std::sync::Arc;

use holdem_arena::acpc::{Action, Deals, Game, Hand, Interpreter, values};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(game) = Game::parse(text) else { return };
    assert_eq!(Game::parse(&game.to_string()).as_ref(), Ok(&game));
    let game = Arc::new(game);
    let _ = Interpreter::new(&game).map(|interpreter| interpreter.begin());
    let deal = Deals::new(&game, 1).deal(&game);
    let mut hand = Hand::begin(&game);
    while hand.to_act().is_some() {
        let raise = hand.raise_bounds().map(|(min, _)| Action::Raise(min));
        let action = raise.filter(|_| hand.taken().len() % 3 == 0).unwrap_or(Action::Call);
        assert!(hand.act(action));
    }
    let sum: f64 = values(&hand, &deal.known()).iter().sum();
    assert!(sum.abs() < 1e-3, "{sum}");
});
