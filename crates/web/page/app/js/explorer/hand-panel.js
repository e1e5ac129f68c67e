// The combos of one cell: how each acts and what it is worth.

import { h, fill } from "../core/h.js";
import { fixed, percent } from "../core/format.js";
import { CLASSES } from "../poker/cards.js";
import { actionColours, barOrder } from "../poker/actions.js";
import { actionWords, amountColumn, unitName } from "../poker/words.js";
import { miniBar } from "../parts/table.js";
import { cardsInText } from "../parts/cards.js";

/** @typedef {import("./position.js").Position} Position */
/** @typedef {import("../poker/words.js").Unit} Unit */

/**
 * @param {any} panel
 * @param {Position} position
 * @param {{ cell: number | null, kept: boolean, unit: Unit }} how
 */
export function showHand(panel, position, { cell, kept, unit }) {
  const { node, hands } = position;
  if (!node.hands) return;
  if (hands.byCell && cell == null) {
    fill(panel, howToRead(node, unit));
    return;
  }
  const members = hands.byCell ? hands.byCell[/** @type {number} */ (cell)] : hands.hands.map((_, i) => i);
  const held = (/** @type {number} */ hand) => node.hands.ranges[node.acting][hand];
  const left = members.filter((hand) => held(hand) != null);
  const live = left.filter((hand) => held(hand) > 0);
  const model = node.cells?.[/** @type {number} */ (cell)];
  fill(
    panel,
    h("h2", hands.byCell ? CLASSES[/** @type {number} */ (cell)] : "All hands", kept && h("small", " kept")),
    live.length === 0 &&
      h("p.hint", left.length ? notThere(model?.frequencies) : "This board leaves none of its combos."),
    model && h("p.mix", mix(node.actions, model.frequencies, unit)),
    live.length > 0 && comboTable(position, live, unit),
  );
}

/** What is said of a hand that never comes here; what it would do is known. @param {any} frequencies */
const notThere = (frequencies) =>
  frequencies ? "Not in the range: it takes another way before. Here it would:" : "Not in the range.";

/**
 * What a cell does, the most frequent action first.
 * @param {any[]} actions
 * @param {any} frequencies
 * @param {Unit} unit
 */
export function mix(actions, frequencies, unit) {
  if (!frequencies) return null;
  const colours = actionColours(actions);
  return actions
    .map((action, i) => ({ action, colour: colours[i], p: frequencies[i] }))
    .filter(({ p }) => p >= 0.0005)
    .sort((a, b) => b.p - a.p)
    .map(({ action, colour, p }) =>
      h(
        "span",
        h("b.key", { class: colour }),
        `${actionWords(action, unit)} `,
        h("strong", `${percent(p)} %`),
      ),
    );
}

/** What the grid says, for who sees it for the first time. @param {any} node @param {Unit} unit */
function howToRead(node, unit) {
  const colours = actionColours(node.actions);
  const named = node.actions.map((/** @type {any} */ action, /** @type {number} */ i) => [
    i ? ", " : " ",
    h("span.named", h("b.key", { class: colours[i] }), actionWords(action, unit).toLowerCase()),
  ]);
  return h(
    "ul.reading",
    h(
      "li",
      "A cell is a hand: pairs on the diagonal, suited above it, offsuit below. Its colours are what ",
      `${node.seats[node.acting].name} does with it:`,
      named,
      ". Its height is how much of it is still in the range.",
    ),
    h("li", "Point at a cell to see its combos; click to keep it. Arrow keys move, Escape lets go."),
    h("li", "Click an action in the line above to see what comes next, an earlier one to go back."),
  );
}

/** @param {Position} position @param {number[]} live @param {Unit} unit */
function comboTable(position, live, unit) {
  const { node, hands, values } = position;
  const seat = node.acting;
  const colours = actionColours(node.actions);
  const order = barOrder(node.actions.length);
  const equities = (values ?? position.equity)?.equity?.[seat];
  const buckets = node.hands.buckets;
  const evs = values?.ev?.[seat];
  const head = h(
    "tr",
    h("th.left", { scope: "col" }, "hand"),
    h("th", { scope: "col" }, "weight"),
    evs && h("th", { scope: "col" }, `EV, ${unitName(unit)}`),
    equities && h("th", { scope: "col" }, "equity, %"),
    buckets && h("th.wide", { scope: "col" }, "bucket"),
    node.actions.map((/** @type {any} */ action, /** @type {number} */ i) =>
      h(
        "th",
        { scope: "col", title: actionWords(action, unit) },
        h("b.key", { class: colours[i] }),
        h("span.short", shortWords(action, unit)),
      ),
    ),
    h("th.wide", { scope: "col" }, "strategy"),
  );
  /** What an action is worth to a hand, in small below how often it is taken. */
  const actionEv = (/** @type {number} */ hand, /** @type {number} */ action) => {
    const ev = values?.action_ev?.[action]?.[hand];
    const how = values?.sampled ? ", on sampled boards" : "";
    if (ev != null) return h("small.ev", { title: `EV, ${unitName(unit)}${how}` }, amountColumn(ev, unit));
    // Room for what comes soon, so that rows do not move.
    return !values && position.source.has_values ? h("small.ev", "\u00a0") : null;
  };
  const row = (/** @type {number} */ hand) => {
    const frequencies = node.actions.map(
      (/** @type {any} */ _, /** @type {number} */ i) => node.hands.probabilities[i][hand] ?? 0,
    );
    return h(
      "tr",
      { class: node.hands.ranges[seat][hand] > 0.0005 ? "" : "out" },
      h("td.left", hands.cells ? cardsInText(hands.hands[hand]) : hands.hands[hand]),
      h("td", fixed(node.hands.ranges[seat][hand], 2)),
      evs && h("td", amountColumn(evs[hand], unit)),
      equities && h("td", percent(equities[hand])),
      buckets && h("td.wide", buckets[hand] ?? ""),
      frequencies.map((/** @type {number} */ p, /** @type {number} */ i) =>
        h("td", percent(p), actionEv(hand, i)),
      ),
      h("td.wide", miniBar(frequencies, colours, order)),
    );
  };
  return h(
    "div.tablebox",
    { role: "region", "aria-label": "combos", tabindex: 0 },
    h("table", { "aria-label": "combos" }, h("thead", head), h("tbody", live.map(row))),
  );
}

/** @param {any} action @param {Unit} unit */
function shortWords(action, unit) {
  return actionWords(action, unit)
    .replace("Raise to ", "R ")
    .replace("Bet ", "B ")
    .replace("All-in", "AI")
    .replace(/^AI .*/, "AI");
}
