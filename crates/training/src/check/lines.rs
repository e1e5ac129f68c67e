//! The files of a run that grow while it is under way: what a kill may cut off, and what is damage.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use holdem_telemetry::log::LogReader;

/// Longest record of an event file.
const MOST_BYTES: u64 = 1 << 20;

/// How much of a file is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) whole: u64,
    /// Lines or records that a kill has cut short: at the end, or before the next start.
    pub(super) cut: u64,
    pub(super) what: &'static str,
}

/// Opens a regular file; anything else is named and not waited for.
fn open(path: &Path) -> Result<File, String> {
    holdem_store::open_regular(path).map(|(file, _)| file).map_err(|error| error.to_string())
}

/// Reads a log; names a line that is no event and that no kill has cut.
pub(super) fn check_log(path: &Path) -> Result<Cut, String> {
    let mut log = LogReader::new(BufReader::new(open(path)?));
    log.try_for_each(|event| event.map(drop)).map_err(|error| error.to_string())?;
    Ok(Cut { whole: log.whole(), cut: log.cut(), what: "lines" })
}

/// Reads an event file of TensorBoard and compares its checksums. A record may be cut short at the end only.
pub(super) fn check_events(path: &Path) -> Result<Cut, String> {
    let words = |error: io::Error| error.to_string();
    let mut reader = BufReader::new(open(path)?);
    let mut cut = Cut { whole: 0, cut: 0, what: "records" };
    let damaged = |record: u64| format!("record {} is damaged", record + 1);
    loop {
        let mut head = Vec::new();
        reader.by_ref().take(12).read_to_end(&mut head).map_err(words)?;
        let (Some(len), Some(sum)) = (head.first_chunk::<8>(), head.get(8..12)) else {
            cut.cut = u64::from(!head.is_empty());
            return Ok(cut);
        };
        let bytes = u64::from_le_bytes(*len);
        if masked(len) != sum || bytes > MOST_BYTES {
            return Err(damaged(cut.whole));
        }
        let mut data = Vec::new();
        reader.by_ref().take(bytes + 4).read_to_end(&mut data).map_err(words)?;
        let Some((data, sum)) = data.split_last_chunk::<4>().filter(|(data, _)| data.len() as u64 == bytes)
        else {
            return Ok(Cut { cut: 1, ..cut });
        };
        if masked(data) != *sum {
            return Err(damaged(cut.whole));
        }
        cut.whole += 1;
    }
}

/// The checksum of the format.
fn masked(bytes: &[u8]) -> [u8; 4] {
    crc32c::crc32c(bytes).rotate_right(15).wrapping_add(0xa282_ead8).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdem_telemetry::json::JsonSink;
    use holdem_telemetry::tensorboard::TensorBoardSink;
    use holdem_telemetry::{Outcome, Reporter};
    use std::fs;

    fn log(path: &Path) {
        let mut reporter = Reporter::new().with(JsonSink::append(path).unwrap());
        reporter.run_started("train", "1");
        reporter.message("hello");
        reporter.run_finished(Outcome::Done);
    }

    #[test]
    fn a_log_cut_by_kills_is_told_from_a_damaged_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log.jsonl");
        log(&path);
        assert_eq!(check_log(&path), Ok(Cut { whole: 3, cut: 0, what: "lines" }));
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - 7]).unwrap();
        assert_eq!(check_log(&path), Ok(Cut { whole: 2, cut: 1, what: "lines" }));
        log(&path);
        assert_eq!(check_log(&path), Ok(Cut { whole: 5, cut: 1, what: "lines" }));
        let mut damaged = whole.clone();
        damaged[3] = b'!';
        fs::write(&path, &damaged).unwrap();
        assert_eq!(check_log(&path), Err("line 1 is no event".to_owned()));
        fs::write(&path, vec![b'x'; 3 << 20]).unwrap();
        assert!(check_log(&path).is_err(), "one endless line");
    }

    #[test]
    fn event_files_are_read_as_they_are_written() {
        let dir = tempfile::tempdir().unwrap();
        let sink = TensorBoardSink::create(dir.path()).unwrap();
        let path = sink.path().to_path_buf();
        let mut reporter = Reporter::new().with(sink);
        (0..5).for_each(|step| reporter.scalar("Training/Utility", step, 0.5));
        assert_eq!(check_events(&path), Ok(Cut { whole: 6, cut: 0, what: "records" }));
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert_eq!(check_events(&path), Ok(Cut { whole: 5, cut: 1, what: "records" }));
        for at in (0..whole.len()).step_by(5) {
            let mut flipped = whole.clone();
            flipped[at] ^= 4;
            fs::write(&path, &flipped).unwrap();
            assert!(check_events(&path).is_err(), "byte {at}");
        }
    }
}
