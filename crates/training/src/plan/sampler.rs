//! Which sampler trains a game for two by default.
//!
//! # The rule
//! A board of public chance sampling costs a walk over the whole tree, so on a large tree a short time is
//! enough for only a few boards. Measured, it is far ahead of external sampling from three hundred boards on,
//! and even with it or ahead with half as many, where the speed below promised 257. So the number of boards
//! that the time budget allows decides: below [`FEWEST_BOARDS`] external sampling trains, which walks sampled
//! lines, otherwise public chance sampling. The speed is taken as [`VISITS_PER_SEC`] for each worker, not
//! measured, so that the same configuration with the same workers is always trained the same way.
//! `docs/experiments/samplers.md` has the numbers.

use holdem_blueprint::config::DiscountMode;
use holdem_blueprint::sampling::Sampler;
use holdem_game::tree::BettingTree;

use super::buckets::{RIVER_HANDS, VISITS_PER_SEC};
use crate::config::TrainConfig;

/// Number of boards below which external sampling is used.
pub const FEWEST_BOARDS: f64 = 250.0;

impl TrainConfig {
    /// The sampler that trains by default, and why it is not public chance sampling where that could be
    /// expected.
    pub(super) fn chosen_sampler(&self, tree: &BettingTree) -> (Sampler, Option<String>) {
        match self.players() == 2 && self.is_open_to_others() {
            true => self.by_boards(tree),
            false => (self.sampler(), None),
        }
    }

    /// Whether no key that only public chance sampling understands is given, and the time is limited.
    fn is_open_to_others(&self) -> bool {
        let default = Self::default();
        self.num_iterations.is_none()
            && !(self.regret_matching_plus && self.mode() == DiscountMode::Dcfr)
            && (self.part_bytes, self.opponent, self.hand_sampling)
                == (default.part_bytes, default.opponent, default.hand_sampling)
            && (self.batch_size, self.batch_start, self.hands_per_board, self.storage_mode)
                == (default.batch_size, default.batch_start, default.hands_per_board, default.storage_mode)
    }

    fn by_boards(&self, tree: &BettingTree) -> (Sampler, Option<String>) {
        let secs = self.time_budget().unwrap_or(f64::INFINITY);
        let hands = self.hands_per_board.0.unwrap_or(RIVER_HANDS);
        let visits = 2.0 * hands as f64 * tree.nodes().len() as f64;
        let boards = secs * self.workers() as f64 * VISITS_PER_SEC / visits;
        if boards >= FEWEST_BOARDS {
            return (Sampler::PublicChance, None);
        }
        let why = format!(
            "sampler: external: the time budget allows about {boards:.0} boards of this tree, and public \
             chance sampling needs \
             {FEWEST_BOARDS} at least; say sampler: public-chance to have it all the same"
        );
        (Sampler::External, Some(why))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Plan;

    fn chosen(yaml: &str) -> (Sampler, Option<String>) {
        let plan = Plan::new(&TrainConfig::from_yaml_str(yaml).unwrap(), None).unwrap();
        (plan.config.sampler.unwrap(), plan.notes.into_iter().find(|note| note.starts_with("sampler")))
    }

    #[test]
    fn a_time_for_a_few_boards_is_spent_on_sampled_hands_and_said_so() {
        let short = "time_budget_seconds: 0.02\nnum_workers: 2\n";
        let (sampler, why) = chosen(short);
        assert_eq!(sampler, Sampler::External);
        assert!(why.unwrap().contains("about 13 boards"));
        for yaml in [
            "num_workers: 2",
            "num_iterations: 5\ntime_budget_seconds: 0.02",
            &format!("{short}sampler: public-chance"),
            &format!("{short}hands_per_board: 64"),
            &format!("{short}regret_matching_plus: true\ndiscount_mode: dcfr"),
            &format!("{short}game: {{ kind: kuhn }}"),
        ] {
            assert_eq!(chosen(yaml), (Sampler::PublicChance, None), "{yaml}");
        }
        assert_eq!(chosen("num_players: 3\ntime_budget_seconds: 0.02"), (Sampler::External, None));
    }
}
