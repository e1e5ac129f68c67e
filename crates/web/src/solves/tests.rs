//! What is solved by one thread at a time, whoever asks meanwhile.

use std::path::Path;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::job::{Job, SolveOf, StateOf, Why};
use super::request::{Goal, SolveRequest, read_spot};
use super::{Solves, work};
use crate::desk::{Desk, new_id};
use crate::error::ApiError;

/// A flop that is prepared in a moment and takes long to be solved, and a goal that is never reached.
fn request() -> SolveRequest {
    let spot = json!({
        "board": "Qs Jh 2h", "oop_range": "AA,KK", "ip_range": "QQ,JJ", "pot": 100,
        "effective_stack": 200, "flop": {"bet": "50%"}, "turn": {"bet": "50%"}, "river": {"bet": "50%"},
    });
    SolveRequest {
        spot: Some(spot),
        target_pct: Some(0.0),
        max_secs: Some(600.0),
        keep: true,
        ..Default::default()
    }
}

fn solves(folder: &Path) -> Solves {
    Solves::new(Desk::new(folder.to_path_buf()), 1, 8)
}

fn begin(solves: &Solves) -> Arc<Job> {
    let request = request();
    let spot = read_spot(request.spot.as_ref().unwrap()).unwrap();
    solves.begin(&request, spot).unwrap()
}

/// What is told of a solve that nobody works on.
fn idle() -> SolveOf {
    let request = request();
    let prepared = request.prepare(read_spot(request.spot.as_ref().unwrap()).unwrap()).unwrap();
    let told = SolveOf::new(new_id(), String::new(), None, true, &prepared);
    SolveOf { state: StateOf::Paused, ..told }
}

fn wait_until(is: impl Fn() -> bool) {
    while !is() {
        thread::sleep(Duration::from_millis(1));
    }
}

/// What two threads come to that begin at the same moment.
fn at_once<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    let barrier = Barrier::new(2);
    thread::scope(|scope| {
        let first = scope.spawn(|| {
            barrier.wait();
            a()
        });
        barrier.wait();
        let second = b();
        (first.join().unwrap(), second)
    })
}

fn code<T>(result: &Result<T, ApiError>) -> &str {
    result.as_ref().err().map_or("", |error| error.code)
}

#[test]
fn of_two_that_take_a_solve_at_once_one_has_it_and_one_that_is_thrown_away_nobody_has() {
    let (told, id) = (idle(), new_id());
    let job = Arc::new(Job::new(id, told.clone()));
    for _ in 0..2_000 {
        let (a, b) = at_once(|| job.claim(), || job.claim());
        let mut codes = [code(&a), code(&b)];
        codes.sort_unstable();
        assert_eq!((codes, job.now().state), (["", "busy"], StateOf::Waiting));
        drop((a, b));
        assert_eq!(job.now().state, StateOf::Paused);
    }
    for _ in 0..2_000 {
        let job = Arc::new(Job::new(id, told.clone()));
        let (claimed, has_thread) = at_once(|| job.claim(), || job.throw_away());
        assert_eq!(claimed.is_ok(), has_thread, "one of them forgets its files");
        assert_eq!(job.should_stop(), Some(Why::Asked));
        drop(claimed);
        assert_eq!(code(&job.claim()), "not_found");
    }
}

#[test]
fn of_two_that_solve_on_at_once_one_does() {
    let folder = tempfile::tempdir().unwrap();
    let solves = solves(folder.path());
    let job = begin(&solves);
    let goal = job.now().goal;
    for _ in 0..20 {
        wait_until(|| job.now().progress.iterations > 0);
        job.stop();
        wait_until(|| !job.is_under_way());
        assert_eq!(job.now().stopped, Some(Why::Asked));
        let (a, b) = at_once(|| solves.resume(job.id, goal), || solves.resume(job.id, goal));
        let mut codes = [code(&a), code(&b)];
        codes.sort_unstable();
        assert_eq!(codes, ["", "busy"]);
    }
    // One that goes on and is thrown away leaves nothing.
    solves.delete(job.id).unwrap();
    solves.end();
    let desk = Desk::new(folder.path().to_path_buf());
    assert!(desk.kept::<SolveOf>(work::ROOM).is_empty());
    assert!(!desk.file(work::ROOM, job.id, "hdm").exists());
}

#[test]
fn what_cannot_go_on_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let solves = solves(folder.path());
    let job = begin(&solves);
    job.stop();
    wait_until(|| !job.is_under_way());
    let before = job.now();
    job.tell(|told| told.variant = "no such variant".to_owned());
    let goal = Goal { target_pct: Some(5.0), ..Goal::default() };
    assert_eq!(code(&solves.resume(job.id, goal)), "bad_request");
    let now = job.now();
    assert_eq!((now.state, now.stopped, now.goal), (before.state, before.stopped, before.goal));
    solves.end();
    assert_eq!(code(&solves.resume(job.id, goal)), "bad_request");
    job.tell(|told| told.variant = before.variant);
    assert_eq!(code(&solves.resume(job.id, goal)), "ended");
}

#[test]
fn what_the_end_of_a_server_has_stopped_goes_on_with_the_next_and_what_a_person_has_stopped_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let first = solves(folder.path());
    let id = begin(&first).id;
    first.end();
    assert_eq!(first.find(id).unwrap().now().stopped, Some(Why::Ended));
    // A server that was killed leaves it so.
    let killed = solves(folder.path());
    killed.go_on();
    let job = killed.find(id).unwrap();
    assert!(job.is_under_way());
    let on_disk = SolveOf { state: StateOf::Solving, stopped: None, ..job.now() };
    killed.end();
    Desk::new(folder.path().to_path_buf()).keep(work::ROOM, id, &on_disk).unwrap();

    let second = solves(folder.path());
    second.go_on();
    let job = second.find(id).unwrap();
    assert!(job.is_under_way());
    // The server ends while it does what it was told to.
    job.stop();
    second.end();
    assert_eq!((job.now().state, job.now().stopped), (StateOf::Paused, Some(Why::Asked)));
    let third = solves(folder.path());
    third.go_on();
    assert!(!third.find(id).unwrap().is_under_way());
}

#[test]
fn names_and_spots_that_are_kept_have_a_length() {
    let folder = tempfile::tempdir().unwrap();
    let solves = solves(folder.path());
    let begun = |name: &str, key: &str, value: String| {
        let mut spot = request().spot.unwrap();
        spot[key] = value.into();
        let request = SolveRequest { name: name.to_owned(), max_iterations: Some(1), ..request() };
        let begun = solves.begin(&request, read_spot(&spot).unwrap());
        begun.map_err(|error| (error.code, error.field))
    };
    let field = |text: &str| Some(text.to_owned());
    assert!(begun(&"x".repeat(200), "name", "x".repeat(200)).is_ok());
    let long = begun(&"x".repeat(201), "name", String::new()).unwrap_err();
    assert_eq!(long, ("bad_request", field("name")));
    let long = begun("", "name", "x".repeat(201)).unwrap_err();
    assert_eq!(long, ("bad_spot", field("name")));
    let long = begun("", "oop_range", format!("AA{}", ",AA".repeat(30_000))).unwrap_err();
    assert_eq!(long, ("bad_spot", None));
    solves.end();
}
