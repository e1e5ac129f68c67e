//! Sixteen numbers side by side: the unit in which exact solving computes.
//!
//! Every operation works number by number, so all implementations return the same bits: plain arrays, two
//! AVX2 registers, one AVX-512 register.

/// Numbers in a [`Wide`].
pub(crate) const WIDE: usize = 16;

/// Sixteen numbers in memory.
pub(crate) type Block = [f32; WIDE];

/// Sixteen numbers in registers.
pub(super) trait Wide: Copy {
    fn splat(x: f32) -> Self;
    fn load(from: &Block) -> Self;
    fn store(self, to: &mut Block);
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    fn over(self, other: Self) -> Self;
    /// The larger number; `other` where they are equal.
    fn most(self, other: Self) -> Self;
    /// The number where `by` has no minus sign, otherwise `other`.
    fn where_plus(self, by: Self, other: Self) -> Self;
    /// The number where `by` is larger than 0, otherwise `other`.
    fn where_positive(self, by: Self, other: Self) -> Self;
    /// Without the sign.
    fn size(self) -> Self;
    fn load_i16(from: &[i16; WIDE]) -> Self;
    /// Rounds to the nearest whole number, halves to even, kept within the range of the type.
    fn store_i16(self, to: &mut [i16; WIDE]);
    fn load_u16(from: &[u16; WIDE]) -> Self;
    /// As [`Wide::store_i16`]; numbers are not below zero.
    fn store_u16(self, to: &mut [u16; WIDE]);
    /// Number `j` of row `i` becomes number `i` of row `j`.
    fn transpose(rows: [&Block; WIDE], to: &mut [Block; WIDE]);
}

/// The plain twin.
#[derive(Clone, Copy)]
pub(super) struct Plain(Block);

impl Plain {
    fn map(self, f: impl Fn(f32) -> f32) -> Self {
        Self(self.0.map(f))
    }
    fn zip(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
        Self(std::array::from_fn(|i| f(self.0[i], other.0[i])))
    }
    fn pick(self, by: Self, other: Self, f: impl Fn(f32) -> bool) -> Self {
        Self(std::array::from_fn(|i| if f(by.0[i]) { self.0[i] } else { other.0[i] }))
    }
}

impl Wide for Plain {
    fn splat(x: f32) -> Self {
        Self([x; WIDE])
    }
    fn load(from: &Block) -> Self {
        Self(*from)
    }
    fn store(self, to: &mut Block) {
        *to = self.0;
    }
    fn plus(self, other: Self) -> Self {
        self.zip(other, |a, b| a + b)
    }
    fn minus(self, other: Self) -> Self {
        self.zip(other, |a, b| a - b)
    }
    fn times(self, other: Self) -> Self {
        self.zip(other, |a, b| a * b)
    }
    fn over(self, other: Self) -> Self {
        self.zip(other, |a, b| a / b)
    }
    fn most(self, other: Self) -> Self {
        self.zip(other, |a, b| if a > b { a } else { b })
    }
    fn where_plus(self, by: Self, other: Self) -> Self {
        self.pick(by, other, |by| by.is_sign_positive())
    }
    fn where_positive(self, by: Self, other: Self) -> Self {
        self.pick(by, other, |by| by > 0.0)
    }
    fn size(self) -> Self {
        self.map(f32::abs)
    }
    fn load_i16(from: &[i16; WIDE]) -> Self {
        Self(from.map(f32::from))
    }
    fn store_i16(self, to: &mut [i16; WIDE]) {
        *to = self.0.map(|x| x.round_ties_even() as i16);
    }
    fn load_u16(from: &[u16; WIDE]) -> Self {
        Self(from.map(f32::from))
    }
    fn store_u16(self, to: &mut [u16; WIDE]) {
        *to = self.0.map(|x| x.round_ties_even() as u16);
    }
    fn transpose(rows: [&Block; WIDE], to: &mut [Block; WIDE]) {
        for (j, to) in to.iter_mut().enumerate() {
            *to = std::array::from_fn(|i| rows[i][j]);
        }
    }
}
