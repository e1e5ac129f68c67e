//! The last street, on all boards that end one board of the street before.
//!
//! A single entry of the street has little below it, but all entries together, with the strategies below
//! them, exceed a core's cache. So a few entries are taken through all boards before the next few: their
//! vectors and strategies are loaded once, not once per board. Reach is read from the hands of the street
//! before when a walk begins, and values are added there when it ends.
//!
//! Showdowns that were decided earlier wait here, and are valued many at a time.

use super::BoardRule;
use super::buffer::Buffer;
use super::classes::Class;
use super::entries::{Showdown, Street};
use super::port::{Port, renamed, slot_of};
use super::street::{SCRATCH, group};
use crate::kernels::{Kernels, Leaf, Showdowns, TerminalScratch, Terminals, take_rake};
use crate::walk::{Reach, Rule, Seen, walk_forest};
use holdem_game::deal::{Board, CardModel, Deal, Renaming};
use holdem_game::tree::NodeId;

/// Showdowns that are taken through all boards together, two vectors each: as many as the widest kernel
/// compares.
const TOGETHER: usize = 8;

/// Values over the hands of the street before, `[entry][pass][player]`.
pub(super) type Sums = Vec<Vec<[Buffer; 2]>>;

/// The boards of all streets after the first, as they were dealt one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Dealt {
    /// From the second street to the last.
    pub(crate) boards: Vec<Board>,
    /// Probability of this deal, or of those that it stands for.
    pub(crate) chance: f32,
}

/// A final board, and those that renamings turn it into.
pub(super) struct Final {
    deal: Deal,
    /// For each of these boards, the walked one first: `[slot]`, the hand's slot on the street above.
    onto: Vec<Vec<u32>>,
    /// Chance of each of them.
    chance: f32,
}

impl Final {
    /// `above` are the hands of the street before, and `slot_above` gives the slot there of every hand.
    pub(super) fn new(
        cards: &dyn CardModel,
        street: usize,
        (class, same): (&Class, &[Renaming]),
        slot_above: &[u32],
    ) -> Self {
        let mut deal = Deal::default();
        cards.layer(street, class.runout.board, &mut deal);
        let first = deal.hands.iter().map(|&hand| slot_above[usize::from(hand)]).collect();
        let image =
            |&image: &usize| renamed(&deal, slot_above, &same[image]).map(|slot| slot as u32).collect();
        let onto = [first].into_iter().chain(class.images.iter().map(image)).collect();
        Self { chance: class.runout.probability, onto, deal }
    }

    /// A final board with the buckets of all boards before it, for walks that begin before the last street.
    pub(super) fn with_all_streets(cards: &dyn CardModel, dealt: &Dealt, slot_above: &[u32]) -> Self {
        let (mut deal, mut layer) = (Deal::default(), Deal::default());
        let (last, before) = dealt.boards.split_last().expect("a deal has boards");
        cards.layer(before.len() + 1, *last, &mut deal);
        let width = deal.buckets[before.len() + 1].len();
        for (street, &board) in (1..).zip(before) {
            cards.layer(street, board, &mut layer);
            let slots = slot_of(&layer, cards.num_hands());
            let bucket = |&hand: &u16| layer.buckets[street][slots[usize::from(hand)] as usize];
            deal.buckets[street] = deal.hands.iter().map(bucket).collect();
            deal.buckets[street].resize(width, 0);
        }
        let onto = deal.hands.iter().map(|&hand| slot_above[usize::from(hand)]).collect();
        Self { chance: dealt.chance, onto: vec![onto], deal }
    }

    /// The reach of the board's hands; 0 for padding.
    fn carry_down(&self, from: &[f32], to: &mut [f32]) {
        let (live, padding) = to.split_at_mut(self.deal.len());
        for (to, &slot) in live.iter_mut().zip(&self.onto[0]) {
            *to = from[slot as usize];
        }
        padding.fill(0.0);
    }

    /// Adds the board's values to the sums over all boards.
    fn carry_up(&self, values: &[f32], sum: &mut [f32]) {
        for onto in &self.onto {
            for (value, &slot) in values.iter().zip(onto) {
                sum[slot as usize] += self.chance * value;
            }
        }
    }
}

/// Walks the last street on some boards and adds the values of its entries, whose reach is in `above`.
pub(super) fn add_finals<R: BoardRule>(
    (number, street): (usize, &Street),
    boards: &[Final],
    above: &[Port],
    rule: &mut R,
    sums: &mut Sums,
) {
    for plan in street.decisions.iter().flat_map(|ways| &ways.whole) {
        for board in boards {
            for pass in 0..rule.passes(number) {
                rule.begin(number, pass);
                let mut walk = Ending { rule, board, above, sums, pass };
                SCRATCH.with_borrow_mut(|scratch| {
                    walk_forest(plan, &group(&board.deal), &mut walk, scratch);
                });
            }
        }
    }
    let mut waiting = Waiting::default();
    for some in street.showdowns.chunks(TOGETHER) {
        for board in boards {
            SCRATCH.with_borrow_mut(|scratch| waiting.add(some, board, above, sums, &mut scratch.terminals));
        }
    }
}

/// Room for the vectors of showdowns that wait, `[showdown][player][slot]`.
#[derive(Default)]
struct Waiting {
    reach: Vec<f32>,
    /// What is won against this reach: values of the *other* player.
    values: Vec<f32>,
}

impl Waiting {
    /// Adds the values of some showdowns on a board.
    fn add(
        &mut self,
        showdowns: &[Showdown],
        board: &Final,
        above: &[Port],
        sums: &mut Sums,
        scratch: &mut TerminalScratch,
    ) {
        let (width, deal) = (board.deal.width(), Showdowns::from(&board.deal));
        let len = 2 * showdowns.len() * width;
        self.reach.resize(len, 0.0);
        self.values.resize(len, 0.0);
        let from = showdowns.iter().flat_map(|showdown| &above[showdown.entry].reach);
        self.reach.chunks_exact_mut(width).zip(from).for_each(|(to, from)| board.carry_down(from, to));
        (Kernels::detect().showdowns)(&deal, &self.reach, &mut self.values, scratch);
        let pairs = self.reach.chunks_exact(2 * width).zip(self.values.chunks_exact_mut(2 * width));
        for (showdown, (reach, values)) in showdowns.iter().zip(pairs) {
            values.iter_mut().for_each(|value| *value *= showdown.stake.amount);
            let (second, first) = values.split_at_mut(width);
            if showdown.stake.rake != 0.0 {
                pay_rake(&deal, showdown, reach.split_at(width), [first, second]);
            }
            for pair in &mut sums[showdown.entry] {
                for (sum, values) in pair.iter_mut().zip([&*first, &*second]) {
                    board.carry_up(values, sum);
                }
            }
        }
    }
}

/// Takes the rake of a certain showdown from both players' values.
fn pay_rake(
    deal: &Showdowns<'_>,
    showdown: &Showdown,
    (own_reach, other_reach): (&[f32], &[f32]),
    [values, other_values]: [&mut [f32]; 2],
) {
    let (amount, rake) = (showdown.stake.amount, showdown.stake.rake);
    let always = Buffer::filled(own_reach.len(), 1.0);
    let leaf = Leaf { amount, rake, chosen: &always, values };
    let (fold, showdown) = (None, Some(leaf));
    take_rake(deal, &mut Terminals { own_reach, other_reach, fold, showdown, other_values, adds: false }, 0);
}

/// A rule on a final board, as the walk over some entries asks for it.
struct Ending<'v, R> {
    rule: &'v mut R,
    board: &'v Final,
    above: &'v [Port],
    sums: &'v mut Sums,
    pass: usize,
}

impl<R: BoardRule> Rule for Ending<'_, R> {
    fn expect(&mut self, next: NodeId) {
        self.rule.expect(next, &self.board.deal);
    }

    fn strategy(&mut self, node: NodeId, out: &mut [f32]) {
        self.rule.strategy(node, &self.board.deal, out);
    }

    fn decide(&mut self, node: NodeId, seen: Seen<'_>, out: &mut [f32]) {
        self.rule.decide(node, seen, out);
    }

    fn exit(&mut self, _: usize, _: Reach<'_>, _: [&mut [f32]; 2]) {
        unreachable!("nothing comes after the last street")
    }

    fn enter(&mut self, entry: usize, reach: [&mut [f32]; 2]) {
        let from = &self.above[entry].reach;
        reach.into_iter().zip(from).for_each(|(to, from)| self.board.carry_down(from, to));
    }

    fn leave(&mut self, entry: usize, values: Reach<'_>) {
        let sums = &mut self.sums[entry][self.pass];
        values.into_iter().zip(sums).for_each(|(values, sum)| self.board.carry_up(values, sum));
    }
}
