//! `manifest.json`: what a run has written, so that missing or changed files can be noticed.
//!
//! ```text
//! { "format": 1,
//!   "files": { "blueprint.hdm": { "bytes": 20512, "hash": "9f..", "before": { .. } }, .. },
//!   "hash": "5c.." }
//! ```
//!
//! Names are relative to the run directory, with `/` between their parts. A hash is XXH3-64 in hexadecimal
//! digits: of all bytes of a text file; of the header of a container, which covers every byte through its
//! checksums, so that no file of gigabytes is read again; of the first `bytes` bytes of a file that grows
//! (`log.jsonl`, `tensorboard/`). `before` is what a file held that was about to be replaced: a kill may have
//! come before or after. The last hash is of the rest of the manifest itself.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use holdem_blueprint::hex;
use holdem_store::{Container, SealedFile, hash64, open_regular, read_text};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3Default;

/// Its name.
pub(crate) const MANIFEST: &str = "manifest.json";
/// Its version.
const FORMAT: u32 = 1;
/// A manifest lists some dozen files.
const MOST_BYTES: u64 = 16 << 20;
/// The log of a run, and the directory of its charts: files that grow.
const LOG: &str = "log.jsonl";
const CHARTS: &str = "tensorboard";

/// Length and hash of a file, or of the beginning of one that grows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Content {
    pub(crate) bytes: u64,
    pub(crate) hash: String,
}

/// What a file of a run holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    bytes: u64,
    hash: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<Content>,
}

/// What a run has written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    format: u32,
    files: BTreeMap<String, Entry>,
}

/// Why a manifest cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ManifestError {
    /// Written by a newer program; this one must not replace it.
    #[error("format {found} of a newer holdem (this one knows {FORMAT}); update holdem")]
    Newer {
        /// Its version.
        found: u64,
    },
    /// Damaged, changed or unreadable.
    #[error("{0}")]
    Unusable(String),
}

/// A manifest with the hash of its own text.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed {
    format: u32,
    files: BTreeMap<String, Entry>,
    hash: String,
}

impl Content {
    /// The content of a text that is about to be written.
    pub(crate) fn of_text(text: &str) -> Self {
        Self { bytes: text.len() as u64, hash: hex(hash64(text.as_bytes())) }
    }

    /// The content of a container that is about to appear.
    pub(crate) fn of_sealed(file: &SealedFile) -> Self {
        Self { bytes: file.file_bytes(), hash: hex(file.content_hash()) }
    }

    /// The content of the file that a run calls `name`, up to `most` bytes if it grows; `None` if it cannot
    /// be read, or is shorter.
    ///
    /// # Complexity
    /// Reads texts and growing files once; of a container, only the header and the table.
    pub(crate) fn read(run: &Path, name: &str, most: Option<u64>) -> Option<Self> {
        let path = run.join(name);
        if !fs::metadata(&path).ok()?.is_file() {
            return None;
        }
        match name.ends_with(".hdm") {
            true => {
                let container = Container::open_any(&path).ok()?;
                Some(Self { bytes: container.file_bytes(), hash: hex(container.content_hash()) })
            }
            false => Self::of_beginning(&path, most.filter(|_| grows(name))).ok().flatten(),
        }
    }

    /// The content of the first `bytes` bytes of a file; of all for `None`.
    fn of_beginning(path: &Path, bytes: Option<u64>) -> io::Result<Option<Self>> {
        let mut file = File::open(path)?.take(bytes.unwrap_or(u64::MAX));
        let (mut hasher, mut read, mut block) = (Xxh3Default::new(), 0, vec![0; 1 << 16]);
        loop {
            match file.read(&mut block)? {
                0 => break,
                n => {
                    hasher.update(&block[..n]);
                    read += n as u64;
                }
            }
        }
        let whole = bytes.is_none_or(|bytes| bytes == read);
        Ok(whole.then(|| Self { bytes: read, hash: hex(hasher.digest()) }))
    }
}

impl From<Content> for Entry {
    fn from(Content { bytes, hash }: Content) -> Self {
        Self { bytes, hash, before: None }
    }
}

impl Entry {
    /// What it holds, or is about to hold.
    pub(crate) fn content(&self) -> Content {
        Content { bytes: self.bytes, hash: self.hash.clone() }
    }

    /// Whether the file of this name is as the run left it.
    pub(crate) fn is_kept(&self, run: &Path, name: &str) -> bool {
        let found = Content::read(run, name, Some(self.bytes));
        found.is_some_and(|found| found == self.content() || self.before.as_ref() == Some(&found))
    }
}

impl Default for Manifest {
    fn default() -> Self {
        Self { format: FORMAT, files: BTreeMap::new() }
    }
}

impl Manifest {
    /// The manifest of everything in a directory, as it is: for a run that has no manifest.
    pub(crate) fn of_what_is_there(run: &Path) -> Self {
        let mut manifest = Self::default();
        for name in names(run) {
            if let Some(content) = Content::read(run, &name, None) {
                manifest.set(&name, content);
            }
        }
        manifest
    }

    /// Reads the manifest of a run; `Ok(None)` if there is none.
    ///
    /// # Errors
    /// [`ManifestError`].
    pub(crate) fn read(run: &Path) -> Result<Option<Self>, ManifestError> {
        let text = match read_text(run.join(MANIFEST), MOST_BYTES) {
            Err(holdem_store::Error::NotFound { .. }) => return Ok(None),
            text => text.map_err(|error| ManifestError::Unusable(error.to_string()))?,
        };
        #[derive(Deserialize)]
        struct Version {
            format: u64,
        }
        let words = |error: serde_json::Error| ManifestError::Unusable(error.to_string());
        let Version { format: found } = serde_json::from_str(&text).map_err(words)?;
        if found > u64::from(FORMAT) {
            return Err(ManifestError::Newer { found });
        }
        let Signed { format, files, .. } = serde_json::from_str(&text).map_err(words)?;
        let manifest = Self { format, files };
        match manifest.to_text() == text {
            true => Ok(Some(manifest)),
            false => Err(ManifestError::Unusable("changed since the run wrote it".to_owned())),
        }
    }

    /// The text of the file.
    pub(crate) fn to_text(&self) -> String {
        const JSON: &str = "a manifest holds nothing that JSON cannot";
        let hash = hex(hash64(serde_json::to_string(self).expect(JSON).as_bytes()));
        let signed = Signed { format: self.format, files: self.files.clone(), hash };
        serde_json::to_string_pretty(&signed).expect(JSON) + "\n"
    }

    /// Every file with what it holds, by name.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.files.iter().map(|(name, entry)| (name.as_str(), entry))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Entry> {
        self.files.get(name)
    }

    /// Notes what a file holds.
    pub(crate) fn set(&mut self, name: &str, content: Content) {
        self.files.insert(name.to_owned(), content.into());
    }

    /// Records what a file is about to hold; returns whether that replaces other content.
    pub(crate) fn announce(&mut self, name: &str, content: &Content) -> bool {
        let Some(entry) = self.files.get_mut(name).filter(|entry| entry.content() != *content) else {
            return false;
        };
        *entry = Entry { before: Some(entry.content()), ..content.clone().into() };
        true
    }

    pub(crate) fn forget(&mut self, name: &str) {
        self.files.remove(name);
    }

    /// Records the lengths of growing files, after their contents have reached the disk. A file whose
    /// beginning has changed keeps its entry, so that the change is noticed.
    pub(crate) fn grow(&mut self, run: &Path) {
        for name in names(run).into_iter().filter(|name| grows(name)) {
            if self.get(&name).is_some_and(|entry| !entry.is_kept(run, &name)) {
                continue;
            }
            let on_disk = on_disk(&run.join(&name));
            if let Some(content) = on_disk.ok().and_then(|bytes| Content::read(run, &name, Some(bytes))) {
                self.set(&name, content);
            }
        }
    }
}

/// Waits until everything in a file has reached the disk; returns its length in bytes.
fn on_disk(path: &Path) -> io::Result<u64> {
    let (file, bytes) = open_regular(path)?;
    file.sync_data()?;
    Ok(bytes)
}

/// Whether a file grows while a run is under way.
fn grows(name: &str) -> bool {
    name == LOG || name.starts_with(CHARTS)
}

/// The name of a file below a run directory.
pub(crate) fn name_of(run: &Path, path: &Path) -> Option<String> {
    let parts = path.strip_prefix(run).ok()?.components();
    let parts: Option<Vec<_>> = parts.map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

/// The files of a run directory that a manifest lists, if they are there.
fn names(run: &Path) -> Vec<String> {
    const TEXTS: [&str; 6] = [super::CONFIG, super::RUN, "report.json", "report.md", "blueprint.hdm", LOG];
    let mut names: Vec<String> = TEXTS.map(str::to_owned).to_vec();
    for directory in [super::CHECKPOINTS, super::SNAPSHOTS, CHARTS] {
        let entries = fs::read_dir(run.join(directory)).into_iter().flatten().flatten();
        let ours = |name: &String| directory == CHARTS || name.ends_with(".hdm") && !name.starts_with('.');
        let found = entries.filter_map(|entry| entry.file_name().into_string().ok()).filter(ours);
        names.extend(found.map(|name| format!("{directory}/{name}")));
    }
    names.retain(|name| run.join(name).is_file());
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Manifest {
        let mut manifest = Manifest::default();
        manifest.set("config.yaml", Content::of_text("seed: 1"));
        manifest.announce("config.yaml", &Content::of_text("seed: 2"));
        manifest
    }

    #[test]
    fn a_flipped_bit_anywhere_in_a_manifest_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let text = small().to_text();
        fs::write(dir.path().join(MANIFEST), &text).unwrap();
        assert_eq!(Manifest::read(dir.path()), Ok(Some(small())));
        for at in 0..text.len() * 8 {
            let mut bytes = text.clone().into_bytes();
            bytes[at / 8] ^= 1 << (at % 8);
            fs::write(dir.path().join(MANIFEST), bytes).unwrap();
            assert!(Manifest::read(dir.path()).is_err(), "bit {at}");
        }
    }

    #[test]
    fn a_file_that_is_replaced_may_hold_the_old_or_the_new_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let manifest = small();
        let kept = |text: &str| {
            fs::write(dir.path().join("config.yaml"), text).unwrap();
            manifest.get("config.yaml").unwrap().is_kept(dir.path(), "config.yaml")
        };
        assert!(kept("seed: 1") && kept("seed: 2") && !kept("seed: 3"));
    }

    #[test]
    fn what_grows_is_judged_by_its_beginning_and_a_changed_beginning_is_never_adopted() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join(LOG);
        let mut manifest = Manifest::default();
        fs::write(&log, "one\n").unwrap();
        manifest.grow(dir.path());
        fs::write(&log, "one\ntwo\n").unwrap();
        assert!(manifest.get(LOG).unwrap().is_kept(dir.path(), LOG));
        manifest.grow(dir.path());
        assert_eq!(manifest.get(LOG).unwrap().bytes, 8);
        fs::write(&log, "onE\ntwo\nthree\n").unwrap();
        manifest.grow(dir.path());
        assert!(!manifest.get(LOG).unwrap().is_kept(dir.path(), LOG));
        fs::write(&log, "one\n").unwrap();
        assert!(!manifest.get(LOG).unwrap().is_kept(dir.path(), LOG), "cut");
    }
}
