use super::*;
use crate::deal::SLOT_ALIGN;

/// One bucket for each parity of the combo index: enough to see that rows are requested in order.
struct Parity;

impl BucketRows for Parity {
    fn num_buckets(&self, _street: Street) -> usize {
        2
    }
    fn buckets(&self, street: Street, board: CardSet, combos: &[u16], out: &mut [u32]) {
        assert_eq!(board.len(), street.board_len());
        for (out, combo) in out.iter_mut().zip(combos) {
            *out = u32::from(combo % 2);
        }
    }
}

fn cards() -> HoldemCards<Parity> {
    HoldemCards::new(Parity)
}

fn dealt(sample: HandSample, seed: u64) -> (CardSet, Deal) {
    let mut rng = DealRng::for_iteration(seed, 5);
    let board = cards().sample_final_board(&mut rng);
    let mut deal = Deal::default();
    cards().deal(board, sample, &mut rng, &mut deal);
    (card_set(board), deal)
}

#[test]
fn hands_are_sorted_by_strength_with_ties_marked_and_never_collide_with_the_board() {
    use HandSample::{All, Stratified, Uniform};
    let samples =
        [All, Uniform(128), Uniform(100), Uniform(5_000), Stratified(128), Stratified(64), Stratified(7)];
    for (seed, sample) in (1..).zip(samples.into_iter().chain([Stratified(1081)])) {
        let (board, deal) = dealt(sample, seed);
        assert_eq!(deal.len(), sample.len(1081));
        let rank =
            |slot: usize| holdem_cards::evaluator::evaluate(board.union(combo_at(deal.hands[slot]).set()));
        let ends: Vec<usize> = deal.tie_ends.iter().map(|&e| e as usize).collect();
        for slot in 1..deal.len() {
            assert!(rank(slot - 1) <= rank(slot));
            assert_eq!(ends.contains(&slot), rank(slot - 1) != rank(slot));
        }
        assert_eq!(ends.last(), Some(&deal.len()));
        assert!(deal.hands.iter().all(|&h| !combo_at(h).set().intersects(board)));
        for street in 0..4 {
            assert_eq!(deal.buckets[street].len(), deal.len().next_multiple_of(SLOT_ALIGN));
            assert!(deal.hands.iter().zip(&deal.buckets[street]).all(|(h, b)| u32::from(h % 2) == *b));
        }
    }
}

#[test]
fn a_stratified_sample_has_hands_of_every_strength_and_each_hand_as_often_as_any_other() {
    let board = "AsKd7h7c2s".parse::<CardSet>().expect("a board").bits();
    let (mut deal, mut all) = (Deal::default(), Deal::default());
    let mut rng = DealRng::for_iteration(4, 0);
    cards().deal(board, HandSample::All, &mut rng, &mut all);
    let place = |hand: u16| all.hands.iter().position(|&other| other == hand).expect("a live hand");
    let mut seen = vec![0u32; Combo::COUNT];
    for _ in 0..1_000 {
        cards().deal(board, HandSample::Stratified(108), &mut rng, &mut deal);
        let places: Vec<usize> = deal.hands.iter().map(|&hand| place(hand)).collect();
        assert!(places.windows(2).all(|two| (1..=20).contains(&(two[1] - two[0]))), "{places:?}");
        deal.hands.iter().for_each(|&hand| seen[usize::from(hand)] += 1);
    }
    // 100 of 1,000 expected, with a standard deviation of 9.5.
    assert!(all.hands.iter().all(|&hand| (50..150).contains(&seen[usize::from(hand)])));
}

#[test]
fn a_full_river_has_as_many_pairs_of_hands_as_it_should() {
    assert_eq!(dealt(HandSample::All, 9).1.num_pairs(), 1081 * 990);
}

#[test]
fn chances_of_runouts_sum_to_one_for_any_two_hands() {
    let held: u64 = "AsKs7d7c".parse::<CardSet>().expect("four cards").bits();
    let sum = |runouts: &[Runout]| -> f64 {
        runouts.iter().filter(|r| r.board & held == 0).map(|r| f64::from(r.probability)).sum()
    };
    let flop = "2c8hJd".parse::<CardSet>().expect("three cards").bits();
    let turn = flop | "3h".parse::<CardSet>().expect("a card").bits();
    assert!((sum(&cards().runouts(1, flop)) - 1.0).abs() < 1e-6);
    assert!((sum(&cards().runouts(2, turn)) - 1.0).abs() < 1e-6);
    assert!((sum(&cards().final_runouts(1, flop)) - 1.0).abs() < 1e-5);
    // Canonical boards stand for all their relabellings: their probabilities add up over all boards.
    let all = |runouts: &[Runout]| runouts.iter().map(|r| f64::from(r.probability)).sum::<f64>();
    assert!((all(&cards().runouts(0, 0)) - 22_100.0 / 17_296.0).abs() < 1e-5);
    assert!((all(&cards().final_runouts(0, 0)) - 2_598_960.0 / 1_712_304.0).abs() < 1e-5);
}

#[test]
fn renamings_leave_their_board_and_join_the_boards_that_follow() {
    let cards = HoldemCards::new(Parity);
    let boards = |text: &str| -> Board { text.parse::<CardSet>().expect("a board").bits() };
    // Three suits: none. Two: the unused pair. One: all orders of the other three. A pair: its two suits.
    for (flop, renamings, turns) in
        [("Ah7d2c", 0, 49), ("Ah7h2c", 1, 36), ("Ah7h2h", 5, 10 + 13), ("AhAd2c", 1, 37), ("2h2d2c", 5, 25)]
    {
        let flop = boards(flop);
        let found = cards.renamings(flop);
        assert_eq!(found.len(), renamings, "{flop:x}");
        assert!(found.iter().all(|renaming| renaming.board(flop) == flop));
        let smallest = |runout: &Runout| {
            found.iter().map(|renaming| renaming.board(runout.board)).fold(runout.board, Board::min)
        };
        let classes: std::collections::BTreeSet<Board> =
            cards.runouts(1, flop).iter().map(smallest).collect();
        assert_eq!(classes.len(), turns, "{flop:x}");
        for renaming in &found {
            for hand in [0, 700, 1325] {
                let [a, b] = cards.blockers(hand);
                let image: Board = cards.blockers(renaming.hands[hand] as usize).iter().map(|c| 1 << c).sum();
                assert_eq!(renaming.board(1 << a | 1 << b), image);
            }
        }
    }
}
