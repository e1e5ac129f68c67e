//! The tables of a solver part by part, if solvers share their work and none holds all parts.
//!
//! Part 0 is the trunk, which everyone holds; part `n` is the subtree with the number `n - 1` in the cut.

use super::solver::{VectorSolver, Work};
use super::state::Half;
use crate::locks::own;
use crate::tables::layout::{Look, bucket_counts};
use crate::tables::storage::Losses;
use crate::tables::strategy::Strategy;
use crate::tables::table::Table;
use holdem_game::tree::NodeId;
use std::sync::PoisonError;

impl VectorSolver {
    /// The parts that are held here, in ascending order.
    pub fn held_parts(&self) -> Vec<usize> {
        let subtrees = self.subtrees.iter().map(|subtree| own(subtree).number + 1);
        std::iter::once(0).chain(subtrees).collect()
    }

    /// Shows the words of a part that is held here; returns whether it is.
    pub fn export_part(&self, part: usize, write: &mut dyn FnMut(&[u32])) -> bool {
        self.look_at(part, |table| write(table.words())).is_some()
    }

    /// The words of a part that is held here, to be restored.
    pub fn part_mut(&mut self, part: usize) -> Option<&mut [u32]> {
        let Some(number) = part.checked_sub(1) else { return Some(self.trunk.table.words_mut()) };
        let subtrees = self.subtrees.iter_mut().map(|held| {
            // A walk that panicked has left a mixture behind, which is overwritten here.
            held.get_mut().unwrap_or_else(PoisonError::into_inner)
        });
        subtrees.into_iter().find(|held| held.number == number).map(|held| held.table.words_mut())
    }

    /// Sets the work done to that of the restored parts.
    pub fn resume_at(&mut self, work: Work) {
        self.work = work;
    }

    /// What has been lost by keeping the numbers of a part in 16 bits; `None` if it is not held here.
    pub fn losses_of(&self, part: usize) -> Option<Losses> {
        self.look_at(part, Table::losses)
    }

    /// Shows every `stride`-th information set of a part from the one numbered `next` on, as
    /// [`VectorSolver::sample_rows`]. Returns the number of the next one, counted from the end of the part;
    /// `None` if it is not held here.
    pub fn sample_part(&self, part: usize, next: usize, stride: usize, look: &mut Look<'_>) -> Option<usize> {
        self.look_at(part, |table| self.sample_table(table, &|_| true, (next, stride), look))
    }

    /// The average strategy of a part that is held here as weights, `[node][bucket][action]`.
    pub fn weights_of(&self, part: usize) -> Option<Vec<f32>> {
        self.look_at(part, |table| {
            // A regret and a sum for each action.
            let mut weights = vec![0.0; table.layout().len() / 2];
            let (mut rest, mut row) = (&mut weights[..], Vec::new());
            for (node, block) in table.layout().nodes().filter(|(_, block)| block.num_buckets > 0) {
                let (out, behind) = rest.split_at_mut(block.num_buckets * block.num_actions);
                self.weights(node, table.rows(node), Half::Sums, &mut row, out);
                rest = behind;
            }
            weights
        })
    }

    /// The average strategy of all solvers that share the work: `fetch` supplies the weights of parts that
    /// are not held here, which their holders get from [`VectorSolver::weights_of`].
    ///
    /// # Complexity
    /// O(tables), one pass; memory for the strategy and one part.
    ///
    /// # Panics
    /// If `fetch` supplies fewer than the weights of the part.
    pub fn average_with(&self, fetch: &mut dyn FnMut(usize) -> Vec<f32>) -> Strategy {
        let buckets = bucket_counts(&*self.setup.cards);
        Strategy::from_rows(&self.setup.tree, &buckets, self.average_rows(fetch))
    }

    /// The same row by row, without memory for the whole strategy: `see` is given the rows of each decision
    /// node, `[bucket][action]`, in the order of [`Strategy::probabilities`].
    ///
    /// # Complexity
    /// O(tables), one pass; memory for one part.
    ///
    /// # Panics
    /// If `fetch` supplies fewer than the weights of the part.
    pub fn average_in_order(&self, fetch: &mut dyn FnMut(usize) -> Vec<f32>, see: &mut dyn FnMut(&[f32])) {
        let buckets = bucket_counts(&*self.setup.cards);
        Strategy::each_rows(&self.setup.tree, &buckets, self.average_rows(fetch), see);
    }

    /// Writes the weights of a node; must be called for all nodes in order.
    fn average_rows(&self, fetch: &mut dyn FnMut(usize) -> Vec<f32>) -> impl FnMut(NodeId, &mut [f32]) {
        let (mut weights, mut next, mut row) = (Vec::new(), 0, Vec::new());
        move |node, out| {
            match self.trunk.part_at(node).map(|begins| self.trunk.subtree_of(begins)) {
                // Nodes of a subtree follow its root without a gap.
                None => {}
                Some(Some(subtree)) => {
                    let part = subtree + 1;
                    (weights, next) = (self.weights_of(part).unwrap_or_else(|| fetch(part)), 0);
                }
                Some(None) => {
                    return self.weights(node, self.trunk.table.rows(node), Half::Sums, &mut row, out);
                }
            }
            out.copy_from_slice(&weights[next..next + out.len()]);
            next += out.len();
        }
    }

    fn look_at<T>(&self, part: usize, see: impl FnOnce(&Table) -> T) -> Option<T> {
        let Some(number) = part.checked_sub(1) else { return Some(see(&self.trunk.table)) };
        let held = self.subtrees.iter().map(own).find(|held| held.number == number)?;
        Some(see(&held.table))
    }
}
