//! Groups of deals, walked level by level.
//!
//! All walks of a group share one queue. A node is touched twice: when it is put into the queue, its row is
//! prefetched; when its turn comes, a few hundred nodes of other walks later, the row has arrived. The
//! traverser's nodes need their rows only on the way back, which runs over the list of visits from the end
//! and prefetches rows a few visits ahead. Nothing is allocated once the queues have grown to their size.

use super::SampledOptions;
use super::exploration::Coverage;
use super::fade::Fades;
use super::nodes::{Kind, Nodes, Record};
use super::options::{Averaging, Method, Pruning};
use super::payoff::payoff;
use super::row::{self, Step};
use super::table::Table;
use crate::kernels::prefetch::line_of;
use holdem_cards::random::next_split_mix;
use holdem_game::deal::{CardModel, DealRng, DealtHand};
use holdem_game::tree::{BettingTree, MAX_PLAYERS};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;

/// How many visits ahead rows are prefetched on the way back.
const AHEAD: usize = 12;

/// Random streams of action choices must not overlap with those of deals.
const ACTION_STREAM: u64 = 1 << 62;

/// What all workers share.
pub(super) struct Game {
    pub(super) tree: Arc<BettingTree>,
    pub(super) cards: Arc<dyn CardModel>,
    pub(super) options: SampledOptions,
    pub(super) nodes: Nodes,
    pub(super) table: Table,
    pub(super) fades: Fades,
    /// Bit per player who learns.
    pub(super) learners: u16,
}

/// What a walk is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    /// Regrets of the walk's player, all actions; averages of the others at their nodes if the flag says so.
    Regrets { averages: bool },
    /// Regrets of the walk's player along one line of play.
    Outcome { averages: bool },
    /// The average strategy of the walk's player along one line of play.
    Average,
}

/// One walk: a deal seen by one player.
#[derive(Clone, Copy, Debug)]
struct Context {
    aim: Aim,
    player: u8,
    /// Whether hopeless actions are skipped.
    prunes: bool,
    /// First hand of the deal.
    hands: u32,
    epoch: u32,
    random: u64,
    regret_weight: f32,
    sum_weight: f32,
    /// Outcome sampling: probability that the walk's own draws led here.
    reach: f32,
}

impl Context {
    /// The next random number in `[0, 1)` (SplitMix64; Steele, Lea & Flood 2014).
    fn unit(&mut self) -> f32 {
        (next_split_mix(&mut self.random) >> 40) as f32 * (1.0 / (1u32 << 24) as f32)
    }
}

/// A decision in the queue.
#[derive(Clone, Copy, Debug)]
struct Entry {
    row: usize,
    node: u32,
    /// Where its value goes.
    slot: u32,
    context: u32,
}

/// A decision of the walk's player, to be learned from on the way back.
#[derive(Clone, Copy, Debug)]
struct Visit {
    row: usize,
    slot: u32,
    /// Slots of the values of its actions; of the one action of outcome sampling.
    first: u32,
    context: u32,
    num_actions: u8,
    /// Outcome sampling: the action drawn.
    sampled: u8,
    /// Bit per action that was not walked.
    skipped: u32,
    /// Outcome sampling: probability of the action under the strategy, of its draw, and of the draws before
    /// it.
    strategy: f32,
    drawn: f32,
    reach: f32,
}

/// Counts of one worker.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) nodes: u64,
    pub(super) utility: [f64; MAX_PLAYERS],
    pub(super) coverage: Coverage,
}

/// One worker.
pub(super) struct Walker<'s> {
    game: &'s Game,
    words: &'s [AtomicU32],
    epsilon: f32,
    rngs: Vec<DealRng>,
    hands: Vec<DealtHand>,
    contexts: Vec<Context>,
    queue: Vec<Entry>,
    visits: Vec<Visit>,
    slots: Vec<f32>,
    pub(super) counts: Counts,
}

impl<'s> Walker<'s> {
    pub(super) fn new(game: &'s Game, epsilon: f32) -> Self {
        Self {
            game,
            words: game.table.words(),
            epsilon,
            rngs: Vec::new(),
            hands: Vec::new(),
            contexts: Vec::new(),
            queue: Vec::new(),
            visits: Vec::new(),
            slots: Vec::new(),
            counts: Counts::default(),
        }
    }

    /// Sets the share of exploration of outcome sampling.
    pub(super) fn set_epsilon(&mut self, epsilon: f32) {
        self.epsilon = epsilon;
    }

    /// Walks the deals of some iterations, counted from 0, once for each player.
    pub(super) fn group(&mut self, iterations: Range<u64>) {
        self.deal(iterations.clone());
        self.open(iterations);
        self.down();
        self.up();
        let learning =
            self.contexts.iter().zip(&self.slots).filter(|(context, _)| context.aim != Aim::Average);
        for (context, value) in learning {
            self.counts.utility[usize::from(context.player)] += f64::from(*value);
        }
    }

    fn deal(&mut self, iterations: Range<u64>) {
        let players = self.game.tree.num_players();
        self.rngs.clear();
        self.rngs.extend(iterations.map(|i| DealRng::for_iteration(self.game.options.seed, i)));
        self.hands.resize(self.rngs.len() * players, DealtHand::default());
        self.game.cards.deal_hands(&mut self.rngs, players, &mut self.hands);
    }

    /// Opens the walks of every deal, each with its own stream of random numbers.
    fn open(&mut self, iterations: Range<u64>) {
        let (options, players) = (self.game.options, self.game.tree.num_players());
        let averages = options.averaging == Averaging::Opponents;
        let aim = match options.method {
            Method::External => Aim::Regrets { averages },
            Method::Outcome(_) => Aim::Outcome { averages },
        };
        let aims = [Some(aim), (!averages).then_some(Aim::Average)];
        self.contexts.clear();
        for (deal, iteration) in iterations.enumerate() {
            let weight = options.discount.weight(iteration + 1, 1);
            let mut rng = DealRng::for_iteration(options.seed, ACTION_STREAM | iteration);
            let prunes = options.pruning.is_some_and(|pruning| rng.unit() < pruning.probability);
            for aim in aims.into_iter().flatten() {
                let learners = (0..players as u8).filter(|player| self.game.learners >> player & 1 == 1);
                self.contexts.extend(learners.map(|player| Context {
                    aim,
                    player,
                    prunes,
                    hands: (deal * players) as u32,
                    epoch: self.game.fades.epoch(iteration),
                    random: u64::from(rng.below(1 << 32) as u32) << 32 | u64::from(rng.below(1 << 32) as u32),
                    regret_weight: if options.regret_floor { 1.0 } else { weight },
                    sum_weight: weight,
                    reach: 1.0,
                }));
            }
        }
        self.queue.clear();
        self.visits.clear();
        self.slots.clear();
        self.slots.resize(self.contexts.len(), 0.0);
        (0..self.contexts.len() as u32).for_each(|context| self.enter(0, context, context));
    }

    /// Values a node where the hand ends, or puts a decision into the queue.
    fn enter(&mut self, node: u32, slot: u32, context: u32) {
        self.counts.nodes += 1;
        let records = &self.game.nodes.records;
        let record = &records[node as usize];
        let Context { hands, player, .. } = self.contexts[context as usize];
        if !record.is_decision() {
            let hands = &self.hands[hands as usize..][..self.game.tree.num_players()];
            self.slots[slot as usize] = payoff(&self.game.tree, record, hands, usize::from(player));
            return;
        }
        let hand = &self.hands[hands as usize + usize::from(record.player)];
        let row = record.row(hand.buckets[usize::from(record.street)]);
        line_of(self.words, row);
        line_of(records, record.first_child as usize);
        self.queue.push(Entry { row, node, slot, context });
    }

    /// Takes decisions from the queue until none is left.
    fn down(&mut self) {
        let mut next = 0;
        while let Some(&entry) = self.queue.get(next) {
            next += 1;
            let record = self.game.nodes.records[entry.node as usize];
            if self.game.fades.are_needed() {
                let n = usize::from(record.num_actions);
                let epoch = self.contexts[entry.context as usize].epoch;
                row::refresh(n, &self.words[entry.row..=entry.row + 2 * n], epoch, &self.game.fades);
            }
            let context = &self.contexts[entry.context as usize];
            match (context.aim, record.player == context.player) {
                (Aim::Regrets { .. }, true) => self.walk_all(entry, record),
                (Aim::Outcome { .. }, true) => self.walk_one(entry, record),
                (Aim::Regrets { averages } | Aim::Outcome { averages }, false) => {
                    self.pass(entry, record, averages)
                }
                (Aim::Average, true) => self.pass(entry, record, true),
                (Aim::Average, false) => self.wander(entry, record),
            }
        }
    }

    fn row(&self, at: usize, record: &Record) -> &'s [AtomicU32] {
        &self.words[at..at + 2 * usize::from(record.num_actions)]
    }

    /// Samples one action of the strategy, and adds the strategy to the average if requested.
    fn pass(&mut self, entry: Entry, record: Record, averages: bool) {
        let row = self.row(entry.row, &record);
        let context = &mut self.contexts[entry.context as usize];
        let at = context.unit();
        let weight = if averages { context.sum_weight / context.reach } else { 0.0 };
        let own = record.player == context.player;
        let action = row::sample(usize::from(record.num_actions), row, at, weight);
        // A player who averages on this walk and folds has nothing more to average.
        if !(own && action == 0 && record.kind == Kind::ActOrFold) {
            self.enter(record.first_child + action as u32, entry.slot, entry.context);
        }
    }

    /// Takes any action, as the others do while one player averages.
    fn wander(&mut self, entry: Entry, record: Record) {
        let at = self.contexts[entry.context as usize].unit();
        let action = (at * f32::from(record.num_actions)) as u32;
        self.enter(record.first_child + action, entry.slot, entry.context);
    }

    /// Walks all actions of the traverser. A fold ends the walk, because its cost is known.
    fn walk_all(&mut self, entry: Entry, record: Record) {
        let first = self.slots.len() as u32;
        let n = usize::from(record.num_actions);
        self.slots.resize(first as usize + n, 0.0);
        let skipped = self.skipped(entry, record);
        for action in 0..n as u32 {
            if action == 0 && record.kind == Kind::ActOrFold {
                self.slots[first as usize] = -record.chips;
            } else if skipped >> action & 1 == 0 {
                self.enter(record.first_child + action, first + action, entry.context);
            }
        }
        let Entry { row, slot, context, .. } = entry;
        self.visits.push(Visit {
            row,
            slot,
            first,
            context,
            num_actions: record.num_actions,
            skipped,
            sampled: 0,
            strategy: 0.0,
            drawn: 1.0,
            reach: 1.0,
        });
    }

    /// Actions that this walk leaves out: those of very negative regret, but not on the last street, and not
    /// if they end the hand.
    fn skipped(&self, entry: Entry, record: Record) -> u32 {
        let context = &self.contexts[entry.context as usize];
        let last = usize::from(record.street) + 1 >= self.game.tree.num_streets();
        let Some(pruning) = self.game.options.pruning.filter(|_| context.prunes && !last) else { return 0 };
        let threshold = pruning.threshold * context.regret_weight;
        let n = usize::from(record.num_actions);
        let hopeless = row::hopeless(n, self.row(entry.row, &record), threshold);
        let goes_on =
            |action: &usize| self.game.nodes.records[record.first_child as usize + action].is_decision();
        let folds = u32::from(record.kind == Kind::ActOrFold);
        (0..n).filter(goes_on).fold(0, |mask, action| mask | 1 << action) & hopeless & !folds
    }

    /// Walks one action of the traverser, drawn with exploration.
    fn walk_one(&mut self, entry: Entry, record: Record) {
        let row = self.row(entry.row, &record);
        let context = &mut self.contexts[entry.context as usize];
        let at = context.unit();
        let explored = row::explore(usize::from(record.num_actions), row, at, self.epsilon);
        let reach = context.reach;
        context.reach *= explored.drawn;
        self.counts.coverage.add(explored.fresh);
        let first = self.slots.len() as u32;
        self.slots.push(0.0);
        if explored.action == 0 && record.kind == Kind::ActOrFold {
            self.slots[first as usize] = -record.chips;
        } else {
            self.enter(record.first_child + explored.action as u32, first, entry.context);
        }
        self.visits.push(Visit {
            row: entry.row,
            slot: entry.slot,
            first,
            context: entry.context,
            num_actions: record.num_actions,
            skipped: 0,
            sampled: explored.action as u8,
            strategy: explored.strategy,
            drawn: explored.drawn,
            reach,
        });
    }

    /// Values the traversers' decisions, the last one first, and learns from them.
    fn up(&mut self) {
        let outcome = matches!(self.game.options.method, Method::Outcome(_));
        for i in (0..self.visits.len()).rev() {
            if let Some(ahead) = i.checked_sub(AHEAD) {
                line_of(self.words, self.visits[ahead].row);
            }
            let visit = self.visits[i];
            let n = usize::from(visit.num_actions);
            let row = &self.words[visit.row..visit.row + 2 * n];
            let context = &self.contexts[visit.context as usize];
            let weight = context.regret_weight;
            let step = Step { weight, floor: self.floor(weight) };
            let values = &self.slots[visit.first as usize..];
            let mean = match outcome {
                false => row::learn(n, row, values, visit.skipped, step),
                true => {
                    let value = values[0] / visit.drawn;
                    let mean = visit.strategy * value;
                    let step = Step { weight: weight / visit.reach, ..step };
                    row::learn_outcome(n, row, usize::from(visit.sampled), value, mean, step);
                    mean
                }
            };
            self.slots[visit.slot as usize] = mean;
        }
    }

    /// What regrets may not fall below: zero under regret matching+; with pruning, a little below the
    /// threshold, so that a pruned action can come back.
    fn floor(&self, weight: f32) -> f32 {
        match self.game.options.pruning {
            _ if self.game.options.regret_floor => 0.0,
            Some(Pruning { threshold, .. }) => Pruning::FLOOR * threshold * weight,
            None => f32::NEG_INFINITY,
        }
    }
}
