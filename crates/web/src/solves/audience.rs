//! Who a solve goes on for.
//!
//! A listener is there as long as its event stream is open. A page that is hidden gives its stream back, for
//! a browser has few of them, and says so: it is waited for. One that is closed says that too, or its stream
//! ends; then nobody comes back, and a solve that nobody waits for ends soon.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How long a solve waits for its first listener.
const FIRST: Duration = Duration::from_secs(60);
/// How long a solve goes on after the last listener has left.
const LEFT: Duration = Duration::from_secs(15);
/// How long it waits for a page that is away, from the last time that it said so.
const AWAY: Duration = Duration::from_secs(30 * 60);
/// Most pages that are remembered.
const MOST: usize = 64;

/// Who listens to a solve, and who is waited for.
#[derive(Debug)]
pub(crate) struct Audience {
    listeners: usize,
    /// Since when nobody listens, and for how long that is allowed.
    alone: (Instant, Duration),
    /// Pages that do not listen: until when they are waited for, or none if they are closed.
    absent: BTreeMap<String, Option<Instant>>,
}

impl Audience {
    /// Nobody yet, but somebody should come soon.
    pub(crate) fn new(now: Instant) -> Self {
        Self { listeners: 0, alone: (now, FIRST), absent: BTreeMap::new() }
    }

    /// Another stint: listeners have time to come.
    pub(crate) fn begin(&mut self, now: Instant) {
        self.alone = (now, FIRST);
    }

    /// Somebody listens, from a page if it says from which one.
    pub(crate) fn come(&mut self, page: Option<&str>) {
        self.listeners += 1;
        if let Some(page) = page {
            self.absent.remove(page);
        }
    }

    /// Somebody has stopped listening.
    pub(crate) fn leave(&mut self, now: Instant) {
        self.listeners = self.listeners.saturating_sub(1);
        self.alone = (now, LEFT);
    }

    /// A page says that it will be back. One that is closed is not waited for any more, whichever of the two
    /// it said is heard first.
    pub(crate) fn away(&mut self, page: &str, now: Instant) {
        if self.absent.get(page) != Some(&None) {
            self.remember(page, Some(now + AWAY));
        }
    }

    /// A page says that it is closed.
    pub(crate) fn gone(&mut self, page: &str, now: Instant) {
        self.remember(page, None);
        if self.listeners == 0 {
            self.alone = (now, LEFT);
        }
    }

    /// Whether nobody listens, and nobody is waited for.
    pub(crate) fn is_over(&self, now: Instant) -> bool {
        let (since, allowed) = self.alone;
        let is_awaited = self.absent.values().flatten().any(|until| *until > now);
        self.listeners == 0 && !is_awaited && now.saturating_duration_since(since) > allowed
    }

    /// Those that are closed or were waited for in vain make room first.
    fn remember(&mut self, page: &str, until: Option<Instant>) {
        if self.absent.len() >= MOST && !self.absent.contains_key(page) {
            let first = self.absent.iter().min_by_key(|(_, until)| **until).map(|(page, _)| page.clone());
            first.map(|page| self.absent.remove(&page));
        }
        self.absent.insert(page.to_owned(), until);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Whether it is over so many seconds behind a moment, just before and just behind them.
    fn ends(audience: &Audience, begin: Instant, secs: u64) -> bool {
        let at = begin + Duration::from_secs(secs);
        !audience.is_over(at - SECOND) && audience.is_over(at + SECOND)
    }

    #[test]
    fn it_is_over_when_nobody_came_and_when_the_last_one_has_left() {
        let now = Instant::now();
        let mut audience = Audience::new(now);
        assert!(ends(&audience, now, 60));
        audience.come(None);
        audience.come(None);
        audience.leave(now);
        assert!(!audience.is_over(now + 3_600 * SECOND));
        audience.leave(now);
        assert!(ends(&audience, now, 15));
    }

    #[test]
    fn a_page_that_is_away_is_waited_for_as_long_as_it_says_so() {
        let now = Instant::now();
        let mut audience = Audience::new(now);
        audience.come(Some("a"));
        audience.away("a", now);
        audience.leave(now);
        assert!(ends(&audience, now, 1_800));
        audience.away("a", now + 1_000 * SECOND);
        assert!(ends(&audience, now, 2_800));
        // It is back, and then its stream breaks without a word.
        audience.come(Some("a"));
        audience.leave(now + 2_000 * SECOND);
        assert!(ends(&audience, now, 2_015));
    }

    #[test]
    fn a_page_that_is_closed_is_not_waited_for_whichever_is_heard_first() {
        let now = Instant::now();
        for gone_first in [false, true] {
            let mut audience = Audience::new(now);
            audience.come(Some("a"));
            audience.leave(now);
            if gone_first {
                audience.gone("a", now);
            }
            audience.away("a", now);
            if !gone_first {
                audience.gone("a", now);
            }
            assert!(ends(&audience, now, 15), "{gone_first}");
            // It was opened again.
            audience.come(Some("a"));
            audience.away("a", now);
            audience.leave(now);
            assert!(ends(&audience, now, 1_800), "{gone_first}");
        }
    }

    #[test]
    fn one_page_that_is_closed_does_not_end_what_another_one_waits_for() {
        let now = Instant::now();
        let mut audience = Audience::new(now);
        audience.away("hidden", now);
        audience.come(Some("closed"));
        audience.leave(now);
        audience.gone("closed", now);
        assert!(ends(&audience, now, 1_800));
    }

    #[test]
    fn pages_that_are_made_up_take_no_memory() {
        let now = Instant::now();
        let mut audience = Audience::new(now);
        for page in 0..10 * MOST {
            audience.gone(&page.to_string(), now);
        }
        audience.away("a", now);
        assert_eq!(audience.absent.len(), MOST);
        assert!(ends(&audience, now, 1_800));
    }
}
