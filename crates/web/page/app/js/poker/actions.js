// Actions: what colour each has, and in which order they stand in a bar.

/** Kinds of action: fold, check, call, bet, raise, allin. */

/** Shades of bets and raises, from light to dark. */
const SHADES = 5;

/**
 * The CSS variable of each action of a decision, without `--`: fold, call, r1 to r5 by size, allin.
 * @param {{ kind: string }[]} actions In the order of the decision: sizes ascend.
 * @returns {string[]}
 */
export function actionColours(actions) {
  const sized = actions.filter(({ kind }) => kind === "bet" || kind === "raise").length;
  let seen = 0;
  return actions.map(({ kind }) => {
    if (kind === "fold") return "fold";
    if (kind === "check" || kind === "call") return "call";
    if (kind === "allin") return "allin";
    seen += 1;
    return `r${shade(seen, sized)}`;
  });
}

/**
 * Order in bars: the largest bet on the left, folding on the right.
 * @param {number} length
 * @returns {number[]}
 */
export function barOrder(length) {
  return Array.from({ length }, (_, i) => length - 1 - i);
}

/** The shade of the i-th of n sizes, spread over all shades. @param {number} i From 1. @param {number} n */
function shade(i, n) {
  return Math.min(SHADES, Math.max(1, Math.round(((i - 0.5) / n) * SHADES + 0.5)));
}
