//! Files that are finished while training goes on.
//!
//! The contents of a file are copied beforehand, so that a separate thread can hand them to the operating
//! system and wait until they have reached the disk.

use std::panic::resume_unwind;
use std::path::PathBuf;
use std::thread::{self, JoinHandle};

use holdem_store::SealedFile;

use crate::TrainError;
use crate::run_dir::Written;

/// At most one file that is being finished.
#[derive(Debug, Default)]
pub(crate) struct Saver {
    job: Option<JoinHandle<Result<Saved, TrainError>>>,
}

/// A file that is safe.
#[derive(Debug)]
pub(crate) struct Saved {
    pub(crate) what: &'static str,
    pub(crate) path: PathBuf,
    pub(crate) bytes: u64,
    /// The result of what came afterwards, which is not essential.
    pub(crate) after: Result<(), TrainError>,
}

impl Saver {
    /// Whether a file is being finished.
    pub(crate) fn is_busy(&self) -> bool {
        self.job.is_some()
    }

    /// Makes a file of a run with `seal` and finishes it; when it is safe it is listed, and `after` is
    /// called.
    pub(crate) fn start(
        &mut self,
        what: &'static str,
        run: &Written,
        seal: impl FnOnce() -> Result<SealedFile, TrainError> + Send + 'static,
        after: impl FnOnce() -> Result<(), TrainError> + Send + 'static,
    ) {
        debug_assert!(!self.is_busy(), "one file at a time");
        let run = run.clone();
        self.job = Some(thread::spawn(move || {
            let sealed = seal()?;
            let path = sealed.path().to_path_buf();
            let bytes = run.commit(sealed)?;
            let after = after().and_then(|()| run.save());
            Ok(Saved { what, path, bytes, after })
        }));
    }

    /// The outcome for the file, if it is known by now.
    pub(crate) fn poll(&mut self) -> Option<Result<Saved, TrainError>> {
        if self.job.as_ref().is_some_and(JoinHandle::is_finished) { self.wait() } else { None }
    }

    /// Waits for the file, if there is one.
    pub(crate) fn wait(&mut self) -> Option<Result<Saved, TrainError>> {
        let job = self.job.take()?;
        Some(job.join().unwrap_or_else(|panic| resume_unwind(panic)))
    }
}

impl Drop for Saver {
    fn drop(&mut self) {
        // However a run ends, a checkpoint that was begun is finished. There is nobody left to receive its
        // result.
        if let Some(job) = self.job.take() {
            let _ = job.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdem_store::{ContainerWriter, Kind};

    fn sealed(path: &std::path::Path) -> SealedFile {
        ContainerWriter::create(path, Kind::new("test", 1), 0).unwrap().seal().unwrap()
    }

    #[test]
    fn a_file_is_there_when_it_is_said_to_be_and_what_follows_is_done_then() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.hdm");
        let mut saver = Saver::default();
        assert!(saver.wait().is_none() && saver.poll().is_none());
        let (seen, wanted) = (path.clone(), path.clone());
        saver.start(
            "test",
            &Written::nothing(dir.path()),
            move || Ok(sealed(&wanted)),
            move || {
                assert!(seen.exists());
                Ok(())
            },
        );
        let saved = saver.wait().unwrap().unwrap();
        assert!(saved.after.is_ok() && saved.path == path && saved.what == "test");
        assert_eq!(saved.bytes, std::fs::metadata(&path).unwrap().len());
        assert!(!saver.is_busy());
    }

    #[test]
    fn a_file_that_cannot_be_finished_is_told_and_nothing_follows() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sub/a.hdm");
        std::fs::create_dir(dir.path().join("sub")).unwrap();
        let file = sealed(&path);
        std::fs::remove_dir_all(dir.path().join("sub")).unwrap();
        let mut saver = Saver::default();
        saver.start("test", &Written::nothing(dir.path()), move || Ok(file), || panic!("nothing follows"));
        assert!(saver.wait().unwrap().is_err());
    }

    #[test]
    fn dropping_finishes_what_was_begun() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.hdm");
        let mut saver = Saver::default();
        let wanted = path.clone();
        saver.start("test", &Written::nothing(dir.path()), move || Ok(sealed(&wanted)), || Ok(()));
        drop(saver);
        assert!(path.exists());
    }
}
