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
    /// Connections.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body_bytes: 4 << 20, requests_per_second: 1_000, jobs: 2, walks: 2, connections: 256 }
    }
}
