//! How checkpoints are compressed.

use serde::{Deserialize, Serialize};

/// How the tables in checkpoints are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compression {
    /// As they are: the fastest.
    #[default]
    None,
    /// Zstandard, on all workers: less space, training waits longer.
    Zstd,
}
