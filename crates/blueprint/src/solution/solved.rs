//! A spot with its solver.

use std::ops::ControlFlow;

use holdem_cards::Card;
use holdem_cfr::exact::{ExactGame, ExactProgress, StopAt, Stopped};
use holdem_game::deal::Board;
use holdem_game::spot::{Spot, SpotGame, SpotLine};
use holdem_game::tree::{BettingTree, NodeId, NodeKind};

use super::recorded::Recorded;
use super::{NodeReport, Record, SolutionError};

/// A spot and its strategies: solved here, or opened from a file.
#[derive(Debug)]
pub struct Solution {
    pub(super) spot: Spot,
    pub(super) game: SpotGame,
    pub(super) recorded: Recorded,
}

/// A node and the boards on the way to it.
#[derive(Clone, Debug)]
pub(super) struct At {
    pub(super) node: NodeId,
    /// Public cards after each deal.
    pub(super) boards: Vec<Board>,
}

impl Solution {
    /// Allocates the memory for a spot; `record` says how it is solved.
    ///
    /// # Errors
    /// If the spot is not valid, or the memory is refused.
    pub fn prepare(spot: &Spot, record: Record, workers: usize) -> Result<Self, SolutionError> {
        let game = SpotGame::new(spot)?;
        let recorded = Recorded::prepare(ExactGame::from(&game), record, workers)?;
        Ok(Self { spot: spot.clone(), game, recorded })
    }

    /// Solves on until something says stop.
    pub fn solve(
        &mut self,
        stop: &StopAt,
        progress: &mut dyn FnMut(&ExactProgress) -> ControlFlow<()>,
    ) -> Stopped {
        self.recorded.solve(stop, progress)
    }

    /// The spot.
    pub fn spot(&self) -> &Spot {
        &self.spot
    }
    /// Its tree, board and ranges.
    pub fn game(&self) -> &SpotGame {
        &self.game
    }
    /// How it was solved, and how far.
    pub fn record(&self) -> &Record {
        &self.recorded.record
    }
    /// Bytes of the tables.
    pub fn memory_bytes(&self) -> u64 {
        self.recorded.memory_bytes()
    }
    /// Expected chips of both players.
    pub fn ev(&self) -> [f64; 2] {
        self.recorded.ev()
    }

    /// What both players do and expect after a line.
    ///
    /// # Errors
    /// If the line cannot be read or does not exist, nobody acts there, or a card is missing.
    ///
    /// # Complexity
    /// A few walks over what may follow.
    pub fn node(&self, line: &str) -> Result<NodeReport, SolutionError> {
        self.report(&self.decision(line)?)
    }

    /// The decision after a line.
    pub(super) fn decision(&self, line: &str) -> Result<At, SolutionError> {
        let at = self.find(line)?;
        if self.deals(&at) {
            return Err(SolutionError::CardMissing { line: line.to_owned() });
        }
        match self.tree().node(at.node).kind {
            NodeKind::Decision { .. } => Ok(at),
            NodeKind::Fold { .. } | NodeKind::Showdown => Err(SolutionError::Over { line: line.to_owned() }),
        }
    }

    /// The node after a line, before the card if one is dealt there.
    pub(super) fn find(&self, line: &str) -> Result<At, SolutionError> {
        let (node, dealt) = line.parse::<SpotLine>()?.find(self.tree(), self.game.board)?;
        let mut board = self.game.board;
        let boards = dealt.into_iter().map(|card| {
            board = board.with(card);
            board.bits()
        });
        Ok(At { node, boards: boards.collect() })
    }

    /// Whether a card is dealt before anybody acts.
    pub(super) fn deals(&self, at: &At) -> bool {
        let tree = self.tree();
        let decides = matches!(tree.node(at.node).kind, NodeKind::Decision { .. });
        decides && usize::from(tree.node(at.node).street - tree.node(0).street) > at.boards.len()
    }

    /// Every card that may be dealt after these, by card, and the boards on the way to it.
    pub(super) fn dealt(&self, boards: &[Board]) -> impl Iterator<Item = (Card, Vec<Board>)> + use<> {
        let (before, boards) = (boards.last().copied().unwrap_or(self.game.board.bits()), boards.to_vec());
        let is_new = move |card: &Card| before >> card.index() & 1 == 0;
        let with = move |card: Card| [&boards[..], &[before | 1 << card.index()]].concat();
        Card::all().filter(is_new).map(move |card| (card, with(card)))
    }

    pub(super) fn tree(&self) -> &BettingTree {
        &self.game.tree
    }

    pub(super) fn report(&self, at: &At) -> Result<NodeReport, SolutionError> {
        let view = self.recorded.solver.view(at.node, &at.boards)?;
        Ok(NodeReport::new(self, at, &view))
    }
}
