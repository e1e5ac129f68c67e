//! What is allowed at once.

/// Limits of a server.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Longest body of a request, in bytes.
    pub body_bytes: usize,
    /// Requests a second, on average.
    pub requests_per_second: u32,
    /// Spots that are being solved, and runs that are being trained.
    pub jobs: usize,
    /// Long walks at once.
    pub walks: usize,
    /// Seconds that a question may wait, and that it may take then.
    pub walk_secs: u64,
    /// Connections.
    pub connections: usize,
    /// Seconds that the head of a request may take to come, and that a connection may be idle.
    pub head_secs: u64,
    /// Seconds that an answer may wait for a client that does not read.
    pub unread_secs: u64,
    /// Bytes read that make good a second of that: who reads slower all the time is sent away.
    pub read_bytes_per_sec: u32,
    /// Event streams at once.
    pub streams: usize,
    /// Seconds after which an event stream ends; browsers open it again by themselves.
    pub stream_secs: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 4 << 20,
            requests_per_second: 1_000,
            jobs: 2,
            walks: 2,
            walk_secs: 60,
            connections: 256,
            head_secs: 15,
            unread_secs: 30,
            read_bytes_per_sec: 4 << 10,
            streams: 64,
            stream_secs: 3600,
        }
    }
}
