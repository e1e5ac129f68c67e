//! Values from a public state on: a decision, the board dealt by then, and both players' ranges.

use std::time::Instant;

use holdem_cfr::boards::PublicState;
use holdem_cfr::evaluate::Spread;
use holdem_cfr::evaluate::subgame;
use holdem_cfr::evaluate::versus::Boards;
use holdem_cfr::{Estimate, Strategy};

use super::{Measure, Value, VersusResult};
use crate::game::Game;

/// What each player is paid over the whole hand when both play a strategy from a public state on, mean over
/// all pairs of hands of both ranges: on all boards that may follow, or on `eval.boards` of the next street
/// if there are more, each with all boards after it.
///
/// # Panics
/// If the state begins a hand with ranges that tell suits apart.
pub fn game_value_from(
    game: &Game,
    state: &PublicState,
    strategy: &Strategy,
    how: &mut Measure<'_>,
) -> [Value; 2] {
    how.phase("game value", |how| {
        subgame::game_value_from(&game.tree, &*game.cards, state, strategy, boards(how))
            .map(|chips| Value::new(game, chips))
    })
}

/// Plays two strategies of one betting tree and the same buckets against each other from a public state on,
/// in both seats; the player in a seat holds the seat's range. Boards as in [`game_value_from`].
///
/// # Panics
/// As [`game_value_from`].
pub fn versus_from(
    game: &Game,
    state: &PublicState,
    strategies: [&Strategy; 2],
    how: &mut Measure<'_>,
) -> VersusResult {
    how.phase("versus", |how| {
        let start = Instant::now();
        let found = subgame::versus_from(&game.tree, &*game.cards, state, strategies, boards(how));
        let value = |chips: Estimate| Value::new(game, chips);
        VersusResult {
            gain: value(found.gain),
            as_first: value(found.as_first),
            as_second: value(found.as_second),
            boards: (found.gain.spread != Spread::Exact).then_some(how.eval.boards),
            secs: start.elapsed().as_secs_f64(),
        }
    })
}

fn boards(how: &Measure<'_>) -> Boards {
    Boards { seed: how.eval.seed, count: how.eval.boards, workers: how.workers }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{BucketConfig, EvalConfig, GameConfig, GameKind};
    use crate::progress::unobserved;
    use holdem_cfr::tables::layout::bucket_counts;

    #[test]
    fn from_the_start_of_a_hand_values_are_those_of_the_game() {
        let config = GameConfig { kind: GameKind::Leduc, ..GameConfig::default() };
        let game = Game::build(&config, &BucketConfig::default(), 1, &mut unobserved).unwrap();
        let uniform = Strategy::uniform(&game.tree, &bucket_counts(&*game.cards));
        let (state, eval) = (PublicState::root(&*game.cards), EvalConfig::default());
        let how = &mut Measure { eval: &eval, workers: 1, observer: &mut unobserved };
        let [first, second] = game_value_from(&game, &state, &uniform, how);
        let whole = super::super::game_value(&game, &uniform, how).unwrap();
        assert!((first.mbb - whole.value.mbb).abs() < 1e-3 && (first.mbb + second.mbb).abs() < 1e-3);
        let versus = versus_from(&game, &state, [&uniform, &uniform], how);
        assert!(versus.gain.mbb.abs() < 1e-3 && versus.gain.exact && versus.boards.is_none());
        assert!((versus.as_first.mbb - whole.value.mbb).abs() < 1e-3);
    }
}
