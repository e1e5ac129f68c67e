//! Exact values and best responses with real cards (Johanson et al. 2011).
//!
//! All boards are enumerated street by street, board by board: on each board the nodes of one street are walked for all
//! live hands at once, and every node that leads to a later street (or to a showdown before the last one) is an *exit*. The
//! exits' reach vectors are carried to each board of the next street, and their values come back weighted by the chance of
//! that board. The best responses of both players come out of the same walk, since each needs only the other's reach.
//!
//! In Hold'em the first deal may be a *sample* of flops, each standing for all its relabellings; turns and rivers are always
//! complete. The result is then the exact best response in the game whose flop is drawn from the sample. Choices before the
//! flop are maximised over the sampled flops, so a small sample overstates exploitability a little; the standard error is a
//! delete-a-group jackknife over flops.

use super::buffer::Buffer;
use super::{Estimate, in_parallel};
use crate::deals::Group;
use crate::kernels::{Kernels, Leaf, Showdowns, Terminals};
use crate::plan::{Behind, Plan};
use crate::strategy::Strategy;
use crate::walk::{Arena, Reach, Rule, Seen, walk};
use holdem_game::deal::{Board, CardModel, Deal, Runout};
use holdem_game::tree::{BettingTree, MAX_STREETS, NodeId, NodeKind};
use std::cell::RefCell;

/// How players choose at their nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    /// Each player maximises against the other's strategy.
    BestResponse,
    /// Both play their strategies.
    Fixed,
}

/// Most groups of the jackknife.
const MAX_GROUPS: usize = 64;

/// Exploitability of a pair of strategies, in chips per hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exploitability {
    /// Half the sum of what both best responses win: 0 in equilibrium. NashConv is twice this.
    pub chips: Estimate,
    /// What the best response wins in each seat.
    pub best_response: [f64; 2],
}

/// Measures what best responses win against a pair of strategies, one for each seat.
///
/// `first_deal` replaces the boards of the first street by a sample of them.
///
/// # Complexity
/// O(boards x nodes x hands); about 10 CPU-seconds a flop for a tree of 1,000 decision nodes.
pub fn exploitability(
    tree: &BettingTree,
    cards: &dyn CardModel,
    strategies: [&Strategy; 2],
    first_deal: Option<&[Runout]>,
    workers: usize,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Exploitability {
    let game = Game::new(tree, cards, strategies, Choice::BestResponse, workers);
    let (best_response, without) = game.solve(first_deal, progress);
    let half = |[a, b]: [f64; 2]| (a + b) / 2.0;
    let n = without.len() as f64;
    let halves: Vec<f64> = without.into_iter().map(half).collect();
    let mean = halves.iter().sum::<f64>() / n.max(1.0);
    let spread: f64 = halves.iter().map(|x| (x - mean).powi(2)).sum();
    let standard_error = if n > 1.0 { ((n - 1.0) / n * spread).sqrt() } else { 0.0 };
    Exploitability { chips: Estimate { mean: half(best_response), standard_error }, best_response }
}

/// Expected payoff of each seat in chips per hand when both play their strategies.
pub fn values(
    tree: &BettingTree,
    cards: &dyn CardModel,
    strategies: [&Strategy; 2],
    workers: usize,
) -> [f64; 2] {
    Game::new(tree, cards, strategies, Choice::Fixed, workers).solve(None, &|_, _| {}).0
}

/// Reach and values of one exit, by player, over the slots of one board.
#[derive(Debug)]
struct Port {
    reach: [Buffer; 2],
    values: [Buffer; 2],
}

impl Port {
    fn new(width: usize) -> Self {
        let zeros = || [Buffer::zeros(width), Buffer::zeros(width)];
        Self { reach: zeros(), values: zeros() }
    }
}

/// By exit and player: values summed over many boards, in double precision.
type Sums = Vec<[Vec<f64>; 2]>;

/// A node whose reach comes from the street before.
enum Entry {
    /// The first decision of a street, and the walk down to the next street.
    Decision(Plan),
    /// A showdown decided earlier: passed on as an exit until the board is final.
    Showdown { node: NodeId, exit: Option<u32> },
}

struct Game<'a> {
    tree: &'a BettingTree,
    cards: &'a dyn CardModel,
    strategies: [&'a Strategy; 2],
    choice: Choice,
    workers: usize,
    kernels: &'static Kernels,
    /// By street: nodes whose reach comes from the street before, in order: first decisions of the street, and showdowns
    /// that wait for the last street.
    entries: [Vec<Entry>; MAX_STREETS],
    /// By street: whether any entry of this or a later street is a decision.
    decides: [bool; MAX_STREETS],
    /// Streets whose boards are enumerated on all workers at once.
    parallel_from: usize,
}

impl<'a> Game<'a> {
    fn new(
        tree: &'a BettingTree,
        cards: &'a dyn CardModel,
        strategies: [&'a Strategy; 2],
        choice: Choice,
        workers: usize,
    ) -> Self {
        let streets = tree.num_streets();
        let ids = entry_nodes(tree);
        let is_decision = |id: NodeId| matches!(tree.node(id).kind, NodeKind::Decision { .. });
        let decides = std::array::from_fn(|street| {
            ids[street.min(streets)..streets].iter().flatten().any(|&id| is_decision(id))
        });
        let entries = std::array::from_fn(|street| {
            let exits = ids.get(street + 1).map_or(&[][..], Vec::as_slice);
            let entry = |&id: &NodeId| match is_decision(id) {
                true => Entry::Decision(Plan::new(tree, id, &|child| behind(tree, street, exits, child))),
                false => Entry::Showdown { node: id, exit: number_of(exits, id) },
            };
            ids[street].iter().map(entry).collect()
        });
        let parallel_from = if streets > 2 && decides[1] { 1 } else { 0 };
        let kernels = Kernels::detect();
        Self { tree, cards, strategies, choice, workers, kernels, entries, decides, parallel_from }
    }

    fn last_street(&self) -> usize {
        self.tree.num_streets() - 1
    }

    /// Value of the root for each player, and the same with each group of the first deal left out.
    fn solve(
        &self,
        first_deal: Option<&[Runout]>,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> ([f64; 2], Vec<[f64; 2]>) {
        let mut layer = Deal::default();
        self.cards.layer(0, 0, &mut layer);
        let mut root = Port::new(layer.width());
        root.reach.iter_mut().for_each(|reach| reach[..layer.len()].fill(1.0));
        let mut ports = vec![root];
        if self.last_street() == 0 {
            self.visit_all(0, &layer, &mut ports, &mut []);
            return (mean_value(&layer, &ports[0]), Vec::new());
        }
        let mut exits = self.descend(0, &layer, &mut ports);
        let (street, boards) = match first_deal {
            Some(sample) => (1, sample.to_vec()),
            None => self.next_boards(0, 0),
        };
        let groups = self.collect_groups(street, &boards, &layer, &exits, first_deal.is_some(), progress);
        let mut ascend = |left_out: Option<usize>| {
            let kept = groups.iter().enumerate().filter(|(i, _)| Some(*i) != left_out);
            let scale = groups.len() as f64 / (groups.len() - usize::from(left_out.is_some())) as f64;
            sum_groups(&mut exits, kept.map(|(_, group)| group), scale);
            for values in exits.iter_mut().flat_map(|port| &mut port.values) {
                self.cards.symmetrise(values);
            }
            self.visit_all(0, &layer, &mut ports, &mut exits);
            mean_value(&layer, &ports[0])
        };
        let all = ascend(None);
        let without =
            if groups.len() > 1 { (0..groups.len()).map(|g| ascend(Some(g))).collect() } else { Vec::new() };
        (all, without)
    }

    /// Values of all exits of the first street, summed over groups of its boards.
    fn collect_groups(
        &self,
        street: usize,
        boards: &[Runout],
        layer: &Deal,
        exits: &[Port],
        sampled: bool,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Vec<Sums> {
        let zeros =
            || exits.iter().map(|_| [vec![0.0; layer.width()], vec![0.0; layer.width()]]).collect::<Sums>();
        let count = if sampled { boards.len().min(MAX_GROUPS) } else { 1 };
        let mut groups: Vec<_> = (0..count).map(|_| zeros()).collect();
        let workers = if self.parallel_from == 0 { self.workers } else { 1 };
        // Boards are added in their order, a chunk at a time: the same bits for any number of workers.
        let chunk = 64 * workers;
        for start in (0..boards.len()).step_by(chunk) {
            let end = (start + chunk).min(boards.len());
            let results = in_parallel(workers, end - start, &|i| {
                let result = self.below(street, boards[start + i], layer, exits);
                progress(start + i + 1, boards.len());
                result
            });
            for (i, result) in results.into_iter().enumerate() {
                for (sum, values) in groups[(start + i) % count].iter_mut().zip(result) {
                    for (sum, values) in sum.iter_mut().zip(values) {
                        sum.iter_mut().zip(&*values).for_each(|(sum, value)| *sum += f64::from(*value));
                    }
                }
            }
        }
        groups
    }

    /// The street to look at after `street`, and its boards: the next one, or the last if nobody decides any more.
    fn next_boards(&self, street: usize, board: Board) -> (usize, Vec<Runout>) {
        match self.decides[street + 1] {
            true => (street + 1, self.cards.runouts(street, board)),
            false => (self.last_street(), self.cards.final_runouts(street, board)),
        }
    }

    /// Walks the nodes of `street` down from its entries and returns its exits with their reach.
    fn descend(&self, street: usize, layer: &Deal, ports: &mut [Port]) -> Vec<Port> {
        let mut exits: Vec<Port> =
            self.entries[street + 1].iter().map(|_| Port::new(layer.width())).collect();
        self.visit_all(street, layer, ports, &mut exits);
        exits
    }

    /// Values of the exits `above` on one board of `street`, over the slots of the layer above, weighted by its chance.
    fn below(&self, street: usize, runout: Runout, layer_above: &Deal, above: &[Port]) -> Vec<[Buffer; 2]> {
        let mut layer = Deal::default();
        self.cards.layer(street, runout.board, &mut layer);
        let slot_above = self.slots_above(&layer, layer_above);
        let mut ports: Vec<Port> =
            above.iter().map(|port| carry_down(port, &slot_above, layer.width())).collect();
        if street == self.last_street() {
            self.visit_all(street, &layer, &mut ports, &mut []);
        } else {
            let mut exits = self.descend(street, &layer, &mut ports);
            let (next, boards) = self.next_boards(street, runout.board);
            self.add_boards(street, next, &boards, &layer, &mut exits);
            self.visit_all(street, &layer, &mut ports, &mut exits);
        }
        let width = layer_above.width();
        ports.iter().map(|port| carry_up(port, &slot_above, width, runout.probability)).collect()
    }

    /// Adds the values of all boards after `street` to its exits.
    fn add_boards(&self, street: usize, next: usize, boards: &[Runout], layer: &Deal, exits: &mut [Port]) {
        let workers = if street == self.parallel_from { self.workers } else { 1 };
        let chunk = if workers > 1 { 64 * workers } else { 1 };
        for boards in boards.chunks(chunk) {
            let results = in_parallel(workers, boards.len(), &|i| self.below(next, boards[i], layer, exits));
            for result in results {
                for (exit, values) in exits.iter_mut().zip(result) {
                    for (sum, values) in exit.values.iter_mut().zip(values) {
                        crate::walk::add(sum, &values);
                    }
                }
            }
        }
    }

    /// For each slot of a layer: the slot of the same hand in the layer above.
    fn slots_above(&self, layer: &Deal, above: &Deal) -> Vec<u32> {
        let mut slot_of = vec![u32::MAX; self.cards.num_hands()];
        for (slot, &hand) in above.hands.iter().enumerate() {
            slot_of[hand as usize] = slot as u32;
        }
        layer.hands.iter().map(|&hand| slot_of[hand as usize]).collect()
    }

    /// Visits all entries of a street on one board.
    fn visit_all(&self, street: usize, layer: &Deal, ports: &mut [Port], exits: &mut [Port]) {
        let mut visit = Visit { game: self, buckets: &layer.buckets[street], exits };
        let group =
            Group { deals: std::slice::from_ref(layer), width: layer.width(), buckets: Default::default() };
        ARENA.with_borrow_mut(|arena| {
            for (entry, port) in self.entries[street].iter().zip(ports) {
                let Port { reach, values } = port;
                let reach: Reach<'_> = [&reach[0], &reach[1]];
                let out = values.each_mut().map(|values| &mut values[..]);
                match *entry {
                    Entry::Decision(ref plan) => walk(plan, &group, &mut visit, reach, out, arena),
                    Entry::Showdown { exit: Some(exit), .. } => visit.exit(exit as usize, reach, out),
                    Entry::Showdown { node, exit: None } => self.showdown(node, layer, reach, out, arena),
                }
            }
        });
    }

    /// A showdown decided on an earlier street, on a final board.
    fn showdown(
        &self,
        id: NodeId,
        layer: &Deal,
        reach: Reach<'_>,
        [first, second]: [&mut [f32]; 2],
        arena: &mut Arena,
    ) {
        let amount = self.tree.contributions(id)[0] as f32;
        let always = Buffer::filled(layer.width(), 1.0);
        let node = Terminals {
            own_reach: reach[0],
            other_reach: reach[1],
            fold: None,
            showdown: Some(Leaf { amount, chosen: &always, values: first }),
            other_values: second,
            adds: false,
        };
        (self.kernels.terminals)(&Showdowns::from(layer), node, &mut arena.terminals);
    }
}

thread_local! {
    /// Working memory of the walks of this thread.
    static ARENA: RefCell<Arena> = RefCell::default();
}

/// The nodes of one street on one board.
struct Visit<'v, 'a> {
    game: &'v Game<'a>,
    /// `[slot]`.
    buckets: &'v [u32],
    exits: &'v mut [Port],
}

impl Rule for Visit<'_, '_> {
    fn strategy(&mut self, node: NodeId, out: &mut [f32]) {
        let NodeKind::Decision { player } = self.game.tree.node(node).kind else {
            unreachable!("only decision nodes are walked")
        };
        let rows = self.game.strategies[player as usize].rows_from(node);
        let shape = Strategy::shape(out.len() / self.buckets.len());
        (self.game.kernels.strategy)(rows, shape, self.buckets, out);
    }

    /// Value of the acting player's best action, or of the strategy.
    fn decide(&mut self, _: NodeId, Seen { strategy, values, .. }: Seen<'_>, out: &mut [f32]) {
        if self.game.choice == Choice::Fixed {
            return (self.game.kernels.mix)(strategy, values, out);
        }
        let lanes = out.len();
        out.copy_from_slice(&values[..lanes]);
        for action in values.chunks_exact(lanes).skip(1) {
            for (best, v) in out.iter_mut().zip(action) {
                *best = best.max(*v);
            }
        }
    }

    /// Leaves the street: notes the reach, reads the values (zero on the way down).
    fn exit(&mut self, exit: usize, reach: Reach<'_>, out: [&mut [f32]; 2]) {
        let port = &mut self.exits[exit];
        for (to, from) in port.reach.iter_mut().zip(reach) {
            to.copy_from_slice(from);
        }
        for (to, from) in out.into_iter().zip(&port.values) {
            to.copy_from_slice(from);
        }
    }
}

/// By street: nodes whose reach comes from the street before, in order: first decisions of the street, and showdowns that
/// wait for the last street.
fn entry_nodes(tree: &BettingTree) -> [Vec<NodeId>; MAX_STREETS] {
    let mut entries: [Vec<NodeId>; MAX_STREETS] = Default::default();
    entries[0].push(0);
    for (id, node) in tree.nodes().iter().enumerate().skip(1) {
        let parent = tree.node(node.parent).street;
        match node.kind {
            NodeKind::Decision { .. } if node.street > parent => {
                entries[node.street as usize].push(id as NodeId)
            }
            NodeKind::Showdown => {
                let waits = entries.iter_mut().take(tree.num_streets()).skip(parent as usize + 1);
                waits.for_each(|later| later.push(id as NodeId));
            }
            NodeKind::Decision { .. } | NodeKind::Fold { .. } => {}
        }
    }
    entries
}

/// What a walk over `street` finds behind an edge to `child`, with the exits of the street.
fn behind(tree: &BettingTree, street: usize, exits: &[NodeId], child: NodeId) -> Behind {
    match tree.node(child).kind {
        NodeKind::Decision { .. } if tree.node(child).street as usize == street => Behind::Inside,
        _ => number_of(exits, child).map_or(Behind::Leaf, Behind::Exit),
    }
}

/// Number of an exit, `None` for a node that is none.
fn number_of(exits: &[NodeId], id: NodeId) -> Option<u32> {
    exits.binary_search(&id).ok().map(|at| at as u32)
}

/// Mean over all pairs of hands of the values of the root.
fn mean_value(layer: &Deal, root: &Port) -> [f64; 2] {
    let pairs = layer.num_pairs() as f64;
    std::array::from_fn(|p| root.values[p][..layer.len()].iter().map(|v| f64::from(*v)).sum::<f64>() / pairs)
}

/// Sets the values of exits to the scaled sum of groups.
fn sum_groups<'g>(exits: &mut [Port], groups: impl Iterator<Item = &'g Sums> + Clone, scale: f64) {
    for (i, exit) in exits.iter_mut().enumerate() {
        for (player, values) in exit.values.iter_mut().enumerate() {
            for (slot, value) in values.iter_mut().enumerate() {
                *value = (scale * groups.clone().map(|group| group[i][player][slot]).sum::<f64>()) as f32;
            }
        }
    }
}

/// Reach vectors of an exit on a board below: the same hands, padding 0. Values are written by the visit.
fn carry_down(above: &Port, slot_above: &[u32], width: usize) -> Port {
    let stale = || [Buffer::stale(width), Buffer::stale(width)];
    let mut port = Port { reach: stale(), values: stale() };
    for (to, from) in port.reach.iter_mut().zip(&above.reach) {
        let (live, padding) = to.split_at_mut(slot_above.len());
        for (to, &slot) in live.iter_mut().zip(slot_above) {
            *to = from[slot as usize];
        }
        padding.fill(0.0);
    }
    port
}

/// Values of a board carried to the hands above, weighted by its chance; 0 for hands that the board takes cards of.
fn carry_up(port: &Port, slot_above: &[u32], width: usize, probability: f32) -> [Buffer; 2] {
    std::array::from_fn(|p| {
        let mut values = Buffer::zeros(width);
        for (value, &slot) in port.values[p].iter().zip(slot_above) {
            values[slot as usize] = probability * value;
        }
        values
    })
}
