//! The fast kernels against the plain ones, and the plain ones against the definition.

use super::sums::ONES;
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
    let plain = Kernels::scalar();
    for (case, fast) in (0..400u64).flat_map(|case| Kernels::all().into_iter().map(move |fast| (case, fast)))
    {
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
                "{}: strategy, {num_actions} actions, stride {}",
                fast.name,
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
        assert_eq!(bits(&tables[0]), bits(&tables[1]), "{}: rows, {num_actions} actions", fast.name);
    }
}

/// Rows of one node in 16 bits.
#[derive(Clone, Debug, Default, PartialEq)]
struct Short {
    words: Vec<i16>,
    units: [f32; 2],
    vanished: u64,
}

impl Short {
    fn rows(&mut self) -> ShortRows<'_> {
        ShortRows { words: &mut self.words, units: &mut self.units, vanished: &mut self.vanished }
    }
}

#[test]
fn every_implementation_returns_the_same_bits_in_16_bits() {
    let (fast, plain) = (Kernels::detect(), Kernels::scalar());
    let (mut grown, mut floored) = (0, 0);
    for case in 0..300u64 {
        let mut rng = DealRng::for_iteration(13, case);
        let num_actions = 1 + rng.below(10);
        let lanes = SLOT_ALIGN * (1 + rng.below(6));
        let num_buckets = 1 + rng.below(30);
        let len = num_buckets * 2 * num_actions;
        let empty = Short { words: vec![0; len], ..Short::default() };
        let full = i32::from(CEILING) - i32::from(i16::MIN);
        let words = (0..len).map(|_| (i32::from(i16::MIN) + rng.below(full as usize) as i32) as i16);
        let trained = Short { words: words.collect(), units: [0.1, 3.0], ..Short::default() };
        let table = if case % 2 == 0 { empty } else { trained };
        let mut tables = [table.clone(), table];
        let kinds = [1e-12, 1.0, 1.0, 3e4, 1.0, 1.0];
        for (visit, size) in (0..).zip(kinds) {
            let buckets: Vec<u32> = (0..lanes).map(|_| rng.below(num_buckets) as u32).collect();
            let shape = RowShape { stride: 2 * num_actions, num_actions };
            let mut out = [vec![0.0; num_actions * lanes], vec![0.0; num_actions * lanes]];
            (fast.short_strategy)(&tables[0].words, shape, &buckets, &mut out[0]);
            (plain.short_strategy)(&tables[1].words, shape, &buckets, &mut out[1]);
            assert_eq!(bits(&out[0]), bits(&out[1]), "strategy, {num_actions} actions");
            let [strategy, values] = [(); 2].map(|()| numbers(&mut rng, num_actions * lanes));
            let reach: Vec<f32> = numbers(&mut rng, lanes);
            let node = NodeValues {
                strategy: &strategy,
                values: &values,
                reach: &reach,
                regret_weight: 0.3 * size,
                strategy_weight: 7.0 * size,
            };
            let units = tables[0].units;
            let mut mixed = [vec![0.0; lanes], vec![0.0; lanes]];
            (fast.short_update)(tables[0].rows(), &buckets, &node, case ^ visit, &mut mixed[0]);
            (plain.short_update)(tables[1].rows(), &buckets, &node, case ^ visit, &mut mixed[1]);
            assert_eq!(bits(&mixed[0]), bits(&mixed[1]), "values, {num_actions} actions");
            assert_eq!(tables[0], tables[1], "rows, {num_actions} actions");
            grown += usize::from(units != tables[0].units);
            floored += usize::from(tables[0].words.contains(&i16::MIN));
        }
    }
    assert!(grown > 600 && floored > 30, "units grew {grown} times, {floored} tables stand at the floor");
}

#[test]
fn sums_in_16_bits_are_right_on_average_and_precise_to_their_unit() {
    let (lanes, num_actions, visits) = (SLOT_ALIGN, 3, 20_000);
    let buckets: Vec<u32> = (0..lanes as u32).collect();
    let mut rng = DealRng::for_iteration(14, 0);
    let strategy: Vec<f32> = (0..lanes * num_actions).map(|_| rng.unit()).collect();
    let reach: Vec<f32> = (0..lanes).map(|i| 0.1f32.powi(i as i32 / 2)).collect();
    let values = vec![0.0; lanes * num_actions];
    let mut table = Short { words: vec![0; lanes * 2 * num_actions], ..Short::default() };
    let mut out = vec![0.0; lanes];
    for t in 0..visits {
        let weight = t as f32;
        let node = NodeValues {
            strategy: &strategy,
            values: &values,
            reach: &reach,
            regret_weight: weight,
            strategy_weight: weight,
        };
        (Kernels::detect().short_update)(table.rows(), &buckets, &node, t, &mut out);
    }
    let weight = (visits * (visits - 1) / 2) as f32;
    for (slot, row) in table.words.chunks_exact(2 * num_actions).enumerate() {
        for (action, x) in row[num_actions..].iter().enumerate() {
            let expected = reach[slot] * strategy[action * lanes + slot] * weight;
            let (found, unit) = (f32::from(*x) * table.units[1], table.units[1]);
            // Each visit's step is rounded independently: the variance is at most unit times sum.
            let spread = (unit * (expected + unit)).sqrt();
            assert!((found - expected).abs() < 4.0 * spread, "{slot}: {found} instead of {expected}");
        }
        assert!(row[..num_actions].iter().all(|x| *x == 0), "nothing is regretted");
    }
    assert!(table.words.iter().all(|x| *x <= CEILING) && table.words.iter().any(|x| *x > CEILING / 3));
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

/// The reach of all hands possible with a hand; if they are compared, that of the stronger ones counts
/// negatively and that of equals not at all.
fn over_pairs(
    blockers: &[[u8; 2]],
    ranks: &[usize],
    reach: &dyn Fn(usize) -> f32,
    h: usize,
    compare: bool,
) -> f32 {
    let apart = |o: &usize| blockers[*o].iter().all(|b| !blockers[h].contains(b));
    let sign = |o: usize| match (compare, ranks[h].cmp(&ranks[o])) {
        (false, _) | (true, std::cmp::Ordering::Greater) => 1.0,
        (true, std::cmp::Ordering::Equal) => 0.0,
        (true, std::cmp::Ordering::Less) => -1.0,
    };
    (0..blockers.len()).filter(apart).map(|o| sign(o) * reach(o)).sum()
}

fn close(a: f32, b: f32) {
    assert!((a - b).abs() < 1e-3, "{a} {b}");
}

/// A node with reach and probabilities, and room for its values.
struct Node {
    own: Vec<f32>,
    other: Vec<f32>,
    fold: Option<Vec<f32>>,
    show: Option<Vec<f32>>,
    adds: bool,
    fold_values: Vec<f32>,
    show_values: Vec<f32>,
    other_values: Vec<f32>,
}

const FOLD: f32 = 3.0;
const SHOW: f32 = 5.0;

impl Node {
    fn random(rng: &mut DealRng, n: usize) -> Self {
        let width = n.next_multiple_of(SLOT_ALIGN);
        let mut reach = || {
            let mut reach: Vec<f32> = (0..n).map(|_| rng.unit()).collect();
            reach.resize(width, 0.0);
            reach
        };
        let (own, other, fold, show) = (reach(), reach(), reach(), reach());
        let kind = rng.below(3);
        let values = vec![1.0; width];
        Self {
            own,
            other,
            fold: (kind != 0).then_some(fold),
            show: (kind != 1).then_some(show),
            adds: rng.below(2) == 0,
            fold_values: values.clone(),
            show_values: values.clone(),
            other_values: values,
        }
    }

    fn terminals(&mut self) -> Terminals<'_> {
        Terminals {
            own_reach: &self.own,
            other_reach: &self.other,
            fold: self.fold.as_deref().map(|chosen| Leaf {
                amount: FOLD,
                rake: 0.0,
                chosen,
                values: &mut self.fold_values,
            }),
            showdown: self.show.as_deref().map(|chosen| Leaf {
                amount: SHOW,
                rake: 0.0,
                chosen,
                values: &mut self.show_values,
            }),
            other_values: &mut self.other_values,
            adds: self.adds,
        }
    }

    fn all_bits(&self) -> [Vec<u32>; 3] {
        [&self.fold_values, &self.show_values, &self.other_values].map(|v| bits(v))
    }

    /// Compares with the sum over pairs of hands, and hands that others stand for.
    fn check(&self, deal: &Showdowns<'_>, ranks: &[usize]) {
        let n = deal.blockers.len();
        let naive = |reach: &dyn Fn(usize) -> f32, h: usize, compare: bool| {
            let stands_for = if compare { 0.0 } else { deal.own[h] - 1.0 };
            over_pairs(deal.blockers, ranks, reach, h, compare) + stands_for * reach(h)
        };
        for h in 0..n {
            let mut other = if self.adds { 1.0 } else { 0.0 };
            if let Some(fold) = &self.fold {
                close(self.fold_values[h], -FOLD * naive(&|o| self.other[o], h, false));
                other += FOLD * naive(&|o| self.own[o] * fold[o], h, false);
            }
            if let Some(show) = &self.show {
                close(self.show_values[h], SHOW * naive(&|o| self.other[o], h, true));
                other += SHOW * naive(&|o| self.own[o] * show[o], h, true);
            }
            close(self.other_values[h], other);
        }
        let padding = self.fold.is_some() as usize;
        assert!(self.fold_values[n..].iter().all(|v| padding == 0 || *v == 0.0), "padding is worth nothing");
    }
}

#[test]
fn terminals_agree_with_the_sum_over_pairs_of_hands() {
    for case in 0..300u64 {
        let deal_of = |rng: &mut DealRng| {
            let n = 1 + rng.below(60);
            (n, random_deal(rng, n))
        };
        let results: Vec<_> = Kernels::all()
            .into_iter()
            .map(|kernels| {
                let mut rng = DealRng::for_iteration(12, case);
                let (n, (blockers, ties, ranks)) = deal_of(&mut rng);
                let own: Vec<f32> = (0..n).map(|_| 1.0 + (case % 2) as f32 * rng.unit()).collect();
                let deal = Showdowns { blockers: &blockers, ties: &ties, own: &own };
                let mut scratch = TerminalScratch::default();
                let mut nodes = [(); 4].map(|()| Node::random(&mut rng, n));
                let [a, b, c, d] = &mut nodes.each_mut().map(Node::terminals);
                (kernels.four_terminals)(&deal, [a, b, c, d], 0, &mut scratch);
                nodes.iter().for_each(|node| node.check(&deal, &ranks));
                let together = nodes.each_ref().map(Node::all_bits);
                // Two and one at a time to the same bits.
                nodes.iter_mut().for_each(|node| node.other_values.fill(1.0));
                let [a, b, ..] = &mut nodes.each_mut().map(Node::terminals);
                (kernels.two_terminals)(&deal, [a, b], 0, &mut scratch);
                for node in &mut nodes[2..] {
                    (kernels.terminals)(&deal, &mut node.terminals(), 0, &mut scratch);
                    node.check(&deal, &ranks);
                }
                assert_eq!(together, nodes.each_ref().map(Node::all_bits), "together and alone");
                together
            })
            .collect();
        assert!(results.windows(2).all(|pair| pair[0] == pair[1]), "other bits than the plain kernel");
    }
}

#[test]
fn showdowns_of_many_vectors_agree_with_the_sum_over_pairs_of_hands() {
    for case in 0..200u64 {
        let run = |kernels: &Kernels| {
            let mut rng = DealRng::for_iteration(15, case);
            let (n, count) = (1 + rng.below(60), rng.below(20));
            let (blockers, ties, ranks) = random_deal(&mut rng, n);
            let width = n.next_multiple_of(SLOT_ALIGN);
            let mut number = |at: usize| if at % width < n { rng.unit() } else { 0.0 };
            let reach: Vec<f32> = (0..count * width).map(&mut number).collect();
            let mut values = vec![1.0; reach.len()];
            let deal = Showdowns { blockers: &blockers, ties: &ties, own: &ONES[..n] };
            (kernels.showdowns)(&deal, &reach, &mut values, &mut TerminalScratch::default());
            for (reach, values) in reach.chunks_exact(width).zip(values.chunks_exact(width)) {
                (0..n).for_each(|h| close(values[h], over_pairs(&blockers, &ranks, &|o| reach[o], h, true)));
                assert!(values[n..].iter().all(|value| *value == 0.0), "padding wins nothing");
            }
            bits(&values)
        };
        let expected = run(Kernels::scalar());
        Kernels::all().into_iter().for_each(|kernels| assert_eq!(run(kernels), expected, "{}", kernels.name));
    }
}
