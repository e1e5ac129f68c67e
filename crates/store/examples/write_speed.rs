//! How fast a container is written, through the page cache and past it, against the plain file that `dd conv=fsync` would write;
//! and how fast it is opened.
//!
//! ```sh
//! cargo run --release -p holdem-store --example write_speed -- DIRECTORY [GIGABYTES]
//! ```
#![allow(clippy::print_stdout, reason = "an example")]

use std::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use holdem_store::{Container, ContainerWriter, Kind, hash64};

const KIND: Kind = Kind::new("speed", 1);
/// Pieces of a size that is usual for tables.
const PIECE_BYTES: usize = 16 << 20;
const ROUNDS: usize = 5;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Cached,
    Uncached,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let directory = arguments.next().ok_or("usage: write_speed DIRECTORY [GIGABYTES]")?;
    let gigabytes: f64 = arguments.next().map_or(Ok(2.0), |text| text.parse())?;
    let pieces = (gigabytes * 1e9 / PIECE_BYTES as f64).ceil() as usize;
    let numbers: Vec<u32> = (0..(PIECE_BYTES / 4) as u32).map(|i| i.wrapping_mul(2_654_435_761)).collect();
    let bytes = (pieces * PIECE_BYTES) as f64;
    let directory = Path::new(&directory);

    let start = Instant::now();
    let sum = (0..pieces).fold(0, |sum, _| hash64(bytemuck::cast_slice(&numbers)) ^ sum);
    println!("checksums      {:8.0} MB/s  ({sum:x})", bytes / 1e6 / start.elapsed().as_secs_f64());

    // Taking turns, because disks and machines have moods; the medians of the ratios are what counts.
    let mut ratios = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        let plain = plain_secs(&directory.join("write_speed.raw"), &numbers, pieces)?;
        print!("plain {:6.0} MB/s", bytes / 1e6 / plain);
        for (ratios, way) in ratios.iter_mut().zip([Way::Cached, Way::Uncached]) {
            let (sealed, whole) = container_secs(&directory.join("write_speed.hdm"), &numbers, pieces, way)?;
            let (speed, ratio) = (bytes / 1e6 / whole, plain / whole);
            print!(", {way:?} {speed:6.0} MB/s: {ratio:.2}, handed over after {sealed:.2} of {whole:.2} s");
            ratios.push(ratio);
        }
        println!();
    }
    ratios.iter_mut().for_each(|ratios| ratios.sort_by(f64::total_cmp));
    let [cached, uncached] = ratios.map(|ratios| ratios[ROUNDS / 2]);
    println!("median ratios  {cached:8.2} cached, {uncached:.2} uncached");

    let path = directory.join("write_speed.hdm");
    let start = Instant::now();
    let container = Container::open(&path, KIND)?;
    println!("opened in      {:8.3} ms", start.elapsed().as_secs_f64() * 1e3);
    let start = Instant::now();
    container.verify()?;
    println!("verified at    {:8.0} MB/s", bytes / 1e6 / start.elapsed().as_secs_f64());
    drop(container);
    fs::remove_file(path)?;
    Ok(())
}

fn plain_secs(path: &Path, numbers: &[u32], pieces: usize) -> Result<f64, Box<dyn Error>> {
    let start = Instant::now();
    let mut file = File::create(path)?;
    for _ in 0..pieces {
        file.write_all(bytemuck::cast_slice(numbers))?;
    }
    file.sync_all()?;
    let secs = start.elapsed().as_secs_f64();
    fs::remove_file(path)?;
    Ok(secs)
}

/// Seconds until the memory may change again, and until the file is safe.
fn container_secs(
    path: &Path,
    numbers: &[u32],
    pieces: usize,
    way: Way,
) -> Result<(f64, f64), Box<dyn Error>> {
    let start = Instant::now();
    let mut writer = ContainerWriter::create(path, KIND, 0)?;
    if way == Way::Uncached {
        writer = writer.uncached();
    }
    let mut section = writer.begin_section::<u32>("numbers")?;
    for _ in 0..pieces {
        section.write(numbers)?;
    }
    section.end();
    let sealed = writer.seal()?;
    let handed_over = start.elapsed().as_secs_f64();
    sealed.commit()?;
    Ok((handed_over, start.elapsed().as_secs_f64()))
}
