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
 * @property {"some" | "all"} [asked] On which boards values have been asked for.
 * @property {any} equity Equity and its curves, once they are there.
 */

/** Hands by the answer that they come from. @type {WeakMap<any, Hands>} */
const known = new WeakMap();

/** @param {string} id @returns {Promise<Hands>} */
export async function loadHands(id) {
  const answer = await getOnce(`sources/${id}/hands`);
  const there = known.get(answer);
  if (there) return there;
  const hands = { hands: answer.hands, cells: answer.cells, byCell: answer.cells && groups(answer.cells) };
  known.set(answer, hands);
  return hands;
}

/**
 * A source; what else is remembered of it was asked for later, so that it is no older.
 * @param {string} id @returns {Promise<any>}
 */
export const loadSource = (id) => getOnce(`sources/${id}`);

/**
 * Asks for a position.
 * @param {string} id @param {string} line @param {string} board
 * @returns {Promise<Position>}
 */
export async function loadPosition(id, line, board) {
  const source = await loadSource(id);
  const [hands, node] = await Promise.all([loadHands(id), loadNode(id, line, board)]);
  return { source, hands, node, values: node.values, equity: null };
}

/** A node alone. @param {string} id @param {string} line @param {string} board @returns {Promise<any>} */
export const loadNode = (id, line, board) => getOnce(`sources/${id}/node`, { line, board });

/**
 * The other source of a comparison, and how both differ in a position; nothing where nothing is compared.
 * @param {{ of: string, with?: string, line?: string, board?: string }} where
 * @returns {Promise<{ other: any, compared: any }>}
 */
export async function loadCompared({ of, with: b, line, board }) {
  if (!b) return { other: null, compared: null };
  try {
    // Sources first: the comparison is no older than what both are checked by.
    const [other] = await Promise.all([loadSource(b), loadSource(of)]);
    return { other, compared: await getOnce("compare", { a: of, b, line, board }) };
  } catch (error) {
    return { other: null, compared: { error } };
  }
}

/** Asks for a node that may be wanted soon. @param {string} id @param {string} line @param {string} board */
export function askAhead(id, line, board) {
  loadNode(id, line, board).catch(() => {});
}

/** The part of a board that a node uses, as text. @param {any} node */
export const boardOf = (node) => node.board.join("");

/** Boards that values on a flop are estimated on before all of them are walked. */
const FEW_BOARDS = 512;

/**
 * Which values are to be asked for: "some" boards of a flop at first, "all" where EV is looked at or all are
 * walked at once (before the flop the server samples as it sees fit), or none: as long as boards are not
 * prepared there are no values of anything.
 * @param {Position} position @param {boolean} looked Whether EV is looked at.
 * @returns {"some" | "all" | null}
 */
export function valuesToAsk({ source, node, hands, values, asked }, looked) {
  if (!source.has_values || source.boards_ready === false) return null;
  if (node.state !== "decision" || asked === "all") return null;
  if (asked === "some") return values && looked ? "all" : null;
  if (values) return null;
  return node.street === "flop" && hands.cells ? "some" : "all";
}

/**
 * @param {Position} position @param {"some" | "all"} which @param {AbortSignal} signal
 * @returns {Promise<any>}
 */
export const loadValues = ({ source, node }, which, signal) =>
  get(
    `sources/${source.id}/values`,
    { line: node.line, board: boardOf(node), ...(which === "some" && { boards: FEW_BOARDS }) },
    signal,
  );

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
