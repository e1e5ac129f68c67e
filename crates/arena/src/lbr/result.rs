//! Local best response to a trained strategy.

use std::sync::Arc;
use std::time::Instant;

use holdem_blueprint::Strategy;
use holdem_blueprint::config::GameKind;
use holdem_blueprint::game::PreflopClasses;
use holdem_blueprint::measure::{LbrResult, Value};
use holdem_blueprint::progress::Observer;
use holdem_game::deal::HoldemCards;

use super::LbrError;
use super::measure::{Gains, LbrOptions, Setting, measure};
use super::tabular::Tabular;
use crate::translation::Mapping;

/// Measures what local best response wins against a strategy whose buckets are open, at the stakes that it
/// was trained for. Bets that it does not know are taken as `mapping` says.
///
/// Games with few boards are played on all of them, whatever the options say.
///
/// # Errors
/// [`LbrError`].
pub fn against(
    strategy: &Arc<Strategy>,
    mapping: Mapping,
    options: &LbrOptions,
    observer: &mut Observer<'_>,
) -> Result<LbrResult, LbrError> {
    let begun = Instant::now();
    let game = strategy.game();
    let opponent = Tabular::new(Arc::clone(strategy), mapping)?;
    let table = opponent.table();
    // Holds no buckets, so that a board is looked at quickly.
    let plain = HoldemCards::new(PreflopClasses);
    let is_small = game.kind != GameKind::Holdem;
    let setting = Setting {
        start: &table.begin(),
        cards: if is_small { &*game.cards } else { &plain },
        unit: table.unit(),
    };
    let options = LbrOptions { all_boards: is_small, ..*options };
    let Gains { both, by_seat, flops } = measure(&setting, &opponent, &options, observer)?;
    let value = |chips| Value::of_chips(chips, table.unit());
    Ok(LbrResult {
        gain: value(both),
        by_seat: [0, 1].map(|player| value(by_seat[table.seat_of(player)])),
        bets: options.bets,
        from: game.street_name(options.from).to_owned(),
        flops,
        seed: options.seed,
        secs: begun.elapsed().as_secs_f64(),
    })
}
