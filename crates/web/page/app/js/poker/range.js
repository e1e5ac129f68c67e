// Ranges as weights of the 169 classes and of single combos; their text syntax both ways.
//
// Groups are separated by commas; the first group that names a hand counts, as everywhere in the project:
// `AA`, `TT+`, `TT-77`, `AKs`, `AK`, `A5s-A2s`, `KTo+`, `AhKh`, `random`, each with a weight after a colon.

import { CLASSES, RANKS, combosOf, canonicalCombo, isCard } from "./cards.js";

/** @typedef {Map<string, number>} Weights Combo to weight; what is missing has weight 0. */

/**
 * Reads a range.
 * @param {string} text
 * @returns {{ weights: Weights, error: string | null }} With an error, what could be read up to it.
 */
export function parseRange(text) {
  /** @type {Weights} */
  const weights = new Map();
  for (const part of text
    .split(",")
    .map((p) => p.trim())
    .filter(Boolean)) {
    const [hands, weightText = "1"] = part.split(":").map((p) => p.trim());
    const weight = Number(weightText);
    if (!(weight >= 0 && weight <= 1) || weightText === "")
      return { weights, error: `“${part}”: a weight is between 0 and 1` };
    const combos = combosOfGroup(hands);
    if (!combos) return { weights, error: `“${hands}” is no hand or group of hands` };
    for (const combo of combos) if (!weights.has(combo)) weights.set(combo, weight);
  }
  return { weights, error: null };
}

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

/** @param {string} text @returns {string[] | null} */
function combosOfGroup(text) {
  if (/^(random|any|\*)$/i.test(text)) return CLASSES.flatMap((name) => combosOf(name)).map(canonicalCombo);
  const cards = [text.slice(0, 2), text.slice(2)].map(
    (c) => (c[0] ?? "").toUpperCase() + (c[1] ?? "").toLowerCase(),
  );
  if (text.length === 4 && cards.every(isCard))
    return cards[0] === cards[1] ? null : [canonicalCombo(cards.join(""))];
  const names = classesOfGroup(text);
  return names && names.flatMap((name) => combosOf(name)).map(canonicalCombo);
}

/** @param {string} text @returns {string[] | null} */
function classesOfGroup(text) {
  const plus = text.endsWith("+");
  const ends = (plus ? text.slice(0, -1) : text).split("-").map(hand);
  if (ends.some((end) => !end) || ends.length > 2 || (plus && ends.length > 1)) return null;
  const [from, to] = /** @type {{ high: number, low: number, kind: string }[]} */ (ends);
  if (plus)
    return from.high === from.low ? run(from, 0, from.low, true) : run(from, from.high + 1, from.low, false);
  if (!to) return run(from, from.low, from.low, from.high === from.low);
  const pair = from.high === from.low;
  if (to.kind !== from.kind || pair !== (to.high === to.low) || (!pair && to.high !== from.high)) return null;
  return run(from, Math.min(from.low, to.low), Math.max(from.low, to.low), pair);
}

/**
 * @param {{ high: number, kind: string }} of
 * @param {number} first
 * @param {number} last
 * @param {boolean} pair
 */
function run(of, first, last, pair) {
  /** @type {string[]} */
  const names = [];
  for (let low = first; low <= last; low++) {
    if (pair) names.push(RANKS[low] + RANKS[low]);
    else for (const kind of of.kind || "so") names.push(RANKS[of.high] + RANKS[low] + kind);
  }
  return names;
}

/** @param {string} text */
function hand(text) {
  const match = /^([2-9TJQKA])([2-9TJQKA])([so]?)$/i.exec(text.trim());
  if (!match) return null;
  const [a, b] = [RANKS.indexOf(match[1].toUpperCase()), RANKS.indexOf(match[2].toUpperCase())];
  if (a === b && match[3]) return null;
  return { high: Math.min(a, b), low: Math.max(a, b), kind: match[3].toLowerCase() };
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
