//! `holdem solve configs/kuhn.yaml`: games of configuration, solved from the blinds.

use std::path::Path;

use holdem_blueprint::Game;
use holdem_blueprint::solution::{Needed, SolvedGame, Stopped, Storage, game_needed, game_of};
use holdem_cfr::exact::NodeView;
use holdem_store::read_text;
use holdem_telemetry::units;
use holdem_training::TrainConfig;
use serde_json::{Map, Value, json};

use super::run::{RunArgs, with_progress};
use super::{text, value};
use crate::exit::Exit;
use crate::output::{self, Format};
use crate::table::Table;

/// Longest configuration that is looked into, in bytes.
const LONGEST: u64 = 16 << 20;

/// Whether a file is the configuration of a game, not a spot: it has a section `game`.
pub(super) fn is_game(path: &Path) -> bool {
    read_text(path, LONGEST).is_ok_and(|text| text.lines().any(|line| line.starts_with("game:")))
}

/// Solves the game of a configuration.
pub(super) fn run(args: &RunArgs, path: &Path) -> anyhow::Result<Exit> {
    let config = TrainConfig::from_yaml_path(path)?.game;
    let needed = game_needed(&config, args.variant())?;
    let record = args.record(&needed)?;
    solve(args, &needed, record.storage, || Ok(SolvedGame::prepare(&config, record.clone(), args.workers())?))
}

/// Solves the game of a file on.
pub(super) fn resume(args: &RunArgs, file: &Path) -> anyhow::Result<Exit> {
    args.expect_bare()?;
    let (config, record) = game_of(file)?;
    let needed = game_needed(&config, record.variant)?;
    let storage = args.fitting(&needed, &record)?;
    solve(args, &needed, storage, || Ok(SolvedGame::resume(file, args.workers())?))
}

fn solve(
    args: &RunArgs,
    needed: &Needed,
    storage: Storage,
    prepare: impl FnOnce() -> anyhow::Result<SolvedGame>,
) -> anyhow::Result<Exit> {
    let (stop_at, to) = (args.stop_at()?, args.destination()?);
    output::say(&text::needed(needed, storage));
    if args.is_dry() {
        return dry(args, needed);
    }
    let mut solved = prepare()?;
    let first = solved.record().iterations;
    let names = [0, 1].map(|seat| solved.game().player_name(seat));
    let stopped = with_progress(names, first, &stop_at, |told| solved.solve(&stop_at, told))?;
    if let Some(to) = &to {
        let bytes = solved.write(to, args.keep())?;
        output::say(&text::written(to, bytes));
    }
    let root = solved.node("", "")?;
    let mut value = json(&solved, "", &root);
    value["stopped"] = json!(value::stopped_name(stopped));
    output::result(args.format(), || text(&solved, "", &root), &value)?;
    Ok(if stopped == Stopped::Asked { Exit::Interrupted } else { Exit::Done })
}

/// Shows a decision of a solved game.
pub(super) fn show(solved: &SolvedGame, at: &At<'_>, format: Format) -> anyhow::Result<Exit> {
    let view = solved.node(at.history, at.board)?;
    output::result(format, || text(solved, at.history, &view), &json(solved, at.history, &view))?;
    Ok(Exit::Done)
}

/// A decision: a betting history, and the public cards.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'a> {
    pub(super) history: &'a str,
    pub(super) board: &'a str,
}

fn dry(args: &RunArgs, needed: &Needed) -> anyhow::Result<Exit> {
    output::result(args.format(), || text::needed_table(needed), &value::dry_run(needed))?;
    Ok(Exit::Done)
}

fn json(solved: &SolvedGame, history: &str, at: &NodeView) -> Value {
    let (game, record) = (solved.game(), solved.record());
    let [first, second] = solved.values();
    let edges = game.tree.edges(at.node);
    let names: Vec<String> = edges.iter().map(|edge| game.tree.token(at.node, edge.action)).collect();
    let actions = names
        .iter()
        .enumerate()
        .map(|(a, name)| json!({"action": name, "label": label(game, at, a), "frequency": at.frequency(a)}));
    let hands = |of: &dyn Fn(usize) -> Value| -> Map<String, Value> {
        let hands = at.hands[at.player].iter().enumerate();
        hands.map(|(slot, hand)| (game.cards.hand_name(hand.hand.into()), of(slot))).collect()
    };
    let strategy = hands(&|slot| {
        let row = names.iter().zip(&at.strategy).map(|(name, row)| (name.clone(), json!(row[slot])));
        Value::Object(row.collect())
    });
    let ev = hands(&|slot| json!(at.hands[at.player][slot].ev));
    json!({
        "iterations": record.iterations,
        "exploitability_pct_of_pot": record.exploitability_pct_of_pot,
        "exploitability_chips": record.exploitability_chips,
        "exploitability_mbb": game.to_mbb(record.exploitability_chips),
        "solve_secs": record.solve_secs,
        "memory_bytes": solved.memory_bytes(),
        "storage": record.storage,
        "variant": record.variant,
        "history": history,
        "player": at.player,
        "value_chips": [first, second],
        "value_mbb": [game.to_mbb(first), game.to_mbb(second)],
        "reached": at.is_reached(),
        "actions": actions.collect::<Vec<_>>(),
        "strategy": strategy,
        "ev": ev,
    })
}

fn label(game: &Game, at: &NodeView, action: usize) -> String {
    game.tree.label(at.node, game.tree.edges(at.node)[action].action, game.label_unit())
}

fn text(solved: &SolvedGame, history: &str, at: &NodeView) -> String {
    let (game, record) = (solved.game(), solved.record());
    let mbb = |chips: f64| format!("{:+.3} mbb", game.to_mbb(chips));
    let mut seats = Table::new(["seat", "wins a hand"]);
    for (seat, chips) in solved.values().into_iter().enumerate() {
        seats.row([game.player_name(seat).to_owned(), mbb(chips)]);
    }
    let mut table = Table::default();
    let actions = 0..at.strategy.len();
    let names = actions.clone().map(|a| label(game, at, a));
    table.row(["hand", "EV"].map(str::to_owned).into_iter().chain(names));
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let all = ["all".to_owned(), format!("{:.3}", at.ev(at.player))];
    table.row(all.into_iter().chain(actions.map(|a| percent(at.frequency(a)))));
    // Of large games only the sums fit.
    for (slot, hand) in at.hands[at.player].iter().enumerate().take(MOST_HANDS) {
        let shares = at.strategy.iter().map(|row| percent(row[slot].into()));
        let cells = [game.cards.hand_name(hand.hand.into()), format!("{:.3}", hand.ev)];
        table.row(cells.into_iter().chain(shares));
    }
    let way = if history.is_empty() { "to open".to_owned() } else { format!("after `{history}`") };
    format!(
        "{} iterations in {}, exploitability {:.4} mbb a hand ({:.4} % of the pot)\n\n{}\n{} {way}:\n\n{}",
        record.iterations,
        units::duration(record.solve_secs),
        game.to_mbb(record.exploitability_chips),
        record.exploitability_pct_of_pot,
        seats.render(),
        game.player_name(at.player),
        table.render(),
    )
}

/// Hands that are listed.
const MOST_HANDS: usize = 60;
