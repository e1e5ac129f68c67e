//! More than two players: sizes of multiway pots, and the bound on players after the flop.

use holdem_game::menu::{BetMenu, MenuError};
use holdem_game::rules::Stakes;
use holdem_game::tree::{Action, BettingTree, HoldemError, NoLimitHoldem, NodeKind};

use super::payoffs::Later;

const MENU: &str = "
preflop: { sizes: [[3bb], [all-in]], max_raises: 2 }
limped: null
flop: { sizes: [[50%]], max_raises: 1 }
turn: { sizes: [[50%]], max_raises: 1 }
river: { sizes: [[50%]], max_raises: 1 }
limp: false
merge_threshold: 0
all_in_threshold: 0
add_all_in_below: 0
";

fn game(more: &str, stacks: &[u32]) -> NoLimitHoldem {
    let menu: BetMenu = serde_saphyr::from_str(&format!("{MENU}{more}")).unwrap();
    NoLimitHoldem::new(&Stakes::new(1, 2).unwrap(), stacks, menu).unwrap()
}

fn tree(more: &str, stacks: &[u32]) -> BettingTree {
    game(more, stacks).tree().unwrap()
}

fn actions(tree: &BettingTree, history: &str) -> Vec<Action> {
    tree.edges(tree.find(history).unwrap()).iter().map(|edge| edge.action).collect()
}

#[test]
fn a_multiway_pot_has_its_own_sizes_until_two_players_are_left() {
    let tree = tree("multiway: { flop: { sizes: [[100%]], max_raises: 1 } }", &[200; 3]);
    assert_eq!(actions(&tree, "r6cc/"), [Action::Check, Action::RaiseTo(18)]);
    assert_eq!(actions(&tree, "r6fc/"), [Action::Check, Action::RaiseTo(7)], "half of 13, rounded up");
}

#[test]
fn streets_that_go_on_alike_are_copied_to_what_building_them_anew_comes_to() {
    for (more, stacks) in [
        ("", &[200, 200, 200][..]),
        ("multiway: { flop: { sizes: [[100%]], max_raises: 1 } }", &[60, 200, 130]),
        ("postflop_max_players: 2", &[200, 40, 200, 90]),
    ] {
        let game = game(more, stacks);
        assert_eq!(game.tree().unwrap(), Later::new(game, &[]).tree());
    }
}

#[test]
fn too_many_players_on_the_flop_check_it_down() {
    let bounded = tree("postflop_max_players: 2", &[200; 3]);
    let node = bounded.find("r6cc").or_else(|_| bounded.find("r6cc/")).unwrap();
    assert_eq!((bounded.node(node).kind, bounded.node(node).street), (NodeKind::Showdown, 0));
    assert_eq!(bounded.contributions(node), [6, 6, 6]);
    assert_eq!(bounded.live_players(node), 0b111);
    assert!(matches!(bounded.node(bounded.find("r6fc/").unwrap()).kind, NodeKind::Decision { .. }));
    assert!(bounded.nodes().len() < tree("", &[200; 3]).nodes().len());
}

#[test]
fn a_bound_outside_the_table_is_refused() {
    let menu = BetMenu { postflop_max_players: 1, ..BetMenu::compact() };
    let error = NoLimitHoldem::heads_up(20.0, menu).err();
    assert_eq!(error, Some(HoldemError::Menu(MenuError::PostflopPlayers { found: 1 })));
    assert!(serde_saphyr::from_str::<BetMenu>("postflop_max_players: 10").is_err());
}
