//! Whether the workers of a run stay on cores of their own.

use holdem_cfr::pinning::{Cores, PinError};

use crate::TrainError;
use crate::config::TrainConfig;

/// What becomes of `pin_workers`.
#[derive(Debug)]
pub enum Pinning {
    /// Not asked for.
    Free,
    /// Each worker has a core.
    On(Cores),
    /// The system cannot; training does not depend on it.
    Impossible(PinError),
}

impl Pinning {
    /// Looks which cores this process may use, and tries them, if the configuration asks for it.
    ///
    /// # Errors
    /// [`TrainError::Pinning`] if there are more workers than cores.
    pub fn of(config: &TrainConfig) -> Result<Self, TrainError> {
        if !config.pin_workers {
            return Ok(Self::Free);
        }
        match Cores::for_workers(config.workers()) {
            Ok(cores) => Ok(Self::On(cores)),
            Err(error @ PinError::TooFew { .. }) => Err(error.into()),
            Err(error) => Ok(Self::Impossible(error)),
        }
    }

    /// Cores of the first workers.
    pub(crate) fn cores(&self, workers: usize) -> Option<Cores> {
        match self {
            Self::On(cores) => Some(cores.first(workers)),
            Self::Free | Self::Impossible(_) => None,
        }
    }

    /// What somebody who asked for it should know before training starts.
    pub fn warning(&self) -> Option<String> {
        match self {
            Self::Impossible(error) => Some(format!("pin_workers: {error}; workers are not pinned")),
            Self::Free | Self::On(_) => None,
        }
    }
}

/// Looks now and then whether pinned workers are still where they should be.
#[derive(Debug)]
pub(super) struct PinWatch {
    cores: Option<Cores>,
    told: bool,
}

impl PinWatch {
    pub(super) fn new(cores: Option<Cores>) -> Self {
        Self { cores, told: false }
    }

    pub(super) fn cores(&self) -> Option<&Cores> {
        self.cores.as_ref()
    }

    /// A warning, once.
    pub(super) fn look(&mut self) -> Option<String> {
        let warning = lost(self.cores()?).filter(|_| !self.told)?;
        self.told = true;
        Some(warning)
    }
}

/// A warning if workers could not always be put on their cores.
pub(crate) fn lost(cores: &Cores) -> Option<String> {
    (cores.refusals() > 0).then(|| {
        format!("pin_workers: the system has taken some of {cores} away; not every worker stayed on its core")
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn pinning(workers: usize, pin_workers: bool) -> Result<Pinning, TrainError> {
        Pinning::of(&TrainConfig { num_workers: workers, pin_workers, ..TrainConfig::default() })
    }

    #[test]
    fn more_workers_than_cores_are_refused_only_if_they_are_to_be_pinned() {
        assert!(matches!(pinning(4096, false), Ok(Pinning::Free)));
        let error = pinning(4096, true).unwrap_err();
        assert_eq!(error.exit_class(), crate::ExitClass::Usage);
        let text = error.to_string();
        assert!(text.starts_with("pin_workers: 4096 workers cannot have a core each"), "{text}");
        // One for each core that may be used, however few these are.
        let all = pinning(0, true).unwrap();
        assert!(all.warning().is_none() && all.cores(1).unwrap().ids().len() == 1);
    }

    #[test]
    fn a_system_that_cannot_is_named_and_no_reason_to_lose_the_run() {
        let impossible = Pinning::Impossible(PinError::Unsupported { os: "plan9" });
        let text = impossible.warning().unwrap();
        assert_eq!(text, "pin_workers: threads cannot be pinned to cores on plan9; workers are not pinned");
        assert!(impossible.cores(2).is_none());
    }

    #[test]
    fn nothing_is_warned_of_as_long_as_workers_stay() {
        let mut watch = PinWatch::new(pinning(1, true).unwrap().cores(1));
        assert!(watch.look().is_none());
        assert!(PinWatch::new(None).look().is_none());
    }
}
