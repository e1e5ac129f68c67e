//! The walk over all boards, street by street.

use super::buffer::Buffer;
use super::classes::Classes;
use super::entries::Entry;
use super::visit::{Choice, Memory, Port, Visit};
use crate::kernels::{Kernels, Leaf, Showdowns, Terminals};
use crate::parallel::in_parallel;
use crate::tables::strategy::Strategy;
use crate::walk::Group;
use crate::walk::{Arena, Rule, walk};
use holdem_game::deal::{Board, CardModel, Deal, Renaming, Runout};
use holdem_game::tree::{BettingTree, MAX_STREETS};
use std::cell::RefCell;

/// Most groups of the jackknife.
const MAX_GROUPS: usize = 64;

/// By exit and player: values summed over many boards, in double precision.
type Sums = Vec<[Vec<f64>; 2]>;

/// Values of the root by player: with all groups of the first deal, with each group left out, and on each group with the
/// choices before the first deal that are best on the other groups.
#[derive(Debug, Default)]
pub(crate) struct Solved {
    pub(crate) all: [f64; 2],
    pub(crate) without: Vec<[f64; 2]>,
    pub(crate) held_out: Vec<[f64; 2]>,
}

/// A game with the strategies that are judged.
pub(crate) struct Game<'a> {
    pub(super) tree: &'a BettingTree,
    cards: &'a dyn CardModel,
    pub(super) strategies: [&'a Strategy; 2],
    pub(super) choice: Choice,
    workers: usize,
    pub(super) kernels: &'static Kernels,
    /// By street: nodes whose reach comes from the street before, in order: first decisions of the street, and showdowns
    /// that wait for the last street.
    entries: [Vec<Entry>; MAX_STREETS],
    /// By street: whether any entry of this or a later street is a decision.
    decides: [bool; MAX_STREETS],
    /// Streets whose boards are enumerated on all workers at once.
    parallel_from: usize,
}

impl<'a> Game<'a> {
    pub(crate) fn new(
        tree: &'a BettingTree,
        cards: &'a dyn CardModel,
        strategies: [&'a Strategy; 2],
        choice: Choice,
        workers: usize,
    ) -> Self {
        let streets = tree.num_streets();
        let entries = Entry::by_street(tree);
        let is_decision = |entry: &Entry| matches!(entry, Entry::Decision(_));
        let decides = std::array::from_fn(|street| {
            entries[street.min(streets)..streets].iter().flatten().any(is_decision)
        });
        let parallel_from = if streets > 2 && decides[1] { 1 } else { 0 };
        let kernels = Kernels::detect();
        Self { tree, cards, strategies, choice, workers, kernels, entries, decides, parallel_from }
    }

    fn last_street(&self) -> usize {
        self.tree.num_streets() - 1
    }

    /// Values of the root.
    pub(crate) fn solve(
        &self,
        first_deal: Option<&[Runout]>,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Solved {
        let mut layer = Deal::default();
        self.cards.layer(0, 0, &mut layer);
        let mut root = Port::new(layer.width());
        root.reach.iter_mut().for_each(|reach| reach[..layer.len()].fill(1.0));
        let mut ports = vec![root];
        if self.last_street() == 0 {
            self.visit_all(0, &layer, &mut ports, &mut [], Memory::None);
            return Solved { all: mean_value(&layer, &ports[0]), ..Solved::default() };
        }
        let exits = self.descend(0, &layer, &mut ports);
        let (street, boards) = match first_deal {
            Some(sample) => (1, sample.to_vec()),
            None => self.next_boards(0, 0),
        };
        let groups = self.collect_groups(street, &boards, &layer, &exits, first_deal.is_some(), progress);
        let mut top = Top { game: self, layer: &layer, ports, exits, groups: &groups };
        let numbers = if groups.len() > 1 { 0..groups.len() } else { 0..0 };
        Solved {
            all: top.ascend(|_| true, Memory::None),
            without: numbers.clone().map(|out| top.ascend(|g| g != out, Memory::None)).collect(),
            held_out: numbers.map(|out| top.held_out(out)).collect(),
        }
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
                let board = boards[start + i];
                let result = self.below(street, board, layer, exits, self.cards.renamings(board.board));
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
        self.visit_all(street, layer, ports, &mut exits, Memory::None);
        exits
    }

    /// Values of the exits `above` on one board of `street`, over the slots of the layer above, weighted by its chance.
    /// `same` are the renamings that change neither this board nor those it came from.
    fn below(
        &self,
        street: usize,
        runout: Runout,
        layer_above: &Deal,
        above: &[Port],
        same: Vec<Renaming>,
    ) -> Vec<[Buffer; 2]> {
        let mut layer = Deal::default();
        self.cards.layer(street, runout.board, &mut layer);
        let slot_above = self.slots_above(&layer, layer_above);
        let mut ports: Vec<Port> =
            above.iter().map(|port| carry_down(port, &slot_above, layer.width())).collect();
        if street == self.last_street() {
            self.visit_all(street, &layer, &mut ports, &mut [], Memory::None);
        } else {
            let mut exits = self.descend(street, &layer, &mut ports);
            let (next, boards) = self.next_boards(street, runout.board);
            self.add_boards(street, next, &Classes::new(&boards, same), &layer, &mut exits);
            self.visit_all(street, &layer, &mut ports, &mut exits, Memory::None);
        }
        let width = layer_above.width();
        ports.iter().map(|port| carry_up(port, &slot_above, width, runout.probability)).collect()
    }

    /// Adds the values of all boards after `street` to its exits.
    fn add_boards(&self, street: usize, next: usize, boards: &Classes, layer: &Deal, exits: &mut [Port]) {
        let workers = if street == self.parallel_from { self.workers } else { 1 };
        let chunk = if workers > 1 { 64 * workers } else { 1 };
        let slot_of = if boards.same.is_empty() { Vec::new() } else { self.slot_of(layer) };
        for classes in boards.classes.chunks(chunk) {
            let results = in_parallel(workers, classes.len(), &|i| {
                let board = classes[i].runout;
                self.below(next, board, layer, exits, boards.that_keep(board.board))
            });
            for (class, result) in classes.iter().zip(results) {
                for (exit, values) in exits.iter_mut().zip(result) {
                    for (sum, values) in exit.values.iter_mut().zip(values) {
                        crate::walk::add(sum, &values);
                        for &image in &class.images {
                            add_renamed(sum, &values, layer, &slot_of, &boards.same[image]);
                        }
                    }
                }
            }
        }
    }

    /// `[hand]`: its slot in a layer.
    fn slot_of(&self, layer: &Deal) -> Vec<u32> {
        let mut slot_of = vec![u32::MAX; self.cards.num_hands()];
        for (slot, &hand) in layer.hands.iter().enumerate() {
            slot_of[hand as usize] = slot as u32;
        }
        slot_of
    }

    /// For each slot of a layer: the slot of the same hand in the layer above.
    fn slots_above(&self, layer: &Deal, above: &Deal) -> Vec<u32> {
        let slot_of = self.slot_of(above);
        layer.hands.iter().map(|&hand| slot_of[hand as usize]).collect()
    }

    /// Visits all entries of a street on one board.
    fn visit_all(
        &self,
        street: usize,
        layer: &Deal,
        ports: &mut [Port],
        exits: &mut [Port],
        memory: Memory<'_>,
    ) {
        let mut visit = Visit { game: self, buckets: &layer.buckets[street], exits, memory };
        let group =
            Group { deals: std::slice::from_ref(layer), width: layer.width(), buckets: Default::default() };
        ARENA.with_borrow_mut(|arena| {
            let mut showdowns = Vec::new();
            for (entry, port) in self.entries[street].iter().zip(ports) {
                match *entry {
                    Entry::Decision(ref plan) => {
                        let (reach, out) = port.split();
                        walk(plan, &group, &mut visit, reach, out, arena);
                    }
                    Entry::Showdown { exit: Some(exit), .. } => {
                        let (reach, out) = port.split();
                        visit.exit(exit as usize, reach, out);
                    }
                    Entry::Showdown { node, exit: None } => {
                        showdowns.push((self.tree.contributions(node)[0] as f32, port));
                    }
                }
            }
            self.showdowns(layer, showdowns, arena);
        });
    }

    /// Showdowns decided on earlier streets, on a final board: chips at stake, reach and values.
    fn showdowns(&self, layer: &Deal, mut showdowns: Vec<(f32, &mut Port)>, arena: &mut Arena) {
        let always = Buffer::filled(layer.width(), 1.0);
        let deal = Showdowns::from(layer);
        for pair in showdowns.chunks_mut(2) {
            match pair {
                [first, second] => {
                    let [mut first, mut second] = [terminals(first, &always), terminals(second, &always)];
                    let nodes = [&mut first, &mut second];
                    (self.kernels.two_terminals)(&deal, nodes, 0, &mut arena.terminals);
                }
                rest => rest.iter_mut().for_each(|one| {
                    let mut one = terminals(one, &always);
                    (self.kernels.terminals)(&deal, &mut one, 0, &mut arena.terminals);
                }),
            }
        }
    }
}

/// A showdown that is certain: chips at stake, reach and values.
fn terminals<'p>((amount, port): &'p mut (f32, &mut Port), always: &'p [f32]) -> Terminals<'p> {
    let [first, second] = &mut port.values;
    Terminals {
        own_reach: &port.reach[0],
        other_reach: &port.reach[1],
        fold: None,
        showdown: Some(Leaf { amount: *amount, chosen: always, values: first }),
        other_values: second,
        adds: false,
    }
}

thread_local! {
    /// Working memory of the walks of this thread.
    static ARENA: RefCell<Arena> = RefCell::default();
}

/// Adds what the hands of a layer are worth on a board to what their other names are worth on the renamed board.
fn add_renamed(sum: &mut [f32], values: &[f32], layer: &Deal, slot_of: &[u32], renaming: &Renaming) {
    for (&hand, value) in layer.hands.iter().zip(values) {
        sum[slot_of[renaming.hands[hand as usize] as usize] as usize] += value;
    }
}

/// The street before the first deal, with the values behind it by groups of boards.
struct Top<'t, 'a> {
    game: &'t Game<'a>,
    layer: &'t Deal,
    ports: Vec<Port>,
    exits: Vec<Port>,
    groups: &'t [Sums],
}

impl Top<'_, '_> {
    /// Value of the root over the kept groups.
    fn ascend(&mut self, kept: impl Fn(usize) -> bool, memory: Memory<'_>) -> [f64; 2] {
        let groups: Vec<&Sums> =
            self.groups.iter().enumerate().filter(|(i, _)| kept(*i)).map(|(_, group)| group).collect();
        let scale = self.groups.len() as f64 / groups.len() as f64;
        for (i, exit) in self.exits.iter_mut().enumerate() {
            for (player, values) in exit.values.iter_mut().enumerate() {
                for (slot, value) in values.iter_mut().enumerate() {
                    *value = (scale * groups.iter().map(|group| group[i][player][slot]).sum::<f64>()) as f32;
                }
                self.game.cards.symmetrise(values);
            }
        }
        self.game.visit_all(0, self.layer, &mut self.ports, &mut self.exits, memory);
        mean_value(self.layer, &self.ports[0])
    }

    /// Value on one group of what is best on the others.
    fn held_out(&mut self, out: usize) -> [f64; 2] {
        let mut choices = Default::default();
        self.ascend(|group| group != out, Memory::Record(&mut choices));
        self.ascend(|group| group == out, Memory::Follow(&choices))
    }
}

/// Mean over all pairs of hands of the values of the root.
fn mean_value(layer: &Deal, root: &Port) -> [f64; 2] {
    let pairs = layer.num_pairs() as f64;
    std::array::from_fn(|p| root.values[p][..layer.len()].iter().map(|v| f64::from(*v)).sum::<f64>() / pairs)
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
