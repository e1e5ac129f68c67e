//! A small file that uses everything, and ways to damage it.

use std::path::{Path, PathBuf};

use holdem_store::{Container, ContainerWriter, Error, Kind};

pub(crate) const SMALL: Kind = Kind::new("small", 2);

/// Writes a file of three sections, one of them empty, with padding after each.
pub(crate) fn write_small(dir: &Path) -> PathBuf {
    let path = dir.join("small.hdm");
    let mut writer = ContainerWriter::create(&path, SMALL, 0x0123_4567_89ab_cdef).unwrap();
    writer.section("text", b"a section of text that fills more than one line of 64 bytes, hence").unwrap();
    writer.typed_section::<u16>("empty", &[]).unwrap();
    writer.typed_section::<f32>("numbers", &[1.0, -2.5, 3.25]).unwrap();
    writer.finish().unwrap();
    path
}

/// Opens a file both ways, which must agree, and verifies it.
pub(crate) fn open_and_verify(path: &Path) -> Result<Container, Error> {
    let mapped = Container::open(path, SMALL);
    let read = Container::read(path, SMALL);
    match (&mapped, &read) {
        (Ok(a), Ok(b)) => assert_eq!(format!("{a:?}"), format!("{b:?}")),
        (Err(a), Err(b)) => assert_eq!(a.to_string(), b.to_string()),
        _ => panic!("mapped {mapped:?}, read {read:?}"),
    }
    let container = mapped?;
    container.verify()?;
    Ok(container)
}
