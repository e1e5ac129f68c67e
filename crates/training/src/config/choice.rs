//! Which sampler trains a game for two if none is asked for.
//!
//! # The rule
//! A board of public chance sampling costs a walk over the whole tree, so on a large tree a short time is enough for a few boards
//! only, and external sampling, which walks sampled lines, is ahead. What decides is how many boards the time budget allows:
//! under [`FEWEST_BOARDS`] external sampling trains, else public chance sampling. The speed is taken as [`VISITS_PER_WORKER_SEC`]
//! for each worker, not measured, so that the same configuration is always trained the same way.
//! `docs/experiments/samplers.md` has the numbers.

use std::path::Path;

use holdem_game::tree::BettingTree;

use super::{Sampler, TrainConfig};
use crate::TrainError;
use crate::game::build_tree;
use crate::trainer::config_to_resume;

/// Boards under which external sampling is ahead.
pub const FEWEST_BOARDS: f64 = 100.0;

/// Hand-node visits per second of one worker.
pub const VISITS_PER_WORKER_SEC: f64 = 5e8;

/// Hands of a board if all are walked.
const ALL_HANDS: usize = 1081;

impl TrainConfig {
    /// The same with the sampler said, and why it is not public chance sampling where that could be expected.
    ///
    /// A run that is continued, `resume_from`, keeps the one it has.
    ///
    /// # Errors
    /// [`TrainError::Config`] if there is no tree; those of [`config_to_resume`].
    pub fn with_sampler(&self, resume_from: Option<&Path>) -> Result<(Self, Option<String>), TrainError> {
        if self.sampler.is_some() {
            return Ok((self.clone(), None));
        }
        let (sampler, why) = match resume_from {
            Some(run) => (config_to_resume(run)?.sampler(), None),
            None if self.players() == 2 && self.is_open_to_others() => {
                self.chosen(&build_tree(&self.game())?)
            }
            None => (self.sampler(), None),
        };
        Ok((Self { sampler: Some(sampler), ..self.clone() }, why))
    }

    /// Whether nothing is said that only public chance sampling understands, and the time is limited.
    fn is_open_to_others(&self) -> bool {
        let default = Self::default();
        self.num_iterations.is_none()
            && (self.batch_size, self.hands_per_board) == (default.batch_size, default.hands_per_board)
    }

    fn chosen(&self, tree: &BettingTree) -> (Sampler, Option<String>) {
        let secs = self.time_budget().unwrap_or(f64::INFINITY);
        let hands = self.hands_per_board.0.unwrap_or(ALL_HANDS);
        let visits = 2.0 * hands as f64 * tree.nodes().len() as f64;
        let boards = secs * self.workers() as f64 * VISITS_PER_WORKER_SEC / visits;
        if boards >= FEWEST_BOARDS {
            return (Sampler::PublicChance, None);
        }
        let why = format!(
            "sampler: external: the time budget allows about {boards:.0} boards of this tree, and public chance sampling is ahead \
             from about {FEWEST_BOARDS} on; say sampler: public-chance to have it all the same"
        );
        (Sampler::External, Some(why))
    }
}
