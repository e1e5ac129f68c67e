// From text to a range: the same syntax, the same hands and the same words about mistakes as on the server.
//
// Items are separated by commas or blanks; a later item overrides an earlier one. Each is `AA`, `AKs`, `AKo`,
// `AK`, `AhKh`, `TT+`, `ATs+` (the lower card climbs), `76s+` (neighbours: both climb), `QQ-99`, `A5s-A2s`,
// `T9s-65s` (one gap), `random` or `100%`, with a weight from 0 to 1 after a colon.

import { CLASSES, RANKS, SUITS, canonicalCombo, combosOf } from "./cards.js";

/** @typedef {import("./range.js").Weights} Weights */

const SEPARATOR = /[,\p{White_Space}]/u;
const WEIGHT = /^(\d+\.?\d*|\.\d+)$/;
/** The most letters of a faulty text that are shown. */
const MOST_SHOWN = 40;
const MISTAKES = {
  hand: "is not a hand (such as AA, AKs, AKo, AK or AhKh)",
  impossible: "is a hand that does not exist",
  plus: "cannot be counted up: a `+` follows ranks (such as TT+, ATs+ or 76s+)",
  ends: "is no interval: both ends are pairs, or share their suits and either the higher card or the gap",
  weight: "is not a weight (a number from 0 to 1, such as 0.25)",
  percentage: "is not supported: the only percentage is 100%, the same as random",
};

/** A part of an item at fault. */
class Fault {
  /** @param {number} offset In the item. @param {string} found @param {keyof typeof MISTAKES} mistake */
  constructor(offset, found, mistake) {
    this.offset = offset;
    this.found = found;
    this.mistake = mistake;
  }
}

/**
 * The hands of two ranks, counted from 0 for the two: one or two classes.
 * @typedef {{ high: number, low: number, suits: "s" | "o" | "" }} Group
 */

/**
 * Reads a range.
 * @param {string} text
 * @returns {{ weights: Weights, error: string | null }} With an error, what could be read up to it.
 */
export function parseRange(text) {
  /** @type {Weights} */
  const weights = new Map();
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    let start = 0;
    for (const item of line.split(SEPARATOR)) {
      try {
        if (item) addItem(weights, item);
      } catch (fault) {
        if (!(fault instanceof Fault)) throw fault;
        return { weights, error: words(fault, at, line.slice(0, start + fault.offset)) };
      }
      start += item.length + 1;
    }
  }
  return { weights, error: null };
}

/** @param {Fault} fault @param {number} line From 0. @param {string} before What comes before it there. */
function words({ found, mistake }, line, before) {
  const letters = [...found];
  const shown = letters.slice(0, MOST_SHOWN).join("") + (letters.length > MOST_SHOWN ? "..." : "");
  const where = `${line > 0 ? `line ${line + 1}, ` : ""}column ${[...before].length + 1}`;
  return `${where}: \`${shown}\` ${MISTAKES[mistake]}`;
}

/** @param {Weights} weights @param {string} item @throws {Fault} */
function addItem(weights, item) {
  const colon = item.indexOf(":");
  const hands = colon < 0 ? item : item.slice(0, colon);
  const weight = colon < 0 ? 1 : weightOf(item.slice(colon + 1), colon + 1);
  for (const combo of combosOfItem(hands)) {
    if (weight > 0) weights.set(combo, weight);
    else weights.delete(combo);
  }
}

/** @param {string} text @param {number} offset */
function weightOf(text, offset) {
  // The server keeps weights in single precision, where what is hardly more than 1 is 1.
  const weight = WEIGHT.test(text) ? Math.fround(Number(text)) : NaN;
  if (weight <= 1) return Math.min(1, Number(text));
  throw new Fault(offset, text, "weight");
}

/** @param {string} text @returns {string[]} */
function combosOfItem(text) {
  if (/^random$/i.test(text) || text === "100%") return CLASSES.flatMap(combosOfClass);
  if (text.endsWith("%")) throw new Fault(0, text, "percentage");
  const dash = text.indexOf("-");
  if (dash >= 0) {
    const first = groupOf(text.slice(0, dash), 0);
    const last = groupOf(text.slice(dash + 1), dash + 1);
    const groups = interval(first, last);
    if (!groups) throw new Fault(0, text, "ends");
    return groups.flatMap(combosOfGroup);
  }
  if (text.endsWith("+")) {
    const base = text.slice(0, -1);
    if (cardsOf(base)) throw new Fault(0, text, "plus");
    return ladder(groupOf(base, 0)).flatMap(combosOfGroup);
  }
  const cards = cardsOf(text);
  if (!cards) return combosOfGroup(groupOf(text, 0));
  if (cards[0] === cards[1]) throw new Fault(0, text, "impossible");
  return [canonicalCombo(cards.join(""))];
}

/** Two cards, which may be the same one, if the text looks like them. @param {string} text */
function cardsOf(text) {
  const letters = [...text];
  if (letters.length !== 4) return null;
  const [a, b] = [letters.slice(0, 2), letters.slice(2)].map(([rank, suit]) => {
    const [at, of] = [rankOf(rank), SUITS.indexOf(suit.toLowerCase())];
    return at >= 0 && of >= 0 ? rankName(at) + SUITS[of] : "";
  });
  return a && b ? [a, b] : null;
}

/**
 * One or two classes, at `offset` in the item.
 * @param {string} text @param {number} offset @returns {Group}
 */
function groupOf(text, offset) {
  const [first, second, suits = "", ...rest] = text;
  const [a, b] = [rankOf(first), rankOf(second)];
  const kind = suits.toLowerCase();
  if (a < 0 || b < 0 || rest.length || !["", "s", "o"].includes(kind)) throw new Fault(offset, text, "hand");
  if (a === b && kind) throw new Fault(offset, text, "impossible");
  return { high: Math.max(a, b), low: Math.min(a, b), suits: /** @type {"s" | "o" | ""} */ (kind) };
}

/** The groups that `group+` stands for. @param {Group} group @returns {Group[]} */
function ladder(group) {
  // Pairs and neighbours climb with both cards, others with the lower card.
  const climbs = gap(group) <= 1;
  const steps = climbs ? 12 - group.high : gap(group) - 1;
  return upTo(steps, (step) => (climbs ? above(group, step) : { ...group, low: group.low + step }));
}

/** The groups from one end to the other. @param {Group} a @param {Group} b @returns {Group[] | null} */
function interval(a, b) {
  const [bottom, top] = a.high < b.high || (a.high === b.high && a.low <= b.low) ? [a, b] : [b, a];
  if (a.suits !== b.suits) return null;
  if (gap(a) === gap(b)) return upTo(top.high - bottom.high, (step) => above(bottom, step));
  if (a.high !== b.high || gap(a) === 0 || gap(b) === 0) return null;
  return upTo(top.low - bottom.low, (step) => ({ ...bottom, low: bottom.low + step }));
}

/** @param {Group} group */
const gap = ({ high, low }) => high - low;

/** The group some ranks up on both cards. @param {Group} group @param {number} steps @returns {Group} */
const above = ({ high, low, suits }, steps) => ({ high: high + steps, low: low + steps, suits });

/** @param {number} last @param {(step: number) => Group} group */
const upTo = (last, group) => Array.from({ length: last + 1 }, (_, step) => group(step));

/** @param {Group} group @returns {string[]} */
function combosOfGroup({ high, low, suits }) {
  const ranks = rankName(high) + rankName(low);
  const names = high === low ? [ranks] : [...(suits || "so")].map((kind) => ranks + kind);
  return names.flatMap(combosOfClass);
}

/** @param {string} name */
const combosOfClass = (name) => combosOf(name).map(canonicalCombo);

/** @param {number} rank From 0 for the two. */
const rankName = (rank) => RANKS[12 - rank];

/** From 0 for the two; -1 if it is no rank. @param {string | undefined} letter */
function rankOf(letter) {
  const at = letter?.length === 1 ? RANKS.indexOf(letter.toUpperCase()) : -1;
  return at < 0 ? -1 : 12 - at;
}
