//! Runs that are trained here: estimated, begun, stopped, continued.

use std::path::Path;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use holdem_telemetry::resources::Memory;
use holdem_training::{Plan, TrainConfig, calibrate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::{Body, Id};
use super::runs::{RunOf, find};
use crate::app::{App, Cost};
use crate::desk::{new_id, plain_name};
use crate::error::{ApiError, ErrorBody};
use crate::library::SourceId;
use crate::library::facts::game_in_words;
use crate::runs::train::read_config;

/// Seconds of training that speed is measured for.
const MEASURED_SECS: f64 = 1.0;
/// Longest time that a run is told to go on.
const LONGEST_SECS: f64 = 366.0 * 24.0 * 3600.0;

/// A configuration.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EstimateRequest {
    /// YAML; empty for the defaults.
    #[serde(default)]
    config: String,
    /// Whether speed is measured: a second of training.
    #[serde(default)]
    measure: bool,
}

/// What a configuration needs, and how fast it would be trained here.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EstimateOf {
    game: String,
    sampler: String,
    nodes: usize,
    infosets: u64,
    tables_bytes: u64,
    strategy_bytes: u64,
    peak_bytes: u64,
    available_bytes: Option<u64>,
    fits: bool,
    /// Why it does not fit, and what to reduce.
    advice: Option<String>,
    buckets_cached: bool,
    iterations_per_sec: Option<f64>,
    time_budget_secs: Option<f64>,
    num_iterations: Option<u64>,
    /// The configuration with every key.
    config: String,
    warnings: Vec<String>,
}

/// What a configuration needs.
#[utoipa::path(post, path = "/runs/estimate", tag = "runs", request_body = EstimateRequest,
    responses((status = 200, body = EstimateOf), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn estimate(
    State(app): State<App>,
    Body(asked): Body<EstimateRequest>,
) -> Result<Json<EstimateOf>, ApiError> {
    // A tree of some million nodes may be built for it; a second of training takes all threads.
    let cost = if asked.measure { Cost::Heavy } else { Cost::Medium };
    app.work(cost, move |_, _| outlook(&asked)).await.map(Json)
}

fn outlook(asked: &EstimateRequest) -> Result<EstimateOf, ApiError> {
    let config = read_config(&asked.config)?;
    let plan = Plan::new(&config, None)?;
    let fits = plan.estimate.check();
    let measured = match asked.measure && fits.is_ok() {
        true => Some(calibrate(&plan, MEASURED_SECS)?),
        false => None,
    };
    let estimate = &plan.estimate;
    Ok(EstimateOf {
        game: game_in_words(&plan.config.game()),
        sampler: estimate.sampler.to_string(),
        nodes: estimate.nodes,
        infosets: estimate.streets.iter().map(|street| street.infosets).sum(),
        tables_bytes: estimate.table_bytes,
        strategy_bytes: estimate.strategy_bytes,
        peak_bytes: estimate.training_bytes.max(estimate.measuring_bytes).max(estimate.build_bytes),
        available_bytes: Memory::now().map(|memory| memory.available_bytes),
        fits: fits.is_ok(),
        advice: fits.err().map(|error| error.to_string()),
        buckets_cached: estimate.build_bytes == 0,
        iterations_per_sec: measured.map(|measured| measured.rates.iterations_per_sec),
        time_budget_secs: plan.config.time_budget(),
        num_iterations: plan.config.num_iterations,
        config: plan.config.resolved().to_yaml(),
        warnings: plan.config.warnings().into_iter().chain(plan.notes.iter().cloned()).collect(),
    })
}

/// A run to begin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BeginRequest {
    /// A word; made up unless it is said.
    name: Option<String>,
    /// YAML; empty for the defaults.
    #[serde(default)]
    config: String,
}

/// A run.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RunAnswer {
    run: RunOf,
}

/// Begins a run.
#[utoipa::path(post, path = "/runs", tag = "runs", request_body = BeginRequest,
    responses((status = 201, body = RunAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn begin(
    State(app): State<App>,
    Body(asked): Body<BeginRequest>,
) -> Result<impl IntoResponse, ApiError> {
    let run = app.work(Cost::Medium, move |app, _| {
        let name = asked.name.unwrap_or_else(|| format!("run-{}", &new_id().to_string()[..6]));
        let path = app.desk.runs().join(plain_name(&name)?);
        app.trainings.begin(&read_config(&asked.config)?, path.clone(), app.limits.jobs)?;
        answer(app, &path)
    });
    Ok((StatusCode::CREATED, Json(run.await?)))
}

fn answer(app: &App, path: &Path) -> Result<RunAnswer, ApiError> {
    app.library.folders.changed();
    let found = app.library.find(SourceId::of(path))?;
    Ok(RunAnswer { run: RunOf::of(app, &found)? })
}

/// Stops a run gracefully, with everything saved.
#[utoipa::path(post, path = "/runs/{id}/stop", tag = "runs", params(("id" = String, Path)),
    responses((status = 202), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn stop(State(app): State<App>, id: Id) -> Result<StatusCode, ApiError> {
    let stop = app.work(Cost::Light, move |app, _| {
        find(app, id)?;
        app.trainings.stop(id.0)
    });
    stop.await.map(|()| StatusCode::ACCEPTED)
}

/// How much longer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResumeRequest {
    /// Seconds to train from here on.
    time_budget_secs: Option<f64>,
    /// Iterations in all.
    num_iterations: Option<u64>,
}

/// Goes on with a run.
#[utoipa::path(post, path = "/runs/{id}/resume", tag = "runs", params(("id" = String, Path)),
    request_body = ResumeRequest,
    responses((status = 202, body = RunAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn resume(
    State(app): State<App>,
    id: Id,
    Body(asked): Body<ResumeRequest>,
) -> Result<impl IntoResponse, ApiError> {
    let run = app.work(Cost::Medium, move |app, _| {
        let found = find(app, id)?;
        let sensible = |secs: f64| secs > 0.0 && secs <= LONGEST_SECS;
        if asked.time_budget_secs.is_some_and(|secs| !sensible(secs)) || asked.num_iterations == Some(0) {
            let message = "how much longer is a time above 0 and of at most a year, or iterations";
            return Err(ApiError::bad("bad_request", message).of_field("time_budget_secs"));
        }
        let change = |config: &mut TrainConfig| {
            if asked.time_budget_secs.is_some() || asked.num_iterations.is_some() {
                config.time_budget_seconds = asked.time_budget_secs;
                config.num_iterations = asked.num_iterations;
            }
        };
        app.trainings.resume(&found.path, change, app.limits.jobs)?;
        answer(app, &found.path)
    });
    Ok((StatusCode::ACCEPTED, Json(run.await?)))
}
