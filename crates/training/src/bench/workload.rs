//! Samplers and games of the bench. Any change here changes signatures.

use std::fmt;
use std::sync::Arc;

use holdem_abstraction::{BucketCount, RankBuckets};
use holdem_cfr::SolverOptions;
use holdem_cfr::engine::EngineOptions;
use holdem_cfr::sampled::{Exploration, Method, SampledOptions, Schedule};
use holdem_game::deal::{CardModel, HandSample, HoldemCards, LeducCards};
use holdem_game::menu::BetMenu;
use holdem_game::rules::Stakes;
use holdem_game::tree::{BettingTree, LeducPoker, NoLimitHoldem};
use serde::{Serialize, Serializer};

use holdem_blueprint::sampling::Sampler;

/// Seed of all training in the bench.
const SEED: u64 = 1;
/// Buckets of the small games of hold'em on each street after the flop is dealt.
const FEW_BUCKETS: u64 = 30;
/// Share of exploration of outcome sampling.
const EPSILON: f32 = 0.6;

/// All samplers.
pub const SAMPLERS: [Sampler; 3] = [Sampler::PublicChance, Sampler::External, Sampler::Outcome];

/// Whether a sampler's result is the same for any number of workers.
pub const fn is_the_same_for_any_workers(sampler: Sampler) -> bool {
    matches!(sampler, Sampler::PublicChance)
}

/// The games of a sampler's fixed work.
pub const fn games(sampler: Sampler) -> &'static [BenchGame] {
    match sampler {
        Sampler::PublicChance => &[BenchGame::Leduc, BenchGame::HeadsUp],
        Sampler::External | Sampler::Outcome => {
            &[BenchGame::Leduc, BenchGame::HeadsUp, BenchGame::ThreeHanded]
        }
    }
}

/// Iterations of a sampler's fixed work: a second or less on one core.
pub const fn iterations(sampler: Sampler, game: BenchGame) -> u64 {
    match (sampler, game) {
        (Sampler::PublicChance, BenchGame::Leduc) => 30_000,
        (Sampler::PublicChance, BenchGame::HeadsUp | BenchGame::ThreeHanded) => 2_000,
        (Sampler::External, BenchGame::Leduc) => 100_000,
        (Sampler::Outcome, BenchGame::Leduc) => 200_000,
        (Sampler::External | Sampler::Outcome, BenchGame::HeadsUp | BenchGame::ThreeHanded) => 20_000,
    }
}

/// What is trained to measure the speed, for a game with this many players.
pub fn options(sampler: Sampler, players: usize) -> EngineOptions {
    let sampled = SampledOptions::external(SEED, players);
    let exploration = Exploration { epsilon: EPSILON, schedule: Schedule::Constant };
    match sampler {
        Sampler::PublicChance => {
            EngineOptions::PublicChance(SolverOptions { seed: SEED, ..SolverOptions::default() })
        }
        Sampler::External => EngineOptions::Sampled(sampled),
        Sampler::Outcome => {
            EngineOptions::Sampled(SampledOptions { method: Method::Outcome(exploration), ..sampled })
        }
    }
}

/// What is trained in the fixed work of a game.
pub fn fixed_options(sampler: Sampler, game: BenchGame) -> EngineOptions {
    match (options(sampler, game.players()), game) {
        // There are six boards in all, and six hands.
        (EngineOptions::PublicChance(options), BenchGame::Leduc) => {
            EngineOptions::PublicChance(SolverOptions { batch_size: 6, hands: HandSample::All, ..options })
        }
        // The ramp reaches this size within the fixed work. Its hands are drawn as they always were, so that
        // signatures tell whether anything else has changed.
        (EngineOptions::PublicChance(options), _) => {
            let hands = HandSample::Uniform(128);
            EngineOptions::PublicChance(SolverOptions { batch_size: 8, hands, ..options })
        }
        (options, _) => options,
    }
}

/// A game of the fixed work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BenchGame {
    /// Leduc poker: small enough for its exact exploitability.
    Leduc,
    /// Hold'em heads-up, 10 big blinds, the compact menu, 30 coarse buckets a street.
    HeadsUp,
    /// Hold'em with three players of 10, 20 and 15 big blinds and few bets, 30 coarse buckets a street: side
    /// pots.
    ThreeHanded,
}

impl BenchGame {
    /// The name in reports and in the record.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Leduc => "leduc",
            Self::HeadsUp => "heads-up",
            Self::ThreeHanded => "three-handed",
        }
    }

    /// Number of players.
    pub const fn players(self) -> usize {
        match self {
            Self::Leduc | Self::HeadsUp => 2,
            Self::ThreeHanded => 3,
        }
    }

    /// Thousandths of the unit (the ante of Leduc, the big blind) in a chip.
    pub const fn mbb_per_chip(self) -> f64 {
        match self {
            Self::Leduc => 1000.0,
            Self::HeadsUp | Self::ThreeHanded => 500.0,
        }
    }

    /// The betting tree.
    pub fn tree(self) -> Arc<BettingTree> {
        const FITS: &str = "the games of the bench have choices everywhere";
        Arc::new(match self {
            Self::Leduc => BettingTree::build(&LeducPoker { players: 2 }).expect(FITS),
            Self::HeadsUp => {
                NoLimitHoldem::heads_up(10.0, BetMenu::compact()).and_then(|game| game.tree()).expect(FITS)
            }
            Self::ThreeHanded => three_handed().expect(FITS),
        })
    }

    /// Cards and buckets.
    pub fn cards(self) -> Arc<dyn CardModel> {
        let few = BucketCount::try_from(FEW_BUCKETS).expect("30 is a number of buckets");
        match self {
            Self::Leduc => Arc::new(LeducCards),
            Self::HeadsUp | Self::ThreeHanded => Arc::new(HoldemCards::new(RankBuckets::new([few; 3]))),
        }
    }
}

fn three_handed() -> Result<BettingTree, holdem_game::tree::HoldemError> {
    let mut menu = BetMenu { limped: None, limp: false, ..BetMenu::compact() };
    menu.preflop.max_raises = 2;
    for street in [&mut menu.flop, &mut menu.turn, &mut menu.river] {
        street.sizes.truncate(1);
        street.sizes[0].truncate(1);
        street.max_raises = 1;
    }
    let stakes = Stakes::new(1, 2)?;
    NoLimitHoldem::new(&stakes, &[20, 40, 30], menu)?.tree()
}

impl fmt::Display for BenchGame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for BenchGame {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_players_make_side_pots() {
        let tree = BenchGame::ThreeHanded.tree();
        let has_side_pot = |id: u32| {
            let (put_in, live) = (tree.contributions(id), tree.live_players(id));
            let stakes = (0..3).filter(|seat| live >> seat & 1 == 1).map(|seat| put_in[seat]);
            stakes.collect::<std::collections::BTreeSet<_>>().len() > 1
        };
        assert!(tree.subtree(0).any(|id| tree.node(id).num_actions == 0 && has_side_pot(id)));
        assert!(tree.nodes().len() < 50_000, "{} nodes", tree.nodes().len());
    }
}
