//! What an engine has done, without its tables.

use crate::sampled::{Coverage, SampledWork};
use crate::vector::solver::Work;
use holdem_game::tree::MAX_PLAYERS;

/// What an engine has done. Together with the tables it is all that is needed to continue to the same bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EngineState {
    /// Work in all.
    pub work: Work,
    /// What the kind of engine needs besides.
    pub detail: Detail,
}

/// What only one kind of engine knows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Detail {
    /// Nothing: public chance sampling.
    None,
    /// Work by the seat that learns: CFR-BR.
    BySeat([Work; 2]),
    /// Work over sampled hands: external and outcome sampling.
    Sampled(SampledWork),
}

/// Numbers of the work of one solver.
const PER_SEAT: usize = 5;

impl EngineState {
    /// The detail as numbers to be stored; counts are exact up to 2^53.
    pub fn numbers(&self) -> Vec<f64> {
        match &self.detail {
            Detail::None => Vec::new(),
            Detail::BySeat(works) => works.each_ref().map(numbers_of).concat(),
            Detail::Sampled(work) => sampled_numbers(work),
        }
    }

    /// The state from all work and the result of [`EngineState::numbers`]; `None` for anything else.
    pub fn from_numbers(work: Work, numbers: &[f64]) -> Option<Self> {
        let detail = match numbers.as_chunks::<PER_SEAT>() {
            ([], []) => Detail::None,
            (&[first, second], []) => Detail::BySeat([first, second].map(|seat| work_from(&seat))),
            _ => Detail::Sampled(sampled_from(work, numbers)?),
        };
        Some(Self { work, detail })
    }
}

fn numbers_of(work: &Work) -> [f64; PER_SEAT] {
    let Work { iterations, batches, nodes, hand_node_visits, utility_sum } = *work;
    [iterations as f64, batches as f64, nodes as f64, hand_node_visits as f64, utility_sum]
}

fn work_from(numbers: &[f64; PER_SEAT]) -> Work {
    let [iterations, batches, nodes, hand_node_visits] = [0, 1, 2, 3].map(|i| numbers[i] as u64);
    Work { iterations, batches, nodes, hand_node_visits, utility_sum: numbers[4] }
}

/// Everything but iterations and nodes.
fn sampled_numbers(work: &SampledWork) -> Vec<f64> {
    let coverage = [work.coverage.visits, work.coverage.fresh].map(|n| n as f64);
    [&work.utility_sum[..], &[f64::from(work.adapted_epsilon)], &coverage].concat()
}

fn sampled_from(work: Work, numbers: &[f64]) -> Option<SampledWork> {
    let Work { iterations, nodes, .. } = work;
    let (utility, rest) = numbers.split_first_chunk::<MAX_PLAYERS>()?;
    let &[epsilon, visits, fresh] = rest else { return None };
    let coverage = Coverage { visits: visits as u64, fresh: fresh as u64 };
    Some(SampledWork { iterations, nodes, utility_sum: *utility, adapted_epsilon: epsilon as f32, coverage })
}
