//! What a solver has learned: strategies, and the tables themselves.

use super::solver::{VectorSolver, Work};
use crate::locks::own;
use crate::tables::layout::{Look, bucket_counts};
use crate::tables::storage::{Losses, Storage};
use crate::tables::strategy::Strategy;
use crate::tables::table::{Rows, Table};
use holdem_game::deal::CardModel;
use holdem_game::tree::{NodeId, NodeKind};
use std::ops::ControlFlow;

/// Which half of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Regrets,
    Sums,
}

impl VectorSolver {
    /// The average strategy of the learning players; frozen players keep theirs.
    ///
    /// # Complexity
    /// O(table), one pass.
    ///
    /// # Panics
    /// If the players have buckets of their own, or one is a responder: see
    /// [`VectorSolver::average_strategy_of`].
    pub fn average_strategy(&self) -> Strategy {
        self.strategy_of_both(Half::Sums)
    }
    /// The current strategy, by regret matching.
    ///
    /// # Panics
    /// As [`VectorSolver::average_strategy`].
    pub fn current_strategy(&self) -> Strategy {
        self.strategy_of_both(Half::Regrets)
    }
    /// The average strategy of one player, over that player's own buckets; uniform at the other's decisions.
    ///
    /// # Complexity
    /// O(table), one pass.
    pub fn average_strategy_of(&self, player: u8) -> Strategy {
        self.strategy_from(Half::Sums, self.setup.cards_of(player), |acting| acting == player)
    }

    fn strategy_of_both(&self, half: Half) -> Strategy {
        assert!(
            self.setup.second.is_none() && self.setup.responder().is_none(),
            "each player has a strategy alone"
        );
        self.strategy_from(half, &*self.setup.cards, |_| true)
    }

    fn strategy_from(&self, half: Half, cards: &dyn CardModel, wants: impl Fn(u8) -> bool) -> Strategy {
        let trunk = &self.trunk;
        let subtrees: Vec<_> = self.subtrees.iter().map(own).collect();
        let mut row = Vec::new();
        Strategy::from_rows(&self.setup.tree, &bucket_counts(cards), |node, out| {
            let frozen = match self.setup.tree.node(node).kind {
                NodeKind::Decision { player } if !wants(player) => return out.fill(1.0),
                NodeKind::Decision { player } => self.setup.seats[usize::from(player)].frozen(),
                NodeKind::Fold { .. } | NodeKind::Showdown => None,
            };
            if let Some(fixed) = frozen {
                return out.copy_from_slice(&fixed.rows_from(node)[..out.len()]);
            }
            let rows = subtrees.iter().map(|s| s.table.rows(node)).find(|r| !r.is_empty());
            let rows = rows.unwrap_or_else(|| trunk.table.rows(node));
            self.weights(node, rows, half, &mut row, out);
        })
    }

    /// Writes the weights of a node's strategy, `[bucket][action]`.
    pub(super) fn weights(
        &self,
        node: NodeId,
        rows: Rows<'_>,
        half: Half,
        row: &mut Vec<f32>,
        out: &mut [f32],
    ) {
        let n = self.setup.tree.edges(node).len();
        let short = self.setup.options.storage == Storage::I16;
        row.resize(2 * n, 0.0);
        for (bucket, out) in out.chunks_exact_mut(n).enumerate() {
            rows.read(bucket, row);
            let (regrets, sums) = row.split_at(n);
            // Sums of 16 bits may be too small to show: see the documentation of `storage`.
            let unseen = short && sums.iter().all(|x| *x == 0.0);
            let weights = if half == Half::Regrets || unseen { regrets } else { sums };
            for (out, x) in out.iter_mut().zip(weights) {
                *out = x.max(0.0);
            }
        }
    }

    /// Shows every `stride`-th information set, counted through the tables in their order: its street,
    /// regrets and strategy sums.
    pub fn sample_rows(&self, stride: usize, look: &mut Look<'_>) {
        self.sample_rows_of(|_| true, stride, look);
    }

    /// The same of some players.
    pub(crate) fn sample_rows_of(&self, wants: impl Fn(u8) -> bool, stride: usize, look: &mut Look<'_>) {
        let mut next = 0;
        self.each_table(|table| next = self.sample_table(table, &wants, (next, stride), look));
    }

    /// The same for one table, from the row numbered `next` on; returns the number of the next one, counted
    /// from the end of the table.
    pub(super) fn sample_table(
        &self,
        table: &Table,
        wants: &dyn Fn(u8) -> bool,
        (mut next, stride): (usize, usize),
        look: &mut Look<'_>,
    ) -> usize {
        let mut row = Vec::new();
        let is_wanted = |node| match self.setup.tree.node(node).kind {
            NodeKind::Decision { player } => wants(player),
            NodeKind::Fold { .. } | NodeKind::Showdown => false,
        };
        for (node, block) in table.layout().nodes().filter(|(node, _)| is_wanted(*node)) {
            row.resize(2 * block.num_actions, 0.0);
            for bucket in (next..block.num_buckets).step_by(stride) {
                table.rows(node).read(bucket, &mut row);
                let (regrets, sums) = row.split_at(block.num_actions);
                look(usize::from(self.setup.tree.node(node).street), regrets, sums);
                next = bucket + stride;
            }
            next = next.saturating_sub(block.num_buckets);
        }
        next
    }

    /// What has been lost so far by keeping numbers in 16 bits.
    ///
    /// # Complexity
    /// O(table), one pass.
    pub fn losses(&self) -> Losses {
        let mut losses = Losses::default();
        self.each_table(|table| losses += table.losses());
        losses
    }

    /// Bytes of all tables that are held here.
    pub fn table_bytes(&self) -> u64 {
        self.table_lens().iter().map(|len| 4 * *len as u64).sum()
    }

    fn each_table(&self, mut see: impl FnMut(&Table)) {
        see(&self.trunk.table);
        self.subtrees.iter().for_each(|subtree| see(&own(subtree).table));
    }

    /// Passes on everything that the tables of each part hold, the trunk first, then subtrees in the order of
    /// the cut. Together with [`VectorSolver::work`] this is the state of the solver.
    pub fn export_words(&self, write: &mut dyn FnMut(&[u32])) {
        self.each_table(|table| write(table.words()));
    }

    /// [`VectorSolver::export_words`], read as `f32`: with [`Storage::F32`] these are regrets and strategy
    /// sums, otherwise words that mean nothing as `f32`.
    pub fn export_tables(&self, mut write: impl FnMut(&[f32])) {
        self.export_words(&mut |words| write(bytemuck::cast_slice(words)));
    }

    /// Words in each part, in the order of [`VectorSolver::export_words`].
    pub fn table_lens(&self) -> Vec<usize> {
        let mut lens = Vec::new();
        self.export_words(&mut |words| lens.push(words.len()));
        lens
    }

    /// Restores a state: the work done and the words of every part, concatenated in the order of
    /// [`VectorSolver::export_tables`].
    ///
    /// # Panics
    /// If `words` is not exactly as long as all parts; compare with [`VectorSolver::table_lens`] first.
    pub fn import(&mut self, work: Work, mut words: &[f32]) {
        let restored: Result<(), std::convert::Infallible> = self.import_parts(work, |_, to| {
            let (mine, rest) = words.split_at(to.len());
            to.copy_from_slice(mine);
            words = rest;
            Ok(())
        });
        let Ok(()) = restored;
        assert!(words.is_empty(), "more numbers than the tables hold");
    }

    /// Restores a state part by part, so that it is never in memory twice: `fill` gets the number of a part
    /// and its words, in the order of [`VectorSolver::export_tables`].
    ///
    /// # Errors
    /// The first error of `fill`; the tables are then a mixture, and the solver can only be dropped.
    pub fn import_parts<E>(
        &mut self,
        work: Work,
        mut fill: impl FnMut(usize, &mut [f32]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.import_words(work, |part, words| fill(part, bytemuck::cast_slice_mut(words)))
    }

    /// [`VectorSolver::import_words`] for callers that break off without an error; returns whether all parts
    /// were filled.
    pub(crate) fn import_while(
        &mut self,
        work: Work,
        mut fill: impl FnMut(usize, &mut [u32]) -> ControlFlow<()>,
    ) -> bool {
        let fill = |part: usize, words: &mut [u32]| match fill(part, words) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(()),
        };
        self.import_words(work, fill).is_ok()
    }

    /// Restores a state part by part: `fill` gets the number of a part and its words, in the order of
    /// [`VectorSolver::export_words`].
    ///
    /// # Errors
    /// The first error of `fill`; the tables are then a mixture, and the solver can only be dropped.
    pub fn import_words<E>(
        &mut self,
        work: Work,
        mut fill: impl FnMut(usize, &mut [u32]) -> Result<(), E>,
    ) -> Result<(), E> {
        fill(0, self.trunk.table.words_mut())?;
        for (i, subtree) in self.subtrees.iter().enumerate() {
            fill(i + 1, own(subtree).table.words_mut())?;
        }
        self.work = work;
        Ok(())
    }
}
