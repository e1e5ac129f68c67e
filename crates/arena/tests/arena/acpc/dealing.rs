//! The dealer, with players over sockets and in the process.

use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use holdem_arena::acpc::agent::{self, ConnectOptions};
use holdem_arena::acpc::dealer::{
    self, DealerError, Limits, Listening, MatchOptions, Records, Score, Seat, Sitting,
};
use holdem_arena::acpc::{Agent, Game};

use super::{Anything, LIMIT_THREE};

pub(super) fn options(hands: u32) -> MatchOptions {
    MatchOptions {
        name: "test".to_owned(),
        game_name: "some.game".to_owned(),
        hands,
        seed: 7,
        fixed_seats: false,
        limits: Limits::default(),
        tables: 1,
        start_timeout: Some(Duration::from_secs(60)),
    }
}

pub(super) struct Played {
    pub(super) result: Result<Score, DealerError>,
    pub(super) log: String,
    pub(super) notices: Vec<String>,
    pub(super) transcript: String,
}

/// Starts a player that is waited for at this address; `None` sits in the process.
type Start<T> = Option<Box<dyn FnOnce(SocketAddr) -> T + Send>>;

/// Plays a match whose players are started by `players`, with the address that each is waited for at, or sit
/// in the process.
pub(super) fn play<T: Send + 'static>(
    game: &Game,
    options: &MatchOptions,
    players: Vec<Start<T>>,
) -> (Played, Vec<T>) {
    let mut threads: Vec<JoinHandle<T>> = Vec::new();
    let mut seats = Vec::new();
    for (index, player) in players.into_iter().enumerate() {
        let name = format!("p{}", index + 1);
        let sitting = match player {
            None => Sitting::Players(
                (0..options.tables).map(|_| Box::new(Anything { fails: None }) as _).collect(),
            ),
            Some(player) => {
                let listening = Listening::open(IpAddr::V4(Ipv4Addr::LOCALHOST), 0).unwrap();
                let address = listening.address();
                threads.push(thread::spawn(move || player(address)));
                Sitting::Wire(listening.accept(&name, options.start_timeout, &|| false).unwrap())
            }
        };
        seats.push(Seat { name, sitting });
    }
    let (mut log, mut transcript, mut notices) = (Vec::new(), Vec::new(), Vec::new());
    let mut notice = |text: &str| notices.push(text.to_owned());
    let records = Records { log: &mut log, transcript: Some(&mut transcript), notice: &mut notice };
    let result = dealer::run(game, options, seats, records, &|| false);
    let played = Played {
        result,
        log: String::from_utf8(log).unwrap(),
        transcript: String::from_utf8(transcript).unwrap(),
        notices,
    };
    (played, threads.into_iter().map(|thread| thread.join().unwrap()).collect())
}

/// An agent of this crate at the end of a socket; returns its chips and hands.
fn connected(game: &Game, seed: u64) -> Start<(f64, u64)> {
    let game = Arc::new(game.clone());
    Some(Box::new(move |address| {
        let mut agent = Agent::new(&game, Anything { fails: None }.maker(), seed).unwrap();
        let patience = Duration::from_secs(60);
        let options = ConnectOptions { address: address.to_string(), patience, silence: patience };
        let tally = agent::run(&mut agent, &options, &mut |_| {}, &|| false).unwrap();
        (tally.hands.sum, tally.hands.count)
    }))
}

#[test]
fn agents_over_sockets_and_the_dealer_count_the_same_chips() {
    for game in [Game::heads_up_no_limit(), Game::parse(LIMIT_THREE).unwrap()] {
        let players = (0..game.players as u64).map(|seat| connected(&game, seat)).collect();
        let (played, counted) = play(&game, &options(300), players);
        let score = played.result.unwrap();
        assert!(played.notices.is_empty(), "{:?}", played.notices);
        for ((chips, hands), total) in counted.iter().zip(&score.totals) {
            assert!((chips - total).abs() < 1e-6 && *hands == 300, "{counted:?} {score:?}");
        }
        assert_eq!(played.log.lines().filter(|line| line.starts_with("STATE:")).count(), 300);
        assert_eq!(played.log.lines().last(), Some(&*score.line()));
    }
}

#[test]
fn any_number_of_hands_in_play_at_once_gives_the_same_log() {
    let game = Game::heads_up_no_limit();
    let logs = [1, 2, 16, 1000].map(|tables| {
        let options = MatchOptions { tables, ..options(200) };
        let players = vec![connected(&game, 1), connected(&game, 2)];
        let inside = play::<()>(&game, &options, vec![None, None]).0.log;
        (play(&game, &options, players).0.log, inside)
    });
    assert!(logs[0].0.lines().count() == 205 && logs[0].0 != logs[0].1);
    for (over_sockets, inside) in &logs {
        assert!(over_sockets == &logs[0].0 && inside == &logs[0].1);
    }
}

/// Lines of the competition's dealer, heads-up limit, seed 0: both players as in the log of a match.
#[test]
fn a_log_has_the_lines_of_the_competition() {
    let game = Game::heads_up_no_limit();
    let (played, _) = play::<()>(&game, &options(3), vec![None, None]);
    let lines: Vec<&str> = played.log.lines().collect();
    assert_eq!(
        lines[..4],
        [
            "# name/game/hands/seed test some.game 3 7",
            "#--t_response 600000",
            "#--t_hand 600000",
            "#--t_per_hand 7000"
        ]
    );
    assert!(lines[4].starts_with("STATE:0:") && lines[4].ends_with(":p1|p2"), "{}", lines[4]);
    assert!(lines[5].starts_with("STATE:1:") && lines[5].ends_with(":p2|p1"), "{}", lines[5]);
    assert!(lines[7].starts_with("SCORE:") && lines[7].ends_with(":p1|p2"), "{}", lines[7]);
}

/// A client that greets, and answers each match state in which it is in turn with what `answer` makes of it.
fn scripted(
    greeting: &'static str,
    mut answer: impl FnMut(&str) -> Option<Vec<u8>> + Send + 'static,
) -> Start<(f64, u64)> {
    Some(Box::new(move |address| {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(greeting.as_bytes()).unwrap();
        for line in BufReader::new(stream.try_clone().unwrap()).lines() {
            let Ok(line) = line else { break };
            match answer(&line) {
                Some(bytes) => {
                    if stream.write_all(&bytes).is_err() {
                        break;
                    }
                }
                None => break,
            }
        }
        (0.0, 0)
    }))
}

/// Whether a client of heads-up no-limit is in turn.
fn in_turn(line: &str) -> bool {
    let game = Arc::new(Game::heads_up_no_limit());
    holdem_arena::acpc::MatchState::parse(line, &game).is_ok_and(|(state, _)| state.is_turn())
}

fn against(greeting: &'static str, answer: impl FnMut(&str) -> Option<Vec<u8>> + Send + 'static) -> Played {
    let game = Game::heads_up_no_limit();
    play(&game, &options(20), vec![scripted(greeting, answer), None]).0
}

#[test]
fn mistakes_become_calls_and_are_counted() {
    let played = against("VERSION:2.0.0\r\n", |line| {
        let garbage = "# a comment\r\nwhat?\r\nMATCHSTATE:0:99::|\r\n";
        Some(if in_turn(line) { format!("{garbage}{line}:q7\r\n").into_bytes() } else { Vec::new() })
    });
    let score = played.result.unwrap();
    assert!(score.invalid_actions[0] >= 20 && score.invalid_actions[1] == 0);
    let count = |text: &str| played.notices.iter().filter(|notice| notice.contains(text)).count() as u32;
    assert_eq!(count("not an action, taken as a call"), score.invalid_actions[0]);
    assert_eq!(count("no match state is passed over"), score.invalid_actions[0]);
    assert_eq!(count("not asked for is passed over"), score.invalid_actions[0]);
    assert!(played.transcript.contains("FROM 1 at "), "{}", played.transcript);
}

#[test]
fn raises_of_a_wrong_size_become_the_nearest_right_one() {
    let played = against("VERSION:2.0.0\r\n", |line| {
        Some(if in_turn(line) { format!("{line}:r1\r\n").into_bytes() } else { Vec::new() })
    });
    assert!(played.result.is_ok());
    assert!(played.log.contains(":r200"), "{}", played.log);
    assert!(played.notices.iter().any(|notice| notice.contains("taken as the nearest")));
}

#[test]
fn an_answer_may_come_in_pieces_and_differ_in_case() {
    let played = against("VERSION:2.0.0\r\n", |line| {
        let shouted = line.replace(['a', 'A'], "A").replace('s', "S");
        Some(if in_turn(line) { format!("{shouted}:C\n").into_bytes() } else { Vec::new() })
    });
    assert!(played.result.is_ok() && played.notices.is_empty(), "{:?}", played.notices);
}

#[test]
fn who_leaves_or_does_not_greet_ends_the_match_and_is_named() {
    let mut turns = 0;
    let played = against("VERSION:2.0.0\r\n", move |line| {
        turns += 1;
        (turns < 20).then(|| if in_turn(line) { format!("{line}:c\r\n").into_bytes() } else { Vec::new() })
    });
    let error = played.result.unwrap_err().to_string();
    assert!(error.starts_with("player p1: left the table"), "{error}");
    assert!(played.log.lines().count() > 4 && !played.log.contains("SCORE"), "{}", played.log);
    let error = against("HELLO\r\n", |_| None).result.unwrap_err().to_string();
    assert_eq!(error, "player p1: greets with `HELLO`, expected VERSION:2.0.0");
}

#[test]
fn another_version_is_told_and_played_with() {
    let calls =
        |line: &str| Some(if in_turn(line) { format!("{line}:c\r\n").into_bytes() } else { Vec::new() });
    for (greeting, notices) in [("VERSION:1.0.0\n", 1), ("VERSION:2.1.0\n", 1), ("VERSION:2.0.7\n", 0)] {
        let played = against(greeting, calls);
        assert_eq!((played.result.is_ok(), played.notices.len()), (true, notices), "{greeting}");
        assert!(played.notices.iter().all(|notice| notice.contains("this dealer 2.0")));
    }
}

#[test]
fn a_size_may_have_a_sign_and_white_space_in_front_as_where_dealers_read_it() {
    for (size, raised) in [("-5", ":r200"), ("+300", ":r300"), (" 300", ":r300"), ("99999999999", ":r20000")]
    {
        let played = against("VERSION:2.0.0\r\n", move |line| {
            let action = if line.contains("::") { format!("r{size}") } else { "c".to_owned() };
            Some(if in_turn(line) { format!("{line}:{action}\r\n").into_bytes() } else { Vec::new() })
        });
        assert_eq!(played.result.unwrap().invalid_actions, [0, 0], "{size}");
        assert!(played.log.contains(raised), "{size}: {}", played.log);
    }
}

#[test]
fn a_transcript_says_what_the_competition_says_on_standard_error() {
    let game = Game::heads_up_no_limit();
    let (played, _) = play(&game, &options(3), vec![connected(&game, 1), connected(&game, 2)]);
    let lines: Vec<&str> = played.transcript.lines().collect();
    assert_eq!(lines[..4], played.log.lines().collect::<Vec<_>>()[..4]);
    assert!(lines[4].starts_with("STARTED at ") && lines[5].starts_with("TO 1 at "), "{}", played.transcript);
    let [.., finished, score] = lines[..] else { panic!("{}", played.transcript) };
    assert!(finished.starts_with("FINISHED at ") && Some(score) == played.log.lines().last());
}

#[test]
fn whoever_takes_too_long_ends_the_match() {
    let game = Game::heads_up_no_limit();
    let slow = |_: &str| Some(Vec::new());
    let limits = Limits { response: Duration::from_millis(1500), ..Limits::default() };
    let options = MatchOptions { limits, ..options(20) };
    let (played, _) = play(&game, &options, vec![scripted("VERSION:2.0.0\r\n", slow), None]);
    let error = played.result.unwrap_err().to_string();
    assert!(error.starts_with("player p1 ran out of time in hand "), "{error}");
}

#[test]
fn a_limit_of_mistakes_holds() {
    let game = Game::heads_up_no_limit();
    let limits = Limits { invalid_actions: 2, ..Limits::default() };
    let options = MatchOptions { limits, ..options(20) };
    let wrong =
        |line: &str| Some(if in_turn(line) { format!("{line}:\r\n").into_bytes() } else { Vec::new() });
    let (played, _) = play(&game, &options, vec![scripted("VERSION:2.0.0\r\n", wrong), None]);
    let error = played.result.unwrap_err().to_string();
    assert!(error.starts_with("player p1 made more than 2 mistakes"), "{error}");
}
