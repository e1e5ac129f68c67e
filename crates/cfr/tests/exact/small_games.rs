use super::*;
use holdem_cfr::exact::Variant;
use holdem_game::deal::{CardModel, KuhnCards, LeducCards};
use holdem_game::mini::MiniHoldem;
use holdem_game::tree::{BettingGame, BettingTree, KuhnPoker, LeducPoker};
use std::sync::Arc;

fn solve<G: BettingGame>(betting: &G, cards: impl CardModel + 'static, variant: Variant) -> ExactSolver {
    let tree = Arc::new(BettingTree::build(betting).expect("valid test data"));
    let game = ExactGame::with_all_hands(tree, Arc::new(cards));
    let mut solver =
        ExactSolver::new(game, ExactOptions { variant, ..ExactOptions::default() }).expect("valid test data");
    solver.run(2_000);
    solver
}

#[test]
fn kuhn_and_leduc_come_to_their_values() {
    for variant in [Variant::default(), Variant::CfrPlus { delay: 100 }] {
        let kuhn = solve(&KuhnPoker::default(), KuhnCards, variant);
        assert!((kuhn.ev(0) + 1.0 / 18.0).abs() < 1e-3, "{variant:?}: {}", kuhn.ev(0));
        assert!(kuhn.exploitability() < 1e-3, "{variant:?}: {}", kuhn.exploitability());
        let leduc = solve(&LeducPoker::default(), LeducCards, variant);
        assert!((leduc.ev(0) + 0.0856).abs() < 1e-3, "{variant:?}: {}", leduc.ev(0));
        assert!(leduc.exploitability() < 2e-3, "{variant:?}: {}", leduc.exploitability());
    }
}

fn mini(ranks: u8, board_cards: &[u8], variant: Variant) -> ExactSolver {
    let mini = MiniHoldem { ranks, board_cards: board_cards.to_vec(), ..MiniHoldem::default() };
    let tree = mini.betting(MiniHoldem::one_pot_bet()).and_then(|betting| betting.tree()).expect("a tree");
    let game = ExactGame::with_all_hands(Arc::new(tree), Arc::new(mini.cards().expect("cards")));
    let options = ExactOptions { variant, workers: 2, ..ExactOptions::default() };
    ExactSolver::new(game, options).expect("memory")
}

/// In thousandths of the big blind of 2 chips.
fn exploitability_mbb(solver: &ExactSolver) -> f64 {
    1_000.0 * solver.exploitability() / 2.0
}

/// A public C++ code comes to `published` mbb after 200 iterations of CFR+ in whole numbers, averages with
/// weight 1 up to iteration 100 and t - 100 after.
fn is_as_published(ranks: u8, board_cards: &[u8], published: f64) {
    let mut solver = mini(ranks, board_cards, Variant::CfrPlusWhole { delay: 100 });
    solver.run(200);
    let found = exploitability_mbb(&solver);
    let apart = (found / published - 1.0).abs();
    assert!(apart < 0.05, "{ranks}, {board_cards:?}: {found}, published {published}");
}

#[test]
fn mini_games_come_to_published_exploitabilities() {
    is_as_published(13, &[], 0.60);
    is_as_published(13, &[1], 2.86);
    is_as_published(5, &[1, 1], 7.99);
}

#[test]
#[ignore = "slow: four streets"]
fn a_mini_game_of_four_streets_comes_to_its_published_exploitability() {
    is_as_published(5, &[1, 1, 1], 32.2);
}

#[test]
fn mini_games_are_solved_to_a_hundredth_of_a_thousandth() {
    for (ranks, board_cards) in [(13, &[][..]), (4, &[1])] {
        let mut solver = mini(ranks, board_cards, Variant::default());
        // 4,000 iterations are enough for the first, 8,000 for the second; rounding may ask for a few more.
        let mut found = f64::INFINITY;
        while found >= 0.01 && solver.iterations() < 20_000 {
            solver.run(2_000);
            found = exploitability_mbb(&solver);
        }
        assert!(found < 0.01, "{ranks}, {board_cards:?}: {found} mbb");
    }
}

/// Best responses of an independent program (plain numpy over every board) to its own strategies.
#[test]
fn mini_games_are_worth_what_an_independent_program_says() {
    for (ranks, board_cards, range) in [(13, &[1][..], 0.1351..0.1467), (5, &[1, 1], 0.3802..0.4123)] {
        let mut solver = mini(ranks, board_cards, Variant::default());
        solver.run(500);
        let exploitability = exploitability_mbb(&solver);
        assert!(exploitability < 1.0, "{ranks}, {board_cards:?}: {exploitability} mbb");
        assert!(range.contains(&solver.ev(0)), "{ranks}, {board_cards:?}: {}", solver.ev(0));
    }
}
