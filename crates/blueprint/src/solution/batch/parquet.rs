//! The results of a batch as Apache Parquet files: one with a row for each flop and action, and one with a
//! row for each flop, player, part of the range and action.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::FlopResult;
use crate::solution::RangePart;

/// A column: its name and values.
struct Column<T> {
    name: &'static str,
    values: Vec<T>,
    /// `[row]`: 1 where there is a value; `None` if there is one everywhere.
    present: Option<Vec<i16>>,
}

impl<T> Column<T> {
    fn of<R>(name: &'static str, rows: &[R], value: impl Fn(&R) -> T) -> Self {
        Self { name, values: rows.iter().map(value).collect(), present: None }
    }

    fn optional<R>(name: &'static str, rows: &[R], value: impl Fn(&R) -> Option<T>) -> Self {
        let all: Vec<Option<T>> = rows.iter().map(value).collect();
        let present = all.iter().map(|value| i16::from(value.is_some())).collect();
        Self { name, values: all.into_iter().flatten().collect(), present: Some(present) }
    }

    fn schema(&self, kind: &str) -> String {
        let need = if self.present.is_some() { "optional" } else { "required" };
        match kind {
            "string" => format!("{need} binary {} (string);", self.name),
            kind => format!("{need} {kind} {};", self.name),
        }
    }
}

/// Columns of one table, texts first.
struct Table {
    texts: Vec<Column<String>>,
    counts: Vec<Column<i64>>,
    numbers: Vec<Column<f64>>,
}

impl Table {
    fn schema(&self) -> String {
        let texts = self.texts.iter().map(|column| column.schema("string"));
        let counts = self.counts.iter().map(|column| column.schema("int64"));
        let numbers = self.numbers.iter().map(|column| column.schema("double"));
        let columns: Vec<String> = texts.chain(counts).chain(numbers).collect();
        format!("message flops {{ {} }}", columns.join(" "))
    }

    fn write(&self, out: impl Write + Send) -> Result<(), ParquetError> {
        let schema = Arc::new(parse_message_type(&self.schema())?);
        let level = Compression::ZSTD(ZstdLevel::try_new(3)?);
        let properties = WriterProperties::builder().set_compression(level).build();
        let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
        let mut group = file.next_row_group()?;
        let missing = "the schema has every column";
        for Column { values, present, .. } in &self.texts {
            let values: Vec<ByteArray> = values.iter().map(|text| ByteArray::from(text.as_str())).collect();
            let mut column = group.next_column()?.expect(missing);
            column.typed::<ByteArrayType>().write_batch(&values, present.as_deref(), None)?;
            column.close()?;
        }
        for Column { values, present, .. } in &self.counts {
            let mut column = group.next_column()?.expect(missing);
            column.typed::<Int64Type>().write_batch(values, present.as_deref(), None)?;
            column.close()?;
        }
        for Column { values, present, .. } in &self.numbers {
            let mut column = group.next_column()?.expect(missing);
            column.typed::<DoubleType>().write_batch(values, present.as_deref(), None)?;
            column.close()?;
        }
        group.close()?;
        file.close()?;
        Ok(())
    }
}

/// Writes a row for each flop and action.
///
/// # Errors
/// Those of the writer.
pub fn write_flops(out: impl Write + Send, results: &[FlopResult]) -> io::Result<()> {
    type Row<'a> = (&'a FlopResult, &'a (String, f64));
    let rows: Vec<Row<'_>> =
        results.iter().flat_map(|flop| flop.actions.iter().map(move |action| (flop, action))).collect();
    let text = |name, value: fn(&FlopResult) -> String| Column::of(name, &rows, |row: &Row<'_>| value(row.0));
    let number = |name, value: fn(&FlopResult) -> f64| Column::of(name, &rows, |row: &Row<'_>| value(row.0));
    let count = |name, value: fn(&FlopResult) -> i64| Column::of(name, &rows, |row: &Row<'_>| value(row.0));
    let table = Table {
        texts: vec![
            text("flop", |flop| flop.flop.clone()),
            text("line", |flop| flop.line.clone()),
            text("high_card", |flop| flop.texture().high_card()),
            text("pairing", |flop| flop.texture().pairing().to_owned()),
            text("suits", |flop| flop.texture().suits().to_owned()),
            text("connectedness", |flop| flop.texture().connectedness().to_owned()),
            Column::of("action", &rows, |(_, (action, _))| action.clone()),
        ],
        counts: vec![
            count("boards", |flop| flop.boards as i64),
            count("iterations", |flop| flop.iterations as i64),
        ],
        numbers: vec![
            number("weight", |flop| flop.weight),
            number("exploitability_pct_of_pot", |flop| flop.exploitability_pct_of_pot),
            number("ev_oop", |flop| flop.ev.oop),
            number("ev_ip", |flop| flop.ev.ip),
            number("equity_oop", |flop| flop.equity.oop),
            number("equity_ip", |flop| flop.equity.ip),
            number("realisation_oop", |flop| flop.equity_realisation.oop),
            number("realisation_ip", |flop| flop.equity_realisation.ip),
            Column::of("frequency", &rows, |(_, (_, frequency))| *frequency),
        ],
    };
    table.write(out).map_err(io::Error::other)
}

/// A part of a range on a flop, and one of the actions if its player acts.
struct PartRow<'a> {
    flop: &'a FlopResult,
    player: &'static str,
    part: &'a RangePart,
    action: Option<(&'a str, f64)>,
}

fn part_rows(results: &[FlopResult]) -> Vec<PartRow<'_>> {
    let mut rows = Vec::new();
    for flop in results {
        for (number, player) in ["oop", "ip"].into_iter().enumerate() {
            for part in flop.parts.get(number) {
                let row = |action| PartRow { flop, player, part, action };
                let names = flop.actions.iter().map(|(name, _)| name.as_str());
                rows.extend(names.zip(part.frequencies.iter().copied()).map(|action| row(Some(action))));
                rows.extend(part.frequencies.is_empty().then(|| row(None)));
            }
        }
    }
    rows
}

/// Writes a row for each flop, player, part of the range and action; a player who does not act has one row
/// without an action.
///
/// # Errors
/// Those of the writer.
pub fn write_parts(out: impl Write + Send, results: &[FlopResult]) -> io::Result<()> {
    let rows = part_rows(results);
    let table = Table {
        texts: vec![
            Column::of("flop", &rows, |row| row.flop.flop.clone()),
            Column::of("line", &rows, |row| row.flop.line.clone()),
            Column::of("player", &rows, |row| row.player.to_owned()),
            Column::of("by", &rows, |row| row.part.by.name().to_owned()),
            Column::of("part", &rows, |row| row.part.name.clone()),
            Column::optional("action", &rows, |row| row.action.map(|(name, _)| name.to_owned())),
        ],
        counts: Vec::new(),
        numbers: vec![
            Column::of("weight", &rows, |row| row.flop.weight),
            Column::of("combos", &rows, |row| row.part.combos),
            Column::of("share", &rows, |row| row.part.share),
            Column::of("ev", &rows, |row| row.part.ev),
            Column::of("equity", &rows, |row| row.part.equity),
            Column::optional("frequency", &rows, |row| row.action.map(|(_, frequency)| frequency)),
        ],
    };
    table.write(out).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solution::{ByPlayer, DividedBy};
    use parquet::file::reader::{FileReader, SerializedFileReader};

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

    /// The rows of a file as text.
    fn rows(write: impl Fn(&std::fs::File) -> io::Result<()>) -> Vec<String> {
        let file = tempfile::tempfile().unwrap();
        write(&file).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect()
    }

    #[test]
    fn flops_and_parts_come_back_as_they_were_written() {
        let results = [result()];
        let flops = rows(|out| write_flops(out, &results));
        assert_eq!(flops.len(), 2);
        for wanted in ["Qs Jh 2h", "b50", "ev_ip: 60.0", "iterations: 70", "frequency: 0.25"] {
            assert!(flops[1].contains(wanted), "{wanted}: {}", flops[1]);
        }
        let parts = rows(|out| write_parts(out, &results));
        assert_eq!(parts.len(), 3);
        assert!(parts[0].contains("action: null") && parts[0].contains("frequency: null"), "{}", parts[0]);
        assert!(parts[2].contains("b50") && parts[2].contains("equity: 0.625"), "{}", parts[2]);
    }
}
