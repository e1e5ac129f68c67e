//! Connections: a few at a time, each with little patience for requests that do not come.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Time before another try where the system gives no connection: it has no files left, say.
const BETWEEN: Duration = Duration::from_millis(200);

/// How connections are treated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manners {
    /// Connections at a time; who comes later waits.
    pub(crate) most: usize,
    /// Time that the head of a request may take to come, from the end of the last one on.
    pub(crate) head: Duration,
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
        let service = TowerToHyperService::new(router.clone());
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(manners.head)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A connection that breaks concerns nobody else.
            drop(connection.await);
            drop(place);
        });
    }
    drop(listener);
    graceful.shutdown().await;
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
    use std::future::{pending, poll_fn};
    use std::io::{Read, Write};
    use std::net::SocketAddr;
    use std::task::Poll;

    use super::*;

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
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
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
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let manners = Manners { most: 1, head: Duration::from_millis(50) };
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
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let (asked, mut is_asked) = tokio::sync::mpsc::channel::<()>(1);
            let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
            let slow = axum::routing::get(async move || {
                asked.send(()).await.unwrap();
                tokio::task::yield_now().await;
                "done"
            });
            let manners = Manners { most: 4, head: Duration::from_secs(60) };
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
}
