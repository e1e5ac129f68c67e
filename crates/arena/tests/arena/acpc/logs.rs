//! Logs that the competition's own dealer wrote with its example players, dealt and played again.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use holdem_arena::acpc::{Deals, Game, MatchState, Value, push_log_state, values};

/// Games whose logs are in `tests/data/acpc`, with the folder of their game file.
const GAMES: [(&str, &str); 6] = [
    ("nolimit-2p", "../../configs/acpc"),
    ("nolimit-3p", "../../configs/acpc"),
    ("nolimit-6p", "../../configs/acpc"),
    ("limit-2p", "../../configs/acpc"),
    ("limit-3p", "../../configs/acpc"),
    ("leduc", "tests/data/acpc"),
];

fn read(folder: &str, file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(file)).unwrap()
}

fn values_line(values: &[f64]) -> String {
    values.iter().map(|&value| Value(value).to_string()).collect::<Vec<_>>().join("|")
}

/// The log again: its seed, betting and names, and everything else of ours.
fn dealt_again(game: &Arc<Game>, log: &str) -> String {
    let mut deals: Option<Deals> = None;
    let (mut again, mut totals) = (String::new(), vec![0.0; game.players]);
    for line in log.lines() {
        let fields: Vec<&str> = line.split(':').collect();
        match fields[..] {
            ["STATE", number, betting, cards, _, names] => {
                let number: usize = number.parse().unwrap();
                let line = format!("MATCHSTATE:0:{number}:{betting}:{cards}");
                let (state, rest) = MatchState::parse(&line, game).unwrap();
                assert!(state.hand.to_act().is_none() && rest.is_empty(), "{line}");
                let deal = deals.as_mut().expect("the header comes first").deal(game);
                let values = values(&state.hand, &deal.known());
                push_log_state(&mut again, number as u32, &state.hand, &deal.known());
                let _ = writeln!(again, ":{}:{names}", values_line(&values));
                for (position, value) in values.iter().enumerate() {
                    totals[(number + position) % game.players] += value;
                }
            }
            ["SCORE", _, names] => {
                let _ = writeln!(again, "SCORE:{}:{names}", values_line(&totals));
            }
            _ => {
                if let Some(words) = line.strip_prefix("# name/game/hands/seed ") {
                    let seed = words.rsplit(' ').next().unwrap().parse().unwrap();
                    deals = Some(Deals::new(game, seed));
                }
                let _ = writeln!(again, "{line}");
            }
        }
    }
    again
}

#[test]
fn logs_of_the_competitions_dealer_are_dealt_again_to_the_letter() {
    for (name, folder) in GAMES {
        let game = Arc::new(Game::parse(&read(folder, &format!("{name}.game"))).unwrap());
        let log = read("tests/data/acpc", &format!("{name}.log"));
        assert_eq!(log.lines().filter(|line| line.starts_with("STATE:")).count(), 40);
        let again = dealt_again(&game, &log);
        for (found, expected) in again.lines().zip(log.lines()) {
            assert_eq!(found, expected, "{name}");
        }
        assert_eq!(again.len(), log.len());
    }
}
