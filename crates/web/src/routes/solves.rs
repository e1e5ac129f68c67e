//! Spots: checked, solved, watched, saved.

use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use holdem_blueprint::solution::Keep;
use holdem_store::{Destination, create_directory};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::events::{SentEvent, event, watched};
use super::extract::{Ask, Body, Id, id};
use crate::app::{App, Cost, with_book};
use crate::ask::Book;
use crate::desk::plain_name;
use crate::error::{ApiError, ErrorBody};
use crate::library::SourceId;
use crate::solves::book::spot_of;
use crate::solves::request::{Checked, Goal, SolveRequest, check, read_spot};
use crate::solves::{Job, SolveOf};

/// Longest name of a page.
const LONGEST_PAGE: usize = 64;

/// A spot to be looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckRequest {
    /// With the keys of `configs/spot.yaml`.
    #[schema(value_type = Option<Object>)]
    spot: Option<Value>,
    /// The same as text.
    yaml: Option<String>,
}

/// Whether a spot makes sense, and what it needs.
#[utoipa::path(post, path = "/spots/check", tag = "spots", request_body = CheckRequest,
    responses((status = 200, body = Checked), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn check_spot(
    State(app): State<App>,
    Body(asked): Body<CheckRequest>,
) -> Result<Json<Checked>, ApiError> {
    // A tree of some million nodes may be built for it.
    let checked = app.work(Cost::Medium, move |_, _| {
        let spot = match (&asked.spot, &asked.yaml) {
            (Some(spot), None) => read_spot(spot)?,
            (None, Some(yaml)) => holdem_game::spot::Spot::from_yaml_str(yaml)?,
            _ => return Err(ApiError::bad("bad_request", "one of `spot` and `yaml` is expected")),
        };
        check(&spot)
    });
    checked.await.map(Json)
}

/// All solves.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SolveList {
    solves: Vec<SolveOf>,
}

/// A solve.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SolveAnswer {
    solve: SolveOf,
}

impl SolveAnswer {
    fn of(job: &Job) -> Json<Self> {
        Json(Self { solve: job.now() })
    }
}

/// The solves of this server.
#[utoipa::path(get, path = "/solves", tag = "spots", responses((status = 200, body = SolveList)))]
pub(crate) async fn list(State(app): State<App>) -> Json<SolveList> {
    Json(SolveList { solves: app.solves.list() })
}

/// Begins to solve a spot.
#[utoipa::path(post, path = "/solves", tag = "spots", request_body = SolveRequest,
    responses((status = 201, body = SolveAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn begin(
    State(app): State<App>,
    Body(asked): Body<SolveRequest>,
) -> Result<impl IntoResponse, ApiError> {
    let job = app.work(Cost::Medium, move |app, _| {
        let spot = spot_of(&asked, |from| spot_of_source(app, id(from, "from")?))?;
        app.solves.begin(&asked, spot)
    });
    let job = job.await?;
    Ok((StatusCode::CREATED, SolveAnswer::of(&job)))
}

/// The spot of a solve or a solution.
fn spot_of_source(app: &App, id: SourceId) -> Result<holdem_game::spot::Spot, ApiError> {
    if let Ok(job) = app.solves.find(id) {
        return Ok(job.now().spot);
    }
    with_book(&app.open(id)?, |book| match book {
        Book::Solution(solution) => Ok(solution.spot().clone()),
        Book::Strategy(_) => Err(ApiError::unavailable("this is no solved spot").of_field("from")),
    })
}

/// One solve.
#[utoipa::path(get, path = "/solves/{id}", tag = "spots", params(("id" = String, Path)),
    responses((status = 200, body = SolveAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn one(State(app): State<App>, id: Id) -> Result<Json<SolveAnswer>, ApiError> {
    Ok(SolveAnswer::of(&*app.solves.find(id.0)?))
}

/// A listener; the solve is told when it leaves.
struct Listener(Arc<Job>);

impl Drop for Listener {
    fn drop(&mut self) {
        self.0.audience().leave(Instant::now());
    }
}

/// Who listens.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListenParams {
    /// The name of the page, as it says with `presence`.
    page: Option<String>,
}

/// A solve as it goes on: `solve` at first and at the end, `progress` in between.
#[utoipa::path(get, path = "/solves/{id}/events", tag = "spots", params(("id" = String, Path), ListenParams),
    responses((status = 200, content_type = "text/event-stream", body = SentEvent),
        (status = "4XX", body = ErrorBody)))]
pub(crate) async fn events(
    State(app): State<App>,
    id: Id,
    Ask(asked): Ask<ListenParams>,
) -> Result<impl IntoResponse, ApiError> {
    let job = app.solves.find(id.0)?;
    job.audience().come(asked.page.as_deref());
    let (news, listener) = (job.news(), Listener(job));
    let mut first = true;
    watched(&app, news, move || {
        let (now, under_way) = (listener.0.now(), listener.0.is_under_way());
        let whole = std::mem::replace(&mut first, false) || !under_way;
        let event = if whole { event("solve", &now) } else { event("progress", &now.progress) };
        (vec![event], !under_way)
    })
}

/// Stops a solve; what was solved stays.
#[utoipa::path(post, path = "/solves/{id}/stop", tag = "spots", params(("id" = String, Path)),
    responses((status = 202, body = SolveAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn stop(State(app): State<App>, id: Id) -> Result<impl IntoResponse, ApiError> {
    let job = app.solves.find(id.0)?;
    if !job.is_under_way() {
        return Err(ApiError::conflict("not_running", "it is not being solved"));
    }
    job.stop();
    Ok((StatusCode::ACCEPTED, SolveAnswer::of(&job)))
}

/// When to stop, of a solve that goes on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SolveOnRequest {
    /// See [`Goal`].
    target_pct: Option<f64>,
    /// See [`Goal`].
    max_iterations: Option<u64>,
    /// See [`Goal`].
    max_secs: Option<f64>,
}

/// Solves on.
#[utoipa::path(post, path = "/solves/{id}/resume", tag = "spots", params(("id" = String, Path)),
    request_body = SolveOnRequest,
    responses((status = 202, body = SolveAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn resume(
    State(app): State<App>,
    id: Id,
    Body(asked): Body<SolveOnRequest>,
) -> Result<impl IntoResponse, ApiError> {
    let SolveOnRequest { target_pct, max_iterations, max_secs } = asked;
    let goal = Goal { target_pct, max_iterations, max_secs };
    let job = app.work(Cost::Medium, move |app, _| app.solves.resume(id.0, goal)).await?;
    Ok((StatusCode::ACCEPTED, SolveAnswer::of(&job)))
}

/// Whether it goes on when nobody listens.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeepRequest {
    keep: bool,
}

/// Says whether a solve goes on when nobody listens.
#[utoipa::path(post, path = "/solves/{id}/keep", tag = "spots", params(("id" = String, Path)),
    request_body = KeepRequest,
    responses((status = 200, body = SolveAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn keep(
    State(app): State<App>,
    id: Id,
    Body(asked): Body<KeepRequest>,
) -> Result<Json<SolveAnswer>, ApiError> {
    let job = app.solves.find(id.0)?;
    job.tell(|told| told.keep = asked.keep);
    Ok(SolveAnswer::of(&job))
}

/// Where a page is.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Presence {
    /// Hidden: it will be back.
    Away,
    /// Closed.
    Gone,
}

/// A page, and where it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PresenceRequest {
    /// Its name, made up by itself: at most 64 bytes.
    page: String,
    is: Presence,
}

/// Says that a page stops listening: `away`, and the solve waits for it half an hour, or `gone`, and it ends
/// soon if nobody else listens or is waited for.
#[utoipa::path(post, path = "/solves/{id}/presence", tag = "spots", params(("id" = String, Path)),
    request_body = PresenceRequest,
    responses((status = 200, body = SolveAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn presence(
    State(app): State<App>,
    id: Id,
    Body(asked): Body<PresenceRequest>,
) -> Result<Json<SolveAnswer>, ApiError> {
    if asked.page.is_empty() || asked.page.len() > LONGEST_PAGE {
        let message = format!("the name of a page has 1 to {LONGEST_PAGE} bytes");
        return Err(ApiError::bad("bad_request", message).of_field("page"));
    }
    let (job, now) = (app.solves.find(id.0)?, Instant::now());
    match asked.is {
        Presence::Away => job.audience().away(&asked.page, now),
        Presence::Gone => job.audience().gone(&asked.page, now),
    }
    Ok(SolveAnswer::of(&job))
}

/// What is saved, and under which name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SaveRequest {
    /// A word.
    name: String,
    /// `all`, which can be solved on, or `strategy`, a quarter as long; `all` unless it is said.
    what: Option<String>,
}

/// A solution that was saved.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Saved {
    /// Its id.
    source: String,
    bytes: u64,
}

/// Saves a solve as a solution file.
#[utoipa::path(post, path = "/solves/{id}/save", tag = "spots", params(("id" = String, Path)),
    request_body = SaveRequest,
    responses((status = 201, body = Saved), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn save(
    State(app): State<App>,
    id: Id,
    Body(asked): Body<SaveRequest>,
) -> Result<impl IntoResponse, ApiError> {
    let saved = app.work(Cost::Medium, move |app, _| {
        let keep = asked.what.as_deref().map_or(Ok(Keep::All), str::parse);
        let keep =
            keep.map_err(|_| ApiError::bad("bad_request", "`what` is `all` or `strategy`").of_field("what"))?;
        app.solves.find(id.0)?;
        let folder = app.desk.solutions();
        create_directory(&folder)?;
        let path = folder.join(format!("{}.hdm", plain_name(&asked.name)?));
        let to = Destination::new(&path, false)?;
        let bytes = with_book(&app.open(id.0)?, |book| match book {
            Book::Solution(solution) => Ok(solution.write(&to, keep)?),
            Book::Strategy(_) => Err(ApiError::unavailable("this is no solved spot")),
        })?;
        app.library.folders.changed();
        Ok(Saved { source: SourceId::of(&path).to_string(), bytes })
    });
    Ok((StatusCode::CREATED, Json(saved.await?)))
}

/// Stops a solve and throws it away.
#[utoipa::path(delete, path = "/solves/{id}", tag = "spots", params(("id" = String, Path)),
    responses((status = 204), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn delete(State(app): State<App>, id: Id) -> Result<StatusCode, ApiError> {
    app.work(Cost::Light, move |app, _| app.solves.delete(id.0)).await?;
    Ok(StatusCode::NO_CONTENT)
}
