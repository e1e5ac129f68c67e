//! The betting tree as a sampler reads it: 20 bytes per node, siblings side by side.
//!
//! # Where rows are
//! The decisions right after one node that belong to the same player on the same street share a *block*
//! `[bucket][sibling]`. A traverser walks all of them in the bucket of one opponent, so their rows are
//! neighbours, mostly in one cache line. A row is `[regrets of all actions, strategy sums of all actions]`,
//! plus one word for the epoch under DCFR.

use super::SampledError;
use holdem_game::tree::{Action, BettingTree, NodeId, NodeKind};

/// Blocks start at multiples of this number of words: a cache line.
const GRAIN: usize = 16;

/// Most actions at a node.
pub(super) const MAX_ACTIONS: usize = 32;

/// What happens at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A player acts; the first action does not fold.
    Act,
    /// A player acts; the first action folds.
    ActOrFold,
    /// All but one have folded.
    Fold,
    /// Hands are compared; all that are in have put in the same.
    Showdown,
    /// Hands are compared for a main pot and side pots, or the house takes rake.
    SidePots,
}

/// One node. What the fields mean depends on the kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record {
    /// Decision: start of the block in units of [`GRAIN`] words. Side pots: the tree's own number of the
    /// node.
    pub(super) base: u32,
    /// Decision: the record after the first action; those of other actions follow. Showdown: the pot in
    /// chips.
    pub(super) first_child: u32,
    /// Chips. Decision: what the player to act has put in. Fold: what the winner wins. Showdown: what each
    /// has put in.
    pub(super) chips: f32,
    /// Decision: words per bucket of the block. Showdown: bit per seat that is in.
    pub(super) stride: u16,
    /// Decision: first word of the row within its bucket.
    pub(super) offset: u16,
    pub(super) kind: Kind,
    /// Decision: seat that acts.
    pub(super) player: u8,
    pub(super) num_actions: u8,
    pub(super) street: u8,
}

impl Record {
    /// First word of the row of a bucket.
    pub(super) fn row(&self, bucket: u32) -> usize {
        self.base as usize * GRAIN + bucket as usize * usize::from(self.stride) + usize::from(self.offset)
    }
    pub(super) fn is_decision(&self) -> bool {
        matches!(self.kind, Kind::Act | Kind::ActOrFold)
    }
}

/// All nodes of a tree, children after their parents.
#[derive(Debug)]
pub(super) struct Nodes {
    pub(super) records: Vec<Record>,
    /// By the tree's own number of the node.
    record_of: Vec<u32>,
    /// Words that the rows of all decisions take.
    pub(super) words: usize,
}

impl Nodes {
    /// Lays out a tree, with `extra` words per row beyond regrets and sums.
    pub(super) fn new(tree: &BettingTree, num_buckets: &[usize], extra: usize) -> Result<Self, SampledError> {
        let count = tree.nodes().len();
        let mut nodes = Self { records: Vec::with_capacity(count), record_of: vec![0; count], words: 0 };
        nodes.add_siblings(tree, num_buckets, extra, &[0])?;
        // Depth first, so that a line of play stays close together in memory.
        let mut open = vec![0];
        let mut children = Vec::new();
        while let Some(id) = open.pop() {
            children.clear();
            children.extend(tree.edges(id).iter().map(|edge| edge.child));
            let first = nodes.add_siblings(tree, num_buckets, extra, &children)?;
            if !children.is_empty() {
                nodes.records[nodes.record_of[id as usize] as usize].first_child = first;
            }
            open.extend(children.iter().rev());
        }
        Ok(nodes)
    }

    /// The record of a node.
    pub(super) fn of(&self, id: NodeId) -> &Record {
        &self.records[self.record_of[id as usize] as usize]
    }

    /// Adds the children of a node and gives the decisions their rows; returns the number of the first.
    fn add_siblings(
        &mut self,
        tree: &BettingTree,
        num_buckets: &[usize],
        extra: usize,
        siblings: &[NodeId],
    ) -> Result<u32, SampledError> {
        let first = self.records.len();
        for &id in siblings {
            self.record_of[id as usize] = self.records.len() as u32;
            self.records.push(record(tree, id)?);
        }
        for i in first..self.records.len() {
            let Record { player, street, stride, .. } = self.records[i];
            if self.records[i].is_decision() && stride == 0 {
                let buckets = num_buckets[usize::from(street)];
                self.add_block(
                    first,
                    |other| (other.player, other.street) == (player, street),
                    buckets,
                    extra,
                )?;
            }
        }
        Ok(first as u32)
    }

    /// Gives a block to the decisions from `first` on that `member` selects.
    fn add_block(
        &mut self,
        first: usize,
        member: impl Fn(&Record) -> bool,
        buckets: usize,
        extra: usize,
    ) -> Result<(), SampledError> {
        let base = u32::try_from(self.words / GRAIN).map_err(|_| SampledError::TooLarge)?;
        let mut stride = 0;
        let mut members = Vec::new();
        for (i, record) in self.records[first..].iter_mut().enumerate() {
            if record.is_decision() && member(record) {
                record.offset = stride;
                let words = 2 * u16::from(record.num_actions) + extra as u16;
                stride = stride.checked_add(words).ok_or(SampledError::TooLarge)?;
                members.push(first + i);
            }
        }
        for i in members {
            (self.records[i].base, self.records[i].stride) = (base, stride);
        }
        self.words += (buckets * usize::from(stride)).next_multiple_of(GRAIN);
        Ok(())
    }
}

fn record(tree: &BettingTree, id: NodeId) -> Result<Record, SampledError> {
    let node = tree.node(id);
    let put_in = tree.contributions(id);
    let empty = Record {
        base: 0,
        first_child: 0,
        chips: 0.0,
        stride: 0,
        offset: 0,
        kind: Kind::Act,
        player: 0,
        num_actions: node.num_actions,
        street: node.street,
    };
    Ok(match node.kind {
        NodeKind::Decision { .. } if usize::from(node.num_actions) > MAX_ACTIONS => {
            return Err(SampledError::Actions(usize::from(node.num_actions)));
        }
        NodeKind::Decision { player } => {
            let folds = tree.edges(id)[0].action == Action::Fold;
            let kind = if folds { Kind::ActOrFold } else { Kind::Act };
            Record { kind, player, chips: put_in[usize::from(player)] as f32, ..empty }
        }
        NodeKind::Fold { winner } => {
            let won = tree.fold_payoff(id, winner, usize::from(winner));
            Record { kind: Kind::Fold, chips: won as f32, ..empty }
        }
        NodeKind::Showdown => {
            let live = tree.live_players(id);
            let mut stakes =
                put_in.iter().enumerate().filter(|(seat, _)| live >> seat & 1 == 1).map(|(_, &chips)| chips);
            let stake = stakes.next().unwrap_or(0);
            let even = stakes.all(|other| other == stake) && put_in.iter().all(|&chips| chips <= stake);
            match even && tree.rake().is_none() {
                true => Record {
                    kind: Kind::Showdown,
                    chips: stake as f32,
                    first_child: tree.pot(id),
                    stride: live,
                    ..empty
                },
                false => Record { kind: Kind::SidePots, base: id, stride: live, ..empty },
            }
        }
    })
}
