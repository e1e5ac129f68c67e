//! `buckets: auto`: as many buckets as memory allows for this betting tree and as the time suffices to train.
//!
//! # Memory
//! A bucket of a street costs what the decisions of the tree on that street cost, `a_s` bytes: regrets,
//! strategy sums, and what is kept of strategies for snapshots and measurements. Training and measuring
//! together may take [`BucketConfig::memory_bytes`] at their peak, or [`MEMORY_SHARE`] of what is available
//! now.
//!
//! The streets share it so that `n_s` is in proportion to `1 / sqrt(a_s)`. The error of cutting hands with
//! `d` features that matter into `n` buckets falls like `n^(-2/d)` (Zador, *Asymptotic Quantization Error of
//! Continuous Signals and the Quantization Dimension*, 1982); the sum of the errors of the streets within a
//! given memory is least where `n_s` is in proportion to `a_s^(-d/(d+2))`. Strength and potential are two
//! features, and no street is taken to matter more than another: `d = 2`. So the street with the most
//! decisions gets the most memory, and the fewest buckets.
//!
//! # Time
//! A bucket that is hardly ever dealt learns nothing. A run deals as many hands as its iterations contain, or
//! as its seconds allow at [`VISITS_PER_SEC`] per worker; no street gets more buckets than leave each
//! [`HANDS_PER_BUCKET`] hands. Two minutes on two cores are enough for 5,000 buckets on trees of 4,500 nodes;
//! a run of seconds, or a tree of millions of nodes, gets fewer than its memory could hold.
//! `docs/experiments/buckets.md` has the measurements.
//!
//! # Bounds
//! No street gets more than 65,535 buckets, nor more than the family can tell hands apart on it (there are
//! 1,981 strengths on a river); what a street cannot use goes to the others. Counts are rounded down to two
//! digits, so that a little more or less memory leads to the same bucket file.
//!
//! The outcome is written to `config.yaml` of the run: a continued run keeps its counts whatever memory there
//! is then.

use holdem_abstraction::{BucketCount, Family, HandStrength};
use holdem_blueprint::config::{BucketConfig, BucketFamily, GameKind};
use holdem_blueprint::sampling::Sampler;
use holdem_cards::Street;
use holdem_cfr::tables::layout::table_bytes_by_street;
use holdem_game::tree::BettingTree;
use holdem_telemetry::resources::Memory;
use holdem_telemetry::units;

use super::estimate::estimate;
use crate::TrainError;
use crate::config::TrainConfig;

/// Share of the available memory that a run with `buckets: auto` takes by default.
pub const MEMORY_SHARE: f64 = 0.5;

/// Hands dealt in training for each bucket. On a small tree 20,000 buckets draw level with 1,000 at 300; on
/// the default tree 5,000 are still a little behind 1,000 at 1,244.
pub const HANDS_PER_BUCKET: f64 = 2_000.0;

/// Hand-node visits that a worker makes in a second: a round figure for an idle core, so that counts do not
/// depend on the moment.
pub const VISITS_PER_SEC: f64 = 4e8;

/// Hands on a board of five cards.
pub(crate) const RIVER_HANDS: usize = 1_081;

/// What is assumed to be available if the system does not report it.
const UNKNOWN_BYTES: u64 = 4_000_000_000;

impl TrainConfig {
    /// Bytes that `buckets: auto` may plan with.
    fn auto_budget_bytes(&self) -> u64 {
        self.buckets.memory_bytes.unwrap_or_else(|| {
            let available = Memory::now().map_or(UNKNOWN_BYTES, |memory| memory.available_bytes);
            (available as f64 * MEMORY_SHARE) as u64
        })
    }

    /// What limits the numbers of buckets, in words.
    pub(super) fn bounds_of_auto(&self, tree: &BettingTree) -> String {
        let bytes = units::bytes(self.auto_budget_bytes());
        let share = match self.buckets.memory_bytes {
            Some(_) => String::new(),
            None => format!(", {:.0} % of what is available", MEMORY_SHARE * 100.0),
        };
        let hands = self.hands_in_training(tree.nodes().len());
        let length = match hands.is_finite() {
            true => format!(
                "about {} hands to be dealt, at least {} for each bucket",
                units::si(hands),
                units::si(HANDS_PER_BUCKET)
            ),
            false => "a run without an end".to_owned(),
        };
        format!("for {bytes} at the peak{share}; {length}; at most {} on a street", BucketCount::MAX)
    }

    /// The numbers that `buckets: auto` gives here and now.
    pub(super) fn bucket_counts(&self, tree: &BettingTree) -> Result<BucketConfig, TrainError> {
        let with = |counts: [BucketCount; 3]| {
            let families = self.buckets.families();
            let said = |street: usize| (families[street] != Family::Lossless).then_some(counts[street]);
            let [flop, turn, river] = std::array::from_fn(said);
            BucketConfig { auto: false, memory_bytes: None, flop, turn, river, ..self.buckets.clone() }
        };
        if self.game.kind != GameKind::Holdem {
            return Ok(BucketConfig { auto: false, memory_bytes: None, ..self.buckets.clone() });
        }
        let budget = self.auto_budget_bytes();
        let fits = |counts| {
            let config = Self { buckets: with(counts), ..self.clone() };
            let needs = estimate(&config, tree)?;
            Ok::<_, TrainError>(needs.training_bytes.max(needs.measuring_bytes) <= budget)
        };
        let bytes = table_bytes_by_street(tree, &[1; 4]);
        let costs = [1, 2, 3].map(|street| bytes.get(street).copied().unwrap_or(0));
        let learned = self.hands_in_training(tree.nodes().len()) / HANDS_PER_BUCKET;
        let most = most_buckets(&self.buckets).map(|most| most.min(two_digits(learned as usize)));
        Ok(with(largest(costs, most, fits)?))
    }

    /// Hands that a run on so many nodes can be expected to deal to each player; infinitely many without a
    /// limit.
    fn hands_in_training(&self, nodes: usize) -> f64 {
        let hands_per_iteration = match self.sampler() {
            Sampler::PublicChance => self.hands_per_board.0.unwrap_or(RIVER_HANDS),
            Sampler::External | Sampler::Outcome => 1,
        };
        let by_iterations = self.num_iterations.map(|n| n as f64 * hands_per_iteration as f64);
        // Every node is visited with every hand of both players.
        let per_sec = self.workers() as f64 * VISITS_PER_SEC / (2 * nodes) as f64;
        let by_time = self.time_budget().map(|secs| secs * per_sec);
        [by_iterations, by_time].into_iter().flatten().fold(f64::INFINITY, f64::min)
    }
}

/// Different hands of each street, as far as a file can hold them: the largest takes minutes to be built.
fn most_buckets(buckets: &BucketConfig) -> [usize; 3] {
    let most = usize::from(BucketCount::MAX);
    let (families, streets) = (buckets.families(), [Street::Flop, Street::Turn, Street::River]);
    std::array::from_fn(|street| match families[street] {
        Family::Percentile if buckets.family != BucketFamily::Coarse => {
            most.min(HandStrength::max_key(streets[street]) as usize + 1)
        }
        Family::Nested => most.min(Family::most_nested(streets[street])),
        _ => most,
    })
}

/// The largest counts that fit, given the bytes of one bucket of each street; the fewest possible if not even
/// these fit.
fn largest(
    costs: [u64; 3],
    most: [usize; 3],
    fits: impl Fn([BucketCount; 3]) -> Result<bool, TrainError>,
) -> Result<[BucketCount; 3], TrainError> {
    // Every count is at its largest at this scale, and at its smallest at 0. Roots are rounded, so a little
    // more than the largest: else the dearest street could come out below it.
    let dearest = costs.into_iter().max().unwrap_or(1).max(1) as f64;
    let top = f64::from(BucketCount::MAX) * dearest.sqrt() * (1.0 + 1e-9);
    if fits(counts(top, costs, most))? {
        return Ok(counts(top, costs, most));
    }
    let (mut low, mut high) = (0.0, top);
    // Counts have two digits: 30 halvings are more than enough.
    for _ in 0..30 {
        let middle = (low + high) / 2.0;
        if fits(counts(middle, costs, most))? {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(counts(low, costs, most))
}

/// `scale / sqrt(cost)` buckets of each street, within bounds and rounded; the default number where nobody
/// decides.
fn counts(scale: f64, costs: [u64; 3], most: [usize; 3]) -> [BucketCount; 3] {
    std::array::from_fn(|street| {
        if costs[street] == 0 {
            return BucketCount::default();
        }
        let wanted = (scale / (costs[street] as f64).sqrt()) as usize;
        let count = if wanted >= most[street] { most[street] } else { two_digits(wanted) };
        let count = count.max(usize::from(BucketCount::MIN)) as u64;
        BucketCount::try_from(count).expect("2 to 65,535 is a number of buckets")
    })
}

/// Rounds down to two digits.
fn two_digits(number: usize) -> usize {
    let unit = 10usize.pow(number.max(1).ilog10().saturating_sub(1));
    number / unit * unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Plan;

    fn decided(config: &TrainConfig) -> TrainConfig {
        let buckets = Plan::new(config, None).unwrap().config.buckets;
        TrainConfig { buckets, ..config.clone() }
    }

    const MOST: [usize; 3] = [65_535; 3];

    fn fitting(costs: [u64; 3], most: [usize; 3], budget: u64) -> [usize; 3] {
        let bytes = |counts: [BucketCount; 3]| -> u64 {
            costs.iter().zip(counts).map(|(cost, count)| cost * u64::from(count)).sum()
        };
        largest(costs, most, |counts| Ok(bytes(counts) <= budget)).unwrap().map(BucketCount::get)
    }

    #[test]
    fn memory_is_filled_by_the_square_root_of_the_costs() {
        let counts = fitting([100, 400, 1_600], MOST, 7_000_000);
        // In proportion 4 : 2 : 1, 2,800 bytes for one of the last.
        assert_eq!(counts, [10_000, 5_000, 2_500].map(two_digits));
    }

    #[test]
    fn a_street_that_is_full_leaves_its_share_to_the_others() {
        let capped = fitting([100, 400, 1_600], [65_535, 65_535, 100], 7_000_000);
        assert_eq!(capped[2], 100);
        assert!(capped[0] > 10_000 && capped[1] > 5_000, "{capped:?}");
        assert_eq!(fitting([1, 1, 1], MOST, u64::MAX), MOST);
    }

    #[test]
    fn counts_are_the_fewest_where_nothing_fits_and_the_default_where_nobody_decides() {
        assert_eq!(fitting([100, 400, 1_600], MOST, 0), [2; 3]);
        assert_eq!(fitting([0, 0, 8], MOST, 8_000), [5_000, 5_000, 1_000]);
    }

    #[test]
    fn a_little_more_memory_leads_to_the_same_counts() {
        assert_eq!([7, 10, 99, 104, 12_345, 65_534].map(two_digits), [7, 10, 99, 100, 12_000, 65_000]);
        let costs = [80_000, 300_000, 700_000];
        assert_eq!(fitting(costs, MOST, 3_000_000_000), fitting(costs, MOST, 3_001_000_000));
    }

    #[test]
    fn auto_is_a_word_or_a_key_and_counts_follow_from_the_memory() {
        let word = TrainConfig::from_yaml_str("buckets: auto").unwrap();
        assert!(word.buckets.auto);
        let key = "game: { stack: 10 }\nbuckets: { auto: true, memory_bytes: 600000000 }";
        let config = TrainConfig::from_yaml_str(key).unwrap();
        let resolved = decided(&config);
        assert_eq!(resolved, decided(&config));
        assert!(!resolved.buckets.auto);
        let estimate = Plan::new(&resolved, None).unwrap().estimate;
        let peak = estimate.training_bytes.max(estimate.measuring_bytes);
        assert!(peak <= 600_000_000, "{peak}");
        let more = TrainConfig::from_yaml_str(&key.replace("600000000", "900000000")).unwrap();
        let more = decided(&more).buckets.counts();
        assert!(more.iter().zip(resolved.buckets.counts()).all(|(more, less)| *more >= less), "{more:?}");
        // A resolved configuration is read back unchanged.
        assert_eq!(TrainConfig::from_yaml_str(&resolved.to_yaml()).unwrap(), resolved);
    }

    #[test]
    fn a_short_run_gets_fewer_buckets_than_its_memory_could_hold() {
        let counts = |family: &str, more: &str| {
            let buckets = format!("buckets: {{ auto: true, memory_bytes: 20000000000, family: {family} }}");
            let text = format!("game: {{ stack: 10 }}\nnum_workers: 1\n{buckets}\n{more}");
            let resolved = decided(&TrainConfig::from_yaml_str(&text).unwrap());
            resolved.buckets.counts().map(BucketCount::get)
        };
        // 128 hands a board, one hand a deal, 2,000 for each bucket; 1,981 strengths on the river.
        for (more, expected) in [
            ("num_iterations: 10000", [640; 3]),
            ("num_iterations: 10000\nhands_per_board: all", [5_400, 5_400, 1_981]),
            ("num_iterations: 100000\nsampler: external", [50; 3]),
            ("num_iterations: 100", [6; 3]),
            ("num_iterations: 1", [2; 3]),
            ("num_iterations: 1000000000000", [65_535, 65_535, 1_981]),
            // 822 nodes, 243,000 hands a second.
            ("time_budget_seconds: 1", [120; 3]),
            ("time_budget_seconds: 5", [600; 3]),
            ("time_budget_seconds: 5\nnum_iterations: 100", [6; 3]),
        ] {
            assert_eq!(counts("percentile", more), expected, "{more}");
        }
        assert_eq!(counts("clustered", "num_iterations: 1000000000000"), [65_535; 3]);
        assert_eq!(counts("coarse", "num_iterations: 1000000000000"), [65_535; 3]);
    }

    #[test]
    fn auto_contradicts_counts_files_and_other_words() {
        for (text, says) in [
            ("buckets: { auto: true, flop: 7 }", "buckets.flop"),
            ("buckets: { auto: true, path: a.hdm }", "buckets.path"),
            ("buckets: { memory_bytes: 5000 }", "buckets.memory_bytes"),
            ("buckets: many", "auto"),
            ("buckets: { flob: 7 }", "flop"),
        ] {
            let error = TrainConfig::from_yaml_str(text).unwrap_err().to_string();
            assert!(error.contains(says) && error.contains("line 1"), "{text}: {error}");
        }
    }
}
