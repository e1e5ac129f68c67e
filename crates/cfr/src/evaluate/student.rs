//! Student's t distribution (Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7).

/// By degrees of freedom from 1 on: 97.5 % of Student's t distribution lie below.
const FEW_DEGREES: [f64; 5] = [12.706_205, 4.302_653, 3.182_446, 2.776_445, 2.570_582];
/// 97.5 % of the normal distribution lie below.
const NORMAL: f64 = 1.959_963_985;

/// 97.5 % of Student's t distribution lie below: its expansion about the normal distribution (Abramowitz &
/// Stegun, 26.7.5), from six degrees on to four digits.
pub(super) fn students_t(degrees: usize) -> f64 {
    if let Some(t) = degrees.checked_sub(1).and_then(|at| FEW_DEGREES.get(at)) {
        return *t;
    }
    let (z, n) = (NORMAL, degrees as f64);
    let odd = |coefficients: &[f64]| z * coefficients.iter().rev().fold(0.0, |sum, c| sum * z * z + c);
    NORMAL
        + odd(&[1.0, 1.0]) / (4.0 * n)
        + odd(&[3.0, 16.0, 5.0]) / (96.0 * n.powi(2))
        + odd(&[-15.0, 17.0, 19.0, 3.0]) / (384.0 * n.powi(3))
        + odd(&[-945.0, -1920.0, 1482.0, 776.0, 79.0]) / (92_160.0 * n.powi(4))
}

/// Degrees of freedom beyond which more make no difference to a tail.
const MANY_DEGREES: usize = 100_000;

/// Share of the distribution at least as far from 0 as `t`, on both sides (26.7.3 and 26.7.4): a finite sum
/// for each number of degrees. Shares below about 1e-15 become 0.
pub(super) fn tails(t: f64, degrees: usize) -> f64 {
    let degrees = degrees.min(MANY_DEGREES);
    let angle = (t.abs() / (degrees as f64).sqrt()).atan();
    let (sine, square) = (angle.sin(), angle.cos().powi(2));
    // Terms times the cosine squared, from one to the next: k / (k + 1), by twos.
    let sum = |first: f64, from: usize| {
        let factors = (from..degrees.saturating_sub(1)).step_by(2);
        let (mut term, mut sum) = (first, 0.0);
        for k in factors {
            sum += term;
            term *= square * k as f64 / (k + 1) as f64;
        }
        sum + term
    };
    let inside = match degrees {
        1 => 2.0 * angle / std::f64::consts::PI,
        _ if degrees % 2 == 1 => {
            let sum = sum(angle.cos(), 2);
            2.0 / std::f64::consts::PI * (angle + sine * sum)
        }
        _ => sine * sum(1.0, 1),
    };
    (1.0 - inside).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn students_t_is_that_of_the_tables() {
        for (degrees, expected) in
            [(1, 12.7062), (5, 2.5706), (6, 2.4469), (7, 2.3646), (10, 2.2281), (31, 2.0395), (120, 1.9799)]
        {
            assert!((students_t(degrees) - expected).abs() < 2e-4, "{degrees}: {}", students_t(degrees));
        }
        assert!((students_t(1_000_000) - NORMAL).abs() < 1e-5);
    }

    #[test]
    fn what_lies_beyond_a_quantile_is_what_its_name_says() {
        for degrees in (1..40).chain([100, 101, 1_000, 12_345, 1_000_000]) {
            let beyond = tails(students_t(degrees), degrees);
            assert!((beyond - 0.05).abs() < 1e-4, "{degrees}: {beyond}");
            assert_eq!(tails(0.0, degrees), 1.0);
            assert!(tails(-1.0, degrees) == tails(1.0, degrees) && tails(2.0, degrees) < tails(1.0, degrees));
        }
        // Tables: 99 % of the distribution lie within 4.604 at 4 degrees, within 3.250 at 9.
        assert!((tails(4.604, 4) - 0.01).abs() < 1e-5 && (tails(3.250, 9) - 0.01).abs() < 1e-5);
        assert!((tails(1.0, 1) - 0.5).abs() < 1e-12, "Cauchy's quartiles");
    }
}
