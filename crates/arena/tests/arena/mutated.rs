//! Whatever comes over a wire or stands in a game file: what the fuzz targets `games`, `match_states` and
//! `slumbot` ask for, on a hundred thousand damaged inputs, without a nightly compiler.

use std::path::Path;
use std::sync::Arc;

use holdem_arena::acpc::lines::{Lines, Next};
use holdem_arena::acpc::{Action, Agent, Deals, Game, Hand, Interpreter, MatchState, read_action, values};
use holdem_arena::players::{Entrant, Fixed};
use holdem_arena::slumbot::server::{Request, Server};
use holdem_arena::slumbot::{Answer, betting, table};
use holdem_cards::Card;
use holdem_cards::random::DealRng;

/// Bytes that mean something somewhere, more often than others.
const LIKELY: &[u8] = b"0123456789 \t\r\n:/|=#;.,-+rcfkbxadshAKQJT23{}[]\"'tokenincrMATCHSTATEGAMEDEF";

/// A text with some bytes put in, taken out, changed or doubled.
fn damaged(text: &str, rng: &mut DealRng) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=rng.below(6) {
        let at = rng.below(bytes.len().max(1)).min(bytes.len());
        let byte = if rng.below(8) == 0 { rng.bits() as u8 } else { LIKELY[rng.below(LIKELY.len())] };
        match rng.below(5) {
            0 => bytes.insert(at, byte),
            1 if at < bytes.len() => drop(bytes.remove(at)),
            2 if at < bytes.len() => bytes[at] = byte,
            3 => bytes.truncate(at + rng.below(bytes.len() - at + 1)),
            _ => {
                let end = (at + rng.below(12)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, piece));
            }
        }
    }
    bytes
}

#[test]
fn damaged_game_files_are_read_the_same_again_and_can_be_dealt_or_are_refused() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs/acpc");
    let files: Vec<String> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .map(|text| text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n"))
        .collect();
    let (mut rng, mut games) = (DealRng::from_seed(1), 0);
    for number in 0..40_000 {
        let bytes = damaged(&files[number % files.len()], &mut rng);
        let Ok(text) = std::str::from_utf8(&bytes) else { continue };
        let Ok(game) = Game::parse(text) else { continue };
        assert_eq!(Game::parse(&game.to_string()).as_ref(), Ok(&game), "{text}");
        games += 1;
        if games % 16 == 0 {
            play(&Arc::new(game));
        }
    }
    assert!(games > 1_000, "{games} of them are games");
}

/// A hand of a game to its end.
fn play(game: &Arc<Game>) {
    let _ = Interpreter::new(game).map(|interpreter| interpreter.begin());
    let deal = Deals::new(game, 1).deal(game);
    let mut hand = Hand::begin(game);
    while hand.to_act().is_some() {
        let raise = hand.raise_bounds().map(|(min, _)| Action::Raise(min));
        let raises = hand.taken().len().is_multiple_of(3) && hand.taken().len() < 300;
        let action = raise.filter(|_| raises).unwrap_or(Action::Call);
        assert!(hand.act(action));
    }
    let sum: f64 = values(&hand, &deal.known()).iter().sum();
    assert!(sum.abs() < 1e-3, "{sum}: {game}");
}

#[test]
fn whatever_a_dealer_sends_an_agent_answers_what_is_legal() {
    const STATES: &[&str] = &[
        "MATCHSTATE:1:0::|AsKs",
        "MATCHSTATE:1:3:r250c/:|QhJd/2c3c4c",
        "MATCHSTATE:0:17:cc/cr400c/:AsKs|/2c3c4c/5d",
        "MATCHSTATE:1:30:r300r900c/r1800c/cc/:|AdAc/Ts9h2d/7c/2s",
        "MATCHSTATE:0:31:r300r20000c///:AsKs|AdAc/Ts9h2d/7c/2s",
    ];
    let games = [Game::heads_up_no_limit(), Game::no_limit(&[50, 100, 0, 0], &[20_000, 350, 700, 2_000])];
    let mut rng = DealRng::from_seed(2);
    let mut answers = 0;
    for game in games.map(Arc::new) {
        for round in 0..50 {
            let make = Box::new(|table: &_| Fixed::Uniform.seat(table));
            let mut agent = Agent::new(&game, make, round).unwrap();
            let mut lines = Lines::default();
            for number in 0..400 {
                let state = STATES[number % STATES.len()];
                // Some are whole, so that there is a hand in play for the others to disturb.
                match rng.below(4) {
                    0 => lines.extend(state.as_bytes()),
                    _ => lines.extend(&damaged(state, &mut rng)),
                }
                lines.extend(if rng.below(10) == 0 { &b""[..] } else { b"\r\n" });
                let mut answer = String::new();
                loop {
                    match lines.take() {
                        Next::Nothing => break,
                        Next::TooLong(_) => {}
                        Next::Line(line) => drop(agent.hear(line, &mut answer).unwrap()),
                    }
                }
                for line in answer.split_terminator("\r\n") {
                    let (state, rest) = MatchState::parse(line, &game).unwrap();
                    let action = rest.strip_prefix(':').and_then(|text| read_action(text, &game)).unwrap();
                    assert!(state.is_turn() && state.hand.allows(action), "{line}");
                    answers += 1;
                }
            }
        }
    }
    assert!(answers > 50, "{answers} answers");
}

#[test]
fn whatever_is_sent_to_a_server_of_slumbots_interface_is_answered() {
    const BETTINGS: &[&str] = &["b200c/kk/b400c/kb800f", "ck/kk/kk/kk", "b200b600c/b1200f", "cb20000c///"];
    let table = table();
    let server = Server::new(Box::new(|table| Fixed::Uniform.seat(table)), 1).unwrap();
    let (mut rng, mut read) = (DealRng::from_seed(3), 0);
    let mut token = server.answer(Request::NewHand, b"").token;
    for number in 0..20_000 {
        let bytes = damaged(BETTINGS[number % BETTINGS.len()], &mut rng);
        let board: Vec<Card> = Card::all().take(rng.below(6)).collect();
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(public) = betting::read(&table, &text, &board) {
            let again = betting::read(&table, &betting::write(&public), &board).unwrap();
            assert_eq!(again.events(), public.events(), "{text}");
            read += 1;
        }
        let increment = text.split('/').next().unwrap_or_default();
        let whole = serde_json::json!({ "token": token, "incr": increment }).to_string();
        let body = if rng.below(3) == 0 { damaged(&whole, &mut rng) } else { whole.into_bytes() };
        let request = if rng.below(4) == 0 { Request::NewHand } else { Request::Act };
        let answer = server.answer(request, &body);
        let text = serde_json::to_string(&answer).unwrap();
        assert_eq!(serde_json::from_str::<Answer>(&text).unwrap(), answer);
        if answer.token.is_some() {
            token = answer.token;
        }
    }
    assert!(read > 500, "{read} of them are bettings");
}
