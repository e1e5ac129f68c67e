//! Whatever happens to a bucket file, it is refused by name, or what it says is what was written.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
#[cfg(target_os = "linux")]
use std::path::Path;
use std::path::PathBuf;

use crate::default_buckets::{BUILT, go_on, scratch};
use holdem_abstraction::{BucketCount, BucketFile, BucketParams, Error, write_file};
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
        let path = scratch(name).join("buckets.hdm");
        let params = BucketParams::percentile([BucketCount::try_from(9).unwrap(); 3]);
        write_file(&params, &BUILT.strength, &path, 2, &mut go_on).unwrap();
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
        self.file.seek(SeekFrom::Start(at)).unwrap();
        self.file.read_exact(&mut before[..count]).unwrap();
        let mut after = before;
        after[..count].iter_mut().for_each(|byte| *byte ^= 1 + self.rng.below(255) as u8);
        self.overwrite(&after[..count], at);
        self.expect_refused(&format!("{count} bytes from {at} on"));
        self.overwrite(&before[..count], at);
    }

    fn overwrite(&mut self, bytes: &[u8], at: u64) {
        self.file.seek(SeekFrom::Start(at)).unwrap();
        self.file.write_all(bytes).unwrap();
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

/// Bytes of the maps of a file that this process has touched, or that came in with what it touched.
#[cfg(target_os = "linux")]
fn bytes_touched(path: &Path) -> u64 {
    let maps = fs::read_to_string("/proc/self/smaps").unwrap();
    let mut lines = maps.lines().skip_while(|line| !line.ends_with(path.to_str().unwrap()));
    let resident = lines.find_map(|line| line.strip_prefix("Rss:")).unwrap();
    resident.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() << 10
}

#[test]
#[cfg(target_os = "linux")]
fn opening_touches_next_to_nothing_however_long_the_file_is() {
    let victim = Victim::new("opening");
    assert!(victim.length > 400_000_000);
    let file = BucketFile::open(&victim.path).unwrap();
    assert_eq!(file.stats(Street::River).len(), 9);
    let touched = bytes_touched(&victim.path);
    assert!(touched < victim.length / 20, "{touched} bytes");
    file.verify().unwrap();
    assert!(bytes_touched(&victim.path) > victim.length / 2, "the measure sees what is touched");
}

#[test]
fn bytes_after_the_end_are_refused() {
    let victim = Victim::new("overlong");
    victim.file.set_len(victim.length + 1).unwrap();
    victim.expect_refused("a byte more");
}

#[test]
fn what_is_no_file_is_refused_by_name() {
    let dir = scratch("damage-other");
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
    let dir = scratch("damage-hostile");
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
