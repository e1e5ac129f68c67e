//! Recorded hands and hand histories, file to file.

use std::path::{Path, PathBuf};

use holdem_arena::convert::{ConvertError, convert};
use holdem_arena::phh::HandHistory;
use holdem_game::rules::conformance::HandReader;

fn crate_file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn lines(path: &Path) -> Vec<serde_json::Value> {
    let mut text = String::new();
    let bytes = std::fs::File::open(path).unwrap();
    std::io::Read::read_to_string(&mut flate2::read::MultiGzDecoder::new(bytes), &mut text).unwrap();
    text.lines().map(|line| sort_holes(serde_json::from_str(line).unwrap())).collect()
}

/// Which of two hole cards came first does not matter, and is lost.
fn sort_holes(mut hand: serde_json::Value) -> serde_json::Value {
    for hole in hand["holes"].as_array_mut().unwrap() {
        hole.as_array_mut().unwrap().sort_by_key(ToString::to_string);
    }
    hand
}

/// Converts a file there and back; returns the number of hands.
fn assert_survives(records: &Path) -> u64 {
    let directory = tempfile::tempdir().unwrap();
    let (histories, back) = (directory.path().join("hands.phhs"), directory.path().join("back.jsonl.gz"));
    let count = convert(records, &histories).unwrap();
    assert_eq!(convert(&histories, &back).unwrap(), count);
    // Order of board cards included, which a record that has been read no longer has.
    assert!(lines(&back) == lines(records), "{}", records.display());
    count
}

#[test]
fn recorded_hands_go_to_histories_and_back_unchanged() {
    for file in ["../game/tests/data/hands.jsonl.gz", "../game/tests/data/hands_short.jsonl.gz"] {
        assert!(assert_survives(&crate_file(file)) > 300);
    }
}

#[test]
fn the_whole_reference_file_survives_where_it_is_at_hand() {
    let path = crate_file("../../../shared/reference/nlhe_hands.jsonl.gz");
    if path.exists() {
        assert_eq!(assert_survives(&path), 4_000);
    }
}

#[test]
fn histories_without_all_cards_or_with_straddles_have_no_record() {
    let directory = tempfile::tempdir().unwrap();
    let (history, records) = (directory.path().join("hand.phh"), directory.path().join("hand.jsonl"));
    let hand = |blinds: &str, cards: &str| {
        format!(
            "variant='NT'\nantes=[0,0,0]\nblinds_or_straddles={blinds}\nmin_bet=2\nstarting_stacks=[9,9,9]\n\
             actions=['d dh p1 {cards}','d dh p2 3c3d','d dh p3 4c4d','p3 f','p1 \
             f']\n_undealt_board='5c6c7c8c9c'"
        )
    };
    std::fs::write(&history, hand("[1,2,0]", "2c2d")).unwrap();
    assert_eq!(convert(&history, &records).unwrap(), 1);
    assert_eq!(HandReader::open(&records).unwrap().count(), 1);
    std::fs::write(&history, hand("[1,2,0]", "2c??")).unwrap();
    let error = convert(&history, &records).unwrap_err();
    assert!(error.to_string().ends_with("hand 1: a hole card is not known, a record needs it"), "{error}");
    let straddled = hand("[1,2,4]", "2c2d").replace("'p3 f','p1 f'", "'p1 f','p2 f'");
    std::fs::write(&history, straddled).unwrap();
    assert!(matches!(convert(&history, &records), Err(ConvertError::Stakes { number: 1, .. })));
}

#[test]
fn several_hands_do_not_fit_a_file_of_one() {
    let directory = tempfile::tempdir().unwrap();
    let records = crate_file("../game/tests/data/hands.jsonl.gz");
    let error = convert(&records, &directory.path().join("hands.phh")).unwrap_err();
    assert!(error.to_string().contains("expected one, or a file named .phhs"), "{error}");
    assert!(matches!(convert(&records, &records), Err(ConvertError::Kinds { .. })));
    assert_eq!(HandHistory::parse_all("").unwrap(), []);
}
