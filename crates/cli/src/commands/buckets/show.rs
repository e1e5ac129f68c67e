//! `holdem buckets show`.

use holdem_abstraction::BucketFile;
use holdem_abstraction::percentile::BucketStats;
use holdem_cards::Street;
use holdem_telemetry::units;
use serde::Serialize;

use super::FileArgs;
use crate::exit::Exit;
use crate::output;
use crate::table::Table;

/// Runs `holdem buckets show`.
pub(super) fn show(args: &FileArgs) -> anyhow::Result<Exit> {
    let summary = Summary::of(&args.open()?);
    output::result(args.format, || summary.text(), &summary)?;
    Ok(Exit::Done)
}

/// What a bucket file says of itself.
#[derive(Debug, Serialize)]
pub(super) struct Summary {
    pub(super) path: String,
    pub(super) params: String,
    params_hash: String,
    content_hash: String,
    pub(super) bytes: u64,
    streets: Vec<StreetSummary>,
}

/// The buckets of one street. Strengths are expected hand strengths against a uniform hand, 0 to 1.
#[derive(Debug, Serialize)]
struct StreetSummary {
    street: String,
    buckets: usize,
    /// Share of the deals in the smallest and in the largest bucket.
    smallest_share: f64,
    largest_share: f64,
    /// Standard deviation of strength within a bucket and between buckets.
    strength_deviation_within: f64,
    strength_deviation_between: f64,
}

impl Summary {
    pub(super) fn of(file: &BucketFile) -> Self {
        let streets = Street::ALL.map(|street| StreetSummary::of(street, &file.stats(street)));
        Self {
            path: file.path().display().to_string(),
            params: file.params().to_string(),
            params_hash: format!("{:016x}", file.params_hash()),
            content_hash: format!("{:016x}", file.content_hash()),
            bytes: file.file_bytes(),
            streets: streets.into(),
        }
    }

    fn text(&self) -> String {
        let Self { path, params, params_hash, content_hash, bytes, streets } = self;
        let bytes = units::bytes(*bytes);
        let mut table = Table::new([
            "street",
            "buckets",
            "smallest %",
            "largest %",
            "strength: deviation within",
            "between",
        ]);
        for s in streets {
            table.row([
                s.street.clone(),
                s.buckets.to_string(),
                format!("{:.3}", s.smallest_share * 100.0),
                format!("{:.3}", s.largest_share * 100.0),
                format!("{:.4}", s.strength_deviation_within),
                format!("{:.4}", s.strength_deviation_between),
            ]);
        }
        format!(
            "{path}\nparameters    {params} (hash {params_hash})\ncontent hash  {content_hash}\nsize          \
             {bytes}\n\n{}",
            table.render()
        )
    }
}

impl StreetSummary {
    fn of(street: Street, stats: &[BucketStats]) -> Self {
        let total: f64 = stats.iter().map(|s| s.mass as f64).sum();
        let share = |s: &BucketStats| s.mass as f64 / total;
        let weighted =
            |value: &dyn Fn(&BucketStats) -> f64| stats.iter().map(|s| share(s) * value(s)).sum::<f64>();
        let mean = weighted(&|s| s.mean);
        Self {
            street: street.to_string(),
            buckets: stats.len(),
            smallest_share: stats.iter().map(share).fold(1.0, f64::min),
            largest_share: stats.iter().map(share).fold(0.0, f64::max),
            strength_deviation_within: weighted(&|s| s.variance).sqrt(),
            strength_deviation_between: weighted(&|s| (s.mean - mean).powi(2)).sqrt(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deviations_within_and_between_add_up_to_the_whole() {
        // Strengths 0, 0.2 | 0.6, 1.0: the whole variance is 0.1475.
        let stats = [
            BucketStats { mass: 2, mean: 0.1, variance: 0.01 },
            BucketStats { mass: 2, mean: 0.8, variance: 0.04 },
        ];
        let street = StreetSummary::of(Street::Flop, &stats);
        let whole = street.strength_deviation_within.powi(2) + street.strength_deviation_between.powi(2);
        assert!((whole - 0.1475).abs() < 1e-12, "{whole}");
        assert_eq!((street.smallest_share, street.largest_share), (0.5, 0.5));
    }
}
