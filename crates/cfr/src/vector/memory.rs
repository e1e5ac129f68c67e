//! The memory of a solver: tables of the trunk and of every subtree, for the learning players.

use super::cut::Cut;
use super::route::Route;
use super::seat::Seat;
use super::setup::Setup;
use super::solver::SolverError;
use super::subtree::Subtree;
use super::trunk::Trunk;
use crate::tables::layout::{NodeBytes, bucket_counts};
use crate::tables::table::Table;
use holdem_game::tree::{NodeId, NodeKind};
use std::io;
use std::ops::Range;
use std::sync::Mutex;

impl Setup {
    /// Cuts the tree and reserves zeroed tables for the trunk and the subtrees that are walked here.
    ///
    /// # Errors
    /// [`SolverError::Memory`] if the system refuses.
    pub(super) fn tables(&self) -> Result<(Trunk, Vec<Mutex<Subtree>>), SolverError> {
        let cut = self.cut();
        let num_buckets = [0, 1].map(|player| bucket_counts(self.cards_of(player)));
        let rows = |id| self.rows(&num_buckets, id);
        let reserve = || self.reserve(&cut, &num_buckets[0], &rows);
        reserve().map_err(|source| SolverError::Memory { bytes: self.table_bytes(&rows), source })
    }

    fn reserve(
        &self,
        cut: &Cut,
        num_buckets: &[usize],
        rows: &dyn Fn(NodeId) -> usize,
    ) -> io::Result<(Trunk, Vec<Mutex<Subtree>>)> {
        let (tree, storage) = (&*self.tree, self.options.storage);
        let table =
            |range: Range<NodeId>, rows: &dyn Fn(NodeId) -> usize| Table::new(tree, storage, range, rows);
        let trunk = table(tree.subtree(0), &|id| if cut.in_trunk(id) { rows(id) } else { 0 })?;
        let bytes = NodeBytes::new(tree, num_buckets, storage);
        // A responder looks at each group of boards before it is learned from, so there are no parts then.
        let most = self.options.part_bytes.filter(|_| self.responder().is_none()).unwrap_or(u64::MAX);
        let subtree = |(number, &root): (usize, &NodeId)| {
            let table = table(tree.subtree(root), rows)?;
            let route = Route::new(tree, root, &bytes, most);
            Ok(Mutex::new(Subtree { number, route, table, vanished: Vec::new() }))
        };
        let mine = cut.roots().iter().enumerate().filter(|(number, _)| self.is_mine(*number));
        let subtrees = mine.map(subtree).collect::<io::Result<_>>()?;
        Ok((Trunk::new(tree, cut, trunk), subtrees))
    }

    fn cut(&self) -> Cut {
        let (tree, cut) = (&*self.tree, Cut::by_size(&self.tree));
        let responds = |id: NodeId| cut.in_trunk(id) && self.is_on_last_street(id);
        if self.responder().is_some() && tree.subtree(0).any(responds) {
            // A trunk node takes a batch once, and a responder has to look first.
            return Cut::with_largest(tree, tree.nodes().len());
        }
        cut
    }

    /// Number of rows that are learned at a node; 0 if none.
    fn rows(&self, num_buckets: &[Vec<usize>; 2], id: NodeId) -> usize {
        let NodeKind::Decision { player } = self.tree.node(id).kind else { return 0 };
        match &self.seats[usize::from(player)] {
            Seat::Frozen(_) => 0,
            Seat::Responds if self.is_on_last_street(id) => 0,
            Seat::Learns | Seat::Responds => {
                num_buckets[usize::from(player)][usize::from(self.tree.node(id).street)]
            }
        }
    }

    fn is_on_last_street(&self, id: NodeId) -> bool {
        usize::from(self.tree.node(id).street) + 1 == self.tree.num_streets()
    }

    fn table_bytes(&self, rows: &dyn Fn(NodeId) -> usize) -> u64 {
        let numbers = |id| 2 * rows(id) as u64 * u64::from(self.tree.node(id).num_actions);
        self.tree.subtree(0).map(numbers).sum::<u64>() * self.options.storage.bytes_per_number()
    }
}
