//! Hands against a strategy, and recorded ones.

use axum::http::StatusCode;
use holdem_arena::HandHistory;
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
    for decision in review["decisions"].as_array().unwrap() {
        let sum: f64 =
            decision["actions"].as_array().unwrap().iter().map(|a| a["frequency"].as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-3 && decision["grade"].is_string(), "{decision}");
    }
    let phh = site.send(Site::request("GET", &format!("/api/v1/sessions/{id}/phh"), None)).text();
    let written = HandHistory::parse_all(&phh).unwrap();
    assert!(written.len() >= 10);

    let body = json!({"source": source, "phh": phh, "seat": "you"});
    let (status, judged) = site.post("/reviews", &body);
    assert_eq!((status, judged["hands"].as_array().unwrap().len()), (StatusCode::OK, written.len()));
    assert!(judged["hands"].as_array().unwrap().iter().all(|hand| hand["error"].is_null()), "{judged}");
    assert_eq!(
        judged["hands"][0]["decisions"].as_array().unwrap().len(),
        review["decisions"].as_array().unwrap().len()
    );

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
    let (status, _) = site.post("/sessions", &json!({"source": source, "seat": 2}));
    assert_eq!(status, StatusCode::BAD_REQUEST);
}
