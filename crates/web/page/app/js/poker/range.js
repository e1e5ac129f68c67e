// Ranges as weights of the 169 classes and of single combos, and their text.

import { CLASSES, RANKS, combosOf, canonicalCombo } from "./cards.js";

/** @typedef {Map<string, number>} Weights Combo to weight; what is missing has weight 0. */

/**
 * Writes a range, as short as whole classes, runs of pairs and of kickers allow.
 * @param {Weights} weights
 * @returns {string}
 */
export function formatRange(weights) {
  /** @type {Map<string, number>} */
  const whole = new Map();
  /** @type {string[]} */
  const single = [];
  for (const name of CLASSES) {
    const combos = combosOf(name).map(canonicalCombo);
    const values = combos.map((combo) => rounded(weights.get(combo) ?? 0));
    if (values.every((value) => value === values[0])) whole.set(name, values[0]);
    else combos.forEach((combo, i) => values[i] > 0 && single.push(withWeight(combo, values[i])));
  }
  return [...pairRuns(whole), ...kickerRuns(whole, "s"), ...kickerRuns(whole, "o"), ...single].join(",");
}

/** The mean weight of each class, in the order of `CLASSES`. @param {Weights} weights @returns {number[]} */
export function classWeights(weights) {
  return CLASSES.map((name) => {
    const combos = combosOf(name);
    return combos.reduce((sum, combo) => sum + (weights.get(canonicalCombo(combo)) ?? 0), 0) / combos.length;
  });
}

/**
 * The range with all combos of a class at one weight.
 * @param {Weights} weights
 * @param {string} name
 * @param {number} weight
 */
export function withClass(weights, name, weight) {
  const next = new Map(weights);
  for (const combo of combosOf(name).map(canonicalCombo)) {
    if (weight > 0) next.set(combo, weight);
    else next.delete(combo);
  }
  return next;
}

/** Combos counted by weight. @param {Weights} weights */
export function numCombos(weights) {
  let sum = 0;
  for (const weight of weights.values()) sum += weight;
  return sum;
}

/** @param {Map<string, number>} whole @returns {string[]} */
function pairRuns(whole) {
  const name = (/** @type {number} */ i) => RANKS[i] + RANKS[i];
  return runs(13, (i) => whole.get(name(i)) ?? 0).map(([first, last, weight]) => {
    if (first === last) return withWeight(name(first), weight);
    return withWeight(first === 0 ? `${name(last)}+` : `${name(first)}-${name(last)}`, weight);
  });
}

/** @param {Map<string, number>} whole @param {string} kind @returns {string[]} */
function kickerRuns(whole, kind) {
  /** @type {string[]} */
  const out = [];
  for (let high = 0; high < 12; high++) {
    const name = (/** @type {number} */ i) => RANKS[high] + RANKS[high + 1 + i] + kind;
    for (const [first, last, weight] of runs(12 - high, (i) => whole.get(name(i)) ?? 0)) {
      if (first === last) out.push(withWeight(name(first), weight));
      else out.push(withWeight(first === 0 ? `${name(last)}+` : `${name(first)}-${name(last)}`, weight));
    }
  }
  return out;
}

/**
 * Runs of one weight above 0.
 * @param {number} length
 * @param {(i: number) => number} weight
 * @returns {[number, number, number][]}
 */
function runs(length, weight) {
  /** @type {[number, number, number][]} */
  const out = [];
  for (let i = 0; i < length; i++) {
    const last = out[out.length - 1];
    if (weight(i) <= 0) continue;
    if (last && last[1] === i - 1 && last[2] === weight(i)) last[1] = i;
    else out.push([i, i, weight(i)]);
  }
  return out;
}

/** @param {string} text @param {number} weight */
function withWeight(text, weight) {
  return weight === 1 ? text : `${text}:${weight}`;
}

/** @param {number} weight */
function rounded(weight) {
  return Math.round(weight * 1000) / 1000;
}
