//! Families found by clustering: a sample trains the centroids, then every hand goes to the nearest.

use holdem_cards::canonical::BoardIndex;
use holdem_cards::{Combo, Street};
use holdem_game::deal::DealRng;

use super::fill_rows;
use crate::cluster::{Centroids, KMeans, Points, train_with};
use crate::combos::{live_combos, mark_blocked};
use crate::features::{Feature, board_vectors};
use crate::progress::{Phase, ProgressFn, Ticker, for_each_piece};
use crate::street::{Built, Site, StreetBuckets};
use crate::{Error, StreetParams};

/// Hands that centroids are trained on: so many per cluster, within bounds.
const SAMPLE_PER_CLUSTER: usize = 100;
const SAMPLE_MIN: usize = 50_000;
const SAMPLE_MAX: usize = 1_000_000;
/// Seedings tried, and Lloyd's iterations at most.
const RESTARTS: usize = 3;
const ITERATIONS: usize = 25;
/// Beyond this number of clusters one seeding is as good as another.
const RESTART_CLUSTERS: usize = 4096;
/// Boards that a thread takes at a time.
const BOARDS_PER_PIECE: usize = 16;
const SEED: u64 = 0x_b0c4_e75e;

/// Clusters the hands of a street by `feature`.
///
/// The sample is systematic over all deals of the street, board by board: a canonical board counts as often as it is dealt.
pub(super) fn build<F: Feature>(
    params: StreetParams,
    feature: &F,
    site: &Site<'_>,
    progress: &mut ProgressFn<'_>,
) -> Built {
    let &Site { street, strength, threads, .. } = site;
    let clusters = params.buckets.get();
    let size = (clusters * SAMPLE_PER_CLUSTER).clamp(SAMPLE_MIN, SAMPLE_MAX);
    let points = sample(feature, street, size, threads, progress)?;
    let restarts = if clusters > RESTART_CLUSTERS { 1 } else { RESTARTS };
    let options = KMeans { clusters, restarts, iterations: ITERATIONS, seed: SEED };
    let mut ticker = Ticker::new(progress, Phase::Clusters, street, points.len() * (ITERATIONS + 2));
    let trained = train_with(&points, options, threads, &mut ticker)?;
    drop(points);
    let rows = assign(feature, &Centroids::new(&trained.centroids), site, progress)?;
    let found = trained.centroids.len();
    Ok(StreetBuckets::ranked(street, rows, found, Some(trained.centroids), strength))
}

/// Vectors of about `size` hands, each deal of the street being as likely as any other.
fn sample<F: Feature>(
    feature: &F,
    street: Street,
    size: usize,
    threads: usize,
    progress: &mut ProgressFn<'_>,
) -> Result<Points, Error> {
    let index = BoardIndex::for_street(street);
    let boards: u64 = (0..index.len() as u32).map(|row| u64::from(index.multiplicity(row))).sum();
    // Boards are visited a few hands at a time, where there are many: a visit costs as much as its hands.
    let per_visit = (size / 25_000).clamp(1, 16) as u64;
    let visits = size as u64 / per_visit;
    let mut upto = 0u64;
    let mut vectors: Vec<(u32, usize, Vec<f32>)> = Vec::new();
    for row in 0..index.len() as u32 {
        let before = upto * visits / boards;
        upto += u64::from(index.multiplicity(row));
        let hands = (upto * visits / boards - before) * per_visit;
        if hands > 0 {
            vectors.push((row, hands as usize, Vec::new()));
        }
    }
    let mut ticker = Ticker::new(progress, Phase::Sample, street, vectors.len());
    let dims = feature.dims();
    let state = || (feature.scratch(), board_vectors(feature));
    for_each_piece(threads, &mut vectors, BOARDS_PER_PIECE, &mut ticker, state, |state, _, visits| {
        for (row, hands, out) in visits {
            feature.write(&mut state.0, *row, &mut state.1);
            let live = live_combos(index.board(*row));
            let mut combos: Vec<usize> = (0..Combo::COUNT).filter(|&combo| live[combo]).collect();
            let mut rng = DealRng::for_iteration(SEED, u64::from(*row));
            rng.choose_front(&mut combos, *hands);
            combos.truncate(*hands);
            out.extend(combos.iter().flat_map(|combo| &state.1[combo * dims..][..dims]));
        }
    })?;
    let values = vectors.into_iter().flat_map(|(_, _, values)| values).collect();
    Ok(Points::new(feature.metric(), dims, values))
}

/// The centroid of every hand.
fn assign<F: Feature>(
    feature: &F,
    centroids: &Centroids,
    site: &Site<'_>,
    progress: &mut ProgressFn<'_>,
) -> Result<Vec<u16>, Error> {
    let (boards, dims) = (BoardIndex::for_street(site.street).boards(), feature.dims());
    let state = || (feature.scratch(), board_vectors(feature));
    fill_rows(site, BOARDS_PER_PIECE, progress, state, |state, row, entries| {
        feature.write(&mut state.0, row as u32, &mut state.1);
        let live = live_combos(boards[row]);
        for (combo, vector) in state.1.chunks(dims).enumerate().filter(|(combo, _)| live[*combo]) {
            entries[combo] = centroids.nearest(vector).0 as u16;
        }
        mark_blocked(boards[row], entries);
    })
}

/// Memory of a clustered street besides its rows, in bytes, for vectors of `dims` coordinates.
pub(crate) fn sample_bytes(clusters: usize, dims: usize) -> u64 {
    let size = (clusters * SAMPLE_PER_CLUSTER).clamp(SAMPLE_MIN, SAMPLE_MAX);
    // Vectors, those of a restart, and what the seeding and the assignment keep of each point.
    size as u64 * (2 * dims as u64 * 4 + 64)
}
