//! The numbers that files and tables of other crates are addressed by.

use holdem_cards::canonical::BoardIndex;
use holdem_cards::{Card, CardSet, Combo, HandClass, Street, SuitPermutation};
use proptest::prelude::*;

#[test]
fn cards_round_trip_through_index_and_text() {
    for (index, card) in Card::all().enumerate() {
        assert_eq!(card.index(), index);
        assert_eq!(Card::from_index(index as u8), Some(card));
        assert_eq!(Card::new(card.rank(), card.suit()), card);
        assert_eq!(card.to_string().parse(), Ok(card));
    }
    assert_eq!(Card::from_index(52), None);
    assert_eq!("As".parse::<Card>().unwrap().index(), 51);
    assert_eq!("2c".parse::<Card>().unwrap().index(), 0);
}

#[test]
fn combos_are_colexicographic_and_round_trip() {
    let mut index = 0;
    for hi in 1..52 {
        for lo in 0..hi {
            let (a, b) = (Card::from_index(hi).unwrap(), Card::from_index(lo).unwrap());
            let combo = Combo::new(b, a).unwrap();
            assert_eq!(combo.index(), index);
            assert_eq!(combo.cards(), [a, b]);
            assert_eq!(combo.set().len(), 2);
            assert_eq!(combo.to_string().parse(), Ok(combo));
            index += 1;
        }
    }
    assert_eq!(index, Combo::COUNT);
    assert_eq!(Combo::from_index(1326), None);
}

#[test]
fn classes_are_the_grid_and_partition_the_combos() {
    let mut seen = vec![0; Combo::COUNT];
    for (index, class) in HandClass::all().enumerate() {
        assert_eq!(class.index(), index);
        assert_eq!(class.to_string().parse(), Ok(class));
        assert_eq!(class.combos().count(), class.num_combos());
        for combo in class.combos() {
            assert_eq!(combo.class(), class);
            seen[combo.index()] += 1;
        }
    }
    assert!(seen.iter().all(|&count| count == 1));
    let text: Vec<_> =
        [0, 1, 13, 14, 168].iter().map(|&i| HandClass::from_index(i).unwrap().to_string()).collect();
    assert_eq!(text, ["AA", "AKs", "AKo", "KK", "22"]);
}

#[test]
fn texts_that_are_no_cards_are_refused() {
    for text in ["", "A", "Ax", "1s", "Ass", "é", "Aé"] {
        assert!(text.parse::<Card>().is_err(), "{text}");
    }
    for text in ["As", "AsAs", "AsKsQs", "AsK", ""] {
        assert!(text.parse::<Combo>().is_err(), "{text}");
    }
    for text in ["AK", "AAs", "AKx", "AKso", "A", ""] {
        assert!(text.parse::<HandClass>().is_err(), "{text}");
    }
    let wrong = "Qs Jx 2h".parse::<CardSet>().unwrap_err();
    assert_eq!(wrong.to_string(), "`Jx` at column 4 is not a card (such as As, Td or 2c)");
    let twice = "QsJhQs".parse::<CardSet>().unwrap_err();
    assert_eq!(twice.to_string(), "Qs at column 5 is named twice");
}

#[test]
fn permutations_form_the_group_of_24() {
    for p in SuitPermutation::all() {
        assert_eq!(SuitPermutation::from_images(p.images()), Some(p));
        assert_eq!(p.compose(p.inverse()), SuitPermutation::IDENTITY);
        for q in SuitPermutation::all() {
            for card in Card::all() {
                assert_eq!(p.compose(q).card(card), p.card(q.card(card)));
            }
        }
        for combo in Combo::all() {
            let [a, b] = combo.cards();
            assert_eq!(Some(p.combo(combo)), Combo::new(p.card(a), p.card(b)));
            assert_eq!(p.set(combo.set()), p.combo(combo).set());
        }
    }
    assert_eq!(SuitPermutation::from_images([0, 0, 1, 2]), None);
    assert_eq!(SuitPermutation::from_images([0, 1, 2, 4]), None);
}

#[test]
fn canonical_boards_are_counted_and_indexed_without_gaps() {
    let expected = [(1, 1), (1_755, 22_100), (16_432, 270_725), (134_459, 2_598_960)];
    for (street, (rows, raw)) in Street::ALL.into_iter().zip(expected) {
        let index = BoardIndex::for_street(street);
        assert_eq!((index.len(), BoardIndex::rows_of(street)), (rows, rows));
        let mut total = 0;
        for row in 0..rows as u32 {
            let board = index.board(row);
            assert_eq!(board.len(), street.board_len());
            assert_eq!(index.index(board), (row, SuitPermutation::IDENTITY), "{board}");
            total += index.multiplicity(row);
        }
        assert_eq!(total, raw, "{street}");
    }
}

#[test]
fn raw_flops_fall_into_rows_as_often_as_the_multiplicity_says() {
    let index = BoardIndex::for_street(Street::Flop);
    let mut seen = vec![0; index.len()];
    for combo in Combo::all() {
        let [_, lo] = combo.cards();
        for third in Card::all().take_while(|third| *third < lo) {
            let board = combo.set().with(third);
            let (row, to_canonical) = index.index(board);
            assert_eq!(to_canonical.set(board), index.board(row));
            seen[row as usize] += 1;
        }
    }
    assert!((0..).zip(&seen).all(|(row, &count)| count == index.multiplicity(row)));
}

/// Hands with an unordered board up to suits: the orbits of the live combos under the renamings that keep the
/// board.
#[test]
fn canonical_hands_are_counted_exactly() {
    let orbits_on = |board: CardSet| {
        let keepers: Vec<_> = SuitPermutation::all().skip(1).filter(|p| p.set(board) == board).collect();
        let live = Combo::all().filter(|combo| !combo.set().intersects(board));
        live.filter(|&combo| keepers.iter().all(|p| p.combo(combo) >= combo)).count()
    };
    let expected = [169, 1_286_792, 13_960_050, 123_156_254];
    for (street, expected) in Street::ALL.into_iter().zip(expected) {
        let boards = BoardIndex::for_street(street).boards();
        assert_eq!(boards.iter().map(|&board| orbits_on(board)).sum::<usize>(), expected, "{street}");
    }
}

/// A few rows of each street, in the documented order: a change here breaks every stored file.
#[test]
fn rows_keep_their_order() {
    let rows = |street, rows: &[u32]| {
        rows.iter().map(|&row| BoardIndex::for_street(street).board(row).to_string()).collect::<Vec<_>>()
    };
    assert_eq!(rows(Street::Flop, &[0, 285, 286, 1754]), ["4c 3c 2c", "Ac Kc Qc", "3c 2d 2c", "Ah Ad Ac"]);
    assert_eq!(rows(Street::Turn, &[0, 715, 16431]), ["5c 4c 3c 2c", "4c 3c 2d 2c", "As Ah Ad Ac"]);
    assert_eq!(
        rows(Street::River, &[0, 1287, 134458]),
        ["6c 5c 4c 3c 2c", "5c 4c 3c 2d 2c", "As Ah Ad Ac Kc"]
    );
}

fn cards(count: usize) -> impl Strategy<Value = Vec<Card>> {
    proptest::sample::subsequence((0..52).collect::<Vec<u8>>(), count)
        .prop_shuffle()
        .prop_map(|indices| indices.into_iter().filter_map(Card::from_index).collect())
}

proptest! {
    #[test]
    fn relabelling_suits_keeps_the_row(cards in cards(5), length in 3usize..=5, p in 0u8..24) {
        let p = SuitPermutation::from_index(p).unwrap();
        let board: CardSet = cards.into_iter().take(length).collect();
        let index = BoardIndex::for_street(Street::of_board_len(length).unwrap());
        let ((row, to), (same, from)) = (index.index(board), index.index(p.set(board)));
        prop_assert_eq!(row, same);
        prop_assert_eq!(to.set(board), index.board(row));
        prop_assert_eq!(from.set(p.set(board)), index.board(row));
    }

    #[test]
    fn sets_round_trip_through_text(bits in 0u64..1 << 52) {
        let set = CardSet::from_bits(bits).unwrap();
        prop_assert_eq!(set.to_string().parse::<CardSet>(), Ok(set));
        prop_assert_eq!(format!("{set:#}").parse::<CardSet>(), Ok(set));
        prop_assert_eq!(set.iter().collect::<CardSet>(), set);
        prop_assert_eq!(set.iter().count(), set.len());
        prop_assert!((!set).union(set) == CardSet::FULL && !set.intersects(!set));
    }
}
