//! `holdem equity`.

use crate::support::{holdem, json};
use predicates::str::contains;

#[test]
fn hand_classes_are_compared_exactly() {
    let result = json(holdem().args(["equity", "AKs", "QQ", "--format", "json"]));
    assert_eq!((&result["exact"], &result["deals"]), (&true.into(), &41_095_296.into()));
    assert_eq!(result["ranges"][0]["wins"], 18_834_720);
    assert_eq!(result["ranges"][0]["ties"], 178_116);
    let equities: Vec<f64> = (0..2).map(|i| result["ranges"][i]["equity"].as_f64().unwrap()).collect();
    assert!((equities[0] + equities[1] - 1.0).abs() < 1e-12);
    holdem()
        .args(["equity", "AKs", "QQ"])
        .assert()
        .code(0)
        .stdout(contains("46.0"))
        .stdout(contains("exact"));
}

#[test]
fn sampled_equities_say_so_and_repeat() {
    let sample = || {
        json(
            holdem()
                .args(["equity", "AA", "random", "KK,AK", "--samples", "20000", "--exact-limit", "0"])
                .args(["--seed", "5", "--format", "json"]),
        )
    };
    let first = sample();
    assert_eq!((&first["exact"], &first["seed"]), (&false.into(), &5.into()));
    assert!(first["ranges"][1]["standard_error"].as_f64().unwrap() > 1e-4);
    assert_eq!(first, sample());
}

#[test]
fn a_mistake_is_pointed_at_and_exits_with_2() {
    holdem()
        .args(["equity", "AA", "KK, QJx"])
        .assert()
        .code(2)
        .stderr(contains("column 5"))
        .stderr(contains("  KK, QJx\n      ^^^"));
    holdem().args(["equity", "AA"]).assert().code(2);
    holdem()
        .args(["equity", "AA", "KK", "--board", "AhKd"])
        .assert()
        .code(2)
        .stderr(contains("0, 3, 4 or 5"));
    holdem().args(["equity", "AA", "KK", "--board", "AhKdXx"]).assert().code(2).stderr(contains("--board"));
    holdem().args(["equity", "AhAs", "AhKs"]).assert().code(2).stderr(contains("twice"));
}
