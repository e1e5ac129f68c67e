//! The stable hash: XXH3-64, the same on every machine and in every version.

use xxhash_rust::xxh3::{Xxh3Default, xxh3_64};

/// Hashes bytes with XXH3-64 (seed 0).
///
/// # Complexity
/// O(n), several GB/s.
pub fn hash64(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

/// Hashes named parameters into the `params_hash` of a file.
///
/// Names and lengths are hashed with the values, so that no two different lists of parameters feed the same
/// bytes. The order of the calls counts. Floating point numbers are hashed by their bits (`-0.0` differs from
/// `0.0`).
///
/// ```
/// use holdem_store::ParamsHasher;
/// let hash = ParamsHasher::new().str("family", "ehs").u64("buckets", 200).finish();
/// assert_ne!(hash, ParamsHasher::new().str("family", "ehs").u64("buckets", 201).finish());
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct ParamsHasher {
    inner: Xxh3Default,
}

impl ParamsHasher {
    /// Starts with no parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds raw bytes.
    pub fn bytes(self, name: &str, value: &[u8]) -> Self {
        self.field(b'b', name, value)
    }

    /// Adds a text.
    pub fn str(self, name: &str, value: &str) -> Self {
        self.field(b's', name, value.as_bytes())
    }

    /// Adds an unsigned integer.
    pub fn u64(self, name: &str, value: u64) -> Self {
        self.field(b'u', name, &value.to_le_bytes())
    }

    /// Adds a signed integer.
    pub fn i64(self, name: &str, value: i64) -> Self {
        self.field(b'i', name, &value.to_le_bytes())
    }

    /// Adds a floating point number, by its bits.
    pub fn f64(self, name: &str, value: f64) -> Self {
        self.field(b'f', name, &value.to_bits().to_le_bytes())
    }

    /// Adds a switch.
    pub fn bool(self, name: &str, value: bool) -> Self {
        self.field(b't', name, &[u8::from(value)])
    }

    /// The hash of everything added so far.
    pub fn finish(&self) -> u64 {
        self.inner.digest()
    }

    fn field(mut self, tag: u8, name: &str, value: &[u8]) -> Self {
        self.inner.update(&[tag]);
        for part in [name.as_bytes(), value] {
            self.inner.update(&(part.len() as u64).to_le_bytes());
            self.inner.update(part);
        }
        self
    }
}

impl std::fmt::Debug for ParamsHasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ParamsHasher({:016x})", self.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_published_function() {
        // Test vectors of the reference implementation of XXH3-64, seed 0.
        assert_eq!(hash64(b""), 0x2d06_8005_38d3_94c2);
        assert_eq!(ParamsHasher::new().finish(), hash64(b""));
    }

    #[test]
    fn boundaries_between_fields_count() {
        let a = ParamsHasher::new().str("ab", "c").finish();
        let b = ParamsHasher::new().str("a", "bc").finish();
        let c = ParamsHasher::new().bytes("ab", b"c").finish();
        assert!(a != b && a != c && b != c);
    }

    #[test]
    fn a_params_hash_never_changes() {
        let hash = ParamsHasher::new()
            .str("family", "ehs")
            .u64("buckets", 200)
            .i64("shift", -1)
            .f64("alpha", 1.5)
            .bool("lossless", true)
            .bytes("raw", &[1, 2, 3])
            .finish();
        assert_eq!(hash, 0x7055_0d19_a5ae_a4c7);
    }
}
