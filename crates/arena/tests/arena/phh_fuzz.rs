//! Whatever the text is: a hand or an error, never a panic, and in bounded memory; and whatever the hand is,
//! its text is read as the same hand.

use std::path::Path;

use holdem_arena::phh::HandHistory;
use holdem_game::rules::Rake;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use toml::Value;

use crate::counting;

/// Files that PokerKit has written.
fn files() -> Vec<String> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pokerkit");
    let file = |number| std::fs::read_to_string(directory.join(format!("pokerkit_{number:04}.phh"))).unwrap();
    (0..24).map(file).collect()
}

/// Bytes that may be asked for to read a letter and to write it again, twice. Whoever copied what is left at
/// every item of a file of a megabyte would ask for thousands of times as many.
const BYTES_PER_LETTER: u64 = 1000;

/// Reads a text; a hand that is read survives being written.
fn read(text: &str) {
    if let Ok(hands) = HandHistory::parse_all(text) {
        let written = HandHistory::write_all(&hands);
        let again = HandHistory::parse_all(&written).unwrap_or_else(|error| panic!("{error}\n{written}"));
        // Compared as text: a NaN in the metadata differs from itself.
        assert_eq!(HandHistory::write_all(&again), written);
    }
}

/// What a mutation puts in place of a piece of a file.
fn replacement() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "",
        "0",
        "-1",
        "1",
        "99999999999999999999",
        "4294967295",
        "2147483648",
        "0.5",
        "0.000001",
        "inf",
        "nan",
        "'",
        "\"",
        "[",
        "]",
        "[1]\n",
        "{",
        "}",
        ",",
        "=",
        "#",
        "\n",
        " ",
        "p1",
        "p9",
        "p0",
        "p99999999999999999999",
        "d db ????",
        "d dh p1 ??",
        "'p1 f',",
        "'p1 cc',",
        "'p2 sm',",
        "'p1 sm -',",
        "'d db 2c3c4c',",
        "true",
        "[[",
        "_rake = { basis_points = 1, cap = 9 }\n",
    ];
    prop_oneof![4 => select(PIECES).prop_map(str::to_owned), 1 => any::<String>(), 1 => "[ -~]{0,8}"]
}

fn mutate(text: &mut String, at: &Index, cut: usize, piece: &str) {
    let boundary = |mut place: usize, text: &str| {
        while !text.is_char_boundary(place) {
            place -= 1;
        }
        place
    };
    let start = boundary(at.index(text.len() + 1), text);
    let end = boundary((start + cut).min(text.len()), text).max(start);
    text.replace_range(start..end, piece);
}

fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        any::<String>().prop_map(Value::String),
        any::<i64>().prop_map(Value::Integer),
        proptest::num::f64::NORMAL.prop_map(Value::Float),
        any::<bool>().prop_map(Value::Boolean),
    ];
    scalar.prop_recursive(3, 12, 3, |inner| {
        let table = vec((any::<String>(), inner.clone()), 0..3);
        let table = table.prop_map(|entries| Value::Table(entries.into_iter().collect()));
        prop_oneof![vec(inner, 0..3).prop_map(Value::Array), table]
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_500,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_bytes_are_a_hand_or_an_error(bytes in vec(any::<u8>(), 0..300)) {
        read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn mutated_files_are_a_hand_or_an_error(
        file in any::<Index>(),
        mutations in vec((any::<Index>(), 0..12usize, replacement()), 1..6),
    ) {
        let mut text = file.get(&files()).clone();
        for (at, cut, piece) in &mutations {
            mutate(&mut text, at, *cut, piece);
        }
        read(&text);
    }

    #[test]
    fn whatever_a_hand_carries_is_read_back(
        file in any::<Index>(),
        decimal_places in 0..=6u8,
        names in vec(any::<String>(), 9),
        comments in vec(any::<Option<String>>(), 200),
        metadata in vec(("_.*", value()), 0..4),
        author in any::<Option<String>>(),
        rake in (0..=10_000u16, any::<u32>()),
    ) {
        let mut hand = HandHistory::parse(file.get::<String>(&files())).unwrap();
        hand.decimal_places = decimal_places;
        hand.players = Some(names[..hand.num_seats()].to_vec());
        for (action, comment) in hand.actions.iter_mut().zip(&comments) {
            let text = comment.as_deref().map(str::trim).filter(|text| !text.is_empty());
            action.commentary = text.map(str::to_owned);
        }
        hand.metadata = metadata.into_iter().filter(|(key, _)| key != "_rake").collect();
        hand.metadata.extend(author.map(|author| ("author".to_owned(), Value::String(author))));
        hand.rake = Rake { basis_points: rake.0, cap: rake.1 };
        let text = hand.to_string();
        prop_assert_eq!(&HandHistory::parse(&text).unwrap(), &hand, "{}", text);
    }
}

#[test]
fn large_files_are_read_in_one_pass() {
    let file = files().remove(0);
    let many = |piece: &str| piece.repeat(1_000_000 / piece.len());
    let list = |key: &str, piece: &str| format!("variant = 'NT'\n{key} = [{}]", many(piece));
    for text in [
        many("["),
        many("a.") + "b = 1",
        many("{a="),
        many("[a]\n"),
        list("starting_stacks", "1,"),
        list("actions", "'',"),
        format!("{file}\n_x = {}1{}", "[".repeat(500_000), "]".repeat(500_000)),
        file.replacen("actions = [", &format!("actions = [{}", many("'# a',")), 1),
        file.replacen("actions = [", &format!("actions = [{}", many("'d db ??',")), 1),
        file.replacen("actions = [", &format!("actions = ['p1 cbr {}',", many("9")), 1),
        (0..50_000).map(|key| format!("_{key} = 1\n")).collect::<String>() + &file,
    ] {
        let before = counting::bytes();
        read(&text);
        let (taken, most) = (counting::bytes() - before, BYTES_PER_LETTER * text.len() as u64);
        assert!(taken <= most, "{taken} bytes for {} letters: {}", text.len(), &text[..40]);
    }
}
