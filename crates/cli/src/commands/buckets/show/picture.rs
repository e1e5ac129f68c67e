//! Bucket against equity, as SVG.

use std::ops::ControlFlow;

use holdem_abstraction::plot::{MAX_BANDS, StreetPlot, svg};
use holdem_abstraction::quality::bands::bands;
use holdem_abstraction::{BucketFile, HandStrength};
use holdem_cards::Street;
use holdem_store::{Destination, write_output};

use super::{ShowArgs, Summary};

/// Computes every equity again and draws the file; the picture appears whole or not at all.
pub(super) fn write(
    file: &BucketFile,
    summary: &Summary,
    to: &Destination,
    args: &ShowArgs,
) -> anyhow::Result<()> {
    let threads = args.num_workers;
    let strength = HandStrength::compute(threads, &mut |_| ControlFlow::Continue(()))?;
    let streets = Street::ALL.map(|street| StreetPlot {
        street,
        bands: bands(file, street, &strength, &file.stats(street), MAX_BANDS, threads),
        note: format!(
            "variance explained: {:.3} %",
            summary.streets[street.index()].variance_explained * 100.0
        ),
    });
    let name = file.path().file_name().unwrap_or(file.path().as_os_str()).to_string_lossy();
    let picture = svg(&format!("Buckets {}", summary.params), &name, &streets);
    Ok(write_output(to, picture.as_bytes())?)
}
