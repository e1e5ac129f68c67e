// Both players' ranges side by side, and their equity as curves.

import { h, fill } from "../core/h.js";
import { percent, plain } from "../core/format.js";
import { createGrid } from "../parts/grid.js";
import { cellWeights, weightCells } from "../parts/cells.js";
import { createChart } from "../parts/chart.js";
import { copyText } from "../parts/status.js";
import { amountColumn, unitName } from "../poker/words.js";
import { post } from "../core/api.js";

/** @typedef {import("./position.js").Position} Position */

/** @param {any} panel @param {Position} position @param {import("../poker/words.js").Unit} unit */
export function showRanges(panel, position, unit) {
  const { node, hands } = position;
  if (!node.hands) return;
  const cells = hands.cells;
  const seats = node.seats.filter((/** @type {any} */ seat) => !seat.folded);
  const box = (/** @type {any} */ seat) => {
    const weights = node.hands.ranges[seat.seat];
    const combos = weights.reduce(
      (/** @type {number} */ sum, /** @type {number | null} */ w) => sum + (w ?? 0),
      0,
    );
    const copy = h(
      "button.quiet",
      { type: "button", onclick: () => copyRange(weights, copy) },
      "Copy as text",
    );
    const grid = cells
      ? createGrid({ label: `range of ${seat.name}, ${plain(combos, 1)} combos`, small: true, named: true })
      : null;
    if (cells) grid?.show(weightCells(cellWeights(weights, cells)));
    return h(
      "div.range",
      h("h3", seat.name, h("small", ` ${plain(combos, 1)} combos`)),
      grid?.element,
      facts(position, seat.seat, unit),
      cells && copy,
    );
  };
  fill(panel, h("div.ranges", { data: { n: seats.length } }, seats.map(box)), curves(position));
}

/** @param {Position} position @param {number} seat @param {import("../poker/words.js").Unit} unit */
function facts({ values, equity }, seat, unit) {
  const mean = values?.mean_equity?.[seat] ?? equity?.mean_equity?.[seat];
  const rows = [
    ["equity, %", mean == null ? null : percent(mean)],
    [`EV, ${unitName(unit)}`, values ? amountColumn(values.mean_ev[seat], unit) : null],
    ["realised, %", values?.realisation?.[seat] != null ? percent(values.realisation[seat]) : null],
  ].filter(([, value]) => value != null);
  return h(
    "dl.facts",
    rows.map(([name, value]) => [h("dt", name), h("dd", value)]),
  );
}

/** @param {Position} position */
function curves({ equity, node }) {
  if (!equity?.curves) return null;
  const chart = createChart("equity by share of the range, weakest hands first", {
    x: "share of range, %",
    y: "equity, %",
    xMin: 0,
    xMax: 100,
    yMin: 0,
    yMax: 100,
    height: 200,
  });
  chart.show(
    equity.curves.map((/** @type {any} */ curve, /** @type {number} */ i) => ({
      name: node.seats[curve.seat].name,
      colour: i ? "var(--two)" : "var(--one)",
      dashed: i > 0,
      points: curve.share.map((/** @type {number} */ share, /** @type {number} */ k) => [
        share * 100,
        curve.equity[k] * 100,
      ]),
    })),
  );
  return chart.element;
}

/** @param {(number | null)[]} weights @param {any} button */
async function copyRange(weights, button) {
  const { text } = await post("ranges", { weights: weights.map((w) => w ?? 0) });
  await copyText(text, button);
}
