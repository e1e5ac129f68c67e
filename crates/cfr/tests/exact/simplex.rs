//! The simplex method on a dense table, for programs whose origin is feasible.

/// `maximise objective * x` where `rows * x <= limits` and `x >= 0`, with no limit below 0; returns the
/// maximum. Limits are moved by up to 1e-8 so that no two pivots are alike and none is made twice.
pub(crate) fn maximum(rows: &[Vec<f64>], limits: &[f64], objective: &[f64]) -> f64 {
    let columns = objective.len();
    let mut table: Vec<Vec<f64>> = rows
        .iter()
        .zip(limits)
        .enumerate()
        .map(|(i, (row, limit))| {
            let moved = limit + 1e-8 * (i + 1) as f64 / rows.len() as f64;
            row.iter().copied().chain([moved]).collect()
        })
        .collect();
    let mut costs: Vec<f64> = objective.iter().map(|c| -c).chain([0.0]).collect();
    loop {
        let enters = (0..columns).min_by(|&a, &b| costs[a].total_cmp(&costs[b])).expect("a variable");
        if costs[enters] > -1e-9 {
            return costs[columns];
        }
        let ratio = |row: &Vec<f64>| row[columns] / row[enters];
        let leaves = (0..table.len())
            .filter(|&i| table[i][enters] > 1e-9)
            .min_by(|&a, &b| ratio(&table[a]).total_cmp(&ratio(&table[b])))
            .expect("the program is bounded");
        pivot(&mut table, &mut costs, leaves, enters);
    }
}

/// Exchanges a variable of the basis with another: the column then belongs to the one that left.
fn pivot(table: &mut [Vec<f64>], costs: &mut [f64], leaves: usize, enters: usize) {
    let pivot = table[leaves][enters];
    table[leaves].iter_mut().for_each(|x| *x /= pivot);
    table[leaves][enters] = 1.0 / pivot;
    let row = table[leaves].clone();
    let clear = |other: &mut [f64]| {
        let factor = other[enters];
        if factor != 0.0 {
            other[enters] = 0.0;
            other.iter_mut().zip(&row).for_each(|(x, pivoted)| *x -= factor * pivoted);
        }
    };
    table.iter_mut().enumerate().filter(|(i, _)| *i != leaves).for_each(|(_, other)| clear(other));
    clear(costs);
}

#[test]
fn a_program_by_hand_and_a_matrix_game_come_out() {
    // 3x + 5y, x <= 4, 2y <= 12, 3x + 2y <= 18: 36 at (2, 6).
    let rows = [vec![1.0, 0.0], vec![0.0, 2.0], vec![3.0, 2.0]];
    assert!((maximum(&rows, &[4.0, 12.0, 18.0], &[3.0, 5.0]) - 36.0).abs() < 1e-6);
    // Payoffs (3 1, 1 2): the first action with probability 1/3 is worth 5/3. Variables: two probabilities,
    // the value.
    let rows = [vec![-3.0, -1.0, 1.0], vec![-1.0, -2.0, 1.0], vec![1.0, 1.0, 0.0]];
    assert!((maximum(&rows, &[0.0, 0.0, 1.0], &[0.0, 0.0, 1.0]) - 5.0 / 3.0).abs() < 1e-6);
}
