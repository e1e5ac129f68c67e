//! Best responses by plain recursion: one hand at a time, every board, no vectors, no suit classes.

use super::*;
use holdem_cards::strength::StrengthRow;
use holdem_cards::{Card, CardSet, Combo};
use holdem_game::tree::{NodeId, NodeKind};
use std::cell::RefCell;
use std::collections::HashMap;

/// Rivers that two hands leave behind a turn.
const RIVERS: f64 = 44.0;

/// `[combo][action]`: a strategy at a node on a board.
type Rows = HashMap<usize, Vec<f64>>;

struct Oracle<'a> {
    solver: &'a ExactSolver,
    game: &'a ExactGame,
    /// The player who responds.
    player: usize,
    strategies: RefCell<HashMap<(NodeId, u64), Rows>>,
}

impl Oracle<'_> {
    /// The opponent's strategy at a node.
    fn strategy(&self, node: NodeId, board: CardSet, combo: usize) -> Vec<f64> {
        let mut known = self.strategies.borrow_mut();
        let rows = known.entry((node, board.bits())).or_insert_with(|| {
            let boards: Vec<u64> =
                (self.game.board != board.bits()).then_some(board.bits()).into_iter().collect();
            let view = self.solver.view(node, &boards).expect("a decision");
            let row = |at: usize| view.strategy.iter().map(|row| f64::from(row[at])).collect();
            let hands = view.hands[view.player].iter().enumerate();
            hands.map(|(at, hand)| (usize::from(hand.hand), row(at))).collect()
        });
        rows[&combo].clone()
    }

    /// What a hand can get at most, times the opponents' reach `[(combo, reach)]`.
    fn best(&self, node: NodeId, board: CardSet, hand: Combo, reach: &[(Combo, f64)]) -> f64 {
        let tree = &self.game.tree;
        match tree.node(node).kind {
            NodeKind::Decision { .. } if board.len() < 2 + usize::from(tree.node(node).street) => {
                self.rivers(node, board, hand, reach)
            }
            NodeKind::Showdown if board.len() < 5 => self.rivers(node, board, hand, reach),
            NodeKind::Decision { player } if usize::from(player) == self.player => {
                let values = tree.edges(node).iter().map(|edge| self.best(edge.child, board, hand, reach));
                values.fold(f64::NEG_INFINITY, f64::max)
            }
            NodeKind::Decision { .. } => (0..tree.edges(node).len())
                .map(|a| {
                    let behind = |&(combo, reach): &(Combo, f64)| {
                        (combo, reach * self.strategy(node, board, combo.index())[a])
                    };
                    let reach: Vec<(Combo, f64)> = reach.iter().map(behind).collect();
                    self.best(tree.edges(node)[a].child, board, hand, &reach)
                })
                .sum(),
            NodeKind::Fold { .. } | NodeKind::Showdown => self.terminal(node, board, hand, reach),
        }
    }

    fn rivers(&self, node: NodeId, board: CardSet, hand: Combo, reach: &[(Combo, f64)]) -> f64 {
        let free = |card: &Card| !board.contains(*card) && !hand.set().contains(*card);
        let behind = |card: Card| {
            let left: Vec<_> =
                reach.iter().copied().filter(|(combo, _)| !combo.set().contains(card)).collect();
            self.best(node, board.with(card), hand, &left)
        };
        Card::all().filter(free).map(behind).sum::<f64>() / RIVERS
    }

    fn terminal(&self, node: NodeId, board: CardSet, hand: Combo, reach: &[(Combo, f64)]) -> f64 {
        let payoffs = self.game.tree.payoffs(node, self.player);
        let strength = (board.len() == 5).then(|| StrengthRow::new(board));
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

    fn value(&self) -> f64 {
        let range = |player: usize| {
            let weights = &self.game.weights[player];
            Combo::all()
                .map(|combo| (combo, f64::from(weights[combo.index()])))
                .filter(|(_, weight)| *weight > 0.0)
        };
        let board = CardSet::from_bits(self.game.board).expect("a board of cards");
        let (mut value, mut pairs) = (0.0, 0.0);
        for (hand, weight) in range(self.player) {
            let others: Vec<_> =
                range(1 - self.player).filter(|(combo, _)| !combo.set().intersects(hand.set())).collect();
            pairs += weight * others.iter().map(|(_, weight)| weight).sum::<f64>();
            value += weight * self.best(0, board, hand, &others);
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
    // The lock binds the player in position, whose own best response the recursion does not hold to it.
    let free = TURN.lines().filter(|line| !line.starts_with("locks")).collect::<Vec<_>>().join("\n");
    for (text, players) in [(TURN, vec![0]), (&free, vec![0, 1])] {
        for storage in [Storage::F32, Storage::I16] {
            let mut solver = solver_of(text, storage, 1);
            solver.run(12);
            for &player in &players {
                let game = solver.game();
                let oracle = Oracle { solver: &solver, game, player, strategies: RefCell::default() };
                let (found, expected) = (solver.best_response_ev(player), oracle.value());
                assert!((found - expected).abs() < 2e-3, "player {player}: {found}, expected {expected}");
            }
        }
    }
}
