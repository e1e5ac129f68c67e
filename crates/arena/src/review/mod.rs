//! A review of recorded hands: what a strategy does at each decision, and what the choice cost by its values.
//!
//! # What is graded
//! - A hand is reviewed if it has the strategy's seats, blinds and antes in proportion, and stacks that
//!   differ from the strategy's by no more than a [tolerance](ReviewOptions::depth_tolerance). Other hands
//!   are skipped, each with its reason.
//! - A decision is reviewed if the player's cards are known, dealt or shown. It lists the strategy's
//!   probabilities of all its actions.
//! - *Value and cost*, for two players: what every action is worth if both play the strategy from there on,
//!   against the range with which the strategy's opponent gets there ([`Strategy::values`]). The cost is how
//!   much more the best action is worth than the one taken. Actions that a strategy mixes are worth about the
//!   same, so small costs mean nothing. Before the flop values come from a [sample of
//!   boards](ReviewOptions::boards), and costs have an interval.
//! - *Bets that the strategy does not know* are mapped to the likelier of the two sizes that they lie between
//!   ([`Mapping::Deterministic`](crate::translation::Mapping)); every such bet is named. Values are then for
//!   the strategy's pot, not for the table's.
//! - *Not graded*: decisions after a raise that the strategy's tree has no room for (probabilities only),
//!   decisions in a hand that has left the tree, and raises where the tree has none. With three or more
//!   players there are probabilities but no values.
//!
//! [`Reviewer`] does this hand by hand; [`grade()`] and [`Valuer`] do it for one decision of a hand in play.
//!
//! [`Strategy::values`]: holdem_blueprint::Strategy::values

mod decision;
mod grade;
mod hand;
mod in_play;
mod summary;
mod write;

pub use decision::{ActionReview, Decision, PotType};
pub use grade::{Grade, Graded, GradedAction, Spot, Ungraded, Valuer, grade};
pub use hand::{OpenDecision, Reviewer, Skipped};
pub use summary::{Group, Review};

use std::ops::ControlFlow;
use std::sync::Arc;

use holdem_blueprint::progress::{Advance, Event, Observer};
use holdem_blueprint::{BlueprintError, Strategy};

use crate::phh::HandHistory;

/// Whose decisions are reviewed, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewOptions {
    /// The player: a name, or `p1`, `p2`, ... for a seat; `None` for all.
    pub player: Option<String>,
    /// Largest number of boards on which a decision is valued, see [`ValueOptions::boards`].
    ///
    /// [`ValueOptions::boards`]: holdem_blueprint::strategy::ValueOptions::boards
    pub boards: Option<usize>,
    /// How far stacks may differ from the strategy's, as a share of it.
    pub depth_tolerance: f64,
    /// Threads. The result does not depend on them.
    pub workers: usize,
}

impl Default for ReviewOptions {
    fn default() -> Self {
        Self { player: None, boards: None, depth_tolerance: 0.05, workers: 1 }
    }
}

/// Why hands cannot be reviewed.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// The strategy cannot be queried.
    #[error(transparent)]
    Strategy(#[from] BlueprintError),
    /// A strategy for another game.
    #[error("{path}: a strategy for {found}; hands of no-limit hold'em are reviewed")]
    Game {
        /// The strategy.
        path: String,
        /// Its game.
        found: String,
    },
    /// Nobody of this name.
    #[error("no player `{found}` in these hands: {known}")]
    Player {
        /// The name.
        found: String,
        /// Names that there are.
        known: String,
    },
}

/// Reviews hands with a strategy whose buckets are open. It is a phase `review`.
///
/// # Complexity
/// One walk of [`Strategy::values`] for each decision that is valued: a millisecond on the river, a tenth of
/// a second on the turn, seconds on the flop.
///
/// # Errors
/// [`ReviewError`]; hands that cannot be reviewed are not an error.
pub fn review(
    hands: &[HandHistory],
    strategy: &Arc<Strategy>,
    options: &ReviewOptions,
    observer: &mut Observer<'_>,
) -> Result<Review, ReviewError> {
    let mut reviewer = Reviewer::new(strategy, options)?;
    reviewer.expect_player(hands)?;
    let _ = observer(Event::Started("review"));
    let (mut decisions, mut skipped) = (Vec::new(), Vec::new());
    for (number, hand) in hands.iter().enumerate() {
        match reviewer.decisions(number, hand) {
            Err(skip) => skipped.push(skip),
            Ok(found) => {
                // Walks of single decisions are not phases of their own here; any of them can be stopped.
                let so_far = Advance::of("hands", number as u64, hands.len() as u64);
                let mut within = |event: Event<'_>| match event {
                    Event::Advanced(_) => observer(Event::Advanced(so_far)),
                    _ => ControlFlow::Continue(()),
                };
                for open in found? {
                    decisions.push(reviewer.decided(open, &mut within)?);
                }
            }
        }
        let done = Advance::of("hands", number as u64 + 1, hands.len() as u64);
        if observer(Event::Advanced(done)).is_break() {
            return Err(BlueprintError::Interrupted.into());
        }
    }
    let _ = observer(Event::Finished("review"));
    Ok(Review::new(strategy.path().display().to_string(), hands.len(), decisions, skipped))
}
