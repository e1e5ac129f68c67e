//! Hands against a strategy, and recorded ones.

use axum::http::StatusCode;
use holdem_arena::HandHistory;
use holdem_arena::phh::ActionKind;
use holdem_cards::{CardSet, evaluate};
use serde_json::{Value, json};

use crate::support::Site;

/// Checks and calls to the end of the hand.
fn play_hand(site: &Site, id: &str) -> Value {
    loop {
        let session = site.get(&format!("/sessions/{id}"))["session"].clone();
        let hand = &session["hand"];
        if hand["over"] == true {
            return session;
        }
        let passive =
            hand["actions"].as_array().unwrap().iter().find(|a| a["kind"] == "check" || a["kind"] == "call");
        let token = passive.unwrap_or_else(|| panic!("{hand}"))["token"].clone();
        let (status, answer) = site.post(&format!("/sessions/{id}/act"), &json!({"token": token}));
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
}

/// All hands of a text, judged in as many requests as that takes.
fn review_all(site: &Site, mut body: Value) -> Vec<Value> {
    let mut hands = Vec::new();
    loop {
        let (status, answer) = site.post("/reviews", &body);
        assert_eq!(status, StatusCode::OK, "{answer}");
        hands.extend(answer["hands"].as_array().unwrap().iter().cloned());
        if answer["next"].is_null() {
            return hands;
        }
        assert_eq!(answer["next"], hands.len());
        body["from"] = answer["next"].clone();
    }
}

/// What decisions cost together; all of them are as well known as they will be.
fn sum_of_costs(decisions: &Value) -> f64 {
    let decisions = decisions.as_array().unwrap();
    assert!(decisions.iter().all(|decision| decision["valued"] == true), "{decisions:?}");
    decisions.iter().filter_map(|decision| decision["cost"].as_f64()).sum()
}

/// Without values the same decisions come, and it is said which of them will have a cost.
fn costs_come_later(site: &Site, mut body: Value, judged: &[Value]) {
    let decisions = |hands: &[Value]| -> Vec<Value> {
        hands.iter().flat_map(|hand| hand["decisions"].as_array().unwrap().clone()).collect()
    };
    body["values"] = false.into();
    let (quick, judged) = (decisions(&review_all(site, body.clone())), decisions(judged));
    assert_eq!(quick.len(), judged.len());
    for (quick, judged) in quick.iter().zip(&judged) {
        for same in ["line", "board", "seat", "hand", "taken", "off_tree"] {
            assert_eq!(quick[same], judged[same]);
        }
        let preflop = quick["board"].as_array().unwrap().is_empty();
        assert!(quick["cost"].is_null() && judged["valued"] == true, "{quick} {judged}");
        assert_eq!((&quick["valued"], quick["why_no_cost"].is_string()), (&json!(false), false));
        let is_sampled = preflop && judged["cost"].as_f64().is_some_and(|cost| cost > 0.0);
        assert!(judged["cost_error"].is_number() || !is_sampled, "{judged}");
        assert!(judged["cost_error"].is_null() || preflop, "{judged}");
        assert_eq!(judged["cost"].is_null(), judged["why_no_cost"].is_string(), "{judged}");
    }
    body["seat"] = "nobody".into();
    let (status, answer) = site.post("/reviews", &body);
    assert_eq!((status, &answer["error"]["field"]), (StatusCode::BAD_REQUEST, &json!("seat")));
}

#[test]
fn hands_are_played_kept_reviewed_and_written_down() {
    let site = Site::with_run();
    let source = site.source("runs/small");
    let (status, answer) = site.post("/sessions", &json!({"source": source, "seed": 7}));
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let id = answer["session"]["id"].as_str().unwrap().to_owned();
    let mut chips = 0.0;
    for number in 1..=10 {
        let session = play_hand(&site, &id);
        assert_eq!(session["hand"]["number"], number);
        let result = &session["hand"]["result"]["chips"];
        assert_eq!(result[0].as_i64().unwrap() + result[1].as_i64().unwrap(), 0);
        chips += result[session["hand"]["seat"].as_u64().unwrap() as usize].as_f64().unwrap();
        assert_eq!(session["result"]["chips"].as_f64().unwrap(), chips);
        assert_eq!(site.post(&format!("/sessions/{id}/act"), &json!({"token": "k"})).0, StatusCode::CONFLICT);
        site.post(&format!("/sessions/{id}/deal"), &json!({}));
    }
    let hands = site.get(&format!("/sessions/{id}/hands"))["hands"].clone();
    assert!(hands.as_array().unwrap().len() >= 10);
    let review = site.get(&format!("/sessions/{id}/hands/1/review"));
    let hole = review["hand"]["hole"].as_array().unwrap();
    let held: String = hole.iter().map(|card| card.as_str().unwrap()).collect();
    assert_eq!((&review["hand"]["number"], &hands[0]["hole"]), (&json!(1), &json!(held)));
    assert_eq!(review["hand"]["result"]["chips"][0], hands[0]["chips"], "the first hand is in seat 0");
    for decision in review["decisions"].as_array().unwrap() {
        let sum: f64 =
            decision["actions"].as_array().unwrap().iter().map(|a| a["frequency"].as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-3 && decision["grade"].is_string(), "{decision}");
    }
    let phh = site.send(Site::request("GET", &format!("/api/v1/sessions/{id}/phh"), None)).text();
    let written = HandHistory::parse_all(&phh).unwrap();
    assert!(written.len() >= 10);

    let body = json!({"source": source, "phh": phh, "seat": "you"});
    let judged = review_all(&site, body.clone());
    assert_eq!(judged.len(), written.len());
    assert!(judged.iter().all(|hand| hand["error"].is_null()), "{judged:?}");
    assert_eq!(
        judged[0]["decisions"].as_array().unwrap().len(),
        review["decisions"].as_array().unwrap().len()
    );
    costs_come_later(&site, body, &judged);

    // Luck is taken out once what the strategy is worth to itself is learned; hands have their costs by then.
    let path = format!("/sessions/{id}/hands/10/review");
    let session = site.wait(&path, |review| review["session"]["result"]["aivat_hands"].as_u64() >= Some(10));
    assert!(session["session"]["result"]["aivat_interval95"].as_f64().unwrap() > 0.0, "{session}");
    let hands = site.get(&format!("/sessions/{id}/hands"))["hands"].clone();
    let corrected = |hand: &Value| (hand["less_luck"].as_f64().unwrap(), hand["chips"].as_f64().unwrap());
    let corrected: Vec<(f64, f64)> = hands.as_array().unwrap().iter().map(corrected).collect();
    assert!(corrected.iter().any(|(less_luck, chips)| (less_luck - chips).abs() > 1e-6), "{corrected:?}");
    let costs: f64 = (1..=10)
        .map(|number| site.get(&format!("/sessions/{id}/hands/{number}/review")))
        .map(|review| sum_of_costs(&review["decisions"]))
        .sum();
    let decisions = site.get(&format!("/sessions/{id}"))["session"]["decisions"].clone();
    assert!((decisions["cost"].as_f64().unwrap() - costs).abs() < 0.01, "{decisions}, {costs}");
    // What was judged is told at once from then on, and a hand without a decision is judged as well.
    for number in 1..=10 {
        let path = format!("/sessions/{id}/hands/{number}/review");
        let at_once = site.get(&format!("{path}?values=false"))["decisions"].clone();
        assert_eq!(at_once, site.get(&path)["decisions"], "hand {number}");
    }
    assert_eq!(decisions["hands"], 10, "{decisions}");
    let hands = site.get(&format!("/sessions/{id}/hands"))["hands"].clone();
    assert!(hands.as_array().unwrap()[..10].iter().all(|hand| hand["judged"] == true), "{hands}");

    // The hand in play is the same after the server was ended and begun again.
    let before = site.get(&format!("/sessions/{id}"));
    let site = Site::over(site.end());
    assert_eq!(site.get(&format!("/sessions/{id}")), before);
}

#[test]
fn practice_says_what_the_strategy_would_have_done_and_illegal_moves_change_nothing() {
    let site = Site::with_run();
    let source = site.source("runs/small");
    let body = json!({"source": source, "seat": 0, "practice": true, "seed": 3});
    let (_, answer) = site.post("/sessions", &body);
    let id = answer["session"]["id"].as_str().unwrap().to_owned();
    assert_eq!(answer["session"]["hand"]["seat"], 0);
    for token in ["k", "r1", "r999999", "z", "r-1", ""] {
        let (status, error) = site.post(&format!("/sessions/{id}/act"), &json!({"token": token}));
        assert_eq!(
            (status, error["error"]["code"].as_str()),
            (StatusCode::BAD_REQUEST, Some("bad_action")),
            "{token}"
        );
    }
    assert_eq!(site.get(&format!("/sessions/{id}"))["session"], answer["session"]);
    let (status, moved) = site.post(&format!("/sessions/{id}/act"), &json!({"token": "c"}));
    assert_eq!((status, moved["advice"]["taken"].as_str()), (StatusCode::OK, Some("c")), "{moved}");
    // In practice the hand in play is judged; the chances are there at once, the costs follow.
    let review = site.get(&format!("/sessions/{id}/hands/1/review?values=false"));
    assert_eq!(review["decisions"][0]["taken"], "c", "{review}");
    let body = json!({"source": source, "seat": 0, "seed": 3});
    let other = site.post("/sessions", &body).1["session"]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        site.refused(&format!("/sessions/{other}/hands/1/review")),
        (StatusCode::CONFLICT, "busy".to_owned())
    );
    let (status, _) = site.post("/sessions", &json!({"source": source, "seat": 2}));
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

/// Goes all-in hand after hand until somebody calls before the river.
fn all_in(site: &Site, id: &str) -> Value {
    for _ in 0..200 {
        let session = site.get(&format!("/sessions/{id}"))["session"].clone();
        let hand = &session["hand"];
        if hand["over"] == true {
            if !hand["result"]["run_out"].as_array().unwrap().is_empty() {
                return session;
            }
            assert_eq!(site.post(&format!("/sessions/{id}/deal"), &json!({})).0, StatusCode::OK);
            continue;
        }
        let token = if hand["raise"].is_null() { "c" } else { "a" };
        let (status, answer) = site.post(&format!("/sessions/{id}/act"), &json!({"token": token}));
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
    panic!("nobody has called");
}

fn cards(of: &Value) -> CardSet {
    let cards: Vec<&str> = of.as_array().unwrap().iter().map(|card| card.as_str().unwrap()).collect();
    cards.concat().parse().unwrap()
}

/// How often each of two hands wins alone behind a board of four cards, by dealing every river.
fn wins_on_the_turn(holes: [CardSet; 2], board: CardSet) -> [f64; 2] {
    let seen = holes[0].union(holes[1]).union(board);
    let rivers: Vec<_> = holdem_cards::Card::all().filter(|card| !seen.contains(*card)).collect();
    let rank = |hole: CardSet, river| evaluate(board.with(river).union(hole));
    let wins = |a: usize, b: usize| rivers.iter().filter(|&&r| rank(holes[a], r) > rank(holes[b], r)).count();
    [wins(0, 1), wins(1, 0)].map(|wins| wins as f64 / rivers.len() as f64)
}

#[test]
fn who_is_all_in_is_told_the_chances_before_each_street_and_the_five_cards_that_win() {
    let site = Site::with_run();
    let source = site.source("runs/small");
    let (_, answer) = site.post("/sessions", &json!({"source": source, "seed": 11}));
    let id = answer["session"]["id"].as_str().unwrap().to_owned();
    let session = all_in(&site, &id);
    let (hand, result) = (&session["hand"], &session["hand"]["result"]);
    let stages = result["run_out"].as_array().unwrap();
    // Every street that came without a bet, the last board left out: there all is decided.
    let streets: Vec<u64> = stages.iter().map(|stage| stage["board_cards"].as_u64().unwrap()).collect();
    assert_eq!(streets, [0, 3, 4][3 - streets.len()..]);
    for stage in stages {
        let of = |key: &str| [0, 1].map(|seat| stage[key][seat].as_f64().unwrap());
        let (win, split, equity) = (of("win"), of("split"), of("equity"));
        assert!((win[0] + win[1] + split[0] - 1.0).abs() < 1e-3 && split[0] == split[1], "{stage}");
        assert!((0..2).all(|seat| (win[seat] + split[seat] / 2.0 - equity[seat]).abs() < 1e-3), "{stage}");
    }
    let holes = [0, 1].map(|seat| cards(&result["shown"][seat]));
    let board = hand["board"].as_array().unwrap();
    let counted = wins_on_the_turn(holes, cards(&json!(board[..4])));
    let told = &stages.last().unwrap()["win"];
    let is_counted = |seat: usize| (told[seat].as_f64().unwrap() - counted[seat]).abs() < 1e-4;
    assert!((0..2).all(is_counted), "{told} {counted:?}");

    let board = cards(&hand["board"]);
    let ranks = holes.map(|hole| evaluate(hole.union(board)));
    for seat in 0..2 {
        let best = cards(&result["best"][seat]);
        assert_eq!((best.len(), evaluate(best)), (5, ranks[seat]));
        assert!(best.difference(holes[seat].union(board)).is_empty(), "{result}");
        let wins = ranks[seat] >= ranks[1 - seat];
        assert_eq!(result["won"][seat].as_i64().unwrap() > 0, wins, "{result}");
    }
    let won: i64 = result["won"].as_array().unwrap().iter().map(|won| won.as_i64().unwrap()).sum();
    assert_eq!(json!(won), hand["pot"], "the pot is paid out");

    // Without a showdown there are no chances, and nothing is turned over by which they could be known.
    let (_, answer) = site.post("/sessions", &json!({"source": source, "seat": 0, "seed": 11}));
    let id = answer["session"]["id"].as_str().unwrap().to_owned();
    let (_, folded) = site.post(&format!("/sessions/{id}/act"), &json!({"token": "f"}));
    let result = &folded["session"]["hand"]["result"];
    assert_eq!((&result["run_out"], &result["best"]), (&json!([]), &json!([null, null])));
}

#[test]
fn a_move_that_is_meant_for_another_situation_is_not_made() {
    let site = Site::with_run();
    let source = site.source("runs/small");
    let (_, answer) = site.post("/sessions", &json!({"source": source, "seat": 0, "seed": 5}));
    let path = format!("/sessions/{}", answer["session"]["id"].as_str().unwrap());
    let hand = &answer["session"]["hand"];
    let act = |number: Value, line: &str| {
        site.post(&format!("{path}/act"), &json!({"token": "f", "number": number, "line": line}))
    };
    for (number, line) in [(json!(2), ""), (json!(0), ""), (json!(1), "c"), (json!(null), "/")] {
        let (status, answer) = act(number, line);
        assert_eq!(
            (status, &answer["error"]["code"]),
            (StatusCode::CONFLICT, &json!("moved_on")),
            "{answer}"
        );
    }
    assert_eq!(&site.get(&path)["session"]["hand"], hand);
    let (status, over) = act(hand["number"].clone(), hand["line"].as_str().unwrap());
    assert_eq!((status, &over["session"]["hand"]["over"]), (StatusCode::OK, &json!(true)), "{over}");
    let (_, next) = site.post(&format!("{path}/deal"), &json!({}));
    // The first situation of another hand looks like that of the first one.
    assert_eq!(
        (&next["session"]["hand"]["line"], act(json!(1), "").0),
        (&hand["line"], StatusCode::CONFLICT)
    );
    assert_eq!(site.post(&format!("{path}/act"), &json!({"token": "f"})).0, StatusCode::OK);
}

#[test]
fn a_history_tells_no_cards_that_were_not_shown_and_can_be_reviewed() {
    let site = Site::with_run();
    let source = site.source("runs/small");
    for practice in [false, true] {
        let body = json!({"source": source, "seat": 0, "seed": 11, "practice": practice});
        let id = site.post("/sessions", &body).1["session"]["id"].as_str().unwrap().to_owned();
        // One hand is given up, others are played to the end.
        let (_, folded) = site.post(&format!("/sessions/{id}/act"), &json!({"token": "f"}));
        let mut shown = vec![folded["session"]["hand"]["result"]["shown"].clone()];
        for _ in 0..5 {
            site.post(&format!("/sessions/{id}/deal"), &json!({}));
            shown.push(play_hand(&site, &id)["hand"]["result"]["shown"].clone());
        }
        assert!(practice || shown.iter().any(|shown| shown[1].is_array()), "a showdown is among them");
        let phh = site.send(Site::request("GET", &format!("/api/v1/sessions/{id}/phh"), None)).text();
        let hands = HandHistory::parse_all(&phh).unwrap();
        assert_eq!((hands.len(), phh.contains("????")), (6, !practice));
        for (hand, shown) in hands.iter().zip(&shown) {
            let told = |seat: usize| -> Vec<String> {
                let dealt = hand.actions.iter().find_map(|action| match &action.kind {
                    ActionKind::DealHole { seat: of, cards } if *of == seat => Some(cards.clone()),
                    _ => None,
                });
                dealt.unwrap().into_iter().flatten().map(|card| card.to_string()).collect()
            };
            for (player, name) in ["you", "holdem"].into_iter().enumerate() {
                let names = hand.players.as_ref().unwrap();
                let mut told = told(names.iter().position(|of| of == name).unwrap());
                let mut shown: Vec<String> =
                    serde_json::from_value(shown[player].clone()).unwrap_or_default();
                told.sort();
                shown.sort();
                assert_eq!(told, shown, "{hand}");
            }
        }
        for seat in [json!("you"), json!(null)] {
            let judged =
                review_all(&site, json!({"source": source, "phh": phh, "seat": seat, "values": false}));
            assert!(judged.iter().all(|hand| hand["error"].is_null()), "{judged:?}");
            assert_eq!(judged[0]["decisions"].as_array().unwrap()[0]["taken"], "f");
        }
    }
}
