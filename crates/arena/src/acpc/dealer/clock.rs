//! Time and mistakes of a player.

use std::time::Duration;

/// What a player may take before the match ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest answer.
    pub response: Duration,
    /// Time in one hand.
    pub hand: Duration,
    /// Mean time per hand over the match.
    pub per_hand: Duration,
    /// Mistakes that become calls.
    pub invalid_actions: u32,
}

impl Default for Limits {
    /// Ten minutes, ten minutes, seven seconds, any number of mistakes.
    fn default() -> Self {
        let ten_minutes = Duration::from_secs(600);
        Self {
            response: ten_minutes,
            hand: ten_minutes,
            per_hand: Duration::from_secs(7),
            invalid_actions: u32::MAX,
        }
    }
}

/// What a player has taken.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    pub(super) in_match: Duration,
    pub(super) mistakes: u32,
}

impl Limits {
    /// Which limit an answer breaks that took `response`, with `hand` used in its hand and `in_match` in all.
    pub(super) fn broken(
        &self,
        response: Duration,
        hand: Duration,
        in_match: Duration,
        hands: u32,
    ) -> Option<String> {
        let of = |what: &str, took: Duration, limit: Duration| {
            (took > limit)
                .then(|| format!("{what} took {:.3} s of {:.3} s", took.as_secs_f64(), limit.as_secs_f64()))
        };
        of("an answer", response, self.response)
            .or_else(|| of("a hand", hand, self.hand))
            .or_else(|| of("the match", in_match, self.per_hand.saturating_mul(hands)))
    }
}
