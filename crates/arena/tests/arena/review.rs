//! Reviews of recorded hands.

use std::sync::Arc;

use holdem_arena::HandHistory;
use holdem_arena::review::{PotType, Review, ReviewError, ReviewOptions, review};
use holdem_blueprint::strategy::ValueOptions;
use holdem_blueprint::{Strategy, unobserved};

use super::support::{config, random};

/// Twenty big blinds, one bet of half the pot on each street after the flop.
fn strategy() -> Arc<Strategy> {
    let street = r#"{"sizes": [["50%"]], "max_raises": 1}"#;
    let limped = r#"{"sizes": [["3bb", "all-in"], ["all-in"]], "max_raises": 2}"#;
    let menu = format!(r#""limped": {limped}, "flop": {street}, "turn": {street}, "river": {street}"#);
    random(&config(&format!(r#"{{"stack": 20, "menu": {{{menu}}}}}"#)), 3)
}

/// A single raised pot; on the turn a bet of 60 % of the pot, on the river one that is all-in.
fn hand(stacks: u32, blinds: u32) -> HandHistory {
    let text = format!(
        "variant = 'NT'\nantes = [0, 0]\nblinds_or_straddles = [{}, {}]\nmin_bet = {}\n\
         starting_stacks = [{stacks}, {stacks}]\nplayers = ['Ann', 'Bob, \"the\" shark']\nhand = 7\n\
         actions = ['d dh p1 QsJs', 'd dh p2 ????', 'p2 cbr {}', 'p1 cc', 'd db AhKd7c', 'p1 cc', 'p2 cc', \
         'd db 2s', 'p1 cbr {}', 'p2 cc', 'd db 9d', 'p1 cbr {}', 'p2 f']\n",
        blinds,
        2 * blinds,
        2 * blinds,
        5 * blinds,
        6 * blinds,
        stacks - 11 * blinds
    );
    HandHistory::parse(&text).unwrap()
}

fn reviewed(hands: &[HandHistory], options: &ReviewOptions) -> Review {
    review(hands, &strategy(), options, &mut unobserved).unwrap()
}

#[test]
fn every_decision_with_known_cards_is_reviewed_and_valued_after_the_flop() {
    let strategy = strategy();
    let found = review(&[hand(40, 1)], &strategy, &ReviewOptions::default(), &mut unobserved).unwrap();
    assert_eq!((found.hands, found.skipped.len(), found.decisions.len()), (1, 0, 4));
    let streets: Vec<_> = found.decisions.iter().map(|decision| decision.street).collect();
    assert_eq!(streets, ["preflop", "flop", "turn", "river"]);
    assert!(
        found.decisions.iter().all(|d| (d.position, &*d.player, &*d.hole) == ("big blind", "Ann", "QsJs"))
    );
    let [preflop, flop, turn, river] = &found.decisions[..] else { panic!("four decisions") };
    assert!(preflop.cost_bb.is_some() && preflop.cost_error_bb.is_some_and(|half| half > 0.0));
    assert!(flop.cost_error_bb.is_none() && preflop.ungraded.is_none());
    assert_eq!((preflop.pot_type, flop.pot_type), (PotType::SingleRaised, PotType::SingleRaised));
    assert_eq!((&*preflop.choice, &*flop.choice, &*turn.choice), ("call 1.5bb", "check", "bet 3bb"));
    assert!(turn.translated.iter().any(|bet| bet == "3bb (60% of the pot) taken as 50% of the pot"));
    // What the strategy says itself.
    let board = strategy.board("AhKd7c2s").unwrap();
    let (node, hand) = (turn.history.clone().unwrap(), strategy.hand("QsJs").unwrap());
    let values = strategy.values(&node, &board, &ValueOptions::default(), &mut unobserved).unwrap();
    let chances = strategy.probabilities(&node, hand, &board).unwrap();
    for (at, action) in turn.actions.iter().enumerate() {
        assert!((action.chance - f64::from(chances[at])).abs() < 1e-9);
        let value = values.of_action(at, hand).unwrap() / 2.0;
        assert!((action.value_bb.unwrap() - value).abs() < 1e-9);
    }
    let taken = turn.actions[turn.taken.unwrap()].value_bb.unwrap();
    let cost = turn.best().unwrap().value_bb.unwrap() - taken;
    assert!((turn.cost_bb.unwrap() - cost).abs() < 1e-12 && cost >= 0.0);
    assert!(river.cost_bb.is_some() && !river.translated.is_empty());
    let costs: f64 = found.decisions.iter().filter_map(|decision| decision.cost_bb).sum();
    assert!((found.total.cost_bb - costs).abs() < 1e-12 && found.total.valued == 4);
    assert_eq!(found.by_street.len(), 4);
}

#[test]
fn amounts_scale_with_the_blinds() {
    let [small, large] =
        [hand(40, 1), hand(2000, 50)].map(|hand| reviewed(&[hand], &ReviewOptions::default()));
    assert_eq!(small.decisions, large.decisions);
}

#[test]
fn other_depths_and_seats_are_skipped_and_said() {
    let three = "variant = 'NT'\nantes = [0, 0, 0]\nblinds_or_straddles = [1, 2, 0]\nmin_bet = 2\n\
                 starting_stacks = [40, 40, 40]\nactions = ['d dh p1 QsJs', 'p3 f', 'p1 f']\n";
    let three = HandHistory::parse(three).unwrap();
    let found = reviewed(&[hand(200, 1), three, hand(41, 1)], &ReviewOptions::default());
    let reasons: Vec<_> = found.skipped.iter().map(|skipped| &*skipped.reason).collect();
    assert_eq!(reasons, ["100.0 big blinds deep, the strategy is 20.0", "3 seats, the strategy is for 2"]);
    assert_eq!((found.hands, found.decisions.len()), (3, 4), "a depth within the tolerance is reviewed");
    let strict = ReviewOptions { depth_tolerance: 0.0, ..ReviewOptions::default() };
    assert_eq!(reviewed(&[hand(41, 1)], &strict).skipped.len(), 1);
}

#[test]
fn a_player_is_chosen_by_name_or_seat() {
    let of = |player: &str| {
        let options = ReviewOptions { player: Some(player.to_owned()), ..ReviewOptions::default() };
        review(&[hand(40, 1)], &strategy(), &options, &mut unobserved)
    };
    assert_eq!(of("Ann").unwrap().decisions.len(), 4);
    assert_eq!(of("p1").unwrap().decisions.len(), 4);
    assert_eq!(of("p2").unwrap().decisions.len(), 0, "its cards are not known");
    let refused = of("Eve").unwrap_err();
    assert!(matches!(&refused, ReviewError::Player { known, .. } if known.contains("Ann")), "{refused}");
}

#[test]
fn a_review_is_written_as_a_page_and_as_csv() {
    let found = reviewed(&[hand(40, 1), hand(200, 1)], &ReviewOptions::default());
    let page = found.markdown();
    assert!(page.contains("1 of 2 hands, 4 decisions."), "{page}");
    assert!(page.contains("| river | 1 |") && page.contains("- 1: 100.0 big blinds deep"), "{page}");
    let csv = found.csv();
    let lines: Vec<&str> = csv.lines().collect();
    let actions: usize = found.decisions.iter().map(|decision| decision.actions.len()).sum();
    assert_eq!(lines.len(), 1 + actions);
    assert!(lines[1].starts_with("7,2,Ann,big blind,preflop,single raised,QsJs,,"), "{}", lines[1]);
    assert!(lines.iter().all(|line| line.matches(',').count() >= 17));
}
