//! An open strategy belongs to nobody: threads share it.

use std::path::Path;
use std::sync::Arc;
use std::thread;

use holdem_blueprint::{Game, OpenStrategy, unobserved};
use holdem_cfr::tables::strategy::Strategy;
use holdem_game::tree::NodeKind;

/// A small hold'em strategy in 16 bits, trained by an earlier version.
fn open() -> OpenStrategy {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../training/tests/data/holdem/straight.hdm");
    OpenStrategy::open(&path, 1, &mut unobserved).unwrap()
}

/// Bits of all probabilities, node by node.
fn bits(game: &Game, strategy: &Strategy) -> Vec<u32> {
    let mut bits = Vec::new();
    for (node, at) in game.tree.nodes().iter().enumerate() {
        if matches!(at.kind, NodeKind::Decision { .. }) {
            for bucket in 0..game.buckets.counts[at.street as usize] {
                bits.extend(strategy.row(node as u32, bucket).iter().map(|p| p.to_bits()));
            }
        }
    }
    bits
}

#[test]
fn eight_threads_read_one_open_strategy() {
    let strategy = Arc::new(open());
    let expected = bits(&strategy.game, &strategy.strategy);
    assert!(expected.len() > 1_000 && expected.iter().any(|bits| *bits != expected[0]));
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let strategy = Arc::clone(&strategy);
            thread::spawn(move || bits(&strategy.game, &strategy.strategy))
        })
        .collect();
    for thread in threads {
        assert!(thread.join().unwrap() == expected);
    }
}

#[test]
fn game_and_strategy_outlive_what_opened_them() {
    let opened = open();
    let (game, strategy) = (opened.game.clone(), opened.strategy.clone());
    let expected = bits(&opened.game, &opened.strategy);
    drop(opened);
    assert!(thread::spawn(move || bits(&game, &strategy)).join().unwrap() == expected);
}
