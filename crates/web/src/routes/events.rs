//! Server-sent events: what is new, as it comes.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, StreamExt, unfold};
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, watch};
use utoipa::ToSchema;

use crate::app::App;
use crate::error::ApiError;

/// Time between two looks for news.
const BETWEEN: Duration = Duration::from_millis(100);
/// How often a silent stream says that it is alive.
const ALIVE: Duration = Duration::from_secs(10);

/// An event as it is sent, for the description of the interface.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "events are written by `event`; this says how they look")]
pub(crate) struct SentEvent {
    /// Its name.
    event: String,
    /// JSON.
    data: String,
}

/// An event with JSON.
pub(crate) fn event(name: &str, data: &impl Serialize) -> Event {
    // No map here has keys that are no text, the one thing that JSON cannot hold.
    Event::default().event(name).json_data(data).unwrap_or_else(|_| Event::default().event("error"))
}

/// Sends events as long as there are some, and an hour or what the limits say; a browser asks again by
/// itself.
fn sent<E: Stream<Item = Event> + Send + 'static>(
    longest: Duration,
    place: OwnedSemaphorePermit,
    events: E,
) -> impl IntoResponse + use<E> {
    Sse::new(bounded(events, place, longest)).keep_alive(KeepAlive::new().interval(ALIVE))
}

/// Events up to a time.
fn bounded(
    events: impl Stream<Item = Event> + Send + 'static,
    place: OwnedSemaphorePermit,
    longest: Duration,
) -> impl Stream<Item = Result<Event, Infallible>> + Send + 'static {
    let late = Box::pin(tokio::time::sleep(longest));
    events.take_until(late).map(move |event| {
        let _place = &place;
        Ok(event)
    })
}

/// How long a stream goes on.
fn longest(app: &App) -> Duration {
    Duration::from_secs(app.limits.stream_secs)
}

/// A place for one more stream.
fn place(app: &App) -> Result<OwnedSemaphorePermit, ApiError> {
    let place = app.streams.clone().try_acquire_owned();
    place.map_err(|_| ApiError::too_many("too many pages are watching: close some of them", 10))
}

/// What a stream is at.
struct Watched<L> {
    look: L,
    news: watch::Receiver<u64>,
    ending: watch::Receiver<bool>,
    queued: VecDeque<Event>,
    /// Whether nothing comes behind what is queued.
    last: bool,
}

/// Sends what `look` finds: at once, then whenever there is news, at most ten times a second. It says with
/// its events whether they are the last ones.
///
/// # Errors
/// If there are too many streams.
pub(crate) fn watched<L>(
    app: &App,
    mut news: watch::Receiver<u64>,
    look: L,
) -> Result<impl IntoResponse + use<L>, ApiError>
where
    L: FnMut() -> (Vec<Event>, bool) + Send + 'static,
{
    let place = place(app)?;
    news.mark_changed();
    let ending = app.ending.subscribe();
    let stream = Watched { look, news, ending, queued: VecDeque::new(), last: false };
    let events = unfold(stream, async |mut stream| {
        let event = stream.next().await?;
        Some((event, stream))
    });
    Ok(sent(longest(app), place, events))
}

impl<L: FnMut() -> (Vec<Event>, bool)> Watched<L> {
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
///
/// # Errors
/// If there are too many streams.
pub(crate) fn polled<L>(app: &App, between: Duration, look: L) -> Result<impl IntoResponse + use<L>, ApiError>
where
    L: FnMut() -> (Vec<Event>, bool) + Send + 'static,
{
    let place = place(app)?;
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
        Some((event, (poll, queued, last)))
    });
    Ok(sent(longest(app), place, events))
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::sync::Semaphore;

    use super::*;

    #[test]
    fn a_stream_ends_in_time_and_leaves_its_place() {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        // Time goes on only where everybody waits for it.
        runtime.enable_all().start_paused(true).build().unwrap().block_on(async {
            let places = Arc::new(Semaphore::new(1));
            let place = Arc::clone(&places).try_acquire_owned().unwrap();
            let every_minute = unfold((), async |()| {
                tokio::time::sleep(Duration::from_secs(60)).await;
                Some((Event::default(), ()))
            });
            let events = bounded(every_minute, place, Duration::from_secs(3_600));
            assert!(Arc::clone(&places).try_acquire_owned().is_err());
            let count = events.count().await;
            assert!((59..=60).contains(&count), "{count}");
            assert_eq!(places.available_permits(), 1);
        });
    }
}
