//! `holdem buckets`: card abstractions.

mod build;
mod cache;
mod check;
mod show;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use holdem_abstraction::{BucketFile, BucketParams, cache_dir};

use holdem_store::remove_partial_files;

use crate::exit::Exit;
use crate::output::Format;

pub(crate) use build::{BuildArgs, build};

/// What to do with bucket files.
#[derive(Debug, Subcommand)]
pub(crate) enum BucketsCommand {
    /// Build a bucket file, in the cache unless another place is named.
    Build(BuildArgs),
    /// Show parameters, sizes, hashes and quality of a bucket file.
    Show(show::ShowArgs),
    /// Verify checksums and invariants of a bucket file.
    Check(FileArgs),
    /// List what is in the cache with its size, and remove what nobody needs.
    Cache(cache::CacheArgs),
}

/// A bucket file that is there.
#[derive(Debug, Args)]
pub(crate) struct FileArgs {
    /// The file; without it, the one in the cache with the parameters of `--buckets`.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Parameters of the file in the cache.
    #[arg(long, value_name = "BUCKETS", default_value_t, conflicts_with = "file")]
    buckets: BucketParams,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs `holdem buckets`.
pub(crate) fn run(command: BucketsCommand) -> anyhow::Result<Exit> {
    match command {
        BucketsCommand::Build(args) => build(&args),
        BucketsCommand::Show(args) => show::show(&args),
        BucketsCommand::Check(args) => check::check(&args),
        BucketsCommand::Cache(args) => cache::cache(&args),
    }
}

impl FileArgs {
    /// The file in the cache, from which what killed builds left is removed.
    fn cached(&self) -> PathBuf {
        let directory = cache_dir();
        remove_partial_files(&directory);
        directory.join(self.buckets.file_name())
    }

    fn open(&self) -> anyhow::Result<BucketFile> {
        let path = self.file.clone().unwrap_or_else(|| self.cached());
        BucketFile::open(&path).map_err(|error| match (&error, &self.file) {
            (holdem_abstraction::Error::Store(holdem_store::Error::NotFound { .. }), None) => {
                let build = "it has not been built; `holdem buckets build` does";
                anyhow::Error::new(error).context(format!("{}: {build}", self.buckets))
            }
            _ => error.into(),
        })
    }
}
