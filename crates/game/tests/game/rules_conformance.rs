//! Recorded hands of a reference implementation: legal actions before every move and payoffs agree.
//!
//! `data/hands.jsonl.gz` and `data/hands_short.jsonl.gz` hold random hands played by PokerKit's rules; the
//! second file has stacks of a few blinds and antes that not every stack covers. Both hold, beside hands at
//! random, those that tell these rules from others: short all-ins in a row, odd chips, pots left to the same
//! winners, blinds that nobody can raise.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use holdem_game::rules::conformance::{
    Aspect, Disagreement, HandReader, HandRecord, ReadError, Summary, check, replay,
};
use proptest::prelude::*;

fn crate_file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Replays a file that must agree in everything.
fn assert_agrees(path: &Path) -> Summary {
    let mut disagreements = Vec::new();
    let hands = HandReader::open(path).unwrap();
    let summary = check(hands, |disagreement| disagreements.push(disagreement.to_string())).unwrap();
    assert!(disagreements.is_empty(), "{}: {disagreements:#?}", path.display());
    summary
}

fn hands() -> Vec<HandRecord> {
    let reader = HandReader::open(crate_file("tests/data/hands.jsonl.gz")).unwrap();
    reader.map(|hand| hand.unwrap()).collect()
}

const LINE: &str = concat!(
    r#"{"id":7,"players":2,"small_blind":1,"big_blind":2,"ante":0,"stacks":[10,20],"posted_blinds":[2,1],"#,
    r#""holes":[["Ah","As"],["Kh","Ks"]],"board":["2c","3d","5h","9s","Jd"],"board_dealt":5,"actions":["#,
    r#"{"player":1,"act":"raise","to":20,"legal":{"fold":true,"call":1,"raise_to":[4,20]}},"#,
    r#"{"player":0,"act":"call","legal":{"fold":true,"call":8,"raise_to":null}}],"payoffs":[10,-10]}"#
);

fn read(text: &str) -> Vec<Result<HandRecord, ReadError>> {
    HandReader::new(Cursor::new(text.as_bytes())).collect()
}

/// Replays [`LINE`] with a change that leaves it a hand.
fn disagreements(from: &str, to: &str) -> Vec<String> {
    assert!(LINE.contains(from), "{from}");
    let hand = read(&LINE.replacen(from, to, 1)).remove(0).unwrap();
    let found = replay(&hand).err().unwrap_or_default();
    found.iter().map(Disagreement::to_string).collect()
}

/// Reads [`LINE`] with a change after which it is no hand, and says what the reader does.
fn complaint(from: &str, to: &str) -> String {
    assert!(LINE.contains(from), "{from}");
    match read(&format!("\n{}\n", LINE.replacen(from, to, 1))).remove(0) {
        Err(ReadError::Malformed { line: 2, reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn reference_hands_agree() {
    let summary = assert_agrees(&crate_file("tests/data/hands.jsonl.gz"));
    assert!(summary.hands >= 400 && summary.actions > 4_000, "{summary:?}");
}

#[test]
fn reference_hands_of_short_stacks_agree() {
    let summary = assert_agrees(&crate_file("tests/data/hands_short.jsonl.gz"));
    assert!(summary.hands >= 300 && summary.actions > 2_000, "{summary:?}");
}

#[test]
fn the_whole_reference_file_agrees_where_it_is_at_hand() {
    let path = crate_file("../../../shared/reference/nlhe_hands.jsonl.gz");
    if path.exists() {
        assert_eq!(assert_agrees(&path).hands, 4_000);
    }
}

#[test]
fn reference_hands_cover_every_number_of_seats() {
    let mut seats = [0; 10];
    hands().iter().for_each(|hand| seats[hand.stacks.len()] += 1);
    assert!(seats[2..].iter().all(|&count| count >= 20), "{seats:?}");
}

#[test]
fn a_hand_that_agrees_has_no_disagreements() {
    assert_eq!(disagreements("10", "10"), [""; 0]);
}

#[test]
fn every_aspect_of_a_hand_is_compared() {
    for (from, to, expected) in [
        ("[2,1]", "[1,2]", "hand 7: posted blinds: expected [1, 2], found [2, 1]"),
        (r#""player":1"#, r#""player":0"#, "hand 7, action 0: seat to act: expected 0, found 1"),
        (r#""fold":true"#, r#""fold":false"#, "hand 7, action 0: may fold: expected false, found true"),
        (r#""call":8"#, r#""call":9"#, "hand 7, action 1: chips to call: expected 9, found 8"),
        ("[4,20]", "[3,20]", "hand 7, action 0: raise to: expected 3-20, found 4-20"),
        (
            r#""raise_to":null"#,
            r#""raise_to":[10,10]"#,
            "hand 7, action 1: raise to: expected 10, found none",
        ),
        (r#""board_dealt":5"#, r#""board_dealt":3"#, "hand 7: board cards dealt: expected 3, found 5"),
        (
            r#""to":20"#,
            r#""to":3"#,
            "hand 7, action 0: action: expected raise to 3, found cannot raise to 3: legal is fold, call \
             1, raise to 4-20",
        ),
        (
            "[10,20]",
            "[0,20]",
            "hand 7: setup: expected a hand that can be dealt, found empty stack at seat 0",
        ),
    ] {
        assert_eq!(disagreements(from, to), [expected]);
    }
    assert_eq!(
        disagreements("[10,-10]", "[-10,10]"),
        [
            "hand 7: payoff of seat 0: expected -10, found 10",
            "hand 7: payoff of seat 1: expected 10, found -10"
        ]
    );
}

#[test]
fn a_hand_that_stops_early_or_goes_on_too_long_disagrees() {
    let last = r#",{"player":0,"act":"call","legal":{"fold":true,"call":8,"raise_to":null}}"#;
    assert_eq!(
        disagreements(last, ""),
        ["hand 7: end of betting: expected no more actions, found betting is not over, seat 0 is to act"]
    );
    assert_eq!(
        disagreements(last, &last.repeat(2)),
        ["hand 7, action 2: seat to act: expected 0, found nobody"]
    );
}

#[test]
fn a_changed_record_is_found() {
    for hand in hands().iter().take(50) {
        let mut changed = hand.clone();
        changed.payoffs[0] += 1;
        let found = replay(&changed).unwrap_err();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].hand, found[0].action, found[0].what), (hand.id, None, Aspect::Payoff(0)));
    }
}

#[test]
fn a_summary_counts_hands_actions_and_disagreements() {
    let text = format!("{LINE}\n\n{}\n", LINE.replace("[10,-10]", "[0,0]"));
    let mut reported = 0;
    let summary = check(HandReader::new(Cursor::new(text)), |_| reported += 1).unwrap();
    assert_eq!(summary, Summary { hands: 2, actions: 4, hands_disagreeing: 1, disagreements: 2 });
    assert_eq!(reported, 2);
}

#[test]
fn a_line_that_is_no_hand_is_an_error_with_its_number() {
    for (from, to, expected) in [
        (r#""players":2"#, r#""players":3"#, "`stacks` has 2 entries, expected 3"),
        (r#""players":2"#, r#""players":10"#, "`players` is 10, expected 2 to 9"),
        ("[10,-10]", "[10]", "`payoffs` has 1 entries, expected 2"),
        ("Ah", "Xh", "`holes` holds `Xh`, expected a card such as `Ah`"),
        ("Ks", "Ah", "Ah appears twice in `holes` or with another seat"),
        ("5h", "Ah", "Ah appears twice in `board` or with another seat"),
        (r#""Jd"]"#, r#""Jd","Qd"]"#, "`board` has 6 entries, expected 5"),
        (r#""board_dealt":5"#, r#""board_dealt":2"#, "`board_dealt` is 2, expected 0, 3, 4 or 5"),
        (r#""small_blind":1"#, r#""small_blind":3"#, "small blind of 3 chips above the big blind of 2"),
        (
            r#""to":20,"#,
            "",
            "`act` is `raise` without `to`, expected `fold`, `check`, `call`, or `raise` with `to`",
        ),
        (r#""act":"call""#, r#""act":"bet""#, "`act` is `bet` without `to`"),
        ("[10,20]", "[-10,20]", "invalid value: integer `-10`, expected u32"),
        ("[10,20]", "[4294967296,20]", "invalid value: integer `4294967296`, expected u32"),
        ("[10,20]", "[1e3,20]", "invalid type: floating point `1000.0`, expected u32"),
        (r#""id":7"#, r#""number":7"#, "missing field `id`"),
        ("]}", "]", "key must be a string"),
    ] {
        let found = complaint(from, to);
        assert!(found.starts_with(expected), "{found}");
    }
    let error = read("\n{]").remove(0).unwrap_err();
    assert_eq!(error.to_string(), "line 2, column 2: not a hand: key must be a string");
    let error = read("[1]\nvariant = \"NT\"\n").remove(0).unwrap_err().to_string();
    assert!(error.contains("`holdem hands convert`"), "{error}");
}

#[test]
fn hands_after_a_line_that_is_no_hand_can_still_be_read() {
    let found = read(&format!("{LINE}\nnonsense\n{LINE}"));
    assert!(matches!(found[..], [Ok(_), Err(ReadError::Malformed { line: 2, .. }), Ok(_)]));
}

#[test]
fn a_line_that_never_ends_is_an_error() {
    let found = read(&"[".repeat(3 << 20));
    assert!(matches!(found[..], [Err(ReadError::TooLong { line: 1 })]));
}

#[test]
fn a_file_cut_short_or_missing_is_an_error() {
    let bytes = std::fs::read(crate_file("tests/data/hands.jsonl.gz")).unwrap();
    let path = std::env::temp_dir().join(format!("holdem-rules-cut-{}.gz", std::process::id()));
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let result = check(HandReader::open(&path).unwrap(), |_| ());
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(result, Err(ReadError::Io { .. })), "{result:?}");
    assert!(matches!(HandReader::open(&path), Err(ReadError::Open { .. })));
}

#[test]
fn extreme_chips_are_disagreements_not_overflows() {
    let huge = format!("[{0},{0}]", u32::MAX);
    assert_eq!(disagreements("[10,20]", &huge).len(), 1);
    let blinds = LINE.replace(r#""big_blind":2"#, r#""big_blind":2147483648"#);
    let hand = read(&blinds.replace(r#""ante":0"#, r#""ante":2147483648"#)).remove(0).unwrap();
    assert!(!replay(&hand).unwrap_err().is_empty());
    assert!(complaint(r#""ante":0"#, r#""ante":2147483649"#).starts_with("forced bet of 2147483649 chips"));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn damaged_lines_never_panic(
        damage in proptest::collection::vec((0..LINE.len(), any::<prop::sample::Index>()), 1..4),
    ) {
        const LETTERS: &[u8] = b"0123456789-,:[]{}\"AKhs ectr";
        let mut text = LINE.as_bytes().to_vec();
        for (at, letter) in damage {
            text[at] = *letter.get(LETTERS);
        }
        for hand in HandReader::new(Cursor::new(text)).flatten() {
            if let Err(found) = replay(&hand) {
                prop_assert!(!found.is_empty());
            }
        }
    }
}
