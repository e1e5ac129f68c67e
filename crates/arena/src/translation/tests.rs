use std::sync::Arc;

use holdem_game::NoLimitHoldem;
use holdem_game::deal::DealRng;
use holdem_game::menu::BetMenu;
use holdem_game::rules::{HandState, Move, Stakes};
use holdem_game::tree::{Action, BettingTree};

use super::*;
use crate::table::{Betting, PublicHand};

/// 100 big blinds, a bet of half a pot and of a pot on each street, one raise.
fn tree() -> Arc<BettingTree> {
    let menu: BetMenu = serde_json::from_str(
        r#"{"preflop": {"sizes": [["3bb"], ["3x"]], "max_raises": 2}, "limped": null,
            "flop": {"sizes": [["50%", "100%"], ["100%"]], "max_raises": 2},
            "turn": {"sizes": [["100%"]], "max_raises": 1},
            "river": {"sizes": [["100%"]], "max_raises": 1}}"#,
    )
    .unwrap();
    Arc::new(NoLimitHoldem::heads_up(100.0, menu).unwrap().tree().unwrap())
}

fn table(blind: u32) -> PublicHand {
    let stacks = vec![200 * blind; 2];
    let hand = HandState::new(&Stakes::new(blind, 2 * blind).unwrap(), &stacks).unwrap();
    PublicHand::begin(Betting::NoLimit(hand), stacks)
}

/// Where a hand of these moves stands.
fn after(public: &mut PublicHand, mapping: Mapping, moves: &[Move]) -> Follower {
    let mut follower = Follower::begin(tree(), mapping, true, public);
    for &action in moves {
        public.act(action).unwrap();
    }
    follower.follow(public, &mut DealRng::from_seed(1));
    follower
}

fn history(follower: &Follower) -> String {
    follower.tree().history_text(follower.decision().unwrap())
}

#[test]
fn bets_of_the_tree_are_themselves_at_any_blinds() {
    for blind in [1, 50] {
        let mut public = table(blind);
        let moves = [Move::RaiseTo(6 * blind), Move::Call, Move::Check, Move::RaiseTo(6 * blind)];
        let follower = after(&mut public, Mapping::Randomised, &moves);
        assert_eq!(history(&follower), "r6c/kb6");
        assert_eq!(follower.translated(), []);
        let node = follower.decision().unwrap();
        let raise = follower.moves_at(node).last().unwrap();
        assert_eq!(raise, Move::RaiseTo(30 * blind), "a raise of the pot after the call");
    }
}

#[test]
fn a_size_between_two_is_the_likelier_one_or_either_by_chance() {
    // The pot is 12; between 6 and 12, 8.57 is the median of the mapping.
    let bet = |to| [Move::RaiseTo(6), Move::Call, Move::RaiseTo(to)];
    for (to, expected) in [(7, "r6c/b6"), (8, "r6c/b6"), (9, "r6c/b12"), (11, "r6c/b12"), (100, "r6c/b12")] {
        assert_eq!(history(&after(&mut table(1), Mapping::Deterministic, &bet(to))), expected, "{to}");
    }
    let (mut small, mut rng) = (0u32, DealRng::from_seed(7));
    let mut public = table(1);
    bet(9).iter().for_each(|&action| public.act(action).unwrap());
    for _ in 0..10_000 {
        let mut follower = Follower::begin(tree(), Mapping::Randomised, true, &table(1));
        follower.follow(&public, &mut rng);
        small += u32::from(history(&follower) == "r6c/b6");
    }
    let expected = 10_000.0 * pseudo_harmonic(0.75, 0.5, 1.0);
    assert!((f64::from(small) - expected).abs() < 200.0, "{small} of 10,000, expected {expected}");
}

#[test]
fn what_is_played_is_a_share_of_the_pot_on_the_table() {
    // A raise to 10 instead of 6 puts 20 into the pot instead of 12.
    let mut public = table(1);
    let follower = after(&mut public, Mapping::Deterministic, &[Move::RaiseTo(10), Move::Call]);
    let node = follower.decision().unwrap();
    let moves: Vec<Move> = follower.moves_at(node).collect();
    assert_eq!(moves, [Move::Check, Move::RaiseTo(10), Move::RaiseTo(20)]);
    // Half a pot of that size is half a pot.
    public.act(Move::RaiseTo(10)).unwrap();
    let mut follower = follower;
    follower.follow(&public, &mut DealRng::from_seed(1));
    assert_eq!(history(&follower), "r6c/b6");
}

#[test]
fn a_small_bet_of_the_first_to_act_is_a_check_or_the_smallest_bet() {
    let to = |chips| [Move::RaiseTo(6), Move::Call, Move::RaiseTo(chips)];
    // Between 0 and half a pot the median is 0.2 of the pot: 2.4 chips.
    let check = after(&mut table(1), Mapping::Deterministic, &to(2));
    assert_eq!(history(&check), "r6c/k");
    let bet = after(&mut table(1), Mapping::Deterministic, &to(3));
    assert_eq!(history(&bet), "r6c/b6");
    // After a check the street would be over, so it is the smallest bet.
    let moves = [Move::RaiseTo(6), Move::Call, Move::Check, Move::RaiseTo(2)];
    assert_eq!(history(&after(&mut table(1), Mapping::Deterministic, &moves)), "r6c/kb6");
    // What was taken as a check is called with a check of the tree.
    let mut public = table(1);
    let mut moves = to(2).to_vec();
    moves.push(Move::Call);
    assert_eq!(history(&after(&mut public, Mapping::Deterministic, &moves)), "r6c/kk/");
}

#[test]
fn a_raise_over_the_cap_is_answered_as_the_largest_raise_and_called_in_the_tree() {
    let mut moves = vec![Move::RaiseTo(6), Move::Call, Move::Check, Move::RaiseTo(6), Move::RaiseTo(30)];
    let mut public = table(1);
    let follower = after(&mut public, Mapping::Deterministic, &moves);
    assert_eq!(history(&follower), "r6c/kb6r30");
    moves.push(Move::RaiseTo(80));
    let mut public = table(1);
    let follower = after(&mut public, Mapping::Deterministic, &moves);
    assert!(matches!(follower.place(), Place::Capped { .. }));
    // The button's largest bet before it was 12, to which the other seat answers.
    assert_eq!(history(&follower), "r6c/kb12");
    assert_eq!(follower.translated()[0].taken_as, None);
    moves.push(Move::Call);
    let follower = after(&mut table(1), Mapping::Deterministic, &moves);
    assert_eq!(history(&follower), "r6c/kb6r30c/");
}

#[test]
fn an_all_in_is_the_largest_bet_and_calls_for_less_are_calls() {
    let moves = [Move::RaiseTo(6), Move::Call, Move::RaiseTo(194)];
    let mut public = table(1);
    let follower = after(&mut public, Mapping::Randomised, &moves);
    assert_eq!(history(&follower), "r6c/b12");
    let node = follower.decision().unwrap();
    let moves: Vec<Move> = follower.moves_at(node).collect();
    // No raise is possible any more: it is a call.
    assert_eq!(moves, [Move::Fold, Move::Call, Move::Call]);
}

#[test]
fn a_hand_beyond_the_end_of_the_tree_is_lost() {
    let menu = BetMenu::jam_or_fold();
    let tree = Arc::new(NoLimitHoldem::heads_up(100.0, menu).unwrap().tree().unwrap());
    let mut public = table(1);
    let mut follower = Follower::begin(tree, Mapping::Randomised, true, &public);
    public.act(Move::RaiseTo(6)).unwrap();
    follower.follow(&public, &mut DealRng::from_seed(1));
    assert_eq!(history(&follower), "a", "a raise is taken as the one raise there is");
    assert_eq!(follower.translated()[0].taken_as, Some(Action::AllIn(200)));
    public.act(Move::Call).unwrap();
    follower.follow(&public, &mut DealRng::from_seed(1));
    assert_eq!((follower.place(), follower.decision()), (Place::Lost, None));
}
