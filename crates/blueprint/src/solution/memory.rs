//! Memory, checked before it is allocated.

use holdem_cfr::exact::{ExactEstimate, ExactGame, ExactSolver};
use holdem_cfr::tables::storage::Storage;
use holdem_game::spot::SpotGame;
use serde::{Deserialize, Serialize};

use super::{NamedVariant, SolutionError};

/// How tables are to be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StorageChoice {
    /// In 32 bits if they fit, otherwise in 16.
    Auto,
    /// As told.
    #[default]
    F32,
    /// As told.
    I16,
}

crate::words::words!(StorageChoice);

/// Bytes that the tables of a spot need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needed {
    /// In 32 bits.
    pub f32_bytes: u64,
    /// In 16 bits.
    pub i16_bytes: u64,
}

impl From<ExactEstimate> for Needed {
    fn from(estimate: ExactEstimate) -> Self {
        let ExactEstimate { f32_bytes, i16_bytes, .. } = estimate;
        Self { f32_bytes, i16_bytes }
    }
}

impl Needed {
    /// Computes what a spot needs with a variant, without allocating it.
    ///
    /// # Errors
    /// If the spot cannot be solved.
    pub fn of(game: &SpotGame, variant: NamedVariant) -> Result<Self, SolutionError> {
        Ok(ExactSolver::estimate(&ExactGame::from(game), &variant.variant())?.into())
    }

    /// Bytes in one storage.
    pub fn bytes(&self, storage: Storage) -> u64 {
        match storage {
            Storage::F32 => self.f32_bytes,
            Storage::I16 => self.i16_bytes,
        }
    }

    /// The storage to use if this many bytes are available (`None`: unknown).
    ///
    /// # Errors
    /// [`SolutionError::TooLarge`] with what to reduce.
    pub fn choose(&self, choice: StorageChoice, available: Option<u64>) -> Result<Storage, SolutionError> {
        let fits = |storage: &Storage| available.is_none_or(|available| self.bytes(*storage) <= available);
        let tried: &[Storage] = match choice {
            StorageChoice::Auto => &[Storage::F32, Storage::I16],
            StorageChoice::F32 => &[Storage::F32],
            StorageChoice::I16 => &[Storage::I16],
        };
        let found = tried.iter().copied().find(fits);
        found.ok_or_else(|| self.too_large(choice, available.unwrap_or(u64::MAX)))
    }

    fn too_large(&self, choice: StorageChoice, available: u64) -> SolutionError {
        let mut advice = vec!["fewer bet sizes", "narrower ranges", "a board with one more card"];
        if choice == StorageChoice::F32 && self.i16_bytes <= available {
            advice.insert(0, "16 bits (`--storage i16`)");
        }
        let last = advice.pop().expect("there are several");
        SolutionError::TooLarge {
            needed: format!("{} in 32 bits, {} in 16 bits", mib(self.f32_bytes), mib(self.i16_bytes)),
            available: mib(available),
            advice: format!("use {} or {last}", advice.join(", ")),
        }
    }
}

/// Bytes in MiB, for sentences.
fn mib(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEEDED: Needed = Needed { f32_bytes: 100, i16_bytes: 51 };

    #[test]
    fn storages_are_read_by_their_names() {
        assert_eq!("auto".parse(), Ok(StorageChoice::Auto));
        assert_eq!(StorageChoice::I16.to_string(), "i16");
        let error = "i8".parse::<StorageChoice>().unwrap_err();
        assert_eq!(error, "`i8`: expected auto, f32 or i16");
    }

    #[test]
    fn sixteen_bits_are_taken_where_thirty_two_do_not_fit() {
        assert_eq!(NEEDED.choose(StorageChoice::Auto, Some(100)).unwrap(), Storage::F32);
        assert_eq!(NEEDED.choose(StorageChoice::Auto, Some(99)).unwrap(), Storage::I16);
        assert_eq!(NEEDED.choose(StorageChoice::Auto, None).unwrap(), Storage::F32);
        assert!(NEEDED.choose(StorageChoice::Auto, Some(50)).is_err());
    }

    #[test]
    fn what_does_not_fit_is_refused_with_what_helps() {
        let told = |choice, available| NEEDED.choose(choice, Some(available)).unwrap_err().to_string();
        assert!(told(StorageChoice::F32, 60).contains("--storage i16"));
        assert!(!told(StorageChoice::F32, 50).contains("--storage i16"));
        assert!(told(StorageChoice::I16, 50).contains("fewer bet sizes"));
    }
}
