//! Nothing damaged or foreign is believed: an error that says what is wrong, never a panic, never wrong data.
use std::fs;
use std::path::Path;

use crate::support::{SMALL, open_and_verify, write_small};
use holdem_store::{Container, ContainerWriter, Error, Kind, hash64};
use proptest::prelude::*;

/// The small file with its bytes changed by `change`, opened and verified.
fn with_bytes(dir: &Path, bytes: &[u8]) -> Result<Container, Error> {
    let path = dir.join("changed.hdm");
    fs::write(&path, bytes).unwrap();
    open_and_verify(&path)
}

fn small_bytes(dir: &Path) -> Vec<u8> {
    fs::read(write_small(dir)).unwrap()
}

/// Overwrites a field of the header and makes its checksum right again.
fn patch(bytes: &mut [u8], at: usize, field: &[u8]) {
    bytes[at..at + field.len()].copy_from_slice(field);
    let sum = hash64(&bytes[..120]);
    bytes[120..128].copy_from_slice(&sum.to_le_bytes());
}

#[test]
fn truncation_at_every_byte_is_found_on_opening() {
    let dir = tempfile::tempdir().unwrap();
    let bytes = small_bytes(dir.path());
    for len in 0..bytes.len() {
        let path = dir.path().join("cut.hdm");
        fs::write(&path, &bytes[..len]).unwrap();
        match Container::open(&path, SMALL).unwrap_err() {
            Error::TooShort { found, expected: 128, .. } => assert!(found == len as u64 && len < 128),
            Error::Truncated { found, expected, .. } => {
                assert_eq!((found, expected), (len as u64, bytes.len() as u64));
            }
            other => panic!("cut at {len}: {other}"),
        }
    }
}

#[test]
fn appended_bytes_are_found_on_opening() {
    let dir = tempfile::tempdir().unwrap();
    let mut bytes = small_bytes(dir.path());
    bytes.push(0);
    assert!(matches!(with_bytes(dir.path(), &bytes), Err(Error::Overlong { found: 513, expected: 512, .. })));
}

#[test]
fn every_flipped_bit_of_header_and_table_is_found_on_opening_and_of_the_rest_on_verifying() {
    let dir = tempfile::tempdir().unwrap();
    let original = small_bytes(dir.path());
    let path = dir.path().join("flipped.hdm");
    for at in 0..original.len() {
        for bit in 0..8 {
            let mut bytes = original.clone();
            bytes[at] ^= 1 << bit;
            fs::write(&path, &bytes).unwrap();
            let opened = Container::read(&path, SMALL);
            if (128..320).contains(&at) {
                let error = opened.unwrap().verify().unwrap_err();
                let found = match &error {
                    Error::SectionDamaged { name, .. } => name.as_str(),
                    Error::PaddingDamaged { offset, .. } if *offset == at as u64 => "padding",
                    other => panic!("byte {at} bit {bit}: {other}"),
                };
                let expected = match at {
                    128..194 => "text",
                    256..268 => "numbers",
                    _ => "padding",
                };
                assert_eq!(found, expected, "byte {at}");
            } else {
                assert!(opened.is_err(), "byte {at} bit {bit}");
            }
        }
    }
}

#[test]
fn a_damaged_section_does_not_spoil_the_others() {
    let dir = tempfile::tempdir().unwrap();
    let mut bytes = small_bytes(dir.path());
    bytes[130] ^= 1;
    let path = dir.path().join("one.hdm");
    fs::write(&path, &bytes).unwrap();
    let file = Container::open(&path, SMALL).unwrap();
    file.verify_section("numbers").unwrap();
    assert!(matches!(file.verify_section("text"), Err(Error::SectionDamaged { name, .. }) if name == "text"));
}

#[test]
fn foreign_files_are_named_as_such() {
    let dir = tempfile::tempdir().unwrap();
    for foreign in [
        &b"PK\x03\x04 an archive, and a long one at that: more than one hundred and twenty-eight bytes \
                       of it, so that its length alone says nothing"[..],
        b"x",
        b"# yaml\n",
    ] {
        let error = with_bytes(dir.path(), foreign).unwrap_err();
        assert!(matches!(error, Error::BadMagic { .. }), "{error}");
    }
    assert!(matches!(with_bytes(dir.path(), b""), Err(Error::TooShort { found: 0, .. })));
    assert!(matches!(Container::open(dir.path().join("none.hdm"), SMALL), Err(Error::NotFound { .. })));
    assert!(matches!(Container::open(dir.path(), SMALL), Err(Error::IsADirectory { .. })));
}

#[test]
fn a_newer_container_format_is_refused_with_advice() {
    let dir = tempfile::tempdir().unwrap();
    let mut bytes = small_bytes(dir.path());
    bytes[8] = 2;
    let error = with_bytes(dir.path(), &bytes).unwrap_err();
    assert!(matches!(error, Error::NewerVersion { found: 2, expected: 1, .. }));
    let text = error.to_string();
    assert!(text.contains("written by a newer holdem") && text.contains("update holdem"), "{text}");
}

#[test]
fn other_kinds_and_versions_of_a_kind_are_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let path = write_small(dir.path());
    let open = |kind| Container::open(&path, kind).unwrap_err();
    let wrong = open(Kind::new("blueprint", 2));
    assert!(wrong.to_string().ends_with("found a small file, expected a blueprint file"), "{wrong}");
    let newer = open(Kind::new("small", 1));
    assert!(matches!(&newer, Error::NewerVersion { what, found: 2, expected: 1, .. } if what == "small"));
    let older = open(Kind::new("small", 3));
    assert!(matches!(&older, Error::OlderVersion { what, found: 2, expected: 3, .. } if what == "small"));
    assert_eq!(Container::open(&path, Kind::new("small", 3).reads_from(2)).unwrap().kind_version(), 2);
    assert_eq!(Container::open_any(&path).unwrap().kind(), "small");
}

#[test]
fn other_parameters_are_refused_naming_both() {
    let dir = tempfile::tempdir().unwrap();
    let file = open_and_verify(&write_small(dir.path())).unwrap();
    file.expect_params_hash(0x0123_4567_89ab_cdef).unwrap();
    let text = file.expect_params_hash(0xf).unwrap_err().to_string();
    assert!(text.contains("found hash 0123456789abcdef, expected 000000000000000f"), "{text}");
}

#[test]
fn lengths_that_lie_are_found_before_anything_is_allocated() {
    let dir = tempfile::tempdir().unwrap();
    let original = small_bytes(dir.path());
    for value in [0, 1, 63, 511, 513, 1 << 40, u64::MAX - 63, u64::MAX] {
        for at in [40, 48] {
            let mut bytes = original.clone();
            patch(&mut bytes, at, &value.to_le_bytes());
            assert!(with_bytes(dir.path(), &bytes).is_err(), "u64 at {at} = {value}");
        }
        let mut bytes = original.clone();
        patch(&mut bytes, 36, &(value as u32).to_le_bytes());
        assert!(with_bytes(dir.path(), &bytes).is_err(), "section count {}", value as u32);
        for at in [320 + 32, 320 + 40, 320 + 2 * 64 + 40] {
            let mut bytes = original.clone();
            bytes[at..at + 8].copy_from_slice(&value.to_le_bytes());
            let sum = hash64(&bytes[320..]);
            patch(&mut bytes, 64, &sum.to_le_bytes());
            assert!(with_bytes(dir.path(), &bytes).is_err(), "table entry at {at} = {value}");
        }
    }
}

#[test]
fn two_sections_of_one_name_are_damage() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("twice.hdm");
    let mut writer = ContainerWriter::create(&path, SMALL, 0).unwrap();
    writer.section("a", b"").unwrap();
    writer.section("b", b"").unwrap();
    writer.finish().unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes[128 + 64] = b'a';
    let sum = hash64(&bytes[128..]);
    patch(&mut bytes, 64, &sum.to_le_bytes());
    let error = with_bytes(dir.path(), &bytes).unwrap_err();
    assert!(error.to_string().contains("sections of one name"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn arbitrary_bytes_are_never_a_file(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let dir = tempfile::tempdir().unwrap();
        prop_assert!(with_bytes(dir.path(), &bytes).is_err());
    }

    #[test]
    fn arbitrary_headers_with_right_checksums_never_panic(
        changes in prop::collection::vec((8_usize..72, any::<u8>()), 1..5),
        table in prop::collection::vec((320_usize..512, any::<u8>()), 0..5),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let mut bytes = small_bytes(dir.path());
        table.iter().for_each(|&(at, value)| bytes[at] = value);
        let sum = hash64(&bytes[320..]);
        patch(&mut bytes, 64, &sum.to_le_bytes());
        changes.iter().for_each(|&(at, value)| patch(&mut bytes, at, &[value]));
        if let Ok(file) = with_bytes(dir.path(), &bytes) {
            // Only names, versions and hashes may differ: the ranges of the sections are canonical.
            prop_assert_eq!(file.sections().len(), 3);
            prop_assert_eq!(file.bytes(&file.sections()[2].name).unwrap().len(), 12);
        }
    }
}
