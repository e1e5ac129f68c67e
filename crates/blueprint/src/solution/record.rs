//! How a spot was solved, and how far.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use holdem_cfr::exact::{HeldState, Outcome, Variant, Weighting};
use holdem_cfr::tables::storage::Storage;
use serde::{Deserialize, Serialize};

use super::SolutionError;

/// A variant of CFR by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum NamedVariant {
    /// DCFR(1.5, beta, 4), with beta from 0 to 0.5 over 60 iterations: the fewest iterations on the spots of
    /// `docs/experiments/solving.md`.
    #[default]
    #[serde(rename = "dcfr-fast")]
    DcfrFast,
    /// DCFR(1.5, 0, 3) whose averages begin anew at powers of four.
    #[serde(rename = "dcfr-restarts")]
    DcfrRestarts,
    /// DCFR(1.5, 0, 2), as published.
    #[serde(rename = "dcfr")]
    Dcfr,
    /// HS-DCFR: DCFR whose exponents move from (1, -1, 30) to (4, -3, 25) over 1,000 iterations.
    #[serde(rename = "hs-dcfr")]
    HsDcfr,
    /// CFR+, linear averages.
    #[serde(rename = "cfr+")]
    CfrPlus,
    /// CFR+ with predictions, quadratic averages.
    #[serde(rename = "pcfr+")]
    PcfrPlus,
    /// CFR+ with predictions and discounts, as published.
    #[serde(rename = "pdcfr+")]
    PdcfrPlus,
    /// CFR+ in whole numbers, as in a public program: weight 1 up to iteration 100 and t - 100 after.
    #[serde(rename = "cfr+whole")]
    CfrPlusWhole,
}

impl NamedVariant {
    /// All variants, the default first.
    pub const ALL: [Self; 8] = [
        Self::DcfrFast,
        Self::DcfrRestarts,
        Self::Dcfr,
        Self::HsDcfr,
        Self::CfrPlus,
        Self::PcfrPlus,
        Self::PdcfrPlus,
        Self::CfrPlusWhole,
    ];

    /// What the solver is told.
    pub fn variant(self) -> Variant {
        let dcfr = |beta, gamma, restarts| Variant::Dcfr {
            alpha: 1.5,
            beta,
            gamma,
            restarts,
            weighting: Weighting::Even,
        };
        match self {
            Self::DcfrFast => Variant::default(),
            Self::DcfrRestarts => dcfr(0.0, 3.0, 4),
            Self::Dcfr => dcfr(0.0, 2.0, 0),
            Self::HsDcfr => {
                Variant::Scheduled { alpha: [1.0, 4.0], beta: [-1.0, -3.0], gamma: [30.0, 25.0], over: 1_000 }
            }
            Self::CfrPlus => Variant::CfrPlus { delay: 0 },
            Self::PcfrPlus => Variant::Predictive { alpha: None, gamma: 2.0 },
            Self::PdcfrPlus => Variant::Predictive { alpha: Some(2.3), gamma: 5.0 },
            Self::CfrPlusWhole => Variant::CfrPlusWhole { delay: 100 },
        }
    }

    /// Refuses a storage with which the variant does not work.
    ///
    /// # Errors
    /// [`SolutionError::Exact`], with why.
    pub fn expect_storage(self, storage: Storage) -> Result<(), SolutionError> {
        Ok(self.variant().expect_storage(storage)?)
    }
}

impl fmt::Display for NamedVariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DcfrFast => "dcfr-fast",
            Self::DcfrRestarts => "dcfr-restarts",
            Self::Dcfr => "dcfr",
            Self::HsDcfr => "hs-dcfr",
            Self::CfrPlus => "cfr+",
            Self::PcfrPlus => "pcfr+",
            Self::PdcfrPlus => "pdcfr+",
            Self::CfrPlusWhole => "cfr+whole",
        })
    }
}

impl FromStr for NamedVariant {
    type Err = SolutionError;

    fn from_str(text: &str) -> Result<Self, SolutionError> {
        let found = Self::ALL.into_iter().find(|variant| variant.to_string() == text.trim());
        found.ok_or_else(|| SolutionError::Variant {
            name: text.to_owned(),
            known: Self::ALL.map(|variant| format!("`{variant}`")).join(", "),
        })
    }
}

/// How a spot was solved, and how far. Values not yet known are 0.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The variant of CFR.
    pub variant: NamedVariant,
    /// How the tables were kept.
    pub storage: Storage,
    /// Iterations.
    pub iterations: u64,
    /// Time of all sessions in seconds, checks of exploitability included.
    pub solve_secs: f64,
    /// The mean of what both players gain by best responses, in chips.
    pub exploitability_chips: f64,
    /// The same in percent of the pot.
    pub exploitability_pct_of_pot: f64,
    /// Prices and factors of the frequencies that nodes play on average, in the order of the locks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<HeldState>,
}

impl Record {
    /// Adds the outcome of a session.
    pub(super) fn count(&mut self, outcome: &Outcome, elapsed: Duration) {
        self.iterations = outcome.iterations;
        self.solve_secs += elapsed.as_secs_f64();
        self.exploitability_chips = outcome.exploitability;
        self.exploitability_pct_of_pot = outcome.exploitability_pct;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variant_is_read_by_its_name() {
        for variant in NamedVariant::ALL {
            assert_eq!(variant.to_string().parse::<NamedVariant>().unwrap(), variant);
            assert_eq!(serde_json::to_value(variant).unwrap(), variant.to_string());
        }
        assert_eq!(NamedVariant::default(), NamedVariant::DcfrFast);
        let error = "pcfr".parse::<NamedVariant>().unwrap_err().to_string();
        assert!(error.contains("`pcfr`") && error.contains("`cfr+`"), "{error}");
    }
}
