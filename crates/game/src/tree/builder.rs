//! Flattening: from rules that play one move at a time to arrays.

use super::history::place;
use super::repeats::StreetStart;
use super::{Action, BettingTree, Chips, Edge, MAX_STREETS, Node, NodeId, NodeKind, PotRake};
use crate::rules::matched;
use std::collections::HashMap;

/// Largest number of nodes that [`BettingTree::build`] accepts: a tree of about 0.4 GB, far beyond what can
/// be trained on one machine.
pub const DEFAULT_MAX_NODES: usize = 10_000_000;

/// Largest number of players that a betting tree may have.
pub const MAX_PLAYERS: usize = 9;

/// The betting rules of a game, one public state at a time: no cards.
///
/// The builder asks for `kind` first and for `actions` only at decisions.
pub trait BettingGame {
    /// A public betting state.
    type State: Clone;
    /// Number of seats, 2 to [`MAX_PLAYERS`].
    fn num_players(&self) -> usize;
    /// Number of streets, 1 to [`MAX_STREETS`].
    fn num_streets(&self) -> usize;
    /// State in which the tree begins: the start of the hand, antes and blinds posted, or any later one.
    fn root(&self) -> Self::State;
    /// What happens in this state.
    fn kind(&self, state: &Self::State) -> NodeKind;
    /// Street of the state, 0 = preflop; at a terminal state the street on which betting ended.
    fn street(&self, state: &Self::State) -> u8;
    /// Writes the chips each seat has put in since the start of the hand. The builder returns uncalled chips
    /// at terminals.
    fn contributions(&self, state: &Self::State, out: &mut [Chips]);
    /// Appends the actions of a decision to the empty `out`: fold, check or call, raises from small to large.
    fn actions(&self, state: &Self::State, out: &mut Vec<Action>);
    /// State after one of the `actions` of a decision.
    fn apply(&self, state: &Self::State, action: Action) -> Self::State;

    /// Whether a street goes on in the same way however it was reached, depending only on the street, the
    /// chips that each seat has put in, and the seats in the hand. The builder then copies what it has built
    /// before.
    fn forgets_streets(&self) -> bool {
        false
    }
    /// Chips in the pot at the root that no player of the game has put in.
    fn dead_chips(&self) -> Chips {
        0
    }
    /// Whether a decision may have only one action; otherwise such a tree is refused.
    fn has_forced_moves(&self) -> bool {
        false
    }
    /// What the house takes.
    fn rake(&self) -> PotRake {
        PotRake::default()
    }
    /// Seats that are in the hand at the root, as a bit mask: bit `i` is seat `i`.
    fn live_at_root(&self) -> u16 {
        (1 << self.num_players()) - 1
    }
    /// Whether there is a bet (blinds included) on the root's street, so that the next one is a raise. By
    /// default there is if the seats have put in different amounts.
    fn has_bet_at_root(&self) -> bool {
        let mut put_in = [0; MAX_PLAYERS];
        let put_in = &mut put_in[..self.num_players()];
        self.contributions(&self.root(), put_in);
        put_in.windows(2).any(|pair| pair[0] != pair[1])
    }
}

/// Why a game has no betting tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// The tree is larger than the limit.
    #[error(
        "betting tree has more than {limit} nodes: use fewer bet sizes, a smaller `max_raises`, a larger \
         `merge_threshold` or `all_in_threshold`, smaller stacks, or with many players a smaller \
         `postflop_max_players`"
    )]
    TooManyNodes {
        /// Nodes built before giving up.
        limit: usize,
    },
    /// The number of seats is not supported.
    #[error("{found} players, expected 2 to {MAX_PLAYERS}")]
    Players {
        /// Number of seats of the game.
        found: usize,
    },
    /// The number of streets is not supported.
    #[error("{found} streets, expected 1 to {MAX_STREETS}")]
    Streets {
        /// Number of streets of the game.
        found: usize,
    },
    /// A decision has more actions than a node can count.
    #[error("{found} actions {}, expected at most 255", place(history))]
    TooManyActions {
        /// Number of actions found.
        found: usize,
        /// Betting so far.
        history: String,
    },
    /// A decision has fewer than two actions.
    #[error("player {player} can only {only} {}, expected at least two actions", place(history))]
    NoChoice {
        /// Seat that should act.
        player: u8,
        /// Street, 0 = preflop.
        street: u8,
        /// Bets and raises on the street so far.
        raises: u8,
        /// The one action, or `do nothing`.
        only: String,
        /// Betting so far.
        history: String,
    },
}

impl BettingTree {
    /// Flattens a game of at most [`DEFAULT_MAX_NODES`] nodes.
    ///
    /// # Errors
    /// As [`BettingTree::build_within`].
    pub fn build<G: BettingGame>(game: &G) -> Result<Self, BuildError> {
        Self::build_within(game, DEFAULT_MAX_NODES)
    }

    /// Flattens a game of at most `max_nodes` nodes.
    ///
    /// # Complexity
    /// O(nodes + edges) time and memory, no recursion.
    ///
    /// # Errors
    /// If the game is outside the supported numbers of seats and streets, has a decision without a choice, or
    /// has more nodes than allowed (nothing is built beyond the limit).
    pub fn build_within<G: BettingGame>(game: &G, max_nodes: usize) -> Result<Self, BuildError> {
        let limit = max_nodes.min(NodeId::MAX as usize / 256);
        let mut builder = Builder::new(game, limit)?;
        let mut open = vec![Open::root(game)];
        while let Some(next) = open.pop() {
            builder.visit(next, &mut open)?;
        }
        Ok(builder.finish())
    }
}

/// A node that is known but not yet numbered.
struct Open<S> {
    state: S,
    parent: NodeId,
    /// Entry of the edge table that leads here; none at the root.
    edge: Option<usize>,
    /// Bit per seat that has not folded.
    live: u16,
}

impl<S> Open<S> {
    fn root<G: BettingGame<State = S>>(game: &G) -> Self {
        Self { state: game.root(), parent: NodeId::MAX, edge: None, live: game.live_at_root() }
    }
}

struct Builder<'a, G> {
    game: &'a G,
    limit: usize,
    tree: BettingTree,
    actions: Vec<Action>,
    /// First decisions of streets that can be copied.
    starts: HashMap<StreetStart, NodeId>,
}

impl<'a, G: BettingGame> Builder<'a, G> {
    fn new(game: &'a G, limit: usize) -> Result<Self, BuildError> {
        let (num_players, num_streets) = (game.num_players(), game.num_streets());
        if !(2..=MAX_PLAYERS).contains(&num_players) {
            return Err(BuildError::Players { found: num_players });
        }
        if !(1..=MAX_STREETS).contains(&num_streets) {
            return Err(BuildError::Streets { found: num_streets });
        }
        let tree = BettingTree {
            num_players,
            num_streets,
            dead: game.dead_chips(),
            rake: game.rake(),
            bet_at_root: game.has_bet_at_root(),
            nodes: Vec::new(),
            edges: Vec::new(),
            contributions: Vec::new(),
            live: Vec::new(),
        };
        Ok(Self { game, limit, tree, actions: Vec::new(), starts: HashMap::new() })
    }

    /// Numbers one node and opens its children, the first one on top.
    fn visit(&mut self, open: Open<G::State>, stack: &mut Vec<Open<G::State>>) -> Result<(), BuildError> {
        if self.tree.nodes.len() >= self.limit {
            return Err(BuildError::TooManyNodes { limit: self.limit });
        }
        let id = self.tree.nodes.len() as NodeId;
        let kind = self.game.kind(&open.state);
        let street = self.game.street(&open.state);
        if let Some(edge) = open.edge {
            self.tree.edges[edge].child = id;
        }
        if let Some(built) = self.built_before(&open, kind, street) {
            return self.copy(built, open.parent);
        }
        self.list_actions(kind, &open.state);
        self.push_node(&open, kind, street);
        self.check_actions(id)?;
        let first_edge = self.tree.edges.len() - self.actions.len();
        for (i, &action) in self.actions.iter().enumerate().rev() {
            stack.push(Open {
                state: self.game.apply(&open.state, action),
                parent: id,
                edge: Some(first_edge + i),
                live: live_after(open.live, kind, action),
            });
        }
        Ok(())
    }

    /// The first decision of an already built street that goes on as the one that begins here, if the next
    /// node begins one.
    fn built_before(&mut self, open: &Open<G::State>, kind: NodeKind, street: u8) -> Option<NodeId> {
        let begins = open.parent != NodeId::MAX && self.tree.node(open.parent).street != street;
        if !begins || !matches!(kind, NodeKind::Decision { .. }) || !self.game.forgets_streets() {
            return None;
        }
        let mut start = StreetStart { street, live: open.live, contributions: [0; MAX_PLAYERS] };
        self.game.contributions(&open.state, &mut start.contributions[..self.tree.num_players]);
        let next = self.tree.nodes.len() as NodeId;
        let first = *self.starts.entry(start).or_insert(next);
        (first != next).then_some(first)
    }

    /// Numbers a copy of a subtree.
    fn copy(&mut self, first: NodeId, parent: NodeId) -> Result<(), BuildError> {
        let last = self.tree.last_below(first);
        if self.tree.nodes.len() + (last - first) as usize >= self.limit {
            return Err(BuildError::TooManyNodes { limit: self.limit });
        }
        self.tree.copy_subtree(first..last + 1, parent);
        Ok(())
    }

    fn list_actions(&mut self, kind: NodeKind, state: &G::State) {
        self.actions.clear();
        if matches!(kind, NodeKind::Decision { .. }) {
            self.game.actions(state, &mut self.actions);
        }
    }

    fn push_node(&mut self, open: &Open<G::State>, kind: NodeKind, street: u8) {
        self.tree.nodes.push(Node {
            kind,
            street,
            num_actions: self.actions.len() as u8,
            first_edge: self.tree.edges.len() as u32,
            parent: open.parent,
            subtree_end: NodeId::MAX,
        });
        self.tree.edges.extend(self.actions.iter().map(|&action| Edge { action, child: NodeId::MAX }));
        self.tree.live.push(open.live);
        self.push_contributions(&open.state, kind);
    }

    /// Refuses a decision without a choice. Called once the node exists, so that the tree can tell the way to
    /// it.
    fn check_actions(&self, id: NodeId) -> Result<(), BuildError> {
        let node = self.tree.node(id);
        let NodeKind::Decision { player } = node.kind else { return Ok(()) };
        match self.actions[..] {
            [_, _, ..] if self.actions.len() <= 255 => Ok(()),
            [_] if self.game.has_forced_moves() => Ok(()),
            [_, _, ..] => Err(BuildError::TooManyActions {
                found: self.actions.len(),
                history: self.tree.history_text(id),
            }),
            _ => Err(BuildError::NoChoice {
                player,
                street: node.street,
                raises: self.tree.raises_on_street(id) as u8,
                only: self.actions.first().map_or("do nothing".to_owned(), Action::to_string),
                history: self.tree.history_text(id),
            }),
        }
    }

    fn push_contributions(&mut self, state: &G::State, kind: NodeKind) {
        let start = self.tree.contributions.len();
        self.tree.contributions.resize(start + self.tree.num_players, 0);
        let row = &mut self.tree.contributions[start..];
        self.game.contributions(state, row);
        if !matches!(kind, NodeKind::Decision { .. }) {
            return_uncalled(row);
        }
    }

    /// Closes the subtrees from the back: a subtree ends where that of its last child does.
    fn finish(self) -> BettingTree {
        let mut tree = self.tree;
        for id in (0..tree.nodes.len()).rev() {
            let last = tree.edges(id as NodeId).last().map(|edge| edge.child as usize);
            tree.nodes[id].subtree_end = last.map_or(id as NodeId + 1, |child| tree.nodes[child].subtree_end);
        }
        tree
    }
}

fn live_after(live: u16, kind: NodeKind, action: Action) -> u16 {
    match (kind, action) {
        (NodeKind::Decision { player }, Action::Fold) => live & !(1 << player),
        _ => live,
    }
}

/// Returns the amount by which the largest contribution exceeds the second largest.
fn return_uncalled(contributions: &mut [Chips]) {
    let matched = matched(contributions);
    contributions.iter_mut().for_each(|chips| *chips = (*chips).min(matched));
}
