// Below the table: the decisions of a hand, what they cost, and how long that takes to be known.

import { h, fill } from "../../core/h.js";
import { keepingFocus } from "../../core/focus.js";
import { signed } from "../../core/format.js";
import { amountColumn, unitName } from "../../poker/words.js";
import { cardsInText } from "../../parts/cards.js";
import { decisionTable, noCosts } from "../../parts/decisions.js";

/** @typedef {import("../../poker/words.js").Unit} Unit */

const NOTHING_YET = "After each one: what the strategy does there, and what yours cost.";

/** Decisions that are shown, and of which hand. @typedef {{ number: number, list: any[] }} Shown */

export function createReview() {
  const element = h("section.handreview", { "aria-label": "your decisions" });
  const pace = h("small.pace");
  /** Rows that are open, of the hand that is shown. */
  let open = new Set();
  let opened = "";

  /**
   * @param {any} session @param {Shown | null} shown @param {any} earlier @param {Unit} unit
   */
  function draw(session, shown, earlier, unit) {
    const { hand, practice } = session;
    if (!shown || (!hand.over && shown.number === hand.number && !practice)) {
      const later = !hand.over && !practice;
      return fill(element, later && h("p.hint", "What your decisions cost is told after the hand."));
    }
    const { number, list } = shown;
    const isLive = practice && !hand.over && number === hand.number;
    const before = earlier?.number === number ? earlier : null;
    openRows(isLive ? `${number} ${list.length}` : `${number}`, isLive ? [list.length - 1] : []);
    return fill(
      element,
      h(
        "h2",
        number === hand.number ? "Your decisions" : `Your decisions in hand ${number}`,
        h("small", costWords(list, unit)),
        pace,
      ),
      before && h("p.cast", cast(before, unit)),
      list.length
        ? // While it is played the last one stands on top, where it is seen.
          decisionTable(list, { source: session.source, unit, open, lastFirst: isLive })
        : h("p.hint", (before ?? hand).over ? "You had nothing to decide in this hand." : NOTHING_YET),
      noCosts(list),
    );
  }

  /**
   * Opens these rows, unless what is shown is the same as before.
   * @param {string} what @param {number[]} rows
   */
  function openRows(what, rows) {
    if (what !== opened) open = new Set(rows);
    opened = what;
  }

  return {
    element,
    /**
     * @param {any} session @param {Shown | null} shown @param {any} earlier A hand that is looked at.
     * @param {Unit} unit
     */
    show(session, shown, earlier, unit) {
      keepingFocus(element, () => draw(session, shown, earlier, unit));
    },
    /** Says how long costs will take. @param {string} words */
    tell(words) {
      if (pace.textContent !== words) pace.textContent = words;
    },
  };
}

/**
 * What decisions cost together, once all of it is known; empty before.
 * @param {any[]} list @param {Unit} unit
 */
export function costWords(list, unit) {
  const costs = list.map((decision) => decision.cost).filter((cost) => cost != null);
  if (!costs.length || list.some((decision) => decision.valued === false)) return "";
  const sum = costs.reduce((a, b) => a + b, 0);
  return ` cost ${amountColumn(sum, unit)} ${unitName(unit)}`;
}

/**
 * Who held what in a hand that is over, and what was won.
 * @param {any} hand @param {Unit} unit
 */
function cast({ seats, board, result }, unit) {
  const per = unit.unit === "bb" && unit.chipsPerBb ? unit.chipsPerBb : 1;
  return [
    seats.map((/** @type {any} */ seat) =>
      h(
        "span",
        `${seat.you ? "You" : seat.name} `,
        seat.hole ? cardsInText(seat.hole.join("")) : "unseen",
        " ",
        h("strong", signed(result.chips[seat.seat] / per, 2)),
        ` ${unitName(unit)}`,
      ),
    ),
    board.length > 0 && h("span", "Board ", cardsInText(board.join(""))),
  ];
}
