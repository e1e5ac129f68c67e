//! Writes results to where the user wants them: the one way for every command.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::atomic::PendingFile;
use crate::destination::Target;
use crate::{Destination, Error};

/// Something being written to a [`Destination`]: a regular file appears with [`Output::finish`], and not at
/// all if it is dropped before; a stream keeps what was written so far.
#[derive(Debug)]
#[must_use = "no file appears without `finish`"]
pub struct Output {
    path: PathBuf,
    sink: Sink,
}

#[derive(Debug)]
enum Sink {
    File(PendingFile),
    Stream(BufWriter<File>),
}

impl Output {
    /// Starts to write; waits if a pipe has no reader yet.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the directory does not exist, [`Error::DiskFull`], [`Error::Io`].
    pub fn create(destination: &Destination) -> Result<Output, Error> {
        let sink = match destination.target() {
            Target::File { .. } => Sink::File(PendingFile::at(destination)?),
            Target::Stream => Sink::Stream(BufWriter::new(destination.open_stream()?)),
        };
        Ok(Output { path: destination.path().to_path_buf(), sink })
    }

    /// The path as the user named it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Flushes a file to the disk and gives it its name, or ends a stream.
    ///
    /// # Errors
    /// [`Error::AlreadyThere`] if a file that may not be replaced has appeared meanwhile,
    /// [`Error::DiskFull`], [`Error::Io`], also if a write had failed.
    pub fn finish(self) -> Result<(), Error> {
        let Output { path, sink } = self;
        match sink {
            Sink::File(file) => file.commit(),
            Sink::Stream(mut stream) => stream.flush().map_err(|e| Error::io(&path, "write", e)),
        }
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match &mut self.sink {
            Sink::File(file) => file.write(bytes),
            Sink::Stream(stream) => stream.write_all(bytes).map_err(|e| Error::io(&self.path, "write", e)),
        }
    }
}

/// Writes all of `bytes` to a destination.
///
/// # Errors
/// As [`Output::create`] and [`Output::finish`].
pub fn write_output(destination: &Destination, bytes: &[u8]) -> Result<(), Error> {
    let mut output = Output::create(destination)?;
    output.put(bytes)?;
    output.finish()
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.put(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            // No one reads a file before it is finished.
            Sink::File(_) => Ok(()),
            Sink::Stream(stream) => stream.flush(),
        }
    }
}
