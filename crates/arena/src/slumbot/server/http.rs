//! The server on a port.

use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CONTENT_TYPE};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::{Answer, Request, Server};

/// Longest body of a request in bytes.
const MOST_BODY: usize = 4096;

/// How long a client may take to send a request, and how long a connection may be idle.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often the flag that ends the server is checked.
const POLL: Duration = Duration::from_millis(50);

/// How long requests that are being answered may take at the end.
const GRACE: Duration = Duration::from_secs(2);

/// Pause after the system has refused a connection: it may be out of descriptors.
const PAUSE: Duration = Duration::from_millis(100);

/// How requests are served.
#[derive(Clone, Copy, Debug)]
pub struct HttpOptions {
    /// Largest number of connections at a time; more have to wait.
    pub connections: usize,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self { connections: 64 }
    }
}

/// Serves until `stop` says so; requests under way are still answered.
///
/// # Errors
/// If the system refuses threads or the port.
pub fn serve(
    listener: TcpListener,
    server: Arc<Server>,
    options: HttpOptions,
    stop: &dyn Fn() -> bool,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let places = Arc::new(Semaphore::new(options.connections));
        let graceful = GracefulShutdown::new();
        while !stop() {
            let accepted = async {
                let place = Arc::clone(&places).acquire_owned().await;
                (listener.accept().await, place)
            };
            match timeout(POLL, accepted).await {
                Ok((Ok((stream, _)), place)) => {
                    let connection = graceful.watch(connection(stream, Arc::clone(&server)));
                    tokio::spawn(async move {
                        // A connection that ends badly is the client's problem.
                        let _ = connection.await;
                        drop(place);
                    });
                }
                Ok((Err(_), _)) => sleep(PAUSE).await,
                Err(_) => {}
            }
        }
        // Requests under way are answered, if that does not take too long.
        let _ = timeout(GRACE, graceful.shutdown()).await;
        Ok::<(), io::Error>(())
    })?;
    runtime.shutdown_background();
    Ok(())
}

fn connection(
    stream: TcpStream,
    server: Arc<Server>,
) -> impl GracefulConnection<Error = hyper::Error> + Send {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(request, Arc::clone(&server)));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), service)
}

async fn answer(
    request: hyper::Request<Incoming>,
    server: Arc<Server>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let asked = match request.uri().path() {
        "/api/new_hand" => Request::NewHand,
        "/api/act" => Request::Act,
        _ => return Ok(respond(StatusCode::NOT_FOUND, &Answer::error("Unknown path"))),
    };
    if request.method() != Method::POST {
        let mut refused = respond(StatusCode::METHOD_NOT_ALLOWED, &Answer::error("Only POST"));
        refused.headers_mut().insert(ALLOW, hyper::header::HeaderValue::from_static("POST"));
        return Ok(refused);
    }
    let body = match timeout(PATIENCE, Limited::new(request.into_body(), MOST_BODY).collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(_)) => {
            return Ok(respond(
                StatusCode::PAYLOAD_TOO_LARGE,
                &Answer::error("The body is too long or broken"),
            ));
        }
        Err(_) => return Ok(respond(StatusCode::REQUEST_TIMEOUT, &Answer::error("The body did not come"))),
    };
    let answered = tokio::task::spawn_blocking(move || server.answer(asked, &body)).await;
    Ok(match answered {
        Ok(answer) => respond(StatusCode::OK, &answer),
        Err(_) => respond(StatusCode::INTERNAL_SERVER_ERROR, &Answer::error("The server has failed")),
    })
}

fn respond(status: StatusCode, answer: &Answer) -> Response<Full<Bytes>> {
    let body = serde_json::to_vec(answer).expect("texts and numbers are always JSON");
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let json = hyper::header::HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}
