//! A measured number, with what is known about its error.

use std::fmt;

use holdem_cfr::evaluate::{Estimate, Spread};
use serde::{Deserialize, Serialize};

use crate::game::Game;

/// A measured number.
///
/// ```
/// let json = r#"{"mbb": 12.34, "standard_error_mbb": null, "interval95_mbb": null, "exact": false,
///     "chips": 0.02468}"#;
/// let value: holdem_blueprint::measure::Value = serde_json::from_str(json)?;
/// assert_eq!(value.to_string(), "12.3 mbb/h (no interval)");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// Thousandths of a big blind per hand (of the ante in Kuhn and Leduc).
    pub mbb: f64,
    /// Standard error in the same unit: 0 if nothing was sampled, `None` if too little was sampled to tell.
    pub standard_error_mbb: Option<f64>,
    /// The 95 % interval, by Student's t; the number itself twice if it is exact, `None` if too little was
    /// sampled to tell.
    pub interval95_mbb: Option<[f64; 2]>,
    /// Whether nothing was sampled.
    #[serde(default)]
    pub exact: bool,
    /// Chips per hand.
    pub chips: f64,
}

impl Value {
    pub(crate) fn new(game: &Game, chips: Estimate) -> Self {
        Self::of_chips(chips, game.unit)
    }

    /// A number of chips per hand where `unit` chips are a big blind, or an ante.
    pub fn of_chips(chips: Estimate, unit: u32) -> Self {
        let mbb = chips.scaled(1000.0 / f64::from(unit));
        Self {
            mbb: mbb.mean,
            standard_error_mbb: mbb.standard_error(),
            interval95_mbb: mbb.interval().map(|half| [mbb.mean - half, mbb.mean + half]),
            exact: mbb.spread == Spread::Exact,
            chips: chips.mean,
        }
    }

    /// Half the width of the 95 % interval of a number that was sampled, if it has one.
    pub fn half_width_mbb(&self) -> Option<f64> {
        self.interval95_mbb.filter(|_| !self.exact).map(|[low, high]| (high - low) / 2.0)
    }
}

/// `12.3 mbb/h ± 1.2 (95 %)`, `12.345 mbb/h (exact)` or `12.3 mbb/h (no interval)`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.half_width_mbb() {
            Some(half) => write!(f, "{:.1} mbb/h ± {half:.1} (95 %)", self.mbb),
            None if self.exact => write!(f, "{:.3} mbb/h (exact)", self.mbb),
            None => write!(f, "{:.1} mbb/h (no interval)", self.mbb),
        }
    }
}

/// `4 flops`, `1 board`, or `all boards` if nothing was sampled.
pub fn sample(count: Option<usize>, of_one: &str) -> String {
    match count {
        Some(1) => format!("1 {of_one}"),
        Some(count) => format!("{count} {of_one}s"),
        None => "all boards".to_owned(),
    }
}
