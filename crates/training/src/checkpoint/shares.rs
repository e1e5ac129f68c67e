//! Checkpoints whose tables are in several files: every process of a run writes the parts that it holds.
//!
//! # Format, kind `checkpoint-share`, version 1
//! A container of [`holdem_store`] whose `params_hash` is the hash of the recipe, with the parts of one
//! process as sections `part-0007` like those of a checkpoint, and `part_lens` (u64): numbers in each of
//! them.
//!
//! A share never takes the name of another: it is called `checkpoint-000000123456.set-1.rank-2-of-4.hdm`
//! after the iterations, the attempt to write this checkpoint and the process. The head is written when all
//! shares are safe, so a share that no head lists belongs to a checkpoint that was never finished.

use std::path::{Path, PathBuf};

use holdem_blueprint::{BlueprintError, hex};
use holdem_store::{Container, ContainerWriter, Kind, SealedFile};
use serde::{Deserialize, Serialize};

use super::write::{Export, Format, write_parts};
use super::{PREFIX, keep};
use crate::TrainError;
use crate::config::Compression;

/// What a share says about itself.
pub const SHARE_KIND: Kind = Kind::new("checkpoint-share", 1);
/// The section of a head that lists its shares.
pub(super) const SHARES: &str = "shares";

/// A file with some parts of the tables, as the head of a checkpoint lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Name of the file, which is beside the head.
    pub file: String,
    /// Its length.
    pub bytes: u64,
    /// Hash of everything in it, in hexadecimal digits.
    pub content_hash: String,
    /// The parts in it, in ascending order.
    pub parts: Vec<usize>,
}

/// What the processes of a run are told to write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareOrder {
    /// Where: a path that means the same to all of them.
    pub directory: PathBuf,
    /// Boards trained on.
    pub iterations: u64,
    /// Which attempt to write this checkpoint it is, from 1 on.
    pub set: u64,
    /// How many processes there are.
    pub ranks: usize,
    /// Hash of what is trained.
    pub recipe_hash: u64,
    /// How the tables are written.
    pub compression: Compression,
}

impl ShareOrder {
    /// An order for files whose names have not been used before, in an existing directory.
    ///
    /// # Errors
    /// [`TrainError::Io`] if the directory cannot be read.
    pub fn new(
        directory: &Path,
        (iterations, recipe_hash): (u64, u64),
        ranks: usize,
        compression: Compression,
    ) -> Result<Self, TrainError> {
        let read = TrainError::io(directory, "read this directory");
        let directory = directory.canonicalize().map_err(read)?;
        let set = keep::next_set(&directory, iterations)?;
        Ok(Self { directory, iterations, set, ranks, recipe_hash, compression })
    }

    /// The file of a process.
    pub fn path(&self, rank: usize) -> PathBuf {
        let Self { iterations, set, ranks, .. } = self;
        self.directory.join(format!("{PREFIX}{iterations:012}.set-{set}.rank-{rank}-of-{ranks}.hdm"))
    }

    /// Hands the parts of a process to the operating system, as a file that appears when it is
    /// [committed](SealedShare::commit): `export` hands them out in the order of `parts`, which ascends.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`]; nothing is then left under the name of the share.
    pub fn seal(
        &self,
        rank: usize,
        threads: usize,
        parts: Vec<usize>,
        export: &mut Export<'_>,
    ) -> Result<SealedShare, TrainError> {
        let writer = ContainerWriter::create(self.path(rank), SHARE_KIND, self.recipe_hash)?;
        let mut writer = writer.uncached();
        let format = Format { compression: self.compression, threads };
        write_parts(&mut writer, format, parts.iter().copied(), export)?;
        Ok(SealedShare { file: writer.seal()?, parts })
    }
}

/// A share that is complete and not yet safe; dropping it removes it.
#[derive(Debug)]
#[must_use = "nothing is kept without `commit`"]
pub struct SealedShare {
    file: SealedFile,
    parts: Vec<usize>,
}

impl SealedShare {
    /// Waits until the disk has everything, and gives the file its name.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`]; nothing is then left under the name of the share.
    pub fn commit(self) -> Result<Share, TrainError> {
        let Self { file, parts } = self;
        let name = file.path().file_name().and_then(|name| name.to_str());
        let name = name.expect("shares are named by this program").to_owned();
        let content_hash = hex(file.content_hash());
        Ok(Share { file: name, bytes: file.commit()?, content_hash, parts })
    }
}

/// The shares that a checkpoint lists.
///
/// # Errors
/// [`TrainError::Blueprint`] for a list that cannot be read, or one with files elsewhere.
pub(super) fn list(head: &Container) -> Result<Vec<Share>, TrainError> {
    if head.section(SHARES).is_err() {
        return Ok(Vec::new());
    }
    let shares: Vec<Share> =
        serde_json::from_slice(head.bytes(SHARES)?).map_err(|error| unreadable(head, error.to_string()))?;
    match shares.iter().find(|share| Path::new(&share.file).file_name() != Some(share.file.as_ref())) {
        Some(share) => Err(unreadable(head, format!("{:?} is no name of a file beside it", share.file))),
        None => Ok(shares),
    }
}

/// The opened shares of a checkpoint; none if its head holds the tables.
#[derive(Debug, Default)]
pub(super) struct Shares {
    files: Vec<Container>,
    /// Of each part, which of the files holds it.
    homes: Vec<usize>,
}

impl Shares {
    /// Opens the shares that a head lists and compares all checksums.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`] that names the first share that is missing, damaged, or not what was written
    /// for this head.
    pub(super) fn open(head: &Container) -> Result<Self, TrainError> {
        let listed = list(head)?;
        let files = listed.iter().map(|share| open(head, share)).collect::<Result<Vec<_>, _>>()?;
        let mut homes: Vec<(usize, usize)> = Vec::new();
        for (file, share) in listed.iter().enumerate() {
            homes.extend(share.parts.iter().map(|&part| (part, file)));
        }
        homes.sort_unstable();
        let mut numbered = homes.iter().enumerate();
        if let Some((expected, _)) = numbered.find(|(expected, (part, _))| part != expected) {
            return Err(unreadable(head, format!("part {expected} is in no share, or in several")));
        }
        Ok(Self { files, homes: homes.into_iter().map(|(_, file)| file).collect() })
    }

    /// The file with a part; `None` if that is the head.
    pub(super) fn of_part(&self, part: usize) -> Option<&Container> {
        self.homes.get(part).map(|&file| &self.files[file])
    }

    /// The files.
    pub(super) fn files(&self) -> &[Container] {
        &self.files
    }

    /// Refuses shares that together have another number of parts than their head.
    pub(super) fn expect_parts(&self, head: &Container, expected: usize) -> Result<(), TrainError> {
        let found = self.homes.len();
        match self.files.is_empty() || found == expected {
            true => Ok(()),
            false => Err(unreadable(head, format!("found {found} parts in the shares, expected {expected}"))),
        }
    }
}

fn open(head: &Container, share: &Share) -> Result<Container, TrainError> {
    let path = head.path().with_file_name(&share.file);
    let file = match Container::open(&path, SHARE_KIND) {
        // The checkpoint exists, so this is as good as damage.
        Err(holdem_store::Error::NotFound { .. }) => {
            return Err(unreadable(head, format!("its share {} is gone", share.file)));
        }
        file => file?,
    };
    if (file.file_bytes(), hex(file.content_hash())) != (share.bytes, share.content_hash.clone()) {
        return Err(unreadable(head, format!("{} is not the share that was written for it", share.file)));
    }
    file.verify()?;
    Ok(file)
}

fn unreadable(head: &Container, reason: String) -> TrainError {
    BlueprintError::Unreadable { path: head.path().to_path_buf(), section: SHARES, reason }.into()
}
