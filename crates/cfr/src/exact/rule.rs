//! What a walk is for, and what it knows at a decision.

use super::layout::{Place, Source};
use super::plan::{Plan, Up};
use super::scratch::Level;
use super::setup::Setup;
use crate::kernels::exact::{Learn, Short, Target};

/// What happens at the valued player's decisions, and which strategy the opponent plays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rule {
    /// Both play the strategies given by their regrets; the player learns.
    Learn(Learn, Short, Weighting),
    /// The same in whole numbers; the opponent's sums are added to.
    Count(Whole),
    /// Both play the strategies of a source.
    Play(Source),
    /// The opponent plays the strategy of a source, the player the best response to it.
    Respond(Source),
}

/// How the strategies of an iteration are weighted in the strategy sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Weighting {
    /// All hands alike: the sum of a hand's strategies.
    #[default]
    Even,
    /// By the player's own reach, as in the theory.
    Reach,
}

impl Rule {
    /// Where the opponent's strategy comes from.
    pub(super) fn source(&self) -> Source {
        match self {
            Self::Learn(..) | Self::Count(_) => Source::Regrets,
            Self::Play(source) | Self::Respond(source) => *source,
        }
    }

    /// Whether the player's own reach is needed.
    pub(super) fn weighs(&self) -> bool {
        matches!(self, Self::Learn(Learn { weight: Some(_), .. }, _, Weighting::Reach))
    }
}

/// One iteration in whole numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Whole {
    /// Weight of its strategies in the sums.
    pub(super) weight: f32,
}

/// A walk that values one player.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    pub(super) setup: &'a Setup,
    pub(super) plans: &'a [[Plan; 2]],
    pub(super) rule: Rule,
    pub(super) player: usize,
    /// Whether the player's own reach is needed in addition.
    pub(super) own: bool,
    /// Whether prices of held frequencies are part of the payoffs.
    pub(super) priced: bool,
}

impl Walk<'_> {
    /// The order of work on a street.
    pub(super) fn plan(&self, level: usize) -> &Plan {
        &self.plans[level][self.player]
    }

    /// Whether the walk carries the player's own reach.
    pub(super) fn weighs(&self) -> bool {
        self.own || self.rule.weighs()
    }

    /// The rows of an own decision.
    pub(super) fn place(&self, step: &Up) -> Place {
        Place { player: self.player, row: step.table, actions: step.actions, index: step.index }
    }
}

/// The rows of a decision on the way up.
pub(super) struct StepRows<'a> {
    /// `[action][slot]`: values behind its actions.
    pub(super) values: &'a [f32],
    /// The player's own reach.
    pub(super) own: &'a [f32],
    pub(super) to: Target<'a>,
    pub(super) between: &'a mut Vec<f32>,
}

impl<'a> StepRows<'a> {
    /// The rows of a decision whose hands are padded to `width`.
    pub(super) fn of(step: &Up, width: usize, rows: &'a mut Level) -> Self {
        let (before, behind) = rows.values.split_at_mut(step.values as usize * width);
        Self {
            values: &behind[..step.actions as usize * width],
            own: &rows.own[step.own as usize * width..][..width],
            to: Target { row: &mut before[step.to as usize * width..][..width], adds: step.adds },
            between: &mut rows.between,
        }
    }
}
