//! A batch is solved by one thread at a time, into a folder of its own.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::book::{BatchRequest, Batches};
use super::job::{Batch, Flop};
use super::report::Asked;
use super::work::{ROOM, file};
use crate::desk::Desk;
use crate::error::ApiError;
use crate::library::SourceId;
use crate::solves::Solves;
use crate::solves::job::StateOf;

/// One flop, with a tree of a few nodes.
fn request(name: &str, pot: u32) -> BatchRequest {
    let spot = json!({
        "oop_range": "AA,KK", "ip_range": "QQ,JJ", "pot": pot, "effective_stack": 100,
        "flop": {"bet": "50%"}, "turn": {}, "river": {},
    });
    let value = json!({"spot": spot, "flops": ["AsKd7c"], "name": name, "max_iterations": 3});
    serde_json::from_value(value).unwrap()
}

struct Site {
    desk: Desk,
    solves: Solves,
    batches: Batches,
}

impl Site {
    fn over(folder: &Path) -> Self {
        let desk = Desk::new(folder.to_path_buf());
        Self { solves: Solves::new(desk.clone(), 1, 8), batches: Batches::new(desk.clone(), 1), desk }
    }

    fn begin(&self, request: &BatchRequest) -> Result<Arc<Batch>, ApiError> {
        self.batches.begin(request, self.solves.slot().unwrap())
    }

    /// The first player's value on the flop.
    fn ev(&self, batch: &Batch) -> f64 {
        let kept = batch.kept();
        let given_up = AtomicBool::new(false);
        let asked = Asked { desk: &self.desk, batch: &kept, line: "", workers: 1, given_up: &given_up };
        let report = serde_json::to_value(self.batches.reports.report(&asked).unwrap()).unwrap();
        report["flops"][0]["ev"][0].as_f64().unwrap()
    }
}

fn wait(batch: &Batch) {
    while batch.is_under_way() {
        thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(batch.kept().state, StateOf::Done, "{:?}", batch.kept().error);
}

fn code<T>(result: &Result<T, ApiError>) -> &str {
    result.as_ref().err().map_or("", |error| error.code)
}

fn at_once<T: Send>(work: impl Fn() -> T + Sync) -> [T; 2] {
    let barrier = Barrier::new(2);
    let begin = || {
        barrier.wait();
        work()
    };
    thread::scope(|scope| [scope.spawn(begin), scope.spawn(begin)].map(|thread| thread.join().unwrap()))
}

#[test]
fn of_two_batches_of_one_name_one_begins() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::over(folder.path());
    for round in 0..20 {
        let request = request(&format!("batch-{round}"), 100);
        let begun = at_once(|| site.begin(&request));
        let mut codes = [0, 1].map(|at| code(&begun[at]));
        codes.sort_unstable();
        assert_eq!(codes, ["", "exists"]);
        begun.iter().flatten().for_each(|batch| wait(batch));
    }
    site.batches.end();
    let late = site.begin(&request("late", 100));
    assert_eq!(code(&late), "ended");
    assert!(!site.desk.solutions().join("late").exists(), "what does not begin leaves no folder");
}

#[test]
fn of_two_that_go_on_with_a_batch_at_once_one_does_and_nobody_with_one_that_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::over(folder.path());
    let batch = site.begin(&request("one", 100)).unwrap();
    wait(&batch);
    for _ in 0..2_000 {
        let claims = at_once(|| batch.claim());
        let mut codes = [0, 1].map(|at| code(&claims[at]));
        codes.sort_unstable();
        assert_eq!((codes, batch.kept().state), (["", "busy"], StateOf::Waiting));
        assert!(!batch.forget_if_idle());
        drop(claims);
        assert_eq!(batch.kept().state, StateOf::Done);
    }
    let resumed = site.batches.resume(batch.id, site.solves.slot().unwrap()).unwrap();
    wait(&resumed);
    site.batches.delete(batch.id).unwrap();
    assert_eq!(code(&batch.claim()), "not_found");
    assert_eq!(code(&site.batches.resume(batch.id, site.solves.slot().unwrap())), "not_found");
}

#[test]
fn a_report_is_of_the_files_that_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::over(folder.path());
    let solved = |pot: u32| {
        let batch = site.begin(&request("again", pot)).unwrap();
        wait(&batch);
        (site.ev(&batch), batch)
    };
    let (small, batch) = solved(100);
    site.batches.delete(batch.id).unwrap();
    fs::remove_dir_all(site.desk.solutions().join("again")).unwrap();
    let (large, batch) = solved(1_000);
    assert!(small < 200.0 && large > 500.0, "{small} {large}");
    let flop = Flop { cards: "AsKd7c".to_owned(), weight: 1.0 };
    fs::remove_file(file(&site.desk, "again", &flop)).unwrap();
    let (kept, given_up) = (batch.kept(), AtomicBool::new(false));
    let asked = Asked { desk: &site.desk, batch: &kept, line: "", workers: 1, given_up: &given_up };
    assert_eq!(code(&site.batches.reports.report(&asked)), "busy");
}

#[test]
fn batches_and_their_spots_have_limits() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::over(folder.path());
    let with = |key: &str, value: Value| {
        let mut spot = json!({
            "oop_range": "AA", "ip_range": "KK", "pot": 10, "effective_stack": 10,
            "flop": {}, "turn": {}, "river": {},
        });
        spot[key] = value;
        let request = json!({"spot": spot, "flops": ["AsKd7c"], "max_iterations": 1});
        site.begin(&serde_json::from_value(request).unwrap())
    };
    let batch = with("name", "x".repeat(200).into()).unwrap();
    wait(&batch);
    for refused in [
        with("name", "x".repeat(201).into()),
        with("oop_range", format!("AA{}", ",AA".repeat(30_000)).into()),
    ] {
        let refused = refused.unwrap_err();
        assert_eq!((refused.code, refused.message.contains("bytes")), ("bad_spot", true), "{refused:?}");
    }
    for number in 0..199 {
        site.desk.keep(ROOM, SourceId(number), &batch.kept()).unwrap();
    }
    let site = Site::over(folder.path());
    assert_eq!(code(&site.begin(&request("one-more", 100))), "too_many");
    site.batches.delete(SourceId(7)).unwrap();
    wait(&site.begin(&request("one-more", 100)).unwrap());
}
