//! Exact values and best responses with real cards (Johanson et al. 2011), from the start of a hand or from
//! any public state.
//!
//! All boards are enumerated: see [`crate::boards`]. The best responses of both players come out of the same
//! walk, since each needs only the other's reach.
//!
//! In Hold'em the first deal may be a *sample* of flops, drawn independently, each standing for all its
//! relabellings; turns and rivers are always complete. The result is then the exact best response in the game
//! whose flop is drawn from the sample. Choices before the flop are maximised over the sampled flops as if
//! the opponent knew them, which overstates exploitability, for a handful of flops by a lot; the same
//! response with its choices before the flop made on the *other* flops of the sample understates it. Both are
//! given: in the mean over samples the truth lies between them.
//!
//! *Intervals.* Both numbers are maxima, not means, and those on the other flops depend on each other. So the
//! spread of each is found by leaving out a group of flops at a time and computing all of the number again
//! (delete-a-group jackknife: Kott, The delete-a-group jackknife, 2001), with Student's t. That takes two
//! groups for the first number and three for the second; before that there is no interval.

use super::Estimate;
use super::rules::{BestResponse, Fixed, Noted, Profile, Watched};
use crate::boards::{BoardRule, ChanceWalk, Frontier, HandValues, Kept, PublicState, Sample};
use crate::tables::strategy::Strategy;
use holdem_game::deal::{CardModel, Runout};
use holdem_game::tree::{BettingTree, NodeKind};
use std::ops::ControlFlow;

/// Most groups of the jackknife: pairs of them are left out as well.
const MAX_GROUPS: usize = 32;

/// Exploitability of a pair of strategies, in chips per hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exploitability {
    /// Half the sum of what both best responses win beyond what the strategies win themselves, which is
    /// nothing in sum where no chips are dead and no rake is taken: 0 in equilibrium. NashConv is twice this.
    pub chips: Estimate,
    /// What the best response wins in each seat.
    pub best_response: [f64; 2],
    /// The same measured on each group of sampled flops with the choices before the flop that are best on the
    /// *other* groups: a response that has not seen its flops. `None` unless there are at least two groups.
    /// In the mean over samples it is at most the exploitability over all flops, as `chips` is at least that.
    pub held_out: Option<Estimate>,
    /// Boards of the first deal that were walked: sampled flops, or all boards up to renamings.
    pub boards: usize,
}

/// Who hears how far a measurement is, and ends it.
pub struct Watch<'w> {
    /// Hears which board of how many was walked, and breaks to end the measurement without a result.
    pub progress: &'w (dyn Fn(usize, usize) -> ControlFlow<()> + Sync),
    /// Asked between sampled boards with the number that were walked: whether they are enough.
    pub enough: &'w dyn Fn(usize) -> bool,
}

impl Watch<'static> {
    /// Nobody hears of it, nobody ends it, and all of a sample is walked.
    pub const NOBODY: Self = Self { progress: &|_, _| ControlFlow::Continue(()), enough: &|_| false };
}

/// Measures what best responses win against a pair of strategies, one for each seat; `None` if `watch` ended
/// it.
///
/// `first_deal` replaces the boards of the first street by a sample of them: see
/// [`sample_flops`](super::flops::sample_flops).
///
/// # Complexity
/// O(boards x nodes x hands); about 15 CPU-seconds a flop for a tree of 1,200 decision nodes. Twice that with
/// dead chips or rake.
pub fn exploitability(
    tree: &BettingTree,
    cards: &dyn CardModel,
    strategies: [&Strategy; 2],
    first_deal: Option<&[Runout]>,
    workers: usize,
    watch: &Watch<'_>,
) -> Option<Exploitability> {
    let (state, profile) = (PublicState::root(cards), Profile { tree, strategies });
    let walk = ChanceWalk::new(tree, cards, &state, BestResponse(profile), workers);
    let sample = first_deal.map(|boards| Sample { boards, groups: MAX_GROUPS, enough: watch.enough });
    let best = walk.explore(sample, watch.progress)?;
    let boards = best.num_boards();
    // The same boards again.
    let as_many = |done| done >= boards;
    let sample = sample.map(|sample| Sample { enough: &as_many, ..sample });
    let fixed = (!tree.is_zero_sum()).then(|| ChanceWalk::new(tree, cards, &state, Fixed(profile), workers));
    let played = match &fixed {
        Some(walk) => Some(walk.explore(sample, watch.progress)?),
        None => None,
    };
    let mut groups = Groups { best, played, profile };
    let best_response = groups.best.values().mean;
    let chips = half(best_response) - groups.own(Kept::All);
    Some(match first_deal {
        None => Exploitability { chips: Estimate::exact(chips), best_response, held_out: None, boards },
        Some(_) => {
            let (chips, held_out) = (groups.spread(chips), groups.held_out());
            Exploitability { chips, best_response, held_out, boards }
        }
    })
}

fn half([a, b]: [f64; 2]) -> f64 {
    (a + b) / 2.0
}

/// A sample of flops in groups, some of which are left out.
struct Groups<'f, 'w, 'a> {
    best: Frontier<'w, 'a, BestResponse<'f>>,
    /// Both play their strategies; only where what they win does not sum to nothing.
    played: Option<Frontier<'w, 'a, Fixed<'f>>>,
    profile: Profile<'f>,
}

impl Groups<'_, '_, '_> {
    /// What the strategies win on some groups, half the sum over both seats.
    fn own(&mut self, kept: Kept<'_>) -> f64 {
        let mut rule = Fixed(self.profile);
        self.played.as_mut().map_or(0.0, |played| half(played.ascend(kept, &mut rule).mean))
    }

    /// The best response to all flops with its spread.
    fn spread(&mut self, chips: f64) -> Estimate {
        let (count, mut rule) = (self.best.num_groups(), BestResponse(self.profile));
        let without = |out| {
            let left = [out];
            let kept = Kept::Without(&left);
            half(self.best.ascend(kept, &mut rule).mean) - self.own(kept)
        };
        let without: Vec<f64> = (0..count).map(without).collect();
        Estimate::jackknife(chips, &without)
    }

    /// Every group valued with the choices that are best on the others: the mean with its spread. `None` if
    /// there are no others.
    fn held_out(&mut self) -> Option<Estimate> {
        let count = self.best.num_groups();
        if count < 2 {
            return None;
        }
        let alone: Vec<f64> = (0..count).map(|group| self.valued_without(&[group])[0]).collect();
        let mean = self.mean_of(|group| Some(alone[group]));
        if count < 3 {
            return Some(Estimate::alone(mean));
        }
        // By two groups: the first valued with the choices that are best without both.
        let mut pairs = vec![vec![0.0; count]; count];
        for (first, second) in (0..count).flat_map(|second| (0..second).map(move |first| (first, second))) {
            let values = self.valued_without(&[first, second]);
            (pairs[first][second], pairs[second][first]) = (values[0], values[1]);
        }
        let without = |out| self.mean_of(|group| (group != out).then(|| pairs[group][out]));
        let without: Vec<f64> = (0..count).map(without).collect();
        Some(Estimate::jackknife(mean, &without))
    }

    /// Values of some groups with the choices that are best on all others.
    fn valued_without(&mut self, groups: &[usize]) -> Vec<f64> {
        let mut noted = Noted::new(self.profile);
        self.best.ascend(Kept::Without(groups), &mut noted);
        let mut followed = noted.follow();
        let value = |&group| {
            let kept = Kept::Only(group);
            half(self.best.ascend(kept, &mut followed).mean) - self.own(kept)
        };
        groups.iter().map(value).collect()
    }

    /// The mean over the groups that have a value, each by its share of the flops.
    fn mean_of(&self, value: impl Fn(usize) -> Option<f64>) -> f64 {
        let values =
            (0..self.best.num_groups()).filter_map(|group| Some((self.best.share(group), value(group)?)));
        let (share, sum) =
            values.fold((0.0, 0.0), |(all, sum), (share, value)| (all + share, sum + share * value));
        sum / share
    }
}

/// Expected payoff of each seat in chips per hand when both play their strategies.
pub fn values(
    tree: &BettingTree,
    cards: &dyn CardModel,
    strategies: [&Strategy; 2],
    workers: usize,
) -> [f64; 2] {
    values_from(tree, cards, &PublicState::root(cards), strategies, workers).mean
}

/// What every hand is worth at a public state when both play their strategies from there on.
///
/// # Complexity
/// O(boards x nodes below the state x hands).
///
/// # Panics
/// If the state begins a hand with ranges that tell suits apart.
pub fn values_from(
    tree: &BettingTree,
    cards: &dyn CardModel,
    state: &PublicState,
    strategies: [&Strategy; 2],
    workers: usize,
) -> HandValues {
    walked(tree, cards, state, Fixed(Profile { tree, strategies }), workers)
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

/// What every hand and every action is worth at a public state when both play their strategies from there on.
///
/// `first_deal` replaces the boards of the first street by a sample of them, where the state is before it.
/// `progress` hears which board of how many was walked, and breaks to end the walk; then there is no result.
///
/// # Complexity
/// One walk, as [`values_from`].
///
/// # Panics
/// As [`values_from`].
pub fn decision_values(
    tree: &BettingTree,
    cards: &dyn CardModel,
    state: &PublicState,
    strategies: [&Strategy; 2],
    first_deal: Option<&[Runout]>,
    workers: usize,
    progress: &(dyn Fn(usize, usize) -> ControlFlow<()> + Sync),
) -> Option<DecisionValues> {
    let profile = Profile { tree, strategies };
    let walk = ChanceWalk::new(tree, cards, state, Fixed(profile), workers);
    let mut watched = Watched::new(profile, state.node);
    let sample = first_deal.map(|boards| Sample { boards, groups: 1, enough: &|_| false });
    let hands = walk.explore(sample, progress)?.ascend(Kept::All, &mut watched);
    let num_slots = watched.values.len() / tree.edges(state.node).len();
    let NodeKind::Decision { player } = tree.node(state.node).kind else {
        unreachable!("a walk begins at a decision")
    };
    let (actor, dead) = (usize::from(player), f64::from(tree.dead()));
    let of_action = |values: &[f32]| {
        let stakes = values.iter().zip(&hands.beside[actor]);
        stakes.map(|(value, beside)| f64::from(*value) + 0.5 * dead * beside).collect()
    };
    let actions = watched.values.chunks_exact(num_slots).map(of_action).collect();
    Some(DecisionValues { hands, actions })
}

/// What every hand is worth at a public state to a best response, for each player against the other's
/// strategy.
///
/// Half the sum of both means is the exploitability within the subgame, in chips, where nothing is dead or
/// raked; otherwise less half the sum of the means of [`values_from`].
///
/// # Complexity
/// As [`values_from`].
///
/// # Panics
/// As [`values_from`].
pub fn best_responses_from(
    tree: &BettingTree,
    cards: &dyn CardModel,
    state: &PublicState,
    strategies: [&Strategy; 2],
    workers: usize,
) -> HandValues {
    walked(tree, cards, state, BestResponse(Profile { tree, strategies }), workers)
}

fn walked(
    tree: &BettingTree,
    cards: &dyn CardModel,
    state: &PublicState,
    rule: impl BoardRule + Clone + Sync,
    workers: usize,
) -> HandValues {
    let walk = ChanceWalk::new(tree, cards, state, rule, workers);
    let mut frontier = walk.explore(None, Watch::NOBODY.progress).expect("nobody stops it");
    frontier.values()
}
