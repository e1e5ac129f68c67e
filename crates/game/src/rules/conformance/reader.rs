//! Files of recorded hands, read line by line.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

use super::HandRecord;

/// Longest line in bytes: no hand comes near it, so a longer line is not a hand and is not read into memory.
pub const MAX_LINE_BYTES: usize = 1 << 20;

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Why a file of hands cannot be read further. Lines count from 1.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be opened.
    #[error("cannot open {}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file cannot be read, or its compression is broken.
    #[error("cannot read line {line}")]
    Io {
        /// Line that is not read.
        line: u64,
        /// What the system says.
        source: io::Error,
    },
    /// A line longer than any hand.
    #[error("line {line} is longer than {MAX_LINE_BYTES} bytes")]
    TooLong {
        /// The line.
        line: u64,
    },
    /// A line that is not a hand.
    #[error("line {line}, column {column}: not a hand: {reason}")]
    Malformed {
        /// The line.
        line: u64,
        /// Column in bytes where reading stopped, counted from 1; 0 if the line as a whole is wrong.
        column: usize,
        /// What is wrong with it.
        reason: String,
    },
}

/// The hands of a file in the format of [`super`], one by one. Blank lines are skipped; after an error that
/// is not about the content of a line, there are no more hands.
pub struct HandReader<R> {
    lines: R,
    line: u64,
    done: bool,
}

impl HandReader<Box<dyn BufRead>> {
    /// Opens a file of hands, compressed with gzip or not: its first bytes tell.
    ///
    /// # Errors
    /// If it cannot be opened or its first bytes cannot be read.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ReadError> {
        let path = path.as_ref();
        let file = File::open(path).map_err(|source| ReadError::Open { path: path.to_owned(), source })?;
        Self::from_file(file, path)
    }

    /// Reads a file that is already open, plain or compressed; errors name the `path`.
    ///
    /// # Errors
    /// [`ReadError::Open`] if its beginning cannot be read.
    pub fn from_file(file: File, path: &Path) -> Result<Self, ReadError> {
        let open = || -> io::Result<Box<dyn BufRead>> {
            let mut file = BufReader::new(file);
            Ok(if file.fill_buf()?.starts_with(&GZIP_MAGIC) {
                Box::new(BufReader::new(MultiGzDecoder::new(file)))
            } else {
                Box::new(file)
            })
        };
        let lines = open().map_err(|source| ReadError::Open { path: path.to_owned(), source })?;
        Ok(Self::new(lines))
    }
}

impl<R: BufRead> HandReader<R> {
    /// Reads hands from plain text.
    pub fn new(lines: R) -> Self {
        Self { lines, line: 0, done: false }
    }

    /// The next line that is not blank, without its line ending; `None` at the end of the file.
    fn next_line(&mut self) -> Result<Option<Vec<u8>>, ReadError> {
        loop {
            self.line += 1;
            let mut text = Vec::new();
            let mut limited = (&mut self.lines).take(MAX_LINE_BYTES as u64 + 1);
            let read = limited
                .read_until(b'\n', &mut text)
                .map_err(|source| ReadError::Io { line: self.line, source })?;
            if read > MAX_LINE_BYTES {
                return Err(ReadError::TooLong { line: self.line });
            }
            if read == 0 {
                return Ok(None);
            }
            if !text.trim_ascii().is_empty() {
                return Ok(Some(text));
            }
        }
    }
}

impl<R: BufRead> Iterator for HandReader<R> {
    type Item = Result<HandRecord, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        match self.next_line() {
            Ok(Some(text)) => Some(parse(&text, self.line)),
            Ok(None) => {
                self.done = true;
                None
            }
            Err(error) => {
                self.done = true;
                Some(Err(error))
            }
        }
    }
}

/// What is said of a line that begins as no hand does.
const NO_OBJECT: &str =
    "expected a JSON object in every line (hand histories in PHH are read by `holdem hands convert`)";

fn parse(text: &[u8], line: u64) -> Result<HandRecord, ReadError> {
    if !text.trim_ascii_start().starts_with(b"{") {
        return Err(ReadError::Malformed { line, column: 1, reason: NO_OBJECT.to_owned() });
    }
    serde_json::from_slice(text).map_err(|error| {
        let message = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let reason = message.strip_suffix(&place).unwrap_or(&message).to_owned();
        ReadError::Malformed { line, column: error.column(), reason }
    })
}
