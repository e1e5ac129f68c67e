//! What a configuration needs, before anything is allocated.

use holdem_abstraction::BucketParams;
use holdem_abstraction::build::{FILE_BYTES, build_bytes};
use holdem_blueprint::config::{DiscountMode, GameKind, Opponent};
use holdem_blueprint::game::{BucketNeed, mini_cards};
use holdem_blueprint::sampling::Sampler;
use holdem_cards::Combo;
use holdem_cfr::SolverOptions;
use holdem_cfr::tables::layout::{stored_bytes_by_street, table_bytes_by_street};
use holdem_cfr::vector::cut::Cut;
use holdem_cfr::vector::open_subtree::open_bytes;
use holdem_game::tree::{BettingTree, StreetCounts};
use holdem_telemetry::resources::Memory;
use holdem_telemetry::units;
use serde::Serialize;

use crate::TrainError;
use crate::config::TrainConfig;

/// Working memory of one worker and of the program itself, in bytes: rough, and small against the tables.
const WORKER_BYTES: u64 = 8_000_000;
const PROGRAM_BYTES: u64 = 30_000_000;

/// Bytes of a node in the form used by samplers of single hands.
const SAMPLED_NODE_BYTES: u64 = 24;
/// Bytes that such a sampler adds to each information set under DCFR, for the time of its last discount.
const EPOCH_BYTES: u64 = 4;

/// One street of an [`Estimate`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StreetEstimate {
    /// Name of the street.
    pub street: String,
    /// Nodes where a player decides.
    pub decisions: usize,
    /// Nodes where the hand ends.
    pub terminals: usize,
    /// Buckets of hands.
    pub buckets: usize,
    /// Decisions times buckets.
    pub infosets: u64,
    /// Bytes of regrets and strategy sums.
    pub table_bytes: u64,
}

/// Size of the tree and of everything kept for it, in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// By street.
    pub streets: Vec<StreetEstimate>,
    /// All nodes.
    pub nodes: usize,
    /// How deals are drawn and walked.
    pub sampler: Sampler,
    /// Subtrees that workers share in vector training; 1 for other samplers, whose workers share the tree.
    pub tasks: usize,
    /// The betting tree itself, in all forms that training needs.
    pub tree_bytes: u64,
    /// Regrets and strategy sums.
    pub table_bytes: u64,
    /// One strategy; the length of the blueprint.
    pub strategy_bytes: u64,
    /// The bucket file, memory-mapped.
    pub bucket_bytes: u64,
    /// Peak while buckets are built, if they are missing.
    pub build_bytes: u64,
    /// Peak of what is kept while several workers walk a subtree together; a small number of workers never
    /// does.
    pub open_bytes: u64,
    /// A copy of the tables, from which checkpoints are written while training goes on. It is made only if
    /// twice as much is free, and so is not part of the peak.
    pub checkpoint_copy_bytes: u64,
    /// Peak while training.
    pub training_bytes: u64,
    /// Peak while measuring.
    pub measuring_bytes: u64,
    /// What this process could allocate now; `None` if the system does not report it.
    pub available_bytes: Option<u64>,
    /// Batches of vector training with a number of iterations: a ramp, then `batch_size` boards each.
    pub batches: Option<u64>,
    /// Threads.
    pub workers: usize,
}

/// Computes what a configuration with numbers of buckets needs.
///
/// A file of `buckets.path` is opened to see how many it holds.
///
/// # Errors
/// [`TrainError::Blueprint`] if the file of `buckets.path` cannot be used.
pub(super) fn estimate(config: &TrainConfig, tree: &BettingTree) -> Result<Estimate, TrainError> {
    let need = BucketNeed::of(config.game.kind, tree, &config.buckets);
    let buckets = planned_buckets(config, need)?;
    let mut by_street = stored_bytes_by_street(tree, &buckets, config.storage_mode);
    let strategy_bytes = table_bytes_by_street(tree, &buckets).iter().sum::<u64>() / 2;
    let samples_hands = config.sampler() != Sampler::PublicChance;
    if samples_hands && config.recipe().discount.mode == DiscountMode::Dcfr {
        add_epochs(&mut by_street, tree, &buckets);
    }
    let solvers = if config.opponent == Opponent::Responder { 2 } else { 1 };
    if let Some((_, before_last)) = by_street.split_last_mut() {
        // On the last street each solver has the rows of the seat that it trains.
        before_last.iter_mut().for_each(|bytes| *bytes *= solvers);
    }
    let table_bytes: u64 = by_street.iter().sum();
    let node_bytes = if samples_hands { SAMPLED_NODE_BYTES * tree.nodes().len() as u64 } else { 0 };
    let (bucket_bytes, build_bytes) = match need {
        BucketNeed::File if has_file(config) => (FILE_BYTES, 0),
        BucketNeed::File => {
            let params = config.buckets.params().map_err(holdem_abstraction::Error::from)?;
            (FILE_BYTES, build_bytes(&params))
        }
        BucketNeed::Lossless | BucketNeed::Preflop | BucketNeed::Coarse => (0, 0),
    };
    let workers = config.workers();
    let tree_bytes = tree.bytes() as u64 + node_bytes;
    let fixed = PROGRAM_BYTES + WORKER_BYTES * workers as u64 + tree_bytes + bucket_bytes;
    // While training the tables and, for a snapshot, one strategy; while measuring the strategy, and for the
    // exploiters the tables of one seat or the strategies of both.
    let exploits = config.eval.exploiter_seconds > 0.0 || config.eval.exploiter_iterations.is_some();
    let strategies = if exploits { 4 } else { 1 };
    let streets = tree.counts().into_iter().zip(&by_street).zip(&buckets).enumerate();
    Ok(Estimate {
        streets: streets.map(|(i, ((counts, &bytes), &n))| street(config, i, counts, n, bytes)).collect(),
        nodes: tree.nodes().len(),
        tasks: if samples_hands { 1 } else { Cut::by_size(tree).roots().len() },
        tree_bytes,
        table_bytes,
        strategy_bytes,
        bucket_bytes,
        build_bytes,
        open_bytes: 0,
        checkpoint_copy_bytes: if config.has_checkpoints_on_the_way() { table_bytes } else { 0 },
        training_bytes: fixed + table_bytes + strategy_bytes,
        measuring_bytes: fixed + strategies * strategy_bytes,
        available_bytes: Memory::now().map(|memory| memory.available_bytes),
        sampler: config.sampler(),
        batches: config.num_iterations.filter(|_| !samples_hands).map(|iterations| {
            let (batch_start, batch_size) = (config.batch_start, config.batch_size);
            let options = SolverOptions { batch_start, batch_size, ..SolverOptions::default() };
            solvers * options.batches(iterations / solvers)
        }),
        workers,
    })
}

impl Estimate {
    /// Adds what workers keep when they walk a subtree together, once it is decided whether there are parts.
    ///
    /// # Errors
    /// Those of [`estimate`].
    pub(super) fn add_open_subtrees(
        &mut self,
        config: &TrainConfig,
        tree: &BettingTree,
    ) -> Result<(), TrainError> {
        let options = config.recipe().solver_options();
        if options.part_bytes.is_none() {
            return Ok(());
        }
        let buckets = planned_buckets(config, BucketNeed::of(config.game.kind, tree, &config.buckets))?;
        self.open_bytes = open_bytes(tree, &buckets, &options, Combo::COUNT, self.workers);
        self.training_bytes += self.open_bytes;
        Ok(())
    }
}

/// Adds what sampled training under DCFR remembers about each information set.
fn add_epochs(bytes: &mut [u64], tree: &BettingTree, buckets: &[usize]) {
    for ((bytes, counts), &buckets) in bytes.iter_mut().zip(tree.counts()).zip(buckets) {
        *bytes += EPOCH_BYTES * counts.decisions as u64 * buckets as u64;
    }
}

fn street(
    config: &TrainConfig,
    index: usize,
    counts: StreetCounts,
    buckets: usize,
    table_bytes: u64,
) -> StreetEstimate {
    let names: [&str; 4] = match config.game.kind {
        GameKind::Holdem | GameKind::MiniHoldem => ["preflop", "flop", "turn", "river"],
        GameKind::Kuhn | GameKind::Leduc => ["first", "second", "", ""],
    };
    StreetEstimate {
        street: names[index].to_owned(),
        decisions: counts.decisions,
        terminals: counts.terminals,
        buckets,
        infosets: counts.decisions as u64 * buckets as u64,
        table_bytes,
    }
}

/// Buckets by street.
pub(crate) fn planned_buckets(config: &TrainConfig, need: BucketNeed) -> Result<Vec<usize>, TrainError> {
    use holdem_cards::{HandClass, Street};
    use holdem_game::deal::{BucketRows, CardModel, KuhnCards, LeducCards};
    let small = |cards: &dyn CardModel| holdem_cfr::tables::layout::bucket_counts(cards);
    Ok(match need {
        BucketNeed::Lossless if config.game.kind == GameKind::Kuhn => small(&KuhnCards),
        BucketNeed::Lossless if config.game.kind == GameKind::Leduc => small(&LeducCards),
        BucketNeed::Lossless => small(&mini_cards(&config.game, &config.buckets)?),
        BucketNeed::Preflop => vec![HandClass::COUNT, 1, 1, 1],
        BucketNeed::Coarse | BucketNeed::File => match &config.buckets.path {
            Some(path) if need == BucketNeed::File => {
                let file = holdem_abstraction::BucketFile::open(path)?;
                Street::ALL.map(|street| file.num_buckets(street)).to_vec()
            }
            _ if need == BucketNeed::File => {
                let params = config.buckets.params().map_err(holdem_abstraction::Error::from)?;
                Street::ALL.map(|street| params.most_buckets(street)).to_vec()
            }
            _ => {
                let counts = config.buckets.counts().map(|count| count.get());
                [&[HandClass::COUNT][..], &counts].concat()
            }
        },
    })
}

/// Whether the bucket file is there already.
pub(crate) fn has_file(config: &TrainConfig) -> bool {
    let buckets = &config.buckets;
    let cached = |params: BucketParams| buckets.directory().join(params.file_name()).exists();
    buckets.path.is_some() || buckets.params().is_ok_and(cached)
}

impl Estimate {
    /// Peak of the whole run.
    pub fn peak_bytes(&self) -> u64 {
        self.training_bytes.max(self.measuring_bytes).max(self.build_bytes)
    }

    /// What a machine that holds this share of the tables needs.
    #[must_use]
    pub fn of_share(&self, share: f64) -> Self {
        let elsewhere = (self.table_bytes as f64 * (1.0 - share.clamp(0.0, 1.0))) as u64;
        Self { training_bytes: self.training_bytes - elsewhere, ..self.clone() }
    }

    /// What a machine needs if it never has the whole strategy in its own memory, because it measures from a
    /// file.
    #[must_use]
    pub fn without_strategy(&self) -> Self {
        let [training_bytes, measuring_bytes] =
            [self.training_bytes, self.measuring_bytes].map(|bytes| bytes - self.strategy_bytes);
        Self { training_bytes, measuring_bytes, ..self.clone() }
    }

    /// Compares with the memory there is.
    ///
    /// # Errors
    /// [`TrainError::Memory`] with how much is needed and what to reduce.
    pub fn check(&self) -> Result<(), TrainError> {
        const TRAINING: &str = "use fewer buckets (buckets.flop, buckets.turn, buckets.river), fewer bet \
             sizes or a \
                                smaller max_raises in game.menu, or a smaller game.stack";
        const MEASURING: &str = "set eval.exploiter_seconds: 0, or use fewer buckets or bet sizes";
        const WORKERS: &str = "use fewer workers (num_workers)";
        const BUILDING: &str =
            "build the bucket file on a machine with more memory and name it in buckets.path";
        let Some(available_bytes) = self.available_bytes else { return Ok(()) };
        let needs = [
            ("training", self.training_bytes, TRAINING),
            ("measuring", self.measuring_bytes, MEASURING),
            ("building buckets", self.build_bytes, BUILDING),
        ];
        match needs.into_iter().find(|(_, needed, _)| *needed > available_bytes) {
            None => Ok(()),
            Some((what, needed_bytes, advice)) => {
                let fits_one = needed_bytes - self.workers_bytes() + WORKER_BYTES <= available_bytes;
                let advice = if fits_one && what != "building buckets" { WORKERS } else { advice };
                Err(TrainError::Memory { what, needed_bytes, available_bytes, parts: self.parts(), advice })
            }
        }
    }

    fn workers_bytes(&self) -> u64 {
        WORKER_BYTES * self.workers as u64
    }

    /// Where the bytes go, in words.
    fn parts(&self) -> String {
        let tables = self.streets.iter().map(|s| format!("{} {}", s.street, units::bytes(s.table_bytes)));
        let tables = tables.collect::<Vec<_>>().join(", ");
        let [strategy, buckets, workers] =
            [self.strategy_bytes, self.bucket_bytes, self.workers_bytes()].map(units::bytes);
        format!(
            "tables: {tables}; a strategy: {strategy}; bucket file: {buckets}; {} workers: {workers}",
            self.workers
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdem_blueprint::build_tree;
    use holdem_game::deal::{CardModel, LeducCards};
    use std::sync::Arc;

    #[test]
    fn what_does_not_fit_is_advised_by_what_takes_the_most() {
        let config = TrainConfig::from_yaml_str("game: { kind: leduc }\nnum_workers: 4096").unwrap();
        let tree = build_tree(&config.game()).unwrap();
        let estimate = |available| {
            let found = estimate(&config, &tree).unwrap();
            Estimate { available_bytes: Some(available), ..found }.check().map_err(|error| error.to_string())
        };
        assert_eq!(estimate(u64::MAX), Ok(()));
        let many = estimate(1_000_000_000).unwrap_err();
        assert!(many.contains("4096 workers: 32.8 GB") && many.contains("use fewer workers"), "{many}");
        let small = estimate(1_000).unwrap_err();
        assert!(small.contains("use fewer buckets"), "{small}");
    }

    #[test]
    fn many_workers_need_memory_for_subtrees_that_they_walk_together() {
        let open_bytes = |yaml: &str, workers: usize| {
            let yaml = format!("game: {{ kind: leduc }}\nnum_workers: {workers}\n{yaml}");
            let config = TrainConfig::from_yaml_str(&yaml).unwrap();
            let tree = build_tree(&config.game()).unwrap();
            let mut found = estimate(&config, &tree).unwrap();
            let before = found.training_bytes;
            found.add_open_subtrees(&config, &tree).unwrap();
            assert_eq!(found.training_bytes, before + found.open_bytes);
            found.open_bytes
        };
        // Leduc hold'em is one subtree, with parts behind the first board card.
        let in_parts = open_bytes("part_bytes: 1000", 2);
        assert!(in_parts > 0);
        assert_eq!(open_bytes("part_bytes: 1000\nbatch_size: 128", 2), 2 * in_parts);
        assert_eq!(open_bytes("part_bytes: none", 2), 0);
    }

    #[test]
    fn tables_are_those_of_the_engine() {
        let samplers = [
            ("public-chance", "dcfr"),
            ("public-chance\nopponent: responder", "linear"),
            ("external", "linear"),
            ("outcome", "dcfr"),
        ];
        for (sampler, discount) in samplers {
            let yaml = format!("game: {{ kind: leduc }}\nsampler: {sampler}\ndiscount_mode: {discount}");
            let config = TrainConfig::from_yaml_str(&yaml).unwrap();
            let tree = build_tree(&config.game()).unwrap();
            let cards: Arc<dyn CardModel> = Arc::new(LeducCards);
            let tree = Arc::new(tree);
            let engine = config.recipe().engine_options().engine(&tree, &cards).unwrap();
            let bytes = 4 * engine.part_lens().iter().sum::<usize>() as u64;
            let found = estimate(&config, &tree).unwrap();
            // Samplers of single hands begin the rows of sibling nodes at a cache line.
            let padding = if sampler.starts_with("public-chance") { 0 } else { 64 * found.nodes as u64 };
            assert!((found.table_bytes..=found.table_bytes + padding).contains(&bytes), "{sampler}: {bytes}");
            assert_eq!(found.tasks, 1);
        }
    }
}
