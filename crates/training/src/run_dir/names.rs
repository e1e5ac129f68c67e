//! Names of runs that were given none.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use holdem_store::create_directory;

use crate::TrainError;
use crate::config::TrainConfig;

/// The name of a run that was given none: `20260131-235959-holdem`.
pub(super) fn default_name(config: &TrainConfig) -> String {
    let secs = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |t| t.as_secs());
    format!("{}-{}", timestamp(secs), config.game.kind)
}

/// Makes a directory of this name, or of the first free name with a number after it.
pub(super) fn new_directory(parent: &Path, name: &str) -> Result<PathBuf, TrainError> {
    create_directory(parent)?;
    let numbered = (2u64..).map(|n| format!("{name}-{n}"));
    for path in std::iter::once(name.to_owned()).chain(numbered).map(|name| parent.join(name)) {
        match fs::create_dir(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            result => return result.map(|()| path.clone()).map_err(TrainError::io(&path, "create")),
        }
    }
    unreachable!("the numbers never end")
}

/// `20260131-235959` in UTC (days to civil date after Howard Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms").
pub(crate) fn timestamp(unix_secs: u64) -> String {
    let (days, secs) = (unix_secs / 86_400, unix_secs % 86_400);
    let z = days + 719_468;
    let (era, day_of_era) = (z / 146_097, z % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}{month:02}{day:02}-{:02}{:02}{:02}", secs / 3600, secs / 60 % 60, secs % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_civil_dates() {
        assert_eq!(timestamp(0), "19700101-000000");
        assert_eq!(timestamp(951_782_400), "20000229-000000");
        assert_eq!(timestamp(1_769_903_999), "20260131-235959");
    }

    #[test]
    fn runs_that_start_in_the_same_moment_have_directories_of_their_own() {
        let dir = tempfile::tempdir().unwrap();
        let make = || new_directory(&dir.path().join("runs"), "20260131-235959-holdem").unwrap();
        let mut made: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(make)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        made.sort();
        made.dedup();
        assert_eq!(made.len(), 8);
        assert!(made.iter().all(|path| path.is_dir()));
    }
}
