//! Local best response to strategies over a tree and to rules of thumb.

use std::sync::Arc;

use holdem_arena::lbr::{self, Gains, LbrBets, LbrOptions, Opponent, Setting, Tabular, Viewed};
use holdem_arena::players::{Entrant, Fixed};
use holdem_arena::table::Table;
use holdem_arena::translation::Mapping;
use holdem_blueprint::game::PreflopClasses;
use holdem_blueprint::{Strategy, unobserved};
use holdem_cfr::evaluate::exact::{Watch, exploitability};
use holdem_game::deal::HoldemCards;
use holdem_game::rules::Move;

use super::support::{config, random};

fn best_response(strategy: &Strategy) -> [f64; 2] {
    let (game, pair) = (strategy.game(), [strategy.table(); 2]);
    exploitability(&game.tree, &*game.cards, pair, None, 1, &Watch::NOBODY).unwrap().best_response
}

#[test]
fn it_wins_no_more_than_the_best_response_where_all_bets_are_in_the_tree() {
    let mini = r#"{"kind": "mini-holdem", "ranks": 4, "suits": 2, "hole_cards": 1, "board_cards": [1, 1],
                   "stack": 20}"#;
    for (json, sets) in [
        (r#"{"kind": "kuhn"}"#, vec![LbrBets::Fc, LbrBets::Many]),
        (r#"{"kind": "leduc"}"#, vec![LbrBets::Fc, LbrBets::Many]),
        (mini, vec![LbrBets::Fc]),
    ] {
        for seed in 1..4 {
            let strategy = random(&config(json), seed);
            let best = best_response(&strategy);
            for &bets in &sets {
                let options = LbrOptions { bets, ..LbrOptions::default() };
                let found = lbr::against(&strategy, Mapping::Randomised, &options, &mut unobserved).unwrap();
                assert!(found.gain.exact && found.flops.is_none());
                for (gain, best) in found.by_seat.iter().zip(best) {
                    assert!(gain.chips < best + 1e-5, "{json} {bets}: {} {best}", gain.chips);
                }
            }
        }
    }
}

/// Against a rule of thumb in hold'em with ten big blinds.
fn against(rule: Fixed, bets: LbrBets) -> Gains {
    let table = Table::new(&config(r#"{"stack": 10}"#)).unwrap();
    let entrant: &dyn Entrant = &rule;
    let (opponent, cards, start) =
        (Viewed::new(entrant, &table), HoldemCards::new(PreflopClasses), table.begin());
    let setting = Setting { start: &start, cards: &cards, unit: table.unit() };
    let options =
        LbrOptions { bets, from: 3, flops: Some(4), runouts: [1, 1], workers: 2, ..LbrOptions::default() };
    lbr::measure(&setting, &opponent, &options, &mut unobserved).unwrap()
}

#[test]
fn it_finds_what_is_wrong_with_rules_of_thumb() {
    // Duplicate: what one hand wins in one seat the other wins in the other.
    assert!(against(Fixed::Call, LbrBets::Fc).both.mean.abs() < 1e-9);
    // On the river the better half of the hands bets all it has and is called.
    assert!(against(Fixed::Call, LbrBets::Fcpa).both.mean > 4.0);
    // Half a blind on the button, and a blind after a check to a bet on the river.
    assert!((against(Fixed::Fold, LbrBets::Fcpa).both.mean - 1.5).abs() < 1e-5);
    let uniform = [LbrBets::Fc, LbrBets::Fcpa, LbrBets::Many].map(|bets| against(Fixed::Uniform, bets));
    let [calling, pot, many] = uniform.map(|gains| gains.both.mean);
    assert!(0.0 < calling && calling < pot && pot < many, "{calling} {pot} {many}");
}

#[test]
fn a_bet_between_two_sizes_is_followed_both_ways() {
    let strategy = random(&config(r#"{"stack": 20}"#), 1);
    let opponent = Tabular::new(Arc::clone(&strategy), Mapping::Randomised).unwrap();
    let mut public = opponent.table().begin();
    let mut at = opponent.begin();
    for step in [Move::RaiseTo(5), Move::Call] {
        let [(chance, next)] = <[_; 1]>::try_from(opponent.hear(&at, &public, step)).unwrap();
        assert_eq!(chance, 1.0);
        at = next;
        public.act(step).unwrap();
    }
    let board = "AhKd7c".parse::<holdem_cards::CardSet>().unwrap().bits();
    public.deal(board);
    // Half of the pot, where the tree has 33 % and 75 %.
    let ways = opponent.hear(&at, &public, Move::RaiseTo(5));
    assert_eq!(ways.len(), 2);
    let chance = (0.75 - 0.5) * (1.0 + 0.33) / ((0.75 - 0.33) * (1.0 + 0.5));
    assert!(
        (ways[0].0 - chance).abs() < 0.05 && (ways[0].0 + ways[1].0 - 1.0).abs() < 1e-12,
        "{}",
        ways[0].0
    );
    public.act(Move::RaiseTo(5)).unwrap();
    let cards = opponent.look(public.boards()).unwrap();
    let answers = [0, 1].map(|way| opponent.answer(&ways[way].1, &public, &cards).unwrap());
    assert_ne!(answers[0], answers[1]);
    for answer in answers {
        assert!(answer.moves.iter().all(|&action| public.betting().legal().allows(action)));
        let hand = strategy.hand("QsQd").unwrap();
        let sum: f32 = answer.probabilities.iter().map(|of| of[hand]).sum();
        assert!((sum - 1.0).abs() < 1e-3);
    }
}

#[test]
fn an_abstract_strategy_is_measured_at_any_size() {
    let strategy = random(&config(r#"{"stack": 10}"#), 2);
    let run = |workers, bets| {
        let options =
            LbrOptions { bets, from: 2, flops: Some(2), runouts: [1, 1], workers, ..LbrOptions::default() };
        lbr::against(&strategy, Mapping::Randomised, &options, &mut unobserved).unwrap()
    };
    let [one, two] = [1, 2].map(|workers| run(workers, LbrBets::Fcpa));
    assert_eq!((one.gain, one.by_seat, one.flops), (two.gain, two.by_seat, Some(2)));
    // Whoever plays at random loses more than a blind a hand.
    assert!(one.gain.mbb > 1000.0 && run(2, LbrBets::Many).gain.mbb > 1000.0, "{one}");
}
