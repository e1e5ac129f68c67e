//! How fast a container is written, through the page cache and past it, against the plain file that
//! `dd conv=fsync` would write; and how fast it is opened.
//!
//! ```sh
//! cargo run --release -p holdem-store --example write_speed -- DIRECTORY [GIGABYTES]
//! ```
#![allow(clippy::print_stdout, reason = "an example")]

use std::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use holdem_store::{Container, ContainerWriter, Kind, hash64};

const KIND: Kind = Kind::new("speed", 1);
/// Pieces of a size that is usual for tables.
const PIECE_BYTES: usize = 16 << 20;
const ROUNDS: usize = 7;
const SETTLING: Duration = Duration::from_secs(1);

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
    let path = Path::new(&directory).join("write_speed.hdm");

    let start = Instant::now();
    let sum = (0..pieces).fold(0, |sum, _| hash64(bytemuck::cast_slice(&numbers)) ^ sum);
    println!("checksums      {:8.0} MB/s  ({sum:x})", bytes / 1e6 / start.elapsed().as_secs_f64());

    // Taking turns, because disks and machines have moods; the medians of the ratios are what counts.
    let mut ratios = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS {
        let mut secs = [0.0; 3];
        let mut handed_over = [0.0; 3];
        for turn in 0..3 {
            clear(&path)?;
            let which = (round + turn) % 3;
            (handed_over[which], secs[which]) = match which {
                0 => plain_secs(&path, &numbers, pieces)?,
                1 => container_secs(&path, &numbers, pieces, Way::Cached)?,
                _ => container_secs(&path, &numbers, pieces, Way::Uncached)?,
            };
        }
        for (name, (secs, handed_over)) in
            ["plain", "cached", "uncached"].iter().zip(secs.iter().zip(handed_over))
        {
            let speed = bytes / 1e6 / secs;
            print!("{name} {speed:5.0} MB/s ({handed_over:.2} of {secs:.2} s)  ");
        }
        let [cached, uncached] = [secs[0] / secs[1], secs[0] / secs[2]];
        println!("{cached:.2} {uncached:.2}");
        ratios[0].push(cached);
        ratios[1].push(uncached);
    }
    for (way, mut ratios) in [Way::Cached, Way::Uncached].into_iter().zip(ratios) {
        ratios.sort_by(f64::total_cmp);
        let (least, most) = (ratios[0], ratios[ROUNDS - 1]);
        println!("{way:?}: median {:.2} of plain, {least:.2} to {most:.2}", ratios[ROUNDS / 2]);
    }

    clear(&path)?;
    container_secs(&path, &numbers, pieces, Way::Cached)?;
    let start = Instant::now();
    let container = Container::open(&path, KIND)?;
    println!("opened in      {:8.3} ms", start.elapsed().as_secs_f64() * 1e3);
    let start = Instant::now();
    container.verify()?;
    println!("verified at    {:8.0} MB/s", bytes / 1e6 / start.elapsed().as_secs_f64());
    drop(container);
    clear(&path)
}

/// Removes a file, and waits until the disk knows: file systems that tell it which blocks are free do so
/// later, at the cost of whoever writes then. So every file begins with the same memory and the same disk; a
/// file that replaced another would pay for its removal.
fn clear(path: &Path) -> Result<(), Box<dyn Error>> {
    if path.exists() {
        fs::remove_file(path)?;
        File::open(path.parent().ok_or("a file lies in a directory")?)?.sync_all()?;
        std::thread::sleep(SETTLING);
    }
    Ok(())
}

fn plain_secs(path: &Path, numbers: &[u32], pieces: usize) -> Result<(f64, f64), Box<dyn Error>> {
    let start = Instant::now();
    let mut file = File::create(path)?;
    for _ in 0..pieces {
        file.write_all(bytemuck::cast_slice(numbers))?;
    }
    let handed_over = start.elapsed().as_secs_f64();
    file.sync_all()?;
    Ok((handed_over, start.elapsed().as_secs_f64()))
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
