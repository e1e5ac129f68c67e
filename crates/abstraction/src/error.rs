//! What can go wrong with buckets.

use std::io;
use std::path::PathBuf;

use holdem_cards::{CardSet, Combo, Street};

/// A bucket file could not be built, opened or trusted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read or written; the message names it.
    #[error(transparent)]
    Store(#[from] holdem_store::Error),
    /// A file in the cache cannot be used. It is never overwritten: it may be somebody's work.
    #[error(
        "{path}: this cached bucket file cannot be used; delete it and it is built again",
        path = path.display()
    )]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: Box<Error>,
    },
    /// The directory for the file cannot be made.
    #[error("{path}: cannot create this directory", path = path.display())]
    CreateDir {
        /// The directory.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The directory of the cache cannot be read.
    #[error("{path}: cannot read this directory", path = path.display())]
    ReadDir {
        /// The directory.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// A file of the cache cannot be removed.
    #[error("{path}: cannot remove this file", path = path.display())]
    Remove {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The parameters written in the file cannot be read.
    #[error("{path}: parameters unreadable", path = path.display())]
    BadParams {
        /// The file.
        path: PathBuf,
        /// The error of the parser.
        source: serde_json::Error,
    },
    /// The file holds other buckets than those asked for.
    #[error("{path}: found buckets {found}, expected {expected}", path = path.display())]
    OtherParams {
        /// The file.
        path: PathBuf,
        /// Its parameters.
        found: String,
        /// The parameters in use.
        expected: String,
    },
    /// A section does not have the length that the streets require.
    #[error("{path}: section {section}: found {found} elements, expected {expected}", path = path.display())]
    BadLength {
        /// The file.
        path: PathBuf,
        /// The section.
        section: String,
        /// Its length in elements.
        found: usize,
        /// The length it should have.
        expected: usize,
    },
    /// A statistic of the buckets contradicts the rows, or itself.
    #[error(
        "{path}: {street} bucket {bucket}: {what}: found {found}, expected {expected}",
        path = path.display()
    )]
    BadBucket {
        /// The file.
        path: PathBuf,
        /// The street.
        street: Street,
        /// The bucket.
        bucket: usize,
        /// What is wrong.
        what: &'static str,
        /// The value in the file.
        found: String,
        /// What it should be.
        expected: String,
    },
    /// A hand on a board has an impossible bucket.
    #[error(
        "{path}: {combo} on {board}: {what}: found bucket {found}, expected {expected}",
        path = path.display()
    )]
    BadHand {
        /// The file.
        path: PathBuf,
        /// The canonical board.
        board: CardSet,
        /// The hand.
        combo: Combo,
        /// What is wrong.
        what: &'static str,
        /// The bucket in the file, or `none`.
        found: String,
        /// What it should be.
        expected: String,
    },
    /// Parameters that no file can be built from.
    #[error(transparent)]
    Params(#[from] crate::ParseParamsError),
    /// The caller asked to stop.
    #[error("interrupted")]
    Interrupted,
}
