//! Makes the tables of the evaluator: 224 KB of constants, so that the program starts with them in place.

#![allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]

#[path = "../src/combinatorics.rs"]
mod combinatorics;
mod formulas;
#[path = "../src/evaluator/layout.rs"]
mod layout;

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use layout::{RANK_KEYS, ROWS, SLOTS_OF_FEWER, SLOTS_OF_SEVEN};

fn main() -> Result<(), Box<dyn Error>> {
    for source in ["build", "src/combinatorics.rs", "src/evaluator/layout.rs"] {
        println!("cargo::rerun-if-changed={source}");
    }
    let (seven_rows, seven_slots) = perfect_hash::<SLOTS_OF_SEVEN>(multisets(7))?;
    let (fewer_rows, fewer_slots) = perfect_hash::<SLOTS_OF_FEWER>([multisets(5), multisets(6)].concat())?;
    let mut text = String::new();
    write_table(&mut text, "SEVEN_ROWS", &seven_rows)?;
    write_table(&mut text, "SEVEN_SLOTS", &seven_slots)?;
    write_table(&mut text, "FEWER_ROWS", &fewer_rows)?;
    write_table(&mut text, "FEWER_SLOTS", &fewer_slots)?;
    write_table(&mut text, "FLUSHES", &flushes())?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("evaluator_tables.rs"), text)?;
    Ok(())
}

/// A multiset of ranks without a flush: the sum of its keys, and its rank.
#[derive(Clone)]
struct Multiset {
    key: u32,
    rank: u16,
}

/// Every multiset of `size` ranks, none more than four times.
fn multisets(size: u32) -> Vec<Multiset> {
    let mut found = Vec::new();
    extend(size, 0, 0, [0; 4], &mut found);
    found
}

fn extend(left: u32, rank: usize, mut key: u32, mut masks: formulas::RankMasks, found: &mut Vec<Multiset>) {
    if rank == 13 {
        if left == 0 {
            found.push(Multiset { key, rank: formulas::rank_without_flush(masks) });
        }
        return;
    }
    for count in 0..=left.min(4) {
        if count > 0 {
            key = key.wrapping_add(RANK_KEYS[rank]);
            masks[count as usize - 1] |= 1 << rank;
        }
        extend(left - count, rank + 1, key, masks, found);
    }
}

/// Places the fullest rows first, each at the first displacement at which all its slots are free.
fn perfect_hash<const SLOTS: usize>(entries: Vec<Multiset>) -> Result<(Vec<u16>, Vec<u16>), String> {
    let mut by_row = vec![Vec::new(); ROWS];
    for entry in entries {
        by_row[layout::row(entry.key)].push(entry);
    }
    let mut order: Vec<usize> = (0..ROWS).collect();
    order.sort_by_key(|&row| std::cmp::Reverse(by_row[row].len()));
    let (mut rows, mut slots) = (vec![0; ROWS], vec![0; SLOTS]);
    for row in order {
        let fits = |d: &u16| by_row[row].iter().all(|entry| slots[layout::slot::<SLOTS>(entry.key, *d)] == 0);
        rows[row] = (0..=u16::MAX)
            .find(fits)
            .ok_or_else(|| format!("row {row} fits nowhere: choose other rank keys"))?;
        for entry in &by_row[row] {
            let slot = &mut slots[layout::slot::<SLOTS>(entry.key, rows[row])];
            if *slot != 0 {
                return Err(format!("row {row} collides with itself: choose other rank keys"));
            }
            *slot = entry.rank;
        }
    }
    Ok((rows, slots))
}

/// The ranks of flushes by the 13-bit mask of their ranks; 0 below five ranks.
fn flushes() -> Vec<u16> {
    (0..8192u16).map(|mask| if mask.count_ones() < 5 { 0 } else { formulas::rank_of_flush(mask) }).collect()
}

fn write_table(text: &mut String, name: &str, values: &[u16]) -> std::fmt::Result {
    writeln!(text, "pub(super) static {name}: [u16; {}] = [", values.len())?;
    for value in values {
        write!(text, "{value},")?;
    }
    writeln!(text, "];")
}
