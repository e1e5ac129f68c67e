//! What hands are worth: the value at a decision is that of the actions, and the value of an action is that
//! of what follows, down to the folds. So all of them sum up to the value of the game, which is measured by
//! another way.

use holdem_blueprint::strategy::{ValueOptions, Values};
use holdem_blueprint::{AskError, Blueprint, BlueprintError, PublicCards, Strategy, unobserved};
use holdem_cfr::evaluate::exact;
use holdem_cfr::tables::strategy::Strategy as Table;
use holdem_game::tree::{Action, NodeId, NodeKind};

use crate::support::{random, random_of, trained, written};

fn values(strategy: &Strategy, node: NodeId, board: &PublicCards) -> Values {
    let boards = (board.street() == 0).then_some(BOARDS);
    let options = ValueOptions { boards, workers: 2, ..ValueOptions::default() };
    strategy.values(node, board, &options, &mut unobserved).unwrap()
}

/// Boards that are drawn before the flop of hold'em.
const BOARDS: usize = 48;

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 2e-4 * (1.0 + a.abs())
}

/// What the actions of a decision are worth is what follows them is worth, and together what the decision is.
fn sums_up(strategy: &Strategy, node: NodeId, board: &PublicCards) {
    let (tree, cards) = (strategy.tree(), &strategy.game().cards);
    let found = values(strategy, node, board);
    let ranges = strategy.ranges(node, board).unwrap();
    let player = found.player;
    let all = strategy.all_probabilities(node, board).unwrap();
    let mixed = |hand: usize| -> f64 {
        let actions = all.probabilities.iter().zip(&found.actions);
        actions.map(|(p, value)| f64::from(p[hand]) * value[hand]).sum()
    };
    assert!((0..cards.num_hands()).all(|hand| near(mixed(hand), found.hands[player][hand])));
    let sum = |player: usize| -> f64 {
        ranges[player].iter().zip(&found.hands[player]).map(|(w, v)| f64::from(*w) * v).sum()
    };
    assert!(near(sum(0), -sum(1)) && near(sum(0), found.mean[0] * found.weight));
    for (action, edge) in tree.edges(node).iter().enumerate() {
        let expected = match (edge.action, tree.node(edge.child).kind) {
            (Action::Fold, _) => {
                let lost = f64::from(tree.contributions(edge.child)[player]);
                found.beside[player].iter().map(|weight| -lost * weight).collect()
            }
            (_, NodeKind::Decision { .. }) => behind(strategy, edge.child, player, board),
            _ => continue,
        };
        for (hand, expected) in expected.into_iter().enumerate() {
            let value = found.actions[action][hand];
            assert!(near(value, expected), "{} {hand}: {value} {expected}", tree.history_text(edge.child));
        }
    }
}

/// `[hand]`: what a node behind an action is worth to the player who took it, over all boards if there is a
/// deal.
fn behind(strategy: &Strategy, node: NodeId, player: usize, board: &PublicCards) -> Vec<f64> {
    let (tree, cards) = (strategy.tree(), &strategy.game().cards);
    if usize::from(tree.node(node).street) == board.street() {
        return values(strategy, node, board).hands[player].clone();
    }
    let mut sum = vec![0.0; cards.num_hands()];
    for runout in cards.runouts(board.street(), board.board()) {
        let card = runout.board & !board.board();
        let name = if cards.num_hands() == 1326 {
            holdem_cards::CardSet::from_bits(card).unwrap().to_string()
        } else {
            cards.hand_name(card.trailing_zeros() as usize)
        };
        let next = strategy.board(&format!("{}{name}", board.as_str())).unwrap();
        let values = values(strategy, node, &next);
        for (sum, value) in sum.iter_mut().zip(&values.hands[player]) {
            *sum += f64::from(runout.probability) * value;
        }
    }
    sum
}

#[test]
fn values_of_small_games_sum_up_from_every_decision_to_the_value_of_the_game() {
    for game in ["kuhn", "leduc"] {
        let random = random(game);
        let strategy = &random.strategy;
        let (game, empty) = (strategy.game(), strategy.board("").unwrap());
        let expected = exact::values(&game.tree, &*game.cards, [strategy.table(); 2], 1);
        let found = values(strategy, 0, &empty);
        assert!(near(found.mean[0], expected[0]) && near(found.mean[1], expected[1]), "{found:?}");
        for node in strategy.tree().subtree(0) {
            let at = strategy.tree().node(node);
            let NodeKind::Decision { .. } = at.kind else { continue };
            let boards: &[&str] = if at.street == 0 { &[""] } else { &["J1", "J2", "Q1", "Q2", "K1", "K2"] };
            boards.iter().for_each(|board| sums_up(strategy, node, &strategy.board(board).unwrap()));
        }
    }
}

#[test]
fn in_equilibrium_kuhn_is_worth_an_eighteenth_to_the_second_player() {
    let blueprint = Blueprint::open(trained("kuhn")).unwrap();
    let (game, _) = blueprint.load(None, 1, &mut unobserved).unwrap();
    // Kuhn (1950), the equilibrium in which the first player never bets; rows of jack, queen and king.
    let table = Table::from_rows(&game.tree, &game.buckets.counts, |node, rows| {
        let passes = match game.tree.history(node).len() {
            0 => [1.0, 1.0, 1.0],
            1 if game.tree.history_text(node) == "k" => [2.0 / 3.0, 1.0, 0.0],
            _ => [1.0, 2.0 / 3.0, 0.0],
        };
        rows.chunks_exact_mut(2).zip(passes).for_each(|(row, pass)| row.copy_from_slice(&[pass, 1.0 - pass]));
    });
    let strategy = written(&game, blueprint.recipe(), &table).strategy;
    let found = values(&strategy, 0, &strategy.board("").unwrap());
    assert!((found.mean[0] + 1.0 / 18.0).abs() < 1e-6, "{:?}", found.mean);
    // A jack that checks wins nothing: it folds to a bet, and loses its ante at showdown.
    assert!((found.of_hand(0, 0).unwrap() + 1.0).abs() < 1e-6);
}

#[test]
fn values_of_holdem_sum_up_over_streets() {
    let random = random("holdem");
    let strategy = &random.strategy;
    let entry = |history: &str| strategy.node(history).unwrap();
    sums_up(strategy, entry("ckk"), &strategy.board("AhKd7c").unwrap());
    sums_up(strategy, entry("ckkkk"), &strategy.board("9s9h7c2d").unwrap());
    sums_up(strategy, entry("ckkkkk"), &strategy.board("9s9h7c2dTd").unwrap());
}

#[test]
fn before_the_flop_one_sample_serves_all_decisions() {
    let random = random("holdem");
    let (strategy, board) = (&random.strategy, random.strategy.board("").unwrap());
    let decides = |&node: &NodeId| matches!(strategy.tree().node(node).kind, NodeKind::Decision { .. });
    let first =
        strategy.tree().subtree(0).filter(decides).filter(|&node| strategy.tree().node(node).street == 0);
    for node in first.take(6) {
        let found = values(strategy, node, &board);
        let aces = strategy.hand("AsAh").unwrap();
        for action in 0..found.actions.len() {
            let value = found.of_action(action, aces).unwrap();
            let rounds = found.rounds.iter().map(|round| round[action][aces]).sum::<f64>();
            let mean = rounds / found.rounds.len() as f64 / found.beside[found.player][aces];
            assert!(near(value, mean), "{value} {mean}");
            let best = (0..found.actions.len()).filter_map(|other| found.of_action(other, aces));
            let most = best.fold(f64::NEG_INFINITY, f64::max) - value;
            let cost = found.cost(action, aces).unwrap();
            // What was chosen on other boards is no better than what is best on all.
            assert!(cost.mean <= most + 1e-4 * (1.0 + most.abs()), "{cost} {most}");
        }
        for (action, edge) in strategy.tree().edges(node).iter().enumerate() {
            if decides(&edge.child) && strategy.tree().node(edge.child).street == 0 {
                let behind = values(strategy, edge.child, &board);
                let (a, b) = (&found.actions[action], &behind.hands[found.player]);
                assert!(a.iter().zip(b).all(|(&a, &b)| near(a, b)));
            }
        }
    }
}

#[test]
fn workers_change_no_bit_and_a_stop_ends_the_walk() {
    let random = random("holdem");
    let (strategy, history) = (&random.strategy, "ck");
    let board = strategy.board("AhKd7c").unwrap();
    let with = |workers: usize| {
        let options = ValueOptions { workers, ..ValueOptions::default() };
        strategy.values(history, &board, &options, &mut unobserved).unwrap()
    };
    assert!(with(1) == with(3));
    let stop = &mut |_: holdem_blueprint::progress::Event<'_>| std::ops::ControlFlow::Break(());
    let stopped = strategy.values(history, &board, &ValueOptions::default(), stop);
    assert!(matches!(stopped, Err(BlueprintError::Interrupted)));
}

#[test]
fn the_nuts_are_worth_what_the_other_player_pays() {
    let random = random("holdem");
    let strategy = &random.strategy;
    let board = strategy.board("AhKhQhJhTh").unwrap();
    let found = values(strategy, strategy.node("ckkkkkk").unwrap(), &board);
    // The board plays: every showdown is a tie, so that checking wins and loses nothing.
    let hand = strategy.hand("2c2d").unwrap();
    let check = strategy.actions("ckkkkkk").unwrap().iter().position(|a| a.token == "k").unwrap();
    assert!(found.of_action(check, hand).unwrap().abs() < 1e-4);
    assert_eq!(found.of_hand(0, strategy.hand("Ah2c").unwrap()), None);
}

#[test]
fn three_players_have_ranges_and_no_values() {
    let mut recipe = Blueprint::open(trained("holdem")).unwrap().recipe().clone();
    recipe.game.num_players = Some(3);
    let random = random_of(&recipe);
    let (strategy, board) = (&random.strategy, random.strategy.board("").unwrap());
    assert_eq!(strategy.ranges("f", &board).unwrap().len(), 3);
    let error = strategy.values("f", &board, &ValueOptions::default(), &mut unobserved).unwrap_err();
    assert!(matches!(error, BlueprintError::Ask(AskError::Seats { found: 3 })), "{error}");
}
