//! A strategy as comma-separated values; the columns of [`table`](super::table).

use std::io::{self, Write};

use holdem_cfr::Strategy;

use super::ExportOptions;
use super::table::{COLUMNS, Decision, bucket_names};
use crate::game::Game;

/// Writes a strategy as comma-separated values with a header; returns the number of rows below it. No text in
/// these columns has a comma or a quotation mark.
///
/// # Errors
/// Those of the writer.
pub fn write_csv(
    out: &mut dyn Write,
    game: &Game,
    strategy: &Strategy,
    options: &ExportOptions,
) -> io::Result<u64> {
    let (names, mut count) = (bucket_names(game), 0);
    writeln!(out, "{}", COLUMNS.join(","))?;
    for decision in options.decisions(game) {
        count += write_decision(out, &Decision::new(game, strategy, &names, decision), options.decimals)?;
    }
    Ok(count)
}

fn write_decision(out: &mut dyn Write, at: &Decision<'_>, decimals: usize) -> io::Result<u64> {
    let head = format!("{},{},{}", at.history, at.street, at.player);
    let tails: Vec<String> = at
        .actions
        .iter()
        .map(|(action, to)| format!("{action},{}", to.map_or_else(String::new, |to| to.to_string())))
        .collect();
    for (bucket, (hand, row)) in at.hands.iter().zip(at.rows.chunks_exact(tails.len())).enumerate() {
        for (tail, probability) in tails.iter().zip(row) {
            writeln!(out, "{head},{bucket},{hand},{tail},{probability:.decimals$}")?;
        }
    }
    Ok(at.rows.len() as u64)
}
