//! A decision before the root: one player takes what its hand was promised, or follows into the game.
//!
//! Solving a subgame again must not give up the safety of the last solution. So the other player may refuse
//! the game: with the *re-solving* gadget every hand chooses between its promised value and the subgame
//! (CFR-D: Burch, Johanson & Bowling, "Solving Imperfect Information Games Using Decomposition", 2014); with
//! *max-margin* the player chooses the hand itself, and gains what that hand gets beyond its promise
//! (Moravcik et al., "Refining Subgames in Large Imperfect Information Games", 2016).
//!
//! Hands may also be *bound*: that part of their weight enters the game without a choice, as a believed
//! range. With all of the weight bound there is no choice, and the game is the one without a gadget.

use super::board::BoardHands;
use super::game::ExactGame;
use super::layout::Source;
use super::payoffs::half_dead;
use crate::kernels::exact::Learn;

/// Which player may refuse the game, and for what.
#[derive(Clone, Debug, PartialEq)]
pub struct Gadget {
    /// The player who chooses.
    pub player: usize,
    /// What there is to choose.
    pub kind: GadgetKind,
    /// `[private hand]`: the promised mean payoff in chips, like `best` of [`HandGain`](super::HandGain).
    pub promised: Vec<f64>,
    /// `[private hand]`: the part of the player's weight that follows without a choice.
    pub bound: Vec<f32>,
}

/// What the player of a [`Gadget`] chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GadgetKind {
    /// With every hand: take the promised value, or follow.
    TakeOrFollow,
    /// The hand itself; its payoff is what it gets beyond its promise.
    MaxMargin,
}

/// The choice of a gadget's player, and what is learned about it.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) player: usize,
    kind: GadgetKind,
    /// `[slot]`: counterfactual values, without the player's half of the dead chips.
    promised: Vec<f32>,
    /// `[slot]`: weight that always follows.
    bound: Vec<f32>,
    /// `[slot]`: weight that chooses.
    free: Vec<f32>,
    /// `[action][slot]`: follow and take; max-margin uses only the first.
    regrets: [Vec<f32>; 2],
    sums: [Vec<f32>; 2],
}

impl Choice {
    /// The choice of a game's gadget.
    pub(super) fn new(game: &ExactGame, root: &BoardHands) -> Option<Self> {
        let gadget = game.gadget.as_ref()?;
        let (mine, other) = (gadget.player, 1 - gadget.player);
        let shift = half_dead(&game.tree);
        let promised = root.hands[mine].iter().zip(&root.blockers[mine]).map(|(&hand, cards)| {
            let weight = |&hand: &u16| f64::from(game.weights[other][usize::from(hand)]);
            let others = root.blockers[other].iter().zip(&root.hands[other]);
            let beside = others.filter(|(blockers, _)| !cards.iter().any(|card| blockers.contains(card)));
            let together: f64 = beside.map(|(_, hand)| weight(hand)).sum();
            ((gadget.promised[usize::from(hand)] - shift) * together) as f32
        });
        let (promised, hands) = (promised.collect::<Vec<_>>(), &root.hands[mine]);
        let weight = |hand: u16| game.weights[mine][usize::from(hand)];
        let bound: Vec<f32> =
            hands.iter().map(|&hand| gadget.bound[usize::from(hand)].clamp(0.0, weight(hand))).collect();
        let free = hands.iter().zip(&bound).map(|(&hand, bound)| weight(hand) - bound).collect();
        let zeros = || [vec![0.0; hands.len()], vec![0.0; hands.len()]];
        Some(Self { player: mine, kind: gadget.kind, promised, bound, free, regrets: zeros(), sums: zeros() })
    }

    /// `[slot]`: how the free weight follows under the strategy of a source: a share of the hand's own weight
    /// or, with max-margin, of the weight of all hands.
    fn follows(&self, source: Source) -> Vec<f32> {
        let [follow, take] = match source {
            Source::Regrets => &self.regrets,
            Source::Sums | Source::Kept => &self.sums,
        };
        match self.kind {
            GadgetKind::TakeOrFollow => {
                follow.iter().zip(take).map(|(&follow, &take)| share(follow, take)).collect()
            }
            GadgetKind::MaxMargin => {
                let sum: f32 = follow.iter().map(|weight| weight.max(0.0)).sum();
                let even = 1.0 / follow.len() as f32;
                follow.iter().map(|w| if sum > 0.0 { w.max(0.0) / sum } else { even }).collect()
            }
        }
    }

    fn all_free(&self) -> f32 {
        self.free.iter().sum()
    }

    /// `[slot]`: the part of each hand's free weight that follows.
    fn freely(&self, source: Source) -> Vec<f32> {
        let mut follows = self.follows(source);
        match self.kind {
            GadgetKind::TakeOrFollow => follows.iter_mut().zip(&self.free).for_each(|(to, free)| *to *= free),
            GadgetKind::MaxMargin => {
                let all = self.all_free();
                follows.iter_mut().for_each(|to| *to *= all);
            }
        }
        follows
    }

    /// Writes the player's reach at the root, padded.
    pub(super) fn reach(&self, source: Source, out: &mut [f32]) {
        out.fill(0.0);
        let entering = self.freely(source);
        for ((out, free), bound) in out.iter_mut().zip(entering).zip(&self.bound) {
            *out = free + bound;
        }
    }

    /// Learns from the values of the player's hands at the root, `[slot]`.
    pub(super) fn learn(&mut self, values: &[f32], learn: &Learn) {
        let follows = self.follows(Source::Regrets);
        match self.kind {
            GadgetKind::TakeOrFollow => {
                for (slot, &follow) in follows.iter().enumerate() {
                    let (value, promised) = (values[slot], self.promised[slot]);
                    let mean = follow * value + (1.0 - follow) * promised;
                    self.keep([slot, 0], value - mean, follow, learn);
                    self.keep([slot, 1], promised - mean, 1.0 - follow, learn);
                }
            }
            GadgetKind::MaxMargin => {
                let gains = || values.iter().zip(&self.promised).map(|(value, promised)| value - promised);
                let mean: f32 = gains().zip(&follows).map(|(gain, follow)| gain * follow).sum();
                let gains: Vec<f32> = gains().collect();
                for (slot, (gain, follow)) in gains.into_iter().zip(follows).enumerate() {
                    self.keep([slot, 0], gain - mean, follow, learn);
                }
            }
        }
    }

    /// Adds what an action gained, and its probability.
    fn keep(&mut self, [slot, action]: [usize; 2], gained: f32, chosen: f32, learn: &Learn) {
        let regret = &mut self.regrets[action][slot];
        let kept = if *regret > 0.0 { learn.positive } else { learn.negative };
        *regret = (*regret * kept + gained).max(learn.floor);
        if let Some(weight) = learn.weight {
            let sum = &mut self.sums[action][slot];
            *sum = *sum * learn.decay + weight * chosen;
        }
    }

    /// The player's total value over all weight, from the values of its hands at the root: under the strategy
    /// of a source, or with the best choices.
    pub(super) fn value(&self, values: &[f32], source: Option<Source>) -> f64 {
        let wide = |number: f32| f64::from(number);
        let sum = |weights: &[f32]| -> f64 {
            weights.iter().zip(values).map(|(weight, value)| wide(*weight) * wide(*value)).sum()
        };
        let pairs =
            || values.iter().zip(&self.promised).map(|(value, promised)| (wide(*value), wide(*promised)));
        let chosen = match (self.kind, source) {
            (_, Some(source)) => sum(&self.freely(source)) + self.taken(source),
            (GadgetKind::TakeOrFollow, None) => pairs()
                .zip(&self.free)
                .map(|((value, promised), free)| value.max(promised) * wide(*free))
                .sum(),
            (GadgetKind::MaxMargin, None) => {
                let most =
                    pairs().map(|(value, promised)| value - promised).fold(f64::NEG_INFINITY, f64::max);
                wide(self.all_free()) * most
            }
        };
        sum(&self.bound) + chosen
    }

    /// What the player gets by the choice itself, times the weight; the other player loses it.
    pub(super) fn taken(&self, source: Source) -> f64 {
        let entering = self.freely(source);
        let pairs = entering.iter().zip(&self.free).zip(&self.promised);
        let taken = pairs.map(|((entering, free), promised)| {
            let weight = match self.kind {
                GadgetKind::TakeOrFollow => free - entering,
                GadgetKind::MaxMargin => -entering,
            };
            f64::from(weight) * f64::from(*promised)
        });
        taken.sum()
    }
}

/// Share of the first of two weights; half where neither is positive.
fn share(first: f32, second: f32) -> f32 {
    let (first, second) = (first.max(0.0), second.max(0.0));
    if first + second > 0.0 { first / (first + second) } else { 0.5 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(kind: GadgetKind) -> Choice {
        let zeros = || [vec![0.0; 2], vec![0.0; 2]];
        Choice {
            player: 0,
            kind,
            promised: vec![1.0, -2.0],
            bound: vec![0.0, 0.25],
            free: vec![1.0, 0.75],
            regrets: zeros(),
            sums: zeros(),
        }
    }

    fn plus() -> Learn {
        Learn { positive: 1.0, negative: 1.0, floor: 0.0, decay: 1.0, weight: Some(1.0), ahead: 1.0 }
    }

    #[test]
    fn a_hand_follows_where_it_gets_more_than_was_promised() {
        let mut choice = choice(GadgetKind::TakeOrFollow);
        (0..50).for_each(|_| choice.learn(&[0.0, 3.0], &plus()));
        let mut reach = [9.0; 4];
        choice.reach(Source::Regrets, &mut reach);
        assert_eq!(reach, [0.0, 1.0, 0.0, 0.0]);
        // Takes 1 with all of the first hand, follows to 3 with all of the second.
        assert_eq!(choice.value(&[0.0, 3.0], None), 1.0 + 3.0);
        assert_eq!(choice.value(&[0.0, 3.0], Some(Source::Regrets)), 4.0);
        assert_eq!(choice.taken(Source::Regrets), 1.0);
    }

    #[test]
    fn max_margin_brings_the_hand_that_gains_most() {
        let mut choice = choice(GadgetKind::MaxMargin);
        (0..50).for_each(|_| choice.learn(&[0.0, 3.0], &plus()));
        let mut reach = [9.0; 2];
        choice.reach(Source::Regrets, &mut reach);
        assert_eq!(reach, [0.0, 2.0], "all free weight and what is bound");
        // 3 - -2 for 1.75, and 3 for the bound quarter.
        assert_eq!(choice.value(&[0.0, 3.0], None), 1.75 * 5.0 + 0.75);
        assert_eq!(choice.value(&[0.0, 3.0], Some(Source::Regrets)), 1.75 * 5.0 + 0.75);
    }
}
