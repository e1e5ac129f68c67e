//! k-means and k-medians over vectors of small dimension.
//!
//! - `points`: [`Points`]: vectors in memory, their metric and their projection
//! - `axes`: the two lines that vectors are projected onto
//! - `centroids`: [`Centroids`]: the search for the nearest of many centroids
//! - `neighbours`: the same search from a guess, for hands that come in order of strength
//! - `seeding`: k-means++ (Arthur & Vassilvitskii 2007, *k-means++: The Advantages of Careful Seeding*),
//!   pruned by the triangle inequality
//! - `lloyd`: [`train`]: restarts and Lloyd's iterations
//! - `members`: the points of each cluster, repair of empty ones
//! - `reassign`: the search of an iteration: around the centroid that a point had before
//! - `nearest`: the distance loop, with and without AVX2
//!
//! # Pruning
//! Every vector has a place on two lines: on the first all coordinates count alike, the second follows the
//! direction in which vectors differ most apart from that. The difference of two places never exceeds the
//! distance. Centroids are sorted into slabs along the first line and, within a slab, along the second into
//! blocks of eight; the search begins where the vector itself lies and goes outwards until the gap alone
//! exceeds the best distance found. Hands differ mostly in strength, which the first line captures, so only a
//! few blocks are looked at.
//!
//! Whatever is pruned is farther away than the result by more than any rounding error: places are computed in
//! double precision, and every bound leaves room for the rounding of the distances.
//!
//! # Determinism
//! Vectors are compared one by one, sums are taken in the order of the points, and of centroids that are
//! equally near the first one counts. The result depends neither on the number of threads nor on the order of
//! the search.

mod axes;
mod centroids;
mod lloyd;
mod members;
mod nearest;
mod neighbours;
mod points;
mod reassign;
mod seeding;

pub use centroids::Centroids;
pub use lloyd::{KMeans, Trained, train};
pub(crate) use lloyd::{searches, train_with};
pub(crate) use neighbours::{LIST_SEARCHES, Neighbours};
pub use points::{Metric, Points, padded};
