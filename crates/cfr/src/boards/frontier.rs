//! The street where a walk begins, with the values behind it by groups of boards.

use super::port::Port;
use super::street::visit;
use super::{BoardRule, ChanceWalk};
use holdem_game::deal::Deal;

/// By exit and player: values summed over many boards, in double precision.
pub(super) type Sums = Vec<[Vec<f64>; 2]>;

/// Values of all exits over some of the boards.
pub(super) struct Group {
    pub(super) sums: Sums,
    /// Sum of the chances of these boards.
    pub(super) chance: f64,
}

impl Group {
    /// The sum of groups.
    pub(super) fn whole(groups: &[Self]) -> Self {
        let mut groups = groups.iter();
        let Some(first) = groups.next() else { return Self { sums: Sums::new(), chance: 0.0 } };
        let mut whole = Self { sums: first.sums.clone(), chance: first.chance };
        for group in groups {
            whole.chance += group.chance;
            let (to, from) = (whole.sums.iter_mut().flatten(), group.sums.iter().flatten());
            to.zip(from).for_each(|(to, from)| to.iter_mut().zip(from).for_each(|(to, from)| *to += from));
        }
        whole
    }
}

/// Which groups of boards count, each for its share.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kept<'k> {
    /// All.
    All,
    /// All but a few.
    Without(&'k [usize]),
    /// One.
    Only(usize),
}

/// The street where a walk begins, once all boards behind it have been walked.
pub(crate) struct Frontier<'w, 'a, R> {
    pub(super) walk: &'w ChanceWalk<'a, R>,
    /// Hands of the street.
    pub(super) layer: Deal,
    pub(super) ports: Vec<Port>,
    pub(super) exits: Vec<Port>,
    /// The boards of a sample; one group where all were walked.
    pub(super) groups: Vec<Group>,
    /// All groups together.
    pub(super) whole: Group,
    /// Chance of all boards, those too that were not walked.
    pub(super) chance: f64,
    /// Boards walked, each with its images.
    pub(super) boards: usize,
}

impl<R: BoardRule + Clone + Sync> Frontier<'_, '_, R> {
    /// Groups of boards; none if no board follows.
    pub(crate) fn num_groups(&self) -> usize {
        self.groups.len()
    }

    /// Share of a group among all boards that were walked.
    pub(crate) fn share(&self, group: usize) -> f64 {
        self.groups[group].chance / self.whole.chance
    }

    /// Boards that were walked, without those that renamings make of them.
    pub(crate) fn num_boards(&self) -> usize {
        self.boards
    }

    /// Values of the state over all boards.
    pub(crate) fn values(&mut self) -> HandValues {
        let mut rule = self.walk.rule();
        self.ascend(Kept::All, &mut rule)
    }

    /// Values of the state over the groups that are kept, with a rule of its own on the state's street.
    pub(crate) fn ascend(&mut self, kept: Kept<'_>, rule: &mut impl BoardRule) -> HandValues {
        let Self { walk, layer, ports, exits, groups, whole, chance, .. } = self;
        let (from, less) = match kept {
            Kept::All => (&*whole, &[][..]),
            Kept::Without(less) => (&*whole, less),
            Kept::Only(group) => (&groups[group], &[][..]),
        };
        let less: Vec<&Group> = less.iter().map(|&group| &groups[group]).collect();
        let scale = *chance / (from.chance - less.iter().map(|group| group.chance).sum::<f64>());
        for (i, exit) in exits.iter_mut().enumerate() {
            for (player, values) in exit.values.iter_mut().enumerate() {
                for (slot, value) in values.iter_mut().enumerate() {
                    let less: f64 = less.iter().map(|group| group.sums[i][player][slot]).sum();
                    *value = (scale * (from.sums[i][player][slot] - less)) as f32;
                }
                if walk.street == 0 {
                    walk.cards.symmetrise(values);
                }
            }
        }
        visit(&walk.entries[walk.street], layer, rule, ports, exits);
        HandValues::of(layer, &ports[0], walk.dead)
    }
}

/// What the hands of both players are worth at a public state.
#[derive(Clone, Debug, PartialEq)]
pub struct HandValues {
    /// Private hands that the board leaves possible.
    pub hands: Vec<u16>,
    /// `[player][slot]` over `hands`: counterfactual value in chips, the sum over the other player's hands
    /// that can be held beside it, each by its weight.
    pub values: [Vec<f64>; 2],
    /// `[player][slot]`: the weight of all hands of the other player that can be held beside it.
    pub beside: [Vec<f64>; 2],
    /// Sum of the products of weights over all pairs of hands that can be held together.
    pub weight: f64,
    /// By player: mean payoff in chips over these pairs; 0 if there are none.
    pub mean: [f64; 2],
}

impl HandValues {
    /// `dead` are chips that no player has put in: see [`stake`](crate::walk::plan::stake).
    fn of(layer: &Deal, root: &Port, dead: f64) -> Self {
        let [first, second] = root.reach.each_ref().map(|reach| weights_beside(layer, reach));
        let mut beside = [second, first];
        beside.iter_mut().for_each(|beside| beside.truncate(layer.len()));
        let weight: f64 = beside[0].iter().zip(&*root.reach[0]).map(|(a, b)| a * f64::from(*b)).sum();
        let values = [0, 1].map(|player: usize| {
            let stakes = root.values[player].iter().zip(&beside[player]);
            stakes.map(|(value, beside)| f64::from(*value) + 0.5 * dead * beside).collect::<Vec<_>>()
        });
        let mean = |player: usize| {
            let hands = values[player].iter().zip(&*root.reach[player]);
            let sum: f64 = hands.map(|(value, weight)| value * f64::from(*weight)).sum();
            if weight > 0.0 { sum / weight } else { 0.0 }
        };
        Self { hands: layer.hands.clone(), mean: [mean(0), mean(1)], values, beside, weight }
    }
}

/// `[slot]`: the weights of all hands that can be held beside a hand: all, less those with a card in common,
/// which the same hand has twice.
fn weights_beside(layer: &Deal, weights: &[f32]) -> Vec<f64> {
    let mut held = vec![0.0; 1 + layer.blockers.iter().flatten().copied().max().map_or(0, usize::from)];
    let mut all = 0.0;
    for (blockers, weight) in layer.blockers.iter().zip(weights) {
        all += f64::from(*weight);
        blockers.iter().for_each(|&card| held[usize::from(card)] += f64::from(*weight));
    }
    let beside = |([a, b], same): (&[u8; 2], &f32)| {
        all + f64::from(*same) - held[usize::from(*a)] - held[usize::from(*b)]
    };
    layer.blockers.iter().zip(weights).map(beside).collect()
}
