//! What hands and actions are worth at the decisions of a street when both players play their strategies.
//!
//! One walk over the boards that follow values all places where the street ends, and the values of every
//! decision of the street follow from these: [`StreetValues`]. If there are too many boards they are sampled
//! in rounds, each of which is a sample of all boards (see [`flops`](super::flops)), with a few boards of
//! later streets after each board of the next. Nothing is maximised, so a sample is unbiased, and the rounds
//! tell how far off it may be.

use super::flops::{Rounds, by_rank};
use super::rules::{Fixed, Profile, Watched};
use crate::boards::{
    ChanceWalk, Dealt, ExitValues, Frontier, HandValues, Progress, PublicState, Thinning, exits,
};
use crate::tables::strategy::Strategy;
use holdem_cards::parallel::in_parallel;
use holdem_cards::random::mix;
use holdem_game::deal::{CardModel, DealRng, Runout};
use holdem_game::tree::{BettingTree, MAX_STREETS, NodeId, NodeKind};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

/// Which of the boards that may follow a state are walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoardSample {
    /// Rounds, drawn independently of each other.
    pub rounds: usize,
    /// Boards of the next street in each, drawn from strata by rank.
    pub boards: usize,
    /// Boards of each later street after each of them; before the first board, deals of all later streets.
    pub behind: usize,
    /// Seed.
    pub seed: u64,
}

/// What every hand is worth at a decision, and what each action there is worth to the player who acts.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionValues {
    /// Both players' hands.
    pub hands: HandValues,
    /// `[action][slot]` over [`HandValues::hands`]: counterfactual values of the acting player, as
    /// [`HandValues::values`] if the hand took this action.
    pub actions: Vec<Vec<f64>>,
}

/// The values of all hands where a street ends, below a public state.
#[derive(Clone, Debug)]
pub struct StreetValues {
    /// By round; a walk over all boards counts as a single one.
    rounds: Vec<ExitValues>,
    /// All rounds together.
    whole: ExitValues,
    /// Probability of all boards, including those that were not walked.
    chance: f64,
    /// Where the street ends.
    exits: Vec<NodeId>,
}

/// The pair of strategies being valued.
#[derive(Clone, Copy)]
pub struct Pair<'a> {
    /// The betting tree.
    pub tree: &'a BettingTree,
    /// Cards and buckets.
    pub cards: &'a dyn CardModel,
    /// A strategy for each seat.
    pub strategies: [&'a Strategy; 2],
}

impl<'a> Pair<'a> {
    fn profile(&self) -> Profile<'a> {
        Profile { tree: self.tree, strategies: self.strategies }
    }

    fn walk(&self, state: &'a PublicState, workers: usize) -> ChanceWalk<'a, Fixed<'a>> {
        ChanceWalk::new(self.tree, self.cards, state, Fixed(self.profile()), workers)
    }
}

impl StreetValues {
    /// Over all boards that may follow a state, or over a sample of them. `progress` is called with the
    /// number of boards walked and their total, and breaks to end the walk without a result.
    ///
    /// # Complexity
    /// O(boards x nodes below the state x hands).
    ///
    /// # Panics
    /// If the state begins a hand with ranges that tell suits apart.
    pub fn below(
        pair: Pair<'_>,
        state: &PublicState,
        sample: Option<&BoardSample>,
        workers: usize,
        progress: &Progress<'_>,
    ) -> Option<Self> {
        let street = usize::from(pair.tree.node(state.node).street);
        let is_last = street + 1 == pair.tree.num_streets();
        let (rounds, chance) = match sample.filter(|_| !is_last) {
            None => {
                let all = pair.walk(state, workers).frontier().all(progress)?.0;
                let chance = all.chance;
                (vec![all], chance)
            }
            Some(sample) => sampled(pair, (state, street), sample, workers, progress)?,
        };
        let mut whole = rounds[0].clone();
        rounds[1..].iter().for_each(|round| whole.add(1.0, round));
        Some(Self { rounds, whole, chance, exits: exits(pair.tree, state.node) })
    }

    /// What hands and actions are worth at a state on the same street to which the strategies lead from the
    /// walked one: the walked state itself, or one below it with the ranges that reach it.
    ///
    /// # Complexity
    /// O(nodes of the street below the state x hands).
    pub fn at(&self, pair: Pair<'_>, state: &PublicState) -> DecisionValues {
        self.of(&self.whole, &mut pair.walk(state, 1).frontier(), (pair, state))
    }

    /// The same for each round of a sample; empty if all boards were walked.
    ///
    /// # Complexity
    /// As [`StreetValues::at`], once per round.
    pub fn by_round(&self, pair: Pair<'_>, state: &PublicState) -> Vec<DecisionValues> {
        if self.rounds.len() < 2 {
            return Vec::new();
        }
        let walk = pair.walk(state, 1);
        let mut frontier = walk.frontier();
        self.rounds.iter().map(|round| self.of(round, &mut frontier, (pair, state))).collect()
    }

    fn of<'a>(
        &self,
        values: &ExitValues,
        frontier: &mut Frontier<'_, 'a, Fixed<'a>>,
        (pair, state): (Pair<'_>, &PublicState),
    ) -> DecisionValues {
        let below = pair.tree.subtree(state.node);
        let number = |id: NodeId| self.exits.partition_point(|&exit| exit < id);
        let part = values.of(number(below.start)..number(below.end), self.exits.len());
        let scale = if values.chance > 0.0 { self.chance / values.chance } else { 1.0 };
        let mut watched = Watched::new(pair.profile(), state.node);
        let hands = frontier.ascend(&part, scale, &mut watched).swap_remove(0);
        let NodeKind::Decision { player } = pair.tree.node(state.node).kind else {
            unreachable!("a walk begins at a decision")
        };
        let (actor, dead) = (usize::from(player), f64::from(pair.tree.dead()));
        let num_slots = watched.values.len() / pair.tree.edges(state.node).len();
        let of_action = |values: &[f32]| {
            let stakes = values.iter().zip(&hands.beside[actor]);
            stakes.map(|(value, beside)| f64::from(*value) + 0.5 * dead * beside).collect()
        };
        let actions = watched.values.chunks_exact(num_slots).map(of_action).collect();
        DecisionValues { hands, actions }
    }
}

/// Final boards that are walked together.
const TOGETHER: usize = 16;

/// Rounds of boards, and the total probability.
fn sampled(
    pair: Pair<'_>,
    (state, street): (&PublicState, usize),
    sample: &BoardSample,
    workers: usize,
    progress: &Progress<'_>,
) -> Option<(Vec<ExitValues>, f64)> {
    let all = pair.cards.runouts(street, state.board);
    let chance = all.iter().map(|runout| f64::from(runout.probability)).sum();
    let mut drawn = Rounds::over(all, by_rank, sample.seed);
    let total = sample.rounds * sample.boards;
    let round = |round: usize| {
        let seed = mix(sample.seed ^ mix(round as u64));
        let (boards, before) = (drawn.next_round(sample.boards), round * sample.boards);
        let progress = |board: usize| progress(before + board, total);
        match street {
            0 => to_the_end(pair, state, &boards, (seed, sample.behind), workers, &progress),
            _ => {
                let thinning = Thinning { boards: [sample.behind; MAX_STREETS], seed };
                let walk = pair.walk(state, workers).thinned(thinning).by_board();
                let frontier = walk.frontier();
                let mut sum = frontier.nothing();
                frontier.each(&boards, &|board, _| progress(board), &mut |_, values| {
                    sum.add(1.0, &values);
                    ControlFlow::Continue(())
                })?;
                Some(sum)
            }
        }
    };
    let rounds: Option<Vec<ExitValues>> = (0..sample.rounds.max(1)).map(round).collect();
    Some((rounds?, chance))
}

/// Values of the exits of the first street over boards of the second, with the requested number of deals of
/// later streets drawn for each; all streets of a deal are walked at once.
fn to_the_end(
    pair: Pair<'_>,
    state: &PublicState,
    boards: &[Runout],
    (seed, behind): (u64, usize),
    workers: usize,
    progress: &(dyn Fn(usize) -> ControlFlow<()> + Sync),
) -> Option<ExitValues> {
    let walk = pair.walk(state, 1);
    let frontier = walk.frontier();
    let deals = |(at, board): (usize, &Runout)| {
        let mut rng = DealRng::for_iteration(seed, at as u64);
        let deals: Vec<Dealt> = (0..behind).map(|_| dealt(pair, board, behind, &mut rng)).collect();
        deals
    };
    let stopped = AtomicBool::new(false);
    let chunks = boards.chunks(TOGETHER);
    let results = in_parallel(workers, chunks.len(), |chunk| {
        // Relaxed: nothing but the flag itself is read.
        if stopped.load(Ordering::Relaxed) {
            return None;
        }
        let (before, some) =
            (chunk * TOGETHER, &boards[chunk * TOGETHER..boards.len().min((chunk + 1) * TOGETHER)]);
        let deals: Vec<Dealt> = (before..).zip(some).flat_map(deals).collect();
        let chance = some.iter().map(|board| f64::from(board.probability)).sum();
        let values = frontier.on_deals(pair.tree, &deals, chance);
        for board in before..before + some.len() {
            if progress(board + 1).is_break() {
                stopped.store(true, Ordering::Relaxed);
            }
        }
        Some(values)
    });
    let mut sum = frontier.nothing();
    for values in results {
        sum.add(1.0, &values?);
    }
    (!stopped.load(Ordering::Relaxed)).then_some(sum)
}

/// Draws the boards of the streets after one of the second street, as one of several deals.
fn dealt(pair: Pair<'_>, board: &Runout, of: usize, rng: &mut DealRng) -> Dealt {
    let (mut boards, mut chance) = (vec![board.board], board.probability / of as f32);
    for street in 1..pair.tree.num_streets() - 1 {
        let next = pair.cards.runouts(street, boards[boards.len() - 1]);
        chance *= next.iter().map(|runout| runout.probability).sum::<f32>();
        boards.push(next[rng.below(next.len())].board);
    }
    Dealt { boards, chance }
}
