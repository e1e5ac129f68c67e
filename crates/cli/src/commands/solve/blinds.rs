//! `holdem solve configs/kuhn.yaml`: games of configuration, solved from the blinds.

use std::path::Path;

use holdem_blueprint::solution::{Needed, SolvedGame, Stopped, game_needed};
use holdem_blueprint::{Game, unobserved};
use holdem_cfr::exact::NodeView;
use holdem_store::read_text;
use holdem_telemetry::units;
use holdem_training::TrainConfig;
use serde_json::{Map, Value, json};

use super::run::{RunArgs, with_progress};
use super::{text, value};
use crate::exit::{Exit, UsageError};
use crate::output;
use crate::table::Table;

/// Longest configuration that is looked into, in bytes.
const LONGEST: u64 = 16 << 20;

/// Whether a file is the configuration of a game, not a spot: it has a section `game`.
pub(super) fn is_game(path: &Path) -> bool {
    read_text(path, LONGEST).is_ok_and(|text| text.lines().any(|line| line.starts_with("game:")))
}

/// Solves the game of a configuration.
pub(super) fn run(args: &RunArgs, path: &Path) -> anyhow::Result<Exit> {
    if args.keeps() {
        let message = "only spots are kept in files: --out and --resume are not for games from the blinds";
        return Err(UsageError(message.to_owned()).into());
    }
    let stop_at = args.stop_at()?;
    let config = TrainConfig::from_yaml_path(path)?;
    let game = Game::build(&config.game, &config.buckets, 0, &mut unobserved)?;
    let needed = game_needed(&game)?;
    let record = args.record(&needed)?;
    output::say(&text::needed(&needed, record.storage));
    if args.is_dry() {
        return dry(args, &needed);
    }
    let mut solved = SolvedGame::prepare(game, record, args.workers())?;
    let stopped = with_progress(0, &stop_at, |progress| solved.solve(&stop_at, progress))?;
    let root = solved.root()?;
    output::result(args.format(), || text(&solved, &root), &json(&solved, &root, stopped))?;
    Ok(if stopped == Stopped::Asked { Exit::Interrupted } else { Exit::Done })
}

fn dry(args: &RunArgs, needed: &Needed) -> anyhow::Result<Exit> {
    output::result(args.format(), || text::needed_table(needed), &value::dry_run(needed))?;
    Ok(Exit::Done)
}

fn json(solved: &SolvedGame, root: &NodeView, stopped: Stopped) -> Value {
    let (game, record) = (solved.game(), solved.record());
    let [first, second] = solved.values();
    let edges = game.tree.edges(root.node);
    let names: Vec<String> = edges.iter().map(|edge| game.tree.token(root.node, edge.action)).collect();
    let actions = names.iter().enumerate().map(
        |(at, name)| json!({"action": name, "label": label(game, root, at), "frequency": root.frequency(at)}),
    );
    let strategy = root.hands[root.player].iter().enumerate().map(|(at, hand)| {
        let row: Map<String, Value> =
            names.iter().zip(&root.strategy).map(|(name, row)| (name.clone(), json!(row[at]))).collect();
        (game.cards.hand_name(hand.hand.into()), Value::Object(row))
    });
    json!({
        "iterations": record.iterations,
        "exploitability_pct_of_pot": record.exploitability_pct_of_pot,
        "exploitability_chips": record.exploitability_chips,
        "exploitability_mbb": game.to_mbb(record.exploitability_chips),
        "solve_secs": record.solve_secs,
        "memory_bytes": solved.memory_bytes(),
        "storage": record.storage,
        "variant": record.variant,
        "stopped": value::stopped_name(stopped),
        "player": root.player,
        "value_chips": [first, second],
        "value_mbb": [game.to_mbb(first), game.to_mbb(second)],
        "actions": actions.collect::<Vec<_>>(),
        "strategy": strategy.collect::<Map<String, Value>>(),
    })
}

fn label(game: &Game, root: &NodeView, action: usize) -> String {
    game.tree.label(root.node, game.tree.edges(root.node)[action].action, game.label_unit())
}

fn text(solved: &SolvedGame, root: &NodeView) -> String {
    let (game, record) = (solved.game(), solved.record());
    let mbb = |chips: f64| format!("{:+.3} mbb", game.to_mbb(chips));
    let mut seats = Table::new(["seat", "wins a hand"]);
    for (seat, chips) in solved.values().into_iter().enumerate() {
        seats.row([game.player_name(seat).to_owned(), mbb(chips)]);
    }
    let mut first = Table::default();
    let actions = 0..root.strategy.len();
    let names = actions.clone().map(|at| label(game, root, at));
    first.row(std::iter::once("hand".to_owned()).chain(names));
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    first.row(std::iter::once("all".to_owned()).chain(actions.map(|at| percent(root.frequency(at)))));
    // Of large games only the sums fit.
    for (at, hand) in root.hands[root.player].iter().enumerate().take(MOST_HANDS) {
        let shares = root.strategy.iter().map(|row| percent(row[at].into()));
        first.row(std::iter::once(game.cards.hand_name(hand.hand.into())).chain(shares));
    }
    format!(
        "{} iterations in {}, exploitability {:.4} mbb a hand ({:.4} % of the pot)\n\n{}\n{} to open:\n\n{}",
        record.iterations,
        units::duration(record.solve_secs),
        game.to_mbb(record.exploitability_chips),
        record.exploitability_pct_of_pot,
        seats.render(),
        game.player_name(root.player),
        first.render(),
    )
}

/// Hands that are listed.
const MOST_HANDS: usize = 60;
