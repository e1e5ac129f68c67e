use super::*;
use holdem_cards::Combo;
use holdem_cfr::exact::NodeView;
use holdem_game::spot::SpotLine;

/// Kings are three of a kind, four-three is nothing, aces catch bluffs: no card is in two of them.
const CLAIRVOYANT: &str = "
board: Ks Qd 8h 5c 2s
oop_range: KK,4c3c,4d3d,4h3h,4s3s
ip_range: AA
pot: 100
effective_stack: 100
river_oop: {bet: a}
river_ip: {}
";

fn view(solver: &ExactSolver, text: &str, line: &str) -> NodeView {
    let game = SpotGame::new(&Spot::from_yaml_str(text).expect("valid test data")).expect("valid test data");
    let (node, dealt) = line
        .parse::<SpotLine>()
        .expect("valid test data")
        .find(&game.tree, game.board)
        .expect("valid test data");
    let mut board = game.board;
    let boards = dealt.iter().map(|&card| {
        board = board.with(card);
        board.bits()
    });
    solver.view(node, &boards.collect::<Vec<_>>()).expect("valid test data")
}

/// The probability of an action, the EV and the equity of one combo of the acting player.
fn hand(view: &NodeView, combo: &str, action: usize) -> (f64, f64, f64) {
    let index = combo.parse::<Combo>().expect("valid test data").index();
    let at = view.hands[view.player]
        .iter()
        .position(|hand| usize::from(hand.hand) == index)
        .expect("valid test data");
    let hand = &view.hands[view.player][at];
    (f64::from(view.strategy[action][at]), hand.ev, hand.equity)
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 0.01 * expected.abs().max(5.0), "{found}, expected {expected}");
}

#[test]
fn the_clairvoyance_game_comes_to_its_closed_form() {
    let mut solver = solver_of(CLAIRVOYANT, Storage::F32, 1);
    solver.run(4_000);
    let root = view(&solver, CLAIRVOYANT, "");
    // A bet of the pot: one bluff for two value bets, half of the calls; 3 x 150 chips over 7 combos.
    assert!(hand(&root, "KdKc", 1).0 > 0.999);
    assert!((hand(&root, "4c3c", 1).0 - 0.375).abs() < 0.01);
    near(hand(&root, "KdKc", 1).1, 150.0);
    near(hand(&root, "4d3d", 1).1, 0.0);
    near(root.ev(0), 450.0 / 7.0);
    near(root.ev(1), 100.0 - 450.0 / 7.0);
    assert!((root.equity(0) - 3.0 / 7.0).abs() < 1e-6);
    assert!((root.frequency(1) - 4.5 / 7.0).abs() < 0.01);
    assert_eq!(hand(&root, "KdKc", 0).2, 1.0);
    let called = view(&solver, CLAIRVOYANT, "b100");
    assert!((called.frequency(1) - 0.5).abs() < 0.01);
    near(hand(&called, "AdAc", 1).1, 0.0);
}

#[test]
fn against_a_locked_caller_bluffs_vanish() {
    let text = format!("{CLAIRVOYANT}locks: [{{line: b100, strategy: [{{hands: all, play: {{c: 1}}}}]}}]\n");
    for storage in [Storage::F32, Storage::I16] {
        let mut solver = solver_of(&text, storage, 1);
        solver.run(400);
        let root = view(&solver, &text, "");
        assert!(hand(&root, "4c3c", 1).0 < 1e-3 && hand(&root, "KdKc", 1).0 > 0.999);
        near(root.ev(0), 600.0 / 7.0);
        let called = view(&solver, &text, "b100");
        assert!(called.strategy[1].iter().all(|&p| p == 1.0), "a lock is kept exactly");
        // The lock binds the best response too: there is nothing to gain.
        assert!(solver.exploitability() < 0.01, "{}", solver.exploitability());
    }
}

#[test]
fn hands_not_named_by_a_lock_stay_free() {
    let lock = "locks: [{line: '', strategy: [{hands: '4c3c,4d3d', play: {b100: 1}}]}]\n";
    let text = format!("{CLAIRVOYANT}{lock}");
    let mut solver = solver_of(&text, Storage::F32, 1);
    solver.run(4_000);
    let root = view(&solver, &text, "");
    assert_eq!(hand(&root, "4c3c", 1).0, 1.0);
    // Two bluffs are more than the 1.5 that three value bets carry: the others give up, and every bet is
    // called.
    assert!(hand(&root, "4h3h", 1).0 < 0.01);
    assert!(view(&solver, &text, "b100").frequency(1) > 0.99);
}

#[test]
fn a_lock_behind_a_deal_holds_on_its_board_alone() {
    let turn = "
board: Ks Qd 8h 5c
oop_range: KK,JTs,43s
ip_range: AA,QJs
pot: 100
effective_stack: 100
turn: {bet: a}
river: {bet: a}
";
    let text = format!(
        "{turn}locks: [{{line: x x 2s, strategy: [{{hands: JTs, play: {{b100: 0.25, x: 0.75}}}}]}}]\n"
    );
    let mut solver = solver_of(&text, Storage::F32, 2);
    assert_eq!(solver.num_boards(), 49, "the lock tells suits apart");
    solver.run(200);
    let locked = view(&solver, &text, "x x 2s");
    assert_eq!(hand(&locked, "JhTh", 1).0, 0.25);
    let other = view(&solver, &text, "x x 2h");
    assert!((hand(&other, "JhTh", 1).0 - 0.25).abs() > 1e-3);
}

#[test]
fn every_board_of_a_class_is_seen_under_its_own_names() {
    let text = "
board: Td 9d 6h Qh
oop_range: TT,AQs,87s,AcKc,AsKs
ip_range: QQ,ATs,J8s
pot: 100
effective_stack: 150
turn: {bet: 70%}
river: {bet: a}
";
    let mut solver = solver_of(text, Storage::F32, 1);
    solver.run(100);
    let [clubs, spades] = ["x x 2c", "x x 2s"].map(|line| view(&solver, text, line));
    for (one, other) in [("AcKc", "AsKs"), ("AsKs", "AcKc"), ("8c7c", "8s7s"), ("AdQd", "AdQd")] {
        assert_eq!(hand(&clubs, one, 1), hand(&spades, other, 1));
    }
    let root = view(&solver, text, "");
    assert!((root.ev(0) - solver.ev(0)).abs() < 1e-3 && (root.ev(1) - solver.ev(1)).abs() < 1e-3);
    assert!((root.equity(0) + root.equity(1) - 1.0).abs() < 1e-6);
    // EVs at a node sum to the pot there.
    let bet = view(&solver, text, "b70");
    assert!((bet.ev(0) + bet.ev(1) - 170.0).abs() < 1e-3, "{} and {}", bet.ev(0), bet.ev(1));
}

#[test]
fn frequencies_are_played_on_average_by_the_hands_that_lose_least() {
    // Left alone, every value bet and half as many bluffs go in. Told to bet four hands in five, the player
    // adds bluffs, since value bets are in already.
    let text = format!("{CLAIRVOYANT}locks: [{{line: '', frequencies: {{x: 0.2, b100: 0.8}}}}]\n");
    let mut solver = solver_of(&text, Storage::F32, 1);
    solver.run(1_000);
    let root = view(&solver, &text, "");
    assert!((root.frequency(1) - 0.8).abs() < 1e-5, "{}", root.frequency(1));
    let mut free = solver_of(CLAIRVOYANT, Storage::F32, 1);
    free.run(1_000);
    let left = view(&free, CLAIRVOYANT, "");
    assert!(left.frequency(1) < 0.7, "{}", left.frequency(1));
    assert!(root.ev(0) < left.ev(0) - 0.5, "{} and {}", root.ev(0), left.ev(0));
    for (slot, hand) in root.hands[0].iter().enumerate() {
        let alone = left.hands[0].iter().position(|other| other.hand == hand.hand).unwrap();
        let bets = [root.strategy[1][slot], left.strategy[1][alone]];
        assert!(bets[0] > bets[1] - 0.02, "{bets:?}");
    }
    assert!(solver.exploitability() < 0.5, "{}", solver.exploitability());
}

#[test]
fn frequencies_behind_a_deal_and_in_16_bits_are_played_and_go_on_to_the_same_bits() {
    let text = "
board: Ks Qd 8h 5c
oop_range: KK,JTs,43s
ip_range: AA,QJs
pot: 100
effective_stack: 100
turn: {bet: a}
river: {bet: a}
locks: [{line: x x 2s, frequencies: {b100: 0.5, x: 0.5}}, {line: x, frequencies: {b100: 0.25, x: 0.75}}]
";
    for storage in [Storage::F32, Storage::I16] {
        let mut solver = solver_of(text, storage, 2);
        solver.run(200);
        for (line, share) in [("x x 2s", 0.5), ("x", 0.25)] {
            let found = view(&solver, text, line).frequency(1);
            assert!((found - share).abs() < 1e-4, "{line}, {storage:?}: {found}");
        }
        let mut parted = solver_of(text, storage, 1);
        parted.run(120);
        let mut restored = resumed(&parted, solver_of(text, storage, 1));
        restored.run(80);
        assert_eq!(bits_of(&restored), bits_of(&solver), "{storage:?}");
    }
}

/// Whoever is afraid of what hands do by themselves stays away, and learns only by meeting the frequencies
/// that there is nothing to fear.
#[test]
fn frequencies_bind_where_play_would_not_come_otherwise() {
    let river = "
board: Qs Jh 2h 8c 3d
oop_range: KTs,76s,A5s
ip_range: KK,JJ,QJs
pot: 20
effective_stack: 40
river: {bet: '50%,a', raise: a}
";
    let turn = "
board: Ks Kd 7h 2c
oop_range: QJs,JTs,T9s,66,55
ip_range: AA,AK,KQ,77
pot: 20
effective_stack: 80
turn: {bet: '50%,150%'}
river: {bet: '75%'}
";
    for (spot, line, lock, same) in
        [(river, "b10", "{f: 1}", "{f: 1}"), (turn, "b30", "{f: 0.9, c: 0.1}", "{f: 0.9, c: 0.1}")]
    {
        let held = format!("{spot}locks: [{{line: {line}, frequencies: {lock}}}]\n");
        let fixed = format!("{spot}locks: [{{line: {line}, strategy: [{{hands: all, play: {same}}}]}}]\n");
        let [mut held, mut fixed] = [held, fixed].map(|text| solver_of(&text, Storage::F32, 1));
        held.run(600);
        fixed.run(300);
        assert!(held.exploitability() < 0.05, "{line}: {}", held.exploitability());
        // Who may choose which hands fold gives away no more than who folds all of them alike.
        assert!(held.ev(0) > 14.5 && held.ev(0) < fixed.ev(0) + 0.05, "{line}: {}", held.ev(0));
    }
}
