//! Search on games with exact answers.

use std::ops::ControlFlow;
use std::sync::Arc;

use holdem_cfr::exact::{ExactGame, ExactOptions, ExactSolver, Variant};
use holdem_game::deal::{CardModel, LeducCards};
use holdem_game::mini::MiniHoldem;
use holdem_game::tree::{BettingTree, LeducPoker, NodeKind};
use holdem_search::offline::{self, Resolved, answer};
use holdem_search::{Method, SearchError, SolveOptions};

const PLUS: Variant = Variant::CfrPlus { delay: 100 };

fn solve(game: ExactGame, iterations: u64) -> ExactSolver {
    let options = ExactOptions { variant: PLUS, workers: 2, ..ExactOptions::default() };
    let mut solver = ExactSolver::new(game, options).expect("a small game");
    solver.run(iterations);
    solver
}

fn leduc(iterations: u64) -> ExactSolver {
    let tree = BettingTree::build(&LeducPoker::default()).expect("a small game");
    solve(ExactGame::with_all_hands(Arc::new(tree), Arc::new(LeducCards)), iterations)
}

fn mini(ranks: u8, board_cards: &[u8], iterations: u64) -> ExactSolver {
    let mini = MiniHoldem { ranks, board_cards: board_cards.to_vec(), ..MiniHoldem::default() };
    let tree = mini.betting(MiniHoldem::one_pot_bet()).and_then(|betting| betting.tree()).expect("a tree");
    let game = ExactGame::with_all_hands(Arc::new(tree), Arc::new(mini.cards().expect("cards")));
    solve(game, iterations)
}

fn resolve_street(base: &ExactSolver, street: u8, options: &SolveOptions) -> Result<Resolved, SearchError> {
    offline::resolve_street(base, street, options, &mut |_, _| ControlFlow::Continue(()))
}

fn options(method: Method, iterations: u64) -> SolveOptions {
    let mut options = SolveOptions { method, variant: PLUS, workers: 2, ..SolveOptions::default() };
    options.stop.iterations = Some(iterations);
    options
}

/// A base strategy, and the street that is searched.
fn bases() -> Vec<(&'static str, ExactSolver, u8)> {
    vec![
        ("Leduc after 10 iterations", leduc(10), 1),
        ("Leduc after 1,000 iterations", leduc(1_000), 1),
        ("flop after 30 iterations", mini(5, &[1], 30), 1),
        ("turn after 20 iterations", mini(3, &[1, 1], 20), 2),
        ("flop of two streets after 20 iterations", mini(3, &[1, 1], 20), 1),
    ]
}

#[test]
fn safe_search_never_costs_more_than_is_left_to_solve() {
    for (name, base, street) in bases() {
        let before = base.exploitability();
        for method in [Method::Resolve, Method::MaxMargin] {
            let found = resolve_street(&base, street, &options(method, 100)).expect("small subgames");
            let after = found.strategy.exploitability();
            assert!(found.subgames > 0);
            assert!(
                after <= before + found.residual + 1e-6,
                "{name}, {method}: {before} before, {after} after, residual {}",
                found.residual
            );
        }
    }
}

#[test]
fn four_times_the_iterations_leave_at_most_half() {
    for (name, base, street) in bases() {
        for method in [Method::Resolve, Method::MaxMargin] {
            let residual = |iterations| {
                let found = resolve_street(&base, street, &options(method, iterations));
                found.expect("small subgames").residual
            };
            let (first, second) = (residual(100), residual(400));
            assert!(second <= 0.5 * first + 1e-6, "{name}, {method}: {first}, then {second}");
        }
    }
}

#[test]
fn search_mends_a_base_that_plays_at_random_on_the_last_street() {
    let mut base = leduc(1_000);
    let tree = Arc::clone(&base.game().tree);
    base.put(&mut |at, rows| {
        rows.fill(1.0);
        tree.node(at.node).street == 1
    });
    let before = base.exploitability();
    for method in Method::ALL {
        let found = resolve_street(&base, 1, &options(method, 400)).expect("small subgames");
        let after = found.strategy.exploitability();
        assert!(after < 0.75 * before, "{method}: {before} before, {after} after");
    }
}

#[test]
fn online_play_is_the_offline_strategy_bit_by_bit() {
    for method in Method::ALL {
        let (base, options) = (mini(3, &[1], 20), options(method, 30));
        let found = resolve_street(&base, 1, &options).expect("small subgames");
        let tree = &base.game().tree;
        let mut compared = 0;
        for walked in base.boards_at(1) {
            for node in tree.subtree(0).filter(|&id| tree.node(id).street == 1) {
                let NodeKind::Decision { player } = tree.node(node).kind else { continue };
                let view = found.strategy.view(node, &walked.boards).expect("a decision");
                for (at, held) in view.hands[usize::from(player)].iter().enumerate().step_by(7) {
                    let who = (usize::from(player), usize::from(held.hand));
                    let online = answer(&base, (node, &walked.boards), who, &options).expect("a decision");
                    let Some(online) = online else { continue };
                    let offline: Vec<u32> = view.strategy.iter().map(|row| row[at].to_bits()).collect();
                    let online: Vec<u32> = online.iter().map(|p| p.to_bits()).collect();
                    assert_eq!(online, offline, "{method}, {}", tree.history_text(node));
                    compared += 1;
                }
            }
        }
        assert!(compared > 50, "{compared} decisions were compared");
    }
}

#[test]
fn workers_do_not_show() {
    let base = mini(3, &[1, 1], 20);
    let found = |workers| {
        let options = SolveOptions { workers, ..options(Method::Resolve, 20) };
        resolve_street(&base, 1, &options).expect("small subgames").strategy.exploitability().to_bits()
    };
    assert_eq!(found(1), found(3));
    let cards: &Arc<dyn CardModel> = &base.game().cards;
    assert_eq!(cards.num_streets(), 3);
}
