//! Three-player Kuhn poker: every player's best response by brute force.

use super::games::{self, FourCards, external, kuhn, outcome};
use holdem_cfr::Strategy;
use holdem_cfr::sampled::{Averaging, SampledOptions, Schedule};
use holdem_game::deal::CardModel;
use holdem_game::tree::{BettingTree, NodeId, NodeKind};

const DEALS: f64 = 24.0;

/// All ways to give three of four cards to three players.
fn deals() -> Vec<[usize; 3]> {
    let all = (0..64).map(|i| [i / 16, i / 4 % 4, i % 4]);
    all.filter(|[a, b, c]| a != b && b != c && a != c).collect()
}

/// Payoff of a player where the hand ends.
fn payoff(tree: &BettingTree, id: NodeId, cards: [usize; 3], player: usize) -> f64 {
    let put_in = tree.contributions(id);
    let pot: u32 = put_in.iter().sum();
    let live = (0..3).filter(|seat| tree.live_players(id) >> seat & 1 == 1);
    let winner = live.max_by_key(|&seat| cards[seat]).expect("somebody is left");
    f64::from(if winner == player { pot } else { 0 }) - f64::from(put_in[player])
}

/// Expected payoff of a player; the player's own decisions by `own`, all others by the strategy.
fn value(
    tree: &BettingTree,
    strategy: &Strategy,
    id: NodeId,
    cards: [usize; 3],
    player: usize,
    own: &dyn Fn(NodeId) -> Option<usize>,
) -> f64 {
    let NodeKind::Decision { player: acts } = tree.node(id).kind else {
        return payoff(tree, id, cards, player);
    };
    let below = |action: usize| value(tree, strategy, tree.edges(id)[action].child, cards, player, own);
    match own(id).filter(|_| usize::from(acts) == player) {
        Some(action) => below(action),
        None => {
            let row = strategy.row(id, cards[usize::from(acts)]);
            row.iter().enumerate().map(|(action, p)| f64::from(*p) * below(action)).sum()
        }
    }
}

/// What a player gains by the best of all pure strategies: for each card the best plan over the player's four
/// decisions.
fn gain(tree: &BettingTree, strategy: &Strategy, player: usize) -> f64 {
    let decisions: Vec<NodeId> = tree
        .subtree(0)
        .filter(|&id| tree.node(id).kind == NodeKind::Decision { player: player as u8 })
        .collect();
    let mut gain = 0.0;
    for card in 0..4 {
        let dealt: Vec<_> = deals().into_iter().filter(|cards| cards[player] == card).collect();
        let total = |own: &dyn Fn(NodeId) -> Option<usize>| -> f64 {
            dealt.iter().map(|&cards| value(tree, strategy, 0, cards, player, own)).sum()
        };
        let plans = (0..1usize << decisions.len()).map(|plan| {
            let planned = |id: NodeId| decisions.iter().position(|&d| d == id).map(|i| plan >> i & 1);
            total(&planned)
        });
        gain += plans.fold(f64::NEG_INFINITY, f64::max) - total(&|_| None);
    }
    gain / DEALS
}

/// Sum of what the players gain.
pub(crate) fn nash_conv(tree: &BettingTree, strategy: &Strategy) -> f64 {
    (0..3).map(|player| gain(tree, strategy, player)).sum()
}

fn trained(options: SampledOptions, iterations: u64) -> f64 {
    let tree = kuhn(3);
    nash_conv(&tree, &games::trained(&tree, &games::shared(FourCards), options, 1, iterations))
}

#[test]
fn the_uniform_strategy_can_be_exploited_by_everybody() {
    let tree = kuhn(3);
    let uniform = Strategy::uniform(&tree, &[FourCards.num_buckets(0)]);
    assert!((0..3).all(|player| gain(&tree, &uniform, player) > 0.1));
}

#[test]
fn external_sampling_finds_an_equilibrium() {
    let found = trained(SampledOptions { averaging: Averaging::Lines, ..external() }, 1_000_000);
    println!("lines {found}");
    assert!((0.0..0.01).contains(&found), "{found}");
}

#[test]
fn averages_at_the_opponents_nodes_come_close_with_three_players_too() {
    let found = trained(external(), 1_000_000);
    println!("opponents {found}");
    assert!((0.0..0.02).contains(&found), "{found}");
}

#[test]
fn outcome_sampling_finds_an_equilibrium() {
    let options = SampledOptions { averaging: Averaging::Lines, ..outcome(0.6, Schedule::Constant) };
    let found = trained(options, 3_000_000);
    println!("outcome {found}");
    assert!((0.0..0.02).contains(&found), "{found}");
}
