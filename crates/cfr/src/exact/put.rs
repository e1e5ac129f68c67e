//! A strategy from elsewhere in place of the average one.
//!
//! The tables of a solver hold the strategy of a whole game with all its boards, so a strategy combined from
//! several solutions can be measured and queried like a solution.

use super::board::BoardHands;
use super::error::ExactError;
use super::layout::Place;
use super::plan::Decision;
use super::solver::ExactSolver;
use super::table::BoardTable;
use crate::kernels::exact::padded;
use crate::locks::{read, write};
use holdem_game::deal::Board;
use holdem_game::tree::{NodeId, NodeKind};

/// A decision on one of the boards that are walked.
#[derive(Clone, Copy, Debug)]
pub struct PutAt<'a> {
    /// The node.
    pub node: NodeId,
    /// The player who acts.
    pub player: usize,
    /// Public cards after each deal on the way from the root.
    pub boards: &'a [Board],
    /// `[slot]`: private hands of the player.
    pub hands: &'a [u16],
}

/// A board that stands for all of its class.
#[derive(Clone, Debug, PartialEq)]
pub struct WalkedBoard {
    /// Public cards after every deal on the way.
    pub boards: Vec<Board>,
    /// Probability of all boards of the class together, given any two hands that leave them possible.
    pub chance: f64,
}

/// Called with the cards after every deal on the way to a board, the place of the board, and the number of
/// boards it stands for.
type VisitBoard<'v> = &'v mut dyn FnMut(&[Board], (usize, usize), usize);

impl ExactSolver {
    /// The boards that are walked this many deals after the root; one of each class up to suit isomorphism.
    pub fn boards_at(&self, deals: usize) -> Vec<WalkedBoard> {
        let mut found = Vec::new();
        self.each_board(&mut |boards, (part, at), members| {
            if boards.len() == deals {
                let chance = f64::from(self.setup.boards.parts[part][at].chance);
                found.push(WalkedBoard { boards: boards.to_vec(), chance: chance * members as f64 });
            }
        });
        found
    }

    /// Sum of the products of weights over all pairs of hands that can be held together at the root.
    pub fn num_pairs(&self) -> f64 {
        self.setup.root_pairs()
    }

    /// Goes through the average strategies of all decisions on all walked boards, `[action][slot]`, as
    /// weights of any sum: the same bits as in the tables, without the locks.
    pub fn each_strategy(&self, visit: &mut dyn FnMut(PutAt<'_>, &[f32])) {
        self.each_board(&mut |boards, (part, at), _| {
            let (setup, level) = (&self.setup, boards.len());
            let board = &setup.boards.parts[part][at];
            let widths = [board.width(0), board.width(1)];
            let tables = read(&self.tables[part]);
            let table = tables.board(board.table, setup.shapes[level], widths);
            for decision in &setup.plans[level][0].decisions {
                let (place, player) = self.place_of(decision);
                let hands = &board.hands[player];
                let rows = weights(&table, place, hands.len());
                visit(PutAt { node: decision.node, player, boards, hands }, &rows);
            }
        });
    }

    /// The average strategy at a decision on a board, locks included: the private hands of the player who
    /// acts, and `[action][hand]` over them. `boards` as in [`ExactSolver::view`].
    ///
    /// # Errors
    /// As [`ExactSolver::view`].
    ///
    /// # Complexity
    /// A look at one row of the tables.
    pub fn strategy(&self, node: NodeId, boards: &[Board]) -> Result<(Vec<u16>, Vec<Vec<f32>>), ExactError> {
        let (place, player) = self.decision_at(node, boards)?;
        let rows = self.strategy_at(&place, boards.len(), node, player);
        Ok((place.board.hands[player].iter().map(|&hand| place.named(hand)).collect(), rows))
    }

    /// Where a decision's numbers are, and who acts.
    fn place_of(&self, decision: &Decision) -> (Place, usize) {
        let tree = &self.setup.game.tree;
        let NodeKind::Decision { player } = tree.node(decision.node).kind else {
            unreachable!("plans list decisions")
        };
        let (player, actions) = (usize::from(player), tree.edges(decision.node).len() as u32);
        (Place { player, row: decision.table, actions, index: decision.index }, player)
    }

    /// Puts a strategy in place of the average one, decision by decision on all walked boards. `strategy` is
    /// given the average one, `[action][slot]` over the given hands, as weights of any sum; it may overwrite
    /// them and returns whether it did. Other decisions keep what they have. Afterwards the solver can only
    /// be measured and queried, because iterations would continue from the regrets of another strategy. In 16
    /// bits probabilities are rounded to 1/65,535.
    pub fn put(&mut self, strategy: &mut dyn FnMut(PutAt<'_>, &mut [f32]) -> bool) {
        self.best = None;
        let this = &*self;
        this.each_board(&mut |boards, (part, at), _| this.put_on(boards, (part, at), strategy));
    }

    fn put_on(
        &self,
        boards: &[Board],
        (part, at): (usize, usize),
        strategy: &mut dyn FnMut(PutAt<'_>, &mut [f32]) -> bool,
    ) {
        let (setup, level) = (&self.setup, boards.len());
        let board = &setup.boards.parts[part][at];
        let widths = [board.width(0), board.width(1)];
        let tables = &mut *write(&self.tables[part]);
        let mut table = tables.board_mut(board.table, setup.shapes[level], widths);
        for decision in &setup.plans[level][0].decisions {
            let (place, player) = self.place_of(decision);
            let (node, hands, actions) = (decision.node, &board.hands[player], place.actions as usize);
            let mut rows = weights(&table.as_ref(), place, hands.len());
            if strategy(PutAt { node, player, boards, hands }, &mut rows) {
                let mut wide = vec![0.0; actions * widths[player]];
                for (to, row) in wide.chunks_exact_mut(widths[player]).zip(rows.chunks_exact(hands.len())) {
                    to[..hands.len()].copy_from_slice(row);
                }
                table.put(place, &wide);
            }
        }
    }

    /// Goes through all boards: the cards after every deal on the way, the place, the boards of its class.
    fn each_board(&self, visit: VisitBoard<'_>) {
        let parts = &self.setup.boards.parts;
        let root = &parts[0][0];
        visit(&[], (0, 0), 1);
        for &part in &root.next {
            self.each_below(
                (part as usize, 0),
                members(root, &parts[part as usize][0]),
                &mut Vec::new(),
                visit,
            );
        }
    }

    fn each_below(
        &self,
        (part, at): (usize, usize),
        count: usize,
        path: &mut Vec<Board>,
        visit: VisitBoard<'_>,
    ) {
        let boards = &self.setup.boards.parts[part];
        let board = &boards[at];
        path.push(board.board);
        visit(path, (part, at), count);
        for &next in &board.next {
            let next = next as usize;
            self.each_below((part, next), count * members(board, &boards[next]), path, visit);
        }
        path.pop();
    }
}

/// Weights in proportion to the average strategy at a node, `[action][slot]` without padding.
fn weights(table: &BoardTable<'_>, place: Place, hands: usize) -> Vec<f32> {
    let mut rows = table.sums(place);
    let width = padded(hands);
    (0..place.actions as usize).for_each(|a| rows.copy_within(a * width..a * width + hands, a * hands));
    rows.truncate(place.actions as usize * hands);
    rows
}

/// Boards of a class that follows a board.
fn members(before: &BoardHands, first: &BoardHands) -> usize {
    1 + before.types[usize::from(first.class_type)].renamed.len()
}
