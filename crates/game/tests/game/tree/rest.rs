//! The rest of a hand: its tree is the subtree of the whole hand.

use holdem_game::menu::BetMenu;
use holdem_game::rules::{HandState, Move, Phase, PublicState, Rake, ResumeError, Stakes, Street};
use holdem_game::tree::{
    BettingGame, BettingTree, HoldemError, HoldemState, NoLimitHoldem, NodeId, NodeKind,
};

const MENU: &str = "
preflop: { sizes: [[2.5bb, 4bb], [all-in]], max_raises: 2 }
limped: null
flop: { sizes: [[50%, 100%], [3x]], max_raises: 2 }
turn: { sizes: [[75%], [all-in]], max_raises: 2 }
river: { sizes: [[75%]], max_raises: 1 }
";

fn sizes() -> BetMenu {
    serde_saphyr::from_str(MENU).unwrap()
}

fn river_bet(size: &str) -> BetMenu {
    serde_saphyr::from_str(&format!("river: {{ sizes: [[\"{size}\"]], max_raises: 1 }}")).unwrap()
}

fn heads_up() -> NoLimitHoldem {
    NoLimitHoldem::heads_up(20.0, sizes()).unwrap()
}

fn three_handed() -> NoLimitHoldem {
    let stakes = Stakes::new(5, 10).unwrap().with_ante(1).unwrap();
    NoLimitHoldem::new(&stakes, &[60, 90, 120], sizes()).unwrap()
}

/// The state of a game at a node of its tree.
fn state_at(game: &NoLimitHoldem, tree: &BettingTree, node: NodeId) -> HoldemState {
    tree.history(node).into_iter().fold(game.root(), |state, (_, action)| game.apply(&state, action))
}

fn assert_subtree(part: &BettingTree, whole: &BettingTree, from: NodeId) {
    assert_eq!(part.nodes().len(), whole.subtree(from).len());
    for id in 0..part.nodes().len() as NodeId {
        let (a, b) = (part.node(id), whole.node(from + id));
        assert_eq!((a.kind, a.street, a.num_actions), (b.kind, b.street, b.num_actions));
        assert_eq!(part.contributions(id), whole.contributions(from + id));
        assert_eq!(part.live_players(id), whole.live_players(from + id));
        for (edge, other) in part.edges(id).iter().zip(whole.edges(from + id)) {
            assert_eq!((edge.action, edge.child + from), (other.action, other.child));
            assert_eq!(part.token(id, edge.action), whole.token(from + id, other.action));
        }
    }
}

/// Every `step`th decision, and all among the first hundred nodes.
fn some_decisions(tree: &BettingTree, step: usize) -> impl Iterator<Item = NodeId> {
    let decides = |id: &NodeId| tree.node(*id).num_actions > 0;
    (0..tree.nodes().len() as NodeId)
        .filter(decides)
        .enumerate()
        .filter(move |(i, id)| i % step == 0 || *id < 100)
        .map(|(_, id)| id)
}

#[test]
fn the_tree_of_the_rest_is_the_subtree_wherever_a_hand_stands() {
    for (game, step) in [(heads_up(), 1), (three_handed(), 7)] {
        let whole = game.tree().unwrap();
        let mut streets = [0; 4];
        for node in some_decisions(&whole, step) {
            let state = state_at(&game, &whole, node);
            assert_subtree(&game.rest(state).tree().unwrap(), &whole, node);
            streets[usize::from(whole.node(node).street)] += 1;
        }
        assert!(streets.iter().all(|&seen| seen > 5), "{streets:?}");
    }
}

#[test]
fn a_state_in_numbers_has_the_tree_of_the_state_reached() {
    for game in [heads_up(), three_handed()] {
        let whole = game.tree().unwrap();
        for node in some_decisions(&whole, 11).filter(|&id| whole.node(id).street > 0) {
            let state = state_at(&game, &whole, node);
            let numbers = state.hand().public_state().unwrap();
            assert_eq!(HandState::resume(&numbers).as_ref(), Ok(state.hand()));
            let raises = whole.raises_on_street(node) as u8;
            let rest = NoLimitHoldem::from_state(&numbers, raises, game.big_blind(), vec![sizes()]).unwrap();
            assert_subtree(&rest.tree().unwrap(), &whole, node);
        }
    }
}

/// Three players, one folds before the flop: the same hand for two, over dead chips.
#[test]
fn folded_seats_can_be_left_out() {
    let game = three_handed();
    let whole = game.tree().unwrap();
    let mut seen = 0;
    for node in some_decisions(&whole, 11).filter(|&id| whole.live_players(id).count_ones() == 2) {
        let state = state_at(&game, &whole, node);
        let Ok(numbers) = state.hand().public_state().unwrap().without_folded() else { continue };
        let seats: Vec<usize> = (0..3).filter(|&seat| !state.hand().is_folded(seat)).collect();
        let raises = whole.raises_on_street(node) as u8;
        let two = NoLimitHoldem::from_state(&numbers, raises, 10, vec![sizes()]).unwrap();
        let tree = two.tree().unwrap();
        assert_eq!(tree.nodes().len(), whole.subtree(node).len());
        for id in 0..tree.nodes().len() as NodeId {
            let (in_two, in_three) = (tree.node(id).kind, whole.node(node + id).kind);
            let seat = |player: u8| seats[two.seat_of(player.into())] as u8;
            match (in_two, in_three) {
                (NodeKind::Decision { player }, NodeKind::Decision { player: other }) => {
                    assert_eq!(seat(player), other);
                    assert_eq!(tree.pot(id), whole.pot(node + id));
                }
                (NodeKind::Fold { winner }, NodeKind::Fold { winner: other }) => {
                    assert_eq!(seat(winner), other);
                    for player in 0..2 {
                        let folded = whole.fold_payoff(node + id, other, seats[two.seat_of(player)]);
                        assert_eq!(tree.fold_payoff(id, winner, player), folded);
                    }
                }
                (one, other) => assert_eq!(one, other),
            }
        }
        seen += 1;
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn each_player_may_have_a_menu() {
    let (small, large) = (river_bet("50%"), river_bet("100%"));
    let river = PublicState::at_street(Street::River, 100, &[400, 400], 2);
    let tree = NoLimitHoldem::from_state(&river, 0, 2, vec![small, large]).unwrap().tree().unwrap();
    // Player 1 sits on seat 0 and opens the river with its own size.
    assert_eq!(tree.node(0).kind, NodeKind::Decision { player: 1 });
    assert!(tree.find("b100").is_ok() && tree.find("b50").is_err());
    assert!(tree.find("kb50").is_ok() && tree.find("kb100").is_err());
}

#[test]
fn a_pot_without_chips_behind_is_a_showdown() {
    let river = PublicState::at_street(Street::Flop, 100, &[0, 30], 2);
    let tree = NoLimitHoldem::from_state(&river, 0, 2, vec![sizes()]).unwrap().tree().unwrap();
    assert_eq!((tree.nodes().len(), tree.node(0).kind), (1, NodeKind::Showdown));
    let payoffs = tree.payoffs(0, 0);
    assert_eq!((payoffs.win, payoffs.tie, payoffs.lose), (100.0, 50.0, 0.0));
}

/// The dead chips are part of the main pot: what a settled hand pays is what the tree says.
#[test]
fn a_settled_hand_pays_what_the_tree_says() {
    let mut state = PublicState::at_street(Street::Flop, 90, &[350, 600], 2);
    state.rake = Rake { basis_points: 500, cap: 1000 };
    let game = NoLimitHoldem::from_state(&state, 0, 2, vec![sizes()]).unwrap();
    let tree = game.tree().unwrap();
    let mut settled = 0;
    for id in (0..tree.nodes().len() as NodeId).filter(|&id| tree.node(id).num_actions == 0) {
        let hand = state_at(&game, &tree, id);
        let ranks = [1, 2].map(Some);
        let settlement = hand.hand().settle(&ranks).unwrap();
        let player = game.player_of(1);
        let exact = tree.payoffs(id, player).win;
        let paid = settlement.payoffs()[1] as f64;
        // The house takes whole chips in a hand and fractions in a tree.
        assert!((0.0..1.0).contains(&(paid - exact).abs()), "{}: {paid} {exact}", tree.history_text(id));
        let sum: i64 = settlement.payoffs().iter().sum();
        assert_eq!(sum, 90 - i64::from(settlement.rake()));
        settled += 1;
    }
    assert!(settled > 10);
}

#[test]
fn impossible_states_are_refused_by_name() {
    let good = PublicState::at_street(Street::River, 100, &[400, 400], 2);
    let refused = |change: fn(&mut PublicState)| {
        let mut state = good.clone();
        change(&mut state);
        HandState::resume(&state).unwrap_err()
    };
    assert_eq!(refused(|s| s.stacks.truncate(1)), ResumeError::Seats { found: 1 });
    let short = ResumeError::Length { list: "contributed", found: 1, expected: 2 };
    assert_eq!(refused(|s| s.contributed.truncate(1)), short);
    assert_eq!(refused(|s| s.min_bet = 0), ResumeError::MinBet);
    assert_eq!(refused(|s| s.folded = [0].into_iter().collect()), ResumeError::Over { found: 1 });
    assert_eq!(refused(|s| s.dead = u32::MAX), ResumeError::TooManyChips { found: 4_294_967_295 + 800 });
    let menus = NoLimitHoldem::from_state(&good, 0, 2, vec![]).unwrap_err();
    assert_eq!(menus, HoldemError::Menus { found: 0, players: 2 });
}

#[test]
fn impossible_rounds_are_refused_by_name() {
    let mut hand = HandState::new(&Stakes::new(1, 2).unwrap(), &[100, 100, 100]).unwrap();
    hand.act(Move::RaiseTo(6)).unwrap();
    let good = hand.public_state().unwrap();
    assert_eq!(hand.phase(), Phase::Act(0));
    let refused = |change: fn(&mut PublicState)| {
        let mut state = good.clone();
        change(&mut state);
        HandState::resume(&state).unwrap_err()
    };
    assert_eq!(refused(|s| s.stacks[0] = 0), ResumeError::CannotAct { seat: 0 });
    assert_eq!(refused(|s| s.round.as_mut().unwrap().to_act = 2), ResumeError::NotPending { seat: 2 });
    let above = ResumeError::StreetAboveHand { seat: 1, street: 2, hand: 1 };
    assert_eq!(refused(|s| s.contributed[1] = 1), above);
}
