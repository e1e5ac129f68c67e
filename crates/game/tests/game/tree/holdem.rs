//! No-limit hold'em by the menu: seats, blinds, all-ins, and games without a tree.

use holdem_game::menu::{BetMenu, MenuError, StreetMenu};
use holdem_game::rules::Stakes;
use holdem_game::tree::{
    Action, BettingTree, BuildError, HoldemError, KuhnPoker, NoLimitHoldem, NodeKind, stack_in_chips,
};

fn tree(stack_bb: f64, menu: &BetMenu) -> BettingTree {
    NoLimitHoldem::heads_up(stack_bb, menu.clone()).unwrap().tree().unwrap()
}

fn actions(tree: &BettingTree, history: &str) -> Vec<Action> {
    tree.edges(tree.find(history).unwrap()).iter().map(|edge| edge.action).collect()
}

fn street(sizes: &[&[&str]], max_raises: u8) -> StreetMenu {
    let parse = |level: &&[&str]| level.iter().map(|token| token.parse().unwrap()).collect();
    StreetMenu { sizes: sizes.iter().map(parse).collect(), max_raises }
}

#[test]
fn the_small_blind_is_player_0_and_acts_first_before_the_flop_only() {
    let game = NoLimitHoldem::heads_up(100.0, BetMenu::compact()).unwrap();
    let tree = game.tree().unwrap();
    assert_eq!(tree.contributions(0), [1, 2]);
    assert_eq!(tree.node(0).kind, NodeKind::Decision { player: 0 });
    for postflop in ["ck/", "r5c/kk/", "ck/kk/kk/"] {
        assert_eq!(tree.node(tree.find(postflop).unwrap()).kind, NodeKind::Decision { player: 1 });
    }
    assert_eq!(tree.node(tree.find("f").unwrap()).kind, NodeKind::Fold { winner: 1 });
    assert_eq!((game.seat_of(0), game.seat_of(1), game.player_of(1)), (1, 0, 0));
}

#[test]
fn stacks_are_given_by_player() {
    let stakes = Stakes::new(1, 2).unwrap().with_ante(1).unwrap();
    // After the ante the small blind has 1 chip left, and posts it.
    let game = NoLimitHoldem::new(&stakes, &[2, 100], BetMenu::jam_or_fold()).unwrap();
    assert_eq!(game.tree().unwrap().contributions(0), [2, 2]);
    let game = NoLimitHoldem::new(&stakes, &[100, 50], BetMenu::jam_or_fold()).unwrap();
    let tree = game.tree().unwrap();
    assert_eq!(tree.contributions(0), [2, 3]);
    assert_eq!(actions(&tree, ""), [Action::Fold, Action::AllIn(49)], "beyond 49 nobody can call");
    assert_eq!(tree.contributions(tree.find("ac").unwrap()), [50, 50]);
}

#[test]
fn jam_or_fold_has_two_decisions() {
    let tree = tree(10.0, &BetMenu::jam_or_fold());
    assert_eq!(actions(&tree, ""), [Action::Fold, Action::AllIn(20)]);
    assert_eq!(actions(&tree, "a"), [Action::Fold, Action::Call]);
    assert_eq!(tree.nodes().len(), 5);
    assert_eq!(tree.node(tree.find("ac").unwrap()).kind, NodeKind::Showdown);
    assert_eq!(tree.node(tree.find("ac").unwrap()).street, 0, "betting ended before the flop");
    assert_eq!(tree.contributions(tree.find("af").unwrap()), [2, 2]);
}

#[test]
fn the_big_blind_may_raise_a_limp() {
    let menu = BetMenu { limped: None, ..BetMenu::compact() };
    let tree = tree(100.0, &menu);
    assert_eq!(actions(&tree, "c"), [Action::Check, Action::RaiseTo(5)]);
    assert_eq!(
        actions(&tree, "cr5"),
        [Action::Fold, Action::Call, Action::RaiseTo(18)],
        "3.5 times 5 is 17.5"
    );
}

#[test]
fn limped_pots_have_their_own_sizes() {
    let limped = Some(street(&[&["4bb"], &["all-in"]], 2));
    let tree = tree(100.0, &BetMenu { limped, ..BetMenu::compact() });
    assert_eq!(actions(&tree, "c"), [Action::Check, Action::RaiseTo(8)]);
    assert_eq!(actions(&tree, "cr8"), [Action::Fold, Action::Call, Action::AllIn(200)]);
    assert_eq!(actions(&tree, "cr8a"), [Action::Fold, Action::Call]);
    assert_eq!(actions(&tree, ""), [Action::Fold, Action::Call, Action::RaiseTo(5)]);
}

#[test]
fn a_call_for_the_whole_stack_is_no_limp() {
    let tree = tree(1.0, &BetMenu::jam_or_fold());
    assert_eq!(actions(&tree, ""), [Action::Fold, Action::Call]);
    assert_eq!(tree.nodes().len(), 3);
}

#[test]
fn at_the_cap_players_still_call() {
    let tree = tree(100.0, &BetMenu { turn: street(&[&["50%"]], 1), ..BetMenu::compact() });
    assert_eq!(actions(&tree, "ck/kk/"), [Action::Check, Action::RaiseTo(2)]);
    assert_eq!(actions(&tree, "ck/kk/b2"), [Action::Fold, Action::Call]);
}

#[test]
fn the_last_list_repeats() {
    let tree = tree(100.0, &BetMenu { river: street(&[&["50%"], &["2x"]], 4), ..BetMenu::compact() });
    assert_eq!(actions(&tree, "ck/kk/kk/b2r4"), [Action::Fold, Action::Call, Action::RaiseTo(8)]);
    assert_eq!(actions(&tree, "ck/kk/kk/b2r4r8"), [Action::Fold, Action::Call, Action::RaiseTo(16)]);
    assert_eq!(actions(&tree, "ck/kk/kk/b2r4r8r16"), [Action::Fold, Action::Call]);
}

fn menu_error(menu: BetMenu) -> MenuError {
    match NoLimitHoldem::heads_up(20.0, menu).and_then(|game| game.tree()) {
        Err(HoldemError::Menu(error)) => error,
        other => panic!("expected a menu error, found {other:?}"),
    }
}

#[test]
fn a_menu_without_a_choice_is_refused_by_name() {
    let none = || street(&[], 3);
    let key = |menu| match menu_error(menu) {
        MenuError::NoChoice { key, level, player, only, history } => (key, level, player, only, history),
        other => panic!("expected a missing choice, found {other}"),
    };
    let menu = BetMenu { preflop: none(), limp: false, ..BetMenu::compact() };
    assert_eq!(key(menu), ("preflop", 0, 0, "fold".into(), String::new()));
    let menu = BetMenu { preflop: none(), limped: None, ..BetMenu::compact() };
    assert_eq!(key(menu), ("preflop", 0, 1, "check".into(), "c".into()));
    let menu = BetMenu { limped: Some(street(&[&["3bb"]], 0)), ..BetMenu::compact() };
    assert_eq!(key(menu), ("limped", 0, 1, "check".into(), "c".into()));
    let menu = BetMenu { turn: street(&[&[]], 3), ..BetMenu::compact() };
    assert_eq!(key(menu), ("turn", 0, 1, "check".into(), "ck/kk/".into()));
    let menu = BetMenu { preflop: none(), limp: false, ..BetMenu::compact() };
    assert_eq!(
        menu_error(menu).to_string(),
        "the menu leaves no choice: preflop, raise level 0: at the first decision player 0 could only fold; \
         add a bet size to this level of `preflop.sizes`, or raise its `max_raises`, or set `limp: true`"
    );
}

#[test]
fn a_menu_that_is_wrong_in_itself_is_refused() {
    let menu = BetMenu { flop: street(&[&["3x"]], 3), ..BetMenu::compact() };
    assert!(matches!(menu_error(menu), MenuError::NoBetToMultiply { key: "flop", .. }));
    for found in [-0.1, f64::NAN, f64::INFINITY] {
        let menu = BetMenu { merge_threshold: found, ..BetMenu::compact() };
        assert!(matches!(menu_error(menu), MenuError::Threshold { key: "merge_threshold", .. }));
    }
}

#[test]
fn a_tree_beyond_the_limit_says_what_to_reduce() {
    let game = NoLimitHoldem::heads_up(200.0, BetMenu::detailed()).unwrap();
    let error = game.tree_within(10_000).unwrap_err();
    assert_eq!(error, HoldemError::Build(BuildError::TooManyNodes { limit: 10_000 }));
    assert!(error.to_string().contains("10000 nodes: use fewer bet sizes, a smaller `max_raises`"));
}

#[test]
fn impossible_stacks_are_refused() {
    for stack in [0.0, -1.0, 0.4, f64::NAN, f64::INFINITY, 1e9] {
        let game = NoLimitHoldem::heads_up(stack, BetMenu::compact());
        assert!(matches!(game, Err(HoldemError::Stack { .. })), "{stack}");
    }
}

#[test]
fn three_players_jam_or_fold() {
    let stakes = Stakes::new(1, 2).unwrap();
    let game = NoLimitHoldem::new(&stakes, &[20, 20, 20], BetMenu::jam_or_fold()).unwrap();
    let tree = game.tree().unwrap();
    assert_eq!(tree.node(0).kind, NodeKind::Decision { player: 2 }, "the button acts first");
    // Button, small blind and big blind each fold or put all in; the big blind has no decision when all fold
    // to it.
    assert_eq!((tree.num_decisions(), tree.nodes().len()), (6, 13));
    let node = tree.find("afc").unwrap();
    assert_eq!((tree.node(node).kind, tree.live_players(node)), (NodeKind::Showdown, 0b110));
    assert_eq!(tree.contributions(node), [1, 20, 20]);
    assert_eq!(tree.node(tree.find("ff").unwrap()).kind, NodeKind::Fold { winner: 1 });
}

#[test]
fn fingerprints_tell_trees_apart() {
    let trees = [
        tree(20.0, &BetMenu::compact()),
        tree(21.0, &BetMenu::compact()),
        tree(20.0, &BetMenu { limp: false, ..BetMenu::compact() }),
        tree(20.0, &BetMenu::jam_or_fold()),
        tree(21.0, &BetMenu::jam_or_fold()),
        BettingTree::build(&KuhnPoker::default()).unwrap(),
        BettingTree::build(&KuhnPoker { players: 3 }).unwrap(),
    ];
    for (i, a) in trees.iter().enumerate() {
        assert_eq!(a.fingerprint(), a.clone().fingerprint());
        for b in &trees[..i] {
            assert_ne!(a.fingerprint(), b.fingerprint());
        }
    }
}

#[test]
fn a_stack_between_two_numbers_of_chips_is_refused_with_both() {
    let refused = NoLimitHoldem::heads_up(1.3, BetMenu::compact()).unwrap_err();
    let expected = HoldemError::StackFraction { found: 1.3, big_blind: 2, below: 1.0, above: 1.5 };
    assert_eq!(refused, expected);
    assert_eq!(stack_in_chips(7.25, 100), Ok(725));
    assert_eq!(stack_in_chips(1.1 + 2.2, 10), Ok(33), "up to the last bits");
    assert!(matches!(stack_in_chips(f64::NAN, 2), Err(HoldemError::Stack { .. })));
}

#[test]
fn antes_that_take_every_stack_are_refused_by_name() {
    let stakes = Stakes::new(1, 2).unwrap().with_ante(1000).unwrap();
    let game = NoLimitHoldem::new(&stakes, &[200, 200], BetMenu::compact()).unwrap();
    let refused = game.require_decision(&stakes).unwrap_err();
    let text = "antes of 1000 chips and blinds of 1 and 2 leave no decision with stacks of 200";
    assert_eq!(refused.to_string(), text);
}

#[test]
fn the_menu_of_a_table_makes_a_tree_that_fits() {
    for (players, decisions) in [(3, 3_219), (4, 8_258), (6, 77_697)] {
        let menu = BetMenu::for_players(players);
        let game = NoLimitHoldem::new(&Stakes::new(1, 2).unwrap(), &vec![200; players], menu).unwrap();
        assert_eq!(game.tree().unwrap().num_decisions(), decisions);
    }
    assert_eq!(BetMenu::for_players(2), BetMenu::default());
}
