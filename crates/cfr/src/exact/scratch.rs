//! Working memory of one worker: the rows of a walk, street by street.

use super::plan::Plan;
use super::setup::Setup;
use crate::kernels::exact::{Block, Lanes};

/// Rows of one street.
#[derive(Clone, Debug, Default)]
pub(super) struct Level {
    /// `[row][slot]`: the opponent's reach.
    pub(super) reach: Vec<f32>,
    /// `[row][slot]`: the valued player's own reach.
    pub(super) own: Vec<f32>,
    /// `[row][slot]`.
    pub(super) values: Vec<f32>,
    /// `[slot][exit]`: the opponent's reach at the exits, whole blocks of them.
    pub(super) leaving: Vec<Block>,
    /// The same of the valued player's own reach.
    pub(super) leaving_own: Vec<Block>,
    /// `[class type][slot][exit]`: values after the deal.
    pub(super) behind: Vec<Block>,
    /// `[slot][exit]`: the same over all boards of all classes.
    pub(super) joined: Vec<Block>,
    /// Regrets of a node whose table has 16 bits, or values before a lock.
    pub(super) between: Vec<f32>,
}

/// Working memory of one worker.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    pub(super) levels: Vec<Level>,
    pub(super) lanes: Lanes,
}

impl Scratch {
    /// Rows for every street of a game.
    pub(super) fn new(setup: &Setup, plans: &[[Plan; 2]]) -> Self {
        let widths = setup.boards.root();
        let most = widths.width(0).max(widths.width(1));
        let level = |level: usize| {
            let plans = &plans[level];
            let rows = |rows: &dyn Fn(usize) -> u32| vec![0.0; rows(0).max(rows(1)) as usize * most];
            Level {
                reach: rows(&|player| plans[player].reach_rows),
                own: rows(&|player| plans[player].own_rows),
                values: rows(&|player| plans[player].value_rows),
                ..Level::default()
            }
        };
        Self { levels: (0..plans.len()).map(level).collect(), lanes: Lanes::default() }
    }
}
