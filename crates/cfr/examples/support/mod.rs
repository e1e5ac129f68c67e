//! What several examples need: a small betting tree, CPU time, and numbers in words.
#![allow(dead_code, reason = "not every example needs all of it")]

use holdem_cfr::evaluate::Estimate;
use holdem_game::menu::{BetMenu, BetSize, StreetMenu};
use holdem_game::tree::{BettingTree, NoLimitHoldem};

/// Big blind of 2 chips to thousandths.
pub(crate) const MBB_PER_CHIP: f64 = 500.0;

/// One bet size a street, then all-in: small enough for many best responses.
pub(crate) fn small_tree(stack: f64) -> BettingTree {
    let street = |first| StreetMenu { sizes: vec![vec![first], vec![BetSize::AllIn]], max_raises: 2 };
    let postflop = street(BetSize::PotPercent(66.0));
    let menu = BetMenu {
        preflop: street(BetSize::BigBlinds(2.5)),
        limped: None,
        limp: false,
        flop: postflop.clone(),
        turn: postflop.clone(),
        river: postflop,
        ..BetMenu::default()
    };
    NoLimitHoldem::heads_up(stack, menu).and_then(|game| game.tree()).expect("the menu fits")
}

/// User and system time of this process so far, in seconds.
pub(crate) fn cpu_secs() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("a system with /proc");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |field: usize| fields[field].parse::<f64>().expect("a number of ticks");
    (ticks(11) + ticks(12)) / 100.0
}

/// An estimate in chips as `mbb ± half of the 95 % interval`.
pub(crate) fn plus_minus(estimate: Estimate) -> String {
    let mbb = estimate.scaled(MBB_PER_CHIP);
    format!("{:.0} ± {:.0}", mbb.mean, mbb.interval())
}

/// A list like `2,8,32`.
pub(crate) fn numbers(list: &str) -> Vec<f64> {
    list.split(',').map(|v| v.parse().expect("numbers")).collect()
}
