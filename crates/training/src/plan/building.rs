//! How long a missing bucket file takes to build, announced before the work.

use holdem_abstraction::{BucketParams, Family};
use holdem_telemetry::units;

use super::estimate::Estimate;
use crate::config::TrainConfig;

/// Core-seconds for families without clusters, and for the strengths of all hands, from which clusters are
/// made.
const PLAIN_SECS: f64 = 4.0;
const CLUSTERS_SECS: f64 = 35.0;
/// Core-seconds for each cluster of a street: 1,000 of them took 36 s, 5,000 took 47, 65,535 took 217
/// (`docs/experiments/abstraction.md`).
const SECS_PER_CLUSTER: f64 = 0.9e-3;
/// Work that is too short to mention.
const SHORT_SECS: f64 = 10.0;

/// A note on the time, if the run builds its buckets and that takes a while.
pub(super) fn note(config: &TrainConfig, estimate: &Estimate) -> Option<String> {
    let params = config.buckets.params().ok().filter(|_| estimate.build_bytes > 0)?;
    let takes = match secs(&params) {
        None => "may take an hour and more (potential)".to_owned(),
        Some(secs) if secs < SHORT_SECS => return None,
        Some(secs) => {
            let wall = units::clock((secs / estimate.workers as f64).ceil() as u64);
            format!("takes about {wall} on {} free cores", estimate.workers)
        }
    };
    Some(format!("buckets: {params}: not built yet; building them comes first, once, and {takes}"))
}

/// Core-seconds, as measured on an idle core; `None` where they have not been measured.
fn secs(params: &BucketParams) -> Option<f64> {
    let streets = [params.flop, params.turn, params.river];
    if streets.iter().any(|street| street.family == Family::Potential) {
        return None;
    }
    let clustered = streets.iter().filter(|street| street.family.is_clustered());
    let clusters: usize = clustered.map(|street| street.buckets.get()).sum();
    Some(if clusters > 0 { CLUSTERS_SECS + SECS_PER_CLUSTER * clusters as f64 } else { PLAIN_SECS })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Plan;

    fn said(buckets: &str, cache: &std::path::Path) -> Option<String> {
        let cache = cache.display();
        let yaml = format!("num_workers: 2\nbuckets: {{ cache_dir: {cache}, {buckets} }}");
        let plan = Plan::new(&TrainConfig::from_yaml_str(&yaml).unwrap(), None).unwrap();
        plan.notes.into_iter().find(|note| note.starts_with("buckets"))
    }

    #[test]
    fn what_takes_long_is_said_before_it_begins() {
        let cache = tempfile::tempdir().unwrap();
        let most = said("flop: 65535, turn: 65535, river: 65535", cache.path()).unwrap();
        assert!(most.contains("about 1 min 46 s on 2 free cores"), "{most}");
        let potential = said("flop_family: potential", cache.path()).unwrap();
        assert!(potential.contains("an hour and more"), "{potential}");
        for nothing in ["family: percentile", "family: coarse"] {
            assert_eq!(said(nothing, cache.path()), None, "{nothing}");
        }
        let built = BucketParams::default().file_name();
        std::fs::write(cache.path().join(built), "").unwrap();
        assert_eq!(said("flop: 5000", cache.path()), None);
    }
}
