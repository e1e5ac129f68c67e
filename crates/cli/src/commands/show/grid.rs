//! A decision as a 13x13 grid.

use holdem_blueprint::PublicCards;
use holdem_blueprint::grid::Grid;
use holdem_cards::HandClass;
use serde_json::{Map, Value, json};

use super::{Spot, write};
use crate::output::{self, Format};
use crate::summary;

/// Shows a grid in so many columns, 0 for those of the terminal.
pub(super) fn show(
    spot: &Spot<'_>,
    board: &PublicCards,
    columns: usize,
    format: Format,
) -> anyhow::Result<()> {
    let grid = Grid::on_board(spot.strategy, spot.node, board)?;
    let columns = if columns > 0 { columns } else { output::columns() };
    let text =
        || Ok(format!("{}\n{}", grid.render_within(columns, summary::colour()), spot.continuations()?));
    write(format, text, &value(spot, board, &grid)?)
}

fn value(spot: &Spot<'_>, board: &PublicCards, grid: &Grid) -> anyhow::Result<Value> {
    let classes = || HandClass::all().filter(|class| grid.combos[class.index()] > 0);
    let by_class = |of: &dyn Fn(usize) -> Value| -> Value {
        let entries = classes().map(|class| (class.to_string(), of(class.index())));
        Value::Object(entries.collect::<Map<_, _>>())
    };
    let uniform = classes().filter(|class| grid.uniform[class.index()]).map(|class| class.to_string());
    let mut value = spot.value(Some(board))?;
    value["frequencies"] = json!(grid.totals());
    value["strategy"] = by_class(&|class| json!(grid.cells[class]));
    value["reach"] = by_class(&|class| json!(grid.reach[class]));
    value["untrained_or_uniform"] = uniform.collect::<Vec<_>>().into();
    if board.street() > 0 {
        value["combos"] = combos(spot, board)?;
    }
    Ok(value)
}

/// Bucket, reach and probabilities of every combo that the board leaves.
fn combos(spot: &Spot<'_>, board: &PublicCards) -> anyhow::Result<Value> {
    let hands = spot.strategy.all_probabilities(spot.node, board)?;
    let reach = &spot.strategy.ranges(spot.node, board)?[spot.player];
    let mut combos = Map::new();
    for (hand, bucket) in hands.buckets.iter().enumerate().filter(|(_, bucket)| bucket.is_some()) {
        let strategy: Vec<f32> = hands.probabilities.iter().map(|action| action[hand]).collect();
        let combo = json!({"bucket": bucket, "reach": reach[hand], "strategy": strategy});
        combos.insert(spot.strategy.game().cards.hand_name(hand), combo);
    }
    Ok(Value::Object(combos))
}
