//! One street: equity above, occupancy below.

use std::fmt::Write as _;

use super::StreetPlot;
use super::svg::{self, Anchor, Svg, Text};
use crate::quality::bands::Band;

/// Size of the chart of equities, of the strip of shares, and of the gap between them.
const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 220.0;
const STRIP: f64 = 44.0;
const GAP: f64 = 14.0;

/// Where a panel stands: the upper left corner of its chart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
}

impl Frame {
    fn right(self) -> f64 {
        self.left + WIDTH
    }

    fn bottom(self) -> f64 {
        self.top + HEIGHT
    }

    fn strip_top(self) -> f64 {
        self.bottom() + GAP
    }

    fn strip_bottom(self) -> f64 {
        self.strip_top() + STRIP
    }

    fn equity(self, equity: f64) -> f64 {
        self.bottom() - equity * HEIGHT
    }
}

/// A street in its place.
pub(super) struct Panel<'p> {
    pub(super) frame: Frame,
    pub(super) street: &'p StreetPlot,
}

impl Panel<'_> {
    pub(super) fn draw(&self, svg: &mut Svg) {
        self.heading(svg);
        self.equity_axis(svg);
        let bands = &self.street.bands;
        if !bands.is_empty() {
            self.equities(svg);
            self.shares(svg);
        }
        self.bucket_axis(svg);
    }

    fn buckets(&self) -> usize {
        self.street.bands.iter().map(|band| band.buckets).sum()
    }

    fn heading(&self, svg: &mut Svg) {
        let Frame { left, top } = self.frame;
        let buckets = match self.buckets() {
            1 => "1 bucket".to_owned(),
            n => format!("{} buckets", grouped(n)),
        };
        let name = capitalised(&self.street.street.to_string());
        svg.text(Text::new(left, top - 12.0, &format!("{name}, {buckets}")).size(14.0).bold());
        svg.text(Text::new(self.frame.right(), top - 12.0, &self.street.note).anchor(Anchor::End).pale());
    }

    fn equity_axis(&self, svg: &mut Svg) {
        let frame = self.frame;
        for percent in [0, 25, 50, 75, 100] {
            let y = frame.equity(f64::from(percent) / 100.0);
            svg.line([frame.left, y, frame.right(), y], svg::GRID, 1.0);
            svg.text(
                Text::new(frame.left - 8.0, y + 4.0, &percent.to_string()).size(11.0).anchor(Anchor::End),
            );
        }
        let (x, y) = (frame.left - 40.0, frame.top + HEIGHT / 2.0);
        svg.text(Text::new(x, y, "equity (% of the pot)").anchor(Anchor::Middle).upright());
    }

    /// Left edges of the bands and the right edge of the last.
    fn edges(&self) -> Vec<f64> {
        let per_bucket = WIDTH / self.buckets() as f64;
        let mut edges = vec![self.frame.left];
        let mut buckets = 0;
        for band in &self.street.bands {
            buckets += band.buckets;
            edges.push(self.frame.left + per_bucket * buckets as f64);
        }
        edges
    }

    fn equities(&self, svg: &mut Svg) {
        let (frame, edges, bands) = (self.frame, self.edges(), &self.street.bands);
        let upper = steps(&edges, bands, |band| frame.equity(band.high));
        let lower = steps(&edges, bands, |band| frame.equity(band.low));
        let area = format!("{}{}Z", path(&upper), path(&reversed(&lower)).replacen('M', "L", 1));
        svg.area("band", &area, svg::LIGHT_BLUE);
        svg.path("mean", &path(&steps(&edges, bands, |band| frame.equity(band.mean))), svg::BLUE, 1.6);
    }

    fn shares(&self, svg: &mut Svg) {
        let (frame, edges, bands) = (self.frame, self.edges(), &self.street.bands);
        let even = 1.0 / self.buckets() as f64;
        let most = bands.iter().map(|band| band.share).fold(even, f64::max) * 1.1;
        let height = |share: f64| frame.strip_bottom() - share / most * STRIP;
        let tops = steps(&edges, bands, |band| height(band.share));
        let area = format!(
            "{}L{:.2} {:.2}L{:.2} {:.2}Z",
            path(&tops),
            frame.right(),
            frame.strip_bottom(),
            frame.left,
            frame.strip_bottom()
        );
        svg.area("share", &area, svg::SAND);
        svg.dashed([frame.left, height(even), frame.right(), height(even)], svg::INK);
        let largest = format!("{} %", significant(most / 1.1 * 100.0));
        let (x, y) = (frame.left - 8.0, height(most / 1.1) + 4.0);
        svg.text(Text::new(x, y, &largest).size(11.0).anchor(Anchor::End));
    }

    fn bucket_axis(&self, svg: &mut Svg) {
        let frame = self.frame;
        let y = frame.strip_bottom();
        svg.line([frame.left, y, frame.right(), y], svg::INK, 1.0);
        svg.line([frame.left, frame.bottom(), frame.right(), frame.bottom()], svg::INK, 1.0);
        svg.line([frame.left, frame.top, frame.left, frame.bottom()], svg::INK, 1.0);
        svg.text(Text::new(frame.left - 8.0, y + 4.0, "0").size(11.0).anchor(Anchor::End));
        let last = self.buckets().max(1);
        for part in 0..=4 {
            let x = frame.left + WIDTH * f64::from(part) / 4.0;
            let bucket = (last as f64 * f64::from(part) / 4.0).round() as usize;
            svg.line([x, y, x, y + 4.0], svg::INK, 1.0);
            svg.text(Text::new(x, y + 17.0, &grouped(bucket)).size(11.0).anchor(Anchor::Middle));
        }
        let caption = "buckets, weakest first (number, by mean equity)";
        svg.text(Text::new(frame.left + WIDTH / 2.0, y + 34.0, caption).anchor(Anchor::Middle));
    }
}

/// Corners of a line that is level over each band.
fn steps(edges: &[f64], bands: &[Band], height: impl Fn(&Band) -> f64) -> Vec<[f64; 2]> {
    let level = |(x, band): (&[f64], &Band)| [[x[0], height(band)], [x[1], height(band)]];
    edges.windows(2).zip(bands).flat_map(level).collect()
}

fn reversed(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    points.iter().rev().copied().collect()
}

fn path(points: &[[f64; 2]]) -> String {
    let mut path = String::with_capacity(points.len() * 14);
    for (i, [x, y]) in points.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(path, "{}{x:.2} {y:.2}", if i == 0 { 'M' } else { 'L' });
    }
    path
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// `65,535`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Two digits that matter.
fn significant(number: f64) -> String {
    let digits = if number >= 10.0 { 0 } else { (1.0 - number.max(1e-9).log10().floor()) as usize };
    format!("{number:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!([7, 999, 1000, 1234567].map(grouped), ["7", "999", "1,000", "1,234,567"]);
        assert_eq!([55.0, 1.36, 0.512, 0.0123].map(significant), ["55", "1.4", "0.51", "0.012"]);
    }
}
