//! Connections: a few at a time, each with little patience for requests that do not come.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream, lookup_host};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::limits::Limits;
use crate::patience::{Patience, Patient};

/// Bytes of an answer that the system takes on for a client that does not read, half of what it lays aside
/// for them; left alone it would go up to some megabytes for each.
const UNREAD: u32 = 128 << 10;
/// Connections that wait to be accepted.
const BACKLOG: u32 = 1_024;
/// Time before another try where the system gives no connection: it has no files left, say.
const BETWEEN: Duration = Duration::from_millis(200);

/// How connections are treated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manners {
    /// Connections at a time; who comes later waits.
    pub(crate) most: usize,
    /// Time that the head of a request may take to come, from the end of the last one on.
    pub(crate) head: Duration,
    /// How long an answer waits for who does not read.
    pub(crate) patience: Patience,
}

impl Manners {
    /// Those that the limits of a server ask for.
    pub(crate) fn of(limits: &Limits) -> Self {
        let (most, bytes_per_sec) = (Duration::from_secs(limits.unread_secs), limits.read_bytes_per_sec);
        Self {
            most: limits.connections,
            head: Duration::from_secs(limits.head_secs),
            patience: Patience { most, bytes_per_sec },
        }
    }
}

/// Listens at the first address of a name that can be listened at.
///
/// # Errors
/// If there is none.
pub(crate) async fn listen(host: &str, port: u16) -> io::Result<TcpListener> {
    let mut result = Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address"));
    for address in lookup_host((host, port)).await? {
        result = listen_at(address);
        if result.is_ok() {
            break;
        }
    }
    result
}

fn listen_at(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    if cfg!(unix) {
        // A port can be taken again while connections of an earlier server fade away.
        socket.set_reuseaddr(true)?;
    }
    // Connections that are accepted have it too.
    socket.set_send_buffer_size(UNREAD)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Answers requests until `stop` comes to its end, then waits for those that are being answered.
pub(crate) async fn serve(
    listener: TcpListener,
    manners: Manners,
    router: Router,
    stop: impl Future<Output = ()>,
) {
    let (places, graceful) = (Arc::new(Semaphore::new(manners.most)), GracefulShutdown::new());
    let mut stop = pin!(stop);
    loop {
        let (stream, place) = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut stop => break,
        };
        let connection = graceful.watch(conversation(stream, manners, router.clone()));
        tokio::spawn(async move {
            // A connection that breaks concerns nobody else.
            drop(connection.await);
            drop(place);
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

/// One connection, from its first request to its end.
fn conversation<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    manners: Manners,
    router: Router,
) -> http1::Connection<TokioIo<Patient<S>>, TowerToHyperService<Router>> {
    http1::Builder::new().timer(TokioTimer::new()).header_read_timeout(manners.head).serve_connection(
        TokioIo::new(Patient::new(stream, manners.patience)),
        TowerToHyperService::new(router),
    )
}

/// The next connection, once there is a place for it.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> (TcpStream, OwnedSemaphorePermit) {
    let place = Arc::clone(places).acquire_owned().await.expect("nobody closes the semaphore");
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Events are small and should not wait for more of them.
                drop(stream.set_nodelay(true));
                return (stream, place);
            }
            Err(error) if is_of_connection(&error) => {}
            Err(_) => tokio::time::sleep(BETWEEN).await,
        }
    }
}

/// Whether an error is of the connection that was to be accepted alone.
fn is_of_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionRefused | ConnectionAborted | ConnectionReset)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::future::{pending, poll_fn};
    use std::io::{Read, Write};
    use std::task::Poll;

    use axum::response::sse::{Event, Sse};
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    fn manners() -> Manners {
        Manners { most: 4, ..Manners::of(&Limits::default()) }
    }

    fn block_on<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
    }

    /// What comes back to these bytes until the connection ends.
    async fn answer_to(address: SocketAddr, bytes: &'static str) -> String {
        let asked = tokio::task::spawn_blocking(move || {
            let mut client = std::net::TcpStream::connect(address).unwrap();
            client.write_all(bytes.as_bytes()).unwrap();
            let mut answer = Vec::new();
            // A connection that breaks has ended too.
            drop(client.read_to_end(&mut answer));
            String::from_utf8_lossy(&answer).into_owned()
        });
        asked.await.unwrap()
    }

    #[test]
    fn who_finds_no_place_waits_until_one_is_free() {
        block_on(async {
            let listener = listen("127.0.0.1", 0).await.unwrap();
            let address = listener.local_addr().unwrap();
            let places = Arc::new(Semaphore::new(1));
            let _clients =
                (TcpStream::connect(address).await.unwrap(), TcpStream::connect(address).await.unwrap());
            let (_first, place) = accept(&listener, &places).await;
            {
                let mut second = pin!(accept(&listener, &places));
                let waits = poll_fn(|context| Poll::Ready(second.as_mut().poll(context).is_pending())).await;
                assert!(waits);
            }
            drop(place);
            drop(accept(&listener, &places).await);
        });
    }

    #[test]
    fn who_never_ends_its_request_is_sent_away() {
        block_on(async {
            let listener = listen("127.0.0.1", 0).await.unwrap();
            let address = listener.local_addr().unwrap();
            let manners = Manners { most: 1, head: Duration::from_millis(50), ..manners() };
            tokio::spawn(serve(listener, manners, Router::new(), pending()));
            for begun in ["", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "] {
                let answer = answer_to(address, begun).await;
                assert!(!answer.contains(" 200 "), "{answer}");
            }
        });
    }

    #[test]
    fn what_is_being_answered_is_answered_to_the_end() {
        block_on(async {
            let listener = listen("127.0.0.1", 0).await.unwrap();
            let address = listener.local_addr().unwrap();
            let (asked, mut is_asked) = tokio::sync::mpsc::channel::<()>(1);
            let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
            let slow = axum::routing::get(async move || {
                asked.send(()).await.unwrap();
                tokio::task::yield_now().await;
                "done"
            });
            let manners = manners();
            let stop_it = async { drop(stopped.await) };
            let served = tokio::spawn(serve(listener, manners, Router::new().route("/", slow), stop_it));
            let client = tokio::spawn(answer_to(address, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
            is_asked.recv().await.unwrap();
            stop.send(()).unwrap();
            let answer = client.await.unwrap();
            assert!(answer.ends_with("done"), "{answer}");
            served.await.unwrap();
        });
    }

    /// Runs in a time that goes on only where everybody waits for it.
    fn block_on_quick<T>(work: impl Future<Output = T>) -> T {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().start_paused(true).build().unwrap().block_on(work)
    }

    /// A client whose other end is served until it is sent away; its task ends with the connection.
    fn client_of(router: Router) -> (DuplexStream, tokio::task::JoinHandle<()>) {
        let (client, server) = duplex(1 << 10);
        (client, tokio::spawn(async { drop(conversation(server, manners(), router).await) }))
    }

    #[test]
    fn who_goes_on_sending_a_body_that_nobody_reads_is_sent_away() {
        let router = Router::new().route("/", axum::routing::post(async || "done"));
        block_on_quick(async {
            let (mut client, served) = client_of(router);
            client.write_all(b"POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n").await.unwrap();
            let (mut hears, mut says) = tokio::io::split(client);
            let slowly = tokio::spawn(async move {
                while says.write_all(b" ").await.is_ok() {
                    tokio::time::sleep(Duration::from_secs(5)).await;
                }
            });
            let mut answer = String::new();
            // A connection that breaks has ended too.
            drop(hears.read_to_string(&mut answer).await);
            assert!(answer.contains(" 200 "), "{answer}");
            served.await.unwrap();
            slowly.abort();
        });
    }

    #[test]
    fn who_does_not_read_what_it_asked_for_is_sent_away() {
        let long = axum::routing::get(async || "a".repeat(1 << 20));
        let events = axum::routing::get(async || {
            let event = async |()| Some((Ok::<_, Infallible>(Event::default().data("news")), ()));
            Sse::new(futures_util::stream::unfold((), event))
        });
        let router = Router::new().route("/long", long).route("/events", events);
        for path in ["/long", "/events"] {
            block_on_quick(async {
                let (mut client, served) = client_of(router.clone());
                client.write_all(format!("GET {path} HTTP/1.1\r\n\r\n").as_bytes()).await.unwrap();
                // A byte a minute, as long as it is served.
                tokio::select! {
                    () = async {
                        while client.read_u8().await.is_ok() {
                            tokio::time::sleep(Duration::from_secs(60)).await;
                        }
                    } => {}
                    served = served => served.unwrap(),
                }
            });
        }
    }
}
