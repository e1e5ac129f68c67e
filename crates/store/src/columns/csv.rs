//! Comma-separated values.

use std::io::{self, BufWriter, Write};

use super::{Cell, Column, Rows};

/// Writes a line for each row.
pub(super) struct Csv<W: Write> {
    out: BufWriter<W>,
}

impl<W: Write> Csv<W> {
    /// Writes the head.
    pub(super) fn new(out: W, columns: &[Column]) -> io::Result<Self> {
        let mut new = Self { out: BufWriter::new(out) };
        let head: Vec<Cell<'_>> = columns.iter().map(|column| column.name.into()).collect();
        new.row(&head)?;
        Ok(new)
    }
}

impl<W: Write> Rows for Csv<W> {
    fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        for (number, cell) in cells.iter().enumerate() {
            if number > 0 {
                self.out.write_all(b",")?;
            }
            field(&mut self.out, cell)?;
        }
        self.out.write_all(b"\n")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

fn field(out: &mut impl Write, cell: &Cell<'_>) -> io::Result<()> {
    match *cell {
        Cell::Absent => Ok(()),
        Cell::Text(text) if text.contains([',', '"', '\n', '\r']) => {
            write!(out, "\"{}\"", text.replace('"', "\"\""))
        }
        Cell::Text(text) => out.write_all(text.as_bytes()),
        Cell::Whole(number) => write!(out, "{number}"),
        Cell::Number(number) => write!(out, "{number:?}"),
        Cell::Short(number) => write!(out, "{number:?}"),
    }
}
