//! Situations that every rule book works through, with their known results.

use holdem_game::rules::{
    Chips, HandState, IllegalMove, LegalActions, Move, Phase, Rake, SettleError, SetupError, Stakes,
    StakesError, Street,
};

fn deal(stakes: &Stakes, stacks: &[Chips]) -> HandState {
    HandState::new(stakes, stacks).expect("a hand that can be dealt")
}

fn blinds(small: Chips, big: Chips) -> Stakes {
    Stakes::new(small, big).unwrap()
}

fn play(hand: &mut HandState, moves: &[Move]) {
    for &action in moves {
        hand.act(action).unwrap();
    }
}

fn payoffs(hand: &HandState, ranks: &[u16]) -> Vec<i64> {
    let ranks: Vec<_> = ranks.iter().map(|&rank| Some(rank)).collect();
    hand.settle(&ranks).unwrap().payoffs().to_vec()
}

use Move::{Call, Check, Fold, RaiseTo};

#[test]
fn heads_up_the_button_posts_the_small_blind_and_acts_first_before_the_flop_only() {
    let mut hand = deal(&blinds(1, 2), &[200, 200]);
    assert_eq!(hand.street_contributed(), [2, 1]);
    assert_eq!(hand.phase(), Phase::Act(1));
    assert_eq!(hand.legal(), LegalActions { fold: true, call: 1, raise_to: Some((4, 200)) });
    play(&mut hand, &[Call, Check]);
    assert_eq!((hand.street(), hand.to_act()), (Street::Flop, Some(0)));
    assert_eq!(hand.legal(), LegalActions { fold: false, call: 0, raise_to: Some((2, 198)) });
}

#[test]
fn the_seat_after_the_big_blind_acts_first_even_if_blinds_are_equal() {
    for (num_seats, first) in [(2, 1), (3, 2), (6, 2)] {
        assert_eq!(deal(&blinds(2, 2), &vec![100; num_seats]).to_act(), Some(first), "{num_seats} seats");
    }
}

#[test]
fn a_raise_adds_at_least_the_last_raise() {
    let mut hand = deal(&blinds(1, 2), &[200, 200]);
    for (to, next_min) in [(6, 10), (16, 26), (26, 36), (100, 174)] {
        hand.act(RaiseTo(to)).unwrap();
        assert_eq!(hand.legal().raise_to, Some((next_min, 200)), "after a raise to {to}");
    }
    hand.act(Call).unwrap();
    assert_eq!(hand.legal().raise_to, Some((2, 100)), "a new street starts from the big blind");
}

#[test]
fn a_raise_that_the_stack_cannot_make_full_may_be_all_in() {
    let mut hand = deal(&blinds(1, 2), &[13, 200]);
    hand.act(RaiseTo(8)).unwrap();
    assert_eq!(hand.legal(), LegalActions { fold: true, call: 6, raise_to: Some((13, 13)) });
    hand.act(RaiseTo(13)).unwrap();
    assert_eq!(hand.legal(), LegalActions { fold: true, call: 5, raise_to: None });
}

#[test]
fn the_big_blind_may_raise_when_everybody_limps() {
    let mut hand = deal(&blinds(1, 2), &[100, 100, 100]);
    play(&mut hand, &[Call, Call]);
    assert_eq!(hand.to_act(), Some(1));
    assert_eq!(hand.legal(), LegalActions { fold: false, call: 0, raise_to: Some((4, 100)) });
    hand.act(RaiseTo(4)).unwrap();
    assert_eq!(hand.to_act(), Some(2));
}

#[test]
fn a_short_all_in_does_not_reopen_the_betting() {
    let mut hand = deal(&blinds(50, 100), &[1_000, 1_000, 1_000, 350]);
    play(&mut hand, &[RaiseTo(250)]);
    play(&mut hand, &[RaiseTo(350)]);
    assert_eq!(hand.legal().raise_to, Some((500, 1_000)), "the small blind has not acted");
    play(&mut hand, &[Call, Fold]);
    assert_eq!(hand.to_act(), Some(2));
    assert_eq!(hand.legal(), LegalActions { fold: true, call: 100, raise_to: None });
}

#[test]
fn a_full_all_in_reopens_the_betting() {
    let mut hand = deal(&blinds(50, 100), &[1_000, 1_000, 1_000, 400]);
    play(&mut hand, &[RaiseTo(250), RaiseTo(400), Fold, Fold]);
    assert_eq!(
        hand.legal(),
        LegalActions { fold: true, call: 150, raise_to: None },
        "nobody is left to raise"
    );
    let mut hand = deal(&blinds(50, 100), &[1_000, 1_000, 1_000, 400]);
    play(&mut hand, &[RaiseTo(250), RaiseTo(400), Call, Fold]);
    assert_eq!(hand.legal(), LegalActions { fold: true, call: 150, raise_to: Some((550, 1_000)) });
}

#[test]
fn short_all_ins_that_add_up_to_a_full_raise_reopen_the_betting() {
    let mut hand = deal(&blinds(50, 100), &[420, 1_000, 1_000, 350]);
    play(&mut hand, &[RaiseTo(250), RaiseTo(350), RaiseTo(420), Call]);
    assert_eq!(hand.to_act(), Some(2));
    assert_eq!(hand.legal(), LegalActions { fold: true, call: 170, raise_to: Some((570, 1_000)) });
}

#[test]
fn a_short_all_in_after_those_that_reopened_the_betting_closes_it_again() {
    let mut hand = deal(&blinds(50, 100), &[420, 450, 1_000, 350, 1_000]);
    play(&mut hand, &[RaiseTo(250), RaiseTo(350), Call, RaiseTo(420), RaiseTo(450)]);
    assert_eq!(hand.to_act(), Some(2));
    assert_eq!(hand.legal(), LegalActions { fold: true, call: 200, raise_to: None });
}

#[test]
fn an_opening_all_in_below_the_big_blind_may_be_raised_by_all() {
    let mut hand = deal(&blinds(5, 10), &[100, 100, 16]);
    play(&mut hand, &[Call, Call, Check]);
    play(&mut hand, &[Check, Check, RaiseTo(6)]);
    assert_eq!(hand.to_act(), Some(0));
    assert_eq!(hand.legal(), LegalActions { fold: true, call: 6, raise_to: Some((16, 90)) });
}

#[test]
fn a_seat_that_called_between_short_all_ins_faces_only_the_last() {
    let mut hand = deal(&blinds(50, 100), &[1_000, 1_000, 1_000, 350, 1_000, 420]);
    play(&mut hand, &[RaiseTo(250), RaiseTo(350), Call, RaiseTo(420), Fold, Fold]);
    assert_eq!(hand.to_act(), Some(2));
    assert_eq!(hand.legal().raise_to, Some((570, 1_000)), "170 more is a full raise for the first raiser");
    hand.act(Call).unwrap();
    assert_eq!(hand.to_act(), Some(4));
    assert_eq!(hand.legal(), LegalActions { fold: true, call: 70, raise_to: None });
}

#[test]
fn nobody_raises_against_hands_that_are_all_in() {
    let mut hand = deal(&blinds(1, 2), &[50, 30, 200]);
    play(&mut hand, &[RaiseTo(50), Call, Call]);
    assert_eq!(hand.phase(), Phase::Showdown);
    let mut hand = deal(&blinds(1, 2), &[200, 30, 20]);
    play(&mut hand, &[RaiseTo(20), Fold]);
    assert_eq!(hand.legal(), LegalActions { fold: true, call: 18, raise_to: None });
}

#[test]
fn an_uncalled_bet_is_returned() {
    let mut hand = deal(&blinds(1, 2), &[50, 200]);
    play(&mut hand, &[RaiseTo(200), Call]);
    assert_eq!((hand.phase(), hand.board_len()), (Phase::Showdown, 5));
    assert_eq!(hand.contributed(), [50, 50]);
    assert_eq!(hand.stacks(), [0, 150]);
    assert_eq!(payoffs(&hand, &[2, 1]), [50, -50]);

    let mut hand = deal(&blinds(1, 2), &[200, 200]);
    play(&mut hand, &[Call, Check, RaiseTo(100), Fold]);
    assert_eq!(hand.phase(), Phase::Over { winner: 0 });
    assert_eq!(hand.contributed(), [2, 2]);
    assert_eq!(hand.pot(), 4);
}

#[test]
fn an_odd_chip_goes_to_the_first_winner_left_of_the_button() {
    let mut hand = deal(&blinds(1, 2), &[100, 100, 100]);
    play(&mut hand, &[Call, Fold]);
    play(&mut hand, &[Check; 7]);
    assert_eq!(hand.pot(), 5);
    assert_eq!(payoffs(&hand, &[9, 7, 7]), [-1, 1, 0]);
}

#[test]
fn all_odd_chips_of_a_pot_go_to_its_first_winner() {
    let mut hand = deal(&blinds(1, 2), &[100, 100, 100, 100]);
    play(&mut hand, &[Call, Call, RaiseTo(12), Call, Call, Fold]);
    play(&mut hand, &[Check; 9]);
    assert_eq!(hand.pot(), 38);
    assert_eq!(payoffs(&hand, &[7, 7, 7, 9]), [2, 0, 0, -2]);
}

#[test]
fn side_pots_go_to_the_best_hand_that_paid_for_them() {
    let mut hand = deal(&blinds(1, 2), &[50, 100, 200]);
    play(&mut hand, &[RaiseTo(200), Call, Call]);
    let pots: Vec<_> = hand.pots().iter().map(|pot| (pot.chips, pot.eligible.iter().collect())).collect();
    let expected: [(Chips, Vec<usize>); 2] = [(150, vec![0, 1, 2]), (100, vec![1, 2])];
    assert_eq!(pots, expected);
    for (ranks, expected) in [
        ([3, 2, 1], [100, 0, -100]),
        ([3, 1, 2], [100, -100, 0]),
        ([1, 3, 2], [-50, 150, -100]),
        ([1, 2, 3], [-50, -100, 150]),
        ([2, 2, 1], [25, 75, -100]),
        ([1, 2, 2], [-50, 25, 25]),
        ([2, 1, 1], [100, -50, -50]),
        ([1, 1, 1], [0, 0, 0]),
    ] {
        assert_eq!(payoffs(&hand, &ranks), expected, "ranks {ranks:?}");
    }
}

#[test]
fn chips_of_a_folded_hand_stay_in_the_pots_they_reached() {
    let mut hand = deal(&blinds(5, 10), &[300, 40, 300, 300]);
    play(&mut hand, &[RaiseTo(100), Fold, RaiseTo(200), Call, Fold]);
    assert_eq!(hand.phase(), Phase::Showdown);
    assert_eq!(hand.contributed(), [100, 40, 100, 0], "100 of the raise to 200 were matched");
    assert_eq!(payoffs(&hand, &[1, 2, 9, 9]), [20, 80, -100, 0]);
}

#[test]
fn pots_left_to_the_same_winners_are_shared_as_one() {
    // Main pot 3 * 23 + 2 and side pot 2 * 13: seat 2 loses all, so seats 0 and 1 split 97 chips, one odd
    // chip in all.
    let mut hand = deal(&blinds(5, 10), &[36, 36, 23, 100]);
    play(&mut hand, &[RaiseTo(23), Fold, RaiseTo(36), Call]);
    assert_eq!(hand.contributed(), [36, 36, 23, 0]);
    assert_eq!(payoffs(&hand, &[7, 7, 1, 9]), [12, 11, -23, 0]);
}

#[test]
fn a_short_big_blind_lowers_the_bet_to_call() {
    let mut hand = deal(&blinds(5, 10), &[100, 7, 100, 100]);
    assert_eq!(hand.street_contributed(), [5, 7, 0, 0]);
    assert_eq!(hand.legal(), LegalActions { fold: true, call: 7, raise_to: Some((17, 100)) });
    play(&mut hand, &[Call, Call, Call]);
    assert_eq!((hand.street(), hand.to_act()), (Street::Flop, Some(0)));
}

#[test]
fn blinds_that_are_all_in_go_to_showdown_without_a_decision() {
    let hand = deal(&blinds(1, 2), &[100, 1]);
    assert_eq!(hand.phase(), Phase::Showdown);
    assert_eq!((hand.contributed(), hand.stacks()), (&[1, 1][..], &[99, 0][..]));
    let hand = deal(&blinds(5, 10), &[3, 8]);
    assert_eq!((hand.phase(), hand.contributed()), (Phase::Showdown, &[3, 3][..]));
    let hand = deal(&blinds(5, 10), &[7, 100]);
    assert_eq!(
        hand.legal(),
        LegalActions { fold: true, call: 2, raise_to: None },
        "the button still has to call"
    );
}

#[test]
fn an_ante_is_dead_for_the_bet_and_live_for_the_pots() {
    let hand = deal(&blinds(1, 2).with_ante(1).unwrap(), &[100, 100, 100]);
    assert_eq!(hand.pot(), 6);
    assert_eq!(hand.legal(), LegalActions { fold: true, call: 2, raise_to: Some((4, 99)) });

    let mut hand = deal(&blinds(5, 10).with_ante(10).unwrap(), &[100, 100, 4]);
    play(&mut hand, &[Call, Check]);
    play(&mut hand, &[Check; 6]);
    assert_eq!(payoffs(&hand, &[1, 2, 3]), [-20, 12, 8], "a short ante wins its size from each seat");
}

#[test]
fn a_straddle_is_a_third_blind() {
    let stakes = blinds(1, 2).with_straddle(2, 4).unwrap();
    let mut hand = deal(&stakes, &[100; 4]);
    assert_eq!(hand.street_contributed(), [1, 2, 4, 0]);
    assert_eq!(hand.to_act(), Some(3));
    assert_eq!(hand.legal(), LegalActions { fold: true, call: 4, raise_to: Some((8, 100)) });
    play(&mut hand, &[Call, Call, Call]);
    assert_eq!(hand.to_act(), Some(2), "the straddle has the last word");
    assert_eq!(hand.legal(), LegalActions { fold: false, call: 0, raise_to: Some((8, 100)) });
    hand.act(Check).unwrap();
    assert_eq!(hand.legal().raise_to, Some((2, 96)), "after the flop the big blind counts again");

    let hand = deal(&stakes.with_min_bet(2).unwrap(), &[100; 4]);
    assert_eq!(hand.legal().raise_to, Some((6, 100)));
}

#[test]
fn a_straddle_of_the_button_leaves_the_first_move_to_the_small_blind() {
    let stakes = blinds(1, 2).with_straddle(2, 4).unwrap();
    assert_eq!(deal(&stakes, &[100; 3]).to_act(), Some(0));
    let twice = stakes.with_straddle(3, 8).unwrap();
    let hand = deal(&twice, &[100; 6]);
    assert_eq!((hand.to_act(), hand.legal().raise_to), (Some(4), Some((16, 100))));
}

#[test]
fn rake_is_a_capped_share_of_the_called_pot_and_nothing_without_a_flop() {
    let stakes = blinds(1, 2).with_rake(Rake { basis_points: 500, cap: 3 }).unwrap();
    let mut hand = deal(&stakes, &[200, 200]);
    play(&mut hand, &[RaiseTo(100), Fold]);
    let settlement = hand.settle::<u16>(&[]).unwrap();
    assert_eq!((settlement.payoffs(), settlement.rake()), (&[-2, 2][..], 0));

    let mut hand = deal(&stakes, &[200, 200]);
    play(&mut hand, &[RaiseTo(12), Call, RaiseTo(50), Fold]);
    let settlement = hand.settle::<u16>(&[]).unwrap();
    assert_eq!((settlement.payoffs(), settlement.rake()), (&[11, -12][..], 1), "5 % of 24, rounded down");

    let mut hand = deal(&stakes, &[200, 200]);
    play(&mut hand, &[RaiseTo(200), Call]);
    let settlement = hand.settle(&[Some(1), Some(2)]).unwrap();
    assert_eq!((settlement.payoffs(), settlement.rake()), (&[-200, 197][..], 3));
}

#[test]
fn rake_comes_out_of_the_main_pot_first() {
    let stakes = blinds(1, 2).with_rake(Rake { basis_points: 1_000, cap: 12 }).unwrap();
    let mut hand = deal(&stakes, &[50, 100, 100]);
    play(&mut hand, &[RaiseTo(100), Call, Call]);
    let settlement = hand.settle(&[Some(3), Some(2), Some(1)]).unwrap();
    assert_eq!((settlement.payoffs(), settlement.rake()), (&[88, 0, -100][..], 12));
}

#[test]
fn an_illegal_move_is_handed_back_with_what_is_legal() {
    let mut hand = deal(&blinds(5, 10), &[100; 3]);
    let error = hand.act(RaiseTo(15)).unwrap_err();
    assert_eq!(error, IllegalMove { rejected: RaiseTo(15), legal: Some(hand.legal()) });
    assert_eq!(error.to_string(), "cannot raise to 15: legal is fold, call 10, raise to 20-100");
    play(&mut hand, &[Call, Call]);
    assert_eq!(
        hand.act(Fold).unwrap_err().to_string(),
        "cannot fold: legal is check, raise to 20-100",
        "folding without a bet to face is not a move"
    );
    play(&mut hand, &[RaiseTo(20), Fold, Fold]);
    assert_eq!(hand.act(Check).unwrap_err().to_string(), "cannot check: betting is over");
}

#[test]
fn hands_that_cannot_be_dealt_are_errors() {
    let stakes = blinds(1, 2);
    assert_eq!(HandState::new(&stakes, &[100]), Err(SetupError::Seats { found: 1 }));
    assert_eq!(HandState::new(&stakes, &[100; 10]), Err(SetupError::Seats { found: 10 }));
    assert_eq!(HandState::new(&stakes, &[100, 0]), Err(SetupError::EmptyStack { seat: 1 }));
    let found = 2 * u64::from(Chips::MAX);
    assert_eq!(HandState::new(&stakes, &[Chips::MAX; 2]), Err(SetupError::TooManyChips { found }));
    let straddled = stakes.with_straddle(3, 4).unwrap();
    let error = SetupError::StraddleSeat { seat: 3, num_seats: 3 };
    assert_eq!(HandState::new(&straddled, &[100; 3]), Err(error));
}

#[test]
fn stakes_that_cannot_be_played_are_errors() {
    assert_eq!(Stakes::new(0, 0), Err(StakesError::NoBigBlind));
    assert_eq!(Stakes::new(3, 2), Err(StakesError::SmallBlind { small_blind: 3, big_blind: 2 }));
    assert_eq!(Stakes::new(1, Chips::MAX), Err(StakesError::TooLarge { found: Chips::MAX }));
    assert_eq!(blinds(1, 2).with_straddle(1, 4), Err(StakesError::StraddleSeat { seat: 1 }));
    assert_eq!(blinds(1, 2).with_straddle(9, 4), Err(StakesError::StraddleSeat { seat: 9 }));
    assert_eq!(blinds(1, 2).with_straddle(2, 2), Err(StakesError::Straddle { seat: 2, found: 2, above: 2 }));
    let two = blinds(1, 2).with_straddle(3, 8).unwrap();
    assert_eq!(two.with_straddle(2, 8), Err(StakesError::Straddle { seat: 2, found: 8, above: 2 }));
    assert_eq!(blinds(1, 2).with_min_bet(0), Err(StakesError::MinBet));
    let greedy = Rake { basis_points: 10_001, cap: 1 };
    assert_eq!(blinds(1, 2).with_rake(greedy), Err(StakesError::Rake { found: 10_001 }));
}

#[test]
fn a_hand_is_settled_only_when_betting_is_over_and_all_ranks_are_known() {
    let mut hand = deal(&blinds(1, 2), &[100, 100]);
    assert_eq!(hand.settle(&[Some(1), Some(2)]), Err(SettleError::NotOver { to_act: 1 }));
    play(&mut hand, &[RaiseTo(100), Call]);
    assert_eq!(hand.settle(&[Some(1), None]), Err(SettleError::MissingRank { seat: 1 }));
    assert_eq!(hand.settle::<u8>(&[]), Err(SettleError::MissingRank { seat: 0 }));
}

#[test]
fn the_largest_table_of_chips_does_not_overflow() {
    let stack = (1 << 30) - 1;
    let stakes = blinds(1 << 30, 1 << 31).with_ante(7).unwrap();
    let mut hand = deal(&stakes, &[stack, stack]);
    assert_eq!(hand.legal(), LegalActions::default());
    assert_eq!(payoffs(&hand, &[1, 2]), [-i64::from(stack), i64::from(stack)]);
    hand = deal(&blinds(1, 2), &[stack, stack]);
    play(&mut hand, &[RaiseTo(stack), Call]);
    assert_eq!(payoffs(&hand, &[2, 1]), [i64::from(stack), -i64::from(stack)]);
}
