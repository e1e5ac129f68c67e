//! Counterfactual regret minimisation over hand vectors.
//!
//! ```
//! use holdem_cfr::{SolverOptions, VectorSolver, Watch, exploitability, values};
//! use holdem_game::deal::{CardModel, KuhnCards};
//! use holdem_game::tree::{BettingTree, KuhnPoker};
//! use std::sync::Arc;
//!
//! let tree = Arc::new(BettingTree::build(&KuhnPoker { players: 2 })?);
//! let cards: Arc<dyn CardModel> = Arc::new(KuhnCards);
//! let options = SolverOptions { batch_size: 1, ..SolverOptions::default() };
//! let mut solver = VectorSolver::new(&tree, &cards, options)?;
//! solver.run(1, 20_000, &|_| false);
//! let strategy = solver.average_strategy();
//! let [value, _] = values(&tree, &*cards, [&strategy; 2], 1);
//! assert!((value + 1.0 / 18.0).abs() < 0.01);
//! let gap = exploitability(&tree, &*cards, [&strategy; 2], None, 1, &Watch::NOBODY);
//! assert!(gap.expect("nobody stops it").chips.mean < 0.01);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! One walk over the public betting tree carries a number for every private hand. Training, best response and
//! evaluation are the same walk with different rules at decision nodes. In reading order, each module
//! importing only from those above it:
//!
//! - [`discount`]: how much an iteration counts
//! - [`kernels`]: the inner loops, plain and for AVX2
//! - [`tables`]: where the numbers of an information set are stored, in 32 or 16 bits; a strategy for all of
//!   them
//! - [`walk`]: the walk itself: its steps fixed once per subtree, then followed for every group of boards
//! - [`exact`]: spots and small games solved over all boards, without abstraction
//! - [`boards`]: the walk over chance: from any public state, all boards, street by street
//! - [`vector`]: public chance sampling over trunk and subtrees, without locks, queues or polling; CFR-BR
//! - [`sampled`]: external and outcome sampling, one hand at a time: for three and more players
//! - [`evaluate`]: exploitability, exploiter, versus
//! - [`average`]: several strategies joined into one
//! - [`engine`]: every way of training behind one interface

pub mod average;
pub mod boards;
pub mod discount;
pub mod engine;
pub mod evaluate;
pub mod exact;
pub mod kernels;
mod locks;
pub mod sampled;
pub mod tables;
pub mod vector;
pub mod walk;

pub use boards::{HandValues, PublicState};
pub use discount::Discount;
pub use engine::{Engine, EngineOptions, EngineState};
pub use evaluate::Estimate;
pub use evaluate::exact::{
    Watch, best_responses_from, best_responses_within, exploitability, values, values_from,
};
pub use evaluate::versus::versus;
pub use sampled::{SampledOptions, SampledSolver};
pub use tables::storage::Storage;
pub use tables::strategy::Strategy;
pub use vector::cfr_br::CfrBrSolver;
pub use vector::seat::Seat;
pub use vector::solver::{SolverOptions, VectorSolver};
