//! What the competition's own engine makes of games, actions and match states, beside what ours does.
//!
//! ```text
//! cargo run --release -p holdem-experiments --bin acpc_states -- ask REQUESTS SEED > requests
//! cargo run --release -p holdem-experiments --bin acpc_states -- answer < requests > ours
//! ```
//! `peers/acpc/witness.cc` answers the same requests with the competition's code; `diff` tells the rest.
//! A request is a line, and so is its answer:
//!
//! | request | answer |
//! |---|---|
//! | `game TEXT`, `;` for the ends of lines | the game as it is written, or `refused` |
//! | `play SEED NUMBER ACTION,ACTION,...` | what the dealer does with each, what everybody sees then |
//! | `read LINE` | characters read, the line as it is written, and what is allowed there, or `refused` |
#![allow(clippy::print_stdout)]

use std::fmt::Write as _;
use std::io::{BufRead, Write, stdin, stdout};
use std::sync::Arc;

use holdem_arena::acpc::{
    Action, Answer, Deals, Game, Hand, Known, MatchState, Raises, UNLIMITED, Value, push_log_state,
    push_match_state, values,
};
use holdem_cards::random::DealRng;

/// Requests of one game.
const PER_GAME: usize = 50;

fn main() {
    holdem_experiments::help(include_str!("acpc_states.rs"));
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut out = std::io::BufWriter::new(stdout().lock());
    let number = |word: &str| word.parse::<usize>().expect("a number");
    let done = match words[..] {
        ["ask", requests, seed] => ask(number(requests), number(seed) as u64, &mut out),
        ["answer"] => answer(&mut out),
        _ => panic!("ask REQUESTS SEED, or answer"),
    };
    done.and_then(|()| out.flush()).expect("standard output takes it");
}

fn ask(requests: usize, seed: u64, out: &mut impl Write) -> std::io::Result<()> {
    let mut rng = DealRng::from_seed(seed);
    for number in 0..requests {
        if number % PER_GAME == 0 {
            let game = random_game(&mut rng);
            writeln!(out, "game {}", in_one_line(&game))?;
            for _ in 0..PER_GAME.min(requests - number) {
                let request = random_request(&Arc::new(game.clone()), &mut rng);
                writeln!(out, "{request}")?;
            }
        }
    }
    Ok(())
}

fn in_one_line(game: &Game) -> String {
    game.to_string().replace('\n', ";")
}

/// Hold'em and other games, limit and not, 2 to 6 players, now and then 10.
fn random_game(rng: &mut DealRng) -> Game {
    let players = if rng.below(10) == 0 { 10 } else { 2 + rng.below(5) };
    let unit = 1 + rng.below(50) as u32;
    let mut blinds = vec![0; players];
    (blinds[0], blinds[1]) = if players == 2 { (2 * unit, unit) } else { (unit, 2 * unit) };
    if rng.below(6) == 0 {
        blinds.iter_mut().for_each(|chips| *chips = rng.below(60) as u32);
    }
    let alike = 2 * unit + rng.below(400) as u32 * unit;
    let stack = |rng: &mut DealRng| if rng.below(3) == 0 { 1 + rng.below(300) as u32 } else { alike };
    let stacks: Vec<u32> = blinds.iter().map(|&blind| stack(rng).max(blind + 1)).collect();
    let mut game = Game::no_limit(&blinds, &stacks);
    if rng.below(3) == 0 {
        game.raises = Raises::Limit((0..4).map(|_| 1 + rng.below(40) as u32).collect());
        game.max_raises = (0..4).map(|_| rng.below(5) as u8).collect();
        game.stacks = vec![if players <= 4 { UNLIMITED } else { 1_000_000 }; players];
    } else if rng.below(6) == 0 {
        game.max_raises = (0..4).map(|_| rng.below(5) as u8).collect();
    }
    if rng.below(6) == 0 {
        game.first.iter_mut().for_each(|first| *first = rng.below(players));
    }
    if rng.below(4) == 0 {
        other_cards(&mut game, rng);
    }
    game
}

/// Other decks, numbers of cards and of rounds.
fn other_cards(game: &mut Game, rng: &mut DealRng) {
    let rounds = 1 + rng.below(4);
    game.first.truncate(rounds);
    game.max_raises.truncate(rounds);
    if let Raises::Limit(sizes) = &mut game.raises {
        sizes.truncate(rounds);
    }
    game.hole_cards = 1 + rng.below(3);
    loop {
        game.board_cards = (0..rounds).map(|_| rng.below(4)).collect();
        game.suits = 1 + rng.below(4) as u8;
        game.ranks = 1 + rng.below(13) as u8;
        let board: usize = game.board_cards.iter().sum();
        // No hand has more cards than the tables of the competition rank.
        let known = board + game.hole_cards <= 7;
        if known && game.cards_dealt() <= usize::from(game.suits) * usize::from(game.ranks) {
            return;
        }
    }
}

fn random_request(game: &Arc<Game>, rng: &mut DealRng) -> String {
    let (seed, number) = (rng.bits() as u32, rng.below(1000) as u32);
    let mut hand = Hand::begin(game);
    let mut actions: Vec<String> = Vec::new();
    let most = rng.below(14);
    while hand.to_act().is_some() && actions.len() < most {
        let text = random_action(&hand, rng);
        hand.act(Answer::read(&text, &hand).action);
        actions.push(text);
    }
    if rng.below(2) == 0 {
        return format!("play {seed} {number} {}", actions.join(","));
    }
    let deal = Deals::new(game, seed).deal(game);
    let mut line = String::new();
    push_match_state(&mut line, rng.below(game.players), number, &hand, &deal.known());
    if rng.below(3) == 0 {
        damage(&mut line, rng);
    }
    format!("read {line}")
}

/// An action as players write it, rightly or not.
fn random_action(hand: &Hand, rng: &mut DealRng) -> String {
    let (min, max) = hand.raise_bounds().unwrap_or((0, 100));
    let size = match rng.below(6) {
        0 => min,
        1 => max,
        2 => rng.below(2 * max as usize + 2) as u32,
        _ => min + rng.below((max - min) as usize / 4 + 1) as u32,
    };
    match rng.below(40) {
        0 => ["q", "r", "x", "r-5", "r x", "7", "-", "/"][rng.below(8)].to_owned(),
        1 => format!("R +{size}"),
        2 => format!("b{size}c"),
        3 => "K".to_owned(),
        4..=6 => "f".to_owned(),
        7..=18 => format!("r{size}"),
        _ => "c".to_owned(),
    }
}

/// Takes out, puts in or changes a few characters.
fn damage(line: &mut String, rng: &mut DealRng) {
    for _ in 0..1 + rng.below(2) {
        let at = rng.below(line.len().max(1));
        let new = char::from(b"0123456789:/|rcfbkAKQsdh+- M"[rng.below(28)]);
        match rng.below(4) {
            0 => line.truncate(at),
            1 if at < line.len() => drop(line.remove(at)),
            2 if at < line.len() => line.replace_range(at..=at, new.encode_utf8(&mut [0; 4])),
            _ => line.insert(at.min(line.len()), new),
        }
    }
}

fn answer(out: &mut impl Write) -> std::io::Result<()> {
    let mut game = None;
    for request in stdin().lock().lines() {
        let request = request?;
        let (kind, rest) = request.split_once(' ').unwrap_or((&request, ""));
        match (kind, &game) {
            ("game", _) => {
                game = Game::parse(&rest.replace(';', "\n")).ok().map(Arc::new);
                writeln!(out, "game {}", game.as_deref().map_or_else(|| "refused".to_owned(), in_one_line))?;
            }
            ("play", Some(game)) => writeln!(out, "play{}", played(game, rest))?,
            ("read", Some(game)) => writeln!(out, "read {}", read(game, rest))?,
            _ => writeln!(out, "{kind} without a game")?,
        }
    }
    Ok(())
}

/// What becomes of a hand whose players say this.
fn played(game: &Arc<Game>, request: &str) -> String {
    let words: Vec<&str> = request.splitn(3, ' ').collect();
    let number = |at: usize| words.get(at).and_then(|word| word.parse().ok()).expect("a number");
    let deal = Deals::new(game, number(0)).deal(game);
    let mut hand = Hand::begin(game);
    let mut text = String::new();
    for action in words.get(2).filter(|words| !words.is_empty()).iter().flat_map(|words| words.split(',')) {
        let answer = Answer::read(action, &hand);
        let _ = write!(text, " {}{}", written(answer.action, game), if answer.is_mistake { "!" } else { "" });
        hand.act(answer.action);
    }
    for position in 0..game.players {
        text.push(' ');
        push_match_state(&mut text, position, number(1), &hand, &deal.known());
    }
    text.push(' ');
    push_log_state(&mut text, number(1), &hand, &deal.known());
    push_allowed(&mut text, &hand, &deal.known());
    text
}

fn written(action: Action, game: &Game) -> String {
    match action {
        Action::Fold => "f".to_owned(),
        Action::Call => "c".to_owned(),
        Action::Raise(to) if game.is_no_limit() => format!("r{to}"),
        Action::Raise(_) => "r".to_owned(),
    }
}

fn read(game: &Arc<Game>, line: &str) -> String {
    let Ok((state, rest)) = MatchState::parse(line, game) else { return "refused".to_owned() };
    let mut text = format!("{} ", line.len() - rest.len());
    let hand = &state.hand;
    let is_seen = |player: usize| player == state.position || hand.is_showdown() && !hand.is_folded(player);
    if (0..game.players).any(|player| is_seen(player) && state.holes[player].is_empty()) {
        return text + "cards are missing";
    }
    push_match_state(&mut text, state.position, state.number, hand, &state.known());
    push_allowed(&mut text, hand, &state.known());
    text
}

/// Who may do what, or what everybody has won.
fn push_allowed(text: &mut String, hand: &Hand, cards: &Known<'_>) {
    let Some(player) = hand.to_act() else {
        let values = values(hand, cards).into_iter().map(|value| Value(value).to_string());
        let _ = write!(text, " worth {}", values.collect::<Vec<_>>().join("|"));
        return;
    };
    let raise = match hand.raise_bounds() {
        None => "none".to_owned(),
        Some(_) if !hand.game().is_no_limit() => "0-0".to_owned(),
        Some((min, max)) => format!("{min}-{max}"),
    };
    let _ = write!(text, " turn {player} fold {} raise {raise}", u8::from(hand.may_fold()));
}
