//! What is measured by play once `holdem train` has trained: matches and local best response.

use std::sync::Arc;

use holdem_arena::lbr::{self, LbrOptions, LbrResult};
use holdem_arena::matches::{MatchOptions, Score};
use holdem_arena::translation::Mapping;
use holdem_telemetry::{Reporter, StopFlag};
use holdem_training::{Report, TrainConfig, TrainOutcome, observer};
use serde::Serialize;

use crate::commands::eval::matches::{self, Asked, cores};
use crate::commands::lbr::bets;
use crate::output::{self, Format};
use crate::{progress, summary};

/// What was asked for with `eval.match` and `eval.lbr`, as far as it could be measured.
#[derive(Default)]
pub(crate) struct Found {
    matches: Vec<Met>,
    lbr: Option<LbrResult>,
    /// What went wrong: nothing is measured after it.
    failed: Option<anyhow::Error>,
}

/// What the strategy has won in a match.
#[derive(Serialize)]
struct Met {
    against: String,
    #[serde(flatten)]
    result: Score,
}

/// The report of a run with what was played after it.
#[derive(Serialize)]
struct WithFound<'a> {
    #[serde(flatten)]
    report: &'a Report,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    matches: &'a Vec<Met>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lbr: &'a Option<LbrResult>,
}

impl Found {
    /// Measures what the configuration asks for.
    pub(crate) fn measure(
        config: &TrainConfig,
        outcome: &TrainOutcome,
        reporter: &mut Reporter,
        stop: &StopFlag,
    ) -> Self {
        let mut found = Self::default();
        found.failed = found.measure_all(config, outcome, (reporter, stop)).err();
        found
    }

    fn measure_all(
        &mut self,
        config: &TrainConfig,
        outcome: &TrainOutcome,
        (reporter, stop): (&mut Reporter, &StopFlag),
    ) -> anyhow::Result<()> {
        for player in &config.eval.match_players {
            let met = meet(config, outcome, player, (&mut *reporter, stop));
            self.matches.push(met.map_err(|error| error.context("playing the matches of eval.match"))?);
        }
        if let Some(asked) = config.eval.lbr {
            let strategy = progress::open(&outcome.directory)?;
            progress::with_buckets(&strategy)?;
            let options = LbrOptions {
                bets: bets(asked),
                flops: Some(config.eval.lbr_flops),
                seed: config.eval.seed,
                workers: cores(),
                ..LbrOptions::default()
            };
            let observer = &mut observer(reporter, stop);
            self.lbr = Some(lbr::against(&Arc::new(strategy), Mapping::Randomised, &options, observer)?);
        }
        Ok(())
    }

    /// Prints what a run came to, whether or not all of this could be measured.
    pub(crate) fn print(self, format: Format, outcome: &TrainOutcome) -> anyhow::Result<()> {
        let line = |met: &Met| {
            let won = met.result.aivat.as_ref().map_or(met.result.won, |corrected| corrected.won);
            format!("\nmatch           {won} against {}", met.against)
        };
        let mut lines: String = self.matches.iter().map(line).collect();
        if let Some(lbr) = &self.lbr {
            lines += &format!("\n{lbr}");
        }
        let text = || match lines.is_empty() {
            true => summary::of_run(outcome),
            false => summary::of_run(outcome).trim_end().to_owned() + "\n" + &lines,
        };
        let (report, matches, lbr) = (&outcome.report, &self.matches, &self.lbr);
        output::result(format, text, &WithFound { report, matches, lbr })?;
        self.failed.map_or(Ok(()), Err)
    }
}

/// A match of `eval.match`.
fn meet(
    config: &TrainConfig,
    outcome: &TrainOutcome,
    player: &str,
    (reporter, stop): (&mut Reporter, &StopFlag),
) -> anyhow::Result<Met> {
    let asked = Asked {
        players: vec![outcome.directory.display().to_string(), player.to_owned()],
        options: MatchOptions {
            hands: config.eval.match_hands,
            seed: config.eval.seed,
            workers: cores(),
            ..MatchOptions::default()
        },
        mapping: Mapping::Randomised,
        aivat: true,
    };
    let (_, standing) = matches::play(&asked, &mut observer(reporter, stop))?;
    Ok(Met { against: player.to_owned(), result: standing.scores[0].clone() })
}
