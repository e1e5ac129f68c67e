//! A decision by bucket: one row each, weakest first.

use holdem_blueprint::strategy::is_uniform;
use serde_json::{Map, Value, json};

use super::{Spot, write};
use crate::output::Format;
use crate::table::Table;

pub(super) fn show(spot: &Spot<'_>, format: Format) -> anyhow::Result<()> {
    write(format, || text(spot), &value(spot)?)
}

/// Every bucket with its row.
fn rows<'s>(spot: &'s Spot<'_>) -> anyhow::Result<Vec<(String, &'s [f32])>> {
    let (game, street) = (spot.strategy.game(), spot.street());
    let row = |bucket| Ok((game.bucket_name(street, bucket), spot.strategy.row(spot.node, bucket)?));
    (0..game.buckets.counts[street]).map(row).collect()
}

fn text(spot: &Spot<'_>) -> anyhow::Result<String> {
    let actions = spot.strategy.actions(spot.node)?.into_iter().map(|action| action.label);
    let mut table = Table::default();
    table.row(std::iter::once("bucket".to_owned()).chain(actions));
    let mut any_uniform = false;
    for (name, row) in rows(spot)? {
        any_uniform |= is_uniform(row);
        let mark = is_uniform(row).then(|| "?".to_owned());
        let percentages = row.iter().map(|p| format!("{:.1} %", 100.0 * p));
        table.row(std::iter::once(name).chain(percentages).chain(mark));
    }
    let note = if any_uniform { "? untrained or uniform\n" } else { "" };
    Ok(format!("{}:\n\n{}{note}\n{}", spot.title(), table.render(), spot.continuations()?))
}

fn value(spot: &Spot<'_>) -> anyhow::Result<Value> {
    let rows = rows(spot)?;
    let strategy: Map<String, Value> = rows.iter().map(|(name, row)| (name.clone(), json!(row))).collect();
    let uniform: Vec<&str> =
        rows.iter().filter(|(_, row)| is_uniform(row)).map(|(name, _)| name.as_str()).collect();
    let mut value = spot.value(None)?;
    value["strategy"] = Value::Object(strategy);
    value["untrained_or_uniform"] = json!(uniform);
    Ok(value)
}
