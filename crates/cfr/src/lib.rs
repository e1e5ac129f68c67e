//! Counterfactual regret minimisation over hand vectors.
//!
//! One walk over the public betting tree carries a number for every private hand; training, best response and evaluation are
//! that walk with another rule at decision nodes. In reading order:
//!
//! | module | holds |
//! |---|---|
//! | [`kernels`] | the inner loops, plain and for AVX2 |
//! | [`layout`], [`strategy`] | where the numbers of an information set stand; a strategy for all of them |
//! | [`storage`] | the numbers of the tables in 32 or in 16 bits |
//! | [`deals`] | the boards of a batch, side by side |
//! | [`discount`] | how much an iteration counts |
//! | `plan`, `walk` | the walk itself: its steps fixed once per subtree, then followed for every group of boards |
//! | `route` | large subtrees part by part |
//! | `prefetch` | rows that are read soon |
//! | [`cut`], [`solver`] | trunk and subtrees; training without locks, queues or polling |
//! | [`robust`] | each seat trained against best responses on the last street |
//! | [`sampled`] | external and outcome sampling, one hand at a time: for three and more players |
//! | [`pinning`] | workers that stay on their cores |
//! | [`engine`] | every way of training behind one interface |
//! | [`average`] | several strategies joined to one |
//! | [`evaluate`] | exploitability, exploiter, versus |
pub mod average;
pub mod cut;
pub mod deals;
pub mod discount;
pub mod engine;
pub mod evaluate;
pub mod exact;
pub mod kernels;
pub mod layout;
mod learn;
mod locks;
pub mod pinning;
mod plan;
mod prefetch;
mod responder;
pub mod robust;
mod route;
pub mod sampled;
pub mod solver;
pub mod storage;
pub mod strategy;
mod table;
mod trunk;
mod walk;
