//! One spot on many flops.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::events::{SentEvent, event, watched};
use super::extract::{Ask, Body, Id};
use crate::app::{App, Cost};
use crate::batches::book::BatchRequest;
use crate::batches::report::{Asked, BatchReport};
use crate::batches::{Batch, BatchOf};
use crate::error::{ApiError, ErrorBody};

/// A batch.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BatchAnswer {
    batch: BatchOf,
}

impl BatchAnswer {
    fn of(batch: &Batch) -> Json<Self> {
        Json(Self { batch: batch.now() })
    }
}

/// All batches.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BatchList {
    batches: Vec<BatchOf>,
}

/// The batches of this server.
#[utoipa::path(get, path = "/batches", tag = "batches", responses((status = 200, body = BatchList)))]
pub(crate) async fn list(State(app): State<App>) -> Json<BatchList> {
    Json(BatchList { batches: app.batches.list() })
}

/// Begins to solve a spot on many flops.
#[utoipa::path(post, path = "/batches", tag = "batches", request_body = BatchRequest,
    responses((status = 201, body = BatchAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn begin(
    State(app): State<App>,
    Body(asked): Body<BatchRequest>,
) -> Result<impl IntoResponse, ApiError> {
    let batch = app.work(Cost::Medium, move |app, _| app.batches.begin(&asked, app.solves.slot()?));
    Ok((StatusCode::CREATED, BatchAnswer::of(&*batch.await?)))
}

/// One batch.
#[utoipa::path(get, path = "/batches/{id}", tag = "batches", params(("id" = String, Path)),
    responses((status = 200, body = BatchAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn one(State(app): State<App>, id: Id) -> Result<Json<BatchAnswer>, ApiError> {
    Ok(BatchAnswer::of(&*app.batches.find(id.0)?))
}

/// A batch as it goes on: `batch` whenever something has changed, and at the end.
#[utoipa::path(get, path = "/batches/{id}/events", tag = "batches", params(("id" = String, Path)),
    responses((status = 200, content_type = "text/event-stream", body = SentEvent),
        (status = "4XX", body = ErrorBody)))]
pub(crate) async fn events(State(app): State<App>, id: Id) -> Result<impl IntoResponse, ApiError> {
    let batch = app.batches.find(id.0)?;
    watched(&app, batch.news(), move || {
        let under_way = batch.is_under_way();
        (vec![event("batch", &batch.now())], !under_way)
    })
}

/// Stops a batch; flops that are done stay.
#[utoipa::path(post, path = "/batches/{id}/stop", tag = "batches", params(("id" = String, Path)),
    responses((status = 202, body = BatchAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn stop(State(app): State<App>, id: Id) -> Result<impl IntoResponse, ApiError> {
    let batch = app.batches.find(id.0)?;
    if !batch.is_under_way() {
        return Err(ApiError::conflict("not_running", "it is not being solved"));
    }
    batch.set_stop(true);
    Ok((StatusCode::ACCEPTED, BatchAnswer::of(&batch)))
}

/// Goes on with a batch.
#[utoipa::path(post, path = "/batches/{id}/resume", tag = "batches", params(("id" = String, Path)),
    responses((status = 202, body = BatchAnswer), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn resume(State(app): State<App>, id: Id) -> Result<impl IntoResponse, ApiError> {
    let batch = app.work(Cost::Light, move |app, _| app.batches.resume(id.0, app.solves.slot()?));
    Ok((StatusCode::ACCEPTED, BatchAnswer::of(&*batch.await?)))
}

/// Forgets a batch; its solutions stay.
#[utoipa::path(delete, path = "/batches/{id}", tag = "batches", params(("id" = String, Path)),
    responses((status = 204), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn delete(State(app): State<App>, id: Id) -> Result<StatusCode, ApiError> {
    app.work(Cost::Light, move |app, _| app.batches.delete(id.0)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which decision.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportParams {
    /// The betting line, without cards.
    #[serde(default)]
    line: String,
}

/// A decision on all flops, pooled over the cards on the way, and means by texture.
#[utoipa::path(get, path = "/batches/{id}/report", tag = "batches",
    params(("id" = String, Path), ReportParams),
    responses((status = 200, body = BatchReport), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn report(
    State(app): State<App>,
    id: Id,
    Ask(asked): Ask<ReportParams>,
) -> Result<Json<BatchReport>, ApiError> {
    let report = app.work(Cost::Medium, move |app, given_up| {
        let batch = app.batches.find(id.0)?.kept();
        let (desk, line, workers) = (&app.desk, asked.line.as_str(), app.workers);
        app.batches.reports.report(&Asked { desk, batch: &batch, line, workers, given_up })
    });
    report.await.map(Json)
}

/// The same as a table.
#[utoipa::path(get, path = "/batches/{id}/report.csv", tag = "batches",
    params(("id" = String, Path), ReportParams),
    responses((status = 200, content_type = "text/csv", body = String),
        (status = "4XX", body = ErrorBody)))]
pub(crate) async fn table(
    State(app): State<App>,
    id: Id,
    Ask(asked): Ask<ReportParams>,
) -> Result<impl IntoResponse, ApiError> {
    let table = app.work(Cost::Medium, move |app, given_up| {
        let batch = app.batches.find(id.0)?.kept();
        let (desk, line, workers) = (&app.desk, asked.line.as_str(), app.workers);
        app.batches.reports.table(&Asked { desk, batch: &batch, line, workers, given_up })
    });
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], table.await?))
}
