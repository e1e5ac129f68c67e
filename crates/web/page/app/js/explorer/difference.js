// Two strategies in one spot: the difference grid and its table.

import { h } from "../core/h.js";
import { fixed, percent, signed } from "../core/format.js";
import { actionColours, barOrder } from "../poker/actions.js";
import { actionWords, amountChange, amountColumn, unitName } from "../poker/words.js";

/**
 * Cells of what the second strategy does more often than the first: a bar as wide as the share of hands that
 * act
 * differently, in the colours of the actions that gain.
 * @param {any} compared
 * @returns {(import("../parts/grid.js").Cell | null)[]}
 */
export function differenceCells(compared) {
  const colours = actionColours(compared.actions);
  const order = barOrder(compared.actions.length);
  return compared.cells.map((/** @type {any} */ cell) => {
    const differences = cell.differences;
    if (!differences || !cell.weight)
      return { height: 0, segments: [], ink: "", words: "not in the range", dead: true };
    const gains = order
      .filter((i) => differences[i] > 0.0005)
      .map((i) => ({ colour: `var(--${colours[i]})`, share: differences[i] }));
    const changed = gains.reduce((sum, { share }) => sum + share, 0);
    const segments =
      changed > 0 ? [...gains, { colour: "transparent", share: Math.max(0, 1 - changed) }] : [];
    const words = changed > 0 ? `${fixed(changed * 100, 1)} % act differently` : "the same";
    return { height: segments.length ? 0.62 : 0, segments, ink: "var(--fg)", words };
  });
}

/**
 * @param {any} compared
 * @param {any[]} known Actions of the node that is shown, with their sizes.
 * @param {string[]} names Of both.
 * @param {import("../poker/words.js").Unit} unit
 */
export function differenceTable(compared, known, [first, second], unit) {
  const colours = actionColours(compared.actions);
  const words = (/** @type {any} */ action) =>
    actionWords({ ...known.find(({ token }) => token === action.token), ...action }, unit);
  const frequency = (/** @type {any} */ action, /** @type {number} */ i) => action.frequencies?.[i] ?? null;
  return [
    h(
      "p",
      "The grid shows what ",
      h("b", second),
      " does more often than ",
      h("b", first),
      ". ",
      `${percent(compared.distance)} % of hands act differently.`,
    ),
    h(
      "table.compared",
      { "aria-label": "frequencies of both strategies" },
      h(
        "thead",
        h(
          "tr",
          h("th.left", { scope: "col" }, "action"),
          h("th", { scope: "col" }, `${first}, %`),
          h("th", { scope: "col" }, `${second}, %`),
          h("th", { scope: "col" }, "difference"),
        ),
      ),
      h(
        "tbody",
        compared.actions.map((/** @type {any} */ action, /** @type {number} */ i) => {
          const [a, b] = [frequency(action, 0), frequency(action, 1)];
          return h(
            "tr",
            h("td.left", h("b.key", { class: colours[i] }), words(action)),
            h("td", percent(a)),
            h("td", percent(b)),
            h("td", a == null || b == null ? percent(null) : signed((b - a) * 100, 1)),
          );
        }),
      ),
    ),
  ];
}

/**
 * What the node is worth to each player in both strategies.
 * @param {any} node @param {any} other The node in the second one.
 * @param {string[]} names Of both.
 * @param {import("../poker/words.js").Unit} unit
 */
export function evTable(node, other, [first, second], unit) {
  const seats = node.seats.filter((/** @type {any} */ seat) => !seat.folded);
  return h(
    "table.compared",
    { "aria-label": "EV in both strategies" },
    h(
      "thead",
      h(
        "tr",
        h("th.left", { scope: "col" }, `EV, ${unitName(unit)}`),
        h("th", { scope: "col" }, first),
        h("th", { scope: "col" }, second),
        h("th", { scope: "col" }, "difference"),
      ),
    ),
    h(
      "tbody",
      seats.map((/** @type {any} */ { seat, name }) => {
        const [a, b] = [node, other].map(({ values }) => values.mean_ev[seat]);
        return h(
          "tr",
          h("td.left", name),
          h("td", amountColumn(a, unit)),
          h("td", amountColumn(b, unit)),
          h("td", amountChange(a == null || b == null ? null : b - a, unit)),
        );
      }),
    ),
  );
}
