//! Spots that are solved here.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::{Site, escaped};

/// A river that is solved in a moment.
fn river() -> Value {
    json!({
        "board": "Qs Jh 2h 8c 3d", "oop_range": "AA,KK,QJs,T9s:0.5,A5s", "ip_range": "KK-JJ,AQs,KTs,87s",
        "pot": 100, "effective_stack": 200, "river": {"bet": "50%, a", "raise": "2.5x"},
    })
}

fn solved(site: &Site, body: &Value) -> Value {
    let (status, answer) = site.post("/solves", body);
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let id = answer["solve"]["id"].as_str().unwrap();
    site.wait(&format!("/solves/{id}"), |answer| {
        !matches!(answer["solve"]["state"].as_str(), Some("waiting" | "solving"))
    })["solve"]
        .clone()
}

#[test]
fn a_spot_is_solved_locked_solved_again_compared_and_saved() {
    let site = Site::empty();
    let solve = solved(&site, &json!({"spot": river(), "name": "mine", "target_pct": 0.2, "keep": true}));
    assert_eq!(
        (solve["state"].as_str(), solve["stopped"].as_str()),
        (Some("done"), Some("target")),
        "{solve}"
    );
    assert!(solve["progress"]["exploitability_pct"].as_f64().unwrap() <= 0.2);
    let id = solve["id"].as_str().unwrap();
    let root = site.get(&format!("/sources/{id}/node"));
    assert_eq!((root["street"].as_str(), root["acting"].as_u64()), (Some("river"), Some(0)));
    let ev: f64 = (0..2).map(|seat| root["values"]["mean_ev"][seat].as_f64().unwrap()).sum();
    assert!((ev - 100.0).abs() < 0.01, "both share the pot: {ev}");

    // The first action is locked for all hands, whatever they did.
    let token = root["actions"][0]["token"].as_str().unwrap();
    let locks = json!([{"line": root["text"], "strategy": [{"hands": "all", "play": {token: 1.0}}]}]);
    let locked = solved(&site, &json!({"from": id, "locks": locks, "target_pct": 0.2, "keep": true}));
    assert_eq!(locked["state"], "done", "{locked}");
    let other = locked["id"].as_str().unwrap();
    let node = site.get(&format!("/sources/{other}/node"));
    assert_eq!(node["actions"][0]["frequency"], 1.0);
    let behind = site.get(&format!("/sources/{other}/node?line={}", escaped(token)));
    assert_eq!(behind["acting"], 1);
    let difference = site.get(&format!("/compare?a={id}&b={other}"));
    assert!(difference["distance"].as_f64().unwrap() > 0.0);
    let gain = site.get(&format!("/sources/{other}/exploit?seat=1"));
    assert!(gain["gain"].as_f64().unwrap() >= -0.01 && gain["best_ev"].as_f64() >= gain["ev"].as_f64());

    let (status, saved) = site.post(&format!("/solves/{id}/save"), &json!({"name": "spot"}));
    assert_eq!(status, StatusCode::CREATED, "{saved}");
    assert_eq!(site.source("solutions/spot.hdm"), saved["source"].as_str().unwrap());
    let again = site.post(&format!("/solves/{id}/save"), &json!({"name": "spot"}));
    assert_eq!((again.0, again.1["error"]["code"].as_str()), (StatusCode::CONFLICT, Some("exists")));
    let out = site.post(&format!("/solves/{id}/save"), &json!({"name": "../spot"}));
    assert_eq!(out.0, StatusCode::BAD_REQUEST);

    // Another server over the same folder finds what was solved.
    let site = Site::over(site.end());
    let kept = site.get(&format!("/solves/{id}"));
    assert_eq!(
        (kept["solve"]["state"].as_str(), kept["solve"]["name"].as_str()),
        (Some("done"), Some("mine"))
    );
    assert_eq!(site.get(&format!("/sources/{id}/node"))["cells"], root["cells"]);
    let stamp = || site.get(&format!("/sources/{id}"))["stamp"].as_str().unwrap().to_owned();
    let before = stamp();
    assert_eq!(stamp(), before);
    let (status, _) = site.post(&format!("/solves/{id}/resume"), &json!({"target_pct": 0.05}));
    assert_eq!(status, StatusCode::ACCEPTED);
    let on = site.wait(&format!("/solves/{id}"), |answer| answer["solve"]["state"] == "done");
    assert!(on["solve"]["progress"]["exploitability_pct"].as_f64().unwrap() <= 0.05);
    assert_ne!(stamp(), before, "what is known of the solve from before is to be forgotten");
    let gone = site.send(Site::request("DELETE", &format!("/api/v1/solves/{id}"), None));
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(site.refused(&format!("/solves/{id}")).0, StatusCode::NOT_FOUND);
}

#[test]
fn a_solve_is_stopped_and_streams_its_end() {
    let site = Site::empty();
    let mut spot = river();
    spot["board"] = json!("Qs Jh 2h");
    spot["flop"] = json!({"bet": "50%"});
    spot["turn"] = json!({"bet": "50%"});
    let (_, answer) = site.post("/solves", &json!({"spot": spot, "target_pct": 0, "keep": true}));
    let id = answer["solve"]["id"].as_str().unwrap();
    site.wait(&format!("/solves/{id}"), |answer| answer["solve"]["state"] == "solving");
    assert_eq!(site.refused(&format!("/sources/{id}/node")), (StatusCode::CONFLICT, "busy".to_owned()));
    let (status, _) = site.post(&format!("/solves/{id}/stop"), &json!({}));
    assert_eq!(status, StatusCode::ACCEPTED);
    let events = site.send(Site::request("GET", &format!("/api/v1/solves/{id}/events"), None)).text();
    assert!(events.starts_with("event: solve\n") && events.contains("\"stopped\":\"asked\""), "{events}");
    assert_eq!(site.get(&format!("/sources/{id}/node"))["street"], "flop");
}

#[test]
fn a_page_says_where_it_is_to_solves_that_are_there() {
    let site = Site::empty();
    let solve = solved(&site, &json!({"spot": river(), "target_pct": 5, "keep": true}));
    let path = format!("/solves/{}/presence", solve["id"].as_str().unwrap());
    for is in ["away", "gone", "away"] {
        let (status, answer) = site.post(&path, &json!({"page": "a tab", "is": is}));
        assert_eq!((status, &answer["solve"]["id"]), (StatusCode::OK, &solve["id"]), "{answer}");
    }
    for wrong in [json!({"page": "", "is": "gone"}), json!({"page": "a".repeat(65), "is": "gone"})] {
        let (status, answer) = site.post(&path, &wrong);
        assert_eq!((status, answer["error"]["field"].as_str()), (StatusCode::BAD_REQUEST, Some("page")));
    }
    assert_eq!(site.post(&path, &json!({"page": "a", "is": "here"})).0, StatusCode::BAD_REQUEST);
    let nowhere = "/solves/0123456789abcdef/presence";
    assert_eq!(site.post(nowhere, &json!({"page": "a", "is": "gone"})).0, StatusCode::NOT_FOUND);
}

#[test]
fn spots_that_make_no_sense_name_their_key() {
    let site = Site::empty();
    let field = |change: &dyn Fn(&mut Value)| {
        let mut spot = river();
        change(&mut spot);
        let (status, answer) = site.post("/spots/check", &json!({"spot": spot}));
        assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
        answer["error"]["field"].as_str().unwrap_or("").to_owned()
    };
    assert_eq!(field(&|spot| spot["board"] = json!("Qs Qs 2h")), "board");
    assert_eq!(field(&|spot| spot["oop_range"] = json!("nonsense")), "oop_range");
    assert_eq!(field(&|spot| spot["bord"] = json!("x")), "bord");
    let (status, _) = site.post("/solves", &json!({"spot": river(), "from": "x"}));
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (status, _) = site.post("/solves", &json!({"spot": river(), "max_secs": -1}));
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let solve = solved(&site, &json!({"spot": river(), "max_iterations": 1, "keep": true}));
    let path = format!("/solves/{}/resume", solve["id"].as_str().unwrap());
    let (status, answer) = site.post(&path, &json!({"max_iteration": 5}));
    assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
    assert!(answer["error"]["message"].as_str().unwrap().contains("max_iteration"), "{answer}");
}
