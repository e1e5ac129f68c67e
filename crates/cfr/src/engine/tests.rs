//! Every engine through the one interface.

use super::*;
use crate::sampled::{Exploration, Method, Schedule};
use crate::tables::storage::Storage;
use holdem_game::deal::LeducCards;
use holdem_game::tree::LeducPoker;

fn all() -> [EngineOptions; 6] {
    let schedule = Schedule::Adaptive { min: 0.1, max: 0.6, target: 0.01, interval: 1000 };
    let outcome = Method::Outcome(Exploration { epsilon: 0.5, schedule });
    let external = SampledOptions::external(3, 2);
    [
        EngineOptions::PublicChance(SolverOptions::default()),
        EngineOptions::PublicChance(SolverOptions { storage: Storage::I16, ..SolverOptions::default() }),
        EngineOptions::CfrBr(SolverOptions::default()),
        EngineOptions::CfrBr(SolverOptions { storage: Storage::I16, ..SolverOptions::default() }),
        EngineOptions::Sampled(external),
        EngineOptions::Sampled(SampledOptions { method: outcome, ..external }),
    ]
}

fn leduc() -> (Arc<BettingTree>, Arc<dyn CardModel>) {
    (Arc::new(BettingTree::build(&LeducPoker { players: 2 }).unwrap()), Arc::new(LeducCards))
}

#[test]
fn states_are_read_back_from_numbers_of_their_own_kind_only() {
    assert_eq!(EngineState::from_numbers(Work::default(), &[0.5; 3]), None);
    assert_eq!(EngineState::from_numbers(Work::default(), &[0.5; 5]), None);
}

fn state(engine: &mut dyn Engine) -> (EngineState, Vec<Vec<u32>>) {
    let mut parts = Vec::new();
    engine.export(&mut |words| parts.push(words.to_vec()));
    (engine.state(), parts)
}

#[test]
fn every_engine_continues_a_restored_state_to_the_same_bits() {
    let (tree, cards) = leduc();
    for options in all() {
        let mut first = options.engine(&tree, &cards).unwrap();
        // Not a multiple of the sizes of batches and chunks: ended by `stop` and not by a limit.
        first.run(1, u64::MAX, &|work| work.iterations > 5000);
        let (done, parts) = state(&mut *first);
        assert_eq!(EngineState::from_numbers(done.work, &done.numbers()), Some(done));
        assert_eq!(first.part_lens(), parts.iter().map(Vec::len).collect::<Vec<_>>());
        let mut second = options.engine(&tree, &cards).unwrap();
        let mut fill = |part: usize, words: &mut [u32]| {
            words.copy_from_slice(&parts[part]);
            ControlFlow::Continue(())
        };
        let strange = match done.detail {
            Detail::None => Detail::BySeat([done.work; 2]),
            Detail::BySeat(_) | Detail::Sampled(_) => Detail::None,
        };
        let strange = EngineState { detail: strange, ..done };
        assert!(!second.import(&strange, &mut fill), "the state of something else");
        assert!(second.import(&done, &mut fill));
        for engine in [&mut first, &mut second] {
            engine.run(1, u64::MAX, &|work| work.iterations > 10_000);
        }
        assert_eq!(state(&mut *first), state(&mut *second), "{options:?}");
    }
}

#[test]
fn rows_that_are_shown_are_those_of_the_tables() {
    let (tree, cards) = leduc();
    for options in all() {
        let mut engine = options.engine(&tree, &cards).unwrap();
        engine.run(1, 2000, &|_| false);
        let (mut rows, mut sums, mut few) = (0_usize, 0.0, 0);
        engine.sample_rows(1, &mut |street, regrets, strategy| {
            assert!(street < 2 && regrets.len() == strategy.len());
            rows += 1;
            sums += strategy.iter().map(|x| f64::from(*x)).sum::<f64>();
        });
        engine.sample_rows(7, &mut |_, _, _| few += 1);
        assert_eq!(rows, 288, "information sets of Leduc");
        assert!(sums > 0.0 && few == rows.div_ceil(7), "{sums}, {few}");
    }
}
