//! Hold'em with made-up buckets: properties that do not need a good abstraction.

use crate::games::shared;
use holdem_cards::{CardSet, Combo, Street};
use holdem_cfr::average::{Average, ReachSample};
use holdem_cfr::discount::Discount;
use holdem_cfr::evaluate::exact::{Watch, exploitability, values};
use holdem_cfr::evaluate::flops::sample_flops;
use holdem_cfr::evaluate::versus::{Boards, Contender, game_value, versus, versus_across};
use holdem_cfr::tables::layout::bucket_counts;
use holdem_cfr::vector::watch::{self, Task};
use holdem_cfr::{SolverOptions, Storage, Strategy, VectorSolver};
use holdem_game::deal::{BucketRows, CardModel, HandSample, HoldemCards};
use holdem_game::menu::{BetMenu, BetSize, StreetMenu};
use holdem_game::tree::{BettingTree, NoLimitHoldem};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Preflop the 169 classes, later the higher rank of the hand.
pub(crate) struct HighCard;

impl BucketRows for HighCard {
    fn num_buckets(&self, street: Street) -> usize {
        if street == Street::Preflop { 169 } else { 13 }
    }
    fn buckets(&self, street: Street, _board: CardSet, combos: &[u16], out: &mut [u32]) {
        for (out, &combo) in out.iter_mut().zip(combos) {
            let combo = Combo::from_index(combo).expect("a combo");
            *out = match street {
                Street::Preflop => combo.class().index() as u32,
                Street::Flop | Street::Turn | Street::River => {
                    combo.cards().map(|c| u32::from(c.rank())).into_iter().max().expect("two cards")
                }
            };
        }
    }
}

fn tree(stack_bb: f64, menu: BetMenu) -> Arc<BettingTree> {
    Arc::new(NoLimitHoldem::heads_up(stack_bb, menu).and_then(|game| game.tree()).expect("a tree"))
}

fn options() -> SolverOptions {
    SolverOptions { seed: 5, batch_size: 8, hands: HandSample::Uniform(40), ..SolverOptions::default() }
}

fn trained(
    tree: &Arc<BettingTree>,
    cards: &Arc<dyn CardModel>,
    workers: usize,
    pieces: &[u64],
    options: &SolverOptions,
) -> Strategy {
    let mut solver = VectorSolver::new(tree, cards, options.clone()).expect("small tables");
    for limit in pieces {
        solver.run(workers, *limit, &|_| false);
    }
    solver.average_strategy()
}

#[test]
fn workers_do_not_change_a_bit_on_a_tree_that_is_cut() {
    let (tree, cards) = (tree(100.0, BetMenu::compact()), shared(HoldemCards::new(HighCard)));
    assert!(VectorSolver::new(&tree, &cards, SolverOptions::default()).expect("memory").num_tasks() > 20);
    let dcfr = Discount::Dcfr { alpha: 1.5, beta: 0.0, gamma: 2.0, interval: 50 };
    for (discount, storage, batch_start) in [
        (Discount::Linear, Storage::F32, 1),
        (Discount::Linear, Storage::F32, 5),
        (dcfr, Storage::F32, 1),
        (Discount::Linear, Storage::I16, 1),
        (dcfr, Storage::I16, 1),
    ] {
        // Several boards at once from the start, and large subtrees in parts.
        let part_bytes = (batch_start > 1).then_some(10_000);
        let options = SolverOptions { discount, storage, batch_start, part_bytes, ..options() };
        let one = trained(&tree, &cards, 1, &[250], &options);
        for workers in [2, 3] {
            let many = trained(&tree, &cards, workers, &[250], &options);
            assert!(one.probabilities() == many.probabilities(), "{workers} workers, {options:?}");
        }
    }
}

/// All that a solver has learned after a run in pieces; some end by a limit, which cuts a batch, others by a
/// word between batches.
fn words_after(
    tree: &Arc<BettingTree>,
    workers: usize,
    pieces: &[(u64, u64)],
    options: &SolverOptions,
) -> (Vec<u32>, f64) {
    let cards = shared(HoldemCards::new(HighCard));
    let mut solver = VectorSolver::new(tree, &cards, options.clone()).expect("small tables");
    for &(limit, enough) in pieces {
        solver.run(workers, limit, &|work| work.iterations >= enough);
    }
    let mut all = Vec::new();
    solver.export_words(&mut |words| all.extend_from_slice(words));
    (all, solver.work().utility_sum)
}

/// Counts parts of subtrees that several workers walk.
#[derive(Default)]
struct Parts(AtomicUsize);

impl watch::Watch for Parts {
    fn begin(&self, _: usize) {}
    fn end(&self, _: usize, task: Task) {
        // Relaxed: read after all workers have ended.
        self.0.fetch_add(usize::from(matches!(task, Task::Part(..))), Ordering::Relaxed);
    }
}

#[test]
fn workers_that_share_subtrees_change_no_bit_however_few_the_cores() {
    let (tree, cards) = (tree(100.0, BetMenu::compact()), shared(HoldemCards::new(HighCard)));
    let dcfr = Discount::Dcfr { alpha: 1.5, beta: 0.0, gamma: 2.0, interval: 7 };
    for (discount, regret_floor, storage, part_bytes) in [
        (Discount::Linear, false, Storage::F32, 3_000),
        (dcfr, false, Storage::I16, 1_500),
        (dcfr, true, Storage::F32, 0),
    ] {
        let part_bytes = Some(part_bytes);
        let options =
            SolverOptions { discount, storage, regret_floor, part_bytes, batch_start: 3, ..options() };
        let words = |workers: usize| {
            let mut solver = VectorSolver::new(&tree, &cards, options.clone()).expect("small tables");
            let parts = Parts::default();
            for limit in [20, 45] {
                solver.run_watched(workers, limit, &|_| false, &parts);
            }
            let mut all = Vec::new();
            solver.export_words(&mut |words| all.extend_from_slice(words));
            let losses = solver.losses();
            (all, solver.work().utility_sum, losses.vanished, parts.0.into_inner())
        };
        let (whole, utility, vanished, parts) = words(1);
        assert_eq!(parts, 0, "one worker shares with nobody");
        for workers in [16, 40] {
            let (shared, as_much, as_many, parts) = words(workers);
            assert!((parts > 0) == (part_bytes > Some(0)), "{workers} workers, {parts} parts");
            assert!(whole == shared && utility == as_much && vanished == as_many, "{workers} workers");
        }
    }
}

#[test]
fn neither_workers_nor_stops_between_batches_change_a_bit_of_the_tables() {
    let tree = tree(100.0, BetMenu::compact());
    let dcfr = Discount::Dcfr { alpha: 1.5, beta: 0.0, gamma: 2.0, interval: 7 };
    let never = u64::MAX;
    for (discount, regret_floor) in [(Discount::Linear, false), (dcfr, false), (dcfr, true)] {
        for storage in [Storage::F32, Storage::I16] {
            let options =
                SolverOptions { discount, storage, regret_floor, batch_size: 6, batch_start: 6, ..options() };
            let whole = words_after(&tree, 1, &[(45, never)], &options);
            for workers in [1, 2, 3, 7] {
                let stopped = words_after(&tree, workers, &[(45, 1), (45, 20), (45, never)], &options);
                assert!(whole == stopped, "{workers} workers, {options:?}");
            }
            // A limit cuts batches: other numbers, but the same for all.
            let pieces = [(4, never), (17, never), (45, 30), (45, never)];
            let cut = words_after(&tree, 1, &pieces, &options);
            assert!(cut != whole);
            for workers in [2, 7] {
                assert!(
                    cut == words_after(&tree, workers, &pieces, &options),
                    "{workers} workers, {options:?}"
                );
            }
        }
    }
}

/// The buckets of [`HighCard`], looked up so slowly that the trunk is done before the next boards are dealt.
struct Late;

impl BucketRows for Late {
    fn num_buckets(&self, street: Street) -> usize {
        HighCard.num_buckets(street)
    }
    fn buckets(&self, street: Street, board: CardSet, combos: &[u16], out: &mut [u32]) {
        std::thread::sleep(std::time::Duration::from_millis(2));
        HighCard.buckets(street, board, combos, out);
    }
}

#[test]
fn boards_that_come_late_do_not_change_a_bit() {
    let tree = tree(100.0, BetMenu::compact());
    let options =
        SolverOptions { batch_size: 4, batch_start: 4, hands: HandSample::Uniform(16), ..options() };
    let [early, late] = [shared(HoldemCards::new(HighCard)), shared(HoldemCards::new(Late))]
        .map(|cards| trained(&tree, &cards, 3, &[30], &options));
    assert!(early.probabilities() == late.probabilities());
}

#[test]
fn versus_is_zero_sum_and_training_beats_uniform_play() {
    let (tree, cards) = (tree(20.0, BetMenu::compact()), shared(HoldemCards::new(HighCard)));
    let uniform = Strategy::uniform(&tree, &bucket_counts(&*cards));
    let good = trained(&tree, &cards, 2, &[3_000], &options());
    let boards = Boards { seed: 1, count: 60, workers: 2 };
    let won = versus(&tree, &*cards, &good, &uniform, boards);
    let lost = versus(&tree, &*cards, &uniform, &good, boards);
    assert!(won.gain.mean > 1.0, "{won:?}");
    assert!((won.gain.mean + lost.gain.mean).abs() < 1e-6, "{won:?} {lost:?}");
    assert_eq!(versus(&tree, &*cards, &good, &good, boards).gain.mean, 0.0);
}

#[test]
fn sixteen_bits_play_as_well_as_32_and_take_half_the_tables() {
    let (tree, cards) = (tree(20.0, BetMenu::compact()), shared(HoldemCards::new(HighCard)));
    let short = SolverOptions { storage: Storage::I16, ..options() };
    let [wide, narrow] = [options(), short].map(|options| {
        let mut solver = VectorSolver::new(&tree, &cards, options).expect("small tables");
        solver.run(2, 3_000, &|_| false);
        (solver.average_strategy(), solver.table_bytes())
    });
    let lost = versus(&tree, &*cards, &wide.0, &narrow.0, Boards { seed: 1, count: 60, workers: 2 });
    assert!(lost.gain.mean.abs() < 0.02, "{lost:?} chips a hand");
    let units = 8 * tree.counts().iter().map(|street| street.decisions as u64).sum::<u64>();
    assert!(narrow.1 < wide.1 / 2 + 2 * units, "{} and {} bytes", wide.1, narrow.1);
}

#[test]
fn jam_or_fold_values_agree_between_sampled_boards_and_all_boards() {
    let (tree, cards) = (tree(10.0, BetMenu::jam_or_fold()), shared(HoldemCards::new(HighCard)));
    let uniform = Strategy::uniform(&tree, &bucket_counts(&*cards));
    let exact = values(&tree, &*cards, [&uniform, &uniform], 2);
    // Fold 1/2: -1; else fold 1/2: +2; else even: the mean of both is 0.
    assert!((exact[0] - 0.0).abs() < 1e-3 && (exact[0] + exact[1]).abs() < 1e-4, "{exact:?}");
    let sampled = game_value(&tree, &*cards, &uniform, Boards { seed: 2, count: 2_000, workers: 2 });
    // Nearly the same on every board: there may be no spread at all.
    let error = sampled.standard_error().unwrap_or(0.0);
    assert!((sampled.mean - exact[0]).abs() < 4.0 * error + 1e-3, "{sampled:?} {exact:?}");
    let gap = exploitability(&tree, &*cards, [&uniform, &uniform], None, 2, &Watch::NOBODY)
        .expect("nobody stops it");
    assert!(gap.chips.mean > 0.9, "{gap:?}");
}

#[test]
fn best_response_on_sampled_flops_is_worth_more_than_the_strategy_and_workers_do_not_matter() {
    let all_in = StreetMenu { sizes: vec![vec![BetSize::AllIn]], max_raises: 1 };
    let menu =
        BetMenu { flop: all_in.clone(), turn: all_in.clone(), river: all_in, ..BetMenu::jam_or_fold() };
    let menu = BetMenu { limp: true, ..menu };
    let (tree, cards) = (tree(10.0, menu), shared(HoldemCards::new(HighCard)));
    let uniform = Strategy::uniform(&tree, &bucket_counts(&*cards));
    let flops = sample_flops(&*cards, 3, 4);
    let gap = |workers| {
        exploitability(&tree, &*cards, [&uniform, &uniform], Some(&flops), workers, &Watch::NOBODY)
            .expect("nobody stops it")
    };
    assert_eq!(gap(1), gap(2));
    let gap = gap(2);
    assert!(gap.chips.mean > 0.5 && gap.chips.interval().unwrap() > 0.0, "{gap:?}");
    let held_out = gap.held_out.expect("three flops are three groups").mean;
    assert!(held_out < gap.chips.mean && held_out > 0.2, "{gap:?}");
}

/// Preflop the 169 classes, later one bucket.
struct Blind;

impl BucketRows for Blind {
    fn num_buckets(&self, street: Street) -> usize {
        if street == Street::Preflop { 169 } else { 1 }
    }
    fn buckets(&self, street: Street, board: CardSet, combos: &[u16], out: &mut [u32]) {
        match street {
            Street::Preflop => HighCard.buckets(street, board, combos, out),
            Street::Flop | Street::Turn | Street::River => out.fill(0),
        }
    }
}

#[test]
fn players_over_buckets_of_their_own_learn_as_ever_where_these_are_the_same() {
    let (tree, cards) = (tree(20.0, BetMenu::compact()), shared(HoldemCards::new(HighCard)));
    let both = trained(&tree, &cards, 1, &[300], &options());
    let mut solver = VectorSolver::across(&tree, [&cards, &cards], options()).expect("small tables");
    solver.run(2, 300, &|_| false);
    let joined = solver.average_strategy_of(0).with_seat(&tree, 1, &solver.average_strategy_of(1));
    assert!(joined.probabilities() == both.probabilities());
}

#[test]
fn who_tells_more_hands_apart_learns_to_win_from_who_tells_fewer() {
    let (tree, cards, blind) =
        (tree(20.0, BetMenu::compact()), shared(HoldemCards::new(HighCard)), shared(HoldemCards::new(Blind)));
    let boards = Boards { seed: 1, count: 60, workers: 2 };
    let won = [[&cards, &blind], [&blind, &cards]].map(|models| {
        let mut solver = VectorSolver::across(&tree, models, options()).expect("small tables");
        solver.run(2, 3_000, &|_| false);
        let strategies = [0, 1].map(|seat| solver.average_strategy_of(seat));
        let [first, second] = [0, 1].map(|i| Contender { cards: &**models[i], strategy: &strategies[i] });
        versus_across(&tree, [first, second], boards).as_first.mean
    });
    assert!(won[0] > won[1] + 0.1, "{won:?} chips in the first seat");
}

#[test]
fn an_average_is_the_same_for_any_number_of_workers_and_of_one_strategy_that_strategy() {
    let (tree, cards) = (tree(100.0, BetMenu::compact()), shared(HoldemCards::new(HighCard)));
    let strategies = [100, 200].map(|boards| trained(&tree, &cards, 1, &[boards], &options()));
    let average = |workers, parts: &[(&Strategy, f64)]| {
        let sample = ReachSample { seed: 3, boards: 40, hands: HandSample::Uniform(64), workers };
        let mut average = Average::new(&tree, &*cards, sample);
        parts.iter().for_each(|(strategy, weight)| average.add(strategy, *weight).expect("the same tree"));
        average.finish()
    };
    let parts = [(&strategies[0], 1.0), (&strategies[1], 2.0)];
    let one = average(1, &parts);
    assert!(one.probabilities() == average(3, &parts).probabilities());
    let far = |a: &Strategy, b: &Strategy| {
        let pairs = a.probabilities().iter().zip(b.probabilities());
        pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    };
    assert!(far(&average(2, &parts[..1]), &strategies[0]) < 1e-5);
    assert!(far(&one, &strategies[0]) > 0.01 && far(&one, &strategies[1]) > 0.01);
}

/// Answers like [`HighCard`], some hundred times.
struct Failing(std::sync::atomic::AtomicU32);

impl BucketRows for Failing {
    fn num_buckets(&self, street: Street) -> usize {
        HighCard.num_buckets(street)
    }
    fn buckets(&self, street: Street, board: CardSet, combos: &[u16], out: &mut [u32]) {
        let asked = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        assert!(asked < 400, "a made-up failure");
        HighCard.buckets(street, board, combos, out);
    }
}

#[test]
fn a_panic_of_one_worker_ends_the_run_instead_of_hanging_it() {
    let (tree, cards) = (tree(100.0, BetMenu::compact()), shared(HoldemCards::new(Failing(0.into()))));
    let mut solver = VectorSolver::new(&tree, &cards, SolverOptions::default()).expect("memory");
    let run = std::panic::AssertUnwindSafe(|| solver.run(3, 1_000_000, &|_| false));
    assert!(std::panic::catch_unwind(run).is_err());
}
