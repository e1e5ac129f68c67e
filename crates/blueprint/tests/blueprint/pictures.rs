//! Grids.

use holdem_blueprint::BlueprintError;
use holdem_blueprint::grid::{Colour, Grid};
use holdem_cards::HandClass;

use crate::support::random;

/// Columns of a line without its colours.
fn columns(line: &str) -> usize {
    let mut shown = 0;
    let mut hidden = false;
    for letter in line.chars() {
        shown += usize::from(!hidden && letter != '\x1b');
        hidden = letter == '\x1b' || hidden && letter != 'm';
    }
    shown
}

#[test]
fn grids_fit_into_the_columns_they_are_given() {
    let random = random("holdem");
    for (history, board) in [("", ""), ("r4", ""), ("ck", "AhKd7c"), ("ckk", "AhKd7c")] {
        let board = random.strategy.board(board).unwrap();
        let grid = Grid::on_board(&random.strategy, history, &board).unwrap();
        for (given, used) in
            [(10, 53), (54, 53), (60, 53), (79, 79), (80, 79), (100, 79), (130, 129), (300, 129)]
        {
            for colour in [Colour::Never, Colour::Always] {
                let text = grid.render_within(given, colour);
                let widest = text.lines().map(columns).max().unwrap();
                assert!(widest <= given.max(54), "{given} columns:\n{text}");
                let rows: Vec<&str> = text.lines().rev().take(13).collect();
                assert!(rows.iter().all(|row| columns(row) <= used), "{given}:\n{text}");
                assert_eq!(text.contains('\x1b'), colour == Colour::Always);
            }
        }
    }
}

#[test]
fn a_cell_is_the_mean_of_its_combos_by_reach() {
    let random = random("holdem");
    let strategy = &random.strategy;
    let board = strategy.board("AhKd7c").unwrap();
    let grid = Grid::on_board(strategy, "ckk", &board).unwrap();
    let (node, player) = strategy.decision("ckk").unwrap();
    let reach = &strategy.ranges(node, &board).unwrap()[player];
    for class in ["AA", "AKs", "AKo", "QJs", "72o", "77"].map(|name| name.parse::<HandClass>().unwrap()) {
        let at = class.index();
        let mut sums = vec![0.0; grid.actions.len()];
        let (mut total, mut combos) = (0.0, 0);
        for combo in class.combos().filter(|c| c.set().bits() & board.board() == 0) {
            let row = strategy.probabilities(node, combo.index(), &board).unwrap();
            let weight = f64::from(reach[combo.index()]);
            sums.iter_mut().zip(row).for_each(|(sum, p)| *sum += weight * f64::from(*p));
            (total, combos) = (total + weight, combos + 1);
        }
        assert_eq!(grid.combos[at], combos);
        assert!((grid.reach[at] - total / combos as f64).abs() < 1e-6);
        for (cell, sum) in grid.cells[at].iter().zip(sums) {
            assert!((f64::from(*cell) - sum / total).abs() < 1e-5, "{class}");
        }
    }
    assert!((grid.totals().iter().sum::<f64>() - 1.0).abs() < 1e-5);
}

#[test]
fn before_the_flop_both_ways_to_a_grid_agree() {
    let random = random("holdem");
    let strategy = &random.strategy;
    let board = strategy.board("").unwrap();
    for history in ["", "c", "r4"] {
        let node = strategy.node(history).unwrap();
        let [a, b] = [
            Grid::on_board(strategy, history, &board).unwrap(),
            Grid::new(strategy.game(), strategy.table(), node).unwrap(),
        ];
        assert_eq!((&a.title, &a.combos, &a.uniform), (&b.title, &b.combos, &b.uniform));
        let near = |a: f64, b: f64| (a - b).abs() < 1e-5;
        assert!(a.reach.iter().zip(&b.reach).all(|(a, b)| near(*a, *b)));
        let cells = a.cells.iter().flatten().zip(b.cells.iter().flatten());
        assert!(cells.into_iter().all(|(a, b)| near(f64::from(*a), f64::from(*b))));
    }
}

#[test]
fn games_without_hand_classes_have_no_grid() {
    let random = random("leduc");
    let board = random.strategy.board("").unwrap();
    let error = Grid::on_board(&random.strategy, "", &board).unwrap_err();
    assert!(matches!(error, BlueprintError::NoGrid { .. }), "{error}");
}
