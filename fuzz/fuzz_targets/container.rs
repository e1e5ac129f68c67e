//! The bytes of a container file.
#![no_main]

use std::cell::RefCell;
use std::fs;

use holdem_store::Container;
use libfuzzer_sys::fuzz_target;
use tempfile::NamedTempFile;

thread_local! {
    static FILE: RefCell<NamedTempFile> = RefCell::new(NamedTempFile::new().expect("a temporary file"));
}

fuzz_target!(|bytes: &[u8]| {
    FILE.with_borrow(|file| {
        fs::write(file.path(), bytes).expect("a temporary file can be written");
        let Ok(container) = Container::open_any(file.path()) else { return };
        let whole = container.verify().is_ok();
        for section in container.sections() {
            let len = container.bytes(&section.name).expect("the table was checked").len();
            assert_eq!(len as u64, section.len);
            assert!(!whole || container.verify_section(&section.name).is_ok());
        }
    });
});
