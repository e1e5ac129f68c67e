//! Parts of a range: by made hand, by draw, by equity.

use std::fmt::Display;

use holdem_cards::CardSet;
use serde::{Deserialize, Serialize};

use super::{ComboReport, Draw, HandKind};

/// What a range is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DividedBy {
    /// What hands have made.
    Made,
    /// What they draw to; on the river there is nothing to draw to.
    Draw,
    /// Their equity, in quarters.
    Equity,
}

impl DividedBy {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Draw => "draw",
            Self::Equity => "equity",
        }
    }
}

/// A part of a range at a decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RangePart {
    /// What the range is divided by.
    pub by: DividedBy,
    /// Its name.
    pub name: String,
    /// Combos, weighted by reach.
    pub combos: f64,
    /// Its share of the range: by how often its hands are here.
    pub share: f64,
    /// Mean EV in chips.
    pub ev: f64,
    /// Mean equity.
    pub equity: f64,
    /// `[action]`: how often each is taken; empty if the other player acts.
    pub frequencies: Vec<f64>,
}

/// Quarters of the equity, the best first.
const BANDS: [&str; 4] = ["equity 75 to 100 %", "equity 50 to 75 %", "equity 25 to 50 %", "equity 0 to 25 %"];

/// The number of the quarter that an equity is in; limits belong to the better one.
fn band(equity: f64) -> usize {
    3 - ((4.0 * equity) as usize).min(3)
}

/// The hands of a player by what they have made, the strongest first; then by what they draw to, if a card is
/// to come. Parts without hands are left out.
pub fn by_kind(combos: &[ComboReport], board: CardSet) -> Vec<RangePart> {
    let mut parts = grouped(DividedBy::Made, combos, &HandKind::ALL, |hand| HandKind::of(hand.combo, board));
    if board.len() < 5 {
        parts.extend(grouped(DividedBy::Draw, combos, &Draw::ALL, |hand| Draw::of(hand.combo, board)));
    }
    parts
}

/// The hands of a player [by kind](by_kind), then by their equity, the best first.
pub fn divided(combos: &[ComboReport], board: CardSet) -> Vec<RangePart> {
    let bands = grouped(DividedBy::Equity, combos, &BANDS, |hand| BANDS[band(hand.equity)]);
    [by_kind(combos, board), bands].concat()
}

fn grouped<K: PartialEq + Display>(
    by: DividedBy,
    combos: &[ComboReport],
    kinds: &[K],
    of: impl Fn(&ComboReport) -> K,
) -> Vec<RangePart> {
    let total: f64 = combos.iter().map(|hand| hand.weight).sum();
    let part = |kind: &K| {
        let is_here = |hand: &&ComboReport| hand.weight > 0.0 && of(hand) == *kind;
        let hands: Vec<&ComboReport> = combos.iter().filter(is_here).collect();
        (!hands.is_empty()).then(|| part(by, kind.to_string(), &hands, total))
    };
    kinds.iter().filter_map(part).collect()
}

fn part(by: DividedBy, name: String, hands: &[&ComboReport], total: f64) -> RangePart {
    let weight: f64 = hands.iter().map(|hand| hand.weight).sum();
    let mean = |of: &dyn Fn(&ComboReport) -> f64| {
        hands.iter().map(|hand| hand.weight * of(hand)).sum::<f64>() / weight
    };
    let actions = hands.first().map_or(0, |hand| hand.strategy.len());
    RangePart {
        by,
        name,
        combos: hands.iter().map(|hand| hand.reach).sum(),
        share: weight / total,
        ev: mean(&|hand| hand.ev),
        equity: mean(&|hand| hand.equity),
        frequencies: (0..actions).map(|a| mean(&|hand| f64::from(hand.strategy[a]))).collect(),
    }
}

/// The parts of several ranges as parts of one: `ranges` holds the parts of each and its weight.
pub fn merged<'a>(ranges: impl Iterator<Item = (&'a [RangePart], f64)> + Clone) -> Vec<RangePart> {
    let total: f64 = ranges.clone().map(|(_, weight)| weight).sum();
    let mut all: Vec<(RangePart, f64)> = Vec::new();
    for (parts, weight) in ranges.filter(|(_, weight)| *weight > 0.0) {
        for part in parts {
            let found = all.iter().position(|(known, _)| known.by == part.by && known.name == part.name);
            match found {
                Some(at) => add(&mut all[at], part, weight / total),
                None => all.push(begun(part, weight / total)),
            }
        }
    }
    let order = |part: &RangePart| {
        let names = match part.by {
            DividedBy::Made => HandKind::ALL.map(|kind| kind.to_string()).to_vec(),
            DividedBy::Draw => Draw::ALL.map(|draw| draw.to_string()).to_vec(),
            DividedBy::Equity => BANDS.map(str::to_owned).to_vec(),
        };
        (part.by as usize, names.iter().position(|name| *name == part.name))
    };
    let mut parts: Vec<RangePart> = all.into_iter().map(|(part, weight)| ended(part, weight)).collect();
    parts.sort_by_key(order);
    parts
}

/// A part with sums instead of means, and their weight.
fn begun(part: &RangePart, weight: f64) -> (RangePart, f64) {
    let mut none = (RangePart { combos: 0.0, share: 0.0, ev: 0.0, equity: 0.0, ..part.clone() }, 0.0);
    none.0.frequencies.iter_mut().for_each(|sum| *sum = 0.0);
    add(&mut none, part, weight);
    none
}

fn add((sum, hands): &mut (RangePart, f64), part: &RangePart, weight: f64) {
    let here = weight * part.share;
    *hands += here;
    sum.combos += weight * part.combos;
    sum.share += here;
    sum.ev += here * part.ev;
    sum.equity += here * part.equity;
    sum.frequencies.iter_mut().zip(&part.frequencies).for_each(|(sum, share)| *sum += here * share);
}

fn ended(mut sum: RangePart, hands: f64) -> RangePart {
    sum.ev /= hands;
    sum.equity /= hands;
    sum.frequencies.iter_mut().for_each(|share| *share /= hands);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hand(combo: &str, weight: f64, equity: f64, bets: f32) -> ComboReport {
        let (ev, strategy) = (100.0 * equity, vec![1.0 - bets, bets]);
        let action_evs = vec![ev, ev];
        ComboReport { combo: combo.parse().unwrap(), reach: 1.0, weight, ev, equity, strategy, action_evs }
    }

    #[test]
    fn a_range_is_divided_three_times_and_each_time_in_full() {
        let hands = [hand("QdQc", 1.0, 0.9, 1.0), hand("AhKh", 2.0, 0.5, 0.5), hand("5d4d", 1.0, 0.1, 0.0)];
        let parts = divided(&hands, "Qs Jh 2h".parse().unwrap());
        for by in [DividedBy::Made, DividedBy::Draw, DividedBy::Equity] {
            let shares: f64 = parts.iter().filter(|part| part.by == by).map(|part| part.share).sum();
            assert!((shares - 1.0).abs() < 1e-12, "{by:?}");
        }
        let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
        let expected = [
            "set",
            "ace high",
            "no pair",
            "combo draw",
            "no draw",
            "equity 75 to 100 %",
            "equity 50 to 75 %",
            "equity 0 to 25 %",
        ];
        assert_eq!(names, expected);
        assert_eq!((parts[1].share, parts[1].ev, parts[1].frequencies[1]), (0.5, 50.0, 0.5));
    }

    #[test]
    fn merged_parts_are_those_of_all_hands_together() {
        let board = "Qs Jh 2h".parse().unwrap();
        let [one, other] = [
            vec![hand("QdQc", 1.0, 0.9, 1.0), hand("5d4d", 3.0, 0.1, 0.0)],
            vec![hand("QdQc", 2.0, 0.8, 0.5), hand("AhKh", 2.0, 0.5, 0.25)],
        ];
        let parts = [divided(&one, board), divided(&other, board)];
        let merged = merged(parts.iter().map(|parts| (&parts[..], 4.0)));
        let together = divided(&[one, other].concat(), board);
        assert_eq!(merged.len(), together.len());
        for (a, b) in merged.iter().zip(&together) {
            assert_eq!((a.by, &a.name), (b.by, &b.name));
            let apart = [a.share - b.share, a.ev - b.ev, a.equity - b.equity];
            assert!(apart.iter().all(|apart| apart.abs() < 1e-9), "{a:?} {b:?}");
            assert!((a.frequencies[1] - b.frequencies[1]).abs() < 1e-9);
        }
    }
}
