//! A solution: every number is the library's.

use holdem_blueprint::solution::{Keep, Record, Solution, StopAt, runouts};
use holdem_game::spot::Spot;
use holdem_store::Destination;

use crate::support::{Site, escaped};

#[test]
fn a_saved_solution_says_what_the_library_says() {
    let folder = tempfile::tempdir().unwrap();
    let text = "board: Qs Jh 2h 8c\noop_range: 'AA,KK,QJs,A5s'\nip_range: 'KK-JJ,AQs,KTs'\npot: 100\n\
        effective_stack: 200\nturn: {bet: '50%'}\nriver: {bet: '50%', raise: '2.5x'}";
    let spot = Spot::from_yaml_str(text).unwrap();
    let mut solution = Solution::prepare(&spot, Record::default(), 2).unwrap();
    let stop = StopAt { target_pct: 1.0, iterations: Some(200), time: None };
    solution.solve(&stop, &mut |_| std::ops::ControlFlow::Continue(()));
    let path = folder.path().join("turn.hdm");
    solution.write(&Destination::new(&path, false).unwrap(), Keep::All).unwrap();
    let site = Site::over(folder);
    let id = site.source("turn.hdm");

    // The page's lines have no cards, the solver's do.
    for (line, board, solver) in [("", "", ""), ("x b50", "", "x b50"), ("x x", "QsJh2h8c3d", "x x 3d")] {
        let answer = site.get(&format!("/sources/{id}/node?line={}&board={board}", escaped(line)));
        let expected = solution.node(solver).unwrap();
        assert_eq!((answer["text"].as_str(), answer["line"].as_str()), (Some(solver), Some(line)));
        for (at, action) in expected.actions.iter().enumerate() {
            assert_eq!(answer["actions"][at]["token"], action.action);
            let found = answer["actions"][at]["frequency"].as_f64().unwrap();
            assert!((found - action.frequency).abs() < 2e-4);
        }
        for seat in 0..2 {
            for hand in expected.combos.get(seat) {
                let reach = answer["hands"]["ranges"][seat][hand.combo.index()].as_f64().unwrap();
                assert!((reach - hand.reach).abs() < 2e-4);
                if hand.weight > 0.0 {
                    let ev = answer["values"]["ev"][seat][hand.combo.index()].as_f64().unwrap();
                    assert!((ev - hand.ev).abs() < 2e-3, "{line}: {ev} and {}", hand.ev);
                }
            }
        }
    }
    let cards = site.get(&format!("/sources/{id}/runouts?line={}", escaped("x x")));
    let expected = runouts(&solution, "x x").unwrap();
    assert_eq!(cards["cards"].as_array().unwrap().len(), expected.len());
    for (found, runout) in cards["cards"].as_array().unwrap().iter().zip(&expected) {
        assert_eq!(found["card"], runout.card.to_string());
        assert!((found["probability"].as_f64().unwrap() - runout.probability).abs() < 2e-4);
        assert!((found["ev"][0].as_f64().unwrap() - runout.ev.oop).abs() < 2e-3);
    }
    let deal = site.get(&format!("/sources/{id}/node?line={}", escaped("x x")));
    assert_eq!((deal["state"].as_str(), deal["cards_missing"].as_u64()), (Some("deal"), Some(1)));
    let refused = site.refused(&format!("/sources/{id}/node?board=AhKdQcJsTh"));
    assert_eq!(refused.1, "bad_board");
}
