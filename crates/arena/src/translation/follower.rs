//! A hand in play, followed through a betting tree that does not have all of its bets.

use std::sync::Arc;

use holdem_game::deal::DealRng;
use holdem_game::rules::Move;
use holdem_game::tree::{Action, BettingTree, Edge, NodeId, NodeKind};

use super::mapping::{Mapping, pseudo_harmonic};
use super::size::{at_table, effective, share_in_tree, share_of};
use crate::table::{Betting, PublicHand};

/// Where a hand is in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At this node: the seat to act is its player, on its street.
    At(NodeId),
    /// After a raise for which the tree has no room.
    Capped {
        /// The node at which the tree has no such raise.
        at: NodeId,
        /// The player's last decision on the street, had the raiser made its largest raise before it; `None`
        /// if the raiser could not.
        stand_in: Option<NodeId>,
    },
    /// Nowhere, until the end of the hand.
    Lost,
}

/// A bet that the tree does not have, and what it was mapped to.
#[derive(Clone, Debug, PartialEq)]
pub struct Translated {
    /// Number of the move in the hand.
    pub number: usize,
    /// Who made it.
    pub seat: usize,
    /// The move.
    pub action: Move,
    /// Its share of the pot after the call.
    pub share: f64,
    /// What it was mapped to; `None` if the tree has no room for it.
    pub taken_as: Option<Action>,
    /// Share of the pot, in the tree, of what it was mapped to.
    pub taken_share: f64,
}

/// Follows a hand through a betting tree: every bet is mapped to one of the tree, by its share of the pot at
/// the table when it is made.
///
/// - A bet that comes to exactly the chips that the tree would play at this table is that bet. If the tree is
///   the table's own, all bets are.
/// - A bet between two of the tree is mapped to either, see [`Mapping`]. One below the smallest is mapped to
///   the smallest or, if the next to act stays the same, to a check; one beyond the largest, to the largest.
/// - For two players, a raise for which the tree has no room (beyond the menu's cap) is answered at the
///   decision that the largest raise before it would have led to, and called in the tree.
/// - If the tree has ended and the hand has not, or the seats no longer agree, the hand is [`Place::Lost`].
///
/// Nothing is drawn from the random stream unless a bet lies between two of the tree.
#[derive(Clone, Debug)]
pub struct Follower {
    tree: Arc<BettingTree>,
    mapping: Mapping,
    /// Whether the numbers of two seats are the reverse of the players'.
    swapped: bool,
    betting: Betting,
    moves: usize,
    events: usize,
    place: Place,
    translated: Vec<Translated>,
}

/// One move to be followed: the betting before it and after it.
struct Step<'a> {
    before: &'a Betting,
    after: &'a Betting,
    seat: usize,
    action: Move,
}

impl Follower {
    /// A hand at its beginning; see [`Table::player_of`](crate::table::Table::player_of) for `swapped`.
    pub fn begin(tree: Arc<BettingTree>, mapping: Mapping, swapped: bool, public: &PublicHand) -> Self {
        let betting = public.start().clone();
        let mut follower = Self {
            tree,
            mapping,
            swapped,
            betting,
            moves: 0,
            events: 0,
            place: Place::At(0),
            translated: Vec::new(),
        };
        if !follower.in_step(0, &follower.betting) {
            follower.place = Place::Lost;
        }
        follower
    }

    /// Follows what has happened since the last call.
    ///
    /// # Panics
    /// If it is not the same hand as before.
    pub fn follow(&mut self, public: &PublicHand, rng: &mut DealRng) {
        for event in &public.events()[self.events..] {
            if let crate::table::Event::Move { action, .. } = *event {
                self.advance(action, rng);
            }
        }
        self.events = public.events().len();
    }

    /// Follows one legal move of the seat to act.
    ///
    /// # Panics
    /// If it is not legal.
    pub fn advance(&mut self, action: Move, rng: &mut DealRng) {
        let mapping = self.mapping;
        self.advance_by(action, &mut |chance| match mapping {
            Mapping::Deterministic => chance >= 0.5,
            Mapping::Randomised => f64::from(rng.unit()) < chance,
        });
    }

    /// All ways in which one legal move of the seat to act can be followed, one or two, with their
    /// probabilities.
    ///
    /// # Panics
    /// If it is not legal.
    pub fn ways(&self, action: Move) -> Vec<(f64, Self)> {
        let mut drawn = None;
        let mut below = self.clone();
        below.advance_by(action, &mut |chance| {
            drawn = Some(chance);
            true
        });
        let chance = match (drawn, self.mapping) {
            (None, _) => 1.0,
            (Some(chance), Mapping::Randomised) => chance,
            (Some(chance), Mapping::Deterministic) => f64::from(u8::from(chance >= 0.5)),
        };
        let mut above = self.clone();
        if chance < 1.0 {
            above.advance_by(action, &mut |_| false);
        }
        [(chance, below), (1.0 - chance, above)].into_iter().filter(|(chance, _)| *chance > 0.0).collect()
    }

    /// Follows one move; `takes_below` is given the probability that a bet counts as the smaller of two, and
    /// decides.
    fn advance_by(&mut self, action: Move, takes_below: &mut dyn FnMut(f64) -> bool) {
        let before = self.betting.clone();
        let seat = before.to_act().expect("a move was made, so somebody was to act");
        self.betting.act(action).expect("a move that was made is legal");
        let step = Step { before: &before, after: &self.betting, seat, action };
        self.place = match self.place {
            Place::At(node) => {
                let (place, translated) = self.step(node, &step, takes_below);
                self.translated.extend(translated);
                place
            }
            Place::Capped { at, .. } => self.behind_cap(at, &step),
            Place::Lost => Place::Lost,
        };
        self.moves += 1;
    }

    /// Where the hand stands.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The node that the hand is at, over or not; `None` if the hand has left the tree.
    pub fn node(&self) -> Option<NodeId> {
        match self.place {
            Place::At(node) => Some(node),
            Place::Capped { .. } | Place::Lost => None,
        }
    }

    /// The decision of the tree that answers for the seat to act; `None` if there is none.
    pub fn decision(&self) -> Option<NodeId> {
        match self.place {
            Place::At(node) => Some(node),
            Place::Capped { stand_in, .. } => stand_in,
            Place::Lost => None,
        }
        .filter(|&node| matches!(self.tree.node(node).kind, NodeKind::Decision { .. }))
    }

    /// The tree.
    pub fn tree(&self) -> &Arc<BettingTree> {
        &self.tree
    }

    /// The bets that the tree does not have, with what they were mapped to.
    pub fn translated(&self) -> &[Translated] {
        &self.translated
    }

    /// `[action]`: the actions of a decision of the tree as legal moves at the table, see
    /// [`Follower::decision`]. Different actions may come to the same move.
    ///
    /// # Panics
    /// If nobody is to act.
    pub fn moves_at(&self, node: NodeId) -> impl Iterator<Item = Move> + '_ {
        let seat = self.betting.to_act().expect("a decision is open");
        let player = self.player_of(seat);
        let edges = self.tree.edges(node).iter();
        edges.map(move |edge| at_table(&self.tree, (node, player), (edge.action, edge.child), &self.betting))
    }

    fn player_of(&self, seat: usize) -> usize {
        if self.swapped { 1 - seat } else { seat }
    }

    /// Whether the seat to act is the player of a node, on its street. Once betting is over any node will do.
    fn in_step(&self, node: NodeId, betting: &Betting) -> bool {
        let Some(seat) = betting.to_act() else { return true };
        let node = self.tree.node(node);
        let decision = NodeKind::Decision { player: self.player_of(seat) as u8 };
        node.kind == decision && usize::from(node.street) == betting.street()
    }

    fn place_of(&self, node: NodeId, betting: &Betting) -> Place {
        if self.in_step(node, betting) { Place::At(node) } else { Place::Lost }
    }

    fn step(
        &self,
        node: NodeId,
        step: &Step<'_>,
        takes_below: &mut dyn FnMut(f64) -> bool,
    ) -> (Place, Option<Translated>) {
        let edges = self.tree.edges(node);
        let plain = |found: Option<&Edge>| match found {
            Some(edge) => (self.place_of(edge.child, step.after), None),
            None => (self.place_of(node, step.after), None),
        };
        match step.action {
            Move::Fold => plain(edges.iter().find(|edge| edge.action == Action::Fold)),
            Move::Check | Move::Call => plain(edges.iter().find(|edge| is_passive(edge.action))),
            Move::RaiseTo(_) => self.raise(node, step, takes_below),
        }
    }

    fn raise(
        &self,
        node: NodeId,
        step: &Step<'_>,
        takes_below: &mut dyn FnMut(f64) -> bool,
    ) -> (Place, Option<Translated>) {
        let raises: Vec<&Edge> = self.raises_in_step(node, step).collect();
        let player = self.player_of(step.seat);
        if let Some(edge) = raises.iter().rev().find(|edge| self.is_played_as(node, player, edge, step)) {
            return (Place::At(edge.child), None);
        }
        let (Some(hand), Move::RaiseTo(to)) = (step.before.no_limit(), step.action) else {
            return (Place::Lost, None);
        };
        let share = share_of(hand, step.seat, effective(hand, step.seat, to));
        let sizes = |edge: &&Edge| share_in_tree(&self.tree, node, player, edge.child);
        let chosen = self.neighbour(node, &raises, share, step, takes_below);
        let translated = Translated {
            number: self.moves,
            seat: step.seat,
            action: step.action,
            share,
            taken_as: chosen.map(|edge| edge.action),
            taken_share: chosen.as_ref().filter(|edge| !is_passive(edge.action)).map_or(0.0, sizes),
        };
        let place = match chosen {
            Some(edge) => Place::At(edge.child),
            None if self.tree.num_players() == 2 => self.capped(node, step),
            None => Place::Lost,
        };
        (place, Some(translated))
    }

    /// Raises of a node after which the seat to act is the player.
    fn raises_in_step<'a>(&'a self, node: NodeId, step: &'a Step<'_>) -> impl Iterator<Item = &'a Edge> {
        let edges = self.tree.edges(node).iter();
        edges.filter(|edge| is_raise(edge.action) && self.in_step(edge.child, step.after))
    }

    /// Whether an action of the tree would be played as this very raise.
    fn is_played_as(&self, node: NodeId, player: usize, edge: &Edge, step: &Step<'_>) -> bool {
        let played = at_table(&self.tree, (node, player), (edge.action, edge.child), step.before);
        match (played, step.action, step.before.no_limit()) {
            (Move::RaiseTo(a), Move::RaiseTo(b), Some(hand)) => {
                effective(hand, step.seat, a) == effective(hand, step.seat, b)
            }
            _ => played == step.action,
        }
    }

    /// The size of the tree that a raise counts as.
    fn neighbour<'a>(
        &'a self,
        node: NodeId,
        raises: &[&'a Edge],
        share: f64,
        step: &Step<'_>,
        takes_below: &mut dyn FnMut(f64) -> bool,
    ) -> Option<&'a Edge> {
        let player = self.player_of(step.seat);
        let size = |edge: &Edge| match is_passive(edge.action) {
            true => 0.0,
            false => share_in_tree(&self.tree, node, player, edge.child),
        };
        let above = raises.iter().position(|edge| size(edge) > share);
        let below = match above {
            None => return raises.last().copied(),
            Some(0) => self.check_in_step(node, step),
            Some(at) => Some(raises[at - 1]),
        };
        let above = above.map(|at| raises[at]);
        let (Some(below), Some(above)) = (below, above) else { return above };
        let chance = pseudo_harmonic(share, size(below), size(above));
        Some(if takes_below(chance) { below } else { above })
    }

    /// The check or call of a node, if the seat to act is the player after it; for two players.
    fn check_in_step(&self, node: NodeId, step: &Step<'_>) -> Option<&Edge> {
        let edges = self.tree.edges(node).iter();
        let mut passive = edges.filter(|edge| is_passive(edge.action));
        passive.next().filter(|edge| self.tree.num_players() == 2 && self.in_step(edge.child, step.after))
    }

    /// A raise at a node that has no room for it.
    fn capped(&self, node: NodeId, step: &Step<'_>) -> Place {
        let street = self.tree.node(node).street;
        let way = std::iter::successors(Some(node), |&node| (node != 0).then(|| self.tree.node(node).parent))
            .take_while(|&node| self.tree.node(node).street == street);
        let stand_in = way.filter_map(|node| self.raises_in_step_of(node, step)).next();
        Place::Capped { at: node, stand_in }
    }

    /// The node after the largest raise of the seat that has raised, at a node that is its decision.
    fn raises_in_step_of(&self, node: NodeId, step: &Step<'_>) -> Option<NodeId> {
        let decision = NodeKind::Decision { player: self.player_of(step.seat) as u8 };
        let is_own = self.tree.node(node).kind == decision;
        is_own.then(|| self.raises_in_step(node, step).last().map(|edge| edge.child)).flatten()
    }

    /// A move after a raise for which the tree has no room.
    fn behind_cap(&self, at: NodeId, step: &Step<'_>) -> Place {
        if matches!(step.action, Move::RaiseTo(_)) {
            return self.capped(at, step);
        }
        let street = self.tree.node(at).street;
        let passive = |&node: &NodeId| {
            let edges = self.tree.edges(node).iter();
            edges.clone().find(|edge| is_passive(edge.action)).map(|edge| edge.child)
        };
        let behind = std::iter::successors(Some(at), passive)
            .take_while(|&node| node == at || self.tree.node(self.tree.node(node).parent).street == street)
            .last()
            .expect("the node itself is one");
        self.place_of(behind, step.after)
    }
}

fn is_passive(action: Action) -> bool {
    matches!(action, Action::Check | Action::Call)
}

fn is_raise(action: Action) -> bool {
    matches!(action, Action::RaiseTo(_) | Action::AllIn(_))
}
