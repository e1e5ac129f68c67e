//! The fast kernels against the plain ones, and the plain ones against the definition.

use super::*;
use holdem_game::deal::{DealRng, SLOT_ALIGN, Ties};

fn numbers(rng: &mut DealRng, n: usize) -> Vec<f32> {
    (0..n).map(|_| if rng.below(5) == 0 { 0.0 } else { rng.unit() * 20.0 - 10.0 }).collect()
}

fn bits(v: &[f32]) -> Vec<u32> {
    v.iter().map(|x| x.to_bits()).collect()
}

#[test]
fn every_implementation_returns_the_same_bits() {
    let (fast, plain) = (Kernels::detect(), Kernels::scalar());
    for case in 0..400u64 {
        let mut rng = DealRng::for_iteration(11, case);
        let num_actions = 1 + rng.below(10);
        let lanes = SLOT_ALIGN * (1 + rng.below(6));
        let num_buckets = 1 + rng.below(30);
        let rows = numbers(&mut rng, num_buckets * 2 * num_actions);
        let buckets: Vec<u32> = (0..lanes).map(|_| rng.below(num_buckets) as u32).collect();
        for shape in
            [RowShape { stride: 2 * num_actions, num_actions }, RowShape { stride: num_actions, num_actions }]
        {
            let mut out = [vec![0.0; num_actions * lanes], vec![0.0; num_actions * lanes]];
            (fast.strategy)(&rows, shape, &buckets, &mut out[0]);
            (plain.strategy)(&rows, shape, &buckets, &mut out[1]);
            assert_eq!(
                bits(&out[0]),
                bits(&out[1]),
                "strategy, {num_actions} actions, stride {}",
                shape.stride
            );
        }
        let strategy = numbers(&mut rng, num_actions * lanes);
        let values = numbers(&mut rng, num_actions * lanes);
        let reach = numbers(&mut rng, lanes);
        let node = NodeValues {
            strategy: &strategy,
            values: &values,
            reach: &reach,
            regret_weight: 0.3,
            strategy_weight: 7.0,
        };
        let mut tables = [rows.clone(), rows];
        let mut mixed = [vec![0.0; lanes], vec![0.0; lanes]];
        (fast.update)(&mut tables[0], &buckets, &node, &mut mixed[0]);
        (plain.update)(&mut tables[1], &buckets, &node, &mut mixed[1]);
        assert_eq!(bits(&mixed[0]), bits(&mixed[1]), "values, {num_actions} actions");
        assert_eq!(bits(&tables[0]), bits(&tables[1]), "rows, {num_actions} actions");
    }
}

/// Groups of up to four as pairs, larger ones as ranges.
fn ties(blockers: &[[u8; 2]], ranks: &[usize]) -> Ties {
    let mut ties = Ties::default();
    for group in ranks.chunk_by(|a, b| a == b) {
        let start = ranks.partition_point(|r| *r < group[0]) as u16;
        let end = start + group.len() as u16;
        if group.len() > 4 {
            ties.ranges.push([start, end]);
        } else {
            let collide =
                |i: u16, j: u16| blockers[i as usize].iter().any(|b| blockers[j as usize].contains(b));
            let pairs = (start..end).flat_map(|j| (start..j).map(move |i| [i, j]));
            ties.pairs.extend(pairs.filter(|[i, j]| !collide(*i, *j)));
        }
    }
    ties
}

/// A deal with random blockers (no two hands share both) and random ties.
fn random_deal(rng: &mut DealRng, n: usize) -> (Vec<[u8; 2]>, Ties, Vec<usize>) {
    let mut pairs: Vec<[u8; 2]> = (0..12u8).flat_map(|a| (0..a).map(move |b| [a, b])).collect();
    rng.choose_front(&mut pairs, n);
    pairs.truncate(n);
    let (mut rank, spread) = (0, 1 + rng.below(8));
    let ranks: Vec<usize> = (0..n)
        .map(|_| {
            rank += usize::from(rng.below(spread) == 0);
            rank
        })
        .collect();
    (pairs.clone(), ties(&pairs, &ranks), ranks)
}

#[test]
fn terminals_agree_with_the_sum_over_pairs_of_hands() {
    for case in 0..200u64 {
        let mut rng = DealRng::for_iteration(12, case);
        let n = 1 + rng.below(60);
        let (blockers, ties, ranks) = random_deal(&mut rng, n);
        let deal = Showdowns { blockers: &blockers, ties: &ties };
        let other: Vec<f32> = (0..n).map(|_| rng.unit()).collect();
        let fold: Vec<f32> = (0..n).map(|_| rng.unit()).collect();
        let show: Vec<f32> = (0..n).map(|_| rng.unit()).collect();
        let naive = |reach: &[f32], h: usize, compare: bool| -> f32 {
            (0..n)
                .filter(|&o| blockers[o].iter().all(|b| !blockers[h].contains(b)))
                .map(|o| match compare {
                    true => {
                        reach[o]
                            * (ranks[h] as f32 - ranks[o] as f32).signum()
                            * f32::from(ranks[h] != ranks[o])
                    }
                    false => reach[o],
                })
                .sum()
        };
        for kernels in [Kernels::scalar(), Kernels::detect()] {
            for (with_fold, with_show) in [(true, true), (true, false), (false, true)] {
                let (mut fold_values, mut show_values, mut other_values) =
                    (vec![0.0; n], vec![0.0; n], vec![1.0; n]);
                let node = Terminals {
                    other_reach: &other,
                    fold: with_fold.then_some(Leaf { amount: 3.0, reach: &fold, values: &mut fold_values }),
                    showdown: with_show.then_some(Leaf {
                        amount: 5.0,
                        reach: &show,
                        values: &mut show_values,
                    }),
                    other_values: &mut other_values,
                };
                (kernels.terminals)(&deal, node, &mut Scratch::new(n));
                for h in 0..n {
                    let close = |a: f32, b: f32| assert!((a - b).abs() < 1e-3, "{a} {b}");
                    let mut expected = 1.0;
                    if with_fold {
                        close(fold_values[h], -3.0 * naive(&other, h, false));
                        expected += 3.0 * naive(&fold, h, false);
                    }
                    if with_show {
                        close(show_values[h], 5.0 * naive(&other, h, true));
                        expected += 5.0 * naive(&show, h, true);
                    }
                    close(other_values[h], expected);
                }
            }
        }
    }
}
