// The slider of a bet: equal steps are equal ratios, so that bets of the size of the pot do not all lie in
// the first tenth of the way to all-in.

/** Positions of the slider, counted from 0. */
export const STEPS = 200;

/** @typedef {{ least: number, most: number }} Bounds Chips that a bet or raise may come to. */

/** Where a size stands. @param {number} size @param {Bounds} bounds */
export function positionOf(size, { least, most }) {
  return most > least ? Math.round((STEPS * Math.log(size / least)) / Math.log(most / least)) : 0;
}

/**
 * The size that a slider comes to which stood at another: always another size, however small the step.
 * @param {number} position
 * @param {number} before The size before.
 * @param {Bounds} bounds
 */
export function sizeAt(position, before, bounds) {
  const { least, most } = bounds;
  if (position <= 0) return least;
  if (position >= STEPS) return most;
  const size = Math.round(least * (most / least) ** (position / STEPS));
  return size === before ? before + Math.sign(position - positionOf(before, bounds)) : size;
}

/**
 * Chips of a size that was typed: `4.5`, `4,5` or `4.5 bb`; `null` if it is no number.
 * @param {string} text
 * @param {number} perUnit Chips of the unit that it is typed in.
 */
export function parseSize(text, perUnit) {
  const [, number] = /^\s*(\d*[.,]?\d+)\s*(?:bb|chips)?\s*$/i.exec(text) ?? [];
  return number === undefined ? null : Math.round(Number(number.replace(",", ".")) * perUnit);
}
