//! Strength rows against the evaluator.

use holdem_cards::canonical::BoardIndex;
use holdem_cards::evaluator::evaluate;
use holdem_cards::strength::{LIVE_COMBOS, StrengthRow};
use holdem_cards::{CardSet, Combo, Street};

fn assert_row(row: &StrengthRow, board: CardSet) {
    for combo in Combo::all() {
        let expected = if combo.set().intersects(board) { 0 } else { evaluate(combo.set() | board).0 };
        assert_eq!(row.ranks()[combo.index()], expected, "{combo} on {board}");
    }
    let ranks: Vec<u16> = row.sorted().iter().map(|&combo| row.ranks()[usize::from(combo)]).collect();
    assert!(ranks.is_sorted() && ranks[0] > 0, "{board}");
    let mut combos = row.sorted().to_vec();
    combos.sort_unstable();
    combos.dedup();
    assert_eq!(combos.len(), LIVE_COMBOS, "{board}");
    assert_eq!(row.groups().map(<[u16]>::len).sum::<usize>(), LIVE_COMBOS);
    for group in row.groups() {
        let rank = row.ranks()[usize::from(group[0])];
        let equal = row.ranks().iter().filter(|&&other| other == rank).count();
        assert_eq!(group.len(), equal, "{board}");
    }
}

#[test]
fn rows_agree_with_the_evaluator() {
    let index = BoardIndex::for_street(Street::River);
    let mut row = StrengthRow::new(index.board(0));
    for &board in index.boards().iter().step_by(67) {
        row.assign(board);
        assert_row(&row, board);
    }
}

#[test]
fn hard_boards_agree_with_the_evaluator() {
    // Quads, a full house and a royal flush on the board; three, four and five of a suit on paired boards.
    let boards =
        ["AsAhAdAcKs", "AsAhAdKcKs", "AsKsQsJsTs", "2s2h3s3h4s", "5s5h6s7s8s", "2s3s4s5s7s", "AcAdAh5d5h"];
    for board in boards.map(|text| text.parse().unwrap()) {
        assert_row(&StrengthRow::new(board), board);
    }
}
