//! What a configuration amounts to, decided once and in one place: sampler, buckets, parts, memory.
//!
//! | module | decides |
//! |---|---|
//! | [`sampler`] | which sampler trains if none is configured |
//! | [`buckets`] | how many buckets `buckets: auto` are |
//! | `building` | what is said about the time that missing buckets take |
//! | [`estimate`] | nodes and bytes, before anything is allocated |
//! | [`parts`] | whether large tables are walked part by part |
//!
//! A continued run keeps what was decided when it began.

pub mod buckets;
mod building;
pub mod estimate;
pub mod parts;
pub mod sampler;

use std::path::Path;
use std::sync::Arc;

use holdem_blueprint::{Game, Observer, build_tree};
use holdem_game::tree::BettingTree;

use crate::TrainError;
use crate::checkpoint::config_to_resume;
use crate::config::TrainConfig;

use estimate::{Estimate, estimate};

/// A configuration in which everything is decided, with its betting tree and what a run needs.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The configuration with what was decided filled in.
    pub config: TrainConfig,
    /// The betting tree.
    pub tree: Arc<BettingTree>,
    /// Nodes and bytes.
    pub estimate: Estimate,
    /// What was decided and why, in sentences.
    pub notes: Vec<String>,
}

impl Plan {
    /// Decides everything that a configuration leaves open; `resume_from` is the run or the checkpoint that
    /// is continued.
    ///
    /// # Complexity
    /// Builds the betting tree, once. Nothing else of its size is allocated.
    ///
    /// # Errors
    /// [`TrainError::Config`] for a configuration that cannot be used or gives no tree,
    /// [`TrainError::Blueprint`] for a bucket file that cannot be used, those of [`config_to_resume`].
    pub fn new(config: &TrainConfig, resume_from: Option<&Path>) -> Result<Self, TrainError> {
        config.validate()?;
        let tree = build_tree(&config.game())?;
        let earlier = match resume_from.filter(|_| config.is_open()) {
            Some(run) => Some((run, config_to_resume(run)?)),
            None => None,
        };
        let mut config = config.clone();
        let mut notes = Vec::new();
        if config.sampler.is_none() {
            let (sampler, why) = match &earlier {
                Some((_, earlier)) => (earlier.sampler(), None),
                None => config.chosen_sampler(&tree),
            };
            config.sampler = Some(sampler);
            notes.extend(why);
        }
        if config.buckets.auto {
            let (buckets, why) = match &earlier {
                Some((run, earlier)) => (earlier.buckets.clone(), format!("those of {}", run.display())),
                None => (config.bucket_counts(&tree)?, config.bounds_of_auto(&tree)),
            };
            let counts = buckets.counts().map(|count| count.to_string()).join("/");
            notes.push(format!("buckets: auto: {counts} (flop/turn/river), {why}"));
            config.buckets = buckets;
        }
        config.buckets = config.buckets();
        let mut estimate = estimate(&config, &tree)?;
        notes.extend(building::note(&config, &estimate));
        if config.has_open_parts() {
            let (part_bytes, why) = match &earlier {
                // A run without this entry has none.
                Some((_, earlier)) => (earlier.part_bytes.limit().into(), None),
                None => parts::by_rule(&tree, estimate.table_bytes),
            };
            config.part_bytes = part_bytes;
            notes.extend(why);
        }
        estimate.add_open_subtrees(&config, &tree)?;
        Ok(Self { config, tree: Arc::new(tree), estimate, notes })
    }

    /// The game of the plan, on its tree. A missing bucket file is built.
    ///
    /// # Errors
    /// Those of [`Game::with_tree`].
    pub fn game(&self, observer: &mut Observer<'_>) -> Result<Game, TrainError> {
        let (config, tree) = (&self.config, Arc::clone(&self.tree));
        Ok(Game::with_tree(&config.game(), tree, &config.buckets, self.estimate.workers, observer)?)
    }
}

impl TrainConfig {
    /// Whether anything is still undecided.
    fn is_open(&self) -> bool {
        self.sampler.is_none() || self.buckets.auto || self.has_open_parts()
    }
}
