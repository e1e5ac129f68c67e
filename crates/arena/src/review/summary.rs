//! A review as a whole.

use serde::Serialize;

use super::decision::Decision;
use super::hand::Skipped;

/// How many of the costliest decisions are listed.
const WORST: usize = 10;

/// Decisions with something in common, and their total cost.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Group {
    /// What they have in common: `river`, `button`.
    pub name: String,
    /// Decisions reviewed.
    pub decisions: usize,
    /// Decisions with a strategy's probability for the choice.
    pub graded: usize,
    /// Mean of these probabilities: 1 if the strategy would always have done the same.
    pub mean_chance: Option<f64>,
    /// Those that have a cost.
    pub valued: usize,
    /// Sum of the costs in big blinds.
    pub cost_bb: f64,
}

impl Group {
    fn of<'d>(name: &str, decisions: impl Iterator<Item = &'d Decision>) -> Self {
        let (mut group, mut chances) = (Self { name: name.to_owned(), ..Self::default() }, 0.0);
        for decision in decisions {
            group.decisions += 1;
            if let Some(chance) = decision.chance() {
                group.graded += 1;
                chances += chance;
            }
            if let Some(cost) = decision.cost_bb {
                group.valued += 1;
                group.cost_bb += cost;
            }
        }
        group.mean_chance = (group.graded > 0).then(|| chances / group.graded as f64);
        group
    }

    /// Mean cost of those that have one, in big blinds.
    pub fn mean_cost_bb(&self) -> Option<f64> {
        (self.valued > 0).then(|| self.cost_bb / self.valued as f64)
    }
}

/// Hands reviewed with a strategy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Review {
    /// The strategy.
    pub strategy: String,
    /// Hands that were read, skipped ones included.
    pub hands: usize,
    /// Hands that were not reviewed, with the reason.
    pub skipped: Vec<Skipped>,
    /// All decisions together.
    pub total: Group,
    /// By street.
    pub by_street: Vec<Group>,
    /// By position.
    pub by_position: Vec<Group>,
    /// By how the pot came about before the flop.
    pub by_pot_type: Vec<Group>,
    /// The costliest decisions, the worst first: places in `decisions`, from 0.
    pub worst: Vec<usize>,
    /// All decisions, in the order of the file.
    pub decisions: Vec<Decision>,
}

impl Review {
    pub(super) fn new(
        strategy: String,
        hands: usize,
        decisions: Vec<Decision>,
        skipped: Vec<Skipped>,
    ) -> Self {
        let mut worst: Vec<usize> =
            (0..decisions.len()).filter(|&at| decisions[at].cost_bb.is_some_and(|cost| cost > 0.0)).collect();
        let cost = |at: usize| decisions[at].cost_bb.unwrap_or(0.0);
        worst.sort_by(|&a, &b| cost(b).total_cmp(&cost(a)).then(a.cmp(&b)));
        worst.truncate(WORST);
        Self {
            strategy,
            hands,
            skipped,
            total: Group::of("all", decisions.iter()),
            by_street: groups(&decisions, |decision| decision.street),
            by_position: groups(&decisions, |decision| decision.position),
            by_pot_type: groups(&decisions, |decision| decision.pot_type.name()),
            worst,
            decisions,
        }
    }
}

/// Groups by a name, in the order in which the names come up.
fn groups(decisions: &[Decision], name: impl Fn(&Decision) -> &'static str) -> Vec<Group> {
    let mut names: Vec<&str> = Vec::new();
    for decision in decisions {
        if !names.contains(&name(decision)) {
            names.push(name(decision));
        }
    }
    let group =
        |wanted: &str| Group::of(wanted, decisions.iter().filter(|decision| name(decision) == wanted));
    names.into_iter().map(group).collect()
}
