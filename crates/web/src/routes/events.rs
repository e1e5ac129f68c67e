//! Server-sent events: what is new, as it comes.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::unfold;
use serde::Serialize;
use tokio::sync::watch;

use crate::app::App;

/// Time between two looks for news.
const BETWEEN: Duration = Duration::from_millis(100);
/// How often a silent stream says that it is alive.
const ALIVE: Duration = Duration::from_secs(10);

/// An event with JSON.
pub(crate) fn event(name: &str, data: &impl Serialize) -> Event {
    // No map here has keys that are no text, the one thing that JSON cannot hold.
    Event::default().event(name).json_data(data).unwrap_or_else(|_| Event::default().event("error"))
}

/// What a stream is at.
struct Stream<L> {
    look: L,
    news: watch::Receiver<u64>,
    ending: watch::Receiver<bool>,
    queued: VecDeque<Event>,
    /// Whether nothing comes behind what is queued.
    last: bool,
}

/// Sends what `look` finds: at once, then whenever there is news, at most ten times a second. It says with
/// its events whether they are the last ones.
pub(crate) fn watched<L>(app: &App, mut news: watch::Receiver<u64>, look: L) -> impl IntoResponse + use<L>
where
    L: FnMut() -> (Vec<Event>, bool) + Send + 'static,
{
    news.mark_changed();
    let ending = app.ending.subscribe();
    let stream = Stream { look, news, ending, queued: VecDeque::new(), last: false };
    let events = unfold(stream, async |mut stream| {
        let event = stream.next().await?;
        Some((Ok::<_, Infallible>(event), stream))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE))
}

impl<L: FnMut() -> (Vec<Event>, bool)> Stream<L> {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.queued.pop_front() {
                return Some(event);
            }
            if self.last {
                return None;
            }
            tokio::select! {
                changed = self.news.changed() => changed.ok()?,
                _ = self.ending.wait_for(|ending| *ending) => return None,
            }
            let (events, last) = (self.look)();
            (self.queued, self.last) = (events.into(), last);
            if !last {
                tokio::time::sleep(BETWEEN).await;
            }
        }
    }
}

/// Sends what `look` finds, asked at once and then at intervals, on a thread of its own.
pub(crate) fn polled<L>(app: &App, between: Duration, look: L) -> impl IntoResponse + use<L>
where
    L: FnMut() -> (Vec<Event>, bool) + Send + 'static,
{
    let poll = Poll { look: Some(look), between, ending: app.ending.subscribe(), first: true };
    let state = (poll, VecDeque::new(), false);
    let events = unfold(state, async |(mut poll, mut queued, mut last)| {
        while queued.is_empty() {
            if last {
                return None;
            }
            (queued, last) = poll.next().await?;
        }
        let event = queued.pop_front()?;
        Some((Ok::<_, Infallible>(event), (poll, queued, last)))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE))
}

/// What a polled stream is at.
struct Poll<L> {
    /// Gone if it panicked.
    look: Option<L>,
    between: Duration,
    ending: watch::Receiver<bool>,
    first: bool,
}

impl<L: FnMut() -> (Vec<Event>, bool) + Send + 'static> Poll<L> {
    async fn next(&mut self) -> Option<(VecDeque<Event>, bool)> {
        if !std::mem::replace(&mut self.first, false) {
            tokio::select! {
                () = tokio::time::sleep(self.between) => {}
                _ = self.ending.wait_for(|ending| *ending) => return None,
            }
        }
        let mut look = self.look.take()?;
        let looked = tokio::task::spawn_blocking(move || {
            let found = look();
            (found, look)
        })
        .await;
        let ((events, last), look) = looked.ok()?;
        self.look = Some(look);
        Some((events.into(), last))
    }
}
