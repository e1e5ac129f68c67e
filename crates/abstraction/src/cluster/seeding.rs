//! k-means++: each centroid is a point drawn with a chance in proportion to its distance to those drawn before.
//!
//! For the Manhattan metric, whose clusters are those of k-medians, the distance itself is the weight; for the squared
//! Euclidean one its square, as in the paper: in both cases the cost of the point.
//!
//! Points are sorted by projection and kept in blocks: a new centroid changes nothing in a block whose gap to it exceeds the largest
//! distance there, so late centroids cost little.

use holdem_game::deal::DealRng;

use super::points::Points;

/// Points of a block.
const BLOCK: usize = 64;

/// Draws `count` different places of `points`, or fewer if there are fewer different points.
pub(super) fn seed(points: &Points, count: usize, rng: &mut DealRng) -> Vec<usize> {
    let mut seeder = Seeder::new(points);
    let mut chosen = vec![rng.below(points.len())];
    seeder.add(chosen[0]);
    while chosen.len() < count {
        match seeder.draw(f64::from(rng.unit()) + f64::from(rng.unit()) / f64::from(1 << 24)) {
            Some(index) => chosen.push(index),
            None => break,
        }
        seeder.add(chosen[chosen.len() - 1]);
    }
    chosen
}

struct Seeder<'p> {
    points: &'p Points,
    /// Points in order of projection.
    order: Vec<usize>,
    projections: Vec<f32>,
    /// Distance to the nearest centroid, in the same order.
    distances: Vec<f32>,
    /// Largest and summed distance of each block.
    largest: Vec<f32>,
    sums: Vec<f64>,
}

impl<'p> Seeder<'p> {
    fn new(points: &'p Points) -> Self {
        let projection = |index: usize| points.metric().projection(points.get(index));
        let mut sorted: Vec<(f32, usize)> =
            (0..points.len()).map(|index| (projection(index), index)).collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let (projections, order): (Vec<f32>, Vec<usize>) = sorted.into_iter().unzip();
        let blocks = order.len().div_ceil(BLOCK);
        let distances = vec![f32::INFINITY; order.len()];
        Self {
            points,
            order,
            projections,
            distances,
            largest: vec![f32::INFINITY; blocks],
            sums: vec![0.0; blocks],
        }
    }

    /// Takes a centroid into account.
    fn add(&mut self, index: usize) {
        let metric = self.points.metric();
        let centroid = self.points.get(index);
        let projection = metric.projection(centroid);
        for block in 0..self.largest.len() {
            let places = &self.projections[block * BLOCK..self.projections.len().min((block + 1) * BLOCK)];
            let gap = (places[0] - projection).max(projection - places[places.len() - 1]).max(0.0);
            if metric.bound(gap) < self.largest[block] {
                self.update(block, centroid);
            }
        }
    }

    fn update(&mut self, block: usize, centroid: &[f32]) {
        let start = block * BLOCK;
        let end = (start + BLOCK).min(self.order.len());
        let (mut largest, mut sum) = (0.0f32, 0.0);
        for place in start..end {
            let found = self.points.metric().distance(self.points.get(self.order[place]), centroid);
            let distance = &mut self.distances[place];
            *distance = distance.min(found);
            largest = largest.max(*distance);
            sum += f64::from(*distance);
        }
        self.largest[block] = largest;
        self.sums[block] = sum;
    }

    /// The point at the share `unit` of the whole cost; `None` if every point is a centroid.
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
                drawn = Some(self.order[place]);
                if left < distance {
                    break;
                }
            }
            left -= distance;
        }
        drawn
    }
}
