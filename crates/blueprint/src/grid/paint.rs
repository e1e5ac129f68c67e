//! Colours of a grid, as background colours of 24 bits.

use std::fmt::Write;

/// A colour: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shade([f32; 3]);

/// The colour that cells fade to if their hands hardly get here.
const DARK: [f32; 3] = [70.0, 72.0, 78.0];

impl Shade {
    pub(super) const FOLD: Self = Self([109.0, 162.0, 225.0]);
    pub(super) const CALL: Self = Self([126.0, 201.0, 139.0]);

    /// The bet or raise with this number, from 1, of `of`: from light to dark red.
    pub(super) fn bet(number: usize, of: usize) -> Self {
        let depth = if of > 1 { (number - 1) as f32 / (of - 1) as f32 } else { 0.35 };
        Self(mixed([244.0, 151.0, 129.0], [200.0, 62.0, 62.0], depth))
    }

    /// The colour for hands that get here with this share, relative to the most frequent ones.
    fn faded(self, share: f32) -> Self {
        Self(mixed(DARK, self.0, 0.35 + 0.65 * share.clamp(0.0, 1.0)))
    }

    fn background(self) -> String {
        let [r, g, b] = self.0.map(|part| part.round() as u8);
        format!("\x1b[30;48;2;{r};{g};{b}m")
    }
}

fn mixed(from: [f32; 3], to: [f32; 3], share: f32) -> [f32; 3] {
    std::array::from_fn(|i| from[i] + (to[i] - from[i]) * share)
}

/// Two columns of a colour.
pub(super) fn swatch(shade: Shade) -> String {
    format!("{}  \x1b[0m", shade.background())
}

/// Text over bars, from left to right, each as wide as its share, rounded to columns.
pub(super) fn painted(text: &str, bars: &[(f32, Shade)], reach: f32) -> String {
    let columns = text.chars().count() as f32;
    let mut out = String::new();
    let mut last = None;
    for (column, letter) in text.chars().enumerate() {
        let shade = bar_at(bars, (column as f32 + 0.5) / columns).faded(reach);
        if last != Some(shade) {
            out += &shade.background();
            last = Some(shade);
        }
        out.push(letter);
    }
    write!(out, "\x1b[0m").expect("a string takes all text");
    out
}

/// The bar at a place from 0 to 1.
fn bar_at(bars: &[(f32, Shade)], place: f32) -> Shade {
    let mut end = 0.0;
    let at = bars.iter().find(|(share, _)| {
        end += share;
        place < end
    });
    at.or(bars.last()).map_or(Shade(DARK), |(_, shade)| *shade)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_wide_as_their_shares() {
        let bars = [(0.4, Shade::bet(1, 1)), (0.6, Shade::CALL)];
        let shades: Vec<Shade> = (0..10).map(|i| bar_at(&bars, (i as f32 + 0.5) / 10.0)).collect();
        assert_eq!(shades.iter().filter(|shade| **shade == bars[0].1).count(), 4);
        assert_eq!(shades[4..], [Shade::CALL; 6]);
        let text = painted("12345", &bars, 1.0);
        assert_eq!(text.matches("\x1b[30;").count(), 2, "{text:?}");
        assert!(text.ends_with("\x1b[0m"));
    }

    #[test]
    fn shares_that_sum_to_less_than_one_end_in_the_last_colour() {
        assert_eq!(bar_at(&[(0.5, Shade::FOLD), (0.499, Shade::CALL)], 0.9999), Shade::CALL);
        assert_eq!(bar_at(&[], 0.5), Shade(DARK));
    }
}
