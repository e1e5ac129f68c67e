//! The nearest centroid of points whose nearest one before the centroids moved is known.
//!
//! Few points change their cluster in one of Lloyd's iterations. The distance `u` of a point to its current
//! centroid rules out, by the triangle inequality (Elkan 2003, *Using the Triangle Inequality to Accelerate
//! k-Means*), every centroid that is more than `2 u` away from that centroid. So points are processed cluster
//! by cluster: the centroids around a cluster's own are found once and sorted by distance, and for each point
//! this list is searched until the next centroid is too far away to be nearer than the best. A few points far
//! from their centroid would make the list long for all: they are searched for separately.
//!
//! If the centroid of a cluster has not moved, only centroids that have moved can take a point from it.
//!
//! The result is that of [`Centroids::nearest`].

use super::centroids::{Best, Centroids, SLACK};
use super::members::Members;
use super::nearest::{Distances, LANES, distance, distances};
use super::points::{Metric, Points};
use crate::Error;
use crate::progress::{Ticker, for_each_piece};

/// Approximate number of points that a thread takes at a time.
const POINTS_PER_PIECE: usize = 1024;

/// Brings `nearest`, number and distance of the nearest one of the centroids `old`, up to date for the
/// centroids `new`; `members` are the points of each cluster by `nearest`. Reports the clusters that are
/// finished.
///
/// # Errors
/// [`Error::Interrupted`] if the listener behind `ticker` wants it.
pub(super) fn reassign(
    points: &Points,
    members: &Members,
    [old, new]: [&Points; 2],
    nearest: &mut [(u32, f32)],
    threads: usize,
    ticker: &mut Ticker<'_, '_>,
) -> Result<(), Error> {
    let clusters = Clusters::new(points, [old, new]);
    let mut found: Vec<(u32, f32)> = members.points().iter().map(|&point| nearest[point as usize]).collect();
    let mut rows = members.cut(&mut found);
    let per_cluster = points.len().div_ceil(members.clusters());
    let piece = POINTS_PER_PIECE.div_ceil(per_cluster);
    for_each_piece(threads, &mut rows, piece, ticker, Around::default, |around, first, rows| {
        for (cluster, row) in (first..).zip(rows).filter(|(_, row)| !row.is_empty()) {
            clusters.search(cluster, members.get(cluster), row, around);
        }
    })?;
    for (&point, found) in members.points().iter().zip(found) {
        nearest[point as usize] = found;
    }
    Ok(())
}

/// Centroids after they have moved.
struct Clusters<'p> {
    points: &'p Points,
    new: &'p Points,
    metric: Metric,
    distances: Distances,
    has_moved: Vec<bool>,
    all: Centroids,
    moved: Option<Centroids>,
}

/// Centroids around one, the nearest first.
#[derive(Default)]
struct Around {
    /// Distance and number of each.
    sorted: Vec<(f32, u32)>,
    /// `[block][coordinate][lane]`.
    lanes: Vec<[f32; LANES]>,
    /// Members of the cluster, the farthest first: how far they are, and which.
    farthest: Vec<(f32, usize)>,
}

impl<'p> Clusters<'p> {
    fn new(points: &'p Points, [old, new]: [&'p Points; 2]) -> Self {
        let has_moved: Vec<bool> =
            (0..new.len()).map(|cluster| old.get(cluster) != new.get(cluster)).collect();
        let moved: Vec<u32> = (0..).zip(&has_moved).filter(|(_, moved)| **moved).map(|(n, _)| n).collect();
        let moved = (!moved.is_empty()).then(|| Centroids::among(new, moved));
        let metric = new.metric();
        Self { points, new, metric, distances: distances(metric), has_moved, all: Centroids::new(new), moved }
    }

    /// Finds the nearest centroids of the members of a cluster.
    fn search(&self, cluster: usize, members: &[u32], found: &mut [(u32, f32)], around: &mut Around) {
        let centre = self.new.get(cluster);
        let others = match self.has_moved[cluster] {
            true => Some(&self.all),
            false => self.moved.as_ref(),
        };
        let Some(others) = others else { return };
        if self.has_moved[cluster] {
            for (&point, found) in members.iter().zip(&mut *found) {
                *found = (cluster as u32, distance(self.metric, self.points.get(point as usize), centre));
            }
        }
        around.farthest.clear();
        around.farthest.extend(found.iter().enumerate().map(|(place, &(_, distance))| (distance, place)));
        around.farthest.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let alone = searched_alone(self.metric, &around.farthest);
        for &(_, place) in &around.farthest[..alone] {
            let point = self.points.get(members[place] as usize);
            found[place] = others.nearest_from(point, best_of(found[place])).get();
        }
        let Some(&(farthest, _)) = around.farthest.get(alone) else { return };
        around.find(self.new, others, centre, self.metric.twice(farthest));
        for &(_, place) in &around.farthest[alone..] {
            found[place] = self.along(around, self.points.get(members[place] as usize), found[place]);
        }
    }

    /// The better of what has been found and the centroids around.
    fn along(&self, around: &Around, point: &[f32], found: (u32, f32)) -> (u32, f32) {
        let mut best = best_of(found);
        let to_centre = self.metric.root(found.1);
        let blocks = around.lanes.chunks_exact(self.new.dims()).zip(around.sorted.chunks_exact(LANES));
        for (lanes, sorted) in blocks {
            if self.metric.root(sorted[0].0) * SLACK > to_centre + self.metric.root(best.distance()) {
                break;
            }
            best.take(&(self.distances)(point, lanes), &std::array::from_fn(|lane| sorted[lane].1));
        }
        best.get()
    }
}

fn best_of((number, distance): (u32, f32)) -> Best {
    Best::new(number, distance)
}

/// How many of the farthest members to search for separately. The area that a search covers grows roughly
/// with the square of its radius, which is twice as large for a list as for one point.
fn searched_alone(metric: Metric, farthest: &[(f32, usize)]) -> usize {
    let area = |distance: f32| metric.root(distance) * metric.root(distance);
    let (mut alone, mut before) = (0, 0.0);
    let mut least = f32::INFINITY;
    for (count, &(distance, _)) in farthest.iter().enumerate() {
        let cost = before + 4.0 * area(distance);
        if cost < least {
            (alone, least) = (count, cost);
        }
        before += area(distance);
    }
    if before < least { farthest.len() } else { alone }
}

impl Around {
    /// Finds the centroids that are as near to the `centre` as `distance`.
    fn find(&mut self, all: &Points, among: &Centroids, centre: &[f32], distance: f32) {
        let Self { sorted, lanes, .. } = self;
        sorted.clear();
        among.within(centre, distance, sorted);
        sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let count = sorted.len();
        sorted.resize(count.next_multiple_of(LANES), (f32::INFINITY, u32::MAX));
        lanes.clear();
        lanes.resize(sorted.len() / LANES * all.dims(), [f32::INFINITY; LANES]);
        for (place, &(_, number)) in sorted[..count].iter().enumerate() {
            let block = &mut lanes[place / LANES * all.dims()..];
            for (row, &value) in block.iter_mut().zip(all.get(number as usize)) {
                row[place % LANES] = value;
            }
        }
    }
}
