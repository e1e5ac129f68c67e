// Models of grid cells from answers of the server: strategy, heat maps, weights.

import { actionColours, barOrder } from "../poker/actions.js";
import { mixWords } from "../poker/words.js";
import { fixed } from "../core/format.js";
import { COVERS_NAME } from "./grid.js";

/** @typedef {import("./grid.js").Cell} Cell */
/** @typedef {import("../poker/words.js").Unit} Unit */

/**
 * Action frequencies as bars, weight as height.
 * @param {any[]} cells @param {any[]} actions @param {Unit} unit
 * @returns {(Cell | null)[]}
 */
export function strategyCells(cells, actions, unit) {
  const colours = actionColours(actions);
  const order = barOrder(actions.length);
  return cells.map((cell) => {
    if (!cell.live || !cell.frequencies || !cell.weight)
      return {
        height: 0,
        segments: [],
        ink: "",
        words: cell.live ? "not in the range" : "not possible on this board",
        dead: true,
      };
    const segments = order
      .filter((i) => cell.frequencies[i] > 0)
      .map((i) => ({ colour: `var(--${colours[i]})`, share: cell.frequencies[i] }));
    const height = barHeight(cell.weight);
    const ink = height < COVERS_NAME ? "var(--fg)" : inkOver(order, cell.frequencies, colours);
    const weight = cell.weight < 0.995 ? `, weight ${fixed(cell.weight * 100, 0)} %` : "";
    return { height, segments, ink, words: mixWords(actions, cell.frequencies, unit) + weight };
  });
}

/**
 * One number a cell, from low through middle to high.
 * @param {(number | null)[]} values
 * @param {{ low: number, mid: number, high: number, text: (v: number) => string, words: (v: number) =>
 * string }} scale
 * @returns {(Cell | null)[]}
 */
export function heatCells(values, { low, mid, high, text, words }) {
  return values.map((value) => {
    if (value == null) return { height: 0, segments: [], ink: "", words: "no number", dead: true };
    return {
      height: 1,
      segments: [{ colour: heat(value, low, mid, high), share: 1 }],
      ink: "var(--heat-ink)",
      note: text(value),
      words: words(value),
    };
  });
}

/**
 * Weights of a range as bars of one colour.
 * @param {(number | null)[]} weights
 * @param {string} colour
 * @returns {(Cell | null)[]}
 */
export function weightCells(weights, colour = "var(--range)") {
  return weights.map((weight) => {
    if (!weight) return { height: 0, segments: [], ink: "", words: "not in the range", dead: true };
    const height = barHeight(weight);
    return {
      height,
      segments: [{ colour, share: 1 }],
      ink: height < COVERS_NAME ? "var(--fg)" : "var(--range-ink)",
      words: `weight ${fixed(weight * 100, 0)} %`,
    };
  });
}

/**
 * The mean of a number over the hands of each cell, by weight; `null` where no hand has any.
 * @param {(number | null)[]} values By hand.
 * @param {(number | null)[]} weights By hand.
 * @param {number[]} cellOf Cell of each hand.
 * @returns {(number | null)[]} By cell.
 */
export function cellMeans(values, weights, cellOf) {
  const sums = new Float64Array(169);
  const totals = new Float64Array(169);
  for (let hand = 0; hand < cellOf.length; hand++) {
    const [value, weight] = [values[hand], weights[hand]];
    if (value == null || !weight) continue;
    sums[cellOf[hand]] += value * weight;
    totals[cellOf[hand]] += weight;
  }
  return Array.from(sums, (sum, cell) => (totals[cell] > 0 ? sum / totals[cell] : null));
}

/**
 * The mean weight of each cell over the hands that the board leaves.
 * @param {(number | null)[]} weights By hand; `null` if the board takes a card. @param {number[]} cellOf
 * @returns {(number | null)[]}
 */
export function cellWeights(weights, cellOf) {
  const sums = new Float64Array(169);
  const live = new Float64Array(169);
  for (let hand = 0; hand < cellOf.length; hand++) {
    const weight = weights[hand];
    if (weight == null) continue;
    sums[cellOf[hand]] += weight;
    live[cellOf[hand]] += 1;
  }
  return Array.from(sums, (sum, cell) => (live[cell] > 0 ? sum / live[cell] : null));
}

/** A bar that can be seen, even of a small weight. @param {number} weight */
function barHeight(weight) {
  return weight <= 0 ? 0 : Math.min(1, Math.max(0.06, weight));
}

/**
 * The ink of the action below the name: the first segments from the left.
 * @param {number[]} order
 * @param {number[]} frequencies
 * @param {string[]} colours
 */
function inkOver(order, frequencies, colours) {
  /** @type {Map<string, number>} */
  const shares = new Map();
  let covered = 0;
  for (const i of order) {
    const share = Math.min(frequencies[i], Math.max(0, 0.55 - covered));
    covered += frequencies[i];
    const ink = `var(--${colours[i]}-ink)`;
    if (share > 0) shares.set(ink, (shares.get(ink) ?? 0) + share);
  }
  return [...shares].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "var(--fg)";
}

/**
 * A colour between three by a value.
 * @param {number} value
 * @param {number} low
 * @param {number} mid
 * @param {number} high
 */
function heat(value, low, mid, high) {
  const [end, share] =
    value < mid ? ["low", (mid - value) / (mid - low || 1)] : ["high", (value - mid) / (high - mid || 1)];
  const percents = (Math.min(1, Math.max(0, share)) * 100).toFixed(0);
  return `color-mix(in srgb, var(--${end}) ${percents}%, var(--mid))`;
}
