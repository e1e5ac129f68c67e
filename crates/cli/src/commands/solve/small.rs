//! Best responses and comparisons of games from the blinds: text and JSON.

use std::path::Path;

use holdem_blueprint::solution::{Gains, GameDifference, GameGain, HandDifference, SolvedGame};
use serde_json::{Value, json};

use super::blinds::At;
use super::text::BY_GAIN;
use super::workers;
use crate::exit::Exit;
use crate::output::{self, Format};
use crate::table::Table;

/// Hands that are listed unless all are asked for.
const FIRST: usize = 20;

/// Compares two solutions of one game.
pub(super) fn compare(files: [&Path; 2], at: &At<'_>, format: Format) -> anyhow::Result<Exit> {
    let [first, second] = files.map(|file| SolvedGame::open(file, workers(0)));
    let found = first?.compare(&second?, at.history, at.board)?;
    output::result(format, || comparison(&found), &comparison_json(at, &found))?;
    Ok(Exit::Done)
}

/// Shows what a seat gains by a best response.
pub(super) fn exploit(
    (file, player): (&Path, usize),
    at: &At<'_>,
    all: bool,
    format: Format,
) -> anyhow::Result<Exit> {
    let solved = SolvedGame::open(file, workers(0))?;
    let found = solved.gains(player, at.history, at.board)?;
    let name = solved.game().player_name(player).to_owned();
    output::result(format, || gains(&name, &found, all), &gains_json(player, at, &found))?;
    Ok(Exit::Done)
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn comparison(found: &GameDifference) -> String {
    let mut table = Table::new(["", "first", "second", "difference"]);
    let [a, b] = found.ev;
    table.row(["EV".to_owned(), format!("{a:.3}"), format!("{b:.3}"), format!("{:+.3}", b - a)]);
    for (action, [a, b]) in &found.actions {
        table.row([action.clone(), percent(*a), percent(*b), format!("{:+.1}", 100.0 * (b - a))]);
    }
    let mut hands = Table::new(["hand", "strategy differs", "EV differs"]);
    for HandDifference { hand, distance, ev } in found.hands.iter().take(FIRST) {
        hands.row([hand.clone(), percent(*distance), format!("{ev:+.3}")]);
    }
    let distance = percent(found.distance);
    format!("{}\n{distance} of all hands act differently; most of all:\n\n{}", table.render(), hands.render())
}

fn comparison_json(at: &At<'_>, found: &GameDifference) -> Value {
    let action =
        |(action, frequencies): &(String, [f64; 2])| json!({"action": action, "frequencies": frequencies});
    let hand = |apart: &HandDifference| {
        let HandDifference { hand, distance, ev } = apart;
        json!({"hand": hand, "distance": distance, "ev_difference": ev})
    };
    json!({
        "history": at.history,
        "board": at.board,
        "ev": found.ev,
        "strategy_distance": found.distance,
        "actions": found.actions.iter().map(action).collect::<Vec<_>>(),
        "hands": found.hands.iter().map(hand).collect::<Vec<_>>(),
    })
}

fn gains(name: &str, found: &Gains, all: bool) -> String {
    let mut table = Table::new(["hand", "EV", "best response", "gain"]);
    for GameGain { hand, ev, best, .. } in found.hands.iter().take(if all { usize::MAX } else { FIRST }) {
        table.row([hand.clone(), format!("{ev:.3}"), format!("{best:.3}"), format!("{:+.3}", best - ev)]);
    }
    let Gains { ev, best, .. } = found;
    let first = format!("{name}: EV {ev:.3}, best response {best:.3}: {:+.3} chips", best - ev);
    format!("{first}\n{BY_GAIN}\n\n{}", table.render())
}

fn gains_json(player: usize, at: &At<'_>, found: &Gains) -> Value {
    let hand = |gain: &GameGain| {
        json!({
            "hand": gain.hand,
            "weight": gain.weight,
            "ev": gain.ev,
            "best_response_ev": gain.best,
            "gain": gain.best - gain.ev,
        })
    };
    json!({
        "player": player,
        "history": at.history,
        "board": at.board,
        "ev": found.ev,
        "best_response_ev": found.best,
        "gain": found.best - found.ev,
        "hands": found.hands.iter().map(hand).collect::<Vec<_>>(),
    })
}
