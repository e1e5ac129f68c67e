//! Luck taken out of a match for two: AIVAT.
//!
//! Neil Burch, Martin Schmid, Matej Moravčík, Dustin Morrill and Michael Bowling, "AIVAT: A New Variance
//! Reduction Technique for Agent Evaluation in Imperfect Information Games" (2018).
//!
//! The result of a hand is replaced by a number with the same expectation and less variance:
//!
//! 1. *All hands.* If a player says how it plays every hand, its private cards are not taken as dealt: every
//!    hand counts with the probability of getting here. The payoff at the end is the mean over all pairs of
//!    hands of both players. The cards of a player that says nothing (a person, a program) count as they are.
//! 2. *Moves.* At a decision of a player that says how it plays, the expected value before its move replaces
//!    the value after it.
//! 3. *Cards.* When public cards come, the mean over the cards that could have come replaces the value after
//!    those that did: over all of them if they are few, otherwise over a sample. If the betting ends before
//!    the last card, the payoff is such a mean.
//!
//! The values of steps 2 and 3 are those of a [`Baseline`], learned once from a strategy that plays against
//! itself. Any baseline leaves the expectation unchanged: what it says of a move or a card is subtracted, and
//! its mean is added back, taken with the true probabilities. A better baseline takes more luck out.
//!
//! | module | holds |
//! |---|---|
//! | `hands` | which hands can be held together |
//! | `learn` | one walk over the tree on one board |
//! | `joined` | buckets that share a value where there is no room for all |
//! | `baseline` | [`Baseline`]: values by node and bucket |
//! | `ranges` | both players' hands at a public node, and what they are worth |
//! | `witness` | [`Aivat`]: watches a hand and corrects its result |

mod baseline;
mod hands;
mod joined;
mod learn;
mod ranges;
mod witness;

pub use baseline::{Baseline, BaselineError, BaselineOptions};
pub use witness::{Aivat, AivatOptions};
