//! What search gains: a blueprint that searches against itself without search.

use holdem_blueprint::progress::Observer;

use super::{Match, MatchError, MatchOptions, Standing};
use crate::players::{Entrant, SearchEntrant, StreetTimes};

/// What search has won of its own blueprint, and how long it took.
#[derive(Clone, Debug)]
pub struct Gain {
    /// The match: search first, then the blueprint.
    pub standing: Standing,
    /// Decisions by street.
    pub times: Vec<StreetTimes>,
}

/// Plays a match of a searching strategy against its own blueprint, at the table that it was trained for.
///
/// # Errors
/// As [`Match::play`].
///
/// # Panics
/// If the blueprint knows no table, which none of them does.
pub fn gain(
    search: SearchEntrant,
    options: &MatchOptions,
    observer: &mut Observer<'_>,
) -> Result<Gain, MatchError> {
    let table = Entrant::table(&search).cloned().expect("a blueprint knows its table");
    let blueprint: Box<dyn Entrant> = Box::new(search.blueprint().clone());
    let shared = Box::new(search);
    let times = shared.times_later();
    let entrants: [Box<dyn Entrant>; 2] = [shared, blueprint];
    let standing = Match::new(&table, &entrants)?.play(options, observer)?;
    Ok(Gain { standing, times: times() })
}
