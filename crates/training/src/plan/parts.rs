//! Whether large tables are walked part by part by default.
//!
//! # The rule
//! A subtree is walked by groups of a few boards, and each group passes over all of its tables; in parts, the
//! tables of a part stay in the cache of a core for all boards of a batch. Measured, this is 1.4 to 1.5 times
//! as fast where tables of 0.3 and 5.8 GB have some twenty decisions in a part of [`PART_BYTES`], and gains
//! nothing where there are five, nor where all tables together are about the size of a processor's last-level
//! cache. So there are parts from [`LARGE_TABLES`] on, if a part holds [`FEWEST_DECISIONS`] on average. The
//! rule sees the recipe alone, never the machine. `docs/experiments/large-trees.md` has the numbers.

use holdem_blueprint::config::Opponent;
use holdem_blueprint::sampling::Sampler;
use holdem_game::tree::BettingTree;
use holdem_telemetry::units;

use crate::config::{PartBytes, TrainConfig};

/// Bytes of a part by the rule: about the size of a core's own cache.
pub const PART_BYTES: u64 = 500_000;
/// Size of tables from which the rule uses parts, in bytes.
pub const LARGE_TABLES: u64 = 128 << 20;
/// Average number of decisions in a part from which the rule uses parts.
pub const FEWEST_DECISIONS: u64 = 16;

impl TrainConfig {
    /// Whether it is still undecided whether tables are walked part by part.
    pub(super) fn has_open_parts(&self) -> bool {
        self.part_bytes == PartBytes::Auto
            && self.sampler() == Sampler::PublicChance
            && self.opponent != Opponent::Responder
    }
}

/// The parts of a tree with tables of this many bytes, and a note about the decision.
pub(super) fn by_rule(tree: &BettingTree, table_bytes: u64) -> (PartBytes, Option<String>) {
    let part_bytes = of_tables(tree.num_decisions() as u64, table_bytes);
    let tables = units::bytes(table_bytes);
    let why = |bytes| format!("part_bytes: {bytes}: tables of {tables} are walked part by part");
    (part_bytes, part_bytes.limit().map(why))
}

fn of_tables(decisions: u64, table_bytes: u64) -> PartBytes {
    let in_a_part = PART_BYTES.saturating_mul(decisions) / table_bytes.max(1);
    match table_bytes >= LARGE_TABLES && in_a_part >= FEWEST_DECISIONS {
        true => PartBytes::Bytes(PART_BYTES),
        false => PartBytes::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_parts_where_many_decisions_share_large_tables() {
        // As measured: decisions and bytes of tables, and whether parts gain.
        for (decisions, table_bytes, parts) in [
            (1_181, 21_512_336, false),
            (1_181, 107_512_336, false),
            (14_280, 320_000_000, true),
            (14_280, 1_300_000_000, false),
            (260_613, 5_800_000_000, true),
            (4, 0, false),
        ] {
            let found = of_tables(decisions, table_bytes);
            assert_eq!(
                found,
                if parts { PartBytes::Bytes(PART_BYTES) } else { PartBytes::None },
                "{decisions}"
            );
        }
    }

    #[test]
    fn parts_are_read_as_they_are_written() {
        for (text, part_bytes) in [
            ("part_bytes: none", PartBytes::None),
            ("part_bytes: auto", PartBytes::Auto),
            ("part_bytes: null", PartBytes::Auto),
            ("part_bytes: 70000", PartBytes::Bytes(70_000)),
            ("seed: 3", PartBytes::Auto),
        ] {
            let config = TrainConfig::from_yaml_str(text).unwrap();
            assert_eq!(config.part_bytes, part_bytes, "{text}");
            assert_eq!(TrainConfig::from_yaml_str(&config.to_yaml()).unwrap(), config, "{text}");
        }
        assert!(TrainConfig::from_yaml_str("part_bytes: some").unwrap_err().to_string().contains("none"));
    }
}
