//! An agent and a dealer that misbehaves.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use holdem_arena::acpc::agent::{self, Account, AgentError, ConnectOptions, GREETING};
use holdem_arena::acpc::{Agent, Game};

use super::Anything;

/// Runs an agent against `dealer`, which is given every connection: what became of it, and its notices.
fn against(
    patience: Duration,
    dealer: impl FnOnce(TcpListener) + Send + 'static,
) -> (Result<Account, AgentError>, Vec<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let dealer = thread::spawn(move || dealer(listener));
    let game = Arc::new(Game::heads_up_no_limit());
    let mut agent = Agent::new(&game, Anything { fails: None }.maker(), 1).unwrap();
    let options = ConnectOptions { address, patience, silence: Duration::from_secs(60) };
    let mut notices = Vec::new();
    let result = agent::run(&mut agent, &options, &mut |text| notices.push(text.to_owned()), &|| false);
    dealer.join().unwrap();
    (result, notices)
}

fn accept(listener: &TcpListener) -> (TcpStream, BufReader<TcpStream>) {
    let (stream, _) = listener.accept().unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut greeting = String::new();
    reader.read_line(&mut greeting).unwrap();
    assert_eq!(greeting, GREETING);
    (stream, reader)
}

fn read_line(reader: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    line
}

#[test]
fn garbage_half_lines_and_endless_lines_are_passed_over() {
    let (result, notices) = against(Duration::from_secs(60), |listener| {
        let (mut stream, mut reader) = accept(&listener);
        stream.write_all(b"# hello\r\n;GUI\r\n\r\n\xff\xfe\x00\r\nMATCHSTATE:0:0\r\n").unwrap();
        stream.write_all(&vec![b'M'; 1 << 20]).unwrap();
        stream.write_all(b"\r\nMATCHSTATE:0:0::AsKs|:c\r\nMATCHSTATE:1:0:").unwrap();
        thread::sleep(Duration::from_millis(20));
        stream.write_all(b":|AsKs\r\n").unwrap();
        assert!(read_line(&mut reader).starts_with("MATCHSTATE:1:0::|AsKs:"));
        stream.write_all(b"MATCHSTATE:1:0:f:|AsKs\r\n").unwrap();
    });
    let tally = result.unwrap();
    assert_eq!((tally.hands.count, tally.hands.sum, tally.actions), (1, -50.0, 1));
    assert_eq!(notices.len(), 4, "{notices:?}");
    assert!(notices.iter().any(|notice| notice.contains("1048577 bytes without an end")), "{notices:?}");
}

#[test]
fn a_connection_that_breaks_in_a_hand_is_made_anew() {
    let (result, notices) = against(Duration::from_secs(60), |listener| {
        let (mut stream, mut reader) = accept(&listener);
        stream.write_all(b"MATCHSTATE:1:3::|AsKs\r\n").unwrap();
        let first = read_line(&mut reader);
        drop((stream, reader));
        let (mut stream, mut reader) = accept(&listener);
        stream.write_all(b"MATCHSTATE:1:3::|AsKs\r\nMATCH").unwrap();
        assert_eq!(read_line(&mut reader), first, "the same state is played the same way");
        drop((stream, reader));
        let (mut stream, _reader) = accept(&listener);
        stream.write_all(b"MATCHSTATE:1:3:f:|AsKs\r\n").unwrap();
    });
    assert_eq!(result.unwrap().hands.count, 1);
    assert_eq!(notices.iter().filter(|notice| notice.contains("broke in hand 3")).count(), 2, "{notices:?}");
}

#[test]
fn a_dealer_that_is_gone_for_good_is_told_with_the_hand() {
    let (result, _) = against(Duration::from_millis(300), |listener| {
        let (mut stream, mut reader) = accept(&listener);
        drop(listener);
        stream.write_all(b"MATCHSTATE:1:5::|AsKs\r\n").unwrap();
        read_line(&mut reader);
    });
    let error = result.unwrap_err().to_string();
    assert!(error.contains("broke in hand 5 and could not be made again"), "{error}");
}

#[test]
fn a_dealer_that_hangs_up_on_everybody_is_not_called_for_ever() {
    let (result, notices) = against(Duration::from_millis(300), |listener| {
        listener.set_nonblocking(true).unwrap();
        for _ in 0..100 {
            drop(listener.accept());
            thread::sleep(Duration::from_millis(10));
        }
    });
    assert!(matches!(result, Err(AgentError::Connect { .. })), "{result:?}");
    assert!(!notices.is_empty() && notices.len() < 10, "{notices:?}");
}
