use super::*;
use holdem_game::deal::DealRng;

/// Made-up numbers from `low` to `low + range`.
fn numbers(rng: &mut DealRng, count: usize, low: f32, range: f32) -> Vec<f32> {
    (0..count).map(|_| low + range * rng.unit()).collect()
}

/// Regrets with zeros and rows that have no positive one.
fn regrets(rng: &mut DealRng, count: usize) -> Vec<f32> {
    let mut regrets = numbers(rng, count, -5.0, 10.0);
    regrets.iter_mut().step_by(7).for_each(|regret| *regret = 0.0);
    regrets.iter_mut().skip(3).step_by(5).for_each(|regret| *regret = -regret.abs());
    regrets
}

fn learn_with(weight: Option<f32>, floor: f32) -> Learn {
    Learn { positive: 0.9, negative: 0.5, floor, decay: 0.8, weight, ahead: 0.7 }
}

#[test]
fn every_implementation_learns_and_plays_the_same_bits() {
    let all = ExactKernels::all();
    for actions in 1..=10 {
        let mut results = Vec::new();
        for kernels in &all {
            let rng = &mut DealRng::for_iteration(5, actions as u64);
            let width = 48;
            let (mut table, mut sums) =
                (regrets(rng, actions * width), numbers(rng, actions * width, 0.0, 3.0));
            let (values, reach) = (numbers(rng, actions * width, -9.0, 20.0), numbers(rng, width, 0.0, 1.0));
            let mut out = vec![0.0; actions * width];
            (kernels.reach)(&table, &reach, &mut out);
            let mut row = numbers(rng, width, 0.0, 1.0);
            let mut seen = out.clone();
            for (adds, weight, own, floor) in [
                (false, Some(1.0), None, f32::NEG_INFINITY),
                (true, Some(2.0), Some(&reach[..]), 0.0),
                (true, None, None, f32::NEG_INFINITY),
            ] {
                let to = Target { row: &mut row, adds };
                (kernels.learn)(&mut table, &mut sums, &values, own, &learn_with(weight, floor), to);
                seen.extend_from_slice(&row);
            }
            let mut kept = regrets(rng, actions * width);
            for (weight, own) in [(Some(2.0), Some(&reach[..])), (None, None)] {
                let tables = [&mut table[..], &mut sums[..], &mut kept[..]];
                let to = Target { row: &mut row, adds: true };
                (kernels.learn_predicted)(tables, &values, own, &learn_with(weight, 0.0), to);
                seen.extend_from_slice(&row);
            }
            seen.extend_from_slice(&kept);
            (kernels.average)(&sums, &values, Target { row: &mut row, adds: false });
            seen.extend_from_slice(&row);
            (kernels.best)(&values, Target { row: &mut row, adds: true });
            seen.extend([row, table, sums].concat());
            results.push(seen.iter().map(|x| x.to_bits()).collect::<Vec<u32>>());
        }
        results.windows(2).for_each(|pair| assert!(pair[0] == pair[1], "{actions} actions"));
    }
}

#[test]
fn every_implementation_keeps_sixteen_bits_alike() {
    let all = ExactKernels::all();
    for actions in 1..=10 {
        let mut results = Vec::new();
        for kernels in &all {
            let rng = &mut DealRng::for_iteration(6, actions as u64);
            let width = 32;
            let values = numbers(rng, actions * width, -900.0, 2_000.0);
            let reach = numbers(rng, width, 0.0, 1.0);
            let (mut table, mut averages) = (vec![0i16; actions * width], vec![0u16; actions * width]);
            let (mut unit, mut scratch) = (0.0, vec![0.0; actions * width]);
            let (mut row, mut out) = (vec![0.0; width], vec![0.0; actions * width]);
            for share in [Some(1.0), Some(0.3), None] {
                let (learn, short) = (learn_with(Some(1.0), f32::NEG_INFINITY), Short { share });
                let to = Target { row: &mut row, adds: false };
                (kernels.learn_short)(
                    &mut table,
                    &mut averages,
                    &mut unit,
                    &values,
                    &learn,
                    &short,
                    &mut scratch,
                    to,
                );
            }
            let mut seen = row.clone();
            (kernels.reach_regrets)(&table, &reach, &mut out);
            seen.extend_from_slice(&out);
            (kernels.reach_averages)(&averages, &reach, &mut out);
            seen.extend_from_slice(&out);
            (kernels.average_regrets)(&table, &values, Target { row: &mut row, adds: true });
            (kernels.average_averages)(&averages, &values, Target { row: &mut row, adds: true });
            seen.extend_from_slice(&row);
            let bits = seen.iter().map(|x| x.to_bits()).chain([unit.to_bits()]);
            let table = table.iter().map(|&x| x as u32).chain(averages.iter().map(|&x| x.into()));
            results.push(bits.chain(table).collect::<Vec<u32>>());
        }
        results.windows(2).for_each(|pair| assert!(pair[0] == pair[1], "{actions} actions"));
    }
}

/// Two players' hands on a made-up final board: cards and strengths.
struct Held {
    cards: [Vec<[u8; 2]>; 2],
    strengths: [Vec<u8>; 2],
}

impl Held {
    /// Hands of a deck of twelve cards, in order of strength.
    fn new(rng: &mut DealRng, counts: [usize; 2]) -> Self {
        let mut all: Vec<[u8; 2]> = (0..12).flat_map(|a| (0..a).map(move |b| [a, b])).collect();
        let mut held = Self { cards: [Vec::new(), Vec::new()], strengths: [Vec::new(), Vec::new()] };
        let strength = |cards: [u8; 2]| (cards[0] * 7 + cards[1] * 5) % 11;
        for (player, count) in counts.into_iter().enumerate() {
            rng.choose_front(&mut all, count);
            let mut hands = all[..count].to_vec();
            hands.sort_by_key(|&cards| strength(cards));
            held.strengths[player] = hands.iter().map(|&cards| strength(cards)).collect();
            held.cards[player] = hands;
        }
        held
    }

    fn ranks(&self) -> Vec<Rank> {
        let [own, other] = &self.strengths;
        let mut ranks: Vec<u8> = own.clone();
        ranks.dedup();
        let below = |hands: &[u8], f: &dyn Fn(u8) -> bool| hands.partition_point(|&s| f(s)) as u16;
        let rank = |&s: &u8| Rank {
            weaker: below(other, &|x| x < s),
            equal: below(other, &|x| x <= s),
            own: below(own, &|x| x <= s),
        };
        ranks.iter().map(rank).collect()
    }

    fn same(&self) -> Vec<u16> {
        let slot = |cards: &[u8; 2]| self.cards[1].iter().position(|other| other == cards);
        self.cards[0].iter().map(|cards| slot(cards).unwrap_or(padded(self.cards[1].len())) as u16).collect()
    }
}

#[test]
fn a_pass_agrees_with_all_pairs_of_hands() {
    let rng = &mut DealRng::for_iteration(7, 0);
    for (counts, lanes) in [([20, 33], 3), ([33, 20], 17), ([5, 60], 40), ([60, 1], 64), ([16, 16], 49)] {
        let held = Held::new(rng, counts);
        let (own, other) = (padded(counts[0]), padded(counts[1]));
        let mut reach = numbers(rng, lanes * other, 0.0, 1.0);
        reach.chunks_mut(other).for_each(|row| row[counts[1]..].fill(0.0));
        let due = |lane: usize, to: usize, adds| Due {
            lane: lane as u32,
            to: to as u32,
            chips: 1.5 + lane as f32,
            adds,
        };
        let mut rows: Vec<u32> = (0..lanes as u32).collect();
        rows.resize(lanes.next_multiple_of(WIDE), 0);
        let pass = Pass {
            reach: rows,
            compare: (0..lanes).map(|lane| due(lane, lane, false)).collect(),
            all: (0..lanes).step_by(2).map(|lane| due(lane, lane, true)).collect(),
        };
        let (ranks, same) = (held.ranks(), held.same());
        let hands = Hands { own: &held.cards[0], other: &held.cards[1], same: &same, ranks: &ranks };
        let mut results = Vec::new();
        for kernels in ExactKernels::all() {
            let mut values = vec![f32::NAN; lanes * own];
            (kernels.pass)(&hands, &pass, 0.25, &reach, &mut values, &mut Lanes::default());
            results.push(values);
        }
        let bits = |values: &[f32]| values.iter().map(|x| x.to_bits()).collect::<Vec<u32>>();
        results.windows(2).for_each(|pair| assert!(bits(&pair[0]) == bits(&pair[1])));
        for lane in 0..lanes {
            for (i, cards) in held.cards[0].iter().enumerate() {
                let (mut compared, mut all) = (0.0, 0.0);
                for (j, others) in held.cards[1].iter().enumerate() {
                    if !cards.iter().any(|card| others.contains(card)) {
                        let r = f64::from(reach[lane * other + j]);
                        all += r;
                        compared += r * f64::from(held.strengths[0][i].cmp(&held.strengths[1][j]) as i8);
                    }
                }
                let sum = if lane % 2 == 0 { compared + all } else { compared };
                let expected = 0.25 * (1.5 + lane as f64) * sum;
                let found = f64::from(results[0][lane * own + i]);
                assert!(
                    (found - expected).abs() < 1e-3,
                    "lane {lane}, hand {i}: {found}, expected {expected}"
                );
            }
            assert!(results[0][lane * own..][counts[0]..own].iter().all(|&value| value == 0.0));
        }
    }
}

#[test]
fn rows_that_go_over_a_deal_and_back_are_those_of_the_same_hands() {
    const WIDTHS: [usize; 2] = [48, 32];
    // Hands of the board before that are left, in another order.
    let slots: Vec<u16> = (0..30u16).map(|i| (i * 7 + 3) % 37).collect();
    let mirrored: Vec<u16> = (0..WIDTHS[0] as u16).rev().collect();
    for rows in [1, 5, 16, 17, 40] {
        let (total, groups) = (rows + 3, lane_blocks(rows));
        let which: Vec<u32> = (0..rows as u32).map(|row| total as u32 - 1 - row).collect();
        let reach = numbers(&mut DealRng::for_iteration(8, rows as u64), total * WIDTHS[0], 0.0, 1.0);
        for kernels in ExactKernels::all() {
            let mut lanes = vec![[f32::NAN; WIDE]; WIDTHS[0] * groups];
            (kernels.to_lanes)(&reach, &which, WIDTHS[0], &mut lanes);
            let mut dealt = vec![f32::NAN; rows * WIDTHS[1]];
            (kernels.deal)(&lanes, rows, &slots, &mut dealt);
            let mut back = vec![[0.0; WIDE]; WIDTHS[0] * groups];
            (0..2).for_each(|_| (kernels.collect)(&dealt, rows, &slots, &mut back));
            let mut joined = vec![[0.0; WIDE]; WIDTHS[0] * groups];
            (kernels.add_renamed)(&back, groups, &mirrored, &mut joined);
            let mut values = vec![f32::NAN; total * WIDTHS[0]];
            (kernels.from_lanes)(&joined, &which, WIDTHS[0], &mut values);
            for (row, &from) in which.iter().enumerate() {
                let from = from as usize * WIDTHS[0];
                for (i, &slot) in slots.iter().enumerate() {
                    let expected = reach[from + usize::from(slot)];
                    let image = usize::from(mirrored[usize::from(slot)]);
                    assert_eq!(dealt[row * WIDTHS[1] + i], expected, "{}, {rows} rows", kernels.name);
                    assert_eq!(values[from + image], 2.0 * expected, "{}, {rows} rows", kernels.name);
                }
                assert!(dealt[row * WIDTHS[1]..][slots.len()..WIDTHS[1]].iter().all(|&reach| reach == 0.0));
            }
        }
    }
}
