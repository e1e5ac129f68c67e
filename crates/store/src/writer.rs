//! A container being written.

use std::fmt;
use std::marker::PhantomData;
use std::path::Path;

use bytemuck::NoUninit;
use xxhash_rust::xxh3::Xxh3Default;

use crate::atomic::PendingFile;
use crate::blocks::Way;
use crate::format::{self, ALIGN, Elem, HEADER_LEN, Header, Kind, Section, align_up};
use crate::{Destination, Error, hash64};

/// Bytes that are hashed and then written at a time.
const PIECE_BYTES: usize = 256 << 10;

/// A file being written under a temporary name; it appears under its final name with
/// [`ContainerWriter::finish`], and is removed when dropped before.
#[derive(Debug)]
#[must_use = "nothing is kept without `finish`"]
pub struct ContainerWriter {
    file: PendingFile,
    kind: Kind,
    params_hash: u64,
    sections: Vec<Section>,
    /// Bytes written so far, including the space for the header.
    position: u64,
    /// A section that was begun and dropped before its end.
    unfinished: Option<String>,
}

impl ContainerWriter {
    /// Starts a file of this kind that depends on parameters with this hash.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the directory does not exist, [`Error::NotAFile`] if the path is something
    /// other than a file, [`Error::DiskFull`], [`Error::Io`].
    pub fn create(path: impl AsRef<Path>, kind: Kind, params_hash: u64) -> Result<ContainerWriter, Error> {
        Self::over(PendingFile::create(path.as_ref())?, kind, params_hash)
    }

    /// Starts a file that a user wants somewhere. For a pipe or a device it is collected in the directory for
    /// temporary files, and written when it is complete.
    ///
    /// # Errors
    /// As [`ContainerWriter::create`]; a pipe or a device fails at the end.
    pub fn create_at(
        destination: &Destination,
        kind: Kind,
        params_hash: u64,
    ) -> Result<ContainerWriter, Error> {
        Self::over(PendingFile::at(destination)?, kind, params_hash)
    }

    fn over(mut file: PendingFile, kind: Kind, params_hash: u64) -> Result<ContainerWriter, Error> {
        file.write(&[0; HEADER_LEN])?;
        let position = HEADER_LEN as u64;
        Ok(ContainerWriter { file, kind, params_hash, sections: Vec::new(), position, unfinished: None })
    }

    /// Lets the data bypass the page cache if file system and disk can (`O_DIRECT` on Linux): for large files
    /// that nobody reads soon. Other programs keep their processor time and their pages; a reader of the file
    /// waits for the disk.
    pub fn uncached(mut self) -> Self {
        self.file.set_way(Way::Direct);
        self
    }

    /// Writes a section of bytes.
    ///
    /// # Errors
    /// As [`ContainerWriter::begin_section`].
    pub fn section(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        self.typed_section(name, bytes)
    }

    /// Writes a section of numbers or records.
    ///
    /// # Errors
    /// As [`ContainerWriter::begin_section`].
    pub fn typed_section<T: NoUninit>(&mut self, name: &str, items: &[T]) -> Result<(), Error> {
        let mut section = self.begin_section::<T>(name)?;
        section.write(items)?;
        section.end();
        Ok(())
    }

    /// Begins a section that is written piece by piece; together the pieces may be larger than memory.
    ///
    /// # Errors
    /// [`Error::BadSection`] for a name that is not 1 to 32 printable ASCII characters or was used before,
    /// for a type without size, or after a section that was never ended; [`Error::DiskFull`], [`Error::Io`].
    /// A type aligned to more than 64 bytes does not compile.
    pub fn begin_section<T: NoUninit>(&mut self, name: &str) -> Result<SectionWriter<'_, T>, Error> {
        const { assert!(align_of::<T>() <= ALIGN, "sections are aligned to 64 bytes") };
        let elem = Elem::of::<T>();
        self.check_new_section(name, elem)?;
        self.unfinished = Some(name.to_owned());
        self.pad()?;
        let section = Section { name: name.to_owned(), offset: self.position, len: 0, checksum: 0, elem };
        Ok(SectionWriter { writer: self, section, hasher: Xxh3Default::new(), elements: PhantomData })
    }

    /// Writes table and header, flushes the file to the disk and gives it its final name. Returns its length
    /// in bytes.
    ///
    /// # Errors
    /// [`Error::BadSection`] after a section that was never ended; [`Error::DiskFull`]; [`Error::Io`], also
    /// if an earlier write had failed. Whatever had the final name before is then still there.
    pub fn finish(self) -> Result<u64, Error> {
        self.seal()?.commit()
    }

    /// Writes table and header and hands everything to the operating system, without waiting for the disk:
    /// the part of [`ContainerWriter::finish`] for which the data must stay as it is. The rest,
    /// [`SealedFile::commit`], can be done on another thread. What goes
    /// [past the page cache](ContainerWriter::uncached) is waited for.
    ///
    /// # Errors
    /// As [`ContainerWriter::finish`].
    pub fn seal(mut self) -> Result<SealedFile, Error> {
        self.check_ended()?;
        self.pad()?;
        let table = format::encode_table(&self.sections);
        let header = Header {
            kind: self.kind.tag().to_owned(),
            kind_version: self.kind.version(),
            section_count: u32::try_from(self.sections.len())
                .expect("a section costs memory: fewer than 2^32"),
            table_offset: self.position,
            file_len: self.position + table.len() as u64,
            params_hash: self.params_hash,
            table_checksum: hash64(&table),
        };
        self.file.write(&table)?;
        let head = header.encode();
        self.file.write_at_start(&head)?;
        self.file.flush()?;
        Ok(SealedFile { file: self.file, bytes: header.file_len, content_hash: hash64(&head) })
    }

    /// The final name.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    fn check_new_section(&self, name: &str, elem: Elem) -> Result<(), Error> {
        self.check_ended()?;
        let repeated = self.sections.iter().any(|s| s.name == name).then_some("is written twice");
        let sizeless = (elem.size == 0).then_some("has elements without size");
        match format::name_fault(name).or(repeated).or(sizeless) {
            Some(what) => Err(self.bad_section(name, what)),
            None => Ok(()),
        }
    }

    fn check_ended(&self) -> Result<(), Error> {
        match &self.unfinished {
            Some(name) => Err(self.bad_section(name, "was begun and never ended")),
            None => Ok(()),
        }
    }

    fn bad_section(&self, name: &str, what: &'static str) -> Error {
        Error::BadSection { path: self.path().to_path_buf(), name: name.to_owned(), what }
    }

    /// Fills up with zeros to the next multiple of [`ALIGN`].
    fn pad(&mut self) -> Result<(), Error> {
        let padding = (align_up(self.position) - self.position) as usize;
        self.file.write(&[0; ALIGN][..padding])?;
        self.position += padding as u64;
        Ok(())
    }
}

/// A file that is complete under its temporary name but not yet safe; dropping it removes it.
#[derive(Debug)]
#[must_use = "nothing is kept without `commit`"]
pub struct SealedFile {
    file: PendingFile,
    bytes: u64,
    content_hash: u64,
}

impl SealedFile {
    /// Waits until everything has reached the disk, and gives the file its final name. Returns its length in
    /// bytes.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::Io`]; whatever had the final name before is then still there.
    pub fn commit(self) -> Result<u64, Error> {
        self.file.commit()?;
        Ok(self.bytes)
    }

    /// The final name.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Length of the file in bytes.
    pub fn file_bytes(&self) -> u64 {
        self.bytes
    }

    /// [`Container::content_hash`](crate::Container::content_hash) of the file that it becomes.
    pub fn content_hash(&self) -> u64 {
        self.content_hash
    }
}

/// A section being written piece by piece. Without [`SectionWriter::end`] the file cannot be finished.
#[must_use = "a section must be ended"]
pub struct SectionWriter<'w, T> {
    writer: &'w mut ContainerWriter,
    section: Section,
    hasher: Xxh3Default,
    elements: PhantomData<fn(&[T])>,
}

impl<T: NoUninit> SectionWriter<'_, T> {
    /// Appends elements.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::Io`].
    pub fn write(&mut self, items: &[T]) -> Result<(), Error> {
        let bytes: &[u8] = bytemuck::cast_slice(items);
        // Hashed bytes are still in the processor's cache when they are written.
        for piece in bytes.chunks(PIECE_BYTES) {
            self.hasher.update(piece);
            self.writer.file.write(piece)?;
        }
        self.section.len += bytes.len() as u64;
        self.writer.position += bytes.len() as u64;
        Ok(())
    }

    /// Ends the section.
    pub fn end(self) {
        let checksum = self.hasher.digest();
        self.writer.sections.push(Section { checksum, ..self.section });
        self.writer.unfinished = None;
    }
}

impl<T> fmt::Debug for SectionWriter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SectionWriter").field("section", &self.section).finish_non_exhaustive()
    }
}
