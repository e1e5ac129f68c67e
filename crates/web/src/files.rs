//! Which file it is, whatever its name.

use std::fs::Metadata;

/// Names a file as long as it is there. Where a system has no such names, all files have the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    /// Of a file.
    #[cfg(unix)]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self { device: metadata.dev(), inode: metadata.ino() }
    }

    /// Of a file.
    #[cfg(not(unix))]
    pub(crate) fn of(_: &Metadata) -> Self {
        Self::default()
    }

    /// In 16 bytes.
    pub(crate) fn to_bytes(self) -> [u8; 16] {
        (u128::from(self.device) << 64 | u128::from(self.inode)).to_le_bytes()
    }
}
