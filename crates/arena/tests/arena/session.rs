//! A person's session: what is played, seen, kept and taken up.

use std::sync::{Arc, OnceLock};

use holdem_arena::HandHistory;
use holdem_arena::directory::DirectoryError;
use holdem_arena::players::{Entrant, Fixed};
use holdem_arena::session::{FileError, Session, SessionFile};
use holdem_arena::table::Table;
use holdem_blueprint::Strategy;
use holdem_blueprint::config::GameConfig;
use holdem_game::rules::Move;

use crate::support::{config, entrant, random};

const GAME: &str = r#"{"stack": 20, "menu": {"flop": {"sizes": [["50%"]], "max_raises": 2},
    "turn": {"sizes": [["75%"]], "max_raises": 1}, "river": {"sizes": [["75%"]], "max_raises": 1}}}"#;

fn session() -> Session {
    static STRATEGY: OnceLock<Arc<Strategy>> = OnceLock::new();
    let strategy = STRATEGY.get_or_init(|| random(&config(GAME), 3));
    let known: Box<dyn Entrant> = Box::new(entrant(strategy));
    let table = known.table().unwrap().clone();
    Session::new(table, "Ann", &[known], 4).unwrap()
}

/// Plays a move that depends on the number of the hand and of the move.
fn play_some(session: &mut Session) {
    let hand = session.hand().unwrap();
    let at = hand.number() as usize + hand.moves().len();
    let text = ["c", "66%", "c", "2.5bb", "c", "a"][at % 6];
    let action = session.parse(text).or_else(|_| session.parse("c")).unwrap();
    session.act(action).unwrap();
}

/// Plays hands until so many are over.
fn play(session: &mut Session, hands: u64, file: Option<&mut SessionFile>) {
    let mut file = file;
    while session.hands() < hands {
        if session.hand().is_none() {
            session.deal().unwrap();
        } else {
            play_some(session);
        }
        if let Some(file) = &mut file {
            if session.hand().is_none() {
                file.add_hand(session).unwrap();
            }
            file.keep(session).unwrap();
        }
    }
}

#[test]
fn both_seats_are_taken_in_turn_and_the_result_is_the_sum_of_payoffs() {
    let mut session = session();
    let (mut seats, mut sum) = (Vec::new(), 0);
    for hands in 1..=20 {
        play(&mut session, hands, None);
        let last = session.last().unwrap();
        seats.push(last.hand.seat());
        sum += last.payoffs[last.hand.seat()];
        assert_eq!(last.payoffs.iter().sum::<i64>(), 0);
        assert_eq!(last.hand.decisions().len(), last.hand.public().moves().count());
        assert!(last.hand.decisions().iter().all(|decision| decision.view.is_some()));
    }
    assert_eq!(seats[..4], [1, 0, 1, 0]);
    assert!((session.result().chips - sum as f64 / 20.0).abs() < 1e-9);
    assert!(session.result().interval95_mbb.is_some());
}

#[test]
fn a_person_sees_no_cards_of_others_before_showdown() {
    let mut session = session();
    let mut showdowns = 0;
    for hands in 1..=30 {
        session.deal().unwrap();
        while let Some(hand) = session.hand() {
            let (own, state) = (hand.seat(), session.state().unwrap());
            assert_eq!((state.to_act, state.seats[1 - own].hand.clone()), (Some(own), None));
            assert!(state.seats[own].hand.is_some() && state.legal.is_some());
            play_some(&mut session);
        }
        let state = session.state().unwrap();
        let shown = state.seats.iter().all(|seat| seat.hand.is_some());
        let folded = state.seats.iter().any(|seat| seat.folded);
        assert_ne!(shown, folded);
        showdowns += u32::from(shown);
        assert_eq!((state.hands, state.legal, state.payoffs.is_some()), (hands, None, true));
    }
    assert!(showdowns > 0);
}

#[test]
fn a_session_is_taken_up_in_the_middle_of_a_hand() {
    let directory = tempfile::tempdir().unwrap();
    let kept = directory.path().join("kept");
    let mut whole = session();
    play(&mut whole, 12, None);

    let mut first = session();
    let mut file = SessionFile::new(&kept);
    play(&mut first, 5, Some(&mut file));
    // A hand that waits for the person's second move.
    while first.hand().is_none_or(|hand| hand.moves().is_empty()) {
        match first.hand() {
            None => first.deal().unwrap(),
            Some(_) => play_some(&mut first),
        }
        if first.hand().is_none() {
            file.add_hand(&first).unwrap();
        }
    }
    file.keep(&first).unwrap();
    let before = first.state();
    drop((first, file));

    let mut second = session();
    let mut file = SessionFile::new(&kept);
    assert_eq!(file.seed().unwrap(), Some(4));
    file.take_up(&mut second).unwrap();
    assert_eq!(second.state(), before);
    play(&mut second, 12, Some(&mut file));
    assert_eq!(second.result(), whole.result());
    let hands = HandHistory::read(file.hands_path()).unwrap();
    assert_eq!(hands.len(), 12);
    let replayed: i64 = hands
        .iter()
        .map(|hand| {
            let seat = hand.players.as_ref().unwrap().iter().position(|name| name == "Ann").unwrap();
            hand.replay().unwrap().payoffs().unwrap()[seat]
        })
        .sum();
    assert!((replayed as f64 / 12.0 - whole.result().chips).abs() < 1e-9);
}

#[test]
fn a_hand_that_is_written_and_not_counted_is_played_again_and_not_written_twice() {
    let directory = tempfile::tempdir().unwrap();
    let mut session = session();
    let mut file = SessionFile::new(directory.path());
    play(&mut session, 3, Some(&mut file));
    // Killed between the two writes of the fourth hand.
    play(&mut session, 4, None);
    file.add_hand(&session).unwrap();
    drop(file);
    let mut again = self::session();
    let mut file = SessionFile::new(directory.path());
    let notes = file.take_up(&mut again).unwrap();
    assert!(notes.len() == 1 && notes[0].contains("hand 4"), "{notes:?}");
    assert_eq!(again.hands(), 3);
    // The person folds this time: the history says what was counted.
    again.deal().unwrap();
    again.act(Move::Fold).unwrap();
    file.add_hand(&again).unwrap();
    file.keep(&again).unwrap();
    play(&mut again, 5, Some(&mut file));
    let hands = HandHistory::read(file.hands_path()).unwrap();
    assert_eq!(hands.len(), 5);
    assert!(hands[3].actions.len() < 5, "{:?}", hands[3].actions);
}

#[test]
fn a_hand_that_was_cut_short_is_played_again_and_no_history_is_lost() {
    let directory = tempfile::tempdir().unwrap();
    let (mut first, mut file) = (session(), SessionFile::new(directory.path()));
    play(&mut first, 3, Some(&mut file));
    play(&mut first, 4, None);
    file.add_hand(&first).unwrap();
    let path = file.hands_path();
    drop(file);
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() - 40]).unwrap();
    let (mut again, mut file) = (session(), SessionFile::new(directory.path()));
    let notes = file.take_up(&mut again).unwrap();
    assert!(notes.len() == 1 && notes[0].contains("hand 4 was cut short"), "{notes:?}");
    play(&mut again, 6, Some(&mut file));
    assert_eq!(HandHistory::read(&path).unwrap().len(), 6);
    assert!(std::fs::read(&path).unwrap().starts_with(&whole), "the same seed and the same moves");
}

#[test]
fn a_session_is_played_by_one_process() {
    let directory = tempfile::tempdir().unwrap();
    let (mut first, mut file) = (session(), SessionFile::new(directory.path()));
    file.take_up(&mut first).unwrap();
    let second = SessionFile::new(directory.path()).take_up(&mut session());
    assert!(matches!(second, Err(FileError::Directory(DirectoryError::Locked { .. }))), "{second:?}");
    let unasked = SessionFile::new(directory.path()).keep(&session());
    assert!(matches!(unasked, Err(FileError::Directory(DirectoryError::Locked { .. }))), "{unasked:?}");
    drop(file);
    SessionFile::new(directory.path()).take_up(&mut session()).unwrap();
}

#[test]
fn another_session_or_a_damaged_one_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let mut file = SessionFile::new(directory.path());
    let mut session = session();
    file.take_up(&mut session).unwrap();
    play(&mut session, 2, Some(&mut file));
    let table = Table::new(&GameConfig::default()).unwrap();
    let mut other = Session::new(table, "Ann", &[Box::new(Fixed::Call)], 4).unwrap();
    assert!(matches!(file.take_up(&mut other), Err(FileError::Directory(DirectoryError::Other { .. }))));
    for text in ["", "{}", "[1, 2]", "{\"format\": 99}"] {
        std::fs::write(directory.path().join("session.json"), text).unwrap();
        let error = file.take_up(&mut self::session()).unwrap_err();
        assert!(matches!(error, FileError::Directory(DirectoryError::Malformed { .. })), "{error}");
    }
}

#[test]
fn moves_that_are_not_legal_are_damage() {
    let directory = tempfile::tempdir().unwrap();
    SessionFile::new(directory.path()).keep(&session()).unwrap();
    let path = directory.path().join("session.json");
    let text = std::fs::read_to_string(&path).unwrap();
    for moves in ["[\"r1\"]", "[\"z\"]", "[\"f\", \"f\"]"] {
        std::fs::write(&path, text.replace("\"moves\": []", &format!("\"moves\": {moves}"))).unwrap();
        let error = SessionFile::new(directory.path()).take_up(&mut session()).unwrap_err();
        assert!(matches!(error, FileError::Directory(DirectoryError::Malformed { .. })), "{moves}: {error}");
    }
}

#[test]
fn an_illegal_move_changes_nothing() {
    let mut session = session();
    session.deal().unwrap();
    let before = session.state();
    assert!(session.act(Move::RaiseTo(1_000_000)).is_err());
    assert_eq!(session.state(), before);
    assert!(session.deal().is_err());
}
