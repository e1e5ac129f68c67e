//! A searched decision as JSON.

use holdem_cards::Combo;
use holdem_game::rules::Move;
use holdem_search::holdem::{Found, Mixed, Source};
use serde_json::{Map, Value, json};

use super::Shown;
use super::text::label;

/// All of it; chips are those of the blueprint.
pub(super) fn value(shown: &Shown<'_>) -> Value {
    let (decision, game) = (shown.decision, shown.searcher.strategy().game());
    let board: String = shown.hand.board().iter().map(ToString::to_string).collect();
    let refused = match &decision.source {
        Source::Search => Value::Null,
        Source::Blueprint(refused) => json!(refused.to_string()),
    };
    json!({
        "history": shown.line,
        "street": decision.street.to_string(),
        "board": board,
        "player": decision.player,
        "player_name": game.player_name(decision.player),
        "pot_chips": decision.pot,
        "source": if decision.source == Source::Search { "search" } else { "blueprint" },
        "refused": refused,
        "search": decision.found.as_ref().map(of_search),
        "played": mixed(shown, &decision.played),
        "blueprint": decision.blueprint.as_ref().map(|blueprint| mixed(shown, blueprint)),
        "ranges": decision.ranges.as_ref().map(|ranges| ranges.each_ref().map(|range| by_combo(range))),
    })
}

fn of_search(found: &Found) -> Value {
    let trace = found.trace.iter().map(|(time, iterations, pct)| {
        json!({"secs": time.as_secs_f64(), "iterations": iterations, "exploitability_pct": pct})
    });
    json!({
        "method": found.method.name(),
        "iterations": found.iterations,
        "secs": found.time.as_secs_f64(),
        "decisions": found.decisions,
        "table_bytes": found.table_bytes,
        "exploitability_pct": found.exploitability_pct,
        "margin_least_chips": found.margin.map(|margin| margin.least),
        "margin_excess_chips": found.margin.map(|margin| margin.excess),
        "last_excess_chips": found.last.map(|margin| margin.excess),
        "by_time": trace.collect::<Vec<_>>(),
    })
}

fn mixed(shown: &Shown<'_>, mixed: &Mixed) -> Value {
    let moves: Vec<Value> = mixed
        .moves
        .iter()
        .map(|&step| {
            let to = if let Move::RaiseTo(to) = step { Some(to) } else { None };
            json!({"label": label(shown, step), "to_chips": to})
        })
        .collect();
    let mut strategy = Map::new();
    for combo in Combo::all().filter(|combo| shown.combo.is_none_or(|only| only == *combo)) {
        let Some(row) = mixed.of_hand(combo.index()) else { continue };
        let mut hand = json!({"strategy": row});
        if let Some(evs) = &mixed.evs {
            hand["value_chips"] = json!(evs[combo.index()]);
        }
        if let Some(evs) = &mixed.move_evs {
            let of_moves: Vec<f64> = evs.iter().map(|row| row[combo.index()]).collect();
            hand["move_values_chips"] = json!(of_moves);
        }
        strategy.insert(combo.to_string(), hand);
    }
    json!({"moves": moves, "hands": strategy})
}

/// Weights of the combos that come.
fn by_combo(range: &[f32]) -> Value {
    let held = Combo::all().zip(range).filter(|(_, weight)| **weight > 0.0);
    Value::Object(held.map(|(combo, weight)| (combo.to_string(), json!(weight))).collect())
}
