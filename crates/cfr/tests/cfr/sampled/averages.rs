//! Where averages are collected: the wrong place is found out.

use super::games::{external, gap, kuhn, leduc, shared, trained};
use holdem_cfr::Strategy;
use holdem_cfr::sampled::SampledSolver;
use holdem_cfr::tables::layout::{Layout, bucket_counts};
use holdem_game::deal::{CardModel, DealRng, DealtHand, LeducCards};
use holdem_game::tree::{BettingTree, NodeId, NodeKind};

/// Textbook external sampling, with the average taken at the opponent's nodes or, wrongly, at the
/// traverser's.
struct Textbook<'a> {
    tree: &'a BettingTree,
    layout: Layout,
    regrets: Vec<f32>,
    sums: Vec<f32>,
    at_traverser: bool,
    weight: f32,
}

impl Textbook<'_> {
    fn strategy(&self, at: usize, n: usize) -> Vec<f32> {
        let positive: Vec<f32> = self.regrets[at..at + n].iter().map(|r| r.max(0.0)).collect();
        let sum: f32 = positive.iter().sum();
        positive.iter().map(|p| if sum > 0.0 { p / sum } else { 1.0 / n as f32 }).collect()
    }

    fn walk(&mut self, id: NodeId, traverser: u8, hands: &[DealtHand], rng: &mut DealRng) -> f32 {
        let (tree, node) = (self.tree, *self.tree.node(id));
        let put_in = |seat: u8| tree.contributions(id)[usize::from(seat)] as f32;
        let player = match node.kind {
            NodeKind::Fold { winner } if winner == traverser => return put_in(1 - winner),
            NodeKind::Fold { .. } => return -put_in(traverser),
            NodeKind::Showdown => {
                let [mine, other] = [traverser, 1 - traverser].map(|p| hands[usize::from(p)].strength);
                return put_in(traverser) * f32::from(i8::from(mine > other) - i8::from(mine < other));
            }
            NodeKind::Decision { player } => player,
        };
        let n = usize::from(node.num_actions);
        let bucket = hands[usize::from(player)].buckets[usize::from(node.street)] as usize;
        let at = self.layout.range(id).start + bucket * n;
        let strategy = self.strategy(at, n);
        if (player == traverser) == self.at_traverser {
            (0..n).for_each(|a| self.sums[at + a] += self.weight * strategy[a]);
        }
        if player != traverser {
            let mut left = rng.unit();
            let drawn = strategy.iter().position(|p| {
                left -= p;
                left < 0.0
            });
            return self.walk(tree.edges(id)[drawn.unwrap_or(n - 1)].child, traverser, hands, rng);
        }
        let values: Vec<f32> =
            tree.edges(id).iter().map(|edge| self.walk(edge.child, traverser, hands, rng)).collect();
        let mean: f32 = values.iter().zip(&strategy).map(|(v, p)| v * p).sum();
        (0..n).for_each(|a| self.regrets[at + a] += self.weight * (values[a] - mean));
        mean
    }
}

/// Exploitability of the textbook on Leduc after a number of iterations.
fn textbook_gap(at_traverser: bool, iterations: u64) -> f64 {
    let tree = leduc();
    let counts = bucket_counts(&LeducCards);
    let layout = Layout::of_strategy(&tree, &counts);
    let (regrets, sums) = (vec![0.0; layout.len()], vec![0.0; layout.len()]);
    let mut textbook = Textbook { tree: &tree, layout, regrets, sums, at_traverser, weight: 1.0 };
    let mut hands = [DealtHand::default(); 2];
    for iteration in 0..iterations {
        let mut rng = [DealRng::for_iteration(5, iteration)];
        LeducCards.deal_hands(&mut rng, 2, &mut hands);
        textbook.weight = iteration as f32 + 1.0;
        (0..2).for_each(|traverser| _ = textbook.walk(0, traverser, &hands, &mut rng[0]));
    }
    let strategy = Strategy::from_rows(&tree, &counts, |node, out| {
        out.copy_from_slice(&textbook.sums[textbook.layout.range(node)]);
    });
    gap(&tree, &LeducCards, &strategy)
}

#[test]
fn averages_stand_at_the_opponents_nodes_as_the_wrong_place_would_show() {
    let (right, wrong) = (textbook_gap(false, 200_000), textbook_gap(true, 200_000));
    let tree = leduc();
    let ours = gap(&tree, &LeducCards, &trained(&tree, &shared(LeducCards), external(), 1, 200_000));
    println!("right {right}, wrong {wrong}, ours {ours}");
    assert!(right < 0.04 && wrong > 0.1, "the test can tell: right {right}, wrong {wrong}");
    assert!(ours < 0.04, "{ours}");
}

#[test]
fn every_walk_leaves_sums_at_one_decision_of_the_other_player_only() {
    // After one deal of Kuhn both players were the opponent once, and each has been averaged on one line of
    // play.
    let tree = kuhn(2);
    let mut solver =
        SampledSolver::new(&tree, &shared(holdem_game::deal::KuhnCards), external()).expect("small tables");
    solver.run(1, 1, &|_| false);
    let rows = |player: u8| {
        let decisions: Vec<NodeId> =
            tree.subtree(0).filter(|&id| tree.node(id).kind == NodeKind::Decision { player }).collect();
        let sums = decisions.iter().flat_map(|&id| (0..3).map(move |bucket| (id, bucket)));
        sums.filter(|&(id, bucket)| solver.row(id, bucket).1.iter().any(|sum| *sum > 0.0)).count()
    };
    // Player 0 acts first and may act again behind a check and a bet; player 1 acts behind one of two
    // actions, both walked.
    assert!((1..=2).contains(&rows(0)), "{}", rows(0));
    assert_eq!(rows(1), 2);
}
