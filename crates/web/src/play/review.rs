//! Recorded hands, judged by a strategy: the arena's review, as the interface tells it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use holdem_arena::phh::HandHistory;
use holdem_arena::review::{self, OpenDecision, ReviewOptions};
use holdem_blueprint::Strategy;
use holdem_blueprint::progress::Event;
use serde::Serialize;
use utoipa::ToSchema;

use super::judge::{GRADES, Grade, Question, Reviewed};
use crate::error::ApiError;

/// Most hands of one text.
const MOST: usize = 2_000;
/// Time after which no further hand is begun: whoever asks comes back for the others.
const STRETCH: Duration = Duration::from_secs(3);

/// A hand that was judged, or why it was not.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct ReviewedHand {
    /// From 1.
    number: usize,
    players: Vec<String>,
    error: Option<String>,
    /// Chips that the decisions cost, as far as that is known.
    cost: f32,
    decisions: Vec<Reviewed>,
}

/// All decisions together.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct Summary {
    decisions: usize,
    cost: f32,
    grades: BTreeMap<String, usize>,
}

/// A review.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Review {
    /// Those that were judged in this request.
    hands: Vec<ReviewedHand>,
    /// Of these hands.
    summary: Summary,
    /// Hands of the text.
    total: usize,
    /// Where to go on: what `from` is to be next; none behind the last hand.
    next: Option<usize>,
}

/// How hands are judged.
pub(crate) struct Reviewer<'a> {
    pub(crate) strategy: &'a Arc<Strategy>,
    /// Whose decisions; none for all.
    pub(crate) of: Option<&'a str>,
    /// Whether costs are worked out; without them it takes no time.
    pub(crate) values: bool,
    pub(crate) workers: usize,
    pub(crate) given_up: &'a AtomicBool,
}

impl Reviewer<'_> {
    /// Judges hands of a text from one on, counted from 0, as many as a few seconds suffice for.
    ///
    /// # Errors
    /// If the text is no hand histories, there are too many, or nobody in them has the name.
    pub(crate) fn review(&self, text: &str, from: usize) -> Result<Review, ApiError> {
        let refuse = |message: String| ApiError::bad("bad_request", message).of_field("phh");
        let hands = HandHistory::parse_all(text).map_err(|error| refuse(error.to_string()))?;
        if hands.is_empty() || hands.len() > MOST {
            return Err(refuse(format!("{} hands, expected 1 to {MOST}", hands.len())));
        }
        if self.strategy.lacks_buckets() {
            return Err(ApiError::unavailable("the bucket file of this strategy has to be built first"));
        }
        let player = self.of.map(ToOwned::to_owned);
        let options = ReviewOptions { player, workers: self.workers, ..ReviewOptions::default() };
        let mut reviewer = review::Reviewer::new(self.strategy, &options)?;
        reviewer.expect_player(&hands)?;
        let (mut judged, start, mut next) = (Vec::new(), Instant::now(), None);
        for (number, hand) in hands.iter().enumerate().skip(from) {
            if !judged.is_empty() && start.elapsed() > STRETCH {
                next = Some(number);
                break;
            }
            let (decisions, error) = match reviewer.decisions(number, hand) {
                Ok(found) => (self.judge(&mut reviewer, found?)?, None),
                Err(skipped) => (Vec::new(), Some(crate::error::without_paths(&skipped.reason))),
            };
            let (players, cost) = (names(hand), sum(decisions.iter()));
            judged.push(ReviewedHand { number: number + 1, players, error, cost, decisions });
        }
        Ok(Review { summary: summary(&judged), hands: judged, total: hands.len(), next })
    }

    /// The decisions of a hand, those that have left the strategy's tree left out.
    fn judge(
        &self,
        reviewer: &mut review::Reviewer,
        found: Vec<OpenDecision>,
    ) -> Result<Vec<Reviewed>, ApiError> {
        // Relaxed: the flag orders nothing.
        let mut observer = |_: Event<'_>| match self.given_up.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        };
        let mut judged = Vec::with_capacity(found.len());
        for mut open in found {
            if self.values {
                reviewer.value(&mut open, &mut observer)?;
            }
            let question = Question::recorded(self.strategy, open);
            judged.extend(question.map(|question| match self.values {
                true => question.as_it_stands(),
                false => question.by_chance(),
            }));
        }
        Ok(judged)
    }
}

/// Names by seat: a file with two players lists the big blind first.
fn names(hand: &HandHistory) -> Vec<String> {
    let mut names = hand.players.clone().unwrap_or_default();
    if hand.starting_stacks.len() == 2 {
        names.reverse();
    }
    names
}

/// What decisions cost together; 0 without any.
fn sum<'d>(decisions: impl Iterator<Item = &'d Reviewed>) -> f32 {
    decisions.filter_map(|decision| decision.cost).fold(0.0, |sum, cost| sum + cost)
}

fn summary(hands: &[ReviewedHand]) -> Summary {
    let all = || hands.iter().flat_map(|hand| &hand.decisions);
    let count = |grade: Grade| all().filter(|decision| decision.grade == Some(grade)).count();
    Summary {
        decisions: all().count(),
        cost: sum(all()),
        grades: GRADES.into_iter().map(|(grade, name)| (name.to_owned(), count(grade))).collect(),
    }
}
