//! `holdem buckets show`.

mod examples;
mod picture;
mod summary;

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use holdem_cards::Street;

use super::FileArgs;
use crate::exit::Exit;
use crate::output;

pub(super) use summary::Summary;

/// Arguments of `holdem buckets show`.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    file: FileArgs,
    /// Boards from which transition distances are measured, of each street; 16432 are all [seconds on two
    /// cores: 2].
    #[arg(long, value_name = "N", default_value_t = 2_048,
          value_parser = clap::value_parser!(u32).range(16..=16_432))]
    boards: u32,
    /// List hands of a bucket instead: `river:17`.
    #[arg(long, value_name = "STREET:ID")]
    bucket: Option<BucketName>,
    /// How many hands of the bucket.
    #[arg(long, value_name = "N", default_value_t = 10, requires = "bucket",
          value_parser = clap::value_parser!(u32).range(1..=1_000))]
    examples: u32,
    /// Seed of the boards or hands that are drawn.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Draw bucket against equity, as SVG.
    #[arg(long, value_name = "FILE", conflicts_with = "bucket")]
    plot: Option<PathBuf>,
    /// Replace a file that stands at `--plot`.
    #[arg(long, requires = "plot")]
    force: bool,
    /// Threads, 0 for one per core.
    #[arg(long, value_name = "N", default_value_t = 0)]
    num_workers: usize,
}

/// Runs `holdem buckets show`.
pub(super) fn show(args: &ShowArgs) -> anyhow::Result<Exit> {
    let plot = args.plot.as_deref().map(|path| output::destination(path, args.force)).transpose()?;
    let file = args.file.open()?;
    // What is shown is what was written, or nothing is shown.
    file.verify()?;
    if let Some(bucket) = &args.bucket {
        let found = examples::Examples::of(&file, bucket, args)?;
        output::result(args.file.format, || found.text(), &found)?;
        return Ok(Exit::Done);
    }
    let summary = Summary::of(&file).with_transitions(&file, args);
    if let Some(plot) = &plot {
        picture::write(&file, &summary, plot, args)?;
    }
    output::result(args.file.format, || summary.text(), &summary)?;
    Ok(Exit::Done)
}

/// A bucket of a street.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct BucketName {
    street: Street,
    id: usize,
}

impl FromStr for BucketName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let error = || format!("`{text}`: expected a street and a number, such as river:17");
        let (street, id) = text.split_once(':').ok_or_else(error)?;
        let street = Street::ALL.into_iter().find(|s| s.to_string() == street).ok_or_else(error)?;
        Ok(Self { street, id: id.parse().map_err(|_| error())? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_a_street_and_a_number() {
        assert_eq!("river:17".parse(), Ok(BucketName { street: Street::River, id: 17 }));
        for wrong in ["river", "17", "river:", "lake:1", "river:-1", "river:1:2"] {
            assert!(wrong.parse::<BucketName>().is_err_and(|e| e.contains("river:17")), "{wrong}");
        }
    }
}
