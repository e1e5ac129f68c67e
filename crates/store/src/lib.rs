//! Container files: how `holdem` keeps buckets, blueprints and checkpoints on disk.
//!
//! - [`Container`]: a file opened for reading, memory-mapped
//! - [`ContainerWriter`], [`SectionWriter`]: a file being written, invisible until complete
//! - [`Kind`], [`Section`], [`Elem`]: how a file and its sections describe themselves
//! - [`SealedFile`]: a file that is written and waits for the disk, to be finished on another thread
//! - [`write_atomic`], [`create_atomic`]: the same promises for small text files; the second never replaces
//!   one
//! - [`create_directory`]: directories that survive a power cut
//! - [`free_bytes`]: how much still fits
//! - [`leftovers`]: what killed writers leave, and its removal: [`partial_files`], [`remove_partial_files`]
//! - [`Destination`], [`Output`], [`write_output`]: where a user wants a result to go: a file, a link to one,
//!   a pipe, a device
//! - [`columns`]: tables for other programs, row by row: CSV, JSON, Parquet
//! - [`input`]: files that are read whole, up to a limit and without waiting: [`read_text`], [`open_regular`]
//! - [`hash64`], [`ParamsHasher`]: the stable hash behind checksums and `params_hash`
//! - [`Error`]: everything that can go wrong, naming the file, what was found and what was expected
//!
//! # Promises
//!
//! 1. *All or nothing.* A file appears under its final name complete and flushed to the disk, or not at all;
//!    until then a file that was there before is untouched, whatever happens (an error, a panic, a kill, a
//!    power cut, a full disk). A killed writer leaves one hidden temporary file, which whoever uses that
//!    directory next removes.
//! 2. *Nothing is trusted.* Magic, versions, lengths and both checksums of the header and the table are
//!    checked before any section is handed out; no length found in a file leads to an allocation or an access
//!    before it has been compared with the real length of the file.
//! 3. *Damage is found.* [`Container::open`] finds every truncation and every change in the header and the
//!    table; [`Container::verify`] finds every change anywhere (up to a 2⁻⁶⁴ chance of a checksum collision).
//! 4. *Opening is instant.* [`Container::open`] reads the header and the table, O(number of sections); data
//!    is read from the disk when it is touched.
//! 5. *A newer file is refused*, with advice, and never overwritten by misunderstanding it.
//!
//! # Format, version 1
//!
//! All integers are little-endian. Offsets and lengths are in bytes.
//!
//! ```text
//! header    128 bytes
//! sections  each starts at the next multiple of 64, zeros in between, in the order of the table
//! table     64 bytes per section, starts at the next multiple of 64, ends the file
//! ```
//!
//! Header:
//!
//! - 0 (8 bytes): magic `89 48 44 4D 0D 0A 1A 0A` (`\x89HDM\r\n\x1a\n`: a text-mode transfer breaks it)
//! - 8 (u32): format version, 1
//! - 12 (u32): version of the kind: what the sections mean
//! - 16 (16 bytes): kind: lower-case ASCII tag such as `buckets`, `blueprint`, `checkpoint`, padded with
//!   zeros
//! - 32 (u32): length of the header, 128
//! - 36 (u32): number of sections
//! - 40 (u64): offset of the table
//! - 48 (u64): length of the file
//! - 56 (u64): `params_hash`: hash of the parameters that the contents depend on
//! - 64 (u64): XXH3-64 of the table
//! - 72 (48 bytes): reserved, zeros
//! - 120 (u64): XXH3-64 of bytes 0..120
//!
//! Table entry:
//!
//! - 0 (32 bytes): name: 1 to 32 printable ASCII characters, padded with zeros, unique in the file
//! - 32 (u64): offset of the section, a multiple of 64
//! - 40 (u64): length of the section, a multiple of the element size
//! - 48 (u64): XXH3-64 of the section
//! - 56 (u32): element size, at least 1
//! - 60 (u32): element class: 0 unsigned integer, 1 signed integer, 2 floating point, 3 record of fixed
//!   layout
//!
//! The layout is canonical: the first section starts at byte 128, each following one at the next multiple of
//! 64 after the end of its predecessor, the table likewise. A file that deviates is damaged. The meaning of
//! magic and format version (bytes 0..12) is the same in all future versions.
//!
//! # Example
//!
//! ```
//! use holdem_store::{Container, ContainerWriter, Kind, ParamsHasher};
//!
//! const BUCKETS: Kind = Kind::new("buckets", 1);
//! # let dir = tempfile::tempdir()?;
//! let path = dir.path().join("flop.hdm");
//! let params = ParamsHasher::new().u64("buckets", 200).finish();
//!
//! let mut writer = ContainerWriter::create(&path, BUCKETS, params)?;
//! writer.typed_section::<u16>("rows", &[3, 1, 4])?;
//! let mut strength = writer.begin_section::<f32>("strength")?;
//! strength.write(&[0.25])?;
//! strength.write(&[0.5, 1.0])?;
//! strength.end();
//! writer.finish()?;
//!
//! let file = Container::open(&path, BUCKETS)?;
//! file.expect_params_hash(params)?;
//! assert_eq!(file.typed::<u16>("rows")?, [3, 1, 4]);
//! assert_eq!(file.typed::<f32>("strength")?.len(), 3);
//! file.verify()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(target_endian = "big")]
compile_error!("sections are read in place as little-endian; big-endian machines are not supported");

mod atomic;
mod backing;
mod blocks;
pub mod columns;
mod container;
mod destination;
mod directories;
mod error;
mod format;
mod hash;
pub mod input;
pub mod leftovers;
mod lock;
mod map;
mod opening;
mod output;
mod space;
mod writer;

pub use atomic::{create_atomic, write_atomic};
pub use container::Container;
pub use destination::Destination;
pub use directories::create_directory;
pub use error::Error;
pub use format::{Elem, ElemClass, FORMAT_VERSION, Kind, Section};
pub use hash::{ParamsHasher, hash64};
pub use input::{open_input, open_regular, open_regular_as, read_standard_input, read_text, read_whole};
pub use leftovers::{PartialFile, is_partial_name, partial_files, remove_partial_files};
pub use lock::try_lock;
pub use output::{Output, write_output};
pub use space::free_bytes;
pub use writer::{ContainerWriter, SealedFile, SectionWriter};
