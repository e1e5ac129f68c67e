//! `holdem show`: what a strategy does after a betting history.

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use holdem_blueprint::OpenStrategy;
use holdem_blueprint::grid::Grid;
use holdem_cards::HandClass;
use holdem_game::tree::{NodeId, NodeKind};
use serde_json::{Map, Value, json};

use crate::exit::{Exit, UsageError};
use crate::output::{self, Format};
use crate::progress;
use crate::summary;
use crate::table::Table;

/// Show a strategy at one decision: before the flop as a 13x13 grid, later by bucket.
///
/// A history is a row of actions: `f` fold, `k` check, `c` call, `b4` bet to 4 chips, `r12` raise to 12 chips, `a` all-in,
/// with `/` between streets (which may be left out): `r5c/kb8`. Amounts are totals on the street. Without one, the first decision.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Run directory, blueprint or snapshot.
    run: PathBuf,
    /// Betting history.
    #[arg(default_value = "", hide_default_value = true)]
    history: String,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs `holdem show`.
pub(crate) fn run(args: &ShowArgs) -> anyhow::Result<Exit> {
    let run = progress::open_quietly(&args.run)?;
    let node = run.game.find(&args.history)?;
    if !matches!(run.game.tree.node(node).kind, NodeKind::Decision { .. }) {
        let message = format!("history `{}`: the hand is over, nobody acts", args.history);
        return Err(UsageError(message).into());
    }
    output::result(args.format, || text(&run, node), &value(&run, node))?;
    Ok(Exit::Done)
}

fn text(run: &OpenStrategy, node: NodeId) -> String {
    let decision = match Grid::new(&run.game, &run.strategy, node) {
        Ok(grid) => grid.render(summary::colour()),
        Err(_) => by_bucket(run, node),
    };
    format!("{decision}\n{}", continuations(run, node))
}

/// One row per bucket, weakest first.
fn by_bucket(run: &OpenStrategy, node: NodeId) -> String {
    let street = street(run, node);
    let actions = run.game.tree.edges(node).iter().map(|edge| label(run, node, edge.action));
    let mut table = Table::default();
    table.row(std::iter::once("bucket".to_owned()).chain(actions));
    for bucket in 0..run.game.buckets.counts[street] {
        let row = run.strategy.row(node, bucket).iter().map(|p| format!("{:.1} %", 100.0 * p));
        table.row(std::iter::once(run.game.bucket_name(street, bucket)).chain(row));
    }
    let player = run.game.player_name(player(run, node));
    let history = run.game.tree.history_text(node);
    let after = if history.is_empty() { "to open".to_owned() } else { format!("after `{history}`") };
    format!("{player} {after}, {}:\n\n{}", run.game.street_name(street), table.render())
}

/// What may follow.
fn continuations(run: &OpenStrategy, node: NodeId) -> String {
    let tree = &run.game.tree;
    let mut text = "next:\n".to_owned();
    for edge in tree.edges(node) {
        let behind = match tree.node(edge.child).kind {
            NodeKind::Decision { player } => {
                format!("then the {} acts", run.game.player_name(player as usize))
            }
            NodeKind::Fold { .. } | NodeKind::Showdown => "the hand is over".to_owned(),
        };
        let (token, label) = (tree.token(node, edge.action), label(run, node, edge.action));
        writeln!(text, "  {token:<6} {label}; {behind}").expect("a string takes all text");
    }
    text
}

fn value(run: &OpenStrategy, node: NodeId) -> Value {
    let tree = &run.game.tree;
    let street = street(run, node);
    let actions = tree.edges(node).iter().map(|edge| {
        let NodeKind::Decision { .. } = tree.node(edge.child).kind else {
            return json!({"action": tree.token(node, edge.action), "label": label(run, node, edge.action), "ends": true});
        };
        json!({"action": tree.token(node, edge.action), "label": label(run, node, edge.action), "ends": false})
    });
    let strategy: Map<String, Value> = (0..run.game.buckets.counts[street])
        .map(|bucket| (run.game.bucket_name(street, bucket), json!(run.strategy.row(node, bucket))))
        .collect();
    let mut value = json!({
        "history": tree.history_text(node),
        "street": run.game.street_name(street),
        "player": player(run, node),
        "player_name": run.game.player_name(player(run, node)),
        "actions": actions.collect::<Vec<_>>(),
        "strategy": strategy,
    });
    if let Ok(grid) = Grid::new(&run.game, &run.strategy, node) {
        let reach = HandClass::all().map(|class| (class.to_string(), json!(grid.reach[class.index()])));
        value["frequencies"] = json!(grid.totals());
        value["reach"] = Value::Object(reach.collect());
    }
    value
}

fn label(run: &OpenStrategy, node: NodeId, action: holdem_game::tree::Action) -> String {
    run.game.tree.label(node, action, (run.game.unit > 1).then_some(run.game.unit))
}

fn street(run: &OpenStrategy, node: NodeId) -> usize {
    run.game.tree.node(node).street as usize
}

fn player(run: &OpenStrategy, node: NodeId) -> usize {
    match run.game.tree.node(node).kind {
        NodeKind::Decision { player } => player as usize,
        NodeKind::Fold { .. } | NodeKind::Showdown => unreachable!("only decisions are shown"),
    }
}
