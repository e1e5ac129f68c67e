//! Lists of flops with weights.
//!
//! *Representative subsets.* The 1,755 flops that differ up to suit isomorphism are points, with coordinates
//! for ranks in order, pairing, suits and possible straights, each scaled by how much it changes a strategy.
//! A subset is chosen greedily: each next flop is the one that most reduces the distance of all flops,
//! weighted by the number of deals they stand for, to the nearest chosen one (facility location; the greedy
//! choice is within 1 - 1/e of the best gain: Nemhauser, Wolsey & Fisher, "An Analysis of Approximations for
//! Maximizing Submodular Set Functions", 1978). A chosen flop has the weight of all flops nearest to it.
//! Smaller subsets are prefixes of larger ones, with other weights.

use holdem_cards::canonical::BoardIndex;
use holdem_cards::{CardSet, Street};

use super::Texture;

/// A flop and the number of deals, of 22,100, that it stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightedFlop {
    /// The three cards as text: `AsKd7c`.
    pub cards: String,
    /// Its weight.
    pub weight: f64,
}

/// What is wrong with a list of flops.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlopListError {
    /// Not three different cards, with or without a weight.
    #[error("line {line}: `{text}` is not a flop: expected three cards and an optional weight")]
    Line {
        /// Line, counted from 1.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// No flop at all.
    #[error("the list has no flop")]
    Empty,
}

/// All 1,755 flops up to suit isomorphism, each with the number of deals that it stands for.
pub fn all_flops() -> Vec<WeightedFlop> {
    let index = BoardIndex::for_street(Street::Flop);
    let flop = |row: u32| WeightedFlop {
        cards: format!("{:#}", index.board(row)),
        weight: f64::from(index.multiplicity(row)),
    };
    (0..index.len() as u32).map(flop).collect()
}

/// Reads a list from text: one flop per line, `AsKd7c` or `As Kd 7c`, followed by a weight if flops are
/// weighted. Blank lines and anything after `#` are ignored.
///
/// # Errors
/// [`FlopListError`].
pub fn read_flops(text: &str) -> Result<Vec<WeightedFlop>, FlopListError> {
    let lines = text.lines().enumerate().map(|(number, line)| (number + 1, line.split('#').next()));
    let lines = lines.filter_map(|(number, line)| Some((number, line?.trim()))).filter(|l| !l.1.is_empty());
    let flops: Vec<_> = lines.map(|(line, text)| read_flop(line, text)).collect::<Result<_, _>>()?;
    if flops.is_empty() { Err(FlopListError::Empty) } else { Ok(flops) }
}

fn read_flop(line: usize, text: &str) -> Result<WeightedFlop, FlopListError> {
    let refuse = || FlopListError::Line { line, text: text.to_owned() };
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect::<String>();
    let weighted = text
        .rsplit_once([' ', ':', ','])
        .and_then(|(cards, weight)| Some((letters(cards), weight.trim().parse::<f64>().ok()?)));
    let (cards, weight) = weighted.unwrap_or((letters(text.trim_end_matches(':')), 1.0));
    let set: CardSet = cards.parse().map_err(|_| refuse())?;
    let valid = set.len() == 3 && cards.len() == 6 && weight > 0.0 && weight.is_finite();
    if valid { Ok(WeightedFlop { cards, weight }) } else { Err(refuse()) }
}

/// This many flops that represent all, chosen as the module documentation describes.
///
/// # Complexity
/// `count` x 1,755² steps: half a second for 184.
pub fn representative_flops(count: usize) -> Vec<WeightedFlop> {
    let all = all_flops();
    let points: Vec<[f32; 6]> = all
        .iter()
        .map(|flop| Texture::of(flop.cards.parse().expect("a flop of the index")).features())
        .collect();
    let mut nearest: Vec<(f32, usize)> = vec![(f32::INFINITY, 0); all.len()];
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < count.min(all.len()) {
        let next = best_next(&all, &points, &nearest, &chosen);
        for (point, nearest) in points.iter().zip(&mut nearest) {
            let distance = distance(point, &points[next]);
            if distance < nearest.0 {
                *nearest = (distance, chosen.len());
            }
        }
        chosen.push(next);
    }
    let mut flops: Vec<WeightedFlop> =
        chosen.iter().map(|&at| WeightedFlop { weight: 0.0, ..all[at].clone() }).collect();
    nearest.iter().zip(&all).for_each(|((_, owner), flop)| flops[*owner].weight += flop.weight);
    flops
}

/// The flop that, chosen next, leaves the smallest sum of weighted distances; the first of equals.
fn best_next(all: &[WeightedFlop], points: &[[f32; 6]], nearest: &[(f32, usize)], chosen: &[usize]) -> usize {
    let left = |candidate: usize| -> f64 {
        let each = points.iter().zip(nearest).zip(all);
        each.map(|((point, (known, _)), flop)| {
            f64::from(distance(point, &points[candidate]).min(*known)) * flop.weight
        })
        .sum()
    };
    let candidates = (0..all.len()).filter(|at| !chosen.contains(at));
    let costs = candidates.map(|at| (at, left(at)));
    costs.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(at, _)| at)
}

fn distance(a: &[f32; 6], b: &[f32; 6]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subset_stands_for_all_deals_and_begins_larger_ones() {
        assert_eq!(all_flops().len(), 1_755);
        let total = |flops: &[WeightedFlop]| flops.iter().map(|flop| flop.weight).sum::<f64>();
        assert_eq!(total(&all_flops()), 22_100.0);
        let (small, large) = (representative_flops(5), representative_flops(25));
        assert_eq!((total(&small), total(&large)), (22_100.0, 22_100.0));
        assert!(small.iter().zip(&large).all(|(a, b)| a.cards == b.cards && a.weight >= b.weight));
    }

    #[test]
    fn a_subset_keeps_the_share_of_textures() {
        let share = |flops: &[WeightedFlop], of: &dyn Fn(Texture) -> bool| {
            let is = |flop: &&WeightedFlop| of(Texture::of(flop.cards.parse().unwrap()));
            flops.iter().filter(is).map(|flop| flop.weight).sum::<f64>() / 22_100.0
        };
        let (all, some) = (all_flops(), representative_flops(49));
        let kinds: [&dyn Fn(Texture) -> bool; 3] =
            [&|texture| texture.pairing > 1, &|texture| texture.suits == 3, &|texture| {
                texture.ranks[0] == 12
            }];
        for of in kinds {
            assert!((share(&all, of) - share(&some, of)).abs() < 0.08);
        }
    }

    #[test]
    fn lists_are_read_with_weights_and_mistakes_are_named() {
        let flops = read_flops("AsKd7c\n\n# a comment\nQs Jh 2h 12.5  # two-tone\n2c2d2h:3\n").unwrap();
        let weights: Vec<f64> = flops.iter().map(|flop| flop.weight).collect();
        assert_eq!(weights, [1.0, 12.5, 3.0]);
        assert_eq!(flops[1].cards, "QsJh2h");
        for text in ["AsKd", "AsAs7c", "AsKd7c -1", "AsKd7c8c", "nonsense"] {
            let error = read_flops(&format!("AsKd7c\n{text}")).unwrap_err().to_string();
            assert!(error.starts_with("line 2"), "{error}");
        }
        assert_eq!(read_flops("# nothing"), Err(FlopListError::Empty));
    }
}
