//! What a strategy or a solution says, as the interface says it.
//!
//! | module | holds |
//! |---|---|
//! | [`numbers`] | rounding, and hands in one order |
//! | [`book`] | [`Book`]: a strategy or a solution, asked alike |
//! | [`place`] | [`Place`]: a line and a board, found in the tree |
//! | [`ribbon`] | the nodes on the way to a place, with their actions |
//! | [`hands`] | what all hands do at a place |
//! | [`cells`] | the same by cell of the 13x13 grid |
//! | [`node`] | all of this in one answer |
//! | [`equity`] | equity of hands, and its distribution |
//! | [`values`] | EV of hands and actions |
//! | [`breakdown`] | made hands and draws |
//! | [`runouts`] | the same decision on every next card |
//! | [`compare`] | two sources at one place |
//! | [`spot`], [`exploit`] | a place as a spot; what a best response gains |

pub(crate) mod book;
pub(crate) mod breakdown;
pub(crate) mod cells;
pub(crate) mod compare;
pub(crate) mod equity;
pub(crate) mod exploit;
pub(crate) mod hands;
pub(crate) mod node;
pub(crate) mod numbers;
pub(crate) mod place;
pub(crate) mod ribbon;
pub(crate) mod runouts;
pub(crate) mod spot;
pub(crate) mod values;

pub(crate) use book::Book;
pub(crate) use place::Place;
