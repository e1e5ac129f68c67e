// Charts as SVG: lines over two axes.

import { h, fill } from "../core/h.js";
import { drawable, frame, scales, short, upright } from "./axes.js";

/** @typedef {import("./axes.js").Axes} Axes */
/** @typedef {{ name: string, points: [number, number][], colour: string, dashed?: boolean }} Series */

/**
 * A chart that is drawn again whenever `show` is called.
 * @param {string} label What it shows, in words. @param {Axes} axes
 */
export function createChart(label, axes) {
  const height = axes.height ?? 180;
  const width = axes.width ?? 560;
  const svg = h("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
  const legend = h("figcaption.legend");
  const element = h("figure.chart", svg, legend);
  /** What is drawn. @type {{ series: Series[], scale: import("./axes.js").Scales } | null} */
  let drawn = null;
  /** Where the pointer is. @type {number | null} */
  let place = null;
  svg.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    const { left, width: wide } = svg.getBoundingClientRect();
    place = ((event.clientX - left) / wide) * width;
    if (drawn) point(place);
  });
  svg.addEventListener("pointerleave", () => {
    place = null;
    svg.querySelector(".upright")?.remove();
    if (drawn) drawLegend(drawn.series);
  });

  /** Says what the series are at a place. @param {number} pointed */
  function point(pointed) {
    const { series, scale } = /** @type {NonNullable<typeof drawn>} */ (drawn);
    const at = scale.xAt(pointed);
    const there = series.map((s) => nearest(drawable(s.points, axes), at));
    const x = there.reduce(
      (best, p) => (p && Math.abs(p[0] - at) < Math.abs(best - at) ? p[0] : best),
      Infinity,
    );
    const dots = there.map((p, i) => p && dot(p, series[i].colour, scale));
    svg.querySelector(".upright")?.remove();
    svg.append(upright(scale.x(x), height, dots));
    drawLegend(
      series,
      `${axes.x} ${(axes.xText ?? short)(x)}`,
      there.map((p) => p && (axes.yText ?? short)(p[1])),
    );
  }

  /** @param {Series[]} series @param {string} [head] @param {(string | undefined)[]} [values] */
  function drawLegend(series, head = `${axes.y} by ${axes.x}`, values) {
    fill(
      legend,
      h("span", head),
      series.map(
        (s, i) =>
          (s.name || values) &&
          h(
            "span",
            h("i", { class: s.dashed ? "dashed" : "", style: { "border-color": s.colour } }),
            s.name || axes.y,
            values?.[i] && [" ", h("strong", values[i])],
          ),
      ),
    );
  }

  return {
    element,
    /** @param {Series[]} series */
    show(series) {
      const all = drawable(
        series.flatMap((s) => s.points),
        axes,
      );
      if (!all.length) {
        fill(
          svg,
          h("text", { x: width / 2, y: height / 2, class: "empty", "text-anchor": "middle" }, "no data yet"),
        );
        drawn = null;
        fill(legend, `${axes.y} by ${axes.x}`);
        return;
      }
      const scale = scales(all, axes, height);
      drawn = { series, scale };
      fill(
        svg,
        frame(scale, axes, height),
        // Of one point a line would not show.
        series.map((s) => s.points.length === 1 && dot(s.points[0], s.colour, scale)),
        series.map((s) =>
          h("polyline", {
            points: path(s.points, scale, axes),
            fill: "none",
            stroke: s.colour,
            "stroke-width": 1.6,
            "stroke-dasharray": s.dashed ? "5 4" : null,
            "vector-effect": "non-scaling-stroke",
          }),
        ),
      );
      if (place == null) drawLegend(series);
      else point(place);
    },
  };
}

/** The point whose x is nearest. @param {[number, number][]} points @param {number} x */
export function nearest(points, x) {
  /** @type {[number, number] | undefined} */
  let best;
  for (const point of points) if (!best || Math.abs(point[0] - x) < Math.abs(best[0] - x)) best = point;
  return best;
}

/** @param {[number, number]} at @param {string} colour @param {import("./axes.js").Scales} scale */
const dot = ([x, y], colour, scale) => h("circle", { cx: scale.x(x), cy: scale.y(y), r: 3.5, fill: colour });

/** @param {[number, number][]} points @param {import("./axes.js").Scales} scale @param {Axes} axes */
function path(points, scale, axes) {
  return drawable(points, axes)
    .map(([x, y]) => `${scale.x(x).toFixed(1)},${scale.y(y).toFixed(1)}`)
    .join(" ");
}
