use super::*;
use crate::tree::{BettingTree, NodeKind};
use holdem_cards::Combo;

/// A spot on a board with these keys more.
fn spot(board: &str, keys: &str) -> Spot {
    let text = format!("board: {board}\noop_range: AA,KQs\nip_range: QQ-JJ\n{keys}");
    Spot::from_yaml_str(&text).unwrap()
}

/// The actions after a line, as tokens.
fn actions(spot: &Spot, line: &str) -> String {
    let game = SpotGame::new(spot).unwrap();
    let (node, _) = line.parse::<SpotLine>().unwrap().find(&game.tree, game.board).unwrap();
    let steps = game.tree.edges(node).iter().map(|edge| SpotStep::Act(edge.action));
    let texts: Vec<String> = steps.map(|step| step.to_string()).collect();
    texts.join(" ")
}

const RIVER: &str = "Qs Jh 2h 8c 3d";

#[test]
fn bets_raises_and_added_all_ins_by_hand() {
    let keys = "pot: 200\neffective_stack: 900\nriver: {bet: '50%, 100%', raise: 2.5x}
add_allin_threshold: 1.5\nforce_allin_threshold: 0.15\nmerging_threshold: 0.1\n";
    let spot = spot(RIVER, keys);
    // 900 is more than 1.5 pots.
    assert_eq!(actions(&spot, ""), "x b100 b200");
    // 2.5 times 100; 900 is more than 100 + 1.5 x 400.
    assert_eq!(actions(&spot, "b100"), "f c b250");
    // 2.5 times 250; 900 is at most 250 + 1.5 x 700; 275 behind are more than 15 % of 1,450; far apart.
    assert_eq!(actions(&spot, "b100 b250"), "f c b625 b900");
    // 2.5 times 625 is more than there is.
    assert_eq!(actions(&spot, "b100 b250 b625"), "f c b900");
    assert_eq!(actions(&spot, "b100 b250 b900"), "f c");
}

#[test]
fn halves_of_chips_round_up() {
    let spot = spot(RIVER, "pot: 5\neffective_stack: 100\nriver: {bet: 50%, raise: 2.5x}\n");
    assert_eq!(actions(&spot, ""), "x b3");
    // 2.5 times 3.
    assert_eq!(actions(&spot, "b3"), "f c b8");
}

#[test]
fn halves_of_chips_round_up_where_binary_fractions_do_not_meet_them() {
    // In binary 0.35 x 90 is a hair below 31.5, and so are 2.3 x 15 below 34.5 and others of these.
    let mut tried = 0;
    for pot in (10..400).step_by(10) {
        for percent in (1..100).filter(|percent| pot * percent % 100 == 50) {
            let keys = format!("pot: {pot}\neffective_stack: 1000\nriver: {{bet: {percent}%}}\n");
            let expected = pot * percent / 100 + 1;
            assert_eq!(actions(&spot(RIVER, &keys), ""), format!("x b{expected}"), "{percent} % of {pot}");
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
    let keys = "pot: 100\neffective_stack: 1000\nriver: {bet: 15c, raise: '2.3x, 4.1x'}\n";
    assert_eq!(actions(&spot(RIVER, keys), "b15"), "f c b35 b62");
}

#[test]
fn sizes_at_the_very_threshold_merge() {
    // As shares of the pot: (1 - 0.1) / 1.1 is 90 / 110, (1.2 - 0.2) / 1.2 is 100 / 120.
    for (pot, bets, larger, threshold) in [(110, "90c, 110c", 110, 0.1), (120, "100c, 144c", 144, 0.2)] {
        let keys = format!(
            "pot: {pot}\neffective_stack: 900\nriver: {{bet: '{bets}'}}\nmerging_threshold: {threshold}\n"
        );
        assert_eq!(actions(&spot(RIVER, &keys), ""), format!("x b{larger}"));
    }
}

#[test]
fn small_raises_are_lifted_and_little_left_behind_goes_in() {
    let keys = "pot: 100\neffective_stack: 400\nriver: \
         {bet: 100c, raise: '1.5x, 150c'}\nforce_allin_threshold: 0.15\n";
    let spot = spot(RIVER, keys);
    // 150 is lifted to 100 + 100; 150 more over 100 are 250, and 150 behind are more than 15 % of 600.
    assert_eq!(actions(&spot, "b100"), "f c b200 b250");
    // 300 leaves 100 behind, at most 15 % of 700 = 105; so does 350.
    assert_eq!(actions(&spot, "b100 b200"), "f c b400");
}

#[test]
fn geometric_sizes_end_all_in_on_the_river() {
    let keys = "pot: 100\neffective_stack: 400\n";
    let flop = |bet: &str| spot("Qs Jh 2h", &format!("{keys}flop: {{bet: '{bet}'}}\n"));
    // (9^(1/3) - 1) / 2 = 0.54004, (9^(1/2) - 1) / 2 = 1, and 4.
    assert_eq!(actions(&flop("e"), ""), "x b54");
    assert_eq!(actions(&flop("2e"), ""), "x b100");
    assert_eq!(actions(&flop("1e"), ""), "x b400");
    assert_eq!(actions(&flop("e50%"), ""), "x b50");
    assert_eq!(actions(&spot(RIVER, &format!("{keys}river: {{bet: e}}\n")), ""), "x b400");
}

#[test]
fn close_sizes_merge_into_the_larger() {
    let spot = |threshold: f64| {
        let keys = format!(
            "pot: 100\neffective_stack: 900\nriver: {{bet: '50%, 60%, 66%'}}\nmerging_threshold: \
             {threshold}\n"
        );
        spot(RIVER, &keys)
    };
    // 0.6 is at least (0.66 - 0.1) / 1.1 = 0.509, 0.5 is not.
    assert_eq!(actions(&spot(0.1), ""), "x b50 b66");
    assert_eq!(actions(&spot(0.0), ""), "x b50 b60 b66");
}

#[test]
fn donk_sizes_follow_a_call_out_of_position_only() {
    let keys = "pot: 100\neffective_stack: 900\nturn: {bet: 50%}\nriver: {bet: 100%, donk: 30%}\n";
    let spot = spot("Qs Jh 2h 8c", keys);
    assert_eq!(actions(&spot, "x b50 c 3d"), "x b60");
    assert_eq!(actions(&spot, "b50 c 3d"), "x b200");
    assert_eq!(actions(&spot, "x x 3d"), "x b100");
    assert_eq!(actions(&spot, "x b50 c 3d x"), "x b200");
}

#[test]
fn an_empty_list_leaves_a_check() {
    let keys = "pot: 100\neffective_stack: 900\nturn: {bet: 50%}\nriver: {bet: 100%, donk: ''}\n";
    let spot = spot("Qs Jh 2h 8c", keys);
    assert_eq!(actions(&spot, "x b50 c 3d"), "x");
    assert_eq!(actions(&spot, "x b50 c 3d x"), "x b200");
}

#[test]
fn players_have_sizes_of_their_own() {
    let keys = "pot: 100\neffective_stack: 260\n\
                river_oop: {bet: '33%, a', raise: 2.5x}\nriver_ip: {bet: e, raise: 60%}\n\
                add_allin_threshold: 1.5\nforce_allin_threshold: 0.15\nmerging_threshold: 0.1\n";
    let spot = spot(RIVER, keys);
    assert_eq!(actions(&spot, ""), "x b33 b260");
    assert_eq!(actions(&spot, "x"), "x b260");
    // 33 + 60 % of 166, and all-in is at most 33 + 1.5 x 166.
    assert_eq!(actions(&spot, "b33"), "f c b133 b260");
}

#[test]
fn chips_go_in_up_to_the_smaller_stack() {
    let spot = spot(RIVER, "pot: 100\noop_stack: 500\nip_stack: 120\nriver: {bet: '50%, a', raise: a}\n");
    assert_eq!(actions(&spot, ""), "x b50 b120");
    let tree = SpotGame::new(&spot).unwrap().tree;
    assert_eq!(tree.dead(), 100);
    assert!(tree.nodes().iter().any(|node| node.kind == NodeKind::Showdown));
}

#[test]
fn lines_add_actions_and_take_them_out() {
    let keys = "pot: 100\neffective_stack: 900\nriver: {bet: '50%, 100%', raise: 3x}
add_lines: [x b75, b900]\nremove_lines: [b50, x b100]\n";
    let spot = spot(RIVER, keys);
    assert_eq!(actions(&spot, ""), "x b100 b900");
    assert_eq!(actions(&spot, "x"), "x b50 b75");
    assert_eq!(actions(&spot, "x b75"), "f c b225");
}

#[test]
fn lines_that_change_nothing_are_refused() {
    let keys = "pot: 100\neffective_stack: 900\nriver: {bet: '50%, 100%', raise: 3x}\n";
    let refused =
        |lines: &str| SpotGame::new(&spot(RIVER, &format!("{keys}{lines}\n"))).unwrap_err().to_string();
    for (lines, words) in [
        ("add_lines: [b901]", "`b901`: b901 cannot be added, only b1 to b900"),
        ("add_lines: [b50 b99]", "b99 cannot be added, only b100 to b900"),
        ("add_lines: [b51 b150]", "no `b51` there, the tree has x b50 b100"),
        ("add_lines: [x x b50]", "the hand is over there"),
        ("add_lines: [x x]", "only bets and raises are added"),
        ("add_lines: [b900, b900 b950]", "all-in there"),
        ("add_lines: [b50 b200]\nremove_lines: [b50]", "no `b50` there"),
        ("remove_lines: [b75]", "no `b75` there"),
        ("remove_lines: [x f]", "no `f` there"),
        ("remove_lines: [b50 f x]", "the hand is over there"),
    ] {
        let message = refused(lines);
        assert!(message.contains(words), "`{message}` does not say `{words}`");
    }
    // Whatever comes after another line that is taken out is gone with it.
    let spot = spot(RIVER, &format!("{keys}remove_lines: [b50, b50 b150]\n"));
    assert_eq!(actions(&spot, ""), "x b100");
}

#[test]
fn locks_of_one_node_are_one_and_frequencies_stand_alone() {
    let keys = "pot: 100\neffective_stack: 900\nriver: {bet: 50%}\n";
    let lock = |hands: &str, x: f64| {
        format!("  - {{line: '', strategy: [{{hands: {hands}, play: {{x: {x}, b50: {}}}}}]}}\n", 1.0 - x)
    };
    let text = format!("{keys}locks:\n{}{}", lock("AsAc", 0.25), lock("all", 1.0));
    let game = SpotGame::new(&spot(RIVER, &text)).unwrap();
    assert_eq!(game.locks.len(), 1);
    let play = |combo: &str| game.locks[0].strategy[combo.parse::<Combo>().unwrap().index()].clone();
    assert_eq!([play("AsAc"), play("AhAd")], [Some(vec![0.25, 0.75]), Some(vec![1.0, 0.0])]);
    let frequencies = "  - {line: '', frequencies: {x: 0.5, b50: 0.5}}\n";
    for both in [[frequencies, &lock("AA", 1.0)], [&lock("AA", 1.0), frequencies], [frequencies; 2]] {
        let text = format!("{keys}locks:\n{}", both.concat());
        let message = SpotGame::new(&spot(RIVER, &text)).unwrap_err().to_string();
        assert!(message.contains("locked already"), "{message}");
    }
}

#[test]
fn the_first_of_overlapping_groups_counts() {
    let text = format!(
        "board: {RIVER}\noop_range: 'QQ:0.25,QQ-TT'\nip_range: AA\npot: 10\neffective_stack: 10\nriver: \
         {{bet: a}}\n"
    );
    let game = SpotGame::new(&Spot::from_yaml_str(&text).unwrap()).unwrap();
    let weight = |combo: &str| game.ranges[0].weight(combo.parse::<Combo>().unwrap());
    assert_eq!([weight("QhQc"), weight("TsTh"), weight("QsQc")], [0.25, 1.0, 0.0]);
}

#[test]
fn what_makes_no_sense_is_named() {
    let refused = |text: &str| match Spot::from_yaml_str(text) {
        Err(error) => error.to_string(),
        Ok(spot) => SpotGame::new(&spot).unwrap_err().to_string(),
    };
    let base = "oop_range: AA\nip_range: KK\npot: 100\n";
    let with = |more: &str| refused(&format!("{base}{more}"));
    assert_eq!(with("bord: Qs Jh 2h\n"), "line 4: unknown key `bord`, did you mean `board`?");
    for (keys, words) in [
        ("board: Qs Jh\neffective_stack: 10\n", "2 cards, expected 3 to 5"),
        ("board: Qs Qs 2h\neffective_stack: 10\n", "named twice"),
        ("board: Qs Jh 2h\neffective_stack: 0\n", "at least 1 chip"),
        ("board: Qs Jh 2h\n", "effective_stack"),
        ("board: Qs Jh 2h\neffective_stack: 10\noop_stack: 5\n", "either"),
        ("board: Qs Jh 2h\neffective_stack: 499999951\n", "at most 1,000,000,000 chips"),
        ("board: Qs Jh 2h\neffective_stack: 10\nrake_rate: 2\n", "rake_rate"),
        ("board: Qs Jh 2h\neffective_stack: 10\nadd_allin_threshold: .nan\n", "add_allin_threshold"),
        ("board: Qs Jh 2h\neffective_stack: 10\nflop: {bet: 2x}\n", "first bet"),
        ("board: Qs Jh 2h\neffective_stack: 10\nflop: {bet: 0%}\n", "out of range"),
        ("board: As Ah Ad\neffective_stack: 10\n", "`oop_range` has no hand"),
        ("board: Qs Jh 2h\neffective_stack: 10\nlocks: [{line: x b3, strategy: []}]\n", "no `b3` there"),
        (
            "board: Qs Jh 2h\neffective_stack: 10\nlocks: \
             [{line: x, strategy: [{hands: all, play: {x: 0.5}}]}]\n",
            "sum to 0.5",
        ),
        ("board: Qs Jh 2h\neffective_stack: 10\nlocks: [{line: x}]\n", "lock on `x`: it locks nothing"),
        ("board: Qs Jh 2h\neffective_stack: 10\nlocks: [{line: '', strategy: []}]\n", "it locks nothing"),
        (
            "board: Qs Jh 2h\neffective_stack: 10\nlocks: \
             [{line: x, strategy: [{hands: QsJh, play: {x: 1}}]}]\n",
            "a card of every hand",
        ),
    ] {
        let message = with(keys);
        assert!(message.contains(words), "`{message}` does not say `{words}`");
    }
}

#[test]
fn chips_and_dead_chips_add_up_everywhere() {
    let keys = "pot: 200\neffective_stack: 900\nturn: {bet: '60%, e, a', raise: 2.5x}\n\
                river: {bet: '60%, e, a', raise: 2.5x, donk: 50%}\nrake_rate: 0.05\nrake_cap: 8\n\
                add_allin_threshold: 1.5\nforce_allin_threshold: 0.15\nmerging_threshold: 0.1\n";
    let tree: &BettingTree = &SpotGame::new(&spot("Qs Jh 2h 8c", keys)).unwrap().tree;
    for (id, node) in (0..).zip(tree.nodes()) {
        let [oop, ip] = [tree.contributions(id)[0], tree.contributions(id)[1]];
        assert!(oop <= 900 && ip <= 900);
        if matches!(node.kind, NodeKind::Decision { .. }) {
            continue;
        }
        let sum = |f: fn(crate::tree::Payoffs) -> f64, g: fn(crate::tree::Payoffs) -> f64| {
            f(tree.payoffs(id, 0)) + g(tree.payoffs(id, 1))
        };
        let left = 200.0 - (0.05 * f64::from(200 + oop + ip)).min(8.0);
        assert!((sum(|p| p.tie, |p| p.tie) - left).abs() < 1e-9);
        if node.kind == NodeKind::Showdown {
            assert_eq!(oop, ip);
            assert!((sum(|p| p.win, |p| p.lose) - left).abs() < 1e-9);
        }
    }
}
