// A position of a source as the server tells it, with what is asked for later.

import { get, getOnce } from "../core/api.js";

/**
 * @typedef {object} Hands
 * @property {string[]} hands Names by hand.
 * @property {number[] | null} cells Cell of each hand.
 * @property {number[][] | null} byCell Hands of each cell.
 */

/**
 * @typedef {object} Position
 * @property {any} source
 * @property {Hands} hands
 * @property {any} node
 * @property {any} values EV and equity, once they are there.
 * @property {any} equity Equity and its curves, once they are there.
 */

/** @type {Map<string, Hands>} */
const known = new Map();

/** @param {string} id @returns {Promise<Hands>} */
export async function loadHands(id) {
  const there = known.get(id);
  if (there) return there;
  const answer = await getOnce(`sources/${id}/hands`);
  const hands = { hands: answer.hands, cells: answer.cells, byCell: answer.cells && groups(answer.cells) };
  known.set(id, hands);
  return hands;
}

/**
 * Asks for a position.
 * @param {string} id @param {string} line @param {string} board
 * @returns {Promise<Position>}
 */
export async function loadPosition(id, line, board) {
  const query = { line, board };
  const [source, hands, node] = await Promise.all([
    getOnce(`sources/${id}`),
    loadHands(id),
    getOnce(`sources/${id}/node`, query),
  ]);
  return { source, hands, node, values: node.values, equity: null };
}

/** Asks for a node that may be wanted soon. @param {string} id @param {string} line @param {string} board */
export function askAhead(id, line, board) {
  getOnce(`sources/${id}/node`, { line, board }).catch(() => {});
}

/** The part of a board that a node uses, as text. @param {any} node */
export const boardOf = (node) => node.board.join("");

/** Whether values can be had without asking a long time. @param {Position} position */
export function valuesAreQuick({ source, node, hands }) {
  if (!hands.cells) return source.has_values;
  return source.has_values && (node.street === "river" || node.street === "turn");
}

/** @param {Position} position @param {AbortSignal} signal @returns {Promise<any>} */
export const loadValues = ({ source, node }, signal) =>
  get(`sources/${source.id}/values`, { line: node.line, board: boardOf(node) }, signal);

/**
 * @param {Position} position
 * @param {string} what
 * @param {import("../core/api.js").Query} [more]
 * @returns {Promise<any>}
 */
export const loadReport = ({ source, node }, what, more = {}) =>
  getOnce(`sources/${source.id}/${what}`, { line: node.line, board: boardOf(node), ...more });

/** @param {number[]} cells */
function groups(cells) {
  /** @type {number[][]} */
  const all = Array.from({ length: 169 }, () => []);
  cells.forEach((cell, hand) => all[cell].push(hand));
  return all;
}
