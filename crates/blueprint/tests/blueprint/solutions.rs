//! Solution files of programs before.

use holdem_blueprint::solution::file::KIND;
use holdem_blueprint::solution::{Keep, Record, Solution, StopAt, compare};
use holdem_game::spot::Spot;
use holdem_store::{Container, ContainerWriter, Destination};
use std::ops::ControlFlow;
use std::path::Path;

const SPOT: &str = "board: Qs Jh 2h 8c 3d\noop_range: 'AA,KK,QJs'\nip_range: 'KK-JJ,AQs'\npot: 100\n\
    effective_stack: 200\nriver: {bet: '50%'}\n";

/// Writes a solution again, with another text of its spot.
fn with_spot(from: &Path, to: &Path, text: &str) {
    let read = Container::open(from, KIND).unwrap();
    let mut writer = ContainerWriter::create(to, KIND, 0).unwrap();
    writer.section("spot", text.as_bytes()).unwrap();
    writer.section("record", read.bytes("record").unwrap()).unwrap();
    writer.typed_section("tables", read.typed::<u32>("tables").unwrap()).unwrap();
    writer.finish().unwrap();
}

#[test]
fn a_solution_whose_lock_locks_nothing_is_read_and_solved_on_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let [path, old] = ["new.hdm", "old.hdm"].map(|name| folder.path().join(name));
    let mut solution = Solution::prepare(&Spot::from_yaml_str(SPOT).unwrap(), Record::default(), 1).unwrap();
    let stop = |iterations| StopAt { target_pct: 0.0, iterations: Some(iterations), time: None };
    solution.solve(&stop(10), &mut |_| ControlFlow::Continue(()));
    solution.write(&Destination::new(&path, false).unwrap(), Keep::All).unwrap();
    let ev = solution.ev();
    for lock in ["{line: x}", "{line: '', strategy: [{hands: QsJs, play: {x: 1}}]}"] {
        let text = format!("{SPOT}locks: [{lock}]\n");
        assert!(Solution::prepare(&Spot::from_yaml_str(&text).unwrap(), Record::default(), 1).is_err());
        with_spot(&path, &old, &text);
        assert_eq!(Solution::open(&old, 1).unwrap().ev(), ev);
        let mut resumed = Solution::resume(&old, 1).unwrap();
        assert_eq!(resumed.spot().locks, []);
        resumed.solve(&stop(20), &mut |_| ControlFlow::Continue(()));
        assert_eq!(resumed.record().iterations, 20);
    }
    // A lock that is wrong is still refused.
    with_spot(
        &path,
        &old,
        &format!("{SPOT}locks: [{{line: x x, strategy: [{{hands: all, play: {{x: 1}}}}]}}]\n"),
    );
    assert!(Solution::open(&old, 1).is_err());
}

#[test]
fn boards_are_told_apart_and_told_however_they_are_written() {
    let solved = |board: &str| {
        let text = SPOT.replace("Qs Jh 2h 8c 3d", &format!("'{board}'"));
        let mut solution =
            Solution::prepare(&Spot::from_yaml_str(&text).unwrap(), Record::default(), 1).unwrap();
        let stop = StopAt { target_pct: 0.0, iterations: Some(5), time: None };
        solution.solve(&stop, &mut |_| ControlFlow::Continue(()));
        solution
    };
    let [spaces, commas, other] = ["Qs Jh 2h 8c 3d", "Qs,Jh,2h,8c,3d", "Qs Jh 2h 8c 4d"].map(solved);
    assert_eq!(commas.node("").unwrap().board, "Qs Jh 2h 8c 3d");
    assert_eq!(compare(&spaces, &commas, "").unwrap().distance, 0.0);
    assert!(compare(&spaces, &other, "").unwrap_err().to_string().contains("the boards differ"));
}
