//! What is measured by play: what local best response wins from a strategy, and what the strategy wins in
//! matches.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Value, sample};
use crate::config::LbrBets;

/// What local best response wins from a strategy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LbrResult {
    /// Mean of both seats: a lower bound on exploitability.
    pub gain: Value,
    /// What it wins as each player of the betting tree; the first is the small blind.
    pub by_seat: [Value; 2],
    /// What it may bet.
    pub bets: LbrBets,
    /// The first street on which it responds.
    pub from: String,
    /// Flops drawn, each played in both seats with all hands; `None` if all boards were played.
    pub flops: Option<usize>,
    /// Seed of the flops.
    pub seed: u64,
    /// Seconds it took.
    pub secs: f64,
}

/// `local best response (fold and call; from the flop on) wins 1234.5 mbb/h ± 20.1 (95 %), 64 flops`.
impl fmt::Display for LbrResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { gain, bets, from, flops, .. } = self;
        let (bets, flops) = (bets.in_words(), sample(*flops, "flop"));
        write!(f, "local best response ({bets}; from the {from} on) wins {gain}, {flops}")
    }
}

/// What a player of a match has won.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The player.
    pub player: String,
    /// Won per hand and seat.
    pub won: Value,
    /// Standard deviation of the result of one deal, in mbb per hand.
    pub deviation_mbb: f64,
    /// The same with luck taken out (AIVAT), where possible.
    pub aivat: Option<Corrected>,
}

/// A result with luck taken out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Corrected {
    /// Won per hand and seat.
    pub won: Value,
    /// Standard deviation of the result of one deal, in mbb per hand.
    pub deviation_mbb: f64,
}

impl Score {
    /// The best estimate: with luck taken out where possible.
    pub fn best(&self) -> Value {
        self.aivat.as_ref().map_or(self.won, |corrected| corrected.won)
    }
}

/// What a strategy has won in a match.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Met {
    /// Whom it has met.
    pub against: String,
    /// Hands played.
    pub hands: u64,
    /// Its result.
    #[serde(flatten)]
    pub score: Score,
}

/// What `eval.match` and `eval.lbr` asked for, as far as it could be measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Play {
    /// One for each opponent, in the order of the configuration.
    pub matches: Vec<Met>,
    /// Local best response.
    pub lbr: Option<LbrResult>,
}

impl Play {
    /// What was measured and its result, as text.
    pub fn lines(&self) -> Vec<(String, String)> {
        let met = |met: &Met| {
            let luck = if met.score.aivat.is_some() { ", luck taken out" } else { "" };
            let won = met.score.best();
            (format!("match against {}", met.against), format!("{won}, {} hands{luck}", met.hands))
        };
        let lbr = self.lbr.iter().map(|lbr| ("local best response".to_owned(), bounds(lbr)));
        self.matches.iter().map(met).chain(lbr).collect()
    }
}

fn bounds(lbr: &LbrResult) -> String {
    let (bets, flops) = (lbr.bets.in_words(), sample(lbr.flops, "flop"));
    format!("wins {} with {bets}, from the {} on, {flops}", lbr.gain, lbr.from)
}

#[cfg(test)]
mod tests {
    use holdem_cfr::evaluate::Estimate;

    use super::*;

    #[test]
    fn the_better_estimate_of_a_match_is_told() {
        let value = |chips| Value::of_chips(Estimate::of(&[chips, chips + 0.2]), 2);
        let aivat = Some(Corrected { won: value(1.0), deviation_mbb: 3.0 });
        let score = Score { player: "run".to_owned(), won: value(5.0), deviation_mbb: 9.0, aivat };
        let raw = Score { aivat: None, ..score.clone() };
        assert_eq!((score.best(), raw.best()), (value(1.0), value(5.0)));
        let met = |score| Met { against: "call".to_owned(), hands: 64, score };
        let play = Play { matches: vec![met(score), met(raw)], lbr: None };
        let lines = play.lines();
        assert_eq!(lines[0].0, "match against call");
        assert!(lines[0].1.ends_with("64 hands, luck taken out") && lines[1].1.ends_with("64 hands"));
        let json = serde_json::to_string(&play).unwrap();
        assert_eq!(serde_json::from_str::<Play>(&json).unwrap(), play);
    }
}
