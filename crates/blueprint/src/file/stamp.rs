//! Which game a file is for, and files for another one refused.

use std::path::Path;

use holdem_store::{Container, ContainerWriter};

use super::read_number;
use crate::BlueprintError;
use crate::game::{BucketsInUse, Game};
use crate::hex;
use crate::recipe::Difference;

/// Which tree and which buckets a file is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    tree_hash: u64,
    bucket_hash: u64,
    bucket_counts: Vec<u64>,
}

impl From<&Game> for Stamp {
    fn from(game: &Game) -> Self {
        Self {
            tree_hash: game.tree.fingerprint(),
            bucket_hash: game.buckets.hash,
            bucket_counts: game.buckets.counts.iter().map(|&n| n as u64).collect(),
        }
    }
}

impl Stamp {
    /// Appends its sections.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, writer: &mut ContainerWriter) -> Result<(), BlueprintError> {
        writer.typed_section("tree_hash", &[self.tree_hash])?;
        writer.typed_section("bucket_hash", &[self.bucket_hash])?;
        Ok(writer.typed_section("bucket_counts", &self.bucket_counts)?)
    }
}

/// Refuses a file made for another tree or other buckets.
///
/// # Errors
/// [`BlueprintError::Mismatch`] with every difference; [`BlueprintError::Store`].
pub fn expect_game(container: &Container, game: &Game) -> Result<(), BlueprintError> {
    let expected = Stamp::from(game);
    let mut differences = Vec::new();
    let tree = read_number(container, "tree_hash")?;
    compare(&mut differences, "betting tree", hex(tree), hex(expected.tree_hash));
    let counts = container.typed::<u64>("bucket_counts")?;
    compare(&mut differences, COUNTS, format!("{counts:?}"), format!("{:?}", expected.bucket_counts));
    let buckets = read_number(container, "bucket_hash")?;
    compare(&mut differences, "buckets", hex(buckets), hex(expected.bucket_hash));
    refuse(container.path(), differences)
}

const COUNTS: &str = "bucket counts";

/// Refuses buckets other than those that the file `path` was made with.
///
/// # Errors
/// [`BlueprintError::Mismatch`].
pub(crate) fn expect_buckets(
    path: &Path,
    found: &BucketsInUse,
    expected: &BucketsInUse,
) -> Result<(), BlueprintError> {
    let mut differences = Vec::new();
    compare(&mut differences, COUNTS, format!("{:?}", found.counts), format!("{:?}", expected.counts));
    compare(&mut differences, "buckets", hex(found.hash), hex(expected.hash));
    refuse(path, differences)
}

fn compare(differences: &mut Vec<Difference>, key: &str, found: String, expected: String) {
    if found != expected {
        differences.push(Difference { key: key.to_owned(), found, expected });
    }
}

fn refuse(path: &Path, differences: Vec<Difference>) -> Result<(), BlueprintError> {
    match differences.is_empty() {
        true => Ok(()),
        false => Err(BlueprintError::Mismatch { path: path.to_path_buf(), differences }),
    }
}
