//! What a bucket file is and how good its buckets are.

use holdem_abstraction::BucketFile;
use holdem_abstraction::quality::StreetQuality;
use holdem_abstraction::quality::transition::{Transition, TransitionOptions, transition};
use holdem_cards::Street;
use holdem_telemetry::units;
use serde::Serialize;

use super::ShowArgs;
use crate::table::Table;

/// What a bucket file says of itself.
#[derive(Debug, Serialize)]
pub(in super::super) struct Summary {
    pub(in super::super) path: String,
    pub(in super::super) params: String,
    params_hash: String,
    content_hash: String,
    pub(in super::super) bytes: u64,
    pub(super) streets: Vec<StreetSummary>,
}

/// The buckets of one street. Equities are expected hand strengths against a uniform hand, 0 to 1; shares are
/// of all deals, 0 to 1.
#[derive(Debug, Serialize)]
pub(super) struct StreetSummary {
    street: String,
    buckets: usize,
    empty: usize,
    effective_buckets: f64,
    smallest_share: f64,
    median_share: f64,
    largest_share: f64,
    variance_within: f64,
    variance_between: f64,
    pub(super) variance_explained: f64,
    /// How well a bucket predicts the next street; not preflop, where all hands of a class have one future,
    /// nor on the river.
    transition: Option<TransitionSummary>,
}

/// Earth mover's distances in equity, 0 to 1.
#[derive(Debug, Serialize)]
struct TransitionSummary {
    distance: f64,
    /// Of the distance; none if every board was looked at.
    standard_error: Option<f64>,
    /// The same if there were one bucket.
    distance_without_buckets: f64,
    boards: usize,
    seed: u64,
    /// Share of the sampled deals that are alone in their bucket.
    alone_share: f64,
}

impl Summary {
    /// What the file itself says, without measuring anything.
    pub(in super::super) fn of(file: &BucketFile) -> Self {
        let streets =
            Street::ALL.map(|street| StreetSummary::of(street, &StreetQuality::of(&file.stats(street))));
        Self {
            path: file.path().display().to_string(),
            params: file.params().to_string(),
            params_hash: format!("{:016x}", file.params_hash()),
            content_hash: format!("{:016x}", file.content_hash()),
            bytes: file.file_bytes(),
            streets: streets.into(),
        }
    }

    /// Measures the transitions from the flop and the turn.
    pub(super) fn with_transitions(mut self, file: &BucketFile, args: &ShowArgs) -> Self {
        file.will_need();
        let options =
            TransitionOptions { boards: args.boards as usize, seed: args.seed, threads: args.num_workers };
        for (street, next) in [(Street::Flop, Street::Turn), (Street::Turn, Street::River)] {
            let measured = transition(file, street, &file.stats(next), &options);
            self.streets[street.index()].transition = Some(TransitionSummary::of(measured, args.seed));
        }
        self
    }

    pub(super) fn text(&self) -> String {
        let Self { path, params, params_hash, content_hash, bytes, streets } = self;
        let facts = [
            ("parameters", format!("{params} (hash {params_hash})")),
            ("content hash", content_hash.clone()),
            ("size", units::bytes(*bytes)),
        ];
        let facts: String = facts.iter().map(|(name, value)| format!("{name:<14}{value}\n")).collect();
        format!("{path}\n{facts}\n{}\n{}\n{}", occupancy(streets), equities(streets), notes(streets))
    }
}

fn occupancy(streets: &[StreetSummary]) -> String {
    let mut table =
        Table::new(["deals", "buckets", "empty", "effective", "smallest %", "median %", "largest %"]);
    let percent = |share: f64| format!("{:.4}", share * 100.0);
    for s in streets {
        table.row([
            s.street.clone(),
            s.buckets.to_string(),
            s.empty.to_string(),
            format!("{:.1}", s.effective_buckets),
            percent(s.smallest_share),
            percent(s.median_share),
            percent(s.largest_share),
        ]);
    }
    table.render()
}

fn equities(streets: &[StreetSummary]) -> String {
    let mut table = Table::new([
        "equity",
        "variance within",
        "between",
        "explained %",
        "transition distance",
        "+/-",
        "with one bucket",
    ]);
    let none = || "-".to_owned();
    for s in streets {
        let t = s.transition.as_ref();
        table.row([
            s.street.clone(),
            format!("{:.3e}", s.variance_within),
            format!("{:.4}", s.variance_between),
            format!("{:.3}", s.variance_explained * 100.0),
            t.map_or_else(none, |t| format!("{:.5}", t.distance)),
            t.map_or_else(none, |t| match t.standard_error {
                Some(error) => format!("{:.5}", 1.96 * error),
                None => "exact".to_owned(),
            }),
            t.map_or_else(none, |t| format!("{:.4}", t.distance_without_buckets)),
        ]);
    }
    table.render()
}

/// What the transitions were measured on.
fn notes(streets: &[StreetSummary]) -> String {
    let note = |s: &StreetSummary| {
        let t = s.transition.as_ref()?;
        let boards = match t.standard_error {
            None => format!("all {} boards", t.boards),
            Some(_) => format!("{} boards drawn with seed {}, +/- is 95 %", t.boards, t.seed),
        };
        let alone = match t.alone_share > 0.0 {
            true => format!("; {:.2} % of the hands alone in their bucket count 0", t.alone_share * 100.0),
            false => String::new(),
        };
        Some(format!("{} transitions: every card on {boards}{alone}\n", s.street))
    };
    streets.iter().filter_map(note).collect()
}

impl StreetSummary {
    fn of(street: Street, quality: &StreetQuality) -> Self {
        Self {
            street: street.to_string(),
            buckets: quality.buckets,
            empty: quality.empty,
            effective_buckets: quality.effective_buckets,
            smallest_share: quality.smallest_share,
            median_share: quality.median_share,
            largest_share: quality.largest_share,
            variance_within: quality.variance_within,
            variance_between: quality.variance_between,
            variance_explained: quality.explained(),
            transition: None,
        }
    }
}

impl TransitionSummary {
    fn of(measured: Transition, seed: u64) -> Self {
        Self {
            distance: measured.distance,
            standard_error: measured.standard_error,
            distance_without_buckets: measured.without_buckets,
            boards: measured.boards,
            seed,
            alone_share: measured.alone_share,
        }
    }
}
