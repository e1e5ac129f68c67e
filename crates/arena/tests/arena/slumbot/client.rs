//! The client against a server that does what it is told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;
use std::time::Duration;

use holdem_arena::slumbot::client::{ClientError, ClientOptions};
use serde_json::{Value, json};

use super::{options, play};

/// Answers requests one after the other with what `replies` has.
fn scripted(replies: Vec<Option<(u16, &'static str, String)>>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || {
        let mut asked = Vec::new();
        for reply in replies {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut length, mut first) = (0, String::new());
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if first.is_empty() {
                    first.clone_from(&line);
                }
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                if line.trim().is_empty() {
                    break;
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            asked.push(first.split(' ').nth(1).unwrap_or_default().to_owned());
            let Some((status, headers, body)) = reply else { continue };
            let head =
                format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
            let _ = stream.write_all(format!("{head}{headers}\r\n{body}").as_bytes());
        }
        asked
    });
    (url, thread)
}

fn in_turn() -> String {
    json!({ "action": "", "client_pos": 1, "hole_cards": ["As", "Kd"], "board": [], "token": "t" })
        .to_string()
}

fn over() -> String {
    json!({
        "old_action": "b200", "action": "b200f", "client_pos": 0, "hole_cards": ["2s", "7d"], "board": [],
        "token": "t", "winnings": -100, "bot_hole_cards": ["Ah", "Ad"],
    })
    .to_string()
}

#[test]
fn the_client_waits_when_told_to_and_never_sends_an_action_twice() {
    let (url, thread) = scripted(vec![
        Some((429, "Retry-After: 0\r\n", String::new())),
        Some((200, "", in_turn())),
        // Nobody knows whether the action has arrived.
        None,
        Some((503, "", "busy".to_owned())),
        Some((200, "", over())),
    ]);
    let directory = tempfile::tempdir().unwrap();
    let (result, notices, hands) = play(&options(&url, 1), directory.path());
    result.unwrap();
    assert_eq!(hands, 1);
    let asked = thread.join().unwrap();
    assert_eq!(asked.iter().filter(|path| *path == "/api/act").count(), 1, "{asked:?}");
    assert_eq!(notices.iter().filter(|notice| notice.contains("is given up")).count(), 1, "{notices:?}");
    assert_eq!(notices.iter().filter(|notice| notice.contains("busy")).count(), 2, "{notices:?}");
}

#[test]
fn the_client_gives_up_a_server_that_never_lets_a_hand_end() {
    // Whoever asks without a pause asks for hundreds of hands in this time.
    let patience = Duration::from_millis(600);
    let replies = [(200, in_turn()), (500, String::new())].map(|(status, body)| Some((status, "", body)));
    let (url, thread) = scripted(replies.iter().cycle().take(400).cloned().collect());
    let directory = tempfile::tempdir().unwrap();
    let (result, notices, hands) = play(&ClientOptions { patience, ..options(&url, 1) }, directory.path());
    assert!(matches!(result, Err(ClientError::Server { .. })), "{result:?}");
    assert_eq!(hands, 0);
    let given_up = notices.iter().filter(|notice| notice.contains("is given up")).count();
    assert!((1..=3).contains(&given_up), "{notices:?}");
    drop(thread);
}

#[test]
fn results_of_a_fold_are_checked_without_the_other_hand_and_none_exceeds_the_stacks() {
    let answer = |winnings: i64| {
        let mut answer: Value = serde_json::from_str(&over()).unwrap();
        answer["winnings"] = winnings.into();
        answer["bot_hole_cards"] = json!([]);
        vec![Some((200, "", answer.to_string()))]
    };
    for (winnings, wrong) in [(-100, None), (-350, Some("the server says -350 chips, the cards say -100"))] {
        let (url, thread) = scripted(answer(winnings));
        let directory = tempfile::tempdir().unwrap();
        let (result, notices, _) = play(&options(&url, 1), directory.path());
        result.unwrap();
        thread.join().unwrap();
        assert_eq!(notices.len(), usize::from(wrong.is_some()), "{notices:?}");
        assert!(wrong.is_none_or(|wrong| notices[0].contains(wrong)), "{notices:?}");
    }
    for winnings in [20_001, i64::MIN] {
        let (url, thread) = scripted(answer(winnings));
        let directory = tempfile::tempdir().unwrap();
        let (result, ..) = play(&options(&url, 1), directory.path());
        assert!(matches!(result, Err(ClientError::Senseless(_))), "{result:?}");
        thread.join().unwrap();
    }
}

#[test]
fn answers_that_make_no_hand_end_the_session_with_what_is_wrong() {
    let answer = |key: &str, value: Value| {
        let mut answer: Value = serde_json::from_str(&in_turn()).unwrap();
        answer[key] = value;
        Some((200, "", answer.to_string()))
    };
    for (reply, expected) in [
        (Some((200, "", "<html>".to_owned())), "the server's answer makes no hand: expected value"),
        (Some((200, "", json!({ "error_msg": "no" }).to_string())), "the server says: no"),
        (Some((404, "", String::new())), "status 404"),
        (answer("action", json!("b7")), "the action at column 1 is not legal"),
        (answer("client_pos", json!(0)), "the client is not in turn"),
        (answer("client_pos", json!(2)), "no hole cards, or no position"),
        (answer("hole_cards", json!(["As", "As"])), "no hole cards, or no position"),
        (answer("hole_cards", json!(["As", "Xx"])), "`Xx` is no card"),
    ] {
        let (url, thread) = scripted(vec![reply]);
        let directory = tempfile::tempdir().unwrap();
        let error = play(&options(&url, 1), directory.path()).0.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        thread.join().unwrap();
    }
}
