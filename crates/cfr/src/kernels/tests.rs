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
                chosen,
                values: &mut self.fold_values,
            }),
            showdown: self.show.as_deref().map(|chosen| Leaf {
                amount: SHOW,
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

    /// Compares with the sum over pairs of hands.
    fn check(&self, blockers: &[[u8; 2]], ranks: &[usize]) {
        let n = blockers.len();
        let naive = |reach: &dyn Fn(usize) -> f32, h: usize, compare: bool| -> f32 {
            let apart = |o: &usize| blockers[*o].iter().all(|b| !blockers[h].contains(b));
            let sign = |o: usize| match (compare, ranks[h].cmp(&ranks[o])) {
                (false, _) | (true, std::cmp::Ordering::Greater) => 1.0,
                (true, std::cmp::Ordering::Equal) => 0.0,
                (true, std::cmp::Ordering::Less) => -1.0,
            };
            (0..n).filter(apart).map(|o| sign(o) * reach(o)).sum()
        };
        let close = |a: f32, b: f32| assert!((a - b).abs() < 1e-3, "{a} {b}");
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
        let results = [Kernels::scalar(), Kernels::detect()].map(|kernels| {
            let mut rng = DealRng::for_iteration(12, case);
            let (n, (blockers, ties, ranks)) = deal_of(&mut rng);
            let deal = Showdowns { blockers: &blockers, ties: &ties };
            let mut scratch = Scratch::default();
            let mut nodes = [Node::random(&mut rng, n), Node::random(&mut rng, n)];
            (kernels.two_terminals)(&deal, nodes.each_mut().map(Node::terminals), &mut scratch);
            nodes.iter().for_each(|node| node.check(&blockers, &ranks));
            let together = nodes.each_ref().map(Node::all_bits);
            // One at a time to the same bits.
            nodes.iter_mut().for_each(|node| node.other_values.fill(1.0));
            for node in &mut nodes {
                (kernels.terminals)(&deal, node.terminals(), &mut scratch);
                node.check(&blockers, &ranks);
            }
            assert_eq!(together, nodes.each_ref().map(Node::all_bits), "together and alone");
            together
        });
        assert_eq!(results[0], results[1], "other bits than the plain kernel");
    }
}
