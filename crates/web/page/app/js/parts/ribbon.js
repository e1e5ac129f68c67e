// The line of play: a row of nodes with their actions, streets divided by their cards.

import { h, fill } from "../core/h.js";
import { percent } from "../core/format.js";
import { actionColours } from "../poker/actions.js";
import { actionWords, amount } from "../poker/words.js";
import { cardRow } from "./cards.js";

/** @typedef {import("../poker/words.js").Unit} Unit */

/**
 * @param {object} options
 * @param {(line: string, back: boolean) => void} options.onGo A past node (back) or an action is chosen.
 * @param {(from: number) => void} options.onBoard The cards of a street are clicked: how many were there
 * before.
 * @param {(line: string) => void} [options.onAhead] An action is pointed at: it may be asked for soon.
 */
export function createRibbon({ onGo, onBoard, onAhead }) {
  const element = h("section.ribbon", { "aria-label": "line of play" });

  /** @param {any} entry @param {Unit} unit @param {boolean} last */
  function decision(entry, unit, last) {
    const colours = actionColours(entry.actions);
    const head = last
      ? h("div.nodehead", h("span", entry.name), h("i", amount(entry.stack, unit)))
      : h(
          "div.nodehead",
          h(
            "button.quiet",
            { type: "button", onclick: () => onGo(entry.line, true), title: `back to ${entry.name}` },
            entry.name,
          ),
          h("i", amount(entry.stack, unit)),
        );
    const actions = entry.actions.map((/** @type {any} */ action, /** @type {number} */ i) =>
      h(
        "button.act",
        {
          type: "button",
          "aria-pressed": last ? null : String(entry.taken === i),
          class: entry.taken === i ? "on" : "",
          onclick: () => onGo(action.line, false),
          onpointerenter: last && onAhead ? () => onAhead(action.line) : null,
          data: { line: action.line },
        },
        h("b", { class: colours[i], "aria-hidden": "true" }),
        h("span", actionWords(action, unit)),
        h("em", percent(action.frequency)),
      ),
    );
    return h(
      "div.node",
      { class: last ? "now" : "", "aria-current": last ? "step" : null },
      head,
      h("div.acts", actions),
    );
  }

  /** @param {any} entry @param {number} before */
  function cards(entry, before) {
    const missing = entry.missing > 0;
    const label = missing ? `choose the ${entry.street}` : `change the ${entry.street}`;
    return h(
      "div.street",
      { class: missing ? "now" : "" },
      h("div.nodehead", h("span", entry.street)),
      h(
        "button.deal",
        { type: "button", title: `${label} (b)`, onclick: () => onBoard(before) },
        cardRow(entry.cards, entry.missing),
        h("span.hidden", `, ${label}`),
      ),
    );
  }

  return {
    element,
    /** @param {any} node @param {Unit} unit */
    show(node, unit) {
      let dealt = 0;
      const entries = node.ribbon.map((/** @type {any} */ entry, /** @type {number} */ i) => {
        if (entry.kind !== "cards") return decision(entry, unit, i === node.ribbon.length - 1);
        const before = dealt;
        dealt += entry.cards.length + entry.missing;
        return cards(entry, before);
      });
      if (node.state === "over")
        entries.push(
          h(
            "div.node.now",
            h("div.nodehead", h("span", "hand over")),
            h("p.dim", `pot ${amount(node.pot, unit)}`),
          ),
        );
      const focused = element.contains(document.activeElement);
      fill(element, entries);
      element.scrollLeft = element.scrollWidth;
      if (focused)
        /** @type {any} */ (element.querySelector(".now button.act, .now button.deal, .now button"))?.focus({
          preventScroll: true,
        });
    },
  };
}
