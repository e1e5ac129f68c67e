//! One hand at a decision, or all hands of a small game.

use holdem_blueprint::PublicCards;
use holdem_blueprint::strategy::is_uniform;
use serde_json::{Map, Value, json};

use super::{Spot, write};
use crate::output::Format;
use crate::table::Table;

/// What is known of one hand.
struct Answer {
    name: String,
    bucket: usize,
    reach: f32,
    probabilities: Vec<f32>,
}

/// Shows one hand.
pub(super) fn show(spot: &Spot<'_>, hand: &str, board: &PublicCards, format: Format) -> anyhow::Result<()> {
    let hand = spot.strategy.hand(hand)?;
    let answer = Answer {
        name: spot.strategy.game().cards.hand_name(hand),
        bucket: spot.strategy.bucket(hand, board)?,
        probabilities: spot.strategy.probabilities(spot.node, hand, board)?.to_vec(),
        reach: spot.strategy.ranges(spot.node, board)?[spot.player][hand],
    };
    write(format, || text(spot, board, &answer), &value(spot, board, &answer)?)
}

fn text(spot: &Spot<'_>, board: &PublicCards, answer: &Answer) -> anyhow::Result<String> {
    let mut table = Table::new(["action", "frequency"]);
    for (action, p) in spot.strategy.actions(spot.node)?.into_iter().zip(&answer.probabilities) {
        table.row([action.label, format!("{:.1} %", 100.0 * p)]);
    }
    let on = if board.as_str().is_empty() { String::new() } else { format!(" on {}", board.as_str()) };
    let buckets = spot.strategy.game().buckets.counts[spot.street()];
    let bucket = spot.strategy.game().bucket_name(spot.street(), answer.bucket);
    let note = if is_uniform(&answer.probabilities) { "\nuntrained or uniform\n" } else { "" };
    Ok(format!(
        "{} with {}{on}\nbucket {bucket} (of {buckets}); comes here in {:.1} % of its deals by own choice\n\n{}{note}",
        spot.title(),
        answer.name,
        100.0 * answer.reach,
        table.render(),
    ))
}

fn value(spot: &Spot<'_>, board: &PublicCards, answer: &Answer) -> anyhow::Result<Value> {
    let mut value = spot.value(Some(board))?;
    value["hand"] = json!(answer.name);
    value["bucket"] = json!(answer.bucket);
    value["reach"] = json!(answer.reach);
    value["strategy"] = json!(answer.probabilities);
    value["untrained_or_uniform"] = json!(is_uniform(&answer.probabilities));
    Ok(value)
}

/// Shows all hands on a board of a game that has no grid.
pub(super) fn show_all(spot: &Spot<'_>, board: &PublicCards, format: Format) -> anyhow::Result<()> {
    let hands = spot.strategy.all_probabilities(spot.node, board)?;
    let live = hands.buckets.iter().enumerate().filter(|(_, bucket)| bucket.is_some());
    let rows: Vec<(String, Vec<f32>)> = live
        .map(|(hand, _)| {
            let row = hands.probabilities.iter().map(|action| action[hand]).collect();
            (spot.strategy.game().cards.hand_name(hand), row)
        })
        .collect();
    let mut value = spot.value(Some(board))?;
    let strategy: Map<String, Value> = rows.iter().map(|(name, row)| (name.clone(), json!(row))).collect();
    value["strategy"] = Value::Object(strategy);
    let text = || {
        let actions = spot.strategy.actions(spot.node)?.into_iter().map(|action| action.label);
        let mut table = Table::default();
        table.row(std::iter::once("hand".to_owned()).chain(actions));
        for (name, row) in &rows {
            let percentages = row.iter().map(|p| format!("{:.1} %", 100.0 * p));
            table.row(std::iter::once(name.clone()).chain(percentages));
        }
        let title = format!("{} on {}", spot.title(), board.as_str());
        Ok(format!("{title}:\n\n{}\n{}", table.render(), spot.continuations()?))
    };
    write(format, text, &value)
}
