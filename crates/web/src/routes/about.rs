//! The server itself.

use axum::Json;
use axum::extract::State;
use holdem_telemetry::resources::Memory;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::error::ApiError;

/// A declared folder.
#[derive(Debug, Serialize, ToSchema)]
struct FolderOf {
    name: String,
    sources: usize,
}

/// What is allowed at once.
#[derive(Debug, Serialize, ToSchema)]
struct LimitsOf {
    body_bytes: usize,
    solves: usize,
    requests_per_second: u32,
}

/// What can be done here.
#[derive(Debug, Serialize, ToSchema)]
struct Can {
    train: bool,
    solve: bool,
    play: bool,
    review: bool,
}

/// The server, the machine, the folders.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct About {
    version: &'static str,
    cores: usize,
    memory_bytes: Option<u64>,
    available_bytes: Option<u64>,
    folders: Vec<FolderOf>,
    /// Where new runs, solutions and sessions go.
    writes_to: String,
    limits: LimitsOf,
    can: Can,
}

/// Version, machine, folders and limits.
#[utoipa::path(get, path = "/about", tag = "server", responses((status = 200, body = About)))]
pub(crate) async fn about(State(app): State<App>) -> Result<Json<About>, ApiError> {
    let about = app.work(crate::app::Cost::Light, |app, _| {
        let listing = app.library.folders.list();
        let count = |name: &str| listing.found.iter().filter(|found| found.folder == name).count();
        let folder = |name: &str| FolderOf { name: name.to_owned(), sources: count(name) };
        let memory = Memory::now();
        Ok(About {
            version: env!("CARGO_PKG_VERSION"),
            cores: app.workers,
            memory_bytes: memory.as_ref().map(|memory| memory.total_bytes),
            available_bytes: memory.as_ref().map(|memory| memory.available_bytes),
            folders: app.library.folders.names().map(folder).collect(),
            writes_to: app.desk.name(),
            limits: LimitsOf {
                body_bytes: app.limits.body_bytes,
                solves: app.limits.jobs,
                requests_per_second: app.limits.requests_per_second,
            },
            can: Can { train: true, solve: true, play: true, review: true },
        })
    });
    about.await.map(Json)
}
