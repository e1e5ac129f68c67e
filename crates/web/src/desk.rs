//! Where new things are written: solves under way, batches and sessions, saved solutions, runs.
//!
//! What is under way stands in a hidden folder, one JSON file each and what belongs to it beside; a server
//! that begins there finds it again.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use holdem_store::{create_directory, hash64, read_text, write_atomic};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::ApiError;
use crate::hold::{Hold, Taken};
use crate::library::SourceId;

/// The hidden folder.
const HIDDEN: &str = ".holdem-serve";
/// Longest record that is read.
const LONGEST: u64 = 64 << 20;
/// Longest name of something new.
const LONGEST_NAME: usize = 64;

/// The folder that new things are written into.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    root: PathBuf,
}

impl Desk {
    /// Writes below this folder.
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Takes the folder for one server, see [`Hold::take`].
    ///
    /// # Errors
    /// If another server has it.
    pub(crate) fn hold(&self) -> Result<Option<Hold>, Taken> {
        Hold::take(&self.root.join(HIDDEN))
    }

    /// The folder's name.
    pub(crate) fn name(&self) -> String {
        self.root.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    }

    /// Where saved solutions go.
    pub(crate) fn solutions(&self) -> PathBuf {
        self.root.join("solutions")
    }

    /// Where new runs go: the folder itself if it is called so.
    pub(crate) fn runs(&self) -> PathBuf {
        if self.root.ends_with("runs") { self.root.clone() } else { self.root.join("runs") }
    }

    /// A file of something under way.
    pub(crate) fn file(&self, room: &str, id: SourceId, ending: &str) -> PathBuf {
        self.root.join(HIDDEN).join(room).join(format!("{id}.{ending}"))
    }

    /// Writes the record of something under way.
    ///
    /// # Errors
    /// If the disk refuses.
    pub(crate) fn keep(&self, room: &str, id: SourceId, record: &impl Serialize) -> Result<(), ApiError> {
        let path = self.file(room, id, "json");
        create_directory(path.parent().unwrap_or(&self.root))?;
        let text = serde_json::to_vec(record).map_err(|error| ApiError::internal(error.to_string()))?;
        Ok(write_atomic(path, &text)?)
    }

    /// Everything that is kept in a room; what cannot be read is passed by.
    pub(crate) fn kept<T: DeserializeOwned>(&self, room: &str) -> Vec<(SourceId, T)> {
        let entries = fs::read_dir(self.root.join(HIDDEN).join(room)).into_iter().flatten().flatten();
        let read = |path: &Path| {
            let id = path.file_stem()?.to_str()?.parse().ok()?;
            let is_record = path.extension().is_some_and(|ending| ending == "json");
            let text = is_record.then(|| read_text(path, LONGEST).ok())??;
            Some((id, serde_json::from_str(&text).ok()?))
        };
        let mut found: Vec<(SourceId, T)> = entries.filter_map(|entry| read(&entry.path())).collect();
        found.sort_by_key(|(id, _)| *id);
        found
    }

    /// Throws something away, with what belongs to it.
    pub(crate) fn forget(&self, room: &str, id: SourceId) {
        for ending in ["json", "hdm"] {
            // What is gone already is gone.
            drop(fs::remove_file(self.file(room, id, ending)));
        }
    }
}

/// An id that nothing has.
pub(crate) fn new_id() -> SourceId {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    // Relaxed: the counter orders nothing.
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    SourceId(hash64(format!("{now} {count} {}", std::process::id()).as_bytes()))
}

/// A name of one word, which cannot lead out of its folder.
///
/// # Errors
/// For anything else.
pub(crate) fn plain_name(name: &str) -> Result<&str, ApiError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_plain = !name.is_empty()
        && name.len() <= LONGEST_NAME
        && name.chars().all(fits)
        && !name.starts_with(['.', '-'])
        && !name.ends_with('.');
    match is_plain {
        true => Ok(name),
        false => Err(ApiError::bad(
            "bad_request",
            "a name is one word of at most 64 letters, digits, `-`, `_` and `.`",
        )
        .of_field("name")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_lead_out_of_their_folder() {
        for name in ["spot", "hu20.b", "A-1_2"] {
            assert_eq!(plain_name(name).unwrap(), name);
        }
        for name in
            ["", "..", ".hidden", "a/b", "a\\b", "../x", "-x", "a b", "é", "x.", "a\0", &"x".repeat(65)]
        {
            assert!(plain_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn what_is_kept_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::new(folder.path().to_path_buf());
        let id = new_id();
        assert_ne!(id, new_id());
        desk.keep("solves", id, &vec![1, 2]).unwrap();
        fs::write(desk.file("solves", new_id(), "json"), "{").unwrap();
        assert_eq!(desk.kept::<Vec<u32>>("solves"), [(id, vec![1, 2])]);
        desk.forget("solves", id);
        assert!(desk.kept::<Vec<u32>>("solves").is_empty());
    }
}
