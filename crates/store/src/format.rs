//! The bytes of header and table: encoding, decoding and their checks. The specification is the crate
//! documentation.

use std::any::TypeId;
use std::fmt;
use std::ops::Range;
use std::path::Path;

use crate::{Error, hash64};

/// The version of the container format that this crate writes, and the newest it reads.
pub const FORMAT_VERSION: u32 = 1;
/// The first bytes of every container.
pub(crate) const MAGIC: [u8; 8] = *b"\x89HDM\r\n\x1a\n";
/// Sections start at multiples of this many bytes.
pub(crate) const ALIGN: usize = 64;
/// Length of the header in bytes.
pub(crate) const HEADER_LEN: usize = 128;
/// Length of a table entry in bytes.
pub(crate) const ENTRY_LEN: usize = 64;
const KIND_LEN: usize = 16;
const NAME_LEN: usize = 32;
const HEADER_SUM_AT: usize = HEADER_LEN - 8;

/// What a container file is, and which versions of it the caller writes and reads.
///
/// ```
/// use holdem_store::Kind;
/// const BLUEPRINT: Kind = Kind::new("blueprint", 3).reads_from(2);
/// assert_eq!(BLUEPRINT.tag(), "blueprint");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    tag: &'static str,
    version: u32,
    oldest: u32,
}

impl Kind {
    /// Names a kind; files of exactly this version are read.
    ///
    /// # Panics
    /// If the tag is not 1 to 16 lower-case ASCII letters, digits, `-` or `_`; in a constant, that is an
    /// error of compilation.
    pub const fn new(tag: &'static str, version: u32) -> Kind {
        let bytes = tag.as_bytes();
        assert!(!bytes.is_empty() && bytes.len() <= KIND_LEN, "a kind has 1 to 16 characters");
        let mut i = 0;
        while i < bytes.len() {
            assert!(is_tag_byte(bytes[i]), "a kind has lower-case letters, digits, `-` and `_` only");
            i += 1;
        }
        Kind { tag, version, oldest: version }
    }

    /// Accepts files from version `oldest` on; the caller looks at
    /// [`Container::kind_version`](crate::Container::kind_version).
    #[must_use]
    pub const fn reads_from(self, oldest: u32) -> Kind {
        Kind { oldest, ..self }
    }

    /// The name in the file.
    pub const fn tag(self) -> &'static str {
        self.tag
    }

    /// The version written, and the newest one read.
    pub const fn version(self) -> u32 {
        self.version
    }

    /// Refuses another kind and versions out of range.
    pub(crate) fn check(self, path: &Path, header: &Header) -> Result<(), Error> {
        let path = path.to_path_buf();
        let (what, found) = (header.kind.clone(), header.kind_version);
        if what != self.tag {
            Err(Error::WrongKind { path, found: what, expected: self.tag })
        } else if found > self.version {
            Err(Error::NewerVersion { path, what, found, expected: self.version })
        } else if found < self.oldest {
            Err(Error::OlderVersion { path, what, found, expected: self.oldest })
        } else {
            Ok(())
        }
    }
}

const fn is_tag_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_'
}

/// The class of the elements of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum ElemClass {
    /// Unsigned integers; bytes are unsigned integers of size 1.
    Unsigned = 0,
    /// Signed integers in two's complement.
    Signed = 1,
    /// IEEE 754 floating point numbers.
    Float = 2,
    /// Records or arrays of fixed layout, told apart by their size and by the version of the kind.
    Record = 3,
}

impl ElemClass {
    fn from_u32(value: u32) -> Option<ElemClass> {
        [ElemClass::Unsigned, ElemClass::Signed, ElemClass::Float, ElemClass::Record]
            .into_iter()
            .nth(value as usize)
    }
}

/// The type of the elements of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elem {
    /// Its class.
    pub class: ElemClass,
    /// Its size in bytes, at least 1.
    pub size: u32,
}

impl Elem {
    /// Bytes.
    pub const BYTES: Elem = Elem { class: ElemClass::Unsigned, size: 1 };

    /// The element type of a Rust type: primitive numbers have their class, everything else is a record.
    pub fn of<T: 'static>() -> Elem {
        let id = TypeId::of::<T>();
        let any = |ids: &[TypeId]| ids.contains(&id);
        let class =
            if any(&[TypeId::of::<u8>(), TypeId::of::<u16>(), TypeId::of::<u32>(), TypeId::of::<u64>()])
                || any(&[TypeId::of::<u128>()])
            {
                ElemClass::Unsigned
            } else if any(&[
                TypeId::of::<i8>(),
                TypeId::of::<i16>(),
                TypeId::of::<i32>(),
                TypeId::of::<i64>(),
            ]) || any(&[TypeId::of::<i128>()])
            {
                ElemClass::Signed
            } else if any(&[TypeId::of::<f32>(), TypeId::of::<f64>()]) {
                ElemClass::Float
            } else {
                ElemClass::Record
            };
        // A type of 4 GiB is refused by the writer as a size of zero is.
        Elem { class, size: u32::try_from(size_of::<T>()).unwrap_or(0) }
    }
}

impl fmt::Display for Elem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.class {
            ElemClass::Unsigned => 'u',
            ElemClass::Signed => 'i',
            ElemClass::Float => 'f',
            ElemClass::Record => return write!(f, "records of {} bytes", self.size),
        };
        write!(f, "{letter}{}", u64::from(self.size) * 8)
    }
}

/// One entry of the section table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its name.
    pub name: String,
    /// Where it starts, in bytes from the beginning of the file.
    pub offset: u64,
    /// Its length in bytes.
    pub len: u64,
    /// XXH3-64 of its bytes.
    pub checksum: u64,
    /// The type of its elements.
    pub elem: Elem,
}

impl Section {
    /// Its bytes within the file. Lossless: decoding has compared both with the length of a file in memory.
    pub(crate) fn range(&self) -> Range<usize> {
        self.offset as usize..(self.offset + self.len) as usize
    }

    fn encode(&self) -> [u8; ENTRY_LEN] {
        let mut out = [0; ENTRY_LEN];
        out[..self.name.len()].copy_from_slice(self.name.as_bytes());
        out[32..40].copy_from_slice(&self.offset.to_le_bytes());
        out[40..48].copy_from_slice(&self.len.to_le_bytes());
        out[48..56].copy_from_slice(&self.checksum.to_le_bytes());
        out[56..60].copy_from_slice(&self.elem.size.to_le_bytes());
        out[60..64].copy_from_slice(&(self.elem.class as u32).to_le_bytes());
        out
    }

    /// Decodes an entry, or names the field at fault with its value.
    fn decode(bytes: &[u8]) -> Result<Section, (&'static str, u64)> {
        let name = padded_ascii(&bytes[..NAME_LEN]).ok_or(("name of a section", u64::from(bytes[0])))?;
        let class = u32_at(bytes, 60);
        let class = ElemClass::from_u32(class).ok_or(("element class of a section", u64::from(class)))?;
        let elem = Elem { class, size: u32_at(bytes, 56) };
        let (offset, len, checksum) = (u64_at(bytes, 32), u64_at(bytes, 40), u64_at(bytes, 48));
        if elem.size == 0 || len % u64::from(elem.size) != 0 {
            return Err(("element size of a section", u64::from(elem.size)));
        }
        Ok(Section { name, offset, len, checksum, elem })
    }
}

/// What is wrong with a section name, if anything.
pub(crate) fn name_fault(name: &str) -> Option<&'static str> {
    let fits = (1..=NAME_LEN).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_graphic());
    (!fits).then_some("has a name that is not 1 to 32 printable ASCII characters")
}

/// The header of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) kind: String,
    pub(crate) kind_version: u32,
    pub(crate) section_count: u32,
    pub(crate) table_offset: u64,
    pub(crate) file_len: u64,
    pub(crate) params_hash: u64,
    pub(crate) table_checksum: u64,
}

impl Header {
    pub(crate) fn encode(&self) -> [u8; HEADER_LEN] {
        let mut out = [0; HEADER_LEN];
        out[..8].copy_from_slice(&MAGIC);
        out[8..12].copy_from_slice(&FORMAT_VERSION.to_le_bytes());
        out[12..16].copy_from_slice(&self.kind_version.to_le_bytes());
        out[16..16 + self.kind.len()].copy_from_slice(self.kind.as_bytes());
        out[32..36].copy_from_slice(&(HEADER_LEN as u32).to_le_bytes());
        out[36..40].copy_from_slice(&self.section_count.to_le_bytes());
        out[40..48].copy_from_slice(&self.table_offset.to_le_bytes());
        out[48..56].copy_from_slice(&self.file_len.to_le_bytes());
        out[56..64].copy_from_slice(&self.params_hash.to_le_bytes());
        out[64..72].copy_from_slice(&self.table_checksum.to_le_bytes());
        let sum = hash64(&out[..HEADER_SUM_AT]);
        out[HEADER_SUM_AT..].copy_from_slice(&sum.to_le_bytes());
        out
    }

    /// Decodes and checks the header of a whole file; its lengths agree with the file afterwards.
    pub(crate) fn decode(path: &Path, file: &[u8]) -> Result<Header, Error> {
        check_magic(path, file)?;
        let damaged =
            |what, found, expected| Error::HeaderDamaged { path: path.to_path_buf(), what, found, expected };
        let version = u32_at(file, 8);
        if version > FORMAT_VERSION {
            let (path, what) = (path.to_path_buf(), "container".to_owned());
            return Err(Error::NewerVersion { path, what, found: version, expected: FORMAT_VERSION });
        }
        let (found, expected) = (hash64(&file[..HEADER_SUM_AT]), u64_at(file, HEADER_SUM_AT));
        if found != expected {
            return Err(damaged("checksum", found, expected));
        }
        let exact = [
            ("format version", u64::from(version), u64::from(FORMAT_VERSION)),
            ("header length", u64::from(u32_at(file, 32)), HEADER_LEN as u64),
        ];
        for (what, found, expected) in exact {
            if found != expected {
                return Err(damaged(what, found, expected));
            }
        }
        let kind = padded_ascii(&file[16..16 + KIND_LEN]).filter(|k| k.bytes().all(is_tag_byte));
        let header = Header {
            kind: kind.ok_or_else(|| damaged("kind", u64::from(file[16]), u64::from(b'a')))?,
            kind_version: u32_at(file, 12),
            section_count: u32_at(file, 36),
            table_offset: u64_at(file, 40),
            file_len: u64_at(file, 48),
            params_hash: u64_at(file, 56),
            table_checksum: u64_at(file, 64),
        };
        header.check_len(path, file.len() as u64)?;
        Ok(header)
    }

    fn check_len(&self, path: &Path, found: u64) -> Result<(), Error> {
        let (path, expected) = (path.to_path_buf(), self.file_len);
        let table_end = self.table_offset.checked_add(u64::from(self.section_count) * ENTRY_LEN as u64);
        if found < expected {
            Err(Error::Truncated { path, found, expected })
        } else if found > expected {
            Err(Error::Overlong { path, found, expected })
        } else if table_end != Some(expected) {
            Err(Error::HeaderDamaged {
                path,
                what: "end of the table",
                found: table_end.unwrap_or(u64::MAX),
                expected,
            })
        } else {
            Ok(())
        }
    }
}

/// Refuses files that are too short for a header or start with other bytes.
fn check_magic(path: &Path, file: &[u8]) -> Result<(), Error> {
    let path = path.to_path_buf();
    let start = &file[..file.len().min(MAGIC.len())];
    if !MAGIC.starts_with(start) {
        let mut found = [0; 8];
        found[..start.len()].copy_from_slice(start);
        return Err(Error::BadMagic { path, found, expected: MAGIC });
    }
    if file.len() < HEADER_LEN {
        return Err(Error::TooShort { path, found: file.len() as u64, expected: HEADER_LEN as u64 });
    }
    Ok(())
}

/// Encodes the section table.
pub(crate) fn encode_table(sections: &[Section]) -> Vec<u8> {
    sections.iter().flat_map(Section::encode).collect()
}

/// Decodes and checks the section table of a whole file whose header has been checked.
///
/// The names are unique, and sections and table lie one after the other as the specification says: so every
/// range of a returned section lies within the file.
pub(crate) fn decode_table(path: &Path, file: &[u8], header: &Header) -> Result<Vec<Section>, Error> {
    let damaged =
        |what, found, expected| Error::HeaderDamaged { path: path.to_path_buf(), what, found, expected };
    let table = &file[header.table_offset as usize..];
    let found = hash64(table);
    if found != header.table_checksum {
        return Err(damaged("checksum of the table", found, header.table_checksum));
    }
    let mut sections: Vec<Section> = Vec::new();
    let mut names = std::collections::HashSet::new();
    let mut end = HEADER_LEN as u64;
    for entry in table.chunks_exact(ENTRY_LEN) {
        let section = Section::decode(entry).map_err(|(what, found)| damaged(what, found, 1))?;
        if section.offset != align_up(end) {
            return Err(damaged("offset of a section", section.offset, align_up(end)));
        }
        let room = header.table_offset.saturating_sub(section.offset);
        if section.len > room {
            return Err(damaged("length of a section", section.len, room));
        }
        if !names.insert(section.name.clone()) {
            return Err(damaged("sections of one name", 2, 1));
        }
        end = section.offset + section.len;
        sections.push(section);
    }
    if header.table_offset != align_up(end) {
        return Err(damaged("offset of the table", header.table_offset, align_up(end)));
    }
    Ok(sections)
}

/// The next multiple of [`ALIGN`]; lengths come from files and memory, so they are far from overflow.
pub(crate) const fn align_up(offset: u64) -> u64 {
    offset.next_multiple_of(ALIGN as u64)
}

/// The text before the padding zeros; `None` if it is empty, not printable ASCII, or followed by anything but
/// zeros.
fn padded_ascii(bytes: &[u8]) -> Option<String> {
    let len = bytes.iter().position(|&b| b == 0).unwrap_or(bytes.len());
    let (text, padding) = bytes.split_at(len);
    let fits = len > 0 && text.iter().all(u8::is_ascii_graphic) && padding.iter().all(|&b| b == 0);
    fits.then(|| text.iter().map(|&b| char::from(b)).collect())
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(std::array::from_fn(|i| bytes[at + i]))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(std::array::from_fn(|i| bytes[at + i]))
}
