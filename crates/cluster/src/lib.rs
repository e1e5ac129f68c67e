//! Training on many machines: the work of one solver, shared by processes called *ranks*.
//!
//! A rank owns subtrees of the betting tree: it holds their tables and walks them. The trunk above the
//! subtrees is small, and every rank holds it. All ranks deal the same boards, so nothing has to be sent
//! before a batch. After it the values at the roots of the subtrees are exchanged once, and every rank
//! updates the trunk itself ([`holdem_cfr::vector::share`]). The result has the same bits as that of one
//! process, for any number of ranks and workers.
//!
//! Rank 0 runs the trainer. Its engine is a [`Ranks`] engine, which tells the other ranks what to do: train,
//! hand out a part of the tables, take one in, write its share of a checkpoint. Rank 0 writes everything else
//! of a run, and one machine alone can read and continue it.
//!
//! | module | holds |
//! |---|---|
//! | [`transport`] | [`Transport`]: how ranks talk to each other |
//! | [`local`] | ranks that are threads of one process, for tests |
//! | `mpi` | ranks that are processes under MPI (feature `mpi`) |
//! | [`owners`] | which rank owns which subtree |
//! | [`exchange`] | what is sent once per batch, and what it costs: [`Traffic`] |
//! | `message` | what rank 0 tells the others |
//! | `saving` | what a rank writes of a checkpoint |
//! | `held` | the part of a solver that a rank holds |
//! | [`greeting`] | names ranks that do not fit together before anything begins |
//! | [`engine`] | [`Ranks`]: all ranks as one engine of the trainer |
//! | [`serve`](mod@serve) | what the other ranks do |
//! | [`train`](mod@train) | a run from its beginning to its end |

pub mod engine;
pub mod exchange;
pub mod greeting;
mod held;
pub mod local;
mod message;
#[cfg(feature = "mpi")]
pub mod mpi;
pub mod owners;
mod saving;
pub mod serve;
pub mod train;
pub mod transport;

pub use engine::Ranks;
pub use exchange::Traffic;
pub use greeting::{ClusterError, Place, greet};
pub use serve::serve;
pub use train::{dismiss, train};
pub use transport::Transport;
