//! What is written is read back, in place, by map and by copy.
use crate::support::{SMALL, open_and_verify, write_small};
use bytemuck::{AnyBitPattern, NoUninit, Zeroable};
use holdem_store::{Container, ContainerWriter, Elem, ElemClass, Error, Kind};
use proptest::prelude::*;

const TABLES: Kind = Kind::new("checkpoint", 7);

#[test]
fn a_file_says_what_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let file = open_and_verify(&write_small(dir.path())).unwrap();
    assert_eq!((file.kind(), file.kind_version(), file.params_hash()), ("small", 2, 0x0123_4567_89ab_cdef));
    let table: Vec<_> = file.sections().iter().map(|s| (s.name.as_str(), s.offset, s.len, s.elem)).collect();
    let elem = |class, size| Elem { class, size };
    assert_eq!(
        table,
        [
            ("text", 128, 66, Elem::BYTES),
            ("empty", 256, 0, elem(ElemClass::Unsigned, 2)),
            ("numbers", 256, 12, elem(ElemClass::Float, 4)),
        ]
    );
    assert_eq!(file.file_bytes(), 320 + 3 * 64);
    assert_eq!(std::fs::metadata(file.path()).unwrap().len(), file.file_bytes());
}

#[test]
fn sections_are_read_as_they_were_written_and_as_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let file = open_and_verify(&write_small(dir.path())).unwrap();
    assert_eq!(file.typed::<f32>("numbers").unwrap(), [1.0, -2.5, 3.25]);
    assert_eq!(file.bytes("numbers").unwrap().len(), 12);
    assert_eq!(file.typed::<[u8; 4]>("numbers").unwrap().len(), 3, "a record of the same size");
    assert!(file.typed::<u16>("empty").unwrap().is_empty());
    for error in [file.typed::<u32>("numbers").unwrap_err(), file.typed::<f64>("numbers").unwrap_err()] {
        assert!(matches!(&error, Error::WrongElement { found, .. } if found == "f32"), "{error}");
    }
    let missing = file.bytes("rows").unwrap_err().to_string();
    assert!(missing.ends_with("section rows missing; found text, empty, numbers"), "{missing}");
}

#[test]
fn a_file_without_sections_is_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("empty.hdm");
    assert_eq!(ContainerWriter::create(&path, SMALL, 0).unwrap().finish().unwrap(), 128);
    assert!(open_and_verify(&path).unwrap().sections().is_empty());
}

#[test]
fn the_same_content_gives_the_same_bytes_and_hash() {
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (a, b) = (write_small(a.path()), write_small(b.path()));
    assert_eq!(std::fs::read(&a).unwrap(), std::fs::read(&b).unwrap());
    let hash = |path| Container::open(path, SMALL).unwrap().content_hash();
    assert_eq!(hash(&a), hash(&b));
    let mut other = ContainerWriter::create(&a, SMALL, 0x0123_4567_89ab_cdef).unwrap();
    other.section("text", b"another").unwrap();
    other.finish().unwrap();
    assert_ne!(hash(&a), hash(&b));
}

#[test]
fn a_file_of_format_version_1_stays_readable() {
    // Frozen bytes: if this fails, files on the disks of users have become unreadable.
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/format-1.hdm");
    let file = Container::open(path, SMALL).unwrap();
    file.verify().unwrap();
    assert_eq!(file.typed::<f32>("numbers").unwrap(), [1.0, -2.5, 3.25]);
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(std::fs::read(path).unwrap(), std::fs::read(write_small(dir.path())).unwrap());
}

#[test]
fn writers_refuse_sections_they_cannot_have() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = ContainerWriter::create(dir.path().join("a.hdm"), TABLES, 0).unwrap();
    writer.section("rows", b"1").unwrap();
    for name in ["", "two words", "ümlaut", "123456789012345678901234567890123", "rows"] {
        let error = writer.section(name, b"2").unwrap_err();
        assert!(matches!(&error, Error::BadSection { name: n, .. } if n == name), "{error}");
    }
    assert!(matches!(writer.typed_section::<[u8; 0]>("sizeless", &[]), Err(Error::BadSection { .. })));
    drop(writer.begin_section::<u8>("dropped").unwrap());
    assert!(matches!(writer.section("next", b""), Err(Error::BadSection { .. })));
    assert!(matches!(writer.finish(), Err(Error::BadSection { .. })));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

/// Elements written in pieces come back in one.
fn round_trip<T: NoUninit + AnyBitPattern + Zeroable + PartialEq + std::fmt::Debug>(
    sections: &[Vec<T>],
    piece: usize,
) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.hdm");
    let mut writer = ContainerWriter::create(&path, TABLES, 1).unwrap();
    for (i, items) in sections.iter().enumerate() {
        let mut section = writer.begin_section::<T>(&format!("s{i}")).unwrap();
        items.chunks(piece).for_each(|chunk| section.write(chunk).unwrap());
        section.end();
    }
    let len = writer.finish().unwrap();
    for file in [Container::open(&path, TABLES).unwrap(), Container::read(&path, TABLES).unwrap()] {
        file.verify().unwrap();
        assert_eq!(file.file_bytes(), len);
        for (i, items) in sections.iter().enumerate() {
            assert_eq!(file.typed::<T>(&format!("s{i}")).unwrap(), &items[..]);
            file.verify_section(&format!("s{i}")).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_sections_come_back(
        bytes in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..6),
        words in prop::collection::vec(prop::collection::vec(any::<i64>(), 0..40), 1..3),
        piece in 1_usize..70,
    ) {
        round_trip(&bytes, piece);
        round_trip(&words, piece);
    }
}
