//! Fixed work: the quality reached by a fixed number of iterations from a fixed seed, and its signature.

use std::sync::Arc;
use std::time::Instant;

use holdem_cfr::evaluate::Estimate;
use holdem_cfr::evaluate::exact::{Watch, exploitability};
use holdem_cfr::evaluate::exploiter::{ExploiterOptions, exploiter};
use holdem_cfr::evaluate::versus::Boards;
use holdem_cfr::{SolverOptions, Strategy};
use holdem_game::deal::CardModel;
use holdem_game::tree::BettingTree;
use serde::Serialize;

use super::BenchOptions;
use super::signature::Signature;
use super::workload::{self, BenchGame};
use crate::TrainError;
use holdem_blueprint::sampling::Sampler;

/// Boards that the exploiter of each seat is trained on, and boards on which both are valued.
const EXPLOITER_ITERATIONS: u64 = 1_000;
const EXPLOITER_BOARDS: usize = 60;
/// Seeds of exploiters and of their boards, different from that of training.
const EXPLOITER_SEED: u64 = 1_001;
const BOARD_SEED: u64 = 2_002;

/// The result of fixed work.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FixedWork {
    /// The sampler.
    pub sampler: Sampler,
    /// The game.
    pub game: BenchGame,
    /// Threads that did it.
    pub workers: usize,
    /// Iterations.
    pub iterations: u64,
    /// Seconds of training.
    pub secs: f64,
    /// How good the strategy is; `None` for three players, or if not requested.
    pub judgement: Option<Judgement>,
    /// Hash of the strategy.
    pub signature: Signature,
    /// The signature on record.
    pub recorded: Option<Signature>,
}

impl FixedWork {
    /// Whether the signature is the one on record.
    pub fn is_as_recorded(&self) -> bool {
        self.recorded == Some(self.signature)
    }
}

/// What a strategy is worth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Judgement {
    /// `exploitability`, exact over all cards, or `exploiter`, what a player with the same abstraction
    /// learned to gain.
    pub measure: &'static str,
    /// Thousandths of a big blind per hand; of the ante in Leduc.
    pub mbb: f64,
    /// Half the width of the 95 % interval, in the same unit; 0 where nothing was sampled, `None` if there is
    /// no interval.
    pub interval95_mbb: Option<f64>,
}

/// Does the fixed work of a sampler in a game, on all requested threads, or on one if the result depends on
/// their number.
///
/// # Errors
/// [`TrainError::Engine`] or [`TrainError::Blueprint`] if memory is refused.
pub fn work(sampler: Sampler, game: BenchGame, options: &BenchOptions) -> Result<FixedWork, TrainError> {
    let (tree, cards) = (game.tree(), game.cards());
    let workers = if workload::is_the_same_for_any_workers(sampler) { options.workers.max(1) } else { 1 };
    let iterations = workload::iterations(sampler, game);
    let mut engine = workload::fixed_options(sampler, game).engine(&tree, &cards)?;
    let start = Instant::now();
    engine.run(workers, iterations, &|_| false);
    let secs = start.elapsed().as_secs_f64();
    let strategy = engine.average_strategy();
    Ok(FixedWork {
        sampler,
        game,
        workers,
        iterations,
        secs,
        judgement: if options.judge { judge(game, &tree, &cards, &strategy, workers)? } else { None },
        signature: Signature::of(&strategy),
        recorded: Signature::on_record(sampler, game),
    })
}

fn judge(
    game: BenchGame,
    tree: &Arc<BettingTree>,
    cards: &Arc<dyn CardModel>,
    strategy: &Strategy,
    workers: usize,
) -> Result<Option<Judgement>, TrainError> {
    let judgement = |measure, chips: Estimate| {
        let mbb = chips.scaled(game.mbb_per_chip());
        Some(Judgement { measure, mbb: mbb.mean, interval95_mbb: mbb.interval() })
    };
    Ok(match game {
        BenchGame::Leduc => {
            let found = exploitability(tree, &**cards, [strategy, strategy], None, workers, &Watch::NOBODY)
                .expect("nobody stops it");
            judgement("exploitability", found.chips)
        }
        BenchGame::HeadsUp => {
            let options = ExploiterOptions {
                solver: SolverOptions { seed: EXPLOITER_SEED, batch_size: 8, ..SolverOptions::default() },
                workers,
                iterations: EXPLOITER_ITERATIONS,
                spent: &|_, _| 0.0,
                boards: Boards { seed: BOARD_SEED, count: EXPLOITER_BOARDS, workers },
            };
            judgement("exploiter", exploiter(tree, cards, strategy, &options)?.gain)
        }
        BenchGame::ThreeHanded => None,
    })
}
