//! How much still fits.

use std::path::Path;

/// Bytes that a user without privileges can still write to the file system of `path`, which must exist;
/// `None` if the system does not report it.
#[must_use]
pub fn free_bytes(path: impl AsRef<Path>) -> Option<u64> {
    fs4::available_space(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_where_files_can_be_written_and_none_in_what_is_not_there() {
        let dir = tempfile::tempdir().unwrap();
        assert!(free_bytes(dir.path()).unwrap() > 0);
        assert_eq!(free_bytes(dir.path().join("none")), None);
    }
}
