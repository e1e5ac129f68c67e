//! A strategy as JSON.
//!
//! ```json
//! {"format": 1, "recipe": {..}, "iterations": 123, "nodes": [
//! {"history": "", "street": "preflop", "player": 0, "actions": ["f", "c", "r5"],
//!  "strategy": {"AA": [0.0, 0.02, 0.98], ..},
//!  "untrained_or_uniform": ["72o", ..]},
//! ..
//! ]}
//! ```
//! Preflop, and in Kuhn and Leduc, `strategy` is an object by hand class or cards; on later streets it is an
//! array by bucket. `untrained_or_uniform` lists the hand classes, cards or buckets that play all actions
//! equally often, as rows do that were never trained. Histories and actions are those of
//! [`holdem_game::tree::BettingTree::find`]. Amounts are chips.

use std::io::{self, Write};

use holdem_cfr::Strategy;
use holdem_game::tree::NodeId;
use serde_json::{Value, json};

use super::ExportOptions;
use crate::config::GameKind;
use crate::game::Game;
use crate::recipe::Recipe;
use crate::strategy::is_uniform;

/// Writes a strategy as JSON.
///
/// # Errors
/// Those of the writer.
pub fn write_json(
    out: &mut dyn Write,
    game: &Game,
    recipe: &Recipe,
    iterations: u64,
    strategy: &Strategy,
    options: &ExportOptions,
) -> io::Result<()> {
    let head = json!({
        "format": 1,
        "game": game.kind.to_string(),
        "recipe": serde_json::to_value(recipe)?,
        "big_blind_chips": game.unit,
        "buckets": game.buckets.name,
        "iterations": iterations,
    });
    let head = head.to_string();
    let open = head.strip_suffix('}').unwrap_or(&head);
    write!(out, "{open}, \"nodes\": [")?;
    let mut separator = "\n";
    for (node, player) in options.decisions(game) {
        out.write_all(separator.as_bytes())?;
        write_node(out, game, strategy, node, player, options.decimals)?;
        separator = ",\n";
    }
    out.write_all(b"\n]}\n")
}

fn write_node(
    out: &mut dyn Write,
    game: &Game,
    strategy: &Strategy,
    node: NodeId,
    player: u8,
    decimals: usize,
) -> io::Result<()> {
    let tree = &game.tree;
    let street = tree.node(node).street as usize;
    let actions: Vec<_> = tree.edges(node).iter().map(|edge| tree.token(node, edge.action)).collect();
    let history = Value::from(tree.history_text(node));
    let (name, actions) = (game.street_name(street), Value::from(actions));
    write!(
        out,
        "{{\"history\": {history}, \"street\": \"{name}\", \"player\": {player}, \"actions\": {actions}, "
    )?;
    let named = game.kind != GameKind::Holdem || street == 0;
    out.write_all(if named { b"\"strategy\": {" } else { b"\"strategy\": [" })?;
    for bucket in 0..game.buckets.counts[street] {
        if bucket > 0 {
            out.write_all(b", ")?;
        }
        if named {
            write!(out, "\"{}\": ", game.bucket_name(street, bucket))?;
        }
        write_row(out, strategy.row(node, bucket), decimals)?;
    }
    out.write_all(if named { b"}" } else { b"]" })?;
    let uniform = (0..game.buckets.counts[street]).filter(|&bucket| is_uniform(strategy.row(node, bucket)));
    let name = |bucket| if named { json!(game.bucket_name(street, bucket)) } else { json!(bucket) };
    write!(out, ", \"untrained_or_uniform\": {}}}", uniform.map(name).collect::<Value>())
}

fn write_row(out: &mut dyn Write, row: &[f32], decimals: usize) -> io::Result<()> {
    for (i, p) in row.iter().enumerate() {
        out.write_all(if i == 0 { b"[" } else { b", " })?;
        write!(out, "{p:.decimals$}")?;
    }
    out.write_all(b"]")
}
