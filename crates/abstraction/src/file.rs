//! Bucket files.
//!
//! # Format, kind `buckets`, version 2
//! A container of [`holdem_store`] whose `params_hash` is [`BucketParams::hash`], with these sections:
//!
//! - `flop.rows`, `turn.rows`, `river.rows` (u16): one row of 1,326 per canonical board in the order of
//!   [`BoardIndex`]: the bucket of each combo by its index, less the base of the board; 65,535 if the board
//!   blocks it
//! - `flop.bases`, `turn.bases`, `river.bases` (u32): families whose boards share no bucket: the first bucket
//!   of each board, and at the end the number of buckets; absent in the others, where all bases are 0
//! - `preflop.mass`, .., `river.mass` (u64): number of deals in each bucket, board and hand told apart by
//!   suits; as many as there are buckets
//! - `preflop.mean`, .., `river.mean` (f64): mean E\[HS\] of each bucket
//! - `preflop.variance`, .., `river.variance` (f64): variance of E\[HS\] in each bucket
//! - `flop.centroids`, .. (f32): clustered families: the centroid of each bucket, padded to a multiple of 8
//!   coordinates
//! - `flop.centroid-kind`, .. (u32): clustered families: the number of coordinates, and 0 for the Manhattan
//!   or 1 for the squared Euclidean distance
//! - `params` (u8): the parameters as JSON
//!
//! Preflop, buckets are the 169 hand classes ([`HandClass::index`]); the number of buckets of a street is the
//! length of its `mass`. Buckets are numbered by mean E\[HS\], the weakest first; those of a board apart by
//! board and then by strength (`nested`) or by combo (`lossless`). Files of version 1 had percentile buckets
//! only and no bases; they are read as they are.

use std::fmt;
use std::path::Path;

use bytemuck::AnyBitPattern;
use holdem_cards::canonical::BoardIndex;
use holdem_cards::{CardSet, Combo, HandClass, Street};
use holdem_game::deal::BucketRows;
use holdem_store::{Container, ContainerWriter, Kind};

use crate::cluster::{Metric, Points};
use crate::combos::COMBO_CLASSES;
use crate::hand_strength::BLOCKED_ENTRY;
use crate::percentile::BucketStats;
use crate::street::StreetBuckets;
use crate::{BucketParams, Error};

/// What a bucket file says about itself.
pub const KIND: Kind = Kind::new("buckets", 2).reads_from(1);

/// A bucket file, memory-mapped. Threads can share it; a look-up allocates nothing.
///
/// Look-ups return what the file holds: [`verify`](Self::verify) tells whether that is still what was
/// written.
pub struct BucketFile {
    container: Container,
    params: BucketParams,
    num_buckets: [usize; Street::COUNT],
    has_bases: [bool; Street::COUNT],
}

impl BucketFile {
    /// Opens a file.
    ///
    /// # Complexity
    /// Well under a millisecond: the header, the table and the parameters are read; rows are read when they
    /// are touched.
    ///
    /// # Errors
    /// [`Error::Store`] if the file is absent, foreign, of another version, truncated or damaged in header or
    /// table; [`Error::BadParams`] and [`Error::BadLength`] if it contradicts itself.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::decode(Container::open(path, KIND)?)
    }

    fn decode(container: Container) -> Result<Self, Error> {
        let params = decode_params(&container)?;
        container.expect_params_hash(params.hash())?;
        let mut num_buckets = [0; Street::COUNT];
        for street in Street::ALL {
            num_buckets[street.index()] = check_lengths(&container, &params, street)?;
        }
        let has_bases =
            Street::ALL.map(|street| params.street(street).is_some_and(|p| p.family.is_per_board()));
        Ok(Self { container, params, num_buckets, has_bases })
    }

    /// Refuses a file of other buckets.
    ///
    /// # Errors
    /// [`Error::OtherParams`], naming both.
    pub fn expect_params(&self, expected: &BucketParams) -> Result<(), Error> {
        if self.params == *expected {
            return Ok(());
        }
        let path = self.path().to_path_buf();
        Err(Error::OtherParams { path, found: self.params.to_string(), expected: expected.to_string() })
    }

    /// Compares all checksums.
    ///
    /// # Complexity
    /// Reads 405 MB: a tenth of a second if they are in memory.
    ///
    /// # Errors
    /// [`Error::Store`] with the first damaged section.
    pub fn verify(&self) -> Result<(), Error> {
        Ok(self.container.verify()?)
    }

    /// Compares all checksums, and checks in every row that each hand the board leaves possible has a bucket,
    /// that the others have none, and that renamings of the suits that leave the board unchanged change
    /// nothing. The masses are recomputed.
    ///
    /// # Complexity
    /// Reads everything twice: about a second.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::BadHand`] or [`Error::BadBucket`] with the first fault.
    pub fn check(&self) -> Result<(), Error> {
        self.verify()?;
        crate::check::check(self)
    }

    /// The path it was opened from.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.container.path()
    }

    /// What the buckets were built from.
    #[must_use]
    pub fn params(&self) -> &BucketParams {
        &self.params
    }

    /// Hash of the parameters.
    #[must_use]
    pub fn params_hash(&self) -> u64 {
        self.container.params_hash()
    }

    /// Hash of everything in the file; checkpoints identify their buckets by it.
    #[must_use]
    pub fn content_hash(&self) -> u64 {
        self.container.content_hash()
    }

    /// Length of the file in bytes.
    #[must_use]
    pub fn file_bytes(&self) -> u64 {
        self.container.file_bytes()
    }

    /// Asks the operating system to read the file in, and returns at once.
    pub fn will_need(&self) {
        self.container.will_need();
    }

    /// Says that the rows of a few boards will be read: see [`Container::expect_scattered_reads`].
    pub fn expect_scattered_reads(&self) {
        self.container.expect_scattered_reads();
    }

    /// What is in each bucket of a street.
    #[must_use]
    pub fn stats(&self, street: Street) -> Vec<BucketStats> {
        columns(&self.container, street).expect("the file was refused at opening without them")
    }

    /// The bucket of one hand, `None` if the board blocks it.
    ///
    /// # Panics
    /// If `board` does not have 0, 3, 4 or 5 cards.
    #[must_use]
    pub fn bucket(&self, board: CardSet, combo: Combo) -> Option<usize> {
        let street = Street::of_board_len(board.len()).expect("a board has 0, 3, 4 or 5 cards");
        if street == Street::Preflop {
            return Some(combo.class().index());
        }
        let (row, renaming) = BoardIndex::for_street(street).index(board);
        let entry = self.row(street, row)[renaming.combo(combo).index()];
        (entry != BLOCKED_ENTRY).then_some(self.base(street, row) as usize + usize::from(entry))
    }

    /// The first bucket of a canonical board after preflop: 0 where boards share their buckets.
    ///
    /// # Panics
    /// Preflop, and if there is no such row.
    #[must_use]
    pub fn base(&self, street: Street, row: u32) -> u32 {
        if !self.has_bases[street.index()] {
            return 0;
        }
        self.section::<u32>(BASES[street.index()])[row as usize]
    }

    /// The row of a canonical board after preflop: the bucket of each combo less [`base`](Self::base),
    /// [`BLOCKED_ENTRY`] if the board blocks it.
    ///
    /// # Panics
    /// Preflop, and if there is no such row.
    #[must_use]
    pub fn row(&self, street: Street, row: u32) -> &[u16; Combo::COUNT] {
        let rows = self.section::<u16>(ROWS[street.index()]);
        rows.as_chunks().0.get(row as usize).expect("the street has this row")
    }

    /// A section that existed with this type when the file was opened.
    fn section<T: AnyBitPattern>(&self, name: &str) -> &[T] {
        self.container.typed(name).expect("the file was refused at opening without it")
    }
}

impl BucketRows for BucketFile {
    fn num_buckets(&self, street: Street) -> usize {
        self.num_buckets[street.index()]
    }

    /// # Complexity
    /// Canonicalises the board once, then one read per combo from a row of 2.6 KB.
    fn buckets(&self, street: Street, board: CardSet, combos: &[u16], out: &mut [u32]) {
        debug_assert_eq!(combos.len(), out.len());
        if street == Street::Preflop {
            return preflop_buckets(combos, out);
        }
        let (row, renaming) = BoardIndex::for_street(street).index(board);
        let base = self.base(street, row);
        let (row, renamed) = (self.row(street, row), renaming.combo_indices());
        for (&combo, out) in combos.iter().zip(out) {
            *out = base + u32::from(row[usize::from(renamed[usize::from(combo)])]);
        }
    }

    fn rows(&self, street: Street) -> Option<&[[u16; Combo::COUNT]]> {
        // Entries of boards with buckets of their own are counted from a base, which readers of bare rows
        // would miss.
        let are_buckets = street != Street::Preflop && !self.has_bases[street.index()];
        are_buckets.then(|| self.section::<u16>(ROWS[street.index()]).as_chunks().0)
    }
}

impl fmt::Debug for BucketFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BucketFile")
            .field("path", &self.path())
            .field("params", &self.params)
            .field("num_buckets", &self.num_buckets)
            .finish_non_exhaustive()
    }
}

/// The hand classes.
pub(crate) fn preflop_buckets(combos: &[u16], out: &mut [u32]) {
    for (&combo, out) in combos.iter().zip(out) {
        *out = u32::from(COMBO_CLASSES[usize::from(combo)]);
    }
}

/// Sections of rows by street; none preflop.
pub(crate) const ROWS: [&str; Street::COUNT] = ["", "flop.rows", "turn.rows", "river.rows"];
/// Sections of the statistics by street.
pub(crate) const MASSES: [&str; Street::COUNT] = ["preflop.mass", "flop.mass", "turn.mass", "river.mass"];
pub(crate) const MEANS: [&str; Street::COUNT] = ["preflop.mean", "flop.mean", "turn.mean", "river.mean"];
pub(crate) const VARIANCES: [&str; Street::COUNT] =
    ["preflop.variance", "flop.variance", "turn.variance", "river.variance"];
/// Sections of families whose boards share no bucket.
const BASES: [&str; Street::COUNT] = ["", "flop.bases", "turn.bases", "river.bases"];
/// Sections of clustered families: coordinates, and their number with the metric (0: Manhattan, 1: squared
/// Euclidean).
const CENTROID_KINDS: [&str; Street::COUNT] =
    ["", "flop.centroid-kind", "turn.centroid-kind", "river.centroid-kind"];
const CENTROIDS: [&str; Street::COUNT] = ["", "flop.centroids", "turn.centroids", "river.centroids"];
pub(crate) const PARAMS: &str = "params";

/// Writes rows and numbers of a street after preflop.
pub(crate) fn write_street(
    writer: &mut ContainerWriter,
    street: Street,
    buckets: &StreetBuckets,
) -> Result<(), Error> {
    writer.typed_section(ROWS[street.index()], &buckets.rows)?;
    if !buckets.bases.is_empty() {
        writer.typed_section(BASES[street.index()], &buckets.bases)?;
    }
    if let Some(centroids) = &buckets.centroids {
        writer.typed_section(CENTROIDS[street.index()], centroids.values())?;
        let kind = [centroids.dims() as u32, u32::from(centroids.metric() == Metric::SquaredEuclidean)];
        writer.typed_section(CENTROID_KINDS[street.index()], &kind)?;
    }
    write_stats(writer, street, &buckets.stats)
}

/// Writes the statistics of a street.
pub(crate) fn write_stats(
    writer: &mut ContainerWriter,
    street: Street,
    stats: &[BucketStats],
) -> Result<(), Error> {
    let column = |value: fn(&BucketStats) -> f64| stats.iter().map(value).collect::<Vec<f64>>();
    let masses: Vec<u64> = stats.iter().map(|stats| stats.mass).collect();
    writer.typed_section(MASSES[street.index()], &masses)?;
    writer.typed_section(MEANS[street.index()], &column(|stats| stats.mean))?;
    writer.typed_section(VARIANCES[street.index()], &column(|stats| stats.variance))?;
    Ok(())
}

/// Reads back what [`write_street`] wrote of a clustered street.
pub(crate) fn read_street(container: &Container, street: Street) -> Result<StreetBuckets, Error> {
    let at = street.index();
    let kind = container.typed::<u32>(CENTROID_KINDS[at])?;
    expect_len(container, CENTROID_KINDS[at], kind.len(), 2)?;
    let metric = if kind[1] == 0 { Metric::Manhattan } else { Metric::SquaredEuclidean };
    let values = container.typed::<f32>(CENTROIDS[at])?.to_vec();
    let (stats, rows) = (columns(container, street)?, container.typed::<u16>(ROWS[at])?.to_vec());
    expect_len(container, ROWS[at], rows.len(), BoardIndex::rows_of(street) * Combo::COUNT)?;
    expect_len(container, CENTROIDS[at], values.len(), stats.len() * kind[0] as usize)?;
    let centroids = Some(Points::new(metric, kind[0] as usize, values));
    Ok(StreetBuckets { rows, bases: Vec::new(), stats, centroids })
}

fn columns(container: &Container, street: Street) -> Result<Vec<BucketStats>, Error> {
    let masses = container.typed::<u64>(MASSES[street.index()])?.iter();
    let means = container.typed::<f64>(MEANS[street.index()])?;
    let columns = masses.zip(means).zip(container.typed::<f64>(VARIANCES[street.index()])?);
    Ok(columns.map(|((&mass, &mean), &variance)| BucketStats { mass, mean, variance }).collect())
}

fn expect_len(container: &Container, section: &str, found: usize, expected: usize) -> Result<(), Error> {
    let path = || container.path().to_path_buf();
    let error = || Error::BadLength { path: path(), section: section.to_owned(), found, expected };
    if found == expected { Ok(()) } else { Err(error()) }
}

/// The parameters as they are written in the file.
pub(crate) fn encode_params(params: &BucketParams) -> String {
    serde_json::to_string(params).expect("a few numbers and names are always JSON")
}

fn decode_params(container: &Container) -> Result<BucketParams, Error> {
    let bytes = container.bytes(PARAMS)?;
    let path = || container.path().to_path_buf();
    serde_json::from_slice(bytes).map_err(|source| Error::BadParams { path: path(), source })
}

/// Returns the number of buckets of a street, if its sections have the lengths they should have.
fn check_lengths(container: &Container, params: &BucketParams, street: Street) -> Result<usize, Error> {
    let masses = container.typed::<u64>(MASSES[street.index()])?.len();
    let expect = |section: &str, found, expected| expect_len(container, section, found, expected);
    match params.street(street) {
        None => expect(MASSES[0], masses, HandClass::COUNT)?,
        Some(params) => {
            let boards = BoardIndex::rows_of(street);
            let entries = container.typed::<u16>(ROWS[street.index()])?.len();
            expect(ROWS[street.index()], entries, boards * Combo::COUNT)?;
            if params.family.is_per_board() {
                let bases = container.typed::<u32>(BASES[street.index()])?;
                expect(BASES[street.index()], bases.len(), boards + 1)?;
                expect(MASSES[street.index()], masses, bases[boards] as usize)?;
            } else {
                expect(MASSES[street.index()], masses, masses.clamp(1, params.buckets.get()))?;
            }
        }
    }
    for name in [MEANS[street.index()], VARIANCES[street.index()]] {
        expect(name, container.typed::<f64>(name)?.len(), masses)?;
    }
    Ok(masses)
}
