//! What can go wrong with a file: one enum for reading and writing.

use std::io;
use std::path::{Path, PathBuf};

/// A file could not be written, opened or trusted. Every variant names the file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such file, or no such directory to write into.
    #[error("{path}: not found", path = path.display())]
    NotFound {
        /// The path asked for.
        path: PathBuf,
    },
    /// The path is empty, or ends in `..`.
    #[error("{path:?}: this path names no file")]
    NoName {
        /// The path asked for.
        path: PathBuf,
    },
    /// The path is a directory.
    #[error("{path}: a directory, not a regular file", path = path.display())]
    IsADirectory {
        /// The path asked for.
        path: PathBuf,
    },
    /// There is something else where a directory is needed.
    #[error("{path}: not a directory", path = path.display())]
    NotADirectory {
        /// The path asked for.
        path: PathBuf,
    },
    /// There is already a file, and replacing it was not requested.
    #[error("{path}: already there", path = path.display())]
    AlreadyThere {
        /// The path asked for.
        path: PathBuf,
    },
    /// The file is longer than any file of its kind.
    #[error("{path}: longer than {limit} bytes, the most that is read", path = path.display())]
    TooLong {
        /// The path asked for.
        path: PathBuf,
        /// The most bytes.
        limit: u64,
    },
    /// The file is not text.
    #[error("{path}: not text: byte {offset} is not UTF-8", path = path.display())]
    NotText {
        /// The path asked for.
        path: PathBuf,
        /// The first byte at fault.
        offset: u64,
    },
    /// The path is a device, a pipe or a socket.
    #[error("{path}: not a regular file", path = path.display())]
    NotAFile {
        /// The path asked for.
        path: PathBuf,
    },
    /// The disk, or the quota, is full. The file under the final name is as it was.
    #[error("{path}: disk full while trying to {action} it", path = path.display())]
    DiskFull {
        /// The file being written (its final name).
        path: PathBuf,
        /// What was being done, for example `write`.
        action: &'static str,
        /// The error of the operating system ([`io::ErrorKind::StorageFull`] or
        /// [`io::ErrorKind::QuotaExceeded`]).
        source: io::Error,
    },
    /// Any other failure of the operating system.
    #[error("{path}: cannot {action}", path = path.display())]
    Io {
        /// The file concerned.
        path: PathBuf,
        /// What was being done, for example `read`.
        action: &'static str,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The file is shorter than the header of a container.
    #[error(
        "{path}: too short for a holdem file: found {found} bytes, expected at least {expected}",
        path = path.display()
    )]
    TooShort {
        /// The file.
        path: PathBuf,
        /// Its length in bytes.
        found: u64,
        /// The least length in bytes.
        expected: u64,
    },
    /// The file is not a container.
    #[error("{path}: not a holdem file: its first bytes are another signature", path = path.display())]
    BadMagic {
        /// The file.
        path: PathBuf,
        /// Its first eight bytes.
        found: [u8; 8],
        /// The magic number.
        expected: [u8; 8],
    },
    /// The container format, or the kind, is newer than this program.
    #[error(
        "{path}: {what} version {found} was written by a newer holdem (this one knows up to \
         {expected}); update holdem",
        path = path.display()
    )]
    NewerVersion {
        /// The file.
        path: PathBuf,
        /// `container`, or the kind of the file.
        what: String,
        /// The version of the file.
        found: u32,
        /// The newest version this program knows.
        expected: u32,
    },
    /// The kind is older than what this program still reads.
    #[error(
        "{path}: {what} version {found} was written by an older holdem (this one reads from \
         {expected}); build it again",
        path = path.display()
    )]
    OlderVersion {
        /// The file.
        path: PathBuf,
        /// The kind of the file.
        what: String,
        /// The version of the file.
        found: u32,
        /// The oldest version this program reads.
        expected: u32,
    },
    /// The file is a container of another kind.
    #[error("{path}: found a {found} file, expected a {expected} file", path = path.display())]
    WrongKind {
        /// The file.
        path: PathBuf,
        /// Its kind.
        found: String,
        /// The kind asked for.
        expected: &'static str,
    },
    /// The header or the section table contradicts itself or its checksum.
    #[error(
        "{path}: header damaged: {what}: found {found:#x}, expected {expected:#x}",
        path = path.display()
    )]
    HeaderDamaged {
        /// The file.
        path: PathBuf,
        /// The field at fault.
        what: &'static str,
        /// Its value in the file.
        found: u64,
        /// The value it should have.
        expected: u64,
    },
    /// The file ends too early.
    #[error("{path}: truncated: found {found} bytes, expected {expected}", path = path.display())]
    Truncated {
        /// The file.
        path: PathBuf,
        /// Its length in bytes.
        found: u64,
        /// The length its header states.
        expected: u64,
    },
    /// The file goes on after its end.
    #[error(
        "{path}: foreign bytes after the end: found {found} bytes, expected {expected}",
        path = path.display()
    )]
    Overlong {
        /// The file.
        path: PathBuf,
        /// Its length in bytes.
        found: u64,
        /// The length its header states.
        expected: u64,
    },
    /// The file has no section of this name.
    #[error("{path}: section {name} missing; found {found}", path = path.display())]
    SectionMissing {
        /// The file.
        path: PathBuf,
        /// The name asked for.
        name: String,
        /// The existing names, separated by commas.
        found: String,
    },
    /// The bytes of a section do not give its checksum.
    #[error(
        "{path}: section {name} damaged: found checksum {found:#018x}, expected {expected:#018x}",
        path = path.display()
    )]
    SectionDamaged {
        /// The file.
        path: PathBuf,
        /// The section.
        name: String,
        /// The checksum of the bytes in the file.
        found: u64,
        /// The checksum in the table.
        expected: u64,
    },
    /// The zeros between two sections are not zeros.
    #[error(
        "{path}: padding damaged at byte {offset}: found {found:#04x}, expected 0x00",
        path = path.display()
    )]
    PaddingDamaged {
        /// The file.
        path: PathBuf,
        /// Offset of the first wrong byte.
        offset: u64,
        /// Its value.
        found: u8,
    },
    /// A section holds elements of another type.
    #[error("{path}: section {name} holds {found}, expected {expected}", path = path.display())]
    WrongElement {
        /// The file.
        path: PathBuf,
        /// The section.
        name: String,
        /// The element type in the file, for example `f32`.
        found: String,
        /// The requested element type.
        expected: String,
    },
    /// The file depends on parameters other than those in use.
    #[error(
        "{path}: made with other parameters: found hash {found:016x}, expected {expected:016x}",
        path = path.display()
    )]
    WrongParams {
        /// The file.
        path: PathBuf,
        /// The hash in the file.
        found: u64,
        /// The hash of the parameters in use.
        expected: u64,
    },
    /// A writer was asked for a section it cannot have: a bad or repeated name, or one that was begun and
    /// never ended.
    #[error("{path}: section {name:?} {what}", path = path.display())]
    BadSection {
        /// The file being written.
        path: PathBuf,
        /// The section.
        name: String,
        /// What is wrong with it.
        what: &'static str,
    },
}

impl From<Error> for io::Error {
    /// Keeps kind and text, for interfaces that know only these.
    fn from(error: Error) -> io::Error {
        io::Error::new(error.io_kind(), error)
    }
}

impl Error {
    pub(crate) fn is_a_directory(path: &Path) -> Error {
        Error::IsADirectory { path: path.to_path_buf() }
    }

    pub(crate) fn no_name(path: &Path) -> Error {
        Error::NoName { path: path.to_path_buf() }
    }

    fn io_kind(&self) -> io::ErrorKind {
        match self {
            Error::Io { source, .. } | Error::DiskFull { source, .. } => source.kind(),
            Error::NotFound { .. } => io::ErrorKind::NotFound,
            Error::IsADirectory { .. } => io::ErrorKind::IsADirectory,
            Error::NotADirectory { .. } => io::ErrorKind::NotADirectory,
            Error::AlreadyThere { .. } => io::ErrorKind::AlreadyExists,
            Error::TooLong { .. } => io::ErrorKind::FileTooLarge,
            _ => io::ErrorKind::InvalidInput,
        }
    }

    /// Sorts a failure of the operating system into a variant of its own, or [`Error::Io`].
    pub(crate) fn io(path: &Path, action: &'static str, source: io::Error) -> Error {
        if path.as_os_str().is_empty() {
            return Error::no_name(path);
        }
        let path = path.to_path_buf();
        match source.kind() {
            io::ErrorKind::NotFound => Error::NotFound { path },
            io::ErrorKind::IsADirectory => Error::IsADirectory { path },
            io::ErrorKind::AlreadyExists => Error::AlreadyThere { path },
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Error::DiskFull { path, action, source }
            }
            _ => Error::Io { path, action, source },
        }
    }

    /// The file concerned.
    pub fn path(&self) -> &Path {
        match self {
            Error::NotFound { path }
            | Error::NotAFile { path }
            | Error::NoName { path }
            | Error::IsADirectory { path }
            | Error::NotADirectory { path }
            | Error::AlreadyThere { path }
            | Error::TooLong { path, .. }
            | Error::NotText { path, .. }
            | Error::DiskFull { path, .. }
            | Error::Io { path, .. }
            | Error::TooShort { path, .. }
            | Error::BadMagic { path, .. }
            | Error::NewerVersion { path, .. }
            | Error::OlderVersion { path, .. }
            | Error::WrongKind { path, .. }
            | Error::HeaderDamaged { path, .. }
            | Error::Truncated { path, .. }
            | Error::Overlong { path, .. }
            | Error::SectionMissing { path, .. }
            | Error::SectionDamaged { path, .. }
            | Error::PaddingDamaged { path, .. }
            | Error::WrongElement { path, .. }
            | Error::WrongParams { path, .. }
            | Error::BadSection { path, .. } => path,
        }
    }

    /// True if the disk or the quota is full.
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Error::DiskFull { .. })
    }
}
