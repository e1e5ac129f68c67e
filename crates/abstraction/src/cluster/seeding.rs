//! k-means++: each centroid is a point drawn with probability proportional to its distance to those drawn
//! before.
//!
//! For the Manhattan metric, whose clusters are those of k-medians, the distance itself is the weight; for
//! the squared Euclidean one its square, as in the paper: in both cases the cost of the point.
//!
//! # What a new seed costs
//! Points belong to the nearest seed so far. By the triangle inequality a new seed takes no point from an old
//! one that is more than twice as far from it as the farthest point of the old one (Raff 2021, *Exact
//! Acceleration of k-Means++ and k-Means‖*); of the others it takes no point that is less than half as far
//! from its seed as the new one is. The points of a seed are sorted by distance, so that those are not even
//! looked at, and kept with their places on two lines (`axes`): points too far away along these are not
//! compared.
//!
//! # What is drawn
//! Points are sorted by projection, and their distances are summed in blocks, so that a draw looks at one
//! point in 64. The result of a draw does not depend on the pruning.

use std::array;

use holdem_game::deal::DealRng;

use super::axes::Axes;
use super::nearest::{self, Distances, LANES};
use super::points::{Metric, Points};
use crate::Error;
use crate::progress::Ticker;

/// Points of a block.
const BLOCK: usize = 64;
/// Bounds are rounded as distances are: by much less than this.
const SLACK: f32 = 1.0 - 1e-4;
/// Seeds between two reports.
const SEEDS_PER_REPORT: usize = 64;

/// Draws `count` different places of `points`, or fewer if there are fewer different points.
///
/// # Errors
/// [`Error::Interrupted`] if the listener behind `ticker` wants it.
pub(super) fn seed(
    points: &Points,
    count: usize,
    rng: &mut DealRng,
    ticker: &mut Ticker<'_, '_>,
) -> Result<Vec<usize>, Error> {
    let mut seeder = Seeder::new(points);
    let mut chosen = vec![rng.below(points.len())];
    seeder.add(chosen[0]);
    while chosen.len() < count {
        match seeder.draw(f64::from(rng.unit()) + f64::from(rng.unit()) / f64::from(1 << 24)) {
            Some(index) => chosen.push(index),
            None => break,
        }
        seeder.add(chosen[chosen.len() - 1]);
        if chosen.len().is_multiple_of(SEEDS_PER_REPORT) && ticker.add(SEEDS_PER_REPORT).is_break() {
            return Err(Error::Interrupted);
        }
    }
    Ok(chosen)
}

/// A point of a seed.
#[derive(Clone, Copy)]
struct Member {
    /// Its place in the order of projection.
    place: u32,
    /// As in [`Seeder::distances`], where reading it costs a cache miss.
    distance: f32,
    at: Site,
}

/// Where a point lies on the two lines, rounded.
type Site = [f32; 2];

struct Seeder<'p> {
    points: &'p Points,
    lines: Lines,
    /// Points in order of projection.
    order: Vec<u32>,
    /// Distance to the nearest seed, in the same order.
    distances: Vec<f32>,
    /// Summed distances of each block.
    sums: Vec<f64>,
    /// Blocks in which a distance has changed since they were summed, and whether a block is one of them.
    changed: Vec<u32>,
    is_changed: Vec<bool>,
    seeds: Seeds,
    /// Points of each seed, the farthest first.
    members: Vec<Vec<Member>>,
}

/// The two lines of some points, and how precisely the places on them are known.
struct Lines {
    axes: Axes,
    metric: Metric,
    /// More than rounding adds to the gap of two places.
    blur: f32,
}

impl Lines {
    fn of(points: &Points) -> Self {
        let axes = Axes::of(points);
        let at = |index| axes.project(points.get(index));
        let farthest =
            (0..points.len()).map(at).fold(0.0f64, |most, at| most.max(at[0].abs()).max(at[1].abs()));
        Self { axes, metric: points.metric(), blur: farthest as f32 * 4.0 * f32::EPSILON }
    }

    fn site(&self, vector: &[f32]) -> Site {
        self.axes.project(vector).map(|at| at as f32)
    }

    /// Less than the distance of points at these places.
    #[inline]
    fn bound(&self, a: Site, b: Site) -> f32 {
        self.bounds(&a.map(|at| [at]), b)[0]
    }

    /// The same for several points at once.
    #[inline(always)]
    fn bounds<const N: usize>(&self, sites: &[[f32; N]; 2], to: Site) -> [f32; N] {
        let gap = |line: usize, lane: usize| ((sites[line][lane] - to[line]).abs() - self.blur).max(0.0);
        match self.metric {
            Metric::Manhattan => array::from_fn(|lane| SLACK * gap(0, lane).max(gap(1, lane))),
            Metric::SquaredEuclidean => array::from_fn(|lane| {
                let (first, second) = (gap(0, lane), gap(1, lane));
                SLACK * (first * first + second * second)
            }),
        }
    }
}

impl<'p> Seeder<'p> {
    fn new(points: &'p Points) -> Self {
        let projection = |index: u32| points.metric().projection(points.get(index as usize));
        let mut sorted: Vec<(f32, u32)> =
            (0..points.len() as u32).map(|index| (projection(index), index)).collect();
        sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let order: Vec<u32> = sorted.into_iter().map(|(_, index)| index).collect();
        let blocks = order.len().div_ceil(BLOCK);
        Self {
            points,
            lines: Lines::of(points),
            distances: vec![f32::INFINITY; order.len()],
            sums: vec![0.0; blocks],
            changed: Vec::new(),
            is_changed: vec![false; blocks],
            seeds: Seeds::new(points),
            members: Vec::new(),
            order,
        }
    }

    /// The point at a place.
    fn point(&self, place: u32) -> &'p [f32] {
        self.points.get(self.order[place as usize] as usize)
    }

    /// Takes a seed into account.
    fn add(&mut self, index: usize) {
        let seed = self.points.get(index);
        let site = self.lines.site(seed);
        let mut near = std::mem::take(&mut self.seeds.near);
        self.seeds.find_near(seed, site, &self.lines, &mut near);
        let mut taken = Vec::new();
        if self.members.is_empty() {
            let at = |place| self.lines.site(self.point(place));
            let new = |place| Member { place, distance: f32::INFINITY, at: at(place) };
            let mut all: Vec<Member> = (0..self.order.len() as u32).map(new).collect();
            self.take(seed, site, &mut all, 0.0, &mut taken);
        }
        for &(other, distance) in &near {
            let mut members = std::mem::take(&mut self.members[other as usize]);
            self.take(seed, site, &mut members, distance, &mut taken);
            self.seeds.set_farthest(other as usize, members.first().map_or(0.0, |member| member.distance));
            self.members[other as usize] = members;
        }
        taken.sort_unstable_by(|a, b| b.distance.total_cmp(&a.distance).then(a.place.cmp(&b.place)));
        taken.shrink_to_fit();
        self.seeds.near = near;
        self.seeds.push(seed, site, taken.first().map_or(0.0, |member| member.distance));
        self.members.push(taken);
        self.add_up();
    }

    /// Moves to `taken` those `members` of another seed, at the given distance from the new one, that are
    /// nearer to the new one.
    fn take(
        &mut self,
        seed: &[f32],
        site: Site,
        members: &mut Vec<Member>,
        apart: f32,
        taken: &mut Vec<Member>,
    ) {
        let metric = self.points.metric();
        let half = apart * SLACK / metric.twice(1.0);
        let may_change = members.partition_point(|member| member.distance > half);
        let before = taken.len();
        let mut kept = 0;
        for at in 0..may_change {
            let member = members[at];
            if self.lines.bound(member.at, site) < member.distance {
                let distance = metric.distance(self.point(member.place), seed);
                if distance < member.distance {
                    self.shorten(member.place as usize, distance);
                    taken.push(Member { distance, ..member });
                    continue;
                }
            }
            members[kept] = member;
            kept += 1;
        }
        if taken.len() > before {
            members.drain(kept..may_change);
        }
    }

    /// Notes a smaller distance of the point at a place.
    fn shorten(&mut self, place: usize, distance: f32) {
        self.distances[place] = distance;
        let block = place / BLOCK;
        if !std::mem::replace(&mut self.is_changed[block], true) {
            self.changed.push(block as u32);
        }
    }

    /// Adds up the blocks that have changed.
    fn add_up(&mut self) {
        for block in self.changed.drain(..) {
            let block = block as usize;
            self.is_changed[block] = false;
            let distances = &self.distances[block * BLOCK..self.order.len().min((block + 1) * BLOCK)];
            self.sums[block] = distances.iter().copied().map(f64::from).sum();
        }
    }

    /// The point at the share `unit` of the total cost; `None` if every point is a seed.
    fn draw(&self, unit: f64) -> Option<usize> {
        let mut left = unit * self.sums.iter().sum::<f64>();
        let last = self.sums.iter().rposition(|&sum| sum > 0.0)?;
        let mut block = 0;
        while block < last && left >= self.sums[block] {
            left -= self.sums[block];
            block += 1;
        }
        let start = block * BLOCK;
        let mut drawn = None;
        for place in start..(start + BLOCK).min(self.order.len()) {
            let distance = f64::from(self.distances[place]);
            if distance > 0.0 {
                drawn = Some(self.order[place] as usize);
                if left < distance {
                    break;
                }
            }
            left -= distance;
        }
        drawn
    }
}

/// Seeds in the order in which they were drawn, in blocks of eight with their coordinates side by side.
struct Seeds {
    dims: usize,
    metric: Metric,
    distances: Distances,
    count: usize,
    /// `[block][coordinate][lane]`.
    lanes: Vec<[f32; LANES]>,
    /// `[block][lane]`: how far away a new seed must be at least to take no point; below zero beyond the last
    /// seed.
    reach: Vec<[f32; LANES]>,
    /// `[block][line][lane]`: the places of the seeds.
    sites: Vec<[[f32; LANES]; 2]>,
    /// Memory for the answer of [`find_near`](Self::find_near).
    near: Vec<(u32, f32)>,
}

impl Seeds {
    fn new(points: &Points) -> Self {
        let (metric, dims) = (points.metric(), points.dims());
        Self {
            dims,
            metric,
            distances: nearest::distances(metric),
            count: 0,
            lanes: Vec::new(),
            reach: Vec::new(),
            sites: Vec::new(),
            near: Vec::new(),
        }
    }

    /// Fills `near` with the seeds that a new one may take points from, and their distances to it.
    fn find_near(&self, seed: &[f32], site: Site, lines: &Lines, near: &mut Vec<(u32, f32)>) {
        near.clear();
        for (block, (sites, reach)) in self.sites.iter().zip(&self.reach).enumerate() {
            let bounds = lines.bounds(sites, site);
            if !bounds.iter().zip(reach).fold(false, |any, (bound, reach)| any | (bound < reach)) {
                continue;
            }
            let found = (self.distances)(seed, &self.lanes[block * self.dims..][..self.dims]);
            let lanes = (0..LANES).filter(|&lane| found[lane] * SLACK < reach[lane]);
            near.extend(lanes.map(|lane| ((block * LANES + lane) as u32, found[lane])));
        }
    }

    fn push(&mut self, seed: &[f32], site: Site, farthest: f32) {
        let (block, lane) = (self.count / LANES, self.count % LANES);
        if lane == 0 {
            self.lanes.resize((block + 1) * self.dims, [0.0; LANES]);
            self.reach.push([-1.0; LANES]);
            self.sites.push([[0.0; LANES]; 2]);
        }
        for (row, &value) in self.lanes[block * self.dims..].iter_mut().zip(seed) {
            row[lane] = value;
        }
        self.sites[block].iter_mut().zip(site).for_each(|(line, at)| line[lane] = at);
        self.count += 1;
        self.set_farthest(self.count - 1, farthest);
    }

    fn set_farthest(&mut self, number: usize, farthest: f32) {
        self.reach[number / LANES][number % LANES] = self.metric.twice(farthest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    fn seeds(points: &Points, count: usize, of: u64) -> Vec<usize> {
        let mut deaf = |_| ControlFlow::Continue(());
        seed(points, count, &mut DealRng::for_iteration(of, 0), &mut Ticker::silent(&mut deaf)).unwrap()
    }

    /// The same draws from distances that are all compared.
    fn slow_seeds(points: &Points, count: usize, of: u64) -> Vec<usize> {
        let mut rng = DealRng::for_iteration(of, 0);
        let mut slow = Seeder::new(points);
        let mut chosen = vec![rng.below(points.len())];
        loop {
            let seed = points.get(chosen[chosen.len() - 1]);
            for (place, distance) in slow.distances.iter_mut().enumerate() {
                let point = points.get(slow.order[place] as usize);
                *distance = distance.min(points.metric().distance(point, seed));
            }
            slow.changed = (0..slow.sums.len() as u32).collect();
            slow.add_up();
            if chosen.len() == count {
                return chosen;
            }
            match slow.draw(f64::from(rng.unit()) + f64::from(rng.unit()) / f64::from(1 << 24)) {
                Some(index) => chosen.push(index),
                None => return chosen,
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        /// Half of the cases have coordinates of few values, so that points and distances are equal often.
        #[test]
        fn what_is_drawn_is_what_comparing_everything_draws(
            coordinates in proptest::collection::vec(0..1000u32, 8 * 400),
            count in 1..200usize,
            coarse in any::<bool>(),
        ) {
            let value = |&x: &u32| if coarse { (x % 3) as f32 / 8.0 } else { x as f32 / 1000.0 };
            for metric in [Metric::Manhattan, Metric::SquaredEuclidean] {
                let points = Points::new(metric, 8, coordinates.iter().map(value).collect());
                prop_assert_eq!(seeds(&points, count, 7), slow_seeds(&points, count, 7), "{:?}", metric);
            }
        }
    }

    #[test]
    fn a_listener_that_breaks_ends_the_seeding() {
        let mut rng = DealRng::for_iteration(1, 1);
        let points = Points::new(Metric::Manhattan, 8, (0..8 * 500).map(|_| rng.unit()).collect());
        let mut stop = |_| ControlFlow::Break(());
        let ended = seed(&points, 100, &mut rng, &mut Ticker::silent(&mut stop));
        assert!(matches!(ended, Err(Error::Interrupted)));
    }
}
