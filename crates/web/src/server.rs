//! The server: bound, served, ended.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use holdem_telemetry::StopFlag;
use holdem_training::run_dir::run_around;
use tokio::net::TcpListener;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::connections::{self, Manners};
use crate::desk::Desk;
use crate::error::ApiError;
use crate::guard::rate::Rate;
use crate::guard::{Gate, token};
use crate::hold::Taken;
use crate::library::{Folders, Library};
use crate::limits::Limits;
use crate::routes::guarded::guard;
use crate::routes::{about, assets, batches, play, ranges, runs, solves, sources, strategy, training};

/// Threads that answer; what takes time has its own.
const THREADS: usize = 2;
/// Most threads for what takes time.
const BLOCKING_THREADS: usize = 32;
/// How often it is looked whether the server is to end.
const LOOK: Duration = Duration::from_millis(50);
/// How long connections may take to end.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is served, and where.
#[derive(Debug)]
pub struct ServeOptions {
    /// Runs, solutions and folders that may be looked at.
    pub paths: Vec<PathBuf>,
    /// A name or an address to listen at.
    pub host: String,
    /// The port; 0 picks one.
    pub port: u16,
    /// Threads of one walk; 0 for one per core.
    pub workers: usize,
    /// What is allowed at once.
    pub limits: Limits,
}

/// The server cannot begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// A folder that is not there.
    #[error("{path}: {source}", path = path.display())]
    Path {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The address cannot be listened at.
    #[error("cannot listen at {host}:{port}: {source}")]
    Bind {
        /// The host.
        host: String,
        /// The port.
        port: u16,
        /// Why.
        source: io::Error,
    },
    /// Another server writes to the folder.
    #[error(
        "{path}: another server{process} writes to this folder; end it, or name another folder first, which \
         is then written to",
        path = path.display(), process = process.map_or_else(String::new, |id| format!(" (process {id})"))
    )]
    Taken {
        /// The folder.
        path: PathBuf,
        /// The other server, if it is known.
        process: Option<u32>,
    },
    /// The system refuses threads or randomness.
    #[error("cannot begin to serve: {0}")]
    System(#[from] io::Error),
}

/// A server that is bound, and not begun.
#[derive(Debug)]
pub struct Server {
    runtime: tokio::runtime::Runtime,
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
    app: App,
    token: Option<String>,
}

impl Server {
    /// Binds a server.
    ///
    /// # Errors
    /// If a path is not there, the address cannot be listened at, or another server writes to the folder.
    pub fn bind(options: ServeOptions) -> Result<Self, ServeError> {
        for path in &options.paths {
            path.metadata().map_err(|source| ServeError::Path { path: path.clone(), source })?;
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(THREADS)
            .max_blocking_threads(BLOCKING_THREADS)
            .enable_all()
            .build()?;
        let bound = runtime.block_on(connections::listen(&options.host, options.port));
        let listener = bound.map_err(|source| ServeError::Bind {
            host: options.host.clone(),
            port: options.port,
            source,
        })?;
        let address = listener.local_addr()?;
        let loopback = address.ip().is_loopback();
        let token = if loopback { None } else { Some(token::make()?) };
        let gate = Gate {
            host: options.host.parse::<IpAddr>().is_err().then(|| options.host.clone()),
            loopback,
            token: token.clone(),
            rate: Rate::new(options.limits.requests_per_second, Instant::now()),
        };
        let app = app(&options.paths, gate, options.limits, options.workers)?;
        let router = router(app.clone());
        Ok(Self { runtime, listener, address, router, app, token })
    }

    /// Where the page is, with the token if one is needed.
    pub fn url(&self) -> String {
        let address = match self.address.ip().is_unspecified() {
            true => SocketAddr::new(IpAddr::from([127, 0, 0, 1]), self.address.port()),
            false => self.address,
        };
        match &self.token {
            Some(token) => format!("http://{address}/?{}={token}", token::NAME),
            None => format!("http://{address}/"),
        }
    }

    /// All routes, to be asked without a connection.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Serves until the flag is set; what is under way is saved then.
    pub fn serve(self, stop: &StopFlag) {
        let Self { runtime, listener, router, app, .. } = self;
        app.solves.go_on();
        let asked = {
            let (stop, app) = (stop.clone(), app.clone());
            async move {
                while !stop.is_set() {
                    tokio::time::sleep(LOOK).await;
                }
                app.end();
            }
        };
        let mut ending = app.ending.subscribe();
        let late = async move {
            drop(ending.wait_for(|ending| *ending).await);
            tokio::time::sleep(PATIENCE).await;
        };
        let manners = Manners::of(&app.limits);
        runtime.block_on(async {
            tokio::select! {
                () = connections::serve(listener, manners, router, asked) => {}
                () = late => {}
            }
        });
        app.finish();
        runtime.shutdown_timeout(PATIENCE);
    }
}

/// What all requests share, over these paths.
pub(crate) fn app(paths: &[PathBuf], gate: Gate, limits: Limits, workers: usize) -> Result<App, ServeError> {
    let workers = match workers {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        workers => workers,
    };
    let root = writes_to(paths)?;
    let desk = Desk::new(root.clone());
    // Before anything is read that another server may write.
    let hold = desk.hold().map_err(|Taken(process)| ServeError::Taken { path: root, process })?;
    // What is saved there is seen, whatever was declared.
    let folders = Folders::new(paths, &[desk.solutions(), desk.runs()])?;
    Ok(App::new(Library::new(folders, workers), (desk, hold), gate, limits, workers))
}

/// The first folder that is no run, or the current one.
fn writes_to(paths: &[PathBuf]) -> Result<PathBuf, io::Error> {
    let is_plain = |path: &&PathBuf| path.is_dir() && run_around(path).is_none();
    paths.iter().find(is_plain).map_or_else(std::env::current_dir, |path| path.canonicalize())
}

/// The description of the interface.
#[derive(OpenApi)]
#[openapi(
    info(title = "holdem serve", description = "Strategies, runs, spots and play; docs/api.md says more."),
    servers((url = "/api/v1"))
)]
struct Description;

/// All routes, behind the guard.
pub(crate) fn router(app: App) -> Router {
    let (api, description) = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(about::about))
        .routes(routes!(sources::list))
        .routes(routes!(sources::one))
        .routes(routes!(sources::hands))
        .routes(routes!(sources::prepare))
        .routes(routes!(strategy::at_node))
        .routes(routes!(strategy::values))
        .routes(routes!(strategy::equities))
        .routes(routes!(strategy::by_kind))
        .routes(routes!(strategy::by_card))
        .routes(routes!(strategy::as_spot))
        .routes(routes!(strategy::gains))
        .routes(routes!(strategy::differences))
        .routes(routes!(ranges::range))
        .routes(routes!(solves::check_spot))
        .routes(routes!(solves::list, solves::begin))
        .routes(routes!(solves::one, solves::delete))
        .routes(routes!(solves::events))
        .routes(routes!(solves::stop))
        .routes(routes!(solves::resume))
        .routes(routes!(solves::keep))
        .routes(routes!(solves::presence))
        .routes(routes!(solves::save))
        .routes(routes!(runs::list, training::begin))
        .routes(routes!(training::estimate))
        .routes(routes!(runs::one))
        .routes(routes!(runs::charts))
        .routes(routes!(runs::events))
        .routes(routes!(training::stop))
        .routes(routes!(training::resume))
        .routes(routes!(batches::list, batches::begin))
        .routes(routes!(batches::one, batches::delete))
        .routes(routes!(batches::events))
        .routes(routes!(batches::stop))
        .routes(routes!(batches::resume))
        .routes(routes!(batches::report))
        .routes(routes!(batches::table))
        .routes(routes!(play::list, play::begin))
        .routes(routes!(play::one, play::delete))
        .routes(routes!(play::act))
        .routes(routes!(play::deal))
        .routes(routes!(play::hands))
        .routes(routes!(play::review_hand))
        .routes(routes!(play::phh))
        .routes(routes!(play::review))
        .split_for_parts();
    let api = api
        .route("/openapi.json", get(async move || axum::Json(description)))
        .fallback(async || ApiError::not_found("the interface has no such route"))
        .method_not_allowed_fallback(async || ApiError::method());
    let body_bytes = app.limits.body_bytes;
    Router::new()
        .nest("/api/v1", api)
        .fallback(get(assets::file).fallback(assets::no_method))
        .layer(DefaultBodyLimit::max(body_bytes))
        .layer(from_fn_with_state(app.clone(), guard))
        .with_state(app)
}
