//! Opponent cluster hand strength: river equity against each of eight kinds of preflop hands.
//!
//! E\[HS\] is the equity against any hand; two hands may share it and yet fare differently against strong and
//! weak holdings (Johanson, Burch, Valenzano, Bowling, *Evaluating State-Space Abstractions in Extensive-Form
//! Games*, 2013). The 169 preflop classes are clustered by the distribution of their own river strength
//! (earth mover's distance, each class weighted by its combos) into eight clusters, the weakest first.
//!
//! The vectors of a river board come from one pass over its hands from the weakest to the strongest: the
//! number of hands met so far, in total and by the cards they hold, is kept for the eight clusters side by
//! side in the lanes of one register.

use std::array;

use holdem_cards::canonical::BoardIndex;
use holdem_cards::strength::StrengthRow;
use holdem_cards::{Combo, HandClass, Street};

use super::Feature;
use super::histogram::strength_bins;
use super::runout_counts::KINDS;
use crate::HandStrength;
use crate::cluster::{Centroids, KMeans, Metric, Points, padded, train};
use crate::combos::{COMBO_CARDS, COMBO_CLASSES};

/// Clusters of opponents.
pub const OPPONENTS: usize = 8;

/// The feature of the river.
pub struct OpponentClusters {
    clusters: [u8; Combo::COUNT],
}

/// Hands of each cluster.
type Lanes = [u16; OPPONENTS];

/// Memory of a thread.
pub struct Scratch {
    strength: StrengthRow,
    /// By card: hands on this board that hold it.
    held: [Lanes; 64],
}

impl OpponentClusters {
    /// Clusters the preflop classes.
    ///
    /// # Complexity
    /// One count per river hand: a third of a second.
    #[must_use]
    pub fn new(strength: &HandStrength) -> Self {
        let classes = class_histograms(strength);
        let values = Combo::all().flat_map(|combo| classes[combo.class().index()]).collect();
        let points = Points::new(Metric::Manhattan, padded(KINDS), values);
        let options = KMeans { clusters: OPPONENTS, restarts: 20, iterations: 50, seed: 0x0c45 };
        let found = train(&points, options, 1).centroids;
        let nearest = Centroids::new(&found);
        // The more mass lies low, the larger the sum of the cumulative histogram: descending sums are
        // ascending strength.
        let mut order: Vec<usize> = (0..found.len()).collect();
        let weakness = |&cluster: &usize| found.get(cluster).iter().sum::<f32>();
        order.sort_by(|a, b| weakness(b).total_cmp(&weakness(a)).then(a.cmp(b)));
        let mut ranks = [0; OPPONENTS];
        order.iter().enumerate().for_each(|(rank, &cluster)| ranks[cluster] = rank as u8);
        let cluster = |combo: usize| ranks[nearest.nearest(points.get(combo)).0 as usize];
        Self { clusters: array::from_fn(cluster) }
    }

    /// The cluster of a hand, 0 the weakest.
    #[must_use]
    pub fn cluster(&self, combo: Combo) -> usize {
        usize::from(self.clusters[combo.index()])
    }
}

/// Cumulative histogram of river strength of every class.
fn class_histograms(strength: &HandStrength) -> Vec<[f32; KINDS]> {
    let (index, bins) = (BoardIndex::for_street(Street::River), strength_bins());
    let blocked = HandStrength::max_key(Street::River) as u16 + 1;
    let mut counts = vec![[0u64; KINDS]; HandClass::COUNT];
    for (row, keys) in (0..).zip(strength.river()) {
        let deals = u64::from(index.multiplicity(row));
        for (&key, &class) in keys.iter().zip(&COMBO_CLASSES).filter(|(key, _)| **key != blocked) {
            counts[usize::from(class)][usize::from(bins[usize::from(key)])] += deals;
        }
    }
    let cumulative = |counts: &[u64; KINDS]| {
        let all: u64 = counts.iter().sum();
        let mut below = 0;
        counts.map(|count| {
            below += count;
            (below as f64 / all as f64) as f32
        })
    };
    counts.iter().map(cumulative).collect()
}

impl Feature for OpponentClusters {
    type Scratch = Scratch;

    fn metric(&self) -> Metric {
        Metric::SquaredEuclidean
    }

    fn dims(&self) -> usize {
        OPPONENTS
    }

    fn scratch(&self) -> Scratch {
        let board = BoardIndex::for_street(Street::River).board(0);
        Scratch { strength: StrengthRow::new(board), held: [[0; OPPONENTS]; 64] }
    }

    /// # Complexity
    /// O(live hands), about 20 microseconds.
    fn write(&self, scratch: &mut Scratch, row: u32, out: &mut [f32]) {
        assert_eq!(out.len(), Combo::COUNT * OPPONENTS, "one vector per combo");
        let Scratch { strength, held } = scratch;
        strength.assign(BoardIndex::for_street(Street::River).board(row));
        *held = [[0; OPPONENTS]; 64];
        let mut all = [0; OPPONENTS];
        for &combo in strength.sorted() {
            self.count(combo, held, &mut all);
        }
        let out = out.as_chunks_mut::<OPPONENTS>().0;
        let (mut weaker, mut upto, mut total) = ([[0; OPPONENTS]; 64], [[0; OPPONENTS]; 64], [0; OPPONENTS]);
        for group in strength.groups() {
            let below = total;
            for &combo in group {
                self.count(combo, &mut upto, &mut total);
            }
            let both = add(below, total);
            for &combo in group {
                let [hi, lo] = COMBO_CARDS[usize::from(combo)].map(|card| usize::from(card & 63));
                let own = self.own(combo);
                let met = add(add(weaker[hi], upto[hi]), add(weaker[lo], upto[lo]));
                let points = sub(add(both, own), met);
                let against = sub(add(all, own), add(held[hi], held[lo]));
                out[usize::from(combo)] = equities(points, against);
            }
            for &combo in group {
                self.count(combo, &mut weaker, &mut [0; OPPONENTS]);
            }
        }
    }
}

impl OpponentClusters {
    /// One in the lane of the hand's own cluster.
    #[inline(always)]
    fn own(&self, combo: u16) -> Lanes {
        let cluster = u16::from(self.clusters[usize::from(combo)]);
        array::from_fn(|lane| u16::from(lane as u16 == cluster))
    }

    /// Counts a hand, in all and by card.
    #[inline(always)]
    fn count(&self, combo: u16, held: &mut [Lanes; 64], total: &mut Lanes) {
        let own = self.own(combo);
        for card in COMBO_CARDS[usize::from(combo)] {
            let held = &mut held[usize::from(card & 63)];
            *held = add(*held, own);
        }
        *total = add(*total, own);
    }
}

#[inline(always)]
fn add(a: Lanes, b: Lanes) -> Lanes {
    array::from_fn(|lane| a[lane].wrapping_add(b[lane]))
}

#[inline(always)]
fn sub(a: Lanes, b: Lanes) -> Lanes {
    array::from_fn(|lane| a[lane].wrapping_sub(b[lane]))
}

/// Points (two for a win, one for a tie) to equities; where no opponent is left, the equity against all
/// others is used instead.
#[inline(always)]
fn equities(points: Lanes, against: Lanes) -> [f32; OPPONENTS] {
    let sum = |lanes: Lanes| lanes.iter().map(|&n| u32::from(n)).sum::<u32>() as f32;
    let overall = sum(points) / (2.0 * sum(against));
    array::from_fn(|lane| {
        let equity = f32::from(points[lane]) / (2.0 * f32::from(against[lane]));
        if against[lane] == 0 { overall } else { equity }
    })
}
