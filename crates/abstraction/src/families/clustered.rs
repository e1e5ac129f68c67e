//! Families found by clustering: a sample trains the centroids, then every hand goes to the nearest.

use holdem_cards::canonical::BoardIndex;
use holdem_cards::{CardSet, Combo, Street};
use holdem_game::deal::DealRng;

use super::fill_rows;
use crate::cluster::{KMeans, LIST_SEARCHES, Neighbours, Points, searches, train_with};
use crate::combos::{live_combos, mark_blocked};
use crate::features::{Feature, board_vectors};
use crate::progress::{Phase, ProgressFn, Row, Ticker, for_each_piece};
use crate::street::{Built, Site, StreetBuckets};
use crate::{Error, HandStrength, StreetParams};

/// Hands that centroids are trained on, per cluster and within bounds.
const SAMPLE_PER_CLUSTER: usize = 100;
const SAMPLE_MIN: usize = 50_000;
const SAMPLE_MAX: usize = 1_000_000;
/// Seedings tried, and the most iterations of Lloyd's algorithm.
const RESTARTS: usize = 3;
const ITERATIONS: usize = 25;
/// Beyond this number of clusters one seeding is as good as another.
const RESTART_CLUSTERS: usize = 4096;
/// Boards that a thread takes at a time.
const BOARDS_PER_PIECE: usize = 16;
const SEED: u64 = 0x_b0c4_e75e;

/// Clusters the hands of a street by `feature`.
///
/// The sample is systematic over all deals of the street, board by board: a canonical board counts as often
/// as it is dealt.
pub(super) fn build<F: Feature>(
    params: StreetParams,
    feature: &F,
    site: &Site<'_>,
    progress: &mut ProgressFn<'_>,
) -> Built {
    let &Site { street, strength, threads, .. } = site;
    let clusters = params.buckets.get();
    let size = (clusters * SAMPLE_PER_CLUSTER).clamp(SAMPLE_MIN, SAMPLE_MAX);
    let points = sample(feature, street, size, threads, progress)?;
    let restarts = if clusters > RESTART_CLUSTERS { 1 } else { RESTARTS };
    let options = KMeans { clusters, restarts, iterations: ITERATIONS, seed: SEED };
    let total = searches(points.len(), options) + clusters * LIST_SEARCHES;
    let mut ticker = Ticker::new(progress, Phase::Clusters, street, total);
    let trained = train_with(&points, options, threads, &mut ticker)?;
    drop(points);
    let neighbours = Neighbours::new(&trained.centroids, threads, &mut ticker)?;
    let rows = assign(feature, &neighbours, site, progress)?;
    let found = trained.centroids.len();
    Ok(StreetBuckets::ranked(street, rows, found, Some(trained.centroids), strength))
}

/// Vectors of about `size` hands, each deal of the street being as likely as any other.
fn sample<F: Feature>(
    feature: &F,
    street: Street,
    size: usize,
    threads: usize,
    progress: &mut ProgressFn<'_>,
) -> Result<Points, Error> {
    let index = BoardIndex::for_street(street);
    let boards: u64 = (0..index.len() as u32).map(|row| u64::from(index.multiplicity(row))).sum();
    // Where there are many boards, each visit takes a few hands: a visit costs as much as its hands.
    let per_visit = (size / 25_000).clamp(1, 16) as u64;
    let visits = size as u64 / per_visit;
    let mut upto = 0u64;
    let mut vectors: Vec<(u32, usize, Vec<f32>)> = Vec::new();
    for row in 0..index.len() as u32 {
        let before = upto * visits / boards;
        upto += u64::from(index.multiplicity(row));
        let hands = (upto * visits / boards - before) * per_visit;
        if hands > 0 {
            vectors.push((row, hands as usize, Vec::new()));
        }
    }
    let mut ticker = Ticker::new(progress, Phase::Sample, street, vectors.len());
    let dims = feature.dims();
    let state = || (feature.scratch(), board_vectors(feature));
    for_each_piece(threads, &mut vectors, BOARDS_PER_PIECE, &mut ticker, state, |state, _, visits| {
        for (row, hands, out) in visits {
            feature.write(&mut state.0, *row, &mut state.1);
            let live = live_combos(index.board(*row));
            let mut combos: Vec<usize> = (0..Combo::COUNT).filter(|&combo| live[combo]).collect();
            let mut rng = DealRng::for_iteration(SEED, u64::from(*row));
            rng.choose_front(&mut combos, *hands);
            combos.truncate(*hands);
            out.extend(combos.iter().flat_map(|combo| &state.1[combo * dims..][..dims]));
        }
    })?;
    let values = vectors.into_iter().flat_map(|(_, _, values)| values).collect();
    Ok(Points::new(feature.metric(), dims, values))
}

/// Number of hands of the same strength that a hand is compared with before its centroid is searched for.
const RECENT: usize = 8;

/// The centroid of every hand.
///
/// Hands that differ only in suits often have the same vector and the same strength, so they follow each
/// other closely.
fn assign<F: Feature>(
    feature: &F,
    neighbours: &Neighbours,
    site: &Site<'_>,
    progress: &mut ProgressFn<'_>,
) -> Result<Vec<u16>, Error> {
    let (boards, dims) = (BoardIndex::for_street(site.street).boards(), feature.dims());
    let state = || (feature.scratch(), board_vectors(feature), ByStrength::new());
    fill_rows(site, BOARDS_PER_PIECE, progress, state, |(scratch, vectors, by_strength), row, entries| {
        feature.write(scratch, row as u32, vectors);
        by_strength.sort(site, row, boards[row]);
        let vector = |combo: u16| &vectors[usize::from(combo) * dims..][..dims];
        let mut guess = 0;
        // The last hands that were searched for: a ring.
        let mut recent = [u16::MAX; RECENT];
        let mut next = 0;
        for &combo in &by_strength.order {
            let alike = |&&other: &&u16| {
                other != u16::MAX && by_strength.is_tie(combo, other) && vector(combo) == vector(other)
            };
            if let Some(&other) = recent.iter().find(alike) {
                entries[usize::from(combo)] = entries[usize::from(other)];
                continue;
            }
            guess = neighbours.nearest(vector(combo), guess);
            entries[usize::from(combo)] = guess as u16;
            recent[next % RECENT] = combo;
            next += 1;
        }
        mark_blocked(boards[row], entries);
    })
}

/// The live hands of a board, roughly by strength: neighbours are alike.
struct ByStrength {
    keys: Box<Row<u32>>,
    /// Live hands with their class of strength.
    hands: Vec<(u16, u16)>,
    /// By class: where its next hand belongs.
    places: Vec<u16>,
    order: Vec<u16>,
}

impl ByStrength {
    /// Classes of strength: more than a board has hands.
    const CLASSES: usize = 2048;

    fn new() -> Self {
        let keys = Box::new([0; Combo::COUNT]);
        Self { keys, hands: Vec::new(), places: vec![0; Self::CLASSES + 1], order: Vec::new() }
    }

    /// Whether two hands are of the same strength.
    fn is_tie(&self, a: u16, b: u16) -> bool {
        self.keys[usize::from(a)] == self.keys[usize::from(b)]
    }

    /// Sorts by counting: a few microseconds.
    fn sort(&mut self, site: &Site<'_>, row: usize, board: CardSet) {
        site.strength.copy_keys(site.street, row, &mut self.keys);
        let keys = u64::from(HandStrength::max_key(site.street)) + 1;
        let class = |key: u32| (u64::from(key) * Self::CLASSES as u64 / keys) as u16;
        let live = (0..).zip(live_combos(board)).zip(&*self.keys).filter(|((_, live), _)| *live);
        self.hands.clear();
        self.hands.extend(live.map(|((combo, _), &key)| (combo, class(key))));
        self.places.fill(0);
        for &(_, class) in &self.hands {
            self.places[usize::from(class) + 1] += 1;
        }
        for class in 0..Self::CLASSES {
            self.places[class + 1] += self.places[class];
        }
        self.order.resize(self.hands.len(), 0);
        for &(combo, class) in &self.hands {
            let place = &mut self.places[usize::from(class)];
            self.order[usize::from(*place)] = combo;
            *place += 1;
        }
    }
}

/// Memory of a clustered street besides its rows, in bytes, for vectors of `dims` coordinates: that of its
/// sample. The neighbours of the centroids, which come later, take less.
pub(crate) fn sample_bytes(clusters: usize, dims: usize) -> u64 {
    let size = (clusters * SAMPLE_PER_CLUSTER).clamp(SAMPLE_MIN, SAMPLE_MAX);
    // Vectors, those of a restart, and what the seeding and the assignment keep of each point.
    size as u64 * (2 * dims as u64 * 4 + 64)
}
