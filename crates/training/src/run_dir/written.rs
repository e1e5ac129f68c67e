//! Writing into a run directory so that its manifest never lies, whenever the process is killed.
//!
//! Before a file is replaced or removed the manifest says so; a new file is listed after it is there.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use holdem_store::{SealedFile, write_atomic};

use super::manifest::{Content, MANIFEST, Manifest, ManifestError, name_of};
use crate::TrainError;

/// What a run has written, shared by the threads that write.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    run: PathBuf,
    manifest: Arc<Mutex<Manifest>>,
}

impl Written {
    /// Of a run that begins.
    pub(crate) fn nothing(run: &Path) -> Self {
        Self::of(run, Manifest::default())
    }

    /// For a continued run, with notes about its files. `listed` is whether it ever had a manifest; if that
    /// is missing or unusable, it is replaced by one of the files that exist.
    ///
    /// # Errors
    /// [`TrainError::NewerManifest`]: a newer program's manifest is not replaced.
    pub(crate) fn reopen(run: &Path, listed: bool) -> Result<(Self, Vec<String>), TrainError> {
        let (old, mut notes) = match Manifest::read(run) {
            Err(why @ ManifestError::Newer { .. }) => {
                return Err(TrainError::NewerManifest { path: run.join(MANIFEST), why: why.to_string() });
            }
            Ok(Some(old)) => (old, Vec::new()),
            Ok(None) if listed => (Manifest::default(), vec![format!("{MANIFEST} is gone")]),
            Ok(None) => (Manifest::default(), Vec::new()),
            Err(why) => (Manifest::default(), vec![format!("{MANIFEST}: {why}")]),
        };
        for (name, entry) in old.files().filter(|(name, entry)| !entry.is_kept(run, name)) {
            let what = if run.join(name).exists() { "was changed" } else { "is gone" };
            notes.push(format!("{name} {what} since the run wrote it ({} bytes)", entry.content().bytes));
        }
        Ok((Self::of(run, Manifest::of_what_is_there(run)), notes))
    }

    fn of(run: &Path, manifest: Manifest) -> Self {
        Self { run: run.to_path_buf(), manifest: Arc::new(Mutex::new(manifest)) }
    }

    fn manifest(&self) -> MutexGuard<'_, Manifest> {
        self.manifest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lists a file before it exists.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`].
    pub(crate) fn expect(&self, name: &str, content: Content) -> Result<(), TrainError> {
        self.manifest().set(name, content);
        self.write()
    }

    /// Writes a text file of the run, whole or not at all.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`]; the file is then as it was.
    pub(crate) fn text(&self, name: &str, text: &str) -> Result<PathBuf, TrainError> {
        let path = self.run.join(name);
        self.put(name, Content::of_text(text), || Ok(write_atomic(&path, text.as_bytes())?))?;
        Ok(path)
    }

    /// Finishes a container of the run; returns its length in bytes.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`]; an existing file of its name is then still there.
    pub(crate) fn commit(&self, file: SealedFile) -> Result<u64, TrainError> {
        let (name, content) = (name_of(&self.run, file.path()), Content::of_sealed(&file));
        match name {
            Some(name) => self.put(&name, content, || Ok(file.commit()?)),
            None => Ok(file.commit()?),
        }
    }

    /// Lists a file that appears under its name by `write`.
    pub(crate) fn put<T>(
        &self,
        name: &str,
        content: Content,
        write: impl FnOnce() -> Result<T, TrainError>,
    ) -> Result<T, TrainError> {
        let replaces = self.manifest().announce(name, &content);
        if replaces {
            self.write()?;
        }
        let written = write()?;
        self.manifest().set(name, content);
        Ok(written)
    }

    /// Lists files of the run that other processes have written.
    pub(crate) fn adopt(&self, paths: &[PathBuf]) {
        for name in paths.iter().filter_map(|path| name_of(&self.run, path)) {
            if let Some(content) = Content::read(&self.run, &name, None) {
                self.manifest().set(&name, content);
            }
        }
    }

    /// Removes files of the run.
    ///
    /// # Errors
    /// [`TrainError::Io`], [`TrainError::Blueprint`]; files that were not removed are then no longer listed.
    pub(crate) fn remove(&self, paths: &[PathBuf]) -> Result<(), TrainError> {
        if paths.is_empty() {
            return Ok(());
        }
        self.forget(paths)?;
        paths.iter().try_for_each(|path| fs::remove_file(path).map_err(TrainError::io(path, "remove")))
    }

    /// Removes files from the list, because they are about to be removed.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`].
    pub(crate) fn forget(&self, paths: &[PathBuf]) -> Result<(), TrainError> {
        for name in paths.iter().filter_map(|path| name_of(&self.run, path)) {
            self.manifest().forget(&name);
        }
        self.write()
    }

    /// Writes the manifest with everything that was written, and the lengths of log and charts.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`].
    pub(crate) fn save(&self) -> Result<(), TrainError> {
        self.manifest().grow(&self.run);
        self.write()
    }

    fn write(&self) -> Result<(), TrainError> {
        // The lock is held, so that an older text cannot be written last.
        let manifest = self.manifest();
        Ok(write_atomic(self.run.join(MANIFEST), manifest.to_text().as_bytes())?)
    }
}
