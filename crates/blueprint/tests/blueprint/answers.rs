//! What a strategy answers is what stands in its file.

use std::sync::Arc;
use std::thread;

use holdem_blueprint::export::table::COLUMNS;
use holdem_blueprint::export::{ExportOptions, write_csv, write_json};
use holdem_blueprint::strategy::Untrained;
use holdem_blueprint::{Blueprint, PublicCards, Strategy, unobserved};
use holdem_cfr::tables::strategy::Strategy as Table;
use holdem_game::tree::{NodeId, NodeKind};
use serde_json::Value;

use crate::support::{random, trained, written};

/// Some boards of each street: all of Kuhn and Leduc, a few of Hold'em.
fn boards(strategy: &Strategy, street: usize) -> Vec<PublicCards> {
    let texts: &[&str] = match (strategy.tree().num_streets(), street) {
        (_, 0) => &[""],
        (2, _) => &["J1", "J2", "Q1", "Q2", "K1", "K2"],
        (_, 1) => &["AhKd7c", "2c2d2h", "9sTsJs"],
        (_, 2) => &["AhKd7c7d", "2c2d2h5s", "9sTsJs2c"],
        _ => &["AhKd7c7dAs", "2c2d2h5s9c", "9sTsJs2cQs"],
    };
    texts.iter().map(|text| strategy.board(text).unwrap()).collect()
}

fn decisions(strategy: &Strategy) -> Vec<NodeId> {
    let nodes = strategy.tree().subtree(0);
    nodes.filter(|&node| matches!(strategy.tree().node(node).kind, NodeKind::Decision { .. })).collect()
}

fn street(strategy: &Strategy, node: NodeId) -> usize {
    usize::from(strategy.tree().node(node).street)
}

/// Every node of an export.
fn exported(strategy: &Strategy) -> Vec<Value> {
    let mut out = Vec::new();
    let options = ExportOptions { decimals: 9, ..ExportOptions::default() };
    let (game, recipe) = (strategy.game(), strategy.recipe());
    write_json(&mut out, game, recipe, strategy.iterations(), strategy.table(), &options).unwrap();
    let mut all: Value = serde_json::from_slice(&out).unwrap();
    serde_json::from_value(all["nodes"].take()).unwrap()
}

#[test]
fn every_hand_does_what_the_export_says_of_its_bucket() {
    for game in ["kuhn", "leduc", "holdem"] {
        let random = random(game);
        let strategy = &random.strategy;
        let nodes = exported(strategy);
        assert_eq!(nodes.len(), decisions(strategy).len());
        for node in &nodes {
            let history = node["history"].as_str().unwrap();
            let tokens: Vec<String> =
                strategy.actions(history).unwrap().into_iter().map(|action| action.token).collect();
            assert_eq!(node["actions"], Value::from(tokens), "{game} {history}");
            let street = street(strategy, strategy.node(history).unwrap());
            for board in boards(strategy, street) {
                same_as_exported(strategy, history, street, &board, &node["strategy"]);
            }
        }
    }
}

fn same_as_exported(strategy: &Strategy, history: &str, street: usize, board: &PublicCards, rows: &Value) {
    let all = strategy.all_probabilities(history, board).unwrap();
    let mut live = 0;
    for (hand, bucket) in all.buckets.iter().enumerate() {
        let Some(bucket) = *bucket else {
            assert!(strategy.bucket(hand, board).is_err());
            assert!(all.probabilities.iter().all(|action| action[hand] == 0.0));
            continue;
        };
        live += 1;
        let bucket = bucket as usize;
        assert_eq!(strategy.bucket(hand, board).unwrap(), bucket);
        let row = match rows {
            Value::Array(rows) => &rows[bucket],
            rows => &rows[&strategy.game().bucket_name(street, bucket)],
        };
        let one = strategy.probabilities(history, hand, board).unwrap();
        assert_eq!(row.as_array().unwrap().len(), one.len());
        for (action, p) in one.iter().enumerate() {
            assert!((row[action].as_f64().unwrap() - f64::from(*p)).abs() < 1e-8, "{history} {row} {one:?}");
            assert_eq!(all.probabilities[action][hand], *p);
        }
    }
    let cards = &strategy.game().cards;
    let taken = board.board().count_ones() as usize;
    let expected = match cards.num_hands() {
        1326 => (52 - taken) * (51 - taken) / 2,
        hands => hands - taken,
    };
    assert_eq!(live, expected);
}

/// The part of a board that lies there on a street.
fn shown(strategy: &Strategy, board: &PublicCards, street: usize) -> PublicCards {
    let cards = if strategy.tree().num_streets() == 4 { [0, 3, 4, 5][street] } else { street };
    strategy.board(&board.as_str()[..2 * cards]).unwrap()
}

#[test]
fn ranges_are_the_products_of_all_own_choices_on_the_way() {
    for game in ["kuhn", "leduc", "holdem"] {
        let random = random(game);
        let strategy = &random.strategy;
        let tree = strategy.tree();
        for node in tree.subtree(0).step_by(if game == "holdem" { 5 } else { 1 }) {
            for board in boards(strategy, street(strategy, node)) {
                let ranges = strategy.ranges(node, &board).unwrap();
                let live = |hand: usize| strategy.bucket(hand, &board).is_ok();
                for hand in (0..ranges[0].len()).step_by(if game == "holdem" { 97 } else { 1 }) {
                    let mut expected = vec![f64::from(u8::from(live(hand))); tree.num_players()];
                    let mut child = node;
                    while live(hand) && child != 0 {
                        let parent = tree.node(child).parent;
                        let action = tree.edges(parent).iter().position(|e| e.child == child).unwrap();
                        let (parent, player) = strategy.decision(parent).unwrap();
                        let board = shown(strategy, &board, street(strategy, parent));
                        let row = strategy.probabilities(parent, hand, &board).unwrap();
                        expected[player] *= f64::from(row[action]);
                        child = parent;
                    }
                    for (range, expected) in ranges.iter().zip(expected) {
                        assert!((f64::from(range[hand]) - expected).abs() < 1e-6, "{game} {node} {hand}");
                    }
                }
            }
        }
    }
}

/// Every answer about a strategy, one after the other.
fn everything(strategy: &Strategy) -> Vec<u32> {
    let mut bits = Vec::new();
    for node in decisions(strategy).into_iter().step_by(3) {
        let board =
            &boards(strategy, street(strategy, node))[1 % boards(strategy, street(strategy, node)).len()];
        let all = strategy.all_probabilities(node, board).unwrap();
        let ranges = strategy.ranges(node, board).unwrap();
        bits.extend(all.probabilities.iter().chain(&ranges).flatten().map(|p| p.to_bits()));
        bits.extend(all.buckets.iter().flatten());
    }
    bits
}

#[test]
fn eight_threads_get_the_same_answers_from_one_strategy() {
    let strategy = Arc::new(random("holdem").strategy);
    // The first to ask about a board opens what boards need: all of them at once.
    let ask = || {
        let strategy = Arc::clone(&strategy);
        thread::spawn(move || everything(&strategy))
    };
    let threads: Vec<_> = (0..8).map(|_| ask()).collect();
    let expected = everything(&random("holdem").strategy);
    assert!(expected.len() > 10_000);
    for thread in threads {
        assert!(thread.join().unwrap() == expected);
    }
}

#[test]
fn rows_without_training_are_counted() {
    let blueprint = Blueprint::open(trained("leduc")).unwrap();
    let (game, _) = blueprint.load(None, 1, &mut unobserved).unwrap();
    // Training never came to the second half of the buckets.
    let table = Table::from_rows(&game.tree, &game.buckets.counts, |node, rows| {
        let n = game.tree.edges(node).len();
        let buckets = rows.len() / n;
        for (bucket, row) in rows.chunks_exact_mut(n).enumerate() {
            (0..n).for_each(|action| {
                row[action] = if bucket < buckets / 2 { (action + 1) as f32 } else { 0.0 }
            });
        }
    });
    let Untrained { uniform, infosets } = written(&game, blueprint.recipe(), &table).strategy.untrained();
    let nodes = |street: u8| {
        let decisions = game.tree.nodes().iter().filter(|n| matches!(n.kind, NodeKind::Decision { .. }));
        decisions.filter(|node| node.street == street).count() as u64
    };
    assert_eq!((uniform, infosets), (2 * nodes(0) + 5 * nodes(1), 3 * nodes(0) + 9 * nodes(1)));
}

#[test]
fn a_table_has_a_row_for_each_information_set_and_action() {
    for game in ["kuhn", "leduc", "holdem"] {
        let random = random(game);
        let strategy = &random.strategy;
        let mut out = Vec::new();
        let options = ExportOptions { decimals: 9, ..ExportOptions::default() };
        let rows = write_csv(&mut out, strategy.game(), strategy.table(), &options).unwrap();
        let text = String::from_utf8(out).unwrap();
        let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        assert_eq!(lines.next().unwrap(), COLUMNS);
        let mut read = 0;
        for line in lines {
            read += 1;
            let (history, bucket) = (line[0], line[3].parse().unwrap());
            let (node, player) = strategy.decision(history).unwrap();
            assert_eq!(
                (line[2], line[4]),
                (&*player.to_string(), &*strategy.game().bucket_name(street(strategy, node), bucket))
            );
            let actions = strategy.actions(history).unwrap();
            let action = actions.iter().position(|action| action.token == line[5]).unwrap();
            let stated: f32 = line[7].parse().unwrap();
            assert!((stated - strategy.row(node, bucket).unwrap()[action]).abs() < 1e-8, "{game} {line:?}");
        }
        assert_eq!(read, rows);
    }
}
