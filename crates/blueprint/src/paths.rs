//! Paths in files and results that are text.

use std::path::Path;

use serde::Serializer;

/// Writes a path as text; what is not Unicode in it becomes U+FFFD, instead of an error that would lose the
/// whole document.
///
/// # Errors
/// Those of the serializer.
pub fn lossy<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.to_string_lossy())
}
