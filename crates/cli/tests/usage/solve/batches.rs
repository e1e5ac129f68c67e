//! Many flops of one spot.

use std::fs;

use predicates::str::contains;

use super::{number, spot};
use crate::support::{holdem, json};

#[test]
fn a_batch_goes_on_where_it_ended_and_sums_up_by_texture() {
    let directory = tempfile::tempdir().unwrap();
    let flop = "board: Qs Jh 2h\noop_range: 'AA,T9s'\nip_range: 'KK,AJs'\npot: 100\neffective_stack: 100\n\
        flop: {bet: '50%'}\nturn: {bet: '50%'}\n";
    let path = spot(directory.path(), flop);
    let list = directory.path().join("flops.txt");
    let results = directory.path().join("results");
    let batch = |flops: &str, more: &[&str]| {
        fs::write(&list, flops).unwrap();
        let mut command = holdem();
        command.args(["solve", "batch"]).arg(&path).arg("--flops").arg(&list);
        command.args(["--iterations", "10", "--format", "json"]).args(more);
        if !more.contains(&"--dir") {
            command.arg("--dir").arg(&results);
        }
        command
    };
    json(&mut batch("QsJh2h 2\n", &["--solutions", "strategy"]));
    let first = fs::read(results.join("QsJh2h.json")).unwrap();
    holdem().args(["solve", "show"]).arg(results.join("QsJh2h.hdm")).assert().code(0);
    let value = json(&mut batch("QsJh2h 2\n8c5c2c 1\n", &[]));
    assert_eq!(fs::read(results.join("QsJh2h.json")).unwrap(), first);
    let flops = value[0]["flops"].as_array().unwrap();
    let ev = |at: usize| number(&flops[at]["ev"]["oop"]);
    let all = &value[0]["by_texture"][0];
    assert_eq!((&all["texture"], &all["flops"]), (&"all".into(), &2.into()));
    assert!((number(&all["ev"]["oop"]) - (2.0 * ev(0) + ev(1)) / 3.0).abs() < 1e-9);
    let csv = fs::read_to_string(results.join("summary.csv")).unwrap();
    assert!(csv.starts_with("flop,weight,") && csv.contains("8 high,unpaired,monotone"), "{csv}");
    assert!(csv.lines().next().unwrap().ends_with("freq_x,freq_b50"), "{csv}");
    let parts = fs::read_to_string(results.join("summary-parts.csv")).unwrap();
    let rows = |of: &str| parts.lines().filter(|line| line.starts_with(of)).count();
    assert!(rows("flop,weight,line,player,by,part,combos,share,ev,equity,freq_x") == 1, "{parts}");
    for flop in ["QsJh2h,2", "8c5c2c,1"] {
        for part in ["oop,made", "oop,draw", "oop,equity", "ip,made", "ip,draw", "ip,equity"] {
            assert!(rows(&format!("{flop},,{part},")) > 0, "{flop} {part}: {parts}");
        }
    }
    for player in ["oop", "ip"] {
        let shares = value[0]["by_part"][player].as_array().unwrap().iter();
        let of = |by: &str| -> f64 {
            let parts = shares.clone().filter(|part| part["by"] == by);
            parts.map(|part| number(&part["share"])).sum()
        };
        assert!(["made", "draw", "equity"].iter().all(|by| (of(by) - 1.0).abs() < 1e-9), "{player}");
    }
    let pooled = results.with_file_name("pooled");
    let value = json(&mut batch("QsJh2h\n", &["--line", "x x", "--dir", pooled.to_str().unwrap()]));
    let turn = &value[0]["flops"][0];
    assert_eq!((&turn["line"], &turn["boards"]), (&"x x".into(), &49.into()));
    assert!((number(&turn["ev"]["oop"]) + number(&turn["ev"]["ip"]) - 100.0).abs() < 1e-3, "{turn}");
    batch("QsJh2h", &["--rake", "0.05"]).assert().code(2).stderr(contains("another spot"));
    batch("QsQs2h", &[]).assert().code(2).stderr(contains("line 1"));
}
