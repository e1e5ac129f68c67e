//! Match states, read and answered.

use std::sync::Arc;

use holdem_arena::acpc::agent::Heard;
use holdem_arena::acpc::{Agent, Deals, Game, Hand, Interpreter, MatchState, read_action};
use holdem_cards::random::DealRng;

use super::{Anything, random_game, random_hand};

/// The match state of a hand as a dealer would send it to `position`, word by word.
fn line(hand: &Hand, position: usize, number: u32, seed: u32) -> String {
    let game = hand.game();
    let deal = Deals::new(game, seed).deal(game);
    let text = |cards: &[holdem_cards::Card]| cards.iter().map(ToString::to_string).collect::<String>();
    let shown = |player: usize| player == position || hand.is_showdown() && !hand.is_folded(player);
    let holes: Vec<String> =
        (0..game.players).map(|p| if shown(p) { text(deal.hole(p)) } else { String::new() }).collect();
    let board: Vec<String> = (0..=hand.round())
        .map(|round| {
            text(&deal.board()[game.board_len(round) - game.board_cards[round]..game.board_len(round)])
        })
        .collect();
    format!("MATCHSTATE:{position}:{number}:{}:{}{}", hand.betting(), holes.join("|"), board.join("/"))
}

/// Cuts, doubles and swaps bytes.
fn damage(line: &str, rng: &mut DealRng) -> Vec<u8> {
    let mut bytes = line.as_bytes().to_vec();
    for _ in 0..1 + rng.below(3) {
        let at = rng.below(bytes.len().max(1));
        match rng.below(4) {
            0 => bytes.truncate(at),
            1 if !bytes.is_empty() => bytes[at] = rng.below(256) as u8,
            2 if !bytes.is_empty() => bytes.insert(at, b"0123456789:/|rcfAKQs\xff"[rng.below(21)]),
            _ if !bytes.is_empty() => {
                bytes.remove(at);
            }
            _ => {}
        }
    }
    bytes
}

/// An answer is the line with an action behind it that the rules allow there.
fn assert_legal(answer: &str, line: &[u8], game: &Arc<Game>) {
    let answer = answer.strip_suffix("\r\n").expect("an answer is one line");
    let (state, rest) = MatchState::parse(answer, game).unwrap();
    let asked = std::str::from_utf8(line).unwrap().trim_end();
    assert_eq!(answer.strip_suffix(rest), Some(asked));
    let action = read_action(rest.strip_prefix(':').unwrap(), game).unwrap();
    assert!(state.is_turn() && state.hand.allows(action), "{answer}");
}

#[test]
fn a_hundred_thousand_match_states_whole_and_damaged_are_never_answered_against_the_rules() {
    let (mut whole, mut answered, mut survived) = (0, 0, 0);
    for seed in 0..2_000 {
        let mut rng = DealRng::for_iteration(19, seed);
        let game = Arc::new(random_game(&mut rng));
        let mut agent = Agent::new(&game, Anything { fails: Some(20) }.maker(), seed).unwrap();
        for number in 0..50 {
            let hand = random_hand(&game, &mut rng);
            let anybody = rng.below(game.players);
            let position = hand.to_act().filter(|_| rng.below(4) > 0).unwrap_or(anybody);
            let line = line(&hand, position, number, rng.bits() as u32);
            let (state, rest) =
                MatchState::parse(&line, &game).unwrap_or_else(|e| panic!("{line}: {e}\n{game}"));
            assert_eq!((&state.hand, state.position, state.number, rest), (&hand, position, number, ""));
            let mut answer = String::new();
            let heard = agent.hear(line.as_bytes(), &mut answer).unwrap();
            whole += 1;
            assert!(!matches!(heard, Heard::NotUnderstood(_)), "{heard:?}");
            assert_eq!(answer.is_empty(), !state.is_turn(), "{line}");
            if state.is_turn() {
                assert_legal(&answer, line.as_bytes(), &game);
                answered += 1;
            }
            let damaged = damage(&line, &mut rng);
            answer.clear();
            agent.hear(&damaged, &mut answer).unwrap();
            if !answer.is_empty() {
                assert_legal(&answer, &damaged, &game);
                survived += 1;
            }
        }
    }
    assert_eq!(whole, 100_000);
    // What is tested is worth nothing if it never happens.
    assert!(answered > 30_000 && survived > 1_000, "{answered} {survived}");
}

#[test]
fn a_player_sees_the_pot_that_the_dealer_sees() {
    for seed in 0..20_000 {
        let mut rng = DealRng::for_iteration(20, seed);
        let game = Arc::new(random_game(&mut rng));
        let hand = random_hand(&game, &mut rng);
        let Some(position) = hand.to_act() else { continue };
        let (state, _) = MatchState::parse(&line(&hand, position, 0, 0), &game).unwrap();
        let public = Interpreter::new(&game).unwrap().public(&state);
        let betting = public.betting();
        assert_eq!(betting.contributed(), hand.put_in(), "{}\n{game}", hand.betting());
        assert_eq!(
            (betting.to_act(), betting.street()),
            (Some(position), hand.round()),
            "{}",
            hand.betting()
        );
        assert_eq!(public.board().count_ones() as usize, game.board_len(hand.round()));
        assert_eq!(public.moves().count(), hand.taken().len());
        assert_eq!(betting.legal().fold, hand.may_fold());
    }
}

#[test]
fn other_games_than_holdem_are_refused_by_players_of_this_crate() {
    let mut game = Game::heads_up_no_limit();
    game.hole_cards = 1;
    assert!(Interpreter::new(&Arc::new(game.clone())).unwrap_err().to_string().contains("not Texas hold'em"));
    let ten = Game::no_limit(&[1, 2, 0, 0, 0, 0, 0, 0, 0, 0], &[100; 10]);
    assert_eq!(Interpreter::new(&Arc::new(ten)).unwrap_err().to_string(), "10 players, expected at most 9");
}

#[test]
fn lines_that_are_no_match_states_say_why() {
    let game = Arc::new(Game::heads_up_no_limit());
    for (line, expected) in [
        ("MATCHSTATE:2:0::AsKs|", "position 2, expected one below 2"),
        ("MATCHSTATE:0:x::AsKs|", "not a match state, expected MATCHSTATE"),
        ("MATCHSTATE:0:0:cr150:AsKs|/2c3c4c", "action 2 of the betting is not allowed"),
        ("MATCHSTATE:0:0:ccf:AsKs|/2c3c4c", "action 3 of the betting is not allowed"),
        ("MATCHSTATE:0:0:cq:AsKs|/2c3c4c", "action 2 of the betting is not allowed"),
        ("MATCHSTATE:0:0:cc:AsKs|/2c3c", "the public cards are not those of the game"),
        ("MATCHSTATE:0:0:cc:AsKs|/2c3cAs", "the private and public cards are not those of the game"),
        ("MATCHSTATE:0:0::As|", "the private cards are not those of the game"),
        ("MATCHSTATE:0:0::AsKs", "the private cards are not those of the game"),
        ("MATCHSTATE:0:99999999999::AsKs|", "not a match state"),
        ("MATCHSTATE:0:0:r99999999999:AsKs|", "action 1 of the betting"),
        ("État", "not a match state"),
    ] {
        let found = MatchState::parse(line, &game).unwrap_err().to_string();
        assert!(found.starts_with(expected), "{line}: {found}");
    }
}
