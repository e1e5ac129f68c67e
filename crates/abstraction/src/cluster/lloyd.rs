//! Restarts, Lloyd's iterations, repair of empty clusters.

use holdem_game::deal::DealRng;

use super::centroids::Centroids;
use super::members::Members;
use super::points::{Metric, Points};
use super::reassign::reassign;
use super::seeding::seed;
use crate::Error;
use crate::progress::{Ticker, for_each_piece};

/// How many clusters, and how hard to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KMeans {
    /// Clusters asked for; there are fewer if there are fewer different points.
    pub clusters: usize,
    /// Number of seedings, of which the best is kept.
    pub restarts: usize,
    /// The most iterations of Lloyd's algorithm.
    pub iterations: usize,
    /// Seed of everything that is drawn.
    pub seed: u64,
}

/// What [`train`] found.
#[derive(Clone, Debug)]
pub struct Trained {
    /// The centroids: means for the squared Euclidean metric, medians for the Manhattan one.
    pub centroids: Points,
    /// Cost of the points at the start and after each iteration: the sum of their distances.
    pub costs: Vec<f64>,
}

/// Points of a restart per cluster; beyond that the choice among seedings gains nothing.
const RESTART_POINTS_PER_CLUSTER: usize = 24;
/// Seeding takes about as long as this many searches for the nearest centroid of each point.
const SEEDING_SEARCHES: usize = 10;
/// An iteration takes about as long as one search for each group of this many points.
const POINTS_PER_SEARCH: usize = 4;
/// An iteration that gains less than this share of the cost is the last.
const LEAST_GAIN: f64 = 5e-4;

/// Clusters `points`, each of weight one: the same result for any number of threads.
///
/// The seeding with the least cost after one iteration on a sample of the points is refined by Lloyd's
/// iterations on all of them. An empty cluster takes the point that is farthest from its centroid. The cost
/// never rises; the best centroids are returned.
///
/// # Errors
/// [`Error::Interrupted`] if the listener behind `ticker` asks for it.
pub(crate) fn train_with(
    points: &Points,
    options: KMeans,
    threads: usize,
    ticker: &mut Ticker<'_, '_>,
) -> Result<Trained, Error> {
    let mut best: Option<(f64, Points)> = None;
    for restart in 0..options.restarts.max(1) {
        let mut rng = DealRng::for_iteration(options.seed, restart as u64);
        let sample = sample(points, options.clusters * RESTART_POINTS_PER_CLUSTER, &mut rng);
        ticker.weigh(seed_weight(sample.len(), options.clusters));
        let start = sample.pick(&seed(&sample, options.clusters, &mut rng, ticker)?);
        ticker.weigh(1);
        if options.restarts <= 1 {
            best = Some((0.0, start));
            break;
        }
        let tried = iterate(&sample, start, 1, threads, ticker)?;
        let cost = tried.costs[tried.costs.len() - 1];
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, tried.centroids));
        }
    }
    let (_, start) = best.expect("there is at least one restart");
    iterate(points, start, options.iterations, threads, ticker)
}

/// Drawing a seed takes as long as this many searches for a centroid.
fn seed_weight(points: usize, clusters: usize) -> usize {
    SEEDING_SEARCHES * points / clusters
}

/// The most that [`train_with`] reports for `points` points.
pub(crate) fn searches(points: usize, options: KMeans) -> usize {
    let KMeans { clusters, restarts, iterations, .. } = options;
    let sample = points.min(clusters * RESTART_POINTS_PER_CLUSTER);
    let iterated = |points: usize, iterations: usize| points + points / POINTS_PER_SEARCH * iterations;
    let tried = if restarts > 1 { iterated(sample, 1) } else { 0 };
    restarts.max(1) * (seed_weight(sample, clusters) * clusters + tried) + iterated(points, iterations)
}

/// As in a build, without a listener.
///
/// # Panics
/// If `points` is empty or no cluster is asked for.
#[must_use]
pub fn train(points: &Points, options: KMeans, threads: usize) -> Trained {
    assert!(options.clusters > 0 && !points.is_empty(), "clusters need points");
    let mut deaf = |_| std::ops::ControlFlow::Continue(());
    let mut ticker = Ticker::silent(&mut deaf);
    train_with(points, options, threads, &mut ticker).expect("a listener that never breaks never interrupts")
}

/// All points, or `count` of them drawn without replacement.
fn sample(points: &Points, count: usize, rng: &mut DealRng) -> Points {
    if count >= points.len() {
        return points.clone();
    }
    let mut indices: Vec<usize> = (0..points.len()).collect();
    rng.choose_front(&mut indices, count);
    indices.truncate(count);
    indices.sort_unstable();
    points.pick(&indices)
}

fn iterate(
    points: &Points,
    start: Points,
    iterations: usize,
    threads: usize,
    ticker: &mut Ticker<'_, '_>,
) -> Result<Trained, Error> {
    let mut best = start;
    let mut nearest = Centroids::new(&best).assign(points, threads, ticker)?;
    let mut costs = vec![cost(&nearest)];
    let mut before: Option<Members> = None;
    for _ in 0..iterations {
        let members = Members::of(&mut nearest, best.len());
        ticker.weigh(points.len() / POINTS_PER_SEARCH / best.len());
        let moved = centres(points, &best, &members, before.as_ref(), threads)?;
        reassign(points, &members, [&best, &moved], &mut nearest, threads, ticker)?;
        before = Some(members);
        let (better, goes_on) = judge(&mut costs, cost(&nearest));
        if better {
            best = moved;
        }
        if !goes_on {
            break;
        }
    }
    ticker.weigh(1);
    Ok(Trained { centroids: best, costs })
}

/// Records the cost after an iteration: whether it is lower, and whether another iteration is worthwhile.
fn judge(costs: &mut Vec<f64>, after: f64) -> (bool, bool) {
    let before = costs[costs.len() - 1];
    let better = after < before;
    if better {
        costs.push(after);
    }
    (better, better && before - after >= LEAST_GAIN * before)
}

fn cost(nearest: &[(u32, f32)]) -> f64 {
    nearest.iter().map(|&(_, distance)| f64::from(distance)).sum()
}

/// The centre of each cluster; that of an empty one stays, and so does that of one whose members are those
/// that `old` are the centres of.
fn centres(
    points: &Points,
    old: &Points,
    members: &Members,
    before: Option<&Members>,
    threads: usize,
) -> Result<Points, Error> {
    let dims = points.dims();
    let mut values = old.values().to_vec();
    let mut rows: Vec<&mut [f32]> = values.chunks_mut(dims).collect();
    let mut deaf = |_| std::ops::ControlFlow::Continue(());
    let mut ticker = Ticker::silent(&mut deaf);
    for_each_piece(threads, &mut rows, 8, &mut ticker, Vec::new, |column: &mut Vec<f32>, first, rows| {
        for (cluster, row) in (first..).zip(rows) {
            let members = members.get(cluster);
            if members.is_empty() || before.is_some_and(|before| before.get(cluster) == members) {
                continue;
            }
            for (dim, out) in row.iter_mut().enumerate() {
                let value = |&point: &u32| points.values()[point as usize * dims + dim];
                column.clear();
                column.extend(members.iter().map(value));
                *out = centre(points.metric(), column);
            }
        }
    })?;
    Ok(Points::new(points.metric(), dims, values))
}

/// The number with the least total distance to all of `column`.
fn centre(metric: Metric, column: &mut [f32]) -> f32 {
    match metric {
        Metric::Manhattan => {
            let middle = (column.len() - 1) / 2;
            *column.select_nth_unstable_by(middle, f32::total_cmp).1
        }
        Metric::SquaredEuclidean => {
            let sum: f64 = column.iter().copied().map(f64::from).sum();
            (sum / column.len() as f64) as f32
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::nearest;
    use proptest::prelude::*;

    fn random_points(metric: Metric, count: usize, dims: usize, seed: u64) -> Points {
        let mut rng = DealRng::for_iteration(seed, 0);
        Points::new(metric, dims, (0..count * dims).map(|_| rng.unit()).collect())
    }

    fn options(clusters: usize, seed: u64) -> KMeans {
        KMeans { clusters, restarts: 3, iterations: 20, seed }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn the_cost_never_rises_and_threads_do_not_show(seed in 0..1000u64, clusters in 1..60usize) {
            for metric in [Metric::Manhattan, Metric::SquaredEuclidean] {
                let points = random_points(metric, 700, 8, seed);
                let one = train(&points, options(clusters, seed), 1);
                let three = train(&points, options(clusters, seed), 3);
                prop_assert_eq!(&one.centroids, &three.centroids);
                prop_assert!(one.costs.windows(2).all(|pair| pair[1] <= pair[0]), "{:?}", one.costs);
                prop_assert_eq!(one.centroids.len(), clusters);
            }
        }
    }

    #[test]
    fn clusters_that_stand_apart_are_found() {
        let mut rng = DealRng::for_iteration(5, 5);
        let mut values = Vec::new();
        for point in 0..900 {
            let centre = (point % 9) as f32;
            values.extend((0..8).map(|dim| if dim < 2 { centre * 10.0 + rng.unit() } else { 0.0 }));
        }
        for metric in [Metric::Manhattan, Metric::SquaredEuclidean] {
            let points = Points::new(metric, 8, values.clone());
            let found = train(&points, options(9, 3), 2);
            let mut firsts: Vec<f32> = (0..9).map(|i| found.centroids.get(i)[0]).collect();
            firsts.sort_by(f32::total_cmp);
            for (i, first) in firsts.into_iter().enumerate() {
                assert!((first - (i as f32 * 10.0 + 0.5)).abs() < 0.2, "{metric:?}: {first} is not {i}");
            }
        }
    }

    #[test]
    fn fewer_different_points_than_clusters_give_a_centroid_each() {
        let values = [1.0f32, 2.0, 3.0].iter().flat_map(|&v| [v; 8]).cycle().take(8 * 300).collect();
        let points = Points::new(Metric::SquaredEuclidean, 8, values);
        let found = train(&points, options(50, 1), 2);
        assert_eq!((found.centroids.len(), found.costs[0]), (3, 0.0));
    }

    /// Lloyd's iterations that compare every point with every centroid and compute every centre anew.
    fn slow_iterations(points: &Points, start: Points, iterations: usize) -> Trained {
        let assign = |centroids: &Points| -> Vec<(u32, f32)> {
            let to = |point: usize, number: usize| {
                nearest::distance(points.metric(), points.get(point), centroids.get(number))
            };
            let of =
                |point: usize| (0..centroids.len()).map(move |number| (number as u32, to(point, number)));
            (0..points.len()).map(|point| of(point).min_by(|a, b| a.1.total_cmp(&b.1)).unwrap()).collect()
        };
        let mut best = start;
        let mut nearest = assign(&best);
        let mut costs = vec![cost(&nearest)];
        for _ in 0..iterations {
            let members = Members::of(&mut nearest, best.len());
            let mut moved = best.values().to_vec();
            for (cluster, row) in moved.chunks_mut(points.dims()).enumerate() {
                for (dim, out) in row.iter_mut().enumerate() {
                    let members = members.get(cluster).iter();
                    let mut column: Vec<f32> = members.map(|&p| points.get(p as usize)[dim]).collect();
                    if !column.is_empty() {
                        *out = centre(points.metric(), &mut column);
                    }
                }
            }
            let moved = Points::new(points.metric(), points.dims(), moved);
            nearest = assign(&moved);
            let (better, goes_on) = judge(&mut costs, cost(&nearest));
            if better {
                best = moved;
            }
            if !goes_on {
                break;
            }
        }
        Trained { centroids: best, costs }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        /// Half of the cases have coordinates of few values, so that points and distances are equal often;
        /// starts that are drawn from all points and from a few far away ones leave clusters empty.
        #[test]
        fn iterations_find_what_comparing_everything_finds(
            coordinates in proptest::collection::vec(0..1000u32, 8 * 600),
            starts in proptest::collection::vec(0..600usize, 1..150),
            coarse in any::<bool>(),
            stray in any::<bool>(),
        ) {
            let value = |&x: &u32| if coarse { (x % 3) as f32 / 8.0 } else { x as f32 / 1000.0 };
            for metric in [Metric::Manhattan, Metric::SquaredEuclidean] {
                let points = Points::new(metric, 8, coordinates.iter().map(value).collect());
                let mut start = points.pick(&starts).values().to_vec();
                if stray {
                    start.iter_mut().step_by(17).for_each(|x| *x += 3.0);
                }
                let start = Points::new(metric, 8, start);
                let slow = slow_iterations(&points, start.clone(), 12);
                for threads in [1, 3] {
                    let mut deaf = |_| std::ops::ControlFlow::Continue(());
                    let found =
                        iterate(&points, start.clone(), 12, threads, &mut Ticker::silent(&mut deaf)).unwrap();
                    prop_assert_eq!(&found.centroids, &slow.centroids, "{:?}", metric);
                    prop_assert_eq!(&found.costs, &slow.costs, "{:?}", metric);
                }
            }
        }
    }
}
