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
  return chips ? `to ${amount(Number(chips[1]), unit)}` : decision.taken;
}

/**
 * One row a decision.
 * @param {any[]} decisions
 * @param {string} source
 * @param {Unit} unit
 * @param {(seat: number) => string} seatName
 */
export function decisionTable(decisions, source, unit, seatName) {
  return h(
    "div.tablebox",
    { role: "region", "aria-label": "decisions", tabindex: 0 },
    h(
      "table",
      { "aria-label": "decisions" },
      h(
        "thead",
        h(
          "tr",
          h("th.left", { scope: "col" }, "who"),
          h("th.left", { scope: "col" }, "hand"),
          h("th.left", { scope: "col" }, "board"),
          h("th.left", { scope: "col" }, "done"),
          h("th.left", { scope: "col" }, "the strategy"),
          h("th", { scope: "col" }, `cost, ${unitName(unit)}`),
          h("th.left", { scope: "col" }, "grade"),
          h("th", { scope: "col" }, h("span.hidden", "link")),
        ),
      ),
      h(
        "tbody",
        decisions.map((decision) => {
          const colours = actionColours(decision.actions);
          const frequencies = decision.actions.map((/** @type {any} */ a) => a.frequency ?? 0);
          return h(
            "tr",
            h("td.left", seatName(decision.seat)),
            h("td.left", cardsInText(decision.hand ?? "")),
            h(
              "td.left",
              decision.board.length ? cardsInText(decision.board.join("")) : h("span.dim", "preflop"),
            ),
            h("td.left", takenWords(decision, unit), decision.off_tree && h("span.dim", " (off the tree)")),
            h(
              "td.left",
              miniBar(frequencies, colours, barOrder(colours.length)),
              " ",
              h("span.dim", mainWords(decision, unit)),
            ),
            h("td", amountColumn(decision.cost, unit)),
            h("td.left", h("span.grade", { class: decision.grade }, decision.grade ?? "unknown")),
            h("td", h("a", { href: decisionAddress(source, decision) }, "Open")),
          );
        }),
      ),
    ),
  );
}

/**
 * One decision with every action, for practice.
 * @param {any} decision
 * @param {string} source
 * @param {Unit} unit
 */
export function adviceBox(decision, source, unit) {
  const colours = actionColours(decision.actions);
  const evs = decision.actions.some((/** @type {any} */ a) => a.ev != null);
  return h(
    "section.advice",
    h(
      "h3",
      "Your last decision ",
      h("span.grade", { class: decision.grade }, decision.grade ?? "unknown"),
      h("small", decision.cost == null ? "" : ` cost ${amountColumn(decision.cost, unit)} ${unitName(unit)}`),
    ),
    h(
      "table",
      { "aria-label": "what the strategy would have done" },
      h(
        "thead",
        h(
          "tr",
          h("th.left", { scope: "col" }, "action"),
          h("th", { scope: "col" }, "strategy, %"),
          evs && h("th", { scope: "col" }, `EV, ${unitName(unit)}`),
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
            evs && h("td", amountColumn(action.ev, unit)),
          ),
        ),
      ),
    ),
    h("a", { href: decisionAddress(source, decision) }, "See every hand here"),
  );
}

/** The most frequent action. @param {any} decision @param {Unit} unit */
function mainWords(decision, unit) {
  const best = [...decision.actions].sort((a, b) => (b.frequency ?? 0) - (a.frequency ?? 0))[0];
  return best ? `${actionWords(best, unit).toLowerCase()} ${fixed((best.frequency ?? 0) * 100, 0)} %` : "";
}
