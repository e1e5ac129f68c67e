//! What strategies win when hands are dealt and played out: for any number of players, where nothing exact is
//! feasible.

use super::Estimate;
use crate::tables::strategy::Strategy;
use holdem_cards::parallel::in_parallel;
use holdem_game::deal::{CardModel, DealRng, DealtHand};
use holdem_game::tree::{BettingTree, MAX_PLAYERS, NodeKind};

/// Deals that are dealt together.
const BATCH: u64 = 64;
/// Deals that a worker takes at a time.
const TASK: u64 = 4096;

/// Random streams of actions must not overlap with those of deals.
const ACTION_STREAM: u64 = 1 << 62;

/// Sampled deals.
#[derive(Clone, Copy, Debug)]
pub struct Deals {
    /// Seed of hands, boards and actions.
    pub seed: u64,
    /// Number of the first deal: samples that do not overlap can be joined.
    pub first: u64,
    /// How many.
    pub count: u64,
    /// Threads; the result does not depend on them.
    pub workers: usize,
}

/// Sums over the deals of a sample, by player: what was won in chips, and its square.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Won {
    deals: f64,
    sums: [f64; MAX_PLAYERS],
    squares: [f64; MAX_PLAYERS],
}

impl Won {
    /// What a player wins per hand, in chips.
    pub fn by(&self, player: usize) -> Estimate {
        let n = self.deals.max(1.0);
        let mean = self.sums[player] / n;
        let variance = (self.squares[player] / n - mean * mean).max(0.0);
        let degrees = (self.deals as usize).saturating_sub(1);
        Estimate::sampled(mean, (variance / degrees.max(1) as f64).sqrt(), degrees)
    }

    /// Adds another sample.
    pub fn join(&mut self, other: &Self) {
        self.deals += other.deals;
        for player in 0..MAX_PLAYERS {
            self.sums[player] += other.sums[player];
            self.squares[player] += other.squares[player];
        }
    }

    fn add(&mut self, won: &[f64]) {
        self.deals += 1.0;
        for (player, won) in won.iter().enumerate() {
            self.sums[player] += won;
            self.squares[player] += won * won;
        }
    }
}

/// Plays sampled deals with a strategy for each player: what everyone wins.
///
/// # Complexity
/// One line of play for each deal.
///
/// # Panics
/// If there is not one strategy for each player, or they are for another tree or other buckets.
pub fn played(tree: &BettingTree, cards: &dyn CardModel, strategies: &[&Strategy], deals: Deals) -> Won {
    over_deals(tree, cards, deals, |hands, rng, won| play(tree, strategies, hands, rng, won))
}

/// Plays sampled deals twice, with the same cards and the same random numbers: how much more a player wins
/// with `challenger` than with `strategy`, which the others play both times. The result is at the player's
/// own index.
///
/// # Panics
/// If the strategies are for another tree or other buckets.
pub fn gained(
    tree: &BettingTree,
    cards: &dyn CardModel,
    strategy: &Strategy,
    (player, challenger): (usize, &Strategy),
    deals: Deals,
) -> Won {
    let before = vec![strategy; tree.num_players()];
    let mut after = before.clone();
    after[player] = challenger;
    over_deals(tree, cards, deals, |hands, rng, won| {
        let mut base = [0.0; MAX_PLAYERS];
        play(tree, &before, hands, &mut rng.clone(), &mut base);
        play(tree, &after, hands, rng, won);
        won.iter_mut().zip(base).for_each(|(won, base)| *won -= base);
    })
}

fn over_deals(
    tree: &BettingTree,
    cards: &dyn CardModel,
    deals: Deals,
    play: impl Fn(&[DealtHand], &mut DealRng, &mut [f64]) + Sync,
) -> Won {
    let players = tree.num_players();
    let task = |task: usize| {
        let start = deals.first + task as u64 * TASK;
        let end = (start + TASK).min(deals.first + deals.count);
        let (mut total, mut won) = (Won::default(), [0.0; MAX_PLAYERS]);
        let mut hands = Vec::new();
        for batch in (start..end).step_by(BATCH as usize) {
            let numbers = batch..(batch + BATCH).min(end);
            let mut rngs: Vec<_> = numbers.clone().map(|i| DealRng::for_iteration(deals.seed, i)).collect();
            hands.resize(rngs.len() * players, DealtHand::default());
            cards.deal_hands(&mut rngs, players, &mut hands);
            for (i, hands) in numbers.zip(hands.chunks(players)) {
                let mut rng = DealRng::for_iteration(deals.seed, ACTION_STREAM | i);
                play(hands, &mut rng, &mut won[..players]);
                total.add(&won[..players]);
            }
        }
        total
    };
    let mut total = Won::default();
    let tasks = deals.count.div_ceil(TASK) as usize;
    in_parallel(deals.workers, tasks, task).iter().for_each(|won| total.join(won));
    total
}

/// Plays one deal to its end.
fn play(
    tree: &BettingTree,
    strategies: &[&Strategy],
    hands: &[DealtHand],
    rng: &mut DealRng,
    won: &mut [f64],
) {
    let mut id = 0;
    while let NodeKind::Decision { player } = tree.node(id).kind {
        let player = usize::from(player);
        let bucket = hands[player].buckets[usize::from(tree.node(id).street)];
        let action = choose(strategies[player].row(id, bucket as usize), rng.unit());
        id = tree.edges(id)[action].child;
    }
    let won = &mut won[..hands.len()];
    if let NodeKind::Fold { winner } = tree.node(id).kind {
        won.iter_mut().enumerate().for_each(|(seat, won)| *won = tree.fold_payoff(id, winner, seat));
        return;
    }
    let live = tree.live_players(id);
    let mut strengths = [0; MAX_PLAYERS];
    strengths.iter_mut().zip(hands).for_each(|(strength, hand)| *strength = hand.strength);
    for (seat, won) in won.iter_mut().enumerate() {
        *won = match live >> seat & 1 {
            1 => tree.showdown_payoff(id, &strengths[..hands.len()], seat),
            _ => -f64::from(tree.contributions(id)[seat]),
        };
    }
}

/// The action at a point of the unit interval.
fn choose(row: &[f32], mut at: f32) -> usize {
    for (action, p) in row.iter().enumerate() {
        at -= p;
        if at < 0.0 {
            return action;
        }
    }
    // Rounding may leave a little over; it belongs to the last action that is played at all.
    row.iter().rposition(|p| *p > 0.0).unwrap_or(row.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discount::Discount;
    use crate::evaluate::exact;
    use crate::sampled::{SampledOptions, SampledSolver};
    use crate::tables::layout::bucket_counts;
    use holdem_game::deal::LeducCards;
    use holdem_game::tree::LeducPoker;
    use std::sync::Arc;

    fn deals(count: u64, workers: usize) -> Deals {
        Deals { seed: 5, first: 0, count, workers }
    }

    #[test]
    fn what_is_won_agrees_with_the_exact_value_and_sums_to_nothing() {
        let tree = Arc::new(BettingTree::build(&LeducPoker { players: 2 }).unwrap());
        let cards: Arc<dyn CardModel> = Arc::new(LeducCards);
        let mut solver = SampledSolver::new(&tree, &cards, SampledOptions::external(1, 2)).unwrap();
        solver.run(1, 5000, &|_| false);
        let (strategy, uniform) =
            (solver.average_strategy(), Strategy::uniform(&tree, &bucket_counts(&LeducCards)));
        for pair in [[&strategy, &strategy], [&strategy, &uniform], [&uniform, &strategy]] {
            let exact = exact::values(&tree, &LeducCards, pair, 1);
            let won = played(&tree, &LeducCards, &pair, deals(200_000, 2));
            let [first, second] = [won.by(0), won.by(1)];
            assert!((first.mean + second.mean).abs() < 1e-9);
            assert!(
                (first.mean - exact[0]).abs() < 4.0 * first.standard_error().unwrap(),
                "{first:?}, {exact:?}"
            );
            assert_eq!(won, played(&tree, &LeducCards, &pair, deals(200_000, 1)), "whatever the workers");
        }
    }

    #[test]
    fn two_deals_that_pay_the_same_have_no_interval() {
        let mut won = Won::default();
        won.add(&[2.0, -2.0]);
        assert_eq!(won.by(0), Estimate::alone(2.0));
        won.add(&[2.0, -2.0]);
        assert_eq!(won.by(0), Estimate::alone(2.0));
        won.add(&[-1.0, 1.0]);
        assert!(won.by(0).interval().is_some_and(|half| half > 4.0), "{:?}", won.by(0));
    }

    #[test]
    fn gains_are_differences_of_values() {
        let tree = Arc::new(BettingTree::build(&LeducPoker { players: 2 }).unwrap());
        let cards: Arc<dyn CardModel> = Arc::new(LeducCards);
        let uniform = Strategy::uniform(&tree, &bucket_counts(&LeducCards));
        let options = SampledOptions { discount: Discount::None, ..SampledOptions::external(1, 2) };
        let mut solver = SampledSolver::against(&tree, &cards, options, 1, &uniform, 5.0).unwrap();
        assert_eq!(solver.current_strategy().probabilities(), uniform.probabilities());
        solver.run(1, 50_000, &|_| false);
        let learned = solver.current_strategy();
        let exact = |second| exact::values(&tree, &LeducCards, [&uniform, second], 1)[1];
        let gain = gained(&tree, &LeducCards, &uniform, (1, &learned), deals(200_000, 2)).by(1);
        let expected = exact(&learned) - exact(&uniform);
        assert!((gain.mean - expected).abs() < 4.0 * gain.standard_error().unwrap(), "{gain:?}, {expected}");
        // The best response to the uniform strategy is known exactly.
        let best = exact::exploitability(&tree, &LeducCards, [&uniform; 2], None, 1, &exact::Watch::NOBODY)
            .expect("nobody stops it")
            .best_response[1];
        assert!(
            exact(&learned) > 0.97 * best && exact(&learned) <= best + 1e-6,
            "{}, {best}",
            exact(&learned)
        );
        assert_eq!(gained(&tree, &LeducCards, &uniform, (1, &uniform), deals(1000, 1)).by(1).mean, 0.0);
    }
}
