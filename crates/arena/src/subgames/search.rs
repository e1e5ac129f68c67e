//! What search gains over its own blueprint.

use std::time::Instant;

use holdem_blueprint::game::PreflopClasses;
use holdem_blueprint::measure::Value;
use holdem_blueprint::progress::Observer;
use holdem_cards::Street;
use holdem_cfr::evaluate::Estimate;
use holdem_game::deal::HoldemCards;
use serde::{Deserialize, Serialize};

use super::GainError;
use super::measure::{GainOptions, Gains, measure};
use crate::lbr::searched::Searched;
use crate::players::SearchEntrant;
use crate::table::Table;
use crate::translation::Mapping;

/// What search gains over its own blueprint per hand dealt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SearchGain {
    /// Mean of both seats.
    pub gain: Value,
    /// By player of the betting tree: on the button, and in the big blind.
    pub by_seat: [Value; 2],
    /// What each street that is searched adds.
    pub by_street: Vec<StreetGain>,
    /// Number of boards dealt, each for one line and both seats.
    pub boards: usize,
    /// Standard deviation of the gain from board to board, in thousandths of a big blind per hand.
    pub deviation_mbb: f64,
    /// Seed of boards and lots.
    pub seed: u64,
    /// Seconds that it took.
    pub secs: f64,
}

/// What a street adds to a gain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreetGain {
    /// Name of the street.
    pub street: String,
    /// What search on this street adds.
    pub gain: Value,
}

/// Measures what search gains over its own blueprint, at the table that it was trained for, instead of a
/// match. `options.from` and the subgames depend on how it searches. Bets that the blueprint does not know
/// are mapped as `mapping` says; where the mapping is random, both ways count with their probabilities.
///
/// # Errors
/// [`GainError`]; [`GainError::Street`] for search from the flop on, after which too many boards may follow.
pub fn of_search(
    search: &SearchEntrant,
    mapping: Mapping,
    options: &GainOptions,
    observer: &mut Observer<'_>,
) -> Result<SearchGain, GainError> {
    let (begun, from) = (Instant::now(), search.options().from);
    if from < Street::Turn {
        return Err(GainError::Street { from });
    }
    let searched = Searched::new(search, mapping)?;
    let table = searched.blueprint().table();
    // Holds no buckets, so that a board is looked at quickly.
    let cards = HoldemCards::new(PreflopClasses);
    let options = GainOptions { from: from.index(), ..*options };
    let gains = measure((table, &cards), (&searched, searched.blueprint()), &options, observer)?;
    Ok(told(table, &gains, &options, begun))
}

fn told(table: &Table, gains: &Gains, options: &GainOptions, begun: Instant) -> SearchGain {
    let value = |chips: Estimate| Value::of_chips(chips, table.unit());
    let street = |(street, &chips): (&Street, &Estimate)| StreetGain {
        street: street.to_string(),
        gain: value(chips),
    };
    let (gain, boards) = (value(gains.both), gains.subgames.len());
    SearchGain {
        gain,
        by_seat: [0, 1].map(|player| value(gains.by_seat[table.seat_of(player)])),
        by_street: Street::ALL[options.from..].iter().zip(&gains.by_street).map(street).collect(),
        boards,
        deviation_mbb: gain.standard_error_mbb.unwrap_or(0.0) * (boards as f64).sqrt(),
        seed: options.seed,
        secs: begun.elapsed().as_secs_f64(),
    }
}
