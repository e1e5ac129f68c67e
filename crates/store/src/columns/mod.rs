//! Tables for other programs: named columns, written row by row, as comma-separated values, JSON or Apache
//! Parquet.
//!
//! | module | writes |
//! |---|---|
//! | `csv` | a head and a line for each row; fields in quotes where they need them (RFC 4180) |
//! | `json` | an array with an object for each row |
//! | `parquet` | columns, compressed with zstd; with the feature `parquet` |
//!
//! A writer holds no more than the rows that are written together, however many come. Numbers are written as
//! the shortest text that reads back as the same bits. What is absent is an empty field, `null`, or a null of
//! Parquet. A number that is not finite is `NaN`, `inf` or `-inf` in CSV, `null` in JSON, which has no such
//! numbers, and itself in Parquet.
//!
//! ```
//! use holdem_store::columns::{Column, TableFormat, TableWriter};
//!
//! const COLUMNS: [Column; 2] = [Column::text("tag"), Column::number("value").optional()];
//! let mut file = Vec::new();
//! let mut table = TableWriter::new(&mut file, &COLUMNS, TableFormat::Csv)?;
//! table.row(&["a, b".into(), 0.25.into()])?;
//! table.row(&["c".into(), None::<f64>.into()])?;
//! assert_eq!(table.finish()?, 2);
//! assert_eq!(file, b"tag,value\n\"a, b\",0.25\nc,\n");
//! # Ok::<(), std::io::Error>(())
//! ```

mod cell;
mod csv;
mod json;
#[cfg(feature = "parquet")]
mod parquet;

use std::io::{self, Write};
use std::path::Path;

pub use cell::{Cell, Column, ColumnKind};

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// Comma-separated values.
    Csv,
    /// An array of objects.
    Json,
    /// Apache Parquet.
    Parquet,
}

impl TableFormat {
    /// The format that the ending of a name stands for: `.csv`, `.json` or `.parquet`.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }

    /// Whether this program can write it.
    pub const fn is_available(self) -> bool {
        !matches!(self, Self::Parquet) || cfg!(feature = "parquet")
    }
}

/// What each format does with rows.
trait Rows {
    /// Takes a row whose cells are those of the columns.
    fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()>;
    /// Writes what is left.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// A table being written.
#[must_use = "a table is whole after `finish`"]
pub struct TableWriter<'w> {
    columns: &'static [Column],
    count: u64,
    rows: Box<dyn Rows + Send + 'w>,
}

impl<'w> TableWriter<'w> {
    /// Begins a table.
    ///
    /// # Errors
    /// Those of `out`; [`io::ErrorKind::Unsupported`] for a format that this program [cannot
    /// write](TableFormat::is_available).
    pub fn new(
        out: impl Write + Send + 'w,
        columns: &'static [Column],
        format: TableFormat,
    ) -> io::Result<Self> {
        let rows: Box<dyn Rows + Send + 'w> = match format {
            TableFormat::Csv => Box::new(csv::Csv::new(out, columns)?),
            TableFormat::Json => Box::new(json::Json::new(out, columns)?),
            #[cfg(feature = "parquet")]
            TableFormat::Parquet => Box::new(parquet::Parquet::new(out, columns)?),
            #[cfg(not(feature = "parquet"))]
            TableFormat::Parquet => {
                let message = "this program was built without the feature `parquet`";
                return Err(io::Error::new(io::ErrorKind::Unsupported, message));
            }
        };
        Ok(Self { columns, count: 0, rows })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Those of the writer.
    ///
    /// # Panics
    /// If the cells are not those of the columns.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        let fits = cells.len() == self.columns.len()
            && self.columns.iter().zip(cells).all(|(column, cell)| column.takes(cell));
        assert!(fits, "{cells:?} are no cells of {:?}", self.columns);
        self.count += 1;
        self.rows.row(cells)
    }

    /// Writes what is left; returns the number of rows.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(self) -> io::Result<u64> {
        self.rows.finish()?;
        Ok(self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 4] = [
        Column::text("a name"),
        Column::whole("to").optional(),
        Column::number("value").optional(),
        Column::short("share"),
    ];

    fn written(format: TableFormat, rows: &[[Cell<'_>; 4]]) -> String {
        let mut file = Vec::new();
        let mut table = TableWriter::new(&mut file, &COLUMNS, format).unwrap();
        rows.iter().for_each(|row| table.row(row).unwrap());
        assert_eq!(table.finish().unwrap(), rows.len() as u64);
        String::from_utf8(file).unwrap()
    }

    fn rows() -> [[Cell<'static>; 4]; 3] {
        [
            ["x".into(), 50_u32.into(), 0.1.into(), 0.1_f32.into()],
            ["say \"a\", b\\\n\u{1}".into(), None::<u32>.into(), f64::NAN.into(), 1.0_f32.into()],
            ["".into(), Cell::Whole(-1), 1e-9.into(), 0.0_f32.into()],
        ]
    }

    #[test]
    fn csv_has_quotes_where_it_needs_them_and_numbers_that_read_back() {
        let text = written(TableFormat::Csv, &rows());
        let expected =
            "a name,to,value,share\nx,50,0.1,0.1\n\"say \"\"a\"\", b\\\n\u{1}\",,NaN,1.0\n,-1,1e-9,0.0\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn json_is_an_array_of_objects_with_nulls_for_what_it_has_no_numbers_for() {
        let text = written(TableFormat::Json, &rows());
        let expected = "[\n{\"a name\": \"x\", \"to\": 50, \"value\": 0.1, \"share\": 0.1},\n\
            {\"a name\": \"say \\\"a\\\", b\\\\\\u000a\\u0001\", \"to\": null, \"value\": null, \
            \"share\": 1.0},\n\
            {\"a name\": \"\", \"to\": -1, \"value\": 1e-9, \"share\": 0.0}\n]\n";
        assert_eq!(text, expected);
        assert_eq!(written(TableFormat::Json, &[]), "[]\n");
    }

    #[test]
    fn the_ending_of_a_name_says_the_format() {
        let of = |name: &str| TableFormat::of(Path::new(name));
        assert_eq!(of("a/b.csv"), Some(TableFormat::Csv));
        assert_eq!(of("b.x.json"), Some(TableFormat::Json));
        assert_eq!(of("b.parquet"), Some(TableFormat::Parquet));
        assert_eq!([of("csv"), of("b.CSV.gz"), of("b.txt"), of("")], [None; 4]);
    }

    #[test]
    #[should_panic(expected = "no cells of")]
    fn a_row_of_other_columns_is_refused() {
        written(TableFormat::Csv, &[[Cell::Absent, Cell::Absent, Cell::Absent, 0.5_f32.into()]]);
    }
}
