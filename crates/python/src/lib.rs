//! The Python package `holdem_solver`: what the crates can do, with numpy arrays.
//!
//! | module | holds |
//! |---|---|
//! | `work` | long work without the interpreter's lock: progress by callback, KeyboardInterrupt stops it |
//! | `errors` | `HoldemError` |
//! | `files` | where tables go |
//! | `cards` | hand strengths, ranges, equities, canonical boards |
//! | `strategy` | an open strategy: actions, probabilities, ranges, values |
//! | `measure` | exploitability, value and matches of strategies |
//! | `checking` | local best response, reviews of recorded hands |
//! | `matches` | players against each other |
//! | `search` | search for one decision of a hand in play, or in all subgames of a small game |
//! | `tables` | many hands side by side, stepped together |
//! | `hand` | a hand by the rules, move by move |
//! | `solution` | spots solved exactly |
//! | `batch` | one spot on many flops |
//! | `training` | runs |
//! | `log` | logs of runs as columns and tables |
//!
//! The package's types and docstrings are in `python/holdem_solver/_native.pyi`.

mod batch;
mod cards;
mod checking;
mod errors;
mod files;
mod hand;
mod log;
mod matches;
mod measure;
mod search;
mod solution;
mod strategy;
mod tables;
mod training;
mod work;

use pyo3::prelude::*;

#[pymodule]
mod _native {
    #[pymodule_export]
    use crate::batch::solve_batch;
    #[pymodule_export]
    use crate::cards::{Range, canonical_board, card_names, combo_names, equity, evaluate, parse_cards};
    #[pymodule_export]
    use crate::checking::{lbr, review};
    #[pymodule_export]
    use crate::errors::HoldemError;
    #[pymodule_export]
    use crate::hand::Hand;
    #[pymodule_export]
    use crate::log::{read_log, write_log};
    #[pymodule_export]
    use crate::matches::match_players;
    #[pymodule_export]
    use crate::measure::{exploitability, game_value, versus};
    #[pymodule_export]
    use crate::search::{Searched, search, search_street};
    #[pymodule_export]
    use crate::solution::{Node, Solution};
    #[pymodule_export]
    use crate::strategy::{Action, Strategy, Values};
    #[pymodule_export]
    use crate::tables::{Tables, View};
    #[pymodule_export]
    use crate::training::{Run, train};
}
