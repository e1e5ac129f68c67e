//! Slumbot's interface, both ends.

mod client;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use holdem_arena::HandHistory;
use holdem_arena::players::Entrant;
use holdem_arena::players::Fixed;
use holdem_arena::slumbot::client::{Client, ClientError, ClientOptions, SessionDirectory};
use holdem_arena::slumbot::server::{HttpOptions, Request, Server, serve};
use holdem_arena::slumbot::{Answer, betting, table};
use holdem_cards::random::DealRng;
use holdem_game::rules::{Move, Phase};
use serde_json::{Value, json};

fn server(seed: u64) -> Server {
    Server::new(Box::new(|table| Fixed::Uniform.seat(table)), seed).unwrap()
}

/// A server on a port of its own; it ends with this.
struct Serving {
    url: String,
    address: String,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Serving {
    fn start(options: HttpOptions) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            serve(listener, Arc::new(server(1)), options, &|| flag.load(Ordering::Relaxed)).unwrap();
        });
        Self { url: format!("http://{address}"), address, stop, thread: Some(thread) }
    }

    /// Sends bytes and returns all that comes back.
    fn raw(&self, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let _ = stream.write_all(request);
        let mut text = String::new();
        let _ = stream.read_to_string(&mut text);
        text
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap();
    }
}

fn options(url: &str, hands: u64) -> ClientOptions {
    ClientOptions { url: url.to_owned(), hands, seed: 3, patience: Duration::from_secs(30) }
}

fn play(options: &ClientOptions, directory: &Path) -> (Result<(), ClientError>, Vec<String>, u64) {
    let mut notices = Vec::new();
    let mut notice = |text: &str| notices.push(text.to_owned());
    let directory = SessionDirectory::new(Some(directory));
    let mut client =
        Client::new(options, |table| Fixed::Uniform.seat(table), directory, &mut notice, &|| false).unwrap();
    let result = client.play(&mut |_| {});
    let hands = client.kept().won.count;
    drop(client);
    (result, notices, hands)
}

#[test]
fn betting_is_written_and_read_back_the_same() {
    let table = table();
    for seed in 0..3_000 {
        let mut rng = DealRng::for_iteration(23, seed);
        let dealt = table.deal(&mut rng);
        let mut public = table.begin();
        let most = rng.below(20);
        while public.moves().count() < most {
            let Some(_) = public.betting().to_act() else { break };
            let legal = public.betting().legal();
            let action = match (rng.below(8), legal.raise_to) {
                (0, Some((min, max))) => Move::RaiseTo(min + rng.below((max - min + 1) as usize) as u32),
                (1, Some((min, _))) => Move::RaiseTo(min),
                (2, Some((_, max))) => Move::RaiseTo(max),
                (3, _) if legal.fold => Move::Fold,
                _ => legal.passive(),
            };
            public.act(action).unwrap();
            while public.awaits_cards() {
                public.deal(dealt.boards[public.boards().len()]);
            }
        }
        while public.betting().phase() == Phase::Showdown && public.boards().len() < 4 {
            public.deal(dealt.boards[public.boards().len()]);
        }
        let text = betting::write(&public);
        let mut cards = Vec::new();
        for (street, board) in public.boards().iter().enumerate().skip(1) {
            let new = board & !public.boards()[street - 1];
            cards.extend(holdem_cards::CardSet::from_bits(new).unwrap().iter());
        }
        let read = betting::read(&table, &text, &cards).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((read.events(), read.board()), (public.events(), public.board()), "{text}");
        assert_eq!(betting::write(&read), text);
        // The last slash of a street may be missing.
        let read = betting::read(&table, text.trim_end_matches('/'), &cards).unwrap();
        assert_eq!(read.moves().count(), public.moves().count());
    }
}

#[test]
fn wrong_betting_is_refused_with_its_place() {
    let table = table();
    for (text, expected) in [
        ("x", "`x` at column 1 is no action"),
        ("b", "the bet at column 1 has no size that could be bet"),
        ("b99999999999", "the bet at column 1 has no size that could be bet"),
        ("b150", "the action at column 1 is not legal"),
        ("ckf", "a street does not end at column 3"),
        ("c/k", "a street does not end at column 2"),
        ("ck//", "a street does not end at column 4"),
        ("ck/k", "the public cards are not those of the street"),
        ("é", "`é` at column 1 is no action"),
    ] {
        assert_eq!(betting::read(&table, text, &[]).unwrap_err().to_string(), expected, "{text}");
    }
}

fn ask(server: &Server, request: Request, body: &Value) -> Answer {
    server.answer(request, body.to_string().as_bytes())
}

#[test]
fn a_session_counts_its_hands_and_positions_change() {
    let server = server(5);
    let mut token: Option<String> = None;
    let (mut total, mut positions) = (0, Vec::new());
    for number in 1..=200 {
        let mut answer = ask(&server, Request::NewHand, &json!({ "token": token }));
        assert!(answer.old_action.is_empty() && answer.error_msg.is_none(), "{answer:?}");
        positions.push(answer.client_pos);
        let cards = answer.hole_cards.clone();
        token = answer.token.clone();
        while answer.winnings.is_none() {
            let before = answer.action.clone();
            let legal = {
                let board: Vec<_> = answer.board.iter().map(|card| card.parse().unwrap()).collect();
                let public = betting::read(&table(), &answer.action, &board).unwrap();
                assert_eq!(public.betting().to_act(), Some(usize::from(answer.client_pos)), "{answer:?}");
                public.betting().legal()
            };
            let incr = betting::increment(legal.passive());
            answer = ask(&server, Request::Act, &json!({ "token": token, "incr": incr }));
            assert_eq!((&answer.old_action, &answer.hole_cards), (&before, &cards), "{answer:?}");
        }
        total += answer.winnings.unwrap();
        assert_eq!((answer.session_num_hands, answer.session_total), (Some(number), Some(total)));
        assert_eq!(answer.bot_hole_cards.as_ref().map(Vec::len), Some(2));
        assert!(answer.baseline_winnings.unwrap().abs() <= 20_000);
        let again = ask(&server, Request::Act, &json!({ "token": token, "incr": "k" }));
        assert_eq!(again.error_msg.as_deref(), Some("The hand is over"));
    }
    assert_eq!(positions[..4], [0, 1, 0, 1]);
}

#[test]
fn what_is_wrong_is_said_and_changes_nothing() {
    let server = server(5);
    let error = |request, body: &str| server.answer(request, body.as_bytes()).error_msg.unwrap();
    assert_eq!(error(Request::Act, "{}"), "Missing token");
    assert_eq!(error(Request::Act, r#"{"token": "x"}"#), "Missing incr");
    assert_eq!(error(Request::Act, r#"{"token": "x", "incr": "k"}"#), "Unknown token: begin a new hand");
    assert_eq!(error(Request::Act, r#"{"token": 7}"#), "`token` is not a string");
    assert!(error(Request::NewHand, "{").starts_with("Not JSON"));
    let first = ask(&server, Request::NewHand, &json!({}));
    let second = ask(&server, Request::NewHand, &json!({ "token": first.token }));
    assert_eq!((second.client_pos, second.action.as_str()), (1, ""));
    for (incr, expected) in [
        ("k", "Illegal check: legal is fold, call 50, raise to 200-20000"),
        ("b150", "Illegal bet: legal is fold, call 50, raise to 200-20000"),
        ("b", "Illegal bet: legal is fold, call 50, raise to 200-20000"),
        ("cc", "One action at a time"),
        ("", "Unknown action, expected k, c, f or b<chips>; legal is fold, call 50, raise to 200-20000"),
    ] {
        let answer = ask(&server, Request::Act, &json!({ "token": first.token, "incr": incr }));
        assert_eq!(answer.error_msg.as_deref(), Some(expected));
    }
    let folded = ask(&server, Request::Act, &json!({ "token": first.token, "incr": "f" }));
    // The hand that was left before counts as folded.
    assert_eq!((folded.winnings, folded.session_num_hands), (Some(-50), Some(2)), "{folded:?}");
}

#[test]
fn the_client_plays_a_session_writes_it_down_and_goes_on() {
    let serving = Serving::start(HttpOptions::default());
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("session");
    for hands in [60, 100] {
        let (result, notices, count) = play(&options(&serving.url, hands), &path);
        result.unwrap();
        assert!(notices.is_empty(), "{notices:?}");
        assert_eq!(count, hands);
    }
    let hands = HandHistory::read(path.join("hands.phhs")).unwrap();
    let state: Value =
        serde_json::from_str(&std::fs::read_to_string(path.join("session.json")).unwrap()).unwrap();
    let mut won = 0.0;
    for hand in &hands {
        let payoffs = hand.replay().unwrap().payoffs().unwrap().to_vec();
        let seat = hand.players.as_ref().unwrap().iter().position(|name| name == "uniform").unwrap();
        won += payoffs[seat] as f64;
    }
    assert_eq!((hands.len(), state["won"]["sum"].as_f64()), (100, Some(won)));
    // The program ended after a hand was written and before it was counted: its number is taken.
    let (file, mut uncounted) = (path.join("session.json"), state);
    uncounted["begun"] = 99.into();
    uncounted["won"]["count"] = 99.into();
    std::fs::write(&file, uncounted.to_string()).unwrap();
    play(&options(&serving.url, 101), &path).0.unwrap();
    assert_eq!(HandHistory::read(path.join("hands.phhs")).unwrap().len(), 102);
    let elsewhere = options("http://127.0.0.1:1", 200);
    let directory = SessionDirectory::new(Some(&path));
    let mut nobody = |_: &str| {};
    let other =
        Client::new(&elsewhere, |table| Fixed::Uniform.seat(table), directory, &mut nobody, &|| false);
    assert!(other.err().unwrap().to_string().contains("choose another directory"));
}

#[test]
fn sessions_of_a_server_share_no_deals() {
    let server = server(1);
    let mut deals = std::collections::HashSet::new();
    for _ in 0..6 {
        let mut token = json!({});
        for _ in 0..6 {
            let answer = ask(&server, Request::NewHand, &token);
            token = json!({ "token": answer.token.clone().unwrap() });
            deals.insert(answer.hole_cards.clone());
        }
    }
    // Of 36 hands among 1,326 one or two are alike by chance.
    assert!(deals.len() >= 34, "{} different hands", deals.len());
}

#[test]
fn the_port_answers_whatever_comes_and_ends_when_it_is_told_to() {
    let serving = Serving::start(HttpOptions { connections: 2 });
    let post = |path: &str, body: &str| {
        let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
        serving.raw(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes())
    };
    assert!(post("/api/new_hand", "").starts_with("HTTP/1.1 200"));
    assert!(post("/api/act", "{}").contains("Missing token"));
    assert!(post("/elsewhere", "").starts_with("HTTP/1.1 404"));
    assert!(post("/api/act", &"x".repeat(5000)).starts_with("HTTP/1.1 413"));
    let get = serving.raw(b"GET /api/act HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert!(get.starts_with("HTTP/1.1 405"), "{get}");
    assert!(serving.raw(b"\x00\xff\r\n\r\n").starts_with("HTTP/1.1 400"));
    // Both places are taken by clients that say nothing; one leaves, and the next is served.
    let silent = TcpStream::connect(&serving.address).unwrap();
    let _other = TcpStream::connect(&serving.address).unwrap();
    drop(silent);
    assert!(post("/api/new_hand", "{}").starts_with("HTTP/1.1 200"));
}

/// A thousand hands by a client in Python that knows nothing of this crate.
#[test]
fn a_client_in_python_plays_a_thousand_hands() {
    if Command::new("python3").arg("--version").output().is_err() {
        return;
    }
    let serving = Serving::start(HttpOptions::default());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/slumbot_client.py");
    let output = Command::new("python3").arg(script).args([&serving.url, "1000"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.starts_with("1000 hands"), "{text}");
}
