//! Intervals of exploitability on sampled flops hold the truth as often as they say.
//!
//! The game is mini hold'em with two streets: so small that the exploitability over all first public cards is
//! known, and that hundreds of samples of them can be measured.

use crate::games::{mini_tree, shared};
use holdem_cfr::evaluate::Estimate;
use holdem_cfr::evaluate::exact::{Exploitability, Watch, exploitability};
use holdem_cfr::evaluate::exploitability::{Question, SoFar};
use holdem_cfr::evaluate::flops::{Rounds, by_rank, sample_flops};
use holdem_cfr::tables::layout::bucket_counts;
use holdem_cfr::{SolverOptions, Strategy, VectorSolver};
use holdem_game::deal::{HandSample, MiniDeck, MiniHoldemCards};
use holdem_game::menu::BetMenu;
use holdem_game::mini::MiniHoldem;
use holdem_game::tree::BettingTree;
use std::sync::Arc;

/// Samples whose intervals are looked at.
const SAMPLES: u64 = 200;

struct Game {
    tree: Arc<BettingTree>,
    cards: MiniHoldemCards,
    strategy: Strategy,
}

/// A strategy that was trained a little, over buckets that know little: there is something to exploit.
fn game() -> Game {
    let deck = MiniDeck { ranks: 6, suits: 3, hole_cards: 2, board_cards: vec![3] };
    let tree = Arc::new(mini_tree(&deck));
    let bucket = |street, board: holdem_cards::CardSet, hand: holdem_cards::CardSet| {
        let rank = |set: holdem_cards::CardSet| set.iter().map(holdem_cards::Card::rank).max();
        if street == 0 { rank(hand) } else { rank(board).min(rank(hand)) }
    };
    let cards = MiniHoldemCards::with_buckets(&deck, bucket).expect("a small deck");
    let options =
        SolverOptions { seed: 3, batch_size: 4, hands: HandSample::All, ..SolverOptions::default() };
    let mut solver = VectorSolver::new(&tree, &shared(cards.clone()), options).expect("small tables");
    solver.run(1, 3_000, &|_| false);
    Game { tree, cards, strategy: solver.average_strategy() }
}

impl Game {
    fn measure(&self, flops: Option<(usize, u64)>) -> Exploitability {
        let flops = flops.map(|(count, seed)| sample_flops(&self.cards, count, seed));
        exploitability(&self.tree, &self.cards, [&self.strategy; 2], flops.as_deref(), 1, &Watch::NOBODY)
            .expect("nobody stops it")
    }

    /// Flops in rounds of flops of all ranks.
    fn in_rounds(&self, rounds: usize, size: usize, seed: u64) -> Exploitability {
        let (mut drawn, strategies) = (Rounds::new(&self.cards, by_rank, seed), [&self.strategy; 2]);
        let (tree, cards) = (&*self.tree, &self.cards);
        let question = Question { tree, cards, strategies, by_street: false, turns: None, workers: 1 };
        let mut next = |so_far: &mut SoFar<'_>| (so_far.rounds < rounds).then(|| drawn.next_round(size));
        question.on_rounds(&mut next, &Watch::NOBODY).expect("nobody stops it")
    }
}

fn mean(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    numbers.clone().sum::<f64>() / numbers.count() as f64
}

/// Share of the intervals that hold a number, of estimates that have one.
fn covered(estimates: impl Iterator<Item = Estimate>, truth: f64) -> f64 {
    let holds = |one: Estimate| one.interval().map(|half| (one.mean - truth).abs() <= half);
    let holds: Vec<bool> = estimates.filter_map(holds).collect();
    holds.iter().filter(|&&holds| holds).count() as f64 / holds.len() as f64
}

/// Measures many samples, checks that their intervals hold what the numbers are called as often as they say,
/// and gives how far apart the two numbers are in the mean.
fn covers(what: &str, truth: f64, measure: impl Fn(u64) -> Exploitability) -> f64 {
    // What either number is in the mean over samples.
    let expected: Vec<_> = (0..SAMPLES).map(|seed| measure(10_000 + seed)).collect();
    let all: Vec<_> = (0..SAMPLES).map(measure).collect();
    let held_out = |one: &Exploitability| one.held_out.expect("several groups");
    let most = mean(expected.iter().chain(&all).map(|one| one.chips.mean));
    let least = mean(expected.iter().chain(&all).map(|one| held_out(one).mean));
    assert!(least < truth && truth < most, "{what}: {least} {truth} {most}");
    let (above, below) =
        (covered(all.iter().map(|one| one.chips), most), covered(all.iter().map(held_out), least));
    for share in [above, below] {
        assert!((0.92..=0.98).contains(&share), "{what}: {above} at most, {below} at least");
    }
    let between = |one: &&Exploitability| {
        let [low, high] = [held_out(one), one.chips].map(|one| one.interval().expect("an interval"));
        (held_out(one).mean - low..=one.chips.mean + high).contains(&truth)
    };
    let between = all.iter().filter(between).count() as f64 / all.len() as f64;
    assert!(between >= 0.92, "{what}: the truth lies between in {between}");
    most - least
}

#[test]
fn intervals_on_sampled_flops_hold_what_the_numbers_are_called_as_often_as_they_say() {
    let game = game();
    let truth = game.measure(None).chips;
    assert_eq!(truth.interval(), Some(0.0), "all boards are exact");
    let gaps = [4, 8]
        .map(|flops| covers(&format!("{flops} flops"), truth.mean, |seed| game.measure(Some((flops, seed)))));
    assert!(gaps[1] < 0.7 * gaps[0], "they meet as flops are added: {gaps:?}");
}

#[test]
fn intervals_on_rounds_of_flops_hold_what_the_numbers_are_called_as_often_as_they_say() {
    let game = game();
    let truth = game.measure(None).chips.mean;
    for (rounds, size) in [(4, 4), (8, 4)] {
        let what = format!("{rounds} rounds of {size}");
        covers(&what, truth, |seed| game.in_rounds(rounds, size, seed));
    }
}

#[test]
fn one_flop_has_no_interval_and_two_have_one() {
    let game = game();
    let [one, two, three] = [1, 2, 3].map(|flops| game.measure(Some((flops, 5))));
    assert_eq!((one.chips.interval(), one.held_out), (None, None));
    assert!(two.chips.interval().is_some_and(|half| half > 0.0));
    assert_eq!(two.held_out.and_then(|least| least.interval()), None);
    assert!(three.held_out.and_then(|least| least.interval()).is_some_and(|half| half > 0.0));
}

#[test]
fn what_is_lost_street_by_street_sums_up_to_all() {
    let game = game();
    let (tree, cards, strategies) = (&*game.tree, &game.cards, [&game.strategy; 2]);
    let question = Question { tree, cards, strategies, by_street: true, turns: None, workers: 1 };
    let whole = question.on_all_boards(&Watch::NOBODY).expect("nobody stops it");
    assert_eq!(whole.by_street.len(), 2);
    let sum: f64 = whole.by_street.iter().flatten().map(|loss| loss.mean).sum();
    assert!((sum / 2.0 - whole.chips.mean).abs() < 1e-4, "{sum} {:?}", whole.chips);
    assert!(
        whole.by_street.iter().flatten().all(|loss| loss.mean > -1e-4),
        "nobody loses by choosing better"
    );
    let flops = game.in_rounds(6, 4, 3);
    let again = game.in_rounds(6, 4, 3);
    assert_eq!(flops, again, "the same seed, the same flops");
}

#[test]
fn where_nobody_decides_after_the_first_street_nothing_is_lost_later() {
    let mini = MiniHoldem {
        ranks: 5,
        suits: 2,
        hole_cards: 1,
        board_cards: vec![1, 1, 1],
        stack: 20,
        ..MiniHoldem::default()
    };
    let tree = mini.betting(BetMenu::jam_or_fold()).and_then(|game| game.tree()).expect("a small tree");
    let cards = mini.cards().expect("a small deck");
    let strategy = Strategy::uniform(&tree, &bucket_counts(&cards));
    let (tree, cards, strategies) = (&tree, &cards, [&strategy; 2]);
    let question = Question { tree, cards, strategies, by_street: true, turns: None, workers: 1 };
    let found = question.on_all_boards(&Watch::NOBODY).expect("nobody stops it");
    let [first, later @ ..] = &found.by_street[..] else { panic!("streets") };
    let sum: f64 = first.iter().map(|loss| loss.mean).sum();
    assert!(found.chips.mean > 0.1 && (sum / 2.0 - found.chips.mean).abs() < 1e-4, "{found:?}");
    assert!(later.len() == 3 && later.iter().flatten().all(|loss| loss.mean.abs() < 1e-4), "{found:?}");
}
