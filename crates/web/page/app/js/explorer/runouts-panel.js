// What the next card changes, as a map of the 52 cards.

import { h, fill } from "../core/h.js";
import { fixed, percent } from "../core/format.js";
import { actionColours, barOrder } from "../poker/actions.js";
import { cardMap } from "../parts/cardmap.js";
import { amountColumn, mixWords, unitName } from "../poker/words.js";

/** @typedef {import("../poker/words.js").Unit} Unit */

/**
 * @param {any} panel
 * @param {object} options
 * @param {any} options.report Answer of `runouts`.
 * @param {any} options.node
 * @param {string[]} options.board Cards that lie already.
 * @param {string} options.shown `strategy`, or `ev0`, `equity0`, `ev1`, ... by seat.
 * @param {(shown: string) => void} options.onShown
 * @param {(card: string) => void} options.onCard
 * @param {Unit} options.unit
 */
export function showRunouts(panel, { report, node, board, shown, onShown, onCard, unit }) {
  const names = node.seats.map((/** @type {any} */ seat) => seat.name);
  const choices = [
    { id: "strategy", name: `${names[report.seat]} acts` },
    ...["equity", "ev"].flatMap((what) =>
      names
        .map((/** @type {string} */ name, /** @type {number} */ seat) => ({
          id: what + seat,
          name: `${what === "ev" ? "EV" : "Equity"} ${name}`,
        }))
        .filter((/** @type {any} */ _, /** @type {number} */ seat) =>
          report.cards.some((/** @type {any} */ c) => c[what]?.[seat] != null),
        ),
    ),
  ];
  const now = choices.some(({ id }) => id === shown) ? shown : "strategy";
  const said = now === "strategy" ? strategies(report, unit) : heat(report, now, unit);
  const dead = new Set(board);
  fill(
    panel,
    h(
      "div.herohead",
      h("h2", `Next card: the ${report.street}`),
      choices.length > 1 &&
        h(
          "div.views",
          { role: "group", "aria-label": "what the map shows" },
          choices.map(({ id, name }) =>
            h(
              "button",
              { type: "button", "aria-pressed": String(id === now), onclick: () => onShown(id) },
              name,
            ),
          ),
        ),
    ),
    cardMap({ label: `what each ${report.street} card changes`, dead, report: said, onCard }),
    now === "strategy" && legend(report, unit),
    h(
      "p.hint",
      "Click a card to deal it.",
      now === "strategy" && " Numbers: how often it is bet or raised, in percent.",
    ),
  );
}

/** @param {any} report @param {Unit} unit */
function legend(report, unit) {
  const colours = actionColours(report.actions);
  const mean = report.actions.map((/** @type {any} */ _, /** @type {number} */ i) => {
    const cards = report.cards.filter((/** @type {any} */ c) => c.frequencies);
    const weight = cards.reduce((/** @type {number} */ sum, /** @type {any} */ c) => sum + c.probability, 0);
    return (
      cards.reduce(
        (/** @type {number} */ sum, /** @type {any} */ c) => sum + c.probability * c.frequencies[i],
        0,
      ) / weight
    );
  });
  return h(
    "ul.legend",
    report.actions.map((/** @type {any} */ action, /** @type {number} */ i) =>
      h(
        "li",
        h("b.key", { class: colours[i] }),
        mixWords([action], [1], unit).replace(/ 100\.0 %$/, ""),
        " ",
        h("strong", `${percent(mean[i])} %`),
      ),
    ),
  );
}

/** @param {any} report @param {Unit} unit */
function strategies(report, unit) {
  const colours = actionColours(report.actions);
  const order = barOrder(report.actions.length);
  return new Map(
    report.cards
      .filter((/** @type {any} */ c) => c.frequencies)
      .map((/** @type {any} */ c) => [
        c.card,
        {
          segments: order
            .filter((i) => c.frequencies[i] > 0)
            .map((i) => ({ colour: `var(--${colours[i]})`, share: c.frequencies[i] })),
          note: noteOf(report.actions, c.frequencies),
          words: mixWords(report.actions, c.frequencies, unit),
        },
      ]),
  );
}

/**
 * How often it is bet or raised, in percent.
 * @param {any[]} actions
 * @param {number[]} frequencies
 */
function noteOf(actions, frequencies) {
  const bets = actions.map(({ kind }, i) => (["bet", "raise", "allin"].includes(kind) ? frequencies[i] : 0));
  return fixed(100 * bets.reduce((a, b) => a + b, 0), 0);
}

/** @param {any} report @param {string} shown @param {Unit} unit */
function heat(report, shown, unit) {
  const [what, seat] = [shown.slice(0, -1), Number(shown.slice(-1))];
  const cards = report.cards.filter((/** @type {any} */ c) => c[what]?.[seat] != null);
  const values = cards.map((/** @type {any} */ c) => c[what][seat]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const text = (/** @type {number} */ v) => (what === "ev" ? amountColumn(v, unit) : fixed(v * 100, 1));
  return new Map(
    cards.map((/** @type {any} */ c) => {
      const value = c[what][seat];
      const share = high > low ? (value - low) / (high - low) : 0.5;
      const colour =
        share < 0.5
          ? `color-mix(in srgb, var(--low) ${Math.round((0.5 - share) * 200)}%, var(--mid))`
          : `color-mix(in srgb, var(--high) ${Math.round((share - 0.5) * 200)}%, var(--mid))`;
      return [
        c.card,
        {
          segments: [{ colour, share: 1 }],
          note: text(value),
          words: `${what === "ev" ? `EV ${text(value)} ${unitName(unit)}` : `equity ${text(value)} %`}`,
        },
      ];
    }),
  );
}
