//! The part of a solver that a rank holds.

use std::sync::Arc;
use std::time::Instant;

use holdem_blueprint::Game;
use holdem_cfr::engine::{EngineError, EngineOptions};
use holdem_cfr::tables::storage::Losses;
use holdem_cfr::vector::cut::Cut;
use holdem_cfr::vector::deals::{BoardStream, DealBatch};
use holdem_cfr::vector::share::Peers;
use holdem_cfr::vector::solver::Work;
use holdem_cfr::{SolverOptions, VectorSolver};
use holdem_store::ParamsHasher;
use holdem_training::checkpoint::ShareOrder;

use crate::exchange::Exchange;
use crate::message::{Command, Holding, Lost, Sampled, Wrote};
use crate::owners::owners;
use crate::saving::{ShareWriter, Writing, see_sign, with_causes};
use crate::transport::{Transport, receive_words, send_value, send_words};

/// Number of boards that are compared: enough to cover every street and most buckets.
const COMPARED_BOARDS: u64 = 64;

/// What a rank holds: the trunk, its own subtrees, and its connection to the other ranks.
pub(crate) struct Held {
    transport: Arc<dyn Transport>,
    pub(crate) solver: VectorSolver,
    pub(crate) exchange: Arc<Exchange>,
    shares: ShareWriter,
    workers: usize,
}

impl Held {
    /// Reserves the tables that are this rank's.
    ///
    /// # Errors
    /// [`EngineError`] if the options are not for several ranks, the game cannot be trained this way, or the
    /// memory is refused.
    pub(crate) fn new(
        transport: &Arc<dyn Transport>,
        game: &Game,
        options: EngineOptions,
        workers: usize,
    ) -> Result<Self, EngineError> {
        let EngineOptions::PublicChance(options) = options else {
            return Err(EngineError::Elsewhere {
                place: "training on several ranks".to_owned(),
                reason: "it is for two players who learn from each other by public chance sampling"
                    .to_owned(),
            });
        };
        let sizes: Vec<usize> =
            Cut::by_size(&game.tree).roots().iter().map(|&root| game.tree.subtree(root).len()).collect();
        let owners = owners(&sizes, transport.size());
        let exchange = Arc::new(Exchange::new(Arc::clone(transport), owners));
        let peers: Arc<dyn Peers> = exchange.clone();
        let solver = VectorSolver::shared(&game.tree, &game.cards, options, peers)?;
        let (transport, shares) = (Arc::clone(transport), ShareWriter::default());
        Ok(Self { transport, solver, exchange, shares, workers })
    }

    /// What it holds, for comparison.
    pub(crate) fn holding(&self, game: &Game) -> Holding {
        let mut parts = Vec::new();
        for part in self.solver.held_parts() {
            self.solver.export_part(part, &mut |words| parts.push((part, words.len())));
        }
        Holding { tree: game.tree.fingerprint(), deals: hash_of_deals(game, self.solver.options()), parts }
    }

    /// Trains until the limit is reached or rank 0 says stop; `stop` is what this rank says.
    pub(crate) fn run(&mut self, limit: u64, stop: &(dyn Fn(&Work) -> bool + Sync)) {
        let (start, exchange) = (Instant::now(), Arc::clone(&self.exchange));
        self.solver.run(self.workers, limit, &|work| exchange.agree(stop(work)));
        self.exchange.traffic().trained_secs += start.elapsed().as_secs_f64();
    }

    /// Begins to write this rank's share of a checkpoint, given the number of ranks on this machine. Reports
    /// first whether training goes on meanwhile.
    pub(crate) fn save(&mut self, order: &ShareOrder, neighbours: usize, last: bool, say: impl FnOnce(bool)) {
        let writing = Writing { rank: self.transport.rank(), workers: self.workers, neighbours };
        match last {
            // Its memory is needed for the strategy.
            true => self.shares.forget_copy(),
            false => say(self.shares.has_room(&self.solver, writing)),
        }
        self.shares.begin(&self.solver, order, writing);
    }

    /// The outcome of the share that was begun.
    pub(crate) fn saved(&mut self, wait: bool) -> Wrote {
        match self.shares.poll(wait) {
            None => Wrote::NotYet,
            Some(Ok(share)) => Wrote::Share(share),
            Some(Err(error)) => Wrote::Failed(with_causes(&error)),
        }
    }

    /// Shows rows of a part that is held, as words: the street, the number of actions, regrets, sums.
    fn rows(&self, part: usize, next: usize, stride: usize) -> (Vec<u32>, usize) {
        let mut words = Vec::new();
        let next = self.solver.sample_part(part, next, stride, &mut |street, regrets, sums| {
            words.extend([street as u32, regrets.len() as u32]);
            words.extend_from_slice(bytemuck::cast_slice(regrets));
            words.extend_from_slice(bytemuck::cast_slice(sums));
        });
        (words, next.expect(MINE))
    }

    /// Carries out rank 0's commands on the tables.
    pub(crate) fn obey(&mut self, command: &Command) {
        let transport = Arc::clone(&self.transport);
        match *command {
            Command::Reach { ref directory, ref sign } => {
                send_value(&*transport, 0, &see_sign(directory, transport.rank(), sign));
            }
            Command::Save { ref order, neighbours, last } => {
                self.save(order, neighbours, last, |goes_on| send_value(&*transport, 0, &goes_on));
            }
            Command::Saved { wait } => send_value(&*transport, 0, &self.saved(wait)),
            Command::Run { limit } => self.run(limit, &|_| false),
            Command::Export { part } => {
                let held = self.solver.export_part(part, &mut |words| send_words(&*transport, 0, words));
                assert!(held, "{MINE}");
            }
            Command::Import { part } => {
                receive_words(&*transport, 0, self.solver.part_mut(part).expect(MINE));
            }
            Command::Resume(work) => self.solver.resume_at(work.into()),
            Command::Weights { part } => {
                let weights = self.solver.weights_of(part).expect(MINE);
                send_value(&*transport, 0, &weights.len());
                send_words(&*transport, 0, bytemuck::cast_slice(&weights));
            }
            Command::Sample { part, next, stride } => {
                let (words, next) = self.rows(part, next, stride);
                send_value(&*transport, 0, &Sampled { words: words.len(), next });
                send_words(&*transport, 0, &words);
            }
            Command::Losses { part } => {
                let Losses { numbers, floored, vanished } = self.solver.losses_of(part).expect(MINE);
                send_value(&*transport, 0, &Lost { numbers, floored, vanished });
            }
            Command::Make(_) | Command::Drop | Command::Traffic | Command::Bye { .. } => {
                unreachable!("these are not about tables")
            }
        }
    }
}

/// Why a part can be asked for.
const MINE: &str = "rank 0 asks the owner of a part";

/// Hash of the first boards, with the hands and buckets that a solver would see: ranks with different hashes
/// would train different games.
fn hash_of_deals(game: &Game, options: &SolverOptions) -> u64 {
    let cards = &*game.cards;
    let stream = BoardStream::new(cards, options.seed, options.hands);
    let mut batch = DealBatch::default();
    batch.fill(&stream, cards, 0..COMPARED_BOARDS);
    let mut hasher = ParamsHasher::new().u64("slots", batch.num_slots() as u64);
    for deal in batch.deals() {
        hasher = hasher.bytes("hands", bytemuck::cast_slice(&deal.hands));
        for buckets in &deal.buckets[..cards.num_streets()] {
            hasher = hasher.bytes("buckets", bytemuck::cast_slice(buckets));
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use holdem_training::{Plan, TrainConfig};

    use super::*;
    use crate::local::connect;

    #[test]
    fn ranks_hold_every_subtree_once_and_the_trunk_each() {
        let text = "game: { stack: 20 }\nbuckets: { family: coarse, flop: 4, turn: 4, river: 4 }";
        let config = TrainConfig::from_yaml_str(text).expect("a configuration");
        let game = Plan::new(&config, None).and_then(|plan| plan.game(&mut holdem_blueprint::unobserved));
        let game = game.expect("a game without a file");
        let hold = |ranks| {
            connect(ranks).into_iter().map(|rank| {
                let transport: Arc<dyn Transport> = Arc::new(rank);
                let held = Held::new(&transport, &game, config.engine_options(), 1).expect("memory");
                (held.solver.table_bytes(), held.holding(&game))
            })
        };
        let whole = hold(1).next().expect("one rank");
        let trunk = 4 * whole.1.parts[0].1 as u64;
        for ranks in 2..=4 {
            let (mut parts, mut bytes) = (Vec::new(), Vec::new());
            for (held, holding) in hold(ranks) {
                assert_eq!((holding.tree, holding.deals), (whole.1.tree, whole.1.deals));
                bytes.push(held - trunk);
                parts.extend(holding.parts.into_iter().filter(|(part, _)| *part > 0));
            }
            parts.sort_unstable();
            assert_eq!(parts, whole.1.parts[1..]);
            assert_eq!(bytes.iter().sum::<u64>() + trunk, whole.0);
            // Distributed by nodes: bytes are not even, and yet no rank holds much more than its share.
            let most = bytes.into_iter().max().expect("there are ranks");
            assert!(most * (ranks as u64) < 2 * whole.0, "{most} of {} on {ranks}", whole.0);
        }
    }
}
