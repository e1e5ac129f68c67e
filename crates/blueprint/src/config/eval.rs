//! The section `eval`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is measured at the end of a run, and how long it may take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EvalConfig {
    /// Whether exploitability is measured.
    pub exploitability: bool,
    /// Flops sampled for exploitability (all turns and rivers of each); 1,755 are all. By default as many as
    /// `exploitability_seconds` allow.
    pub flops: Option<usize>,
    /// Seconds for exploitability if the number of flops is not given; three flops are measured however long
    /// they take.
    #[serde(deserialize_with = "crate::duration::read_secs")]
    pub exploitability_seconds: f64,
    /// Iterations between measurements of exploitability during training; by default there are none.
    pub every: Option<u64>,
    /// Boards sampled for the value of the game, and to value the exploiters.
    pub boards: usize,
    /// Three or more players: deals played out for the value of every seat, and to value each exploiter.
    pub deals: u64,
    /// Seconds that the exploiter of each seat is trained; 0 for no exploiter.
    #[serde(deserialize_with = "crate::duration::read_secs")]
    pub exploiter_seconds: f64,
    /// Iterations that the exploiter of each seat is trained, instead of seconds.
    pub exploiter_iterations: Option<u64>,
    /// Players that the strategy meets in matches once it is trained, by their words: `tight`, a path.
    #[serde(rename = "match")]
    pub match_players: Vec<String>,
    /// Hands of each of these matches.
    pub match_hands: u64,
    /// What local best response may bet, measured once the strategy is trained; by default not measured. For
    /// two players.
    pub lbr: Option<LbrBets>,
    /// Flops that it is measured on.
    pub lbr_flops: usize,
    /// Seed of sampled flops, boards and exploiters.
    pub seed: u64,
}

impl Default for EvalConfig {
    fn default() -> Self {
        Self {
            exploitability: true,
            flops: None,
            exploitability_seconds: 40.0,
            every: None,
            boards: 300,
            deals: 1_000_000,
            exploiter_seconds: 10.0,
            exploiter_iterations: None,
            match_players: Vec::new(),
            match_hands: 20_000,
            lbr: None,
            lbr_flops: 64,
            seed: 20_240_229,
        }
    }
}

/// The bets that local best response chooses from, in addition to folding, checking and calling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LbrBets {
    /// None: fold or call.
    Fc,
    /// A bet of the pot, and all-in.
    #[default]
    Fcpa,
    /// Bets from a quarter of the pot to four times the pot, and all-in.
    Many,
}

impl LbrBets {
    /// For people.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Fc => "fold and call",
            Self::Fcpa => "fold, call, pot and all-in",
            Self::Many => "fold, call, ten sizes",
        }
    }
}

/// Reads `fc`, `fcpa` or `many`.
impl std::str::FromStr for LbrBets {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let all = [Self::Fc, Self::Fcpa, Self::Many];
        let found = all.into_iter().find(|bets| bets.to_string() == text);
        found.ok_or_else(|| format!("bets `{text}`, expected fc, fcpa or many"))
    }
}

impl fmt::Display for LbrBets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fc => "fc",
            Self::Fcpa => "fcpa",
            Self::Many => "many",
        })
    }
}
