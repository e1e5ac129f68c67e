// Two axes as SVG: what lies where, lines at round numbers, and their texts.

import { h } from "../core/h.js";
import { compact, plain } from "../core/format.js";

const LEFT = 44;
const BOTTOM = 20;
const TOP = 10;

/** @typedef {{ x: string, y: string, height?: number, width?: number, log?: boolean, time?: boolean,
 *   yMin?: number, yMax?: number, xMin?: number, xMax?: number, room?: boolean,
 *   xText?: (v: number) => string, yText?: (v: number) => string }} Axes */
/** @typedef {ReturnType<typeof scales>} Scales */

/** Points that can be drawn. @param {[number, number][]} points @param {Axes} axes */
export const drawable = (points, axes) =>
  points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y) && !(axes.log && y <= 0));

/** Where points lie. @param {[number, number][]} points @param {Axes} axes @param {number} height */
export function scales(points, axes, height) {
  const width = axes.width ?? 560;
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const span = (
    /** @type {number[]} */ values,
    /** @type {number | undefined} */ low,
    /** @type {number | undefined} */ high,
  ) => {
    const from = low ?? values.reduce((a, b) => Math.min(a, b), Infinity);
    const to = high ?? values.reduce((a, b) => Math.max(a, b), -Infinity);
    return from === to ? [from - Math.abs(from || 1) * 0.1, to + Math.abs(to || 1) * 0.1] : [from, to];
  };
  const [left, right] = span(xs, axes.xMin, axes.xMax);
  // Dots at the very edge would be cut.
  const room = axes.room ? (right - left) * 0.04 : 0;
  const [x0, x1] = [left - room, right + room];
  const [y0, y1] = span(ys, axes.log ? undefined : axes.yMin, axes.yMax);
  const [low, high] = axes.log ? [y0, y1] : rounded(y0, y1, height);
  const f = axes.log ? Math.log10 : (/** @type {number} */ v) => v;
  return {
    x0,
    x1,
    y0: low,
    y1: high,
    x: (/** @type {number} */ v) => LEFT + ((v - x0) / (x1 - x0)) * (width - LEFT - 12),
    /** The value that lies at a place. */
    xAt: (/** @type {number} */ place) => x0 + ((place - LEFT) / (width - LEFT - 12)) * (x1 - x0),
    y: (/** @type {number} */ v) =>
      height - BOTTOM - ((f(v) - f(low)) / (f(high) - f(low))) * (height - BOTTOM - TOP),
  };
}

/**
 * A span widened to the round numbers around it.
 * @param {number} from
 * @param {number} to
 * @param {number} height
 */
function rounded(from, to, height) {
  const step = stepOf(from, to, lines(height));
  return [Math.floor(from / step + 1e-9) * step, Math.ceil(to / step - 1e-9) * step];
}

/** How many lines a chart of a height has room for. @param {number} height */
const lines = (height) => Math.max(3, Math.floor(height / 50));

/** A line from top to bottom, and dots on it. @param {number} x @param {number} height @param {any[]} dots */
export const upright = (x, height, dots) =>
  h("g", { class: "upright" }, h("line", { x1: x, x2: x, y1: TOP, y2: height - BOTTOM }), dots);

/** Lines and texts. @param {Scales} scale @param {Axes} axes @param {number} height */
export function frame(scale, axes, height) {
  const yText = axes.yText ?? short;
  const width = axes.width ?? 560;
  const xText = axes.xText ?? short;
  const ys = axes.log ? decades(scale.y0, scale.y1) : ticks(scale.y0, scale.y1, lines(height));
  const about = Math.max(2, Math.floor(width / 110));
  const xs = axes.time ? timeTicks(scale.x0, scale.x1, about) : ticks(scale.x0, scale.x1, about);
  return h(
    "g",
    { class: "axes" },
    ys.map((v) => [
      h("line", { x1: LEFT, x2: width - 12, y1: scale.y(v), y2: scale.y(v) }),
      h("text", { x: LEFT - 6, y: scale.y(v) + 3.5, "text-anchor": "end" }, yText(v)),
    ]),
    xs.map((v) => {
      // A text at the right edge would be cut.
      const atEdge = scale.x(v) > width - 26;
      const x = atEdge ? width - 2 : scale.x(v);
      return h("text", { x, y: height - 5, "text-anchor": atEdge ? "end" : "middle" }, xText(v));
    }),
  );
}

/**
 * The round step that divides a span into so many parts at most.
 * @param {number} from
 * @param {number} to
 * @param {number} about
 */
function stepOf(from, to, about) {
  const rough = (to - from) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough) ?? rough;
}

/**
 * Round numbers within a span.
 * @param {number} from
 * @param {number} to
 * @param {number} about
 * @returns {number[]}
 */
export function ticks(from, to, about) {
  const step = stepOf(from, to, about);
  /** @type {number[]} */
  const out = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++)
    out.push(Number((i * step).toPrecision(12)));
  return out;
}

/** Seconds that people count by. */
const TIMES = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800, 86400];

/**
 * Round times within a span of seconds.
 * @param {number} from
 * @param {number} to
 * @param {number} about
 * @returns {number[]}
 */
export function timeTicks(from, to, about) {
  const step = TIMES.find((time) => (to - from) / time <= about + 1);
  if (!step || to - from < 2) return ticks(from, to, about);
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, i) => (first + i) * step);
}

/**
 * Powers of ten; with less than two of them also 2, 5, 20, 50 and so on.
 * @param {number} from
 * @param {number} to
 */
export function decades(from, to) {
  const powers = [];
  for (let p = Math.floor(Math.log10(from)); p <= Math.ceil(Math.log10(to)); p++) powers.push(10 ** p);
  const within = (/** @type {number[]} */ marks) => marks.filter((v) => v >= from * 0.999 && v <= to * 1.001);
  const tens = within(powers);
  if (tens.length >= 2) return tens;
  const finer = within(powers.flatMap((v) => [v, 2 * v, 5 * v].map((w) => Number(w.toPrecision(12)))));
  return finer.length >= 2 ? finer : [from, to];
}

/** A number beside an axis. @param {number} value */
export function short(value) {
  return Math.abs(value) >= 1000 ? compact(value) : plain(value, Math.abs(value) < 1 ? 3 : 2);
}
