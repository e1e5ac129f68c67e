//! One hand at a decision, or all hands of a small game.

use holdem_blueprint::PublicCards;
use holdem_blueprint::config::GameKind;
use holdem_blueprint::strategy::{ValueOptions, is_uniform};
use serde_json::{Map, Value, json};

use super::{Spot, write};
use crate::output::Format;
use crate::progress;
use crate::table::Table;

/// What is known of one hand.
struct Answer {
    name: String,
    bucket: usize,
    reach: f32,
    probabilities: Vec<f32>,
    /// Of each action; nothing if hands are not valued here.
    worth: Vec<Worth>,
}

/// Mean payoff in chips; `None` where no hand of the other player comes here.
type Worth = Option<f64>;

/// Shows one hand.
pub(super) fn show(
    spot: &Spot<'_>,
    hand: &str,
    board: &PublicCards,
    boards: Option<usize>,
    format: Format,
) -> anyhow::Result<()> {
    let hand = spot.strategy.hand(hand)?;
    let answer = Answer {
        name: spot.strategy.game().cards.hand_name(hand),
        bucket: spot.strategy.bucket(hand, board)?,
        probabilities: spot.strategy.probabilities(spot.node, hand, board)?.to_vec(),
        reach: spot.strategy.ranges(spot.node, board)?[spot.player][hand],
        worth: worth(spot, hand, board, boards)?,
    };
    write(format, || text(spot, board, &answer), &value(spot, board, &answer)?)
}

/// What each action is worth to a hand: on any board, before the flop where a sample is asked for or all
/// boards are walked quickly. For two players.
fn worth(
    spot: &Spot<'_>,
    hand: usize,
    board: &PublicCards,
    boards: Option<usize>,
) -> anyhow::Result<Vec<Worth>> {
    let game = spot.strategy.game();
    let is_quick = board.street() > 0 || boards.is_some() || game.kind != GameKind::Holdem;
    if !is_quick || game.tree.num_players() > 2 {
        return Ok(Vec::new());
    }
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let options = ValueOptions { boards, workers, ..ValueOptions::default() };
    let values = progress::watched(|observer| spot.strategy.values(spot.node, board, &options, observer))?;
    Ok((0..values.actions.len()).map(|action| values.of_action(action, hand)).collect())
}

fn text(spot: &Spot<'_>, board: &PublicCards, answer: &Answer) -> anyhow::Result<String> {
    let mut table = Table::default();
    let header = ["action", "frequency"].into_iter().chain((!answer.worth.is_empty()).then_some("value"));
    table.row(header.map(str::to_owned));
    let game = spot.strategy.game();
    let chips = |chips: f64| match game.label_unit() {
        Some(unit) => format!("{:+.3}bb", chips / f64::from(unit)),
        None => format!("{chips:+.3}"),
    };
    for (i, action) in spot.strategy.actions(spot.node)?.into_iter().enumerate() {
        let worth = answer.worth.get(i).map(|worth| worth.map_or("-".to_owned(), chips));
        let frequency = format!("{:.1} %", 100.0 * answer.probabilities[i]);
        table.row([action.label, frequency].into_iter().chain(worth));
    }
    let on = if board.as_str().is_empty() { String::new() } else { format!(" on {}", board.as_str()) };
    let buckets = game.buckets.counts[spot.street()];
    let bucket = game.bucket_name(spot.street(), answer.bucket);
    let note = if is_uniform(&answer.probabilities) { "\nuntrained or uniform\n" } else { "" };
    Ok(format!(
        "{}{on}: {}\nbucket {bucket} (of {buckets}); comes here by own choice in {:.1} %\n\n{}{note}",
        answer.name,
        spot.title(),
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
    if !answer.worth.is_empty() {
        value["values_chips"] = json!(answer.worth);
    }
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
