//! The results of a batch as tables: one with a row for each flop and action, and one with a row for each
//! flop, player, part of the range and action.

use std::io::{self, Write};

use holdem_store::columns::{Cell, Column, TableFormat, TableWriter};

use super::FlopResult;
use crate::solution::RangePart;

/// A row for each flop and action.
const FLOPS: [Column; 18] = [
    Column::text("flop"),
    Column::text("line"),
    Column::text("high_card"),
    Column::text("pairing"),
    Column::text("suits"),
    Column::text("connectedness"),
    Column::text("action"),
    Column::whole("boards"),
    Column::whole("iterations"),
    Column::number("weight"),
    Column::number("exploitability_pct_of_pot"),
    Column::number("ev_oop"),
    Column::number("ev_ip"),
    Column::number("equity_oop"),
    Column::number("equity_ip"),
    Column::number("realisation_oop"),
    Column::number("realisation_ip"),
    Column::number("frequency"),
];

/// A row for each flop, player, part of the range and action.
const PARTS: [Column; 12] = [
    Column::text("flop"),
    Column::text("line"),
    Column::text("player"),
    Column::text("by"),
    Column::text("part"),
    Column::text("action").optional(),
    Column::number("weight"),
    Column::number("combos"),
    Column::number("share"),
    Column::number("ev"),
    Column::number("equity"),
    Column::number("frequency").optional(),
];

/// Writes a row for each flop and action.
///
/// # Errors
/// Those of [`TableWriter`].
pub fn write_flops(out: impl Write + Send, results: &[FlopResult], format: TableFormat) -> io::Result<()> {
    let mut table = TableWriter::new(out, &FLOPS, format)?;
    for flop in results {
        let texture = flop.texture();
        let high_card = texture.high_card();
        for (action, frequency) in &flop.actions {
            table.row(&[
                (&flop.flop).into(),
                (&flop.line).into(),
                (&high_card).into(),
                texture.pairing().into(),
                texture.suits().into(),
                texture.connectedness().into(),
                action.into(),
                (flop.boards as i64).into(),
                (flop.iterations as i64).into(),
                flop.weight.into(),
                flop.exploitability_pct_of_pot.into(),
                flop.ev.oop.into(),
                flop.ev.ip.into(),
                flop.equity.oop.into(),
                flop.equity.ip.into(),
                flop.equity_realisation.oop.into(),
                flop.equity_realisation.ip.into(),
                (*frequency).into(),
            ])?;
        }
    }
    table.finish().map(drop)
}

/// Writes a row for each flop, player, part of the range and action; a player who does not act has one row
/// without an action.
///
/// # Errors
/// Those of [`TableWriter`].
pub fn write_parts(out: impl Write + Send, results: &[FlopResult], format: TableFormat) -> io::Result<()> {
    let mut table = TableWriter::new(out, &PARTS, format)?;
    for flop in results {
        for (number, player) in ["oop", "ip"].into_iter().enumerate() {
            for part in flop.parts.get(number) {
                for (action, frequency) in actions(flop, part) {
                    table.row(&part_cells(flop, player, part, action, frequency))?;
                }
            }
        }
    }
    table.finish().map(drop)
}

/// The actions of a part with their frequencies; nothing once where its player does not act.
fn actions<'a>(flop: &'a FlopResult, part: &'a RangePart) -> Vec<(Option<&'a String>, Option<f64>)> {
    let names = flop.actions.iter().map(|(name, _)| Some(name));
    let found: Vec<_> = names.zip(part.frequencies.iter().copied().map(Some)).collect();
    if found.is_empty() { vec![(None, None)] } else { found }
}

fn part_cells<'a>(
    flop: &'a FlopResult,
    player: &'a str,
    part: &'a RangePart,
    action: Option<&'a String>,
    frequency: Option<f64>,
) -> [Cell<'a>; 12] {
    [
        (&flop.flop).into(),
        (&flop.line).into(),
        player.into(),
        part.by.name().into(),
        (&part.name).into(),
        action.into(),
        flop.weight.into(),
        part.combos.into(),
        part.share.into(),
        part.ev.into(),
        part.equity.into(),
        frequency.into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solution::{ByPlayer, DividedBy};

    fn result() -> FlopResult {
        let part = |name: &str, frequencies: Vec<f64>| RangePart {
            by: DividedBy::Made,
            name: name.to_owned(),
            combos: 3.0,
            share: 0.5,
            ev: 12.5,
            equity: 0.625,
            frequencies,
        };
        let both = |oop, ip| ByPlayer { oop, ip };
        FlopResult {
            flop: "Qs Jh 2h".to_owned(),
            weight: 24.0,
            line: "x".to_owned(),
            boards: 1,
            spot_hash: String::new(),
            iterations: 70,
            exploitability_pct_of_pot: 0.25,
            ev: both(40.0, 60.0),
            equity: both(0.4, 0.6),
            equity_realisation: both(1.0, 1.0),
            actions: vec![("x".to_owned(), 0.75), ("b50".to_owned(), 0.25)],
            parts: ByPlayer { oop: vec![part("set", vec![])], ip: vec![part("pair", vec![0.75, 0.25])] },
        }
    }

    /// The rows of a table.
    fn rows(write: impl Fn(&mut Vec<u8>) -> io::Result<()>) -> Vec<String> {
        let mut file = Vec::new();
        write(&mut file).unwrap();
        String::from_utf8(file).unwrap().lines().skip(1).map(str::to_owned).collect()
    }

    #[test]
    fn flops_and_parts_have_a_row_for_each_action() {
        let results = [result()];
        let flops = rows(|out| write_flops(out, &results, TableFormat::Csv));
        let texture = "Qs Jh 2h,x,Q high,unpaired,two-tone,disconnected";
        assert_eq!(flops[0], format!("{texture},x,1,70,24.0,0.25,40.0,60.0,0.4,0.6,1.0,1.0,0.75"));
        assert_eq!(flops[1], format!("{texture},b50,1,70,24.0,0.25,40.0,60.0,0.4,0.6,1.0,1.0,0.25"));
        let parts = rows(|out| write_parts(out, &results, TableFormat::Csv));
        let expected = [
            "Qs Jh 2h,x,oop,made,set,,24.0,3.0,0.5,12.5,0.625,",
            "Qs Jh 2h,x,ip,made,pair,x,24.0,3.0,0.5,12.5,0.625,0.75",
            "Qs Jh 2h,x,ip,made,pair,b50,24.0,3.0,0.5,12.5,0.625,0.25",
        ];
        assert_eq!((flops.len(), parts), (2, expected.map(str::to_owned).to_vec()));
    }
}
