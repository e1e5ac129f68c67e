//! What a core can do at most: its clock, sums in vector registers, and copies within each cache.
//!
//! ```text
//! RUSTFLAGS='-C target-cpu=native' cargo run --release -p holdem-experiments --bin peaks -- [THREADS]
//! ```
//! It stands alone, so that `rustc -O -C target-cpu=native` makes it as well. Every figure is the best of
//! some short rounds, of each of the threads at once; bytes of a copy count twice, read and written.
#![allow(clippy::print_stdout)]

use std::hint::black_box;
use std::ops::Range;
use std::thread;
use std::time::Instant;

/// Rounds of which the best counts.
const ROUNDS: usize = 300;

/// Numbers of a vector, and vectors that do not wait for each other.
const LANES: usize = 16;
const CHAINS: usize = 12;

/// Cycles from one product of two integers to the next that needs it, on every x86-64 of the last ten years.
const PRODUCT_CYCLES: f64 = 3.0;

/// Times in a second that something was done `times` times in a round, which hears its number.
fn best(times: f64, mut run: impl FnMut(usize)) -> f64 {
    let rates = (0..ROUNDS).map(|round| {
        let start = Instant::now();
        run(round);
        times / start.elapsed().as_secs_f64()
    });
    rates.fold(0.0, f64::max)
}

/// Cycles a second: products that wait for each other; what is done to each between takes a cycle.
fn clock() -> f64 {
    const PRODUCTS: u32 = 300_000;
    let factor = black_box(3_u64);
    (PRODUCT_CYCLES + 1.0)
        * best(f64::from(PRODUCTS), |_| {
            let mut product = black_box(1_u64);
            for _ in 0..PRODUCTS {
                product = product.wrapping_mul(factor) ^ 1;
            }
            black_box(product);
        })
}

/// Sums a second of numbers of 32 bits.
fn sums() -> f64 {
    const STEPS: usize = 3_000;
    best((STEPS * LANES * CHAINS) as f64, |_| {
        let mut chains: [[f32; LANES]; CHAINS] = black_box([[1.0; LANES]; CHAINS]);
        for _ in 0..STEPS {
            for chain in &mut chains {
                for x in chain {
                    *x += 0.001;
                }
            }
        }
        black_box(chains);
    })
}

/// Bytes of a round.
const ROUND_BYTES: usize = 4 << 20;

/// What a round touches of so many bytes: all of them some times, or a stretch, another each time.
fn stretch(len: usize, round: usize) -> (Range<usize>, usize) {
    let part = len.min(ROUND_BYTES / 2);
    let start = round % (len / part) * part;
    (start..start + part, ROUND_BYTES / 2 / part)
}

/// Bytes a second, read and written, of copies within two halves of so many bytes.
fn copies(bytes: usize) -> f64 {
    let half = bytes / 2;
    let (from, mut to) = (vec![1_u8; half], vec![2_u8; half]);
    best(ROUND_BYTES as f64, |round| {
        let (at, times) = stretch(half, round);
        for _ in 0..times {
            to[at.clone()].copy_from_slice(black_box(&from[at.clone()]));
            black_box(&mut to);
        }
    })
}

/// Bytes a second that are read and added up, of so many.
fn reads(bytes: usize) -> f64 {
    let numbers = vec![1.0_f32; bytes / size_of::<f32>()];
    best(ROUND_BYTES as f64 / 2.0, |round| {
        let (at, times) = stretch(bytes, round);
        let at = at.start / size_of::<f32>()..at.end / size_of::<f32>();
        for _ in 0..times {
            let mut sums = [0.0_f32; LANES * 4];
            for numbers in black_box(&numbers[at.clone()]).chunks_exact(LANES * 4) {
                sums.iter_mut().zip(numbers).for_each(|(sum, x)| *sum += x);
            }
            black_box(sums);
        }
    })
}

/// A figure of all threads at once: the sum.
fn together(threads: usize, figure: impl Fn() -> f64 + Sync) -> f64 {
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(&figure)).collect();
        running.into_iter().map(|thread| thread.join().expect("nothing can panic")).sum()
    })
}

fn main() {
    let threads = std::env::args().nth(1).map_or(1, |text| text.parse().expect("a number of threads"));
    let giga = |figure: &(dyn Fn() -> f64 + Sync)| together(threads, figure) / 1e9;
    println!("{threads} threads, all together:");
    println!("clock             {:8.2} GHz", giga(&clock) / threads as f64);
    println!("sums              {:8.1} G/s", giga(&sums));
    for (name, kilobytes) in [("32 KB", 32), ("1 MB", 1 << 10), ("16 MB", 16 << 10), ("1 GB", 1 << 20)] {
        let (copied, read) = (giga(&|| copies(kilobytes << 10)), giga(&|| reads(kilobytes << 10)));
        println!("within {name:10} {copied:8.1} GB/s copied, {read:8.1} GB/s read");
    }
}
