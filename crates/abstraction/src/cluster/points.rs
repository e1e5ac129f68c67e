//! Vectors in memory.

/// How the distance of two vectors is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Sum of absolute differences. Of two cumulative histograms it is their earth mover's distance.
    Manhattan,
    /// Sum of squared differences: the square of the Euclidean distance.
    SquaredEuclidean,
}

/// Dimensions are padded with zeros to a multiple of this number.
const DIM_ALIGN: usize = 8;

/// `dims` rounded up to the length of a vector in memory.
#[must_use]
pub const fn padded(dims: usize) -> usize {
    dims.next_multiple_of(DIM_ALIGN)
}

impl Metric {
    /// The distance, from the first coordinate to the last.
    #[must_use]
    pub fn distance(self, a: &[f32], b: &[f32]) -> f32 {
        let differences = a.iter().zip(b).map(|(a, b)| a - b);
        match self {
            Self::Manhattan => differences.map(f32::abs).sum(),
            Self::SquaredEuclidean => differences.map(|d| d * d).sum(),
        }
    }

    /// A distance for which the triangle inequality holds, from [`distance`](Self::distance).
    #[must_use]
    pub fn root(self, distance: f32) -> f32 {
        match self {
            Self::Manhattan => distance,
            Self::SquaredEuclidean => distance.sqrt(),
        }
    }

    /// What a distance becomes when vectors are twice as far apart.
    #[must_use]
    pub(super) fn twice(self, distance: f32) -> f32 {
        match self {
            Self::Manhattan => 2.0 * distance,
            Self::SquaredEuclidean => 4.0 * distance,
        }
    }

    /// The projection of a vector: its sum, divided by the square root of the number of coordinates for the
    /// Euclidean metric.
    #[must_use]
    pub fn projection(self, point: &[f32]) -> f32 {
        let sum: f32 = point.iter().sum();
        match self {
            Self::Manhattan => sum,
            Self::SquaredEuclidean => sum / (point.len() as f32).sqrt(),
        }
    }

    /// A lower bound of the distance of two vectors whose projections differ by `gap`.
    #[must_use]
    pub fn bound(self, gap: f32) -> f32 {
        match self {
            Self::Manhattan => gap.abs(),
            Self::SquaredEuclidean => gap * gap,
        }
    }
}

/// Vectors of one length, one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    metric: Metric,
    dims: usize,
    values: Vec<f32>,
}

impl Points {
    /// `values` holds vectors of `dims` coordinates.
    ///
    /// # Panics
    /// If `dims` is 0 or not a multiple of 8, or the last vector is incomplete.
    #[must_use]
    pub fn new(metric: Metric, dims: usize, values: Vec<f32>) -> Self {
        assert!(dims > 0 && dims == padded(dims), "{dims} coordinates are no positive multiple of 8");
        assert!(values.len().is_multiple_of(dims), "{} values are no vectors of {dims}", values.len());
        Self { metric, dims, values }
    }

    /// Number of vectors.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len() / self.dims
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Coordinates of a vector, padding included.
    #[must_use]
    pub fn dims(&self) -> usize {
        self.dims
    }

    /// How distances are measured.
    #[must_use]
    pub fn metric(&self) -> Metric {
        self.metric
    }

    /// All coordinates.
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// One vector.
    ///
    /// # Panics
    /// If there is no such vector.
    #[must_use]
    pub fn get(&self, index: usize) -> &[f32] {
        &self.values[index * self.dims..][..self.dims]
    }

    /// The vectors with these indices, in this order.
    #[must_use]
    pub fn pick(&self, indices: &[usize]) -> Self {
        let values = indices.iter().flat_map(|&index| self.get(index).iter().copied()).collect();
        Self { values, ..*self }
    }
}
