//! Runs: listed and watched.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::Event;
use holdem_store::read_text;
use holdem_telemetry::EventKind;
use holdem_training::runs::{self, RunSummary, Standing};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::events::{SentEvent, event, polled};
use super::extract::{Ask, Id};
use crate::app::{App, Cost};
use crate::error::{ApiError, ErrorBody};
use crate::library::folders::{Found, Kind};
use crate::library::open::has_strategy;
use crate::runs::log::{LogReader, Logged};
use crate::runs::story::{Live, RunProgress, Series};

/// Points of a chart if the request does not say, and at most.
const POINTS: usize = 400;
const MOST_POINTS: usize = 20_000;
/// Time between two looks at the log of a run.
const BETWEEN: Duration = Duration::from_millis(400);
/// A configuration or a report is some pages of text.
const LONGEST: u64 = 64 << 20;

/// A run in a listing.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RunOf {
    id: String,
    name: String,
    folder: String,
    state: String,
    /// Whether this server trains it.
    here: bool,
    error: Option<String>,
    game: Option<String>,
    sampler: Option<String>,
    buckets: Option<String>,
    seed: Option<u64>,
    iterations: Option<u64>,
    elapsed_secs: Option<f64>,
    iterations_per_sec: Option<f64>,
    exploitability_mbb: Option<f64>,
    /// 95 %, by Student's t; nothing where too little was sampled to tell.
    #[schema(value_type = Option<Vec<f64>>)]
    exploitability_interval95_mbb: Option<[f64; 2]>,
    started_unix_secs: Option<u64>,
    age_secs: Option<u64>,
    /// Whether there is a strategy to be looked at.
    strategy: bool,
    can_stop: bool,
    can_resume: bool,
}

impl RunOf {
    /// How a run stands.
    ///
    /// # Errors
    /// If it is gone.
    pub(super) fn of(app: &App, found: &Found) -> Result<Self, ApiError> {
        let summary: RunSummary = runs::list(&found.path)?
            .into_iter()
            .next()
            .ok_or_else(|| ApiError::not_found("there is no such run any more"))?;
        let here = app.trainings.is_here(found.id);
        let running = summary.state == Standing::Running;
        let error = app.trainings.error(found.id).or(summary.error);
        Ok(Self {
            id: found.id.to_string(),
            name: found.name.clone(),
            folder: found.folder.clone(),
            state: summary.state.name().to_owned(),
            here,
            error: error.map(|error| crate::error::without_paths(&error)),
            game: summary.game,
            sampler: summary.sampler,
            buckets: summary.buckets,
            seed: summary.seed,
            iterations: summary.iterations,
            elapsed_secs: summary.elapsed_secs,
            iterations_per_sec: summary.iterations_per_sec,
            exploitability_mbb: summary.exploitability_mbb,
            exploitability_interval95_mbb: summary.exploitability_interval95_mbb,
            started_unix_secs: summary.started_unix_secs,
            age_secs: summary.age_secs,
            strategy: has_strategy(&found.path),
            can_stop: here && running,
            can_resume: !running && summary.state != Standing::Unreadable,
        })
    }
}

/// The runs of the folders.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RunList {
    runs: Vec<RunOf>,
}

/// All runs, the newest first.
#[utoipa::path(get, path = "/runs", tag = "runs", responses((status = 200, body = RunList)))]
pub(crate) async fn list(State(app): State<App>) -> Result<Json<RunList>, ApiError> {
    let list = app.work(Cost::Light, |app, _| {
        let listing = app.library.folders.list();
        let found = listing.found.iter().filter(|found| found.kind == Kind::Run);
        let mut runs: Vec<RunOf> = found.filter_map(|found| RunOf::of(app, found).ok()).collect();
        runs.sort_by_key(|run| std::cmp::Reverse(run.started_unix_secs));
        Ok(RunList { runs })
    });
    list.await.map(Json)
}

/// The run with an id.
///
/// # Errors
/// If there is none.
pub(super) fn find(app: &App, id: Id) -> Result<Found, ApiError> {
    let found = app.library.find(id.0)?;
    match found.kind {
        Kind::Run => Ok(found),
        _ => Err(ApiError::not_found("this is no run")),
    }
}

/// A run with what its files say.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RunDetail {
    run: RunOf,
    /// The configuration as YAML.
    config: String,
    /// `report.json`, once there is one.
    #[schema(value_type = Option<Object>)]
    report: Option<Value>,
    latest: Live,
}

/// One run.
#[utoipa::path(get, path = "/runs/{id}", tag = "runs", params(("id" = String, Path)),
    responses((status = 200, body = RunDetail), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn one(State(app): State<App>, id: Id) -> Result<Json<RunDetail>, ApiError> {
    let detail = app.work(Cost::Light, move |app, _| {
        let found = find(app, id)?;
        let text = |name: &str| read_text(found.path.join(name), LONGEST).ok();
        Ok(RunDetail {
            run: RunOf::of(app, &found)?,
            config: text("config.yaml").unwrap_or_default(),
            report: text("report.json").and_then(|text| serde_json::from_str(&text).ok()),
            latest: app.stories.of(id.0, &found.path, |story, _| story.live.clone())?,
        })
    });
    detail.await.map(Json)
}

/// Which charts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChartParams {
    /// Tags, separated by commas; all unless it is said.
    tags: Option<String>,
    /// Points of each; 400 unless it is said.
    points: Option<usize>,
}

/// Charts of a run.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Charts {
    series: Vec<Series>,
}

/// The charts of a run.
#[utoipa::path(get, path = "/runs/{id}/charts", tag = "runs", params(("id" = String, Path), ChartParams),
    responses((status = 200, body = Charts), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn charts(
    State(app): State<App>,
    id: Id,
    Ask(asked): Ask<ChartParams>,
) -> Result<Json<Charts>, ApiError> {
    let charts = app.work(Cost::Light, move |app, _| {
        let found = find(app, id)?;
        let tags: Option<Vec<&str>> = asked.tags.as_deref().map(|tags| tags.split(',').collect());
        let points = asked.points.unwrap_or(POINTS).min(MOST_POINTS);
        let series = app.stories.of(id.0, &found.path, |story, _| story.charts(tags.as_deref(), points))?;
        Ok(Charts { series })
    });
    charts.await.map(Json)
}

/// A run as it goes on: `latest` at first, then `progress`, `scalar`, `phase`, `message`, `file`, and
/// `ended`.
#[utoipa::path(get, path = "/runs/{id}/events", tag = "runs", params(("id" = String, Path)),
    responses((status = 200, content_type = "text/event-stream", body = SentEvent),
        (status = "4XX", body = ErrorBody)))]
pub(crate) async fn events(State(app): State<App>, id: Id) -> Result<impl IntoResponse, ApiError> {
    let begun = app.work(Cost::Light, move |app, _| {
        let found = find(app, id)?;
        let (latest, reader) = told(app, &found)?;
        Ok((found, latest, reader))
    });
    let (found, latest, mut reader) = begun.await?;
    let (mut first, watching) = (Some(latest), app.clone());
    polled(&app, BETWEEN, move || {
        let mut events: Vec<Event> =
            first.take().map(|latest| event("latest", &latest)).into_iter().collect();
        let state = RunOf::of(&watching, &found).map(|run| run.state);
        let mut news = reader.read(&found.path.join("log.jsonl")).unwrap_or_default();
        // Another run in the same folder: its story is told from the beginning.
        if news.anew
            && let Ok((latest, at)) = told(&watching, &found)
        {
            events.push(event("latest", &latest));
            (reader, news.events) = (at, Vec::new());
        }
        events.extend(news.events.iter().filter_map(sent));
        let ended = state.as_ref().is_ok_and(|state| state != "running") || state.is_err();
        if ended {
            events.push(event("ended", &json!({"state": state.ok()})));
        }
        (events, ended)
    })
}

/// The story of a run up to now, and the place in its log from which on it has not been told.
fn told(app: &App, found: &Found) -> Result<(Live, LogReader), ApiError> {
    app.stories.of(found.id, &found.path, |story, reader| (story.live.clone(), reader.clone()))
}

/// An event of the log as it is sent; some are for the log alone.
fn sent(logged: &Logged) -> Option<Event> {
    let message = |level: &str, text: &str| {
        let text = crate::error::without_paths(text);
        Some(event("message", &json!({"level": level, "text": text})))
    };
    match &logged.kind {
        EventKind::Progress(progress) => Some(event("progress", &RunProgress::from(progress))),
        EventKind::Scalar { tag, step, value } => {
            let value = value.is_finite().then_some(*value);
            Some(event("scalar", &json!({"tag": tag, "step": step, "secs": logged.secs, "value": value})))
        }
        EventKind::PhaseStarted { phase } => Some(event("phase", &json!({"phase": phase, "started": true}))),
        EventKind::PhaseFinished { phase, .. } => {
            Some(event("phase", &json!({"phase": phase, "started": false})))
        }
        EventKind::Message { text } => message("message", text),
        EventKind::Warning { text } => message("warning", text),
        EventKind::Error { text, .. } => message("error", text),
        EventKind::FileWritten { what, bytes, .. } => {
            Some(event("file", &json!({"what": what, "bytes": bytes})))
        }
        EventKind::RunStarted { .. } | EventKind::RunFinished { .. } => None,
    }
}
