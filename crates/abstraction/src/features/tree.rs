//! A tree over the buckets of the next street, on which the earth mover's distance is a sum.
//!
//! The exact earth mover's distance between distributions over buckets is a transport problem per pair. On a
//! tree it has a closed form: every edge carries the difference of the masses below it, so the distance is
//! the Manhattan distance of the vectors (mass below an edge times its length) (Indyk & Thaper, *Fast Image
//! Retrieval via Embeddings*, 2003).
//!
//! The tree is built by repeatedly joining the two nearest clusters, where the distance of clusters is the
//! mean over their leaves (average linkage); the distance of two leaves on the tree is that of the clusters
//! in which they meet.

/// A rooted tree whose leaves are the places of the mass.
#[derive(Clone, Debug, PartialEq)]
pub struct GroundTree {
    leaves: usize,
    /// Of every node but the root: its parent. Leaves come first, parents after their children.
    parents: Vec<usize>,
    /// Length of the edge above each of these nodes.
    lengths: Vec<f32>,
}

struct Cluster {
    node: usize,
    size: f32,
    height: f32,
}

impl GroundTree {
    /// Joins `leaves` places whose distances are given by `distance`.
    ///
    /// # Complexity
    /// O(leaves³).
    ///
    /// # Panics
    /// If there is no leaf.
    #[must_use]
    pub fn average_linkage(leaves: usize, distance: impl Fn(usize, usize) -> f32) -> Self {
        assert!(leaves > 0, "a tree has leaves");
        let mut open: Vec<Cluster> =
            (0..leaves).map(|node| Cluster { node, size: 1.0, height: 0.0 }).collect();
        let mut apart: Vec<Vec<f32>> =
            (0..leaves).map(|a| (0..leaves).map(|b| distance(a, b)).collect()).collect();
        let mut parents = vec![0; 2 * leaves - 2];
        let mut lengths = vec![0.0; 2 * leaves - 2];
        for parent in leaves..2 * leaves - 1 {
            let (a, b) = nearest_pair(&apart);
            // Never below the children, despite rounding.
            let height = (apart[a][b] / 2.0).max(open[a].height).max(open[b].height);
            for child in [&open[a], &open[b]] {
                parents[child.node] = parent;
                lengths[child.node] = height - child.height;
            }
            let (first, second) = (open[a].size, open[b].size);
            let means: Vec<f32> = apart[a]
                .iter()
                .zip(&apart[b])
                .map(|(x, y)| (x * first + y * second) / (first + second))
                .collect();
            for (row, &mean) in apart.iter_mut().zip(&means) {
                row[a] = mean;
            }
            apart[a] = means;
            open[a] = Cluster { node: parent, size: first + second, height };
            open.remove(b);
            apart.remove(b);
            for row in &mut apart {
                row.remove(b);
            }
        }
        Self { leaves, parents, lengths }
    }

    /// Number of leaves.
    #[must_use]
    pub fn leaves(&self) -> usize {
        self.leaves
    }

    /// Number of coordinates of an embedded distribution.
    #[must_use]
    pub fn edges(&self) -> usize {
        self.parents.len()
    }

    /// Embeds masses on the leaves, multiplied by `scale`; `out` holds at least [`edges`](Self::edges)
    /// numbers, the rest stays.
    ///
    /// # Panics
    /// If there are fewer masses than leaves or `out` is too short.
    pub fn embed(&self, masses: &[u16], scale: f32, out: &mut [f32]) {
        let mut below = [0u32; 128];
        for (below, &mass) in below.iter_mut().zip(&masses[..self.leaves]) {
            *below = u32::from(mass);
        }
        for (node, (&parent, &length)) in self.parents.iter().zip(&self.lengths).enumerate() {
            below[parent] += below[node];
            out[node] = below[node] as f32 * (length * scale);
        }
    }

    /// Distance of two leaves along the tree.
    ///
    /// # Panics
    /// If there is no such leaf.
    #[must_use]
    pub fn distance(&self, a: usize, b: usize) -> f32 {
        let (mut a, mut b, mut sum) = (a, b, 0.0);
        while a != b {
            let lower = if a < b { &mut a } else { &mut b };
            sum += self.lengths[*lower];
            *lower = self.parents[*lower];
        }
        sum
    }
}

/// The nearest two, the lower first; among equals the first pair.
fn nearest_pair(apart: &[Vec<f32>]) -> (usize, usize) {
    let mut best = (0, 1);
    for b in 1..apart.len() {
        for a in 0..b {
            if apart[a][b] < apart[best.0][best.1] {
                best = (a, b);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The cheapest way to carry units of mass from `from` to `to`, by trying all.
    fn transport(from: &[usize], to: &mut Vec<usize>, apart: &impl Fn(usize, usize) -> f32) -> f32 {
        let Some((&first, rest)) = from.split_first() else { return 0.0 };
        let mut least = f32::INFINITY;
        for i in 0..to.len() {
            let place = to.swap_remove(i);
            least = least.min(apart(first, place) + transport(rest, to, apart));
            to.push(place);
            let last = to.len() - 1;
            to.swap(i, last);
        }
        least
    }

    fn masses(units: &[usize], places: usize) -> Vec<u16> {
        let mut masses = vec![0; places];
        units.iter().for_each(|&unit| masses[unit] += 1);
        masses
    }

    fn manhattan(a: &[f32], b: &[f32]) -> f32 {
        a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn embedded_distributions_are_as_far_apart_as_the_cheapest_transport(
            places in proptest::collection::vec((0.0f32..1.0, 0.0f32..1.0), 9),
            from in proptest::collection::vec(0..9usize, 5),
            to in proptest::collection::vec(0..9usize, 5),
        ) {
            let apart = |a: usize, b: usize| {
                ((places[a].0 - places[b].0).powi(2) + (places[a].1 - places[b].1).powi(2)).sqrt()
            };
            let tree = GroundTree::average_linkage(9, apart);
            let embed = |units: &[usize]| {
                let mut out = vec![0.0; tree.edges()];
                tree.embed(&masses(units, 9), 1.0, &mut out);
                out
            };
            let exact = transport(&from, &mut to.clone(), &|a, b| tree.distance(a, b));
            prop_assert!((manhattan(&embed(&from), &embed(&to)) - exact).abs() < 1e-4);
        }

        #[test]
        fn cumulative_histograms_are_as_far_apart_as_the_cheapest_transport(
            from in proptest::collection::vec(0..12usize, 5),
            to in proptest::collection::vec(0..12usize, 5),
        ) {
            let cumulative = |units: &[usize]| -> Vec<f32> {
                let sums = masses(units, 12).into_iter().scan(0, |sum, mass| {
                    *sum += mass;
                    Some(f32::from(*sum))
                });
                sums.take(11).collect()
            };
            let exact = transport(&from, &mut to.clone(), &|a, b| a.abs_diff(b) as f32);
            prop_assert_eq!(manhattan(&cumulative(&from), &cumulative(&to)), exact);
        }
    }

    #[test]
    fn the_two_nearest_leaves_meet_first() {
        let places = [0.0f32, 1.0, 10.0];
        let tree = GroundTree::average_linkage(3, |a, b| (places[a] - places[b]).abs());
        assert_eq!([tree.distance(0, 1), tree.distance(0, 2), tree.distance(1, 2)], [1.0, 9.5, 9.5]);
        assert_eq!(GroundTree::average_linkage(1, |_, _| 0.0).edges(), 0);
    }
}
