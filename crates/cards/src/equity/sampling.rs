//! Deals drawn at random.
//!
//! A deal is drawn by rejection: hands from each range by weight, starting over if two of them share a card,
//! which gives each deal a probability proportional to its weight. Narrow ranges, which would mostly collide,
//! are first joined into one list of the ways to deal them all. Pieces of work have their own streams, so the
//! samples do not depend on the number of threads.

use super::report::Tally;
use super::{EquityError, EquityOptions, MAX_RANGES, Problem};
use crate::card::Card;
use crate::combo::Combo;
use crate::evaluator::Hand;
use crate::parallel::in_parallel;
use crate::random::{DealRng, SPLIT_MIX_STEP};
use crate::set::CardSet;

/// The most joint hands of narrow ranges that are listed.
const MOST_JOINT: usize = 100_000;
/// Samples in one piece of work.
const PIECE: u64 = 1 << 14;
/// Failed draws after which a deal counts as impossible.
const MOST_DRAWS: usize = 1_000_000;

/// Draws deals and counts who wins.
pub(super) struct Sampler {
    players: usize,
    board: CardSet,
    dead: CardSet,
    sources: Vec<Source>,
}

/// One or more players' hands that are drawn together.
struct Source {
    players: Vec<usize>,
    /// `players.len()` combos for each entry.
    combos: Vec<Combo>,
    alias: AliasTable,
}

/// The hands of a deal, by player.
type Hands = [Option<Combo>; MAX_RANGES];

impl Sampler {
    /// # Errors
    /// [`EquityError::NoDeal`] if no deal is found.
    pub(super) fn new(problem: &Problem) -> Result<Self, EquityError> {
        let players = problem.players();
        let mut order: Vec<usize> = (0..players).collect();
        order.sort_by_key(|&player| problem.hands[player].len());
        let (joint, joined) = Source::joint(problem, &order)?;
        let mut sources = vec![joint];
        sources.extend(order[joined..].iter().map(|&player| Source::single(problem, player)));
        let sampler = Self { players, board: problem.board, dead: problem.dead, sources };
        sampler.deal(&mut DealRng::from_seed(0)).ok_or(EquityError::NoDeal)?;
        Ok(sampler)
    }

    /// Draws `options.samples` deals.
    pub(super) fn run(&self, options: &EquityOptions, threads: usize) -> Result<Tally, EquityError> {
        let pieces = options.samples.div_ceil(PIECE) as usize;
        let work = |piece: usize| {
            let left = options.samples - piece as u64 * PIECE;
            let stream = (piece as u64 + 1).wrapping_mul(SPLIT_MIX_STEP);
            self.sample(left.min(PIECE), DealRng::from_seed(options.seed ^ stream))
        };
        let tallies: Option<Vec<Tally>> = in_parallel(threads, pieces, work).into_iter().collect();
        Ok(Tally::sum(self.players, false, tallies.ok_or(EquityError::NoDeal)?))
    }

    fn sample(&self, count: u64, mut rng: DealRng) -> Option<Tally> {
        let mut tally = Tally::new(self.players, false);
        let known = Hand::from(self.board);
        for _ in 0..count {
            let (hands, used) = self.deal(&mut rng)?;
            let board = self.complete(known, used, &mut rng);
            let mut ranks = [0; MAX_RANGES];
            for (rank, hand) in ranks.iter_mut().zip(hands.iter().map_while(|hand| *hand)) {
                let [a, b] = hand.cards();
                *rank = board.with(a).with(b).rank().0;
            }
            let ranks = &ranks[..self.players];
            let best = ranks.iter().copied().max().unwrap_or(0);
            let winners = ranks.iter().filter(|&&rank| rank == best).count();
            tally.counts.total += 1;
            for player in (0..self.players).filter(|&player| ranks[player] == best) {
                tally.counts.add(player, winners, 1);
            }
        }
        Some(tally)
    }

    /// Draws a hand for each player; also returns the set of all cards that can no longer come.
    fn deal(&self, rng: &mut DealRng) -> Option<(Hands, CardSet)> {
        (0..MOST_DRAWS).find_map(|_| {
            let (mut hands, mut used) = ([None; MAX_RANGES], self.board | self.dead);
            for source in &self.sources {
                let entry = source.alias.draw(rng);
                for (place, &player) in source.players.iter().enumerate() {
                    let combo = source.combos[entry * source.players.len() + place];
                    if combo.set().intersects(used) {
                        return None;
                    }
                    used = used | combo.set();
                    hands[player] = Some(combo);
                }
            }
            Some((hands, used))
        })
    }

    /// Completes the board.
    fn complete(&self, mut board: Hand, mut used: CardSet, rng: &mut DealRng) -> Hand {
        while board.len() < 5 {
            let card = Card::from_valid_index(scaled(rng, 52).0 as u8);
            if used.insert(card) {
                board = board.with(card);
            }
        }
        board
    }
}

impl Source {
    fn single(problem: &Problem, player: usize) -> Self {
        let (combos, weights): (Vec<_>, Vec<_>) = problem.hands[player].iter().copied().unzip();
        Self { players: vec![player], combos, alias: AliasTable::new(&weights) }
    }

    /// Joins players in this order while the list stays short; also returns how many were joined.
    fn joint(problem: &Problem, order: &[usize]) -> Result<(Self, usize), EquityError> {
        let mut joint = vec![(Vec::new(), CardSet::EMPTY, 1.0)];
        let mut joined = 0;
        for &player in order {
            let hands = &problem.hands[player];
            if joined > 0 && joint.len() * hands.len() > MOST_JOINT {
                break;
            }
            let join = |(combos, used, weight): &(Vec<Combo>, CardSet, f64)| {
                let free = hands.iter().filter(|hand| !hand.0.set().intersects(*used));
                free.map(|&(combo, own)| {
                    ([combos.as_slice(), &[combo]].concat(), *used | combo.set(), weight * own)
                })
                .collect::<Vec<_>>()
            };
            joint = joint.iter().flat_map(join).collect();
            joined += 1;
        }
        if joint.is_empty() {
            return Err(EquityError::NoDeal);
        }
        let weights: Vec<f64> = joint.iter().map(|entry| entry.2).collect();
        let combos = joint.into_iter().flat_map(|entry| entry.0).collect();
        Ok((Self { players: order[..joined].to_vec(), combos, alias: AliasTable::new(&weights) }, joined))
    }
}

/// Draws an index in proportion to its weight in constant time (Walker 1977; Vose 1991).
struct AliasTable {
    /// A column keeps its own index if a fraction (of 2^64) is at most the first number, else it gives the
    /// second.
    columns: Vec<(u64, u32)>,
}

impl AliasTable {
    fn new(weights: &[f64]) -> Self {
        let scale = weights.len() as f64 / weights.iter().sum::<f64>();
        let mut fill: Vec<f64> = weights.iter().map(|weight| weight * scale).collect();
        let mut other: Vec<u32> = (0..weights.len() as u32).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..fill.len()).partition(|&i| fill[i] < 1.0);
        while let (Some(under), Some(&over)) = (small.pop(), large.last()) {
            other[under] = over as u32;
            fill[over] -= 1.0 - fill[under];
            if fill[over] < 1.0 {
                large.pop();
                small.push(over);
            }
        }
        // A column left over by rounding keeps everything: its other index is its own.
        let columns = fill.into_iter().zip(other).map(|(fill, other)| ((fill * 2f64.powi(64)) as u64, other));
        Self { columns: columns.collect() }
    }

    fn draw(&self, rng: &mut DealRng) -> usize {
        let (column, fraction) = scaled(rng, self.columns.len());
        let (keep, other) = self.columns[column];
        if fraction <= keep { column } else { other as usize }
    }
}

/// A number below `bound`, and the fraction of the way to the next, in units of 2^-64: `bound` times a random
/// number. For a bound up to 2^32 the bias is below 2^-32.
fn scaled(rng: &mut DealRng, bound: usize) -> (usize, u64) {
    let product = u128::from(rng.bits()) * bound as u128;
    ((product >> 64) as usize, product as u64)
}
