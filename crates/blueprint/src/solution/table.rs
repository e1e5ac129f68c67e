//! A solution as a table: one row for each decision, hand in the range of the player who acts, and action;
//! board by board, on each of them in the order of the tree.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `line` | text | the way to the decision, with the cards dealt on it: `x b50 c Qc` |
//! | `board` | text | public cards, in the order in which they were dealt |
//! | `street` | text | `flop`, `turn`, `river` |
//! | `player` | text | who acts: `oop`, `ip` |
//! | `hand` | text | its two cards |
//! | `weight` | number | weight at the root times the probability of the player's own actions |
//! | `equity` | number, may be absent | share of the pot that the hand would get without bets, 0 to 1 |
//! | `ev` | number, may be absent | chips out of the pot less what the hand puts in from here on |
//! | `action` | text | as in a line: `x`, `c`, `f`, `b50` |
//! | `to` | whole number, may be absent | chips put in on this street that a bet or raise goes to |
//! | `probability` | 32-bit number | how often the hand takes the action |
//! | `action_ev` | number, may be absent | what the action is worth to the hand, as `ev` is counted |
//!
//! Hands that do not come to the decision have no rows. Equity and EVs are absent where no hand of the other
//! player comes there beside the hand.

use std::io::{self, Write};
use std::ops::ControlFlow;

use holdem_cards::Street;
use holdem_cfr::exact::ExactError;
use holdem_game::deal::Board;
use holdem_game::tree::{Action, NodeId, NodeKind};
use holdem_store::columns::{Column, TableFormat, TableWriter};

use super::solved::At;
use super::{ComboReport, NodeReport, Solution, SolutionError};
use crate::BlueprintError;
use crate::progress::{Advance, Event, Observer, phase};

/// The columns, in order.
pub const COLUMNS: [Column; 12] = [
    Column::text("line"),
    Column::text("board"),
    Column::text("street"),
    Column::text("player"),
    Column::text("hand"),
    Column::number("weight"),
    Column::number("equity").optional(),
    Column::number("ev").optional(),
    Column::text("action"),
    Column::whole("to").optional(),
    Column::short("probability"),
    Column::number("action_ev").optional(),
];

/// Which decisions are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableOptions {
    /// The line to start from; a card that is not named at its end is every card.
    pub from: String,
    /// Last street written; that of the first decision if nothing is said.
    pub last_street: Option<Street>,
}

/// Writes the decisions of a solution; returns the rows. A phase `export`, which counts decisions.
///
/// # Complexity
/// Two walks for each board over what may follow, and two without bets for each decision. Every street behind
/// multiplies the boards by up to 49 cards. Memory does not depend on the number of rows.
///
/// # Errors
/// As [`Solution::node`]; [`SolutionError::BehindLastStreet`]; [`SolutionError::Write`];
/// [`BlueprintError::Interrupted`].
pub fn write_table(
    out: impl Write + Send,
    format: TableFormat,
    solution: &Solution,
    options: &TableOptions,
    observer: &mut Observer<'_>,
) -> Result<u64, SolutionError> {
    let at = solution.find(&options.from)?;
    let node = solution.tree().node(at.node);
    let line = || options.from.clone();
    if !matches!(node.kind, NodeKind::Decision { .. }) {
        return Err(SolutionError::Over { line: line() });
    }
    let last_street = options.last_street.map_or(node.street, |street| street as u8);
    if node.street > last_street {
        return Err(SolutionError::BehindLastStreet { line: line() });
    }
    let table = TableWriter::new(out, &COLUMNS, format).map_err(SolutionError::Write)?;
    phase(observer, "export", |observer| {
        let nodes = decisions(solution, at.node, last_street);
        let mut walk = Walk { solution, nodes, table, written: 0, observer };
        match solution.deals(&at) {
            true => walk.cards(&at.boards)?,
            false => walk.board(&at.boards)?,
        }
        walk.table.finish().map_err(SolutionError::Write)
    })
}

/// `[deals]`: the decisions so many cards after the root and behind a node, in the order of the tree.
fn decisions(solution: &Solution, from: NodeId, last_street: u8) -> Vec<Vec<NodeId>> {
    let tree = solution.tree();
    let decides = |node: &NodeId| matches!(tree.node(*node).kind, NodeKind::Decision { .. });
    let on = |street: u8| move |node: &NodeId| tree.node(*node).street == street;
    let found = (tree.node(0).street..=last_street)
        .map(|street| tree.subtree(from).filter(decides).filter(on(street)).collect());
    found.collect()
}

/// A walk over boards.
struct Walk<'a, 'w, 'o> {
    solution: &'a Solution,
    /// `[deals]`.
    nodes: Vec<Vec<NodeId>>,
    table: TableWriter<'w>,
    /// Decisions that are written.
    written: u64,
    observer: &'a mut Observer<'o>,
}

impl Walk<'_, '_, '_> {
    /// Writes the decisions on a board and behind it.
    fn board(&mut self, boards: &[Board]) -> Result<(), SolutionError> {
        let solution = self.solution;
        let view = match solution.recorded.solver.board_view(boards) {
            // No hands of both players go with it.
            Err(ExactError::NotThere(_)) => return Ok(()),
            view => view?,
        };
        for node in self.nodes[boards.len()].clone() {
            let at = At { node, boards: boards.to_vec() };
            let report = NodeReport::new(solution, &at, &view.node(node)?);
            self.rows(&report, solution.tree().node(node).street).map_err(SolutionError::Write)?;
            self.tell()?;
        }
        drop(view);
        self.cards(boards)
    }

    /// Writes the decisions behind every card that may be dealt after these.
    fn cards(&mut self, boards: &[Board]) -> Result<(), SolutionError> {
        if self.nodes[boards.len() + 1..].iter().all(Vec::is_empty) {
            return Ok(());
        }
        self.solution.dealt(boards).try_for_each(|(_, boards)| self.board(&boards))
    }

    /// Tells that another decision is written.
    fn tell(&mut self) -> Result<(), SolutionError> {
        self.written += 1;
        let advance = Event::Advanced(Advance::new("decisions", self.written));
        match (self.observer)(advance) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(BlueprintError::Interrupted.into()),
        }
    }

    /// Writes the rows of a decision.
    fn rows(&mut self, report: &NodeReport, street: u8) -> io::Result<()> {
        let street = Street::ALL[usize::from(street)].to_string();
        let mut hands = report.combos.get(report.player).iter().filter(|hand| hand.reach > 0.0);
        hands.try_for_each(|hand| self.hand(report, &street, hand))
    }

    fn hand(&mut self, report: &NodeReport, street: &str, hand: &ComboReport) -> io::Result<()> {
        let name = hand.combo.to_string();
        let known = |value: f64| (hand.weight > 0.0).then_some(value);
        for (number, (action, &step)) in report.actions.iter().zip(&report.moves).enumerate() {
            let to = match step {
                Action::RaiseTo(to) | Action::AllIn(to) => Some(to),
                Action::Fold | Action::Check | Action::Call => None,
            };
            self.table.row(&[
                (&report.line).into(),
                (&report.board).into(),
                street.into(),
                report.player_name().into(),
                (&name).into(),
                hand.reach.into(),
                known(hand.equity).into(),
                known(hand.ev).into(),
                (&action.action).into(),
                to.into(),
                hand.strategy[number].into(),
                known(hand.action_evs[number]).into(),
            ])?;
        }
        Ok(())
    }
}
