//! Values of tiny spots by linear programming in sequence form (Koller, Megiddo & von Stengel, "Fast
//! Algorithms for Finding Randomized Strategies in Game Trees", 1994): no iterations, no vectors, no suit
//! classes.
//!
//! A constant is added to every payoff so that all are positive. Then it costs nothing to let the realisation
//! weights of the first player's actions sum to at most that of the action before, and no value of the second
//! player's information sets is negative: the origin is feasible.

use super::simplex::maximum;
use super::*;
use holdem_cards::strength::StrengthRow;
use holdem_cards::{Card, CardSet, Combo};
use holdem_game::tree::{NodeId, NodeKind};
use std::cmp::Ordering;
use std::collections::HashMap;

/// An information set: node, board, own hand.
type Infoset = (NodeId, u64, usize);
/// The last own action: its information set and number; none at the root.
type Sequence = Option<(Infoset, usize)>;

#[derive(Default)]
struct Program {
    /// Variables: realisation weights of the first player's sequences, values of the second player's
    /// information sets.
    weights: HashMap<(Infoset, usize), usize>,
    values: HashMap<Infoset, usize>,
    variables: usize,
    /// First player's information sets: the sequence before, the sequences of their actions.
    flows: HashMap<Infoset, (Sequence, Vec<usize>)>,
    /// Second player's sequences: what the value of their information set may be at most.
    bounds: HashMap<(Infoset, usize), HashMap<usize, f64>>,
    /// Second player's information sets at the root.
    roots: Vec<usize>,
}

impl Program {
    fn variable(&mut self) -> usize {
        self.variables += 1;
        self.variables - 1
    }

    /// The first player's information set.
    fn choose(&mut self, at: Infoset, before: Sequence, actions: usize) {
        if !self.flows.contains_key(&at) {
            let numbers: Vec<usize> = (0..actions).map(|_| self.variable()).collect();
            numbers.iter().enumerate().for_each(|(a, &number)| {
                self.weights.insert((at, a), number);
            });
            self.flows.insert(at, (before, numbers));
        }
    }

    /// The second player's information set.
    fn suffer(&mut self, at: Infoset, before: Sequence, actions: usize) {
        if self.values.contains_key(&at) {
            return;
        }
        let value = self.variable();
        self.values.insert(at, value);
        (0..actions).for_each(|a| {
            self.bounds.insert((at, a), HashMap::from([(value, 1.0)]));
        });
        match before {
            Some(before) => {
                *self.bounds.get_mut(&before).expect("seen before").entry(value).or_default() -= 1.0
            }
            None => self.roots.push(value),
        }
    }

    fn maximum(&self) -> f64 {
        let (mut rows, mut limits) = (Vec::new(), Vec::new());
        for bound in self.bounds.values() {
            let mut row = vec![0.0; self.variables];
            bound.iter().for_each(|(&variable, &factor)| row[variable] = factor);
            rows.push(row);
            limits.push(0.0);
        }
        for (before, numbers) in self.flows.values() {
            let mut row = vec![0.0; self.variables];
            numbers.iter().for_each(|&number| row[number] = 1.0);
            if let Some(before) = before {
                row[self.weights[before]] = -1.0;
            }
            rows.push(row);
            limits.push(if before.is_none() { 1.0 } else { 0.0 });
        }
        let mut objective = vec![0.0; self.variables];
        self.roots.iter().for_each(|&value| objective[value] = 1.0);
        maximum(&rows, &limits, &objective)
    }
}

/// Added to every payoff.
const SHIFT: f64 = 1_000.0;

struct Deal<'a> {
    game: &'a ExactGame,
    program: Program,
    hands: [Combo; 2],
}

impl Deal<'_> {
    /// Walks one pair of hands: `chance` is the share of this deal, `before` the sequences of both players.
    fn walk(&mut self, node: NodeId, board: CardSet, chance: f64, before: [Sequence; 2]) {
        let tree = &self.game.tree;
        let at = *tree.node(node);
        match at.kind {
            NodeKind::Decision { .. } if board.len() < 2 + usize::from(at.street) => {
                self.rivers(node, board, chance, before);
            }
            NodeKind::Showdown if board.len() < 5 => self.rivers(node, board, chance, before),
            NodeKind::Decision { player } => {
                let player = usize::from(player);
                let infoset = (node, board.bits(), self.hands[player].index());
                let children: Vec<NodeId> = tree.edges(node).iter().map(|edge| edge.child).collect();
                match player {
                    0 => self.program.choose(infoset, before[0], children.len()),
                    _ => self.program.suffer(infoset, before[1], children.len()),
                }
                for (a, child) in children.into_iter().enumerate() {
                    let mut behind = before;
                    behind[player] = Some((infoset, a));
                    self.walk(child, board, chance, behind);
                }
            }
            NodeKind::Fold { .. } | NodeKind::Showdown => {
                let payoff = chance * (self.payoff(node, board) + SHIFT);
                let (first, second) = (before[0].expect("both act"), before[1].expect("both act"));
                let weight = self.program.weights[&first];
                let bound = self.program.bounds.get_mut(&second).expect("seen before");
                *bound.entry(weight).or_default() -= payoff;
            }
        }
    }

    fn rivers(&mut self, node: NodeId, board: CardSet, chance: f64, before: [Sequence; 2]) {
        let held = self.hands[0].set().union(self.hands[1].set()).union(board);
        let left: Vec<Card> = Card::all().filter(|&card| !held.contains(card)).collect();
        for &card in &left {
            self.walk(node, board.with(card), chance / left.len() as f64, before);
        }
    }

    fn payoff(&self, node: NodeId, board: CardSet) -> f64 {
        let payoffs = self.game.tree.payoffs(node, 0);
        match self.game.tree.node(node).kind {
            NodeKind::Fold { winner: 0 } => payoffs.win,
            NodeKind::Fold { .. } => payoffs.lose,
            _ => {
                let strength = StrengthRow::new(board);
                match strength.rank(self.hands[0]).cmp(&strength.rank(self.hands[1])) {
                    Ordering::Greater => payoffs.win,
                    Ordering::Equal => payoffs.tie,
                    Ordering::Less => payoffs.lose,
                }
            }
        }
    }
}

/// The value of a spot to the first player, in chips.
fn value(game: &ExactGame) -> f64 {
    let held = |player: usize| {
        let weights = game.weights[player].clone();
        Combo::all().map(move |combo| (combo, f64::from(weights[combo.index()]))).filter(|held| held.1 > 0.0)
    };
    let pairs: Vec<_> = held(0)
        .flat_map(|(a, weight)| held(1).map(move |(b, other)| ([a, b], weight * other)))
        .filter(|([a, b], _)| !a.set().intersects(b.set()))
        .collect();
    let total: f64 = pairs.iter().map(|(_, weight)| weight).sum();
    let board = CardSet::from_bits(game.board).expect("a board of cards");
    let mut program = Program::default();
    for (hands, weight) in pairs {
        let mut deal = Deal { game, program, hands };
        deal.walk(0, board, weight / total, [None, None]);
        program = deal.program;
    }
    program.maximum() - SHIFT
}

fn agrees(text: &str) {
    let mut solver = solver_of(text, Storage::F32, 1);
    solver.run(1_500);
    let expected = value(solver.game());
    let (found, exploitability) = (solver.ev(0), solver.exploitability());
    assert!(exploitability < 0.1, "{exploitability}");
    // A value differs from the right one by no more than both gains; the program's limits are moved.
    let most = 2.0 * exploitability + 0.02;
    assert!((found - expected).abs() < most, "{found}, expected {expected}: {exploitability}");
}

#[test]
fn a_river_is_worth_what_a_linear_program_says() {
    agrees(
        "
board: Qs Jh 2h 8c 3d
oop_range: 'AsAh,QdJd:0.5,KsTs,7d6d,9s9h'
ip_range: 'QhQd,AdJs:0.75,Td9d,KdKc,8s7s'
pot: 100
effective_stack: 260
river: {bet: '50%, a', raise: 'a'}
",
    );
}

#[test]
fn a_turn_is_worth_what_a_linear_program_says() {
    agrees(
        "
board: Ks Qd 8h 5c
oop_range: 'KhKd:0.5,JsTs'
ip_range: 'AsKc,QhJh'
pot: 100
effective_stack: 150
turn: {bet: a}
river: {bet: a, donk: a}
",
    );
}
