//! From a range to text that reads back as the same range.

use std::fmt;

use super::{Group, Range, Suits};
use crate::card::rank_char;
use crate::class::HandClass;

impl fmt::Display for Range {
    /// Prints the range compactly: highest weight first, then pairs, suited and offsuit hands as intervals,
    /// then single combos of classes whose combos differ.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut weights: Vec<f32> = self.iter().map(|(_, weight)| weight).collect();
        weights.sort_unstable_by(|a, b| b.total_cmp(a));
        weights.dedup();
        let mut comma = "";
        for weight in weights {
            for item in self.items(weight) {
                write!(f, "{comma}{item}")?;
                if weight != 1.0 {
                    write!(f, ":{weight}")?;
                }
                comma = ",";
            }
        }
        Ok(())
    }
}

impl Range {
    /// The items that have exactly this weight.
    fn items(&self, weight: f32) -> Vec<String> {
        if self.weights.iter().all(|&other| other == weight) {
            return vec!["random".to_owned()];
        }
        let is_whole = |class: HandClass| class.combos().all(|combo| self.weight(combo) == weight);
        let is_in = |high, low, suited| is_whole(HandClass::from_ranks(high, low, suited));
        let mut items = Vec::new();
        runs(0..=12, |rank| is_in(rank, rank, false), |low, high| items.push(pairs(low, high)));
        for suits in [Suits::Suited, Suits::Offsuit] {
            let suited = suits == Suits::Suited;
            for high in (1..13).rev() {
                let has = |low| is_in(high, low, suited);
                runs(0..=high - 1, has, |bottom, top| items.push(kickers(high, bottom, top, suits)));
            }
        }
        let loose = self.iter().filter(|&(combo, other)| other == weight && !is_whole(combo.class()));
        items.extend(loose.map(|(combo, _)| combo.to_string()));
        items
    }
}

/// Calls `found` with the ends of every run of ranks that are included, the highest run first.
fn runs(ranks: std::ops::RangeInclusive<u8>, is_in: impl Fn(u8) -> bool, mut found: impl FnMut(u8, u8)) {
    let ranks: Vec<u8> = ranks.rev().filter(|&rank| is_in(rank)).collect();
    for run in ranks.chunk_by(|above, below| *above == below + 1) {
        found(run[run.len() - 1], run[0]);
    }
}

fn pairs(low: u8, high: u8) -> String {
    let pair = |rank| Group { high: rank, low: rank, suits: Suits::Both };
    interval(pair(low), pair(high), high == 12)
}

fn kickers(high: u8, bottom: u8, top: u8, suits: Suits) -> String {
    let hand = |low| Group { high, low, suits };
    interval(hand(bottom), hand(top), top + 1 == high)
}

fn interval(bottom: Group, top: Group, is_open: bool) -> String {
    if bottom == top {
        top.to_string()
    } else if is_open {
        format!("{bottom}+")
    } else {
        format!("{top}-{bottom}")
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let suffix = match self.suits {
            Suits::Suited => "s",
            Suits::Offsuit => "o",
            Suits::Both => "",
        };
        write!(f, "{}{}{suffix}", rank_char(self.high), rank_char(self.low))
    }
}
