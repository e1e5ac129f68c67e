//! Which of two neighbouring sizes a bet counts as.

/// How a bet between two sizes of a menu is mapped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mapping {
    /// To either of them, with the probability of [`pseudo_harmonic`].
    #[default]
    Randomised,
    /// To the likelier one by that probability; the smaller one if both are equally likely.
    Deterministic,
}

/// The probability that a bet of `x` counts as the smaller of the sizes `a < b` between which it lies, all as
/// shares of the pot: the pseudo-harmonic mapping `(b - x)(1 + a) / ((b - a)(1 + x))`.
///
/// It is 1 at `a` and 0 at `b`, falls in between, and does not depend on what a chip is worth. A bet outside
/// both counts as the nearer one.
///
/// Sam Ganzfried and Tuomas Sandholm, "Action Translation in Extensive-Form Games with Large Action Spaces:
/// Axioms, Paradoxes, and the Pseudo-Harmonic Mapping" (2013).
///
/// ```
/// use holdem_arena::translation::pseudo_harmonic;
/// // Between a check and a bet of the pot, a third of the pot is either.
/// assert!((pseudo_harmonic(1.0 / 3.0, 0.0, 1.0) - 0.5).abs() < 1e-12);
/// ```
pub fn pseudo_harmonic(x: f64, a: f64, b: f64) -> f64 {
    if x <= a {
        return 1.0;
    }
    if x >= b {
        return 0.0;
    }
    (b - x) * (1.0 + a) / ((b - a) * (1.0 + x))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The size that counts as either of the two with the same probability.
    fn median(a: f64, b: f64) -> f64 {
        (a + b + 2.0 * a * b) / (a + b + 2.0)
    }

    #[test]
    fn the_median_is_that_of_the_paper() {
        for (a, b) in [(0.0, 1.0), (0.25, 1.0), (0.5, 1.0), (1.0, 2.0), (0.01, 1.0), (1.0, 100.0)] {
            assert!((pseudo_harmonic(median(a, b), a, b) - 0.5).abs() < 1e-12, "{a} {b}");
        }
        // Half a pot and a pot: 0.714; a pot and twice the pot: 1.4.
        assert!((median(0.5, 1.0) - 5.0 / 7.0).abs() < 1e-12);
        assert!((median(1.0, 2.0) - 1.4).abs() < 1e-12);
    }

    /// In the clairvoyance game the caller is indifferent to bets of `b` if it calls `1 / (1 + b)` of the
    /// time; the mapping makes it call a bet of `x` just as often.
    #[test]
    fn a_caller_of_the_clairvoyance_game_stays_indifferent() {
        let calls = |bet: f64| 1.0 / (1.0 + bet);
        for (a, b) in [(0.0, 1.0), (0.5, 1.0), (1.0, 4.0), (0.1, 10.0)] {
            for step in 0..=10 {
                let x = a + (b - a) * f64::from(step) / 10.0;
                let f = pseudo_harmonic(x, a, b);
                assert!((f * calls(a) + (1.0 - f) * calls(b) - calls(x)).abs() < 1e-12, "{a} {x} {b}");
            }
        }
    }

    #[test]
    fn the_chance_is_one_and_zero_at_the_ends_and_falls_between() {
        let mut last = 1.0;
        for step in 0..=100 {
            let f = pseudo_harmonic(0.5 + f64::from(step) / 100.0, 0.5, 1.5);
            assert!(f <= last && (0.0..=1.0).contains(&f));
            last = f;
        }
        assert_eq!((pseudo_harmonic(0.5, 0.5, 1.5), last), (1.0, 0.0));
        assert_eq!((pseudo_harmonic(0.1, 0.5, 1.5), pseudo_harmonic(9.0, 0.5, 1.5)), (1.0, 0.0));
    }
}
