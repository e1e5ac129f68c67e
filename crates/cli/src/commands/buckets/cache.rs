//! `holdem buckets cache`.

use std::path::Path;

use clap::Args;
use holdem_abstraction::cache::{Cached, CachedFile, clean, contents, remove};
use holdem_abstraction::{BucketParams, cache_dir};
use holdem_telemetry::units;
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, Format};
use crate::table::Table;

/// Arguments of `holdem buckets cache`.
#[derive(Debug, Args)]
pub(crate) struct CacheArgs {
    /// Remove what killed and interrupted builds left. What is being written now stays.
    #[arg(long)]
    clean: bool,
    /// Remove the buckets of these parameters, damaged or not; they are built again when they are needed.
    #[arg(long, value_name = "BUCKETS")]
    remove: Vec<BucketParams>,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// A cache, after what was removed.
#[derive(Serialize)]
struct Listing {
    directory: String,
    /// Of all files.
    bytes: u64,
    files: Vec<Entry>,
    /// Files removed now.
    removed: Vec<String>,
    /// Their length.
    removed_bytes: u64,
}

#[derive(Serialize)]
struct Entry {
    file: String,
    bytes: u64,
    /// `buckets`, `unusable`, `street`, `being-written`, `leftover` or `foreign`.
    kind: &'static str,
    /// Parameters of buckets, the street, or what is wrong.
    what: String,
}

/// Runs `holdem buckets cache`.
pub(super) fn cache(args: &CacheArgs) -> anyhow::Result<Exit> {
    let directory = cache_dir();
    let mut listing = Listing::removing(args, &directory)?;
    let files = contents(&directory)?;
    listing.bytes = files.iter().map(|file| file.bytes).sum();
    listing.files = files.iter().map(Entry::of).collect();
    output::result(args.format, || listing.text(), &listing)?;
    Ok(Exit::Done)
}

impl Listing {
    /// Removes what is asked for.
    fn removing(args: &CacheArgs, directory: &Path) -> anyhow::Result<Self> {
        let gone = if args.clean { clean(directory)? } else { Vec::new() };
        let mut removed: Vec<(String, u64)> =
            gone.iter().map(|file| (name(&file.path), file.bytes)).collect();
        for params in &args.remove {
            let bytes = remove(directory, params)?;
            removed.extend(bytes.map(|bytes| (params.file_name(), bytes)));
        }
        let removed_bytes = removed.iter().map(|(_, bytes)| bytes).sum();
        let removed = removed.into_iter().map(|(name, _)| name).collect();
        let directory = directory.display().to_string();
        Ok(Self { directory, bytes: 0, files: Vec::new(), removed, removed_bytes })
    }

    fn text(&self) -> String {
        let mut table = Table::new(["file", "size", "what"]);
        for Entry { file, bytes, kind, what } in &self.files {
            let words = match *kind {
                "buckets" => what.clone(),
                "street" => format!("{what}, finished by an interrupted build"),
                "leftover" => "left by a killed process".to_owned(),
                "being-written" => "being written".to_owned(),
                "foreign" => "not a bucket file".to_owned(),
                _ => format!("unusable: {what}"),
            };
            table.row([file.clone(), units::bytes(*bytes), words]);
        }
        let files = if self.files.is_empty() { "empty\n".to_owned() } else { table.render() };
        let total = format!("{}: {}", self.directory, units::bytes(self.bytes));
        format!("{total}\n{files}{}", self.freed())
    }

    fn freed(&self) -> String {
        match self.removed.as_slice() {
            [] => String::new(),
            names => format!("removed, {}: {}\n", units::bytes(self.removed_bytes), names.join(", ")),
        }
    }
}

impl Entry {
    fn of(file: &CachedFile) -> Self {
        let (kind, what) = match &file.what {
            Cached::Buckets(params) => ("buckets", params.to_string()),
            Cached::Unusable(why) => ("unusable", why.clone()),
            Cached::Street(street) => ("street", street.to_string()),
            Cached::BeingWritten => ("being-written", String::new()),
            Cached::Leftover => ("leftover", String::new()),
            Cached::Foreign => ("foreign", String::new()),
        };
        Self { file: name(&file.path), bytes: file.bytes, kind, what }
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
