//! The programs behind the pages of `docs/experiments`, and what several of them need.
//!
//! | program | page |
//! |---|---|
//! | `abstractions` | buckets |
//! | `aivat` | aivat |
//! | `batches`, `samplers` | vector-training, samplers, large-trees |
//! | `cluster_model` | cluster |
//! | `core_model` | cores |
//! | `discounting` | discounting |
//! | `overfitting` | overfitting |
//! | `search_holdem` | search-holdem |
//! | `search_mini` | search-mini |
//! | `peaks` | roofline |
//! | `sampled`, `peer` | external-sampling |
//! | `acpc_states` | dealer |
//!
//! `peers` holds the other trainers' side of `peer`; `benches` compares the evaluator with rivals. No other
//! crate uses this one, and `cargo test` at the root leaves it out.

use holdem_abstraction::BucketFile;
use holdem_cfr::evaluate::{Estimate, flops};
use holdem_game::deal::{CardModel, HoldemCards, Runout};
use holdem_game::menu::{BetMenu, BetSize, StreetMenu};
use holdem_game::tree::{BettingTree, NoLimitHoldem};
use std::path::Path;
use std::sync::Arc;

/// Prints the head of a program's own source, which says what it does and how it is called, and ends the
/// program, if `--help` or `-h` is among its arguments.
#[allow(clippy::print_stdout, reason = "this is what was asked for")]
pub fn help(source: &str) {
    if std::env::args().skip(1).any(|arg| arg == "--help" || arg == "-h") {
        print!("{}", head(source));
        std::process::exit(0);
    }
}

/// The comment that a source begins with.
fn head(source: &str) -> String {
    let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
    let text =
        lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).filter(|line| !line.starts_with("```"));
    text.map(|line| format!("{line}\n")).collect()
}

/// Big blind of 2 chips to thousandths.
pub const MBB_PER_CHIP: f64 = 500.0;

/// One bet size a street, then all-in: small enough for many best responses.
pub fn small_tree(stack: f64) -> Arc<BettingTree> {
    let street = |first| StreetMenu { sizes: vec![vec![first], vec![BetSize::AllIn]], max_raises: 2 };
    let postflop = street(BetSize::PotPercent(66.0));
    let menu = BetMenu {
        preflop: street(BetSize::BigBlinds(2.5)),
        limped: None,
        limp: false,
        flop: postflop.clone(),
        turn: postflop.clone(),
        river: postflop,
        ..BetMenu::compact()
    };
    heads_up(stack, menu)
}

/// The tree of a menu for two.
///
/// # Panics
/// If the menu makes none.
pub fn heads_up(stack: f64, menu: BetMenu) -> Arc<BettingTree> {
    Arc::new(NoLimitHoldem::heads_up(stack, menu).and_then(|game| game.tree()).expect("the menu fits"))
}

/// Hold'em over a bucket file.
pub type Cards = Arc<HoldemCards<BucketFile>>;

/// Opens a bucket file.
///
/// # Panics
/// If there is none.
pub fn open(path: impl AsRef<Path>) -> Cards {
    Arc::new(HoldemCards::new(BucketFile::open(path.as_ref()).expect("a bucket file")))
}

/// Cards as solvers keep them.
pub fn shared(cards: &Cards) -> Arc<dyn CardModel> {
    Arc::<HoldemCards<BucketFile>>::clone(cards)
}

/// A sample of flops that depends on the seed alone.
pub fn sample_flops(cards: &Cards, count: usize, seed: u64) -> Vec<Runout> {
    flops::sample_flops(&**cards, count, seed)
}

/// User and system time of this process so far, in seconds.
///
/// # Panics
/// On a system without `/proc`.
pub fn cpu_secs() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("a system with /proc");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |field: usize| fields[field].parse::<f64>().expect("a number of ticks");
    (ticks(11) + ticks(12)) / 100.0
}

/// An estimate in chips as `mbb ± half of the 95 % interval`.
pub fn plus_minus(estimate: Estimate) -> String {
    format!("{:.0}", estimate.scaled(MBB_PER_CHIP))
}

/// A list like `2,8,32`.
///
/// # Panics
/// If it is none.
pub fn numbers(list: &str) -> Vec<f64> {
    list.split(',').map(|v| v.parse().expect("numbers")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_is_the_head_of_the_source() {
        let source = "//! Plays.\n//!\n//! ```text\n//! plays FILE\n//! ```\n#![allow(x)]\n//! Not this.\n";
        assert_eq!(head(source), "Plays.\n\nplays FILE\n");
    }
}
