//! An array of objects, one a line.

use std::io::{self, BufWriter, Write};

use super::{Cell, Column, Rows};

/// Writes an object for each row.
pub(super) struct Json<W: Write> {
    out: BufWriter<W>,
    /// `[column]`: what stands before its value: `, "tag": `.
    keys: Vec<Vec<u8>>,
    is_empty: bool,
}

impl<W: Write> Json<W> {
    /// Opens the array.
    pub(super) fn new(out: W, columns: &[Column]) -> io::Result<Self> {
        let mut keys = Vec::new();
        for column in columns {
            let mut key = if keys.is_empty() { b"{".to_vec() } else { b", ".to_vec() };
            text(&mut key, column.name)?;
            key.extend(b": ");
            keys.push(key);
        }
        let mut out = BufWriter::new(out);
        out.write_all(b"[")?;
        Ok(Self { out, keys, is_empty: true })
    }
}

impl<W: Write> Rows for Json<W> {
    fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        self.out.write_all(if self.is_empty { b"\n" } else { b",\n" })?;
        self.is_empty = false;
        for (key, cell) in self.keys.iter().zip(cells) {
            self.out.write_all(key)?;
            value(&mut self.out, cell)?;
        }
        self.out.write_all(b"}")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.write_all(if self.is_empty { b"]\n" } else { b"\n]\n" })?;
        self.out.flush()
    }
}

fn value(out: &mut impl Write, cell: &Cell<'_>) -> io::Result<()> {
    match *cell {
        Cell::Text(words) => text(out, words),
        Cell::Whole(number) => write!(out, "{number}"),
        Cell::Number(number) if number.is_finite() => write!(out, "{number:?}"),
        Cell::Short(number) if number.is_finite() => write!(out, "{number:?}"),
        Cell::Absent | Cell::Number(_) | Cell::Short(_) => out.write_all(b"null"),
    }
}

/// A text in quotes, with what may not stand there escaped (RFC 8259).
fn text(out: &mut impl Write, text: &str) -> io::Result<()> {
    out.write_all(b"\"")?;
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c < ' ' || c == '"' || c == '\\') {
        let (before, behind) = rest.split_at(at);
        let escaped = behind.as_bytes()[0];
        out.write_all(before.as_bytes())?;
        match escaped {
            b'"' | b'\\' => out.write_all(&[b'\\', escaped])?,
            control => write!(out, "\\u{control:04x}")?,
        }
        rest = &behind[1..];
    }
    out.write_all(rest.as_bytes())?;
    out.write_all(b"\"")
}
