//! Lines out of a stream of bytes, none longer than a limit.

use std::io::{self, Read};

/// Longest line that is read, in bytes; match states of ten players take an eighth of it.
pub const MAX_LINE: usize = 4096;

/// Bytes asked for at once.
const CHUNK: usize = 1 << 14;

/// What stands next in the buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next<'a> {
    /// A line without its end.
    Line(&'a [u8]),
    /// A line beyond the limit, with its number of bytes; it has been dropped.
    TooLong(usize),
    /// No whole line.
    Nothing,
}

/// Bytes that were received and not yet read as lines. Lines end in LF or CR LF.
#[derive(Debug, Default)]
pub struct Lines {
    bytes: Vec<u8>,
    /// Where the next line begins.
    start: usize,
    /// The position up to which no line ending was found.
    searched: usize,
    /// Bytes of a line beyond the limit that have been dropped so far.
    dropped: usize,
}

impl Lines {
    /// Reads what a source has, up to 16 KiB; returns the number of bytes, 0 at its end.
    ///
    /// # Errors
    /// Those of the source.
    pub fn fill(&mut self, source: &mut impl Read) -> io::Result<usize> {
        self.forget_read();
        let held = self.bytes.len();
        self.bytes.resize(held + CHUNK, 0);
        let read = source.read(&mut self.bytes[held..]);
        self.bytes.truncate(held + *read.as_ref().unwrap_or(&0));
        read
    }

    /// Adds bytes that came another way.
    pub fn extend(&mut self, bytes: &[u8]) {
        self.forget_read();
        self.bytes.extend_from_slice(bytes);
    }

    fn forget_read(&mut self) {
        self.bytes.drain(..self.start);
        self.searched -= self.start;
        self.start = 0;
    }

    /// The next line.
    pub fn take(&mut self) -> Next<'_> {
        if !self.has_line() {
            self.drop_what_is_too_long();
            return Next::Nothing;
        }
        let end = self.searched;
        let line = self.start..end;
        (self.start, self.searched) = (end + 1, end + 1);
        let length = line.len() + std::mem::take(&mut self.dropped);
        if length > MAX_LINE {
            return Next::TooLong(length);
        }
        let line = &self.bytes[line];
        Next::Line(line.strip_suffix(b"\r").unwrap_or(line))
    }

    /// Whether a whole line is there.
    pub fn has_line(&mut self) -> bool {
        match self.bytes[self.searched..].iter().position(|&byte| byte == b'\n') {
            Some(length) => self.searched += length,
            None => self.searched = self.bytes.len(),
        }
        self.searched < self.bytes.len()
    }

    /// Bytes of a line that has not ended.
    pub fn unfinished(&self) -> usize {
        self.dropped + self.bytes.len() - self.start
    }

    fn drop_what_is_too_long(&mut self) {
        let held = self.bytes.len() - self.start;
        if self.dropped + held > MAX_LINE {
            self.dropped += held;
            self.bytes.clear();
            (self.start, self.searched) = (0, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(lines: &mut Lines) -> Vec<String> {
        let mut found = Vec::new();
        loop {
            match lines.take() {
                Next::Line(line) => found.push(String::from_utf8_lossy(line).into_owned()),
                Next::TooLong(bytes) => found.push(format!("{bytes} bytes")),
                Next::Nothing => return found,
            }
        }
    }

    #[test]
    fn lines_are_the_same_however_they_arrive() {
        let long = "x".repeat(MAX_LINE + 1);
        let text = format!("one\r\ntwo\n\r\n{long}\r\nthree\nhal");
        for chunk in [1, 2, 3, 7, 100, 5000, 100_000] {
            let mut lines = Lines::default();
            let mut found = Vec::new();
            for part in text.as_bytes().chunks(chunk) {
                lines.extend(part);
                found.extend(all(&mut lines));
            }
            assert_eq!(found, ["one", "two", "", "4098 bytes", "three"], "{chunk}");
            assert_eq!(lines.unfinished(), 3);
        }
    }

    #[test]
    fn a_line_that_never_ends_takes_no_memory() {
        let mut lines = Lines::default();
        for _ in 0..1000 {
            lines.extend(&[b'x'; 10_000]);
            assert_eq!(lines.take(), Next::Nothing);
        }
        assert!(lines.bytes.capacity() < 1 << 20);
        lines.extend(b"\nafter\n");
        assert_eq!(lines.take(), Next::TooLong(10_000_000));
        assert_eq!(lines.take(), Next::Line(b"after"));
    }
}
