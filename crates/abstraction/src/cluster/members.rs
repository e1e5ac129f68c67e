//! Which points belong to each cluster.

/// The points of every cluster, cluster after cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Members {
    points: Vec<u32>,
    /// Where the points of each cluster begin and, at the end, the total number.
    starts: Vec<u32>,
}

impl Members {
    /// Sorts points by cluster; an empty cluster gets the farthest point of a cluster with several points.
    pub(super) fn of(nearest: &mut [(u32, f32)], clusters: usize) -> Self {
        let mut sizes = vec![0; clusters];
        nearest.iter().for_each(|&(cluster, _)| sizes[cluster as usize] += 1);
        if sizes.contains(&0) {
            repair(nearest, &mut sizes);
        }
        let mut starts = vec![0];
        starts.extend(sizes.iter().scan(0, |end, &size: &u32| {
            *end += size;
            Some(*end)
        }));
        let (mut places, mut points) = (starts.clone(), vec![0; nearest.len()]);
        for (point, &(cluster, _)) in (0..).zip(nearest.iter()) {
            let place = &mut places[cluster as usize];
            points[*place as usize] = point;
            *place += 1;
        }
        Self { points, starts }
    }

    /// The points of a cluster in their own order.
    pub(super) fn get(&self, cluster: usize) -> &[u32] {
        &self.points[self.starts[cluster] as usize..self.starts[cluster + 1] as usize]
    }

    /// Number of clusters.
    pub(super) fn clusters(&self) -> usize {
        self.starts.len() - 1
    }

    /// All points, cluster after cluster.
    pub(super) fn points(&self) -> &[u32] {
        &self.points
    }

    /// Cuts values that belong to [`points`](Self::points) into clusters.
    pub(super) fn cut<'v, T>(&self, mut values: &'v mut [T]) -> Vec<&'v mut [T]> {
        let sizes = self.starts.windows(2).map(|pair| (pair[1] - pair[0]) as usize);
        sizes.map(|size| values.split_off_mut(..size).expect("as many values as points")).collect()
    }
}

fn repair(nearest: &mut [(u32, f32)], sizes: &mut [u32]) {
    let mut farthest: Vec<usize> = (0..nearest.len()).filter(|&point| nearest[point].1 > 0.0).collect();
    farthest.sort_by(|&a, &b| nearest[b].1.total_cmp(&nearest[a].1).then(a.cmp(&b)));
    let mut farthest = farthest.into_iter();
    for empty in 0..sizes.len() {
        if sizes[empty] > 0 {
            continue;
        }
        let Some(point) = farthest.find(|&point| sizes[nearest[point].0 as usize] > 1) else { return };
        sizes[nearest[point].0 as usize] -= 1;
        sizes[empty] = 1;
        nearest[point] = (empty as u32, 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_cluster_takes_the_farthest_point_of_a_cluster_of_several() {
        let mut nearest = [(0, 1.0), (0, 5.0), (2, 9.0), (0, 2.0)];
        let members = Members::of(&mut nearest, 4);
        assert_eq!([0, 1, 2, 3].map(|cluster| members.get(cluster).to_vec()), [[0], [1], [2], [3]]);
    }
}
