//! Buckets against equity, as a picture.
//!
//! One panel per street: from left to right the buckets in ascending order of mean equity, each as wide as
//! the others; the line is their mean equity, the band reaches from the 10th to the 90th percentile of the
//! equity of their hands. A narrow band around a straight line is a good abstraction of equity. The strip
//! below shows the share of all deals that a bucket holds, relative to the share it would hold if all were
//! equal.

mod panel;
mod svg;

use holdem_cards::Street;

use crate::quality::bands::Band;
use panel::{Frame, Panel};
use svg::{Anchor, Svg, Text};

/// Most bands that a panel can show, one per unit of its width.
pub const MAX_BANDS: usize = 400;

const WIDTH: f64 = 1060.0;
const HEIGHT: f64 = 860.0;
/// Left edges of the columns of panels, upper edges of the rows.
const LEFT: [f64; 2] = [74.0, 604.0];
const TOP: [f64; 2] = [124.0, 504.0];

/// What a panel shows.
#[derive(Clone, Debug, PartialEq)]
pub struct StreetPlot {
    /// The street.
    pub street: Street,
    /// Its buckets in ascending order of mean equity.
    pub bands: Vec<Band>,
    /// A line below the name of the street, such as `explains 97.1 % of the variance`.
    pub note: String,
}

/// Draws the streets, at most four, in the order given: an SVG document of its own, 1060 by 860 units.
#[must_use]
pub fn svg(title: &str, subtitle: &str, streets: &[StreetPlot]) -> String {
    let mut svg = Svg::new(WIDTH, HEIGHT, &format!("{title}: bucket against equity"));
    svg.text(Text::new(LEFT[0] - 50.0, 36.0, title).size(20.0).bold());
    svg.text(Text::new(LEFT[0] - 50.0, 58.0, subtitle).size(12.5).pale());
    legend(&mut svg);
    for (place, street) in streets.iter().take(4).enumerate() {
        let frame = Frame { left: LEFT[place % 2], top: TOP[place / 2] };
        Panel { frame, street }.draw(&mut svg);
    }
    svg.finish()
}

/// What lines and colours mean; to the right of the title.
fn legend(svg: &mut Svg) {
    let (y, text) = (78.0, 12.5);
    let mut x = LEFT[0] - 50.0;
    let mut entry = |svg: &mut Svg, words: &str, draw: fn(&mut Svg, f64, f64)| {
        draw(svg, x, y);
        svg.text(Text::new(x + 28.0, y + 4.0, words).size(text).anchor(Anchor::Start));
        x += 44.0 + 6.6 * words.chars().count() as f64;
    };
    entry(svg, "mean equity of the bucket", |svg, x, y| svg.line([x, y, x + 20.0, y], svg::BLUE, 2.0));
    entry(svg, "10th to 90th percentile of its hands", |svg, x, y| {
        svg.rect([x, y - 6.0, 20.0, 12.0], svg::LIGHT_BLUE);
    });
    entry(svg, "share of all deals", |svg, x, y| svg.rect([x, y - 6.0, 20.0, 12.0], svg::SAND));
    entry(svg, "if all buckets were equal", |svg, x, y| svg.dashed([x, y, x + 20.0, y], svg::INK));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(street: Street, count: usize) -> StreetPlot {
        let band = |i: usize| {
            let mean = (i as f64 + 0.5) / count as f64;
            let share = 1.0 / count as f64;
            Band { buckets: 1, mean, low: (mean - 0.1).max(0.0), high: (mean + 0.1).min(1.0), share }
        };
        StreetPlot { street, bands: (0..count).map(band).collect(), note: "a < b & \"c\"".to_owned() }
    }

    #[test]
    fn the_picture_is_well_formed_whatever_is_in_it() {
        for count in [0, 1, 2, 169, MAX_BANDS] {
            let streets: Vec<_> = Street::ALL.iter().map(|&street| plot(street, count)).collect();
            let svg = svg("<title> & more", "sub", &streets);
            assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"), "{count}");
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{count}: {svg}");
            assert!(svg.contains("&lt;title&gt; &amp; more") && svg.contains("a &lt; b &amp; &quot;c&quot;"));
            let opened =
                svg.matches("<g").count() + svg.matches("<svg").count() + svg.matches("<text").count();
            let closed =
                svg.matches("</g>").count() + svg.matches("</svg>").count() + svg.matches("</text>").count();
            assert_eq!(opened, closed);
        }
    }

    #[test]
    fn equity_goes_up_and_buckets_go_right() {
        let low = svg("a", "", &[plot(Street::River, 2)]);
        let mean = low.split("class=\"mean\" d=\"").nth(1).and_then(|d| d.split('"').next()).unwrap();
        let points: Vec<f64> = mean.split(['M', 'L', 'H', 'V', ' ']).filter_map(|n| n.parse().ok()).collect();
        assert!(points[0] < points[points.len() - 2], "{points:?}");
        assert!(points[1] > points[points.len() - 1], "{points:?}");
    }
}
