//! Values and best responses by plain recursion: one hand at a time, every board, no vectors, no suit
//! classes.

use super::*;
use holdem_cards::strength::StrengthRow;
use holdem_cards::{Card, CardSet, Combo};
use holdem_game::tree::{NodeId, NodeKind};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// `[combo][action]`: a strategy at a node on a board.
type Rows = HashMap<usize, Vec<f64>>;

/// What the oracle's player does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plays {
    /// The average strategy.
    Average,
    /// The best response to the other's average strategy; locked hands play as they are locked.
    Best,
}

/// A solver's average strategies, valued without it.
pub(crate) struct Oracle<'a> {
    solver: &'a ExactSolver,
    strategies: RefCell<HashMap<(NodeId, Vec<u64>), Rows>>,
    /// Strengths on final boards.
    strengths: RefCell<HashMap<u64, Rc<StrengthRow>>>,
}

/// Whose chips are counted, and how that player plays.
#[derive(Clone, Copy)]
struct Asked {
    player: usize,
    plays: Plays,
}

impl<'a> Oracle<'a> {
    pub(crate) fn new(solver: &'a ExactSolver) -> Self {
        Self { solver, strategies: RefCell::default(), strengths: RefCell::default() }
    }

    /// The strategy at a node; `path` are the boards after each deal.
    fn strategy(&self, node: NodeId, path: &[CardSet], combo: Combo) -> Vec<f64> {
        let boards: Vec<u64> = path.iter().map(|board| board.bits()).collect();
        let mut known = self.strategies.borrow_mut();
        let rows = known.entry((node, boards)).or_insert_with_key(|(node, boards)| {
            let view = self.solver.view(*node, boards).expect("a decision");
            let row = |at: usize| view.strategy.iter().map(|row| f64::from(row[at])).collect();
            let hands = view.hands[view.player].iter().enumerate();
            hands.map(|(at, hand)| (usize::from(hand.hand), row(at))).collect()
        });
        rows[&combo.index()].clone()
    }

    fn is_locked(&self, node: NodeId, path: &[CardSet], combo: Combo) -> bool {
        let here = |boards: &[u64]| boards.iter().copied().eq(path.iter().map(|board| board.bits()));
        let mut locks = self.solver.game().locks.iter();
        locks.any(|lock| lock.node == node && here(&lock.boards) && lock.strategy[combo.index()].is_some())
    }

    fn board(&self, path: &[CardSet]) -> CardSet {
        let root = CardSet::from_bits(self.solver.game().board).expect("a board of cards");
        path.last().copied().unwrap_or(root)
    }

    fn strength(&self, board: CardSet) -> Rc<StrengthRow> {
        let mut known = self.strengths.borrow_mut();
        Rc::clone(known.entry(board.bits()).or_insert_with(|| Rc::new(StrengthRow::new(board))))
    }

    /// What a hand gets, times the opponents' reach `[(combo, reach)]`.
    fn hand(
        &self,
        asked: Asked,
        node: NodeId,
        path: &mut Vec<CardSet>,
        hand: Combo,
        reach: &[(Combo, f64)],
    ) -> f64 {
        if reach.is_empty() {
            return 0.0;
        }
        let (tree, cards) = (&self.solver.game().tree, self.board(path).len());
        match tree.node(node).kind {
            NodeKind::Decision { .. } if cards < 2 + usize::from(tree.node(node).street) => {
                self.deals(asked, node, path, hand, reach)
            }
            NodeKind::Showdown if cards < 5 => self.deals(asked, node, path, hand, reach),
            NodeKind::Decision { player } if usize::from(player) == asked.player => {
                let edges = tree.edges(node).iter();
                let values: Vec<f64> =
                    edges.map(|edge| self.hand(asked, edge.child, path, hand, reach)).collect();
                match asked.plays == Plays::Best && !self.is_locked(node, path, hand) {
                    true => values.into_iter().fold(f64::NEG_INFINITY, f64::max),
                    false => self.strategy(node, path, hand).iter().zip(values).map(|(p, v)| p * v).sum(),
                }
            }
            NodeKind::Decision { .. } => (0..tree.edges(node).len())
                .map(|a| {
                    let behind =
                        |&(combo, reach): &(Combo, f64)| (combo, reach * self.strategy(node, path, combo)[a]);
                    let reach: Vec<(Combo, f64)> = reach.iter().map(behind).collect();
                    self.hand(asked, tree.edges(node)[a].child, path, hand, &reach)
                })
                .sum(),
            NodeKind::Fold { .. } | NodeKind::Showdown => self.terminal(asked, node, path, hand, reach),
        }
    }

    /// The mean over the cards that can come.
    fn deals(
        &self,
        asked: Asked,
        node: NodeId,
        path: &mut Vec<CardSet>,
        hand: Combo,
        reach: &[(Combo, f64)],
    ) -> f64 {
        let board = self.board(path);
        let mut sum = 0.0;
        for card in Card::all().filter(|&card| !board.contains(card) && !hand.set().contains(card)) {
            let left: Vec<_> =
                reach.iter().copied().filter(|(combo, _)| !combo.set().contains(card)).collect();
            path.push(board.with(card));
            sum += self.hand(asked, node, path, hand, &left);
            path.pop();
        }
        sum / (Card::all().count() - board.len() - 4) as f64
    }

    fn terminal(
        &self,
        asked: Asked,
        node: NodeId,
        path: &[CardSet],
        hand: Combo,
        reach: &[(Combo, f64)],
    ) -> f64 {
        let payoffs = self.solver.game().tree.payoffs(node, asked.player);
        let board = self.board(path);
        let strength = (board.len() == 5).then(|| self.strength(board));
        let payoff = |combo: Combo| match &strength {
            Some(strength) => match strength.rank(hand).cmp(&strength.rank(combo)) {
                std::cmp::Ordering::Greater => payoffs.win,
                std::cmp::Ordering::Equal => payoffs.tie,
                std::cmp::Ordering::Less => payoffs.lose,
            },
            None => payoffs.win,
        };
        reach.iter().map(|&(combo, reach)| reach * payoff(combo)).sum()
    }

    /// A player's expected chips.
    pub(crate) fn value(&self, player: usize, plays: Plays) -> f64 {
        let range = |player: usize| {
            let weights = &self.solver.game().weights[player];
            Combo::all()
                .map(|combo| (combo, f64::from(weights[combo.index()])))
                .filter(|(_, weight)| *weight > 0.0)
        };
        let (mut value, mut pairs) = (0.0, 0.0);
        for (hand, weight) in range(player) {
            let others: Vec<_> =
                range(1 - player).filter(|(combo, _)| !combo.set().intersects(hand.set())).collect();
            pairs += weight * others.iter().map(|(_, weight)| weight).sum::<f64>();
            value += weight * self.hand(Asked { player, plays }, 0, &mut Vec::new(), hand, &others);
        }
        value / pairs
    }
}

const TURN: &str = "
board: Td 9d 6h Qh
oop_range: 'TT,KJs,AdKd:0.5,8c7c'
ip_range: 'QTs,66:0.75,Ad5d,J8s'
pot: 100
effective_stack: 250
rake_rate: 0.04
rake_cap: 7
turn: {bet: 60%, raise: a}
river: {bet: 70%, raise: a, donk: 40%}
locks: [{line: x, strategy: [{hands: 66, play: {x: 0.5, b60: 0.5}}]}]
";

#[test]
fn best_responses_agree_with_plain_recursion() {
    for storage in [Storage::F32, Storage::I16] {
        let mut solver = solver_of(TURN, storage, 1);
        solver.run(12);
        let oracle = Oracle::new(&solver);
        for player in 0..2 {
            let (found, expected) = (solver.best_response_ev(player), oracle.value(player, Plays::Best));
            assert!((found - expected).abs() < 2e-3, "player {player}: {found}, expected {expected}");
        }
    }
}
