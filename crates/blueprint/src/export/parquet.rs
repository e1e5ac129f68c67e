//! A strategy as an Apache Parquet file; the columns of [`table`](super::table), texts as dictionaries,
//! compressed with zstd.

use std::io::{self, Write};
use std::sync::Arc;

use holdem_cfr::Strategy;
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, ByteArrayType, FloatType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::ExportOptions;
use super::table::{Decision, bucket_names};
use crate::game::Game;

const SCHEMA: &str = "message strategy {
    required binary history (string);
    required binary street (string);
    required int32 player;
    required int32 bucket;
    required binary hand (string);
    required binary action (string);
    optional int32 to;
    required float probability;
}";

/// Smallest number of rows that are written together: about 60 MB of memory.
const GROUP_ROWS: usize = 1 << 20;

/// Writes a strategy as Parquet; returns the number of rows.
///
/// # Errors
/// Those of the writer.
pub fn write_parquet(
    out: impl Write + Send,
    game: &Game,
    strategy: &Strategy,
    options: &ExportOptions,
) -> io::Result<u64> {
    let names = bucket_names(game);
    let schema = Arc::new(parse_message_type(SCHEMA).map_err(failed)?);
    let level = ZstdLevel::try_new(3).map_err(failed)?;
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
    let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(failed)?;
    let (mut group, mut count) = (Group::default(), 0);
    for decision in options.decisions(game) {
        group.add(&Decision::new(game, strategy, &names, decision));
        if group.len() >= GROUP_ROWS {
            count += group.write(&mut file)?;
        }
    }
    count += group.write(&mut file)?;
    file.close().map_err(failed)?;
    Ok(count)
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

/// Rows waiting to be written, column by column. Equal texts share their memory.
#[derive(Default)]
struct Group {
    history: Vec<ByteArray>,
    street: Vec<ByteArray>,
    player: Vec<i32>,
    bucket: Vec<i32>,
    hand: Vec<ByteArray>,
    action: Vec<ByteArray>,
    /// Of raises alone.
    to: Vec<i32>,
    /// `[row]`: 1 for a raise.
    has_to: Vec<i16>,
    probability: Vec<f32>,
}

impl Group {
    fn len(&self) -> usize {
        self.probability.len()
    }

    fn add(&mut self, at: &Decision<'_>) {
        let (history, street) = (ByteArray::from(&*at.history), ByteArray::from(at.street));
        let actions: Vec<_> = at.actions.iter().map(|(text, to)| (ByteArray::from(&**text), *to)).collect();
        for (bucket, hand) in at.hands.iter().enumerate() {
            let hand = ByteArray::from(&**hand);
            for (action, to) in &actions {
                self.history.push(history.clone());
                self.street.push(street.clone());
                self.player.push(at.player.into());
                self.bucket.push(bucket as i32);
                self.hand.push(hand.clone());
                self.action.push(action.clone());
                self.to.extend(to.map(|to| to as i32));
                self.has_to.push(to.is_some().into());
            }
        }
        self.probability.extend(at.rows);
    }

    /// Writes the rows, if there are any, and clears them.
    fn write<W: Write + Send>(&mut self, file: &mut SerializedFileWriter<W>) -> io::Result<u64> {
        let rows = std::mem::take(self);
        if rows.len() == 0 {
            return Ok(0);
        }
        let mut group = file.next_row_group().map_err(failed)?;
        rows.columns(&mut group).map_err(failed)?;
        group.close().map_err(failed)?;
        Ok(rows.len() as u64)
    }

    /// Writes the columns in the order of the schema.
    fn columns<W: Write + Send>(
        &self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        let mut texts = [&self.history, &self.street, &self.hand, &self.action].into_iter();
        let mut numbers =
            [(&self.player, None), (&self.bucket, None), (&self.to, Some(&*self.has_to))].into_iter();
        while let Some(mut column) = group.next_column()? {
            match column.untyped() {
                ColumnWriter::ByteArrayColumnWriter(_) => {
                    let values = texts.next().expect("the schema has four columns of text");
                    column.typed::<ByteArrayType>().write_batch(values, None, None)?
                }
                ColumnWriter::Int32ColumnWriter(_) => {
                    let (values, present) = numbers.next().expect("the schema has three whole numbers");
                    column.typed::<Int32Type>().write_batch(values, present, None)?
                }
                _ => column.typed::<FloatType>().write_batch(&self.probability, None, None)?,
            };
            column.close()?;
        }
        Ok(())
    }
}
