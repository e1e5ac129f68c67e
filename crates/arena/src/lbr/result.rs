//! Local best response to a trained strategy.

use std::sync::Arc;
use std::time::Instant;

use holdem_blueprint::Strategy;
use holdem_blueprint::config::GameKind;
use holdem_blueprint::game::PreflopClasses;
use holdem_blueprint::measure::{LbrResult, Value};
use holdem_blueprint::progress::Observer;
use holdem_game::deal::HoldemCards;
use serde::{Deserialize, Serialize};

use super::LbrError;
use super::measure::{Gains, LbrOptions, Setting, measure};
use super::opponent::Opponent;
use super::searched::Searched;
use super::tabular::Tabular;
use crate::players::SearchEntrant;
use crate::table::Table;
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
    let opponent = Tabular::new(Arc::clone(strategy), mapping)?;
    let is_small = strategy.game().kind != GameKind::Holdem;
    let options = LbrOptions { all_boards: is_small, ..*options };
    let gains = at_its_table(strategy, opponent.table(), &opponent, &options, observer)?;
    Ok(result(strategy, opponent.table(), &options, &gains, begun))
}

/// What search changes about what local best response wins from a strategy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LbrChange {
    /// From the blueprint.
    pub before: LbrResult,
    /// From the blueprint with search.
    pub after: LbrResult,
    /// How much less it wins, flop by flop.
    pub less: Value,
}

/// Measures what local best response wins from a blueprint and from the same with search, on the same flops.
///
/// Where the blueprint would draw how it reads a bet, both readings are followed, with and without search.
/// Each public state is solved once. With search, few lines are followed, as `options.rare` says. The
/// blueprint is measured on these as well, and the difference is what search changes: its result is that of
/// the blueprint on all lines, less the change.
///
/// # Errors
/// [`LbrError`].
pub fn change(
    search: &SearchEntrant,
    mapping: Mapping,
    options: &LbrOptions,
    observer: &mut Observer<'_>,
) -> Result<LbrChange, LbrError> {
    let (begun, strategy) = (Instant::now(), search.strategy());
    let alone = Tabular::new(Arc::clone(strategy), mapping)?;
    let table = alone.table();
    // Without search lines cost next to nothing.
    let all_lines = LbrOptions { rare: options.rare.min(LbrOptions::default().rare), ..*options };
    let before = at_its_table(strategy, table, &alone, &all_lines, observer)?;
    // As many flops as there was time for.
    let options = LbrOptions { flops: before.flops, secs: None, until_mbb: None, ..*options };
    let blueprint = result(strategy, table, &options, &before, begun);
    let begun = Instant::now();
    let few_before = at_its_table(strategy, table, &alone, &options, observer)?;
    let few_after = at_its_table(strategy, table, &Searched::new(search, mapping)?, &options, observer)?;
    // Both follow the same few lines, so that what luck they have with them falls out of the difference.
    let few = few_before.on_flops.iter().zip(&few_after.on_flops);
    let less: Vec<[f64; 2]> = few.map(|(old, new)| [old[0] - new[0], old[1] - new[1]]).collect();
    let after = before.on_flops.iter().zip(&less).map(|(old, less)| [old[0] - less[0], old[1] - less[1]]);
    let searched = result(strategy, table, &options, &Gains::of(after.collect()), begun);
    let less = Value::of_chips(Gains::of(less).both, table.unit());
    Ok(LbrChange { before: blueprint, after: searched, less })
}

fn at_its_table<O: Opponent>(
    strategy: &Strategy,
    table: &Table,
    opponent: &O,
    options: &LbrOptions,
    observer: &mut Observer<'_>,
) -> Result<Gains, LbrError> {
    let game = strategy.game();
    // Holds no buckets, so that a board is looked at quickly.
    let plain = HoldemCards::new(PreflopClasses);
    let setting = Setting {
        start: &table.begin(),
        cards: if game.kind == GameKind::Holdem { &plain } else { &*game.cards },
        unit: table.unit(),
    };
    measure(&setting, opponent, options, observer)
}

fn result(
    strategy: &Strategy,
    table: &Table,
    options: &LbrOptions,
    gains: &Gains,
    begun: Instant,
) -> LbrResult {
    let value = |chips| Value::of_chips(chips, table.unit());
    LbrResult {
        gain: value(gains.both),
        by_seat: [0, 1].map(|player| value(gains.by_seat[table.seat_of(player)])),
        bets: options.bets,
        from: strategy.game().street_name(options.from).to_owned(),
        flops: gains.flops,
        seed: options.seed,
        secs: begun.elapsed().as_secs_f64(),
    }
}
