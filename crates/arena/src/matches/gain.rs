//! What search gains: a blueprint that searches against itself without search.

use std::sync::Arc;

use holdem_blueprint::progress::Observer;

use super::{Match, MatchError, MatchOptions, Standing};
use crate::aivat::{Aivat, AivatOptions, Baseline, BaselineError, BaselineOptions};
use crate::players::{Entrant, SearchEntrant};

/// Plays a match of a searching strategy against its own blueprint, at the table that it was trained for;
/// scores are in this order. Luck is taken out if the blueprint's values fit into memory.
///
/// # Errors
/// As [`Match::play`].
///
/// # Panics
/// If the blueprint has no table, which never happens.
pub fn gain(
    search: SearchEntrant,
    options: &MatchOptions,
    observer: &mut Observer<'_>,
) -> Result<Standing, MatchError> {
    let table = Entrant::table(&search).cloned().expect("a blueprint knows its table");
    let learned = BaselineOptions { workers: options.workers, ..BaselineOptions::default() };
    let aivat = match Baseline::learn(Arc::clone(search.strategy()), learned, observer) {
        Ok(baseline) => {
            let how = AivatOptions { seed: options.seed, ..AivatOptions::default() };
            Aivat::new(Arc::new(baseline), &table, how)
        }
        Err(BaselineError::Interrupted) => return Err(MatchError::Interrupted),
        Err(BaselineError::Seats { .. } | BaselineError::Memory { .. }) => None,
    };
    let blueprint: Box<dyn Entrant> = Box::new(search.blueprint().clone());
    let entrants: [Box<dyn Entrant>; 2] = [Box::new(search), blueprint];
    Match::new(&table, &entrants)?.with_aivat(aivat).play(options, observer)
}
