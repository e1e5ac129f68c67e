//! Workers that stay on their cores.
//!
//! The system may move a thread to another core, whose caches know nothing of it. Where every worker has a core to itself it seldom
//! does; and a pinned worker cannot leave a core that something else wants. So workers are pinned only if asked for. What is learned
//! does not depend on it.
//!
//! The first worker of an engine is the thread that calls it, and a thread that is started has the cores of the one that starts
//! it. So a worker is pinned while it works and no longer: whatever the caller starts afterwards runs where it likes.

use std::fmt::Write;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Cores for workers: worker `i` runs on core `i` of them.
#[derive(Clone, Debug)]
pub struct Cores {
    ids: Vec<usize>,
    /// Shared by all clones.
    refusals: Arc<AtomicU64>,
}

/// Why workers cannot be pinned.
#[derive(Debug, thiserror::Error)]
pub enum PinError {
    /// Only Linux can be asked here.
    #[error("threads cannot be pinned to cores on {os}")]
    Unsupported {
        /// The operating system.
        os: &'static str,
    },
    /// The system refused.
    #[error("the system refused to {action}: {source}")]
    Refused {
        /// What was asked of it.
        action: String,
        /// What it said.
        source: io::Error,
    },
    /// Two workers on one core would make all others wait for them.
    #[error(
        "{workers} workers cannot have a core each: this process may use {}; ask for fewer workers, or do not pin them",
        cores(allowed)
    )]
    TooFew {
        /// Workers that want a core.
        workers: usize,
        /// Cores there are.
        allowed: Vec<usize>,
    },
}

/// `cores 0, 2`.
fn cores(ids: &[usize]) -> String {
    let mut text = if ids.len() == 1 { "core " } else { "cores " }.to_owned();
    for (i, id) in ids.iter().enumerate() {
        let comma = if i == 0 { "" } else { ", " };
        write!(text, "{comma}{id}").expect("a string takes all text");
    }
    text
}

/// Numbers of the cores that the calling thread may run on, lowest first: affinity and cpusets counted in.
///
/// # Errors
/// [`PinError::Unsupported`] but on Linux, [`PinError::Refused`].
pub fn allowed() -> Result<Vec<usize>, PinError> {
    system::mask().map(|mask| system::ids(&mask))
}

impl Cores {
    /// The first cores that the calling thread may run on, one for each worker. Each is tried.
    ///
    /// # Errors
    /// [`PinError`] if threads cannot be pinned, or there are more workers than cores.
    pub fn for_workers(workers: usize) -> Result<Self, PinError> {
        let before = system::mask()?;
        let mut ids = system::ids(&before);
        if ids.len() < workers {
            return Err(PinError::TooFew { workers, allowed: ids });
        }
        ids.truncate(workers);
        let tried = ids.iter().try_for_each(|&core| system::set(&system::only(core)?));
        let restored = system::set(&before);
        tried.and(restored)?;
        Ok(Self { ids, refusals: Arc::default() })
    }

    /// The cores of the first so many workers.
    #[must_use]
    pub fn first(&self, workers: usize) -> Self {
        Self { ids: self.ids.iter().copied().take(workers).collect(), refusals: Arc::clone(&self.refusals) }
    }

    /// Numbers of the cores, by worker.
    pub fn ids(&self) -> &[usize] {
        &self.ids
    }

    /// How often a worker could not be put on its core or off it again: the system has taken cores away meanwhile. Such a worker runs
    /// where the system lets it.
    pub fn refusals(&self) -> u64 {
        // Relaxed: a count that nothing else depends on.
        self.refusals.load(Ordering::Relaxed)
    }

    /// Keeps the calling thread on the core of a worker until the guard is dropped. More workers than cores share them in turns.
    pub(crate) fn hold(&self, worker: usize) -> Held<'_> {
        let pin = || {
            let before = system::mask()?;
            system::set(&system::only(self.ids[worker % self.ids.len()])?)?;
            Ok(before)
        };
        let before = if self.ids.is_empty() { None } else { Some(pin()) };
        let before = before.and_then(|pinned: Result<_, PinError>| self.noted(pinned));
        Held { cores: self, before }
    }

    fn noted<T>(&self, result: Result<T, PinError>) -> Option<T> {
        if result.is_err() {
            // Relaxed: as in `refusals`.
            self.refusals.fetch_add(1, Ordering::Relaxed);
        }
        result.ok()
    }
}

/// `cores 0, 2`: by worker.
impl std::fmt::Display for Cores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&cores(&self.ids))
    }
}

/// A thread that is pinned; where it could run before is restored on drop.
#[must_use]
pub(crate) struct Held<'c> {
    cores: &'c Cores,
    before: Option<system::Mask>,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            self.cores.noted(system::set(before));
        }
    }
}

#[cfg(target_os = "linux")]
mod system {
    use super::PinError;
    use nix::errno::Errno;
    use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
    use nix::unistd::Pid;

    /// Cores that a thread may run on.
    pub(super) type Mask = CpuSet;

    /// What the system calls the calling thread.
    const ME: Pid = Pid::from_raw(0);

    fn refused(action: impl Into<String>) -> impl FnOnce(Errno) -> PinError {
        move |errno| PinError::Refused { action: action.into(), source: errno.into() }
    }

    /// Fails on a machine of more than 1024 cores.
    pub(super) fn mask() -> Result<Mask, PinError> {
        sched_getaffinity(ME).map_err(refused("say which cores may be used"))
    }

    pub(super) fn ids(mask: &Mask) -> Vec<usize> {
        (0..Mask::count()).filter(|&core| mask.is_set(core) == Ok(true)).collect()
    }

    pub(super) fn only(core: usize) -> Result<Mask, PinError> {
        let mut mask = Mask::new();
        mask.set(core).map_err(refused(format!("name core {core}")))?;
        Ok(mask)
    }

    pub(super) fn set(mask: &Mask) -> Result<(), PinError> {
        sched_setaffinity(ME, mask)
            .map_err(|errno| refused(format!("keep a thread on {}", super::cores(&ids(mask))))(errno))
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use super::PinError;

    pub(super) type Mask = ();

    pub(super) fn mask() -> Result<Mask, PinError> {
        Err(PinError::Unsupported { os: std::env::consts::OS })
    }

    pub(super) fn ids(_: &Mask) -> Vec<usize> {
        Vec::new()
    }

    pub(super) fn only(_: usize) -> Result<Mask, PinError> {
        mask()
    }

    pub(super) fn set(_: &Mask) -> Result<(), PinError> {
        mask()
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_held_thread_has_one_core_and_then_all_it_had() {
        let before = allowed().unwrap();
        let cores = Cores::for_workers(before.len()).unwrap();
        assert!(!before.is_empty() && cores.ids() == before);
        assert_eq!(allowed().unwrap(), before, "cores were tried");
        for worker in 0..2 * before.len() {
            let held = cores.hold(worker);
            assert_eq!(allowed().unwrap(), [before[worker % before.len()]]);
            drop(held);
            assert_eq!(allowed().unwrap(), before);
        }
        assert_eq!(cores.refusals(), 0);
        assert_eq!(cores.first(1).ids(), &before[..1]);
    }

    #[test]
    fn a_thread_that_has_one_core_only_has_no_other_to_give() {
        let all = Cores::for_workers(allowed().unwrap().len()).unwrap();
        let last = all.ids().len() - 1;
        let _held = all.hold(last);
        let one = Cores::for_workers(1).unwrap();
        assert_eq!(one.ids(), &all.ids()[last..]);
        let error = Cores::for_workers(2).unwrap_err();
        let expected =
            format!("2 workers cannot have a core each: this process may use core {};", all.ids()[last]);
        assert!(error.to_string().starts_with(&expected), "{error}");
        assert_eq!(allowed().unwrap(), one.ids());
    }

    #[test]
    fn a_core_that_is_not_there_leaves_the_thread_free_and_is_counted() {
        let before = allowed().unwrap();
        // The last one that a mask has room for, and one beyond.
        for gone in [1023, 5000] {
            let cores = Cores { ids: vec![gone], refusals: Arc::default() };
            let held = cores.clone();
            let held = held.hold(0);
            assert_eq!(allowed().unwrap(), before);
            drop(held);
            assert_eq!(cores.refusals(), 1);
        }
    }

    #[test]
    fn cores_are_named() {
        assert_eq!(cores(&[0, 2, 11]), "cores 0, 2, 11");
        assert_eq!(cores(&[3]), "core 3");
    }
}
