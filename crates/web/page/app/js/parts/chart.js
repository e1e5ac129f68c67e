// Charts as SVG: lines over two axes.

import { h, fill } from "../core/h.js";
import { drawable, frame, scales } from "./axes.js";

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
        fill(legend, `${axes.y} by ${axes.x}`);
        return;
      }
      const scale = scales(all, axes, height);
      fill(
        svg,
        frame(scale, axes, height),
        series.map((s) => s.points.length === 1 && point(s, scale)),
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
      fill(
        legend,
        h("span", `${axes.y} by ${axes.x}`),
        series
          .filter((s) => s.name)
          .map((s) =>
            h(
              "span",
              h("i", { class: s.dashed ? "dashed" : "", style: { "border-color": s.colour } }),
              s.name,
            ),
          ),
      );
    },
  };
}

/**
 * A series of one point: a line would not show.
 * @param {Series} series
 * @param {import("./axes.js").Scales} scale
 */
function point({ points: [[x, y]], colour }, scale) {
  return h("circle", { cx: scale.x(x), cy: scale.y(y), r: 3.5, fill: colour });
}

/** @param {[number, number][]} points @param {import("./axes.js").Scales} scale @param {Axes} axes */
function path(points, scale, axes) {
  return drawable(points, axes)
    .map(([x, y]) => `${scale.x(x).toFixed(1)},${scale.y(y).toFixed(1)}`)
    .join(" ");
}
