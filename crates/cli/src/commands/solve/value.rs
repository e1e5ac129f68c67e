//! Solutions as JSON. `docs/solving.md` names every key.

use holdem_blueprint::solution::{
    ActionDifference, ActionReport, ByPlayer, ComboReport, Comparison, ExploitReport, Needed, NodeReport,
    RangePart, Runout, Solution, Stopped, divided,
};
use holdem_cards::Combo;
use serde_json::{Map, Value, json};

/// What is shown besides the sums.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown {
    /// Every hand of both players.
    pub(super) combos: bool,
}

/// A spot that was solved: its root, and how far the solver came.
pub(super) fn solved(solution: &Solution, root: &NodeReport, stopped: Stopped, shown: Shown) -> Value {
    let mut value = header(solution);
    value.insert("stopped".to_owned(), json!(stopped_name(stopped)));
    value.extend(node(root, shown));
    Value::Object(value)
}

/// A decision of a solution.
pub(super) fn shown(solution: &Solution, report: &NodeReport, shown: Shown) -> Value {
    let mut value = header(solution);
    value.extend(node(report, shown));
    Value::Object(value)
}

/// How a spot was solved.
fn header(solution: &Solution) -> Map<String, Value> {
    let (spot, record) = (solution.spot(), solution.record());
    object(json!({
        "name": spot.name,
        "iterations": record.iterations,
        "exploitability_pct_of_pot": record.exploitability_pct_of_pot,
        "exploitability_chips": record.exploitability_chips,
        "solve_secs": record.solve_secs,
        "memory_bytes": solution.memory_bytes(),
        "storage": record.storage,
        "variant": record.variant,
    }))
}

/// A decision.
fn node(report: &NodeReport, shown: Shown) -> Map<String, Value> {
    let mut value = object(json!({
        "line": report.line,
        "board": report.board,
        "player": report.player_name(),
        "pot": report.pot,
        "to_call": report.to_call,
        "behind": report.behind,
        "reached": report.is_reached,
        "ev": by_player(&report.ev),
        "equity": by_player(&report.equity),
        "equity_realisation": by_player(&report.realisation()),
        "actions": actions(&report.actions),
    }));
    let kinds = ByPlayer::of(|player| kinds(report, player));
    value.insert("by_kind".to_owned(), json!({"oop": kinds.oop, "ip": kinds.ip}));
    if shown.combos {
        let combos = |player: usize| -> Vec<Value> {
            report.combos.get(player).iter().map(|hand| combo(report, hand)).collect()
        };
        value.insert("combos".to_owned(), json!({"oop": combos(0), "ip": combos(1)}));
    }
    value
}

fn kinds(report: &NodeReport, player: usize) -> Vec<Value> {
    divided(report.combos.get(player), report.cards).iter().map(|kind| part(report, kind)).collect()
}

fn part(report: &NodeReport, part: &RangePart) -> Value {
    let mut value = json!({
        "by": part.by,
        "name": part.name,
        "combos": part.combos,
        "share": part.share,
        "ev": part.ev,
        "equity": part.equity,
    });
    if !part.frequencies.is_empty() {
        value["frequencies"] = by_action(report, &part.frequencies);
    }
    value
}

fn combo(report: &NodeReport, hand: &ComboReport) -> Value {
    let mut value = json!({
        "combo": hand.combo.to_string(),
        "reach": hand.reach,
        "weight": hand.weight,
        "ev": hand.ev,
        "equity": hand.equity,
    });
    if !hand.strategy.is_empty() {
        let shares: Vec<f64> = hand.strategy.iter().map(|&p| f64::from(p)).collect();
        value["strategy"] = by_action(report, &shares);
        value["action_ev"] = by_action(report, &hand.action_evs);
    }
    value
}

fn by_action(report: &NodeReport, shares: &[f64]) -> Value {
    let shares = report.actions.iter().zip(shares);
    Value::Object(shares.map(|(action, share)| (action.action.clone(), json!(share))).collect())
}

fn actions(actions: &[ActionReport]) -> Value {
    let action = |action: &ActionReport| {
        let ActionReport { action, label, frequency } = action;
        json!({"action": action, "label": label, "frequency": frequency})
    };
    actions.iter().map(action).collect()
}

fn by_player(value: &ByPlayer<f64>) -> Value {
    json!({"oop": value.oop, "ip": value.ip})
}

/// What the next cards bring.
pub(super) fn runouts(line: &str, runouts: &[Runout]) -> Value {
    let runout = |runout: &Runout| {
        json!({
            "card": runout.card.to_string(),
            "probability": runout.probability,
            "ev": by_player(&runout.ev),
            "equity": by_player(&runout.equity),
            "actions": actions(&runout.actions),
        })
    };
    json!({"line": line, "runouts": runouts.iter().map(runout).collect::<Vec<_>>()})
}

/// Two solutions at one decision.
pub(super) fn comparison(line: &str, found: &Comparison) -> Value {
    let action =
        |action: &ActionDifference| json!({"action": action.action, "frequencies": action.frequencies});
    let combo = |(combo, distance, ev): &(Combo, f64, f64)| {
        let combo = combo.to_string();
        json!({"combo": combo, "distance": distance, "ev_difference": ev})
    };
    json!({
        "line": line,
        "ev": found.ev.map(|ev| by_player(&ev)),
        "equity": found.equity.map(|equity| by_player(&equity)),
        "strategy_distance": found.distance,
        "actions": found.actions.iter().map(action).collect::<Vec<_>>(),
        "combos": found.combos.iter().map(combo).collect::<Vec<_>>(),
    })
}

/// What a best response gains.
pub(super) fn exploit(player: &str, line: &str, report: &ExploitReport) -> Value {
    let combo = |gain: &holdem_blueprint::solution::GainReport| {
        json!({
            "combo": gain.combo.to_string(),
            "weight": gain.weight,
            "ev": gain.ev,
            "best_response_ev": gain.best,
            "gain": gain.best - gain.ev,
        })
    };
    json!({
        "player": player,
        "line": line,
        "ev": report.ev,
        "best_response_ev": report.best,
        "gain": report.best - report.ev,
        "combos": report.combos.iter().map(combo).collect::<Vec<_>>(),
    })
}

/// What a spot needs.
pub(super) fn dry_run(needed: &Needed) -> Value {
    json!({"memory_bytes": {"f32": needed.f32_bytes, "i16": needed.i16_bytes}})
}

/// Why the solver stopped, in a word.
pub(super) fn stopped_name(stopped: Stopped) -> &'static str {
    match stopped {
        Stopped::Target => "target",
        Stopped::Iterations => "iterations",
        Stopped::Time => "time",
        Stopped::Asked => "interrupted",
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
