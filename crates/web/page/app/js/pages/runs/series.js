// Which tags make which chart, and how numbers of several runs come together. No DOM.

import { bytes, compact, fixed } from "../../core/format.js";

/** @typedef {{ tag: string, step: number[], secs: number[], value: (number | null)[] }} Tagged */

/**
 * @typedef {object} ChartSpec
 * @property {string} id
 * @property {string} name
 * @property {string} unit
 * @property {RegExp} match Its tags.
 * @property {(v: number) => string} [text] How its numbers are written.
 * @property {number} [from] Where its axis begins.
 */

/** @type {ChartSpec[]} */
export const CHARTS = [
  {
    id: "exploitability",
    name: "Exploitability",
    unit: "mbb/h",
    match: /^Convergence\/Exploitability(HeldOut)?$/,
  },
  { id: "exploiter", name: "Exploiter", unit: "mbb/h", match: /^Convergence\/Exploiter/ },
  {
    id: "rate",
    name: "Rate",
    unit: "iterations/s",
    match: /^Performance\/IterationsPerSecond$/,
    text: compact,
    from: 0,
  },
  {
    id: "nodes",
    name: "Nodes",
    unit: "nodes/s",
    match: /^Performance\/NodesPerSecond$/,
    text: compact,
    from: 0,
  },
  { id: "entropy", name: "Entropy of the strategy", unit: "nats", match: /entropy/i, from: 0 },
  {
    id: "memory",
    name: "Memory",
    unit: "resident",
    match: /^Performance\/ResidentBytes$/,
    text: bytes,
    from: 0,
  },
  {
    id: "value",
    name: "Game value",
    unit: "mbb/h",
    match: /^(Convergence\/GameValue|Training\/UtilityMovingAvg)$/,
  },
  {
    id: "cores",
    name: "Busy cores",
    unit: "cores",
    match: /^Performance\/BusyCores$/,
    text: (v) => fixed(v, 1),
    from: 0,
  },
];

const STREETS = ["preflop", "flop", "turn", "river"];
/** Tags of streets in the order of play, the others as they come. @param {Tagged} tagged */
const street = ({ tag }) => STREETS.findIndex((name) => tag.toLowerCase().endsWith(name));

const COLOURS = ["var(--one)", "var(--two)", "var(--three)", "var(--four)"];

/**
 * The series of a chart from those of one or more runs: a colour a tag for one run, a colour a run for
 * several.
 * @param {RegExp} match @param {{ name: string, series: Tagged[] }[]} runs
 * @returns {import("../../parts/chart.js").Series[]}
 */
export function seriesOf(match, runs) {
  return runs
    .flatMap(({ name, series }, r) =>
      series
        .filter(({ tag }) => match.test(tag))
        .sort((a, b) => street(a) - street(b))
        .map((tagged, t) => ({
          name:
            runs.length > 1
              ? t === 0
                ? name
                : ""
              : series.filter(({ tag }) => match.test(tag)).length > 1
                ? shortTag(tagged.tag)
                : "",
          colour: COLOURS[(runs.length > 1 ? r : t) % COLOURS.length],
          dashed: runs.length > 1 ? t > 0 : t >= COLOURS.length,
          points: pointsOf(tagged),
        })),
    )
    .filter(({ points }) => points.length > 0);
}

/**
 * Adds a number that came just now.
 * @param {Tagged[]} series
 * @param {{ tag: string, step: number, secs: number, value: number }} scalar
 */
export function withScalar(series, { tag, step, secs, value }) {
  const there = series.find((s) => s.tag === tag);
  if (!there) return [...series, { tag, step: [step], secs: [secs], value: [value] }];
  if (there.secs.length && secs <= there.secs[there.secs.length - 1]) return series;
  const next = {
    tag,
    step: [...there.step, step],
    secs: [...there.secs, secs],
    value: [...there.value, value],
  };
  return series.map((s) => (s === there ? next : s));
}

/** @param {Tagged} tagged @returns {[number, number][]} */
function pointsOf({ secs, value }) {
  /** @type {[number, number][]} */
  const points = [];
  secs.forEach((s, i) => {
    const v = value[i];
    if (v != null) points.push([s, v]);
  });
  return points;
}

/**
 * The last part of a tag in words: `Performance/NodesPerSecond` is `nodes per second`.
 * @param {string} tag
 */
function shortTag(tag) {
  if (tag === "Training/UtilityMovingAvg") return "moving average";
  const last = tag.split("/").pop() ?? tag;
  return last
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/_/g, " ")
    .toLowerCase();
}
