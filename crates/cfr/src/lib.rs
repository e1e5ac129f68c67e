//! Counterfactual regret minimisation over hand vectors.
//!
//! One walk over the public betting tree carries a number for every private hand; training, best response and evaluation are
//! that walk with another rule at decision nodes. In reading order:
//!
//! | room | holds |
//! |---|---|
//! | [`kernels`] | the inner loops, plain and for AVX2 |
//! | [`tables`] | where the numbers of an information set stand, in 32 or 16 bits; a strategy for all of them |
//! | [`walk`] | the walk itself: its steps fixed once per subtree, then followed for every group of boards |
//! | [`boards`] | the walk over chance: from any public state, all boards, street by street |
//! | [`discount`] | how much an iteration counts |
//! | [`vector`] | public chance sampling over trunk and subtrees, without locks, queues or polling; CFR-BR |
//! | [`sampled`] | external and outcome sampling, one hand at a time: for three and more players |
//! | [`evaluate`] | exploitability, exploiter, versus |
//! | [`average`] | several strategies joined to one |
//! | [`engine`] | every way of training behind one interface |

pub mod average;
pub mod boards;
pub mod discount;
pub mod engine;
pub mod evaluate;
pub mod kernels;
mod locks;
mod parallel;
pub mod sampled;
pub mod tables;
pub mod vector;
pub mod walk;

pub use tables::{layout, storage, strategy};
pub use vector::{cfr_br as robust, cut, deals, solver};
