//! Counts, and what follows from them.

use super::EquityError;

/// Equities of ranges against each other.
#[derive(Clone, Debug, PartialEq)]
pub struct EquityReport {
    /// Number of deals: all of them, each counted once, or the samples.
    pub deals: u64,
    /// Whether every deal was counted.
    pub exact: bool,
    /// One for each range, in order.
    pub shares: Vec<EquityShare>,
}

/// What one range gets.
#[derive(Clone, Debug, PartialEq)]
pub struct EquityShare {
    /// Mean share of the pot, 0 to 1; weighted.
    pub equity: f64,
    /// Share of the deals that the range wins alone, 0 to 1; weighted.
    pub win: f64,
    /// Share of the deals in which it splits the pot, 0 to 1; weighted.
    pub tie: f64,
    /// Number of deals that it wins alone, ignoring weights.
    pub wins: u64,
    /// Number of deals in which it splits the pot, by the number of winners from two up; ignoring weights.
    pub ties_among: Vec<u64>,
    /// Standard error of `equity`; 0 if exact.
    pub standard_error: f64,
}

impl EquityShare {
    /// Number of deals in which the range splits the pot, ignoring weights.
    #[must_use]
    pub fn ties(&self) -> u64 {
        self.ties_among.iter().sum()
    }
}

/// The deals of a piece of work.
pub(super) struct Tally {
    /// Number of deals and, player by player, how many each won among 1, 2, .. winners.
    pub(super) counts: Cells<u64>,
    /// The same by weight; empty if all deals weigh the same.
    pub(super) weights: Option<Cells<f64>>,
}

/// A total, and a table `[player][winners - 1]`.
pub(super) struct Cells<T> {
    pub(super) total: T,
    won: Vec<T>,
    players: usize,
}

impl<T: Copy + Default + std::ops::AddAssign> Cells<T> {
    fn new(players: usize) -> Self {
        Self { total: T::default(), won: vec![T::default(); players * players], players }
    }

    /// Adds to the deals that `player` won among `winners`.
    pub(super) fn add(&mut self, player: usize, winners: usize, amount: T) {
        self.won[player * self.players + winners - 1] += amount;
    }

    /// The deals that `player` won among `winners`.
    pub(super) fn won(&self, player: usize, winners: usize) -> T {
        self.won[player * self.players + winners - 1]
    }

    fn merge(&mut self, other: &Self) {
        self.total += other.total;
        self.won.iter_mut().zip(&other.won).for_each(|(mine, theirs)| *mine += *theirs);
    }
}

impl Tally {
    pub(super) fn new(players: usize, weighted: bool) -> Self {
        Self { counts: Cells::new(players), weights: weighted.then(|| Cells::new(players)) }
    }

    /// The sum of the tallies in this order.
    pub(super) fn sum(players: usize, weighted: bool, pieces: Vec<Self>) -> Self {
        let mut sum = Self::new(players, weighted);
        for piece in pieces {
            sum.counts.merge(&piece.counts);
            if let (Some(mine), Some(theirs)) = (&mut sum.weights, &piece.weights) {
                mine.merge(theirs);
            }
        }
        sum
    }

    /// The report of an enumeration that counted every deal once for each image.
    pub(super) fn into_exact(mut self, images: usize) -> Result<EquityReport, EquityError> {
        let images = images as u64;
        self.counts.total /= images;
        self.counts.won.iter_mut().for_each(|count| *count /= images);
        self.report(true)
    }

    /// The report of samples.
    pub(super) fn into_sampled(self) -> Result<EquityReport, EquityError> {
        self.report(false)
    }

    fn report(&self, exact: bool) -> Result<EquityReport, EquityError> {
        if self.counts.total == 0 {
            return Err(EquityError::NoDeal);
        }
        let players = self.counts.players;
        let share = |player: usize| {
            let counts = &self.counts.won[player * players..][..players];
            let shares = match &self.weights {
                Some(weights) => shares_of(&weights.won[player * players..][..players], weights.total),
                None => {
                    let counts: Vec<f64> = counts.iter().map(|&count| count as f64).collect();
                    shares_of(&counts, self.counts.total as f64)
                }
            };
            let equity = pot_share(&shares, 1);
            let variance = (pot_share(&shares, 2) - equity * equity).max(0.0);
            EquityShare {
                equity,
                win: shares[0],
                tie: shares[1..].iter().sum(),
                wins: counts[0],
                ties_among: counts[1..].to_vec(),
                standard_error: if exact { 0.0 } else { (variance / self.counts.total as f64).sqrt() },
            }
        };
        Ok(EquityReport { deals: self.counts.total, exact, shares: (0..players).map(share).collect() })
    }
}

fn shares_of(amounts: &[f64], total: f64) -> Vec<f64> {
    amounts.iter().map(|amount| amount / total).collect()
}

/// Mean of the pot share to a power, from the shares of deals won among 1, 2, .. winners.
fn pot_share(shares: &[f64], power: i32) -> f64 {
    (1..).zip(shares).map(|(winners, share)| share / f64::from(winners).powi(power)).sum()
}
