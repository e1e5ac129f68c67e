//! The part of SVG 1.1 that a chart needs.

use std::fmt::Write as _;

/// Text and axes.
pub(super) const INK: &str = "#1f2933";
/// Captions.
pub(super) const PALE: &str = "#66727f";
/// Lines behind the data.
pub(super) const GRID: &str = "#e3e7ec";
/// Means.
pub(super) const BLUE: &str = "#1f5f9e";
/// Percentiles.
pub(super) const LIGHT_BLUE: &str = "#b9d4ee";
/// Shares.
pub(super) const SAND: &str = "#d8a657";

/// Where a text stands relative to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A text and how it looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'t> {
    x: f64,
    y: f64,
    words: &'t str,
    size: f64,
    anchor: Anchor,
    colour: &'static str,
    bold: bool,
    upright: bool,
}

impl<'t> Text<'t> {
    pub(super) fn new(x: f64, y: f64, words: &'t str) -> Self {
        let anchor = Anchor::Start;
        Self { x, y, words, size: 12.0, anchor, colour: INK, bold: false, upright: false }
    }

    pub(super) fn size(self, size: f64) -> Self {
        Self { size, ..self }
    }

    pub(super) fn anchor(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    pub(super) fn pale(self) -> Self {
        Self { colour: PALE, ..self }
    }

    pub(super) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// Read from bottom to top.
    pub(super) fn upright(self) -> Self {
        Self { upright: true, ..self }
    }
}

/// A document under construction.
pub(super) struct Svg(String);

impl Svg {
    pub(super) fn new(width: f64, height: f64, title: &str) -> Self {
        let mut svg = Self(String::new());
        svg.push(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\">"
        ));
        svg.push(&format!("<title>{}</title>", escaped(title)));
        svg.rect([0.0, 0.0, width, height], "#ffffff");
        svg
    }

    pub(super) fn finish(mut self) -> String {
        self.push("</svg>");
        self.0
    }

    /// A filled rectangle: left, top, width, height.
    pub(super) fn rect(&mut self, [x, y, width, height]: [f64; 4], fill: &str) {
        self.push(&format!(
            "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" fill=\"{fill}\"/>"
        ));
    }

    /// A line from one point to another.
    pub(super) fn line(&mut self, [x1, y1, x2, y2]: [f64; 4], stroke: &str, width: f64) {
        self.push(&format!(
            "<line x1=\"{x1:.2}\" y1=\"{y1:.2}\" x2=\"{x2:.2}\" y2=\"{y2:.2}\" stroke=\"{stroke}\" \
             stroke-width=\"{width}\"/>"
        ));
    }

    /// A thin line of dashes.
    pub(super) fn dashed(&mut self, [x1, y1, x2, y2]: [f64; 4], stroke: &str) {
        self.push(&format!(
            "<line x1=\"{x1:.2}\" y1=\"{y1:.2}\" x2=\"{x2:.2}\" y2=\"{y2:.2}\" stroke=\"{stroke}\" \
             stroke-width=\"1\" stroke-dasharray=\"4 3\"/>"
        ));
    }

    /// An area without an outline.
    pub(super) fn area(&mut self, class: &str, path: &str, fill: &str) {
        self.push(&format!("<path class=\"{class}\" d=\"{path}\" fill=\"{fill}\"/>"));
    }

    /// A line along a path.
    pub(super) fn path(&mut self, class: &str, path: &str, stroke: &str, width: f64) {
        self.push(&format!(
            "<path class=\"{class}\" d=\"{path}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{width}\" \
             stroke-linejoin=\"round\"/>"
        ));
    }

    pub(super) fn text(&mut self, text: Text<'_>) {
        let Text { x, y, words, size, anchor, colour, bold, upright } = text;
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let weight = if bold { " font-weight=\"600\"" } else { "" };
        let turn = if upright { format!(" transform=\"rotate(-90 {x:.2} {y:.2})\"") } else { String::new() };
        self.push(&format!(
            "<text x=\"{x:.2}\" y=\"{y:.2}\" font-size=\"{size}\" fill=\"{colour}\" \
             text-anchor=\"{anchor}\"{weight}{turn}>{}</text>",
            escaped(words)
        ));
    }

    fn push(&mut self, line: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "{line}");
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Not allowed in XML 1.0, not even escaped.
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
