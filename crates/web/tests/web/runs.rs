//! Runs that are watched and trained here.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;

use crate::support::Site;

const KUHN: &str = "game: { kind: kuhn }\nnum_iterations: 3000\nbatch_size: 1\n\
    tensorboard_log_interval: 0.05\neval: { exploiter_seconds: 0, exploitability: false }";

#[test]
fn a_run_is_estimated_begun_watched_and_looked_at() {
    let site = Site::empty();
    let (status, estimate) = site.post("/runs/estimate", &json!({"config": KUHN}));
    assert_eq!((status, estimate["fits"].as_bool()), (StatusCode::OK, Some(true)), "{estimate}");
    let (status, run) = site.post("/runs", &json!({"name": "kuhn", "config": KUHN}));
    assert_eq!(status, StatusCode::CREATED, "{run}");
    let id = run["run"]["id"].as_str().unwrap().to_owned();
    let done = site.wait(&format!("/runs/{id}"), |run| run["run"]["state"] == "finished");
    assert_eq!(
        (done["run"]["iterations"].as_u64(), done["run"]["strategy"].as_bool()),
        (Some(3000), Some(true))
    );
    assert!(done["report"].is_object() && done["config"].as_str().unwrap().contains("kuhn"));
    let charts = site.get(&format!("/runs/{id}/charts?points=3"));
    let series = charts["series"].as_array().unwrap();
    assert!(!series.is_empty());
    assert!(series.iter().all(|series| series["step"].as_array().unwrap().len() <= 3));
    let events = site.send(Site::request("GET", &format!("/api/v1/runs/{id}/events"), None)).text();
    assert!(events.starts_with("event: latest\n") && events.contains("event: ended\n"), "{events}");
    let names = site.get(&format!("/sources/{id}/hands"));
    assert_eq!(names["hands"], json!(["J", "Q", "K"]));
    let node = site.get(&format!("/sources/{id}/node"));
    assert!(node["cells"].is_null() && node["hands"]["probabilities"][0].as_array().unwrap().len() == 3);
    let (status, again) = site.post("/runs", &json!({"name": "kuhn", "config": KUHN}));
    assert_eq!((status, again["error"]["code"].as_str()), (StatusCode::CONFLICT, Some("exists")));
    let (status, on) = site.post(&format!("/runs/{id}/resume"), &json!({"num_iterations": 5000}));
    assert_eq!(status, StatusCode::ACCEPTED, "{on}");
    site.wait(&format!("/runs/{id}"), |run| {
        run["run"]["state"] == "finished" && run["run"]["iterations"] == 5000
    });
}

#[test]
fn a_run_is_stopped_with_everything_saved_and_those_of_others_are_not() {
    let site = Site::with_run();
    let config = KUHN.replace("num_iterations: 3000", "time_budget_seconds: 600");
    let (_, run) = site.post("/runs", &json!({"config": config}));
    let id = run["run"]["id"].as_str().unwrap().to_owned();
    let (status, _) = site.post(&format!("/runs/{id}/stop"), &json!({}));
    assert_eq!(status, StatusCode::ACCEPTED);
    let stopped = site.wait(&format!("/runs/{id}"), |run| run["run"]["state"] != "running");
    assert_eq!(stopped["run"]["state"], "interrupted");
    let other = site.source("runs/small");
    let (status, error) = site.post(&format!("/runs/{other}/stop"), &json!({}));
    assert_eq!((status, error["error"]["code"].as_str()), (StatusCode::CONFLICT, Some("not_here")));
}

#[test]
fn configurations_cannot_name_files_or_lead_out_of_the_folder() {
    let site = Site::empty();
    for config in ["buckets: { path: /etc/passwd }", "buckets: { cache_dir: /tmp }", "no_such_key: 1"] {
        let (status, error) = site.post("/runs/estimate", &json!({"config": config}));
        assert_eq!((status, error["error"]["code"].as_str()), (StatusCode::BAD_REQUEST, Some("bad_config")));
    }
    for name in ["../out", "a/b", "", ".hidden"] {
        let (status, _) = site.post("/runs", &json!({"name": name, "config": KUHN}));
        assert_eq!(status, StatusCode::BAD_REQUEST, "{name}");
    }
}

#[test]
fn a_source_says_when_another_strategy_stands_behind_its_id() {
    let site = Site::with_run();
    let id = site.source("runs/small");
    let stamp = || site.get(&format!("/sources/{id}"))["stamp"].as_str().unwrap().to_owned();
    let hands = |known: &str| {
        let request = Request::builder().uri(format!("/api/v1/sources/{id}/hands"));
        let request = request.header("host", "127.0.0.1").header("if-none-match", known);
        site.send(request.body(Body::empty()).unwrap())
    };
    let first = stamp();
    assert_eq!((&site.get("/sources")["sources"][0]["stamp"], &stamp()), (&json!(first), &first));
    let answer = hands("");
    assert_eq!(
        (answer.status, &answer.headers["cache-control"]),
        (StatusCode::OK, &"no-cache".parse().unwrap())
    );
    let tag = answer.headers["etag"].to_str().unwrap();
    assert_eq!(hands(tag).status, StatusCode::NOT_MODIFIED);

    // Another game in the same folder.
    std::fs::remove_dir_all(site.folder.path().join("runs/small")).unwrap();
    let (status, run) = site.post("/runs", &json!({"name": "small", "config": KUHN}));
    assert_eq!((status, run["run"]["id"].as_str()), (StatusCode::CREATED, Some(id.as_str())), "{run}");
    site.wait(&format!("/runs/{id}"), |run| run["run"]["state"] == "finished");
    let second = stamp();
    assert_ne!(second, first);
    let answer = hands(tag);
    assert_eq!((answer.status, &answer.json()["hands"]), (StatusCode::OK, &json!(["J", "Q", "K"])));

    // It goes on: the same game, another strategy.
    site.post(&format!("/runs/{id}/resume"), &json!({"num_iterations": 5000}));
    site.wait(&format!("/runs/{id}"), |run| {
        run["run"]["iterations"] == 5000 && run["run"]["state"] == "finished"
    });
    assert_ne!(stamp(), second);
}
