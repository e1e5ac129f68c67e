//! Payoffs of multiway showdowns against the rules' own pots.

use holdem_game::rules::showdown_payoff;
use holdem_game::rules::{HandState, Move, Phase, Stakes};
use proptest::prelude::*;

/// Plays a hand to its end with moves drawn from a list of numbers.
fn play(stakes: &Stakes, stacks: &[u32], moves: &[u8]) -> HandState {
    let mut hand = HandState::new(stakes, stacks).expect("stacks are positive");
    let mut next = moves.iter().cycle();
    while let Phase::Act(_) = hand.phase() {
        let legal = hand.legal();
        let step = match (next.next().expect("there are moves") % 8, legal.raise_to) {
            (0, _) if legal.fold => Move::Fold,
            (1 | 2, Some((min, _))) => Move::RaiseTo(min),
            (3, Some((_, all_in))) => Move::RaiseTo(all_in),
            _ if legal.call > 0 => Move::Call,
            _ => Move::Check,
        };
        hand.act(step).expect("a legal move");
    }
    hand
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]
    #[test]
    fn showdowns_pay_what_the_rules_pay(
        stacks in prop::collection::vec(1u32..60, 2..=9),
        ante in 0u32..3,
        moves in prop::collection::vec(any::<u8>(), 1..40),
        ranks in prop::collection::vec(1u16..5, 9),
    ) {
        let stakes = Stakes::new(1, 2).and_then(|stakes| stakes.with_ante(ante)).expect("small blinds");
        let hand = play(&stakes, &stacks, &moves);
        if hand.phase() == Phase::Showdown {
            let given: Vec<Option<u16>> = ranks[..stacks.len()].iter().copied().map(Some).collect();
            let settled = hand.settle(&given).expect("all ranks are given");
            let live = hand.live().iter().fold(0u16, |mask, seat| mask | 1 << seat);
            for seat in hand.live().iter() {
                let found = showdown_payoff(hand.contributed(), live, &ranks[..stacks.len()], seat);
                prop_assert_eq!(found, settled.payoffs()[seat], "seat {} of {:?}", seat, hand);
            }
        }
    }
}
