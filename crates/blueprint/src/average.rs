//! Joins blueprints and snapshots of one game into their average.
//!
//! These may be snapshots of one run, or runs of the same configuration with other seeds, on any number of
//! machines. Their average is exploited by no more than they are on average, see [`holdem_cfr::average`].
//! They must be for the same betting tree and the same buckets; seeds, discounts and samplers may differ.

use std::collections::HashMap;
use std::path::PathBuf;
use std::str::FromStr;

use holdem_cfr::Strategy;
use holdem_cfr::average::Average;
pub use holdem_cfr::average::ReachSample;
use holdem_store::Destination;

use crate::BlueprintError;
use crate::file::{self, AveragedPart, Blueprint};
use crate::game::Game;
use crate::hex;
use crate::open::OpenStrategy;
use crate::progress::{Advance, Event, Observer, phase};
use crate::recipe::Recipe;

/// How much each strategy counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Weights {
    /// The same.
    #[default]
    Equal,
    /// By the number of iterations that it was trained.
    Iterations,
    /// As given, in the order of the strategies; only the ratios count.
    Given(Vec<f64>),
}

impl FromStr for Weights {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "equal" => Ok(Self::Equal),
            "iterations" => Ok(Self::Iterations),
            list => {
                let weight =
                    |text: &str| text.trim().parse().ok().filter(|w: &f64| *w >= 0.0 && w.is_finite());
                let weights: Option<Vec<f64>> = list.split(',').map(weight).collect();
                let is_share = |weights: &Vec<f64>| {
                    let sum: f64 = weights.iter().sum();
                    sum > 0.0 && sum.is_finite()
                };
                weights
                    .filter(is_share)
                    .map(Self::Given)
                    .ok_or_else(|| format!("`{text}` is not `equal`, `iterations`, or weights such as 1,1,2"))
            }
        }
    }
}

/// An average, with what it was made of.
#[derive(Debug)]
pub struct Averaged {
    /// The game.
    pub game: Game,
    /// That of the first strategy.
    pub recipe: Recipe,
    /// The average.
    pub strategy: Strategy,
    /// Iterations that went into it: the most of each recipe, added up.
    pub iterations: u64,
    /// What it was made of.
    pub parts: Vec<AveragedPart>,
}

impl Averaged {
    /// Writes it as a blueprint; returns the length of the file in bytes.
    ///
    /// # Errors
    /// [`BlueprintError::Store`]; the file under this name is then as it was.
    pub fn write(&self, to: &Destination) -> Result<u64, BlueprintError> {
        let stamp = (&self.game).into();
        file::write_average(to, &stamp, &self.recipe, &self.strategy, self.iterations, &self.parts)
    }
}

/// Averages the strategies of run directories, blueprints and snapshots. The `sample` gives the hands by
/// which they are weighted where their own decisions lead to a spot more or less often. Buckets missing in
/// the cache are built.
///
/// # Complexity
/// Reads each file once; walks the betting tree once for each strategy, with all sampled hands.
///
/// # Errors
/// [`BlueprintError::NoAverage`] without strategies, or if there is not one weight for each;
/// [`BlueprintError::Unalike`] if two are for different trees or buckets; those of [`OpenStrategy::open`];
/// [`BlueprintError::Interrupted`].
pub fn average(
    paths: &[PathBuf],
    weights: &Weights,
    sample: ReachSample,
    observer: &mut Observer<'_>,
) -> Result<Averaged, BlueprintError> {
    let no_average = |what: String| BlueprintError::NoAverage { what };
    let (path, others) = paths.split_first().ok_or_else(|| no_average("there is no strategy".to_owned()))?;
    if let Weights::Given(weights) = weights
        && weights.len() != paths.len()
    {
        return Err(no_average(format!("{} weights for {} strategies", weights.len(), paths.len())));
    }
    let first = OpenStrategy::open(path, sample.workers, observer)?;
    let others: Vec<(Blueprint, Strategy)> =
        others.iter().map(|path| first.fellow(path)).collect::<Result<_, _>>()?;
    let strategies: Vec<(&Blueprint, &Strategy)> = first
        .blueprint()
        .map(|blueprint| (blueprint, &first.strategy))
        .into_iter()
        .chain(others.iter().map(|(blueprint, strategy)| (blueprint, strategy)))
        .collect();
    let blueprints: Vec<&Blueprint> = strategies.iter().map(|(blueprint, _)| *blueprint).collect();
    let parts = parts(&blueprints, weights).ok_or_else(|| no_average("all weights are 0".to_owned()))?;
    let strategy = phase(observer, "average", |observer| {
        let mut average = Average::new(&first.game.tree, &*first.game.cards, sample);
        for (done, ((blueprint, strategy), part)) in strategies.iter().zip(&parts).enumerate() {
            let advance = Advance::of("strategies", done as u64, strategies.len() as u64);
            if observer(Event::Advanced(advance)).is_break() {
                return Err(BlueprintError::Interrupted);
            }
            let wrong_size =
                |source| BlueprintError::WrongSize { path: blueprint.path().to_path_buf(), source };
            average.add(strategy, part.weight).map_err(wrong_size)?;
        }
        Ok(average.finish())
    })?;
    let iterations = iterations(&blueprints);
    let OpenStrategy { game, recipe, .. } = first;
    Ok(Averaged { game, recipe, strategy, iterations, parts })
}

/// The parts with weights that sum to 1; `None` if all are 0.
fn parts(blueprints: &[&Blueprint], weights: &Weights) -> Option<Vec<AveragedPart>> {
    let weight = |i: usize, blueprint: &Blueprint| match weights {
        Weights::Equal => 1.0,
        Weights::Iterations => blueprint.iterations() as f64,
        Weights::Given(weights) => weights[i],
    };
    let weights: Vec<f64> = blueprints.iter().enumerate().map(|(i, b)| weight(i, b)).collect();
    let total: f64 = weights.iter().sum();
    let part = |(blueprint, weight): (&&Blueprint, f64)| AveragedPart {
        content_hash: hex(blueprint.content_hash()),
        seed: blueprint.recipe().seed,
        iterations: blueprint.iterations(),
        weight: weight / total,
    };
    (total > 0.0).then(|| blueprints.iter().zip(weights).map(part).collect())
}

/// Iterations of all runs that the blueprints come from; those of one recipe are one run at several times.
fn iterations(blueprints: &[&Blueprint]) -> u64 {
    let mut most: HashMap<u64, u64> = HashMap::new();
    for blueprint in blueprints {
        let of_recipe = most.entry(blueprint.recipe().hash()).or_default();
        *of_recipe = blueprint.iterations().max(*of_recipe);
    }
    most.values().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_read_and_what_cannot_be_a_weight_is_refused() {
        assert_eq!("equal".parse(), Ok(Weights::Equal));
        assert_eq!("iterations".parse(), Ok(Weights::Iterations));
        assert_eq!("1, 0,2.5".parse(), Ok(Weights::Given(vec![1.0, 0.0, 2.5])));
        for bad in ["", "1,,2", "-1,2", "nan,1", "inf", "0,0", "1e308,1e308", "linear"] {
            assert!(bad.parse::<Weights>().is_err(), "{bad}");
        }
    }
}
