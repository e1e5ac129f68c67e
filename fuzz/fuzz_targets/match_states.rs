//! Lines of a dealer to an agent: whatever comes, what is answered is legal.
#![no_main]

use std::sync::Arc;

use holdem_arena::acpc::lines::{Lines, Next};
use holdem_arena::acpc::{Agent, Game, MatchState, read_action};
use holdem_arena::players::{Entrant, Fixed};
use libfuzzer_sys::fuzz_target;

const LIMIT: &str = "limit\nnumPlayers = 3\nnumRounds = 4\nblind = 5 10 0\nraiseSize = 10 10 20 20\n\
    firstPlayer = 3 1 1 1\nmaxRaises = 3 3 3 3\nnumSuits = 4\nnumRanks = 13\nnumHoleCards = 2\n\
    numBoardCards = 0 3 1 1\n";

fuzz_target!(|bytes: &[u8]| {
    let games = [
        Game::heads_up_no_limit(),
        Game::no_limit(&[50, 100, 0, 0], &[20_000, 350, 700, 2_000]),
        Game::parse(LIMIT).expect("it is a game"),
    ];
    for game in games {
        let game = Arc::new(game);
        let make = Box::new(|table: &_| Fixed::Uniform.seat(table));
        let mut agent = Agent::new(&game, make, 1).expect("players of this crate play it");
        let mut lines = Lines::default();
        lines.extend(bytes);
        lines.extend(b"\n");
        let mut answer = String::new();
        loop {
            match lines.take() {
                Next::Nothing => break,
                Next::TooLong(_) => {}
                Next::Line(line) => {
                    let _ = agent.hear(line, &mut answer).expect("rules of thumb do not fail");
                }
            }
        }
        for line in answer.split_terminator("\r\n") {
            let (state, rest) = MatchState::parse(line, &game).expect("an answer begins with a match state");
            let action = rest.strip_prefix(':').and_then(|text| read_action(text, &game));
            assert!(state.is_turn() && state.hand.allows(action.expect("it ends with an action")));
        }
    }
});
