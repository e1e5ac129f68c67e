//! TensorBoard event files, scalars only.
//!
//! Written here because the crates for it do not fit (looked at in 2026): `tensorboard-rs` had its last
//! release in 2022 and pulls in an image library; `tboard` 0.1.1 generates protobuf code while it is
//! compiled, for which `protoc` must be installed; `tfrecord` brings some hundred crates; `syntaxdot-summary`
//! rests on `prost` 0.9 of 2021. All that is needed of the format is two messages and a checksum.
//!
//! A file is a sequence of records: length (u64), masked CRC-32C of the length (u32), data, masked CRC-32C of
//! the data (u32), all little-endian. The data is a protobuf message `Event`:
//!
//! | field | type | meaning |
//! |---|---|---|
//! | 1 | double | wall time, seconds since 1970 |
//! | 2 | int64 | step |
//! | 3 | string | file version, `brain.Event:2`: in the first record only |
//! | 5 | message | summary: field 1 is a value with field 1, the tag, and field 2, a float |
//!
//! `tests/read_tensorboard.py` reads a file back with the `tensorboard` package itself.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

use crate::event::{Event, EventKind};
use crate::reporter::{Sink, SinkError};
use crate::resources;

/// Writes every [`EventKind::Scalar`] to an event file; other events are ignored.
///
/// Each record is written whole and unbuffered, so a kill costs at most the last point. Values are single
/// precision, as in the format.
#[derive(Debug)]
pub struct TensorBoardSink {
    name: String,
    path: PathBuf,
    file: File,
}

impl TensorBoardSink {
    /// Starts a new event file in a directory, which is made if it is missing. A run that is resumed gets one
    /// more file; TensorBoard joins them.
    ///
    /// # Errors
    /// [`SinkError::Io`] if directory or file cannot be made.
    pub fn create(directory: &Path) -> Result<TensorBoardSink, SinkError> {
        let name = directory.to_string_lossy().into_owned();
        let open = || {
            fs::create_dir_all(directory)?;
            let (path, mut file) = create_new(directory)?;
            file.write_all(&record(&version_event(unix_secs())))?;
            Ok((path, file))
        };
        match open() {
            Ok((path, file)) => Ok(TensorBoardSink { name, path, file }),
            Err(source) => Err(SinkError::Io { name, source }),
        }
    }

    /// The event file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Sink for TensorBoardSink {
    fn name(&self) -> &str {
        &self.name
    }

    fn event(&mut self, event: &Event) -> Result<(), SinkError> {
        let EventKind::Scalar { tag, step, value } = &event.kind else { return Ok(()) };
        let data = scalar_event(unix_secs(), *step, tag, *value as f32);
        self.file.write_all(&record(&data)).map_err(|e| SinkError::io(&self.name, e))
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        Ok(())
    }
}

/// Creates `events.out.tfevents.<seconds>.<host>.<process>.<count>`: TensorBoard looks for `tfevents` in the
/// name and reads the files of a directory in the order of their names.
fn create_new(directory: &Path) -> io::Result<(PathBuf, File)> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let host = resources::hostname().unwrap_or_else(|| "localhost".to_owned());
    let host = host.replace(|c: char| !c.is_ascii_alphanumeric() && c != '-', "_");
    // Relaxed: only the uniqueness of the number counts.
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let (secs, process) = (unix_secs() as u64, std::process::id());
    let path = directory.join(format!("events.out.tfevents.{secs:010}.{host}.{process}.{count}"));
    let file = OpenOptions::new().append(true).create_new(true).open(&path)?;
    Ok((path, file))
}

fn unix_secs() -> f64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0.0, |t| t.as_secs_f64())
}

/// Frames the data of a record.
fn record(data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u64).to_le_bytes();
    let mut out = Vec::with_capacity(data.len() + 16);
    out.extend_from_slice(&length);
    out.extend_from_slice(&masked_crc(&length).to_le_bytes());
    out.extend_from_slice(data);
    out.extend_from_slice(&masked_crc(data).to_le_bytes());
    out
}

/// CRC-32C, rotated and shifted so that a checksum of data that holds checksums stays a good one.
fn masked_crc(bytes: &[u8]) -> u32 {
    crc32c::crc32c(bytes).rotate_right(15).wrapping_add(0xa282_ead8)
}

fn version_event(wall_time: f64) -> Vec<u8> {
    let mut out = Vec::new();
    put_double(&mut out, 1, wall_time);
    put_bytes(&mut out, 3, b"brain.Event:2");
    out
}

fn scalar_event(wall_time: f64, step: u64, tag: &str, value: f32) -> Vec<u8> {
    let mut point = Vec::new();
    put_bytes(&mut point, 1, tag.as_bytes());
    put_float(&mut point, 2, value);
    let mut summary = Vec::new();
    put_bytes(&mut summary, 1, &point);
    let mut out = Vec::new();
    put_double(&mut out, 1, wall_time);
    put_varint(&mut out, 2 << 3);
    put_varint(&mut out, step);
    put_bytes(&mut out, 5, &summary);
    out
}

// Protobuf: a field is its number and wire type (0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes),
// then its value.

fn put_double(out: &mut Vec<u8>, field: u64, value: f64) {
    put_varint(out, field << 3 | 1);
    out.extend_from_slice(&value.to_le_bytes());
}

fn put_float(out: &mut Vec<u8>, field: u64, value: f32) {
    put_varint(out, field << 3 | 5);
    out.extend_from_slice(&value.to_le_bytes());
}

fn put_bytes(out: &mut Vec<u8>, field: u64, bytes: &[u8]) {
    put_varint(out, field << 3 | 2);
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Seven bits a byte, lowest first; the high bit says that more follow.
fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_published_one() {
        // RFC 3720, appendix B.4: 32 bytes of zeros; then the mask of the record format.
        assert_eq!(crc32c::crc32c(&[0; 32]), 0x8a91_36aa);
        assert_eq!(masked_crc(&[0; 32]), 0x8a91_36aa_u32.rotate_right(15).wrapping_add(0xa282_ead8));
    }

    #[test]
    fn varints_are_those_of_the_protobuf_documentation() {
        let encoded = |value| {
            let mut out = Vec::new();
            put_varint(&mut out, value);
            out
        };
        assert_eq!((encoded(1), encoded(150), encoded(127)), (vec![1], vec![0x96, 0x01], vec![0x7f]));
        assert_eq!(encoded(u64::MAX).len(), 10);
    }
}
