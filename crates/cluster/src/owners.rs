//! Which rank owns which subtree.

/// Gives every task to a rank, so that loads are as even as a simple rule makes them: the largest task first,
/// each to the rank with the least load, the first of several (Graham 1969, "Bounds on multiprocessing timing
/// anomalies": the largest load is at most 4/3 of what is possible).
///
/// A function of its arguments alone, so that all ranks reach the same result. Returns the owner of each
/// task.
///
/// # Complexity
/// O(tasks x (ranks + log tasks)).
///
/// # Panics
/// If there are no ranks.
pub fn owners(sizes: &[usize], ranks: usize) -> Vec<usize> {
    assert!(ranks > 0, "somebody has to do the work");
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&task| (std::cmp::Reverse(sizes[task]), task));
    let (mut loads, mut owners) = (vec![0; ranks], vec![0; sizes.len()]);
    for task in order {
        let least = (0..ranks).min_by_key(|&rank| (loads[rank], rank)).expect("there are ranks");
        loads[least] += sizes[task];
        owners[task] = least;
    }
    owners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_has_an_owner_and_no_rank_has_much_more_than_another() {
        let sizes: Vec<usize> = (1..=36).map(|i| 1_000 / i).collect();
        for ranks in 1..=8 {
            let mut loads = vec![0; ranks];
            for (task, owner) in owners(&sizes, ranks).into_iter().enumerate() {
                loads[owner] += sizes[task];
            }
            let even = sizes.iter().sum::<usize>().div_ceil(ranks).max(sizes[0]);
            assert!(loads.iter().all(|&load| 3 * load <= 4 * even), "{loads:?}");
        }
    }

    #[test]
    fn ranks_beyond_the_tasks_have_nothing_and_ties_go_to_the_first() {
        assert_eq!(owners(&[5, 5, 5], 5), [0, 1, 2]);
        assert_eq!(owners(&[1, 9, 2], 2), [1, 0, 1]);
        assert!(owners(&[], 2).is_empty());
    }
}
