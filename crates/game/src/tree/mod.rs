//! The betting tree: public, card-free, built once, flattened into arrays.
//!
//! Nodes are numbered in depth-first pre-order: node 0 is the root, every subtree is the contiguous range
//! `node..subtree_end(node)`, and a child always has a larger id than its parent. A walk down is a scan
//! forwards, a walk up a scan backwards. Chance is not a node: a child whose `street` is larger than its
//! parent's comes after a deal.
//!
//! A tree begins at the blinds or at any public state: possibly on a later street, in the middle of a betting
//! round, with some players out of the hand, and with a pot that others have left ([`BettingTree::dead`]).

mod below;
mod builder;
pub mod fixed_limit;
pub(crate) mod history;
mod holdem;
mod kuhn;
mod leduc;
mod payoff;
mod repeats;
mod summary;

use std::fmt;
use std::ops::Range;

pub use builder::{BettingGame, BuildError, DEFAULT_MAX_NODES, MAX_PLAYERS};
pub use history::{HistoryError, tokens};
pub use holdem::{HoldemError, HoldemState, NoLimitHoldem, stack_in_chips};
pub use kuhn::KuhnPoker;
pub use leduc::LeducPoker;
pub use payoff::{Payoffs, PotRake};
pub use summary::StreetCounts;

/// Number of a node in its tree, in depth-first pre-order; the root is 0.
pub type NodeId = u32;

/// Chips, the smallest unit of the game.
pub type Chips = u32;

/// Largest number of streets that a game may have (preflop, flop, turn, river).
pub const MAX_STREETS: usize = 4;

/// A legal move of the betting tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Give up the pot.
    Fold,
    /// Pass without a bet to face.
    Check,
    /// Match the bet, as far as the stack reaches.
    Call,
    /// Bet or raise **to** this total on the current street.
    RaiseTo(Chips),
    /// Bet or raise all chips, **to** this total on the current street.
    AllIn(Chips),
}

impl fmt::Display for Action {
    /// In words and chips: `fold`, `check`, `call`, `raise to 6`, `all-in 200`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fold => f.write_str("fold"),
            Self::Check => f.write_str("check"),
            Self::Call => f.write_str("call"),
            Self::RaiseTo(to) => write!(f, "raise to {to}"),
            Self::AllIn(to) => write!(f, "all-in {to}"),
        }
    }
}

/// What happens at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// `player` chooses one of the node's actions.
    Decision {
        /// Seat that acts.
        player: u8,
    },
    /// All but `winner` have folded.
    Fold {
        /// Seat that takes the pot.
        winner: u8,
    },
    /// The hands still in are compared when all streets are dealt (the node's street tells when betting
    /// ended).
    Showdown,
}

/// One node of the flattened tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// What happens here.
    pub kind: NodeKind,
    /// Street of the node, 0 = preflop.
    pub street: u8,
    /// Number of actions, 0 at a terminal node.
    pub num_actions: u8,
    /// First entry of this node in [`BettingTree::edges`].
    pub first_edge: u32,
    /// Parent, [`NodeId::MAX`] at the root.
    pub parent: NodeId,
    /// One past the last node of the subtree.
    pub subtree_end: NodeId,
}

/// One action and the node it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The move.
    pub action: Action,
    /// Node behind it.
    pub child: NodeId,
}

/// The flattened betting tree of one game.
#[derive(Clone, Debug, PartialEq)]
pub struct BettingTree {
    num_players: usize,
    num_streets: usize,
    /// Chips in the pot at the root that no player has put in.
    dead: Chips,
    rake: PotRake,
    /// Whether there is a bet on the root's street when the tree begins.
    bet_at_root: bool,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    /// `[node][player]`: chips put in since the start of the hand, uncalled chips already returned at
    /// terminal nodes.
    contributions: Vec<Chips>,
    /// `[node]`: bit per seat that has not folded.
    live: Vec<u16>,
}

impl BettingTree {
    /// Number of seats.
    pub fn num_players(&self) -> usize {
        self.num_players
    }
    /// Number of streets of the game (1 for Kuhn, 2 for Leduc, 4 for Hold'em).
    pub fn num_streets(&self) -> usize {
        self.num_streets
    }
    /// All nodes, by [`NodeId`].
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }
    /// The node with this id.
    ///
    /// # Panics
    /// If `node` is not of this tree.
    pub fn node(&self, node: NodeId) -> &Node {
        &self.nodes[node as usize]
    }
    /// Actions of a node with the nodes they lead to, in menu order: fold, check or call, raises from small
    /// to large.
    pub fn edges(&self, node: NodeId) -> &[Edge] {
        let n = self.node(node);
        &self.edges[n.first_edge as usize..n.first_edge as usize + n.num_actions as usize]
    }
    /// Ids of the subtree below and including `node`.
    pub fn subtree(&self, node: NodeId) -> Range<NodeId> {
        node..self.node(node).subtree_end
    }
    /// Chips each seat has put in when the node is reached, by seat.
    pub fn contributions(&self, node: NodeId) -> &[Chips] {
        let at = node as usize * self.num_players;
        &self.contributions[at..at + self.num_players]
    }
    /// Seats that have not folded when the node is reached, as a bit mask: bit `i` is seat `i`.
    pub fn live_players(&self, node: NodeId) -> u16 {
        self.live[node as usize]
    }
}
