//! The betting, against the rules of this workspace where the two agree, and by the protocol's examples.

use std::sync::Arc;

use holdem_arena::acpc::{Action, Deals, Game, Hand, Interpreter, MatchState, action_of, values};
use holdem_cards::random::DealRng;
use holdem_cards::{CardSet, evaluator};
use holdem_game::rules::{HandState, Move};

use super::{LIMIT_THREE, LIMIT_TWO, random_action};

fn play(game: &Arc<Game>, betting: &str) -> Hand {
    let line = format!("MATCHSTATE:0:0:{betting}:{}", "|".repeat(game.players - 1));
    let cards = "/2c8c3h/9c/Kh";
    let ends = cards.match_indices('/').map(|(at, _)| at).chain([cards.len()]);
    ends.map(|end| format!("{line}{}", &cards[..end]))
        .find_map(|line| {
            MatchState::parse(&line, game).ok().filter(|(_, rest)| rest.is_empty()).map(|p| p.0.hand)
        })
        .unwrap_or_else(|| panic!("{betting} is legal"))
}

#[test]
fn the_examples_of_the_protocol_are_legal_and_end_where_they_end() {
    let no_limit = Arc::new(Game::heads_up_no_limit());
    let limit = Arc::new(Game::parse(LIMIT_TWO).unwrap());
    let three = Arc::new(Game::parse(LIMIT_THREE).unwrap());
    for (game, betting, put_in, showdown) in [
        (&limit, "rrc/rc/crc/crc", vec![80, 80], true),
        (&limit, "rrc/rc/rf", vec![60, 40], false),
        (&limit, "rc/cc/crf", vec![20, 40], false),
        (&no_limit, "cc/r250c/r500c/r1250c", vec![1250, 1250], true),
        (&no_limit, "r300r900c/r1800r3600r9000c/r20000c/", vec![20_000, 20_000], true),
        (&three, "rcc/rfc/rc/rf", vec![70, 20, 50], false),
        (&three, "crfc/rc/rc/rc", vec![70, 10, 70], true),
    ] {
        let hand = play(game, betting);
        assert_eq!(
            (hand.to_act(), hand.put_in(), hand.is_showdown()),
            (None, put_in.as_slice(), showdown),
            "{betting}"
        );
    }
    assert_eq!(play(&no_limit, "r20000c").betting(), "r20000c///");
}

#[test]
fn a_limit_caps_raises_and_sets_their_size() {
    let limit = Arc::new(Game::parse(LIMIT_TWO).unwrap());
    let mut hand = play(&limit, "rrr");
    assert_eq!((hand.raise_bounds(), hand.put_in()), (None, [30, 40].as_slice()));
    assert!(!hand.act(Action::Raise(0)) && hand.act(Action::Call));
    assert_eq!((hand.raise_bounds(), hand.round()), (Some((50, 50)), 1));
    assert_eq!(play(&limit, "cc/cc/").raise_bounds(), Some((30, 30)));
}

#[test]
fn the_smallest_raise_forgets_nothing_when_a_short_all_in_comes_between() {
    let game = Arc::new(Game::no_limit(&[50, 100, 0], &[20_000, 20_000, 350]));
    // 300, all-in for 350: the next raise is still one to 500, and everybody may make it.
    let mut hand = play(&game, "cr300");
    assert!(!hand.act(Action::Raise(499)));
    let mut hand_of_three = play(&Arc::new(Game::no_limit(&[50, 100, 0], &[20_000, 350, 20_000])), "r300c");
    assert!(hand_of_three.act(Action::Raise(350)));
    assert_eq!(hand_of_three.raise_bounds(), Some((500, 20_000)));
    assert!(hand_of_three.act(Action::Call) && hand_of_three.raise_bounds().is_some());
}

#[test]
fn a_fold_needs_a_bet_to_face() {
    let game = Arc::new(Game::heads_up_no_limit());
    let mut hand = play(&game, "cc/");
    assert!(!hand.may_fold() && !hand.act(Action::Fold));
    assert_eq!(hand.nearest(Action::Fold), Action::Call);
    assert_eq!(hand.nearest(Action::Raise(7)), Action::Raise(200));
    assert_eq!(hand.nearest(Action::Raise(70_000)), Action::Raise(20_000));
}

#[test]
fn a_round_of_smallest_raises_ends_before_it_is_too_long_to_be_called() {
    let game = Arc::new(Game::heads_up_no_limit());
    let mut hand = Hand::begin(&game);
    while let Some((min, _)) = hand.raise_bounds() {
        assert!(hand.act(Action::Raise(min)));
    }
    assert_eq!(hand.taken().len(), 63);
    assert!(hand.act(Action::Call));
    assert_eq!(hand.round(), 1);
}

/// With two players and equal stacks the rules of the competition and the books agree on everything.
#[test]
fn two_equal_stacks_are_played_by_the_same_rules_everywhere() {
    for seed in 0..3_000 {
        let mut rng = DealRng::for_iteration(17, seed);
        let stack = 100 + rng.below(5_000) as u32;
        let game = Arc::new(Game::no_limit(&[100, 50], &[stack; 2]));
        let mut hand = Hand::begin(&game);
        let mut state = HandState::new(&game.stakes().unwrap(), &[stack; 2]).unwrap();
        while let Some(seat) = hand.to_act() {
            let legal = state.legal();
            let before = state.contributed()[seat] - state.street_contributed()[seat];
            assert_eq!(state.to_act(), Some(seat));
            assert_eq!(legal.fold, hand.may_fold(), "{}", hand.betting());
            let bounds = legal.raise_to.map(|(min, max)| (min + before, max + before));
            assert_eq!(bounds, hand.raise_bounds(), "{}", hand.betting());
            let action = random_action(&hand, &mut rng);
            let same = match action {
                Action::Fold => Move::Fold,
                Action::Call => legal.passive(),
                Action::Raise(to) => Move::RaiseTo(to - before),
            };
            state.act(same).unwrap();
            assert!(hand.act(action));
        }
        assert_eq!(state.to_act(), None);
    }
}

/// Payoffs of the competition, in fractions, against those of the rules, in chips.
#[test]
fn pots_go_where_the_rules_send_them() {
    for seed in 0..3_000 {
        let mut rng = DealRng::for_iteration(18, seed);
        let players = 2 + rng.below(5);
        let stacks: Vec<u32> = (0..players).map(|_| 120 + rng.below(900) as u32).collect();
        let blinds: Vec<u32> = (0..players)
            .map(|seat| if players == 2 { [100, 50][seat] } else { [50, 100, 0, 0, 0, 0][seat] })
            .collect();
        let game = Arc::new(Game::no_limit(&blinds, &stacks));
        let table = Interpreter::new(&game).unwrap();
        let (mut hand, mut public) = (Hand::begin(&game), table.begin());
        let deal = Deals::new(&game, seed as u32).deal(&game);
        while hand.to_act().is_some() && public.betting().to_act() == hand.to_act() {
            // Through the rules of the workspace, whose raises are the narrower ones.
            let legal = public.betting().legal();
            let action = match (rng.below(4), legal.raise_to) {
                (0, Some((min, max))) => Move::RaiseTo(min + rng.below((max - min + 1) as usize) as u32),
                (1, _) if legal.fold => Move::Fold,
                _ => legal.passive(),
            };
            let same = action_of(action, public.betting(), &hand);
            assert!(hand.act(same));
            public.act(action).unwrap();
        }
        // A player whom nobody can win chips from is still asked to call there.
        while hand.to_act().is_some() {
            assert!(hand.act(Action::Call));
        }
        let state = public.betting().no_limit().unwrap();
        let rank = |seat: usize| {
            let cards: CardSet = deal.hole(seat).iter().chain(deal.board()).copied().collect();
            Some(evaluator::evaluate(cards))
        };
        let ranks: Vec<_> = (0..players).map(rank).collect();
        let settled = state.settle(&ranks).unwrap();
        let values = values(&hand, &deal.known());
        assert!(values.iter().sum::<f64>().abs() < 1e-6, "{values:?}");
        for (value, &payoff) in values.iter().zip(settled.payoffs()) {
            // Odd chips of up to one pot a player go to one of the winners there.
            assert!(
                (value - payoff as f64).abs() < players as f64,
                "{values:?} {settled:?} {}",
                hand.betting()
            );
        }
    }
}
