//! Hand histories: what is read, what it leads to, and what is refused and why.

use holdem_arena::phh::{Action, ActionKind, HandHistory, MAX_FILE_BYTES};
use holdem_game::rules::{Rake, Stakes};

const HAND: &str = r#"
variant = "NT"
antes = [0, 0, 0]
blinds_or_straddles = [1, 2, 0]
min_bet = 2
starting_stacks = [100, 100, 40]
actions = [
  "d dh p1 AsAh",
  "d dh p2 ????",
  "d dh p3 KsKh", # not a comment on an action
  "p3 cbr 6 # the button opens",
  "p1 cbr 20",
  "p2 f",
  "p3 cc",
  "",
  "d db 2c3d4h",
  "p1 cc",
  "p3 cbr 20",
  "p1 cc",
  "p1 sm AsAh",
  "p3 sm KsKh",
  "d db 7s",
  "d db 8s",
]
players = ["Ann", "", "Cy \"the\" Kid\t"]
hand = "h-1"
time = 12:34:56
time_zone = "America/Toronto"
_notes = { tags = ["a", 1, 2.5], "two words" = true }
"#;

fn parse(text: &str) -> HandHistory {
    HandHistory::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

/// [`HAND`] with some lines of it replaced.
fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(HAND.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

fn payoffs(text: &str) -> Option<Vec<i64>> {
    parse(text).replay().unwrap().payoffs().map(<[i64]>::to_vec)
}

fn complaint(changes: &[(&str, &str)]) -> String {
    HandHistory::parse(&changed(changes)).unwrap_err().to_string()
}

#[test]
fn a_hand_is_read_played_and_written_as_it_was() {
    let hand = parse(HAND);
    let played = hand.replay().unwrap();
    assert_eq!(played.payoffs(), Some(&[42, -2, -40][..]));
    assert_eq!(played.board().len(), 5);
    assert_eq!(played.holes()[1], [None, None]);
    assert_eq!(hand.actions[3].commentary.as_deref(), Some("the button opens"));
    assert_eq!(hand.actions[7], Action::from(ActionKind::Nothing));
    assert_eq!(hand.metadata["hand"].as_str(), Some("h-1"));
    assert_eq!(parse(&hand.to_string()), hand);
}

#[test]
fn the_button_of_two_players_is_listed_last_and_posts_the_first_blind() {
    let hand = HandHistory::new(&Stakes::new(1, 2).unwrap(), &[200, 300]);
    assert_eq!(hand.blinds_or_straddles, [1, 2]);
    let state = hand.replay().unwrap().state().clone();
    assert_eq!((state.to_act(), state.street_contributed()), (Some(1), &[2, 1][..]));
}

#[test]
fn decimals_are_chips_of_their_last_place() {
    let text = changed(&[
        ("[1, 2, 0]", "[0.5, 1.0, 0]"),
        ("min_bet = 2", "min_bet = 1"),
        ("[100, 100, 40]", "[50.00, 50, 20]"),
        ("cbr 6", "cbr 3"),
        ("p1 cbr 20", "p1 cbr 10"),
        ("p3 cbr 20", "p3 cbr 10.00"),
    ]);
    let hand = parse(&text);
    assert_eq!((hand.decimal_places, hand.min_bet), (2, 100));
    assert_eq!(payoffs(&text), Some(vec![2_100, -100, -2_000]));
    assert!(hand.to_string().contains("blinds_or_straddles = [0.50, 1.00, 0.00]\n"));
    assert_eq!(parse(&hand.to_string()), hand);
}

#[test]
fn unknown_stacks_cover_every_bet_and_stay_unknown() {
    let mut hand = parse(&changed(&[("[100, 100, 40]", "[inf, inf, 40]")]));
    assert_eq!(hand.starting_stacks, [None, None, Some(40)]);
    assert_eq!(hand.replay().unwrap().payoffs(), Some(&[42, -2, -40][..]));
    assert_eq!(parse(&hand.to_string()), hand);
    hand.note_finishing_stacks(&[42, -2, -40]);
    assert_eq!(hand.finishing_stacks, None);
}

#[test]
fn a_history_may_end_before_the_hand_does() {
    let hand =
        parse(&changed(&[("  \"p1 sm AsAh\",\n  \"p3 sm KsKh\",\n  \"d db 7s\",\n  \"d db 8s\",\n", "")]));
    assert_eq!(hand.replay().unwrap().payoffs(), None);
}

#[test]
fn who_has_won_is_known_from_the_cards_dealt_or_shown() {
    // Nobody shows, and all cards are known.
    assert_eq!(
        payoffs(&changed(&[("\"p1 sm AsAh\",", ""), ("\"p3 sm KsKh\",", "")])),
        Some(vec![42, -2, -40])
    );
    // Shown only at the end.
    assert_eq!(payoffs(&changed(&[("p1 AsAh", "p1 ????"), ("p3 KsKh", "p3 Kh??")])), Some(vec![42, -2, -40]));
    // Never shown.
    assert_eq!(payoffs(&changed(&[("p1 AsAh", "p1 ????"), ("\"p1 sm AsAh\",", "")])), None);
    // Given up, whatever it was.
    assert_eq!(
        payoffs(&changed(&[("p1 sm AsAh", "p1 sm"), ("p3 sm KsKh", "p3 sm -")])),
        Some(vec![-40, -2, 42])
    );
    // A card of the board is not known.
    assert_eq!(payoffs(&changed(&[("db 8s", "db ??")])), None);
}

#[test]
fn cards_may_be_dealt_one_by_one() {
    let text = changed(&[
        ("\"d dh p1 AsAh\",", "\"d dh p1 As\", \"d dh p1 Ah\","),
        ("\"d dh p2 ????\",", ""),
        ("\"d db 2c3d4h\",", "\"d db 2c\", \"d db 3d4h\","),
    ]);
    assert_eq!(payoffs(&text), Some(vec![42, -2, -40]));
}

#[test]
fn an_ante_of_the_big_blind_goes_to_the_main_pot() {
    // Two pots: 3 (ante) + 2 * 5 of all, 2 * 15 of p1 and p2; p3 has the best hand, p2 the second.
    let hand = |antes: &str| {
        format!(
            "variant = 'NT'\nantes = {antes}\nblinds_or_straddles = [1, 2, 0]\nmin_bet = \
             2\nstarting_stacks = [20, 23, 5]\n\
             actions = ['d dh p1 2c2d', 'd dh p2 KcKd', 'd dh p3 AcAd', 'p3 cbr 5', 'p1 cbr 20', 'p2 cc',\n\
             'p1 sm 2c2d', 'p2 sm KcKd', 'p3 sm AcAd', 'd db 7s8s9h', 'd db Jh', 'd db 3c']"
        )
    };
    assert_eq!(payoffs(&hand("[0, 3, 0]")), Some(vec![-20, 7, 13]));
    assert_eq!(payoffs(&hand("[0, 0, 0]")), Some(vec![-20, 10, 10]));
}

#[test]
fn a_short_ante_wins_all_antes_unless_they_are_trimmed() {
    let hand = |trimmed: bool| {
        format!(
            "variant = 'NT'\nante_trimming_status = {trimmed}\nantes = [5, 5, 5]\nblinds_or_straddles = \
             [1, 2, 0]\nmin_bet = 2\n\
             starting_stacks = [50, 50, 3]\nactions = ['d dh p1 2c2d', 'd dh p2 KcKd', 'd dh p3 AcAd', 'p1 \
             f', 'p2 cc',\n\
             'p2 sm KcKd', 'p3 sm AcAd', 'd db 7s8s9h', 'd db Jh', 'd db 3c']"
        )
    };
    assert_eq!(payoffs(&hand(true)), Some(vec![-6, 0, 6]));
    assert_eq!(payoffs(&hand(false)), Some(vec![-6, -4, 10]));
}

#[test]
fn rake_is_kept_and_taken() {
    let mut hand = parse(HAND);
    hand.rake = Rake { basis_points: 500, cap: 3 };
    let read = parse(&hand.to_string());
    assert_eq!(read, hand);
    assert_eq!(read.replay().unwrap().payoffs(), Some(&[39, -2, -40][..]));
}

#[test]
fn illegal_actions_are_refused_with_their_number_and_what_is_legal() {
    for (change, expected) in [
        (
            ("p3 cbr 6 #", "p3 cbr 3 #"),
            "action 4 `p3 cbr 3 # the button opens`: cannot raise to 3: legal is fold, call 2, raise to \
             4-40",
        ),
        (
            ("\"p1 cbr 20\"", "\"p2 cbr 20\""),
            "action 5 `p2 cbr 20`: p1 is in turn, legal is fold, call 5, raise to 10-100",
        ),
        (("p1 cc\"", "p1 f\""), "action 10 `p1 f`: cannot fold: legal is check, raise to 2-80"),
        (("p1 AsAh", "p4 AsAh"), "action 1 `d dh p4 AsAh`: no player p4, expected p1 to p3"),
        (("p1 AsAh", "p1 AsAs"), "action 1 `d dh p1 AsAs`: As is dealt twice"),
        (("p2 ????", "p1 ??"), "action 2 `d dh p1 ??`: p1 has 2 hole cards, expected 2 in all"),
        (("\"d db 2c3d4h\",", ""), "action 9 `p1 cc`: 3 public cards are to be dealt first"),
        (("2c3d4h", "2c3dKh"), "action 9 `d db 2c3dKh`: Kh is dealt twice"),
        (("p2 f\"", "d db 2d\""), "action 6 `d db 2d`: 1 public cards, expected 0"),
        (
            ("p2 f\"", "d dh p2 2s\""),
            "action 6 `d dh p2 2s`: hole cards are dealt before the first player acts",
        ),
        (("p1 sm AsAh", "p1 sm AsAd"), "action 13 `p1 sm AsAd`: p1 was dealt other cards"),
        (
            ("p1 sm AsAh", "p2 sm AsAh"),
            "action 13 `p2 sm AsAh`: p2 has folded, or has shown or given up its hand",
        ),
        (("p1 sm AsAh", "p1 cc"), "action 13 `p1 cc`: betting is over"),
        (
            ("p2 f\"", "p2 sm\""),
            "action 6 `p2 sm`: betting is not over: p2 is in turn, legal is fold, call 18, raise to 34-100",
        ),
        (("db 7s", "db 7s8s"), "action 15 `d db 7s8s`: 2 public cards, expected 1"),
        (("p2 f\"", "p2 folds\""), "action 6 `p2 folds`: not an action, expected"),
        (("p2 f\"", "p2 cbr 1e3\""), "action 6 `p2 cbr 1e3`: `1e3` is not an amount"),
        (
            ("p2 f\"", "p2 cbr 99999999999\""),
            "`99999999999` with 0 decimal places is more than the rules count with",
        ),
        (("p1 AsAh", "p1 AsA"), "action 1 `d dh p1 AsA`: `AsA` is not one or two cards"),
        (("2c3d4h", "2c3d4h5h"), "action 9 `d db 2c3d4h5h`: `2c3d4h5h` is not one to three cards"),
    ] {
        let found = complaint(&[change]);
        assert!(found.starts_with(expected) || found.contains(expected), "{change:?}: {found}");
    }
}

#[test]
fn the_last_hand_cannot_be_given_up() {
    let both = complaint(&[("p1 sm AsAh", "p1 sm"), ("p3 sm KsKh", "p3 sm")]);
    assert_eq!(both, "action 14 `p3 sm`: p3 has won: nobody else is left");
}

#[test]
fn other_files_are_refused_with_the_key_that_is_wrong() {
    for (change, expected) in [
        (("variant = \"NT\"", ""), "no `variant`"),
        (("\"NT\"", "\"PO\""), "`variant` is `PO`, expected `NT`, no-limit hold'em"),
        (
            ("antes = [0, 0, 0]", "antes = [0, 0]"),
            "`antes` has 2 entries, expected one for each of 3 players",
        ),
        (("antes = [0, 0, 0]", "antes = 0"), "`antes` is of type integer, expected an array"),
        (("antes = [0, 0, 0]", "antes = [0, -1, 0]"), "`antes`: `-1` is not an amount"),
        (("min_bet = 2", "min_bet = 0x2"), "`min_bet`: `0x2` is not an amount"),
        (("min_bet = 2", "min_bet = 0"), "smallest bet of 0 chips, expected at least 1"),
        (("[1, 2, 0]", "[2, 1, 0]"), "small blind of 2 chips above the big blind of 1"),
        (("[1, 2, 0]", "[1, 2, 2]"), "straddle of 2 chips by seat 2"),
        (("[100, 100, 40]", "[100, 0, 40]"), "empty stack at seat 1"),
        (("[100, 100, 40]", "[100, nan, 40]"), "`starting_stacks`: `nan` is not an amount"),
        (("[100, 100, 40]", "[100, 0.1234567, 40]"), "`0.1234567` has more than 6 decimal places"),
        (
            ("antes = [0, 0, 0]", "antes = [0, 100, 0]"),
            "`antes` differ between players and leave p2 no chips",
        ),
        (
            ("antes = [0, 0, 0]", "antes = [0, 1, 0]\nante_trimming_status = true"),
            "`antes` differ between players, expected",
        ),
        (("players = [\"Ann\", ", "players = ["), "`players` has 2 entries"),
        (("hand = \"h-1\"", "hand = 1.5"), "`hand` is of type float, expected a string or an integer"),
        (("hand = \"h-1\"", "seats = [1, 2]"), "`seats` has 2 entries"),
        (("12:34:56", "2020-01-01"), "`time` is of type datetime, expected a local time"),
        (("min_bet = 2", "min_bet = "), "line 5: not TOML"),
    ] {
        let found = complaint(&[change]);
        assert!(found.contains(expected), "{change:?}: {found}");
    }
}

#[test]
fn several_hands_are_read_in_the_order_of_the_file() {
    let mut hands: Vec<_> = (0..12).map(|_| parse(HAND)).collect();
    for (number, hand) in hands.iter_mut().enumerate() {
        hand.metadata.insert("hand".into(), toml::Value::Integer(number as i64));
    }
    let text = HandHistory::write_all(&hands);
    assert_eq!(HandHistory::parse_all(&text).unwrap(), hands);
    let wrong = text.replace("hand = 10\n", "hand = 10\nlevel = 'x'\n");
    let error = HandHistory::parse_all(&wrong).unwrap_err().to_string();
    assert_eq!(error, "hand [11]: `level` is of type string, expected an integer");
}

#[test]
fn an_error_names_its_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wrong.phh");
    std::fs::write(&path, changed(&[("\"p2 f\"", "\"p2 cc 3\"")])).unwrap();
    let error = HandHistory::read(&path).unwrap_err().to_string();
    assert!(error.contains("wrong.phh: action 6 `p2 cc 3`: not an action"), "{error}");
    let error = HandHistory::read(directory.path().join("none.phh")).unwrap_err().to_string();
    assert!(error.starts_with("cannot read ") && error.ends_with("none.phh"), "{error}");
}

#[test]
fn files_beyond_the_limit_are_not_read() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("large.phh");
    std::fs::File::create(&path).unwrap().set_len(MAX_FILE_BYTES + 1).unwrap();
    let error = HandHistory::read(&path).unwrap_err();
    let reason = std::error::Error::source(&error).unwrap().to_string();
    assert!(reason.contains(&format!("longer than {MAX_FILE_BYTES} bytes")), "{reason}");
}
