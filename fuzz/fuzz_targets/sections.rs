//! Sections of checkpoints and blueprints behind right checksums: each input is split at zero bytes.
#![no_main]

use std::cell::RefCell;

use holdem_store::ContainerWriter;
use holdem_blueprint::file::{self as blueprint, Blueprint};
use holdem_training::checkpoint::{self, Checkpoint};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

thread_local! {
    static DIRECTORY: RefCell<TempDir> = RefCell::new(TempDir::new().expect("a temporary directory"));
}

const BYTES: [&str; 4] = ["recipe", "program", "part-0000", "part-0001"];
const NUMBERS: [&str; 6] = ["part_lens", "work", "algorithm", "tree_hash", "bucket_hash", "bucket_counts"];

fuzz_target!(|input: &[u8]| {
    DIRECTORY.with_borrow(|directory| {
        let mut parts = input.split(|&byte| byte == 0);
        for (kind, name) in [(checkpoint::KIND, "checkpoint.hdm"), (blueprint::KIND, "blueprint.hdm")] {
            let path = directory.path().join(name);
            let mut writer = ContainerWriter::create(&path, kind, 0).expect("a temporary file");
            for section in BYTES {
                writer.section(section, parts.next().unwrap_or_default()).expect("a good section");
            }
            for section in NUMBERS {
                let bytes = parts.next().unwrap_or_default().as_chunks().0;
                let numbers: Vec<u64> = bytes.iter().map(|&bytes| u64::from_le_bytes(bytes)).collect();
                writer.typed_section(section, &numbers).expect("a good section");
            }
            let bytes = parts.next().unwrap_or_default();
            let floats: Vec<f64> = bytes.iter().map(|&byte| f64::from(byte)).collect();
            writer.typed_section("sums", &floats).expect("a good section");
            writer.typed_section("iterations", &[1u64]).expect("a good section");
            writer.typed_section("probabilities", &[0.5f32; 8]).expect("a good section");
            writer.finish().expect("a temporary file");
            match name {
                "checkpoint.hdm" => drop(Checkpoint::open(&path)),
                _ => drop(Blueprint::open(&path)),
            }
        }
    });
});
