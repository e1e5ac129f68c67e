//! Builds the default buckets: `cargo run --release --example build_buckets -- FILE [BUCKETS] [THREADS]
//! [check]`.
//!
//! Run it under `/usr/bin/time -v` for CPU-seconds and peak memory. `check` then proves the file.
#![allow(clippy::print_stdout, reason = "an example")]

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

use holdem_abstraction::{BucketFile, BucketParams, Progress, build_file};
use holdem_cards::Street;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let path = PathBuf::from(args.next().ok_or("name the file to write")?);
    let params: BucketParams = args.next().map_or(Ok(BucketParams::default()), |text| text.parse())?;
    let threads = args.next().map_or(Ok(0), |text| text.parse())?;

    let start = Instant::now();
    build_file(&params, &path, threads, &mut |progress: Progress| {
        if progress.done == progress.total {
            let Progress { phase, street, total, .. } = progress;
            println!("{:>8.3?} {phase} {street}: {total} {}", start.elapsed(), phase.unit());
        }
        ControlFlow::Continue(())
    })?;
    println!("{:>8.3?} {params} written", start.elapsed());

    let opening = Instant::now();
    let file = BucketFile::open(&path)?;
    println!("{:>8.3?} to open it", opening.elapsed());
    if args.next().as_deref() == Some("check") {
        let checking = Instant::now();
        file.verify()?;
        println!("{:>8.3?} to compare the checksums", checking.elapsed());
        file.check()?;
        println!("{:>8.3?} to check everything", checking.elapsed());
    }
    for street in Street::ALL {
        let stats = file.stats(street);
        let (first, last) = (&stats[0], &stats[stats.len() - 1]);
        println!("{street:>8}: {} buckets, mean equity {:.4} to {:.4}", stats.len(), first.mean, last.mean);
    }
    Ok(())
}
