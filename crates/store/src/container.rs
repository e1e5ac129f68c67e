//! A container opened for reading.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use bytemuck::AnyBitPattern;

use crate::backing::{self, Backing};
use crate::format::{self, ALIGN, Elem, ElemClass, HEADER_LEN, Header, Kind, Section};
use crate::{Error, hash64};

/// Read at once when a file is opened: the table, and the short sections that usually precede it.
const TAIL_BYTES: usize = 32 << 10;

/// A file opened for reading: header and table checked, sections handed out in place.
///
/// It can be shared between threads; slices borrow from it.
pub struct Container {
    path: PathBuf,
    backing: Backing,
    header: Header,
    sections: Vec<Section>,
}

impl Container {
    /// Opens a file by mapping it into memory, and checks everything but the contents of the sections.
    ///
    /// A file that a [`ContainerWriter`](crate::ContainerWriter) replaces meanwhile stays readable as it was.
    /// One that another program truncates in place ends the process when the missing part is touched; see
    /// [`Container::read`].
    ///
    /// # Complexity
    /// O(number of sections), independent of the length of the file.
    ///
    /// # Errors
    /// Every way in which the file can be absent, foreign, of another kind or version, truncated or damaged
    /// in header or table.
    pub fn open(path: impl AsRef<Path>, kind: Kind) -> Result<Container, Error> {
        let container = Self::open_any(path)?;
        kind.check(&container.path, &container.header)?;
        Ok(container)
    }

    /// Opens a file of any kind, as [`Container::open`] does; to show what a file is.
    ///
    /// # Errors
    /// As [`Container::open`], apart from kind and version of the kind.
    pub fn open_any(path: impl AsRef<Path>) -> Result<Container, Error> {
        let path = path.as_ref();
        let (file, len) = crate::open_regular(path)?;
        let backing = backing::mapped(path, &file, len)?;
        // Requested explicitly: merely touching a page also reads what is around it, megabytes on some disks.
        let end = backing.bytes().len();
        backing.will_need(0..HEADER_LEN);
        backing.will_need(end.saturating_sub(TAIL_BYTES)..end);
        Self::decode(path, backing)
    }

    /// Reads the whole file into memory: the twin of [`Container::open`] that does not depend on what happens
    /// to the file afterwards.
    ///
    /// # Complexity
    /// O(length of the file), in time and memory.
    ///
    /// # Errors
    /// As [`Container::open`]; [`Error::Io`] also if the memory cannot be allocated.
    pub fn read(path: impl AsRef<Path>, kind: Kind) -> Result<Container, Error> {
        let path = path.as_ref();
        let (mut file, len) = crate::open_regular(path)?;
        let container = Self::decode(path, backing::owned(path, &mut file, len)?)?;
        kind.check(path, &container.header)?;
        Ok(container)
    }

    fn decode(path: &Path, backing: Backing) -> Result<Container, Error> {
        let header = Header::decode(path, backing.bytes())?;
        let sections = format::decode_table(path, backing.bytes(), &header)?;
        Ok(Container { path: path.to_path_buf(), backing, header, sections })
    }

    /// The path it was opened from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The kind of the file, for example `buckets`.
    pub fn kind(&self) -> &str {
        &self.header.kind
    }

    /// The version of the kind.
    pub fn kind_version(&self) -> u32 {
        self.header.kind_version
    }

    /// The hash of the parameters that the contents depend on.
    pub fn params_hash(&self) -> u64 {
        self.header.params_hash
    }

    /// Hash over everything in the file: it covers the header, and through its checksums the table and the
    /// sections. Files with the same content have the same hash, and others differ.
    pub fn content_hash(&self) -> u64 {
        hash64(&self.backing.bytes()[..HEADER_LEN])
    }

    /// Length of the file in bytes.
    pub fn file_bytes(&self) -> u64 {
        self.header.file_len
    }

    /// The section table, in file order.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// Refuses a file that was made with other parameters.
    ///
    /// # Errors
    /// [`Error::WrongParams`] with both hashes.
    pub fn expect_params_hash(&self, expected: u64) -> Result<(), Error> {
        let found = self.params_hash();
        let path = || self.path.clone();
        if found == expected { Ok(()) } else { Err(Error::WrongParams { path: path(), found, expected }) }
    }

    /// The table entry of a section.
    ///
    /// # Errors
    /// [`Error::SectionMissing`].
    pub fn section(&self, name: &str) -> Result<&Section, Error> {
        self.sections.iter().find(|s| s.name == name).ok_or_else(|| Error::SectionMissing {
            path: self.path.clone(),
            name: name.to_owned(),
            found: self.sections.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", "),
        })
    }

    /// The bytes of a section, of whatever type; unverified, see [`Container::verify`].
    ///
    /// # Errors
    /// [`Error::SectionMissing`].
    pub fn bytes(&self, name: &str) -> Result<&[u8], Error> {
        Ok(self.slice(self.section(name)?))
    }

    /// The elements of a section, in place; unverified, see [`Container::verify`].
    ///
    /// Size and class must be those that were written. A record may be read as any other type of its size.
    ///
    /// # Errors
    /// [`Error::SectionMissing`], [`Error::WrongElement`]. A type aligned to more than 64 bytes does not
    /// compile.
    pub fn typed<T: AnyBitPattern>(&self, name: &str) -> Result<&[T], Error> {
        const { assert!(align_of::<T>() <= ALIGN, "sections are aligned to 64 bytes") };
        let section = self.section(name)?;
        let wanted = Elem::of::<T>();
        let records = section.elem.class == ElemClass::Record || wanted.class == ElemClass::Record;
        if section.elem.size != wanted.size || (section.elem.class != wanted.class && !records) {
            let (found, expected) = (section.elem.to_string(), wanted.to_string());
            return Err(Error::WrongElement {
                path: self.path.clone(),
                name: name.to_owned(),
                found,
                expected,
            });
        }
        // Cannot fail: sections start at multiples of `ALIGN` and have a length that is a multiple of the
        // size.
        Ok(bytemuck::cast_slice(self.slice(section)))
    }

    /// Reads all sections and compares their checksums, and the zeros between them.
    ///
    /// # Complexity
    /// O(length of the file): the speed of the disk, then several GB/s.
    ///
    /// # Errors
    /// [`Error::SectionDamaged`] or [`Error::PaddingDamaged`] for the first fault.
    pub fn verify(&self) -> Result<(), Error> {
        self.backing.scattered(false);
        let mut end = HEADER_LEN;
        for section in &self.sections {
            self.check_padding(end, section.range().start)?;
            self.check_section(section)?;
            end = section.range().end;
        }
        self.check_padding(end, self.header.table_offset as usize)
    }

    /// Reads one section and compares its checksum.
    ///
    /// # Errors
    /// [`Error::SectionMissing`] or [`Error::SectionDamaged`].
    pub fn verify_section(&self, name: &str) -> Result<(), Error> {
        self.check_section(self.section(name)?)
    }

    /// Asks the operating system to start reading the file in, and returns at once.
    pub fn will_need(&self) {
        self.backing.will_need(0..self.backing.bytes().len());
    }

    /// Asks the operating system to start reading these bytes of a section in, and returns at once; several
    /// calls read side by side. What lies past the end of the section is left out.
    ///
    /// # Errors
    /// [`Error::SectionMissing`].
    pub fn will_need_of(&self, name: &str, bytes: Range<usize>) -> Result<(), Error> {
        let section = self.section(name)?.range();
        let at = |offset: usize| section.start.saturating_add(offset).min(section.end);
        self.backing.will_need(at(bytes.start)..at(bytes.end));
        Ok(())
    }

    /// Says that a few bytes here and there will be read: a page that is touched is then read alone, without
    /// what is around it. [`Container::verify`] undoes this.
    pub fn expect_scattered_reads(&self) {
        self.backing.scattered(true);
    }

    fn slice(&self, section: &Section) -> &[u8] {
        &self.backing.bytes()[section.range()]
    }

    fn check_section(&self, section: &Section) -> Result<(), Error> {
        let (found, expected) = (hash64(self.slice(section)), section.checksum);
        if found == expected {
            return Ok(());
        }
        Err(Error::SectionDamaged { path: self.path.clone(), name: section.name.clone(), found, expected })
    }

    fn check_padding(&self, start: usize, end: usize) -> Result<(), Error> {
        match self.backing.bytes()[start..end].iter().position(|&b| b != 0) {
            None => Ok(()),
            Some(at) => Err(Error::PaddingDamaged {
                path: self.path.clone(),
                offset: (start + at) as u64,
                found: self.backing.bytes()[start + at],
            }),
        }
    }
}

impl fmt::Debug for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Container")
            .field("path", &self.path)
            .field("header", &self.header)
            .field("sections", &self.sections)
            .finish_non_exhaustive()
    }
}
