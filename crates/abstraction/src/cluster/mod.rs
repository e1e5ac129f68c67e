//! k-means and k-medians over vectors of small dimension.
//!
//! | module | holds |
//! |---|---|
//! | `points` | [`Points`]: vectors in memory, their metric and their projection |
//! | `centroids` | [`Centroids`]: the search for the nearest of many centroids |
//! | `neighbours` | the same search from a guess, for hands that come in order of strength |
//! | `seeding` | k-means++ (Arthur & Vassilvitskii 2007, *k-means++: The Advantages of Careful Seeding*), pruned by the triangle inequality |
//! | `lloyd` | [`train`]: restarts, Lloyd's iterations, repair of empty clusters |
//! | `nearest` | the distance loop, with and without AVX2 |
//!
//! # Pruning
//! Every vector has a *projection* onto one line: the sum of its coordinates, divided by the square root of their number for
//! the Euclidean metric. The difference of two projections never exceeds the distance. Centroids are sorted by projection and kept in blocks of
//! eight; the search begins at the block that the vector falls into and goes outwards until the gap alone exceeds the
//! best distance found. Hands differ mostly in strength, which the projection is, so a few blocks of many are looked at.
//!
//! # Determinism
//! Vectors are compared one by one, sums are taken in the order of the points, and of centroids that are equally near the first one
//! counts. Neither the number of threads nor the way of the search can be seen in the result.

mod centroids;
mod lloyd;
mod nearest;
mod neighbours;
mod points;
mod seeding;

pub use centroids::Centroids;
pub use lloyd::{KMeans, Trained, train};
pub(crate) use lloyd::{searches, train_with};
pub(crate) use neighbours::{Neighbours, list_searches};
pub use points::{Metric, Points, padded};
