// The large grid with its views, the bar of all actions, and the table of actions below it.

import { h, fill } from "../core/h.js";
import { fixed, percent } from "../core/format.js";
import { createGrid } from "../parts/grid.js";
import { cellMeans, heatCells, strategyCells } from "../parts/cells.js";
import { actionColours, barOrder } from "../poker/actions.js";
import { actionWords, amount, amountColumn, unitName } from "../poker/words.js";
import { CLASSES } from "../poker/cards.js";
import { differenceCells } from "./difference.js";
import { mix } from "./hand-panel.js";

/** @typedef {import("./position.js").Position} Position */
/** @typedef {import("../poker/words.js").Unit} Unit */

export const VIEWS = [
  { id: "s", name: "Strategy" },
  { id: "e", name: "EV" },
  { id: "q", name: "Equity" },
  { id: "d", name: "Difference" },
];

/**
 * @param {object} options
 * @param {(view: string) => void} options.onView
 * @param {(cell: number | null) => void} options.onPoint
 * @param {(cell: number) => void} options.onKeep
 */
export function createHero({ onView, onPoint, onKeep }) {
  const grid = createGrid({ label: "strategy", onPoint, onKeep });
  const title = h("h2");
  const views = h("div.views", { role: "group", "aria-label": "what the grid shows" });
  const note = h("p.note", { "aria-live": "polite" });
  const totals = h("div.total", { "aria-hidden": "true" });
  const actions = h("div.actions");
  const pick = h("p.cellsays", { "aria-hidden": "true" });
  const element = h("section.hero", h("div.herohead", title, views), grid.element, pick, totals, note);

  /** @param {Position} position @param {string} view @param {any} compared */
  function showViews(position, view, compared) {
    const can = VIEWS.filter(
      ({ id }) =>
        id === "s" ||
        (id === "e" && position.source.has_values) ||
        (id === "q" && (position.node.board.length >= 3 || position.values)) ||
        (id === "d" && compared),
    );
    fill(
      views,
      can.length < 2 || !position.node.cells
        ? []
        : can.map(({ id, name }) =>
            h(
              "button",
              { type: "button", "aria-pressed": String(id === view), onclick: () => onView(id) },
              name,
            ),
          ),
    );
  }

  return {
    element,
    /** The table of actions of the whole range. */
    actions,
    grid,
    /**
     * Says below the grid what a cell does, where the table of its combos lies below the screen.
     * @param {Position} position @param {number | null} cell @param {Unit} unit
     */
    showPick({ node }, cell, unit) {
      const model = cell == null ? null : node.cells?.[cell];
      const words = model && (mix(node.actions, model.frequencies, unit) ?? "not in the range");
      fill(pick, model ? [h("b", CLASSES[/** @type {number} */ (cell)]), " ", words] : "Tap a hand.");
    },
    /** @param {Position} position @param {{ view: string, unit: Unit, compared: any }} how */
    show(position, { view, unit, compared }) {
      const { node } = position;
      const seat = node.seats[node.acting];
      const facts = [`${amount(seat.stack, unit)} ${unitName(unit)} behind`, `pot ${amount(node.pot, unit)}`];
      if (node.to_call) facts.push(`${amount(node.to_call, unit)} to call`);
      fill(title, seat.name, h("small", ` ${facts.join(" · ")}`));
      showViews(position, view, compared);
      const label = `${seat.name}, ${VIEWS.find(({ id }) => id === view)?.name.toLowerCase()} by hand class`;
      if (node.cells) grid.show(heroCells(position, view, unit, compared), label);
      showActions(totals, actions, position, unit);
      fill(note, noteText(position, view));
    },
  };
}

/** @param {Position} position @param {string} view @param {Unit} unit @param {any} compared */
function heroCells(position, view, unit, compared) {
  const { node, hands, values, equity } = position;
  if (view === "d" && compared) return differenceCells(compared);
  const ranges = node.hands?.ranges[node.acting];
  if (view === "e") {
    const evs = values && hands.cells ? cellMeans(values.ev[node.acting], ranges, hands.cells) : [];
    return evScale(evs, unit);
  }
  if (view === "q") {
    const all = (equity ?? values)?.equity?.[node.acting];
    const cells = all && hands.cells ? cellMeans(all, ranges, hands.cells) : Array(169).fill(null);
    return heatCells(cells, {
      low: 0,
      mid: 0.5,
      high: 1,
      text: (v) => fixed(v * 100, 0),
      words: (v) => `equity ${percent(v)} %`,
    });
  }
  return strategyCells(node.cells, node.actions, unit);
}

/** @param {(number | null)[]} evs @param {Unit} unit */
function evScale(evs, unit) {
  const there = /** @type {number[]} */ (evs.filter((v) => v != null));
  const cells = evs.length ? evs : Array(169).fill(null);
  const low = there.reduce((a, b) => Math.min(a, b), 0);
  const high = there.reduce((a, b) => Math.max(a, b), 0);
  return heatCells(cells, {
    low,
    mid: low < 0 ? 0 : (low + high) / 2,
    high,
    text: (v) =>
      unitName(unit) === "bb" ? fixed(v / (unit.chipsPerBb ?? 1), 1) : fixed(v, Math.abs(v) < 100 ? 1 : 0),
    words: (v) => `EV ${amountColumn(v, unit)} ${unitName(unit)}`,
  });
}

/** @param {any} totals @param {any} box @param {Position} position @param {Unit} unit */
function showActions(totals, box, { node, values }, unit) {
  const colours = actionColours(node.actions);
  fill(
    totals,
    barOrder(node.actions.length).map((i) =>
      h("u", {
        style: { width: `${(node.actions[i].frequency ?? 0) * 100}%`, background: `var(--${colours[i]})` },
      }),
    ),
  );
  const evs = node.actions.map(
    (/** @type {any} */ a, /** @type {number} */ i) => a.ev ?? values?.action_mean_ev?.[i] ?? null,
  );
  const anyEv = evs.some((/** @type {any} */ ev) => ev != null);
  fill(
    box,
    h(
      "table",
      { "aria-label": "actions of the whole range" },
      h(
        "thead",
        h(
          "tr",
          h("th.left", { scope: "col" }, "action"),
          h("th.left.bar", { scope: "col" }, h("span.hidden", "bar")),
          h("th", { scope: "col" }, "frequency, %"),
          h("th", { scope: "col" }, "combos"),
          anyEv && h("th", { scope: "col" }, `EV, ${unitName(unit)}`),
        ),
      ),
      h(
        "tbody",
        node.actions.map((/** @type {any} */ action, /** @type {number} */ i) =>
          h(
            "tr",
            h("td.left", h("b.key", { class: colours[i] }), actionWords(action, unit)),
            h("td.left.bar", shareBar(action.frequency, colours[i])),
            h("td", h("strong", percent(action.frequency))),
            h("td", fixed(action.combos, 1)),
            anyEv && h("td", amountColumn(evs[i], unit)),
          ),
        ),
      ),
    ),
  );
}

/** A share as a bar in the colour of its action. @param {number | null} share @param {string} colour */
function shareBar(share, colour) {
  const style = { width: `${((share ?? 0) * 100).toFixed(2)}%`, background: `var(--${colour})` };
  return h("span.part", { "aria-hidden": "true" }, h("u", { style }));
}

/** @param {Position} position @param {string} view */
function noteText({ node, values, source, equity }, view) {
  const parts = [];
  if (view === "e" && !values) parts.push("EV is being computed …");
  if (view === "q" && !equity && !values) parts.push("Equity is being computed …");
  if (view === "e" && values?.meaning === "hand")
    parts.push("EV counts the whole hand: what was put in before is lost with it.");
  if (view === "e" && values?.meaning === "node")
    parts.push("EV: chips out of the pot less what is put in from here on.");
  if (values?.sampled && view === "e")
    parts.push(
      node.street === "flop"
        ? "Estimated on some boards; all of them follow."
        : "Estimated on sampled boards.",
    );
  if (node.untrained > 0.005)
    parts.push(`${fixed(node.untrained * 100, 1)} % of this range was never trained here.`);
  if (source.provisional) parts.push("The run goes on: this is its latest snapshot.");
  return parts.join(" ");
}
