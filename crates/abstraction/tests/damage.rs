//! Whatever happens to a bucket file, it is refused by name, or what it says is what was written.

#![allow(clippy::unwrap_used, reason = "a helper that fails fails the test")]

use std::fs::{self, File, OpenOptions};
use std::ops::ControlFlow;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use holdem_abstraction::{BucketCount, BucketFile, BucketParams, Error, build_file};
use holdem_cards::Street;
use holdem_game::deal::DealRng;
use holdem_store::ContainerWriter;

/// A built file of its own for each test.
struct Victim {
    path: PathBuf,
    file: File,
    length: u64,
    rng: DealRng,
}

impl Victim {
    fn new(name: &str) -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("damage");
        fs::create_dir_all(&dir).unwrap();
        let path = dir.join(format!("{name}.hdm"));
        let params = BucketParams::percentile([BucketCount::try_from(9).unwrap(); 3]);
        build_file(&params, &path, 2, &mut |_| ControlFlow::Continue(())).unwrap();
        let file = OpenOptions::new().read(true).write(true).open(&path).unwrap();
        let length = file.metadata().unwrap().len();
        Self { path, file, length, rng: DealRng::for_iteration(5, 0) }
    }

    /// A place below `end`.
    fn place(&mut self, end: u64) -> u64 {
        self.rng.below(end as usize) as u64
    }

    /// Changes one to eight bytes at a place, opens and verifies, and mends it.
    fn flip(&mut self, at: u64) {
        let mut before = [0; 8];
        let count = (1 + self.rng.below(8)).min((self.length - at) as usize);
        self.file.read_exact_at(&mut before[..count], at).unwrap();
        let mut after = before;
        after[..count].iter_mut().for_each(|byte| *byte ^= 1 + self.rng.below(255) as u8);
        self.file.write_all_at(&after[..count], at).unwrap();
        self.expect_refused(&format!("{count} bytes from {at} on"));
        self.file.write_all_at(&before[..count], at).unwrap();
    }

    fn expect_refused(&self, what: &str) {
        let result = BucketFile::open(&self.path).and_then(|file| file.verify());
        let error = result.expect_err(what).to_string();
        assert!(error.contains(self.path.to_str().unwrap()), "{what}: {error}");
    }

    /// Flips bytes near both ends, where header, table and statistics are, and in the rows.
    fn flips(&mut self, ends: u64, rows: u64) {
        for _ in 0..ends / 2 {
            let at = self.place(128);
            self.flip(at);
        }
        for _ in 0..ends.div_ceil(2) {
            let at = self.length - 1 - self.place(4_096.min(self.length));
            self.flip(at);
        }
        for _ in 0..rows {
            let at = self.place(self.length);
            self.flip(at);
        }
        BucketFile::open(&self.path).unwrap().verify().unwrap();
    }

    /// Cuts it ever shorter, down to nothing.
    fn cuts(&mut self, count: u64) {
        let mut lengths: Vec<u64> = (0..count).map(|_| self.place(self.length)).collect();
        lengths.extend([self.length - 1, 4_096, 129, 128, 127, 64, 8, 1, 0]);
        lengths.sort_unstable();
        for &length in lengths.iter().rev() {
            self.file.set_len(length).unwrap();
            self.expect_refused(&format!("cut to {length} bytes"));
        }
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[test]
fn flipped_bytes_and_cuts_are_refused_by_name() {
    let mut victim = Victim::new("flips");
    victim.flips(120, 12);
    victim.cuts(300);
}

#[test]
#[ignore = "slow: thousands of damages, each followed by a look at all 405 MB"]
fn thousands_of_flipped_bytes_and_cuts_are_refused_by_name() {
    let mut victim = Victim::new("many-flips");
    victim.flips(2_000, 500);
    victim.cuts(5_000);
}

#[test]
fn opening_takes_milliseconds_however_long_the_file_is() {
    let victim = Victim::new("opening");
    assert!(victim.length > 400_000_000);
    let fastest = (0..5).map(|_| {
        let start = Instant::now();
        let file = BucketFile::open(&victim.path).unwrap();
        let elapsed = start.elapsed();
        assert_eq!(file.stats(Street::River).len(), 9);
        elapsed
    });
    let fastest = fastest.min().unwrap();
    assert!(fastest < Duration::from_millis(50), "{fastest:?}");
}

#[test]
fn bytes_after_the_end_are_refused() {
    let victim = Victim::new("overlong");
    victim.file.set_len(victim.length + 1).unwrap();
    victim.expect_refused("a byte more");
}

#[test]
fn what_is_no_file_is_refused_by_name() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("damage-other");
    fs::create_dir_all(&dir).unwrap();
    let empty = dir.join("empty.hdm");
    fs::write(&empty, "").unwrap();
    let foreign = dir.join("foreign.hdm");
    fs::write(&foreign, "no bucket file ".repeat(100)).unwrap();
    for (path, says) in [
        (dir.clone(), "not a regular file"),
        (empty, "too short"),
        (foreign, "not a holdem file"),
        (dir.join("missing.hdm"), "not found"),
    ] {
        let error = BucketFile::open(&path).unwrap_err();
        assert!(matches!(error, Error::Store(_)), "{error:?}");
        let error = error.to_string();
        assert!(error.contains(path.to_str().unwrap()) && error.contains(says), "{error}");
    }
}

/// Containers of the right kind, with sound checksums, that hold something else.
#[test]
fn hostile_contents_with_sound_checksums_are_refused_by_name() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("damage-hostile");
    fs::create_dir_all(&dir).unwrap();
    let path = dir.join("hostile.hdm");
    let params = BucketParams::default();
    let json = serde_json::to_string(&params).unwrap();
    let mut rng = DealRng::for_iteration(6, 0);
    for trial in 0..300 {
        let hash = if trial % 3 == 0 { rng.below(usize::MAX) as u64 } else { params.hash() };
        let mut writer = ContainerWriter::create(&path, holdem_abstraction::file::KIND, hash).unwrap();
        for street in ["preflop", "flop", "turn", "river"] {
            // Lengths from nothing to a few more than there should be, now and then a section left out.
            let mut length = || [0, 1, 7, 169, 200, 1_326, 70_000][rng.below(7)];
            let [rows, mass, mean, variance] = std::array::from_fn(|_| length());
            if street != "preflop" && trial % 5 != 0 {
                writer.typed_section(&format!("{street}.rows"), &vec![0u16; rows]).unwrap();
            }
            writer.typed_section(&format!("{street}.mass"), &vec![1u64; mass]).unwrap();
            writer.typed_section(&format!("{street}.mean"), &vec![f64::NAN; mean]).unwrap();
            writer.typed_section(&format!("{street}.variance"), &vec![-1.0f64; variance]).unwrap();
        }
        let cut = if trial % 2 == 0 { json.len() } else { rng.below(json.len()) };
        writer.section("params", &json.as_bytes()[..cut]).unwrap();
        writer.finish().unwrap();
        let error = BucketFile::open(&path).expect_err("no row of it is there").to_string();
        assert!(error.contains("hostile.hdm"), "{error}");
    }
}
