use super::*;
use holdem_cfr::exact::Variant;
use holdem_game::deal::{CardModel, KuhnCards, LeducCards};
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
