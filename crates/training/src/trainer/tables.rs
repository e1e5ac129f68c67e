//! What the tables say about the state of training: for the charts, from time to time.

use holdem_cfr::discount::Discount;
use holdem_cfr::engine::Engine;
use holdem_game::tree::MAX_STREETS;

use holdem_blueprint::Game;

/// Approximate number of rows to read, so that charts cost the same whatever the size of the tables.
const ROWS: u64 = 200_000;

/// Reads the tables of a solver.
pub(crate) struct TableReader {
    /// Information sets by street.
    rows: [u64; MAX_STREETS],
    /// One row in this many is read.
    stride: usize,
}

/// State of one street.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct StreetState {
    /// Information sets that have been trained.
    pub(crate) infosets: u64,
    /// Mean entropy of the average strategy in nats.
    pub(crate) entropy: f64,
    /// Mean length of the vector of positive regrets, in chips per iteration.
    pub(crate) regret_norm: f64,
}

#[derive(Clone, Copy, Default)]
struct Sums {
    seen: u64,
    trained: u64,
    entropy: f64,
    norm: f64,
}

impl TableReader {
    pub(crate) fn new(game: &Game) -> Self {
        let mut rows = [0; MAX_STREETS];
        for ((rows, street), &buckets) in rows.iter_mut().zip(game.tree.counts()).zip(&game.buckets.counts) {
            *rows = street.decisions as u64 * buckets as u64;
        }
        Self { rows, stride: (rows.iter().sum::<u64>() / ROWS).max(1) as usize }
    }

    /// Reads the tables of an engine of this game.
    ///
    /// # Complexity
    /// About 200,000 rows, and all nodes.
    pub(crate) fn read(&self, engine: &dyn Engine) -> [StreetState; MAX_STREETS] {
        let mut sums = [Sums::default(); MAX_STREETS];
        engine.sample_rows(self.stride, &mut |street, regrets, strategy| sums[street].add(regrets, strategy));
        let weight = total_weight(&engine.regret_discount(), engine.work().iterations);
        std::array::from_fn(|street| sums[street].state(self.rows[street], weight))
    }
}

impl Sums {
    fn add(&mut self, regrets: &[f32], sums: &[f32]) {
        self.seen += 1;
        let total: f32 = sums.iter().sum();
        if total <= 0.0 && regrets.iter().all(|&r| r == 0.0) {
            return;
        }
        self.trained += 1;
        let norm: f32 = regrets.iter().map(|r| r.max(0.0).powi(2)).sum();
        self.norm += f64::from(norm.sqrt());
        self.entropy += f64::from(entropy(sums, total));
    }

    fn state(&self, rows: u64, weight: f64) -> StreetState {
        let share = self.trained as f64 / self.seen.max(1) as f64;
        let trained = self.trained.max(1) as f64;
        StreetState {
            infosets: (share * rows as f64).round() as u64,
            entropy: self.entropy / trained,
            regret_norm: self.norm / trained / weight.max(1.0),
        }
    }
}

fn entropy(sums: &[f32], total: f32) -> f32 {
    if total <= 0.0 {
        return (sums.len() as f32).ln();
    }
    sums.iter().filter(|&&s| s > 0.0).map(|s| -(s / total) * (s / total).ln()).sum()
}

/// Sum of the weights of all iterations in the regrets.
fn total_weight(discount: &Discount, iterations: u64) -> f64 {
    let t = iterations as f64;
    match *discount {
        Discount::None => t,
        Discount::Linear => t * (t + 1.0) / 2.0,
        // The sum of all weights, with an error of at most half of the last.
        Discount::Power { exponent } => {
            t * f64::from(discount.weight(iterations, 1)) / (1.0 + f64::from(exponent))
        }
        Discount::Dcfr { alpha, interval, .. } => {
            let rounds = iterations / interval;
            let fade = |k: u64| (k as f64).powf(alpha.into()) / ((k as f64).powf(alpha.into()) + 1.0);
            // Late rounds hardly fade: if there are more than this many, earlier ones are summed
            // undiscounted.
            let start = rounds.saturating_sub(100_000);
            let faded = (start + 1..=rounds)
                .fold(start as f64 * interval as f64, |sum, k| (sum + interval as f64) * fade(k));
            faded + (iterations % interval) as f64
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_what_the_solver_adds() {
        assert_eq!(total_weight(&Discount::None, 10), 10.0);
        assert_eq!(total_weight(&Discount::Linear, 4), 10.0);
        let squares = Discount::Power { exponent: 2.0 };
        let sum: f64 = (1..=1000).map(|t| f64::from(squares.weight(t, 1))).sum();
        assert!((total_weight(&squares, 1000) / sum - 1.0).abs() < 0.002);
        let dcfr = Discount::Dcfr { alpha: 1.0, beta: 0.0, gamma: 2.0, interval: 10 };
        // 10 faded by 1/2, then with 10 more by 2/3, and 5 that are not yet faded.
        assert!((total_weight(&dcfr, 25) - (15.0 * 2.0 / 3.0 + 5.0)).abs() < 1e-9);
    }

    #[test]
    fn entropy_is_that_of_the_normalised_sums() {
        assert!((entropy(&[2.0, 2.0], 4.0) - 2f32.ln()).abs() < 1e-6);
        assert_eq!(entropy(&[3.0, 0.0], 3.0), 0.0);
        assert!((entropy(&[0.0; 3], 0.0) - 3f32.ln()).abs() < 1e-6);
    }
}
