//! Apache Parquet: groups of rows, texts as dictionaries, compressed with zstd.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnWriterImpl;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, FloatType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;

use super::{Cell, Column, ColumnKind, Rows};

/// Rows that are written together: at a dozen columns about 80 MB of memory.
const GROUP_ROWS: usize = 1 << 20;

/// Texts that are handed over at a time.
const TEXTS: usize = 1 << 12;

/// Writes groups of rows.
pub(super) struct Parquet<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Waiting>,
    group_rows: usize,
    rows: usize,
}

impl<W: Write + Send> Parquet<W> {
    /// Begins a file.
    pub(super) fn new(out: W, columns: &[Column]) -> io::Result<Self> {
        Self::with_groups(out, columns, GROUP_ROWS)
    }

    fn with_groups(out: W, columns: &[Column], group_rows: usize) -> io::Result<Self> {
        let file = begun(out, columns).map_err(failed)?;
        Ok(Self { file, columns: columns.iter().map(Waiting::new).collect(), group_rows, rows: 0 })
    }

    /// Writes the rows that wait, if there are any, and forgets them.
    fn group(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group()?;
        for waiting in &mut self.columns {
            let mut column = group.next_column()?.expect("the schema has every column");
            waiting.write(&mut column)?;
            column.close()?;
            waiting.clear();
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

impl<W: Write + Send> Rows for Parquet<W> {
    fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        self.columns.iter_mut().zip(cells).for_each(|(column, cell)| column.add(cell));
        self.rows += 1;
        if self.rows >= self.group_rows {
            self.group().map_err(failed)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.group().map_err(failed)?;
        self.file.close().map_err(failed)?;
        Ok(())
    }
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

fn begun<W: Write + Send>(out: W, columns: &[Column]) -> Result<SerializedFileWriter<W>, ParquetError> {
    let columns: Vec<String> = columns.iter().map(field).collect();
    let schema = parse_message_type(&format!("message table {{ {} }}", columns.join(" ")))?;
    let level = Compression::ZSTD(ZstdLevel::try_new(3)?);
    let properties = WriterProperties::builder().set_compression(level).build();
    SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))
}

/// A column as the schema has it.
fn field(&Column { name, kind, is_optional }: &Column) -> String {
    let need = if is_optional { "optional" } else { "required" };
    match kind {
        ColumnKind::Text => format!("{need} binary {name} (string);"),
        ColumnKind::Whole => format!("{need} int64 {name};"),
        ColumnKind::Number => format!("{need} double {name};"),
        ColumnKind::Short => format!("{need} float {name};"),
    }
}

/// A column's cells of the rows that wait.
struct Waiting {
    values: Values,
    /// `[row]`: 1 where there is a value; `None` if there is one everywhere.
    present: Option<Vec<i16>>,
}

/// Values that are there, in the order of their rows.
enum Values {
    Text(Texts),
    Whole(Vec<i64>),
    Number(Vec<f64>),
    Short(Vec<f32>),
}

impl Waiting {
    fn new(column: &Column) -> Self {
        let values = match column.kind {
            ColumnKind::Text => Values::Text(Texts::default()),
            ColumnKind::Whole => Values::Whole(Vec::new()),
            ColumnKind::Number => Values::Number(Vec::new()),
            ColumnKind::Short => Values::Short(Vec::new()),
        };
        Self { values, present: column.is_optional.then(Vec::new) }
    }

    fn add(&mut self, cell: &Cell<'_>) {
        if let Some(present) = &mut self.present {
            present.push(i16::from(*cell != Cell::Absent));
        }
        match (&mut self.values, *cell) {
            (Values::Text(values), Cell::Text(text)) => values.add(text),
            (Values::Whole(values), Cell::Whole(number)) => values.push(number),
            (Values::Number(values), Cell::Number(number)) => values.push(number),
            (Values::Short(values), Cell::Short(number)) => values.push(number),
            // Compared with the columns before; what is absent has no value.
            _ => {}
        }
    }

    fn write(&self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let present = self.present.as_deref();
        match &self.values {
            Values::Text(texts) => texts.write(column.typed::<ByteArrayType>(), present)?,
            Values::Whole(values) => drop(column.typed::<Int64Type>().write_batch(values, present, None)?),
            Values::Number(values) => drop(column.typed::<DoubleType>().write_batch(values, present, None)?),
            Values::Short(values) => drop(column.typed::<FloatType>().write_batch(values, present, None)?),
        }
        Ok(())
    }

    fn clear(&mut self) {
        match &mut self.values {
            Values::Text(texts) => *texts = Texts::default(),
            Values::Whole(values) => values.clear(),
            Values::Number(values) => values.clear(),
            Values::Short(values) => values.clear(),
        }
        self.present.iter_mut().for_each(Vec::clear);
    }
}

/// Texts, each of them once.
#[derive(Default)]
struct Texts {
    known: HashMap<Arc<str>, u32>,
    /// By number.
    texts: Vec<Arc<str>>,
    /// `[value]`: number of its text.
    values: Vec<u32>,
}

impl Texts {
    fn add(&mut self, text: &str) {
        // Rows that follow each other mostly share their texts.
        let last = self.values.last().copied().filter(|&last| *self.texts[last as usize] == *text);
        let number = last.unwrap_or_else(|| self.number(text));
        self.values.push(number);
    }

    fn number(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.known.get(text) {
            return number;
        }
        let (number, text): (_, Arc<str>) = (self.texts.len() as u32, text.into());
        self.known.insert(Arc::clone(&text), number);
        self.texts.push(text);
        number
    }

    fn write(
        &self,
        column: &mut ColumnWriterImpl<'_, ByteArrayType>,
        present: Option<&[i16]>,
    ) -> Result<(), ParquetError> {
        let texts: Vec<ByteArray> = self.texts.iter().map(|text| ByteArray::from(&**text)).collect();
        let shared = |values: &[u32]| -> Vec<ByteArray> {
            values.iter().map(|&number| texts[number as usize].clone()).collect()
        };
        let Some(present) = present else {
            for values in self.values.chunks(TEXTS) {
                column.write_batch(&shared(values), None, None)?;
            }
            return Ok(());
        };
        let mut rest = &self.values[..];
        for present in present.chunks(TEXTS) {
            let (values, behind) = rest.split_at(present.iter().filter(|&&level| level == 1).count());
            column.write_batch(&shared(values), Some(present), None)?;
            rest = behind;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};

    use super::*;

    const COLUMNS: [Column; 5] = [
        Column::text("line"),
        Column::text("action").optional(),
        Column::whole("to").optional(),
        Column::number("value"),
        Column::short("share").optional(),
    ];

    /// The rows of a file as text, and its groups.
    fn read(rows: usize, group_rows: usize) -> (Vec<String>, usize) {
        let file = tempfile::tempfile().unwrap();
        let mut table = Box::new(Parquet::with_groups(&file, &COLUMNS, group_rows).unwrap());
        for row in 0..rows {
            let line = format!("line {}", row / 3);
            let action = ["x", "b50", "a"].get(row % 4).copied();
            let to = (row % 2 == 1).then_some(row as i64);
            let share = (row % 5 > 0).then_some(row as f32 / 8.0);
            let cells = [(&line).into(), action.into(), to.into(), (row as f64 / 4.0).into(), share.into()];
            table.row(&cells).unwrap();
        }
        table.finish().unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let read = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        (read, reader.num_row_groups())
    }

    #[test]
    fn rows_come_back_as_they_were_written_over_groups_and_chunks() {
        for (rows, group_rows, groups) in [(0, 4, 0), (7, 3, 3), (3 * TEXTS + 1, 2 * TEXTS, 2)] {
            let (read, found) = read(rows, group_rows);
            assert_eq!((read.len(), found), (rows, groups));
            for (row, text) in read.iter().enumerate() {
                let quoted = |text: &&str| format!("\"{text}\"");
                let action = ["x", "b50", "a"].get(row % 4).map_or("null".to_owned(), quoted);
                let to = if row % 2 == 1 { row.to_string() } else { "null".to_owned() };
                for wanted in
                    [format!("\"line {}\"", row / 3), format!("action: {action}"), format!("to: {to}")]
                {
                    assert!(text.contains(&wanted), "{wanted}: {text}");
                }
                assert_eq!(text.contains("share: null"), row % 5 == 0, "{text}");
            }
        }
    }

    #[test]
    fn equal_texts_are_kept_once() {
        let mut texts = Texts::default();
        ["a", "a", "b", "a", "b"].into_iter().for_each(|text| texts.add(text));
        assert_eq!((texts.texts.len(), texts.values), (2, vec![0, 0, 1, 0, 1]));
    }
}
