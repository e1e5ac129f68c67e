//! Search on a strategy of a small game, measured exactly: all subgames of a street are solved again, and
//! best responses on all boards say how exploitable the strategy is before and after.

use std::ops::ControlFlow;
use std::time::Instant;

use holdem_blueprint::Strategy;
use holdem_blueprint::config::GameKind;
use holdem_blueprint::measure::Value;
use holdem_blueprint::progress::{Advance, Event, Observer};
use holdem_cfr::evaluate::Estimate;
use holdem_cfr::exact::{ExactGame, ExactSolver};
use serde::{Deserialize, Serialize};

use crate::offline::{Resolved, resolve_street, table};
use crate::{SearchError, SolveOptions};

/// What search from the beginning of a street on does to a strategy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreetSearch {
    /// Name of the street.
    pub street: String,
    /// How subgames were solved.
    pub method: String,
    /// Iterations in each subgame.
    pub iterations: u64,
    /// Subgames solved, counted for each player.
    pub subgames: usize,
    /// Exploitability of the strategy itself, over all boards.
    pub before: Value,
    /// The same with all subgames solved again.
    pub after: Value,
    /// What best responses can take beyond the promises in all subgames together: `after` exceeds `before` by
    /// no more. 0 where nothing is promised.
    pub residual: Value,
    /// Seconds it took.
    pub secs: f64,
}

/// Solves all subgames that begin with a street, counted from 0, and measures the strategy before and after.
/// It is a phase `subgames`.
///
/// # Errors
/// [`SearchError::NotSmall`] for a game with too many boards, [`SearchError::Street`] for one without such a
/// street; those of [`resolve_street`].
///
/// # Complexity
/// All subgames of the street are solved, with their tables in memory.
pub fn search_street(
    strategy: &Strategy,
    street: usize,
    options: &SolveOptions,
    observer: &mut Observer<'_>,
) -> Result<StreetSearch, SearchError> {
    let (begun, game) = (Instant::now(), strategy.game());
    if game.kind == GameKind::Holdem {
        return Err(SearchError::NotSmall);
    }
    let streets = game.tree.num_streets();
    if street == 0 || street >= streets {
        return Err(SearchError::Street { street, streets });
    }
    let base = base(strategy, options.workers)?;
    let _ = observer(Event::Started("subgames"));
    let mut progress = |done: usize, all: usize| -> ControlFlow<()> {
        observer(Event::Advanced(Advance::of("public states", done as u64, all as u64)))
    };
    let found = resolve_street(&base, street as u8, options, &mut progress);
    let _ = observer(Event::Finished("subgames"));
    let Resolved { strategy: searched, subgames, residual } = found?;
    let value = |chips: f64| Value::of_chips(Estimate::exact(chips), game.unit);
    Ok(StreetSearch {
        street: game.street_name(street).to_owned(),
        method: options.method.name().to_owned(),
        iterations: options.stop.iterations.unwrap_or_default(),
        subgames,
        before: value(base.exploitability()),
        after: value(searched.exploitability()),
        residual: value(residual),
        secs: begun.elapsed().as_secs_f64(),
    })
}

/// The strategy in tables of its own, hand by hand.
fn base(strategy: &Strategy, workers: usize) -> Result<ExactSolver, SearchError> {
    let game = strategy.game();
    let exact = ExactGame::with_all_hands(game.tree.clone(), game.cards.clone());
    table(exact, workers, &mut |at, rows| {
        let (street, board) = (at.boards.len(), at.boards.last().copied().unwrap_or_default());
        for (slot, &hand) in at.hands.iter().enumerate() {
            let bucket = game.cards.bucket(street, board, hand.into()).expect("the board leaves the hand");
            let row = strategy.table().row(at.node, bucket as usize);
            rows.chunks_exact_mut(at.hands.len()).zip(row).for_each(|(rows, p)| rows[slot] = *p);
        }
    })
}
