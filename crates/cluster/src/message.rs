//! The messages from rank 0 to the others.

use std::path::PathBuf;

use holdem_cfr::vector::solver::Work;
use holdem_training::TrainConfig;
use holdem_training::checkpoint::{Share, ShareOrder};
use serde::{Deserialize, Serialize};

/// What a rank is to do. Its answer follows in separate messages.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Command {
    /// Make the part of a solver that this rank holds; answers [`Made`].
    Make(Box<TrainConfig>),
    /// Train until this many iterations in all, or until rank 0 says stop.
    Run { limit: u64 },
    /// Hand out the words of a part.
    Export { part: usize },
    /// Take in the words of a part, which follow.
    Import { part: usize },
    /// Go on from so much work.
    Resume(WorkDone),
    /// Hand out the average strategy of a part: how many numbers, then the numbers.
    Weights { part: usize },
    /// Hand out some rows of a part: [`Sampled`], then the words of the rows.
    Sample { part: usize, next: usize, stride: usize },
    /// Report what 16 bits have lost in a part: [`Lost`].
    Losses { part: usize },
    /// Look for the sign that rank 0 has left in a directory; answers why this rank cannot write there.
    Reach { directory: PathBuf, sign: String },
    /// Write a share of a checkpoint, given the number of ranks on this machine; answers whether training
    /// goes on meanwhile. With `last` it need not.
    Save { order: ShareOrder, neighbours: usize, last: bool },
    /// Report the outcome, with `wait` after it is finished; answers [`Wrote`].
    Saved { wait: bool },
    /// Let go of the tables.
    Drop,
    /// Report what was exchanged: [`Traffic`](crate::Traffic).
    Traffic,
    /// End with this exit code.
    Bye { code: u8 },
}

/// How a rank made its part of a solver.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Made {
    /// What it holds.
    Held(Holding),
    /// Why it could not.
    Failed(String),
}

/// The outcome of the share that a rank writes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Wrote {
    /// It is being written.
    NotYet,
    /// It is safe.
    Share(Share),
    /// It could not be written.
    Failed(String),
}

/// The part of a solver that a rank holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Holding {
    /// Fingerprint of the betting tree.
    pub(crate) tree: u64,
    /// Hash of the first boards, hands and buckets that it deals.
    pub(crate) deals: u64,
    /// Parts and how many words they have.
    pub(crate) parts: Vec<(usize, usize)>,
}

/// [`Work`] as it is sent: the sum by its bits, since text could lose the last of them.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct WorkDone {
    iterations: u64,
    batches: u64,
    nodes: u64,
    hand_node_visits: u64,
    utility_bits: u64,
}

impl From<&Work> for WorkDone {
    fn from(work: &Work) -> Self {
        let Work { iterations, batches, nodes, hand_node_visits, utility_sum } = *work;
        Self { iterations, batches, nodes, hand_node_visits, utility_bits: utility_sum.to_bits() }
    }
}

impl From<WorkDone> for Work {
    fn from(done: WorkDone) -> Self {
        let WorkDone { iterations, batches, nodes, hand_node_visits, utility_bits } = done;
        Self { iterations, batches, nodes, hand_node_visits, utility_sum: f64::from_bits(utility_bits) }
    }
}

/// How many words of rows follow, and the number of the next row, counted from the end of the part.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Sampled {
    pub(crate) words: usize,
    pub(crate) next: usize,
}

/// [`Losses`](holdem_cfr::tables::storage::Losses).
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Lost {
    pub(crate) numbers: u64,
    pub(crate) floored: u64,
    pub(crate) vanished: u64,
}
