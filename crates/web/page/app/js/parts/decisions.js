// Decisions of a hand, each beside what the strategy would have done and what it cost.

import { h } from "../core/h.js";
import { fixed, percent } from "../core/format.js";
import { formatPlace } from "../core/url.js";
import { classOf } from "../poker/cards.js";
import { actionColours, barOrder } from "../poker/actions.js";
import { actionWords, amount, amountColumn, unitName } from "../poker/words.js";
import { cardsInText } from "./cards.js";
import { miniBar } from "./table.js";

/** @typedef {import("../poker/words.js").Unit} Unit */

/** Grades, the best first. */
export const GRADES = ["best", "good", "inaccuracy", "mistake", "blunder"];

/** The address of a decision in the strategy. @param {string} source @param {any} decision */
export const decisionAddress = (source, decision) =>
  formatPlace({
    page: "strategy",
    params: {
      of: source,
      line: decision.line,
      board: decision.board.join(""),
      cell: /^(..){2}$/.test(decision.hand ?? "") ? classOf(decision.hand) : "",
    },
  });

/** What was done, in words. @param {any} decision @param {Unit} unit */
export function takenWords(decision, unit) {
  const action = decision.actions.find((/** @type {any} */ a) => a.token === decision.taken);
  if (action) return actionWords(action, unit);
  const chips = /^\w(\d+)$/.exec(decision.taken);
  return chips ? `To ${amount(Number(chips[1]), unit)}` : decision.taken;
}

/**
 * A grade as a mark.
 * @param {string | null} grade
 * @param {boolean} [isFinal] Whether it will stay: before the cost is known it goes by frequency alone.
 */
export const gradeMark = (grade, isFinal = true) =>
  h(
    "span.grade",
    {
      class: isFinal ? (grade ?? "") : "open",
      title: isFinal ? null : "by how often the strategy does it; what it costs is being worked out",
    },
    grade ?? "unknown",
  );

/** Decisions by grade. @param {Record<string, number>} grades */
export function gradeCounts(grades) {
  return h(
    "div.grades",
    GRADES.filter((grade) => grades[grade]).map((grade) =>
      h("span", gradeMark(grade), " ", h("strong", grades[grade])),
    ),
  );
}

/**
 * One row a decision; each opens to show all actions.
 * @param {any[]} decisions
 * @param {object} how
 * @param {string} how.source
 * @param {Unit} how.unit
 * @param {(seat: number) => string} [how.seatName] Whose decisions they are, if they are not all of one.
 * @param {Set<number>} [how.open] Decisions that are open, counted from 0: kept up to date.
 * @param {boolean} [how.lastFirst] Whether the last decision stands on top.
 */
export function decisionTable(decisions, { source, unit, seatName, open = new Set(), lastFirst = false }) {
  const columns = seatName ? 8 : 6;
  const how = { source, unit, seatName, columns, open };
  const bodies = decisions.map((decision, at) => rows(decision, { ...how, at }));
  const head = (/** @type {any} */ words, left = false) =>
    h("th", { scope: "col", class: left ? "left" : "" }, words);
  return h(
    "div.tablebox",
    { role: "region", "aria-label": "decisions", tabindex: 0 },
    h(
      "table.decisions",
      { "aria-label": "decisions" },
      h(
        "thead",
        h(
          "tr",
          seatName && [head("who", true), head("hand", true)],
          head("board", true),
          head("done", true),
          h("th.left.wide", { scope: "col" }, "the strategy"),
          head(`cost, ${unitName(unit)}`),
          head("grade", true),
          h("th.wide", { scope: "col" }, h("span.hidden", "link")),
        ),
      ),
      h("tbody", lastFirst ? bodies.reverse() : bodies),
    ),
  );
}

/** Why some decisions have no cost, each reason once. @param {any[]} decisions */
export const noCosts = (decisions) =>
  [...new Set(decisions.map((d) => d.why_no_cost).filter(Boolean))].map((why) => h("p.hint", `– ${why}.`));

/**
 * A decision, and all of its actions below it.
 * @param {any} decision
 * @param {{ source: string, unit: Unit, seatName?: (seat: number) => string, columns: number,
 *   open: Set<number>, at: number }} how
 */
function rows(decision, { source, unit, seatName, columns, open, at }) {
  const colours = actionColours(decision.actions);
  const frequencies = decision.actions.map((/** @type {any} */ a) => a.frequency ?? 0);
  const href = decisionAddress(source, decision);
  const detail = h(
    "tr.detail",
    { hidden: !open.has(at) },
    h("td.left", { colspan: columns }, actionTable(decision, unit), h("a", { href }, "See every hand here")),
  );
  const done = h(
    "button.quiet",
    {
      type: "button",
      "aria-expanded": String(open.has(at)),
      title: "all actions",
      data: { key: `decision${at}` },
      onclick: () => {
        detail.hidden = !detail.hidden;
        if (detail.hidden) open.delete(at);
        else open.add(at);
        done.setAttribute("aria-expanded", String(!detail.hidden));
      },
    },
    takenWords(decision, unit),
  );
  return [
    h(
      "tr",
      seatName && [h("td.left", seatName(decision.seat)), h("td.left", cardsInText(decision.hand ?? ""))],
      h("td.left", decision.board.length ? cardsInText(decision.board.join("")) : h("span.dim", "preflop")),
      h(
        "td.left",
        done,
        decision.off_tree &&
          h("span.dim", { title: "a size that the strategy does not have: taken for its nearest one" }, " *"),
      ),
      h(
        "td.left.wide",
        miniBar(frequencies, colours, barOrder(colours.length)),
        " ",
        h("span.dim", mainWords(decision, unit)),
      ),
      h("td", costWords(decision, unit)),
      h("td.left", gradeMark(decision.grade, decision.valued !== false)),
      h("td.wide", h("a", { href, title: "every hand here" }, "Open")),
    ),
    detail,
  ];
}

/** What a decision cost; grey and alive while that is worked out. @param {any} decision @param {Unit} unit */
function costWords(decision, unit) {
  if (decision.valued === false)
    return h("span.alive", { role: "img", "aria-label": "being worked out" }, "…");
  if (decision.cost == null) return h("span.dim", { title: decision.why_no_cost ?? "not known" }, "–");
  const cost = amountColumn(decision.cost, unit);
  if (decision.cost_error == null) return cost;
  return h("span", { title: `± ${amount(decision.cost_error, unit)}, on sampled boards (95 %)` }, "≈ ", cost);
}

/** Every action of a decision. @param {any} decision @param {Unit} unit */
function actionTable(decision, unit) {
  const colours = actionColours(decision.actions);
  const evs = decision.actions
    .map((/** @type {any} */ a) => a.ev)
    .filter((/** @type {any} */ ev) => ev != null);
  const best = Math.max(...evs);
  return h(
    "table.alternatives",
    { "aria-label": "what the strategy would have done" },
    h(
      "thead",
      h(
        "tr",
        h("th.left", { scope: "col" }, "action"),
        h("th", { scope: "col" }, "strategy, %"),
        evs.length > 0 && [
          h("th", { scope: "col" }, `EV, ${unitName(unit)}`),
          h("th", { scope: "col" }, "less than the best"),
        ],
      ),
    ),
    h(
      "tbody",
      decision.actions.map((/** @type {any} */ action, /** @type {number} */ i) =>
        h(
          "tr",
          { class: action.token === decision.taken ? "on" : "" },
          h("td.left", h("b.key", { class: colours[i] }), actionWords(action, unit)),
          h("td", percent(action.frequency)),
          evs.length > 0 && [
            h("td", amountColumn(action.ev, unit)),
            h("td", action.ev == null ? "–" : amountColumn(best - action.ev, unit)),
          ],
        ),
      ),
    ),
  );
}

/** The most frequent action. @param {any} decision @param {Unit} unit */
function mainWords(decision, unit) {
  const best = [...decision.actions].sort((a, b) => (b.frequency ?? 0) - (a.frequency ?? 0))[0];
  return best ? `${actionWords(best, unit)} (${fixed((best.frequency ?? 0) * 100, 0)} %)` : "";
}
