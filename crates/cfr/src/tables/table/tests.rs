//! Tables in 16 bits against tables in 32 bits.

use super::*;
use crate::tables::layout::stored_bytes_by_street;
use holdem_game::tree::{BettingTree, LeducPoker};

const BUCKETS: [usize; 2] = [3, 9];

fn leduc(storage: Storage) -> (BettingTree, Table) {
    let tree = BettingTree::build(&LeducPoker { players: 2 }).expect("leduc is small");
    let rows = |id| BUCKETS[usize::from(tree.node(id).street)];
    let table = Table::new(&tree, storage, tree.subtree(0), rows).expect("memory");
    (tree, table)
}

impl Table {
    /// Nodes that are laid out, with their actions.
    fn nodes(&self) -> Vec<(NodeId, usize)> {
        let blocks = self.layout.nodes().filter(|(_, block)| block.num_buckets > 0);
        blocks.map(|(node, block)| (node, block.num_actions)).collect()
    }
}

#[test]
fn sixteen_bits_take_half_the_bytes_and_a_head() {
    let (tree, wide) = leduc(Storage::F32);
    let nodes = wide.nodes().len();
    let (_, short) = leduc(Storage::I16);
    let [wide, short] = [wide, short].map(|table| size_of_val(table.words()));
    let head = (COUNTERS + nodes).next_multiple_of(COUNTERS) * 8;
    assert_eq!(short, head + wide / 2);
    let planned = stored_bytes_by_street(&tree, &BUCKETS, Storage::I16).iter().sum::<u64>();
    assert_eq!(planned, wide as u64 / 2);
}

#[test]
fn what_is_written_at_a_node_is_read_there_and_survives_a_copy_of_the_words() {
    let (_, mut table) = leduc(Storage::I16);
    let nodes = table.nodes();
    for (i, (node, _)) in nodes.iter().enumerate() {
        let RowsMut::I16(rows) = table.rows_mut(*node) else { panic!("16 bits") };
        rows.words.fill(i as i16 + 1);
        *rows.units = [0.5, 0.25];
        *rows.vanished += 1;
    }
    let (_, mut copy) = leduc(Storage::I16);
    copy.words_mut().copy_from_slice(table.words());
    for (i, (node, n)) in nodes.into_iter().enumerate() {
        let mut row = vec![0.0; 2 * n];
        copy.rows(node).read(2, &mut row);
        assert_eq!(row[0], (i + 1) as f32 * 0.5);
        assert_eq!(row[2 * n - 1], (i + 1) as f32 * 0.25);
    }
    assert_eq!(copy.losses().vanished, table.nodes().len() as u64);
}

#[test]
fn discounts_in_16_bits_are_those_of_32_bits_on_average() {
    let factors = Factors { positive: 0.9, negative: 0.4, strategy: 0.7 };
    let (_, mut table) = leduc(Storage::I16);
    let (node, n) = table.nodes()[0];
    let RowsMut::I16(rows) = table.rows_mut(node) else { panic!("16 bits") };
    *rows.units = [2.0, 8.0];
    for (i, x) in rows.words.iter_mut().enumerate() {
        *x = [300, -301, 1001][i % 3];
    }
    let mut before = vec![0.0; 2 * n];
    table.rows(node).read(1, &mut before);
    table.discount(factors, 5);
    let mut after = vec![0.0; 2 * n];
    table.rows(node).read(1, &mut after);
    for (i, (before, after)) in before.iter().zip(&after).enumerate() {
        let factor = match (i < n, *before > 0.0) {
            (true, true) => factors.positive,
            (true, false) => factors.negative,
            (false, _) => factors.strategy,
        };
        let slack = if i < n && *before < 0.0 { 2.0 } else { 1e-3 };
        assert!((after - before * factor).abs() < slack, "{before} became {after}");
    }
}

#[test]
fn losses_are_counted() {
    let (_, mut table) = leduc(Storage::I16);
    let (node, _) = table.nodes()[0];
    let RowsMut::I16(rows) = table.rows_mut(node) else { panic!("16 bits") };
    rows.words.fill(-1);
    rows.words[0] = i16::MIN;
    let RowsMut::I16(mut rows) = table.rows_mut(node) else { panic!("16 bits") };
    let regrets = rows.words.len() as u64 / 2;
    let fade = Factors { positive: 1.0, negative: 0.01, strategy: 1.0 };
    rows.discount(fade, 2, 1);
    let losses = table.losses();
    assert!(losses.vanished + 2 >= regrets && losses.vanished < regrets, "{losses:?}");
    let RowsMut::I16(rows) = table.rows_mut(node) else { panic!("16 bits") };
    rows.words.fill(i16::MIN);
    assert_eq!(table.losses().floored, regrets);
}

#[test]
fn a_split_table_holds_the_same_rows_and_counts_what_vanishes() {
    for storage in [Storage::F32, Storage::I16] {
        let (_, mut table) = leduc(storage);
        let expected = table.nodes();
        let mut vanished = Vec::new();
        let mut rows = table.split(&mut vanished);
        assert!(rows.iter().map(|(node, _)| *node).eq(expected.iter().map(|(node, _)| *node)));
        for (i, (_, rows)) in rows.iter_mut().enumerate() {
            match rows.lend() {
                RowsMut::F32(rows) => rows.fill(i as f32),
                RowsMut::I16(rows) => {
                    rows.words.fill(i as i16);
                    (*rows.units, *rows.vanished) = ([i as f32 + 1.0; 2], 2);
                }
            }
        }
        drop(rows);
        table.count_vanished(vanished.iter().sum());
        for (i, (node, num_actions)) in expected.iter().enumerate() {
            let mut row = vec![f32::NAN; PER_ACTION * num_actions];
            let last = table.layout.block(*node).num_buckets - 1;
            table.rows(*node).read(last, &mut row);
            let unit = if storage == Storage::I16 { i as f32 + 1.0 } else { 1.0 };
            assert!(row.iter().all(|x| *x == i as f32 * unit), "{storage:?}, node {node}: {row:?}");
        }
        let counted = if storage == Storage::I16 { 2 * expected.len() as u64 } else { 0 };
        assert_eq!(table.losses().vanished, counted);
    }
}
