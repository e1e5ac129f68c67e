//! Streets that are kept until the whole file is complete.
//!
//! A street that required clustering is written to a *part file* beside the final name (`FILE.river.part`),
//! completely or not at all. An interrupted build leaves the parts of the streets that were finished; the
//! next build of the same parameters to the same name reads them, after comparing their checksums, and a
//! finished build removes them. A part that is damaged, foreign or of other parameters is built again.

use std::fs;
use std::path::{Path, PathBuf};

use holdem_cards::Street;
use holdem_store::{Container, ContainerWriter, Kind};

use crate::file::{read_street, write_street};
use crate::street::StreetBuckets;
use crate::{BucketParams, Error, Family};

const KIND: Kind = Kind::new("bucket-part", 1);

/// Path of the part of a street while `path` is built.
#[must_use]
pub fn part_path(path: &Path, street: Street) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{street}.part"));
    name.into()
}

/// What a street depends on: itself and, if it looks ahead, the streets after it.
fn hash(params: &BucketParams, street: Street) -> u64 {
    let mut hasher = holdem_store::ParamsHasher::new().u64("street", street.index() as u64);
    let streets = Street::ALL.into_iter().skip(street.index());
    for params in streets.filter_map(|street| params.street(street)) {
        hasher = params.add_to(hasher);
        if params.family != Family::Potential {
            break;
        }
    }
    hasher.finish()
}

/// The part of a street, if there is a sound one.
pub(crate) fn load(path: &Path, params: &BucketParams, street: Street) -> Option<StreetBuckets> {
    let container = Container::open(part_path(path, street), KIND).ok()?;
    container.expect_params_hash(hash(params, street)).ok()?;
    container.verify().ok()?;
    read_street(&container, street).ok()
}

/// Keeps a street.
pub(crate) fn save(
    path: &Path,
    params: &BucketParams,
    street: Street,
    buckets: &StreetBuckets,
) -> Result<(), Error> {
    let mut writer = ContainerWriter::create(part_path(path, street), KIND, hash(params, street))?;
    write_street(&mut writer, street, buckets)?;
    writer.finish()?;
    Ok(())
}

/// Removes what was kept.
pub(crate) fn remove(path: &Path) {
    for street in [Street::Flop, Street::Turn, Street::River] {
        // Nothing depends on this: a part that cannot be removed does no harm.
        let _ = fs::remove_file(part_path(path, street));
    }
}
