//! A stream that gives up a client that does not read what is sent to it.
//!
//! A client that stops reading, or reads a byte a minute, would hold its connection for ever: the system's
//! buffers fill, and the answer waits. Time that an answer waits is counted against a credit, which is filled
//! again by what is taken, at a rate that every honest reader keeps. Where nothing waits to be sent, as
//! between two events, no time is counted.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// How long a client may let an answer wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// Time that an answer may wait in all, without anything taken.
    pub(crate) most: Duration,
    /// Bytes taken that fill up a second of it.
    pub(crate) bytes_per_sec: u32,
}

/// A stream whose other end has to read.
pub(crate) struct Patient<S> {
    stream: S,
    patience: Patience,
    /// Time that is left for waiting.
    credit: Duration,
    /// Since when an answer waits, and when its credit ends.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl<S> Patient<S> {
    /// With all of its credit.
    pub(crate) fn new(stream: S, patience: Patience) -> Self {
        Self { stream, patience, credit: patience.most, waiting: None }
    }

    /// Nothing waits any more, and so many bytes were taken.
    fn took(&mut self, bytes: usize) {
        if let Some((since, _)) = self.waiting.take() {
            self.credit = self.credit.saturating_sub(since.elapsed());
        }
        let filled = Duration::from_secs_f64(bytes as f64 / f64::from(self.patience.bytes_per_sec));
        self.credit = (self.credit + filled).min(self.patience.most);
    }

    /// Waits on; an error once the credit is used up.
    fn wait<T>(&mut self, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        let credit = self.credit;
        let (_, end) = self.waiting.get_or_insert_with(|| {
            let now = Instant::now();
            (now, Box::pin(sleep_until(now + credit)))
        });
        ready!(end.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not read")))
    }

    /// What came of writing.
    fn judge(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match written {
            Poll::Pending => self.wait(context),
            Poll::Ready(result) => {
                self.took(*result.as_ref().unwrap_or(&0));
                Poll::Ready(result)
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.judge(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_flush(context) {
            Poll::Pending => self.wait(context),
            Poll::Ready(result) => {
                self.took(0);
                Poll::Ready(result)
            }
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_shutdown(context) {
            Poll::Pending => self.wait(context),
            done => done,
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    const PATIENCE: Patience = Patience { most: Duration::from_secs(30), bytes_per_sec: 1_000 };

    /// Runs in a time that goes on only where everybody waits for it.
    fn block_on<T>(work: impl Future<Output = T>) -> T {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().start_paused(true).build().unwrap().block_on(work)
    }

    /// Seconds after which writing so many bytes ends, and how, where the reader takes `bytes` every `secs`.
    async fn write_to_a_reader(length: usize, bytes: usize, secs: u64) -> (u64, io::Result<()>) {
        let (mut client, server) = duplex(64);
        tokio::spawn(async move {
            let mut taken = vec![0; bytes];
            loop {
                tokio::time::sleep(Duration::from_secs(secs)).await;
                if !matches!(client.read(&mut taken).await, Ok(1..)) {
                    break;
                }
            }
        });
        let (mut server, begun) = (Patient::new(server, PATIENCE), Instant::now());
        let written = server.write_all(&vec![0; length]).await;
        (begun.elapsed().as_secs(), written)
    }

    #[test]
    fn who_takes_nothing_is_given_up_when_the_credit_ends() {
        let (secs, written) = block_on(write_to_a_reader(1_000, 1, 1_000_000));
        assert_eq!((secs, written.unwrap_err().kind()), (30, io::ErrorKind::TimedOut));
    }

    #[test]
    fn who_takes_a_byte_now_and_then_is_given_up_too() {
        let (secs, written) = block_on(write_to_a_reader(1_000, 1, 7));
        assert_eq!((secs, written.unwrap_err().kind()), (30, io::ErrorKind::TimedOut));
    }

    #[test]
    fn who_reads_at_the_rate_gets_everything() {
        // 64 bytes a second are less than the rate, for a text that is short enough for the credit.
        let (secs, written) = block_on(write_to_a_reader(64 * 20, 64, 1));
        assert!(written.is_ok() && (15..=25).contains(&secs), "{secs}");
    }

    #[test]
    fn time_between_two_answers_counts_for_nothing() {
        block_on(async {
            let (mut client, server) = duplex(64);
            let mut server = Patient::new(server, PATIENCE);
            for _ in 0..10 {
                server.write_all(b"event").await.unwrap();
                server.flush().await.unwrap();
                tokio::time::sleep(Duration::from_secs(3_600)).await;
                client.read_exact(&mut [0; 5]).await.unwrap();
            }
        });
    }
}
