//! How much luck AIVAT takes out of a match, and what it costs: by the number of boards that the values were
//! learned on, and of cards that could have come.
//!
//! ```text
//! cargo run --release -p holdem-experiments --bin aivat -- PLAYER PLAYER HANDS
//! ```
//! Players are words of `holdem eval match`; the first is a strategy. Prints the standard deviation of the
//! result of one deal (a hand from each seat), what is taken off it, CPU time per hand, and the time that a
//! match takes to an interval of ten thousandths of a big blind.
#![allow(clippy::print_stdout)]

use std::sync::Arc;

use holdem_arena::aivat::{Aivat, AivatOptions, Baseline, BaselineOptions};
use holdem_arena::matches::{Match, MatchOptions, Score};
use holdem_arena::players::{Entrant, OpenOptions, open};
use holdem_arena::table::Table;
use holdem_arena::translation::Mapping;
use holdem_blueprint::unobserved;
use holdem_experiments::cpu_secs;

/// Boards that values are learned on, and cards that could have come.
const SETTINGS: &[(usize, usize)] = &[(50, 8), (370, 2), (370, 4), (370, 8), (370, 16), (1500, 8)];
/// Half the width of the interval, in mbb per hand.
const WIDTH_MBB: f64 = 10.0;

fn main() {
    holdem_experiments::help(include_str!("aivat.rs"));
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [a, b, hands] = &arguments[..] else { panic!("PLAYER PLAYER HANDS") };
    let hands: u64 = hands.parse().expect("a number of hands");
    let mut observer = unobserved;
    let mut options = OpenOptions { mapping: Mapping::Randomised, threads: 0, observer: &mut observer };
    let entrants = [a, b].map(|player| open(player, &mut options).expect("a player"));
    let table = entrants[0].table().expect("the first player is a strategy").clone();
    let (score, secs) = play(&table, &entrants, None, 20 * hands);
    let raw = score.deviation_mbb;
    row("raw", raw, 0.0, secs / (20 * hands) as f64);
    for &(boards, could_come) in SETTINGS {
        let (strategy, start) = (entrants[0].strategy().expect("a strategy"), cpu_secs());
        let learned = BaselineOptions { boards: Some(boards), ..BaselineOptions::default() };
        let baseline = Baseline::learn(Arc::clone(strategy), learned, &mut unobserved).expect("two players");
        let learning = cpu_secs() - start;
        let options = AivatOptions { boards: could_come, ..AivatOptions::default() };
        let aivat = Aivat::new(Arc::new(baseline), &table, options);
        let (score, secs) = play(&table, &entrants, aivat, hands);
        let deviation = score.aivat.expect("luck was taken out").deviation_mbb;
        let name = format!("{boards} boards ({learning:.1} s), {could_come} cards");
        row(&name, deviation, 1.0 - deviation / raw, secs / hands as f64);
    }
}

/// The first player's score, and CPU seconds.
fn play(table: &Table, entrants: &[Box<dyn Entrant>], aivat: Option<Aivat>, hands: u64) -> (Score, f64) {
    let played = Match::new(table, entrants).expect("they can meet").with_aivat(aivat);
    let start = cpu_secs();
    let options = MatchOptions { hands, ..MatchOptions::default() };
    let standing = played.play(&options, &mut unobserved).expect("all moves are legal");
    (standing.scores[0].clone(), cpu_secs() - start)
}

fn row(name: &str, deviation: f64, cut: f64, secs_per_hand: f64) {
    // A deal is two hands.
    let deals = (1.96 * deviation / WIDTH_MBB).powi(2);
    println!(
        "{name:<32} deviation {deviation:7.0} mbb, {:4.1} % off, {:9.1} us a hand, \
         {:8.1} s to ± {WIDTH_MBB} mbb",
        100.0 * cut,
        1e6 * secs_per_hand,
        2.0 * deals * secs_per_hand
    );
}
